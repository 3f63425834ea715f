//! Scalars and enums: what a type and its format say.

use super::lower::Lower;
use super::normalize::VALUES;
use crate::config::RustType;
use crate::ir::{Doc, EnumValue, Float, Int, Kind, Text, Type};
use openapiv3::{IntegerType, StringType};
use serde_json::Value;
use std::collections::BTreeSet;

/// A string: text, bytes, or an enum.
pub(super) fn string(lower: &mut Lower<'_>, item: &StringType, format: &str) -> Kind {
    if !item.enumeration.is_empty() {
        return enum_of(item.enumeration.iter().flatten().cloned().map(Value::String));
    }
    Kind::Alias(match format {
        "byte" => Type::Bytes,
        "binary" => Type::Binary,
        format => Type::String(text(lower, format)),
    })
}

/// What a text of this format holds.
pub(super) fn text(lower: &mut Lower<'_>, format: &str) -> Text {
    mapped(lower, format, RustType::text).unwrap_or(match format {
        "date" => Text::Date,
        "date-time" => Text::DateTime,
        "uuid" => Text::Uuid,
        _ => Text::Plain,
    })
}

/// An enum of these values, each once; of none but `null`, any JSON value.
pub(super) fn enum_of(values: impl Iterator<Item = Value>) -> Kind {
    let mut list: Vec<EnumValue> = Vec::new();
    let mut known = BTreeSet::new();
    for wire in values.filter(|wire| !wire.is_null()) {
        if known.insert(wire.to_string()) {
            list.push(EnumValue { wire, name: None, doc: Doc::default() });
        }
    }
    if list.is_empty() { Kind::Alias(Type::Json) } else { Kind::Enum(list) }
}

/// Gives the values of an enum the names and the words that its schema has for them.
pub(super) fn describe(schema: Option<&Value>, kind: &mut Kind) {
    let Some(told) = schema.and_then(|schema| schema.get(VALUES)) else { return };
    let Kind::Enum(values) = kind else { return };
    for value in values {
        let text = |told: &Value, key: &str| told.get(key).and_then(Value::as_str).map(str::to_owned);
        let Some(told) = told.get(value.text().as_ref()) else { continue };
        value.name = text(told, "name");
        value.doc = text(told, "description").map_or_else(Doc::default, |text| Doc::from_text(&text));
    }
}

/// The type of a number.
pub(super) fn number(lower: &mut Lower<'_>, format: &str) -> Type {
    if let Some(float) = mapped(lower, format, RustType::float) {
        return Type::Float(float);
    }
    let int = mapped(lower, format, RustType::int).or_else(|| int_format(format));
    int.map_or(Type::Float(if format == "float" { Float::F32 } else { Float::F64 }), Type::Int)
}

/// An integer: an enum, or one of a width, which is 64 bits where nothing is said.
pub(super) fn integer(lower: &mut Lower<'_>, item: &IntegerType, format: &str) -> Kind {
    if !item.enumeration.is_empty() {
        return enum_of(item.enumeration.iter().flatten().map(|number| Value::from(*number)));
    }
    let int = mapped(lower, format, RustType::int).or_else(|| int_format(format));
    Kind::Alias(Type::Int(int.unwrap_or(Int::I64)))
}

/// What `api.toml` says of a format, if it is of the kind asked for.
fn mapped<T>(lower: &mut Lower<'_>, format: &str, kind: impl FnOnce(RustType) -> Option<T>) -> Option<T> {
    let found = lower.config.types.get(format).copied().and_then(kind)?;
    lower.formats.insert(format.to_owned());
    Some(found)
}

fn int_format(name: &str) -> Option<Int> {
    match name {
        "int8" | "int16" | "int32" => Some(Int::I32),
        "int64" => Some(Int::I64),
        "uint8" | "uint16" | "uint32" => Some(Int::U32),
        "uint64" => Some(Int::U64),
        _ => None,
    }
}
