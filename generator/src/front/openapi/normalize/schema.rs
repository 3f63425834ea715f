//! One schema to its 3.0 form; a schema that has it already stays as it is.

use super::types::{is_of, types};
use super::values;
use crate::diagnostic::Code;
use crate::ir::MAX_TUPLE;
use serde_json::{Map, Value, json};

pub(super) type Schema = Map<String, Value>;
/// Takes a finding: its kind, the keyword it is about, the message.
pub(super) type Say<'a> = &'a mut dyn FnMut(Code, &str, String);

/// The keywords that combine schemas.
pub(super) const COMPOSITION: &[&str] = &["allOf", "anyOf", "oneOf"];

/// Rewrites the keywords of one schema, not of those below it.
///
/// No keyword moves to another place if it can stay, so that pointers keep leading to the document's own lines.
pub(super) fn normalize(schema: &mut Schema, say: Say<'_>) {
    for (own, word) in [("x-nullable", "nullable"), ("x-deprecated", "deprecated")] {
        if schema.get(own) == Some(&Value::Bool(true)) {
            schema.insert(word.to_owned(), Value::Bool(true));
        }
    }
    siblings_of_ref(schema);
    if schema.contains_key("$ref") {
        return;
    }
    constant(schema);
    values::normalize(schema);
    conditions(schema);
    bound(schema, "minimum", "exclusiveMinimum", |limit, other| limit >= other);
    bound(schema, "maximum", "exclusiveMaximum", |limit, other| limit <= other);
    if let Some(Value::Array(examples)) = schema.get("examples") {
        let first = examples.first().cloned();
        schema.remove("examples");
        if let (Some(first), false) = (first, schema.contains_key("example")) {
            schema.insert("example".to_owned(), first);
        }
    }
    unevaluated(schema);
    prefix_items(schema, say);
    pattern_properties(schema);
    types(schema, say);
    content_encoding(schema, say);
    values(schema, say);
}

/// `$ref` beside other keywords is an `allOf` with them: what they say is kept.
fn siblings_of_ref(schema: &mut Schema) {
    if schema.len() < 2 {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else { return };
    if schema.keys().all(|key| key.starts_with("x-")) {
        *schema = Map::from_iter([("$ref".to_owned(), reference)]);
        return;
    }
    let parts = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(parts) = parts {
        parts.push(json!({ "$ref": reference }));
    }
}

/// `const` is an enum of one value.
fn constant(schema: &mut Schema) {
    if let Some(value) = schema.shift_remove("const") {
        schema.insert("enum".to_owned(), json!([value]));
    }
}

/// A numeric exclusive bound becomes the bound with a flag, unless the other one is tighter.
fn bound(schema: &mut Schema, limit: &str, exclusive: &str, tighter: fn(f64, f64) -> bool) {
    let Some(value) = schema.get(exclusive).filter(|value| value.is_number()).cloned() else { return };
    let inclusive = schema.get(limit).and_then(Value::as_f64);
    if inclusive.is_none_or(|other| value.as_f64().is_some_and(|value| tighter(value, other))) {
        schema.insert(limit.to_owned(), value);
        schema.insert(exclusive.to_owned(), Value::Bool(true));
    } else {
        schema.shift_remove(exclusive);
    }
}

/// Items that each have a type stay if there are no others; a list that may be shorter or longer is one of what its items
/// may be, or of any JSON values where nothing is said of the others.
fn prefix_items(schema: &mut Schema, say: Say<'_>) {
    let Some(Value::Array(places)) = schema.get("prefixItems") else { return };
    let count = places.len();
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let ends = schema.get("items") == Some(&Value::Bool(false)) || limit("maxItems").is_some_and(|most| most <= count);
    let whole =
        limit("maxItems").is_none_or(|most| most == count) && limit("minItems").is_none_or(|least| least == count);
    if ends && whole && (1..=MAX_TUPLE).contains(&count) {
        schema.retain(|key, _| !["items", "minItems"].contains(&key.as_str()));
        schema.insert("maxItems".to_owned(), count.into());
        return;
    }
    let mut kinds: Vec<Value> = Vec::new();
    let others = schema.get("items").filter(|items| items.is_object());
    for kind in places.iter().chain(others) {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    let known = (ends || others.is_some()) && !kinds.is_empty();
    let (items, read) = match kinds.pop() {
        Some(only) if known && kinds.is_empty() => (only, "one of what its items may be"),
        Some(last) if known => {
            kinds.push(last);
            (json!({ "anyOf": kinds }), "one of what its items may be")
        }
        _ => (json!({}), "one of any JSON values"),
    };
    let message = format!(
        "items with types of their own are supported in a list of {MAX_TUPLE} at most that has just these: the list is \
         read as {read}"
    );
    say(Code::UnsupportedKeyword, "prefixItems", message);
    schema.shift_remove("prefixItems");
    schema.insert("items".to_owned(), items);
}

/// Takes away what can never hold, and conditions on which nothing depends.
fn conditions(schema: &mut Schema) {
    let never = |value: &Value| {
        let not = value.get("not").filter(|_| value.as_object().is_some_and(|map| map.len() == 1));
        value == &Value::Bool(false) || not.is_some_and(|not| not == &json!({}) || not == &Value::Bool(true))
    };
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.retain(|_, value| !never(value));
    }
    if let Some(Value::Object(dependent)) = schema.get_mut("dependentSchemas") {
        dependent.retain(|_, value| value.is_object());
    }
    let there = |word: &str| schema.get(word).is_some_and(Value::is_object);
    let branches = schema.contains_key("if") && (there("then") || there("else"));
    schema.retain(|key, value| !matches!(key.as_str(), "if" | "then" | "else") || branches && value.is_object());
}

/// What no other keyword is about is what is not named: only `false` says nothing, since objects keep what they name.
fn unevaluated(schema: &mut Schema) {
    if let Some(rest) = schema.shift_remove("unevaluatedProperties")
        && rest != Value::Bool(false)
    {
        schema.entry("additionalProperties").or_insert(rest);
    }
    // What these say something of is evaluated too.
    let conditions = ["if", "then", "else", "contains", "dependentSchemas"];
    let composed = COMPOSITION.iter().chain(&conditions).any(|key| schema.contains_key(*key));
    if let Some(rest) = schema.shift_remove("unevaluatedItems").filter(|_| !composed) {
        schema.entry("items").or_insert(rest);
    }
}

/// Properties by pattern are properties that are not named; of several patterns, each may be meant.
fn pattern_properties(schema: &mut Schema) {
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else { return };
    let mut kinds: Vec<Value> = Vec::new();
    let other = schema.get("additionalProperties").filter(|rest| !rest.is_boolean()).cloned();
    for kind in patterns.into_iter().map(|(_, schema)| schema).filter(|kind| kind != &Value::Bool(false)).chain(other) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let rest = match (kinds.pop(), kinds.is_empty()) {
        (_, _) if schema.get("additionalProperties") == Some(&Value::Bool(true)) => Value::Bool(true),
        (None, _) => return,
        (Some(only), true) => only,
        (Some(last), false) => {
            kinds.push(last);
            json!({ "anyOf": kinds })
        }
    };
    schema.insert("additionalProperties".to_owned(), rest);
}

/// Text that holds base64 has the format `byte`, and bytes as they are have the format `binary`.
fn content_encoding(schema: &mut Schema, say: Say<'_>) {
    let Some(encoding) = schema.shift_remove("contentEncoding") else { return };
    let encoding = encoding.as_str().unwrap_or_default();
    let format = match encoding.to_ascii_lowercase().as_str() {
        "base64" => "byte",
        "binary" => "binary",
        _ => {
            let message = format!("the encoding `{encoding}` is not supported: the text is left as it is");
            return say(Code::UnsupportedKeyword, "contentEncoding", message);
        }
    };
    schema.entry("format").or_insert_with(|| format.into());
}

/// Makes enum values and limits fit the one type there is.
fn values(schema: &mut Schema, say: Say<'_>) {
    let name = schema.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        let null = values.iter().any(Value::is_null);
        if name == "string" {
            for value in values.iter_mut().filter(|value| value.is_number() || value.is_boolean()) {
                *value = Value::String(value.to_string());
            }
        }
        let count = values.len();
        if !name.is_empty() {
            values.retain(|value| value.is_null() || is_of(value, &name));
        }
        if values.len() < count {
            say(Code::WrongType, "enum", format!("some values of this enum are not of type {name}; left out"));
        }
        if null {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
    if schema.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        schema.shift_remove("enum");
    }
    if name == "integer" {
        whole_limits(schema);
    }
}

/// Limits of integers are whole numbers of 64 bits; one beyond that is none.
fn whole_limits(schema: &mut Schema) {
    for key in ["multipleOf", "minimum", "maximum"] {
        let Some(value) = schema.get_mut(key) else { continue };
        if value.is_i64() {
            continue;
        }
        #[allow(clippy::cast_possible_truncation, reason = "2^53 and less is exact")]
        match value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0) {
            Some(float) => *value = (float as i64).into(),
            None => _ = schema.shift_remove(key),
        }
    }
    // Beyond `i64`, the values could not be told from one another.
    if let Some(Value::Array(values)) = schema.get("enum")
        && !values.iter().all(|value| value.is_null() || value.is_i64())
    {
        schema.shift_remove("enum");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(value: Value) -> Value {
        let Value::Object(mut map) = value else { panic!("an object") };
        normalize(&mut map, &mut |_, _, _| {});
        Value::Object(map)
    }

    #[test]
    fn what_3_1_says_in_the_form_of_3_0() {
        let table = [
            (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
            (json!({"type": "null"}), json!({"enum": [null], "nullable": true})),
            (json!({"const": "a"}), json!({"enum": ["a"], "type": "string"})),
            (
                json!({"type": "number", "exclusiveMinimum": 3}),
                json!({"type": "number", "minimum": 3, "exclusiveMinimum": true}),
            ),
            (json!({"type": "number", "minimum": 5, "exclusiveMinimum": 3}), json!({"type": "number", "minimum": 5})),
            (json!({"$ref": "#/a", "description": "b"}), json!({"description": "b", "allOf": [{"$ref": "#/a"}]})),
            (json!({"$ref": "#/a", "x-b": 1}), json!({"$ref": "#/a"})),
            (json!({"type": "string", "examples": ["a", "b"]}), json!({"type": "string", "example": "a"})),
            (json!({"type": "string", "contentEncoding": "base64"}), json!({"type": "string", "format": "byte"})),
            (
                json!({"type": ["string", "integer"], "minLength": 1, "minimum": 2, "title": "t"}),
                json!({"title": "t", "oneOf": [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 2}]}),
            ),
            (json!({"type": "array", "prefixItems": [{}]}), json!({"type": "array", "items": {}})),
            (
                json!({"prefixItems": [{}], "items": false}),
                json!({"prefixItems": [{}], "maxItems": 1, "type": "array"}),
            ),
            (json!({"type": ["string", "integer"], "enum": ["a", 1]}), json!({"enum": ["a", 1]})),
            (
                json!({"type": "object", "patternProperties": {"^a": {"type": "string"}}, "additionalProperties": false}),
                json!({"type": "object", "additionalProperties": {"type": "string"}}),
            ),
            (json!({"type": "string", "enum": [1, true]}), json!({"type": "string", "enum": ["1", "true"]})),
        ];
        for (given, expected) in table {
            assert_eq!(normal(given.clone()), expected, "{given}");
            assert_eq!(normal(expected.clone()), expected, "the normal form of a normal form is itself");
        }
    }

    #[test]
    fn what_3_0_says_stays() {
        let schema =
            json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true, "nullable": true, "format": "int32"});
        assert_eq!(normal(schema.clone()), schema);
    }
}
