//! Values in paths, queries, headers, cookies and forms, as RFC 6570 and the styles of OpenAPI write them.

use std::fmt::Write as _;

use super::json::{self, Json};
use super::reader::{Reader, fail};
use super::writer::sendable;

/// A value that can be a parameter: whatever has a JSON form, of which the parameter is made.
pub trait Param {
    /// The value's JSON.
    fn json(&self) -> String;
}

impl<T: Json> Param for T {
    fn json(&self) -> String {
        written(self)
    }
}

impl Param for &str {
    fn json(&self) -> String {
        written(&(*self).to_owned())
    }
}

/// What stands for a value that cannot be sent; it is no JSON, so that nobody takes it for a value.
const NOT_FINITE: &str = "NaN";

/// The value's JSON, to be made into something else: that reports [`NOT_FINITE`].
pub(super) fn written(value: &dyn Json) -> String {
    sendable(value).unwrap_or_else(|_| NOT_FINITE.to_owned())
}

/// How a parameter is written, in the words of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Style {
    kind: Kind,
    explode: bool,
    reserved: bool,
    or_empty: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Deep,
    Json,
    Cookie,
}

impl Style {
    /// `blue,black`: for paths and headers.
    pub const SIMPLE: Self = Self::new(Kind::Simple);
    /// `.blue,black`: for paths.
    pub const LABEL: Self = Self::new(Kind::Label);
    /// `;color=blue,black`: for paths.
    pub const MATRIX: Self = Self::new(Kind::Matrix);
    /// `color=blue,black`: for queries, cookies and forms.
    pub const FORM: Self = Self::new(Kind::Form);
    /// `color=blue%20black`: for queries and forms.
    pub const SPACE: Self = Self::new(Kind::Space);
    /// `color=blue%7Cblack`: for queries and forms.
    pub const PIPE: Self = Self::new(Kind::Pipe);
    /// `color%5BR%5D=100`: for objects in queries and forms. An object in the object has its keys in brackets of its own,
    /// an item of a list the brackets of the list.
    pub const DEEP: Self = Self::new(Kind::Deep);
    /// The value's JSON, as one text.
    pub const JSON: Self = Self::new(Kind::Json);
    /// `color=blue; color=black`: for cookies, whose text is sent as it is but for what would end it.
    pub const COOKIE: Self = Self::new(Kind::Cookie);

    const fn new(kind: Kind) -> Self {
        Self { kind, explode: false, reserved: false, or_empty: false }
    }

    /// Each item of a list, and each property of an object, by itself.
    pub const fn exploded(self) -> Self {
        Self { explode: true, ..self }
    }

    /// Characters that RFC 3986 reserves stay as they are where their place allows them, and so does what is
    /// percent-encoded already. In a query `&` and `+` do not stay: they would be read as something else.
    pub const fn reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// An absent value is sent without a text: `color=`.
    pub const fn or_empty(self) -> Self {
        Self { or_empty: true, ..self }
    }

    /// The value, given as JSON, as the parameter `name` of this place; `None` where there is nothing to send.
    pub(super) fn write(self, target: Target, name: &str, json: &str) -> json::Result<Option<String>> {
        // What is a whole query has no name.
        let is_named = self.kind == Kind::Matrix || matches!(target, Target::Query | Target::Cookie);
        let named = (is_named && !name.is_empty()).then(|| name.to_owned());
        let entries: Vec<(Option<String>, Vec<String>)> = match self.read(name, json)? {
            Shape::One(text) => vec![(named, vec![text])],
            Shape::List(items) if self.explode => items.into_iter().map(|item| (named.clone(), vec![item])).collect(),
            Shape::List(items) if !items.is_empty() => vec![(named, items)],
            Shape::Pairs(pairs) if self.explode || self.kind == Kind::Deep => {
                pairs.into_iter().map(|(key, value)| (Some(key), vec![value])).collect()
            }
            Shape::Pairs(pairs) if !pairs.is_empty() => {
                vec![(named, pairs.into_iter().flat_map(<[String; 2]>::from).collect())]
            }
            Shape::Absent | Shape::List(_) | Shape::Pairs(_) => Vec::new(),
        };
        if entries.is_empty() {
            return Ok(self.or_empty.then(|| target.encoded(name, false) + "="));
        }
        let (start, separator) = match self.kind {
            Kind::Simple | Kind::Json => ("", ","),
            Kind::Label => (".", "."),
            Kind::Matrix => (";", ";"),
            Kind::Form | Kind::Space | Kind::Pipe | Kind::Deep => ("", "&"),
            Kind::Cookie => ("", "; "),
        };
        let delimiter = match self.kind {
            Kind::Space => "%20",
            Kind::Pipe => "%7C",
            _ => ",",
        };
        let entries = entries.into_iter().map(|(name, texts)| {
            let kept = self.reserved || self.kind == Kind::Cookie;
            let texts: Vec<String> = texts.iter().map(|text| target.encoded(text, kept)).collect();
            let (text, name) = (texts.join(delimiter), name.map(|name| target.encoded(&name, false)));
            match name {
                Some(name) if self.kind == Kind::Matrix && text.is_empty() => name,
                Some(name) => format!("{name}={text}"),
                None => text,
            }
        });
        Ok(Some(start.to_owned() + &entries.collect::<Vec<_>>().join(separator)))
    }

    /// What there is to write. The order of properties is that of the JSON.
    fn read(self, name: &str, json: &str) -> json::Result<Shape> {
        let mut reader = finite(json)?;
        Ok(match (self.kind, reader.peek()) {
            (_, Some(b'n')) => Shape::Absent,
            (Kind::Json, _) => Shape::One(json.to_owned()),
            (Kind::Deep, _) => {
                let mut pairs = Vec::new();
                nested(&mut reader, json, name, &mut pairs)?;
                Shape::Pairs(pairs)
            }
            (_, Some(b'[')) => {
                let mut items = Vec::new();
                reader.array(&mut |reader| {
                    items.extend(text(reader, json)?);
                    Ok(())
                })?;
                Shape::List(items)
            }
            (_, Some(b'{')) => {
                let mut pairs = Vec::new();
                reader.object(&mut |reader, key| {
                    pairs.extend(text(reader, json)?.map(|text| (key.into_owned(), text)));
                    Ok(())
                })?;
                Shape::Pairs(pairs)
            }
            _ => text(&mut reader, json)?.map_or(Shape::Absent, Shape::One),
        })
    }
}

/// The start of a value's JSON, if the value can be sent.
fn finite(json: &str) -> json::Result<Reader<'_>> {
    if json == NOT_FINITE { fail(0, "not a finite number") } else { Ok(Reader::new(json)) }
}

/// What a value consists of, as texts that are not yet encoded.
enum Shape {
    Absent,
    One(String),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
}

/// Where a parameter goes, which decides how its texts are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Path,
    Query,
    Header,
    Cookie,
}

impl Target {
    fn encoded(self, text: &str, reserved: bool) -> String {
        let kept = match self {
            Self::Header => return text.to_owned(),
            Self::Path if reserved => ":@!$&'()*+,;=",
            Self::Query if reserved => ":/?@!$()*,;=",
            // All that a cookie may hold (RFC 6265, section 4.1.1).
            Self::Cookie if reserved => "!#$&'()*+/:<=>?@[]^`{|}",
            Self::Path | Self::Query | Self::Cookie => "",
        };
        let mut out = String::new();
        percent_encode_but(text, kept, &mut out);
        out
    }
}

/// A form: every property of an object in its own style. Without one a list is repeated, and an object is its JSON.
pub(super) fn form(json: &str, styles: &[(&str, Style)]) -> json::Result<String> {
    let mut pairs = Vec::new();
    let mut reader = finite(json)?;
    reader.object(&mut |reader, key| {
        let style = match (styles.iter().find(|(name, _)| *name == key), reader.peek()) {
            (Some((_, style)), _) => *style,
            (None, Some(b'{')) => Style::JSON,
            (None, _) => Style::FORM.exploded(),
        };
        pairs.extend(style.write(Target::Query, &key, raw(reader, json)?)?);
        Ok(())
    })?;
    Ok(pairs.join("&"))
}

/// The value at the reader's place, passed over, as its JSON.
pub(super) fn raw<'a>(reader: &mut Reader<'_>, json: &'a str) -> json::Result<&'a str> {
    reader.peek();
    let start = reader.at;
    reader.skip()?;
    Ok(json.get(start..reader.at).unwrap_or_default())
}

/// The value at the reader's place as one text: of a list or an object its JSON; `None` for `null`.
pub(super) fn text(reader: &mut Reader<'_>, json: &str) -> json::Result<Option<String>> {
    Ok(match reader.peek() {
        Some(b'n') => reader.skip().map(|()| None)?,
        Some(b'"') => Some(reader.string()?.into_owned()),
        _ => {
            let text = raw(reader, json)?;
            Some(text.strip_suffix(".0").unwrap_or(text).to_owned())
        }
    })
}

/// The scalars inside the value at the reader's place, each with its name: `color[dark][R]`.
fn nested(reader: &mut Reader<'_>, json: &str, name: &str, pairs: &mut Vec<(String, String)>) -> json::Result<()> {
    match reader.peek() {
        Some(b'{') => reader.object(&mut |reader, key| nested(reader, json, &format!("{name}[{key}]"), pairs)),
        Some(b'[') => reader.array(&mut |reader| nested(reader, json, name, pairs)),
        _ => {
            pairs.extend(text(reader, json)?.map(|text| (name.to_owned(), text)));
            Ok(())
        }
    }
}

/// Appends a text with everything percent-encoded but the unreserved characters of RFC 3986,
/// section 2.3: what is left cannot change the structure of a URL, nor that of a cookie.
pub(super) fn percent_encode(text: &str, out: &mut String) {
    percent_encode_but(text, "", out);
}

/// The same, but leaves these characters, and if there are any, also what is encoded already.
fn percent_encode_but(text: &str, kept: &str, out: &mut String) {
    for (at, byte) in text.bytes().enumerate() {
        let triplet = || text.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || kept.as_bytes().contains(&byte)
            || (byte == b'%' && !kept.is_empty() && triplet())
        {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
