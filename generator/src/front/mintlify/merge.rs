//! Several pages of one API to one document; two that say different things of one item are an error.

use crate::diagnostic::{Code, Diagnostics};
use crate::front::openapi::document::{Document, child};
use crate::ir::Method;
use crate::source::{FragmentId, Location};
use serde_json::{Map, Value};

/// A page's document.
pub(super) struct Page {
    pub(super) root: Value,
    pub(super) fragment: FragmentId,
}

/// Merges the pages, of which there is at least one, in their order.
pub(super) fn merge(diags: &mut Diagnostics, pages: Vec<Page>) -> Option<Document> {
    let mut pages = pages.into_iter();
    let mut first = pages.next()?;
    drop_no_servers(&mut first.root);
    let mut merge = Merge { diags, doc: Document::new(first.root, first.fragment), fragment: first.fragment };
    for mut page in pages {
        drop_no_servers(&mut page.root);
        keep_security(&merge.doc.root, &mut page.root);
        merge.fragment = page.fragment;
        merge.item("", "", page.root);
    }
    Some(merge.doc)
}

/// An empty list of servers says as little as none.
fn drop_no_servers(page: &mut Value) {
    if let Value::Object(page) = page
        && page.get("servers").and_then(Value::as_array).is_some_and(Vec::is_empty)
    {
        page.shift_remove("servers");
    }
}

/// A page whose `security` is not that of the others says so in its operations, where it changes nothing else.
fn keep_security(merged: &Value, page: &mut Value) {
    let own = page.get("security").cloned();
    if own.as_ref() == merged.get("security") {
        return;
    }
    let own = own.unwrap_or_else(|| Value::Array(Vec::new()));
    let paths = page.get_mut("paths").and_then(Value::as_object_mut);
    for (key, operation) in paths.into_iter().flatten().filter_map(|(_, item)| item.as_object_mut()).flatten() {
        if let (Some(_), Value::Object(operation)) = (Method::from_name(key), operation) {
            operation.entry("security").or_insert_with(|| own.clone());
        }
    }
    if let Value::Object(page) = page {
        page.shift_remove("security");
    }
}

/// How two values of one item go together.
enum Union {
    /// Key by key.
    Keys,
    /// Item by item, each known by the values of these keys.
    Items(&'static [&'static str]),
    /// Not at all: they must say the same.
    Equal,
    /// The first one is as good as the second.
    First,
}

/// What is known of a pointer: the containers of a document, and the lists whose items have a name.
fn union_of(pointer: &str) -> Union {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    match tokens.as_slice() {
        [] | ["paths" | "components"] | ["paths" | "components", _] => Union::Keys,
        // Both versions of the specification are read into the same form.
        ["openapi"] => Union::First,
        ["tags"] => Union::Items(&["name"]),
        ["paths", _, "parameters"] => Union::Items(&["$ref", "in", "name"]),
        // Servers too: an operation must not be sent to a host that its own page does not name.
        _ => Union::Equal,
    }
}

struct Merge<'a> {
    diags: &'a mut Diagnostics,
    doc: Document,
    /// The fragment of the page that is being added.
    fragment: FragmentId,
}

impl Merge<'_> {
    /// Adds what a page says at `own` of the item at `pointer`, which the document has already.
    fn item(&mut self, pointer: &str, own: &str, mut new: Value) {
        match (union_of(pointer), new) {
            (Union::First, _) => {}
            (Union::Keys, Value::Object(map)) if self.doc.get(pointer).is_some_and(Value::is_object) => {
                for (key, value) in map {
                    let (pointer, own) = (child(pointer, &key), child(own, &key));
                    if self.doc.get(&pointer).is_some() {
                        self.item(&pointer, &own, value);
                    } else {
                        self.add(&pointer, own, value);
                    }
                }
            }
            (Union::Items(names), Value::Array(list)) if self.doc.get(pointer).is_some_and(Value::is_array) => {
                for (index, value) in list.into_iter().enumerate() {
                    self.list_item(pointer, format!("{own}/{index}"), value, names);
                }
            }
            (_, value) => {
                new = value;
                self.unite_tags(pointer, &mut new);
                self.equal(pointer, own, &new);
            }
        }
    }

    /// Adds what no page before this one said.
    fn add(&mut self, pointer: &str, own: String, value: Value) {
        let Some((parent, key)) = pointer.rsplit_once('/') else { return };
        match self.doc.root.pointer_mut(parent) {
            Some(Value::Object(map)) => _ = map.insert(key.replace("~1", "/").replace("~0", "~"), value),
            Some(Value::Array(list)) => list.push(value),
            _ => return,
        }
        self.doc.set_origin(pointer.to_owned(), self.fragment, own);
    }

    fn list_item(&mut self, pointer: &str, own: String, new: Value, names: &[&str]) {
        let list = self.doc.get(pointer).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let same = |old: &Value| names.iter().all(|name| old.get(*name) == new.get(*name));
        match list.iter().position(same) {
            Some(index) => self.equal(&format!("{pointer}/{index}"), &own, &new),
            None => self.add(&format!("{pointer}/{}", list.len()), own, new),
        }
    }

    /// An operation that two pages show may have other tags on each.
    fn unite_tags(&mut self, pointer: &str, new: &mut Value) {
        if pointer.split('/').nth(1) != Some("paths") {
            return;
        }
        let (Some(old), Some(new)) = (tags(self.doc.root.pointer_mut(pointer)), tags(Some(new))) else { return };
        old.extend(new.iter().filter(|tag| !old.contains(tag)).cloned().collect::<Vec<_>>());
        new.clone_from(old);
    }

    fn equal(&mut self, pointer: &str, own: &str, new: &Value) {
        let Some(rest) = self.doc.get(pointer).and_then(|old| difference(old, new, false)) else { return };
        let at = Location::Node(self.fragment, format!("{own}{rest}").into());
        let other = self.doc.location(&format!("{pointer}{rest}"));
        let what = pointer.replace("~1", "/").replace("~0", "~");
        let help = if pointer == "/servers" {
            "read the pages of each host as an API of its own"
        } else {
            "fetch both pages again, so that they are of one version of the API"
        };
        self.diags
            .report(Code::PagesContradict, &at, format!("two pages say different things of `{what}`"))
            .help(help)
            .related(&other, "the other page says this");
    }
}

fn tags(value: Option<&mut Value>) -> Option<&mut Vec<Value>> {
    value?.get_mut("tags")?.as_array_mut()
}

/// The pointer of the first difference, as deep as it can be told; white space in prose makes none, nor do extensions.
fn difference(old: &Value, new: &Value, prose: bool) -> Option<String> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let known =
                |map: &Map<String, Value>| map.keys().filter(|key| !key.starts_with("x-")).cloned().collect::<Vec<_>>();
            for key in known(old) {
                let (Some(a), Some(b)) = (old.get(&key), new.get(&key)) else { return Some(String::new()) };
                if let Some(rest) = difference(a, b, matches!(key.as_str(), "description" | "summary")) {
                    return Some(format!("{}{rest}", child("", &key)));
                }
            }
            known(new).iter().any(|key| !old.contains_key(key)).then(String::new)
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new).enumerate();
            pairs.find_map(|(at, (a, b))| Some(format!("/{at}{}", difference(a, b, false)?)))
        }
        (Value::String(old), Value::String(new)) if prose => {
            (!old.split_whitespace().eq(new.split_whitespace())).then(String::new)
        }
        (old, new) => (old != new).then(String::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_told_as_deep_as_it_is() {
        let table = [
            (json!({"a": {"b": 1}}), json!({"a": {"b": 2}}), Some("/a/b")),
            (json!({"a": [1, {"b": 1}]}), json!({"a": [1, {"b": 2}]}), Some("/a/1/b")),
            (json!({"a": {"b": 1}}), json!({"a": {}}), Some("/a")),
            (json!({"description": "a\n b"}), json!({"description": "a b "}), None),
            (json!({"x-a": 1, "b": 1}), json!({"b": 1}), None),
        ];
        for (old, new, expected) in table {
            assert_eq!(difference(&old, &new, false).as_deref(), expected, "{old} {new}");
        }
    }
}
