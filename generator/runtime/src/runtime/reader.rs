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
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: usize,
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
        Self { text, at: text.len() - unmarked.len(), depth: 0, unread: 0, worth: None }
    }

    /// The object at this place, property by property into the slots; the others go to `extra`, or
    /// are skipped.
    ///
    /// # Errors
    ///
    /// If there is no such object, or it lacks a property that may not be left out.
    pub fn record(&mut self, slots: &mut [Slot<'_>], extra: &mut [&mut dyn Extra]) -> Result<()> {
        self.peek();
        let start = self.at;
        // Servers mostly write properties in the order of the document: the search starts where the
        // last one ended.
        let mut next = 0;
        if let [extra] = extra {
            extra.clear();
        }
        self.object(&mut |reader: &mut Self, key: &str| {
            let mut order = (next..slots.len()).chain(0..next);
            let found = order.find(|index| slots.get(*index).is_some_and(|slot| slot.0 == key));
            if let Some((index, (_, value, seen))) = found.and_then(|index| Some((index, slots.get_mut(index)?))) {
                next = index + 1;
                *seen = true;
                value.fill(reader)
            } else if let [extra] = extra {
                extra.fill_entry(key, reader)
            } else {
                reader.unread += 1;
                reader.skip()
            }
        })?;
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
    pub fn object(&mut self, property: &mut dyn FnMut(&mut Self, &str) -> Result<()>) -> Result<()> {
        self.enter(b'{', "an object")?;
        let mut first = true;
        while let Some(key) = self.key(first)? {
            property(self, &key).map_err(|error| error.under(&key))?;
            first = false;
        }
        Ok(())
    }

    /// The next key of the object that was entered, or nothing behind the last one, where the object is left.
    pub(super) fn key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>> {
        if !self.goes_on(b'}', first, "`,` or `}`")? {
            return Ok(None);
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
        let mut index = 0;
        while self.goes_on(b']', index == 0, "`,` or `]`")? {
            item(self).map_err(|error| error.inside(index))?;
            index += 1;
        }
        Ok(())
    }

    pub(super) fn enter(&mut self, open: u8, want: &str) -> Result<()> {
        self.expect(open, want)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail(self.at - 1, format!("nested more than {MAX_DEPTH} deep"));
        }
        Ok(())
    }

    /// Whether one more item or property follows in what was entered; if none does, it is left.
    #[inline]
    fn goes_on(&mut self, close: u8, first: bool, want: &str) -> Result<bool> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                return Ok(false);
            }
            Some(b',') if !first => self.at += 1,
            _ if !first => return self.unexpected(want),
            _ => {}
        }
        Ok(true)
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
        match self.peek() {
            Some(b't') if self.word("true") => Ok(true),
            Some(b'f') if self.word("false") => Ok(false),
            _ => self.unexpected("a boolean"),
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
        convert(&text).map_or_else(|| self.unfit(start, want), Ok)
    }

    /// What `convert` makes of the number at this place; `want` says what that is, for the error.
    pub(super) fn number<T>(&mut self, want: &str, convert: impl FnOnce(Numeral<'a>) -> Option<T>) -> Result<T> {
        self.peek();
        let start = self.at;
        let number = self.numeral(want)?;
        convert(number).map_or_else(|| self.unfit(start, want), Ok)
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

    /// Takes the value of an enum of strings over from the text at this place; a blank one is of the variant for what is
    /// unknown.
    ///
    /// # Errors
    ///
    /// If there is no string.
    pub fn open<T: Json + for<'t> From<&'t str>>(&mut self, value: &mut T) -> Result<()> {
        *value = T::from(&*self.string()?);
        self.note(mem::discriminant(value) == mem::discriminant(&T::blank()));
        Ok(())
    }

    /// Told whether a value is none of those of its enum: a union prefers a variant in which all are known.
    pub fn note(&mut self, is_unknown: bool) {
        self.unread += usize::from(is_unknown);
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

    /// Takes this byte, which must be next after white space.
    pub(super) fn expect(&mut self, byte: u8, want: &str) -> Result<()> {
        self.peek();
        if self.eat(byte) { Ok(()) } else { self.unexpected(want) }
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let is_next = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// The error that what was read from there is something else.
    #[cold]
    fn unfit<T>(&mut self, start: usize, want: &str) -> Result<T> {
        self.at = start;
        self.unexpected(want)
    }

    /// The error that something else stands here; what stands here is not JSON, perhaps, which is
    /// then the error.
    #[cold]
    pub(super) fn unexpected<T>(&mut self, want: &str) -> Result<T> {
        let (first, start) = (self.peek(), self.at);
        let found = match first {
            None => String::from("the end of the text"),
            Some(b'{') => String::from("an object"),
            Some(b'[') => String::from("an array"),
            Some(b'"') => format!("the string {:?}", cut(&self.string()?)),
            Some(b'-' | b'0'..=b'9') => cut(self.numeral(want)?.text),
            Some(_) => {
                let word =
                    self.rest().split(|char: char| !char.is_alphanumeric()).next().filter(|word| !word.is_empty());
                format!("`{}`", word.map_or_else(|| self.rest().chars().take(1).collect(), cut))
            }
        };
        fail(start, format!("expected {want}, found {found}"))
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
