//! Whether values have the form that their keywords ask for.

use super::super::keyword::{Kind, Shape};
use serde_json::Value;

/// Whether a value has the form that its keyword asks for, or else what that form is.
pub(super) fn fit(shape: Shape, value: &mut Value) -> Result<(), &'static str> {
    let texts = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let (fits, expected) = match shape {
        Shape::Any => (true, ""),
        Shape::Text => {
            meant_as_text(value);
            (value.is_string(), "text")
        }
        Shape::Bool => (value.is_boolean(), "`true` or `false`"),
        Shape::Number => (value.is_number(), "a number"),
        Shape::Count => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked right here")]
            if let Some(float) = value.as_f64().filter(|it| it.fract() == 0.0 && (0.0..=1e15).contains(it)) {
                *value = (float as u64).into();
            }
            (value.is_u64(), "a whole number, not negative")
        }
        Shape::Bound => (value.is_number() || value.is_boolean(), "a number or a boolean"),
        Shape::TypeName => (value.is_string() || texts(value), "the name of a type, or a list of such names"),
        Shape::Texts => {
            value.as_array_mut().into_iter().flatten().for_each(meant_as_text);
            (texts(value), "a list of texts")
        }
        Shape::TextMap => (value.as_object().is_some_and(|map| map.values().all(Value::is_string)), "texts by key"),
        Shape::Object(Kind::Schema) | Shape::ObjectOrBool(_) => {
            (value.is_object() || value.is_boolean(), "an object or a boolean")
        }
        Shape::Object(_) | Shape::Map(_) => (value.is_object(), "an object"),
        Shape::List(_) | Shape::Values => (value.is_array(), "a list"),
    };
    if fits { Ok(()) } else { Err(expected) }
}

/// A version, a tag or a name that looks like a number to YAML was meant as text.
fn meant_as_text(value: &mut Value) {
    if value.is_number() || value.is_boolean() {
        *value = Value::String(value.to_string());
    }
}
