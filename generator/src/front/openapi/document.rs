//! A document as a tree, and where each part of it came from.

use crate::source::{FragmentId, Location};
use serde_json::Value;
use std::collections::BTreeMap;

/// A document; one that was merged from several pages remembers the page of each part.
pub struct Document {
    /// Its tree.
    pub root: Value,
    /// Which fragment holds what `parts` does not name.
    whole: FragmentId,
    /// Which fragment holds the nodes at and below a JSON pointer, and below which pointer of its own; the longest
    /// pointer decides.
    parts: BTreeMap<String, (FragmentId, String)>,
}

impl Document {
    /// A document that stands in one place.
    pub fn new(root: Value, fragment: FragmentId) -> Self {
        Self { root, whole: fragment, parts: BTreeMap::new() }
    }

    /// Says that everything at and below `pointer` stands at and below `own` of `fragment`.
    pub fn set_origin(&mut self, pointer: String, fragment: FragmentId, own: String) {
        self.parts.insert(pointer, (fragment, own));
    }

    /// The place of a node.
    pub fn location(&self, pointer: &str) -> Location {
        let ends = [pointer.len()].into_iter().chain(pointer.rmatch_indices('/').map(|(end, _)| end));
        let part = ends.filter_map(|end| pointer.split_at_checked(end)).find_map(|(prefix, rest)| {
            let (fragment, own) = self.parts.get(prefix)?;
            Some(Location::Node(*fragment, format!("{own}{rest}").into()))
        });
        part.unwrap_or_else(|| Location::Node(self.whole, pointer.into()))
    }

    /// The node at `pointer`.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }
}

/// The pointer of the node `key` below `pointer` (RFC 6901).
pub fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
