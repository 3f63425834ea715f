//! Limits in words, for the documentation: the server checks them, the client only tells.

use super::document::child;
use super::reference;
use super::tree::Tree;
use openapiv3::{
    ArrayType, IntegerType, NumberType, ObjectType, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;
use std::fmt::Display;

/// The limits that a schema of one type sets.
pub(super) fn of(kind: &SchemaKind) -> Vec<String> {
    match kind {
        SchemaKind::Type(Type::String(item)) => string(item),
        SchemaKind::Type(Type::Number(item)) => number(item),
        SchemaKind::Type(Type::Integer(item)) => integer(item),
        SchemaKind::Type(Type::Array(item)) => array(item),
        SchemaKind::Type(Type::Object(item)) => object(item),
        SchemaKind::Type(Type::Boolean(item)) => one_of(&item.enumeration).into_iter().collect(),
        SchemaKind::OneOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::Not { .. }
        | SchemaKind::Any(_) => Vec::new(),
    }
}

/// The limits that a schema sets to the names of an object's properties.
pub(super) fn of_names(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    let schema = doc.get(&reference::resolve(doc, &child(pointer, "propertyNames")))?;
    let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten().chain(schema.get("const"));
    let values: Vec<_> = values.filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let words = [
        (!values.is_empty()).then(|| format!("one of {}", values.join(", "))),
        text("format").map(|format| format!("of the format `{format}`")),
        count(limit("minLength"), limit("maxLength"), "character", "characters"),
        text("pattern").map(|pattern| format!("matching `{pattern}`")),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("names of properties {}", words.join(" and ")))
}

fn string(item: &StringType) -> Vec<String> {
    let format = match &item.format {
        VariantOrUnknownOrEmpty::Unknown(name) if name != "uuid" => Some(format!("of the format `{name}`")),
        _ => None,
    };
    let pattern = item.pattern.as_ref().map(|pattern| format!("matching `{pattern}`"));
    let length = count(item.min_length, item.max_length, "character", "characters");
    [format, length, pattern].into_iter().flatten().collect()
}

fn number(item: &NumberType) -> Vec<String> {
    let mut words = range(item.minimum, item.exclusive_minimum, item.maximum, item.exclusive_maximum);
    words.extend(item.multiple_of.map(|step| format!("a multiple of {step}")));
    words.extend(one_of(&item.enumeration));
    words.extend(other_format(&item.format));
    words
}

fn integer(item: &IntegerType) -> Vec<String> {
    let mut words = range(item.minimum, item.exclusive_minimum, item.maximum, item.exclusive_maximum);
    words.extend(item.multiple_of.map(|step| format!("a multiple of {step}")));
    words.extend(other_format(&item.format));
    words
}

/// A number's format that is not among those that its type shows.
fn other_format<T>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    const SHOWN: [&str; 8] = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
    match format {
        VariantOrUnknownOrEmpty::Unknown(name) if !SHOWN.contains(&name.as_str()) => {
            Some(format!("of the format `{name}`"))
        }
        _ => None,
    }
}

fn array(item: &ArrayType) -> Vec<String> {
    let unique = item.unique_items.then(|| "no item twice".to_owned());
    count(item.min_items, item.max_items, "item", "items").into_iter().chain(unique).collect()
}

fn object(item: &ObjectType) -> Vec<String> {
    count(item.min_properties, item.max_properties, "property", "properties").into_iter().collect()
}

fn range<T: Display>(min: Option<T>, above: bool, max: Option<T>, below: bool) -> Vec<String> {
    let min = min.map(|min| if above { format!("more than {min}") } else { format!("at least {min}") });
    let max = max.map(|max| if below { format!("less than {max}") } else { format!("at most {max}") });
    min.into_iter().chain(max).collect()
}

fn count(min: Option<usize>, max: Option<usize>, one: &str, many: &str) -> Option<String> {
    let unit = |count: usize| if count == 1 { one } else { many };
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", unit(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {many}")),
        (Some(min), None) => Some(format!("at least {min} {}", unit(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", unit(max))),
        (None, None) => None,
    }
}

fn one_of<T: Display>(values: &[Option<T>]) -> Option<String> {
    let values: Vec<_> = values.iter().flatten().map(ToString::to_string).collect();
    match values.as_slice() {
        [] => None,
        [only] => Some(format!("always {only}")),
        _ => Some(format!("one of {}", values.join(", "))),
    }
}
