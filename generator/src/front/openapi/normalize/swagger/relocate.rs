//! References to what has another place in the new tree.

use super::super::super::document::{Document, child};
use super::super::super::keyword::{self, Kind, Shape};
use super::super::super::reference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Lets all references lead to where their targets are now; `moves` has the new pointers by the old ones.
pub(super) fn run(doc: &mut Document, moves: &BTreeMap<String, String>) {
    let mut walk = Walk { moves, done: BTreeSet::new(), found: vec![(Kind::OpenApi, String::new())] };
    let mut seen = BTreeSet::new();
    while let Some((kind, pointer)) = walk.found.pop() {
        if seen.insert(pointer.clone())
            && let Some(value) = doc.root.pointer_mut(&pointer)
        {
            walk.object(kind, &pointer, value);
        }
    }
    for holder in walk.done {
        doc.set_local(&holder);
    }
}

struct Walk<'a> {
    moves: &'a BTreeMap<String, String>,
    /// The objects whose references were changed, so that none is twice.
    done: BTreeSet<String>,
    /// Where references lead that the table does not.
    found: Vec<(Kind, String)>,
}

impl Walk<'_> {
    fn object(&mut self, kind: Kind, pointer: &str, value: &mut Value) {
        let Value::Object(map) = value else { return };
        if let Some(Value::String(text)) = map.get_mut("$ref").filter(|_| kind.is_referable()) {
            if self.done.insert(pointer.to_owned()) {
                *text = self.relocated(text).unwrap_or_else(|| std::mem::take(text));
            }
            let target = reference::target(text);
            let beyond = target.filter(|target| keyword::kind_at(Kind::OpenApi, target).is_none());
            self.found.extend(beyond.map(|target| (kind, target)));
        }
        if kind == Kind::Discriminator {
            for (_, value) in map.get_mut("mapping").and_then(Value::as_object_mut).into_iter().flatten() {
                let new = value.as_str().and_then(|text| self.relocated(text));
                *value = new.map_or_else(|| value.take(), Value::String);
            }
        }
        for (key, value) in map {
            let Some(row) = keyword::row(kind, key) else { continue };
            let pointer = child(pointer, key);
            match (row.shape, value) {
                (Shape::Object(kind) | Shape::ObjectOrBool(kind), value) => self.object(kind, &pointer, value),
                (Shape::Map(kind), Value::Object(map)) => {
                    for (key, value) in map {
                        self.object(kind, &child(&pointer, key), value);
                    }
                }
                (Shape::List(kind), Value::Array(list)) => {
                    for (value, index) in list.iter_mut().zip(0..) {
                        self.object(kind, &format!("{pointer}/{index}"), value);
                    }
                }
                _ => {}
            }
        }
    }

    /// The reference to the new place, if there is one; the longest pointer that moved decides.
    fn relocated(&self, text: &str) -> Option<String> {
        let old = reference::target(text)?;
        let ends = [old.len()].into_iter().chain(old.rmatch_indices('/').map(|(end, _)| end));
        let (new, rest) = ends.filter_map(|end| old.split_at_checked(end)).find_map(|(prefix, rest)| {
            let new = self.moves.get(prefix)?;
            Some((new, rest))
        })?;
        Some(format!("#{}", format!("{new}{rest}").replace('%', "%25")))
    }
}
