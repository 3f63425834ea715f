//! Schemas of one type, as most are, made without serde, which copies each of them several times.

use super::super::document::child;
use super::super::keyword::{self, Kind, Use};
use openapiv3::{
    AdditionalProperties, ArrayType, BooleanType, IntegerType, NumberType, ObjectType, ReferenceOr, Schema, SchemaData,
    SchemaKind, StringType, Type,
};
use serde_json::{Map, Value};

/// The schema of the object at a pointer, if its type has all that it says.
pub(super) fn schema(pointer: &str, map: &Map<String, Value>) -> Option<Schema> {
    let mut data = SchemaData::default();
    let mut kind = match map.get("type")?.as_str()? {
        "string" => Type::String(StringType::default()),
        "integer" => Type::Integer(IntegerType::default()),
        "number" => Type::Number(NumberType::default()),
        "boolean" => Type::Boolean(BooleanType::default()),
        "array" => Type::Array(ArrayType { items: None, min_items: None, max_items: None, unique_items: false }),
        "object" => Type::Object(ObjectType::default()),
        _ => return None,
    };
    let is_used = |key: &str| keyword::row(Kind::Schema, key).is_some_and(|row| row.usage == Use::Used);
    for (key, value) in map {
        let taken = key == "type"
            || takes_word(&mut data, key, value)
            || match &mut kind {
                Type::String(item) => takes_of_string(item, key, value),
                Type::Integer(item) => takes_of_integer(item, key, value),
                Type::Number(item) => takes_of_number(item, key, value),
                Type::Array(item) => takes_of_array(item, pointer, key, value),
                Type::Object(item) => takes_of_object(item, pointer, key, value),
                Type::Boolean(_) => false,
            };
        if !taken && is_used(key) {
            return None;
        }
    }
    Some(Schema { schema_data: data, schema_kind: SchemaKind::Type(kind) })
}

/// Takes what a schema says beside the values that it allows.
fn takes_word(data: &mut SchemaData, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("title", Value::String(text)) => data.title = Some(text.clone()),
        ("description", Value::String(text)) => data.description = Some(text.clone()),
        ("nullable", Value::Bool(is)) => data.nullable = *is,
        ("readOnly", Value::Bool(is)) => data.read_only = *is,
        ("writeOnly", Value::Bool(is)) => data.write_only = *is,
        ("deprecated", Value::Bool(is)) => data.deprecated = *is,
        ("example", value) => data.example = Some(value.clone()).filter(|value| !value.is_null()),
        ("default", value) => data.default = Some(value.clone()).filter(|value| !value.is_null()),
        _ => return false,
    }
    true
}

fn takes_of_string(item: &mut StringType, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("format", Value::String(text)) => item.format = Some(text.clone()).into(),
        ("pattern", Value::String(text)) => item.pattern = Some(text.clone()),
        ("minLength", value) => return put(&mut item.min_length, count(value)),
        ("maxLength", value) => return put(&mut item.max_length, count(value)),
        ("enum", Value::Array(values)) if values.iter().all(|value| value.is_string() || value.is_null()) => {
            item.enumeration = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        }
        _ => return false,
    }
    true
}

fn takes_of_integer(item: &mut IntegerType, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("format", Value::String(text)) => item.format = Some(text.clone()).into(),
        ("minimum", value) => return put(&mut item.minimum, value.as_i64()),
        ("maximum", value) => return put(&mut item.maximum, value.as_i64()),
        _ => return false,
    }
    true
}

fn takes_of_number(item: &mut NumberType, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("format", Value::String(text)) => item.format = Some(text.clone()).into(),
        ("minimum", value) => return put(&mut item.minimum, value.as_f64()),
        ("maximum", value) => return put(&mut item.maximum, value.as_f64()),
        _ => return false,
    }
    true
}

fn takes_of_array(item: &mut ArrayType, pointer: &str, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("items", Value::Object(_)) => item.items = Some(reference(&child(pointer, key))),
        ("minItems", value) => return put(&mut item.min_items, count(value)),
        ("maxItems", value) => return put(&mut item.max_items, count(value)),
        ("uniqueItems", Value::Bool(is)) => item.unique_items = *is,
        _ => return false,
    }
    true
}

fn takes_of_object(item: &mut ObjectType, pointer: &str, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("properties", Value::Object(map)) if map.values().all(Value::is_object) => {
            let pointer = child(pointer, key);
            item.properties = map.keys().map(|key| (key.clone(), reference(&child(&pointer, key)))).collect();
        }
        ("required", Value::Array(list)) if list.iter().all(Value::is_string) => {
            item.required = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        ("additionalProperties", Value::Bool(any)) => {
            item.additional_properties = Some(AdditionalProperties::Any(*any))
        }
        ("additionalProperties", Value::Object(_)) => {
            let schema = Box::new(reference(&child(pointer, key)));
            item.additional_properties = Some(AdditionalProperties::Schema(schema));
        }
        ("minProperties", value) => return put(&mut item.min_properties, count(value)),
        ("maxProperties", value) => return put(&mut item.max_properties, count(value)),
        _ => return false,
    }
    true
}

fn reference<T>(pointer: &str) -> ReferenceOr<T> {
    ReferenceOr::Reference { reference: format!("#{pointer}") }
}

fn count(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// Puts a value into its place, if there is one.
fn put<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::{Part, shallow};
    use super::*;
    use serde_json::json;

    fn both(schema: &Value) -> (Option<Schema>, Option<Schema>) {
        let Value::Object(map) = schema else { panic!("an object") };
        let Value::Object(copy) = shallow(Kind::Schema, "/a~1b", schema) else { panic!("an object") };
        (super::schema("/a~1b", map), Schema::convert(copy).ok())
    }

    #[test]
    fn what_is_made_at_once_is_what_serde_makes() {
        for schema in [
            json!({"type": "string", "format": "date", "pattern": "a", "minLength": 1, "maxLength": 2, "enum": ["a", null]}),
            json!({"type": "string", "format": "other", "title": "t", "description": "d", "example": 1, "default": null}),
            json!({"type": "string", "nullable": true, "readOnly": true, "writeOnly": true, "deprecated": true}),
            json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 9, "xml": {"name": "a"}}),
            json!({"type": "number", "format": "double", "minimum": 1, "maximum": 9.5, "unheard-of": 1}),
            json!({"type": "boolean", "default": false}),
            json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2, "uniqueItems": true}),
            json!({"type": "array"}),
            json!({"type": "object", "properties": {"a/b": {"type": "string"}, "c": {}}, "required": ["c"]}),
            json!({"type": "object", "additionalProperties": {}, "minProperties": 1, "maxProperties": 2}),
            json!({"type": "object", "additionalProperties": false}),
        ] {
            let (plain, serde) = both(&schema);
            assert_eq!(plain, serde, "{schema}");
            assert!(plain.is_some(), "{schema}");
        }
    }

    #[test]
    fn what_a_type_does_not_have_is_left_to_serde() {
        for schema in [
            json!({}),
            json!({"type": "string", "allOf": [{}]}),
            json!({"type": "string", "minimum": 1}),
            json!({"type": "string", "enum": [1]}),
            json!({"type": "integer", "enum": [1]}),
            json!({"type": "integer", "minimum": 1.5}),
            json!({"type": "object", "items": {}}),
            json!({"type": "object", "discriminator": {"propertyName": "a"}}),
            json!({"type": "array", "items": true}),
            json!({"type": "boolean", "externalDocs": {"url": "u"}}),
        ] {
            assert_eq!(both(&schema).0, None, "{schema}");
        }
    }
}
