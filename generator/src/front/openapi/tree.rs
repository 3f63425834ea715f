//! A document that does not change any more, in which looking around costs little.

use super::document::{Document, unescaped};
use serde_json::Value;
use std::cell::RefCell;
use std::ops::Deref;

/// A document that is only read. Neighbours are asked for one after the other, and a node many times, so each search
/// goes on from the last common ancestor with the one before: from the root, it would hash every key of a long pointer.
pub(super) struct Tree<'a> {
    document: &'a Document,
    trail: RefCell<Trail<'a>>,
}

/// The way that the last search took.
#[derive(Default)]
struct Trail<'a> {
    pointer: String,
    /// How much of the pointer leads to each node below the root, and that node.
    steps: Vec<(usize, &'a Value)>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, trail: RefCell::default() }
    }

    /// The node at `pointer`.
    pub(super) fn get(&self, pointer: &str) -> Option<&'a Value> {
        let trail = &mut *self.trail.borrow_mut();
        let is_shared = |last: &str, end: usize| {
            pointer.get(..end).is_some_and(|start| last.starts_with(start))
                && matches!(pointer.as_bytes().get(end), None | Some(b'/'))
        };
        while trail.steps.last().is_some_and(|(end, _)| !is_shared(&trail.pointer, *end)) {
            trail.steps.pop();
        }
        let (mut end, mut node) = trail.steps.last().copied().unwrap_or((0, &self.document.root));
        trail.pointer.truncate(end);
        let rest = pointer.get(end..)?;
        for token in rest.split('/').skip(1) {
            node = match node {
                Value::Object(map) => map.get(&*unescaped(token))?,
                Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
            end += 1 + token.len();
            trail.pointer.push('/');
            trail.pointer.push_str(token);
            trail.steps.push((end, node));
        }
        (rest.is_empty() || rest.starts_with('/')).then_some(node)
    }
}

impl Deref for Tree<'_> {
    type Target = Document;

    fn deref(&self) -> &Document {
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use serde_json::json;

    #[test]
    fn every_order_of_searches_finds_what_a_search_from_the_root_does() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.json", "");
        let root = json!({"a": {"b": [{"c": 1}, {"c": 2}], "bb": {"c": 3}, "": 4, "x/y": {"~": 5}}, "ab": null});
        let document = Document::new(root, sources.whole(file));
        let pointers = [
            "",
            "/",
            "/a",
            "/a/",
            "/a/b",
            "/a/b/0",
            "/a/b/0/c",
            "/a/b/1/c",
            "/a/b/2",
            "/a/b/0/c/d",
            "/a/bb",
            "/a/bb/c",
            "/a/x~1y/~0",
            "/a/x",
            "/ab",
            "/ab/c",
            "a",
            "a/b",
            "/a/b/",
        ];
        for before in pointers {
            for pointer in pointers {
                let tree = Tree::new(&document);
                tree.get(before);
                assert_eq!(tree.get(pointer), document.get(pointer), "{pointer} after {before}");
                assert_eq!(tree.get(pointer), document.get(pointer), "{pointer} again");
            }
        }
    }
}
