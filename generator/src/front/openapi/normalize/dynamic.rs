//! `$dynamicRef`: a schema that leaves a part of it open is written out once for each schema that fills the part in.

use super::super::document::{Document, child};
use super::super::reference;
use super::identity::{Index, is_data, refer, scope_of};
use crate::source::Location;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How deep schemas that are written out may hold others.
const MAX_DEPTH: usize = 16;

/// What stands for a name, outermost scope first.
type Bindings = BTreeMap<String, String>;

/// A `$dynamicRef`: the name that may be bound, if it may, and where it leads otherwise.
struct Open {
    name: Option<String>,
    target: String,
}

struct Writer<'a> {
    doc: &'a mut Document,
    index: &'a Index,
    /// By the pointers of what holds them.
    open: BTreeMap<String, Open>,
    /// Where a schema was written out with such bindings.
    written: BTreeMap<(String, Bindings), String>,
}

/// Turns each `$dynamicRef` that leads somewhere into a `$ref`.
pub(super) fn run(doc: &mut Document, index: &Index) {
    let mut open = BTreeMap::new();
    for pointer in &index.references {
        let text = doc.get(pointer).and_then(|value| value.get("$dynamicRef")?.as_str());
        let Some(text) = text else { continue };
        let target = index.target(doc, pointer, text).or_else(|| reference::target(text));
        let Some(target) = target.filter(|target| doc.get(target).is_some()) else { continue };
        let name = doc.get(&target).and_then(|value| value.get("$dynamicAnchor")?.as_str());
        let name = name.filter(|name| text.ends_with(&format!("#{name}"))).map(str::to_owned);
        open.insert(pointer.clone(), Open { name, target });
    }
    let mut writer = Writer { doc, index, open, written: BTreeMap::new() };
    for pointer in &index.references {
        let bindings = writer.bound_at(pointer);
        if let Some(target) = writer.leads(pointer).filter(|target| writer.needs(target, &bindings)) {
            let outside = scope_of(index, &target) != scope_of(index, pointer);
            if outside {
                writer.write_out(pointer, &target, &bindings);
            }
        }
    }
    for (pointer, open) in writer.open {
        if let Some(Value::Object(map)) = doc.root.pointer_mut(&pointer) {
            map.shift_remove("$dynamicRef");
            map.insert("$ref".to_owned(), refer(&open.target));
            doc.set_local(&pointer);
        }
    }
}

impl Writer<'_> {
    /// What the scope of a pointer fills in.
    fn bound_at(&self, pointer: &str) -> Bindings {
        let scope = scope_of(self.index, pointer);
        let own = self.index.dynamic.iter().filter(|((of, _), _)| *of == scope);
        own.map(|((_, name), pointer)| (name.clone(), pointer.clone())).collect()
    }

    /// Where the `$ref` at a pointer leads.
    fn leads(&self, pointer: &str) -> Option<String> {
        let text = self.doc.get(pointer)?.get("$ref")?.as_str()?;
        let local = self.doc.localized(pointer, text);
        reference::target(local.as_deref().unwrap_or(text))
    }

    /// Whether the schema at a pointer, or one that it refers to, leaves open what these bindings fill in.
    fn needs(&self, pointer: &str, bindings: &Bindings) -> bool {
        let (mut todo, mut seen) = (vec![pointer.to_owned()], BTreeSet::new());
        while let Some(pointer) = todo.pop().filter(|_| !bindings.is_empty()) {
            if !seen.insert(pointer.clone()) {
                continue;
            }
            let below =
                |other: &&String| other.strip_prefix(&pointer).is_some_and(|it| it.is_empty() || it.starts_with('/'));
            for holder in self.index.references.iter().filter(below) {
                match self.open.get(holder) {
                    Some(open) if open.name.as_ref().is_some_and(|name| bindings.contains_key(name)) => return true,
                    Some(open) => todo.push(open.target.clone()),
                    None => todo.extend(self.leads(holder)),
                }
            }
        }
        false
    }

    /// Puts a copy of what a `$ref` leads to in its place, with the bindings filled in.
    fn write_out(&mut self, pointer: &str, target: &str, bindings: &Bindings) {
        let Some(Value::Object(map)) = self.doc.root.pointer_mut(pointer) else { return };
        map.shift_remove("$ref");
        // Beside other keywords, the copy is one more part.
        let alone = map.keys().all(|key| key.starts_with('$') || matches!(key.as_str(), "title" | "description"));
        let place = if alone {
            pointer.to_owned()
        } else {
            let parts = map.entry("allOf").or_insert_with(|| json!([]));
            let Value::Array(parts) = parts else { return };
            parts.push(json!({}));
            format!("{pointer}/allOf/{}", parts.len() - 1)
        };
        self.written.insert((target.to_owned(), bindings.clone()), place.clone());
        let copy = self.copy(target, &place, bindings, 0);
        let origin = self.doc.location(target);
        if let (Value::Object(copy), Some(Value::Object(map))) = (copy, self.doc.root.pointer_mut(&place)) {
            let keys: Vec<String> = copy.keys().filter(|key| !map.contains_key(*key)).cloned().collect();
            map.extend(copy.into_iter().filter(|(key, _)| keys.contains(key)));
            if let Location::Node(fragment, own) = origin {
                for key in keys {
                    self.doc.set_origin(child(&place, &key), fragment, child(&own, &key));
                }
            }
        }
    }

    /// A copy of the node at `pointer` to stand at `place`.
    fn copy(&mut self, pointer: &str, place: &str, bindings: &Bindings, depth: usize) -> Value {
        match self.doc.get(pointer).cloned() {
            Some(Value::Object(map)) => self.copy_object(&map, pointer, place, bindings, depth),
            Some(Value::Array(list)) => {
                let items = list.iter().enumerate();
                let copy = |(at, _)| self.copy(&format!("{pointer}/{at}"), &format!("{place}/{at}"), bindings, depth);
                Value::Array(items.map(copy).collect())
            }
            other => other.unwrap_or(Value::Null),
        }
    }

    fn copy_object(
        &mut self,
        map: &Map<String, Value>,
        pointer: &str,
        place: &str,
        bindings: &Bindings,
        depth: usize,
    ) -> Value {
        let mut copy = Map::new();
        for (key, value) in map {
            // These identify the original, and what is below `$defs` is reached by references to it.
            let identifies = matches!(key.as_str(), "$id" | "$anchor" | "$dynamicAnchor" | "$defs" | "$schema");
            if (identifies && !pointer.ends_with("/properties")) || key == "$ref" || key == "$dynamicRef" {
                continue;
            }
            let value = if is_data(pointer, key) {
                value.clone()
            } else {
                self.copy(&child(pointer, key), &child(place, key), bindings, depth)
            };
            copy.insert(key.clone(), value);
        }
        let bound = self.open.get(pointer).map(|open| {
            let bound = open.name.as_ref().and_then(|name| bindings.get(name));
            (bound.unwrap_or(&open.target).clone(), bound.is_some())
        });
        let Some((target, done)) = bound.or_else(|| self.leads(pointer).map(|target| (target, false))) else {
            return Value::Object(copy);
        };
        let mut all = bindings.clone();
        for (name, pointer) in self.bound_at(&target) {
            all.entry(name).or_insert(pointer);
        }
        let key = (target.clone(), all.clone());
        let known = self.written.get(&key).or_else(|| self.written.get(&(target.clone(), bindings.clone()))).cloned();
        self.doc.set_local(place);
        match known {
            _ if done || depth >= MAX_DEPTH || !self.needs(&target, bindings) => {
                copy.insert("$ref".to_owned(), refer(&target));
            }
            Some(known) => _ = copy.insert("$ref".to_owned(), refer(&known)),
            None => {
                self.written.insert(key, place.to_owned());
                if let Value::Object(inner) = self.copy(&target, place, &all, depth + 1) {
                    inner.into_iter().for_each(|(key, value)| _ = copy.entry(key).or_insert(value));
                }
            }
        }
        Value::Object(copy)
    }
}
