//! Reads JSON text, as strictly as RFC 8259, straight into the values that are lent to it.

use std::borrow::Cow;

use super::json::{Error, Extra, Json, Result};

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
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// The start of a text, after a byte order mark if there is one.
    pub fn new(text: &'a str) -> Self {
        Self::at(
            text,
            if text.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            },
        )
    }

    pub(super) fn at(text: &'a str, at: usize) -> Self {
        Self { text, at, depth: 0 }
    }

    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The object at this place, property by property into the slots; the others go to `extra`, or are skipped.
    ///
    /// # Errors
    ///
    /// If there is no such object, or it lacks a property that may not be left out.
    pub fn record(
        &mut self,
        slots: &mut [Slot<'_>],
        mut extra: Option<&mut dyn Extra>,
    ) -> Result<()> {
        self.peek();
        let start = self.at;
        // Servers mostly write properties in the order of the document: the search starts where the last one ended.
        let mut next = 0;
        if let Some(extra) = &mut extra {
            extra.clear();
        }
        self.object(&mut |reader, key| {
            let found = (next..slots.len())
                .chain(0..next)
                .find(|&index| slots.get(index).is_some_and(|slot| slot.0 == key));
            if let Some((index, (_, value, seen))) =
                found.and_then(|index| Some((index, slots.get_mut(index)?)))
            {
                next = index + 1;
                *seen = true;
                value.fill(reader)
            } else if let Some(extra) = &mut extra {
                extra.fill_entry(key.into_owned(), reader)
            } else {
                reader.skip()
            }
        })?;
        match slots
            .iter_mut()
            .find_map(|(name, value, seen)| (!*seen && !value.leave_out()).then_some(*name))
        {
            Some(name) => fail(start, format!("missing property `{name}`")),
            None => Ok(()),
        }
    }

    /// The object at this place; `property` is called with each key, at the place of its value, which it must read.
    ///
    /// # Errors
    ///
    /// If there is no object, or `property` fails.
    pub fn object(
        &mut self,
        property: &mut dyn FnMut(&mut Self, Cow<'a, str>) -> Result<()>,
    ) -> Result<()> {
        self.enter(b'{', "an object")?;
        if !self.takes(b'}') {
            loop {
                let key = self.quoted("a key")?;
                self.expect(b':', "`:`")?;
                property(self, key)?;
                if self.takes(b'}') {
                    break;
                }
                self.expect(b',', "`,` or `}`")?;
            }
        }
        self.depth -= 1;
        Ok(())
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
                if self.takes(b']') {
                    break;
                }
                self.expect(b',', "`,` or `]`")?;
            }
        }
        self.depth -= 1;
        Ok(())
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
    pub fn number<T>(&mut self, want: &str, convert: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        self.peek();
        let start = self.at;
        let text = self.digits(want)?;
        convert(text).map_or_else(|| Self::at(self.text, start).unexpected(want), Ok)
    }

    /// The integer at this place; `1.0` and `1e2` are integers too. `want` names its range, for the error.
    ///
    /// # Errors
    ///
    /// If there is none, or it is out of the type's range.
    pub fn integer<T: TryFrom<i128>>(&mut self, want: &str) -> Result<T> {
        self.number(want, |text| T::try_from(whole(text)?).ok())
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
            _ => self.digits("a value").map(drop),
        }
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    ///
    /// If something does.
    pub fn end(&mut self) -> Result<()> {
        if self.peek().is_some() {
            self.unexpected("the end of the text")
        } else {
            Ok(())
        }
    }

    /// The first byte that is not white space; it is not taken.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The rest of the text. The reader stops only between characters, so there always is one.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes this very byte, if it is next.
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes this byte, if it is next after white space.
    fn takes(&mut self, byte: u8) -> bool {
        self.peek();
        self.eat(byte)
    }

    fn expect(&mut self, byte: u8, want: &str) -> Result<()> {
        if self.takes(byte) {
            Ok(())
        } else {
            self.unexpected(want)
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let is_next = self.rest().starts_with(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    fn enter(&mut self, open: u8, want: &str) -> Result<()> {
        self.expect(open, want)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail(self.at - 1, format!("nested more than {MAX_DEPTH} deep"));
        }
        Ok(())
    }

    /// The number at this place, as it is written.
    fn digits(&mut self, want: &str) -> Result<&'a str> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return self.unexpected(want);
        }
        let (start, rest) = (self.at, self.rest());
        self.eat(b'-');
        let leading_zero = self.byte() == Some(b'0');
        let whole = self.run(|byte| byte.is_ascii_digit()).len();
        let mut valid = whole == 1 || (whole > 1 && !leading_zero);
        if self.eat(b'.') {
            valid &= !self.run(|byte| byte.is_ascii_digit()).is_empty();
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            valid &= !self.run(|byte| byte.is_ascii_digit()).is_empty();
        }
        let text = rest.get(..self.at - start).unwrap_or_default();
        if valid {
            Ok(text)
        } else {
            fail(start, format!("`{}` is no JSON number", cut(text)))
        }
    }

    /// Takes bytes as long as they are wanted; they must be whole characters.
    fn run(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest
            .bytes()
            .position(|byte| !wanted(byte))
            .unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn quoted(&mut self, want: &str) -> Result<Cow<'a, str>> {
        self.expect(b'"', want)?;
        let plain = self.run(stands_for_itself);
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while !self.eat(b'"') {
            if !self.eat(b'\\') {
                let fault = if self.byte().is_some() {
                    "a control character in a string"
                } else {
                    "a string without its end"
                };
                return fail(self.at, fault);
            }
            text.push(self.escape()?);
            text.push_str(self.run(stands_for_itself));
        }
        Ok(Cow::Owned(text))
    }

    /// The character that an escape stands for; its backslash is taken already.
    fn escape(&mut self) -> Result<char> {
        let start = self.at - 1;
        let char = match self.byte() {
            Some(b'u') => {
                self.at += 1;
                return self
                    .code_point()
                    .map_or_else(|| fail(start, "a `\\u` escape that is no character"), Ok);
            }
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            _ => return fail(start, "an unknown escape in a string"),
        };
        self.at += 1;
        Ok(char)
    }

    /// The character whose UTF-16 code follows: four hex digits, or twice four if it needs a surrogate pair.
    fn code_point(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high);
        }
        let low = if self.word("\\u") {
            self.hex()?
        } else {
            return None;
        };
        (0xDC00..0xE000)
            .contains(&low)
            .then(|| char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)))?
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += digits.len();
        u32::from_str_radix(digits, 16).ok()
    }

    /// The error that something else stands here; what stands here is not JSON, perhaps, which is then the error.
    #[cold]
    fn unexpected<T>(&mut self, want: &str) -> Result<T> {
        let found = match self.peek() {
            None => String::from("the end of the text"),
            Some(b'{') => String::from("an object"),
            Some(b'[') => String::from("an array"),
            Some(b'"') => format!(
                "the string {:?}",
                cut(&Self::at(self.text, self.at).string()?)
            ),
            Some(b'-' | b'0'..=b'9') => cut(Self::at(self.text, self.at).digits(want)?),
            Some(_) => {
                let word = self
                    .rest()
                    .split(|char: char| !char.is_alphanumeric())
                    .next()
                    .filter(|word| !word.is_empty());
                format!(
                    "`{}`",
                    word.map_or_else(|| self.rest().chars().take(1).collect(), cut)
                )
            }
        };
        fail(self.at, format!("expected {want}, found {found}"))
    }
}

#[cold]
fn fail<T>(offset: usize, message: impl Into<String>) -> Result<T> {
    Err(Error::new(offset, message))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn stands_for_itself(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

/// The value of a JSON number that is whole, however it is written.
fn whole(number: &str) -> Option<i128> {
    if let Ok(plain) = number.parse() {
        return Some(plain);
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (integral, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integral}{fraction}");
    let significant = digits.trim_end_matches('0');
    if matches!(significant, "" | "-") {
        return Some(0);
    }
    let exponent = i128::from(exponent.parse::<i64>().ok()?);
    let zeros = i128::try_from(digits.len() - significant.len()).ok()?
        - i128::try_from(fraction.len()).ok()?
        + exponent;
    significant
        .parse::<i128>()
        .ok()?
        .checked_mul(10_i128.checked_pow(u32::try_from(zeros).ok()?)?)
}
