//! Replies: what comes back for each status.

use super::super::document::child;
use super::super::lower::{Lower, text};
use super::super::reference;
use super::super::schema;
use super::body::{Class, Stream, content, contents, essence, examples};
use super::header;
use crate::diagnostic::Code;
use crate::ir::{Hint, Media, Reply, Status, Text, Type};
use openapiv3::Response;
use serde_json::Value;

/// What comes back, in document order.
pub(super) fn replies(lower: &mut Lower<'_>, operation: &str, hint: &Hint) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (key, pointer) in lower.entries(&child(operation, "responses")) {
        if key.starts_with("x-") {
            continue;
        }
        let Some(status) = status(&key) else {
            lower.report(Code::WrongType, &pointer, format!("`{key}` is no HTTP status; this response is left out"));
            continue;
        };
        if lower.doc.get(&reference::resolve(lower.doc, &pointer)).is_none_or(Value::is_null) {
            // The reference to it led nowhere, which was told where it stands.
            continue;
        }
        let response = match lower.part::<Response>(&pointer) {
            Ok((response, _)) => response,
            Err(reason) => {
                let message = format!("this response is left out: {reason}");
                lower.report(Code::WrongType, &pointer, message);
                continue;
            }
        };
        let target = reference::resolve(lower.doc, &pointer);
        // The first success is what the operation is called for; the others are told apart by their status.
        let first = status.is_success() && !replies.iter().any(|reply: &Reply| reply.status.is_success());
        let own = if first { hint.within("response") } else { hint.within(format!("{key} response")) };
        let contents = contents(lower, &target);
        let contents = told_apart(lower, used(lower, contents));
        let mut bodies: Vec<(Media, Type)> = Vec::new();
        for (index, (media_type, pointer)) in contents.iter().enumerate() {
            let hint = if index == 0 { own.clone() } else { own.within(media_type) };
            let body = body(lower, media_type, pointer, &hint);
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
        replies.push(Reply {
            status,
            bodies,
            headers: header::read(lower, &target, hint),
            doc: text(Some(&response.description)),
            examples: contents.first().map_or_else(Vec::new, |(_, pointer)| examples(lower, pointer)),
            at: lower.at(&pointer),
        });
    }
    replies
}

/// The media types without those that only write in another way what JSON says: the client asks for JSON then.
fn used(lower: &Lower<'_>, mut contents: Vec<(String, String)>) -> Vec<(String, String)> {
    let schema = |pointer: &str| lower.doc.get(&child(pointer, "schema"));
    let Some((first, pointer)) = contents.first().cloned() else { return contents };
    let resolved = lower.doc.get(&reference::resolve(lower.doc, &child(&pointer, "schema")));
    let says = ["properties", "additionalProperties", "items", "allOf", "anyOf", "oneOf"];
    let nested = resolved.is_some_and(|schema| says.iter().any(|key| schema.get(key).is_some()));
    contents.retain(|(media_type, other)| {
        let another_form = match Class::of(media_type) {
            Class::Json | Class::Text | Class::Xml => true,
            // Bytes that have properties or items, such as `application/protobuf`, are JSON in another form too.
            Class::Bytes => nested,
            Class::Stream | Class::Form | Class::Multipart => false,
        };
        let said = schema(other).is_some() || Class::of(media_type) == Class::Json;
        let again = is_json(&first) && another_form && said && schema(other) == schema(&pointer);
        !again || *media_type == first
    });
    contents
}

/// The media types without those that replies cannot be told apart by: the same but for parameters.
fn told_apart(lower: &mut Lower<'_>, contents: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    for (media_type, pointer) in contents {
        let schema = |pointer: &str| lower.doc.get(&child(pointer, "schema"));
        match known.iter().find(|(other, _)| essence(other) == essence(&media_type)) {
            None => known.push((media_type, pointer)),
            Some((_, other)) if schema(other) == schema(&pointer) => {}
            Some((other, _)) => {
                let message = format!("a reply of `{media_type}` is not told from one of `{other}`, which is read");
                lower.report(Code::SeveralBodies, &pointer, message);
            }
        }
    }
    known
}

/// How the body at a pointer is written, and its type; of a stream, that of its items.
fn body(lower: &mut Lower<'_>, media_type: &str, pointer: &str, hint: &Hint) -> (Media, Type) {
    if let Some(stream) = Stream::of(&essence(media_type)) {
        let ty = item(lower, stream, pointer, hint);
        let name = media_type.to_owned();
        return match stream {
            Stream::Events => (Media::Events(name), ty),
            Stream::Lines => (Media::Lines(name), ty),
            Stream::Sequence => (Media::Sequence(name), ty),
        };
    }
    if matches!(Class::of(media_type), Class::Xml | Class::Form | Class::Multipart) {
        let message = format!("a body of type `{media_type}` is given as it is, whatever its schema says");
        lower.report(Code::UnsupportedMediaType, pointer, message);
    }
    content(lower, media_type, pointer, hint)
}

/// The type of a stream's items. That of events is the type of their data.
fn item(lower: &mut Lower<'_>, stream: Stream, pointer: &str, hint: &Hint) -> Type {
    let plain = if stream == Stream::Events { Type::String(Text::Plain) } else { Type::Json };
    let item = child(pointer, "itemSchema");
    let of_item = lower.doc.get(&item).is_some();
    let mut found = if of_item { item } else { child(pointer, "schema") };
    if lower.doc.get(&found).is_none() {
        return plain;
    }
    if of_item && stream == Stream::Events {
        let data = child(&child(&reference::resolve(lower.doc, &found), "properties"), "data");
        if lower.doc.get(&data).is_none() {
            let message = "the data of these events is read as text: no property `data` says what it is";
            lower.report(Code::SchemaAsJson, &found, message);
            return plain;
        }
        found = data;
    }
    let target = reference::resolve(lower.doc, &found);
    let says = |key: &str| lower.doc.get(&child(&target, key));
    // A list of items says what one of them is.
    if !of_item && says("type").is_some_and(|ty| ty == "array") && says("items").is_some() {
        found = child(&target, "items");
    } else if stream == Stream::Events && says("contentSchema").is_some() {
        found = child(&target, "contentSchema");
    } else if stream == Stream::Events && says("contentMediaType").and_then(Value::as_str).is_some_and(is_json) {
        return Type::Json;
    }
    schema::used(lower, &found, hint).whole()
}

fn is_json(media_type: &str) -> bool {
    Class::of(media_type) == Class::Json
}

/// The status that a key of `responses` names.
fn status(key: &str) -> Option<Status> {
    match key.as_bytes() {
        b"default" => Some(Status::Default),
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Class(class - b'0')),
        [b'1'..=b'9', _, _] => key.parse().ok().map(Status::Exact),
        _ => None,
    }
}
