//! The types of one schema: one name at most, with the keywords that are about it; several are a `oneOf`.

use super::schema::{COMPOSITION, Say, Schema};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

/// The keywords that say something of values of one type only; `format` belongs to the scalars.
const OBJECT: &[&str] = &["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
const ARRAY: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
const STRING: &[&str] = &["pattern", "minLength", "maxLength"];
const NUMBER: &[&str] = &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

/// Brings `type` to at most one name that 3.0 knows, with `nullable` beside it.
pub(super) fn types(schema: &mut Schema, say: Say<'_>) {
    let names: Vec<String> = match schema.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return infer(schema),
    };
    let (null, names): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name == "null");
    let names: Vec<_> = names
        .into_iter()
        .filter(|name| {
            let known = matches!(name.as_str(), "string" | "number" | "integer" | "boolean" | "object" | "array");
            if !known {
                say(Code::WrongType, "type", format!("there is no type `{name}`; any JSON value is read"));
            }
            known
        })
        .collect();
    if !null.is_empty() {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    match names.as_slice() {
        [] if null.is_empty() => _ = schema.shift_remove("type"),
        // The 3.0 form of the type that only `null` has.
        [] => {
            schema.shift_remove("type");
            schema.insert("enum".to_owned(), json!([null]));
        }
        [name] => {
            schema.insert("type".to_owned(), Value::String(name.clone()));
            only_of(schema, name, say);
        }
        names => {
            schema.shift_remove("type");
            several(schema, names);
        }
    }
}

/// A schema without `type` whose keywords leave no doubt gets one.
fn infer(schema: &mut Schema) {
    if COMPOSITION.iter().any(|key| schema.contains_key(*key)) {
        return;
    }
    let values = schema.get("enum").and_then(Value::as_array);
    let all = |is: fn(&Value) -> bool| {
        values.is_some_and(|values| {
            values.iter().any(|value| !value.is_null()) && values.iter().all(|value| value.is_null() || is(value))
        })
    };
    let name = if ["properties", "additionalProperties"].iter().any(|key| schema.contains_key(*key)) {
        "object"
    } else if ["items", "prefixItems"].iter().any(|key| schema.contains_key(*key)) {
        "array"
    } else if all(Value::is_string) {
        "string"
    } else if all(|value| value.is_i64() || value.is_u64()) {
        "integer"
    } else if all(Value::is_boolean) {
        "boolean"
    } else {
        return;
    };
    schema.insert("type".to_owned(), Value::String(name.to_owned()));
}

/// Takes away the keywords that have no effect on values of the type: they are no error, and 3.0's types have no room.
fn only_of(schema: &mut Schema, name: &str, say: Say<'_>) {
    let foreign: [&[&str]; 4] = match name {
        "object" => [&["format"], ARRAY, STRING, NUMBER],
        "array" => [&["format"], OBJECT, STRING, NUMBER],
        "string" => [&[], OBJECT, ARRAY, NUMBER],
        "boolean" => [&["format", "pattern", "minLength", "maxLength"], OBJECT, ARRAY, NUMBER],
        _ => [&[], OBJECT, ARRAY, STRING],
    };
    schema.retain(|key, _| !foreign.iter().any(|keys| keys.contains(&key.as_str())));
    if matches!(name, "object" | "array") && schema.shift_remove("enum").is_some() {
        say(Code::UnsupportedKeyword, "enum", format!("an `enum` of type {name} is not supported: any one is allowed"));
    }
}

/// Several types are a `oneOf`, each with the keywords that are about it.
fn several(schema: &mut Schema, names: &[String]) {
    if COMPOSITION.iter().any(|key| schema.contains_key(*key)) {
        return;
    }
    let format = schema.shift_remove("format");
    if schema.get("enum").and_then(Value::as_array).is_some_and(|values| !values.iter().any(is_nested)) {
        // The values say it all.
        return infer(schema);
    }
    let values = schema.shift_remove("enum");
    let mut parts: Vec<Value> = Vec::new();
    for name in names {
        let mut part = Map::from_iter([("type".to_owned(), Value::String(name.clone()))]);
        let own = match name.as_str() {
            "object" => OBJECT,
            "array" => ARRAY,
            "string" => STRING,
            "boolean" => &[],
            _ => NUMBER,
        };
        part.extend(own.iter().filter_map(|key| Some(((*key).to_owned(), schema.get(*key)?.clone()))));
        if let (Some(format), "string" | "number" | "integer") = (&format, name.as_str()) {
            part.insert("format".to_owned(), format.clone());
        }
        if let Some(Value::Array(values)) = &values {
            let own: Vec<_> = values.iter().filter(|value| is_of(value, name)).cloned().collect();
            if own.is_empty() {
                continue;
            }
            part.insert("enum".to_owned(), Value::Array(own));
        }
        parts.push(Value::Object(part));
    }
    schema.retain(|key, _| ![OBJECT, ARRAY, STRING, NUMBER].iter().any(|keys| keys.contains(&key.as_str())));
    schema.insert("oneOf".to_owned(), Value::Array(parts));
}

fn is_nested(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

pub(super) fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    }
}
