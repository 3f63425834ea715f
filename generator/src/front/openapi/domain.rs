//! Which values a schema takes beyond its type, for samples.

use super::compose;
use super::document::child;
use super::reference;
use super::tree::Tree;
use crate::ir::{Bound, Domain};
use serde_json::Value;

/// How deep lists and compositions may stand inside each other; deeper ones say nothing.
const DEPTH: usize = 6;

/// The domain of the schema at a pointer, if it says more than its type does.
pub(super) fn of(doc: &Tree<'_>, pointer: &str) -> Option<Box<Domain>> {
    let mut domain = Domain::default();
    gather(doc, pointer, &mut domain, DEPTH);
    (domain != Domain::default()).then(|| Box::new(domain))
}

/// The same of a schema whose values are sent as text: which ones these are is in no type.
pub(super) fn of_text(doc: &Tree<'_>, pointer: &str) -> Option<Box<Domain>> {
    let mut domain = of(doc, pointer).map_or_else(Domain::default, |domain| *domain);
    let schema = doc.get(&reference::resolve(doc, pointer));
    let is = |name: &str| schema.and_then(|schema| schema.get("type")).is_some_and(|ty| ty == name);
    if let Some(values) = schema.and_then(|schema| schema.get("enum")).and_then(Value::as_array) {
        domain.values.clone_from(values);
    } else if is("boolean") {
        domain.values = vec![true.into(), false.into()];
    } else if let Some(kind) = ["integer", "number"].into_iter().find(|kind| is(kind)) {
        domain.format = Some(kind.to_owned());
    }
    (domain != Domain::default()).then(|| Box::new(domain))
}

/// Adds what the schema at a pointer says to what is known; what was said first stands.
fn gather(doc: &Tree<'_>, pointer: &str, domain: &mut Domain, depth: usize) {
    let pointer = reference::resolve(doc, pointer);
    // An object with properties is a type of its own, which keeps its own example.
    let schema = doc.get(&pointer).and_then(Value::as_object).filter(|schema| !schema.contains_key("properties"));
    let (Some(schema), Some(depth)) = (schema, depth.checked_sub(1)) else { return };
    for (key, value) in schema {
        match key.as_str() {
            "example" => domain.example = domain.example.take().or_else(|| Some(value.clone())),
            "format" => domain.format = domain.format.take().or_else(|| value.as_str().map(str::to_owned)),
            "pattern" => domain.pattern = domain.pattern.take().or_else(|| value.as_str().map(str::to_owned)),
            "minLength" | "minItems" | "minProperties" => domain.shortest = domain.shortest.max(value.as_u64()),
            "maxLength" | "maxItems" | "maxProperties" => {
                domain.longest = [domain.longest, value.as_u64()].into_iter().flatten().min();
            }
            "minimum" => domain.min = domain.min.take().or_else(|| bound(value, schema.get("exclusiveMinimum"))),
            "maximum" => domain.max = domain.max.take().or_else(|| bound(value, schema.get("exclusiveMaximum"))),
            "multipleOf" => domain.step = domain.step.take().or_else(|| value.as_number().cloned()),
            "uniqueItems" => domain.unique |= value == &Value::Bool(true),
            "enum" => {
                // The values of texts and integers are in their type.
                let listed = |value: &&Value| value.is_boolean() || value.is_f64();
                domain.values.extend(value.as_array().into_iter().flatten().filter(listed).cloned());
            }
            "items" | "additionalProperties" if domain.item.is_none() && value.is_object() => {
                let mut item = Domain::default();
                gather(doc, &child(&pointer, key), &mut item, depth);
                domain.item = (item != Domain::default()).then(|| Box::new(item));
            }
            "allOf" => {
                let parts = value.as_array().map_or(0, Vec::len);
                (0..parts).for_each(|at| gather(doc, &format!("{pointer}/allOf/{at}"), domain, depth));
            }
            "anyOf" | "oneOf" => {
                // What is said of the others stands with them, unless all come down to one type; then the first will do.
                let parts = value.as_array().map_or(0, Vec::len);
                let mut parts = (0..parts).map(|at| format!("{pointer}/{key}/{at}"));
                parts
                    .find(|part| !compose::is_null(doc, part))
                    .iter()
                    .for_each(|part| gather(doc, part, domain, depth));
            }
            _ => {}
        }
    }
}

fn bound(at: &Value, open: Option<&Value>) -> Option<Bound> {
    at.as_number().map(|at| Bound { at: at.clone(), open: open == Some(&Value::Bool(true)) })
}
