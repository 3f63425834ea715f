//! Parameters and headers of 2.0, which have no schema: what their own keywords say is one.

use super::super::super::document::child;
use super::{Convert, some_of};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

/// The keywords of a parameter, of items and of a header that are about its values.
const OF_VALUES: [&str; 17] = [
    "$ref",
    "type",
    "format",
    "default",
    "enum",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "x-nullable",
];

/// Where a list is written, which decides how it can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a query, or a form in one text.
    Query,
    /// In a form of several parts.
    Part,
    /// In a path or a header.
    Other,
}

/// How a list is written.
pub(super) enum Written {
    /// As is usual in its place.
    Usual,
    /// In a style, exploded or not.
    Style(&'static str, bool),
    /// As a text that the caller makes of it: what is to be said of that.
    Text(String),
}

impl Convert<'_> {
    /// The parameter at a pointer, if it is in no body.
    pub(super) fn parameter(&mut self, old: &str, new: &str) -> Value {
        let Some(map) = self.object(old) else { return self.as_it_is(old) };
        let mut parameter = some_of(map, &["name", "in", "description", "required", "allowEmptyValue"]);
        if map.get("x-ms-skip-url-encoding").is_some_and(|value| value == true) {
            parameter.insert("allowReserved".to_owned(), Value::Bool(true));
        }
        let place = if self.text(old, "in") == Some("query") { Place::Query } else { Place::Other };
        let (schema, written) = self.values(old, &child(new, "schema"), place);
        parameter.insert("schema".to_owned(), schema);
        match written {
            Written::Usual => {}
            Written::Style(style, explode) => {
                parameter.insert("style".to_owned(), style.into());
                parameter.insert("explode".to_owned(), explode.into());
            }
            Written::Text(note) => add_note(&mut parameter, &note),
        }
        Value::Object(parameter)
    }

    /// The header of a reply at a pointer.
    pub(super) fn header(&mut self, old: &str, new: &str) -> Value {
        let Some(map) = self.object(old) else { return json!({}) };
        let mut header = some_of(map, &["description"]);
        let (schema, written) = self.values(old, &child(new, "schema"), Place::Other);
        header.insert("schema".to_owned(), schema);
        if let Written::Text(note) = written {
            add_note(&mut header, &note);
        }
        Value::Object(header)
    }

    /// The schema that the keywords at a pointer are, and how a list of it is written.
    pub(super) fn values(&mut self, old: &str, new: &str, place: Place) -> (Value, Written) {
        let Some(map) = self.object(old) else { return (json!({}), Written::Usual) };
        // As in 3.0: documents mix the two up.
        if let (Some(schema), false) = (map.get("schema"), map.contains_key("type")) {
            return (schema.clone(), Written::Usual);
        }
        self.origin(new.to_owned(), old);
        self.moved(&child(old, "items"), child(new, "items"));
        self.plain.push(new.to_owned());
        let mut schema = self.keywords(old);
        if !schema.contains_key("type") && !schema.contains_key("enum") && !schema.contains_key("$ref") {
            self.report(Code::WrongType, old, "this has no `type`; read as text");
            schema.insert("type".to_owned(), "string".into());
        }
        let written = match schema.get("type") {
            Some(ty) if ty == "array" => self.written(old, place),
            _ => Written::Usual,
        };
        if let Written::Text(_) = &written {
            schema = Map::from_iter([("type".to_owned(), "string".into())]);
        }
        (Value::Object(schema), written)
    }

    /// The keywords about values, with those of items.
    pub(super) fn keywords(&mut self, pointer: &str) -> Map<String, Value> {
        let mut schema = self.object(pointer).map_or_else(Map::new, |map| some_of(map, &OF_VALUES));
        let items = child(pointer, "items");
        if self.object(&items).is_some() {
            let mut inner = self.keywords(&items);
            // No style of 3.0 writes lists in lists; a text with its own separators does.
            if inner.get("type").is_some_and(|ty| ty == "array") {
                let word = self.text(&items, "collectionFormat").unwrap_or("csv");
                let separator = separator(word).unwrap_or("commas");
                let message =
                    format!("a list in a list is one text here: the caller puts {separator} between its items");
                self.report(Code::UnsupportedParameter, &items, message);
                inner = Map::from_iter([("type".to_owned(), "string".into())]);
            }
            schema.insert("items".to_owned(), Value::Object(inner));
        }
        schema
    }

    /// How the list at a pointer is written.
    fn written(&mut self, pointer: &str, place: Place) -> Written {
        let said = self.text(pointer, "collectionFormat");
        let of_files = self.text(&child(pointer, "items"), "type") == Some("file");
        let at = child(pointer, "collectionFormat");
        let word = said.unwrap_or("csv");
        let usual = if place == Place::Query { Written::Style("form", false) } else { Written::Usual };
        match (word, place) {
            ("multi", Place::Query | Place::Part) => Written::Style("form", true),
            ("ssv", Place::Query) => Written::Style("spaceDelimited", false),
            ("pipes", Place::Query) => Written::Style("pipeDelimited", false),
            ("csv", Place::Query | Place::Other) => usual,
            _ if place == Place::Part && of_files => usual,
            _ => {
                let Some(separator) = separator(word) else {
                    let message = format!("`{word}` is no format of a list here; written as usual");
                    self.report(Code::UnsupportedParameter, &at, message);
                    return usual;
                };
                let message = format!("the list is one text here: the caller puts {separator} between its items");
                self.report(Code::UnsupportedParameter, &at, message);
                Written::Text(format!("A list as one text, with {separator} between its items."))
            }
        }
    }
}

/// What a format of 2.0 puts between the items of a list.
fn separator(word: &str) -> Option<&'static str> {
    match word {
        "csv" => Some("commas"),
        "ssv" => Some("spaces"),
        "tsv" => Some("tabs"),
        "pipes" => Some("`|`"),
        _ => None,
    }
}

/// Adds a sentence to a description.
pub(super) fn add_note(map: &mut Map<String, Value>, note: &str) {
    let before = map.get("description").and_then(Value::as_str).unwrap_or_default();
    let whole = if before.is_empty() { note.to_owned() } else { format!("{before}\n\n{note}") };
    map.insert("description".to_owned(), whole.into());
}
