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
        let (start, mut digits, mut fraction) = (self.at, 0, 0);
        let negative = self.eat(b'-');
        let leading_zero = self.byte() == Some(b'0');
        let whole = self.digits(&mut digits);
        let mut valid = whole == 1 || (whole > 1 && !leading_zero);
        if self.eat(b'.') {
            fraction = self.digits(&mut digits);
            valid &= fraction > 0;
        }
        let mut short = whole + fraction <= SHORT;
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            valid &= self.digits(&mut 0) > 0;
            short = false;
        }
        let number = Numeral { text: self.since(start), negative, digits: short.then_some(digits), fraction };
        if valid { Ok(number) } else { fail(start, format!("`{}` is no JSON number", cut(number.text))) }
    }

    /// Takes digits, which continue the number if there are few enough: how many there are.
    fn digits(&mut self, number: &mut u64) -> usize {
        let mut count = 0;
        for byte in self.rest().bytes().take_while(u8::is_ascii_digit) {
            *number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            count += 1;
        }
        self.at += count;
        count
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
        let first = self.hex()?;
        if let Some(char) = char::from_u32(first.into()) {
            return Some(char);
        }
        let second = self.word("\\u").then(|| self.hex())??;
        char::decode_utf16([first, second]).next()?.ok()
    }

    fn hex(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += digits.len();
        u16::from_str_radix(digits, 16).ok()
    }
}

/// How many bytes there are before the first one that does not stand for itself in a string; it begins a character.
fn plain_length(text: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    // Eight bytes at once: the highest bit of a byte is set where, below it, one was borrowed for a byte that is too small.
    let (eights, _) = text.as_chunks::<8>();
    let special = eights.iter().enumerate().find_map(|(index, eight)| {
        let bytes = u64::from_le_bytes(*eight);
        let below = |bytes: u64, least: u8| bytes.wrapping_sub(EACH * u64::from(least)) & !bytes;
        let is = |byte: u8| below(bytes ^ (EACH * u64::from(byte)), 1);
        let found = (below(bytes, b' ') | is(b'"') | is(b'\\')) & (EACH << 7);
        (found != 0).then(|| index * 8 + found.trailing_zeros() as usize / 8)
    });
    special.unwrap_or_else(|| {
        let tail = text.len() / 8 * 8;
        let rest = text.get(tail..).unwrap_or_default();
        tail + rest.iter().position(|byte| matches!(byte, 0..b' ' | b'"' | b'\\')).unwrap_or(rest.len())
    })
}

/// As many digits make a number that 64 bits hold.
const SHORT: usize = 19;

/// A number as it is written, and what came of reading it digit by digit.
pub(super) struct Numeral<'a> {
    pub(super) text: &'a str,
    negative: bool,
    /// The number that all digits make, however it is divided, if there are few of them and no exponent: as nearly always.
    digits: Option<u64>,
    fraction: usize,
}

impl Numeral<'_> {
    /// The whole number that it is, however it is written.
    pub(super) fn whole(&self) -> Option<i128> {
        match self.digits.filter(|_| self.fraction == 0) {
            Some(digits) if self.negative => Some(-i128::from(digits)),
            Some(digits) => Some(digits.into()),
            None => whole(self.text),
        }
    }

    /// The nearest float, if it is finite.
    #[inline]
    pub(super) fn float(&self) -> Option<f64> {
        const TENS: [f64; SHORT + 1] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19,
        ];
        let float = match (self.digits, TENS.get(self.fraction)) {
            // Of two that are exact, the quotient is rounded once; and all powers in the table are exact.
            #[allow(clippy::cast_precision_loss, reason = "it has few enough digits")]
            (Some(digits), Some(ten)) if digits < 1 << f64::MANTISSA_DIGITS => digits.cast_signed() as f64 / ten,
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "all powers in the table fit")]
            (Some(digits), Some(ten)) => quotient(digits, *ten as u64),
            _ => return self.text.parse().ok().filter(|float: &f64| float.is_finite()),
        };
        Some(if self.negative { -float } else { float })
    }
}

/// The float that is nearest to the quotient of two numbers other than zero; kept out of the way of shorter ones.
#[cold]
fn quotient(number: u64, by: u64) -> f64 {
    // Both are moved up to their highest bit, so that the quotient has 63 or 64 bits, the last of which tells whether
    // anything is left over: enough to round it as what it stands for.
    let divisor = u128::from(by << by.leading_zeros());
    let dividend = u128::from(number << number.leading_zeros()) << 63;
    let quotient = u64::try_from(dividend / divisor).unwrap_or(u64::MAX);
    let left_over = u128::from(quotient) * divisor != dividend;
    let power_of_two = f64::from_bits(u64::from(1023 - 63 + by.leading_zeros() - number.leading_zeros()) << 52);
    #[allow(clippy::cast_precision_loss, reason = "this is the one rounding that is meant")]
    let float = (quotient | u64::from(left_over)) as f64;
    float * power_of_two
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
