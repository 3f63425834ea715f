//! Children that say by which value of the parent's discriminator they are known.

use super::super::super::document::{Document, child};
use super::super::super::reference;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A child's value, for the discriminator of one of the schemas that it inherits from.
pub(super) struct Mapping {
    /// The pointer of that schema.
    parent: String,
    value: String,
    /// What the value leads to.
    reference: String,
}

/// The values that definitions have instead of their names.
pub(super) fn mappings(doc: &Document) -> Vec<Mapping> {
    let mut found = Vec::new();
    for (name, definition) in doc.get("/definitions").and_then(Value::as_object).into_iter().flatten() {
        let Some(value) = definition.get("x-ms-discriminator-value").and_then(Value::as_str) else { continue };
        let own = child("/definitions", name);
        let reference = format!("#{}", own.replace('%', "%25"));
        let (mut open, mut seen) = (vec![own], BTreeSet::new());
        while let Some(parent) = open.pop() {
            let Some(schema) = doc.get(&parent).filter(|_| seen.insert(parent.clone())) else { continue };
            let count = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            let all_of = child(&parent, "allOf");
            open.extend((0..count).map(|index| reference::resolve(doc, &format!("{all_of}/{index}"))));
            if schema.get("discriminator").is_some() {
                found.push(Mapping { parent, value: value.to_owned(), reference: reference.clone() });
            }
        }
    }
    found
}

/// Says the values where 3.0 has them: with the discriminator.
pub(super) fn add(doc: &mut Document, mappings: Vec<Mapping>) {
    for Mapping { parent, value, reference } in mappings {
        let place = doc.root.pointer_mut(&child(&parent, "discriminator"));
        let Some(discriminator) = place.and_then(Value::as_object_mut) else { continue };
        let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
        if let Value::Object(mapping) = mapping {
            mapping.entry(value).or_insert_with(|| reference.into());
        }
    }
}
