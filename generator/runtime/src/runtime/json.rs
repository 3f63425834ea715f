//! The trait by which every type reads and writes its JSON, and the entry points around it.
//!
//! A type lends its fields to one reader that is not generic. That is several times cheaper to
//! compile than code derived for each type, and it is why an error can say where in the text it
//! arose at no cost to texts that read well.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Number, Value};

use super::reader::Reader;
use super::token::Numeral;
use super::writer::Writer;

/// A value with a JSON form (RFC 8259).
pub trait Json {
    /// A value to be filled. It is never seen from outside: a text that does not fill it is an
    /// error, which drops it.
    fn blank() -> Self
    where
        Self: Sized;

    /// Takes the value over from the text at the reader's place, whatever it held before.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, or not the JSON of such a value. The value is then of no use.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()>;

    /// Appends the value's JSON.
    fn write(&self, writer: &mut Writer);

    /// The value at the reader's place.
    ///
    /// # Errors
    ///
    /// As [`fill`](Self::fill).
    fn read(reader: &mut Reader<'_>) -> Result<Self>
    where
        Self: Sized,
    {
        let mut value = Self::blank();
        value.fill(reader)?;
        Ok(value)
    }

    /// Told that there is no text for the value: becomes absent and returns true, or returns false
    /// because it may not be.
    fn leave_out(&mut self) -> bool {
        false
    }

    /// Whether an object is written without this property.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The map that takes the properties which a record does not name.
pub trait Extra {
    /// Forgets all entries.
    fn clear(&mut self);

    /// Takes one entry, whose value is at the reader's place; it replaces an earlier one of the
    /// same key.
    ///
    /// # Errors
    ///
    /// As [`Json::fill`].
    fn fill_entry(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<()>;

    /// Appends the entries to the object being written, but for those that it has already.
    fn write_entries(&self, is_written: &dyn Fn(&str) -> bool, writer: &mut Writer);
}

/// What became of reading a JSON text.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a text is not the JSON of the value that was asked for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Fault>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    path: String,
    message: String,
    offset: usize,
}

impl Error {
    /// An error at a byte of the text. Who reads what is around the value adds the path to it, from the inside out.
    #[cold]
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self(Box::new(Fault { path: String::from("$"), message: message.into(), offset }))
    }

    /// The error that a text breaks off, before something that cannot be there: whoever reads it comes to its end.
    #[cold]
    pub(super) fn behind(text: &str, message: &str) -> Self {
        let path = Reader::new(text).skip().map_or_else(|error| error.0.path, |()| String::from("$"));
        Self(Box::new(Fault { path, message: message.to_owned(), offset: text.len() }))
    }

    /// The same error, in the value of this property.
    #[cold]
    pub(super) fn under(mut self, key: &str) -> Self {
        let is_word = key.chars().all(|char| char.is_alphanumeric() || char == '_');
        let step = if is_word && !key.is_empty() && !key.starts_with(|char: char| char.is_ascii_digit()) {
            format!(".{key}")
        } else {
            format!("[{}]", String::from_utf8_lossy(&encode(&key.to_owned())))
        };
        self.0.path.insert_str(1, &step);
        self
    }

    /// The same error, in this item.
    #[cold]
    pub(super) fn inside(mut self, index: usize) -> Self {
        self.0.path.insert_str(1, &format!("[{index}]"));
        self
    }

    /// The same error, with something more to say.
    #[cold]
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.0.message = format!("{} ({note})", self.0.message);
        self
    }

    /// The place in the document, as in `$.items[1].owner.id`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The place in the text, in bytes from its start.
    pub fn offset(&self) -> usize {
        self.0.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.path, self.0.message)
    }
}

impl std::error::Error for Error {}

/// Reads a value from a whole JSON text; a byte order mark before it is skipped.
///
/// # Errors
///
/// If the text is not UTF-8, not JSON, nested more than [`MAX_DEPTH`](super::MAX_DEPTH) deep, or
/// not the JSON of a `T`.
pub fn decode<T: Json>(text: &[u8]) -> Result<T> {
    let mut value = T::blank();
    fill(text, &mut value)?;
    Ok(value)
}

/// The value as JSON, without needless space.
pub fn encode(value: &dyn Json) -> Vec<u8> {
    Writer::of(value).text
}

/// Whether the JSON of two values says the same, for `PartialEq`: the order of keys in a map and the sign of zero say nothing.
#[cfg(feature = "partial-eq")]
pub fn is_equal(one: &dyn Json, other: &dyn Json) -> bool {
    let (one, other) = (encode(one), encode(other));
    one == other || decode::<Value>(&one).is_ok_and(|one| decode(&other) == Ok(one))
}

/// Shows a value as the name of its type and its JSON, for `Debug`.
///
/// # Errors
///
/// If there is no place to write to.
pub fn debug(name: &str, value: &dyn Json, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = encode(value);
    match decode::<Value>(&text) {
        // Over several lines; only then the properties are in another order.
        Ok(value) if f.alternate() => write!(f, "{name} {value:#}"),
        _ => write!(f, "{name} {}", String::from_utf8_lossy(&text)),
    }
}

/// The part of [`decode`] that need not be compiled for every type.
pub(super) fn fill(bytes: &[u8], value: &mut dyn Json) -> Result<()> {
    let Ok(text) = str::from_utf8(bytes) else {
        let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        return Err(Error::behind(valid, "expected UTF-8"));
    };
    let mut reader = Reader::new(text);
    value.fill(&mut reader)?;
    reader.end()
}

/// Reads a value from any format that serde knows, by way of its JSON.
///
/// # Errors
///
/// If the format cannot be read, or holds something else than such a value.
#[cfg(feature = "serde")]
pub fn deserialize<'de, T: Json, D: serde::Deserializer<'de>>(format: D) -> std::result::Result<T, D::Error> {
    let value: Value = serde::Deserialize::deserialize(format)?;
    decode(&encode(&value)).map_err(serde::de::Error::custom)
}

/// Writes a value to any format that serde knows, by way of its JSON.
///
/// # Errors
///
/// If the format cannot hold it.
#[cfg(feature = "serde")]
pub fn serialize<S: serde::Serializer>(value: &dyn Json, format: S) -> std::result::Result<S::Ok, S::Error> {
    let value: Value = decode(&encode(value)).map_err(serde::ser::Error::custom)?;
    serde::Serialize::serialize(&value, format)
}

leaf! {
    String = Self::new(), |reader| reader.string().map(Cow::into_owned), |value, writer| writer.string(value);
    bool = false, |reader| reader.bool(), |value, writer| writer.raw(if *value { "true" } else { "false" });
    i32 = 0, |reader| reader.integer("a 32-bit integer"), |value, writer| writer.number(Some((*value).into()));
    i64 = 0, |reader| reader.integer("a 64-bit integer"), |value, writer| writer.number(Some((*value).into()));
    u32 = 0, |reader| reader.integer("an unsigned 32-bit integer"), |value, writer| writer.number(Some((*value).into()));
    u64 = 0, |reader| reader.integer("an unsigned 64-bit integer"), |value, writer| writer.number(Some((*value).into()));
    f32 = 0.0,
        |reader| reader.number("a number", |number| {
            // Writers round the ends of the range away from 0, by one step at most.
            let is_near = |exact: &f64| exact.abs() <= f64::from(Self::MAX) * (1.0 + f64::from(Self::EPSILON));
            number.float().filter(is_near).and(number.text.parse().ok()).map(|n: Self| n.clamp(Self::MIN, Self::MAX))
        }),
        // By way of its shortest text: as an `f64` it has more digits.
        |value, writer| writer.number(Number::from_f64(value.to_string().parse().unwrap_or(f64::NAN)));
    f64 = 0.0,
        |reader| reader.number("a number", |number| number.float()),
        |value, writer| writer.number(Number::from_f64(*value));
    () = (), |reader| reader.skip(), |_value, writer| writer.raw("null");
    Value = Self::Null, |reader| value(reader), |value, writer| match value {
        Self::Object(map) => writer.record(&[], &[map]),
        value => writer.value(value),
    };
}

leaf! {
    IpAddr = Self::V4(Ipv4Addr::UNSPECIFIED), "an IP address";
    Ipv4Addr = Self::UNSPECIFIED, "an IPv4 address";
    Ipv6Addr = Self::UNSPECIFIED, "an IPv6 address";
}

/// Any JSON value. A number that is written as an integer and fits in 64 bits is exact; another one becomes the nearest
/// float, which is all that a `Value` can hold.
///
/// # Errors
///
/// If the text is not JSON.
pub fn value(reader: &mut Reader<'_>) -> Result<Value> {
    Ok(match reader.peek() {
        Some(b'{') => {
            let mut map = Map::new();
            reader.record(&mut [], &mut [&mut map])?;
            Value::Object(map)
        }
        Some(b'[') => {
            let mut items = Vec::new();
            reader.array(&mut |reader| {
                items.push(value(reader)?);
                Ok(())
            })?;
            Value::Array(items)
        }
        Some(b'"') => Value::String(reader.string()?.into_owned()),
        Some(b't' | b'f') => Value::Bool(reader.bool()?),
        Some(b'n') if reader.null() => Value::Null,
        _ => Value::Number(reader.number("a value", |number| integer_or_float(&number))?),
    })
}

/// An integer where it is written as one and fits in 64 bits, else the nearest float: no integer is `-0`.
fn integer_or_float(number: &Numeral<'_>) -> Option<Number> {
    if let Some(integer) = number.text.parse::<i64>().ok().filter(|_| number.text != "-0") {
        return Some(integer.into());
    }
    number.text.parse::<u64>().ok().map(Number::from).or_else(|| Number::from_f64(number.float()?))
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if reader.null() {
            *self = None;
            return Ok(());
        }
        self.insert(T::blank()).fill(reader)
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.raw("null"),
        }
    }

    fn leave_out(&mut self) -> bool {
        *self = None;
        true
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        (**self).fill(reader)
    }

    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn leave_out(&mut self) -> bool {
        (**self).leave_out()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Json> Json for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        self.clear();
        reader.array(&mut |reader| {
            self.push(T::blank());
            self.last_mut().map_or(Ok(()), |item| item.fill(reader))
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.array(&mut self.iter().map(|item| item as &dyn Json));
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.record(&mut [], &mut [self])
    }

    fn write(&self, writer: &mut Writer) {
        writer.record(&[], &[self]);
    }
}

/// Implements `Extra` for a map, of values of one type.
macro_rules! extra {
    ($([$($item:ident)?] $map:ty, $value:ty;)*) => {
        $(impl$(<$item: Json>)? Extra for $map {
            fn clear(&mut self) {
                self.clear();
            }
            fn fill_entry(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<()> {
                self.insert(key.to_owned(), <$value>::read(reader)?);
                Ok(())
            }
            fn write_entries(&self, is_written: &dyn Fn(&str) -> bool, writer: &mut Writer) {
                for (key, value) in self.iter().filter(|(key, _)| !is_written(key)) {
                    writer.property(key, value);
                }
            }
        })*
    };
}

extra! {
    [T] BTreeMap<String, T>, T;
    [] Map<String, Value>, Value;
}
