//! Keywords that exclude one another, and values that cannot mean anything where they stand.

use super::document::child;
use super::keyword::Kind;
use serde_json::{Map, Value};

/// Of each pair, an object may have one.
const EXCLUSIVE: &[(Kind, &str, &str)] = &[
    (Kind::Parameter, "example", "examples"),
    (Kind::Parameter, "content", "schema"),
    (Kind::Parameter, "content", "style"),
    (Kind::Parameter, "content", "explode"),
    (Kind::Header, "example", "examples"),
    (Kind::Header, "content", "schema"),
    (Kind::MediaType, "example", "examples"),
    (Kind::MediaType, "encoding", "prefixEncoding"),
    (Kind::MediaType, "encoding", "itemEncoding"),
    (Kind::Encoding, "encoding", "prefixEncoding"),
    (Kind::Encoding, "encoding", "itemEncoding"),
    (Kind::Example, "value", "externalValue"),
    (Kind::Example, "value", "dataValue"),
    (Kind::Example, "value", "serializedValue"),
    (Kind::Example, "serializedValue", "externalValue"),
    (Kind::Xml, "attribute", "nodeType"),
    (Kind::Xml, "wrapped", "nodeType"),
];

/// The methods that have a keyword of their own in a path item.
const METHODS: [&str; 9] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/// What contradicts itself in an object of a kind: the places and the messages.
pub(super) fn find(kind: Kind, pointer: &str, map: &Map<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (of, first, second) in EXCLUSIVE {
        if *of == kind && map.contains_key(*first) && map.contains_key(*second) {
            found.push((child(pointer, second), format!("`{second}` may not stand beside `{first}`")));
        }
    }
    let mut tell = |key: &str, message: String| found.push((child(pointer, key), message));
    match kind {
        Kind::OpenApi
            if ["paths", "x-ms-paths", "components", "webhooks"].iter().all(|key| !map.contains_key(*key)) =>
        {
            found.push((pointer.to_owned(), "none of `paths`, `components` and `webhooks` is here".to_owned()));
        }
        Kind::ServerVariable if map.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) => {
            tell("enum", "this list of values is empty".to_owned());
        }
        Kind::Parameter => parameter(&mut tell, map),
        Kind::Header if map.contains_key("allowReserved") => {
            tell("allowReserved", "a header is not percent-encoded, so that nothing in it is reserved".to_owned());
        }
        Kind::Response | Kind::Encoding => {
            for name in keys(map, "headers").filter(|name| !is_token(name)) {
                found.push((
                    child(&child(pointer, "headers"), name),
                    format!("`{name}` cannot be the name of a header"),
                ));
            }
        }
        Kind::PathItem => {
            for method in keys(map, "additionalOperations").filter(|method| METHODS.contains(method)) {
                let place = child(&child(pointer, "additionalOperations"), method);
                found.push((place, format!("`{method}` has a keyword of its own, `{}`", method.to_lowercase())));
            }
            query_string(&mut found, pointer, map);
        }
        Kind::Operation => query_string(&mut found, pointer, map),
        _ => {}
    }
    found
}

fn parameter(tell: &mut impl FnMut(&str, String), map: &Map<String, Value>) {
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = text("name");
    match text("in") {
        "header" if !is_token(name) => tell("name", format!("`{name}` cannot be the name of a header")),
        "path" if name.contains(['{', '}']) => tell("name", format!("`{name}` cannot stand in a path's braces")),
        "querystring" if map.contains_key("schema") => {
            tell("schema", "a whole query is described by `content`, not by a `schema`".to_owned());
        }
        _ => {}
    }
    if matches!(text("in"), "header" | "cookie") && map.contains_key("allowReserved") {
        let message = format!("a {} is not percent-encoded, so that nothing in it is reserved", text("in"));
        tell("allowReserved", message);
    }
}

/// A query that is described as a whole leaves no room for another one, nor for single parameters.
fn query_string(found: &mut Vec<(String, String)>, pointer: &str, map: &Map<String, Value>) {
    let places: Vec<&str> = map.get("parameters").and_then(Value::as_array).map_or_else(Vec::new, |list| {
        list.iter().map(|parameter| parameter.get("in").and_then(Value::as_str).unwrap_or_default()).collect()
    });
    let Some(whole) = places.iter().position(|place| *place == "querystring") else { return };
    let others = places.iter().enumerate().filter(|(at, place)| *at != whole && place.starts_with("query"));
    for (at, place) in others {
        let message =
            format!("a parameter in `{place}` may not stand beside one in `querystring`, which is the whole query");
        found.push((child(&child(pointer, "parameters"), &at.to_string()), message));
    }
}

fn keys<'a>(map: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a str> {
    map.get(key).and_then(Value::as_object).into_iter().flat_map(|map| map.keys().map(String::as_str))
}

/// Whether a text can be the name of a header (RFC 9110, section 5.1).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}
