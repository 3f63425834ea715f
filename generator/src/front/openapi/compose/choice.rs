//! The alternatives of a composition: which schemas they are, and whether they are alternatives at all.

use super::super::document::child;
use super::super::lower::Lower;
use super::super::reference;
use super::super::tree::Tree;
use super::{Parts, Place, gather, is_null, merge, only_part, union};
use crate::ir::Hint;
use serde_json::Value;
use std::collections::BTreeSet;

/// The alternatives of an `anyOf` that are objects of which no property must be there: nothing could tell them apart, and
/// one value may be several of them.
pub(super) fn loose(lower: &mut Lower<'_>, pointer: &str, word: &str, hint: &Hint) -> Option<Vec<Place>> {
    if word != "anyOf" || lower.doc.get(&child(pointer, "discriminator")).is_some() {
        return None;
    }
    let list = choices(lower, &child(pointer, word));
    let objects = list.iter().all(|choice| merge::describes(lower.doc, choice));
    if list.len() < 2 || !objects || union::told_apart(lower.doc, &list).is_some() {
        return None;
    }
    for choice in &list {
        let mut alone = Parts::default();
        gather(lower, &mut alone, &reference::resolve(lower.doc, choice), hint);
        let plain = alone.choices.is_empty() && alone.others.is_empty() && alone.rest.is_none();
        if !plain || !alone.required.is_empty() || alone.seen.contains(pointer) {
            return None;
        }
    }
    Some(places(lower, pointer, word, hint))
}

/// The alternatives as schemas whose properties may be there.
pub(super) fn places(lower: &Lower<'_>, pointer: &str, word: &str, hint: &Hint) -> Vec<Place> {
    let list = choices(lower, &child(pointer, word));
    list.into_iter().map(|pointer| Place { pointer, hint: hint.clone() }).collect()
}

/// Whether no alternative says more than which properties must be there.
pub(super) fn only_limits(doc: &Tree<'_>, pointer: &str, word: &str) -> bool {
    const LIMITS: [&str; 6] = ["required", "not", "title", "description", "minProperties", "maxProperties"];
    let list = doc.get(&child(pointer, word)).and_then(Value::as_array);
    let limits = |value: &Value| {
        value.as_object().is_some_and(|map| map.keys().all(|key| LIMITS.contains(&key.as_str()) || key == "type"))
    };
    list.is_some_and(|list| list.iter().all(limits))
}

/// Whether the schema at `pointer` is one of the alternatives in a list.
pub(super) fn lists(lower: &Lower<'_>, list: &str, pointer: &str) -> bool {
    lower.items(list).iter().any(|choice| reference::resolve(lower.doc, choice) == pointer)
}

/// The alternatives other than `null`, and instead of one that is nothing but such alternatives these.
pub(super) fn flat(lower: &Lower<'_>, list: &str, opens: impl Fn(&Value) -> bool) -> Vec<String> {
    let (mut found, mut seen, mut open) = (Vec::new(), BTreeSet::new(), choices(lower, list));
    open.reverse();
    while let Some(choice) = open.pop() {
        let mut target = reference::resolve(lower.doc, &choice);
        if let Some(only) = only_part(lower, &target) {
            target = reference::resolve(lower.doc, &only);
        }
        let value = lower.doc.get(&target).unwrap_or(&Value::Null);
        let only = |word: &&&str| value.get(**word).is_some() && !merge::describes(lower.doc, &target) && opens(value);
        match ["oneOf", "anyOf"].iter().find(only) {
            Some(word) if seen.insert(target.clone()) => {
                open.extend(choices(lower, &child(&target, word)).into_iter().rev());
            }
            Some(_) => {}
            None if found.contains(&choice) => {}
            None => found.push(choice),
        }
    }
    found
}

/// The alternatives other than `null`.
pub(super) fn choices(lower: &Lower<'_>, list: &str) -> Vec<String> {
    lower.items(list).into_iter().filter(|choice| !is_null(lower.doc, choice)).collect()
}
