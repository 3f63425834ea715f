//! The two tokens of JSON that take some reading: strings and numbers.

use std::borrow::Cow;

use super::json::Result;
use super::reader::{Reader, cut, fail};

impl<'a> Reader<'a> {
    /// The number at this place.
    pub(super) fn numeral(&mut self, want: &str) -> Result<Numeral<'a>> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return self.unexpected(want);
        }
        let start = self.at;
        let negative = self.eat(b'-');
        let leading_zero = self.byte() == Some(b'0');
        let (whole, digits) = self.digits(0);
        let mut number = Numeral { text: "", negative, digits, fraction: 0, short: whole <= SHORT };
        let mut valid = whole == 1 || (whole > 1 && !leading_zero);
        if self.eat(b'.') {
            (number.fraction, number.digits) = self.digits(digits);
            number.short = whole + number.fraction <= SHORT;
            valid &= number.fraction > 0;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            valid &= self.digits(0).0 > 0;
            number.short = false;
        }
        number.text = self.since(start);
        if valid { Ok(number) } else { fail(start, format!("`{}` is no JSON number", cut(number.text))) }
    }

    /// Takes digits: how many, and the number that they continue, if there are few enough.
    fn digits(&mut self, mut number: u64) -> (usize, u64) {
        let mut count = 0;
        for byte in self.rest().bytes().take_while(u8::is_ascii_digit) {
            number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            count += 1;
        }
        self.at += count;
        (count, number)
    }

    /// Takes what stands for itself in a string.
    fn plain(&mut self) -> &'a str {
        let start = self.at;
        self.at += plain_length(self.rest().as_bytes());
        self.since(start)
    }

    pub(super) fn quoted(&mut self, want: &str) -> Result<Cow<'a, str>> {
        self.expect(b'"', want)?;
        let plain = self.plain();
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while !self.eat(b'"') {
            if !self.eat(b'\\') {
                let fault =
                    if self.byte().is_some() { "a control character in a string" } else { "a string without its end" };
                return fail(self.at, fault);
            }
            text.push(self.escape()?);
            text.push_str(self.plain());
        }
        Ok(Cow::Owned(text))
    }

    /// The character that an escape stands for; its backslash is taken already.
    fn escape(&mut self) -> Result<char> {
        let start = self.at - 1;
        let char = match self.byte() {
            Some(b'u') => {
                self.at += 1;
                return self.code_point().map_or_else(|| fail(start, "a `\\u` escape that is no character"), Ok);
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

    /// The character whose UTF-16 code follows: four hex digits, or twice four if it needs a
    /// surrogate pair.
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
        (0xDC00..0xE000).contains(&low).then(|| char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)))?
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += digits.len();
        u32::from_str_radix(digits, 16).ok()
    }
}

/// How many bytes there are before the first one that does not stand for itself in a string; it begins a character.
pub(super) fn plain_length(text: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    // Eight bytes at once: the highest bit of a byte is set where, below it, one was borrowed for a byte that is too small.
    let (eights, _) = text.as_chunks::<8>();
    let special = eights.iter().enumerate().find_map(|(index, eight)| {
        let bytes = u64::from_le_bytes(*eight);
        let zero = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes;
        let control = bytes.wrapping_sub(EACH * u64::from(b' ')) & !bytes;
        let quote = zero(bytes ^ (EACH * u64::from(b'"')));
        let escape = zero(bytes ^ (EACH * u64::from(b'\\')));
        let found = (control | quote | escape) & (EACH << 7);
        (found != 0).then(|| index * 8 + found.trailing_zeros() as usize / 8)
    });
    special.unwrap_or_else(|| {
        let tail = text.len() / 8 * 8;
        let rest = text.get(tail..).unwrap_or_default();
        tail + rest.iter().position(|byte| matches!(byte, 0..b' ' | b'"' | b'\\')).unwrap_or(rest.len())
    })
}

/// So many digits make a number that a float holds exactly, and so does the power of ten of that many.
const SHORT: usize = 15;

/// A number as it is written, and what came of reading it digit by digit.
pub(super) struct Numeral<'a> {
    pub(super) text: &'a str,
    negative: bool,
    /// The number that all digits make, however it is divided; of use only if the number is short.
    digits: u64,
    fraction: usize,
    /// Whether it has few digits and no exponent, as nearly all numbers.
    short: bool,
}

impl Numeral<'_> {
    /// The whole number that it is, however it is written.
    pub(super) fn whole(&self) -> Option<i128> {
        if self.short && self.fraction == 0 {
            let digits = i128::from(self.digits);
            return Some(if self.negative { -digits } else { digits });
        }
        whole(self.text)
    }

    /// The nearest float, if it is finite. Of two that are exact, the quotient is exactly rounded.
    pub(super) fn float(&self) -> Option<f64> {
        const POWERS: [f64; SHORT + 1] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        if let Some(power) = POWERS.get(self.fraction).filter(|_| self.short) {
            #[allow(clippy::cast_precision_loss, reason = "it has few enough digits")]
            let float = self.digits as f64 / power;
            return Some(if self.negative { -float } else { float });
        }
        self.text.parse().ok().filter(|float: &f64| float.is_finite())
    }
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
    let zeros =
        i128::try_from(digits.len() - significant.len()).ok()? - i128::try_from(fraction.len()).ok()? + exponent;
    significant.parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(u32::try_from(zeros).ok()?)?)
}
