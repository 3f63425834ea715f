//! Where the parts of a JSON text stand. The YAML parser would find them too, but reads every character of a document
//! of which only a few places are asked for.

use std::collections::BTreeSet;
use std::ops::Range;

/// Finds each wanted pointer with the bytes of its key, or of its value where there is no key, in the order of the text;
/// `None` if the text is no JSON. Whatever a wanted pointer passes through must be wanted too.
pub(super) fn find(text: &str, wanted: &BTreeSet<&str>) -> Option<Vec<(String, Range<usize>)>> {
    let mut scan = Scan { text, at: 0, wanted, pointer: String::new(), found: Vec::new() };
    scan.value(None)?;
    Some(scan.found)
}

struct Scan<'a> {
    text: &'a str,
    /// The byte that comes next.
    at: usize,
    wanted: &'a BTreeSet<&'a str>,
    /// What leads to the value that is looked at.
    pointer: String,
    found: Vec<(String, Range<usize>)>,
}

impl Scan<'_> {
    /// Passes white space, and says what comes then.
    fn next(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes a value. Nothing is looked for below one that is not wanted.
    fn value(&mut self, key: Option<Range<usize>>) -> Option<()> {
        let first = self.next()?;
        if !self.wanted.contains(self.pointer.as_str()) {
            return self.skip();
        }
        let index = self.found.len();
        self.found.push((self.pointer.clone(), key.clone().unwrap_or(self.at..self.at + 1)));
        match first {
            b'{' => self.items(b'}', |scan, _| {
                scan.next().filter(|byte| *byte == b'"')?;
                let start = scan.at;
                scan.string()?;
                let key = start..scan.at;
                scan.next().filter(|byte| *byte == b':')?;
                scan.at += 1;
                let text: String = serde_json::from_str(scan.text.get(key.clone())?).ok()?;
                Some((text.replace('~', "~0").replace('/', "~1"), Some(key)))
            }),
            b'[' => self.items(b']', |_, index| Some((index.to_string(), None))),
            _ => {
                let start = self.at;
                self.skip()?;
                if let (None, Some((_, place))) = (key, self.found.get_mut(index)) {
                    *place = start..self.at;
                }
                Some(())
            }
        }
    }

    /// Passes what stands between two brackets; `step` passes what stands before each value, and gives the last token of
    /// its pointer.
    fn items(
        &mut self,
        end: u8,
        step: impl Fn(&mut Self, usize) -> Option<(String, Option<Range<usize>>)>,
    ) -> Option<()> {
        self.at += 1;
        for index in 0.. {
            if index == 0 && self.next()? == end {
                break;
            }
            let (token, key) = step(self, index)?;
            let length = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&token);
            self.value(key)?;
            self.pointer.truncate(length);
            match self.next()? {
                b',' => self.at += 1,
                other if other == end => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(())
    }

    /// Passes a value without a look at what is in it.
    fn skip(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.next()? {
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1)?;
                    self.at += 1;
                }
                b'"' => self.string()?,
                b',' | b':' => self.at += 1,
                _ => {
                    let rest = self.text.as_bytes().get(self.at..)?;
                    let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                    self.at += rest.iter().position(ends).unwrap_or(rest.len());
                }
            }
            if open == 0 {
                return Some(());
            }
        }
    }

    /// Passes a text in quotes.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            self.at += end + 1;
            if rest.get(end) == Some(&b'"') {
                return Some(());
            }
            // What is escaped ends nothing.
            self.at += 1;
        }
    }
}
