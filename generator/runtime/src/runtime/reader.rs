//! Reads JSON text, as strictly as RFC 8259, straight into the values that are lent to it.

use std::borrow::Cow;
use std::mem;

use super::json::{Error, Extra, Json, Result};
use super::token::Numeral;

/// How deep arrays and objects may be nested, so that no text can exhaust the stack.
pub const MAX_DEPTH: usize = 128;

/// How much of a wrong value an error shows, in characters.
const SHOWN: usize = 60;

/// A property on its way in: its name, its value, and whether the text has given it yet.
pub type Slot<'a> = (&'static str, &'a mut dyn Json, bool);

/// A place in a JSON text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    pub(super) at: usize,
    depth: usize,
    /// How many properties were passed over because no slot is theirs, and how many values are not known.
    pub(super) unread: usize,
    /// Inside a union: how many more bytes may be read to try variants.
    #[allow(dead_code, reason = "only unions spend it, and not every API has any")]
    pub(super) worth: Option<usize>,
}

impl<'a> Reader<'a> {
    /// The start of a text, after a byte order mark if there is one.
    pub fn new(text: &'a str) -> Self {
        let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::at(text, text.len() - unmarked.len())
    }

    pub(super) fn at(text: &'a str, at: usize) -> Self {
        Self { text, at, depth: 0, unread: 0, worth: None }
    }

    /// The object at this place, property by property into the slots; the others go to `extra`, or
    /// are skipped.
    ///
    /// # Errors
    ///
    /// If there is no such object, or it lacks a property that may not be left out.
    pub fn record(&mut self, slots: &mut [Slot<'_>], mut extra: Option<&mut dyn Extra>) -> Result<()> {
        self.peek();
        let start = self.at;
        // Servers mostly write properties in the order of the document: the search starts where the
        // last one ended.
        let mut next = 0;
        if let Some(extra) = &mut extra {
            extra.clear();
        }
        self.enter(b'{', "an object")?;
        let mut first = true;
        while let Some(key) = self.key(&mut first)? {
            let place = |slots: &[Slot<'_>]| slots.iter().position(|slot| slot.0 == key);
            let (before, after) = slots.split_at(next.min(slots.len()));
            let found = place(after).map(|index| next + index).or_else(|| place(before));
            if let Some((index, (_, value, seen))) = found.and_then(|index| Some((index, slots.get_mut(index)?))) {
                next = index + 1;
                *seen = true;
                value.fill(self)?;
            } else if let Some(extra) = &mut extra {
                extra.fill_entry(key.into_owned(), self)?;
            } else {
                self.unread += 1;
                self.skip()?;
            }
        }
        match slots.iter_mut().find_map(|(name, value, seen)| (!*seen && !value.leave_out()).then_some(*name)) {
            Some(name) => fail(start, format!("missing property `{name}`")),
            None => Ok(()),
        }
    }

    /// The object at this place; `property` is called with each key, at the place of its value,
    /// which it must read.
    ///
    /// # Errors
    ///
    /// If there is no object, or `property` fails.
    pub fn object(&mut self, property: &mut dyn FnMut(&mut Self, Cow<'a, str>) -> Result<()>) -> Result<()> {
        self.enter(b'{', "an object")?;
        let mut first = true;
        while let Some(key) = self.key(&mut first)? {
            property(self, key)?;
        }
        Ok(())
    }

    /// The next key of the object that was entered, or nothing behind the last one, where the object is left.
    pub(super) fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>> {
        let is_first = mem::take(first);
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                self.depth -= 1;
                return Ok(None);
            }
            Some(b',') if !is_first => self.at += 1,
            _ if !is_first => return self.unexpected("`,` or `}`"),
            _ => {}
        }
        let key = self.quoted("a key")?;
        self.expect(b':', "`:`")?;
        Ok(Some(key))
    }

    /// The array at this place; `item` is called at the place of each item, which it must read.
    ///
    /// # Errors
    ///
    /// If there is no array, or `item` fails.
    pub fn array(&mut self, item: &mut dyn FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.enter(b'[', "an array")?;
        if !self.takes(b']') {
            loop {
                item(self)?;
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => break self.at += 1,
                    _ => return self.unexpected("`,` or `]`"),
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The array at this place, with as many items as there are slots.
    ///
    /// # Errors
    ///
    /// If there is no such array.
    pub fn tuple(&mut self, slots: &mut [&mut dyn Json]) -> Result<()> {
        self.peek();
        let (start, length) = (self.at, slots.len());
        let mut slots = slots.iter_mut();
        let mut fits = true;
        self.array(&mut |reader| {
            if let Some(slot) = slots.next() {
                return slot.fill(reader);
            }
            fits = false;
            reader.skip()
        })?;
        if fits && slots.next().is_none() {
            Ok(())
        } else {
            fail(start, format!("expected an array of {length} items"))
        }
    }

    /// Takes a `null`, if one is next.
    pub fn null(&mut self) -> bool {
        self.peek();
        self.word("null")
    }

    /// The boolean at this place.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn bool(&mut self) -> Result<bool> {
        self.peek();
        if self.word("true") {
            Ok(true)
        } else if self.word("false") {
            Ok(false)
        } else {
            self.unexpected("a boolean")
        }
    }

    /// The string at this place.
    ///
    /// # Errors
    ///
    /// If there is none, or it holds a lone surrogate, which no Rust string can.
    pub fn string(&mut self) -> Result<Cow<'a, str>> {
        self.quoted("a string")
    }

    /// What `convert` makes of the string at this place; `want` says what that is, for the error.
    ///
    /// # Errors
    ///
    /// If there is no string, or `convert` makes nothing of it.
    pub fn text<T>(&mut self, want: &str, convert: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        self.peek();
        let start = self.at;
        let text = self.quoted(want)?;
        convert(&text).map_or_else(|| Self::at(self.text, start).unexpected(want), Ok)
    }

    /// What `convert` makes of the number at this place; `want` says what that is, for the error.
    ///
    /// # Errors
    ///
    /// If there is no number, or `convert` makes nothing of it.
    pub(super) fn number<T>(&mut self, want: &str, convert: impl FnOnce(Numeral<'a>) -> Option<T>) -> Result<T> {
        self.peek();
        let start = self.at;
        let number = self.numeral(want)?;
        convert(number).map_or_else(|| Self::at(self.text, start).unexpected(want), Ok)
    }

    /// The integer at this place; `1.0` and `1e2` are integers too. `want` names its range, for the
    /// error.
    ///
    /// # Errors
    ///
    /// If there is none, or it is out of the type's range.
    pub fn integer<T: TryFrom<i128>>(&mut self, want: &str) -> Result<T> {
        self.number(want, |number| T::try_from(number.whole()?).ok())
    }

    /// Passes over the value at this place, whatever it is.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn skip(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'{') => self.object(&mut |reader, _| reader.skip()),
            Some(b'[') => self.array(&mut Self::skip),
            Some(b'"') => self.string().map(drop),
            Some(b't' | b'f') => self.bool().map(drop),
            Some(b'n') if self.null() => Ok(()),
            _ => self.numeral("a value").map(drop),
        }
    }

    /// Told whether a value is none of those of its enum: a union prefers a variant in which all are known.
    pub fn note(&mut self, is_unknown: bool) {
        self.unread += usize::from(is_unknown);
    }

    /// Where the reader is, to come back to.
    pub fn mark(&self) -> (usize, usize) {
        (self.at, self.depth)
    }

    /// Goes back to where the reader was.
    pub fn rewind(&mut self, (at, depth): (usize, usize)) {
        (self.at, self.depth) = (at, depth);
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    ///
    /// If something does.
    pub fn end(&mut self) -> Result<()> {
        if self.peek().is_some() { self.unexpected("the end of the text") } else { Ok(()) }
    }

    /// The first byte that is not white space; it is not taken.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The rest of the text. The reader stops only between characters, so there always is one.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text from there to here; both are places between characters.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Takes this very byte, if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes this byte, if it is next after white space.
    fn takes(&mut self, byte: u8) -> bool {
        self.peek();
        self.eat(byte)
    }

    pub(super) fn expect(&mut self, byte: u8, want: &str) -> Result<()> {
        if self.takes(byte) { Ok(()) } else { self.unexpected(want) }
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let is_next = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    pub(super) fn enter(&mut self, open: u8, want: &str) -> Result<()> {
        self.expect(open, want)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail(self.at - 1, format!("nested more than {MAX_DEPTH} deep"));
        }
        Ok(())
    }

    /// The error that something else stands here; what stands here is not JSON, perhaps, which is
    /// then the error.
    #[cold]
    pub(super) fn unexpected<T>(&mut self, want: &str) -> Result<T> {
        let found = match self.peek() {
            None => String::from("the end of the text"),
            Some(b'{') => String::from("an object"),
            Some(b'[') => String::from("an array"),
            Some(b'"') => format!("the string {:?}", cut(&Self::at(self.text, self.at).string()?)),
            Some(b'-' | b'0'..=b'9') => cut(Self::at(self.text, self.at).numeral(want)?.text),
            Some(_) => {
                let word =
                    self.rest().split(|char: char| !char.is_alphanumeric()).next().filter(|word| !word.is_empty());
                format!("`{}`", word.map_or_else(|| self.rest().chars().take(1).collect(), cut))
            }
        };
        fail(self.at, format!("expected {want}, found {found}"))
    }
}

#[cold]
pub(super) fn fail<T>(offset: usize, message: impl Into<String>) -> Result<T> {
    Err(Error::new(offset, message))
}

pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
