//! What documents say of the values of an enum, in whichever way: one map of them, by value.

use super::schema::Schema;
use serde_json::{Map, Value, json};

/// The keyword of the normal form: names and descriptions, by the text of a value. No document has it.
pub(in super::super) const VALUES: &str = "x-values-told";

/// Gathers what is said of the values of one schema; values that are listed in other ways become its `enum`.
pub(super) fn normalize(schema: &mut Schema) {
    listed(schema);
    let mut told = Map::new();
    let values: Vec<String> = match schema.get("enum").and_then(Value::as_array) {
        Some(values) => values.iter().map(text).collect(),
        None => return,
    };
    if let Some(known) = schema.get(VALUES).and_then(Value::as_object) {
        told.clone_from(known);
    }
    for (key, what) in [
        ("x-enum-varnames", "name"),
        ("x-enumNames", "name"),
        ("x-speakeasy-enums", "name"),
        ("x-enum-descriptions", "description"),
        ("x-enumDescriptions", "description"),
        ("x-speakeasy-enum-descriptions", "description"),
    ] {
        match schema.get(key) {
            // One for each value, in their order.
            Some(Value::Array(list)) if list.len() == values.len() => {
                values.iter().zip(list).for_each(|(value, words)| tell(&mut told, value, what, words));
            }
            Some(Value::Object(map)) => map.iter().for_each(|(value, words)| tell(&mut told, value, what, words)),
            _ => {}
        }
    }
    if let Some(Value::Object(map)) = schema.get("x-fern-enum") {
        for (value, about) in &map.clone() {
            both(&mut told, value, about);
        }
    }
    let listed = schema.get("x-ms-enum").and_then(|own| own.get("values")?.as_array());
    for about in listed.into_iter().flatten() {
        both(&mut told, &about.get("value").map(text).unwrap_or_default(), about);
    }
    told.retain(|value, _| values.contains(value));
    if !told.is_empty() {
        schema.insert(VALUES.to_owned(), Value::Object(told));
    }
}

/// Values that stand in a `oneOf` of their own, or in an extension, are an `enum`.
fn listed(schema: &mut Schema) {
    if schema.contains_key("enum") {
        return;
    }
    if let Some(Value::Array(values)) = schema.get("x-extensible-enum")
        && !values.iter().any(|value| value.is_object() || value.is_array())
    {
        schema.insert("enum".to_owned(), Value::Array(values.clone()));
        return;
    }
    let word = ["oneOf", "anyOf"].into_iter().find(|word| schema.contains_key(*word));
    let Some((word, Value::Array(parts))) = word.and_then(|word| Some((word, schema.get(word)?))) else { return };
    let Some(values) = parts.iter().map(only_value).collect::<Option<Vec<_>>>().filter(|it| it.len() > 1) else {
        return;
    };
    let mut told = Map::new();
    for (value, part) in values.iter().zip(parts) {
        let key = text(value);
        let title = part.get("title").unwrap_or(&Value::Null);
        // A text is its own best name; of a number only its title says what it means.
        if !value.is_string() {
            tell(&mut told, &key, "name", title);
        }
        let words =
            part.get("description").or(Some(title).filter(|title| title.as_str() != Some(&key) && value.is_string()));
        tell(&mut told, &key, "description", words.unwrap_or(&Value::Null));
    }
    let values: Vec<_> = values.into_iter().cloned().collect();
    schema.insert("enum".to_owned(), Value::Array(values));
    if !told.is_empty() {
        schema.insert(VALUES.to_owned(), Value::Object(told));
    }
    schema.shift_remove(word);
}

/// The one value that a schema allows, if it says nothing else but what that means.
fn only_value(schema: &Value) -> Option<&Value> {
    const WORDS: [&str; 7] = ["const", "enum", "type", "format", "title", "description", "deprecated"];
    let map = schema.as_object().filter(|map| map.keys().all(|key| WORDS.contains(&key.as_str())))?;
    let value = match (map.get("const"), map.get("enum").and_then(Value::as_array).map(Vec::as_slice)) {
        (Some(value), None) | (None, Some([value])) => value,
        // `type: "null"` says as much as `const: null`.
        (None, None) if map.get("type").is_some_and(|ty| ty == "null") => &Value::Null,
        _ => return None,
    };
    (!value.is_object() && !value.is_array()).then_some(value)
}

fn both(told: &mut Map<String, Value>, value: &str, about: &Value) {
    for what in ["name", "description"] {
        tell(told, value, what, about.get(what).unwrap_or(&Value::Null));
    }
}

/// Notes a name or a description of a value, unless there is one.
fn tell(told: &mut Map<String, Value>, value: &str, what: &str, words: &Value) {
    let Some(words) = words.as_str().filter(|words| !words.trim().is_empty()) else { return };
    if let Value::Object(about) = told.entry(value).or_insert_with(|| json!({})) {
        about.entry(what).or_insert_with(|| words.into());
    }
}

/// A value as people write it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
