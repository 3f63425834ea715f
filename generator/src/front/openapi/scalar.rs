//! Scalars and enums: what a type and its format say.

use crate::ir::{Doc, EnumValue, Float, Int, Kind, Text, Type};
use openapiv3::{
    IntegerFormat, IntegerType, NumberFormat, NumberType, StringFormat, StringType, VariantOrUnknownOrEmpty,
};

/// A string: text, bytes, or an enum.
pub(super) fn string(item: &StringType) -> Kind {
    if !item.enumeration.is_empty() {
        return enum_of(item.enumeration.iter().flatten().cloned());
    }
    let format = match &item.format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte | StringFormat::Binary) => return Kind::Alias(Type::Bytes),
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => Text::Date,
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Text::DateTime,
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) | VariantOrUnknownOrEmpty::Empty => Text::Plain,
        VariantOrUnknownOrEmpty::Unknown(name) => text_format(name),
    };
    Kind::Alias(Type::String(format))
}

/// What a text of this format holds.
pub(super) fn text_format(name: &str) -> Text {
    match name {
        "date" => Text::Date,
        "date-time" => Text::DateTime,
        "uuid" => Text::Uuid,
        _ => Text::Plain,
    }
}

/// An enum of these values, each once; of none but `null`, any JSON value.
pub(super) fn enum_of(values: impl Iterator<Item = String>) -> Kind {
    let mut list: Vec<EnumValue> = Vec::new();
    for wire in values {
        if list.iter().all(|value| value.wire != wire) {
            list.push(EnumValue { wire, doc: Doc::default() });
        }
    }
    if list.is_empty() { Kind::Alias(Type::Json) } else { Kind::Enum(list) }
}

/// The type of a number.
pub(super) fn number(item: &NumberType) -> Type {
    match &item.format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Type::Float(Float::F32),
        VariantOrUnknownOrEmpty::Unknown(name) => int_format(name).map_or(Type::Float(Float::F64), Type::Int),
        VariantOrUnknownOrEmpty::Item(NumberFormat::Double) | VariantOrUnknownOrEmpty::Empty => Type::Float(Float::F64),
    }
}

/// The width of an integer; 64 bits where nothing is said.
pub(super) fn integer(item: &IntegerType) -> Int {
    match &item.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Int::I32,
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) | VariantOrUnknownOrEmpty::Empty => Int::I64,
        VariantOrUnknownOrEmpty::Unknown(name) => int_format(name).unwrap_or(Int::I64),
    }
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
