//! Inheritance by discriminator: a parent that is a part of its children, and does not list them, is made to list them.

use super::super::document::{Document, child};
use super::super::reference;
use super::super::tree::Tree;
use super::identity::{is_component, is_data, refer};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Gives each parent a `oneOf`: of the schemas that its mapping names, of those that have it in their `allOf`, and of
/// itself, unless a mapping leaves it out.
pub(in super::super) fn run(doc: &mut Document) {
    let mut found = Found::default();
    if any_parent(&doc.root) {
        walk(&doc.root, "", &mut found);
    }
    let tree = Tree::new(doc);
    for (_, of) in &mut found.parts {
        for target in of {
            *target = reference::resolve(&tree, target);
        }
    }
    let lists: Vec<_> = found.parents.iter().filter_map(|parent| list(&tree, parent, &found.parts)).collect();
    for (pointer, one_of, mapping) in lists {
        if let Some(Value::Object(parent)) = doc.root.pointer_mut(&pointer) {
            let count = one_of.as_array().map_or(0, Vec::len);
            parent.insert("oneOf".to_owned(), one_of);
            if let Some(Value::Object(discriminator)) = parent.get_mut("discriminator") {
                discriminator.insert("mapping".to_owned(), Value::Object(mapping));
            }
            for index in 0..count {
                doc.set_local(&format!("{pointer}/oneOf/{index}"));
            }
        }
    }
}

#[derive(Default)]
struct Found {
    /// Schemas with a discriminator and no alternatives.
    parents: Vec<String>,
    /// Schemas that have a name, with what their `allOf` refers to.
    parts: Vec<(String, Vec<String>)>,
}

/// The alternatives of a parent, and the mapping that tells them apart; `None` if there are no two.
fn list(doc: &Tree<'_>, parent: &str, parts: &[(String, Vec<String>)]) -> Option<(String, Value, Map<String, Value>)> {
    let given = doc.get(&child(&child(parent, "discriminator"), "mapping")).and_then(Value::as_object);
    let mut mapping = given.cloned().unwrap_or_default();
    let leads = |text: &Value| {
        let text = text.as_str()?;
        let target = reference::target(text).unwrap_or_else(|| child("/components/schemas", text));
        Some(reference::resolve(doc, &target)).filter(|target| doc.get(target).is_some())
    };
    let mut children = descendants(parent, parts);
    for target in mapping.values().filter_map(leads) {
        if target != parent && !children.contains(&target) {
            children.push(target);
        }
    }
    let own_tag = |pointer: &str| doc.get(pointer)?.get("x-ms-discriminator-value")?.as_str();
    for target in &children {
        if let Some(tag) = own_tag(target) {
            mapping.entry(tag).or_insert_with(|| refer(target));
        }
    }
    let mut list: Vec<Value> = children.iter().map(|target| json!({ "$ref": refer(target) })).collect();
    let own = child(&child(parent, "oneOf"), &list.len().to_string());
    let mut tags: Vec<String> = Vec::new();
    for (tag, text) in &mut mapping {
        if leads(text).as_deref() == Some(parent) {
            *text = refer(&own);
            tags.push(tag.clone());
        }
    }
    if let (true, [name]) = (given.is_none(), Document::words(parent).as_slice()) {
        let name = own_tag(parent).unwrap_or(name);
        mapping.entry(name).or_insert_with(|| refer(&own));
        tags.push(name.to_owned());
    }
    if !tags.is_empty() && !children.is_empty() {
        list.push(json!({ "title": "base" }));
    }
    (list.len() > 1).then(|| (parent.to_owned(), Value::Array(list), mapping))
}

/// The named schemas that are made of the parent, also by way of others, in document order.
fn descendants(parent: &str, parts: &[(String, Vec<String>)]) -> Vec<String> {
    let mut known = BTreeSet::from([parent]);
    // A child may stand before its own parent: each round finds at least one more generation.
    loop {
        let before = known.len();
        for (name, of) in parts {
            if of.iter().any(|target| known.contains(target.as_str())) {
                known.insert(name);
            }
        }
        if known.len() == before {
            break;
        }
    }
    let children = parts.iter().map(|(name, _)| name).filter(|name| *name != parent && known.contains(name.as_str()));
    children.cloned().collect()
}

/// Whether an object has a discriminator, and no alternatives that it would tell apart.
fn is_parent(map: &Map<String, Value>) -> bool {
    let tag = map.get("discriminator").and_then(|it| it.get("propertyName"));
    tag.is_some_and(Value::is_string) && !map.contains_key("oneOf") && !map.contains_key("anyOf")
}

fn any_parent(value: &Value) -> bool {
    match value {
        Value::Object(map) => is_parent(map) || map.values().any(any_parent),
        Value::Array(list) => list.iter().any(any_parent),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn walk(value: &Value, pointer: &str, found: &mut Found) {
    match value {
        Value::Object(map) => {
            if is_parent(map) {
                found.parents.push(pointer.to_owned());
            }
            if let Some(Value::Array(list)) = map.get("allOf")
                && is_component(pointer)
            {
                let of = list.iter().filter_map(|part| reference::target(part.get("$ref")?.as_str()?)).collect();
                found.parts.push((pointer.to_owned(), of));
            }
            for (key, value) in map.iter().filter(|(key, _)| !is_data(pointer, key)) {
                walk(value, &child(pointer, key), found);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                walk(value, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
