//! Values in paths, queries, headers, cookies and forms, as RFC 6570 and the styles of OpenAPI write them.

use super::reader::fail;
use super::writer::Writer;
use super::{Json, Reader, json};

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
    Writer::sendable(value).unwrap_or_else(|_| NOT_FINITE.to_owned())
}

/// How a parameter is written, in the words of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Style {
    /// What stands before all, between entries, and between the texts of an entry.
    marks: [&'static str; 3],
    form: Form,
    explode: bool,
    reserved: bool,
    or_empty: bool,
}

/// What a value is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A text, a list of them, or properties; with its name where its place wants one.
    Plain,
    /// The same with its name everywhere, which stands alone if the text is empty.
    Named,
    /// A property for each scalar inside.
    Deep,
    /// Its JSON, as one text.
    Json,
}

impl Style {
    /// `blue,black`: for paths and headers.
    pub const SIMPLE: Self = Self::new(["", ",", ","], Form::Plain);
    /// `.blue,black`: for paths.
    pub const LABEL: Self = Self::new([".", ".", ","], Form::Plain);
    /// `;color=blue,black`: for paths.
    pub const MATRIX: Self = Self::new([";", ";", ","], Form::Named);
    /// `color=blue,black`: for queries, cookies and forms.
    pub const FORM: Self = Self::new(["", "&", ","], Form::Plain);
    /// `color=blue%20black`: for queries and forms.
    pub const SPACE: Self = Self::new(["", "&", "%20"], Form::Plain);
    /// `color=blue%7Cblack`: for queries and forms.
    pub const PIPE: Self = Self::new(["", "&", "%7C"], Form::Plain);
    /// `color%5BR%5D=100`: for objects in queries and forms. An object in the object has its keys in brackets of its own,
    /// an item of a list the brackets of the list.
    pub const DEEP: Self = Self::new(["", "&", ","], Form::Deep);
    /// The value's JSON, as one text.
    pub const JSON: Self = Self::new(["", ",", ","], Form::Json);
    /// `color=blue; color=black`: for cookies, whose text is sent as it is but for what a cookie cannot hold.
    pub const COOKIE: Self = Self::new(["", "; ", ","], Form::Plain).reserved();

    const fn new(marks: [&'static str; 3], form: Form) -> Self {
        Self { marks, form, explode: false, reserved: false, or_empty: false }
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
        let mut texts = Vec::new();
        let is_many = self.read(name, json, &mut texts)?;
        if texts.is_empty() {
            return Ok(self.or_empty.then(|| target.encoded(name, false) + "="));
        }
        let [start, separator, delimiter] = self.marks;
        // What is a whole query has no name.
        let in_pairs = matches!(target, Target::Query | Target::Cookie) && !name.is_empty();
        let is_named = self.form == Form::Named || in_pairs;
        let entry = |name: &str, text: String| match target.encoded(name, false) {
            name if self.form == Form::Named && text.is_empty() => name,
            name => format!("{name}={text}"),
        };
        let whole = |text: String| if is_named { entry(name, text) } else { text };
        let encoded = |text: &String| target.encoded(text, self.reserved);
        let entries: Vec<String> = if is_many && !self.explode {
            let texts = texts.iter().flat_map(|(key, text)| key.iter().chain([text]));
            vec![whole(texts.map(encoded).collect::<Vec<_>>().join(delimiter))]
        } else {
            let each = texts.iter().map(|(key, text)| match key {
                Some(key) => entry(key, encoded(text)),
                None => whole(encoded(text)),
            });
            each.collect()
        };
        Ok(Some(start.to_owned() + &entries.join(separator)))
    }

    /// What there is to write, as texts that are not yet encoded, and whether they are the items of a list or the properties
    /// of an object, which have keys. The order of properties is that of the JSON.
    fn read(self, name: &str, json: &str, texts: &mut Vec<(Option<String>, String)>) -> json::Result<bool> {
        let mut reader = finite(json)?;
        match (self.form, reader.peek()) {
            (_, Some(b'n')) => {}
            (Form::Json, _) => texts.push((None, json.to_owned())),
            (Form::Deep, _) => nested(&mut reader, json, name, texts)?,
            (_, Some(b'[')) => reader.array(&mut |reader| {
                texts.extend(text(reader, json)?.map(|text| (None, text)));
                Ok(())
            })?,
            (_, Some(b'{')) => reader.object(&mut |reader, key| {
                texts.extend(text(reader, json)?.map(|text| (Some(key.to_owned()), text)));
                Ok(())
            })?,
            _ => texts.extend(text(&mut reader, json)?.map(|text| (None, text))),
        }
        Ok(matches!(self.form, Form::Plain | Form::Named) && json.trim_start().starts_with(['[', '{']))
    }
}

/// The start of a value's JSON, if the value can be sent.
fn finite(json: &str) -> json::Result<Reader<'_>> {
    if json == NOT_FINITE { fail(0, "not a finite number") } else { Ok(Reader::new(json)) }
}

/// Where a parameter goes, which decides how its texts are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A placeholder in the path.
    Path,
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// A cookie.
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
        percent_encode(text, kept)
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
        pairs.extend(style.write(Target::Query, key, raw(reader, json)?)?);
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
fn nested(
    reader: &mut Reader<'_>,
    json: &str,
    name: &str,
    texts: &mut Vec<(Option<String>, String)>,
) -> json::Result<()> {
    match reader.peek() {
        Some(b'{') => reader.object(&mut |reader, key| nested(reader, json, &format!("{name}[{key}]"), texts)),
        Some(b'[') => reader.array(&mut |reader| nested(reader, json, name, texts)),
        _ => {
            texts.extend(text(reader, json)?.map(|text| (Some(name.to_owned()), text)));
            Ok(())
        }
    }
}

/// A text with everything percent-encoded but the unreserved characters of RFC 3986, section 2.3, and those in `kept`; if
/// there are any, what is encoded already stays, too. What is left cannot change the structure of a URL, nor of a cookie.
pub(super) fn percent_encode(text: &str, kept: &str) -> String {
    let mut out = String::new();
    for (at, byte) in text.bytes().enumerate() {
        let triplet = || text.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let stays = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte);
        if stays || (byte == b'%' && !kept.is_empty() && triplet()) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
