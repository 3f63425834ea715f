//! References where the specification has no room for one: split documents have them for whole sections and for texts.

use super::super::document::{Document, child, reference_to};
use super::super::keyword::{self, Kind, Shape};
use super::super::reference;
use super::super::tree::Tree;
use super::fit::fit;
use crate::diagnostic::{Code, Diagnostics};
use serde_json::{Map, Value, json};

/// The reference that stands where a value of a form that cannot be referred to must stand.
pub(super) fn text(shape: Shape, value: &Value) -> Option<&str> {
    let Value::Object(map) = value else { return None };
    let text = map.get("$ref")?.as_str()?;
    let stands = match shape {
        // An example may hold whatever looks like a reference, but hardly ever does.
        Shape::Any => map.len() == 1,
        Shape::Object(kind) => !kind.is_referable(),
        Shape::ObjectOrBool(_) => false,
        Shape::Text
        | Shape::Bool
        | Shape::Number
        | Shape::Count
        | Shape::Bound
        | Shape::TypeName
        | Shape::Values
        | Shape::Texts
        | Shape::TextMap
        | Shape::Map(_)
        | Shape::List(_) => true,
    };
    stands.then_some(text)
}

/// Puts what the reference at `at` leads to in its place; whether there is something.
///
/// Parts that can be referred to become references of their own, so that nothing stands in the tree twice: a type would
/// be made of each.
pub(super) fn fill(diags: &mut Diagnostics, doc: &mut Document, at: &str, text: &str, shape: Shape) -> bool {
    let local = doc.localized(at, text).unwrap_or_else(|| text.to_owned());
    let place = doc.location(at);
    let found = reference::found(doc, at, text, &local).map(|pointer| reference::resolve(&Tree::new(doc), &pointer));
    let mut value = match found {
        Ok(pointer) => copy(doc, at, shape, &pointer),
        Err(_) if shape == Shape::Any => return false,
        Err(finding) => {
            diags.report(finding.code, &place, format!("{}; left out", finding.message)).help = finding.help;
            remove(doc, at);
            return false;
        }
    };
    if value.get("$ref").is_some_and(Value::is_string) {
        if shape == Shape::Any {
            return false;
        }
        let message = format!("`{text}` leads in a circle, so that nothing is ever reached; left out");
        diags.report(Code::ReferenceCycle, &place, message);
    } else if let Err(expected) = fit(shape, &mut value) {
        diags.report(Code::WrongType, &place, format!("`{text}` must lead to {expected}; left out"));
    } else if let Some(held) = doc.root.pointer_mut(at) {
        *held = value;
        return true;
    }
    remove(doc, at);
    false
}

/// What stands at `pointer`, for the place `at`.
fn copy(doc: &mut Document, at: &str, shape: Shape, pointer: &str) -> Value {
    let found = doc.get(pointer).cloned().unwrap_or_default();
    let mut part = |key: &str, value: Value, shape: Shape| match shape {
        Shape::Object(_) | Shape::ObjectOrBool(_) | Shape::Map(_) | Shape::List(_)
            if value.is_object() || value.is_array() =>
        {
            doc.set_local(&child(at, key));
            json!({ "$ref": reference_to(&child(pointer, key)) })
        }
        _ => value,
    };
    let of_key = |kind: Kind, key: &str| keyword::row(kind, key).map_or(Shape::Any, |row| row.shape);
    match (shape, found) {
        // What leads in a circle.
        (_, Value::Object(map)) if map.get("$ref").is_some_and(Value::is_string) => Value::Object(map),
        (Shape::Map(kind), Value::Object(map)) => Value::Object(
            map.into_iter().map(|(key, value)| (key.clone(), part(&key, value, Shape::Object(kind)))).collect(),
        ),
        (Shape::Object(kind), Value::Object(map)) => {
            let parts = map.into_iter().map(|(key, value)| {
                let shape = of_key(kind, &key);
                (key.clone(), part(&key, value, shape))
            });
            Value::Object(parts.collect::<Map<_, _>>())
        }
        (Shape::List(kind), Value::Array(list)) => {
            let parts =
                list.into_iter().zip(0..).map(|(value, index)| part(&index.to_string(), value, Shape::Object(kind)));
            Value::Array(parts.collect())
        }
        (_, found) => found,
    }
}

/// Takes the value at a pointer out; in a list it stays as an empty object, so that no pointer shifts.
fn remove(doc: &mut Document, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    match doc.root.pointer_mut(parent) {
        Some(Value::Object(map)) => _ = map.shift_remove(&key.replace("~1", "/").replace("~0", "~")),
        Some(Value::Array(list)) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| list.get_mut(index)) {
                *item = Value::Object(Map::new());
            }
        }
        _ => {}
    }
}
