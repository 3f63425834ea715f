//! Bodies: what is sent, and what a media type holds.

use super::super::document::child;
use super::super::domain;
use super::super::lower::{Lower, text};
use super::super::reference;
use super::super::schema;
use super::form;
use crate::diagnostic::Code;
use crate::ir::{Body, Example, Hint, Media, Text, Type};
use openapiv3::RequestBody;
use serde_json::Value;

/// What a media type holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// JSON: read and written by schema. The preferred one.
    Json,
    /// Text, whatever its schema.
    Text,
    /// Bytes, whatever their schema.
    Bytes,
    /// XML, as text.
    Xml,
    /// A stream of items, as bytes.
    Stream,
    /// A form in one text.
    Form,
    /// A form of several parts.
    Multipart,
}

impl Class {
    pub(super) fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        match essence.as_str() {
            "application/json" | "text/json" | "*/*" | "application/*" => Self::Json,
            _ if Stream::of(&essence).is_some() => Self::Stream,
            "application/xml" | "text/xml" => Self::Xml,
            "application/x-www-form-urlencoded" => Self::Form,
            it if it.ends_with("+json") => Self::Json,
            it if it.ends_with("+xml") && !it.starts_with("image/") => Self::Xml,
            it if it.starts_with("multipart/") => Self::Multipart,
            it if it.starts_with("text/") => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// How a stream tells its items apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// Server-sent events.
    Events,
    /// JSON texts on a line each.
    Lines,
    /// A JSON sequence (RFC 7464).
    Sequence,
}

impl Stream {
    /// The stream that a media type without parameters is.
    pub(super) fn of(essence: &str) -> Option<Self> {
        match essence {
            "text/event-stream" => Some(Self::Events),
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/json-lines"
            | "application/jsonlines"
            | "application/x-jsonlines" => Some(Self::Lines),
            "application/json-seq" => Some(Self::Sequence),
            it if it.ends_with("+json-seq") => Some(Self::Sequence),
            _ => None,
        }
    }
}

/// A media type in small letters, without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The bodies that an operation can send, or why it cannot be sent at all.
pub(super) fn request(lower: &mut Lower<'_>, operation: &str, hint: &Hint) -> Result<Vec<Body>, String> {
    let pointer = child(operation, "requestBody");
    if lower.doc.get(&pointer).is_none() {
        return Ok(Vec::new());
    }
    let (request, pointer) = lower.part::<RequestBody>(&pointer).map_err(|reason| format!("of its body, {reason}"))?;
    let contents = listed(lower, &pointer);
    let mut bodies: Vec<Body> = Vec::new();
    for (index, (media_type, pointer)) in contents.iter().enumerate() {
        // These are other names of JSON, or stand for all that a server may read.
        let same = |other: &(String, String)| {
            let schema = |pointer: &str| lower.doc.get(&child(pointer, "schema"));
            Class::of(&other.0) == Class::Json && schema(&other.1) == schema(pointer)
        };
        if is_another_name(media_type) && contents.iter().take(index).any(same) {
            continue;
        }
        let Some((media, ty)) = sent(lower, media_type, pointer, &hint.within("request")) else { continue };
        let says = if Class::of(media_type) == Class::Text { domain::of_text } else { domain::of };
        bodies.push(Body {
            media,
            ty,
            domain: says(lower.doc, &child(pointer, "schema")),
            required: request.required,
            doc: text(request.description.as_deref()),
            examples: examples(lower, pointer),
            at: lower.at(pointer),
        });
    }
    match contents.first() {
        Some((media_type, _)) if bodies.is_empty() => Err(format!("a body of type `{media_type}` is not supported")),
        _ => Ok(bodies),
    }
}

/// The pointer of the schema of the JSON that the operation at a pointer has as its body, or why it has none.
pub(in super::super) fn body_schema(lower: &mut Lower<'_>, operation: &str) -> Result<String, String> {
    let pointer = reference::resolve(lower.doc, &child(operation, "requestBody"));
    let contents = contents(lower, &pointer);
    match contents.iter().find(|(media_type, _)| Class::of(media_type) == Class::Json) {
        Some((_, pointer)) => Ok(child(pointer, "schema")),
        None => Err(contents.first().map_or_else(
            || "it has no body".to_owned(),
            |(media_type, _)| format!("a body of type `{media_type}` is not read"),
        )),
    }
}

/// Whether a media type is but another name of JSON beside `application/json`; a parameter other than the character set
/// asks for a form of its own.
fn is_another_name(media_type: &str) -> bool {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let essence = essence.trim();
    let charset = parameters.trim_start().to_ascii_lowercase().starts_with("charset");
    Class::of(media_type) == Class::Json && (essence.contains('*') || charset || essence == "text/json")
}

/// How the body at a pointer is sent, and its type; `None` if it cannot be.
fn sent(lower: &mut Lower<'_>, media_type: &str, pointer: &str, hint: &Hint) -> Option<(Media, Type)> {
    let schema = child(pointer, "schema");
    match Class::of(media_type) {
        Class::Form => return Some(form::urlencoded(lower, media_type, pointer, hint)),
        Class::Multipart => return form::multipart(lower, media_type, pointer, hint),
        Class::Json if media_type.contains('*') => {
            // Whatever the server takes may be anything, unless its schema says more than that it is a text.
            let resolved = lower.doc.get(&reference::resolve(lower.doc, &schema));
            let says = ["properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "enum"];
            let typed = |it: &Value| {
                says.iter().any(|key| it.get(key).is_some()) || it.get("type").is_some_and(|ty| ty != "string")
            };
            if !resolved.is_some_and(typed) {
                return Some((Media::Bytes("application/octet-stream".to_owned()), Type::Bytes));
            }
        }
        Class::Xml | Class::Stream => {
            let message = format!("a body of type `{media_type}` is sent as it is, whatever its schema says");
            lower.report(Code::UnsupportedMediaType, pointer, message);
        }
        Class::Json | Class::Text | Class::Bytes => {}
    }
    let (media, ty) = content(lower, media_type, pointer, hint);
    // A range is no type that could be sent.
    let media = match media {
        Media::Text(range) if range.contains('*') => Media::Text("text/plain".to_owned()),
        Media::Bytes(range) if range.contains('*') => {
            let message =
                format!("which type of `{range}` is sent is not known; it is sent as `application/octet-stream`");
            let help = "name the types that the server takes, one by one";
            lower.report(Code::UnsupportedMediaType, pointer, message).help(help);
            Media::Bytes("application/octet-stream".to_owned())
        }
        media => media,
    };
    Some((media, ty))
}

/// The media types of the body at a pointer, in document order; what is none is reported and left out.
fn listed(lower: &mut Lower<'_>, pointer: &str) -> Vec<(String, String)> {
    let mut contents = lower.entries(&child(pointer, "content"));
    contents.retain(|(media_type, pointer)| {
        let valid = is_media_type(media_type);
        if !valid {
            let message = format!("`{media_type}` is no media type; what is said of it is left out");
            lower.report(Code::UnsupportedMediaType, pointer, message).help("write it as in `application/json`");
        }
        valid
    });
    for (_, pointer) in &mut contents {
        *pointer = reference::resolve(lower.doc, pointer);
    }
    contents
}

/// Whether a text can be a media type or a range of them (RFC 9110, sections 8.3.1 and 12.5.1).
fn is_media_type(text: &str) -> bool {
    let token = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let parts = essence.trim().split_once('/');
    parts.is_some_and(|(kind, subtype)| token(kind) && token(subtype))
        && parameters.chars().all(|c| matches!(c, ' '..='~'))
}

/// The media types of the body at a pointer, the preferred first.
pub(super) fn contents(lower: &mut Lower<'_>, pointer: &str) -> Vec<(String, String)> {
    let mut contents = listed(lower, pointer);
    contents.sort_by_key(|(media_type, _)| (Class::of(media_type), media_type.contains('*')));
    contents
}

/// How the body at a pointer is written, and its type.
pub(super) fn content(lower: &mut Lower<'_>, media_type: &str, pointer: &str, hint: &Hint) -> (Media, Type) {
    let schema = child(pointer, "schema");
    let resolved = lower.doc.get(&reference::resolve(lower.doc, &schema));
    let items = child(pointer, "itemSchema");
    if Class::of(media_type) != Class::Stream && lower.doc.get(&items).is_some() {
        let message = format!("only streams have items; what is said of those of `{media_type}` is not used");
        lower.report(Code::UnsupportedKeyword, &items, message);
    }
    let binary = resolved.is_some_and(|schema| schema.get("format").is_some_and(|format| format == "binary"));
    match Class::of(media_type) {
        // A range of types is no type that could be sent; JSON is what such documents mean.
        Class::Json if media_type.contains('*') && binary => {
            (Media::Bytes("application/octet-stream".to_owned()), Type::Bytes)
        }
        Class::Json => {
            let name = if media_type.contains('*') { "application/json" } else { media_type };
            let ty = match resolved {
                Some(_) => schema::used(lower, &schema, hint).whole(),
                None => Type::Json,
            };
            (Media::Json(name.to_owned()), ty)
        }
        Class::Text | Class::Xml => (Media::Text(media_type.to_owned()), Type::String(Text::Plain)),
        Class::Bytes | Class::Stream | Class::Form | Class::Multipart => {
            (Media::Bytes(media_type.to_owned()), Type::Bytes)
        }
    }
}

/// The examples of the media type at a pointer, or else the one of its schema.
pub(super) fn examples(lower: &mut Lower<'_>, pointer: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut take = |name: &str, pointer: &str| {
        let Some(value) = lower.doc.get(pointer) else { return };
        found.push(Example { name: name.to_owned(), value: value.clone(), at: lower.at(pointer) });
    };
    take("", &child(pointer, "example"));
    for (name, pointer) in lower.entries(&child(pointer, "examples")) {
        let value: Option<&Value> = lower.doc.get(&reference::resolve(lower.doc, &pointer));
        if value.is_some_and(Value::is_object) {
            take(&name, &child(&reference::resolve(lower.doc, &pointer), "value"));
        }
    }
    if found.is_empty() {
        let schema = reference::resolve(lower.doc, &child(pointer, "schema"));
        let value = lower.doc.get(&child(&schema, "example"));
        found.extend(value.map(|value| Example {
            name: String::new(),
            value: value.clone(),
            at: lower.at(&child(&schema, "example")),
        }));
    }
    found
}
