//! `$id`, `$anchor` and `$dynamicRef`: references by name become references by JSON pointer, before anything else is read.

use super::super::document::{Document, child, reference_to};
use super::super::keyword::{self, Kind};
use super::super::reference;
use super::dynamic;
use crate::source::path::{beside, percent_decoded};
use serde_json::Value;
use std::collections::BTreeMap;

/// Whether what stands under a key of the object at a pointer is data, and no part of the document's own structure.
pub(super) fn is_data(pointer: &str, key: &str) -> bool {
    const MAPS: [&str; 6] = ["properties", "patternProperties", "dependentSchemas", "schemas", "definitions", "$defs"];
    let named = pointer.rsplit('/').next().is_some_and(|last| MAPS.contains(&last));
    !named && ["example", "examples", "default", "enum", "const"].contains(&key)
}

/// Schemas by what identifies them.
#[derive(Default)]
pub(super) struct Index {
    /// The pointers of what has a URI of its own.
    resources: BTreeMap<String, String>,
    /// The URI against which references at and below a pointer are resolved.
    bases: BTreeMap<String, String>,
    /// The pointers of anchors, by the scope that they belong to and their name.
    anchors: BTreeMap<(String, String), String>,
    /// The same for anchors that a reference from outside may replace.
    pub(super) dynamic: BTreeMap<(String, String), String>,
    /// The pointers of objects that hold a `$ref` or a `$dynamicRef`.
    pub(super) references: Vec<String>,
}

/// Rewrites the references of a document that identifies schemas by more than their place.
pub(in super::super) fn run(doc: &mut Document) {
    let old = doc.get("/openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0"));
    if old || !identifies(&doc.root) {
        return;
    }
    let mut index = Index::default();
    for (name, pointer) in doc.mounts() {
        let own = doc.get(&pointer).and_then(|root| root.get("$self")?.as_str()).unwrap_or_default();
        let base = joined(&format!("file:///{}", name.trim_start_matches('/')), own);
        index.resources.insert(base.clone(), pointer.clone());
        index.bases.insert(pointer, base);
    }
    scan(&doc.root, "", &mut index);
    for pointer in index.references.clone() {
        recursive(doc, &index, &pointer);
        let text = doc.get(&pointer).and_then(|value| value.get("$ref")?.as_str()).map(str::to_owned);
        if let Some(target) = text.and_then(|text| index.target(doc, &pointer, &text))
            && let Some(Value::Object(map)) = doc.root.pointer_mut(&pointer)
        {
            map.insert("$ref".to_owned(), refer(&target));
            doc.set_local(&pointer);
        }
    }
    dynamic::run(doc, &index);
}

/// A `$recursiveRef`, which 2019-09 has, leads to the schema around it that says so, or to the whole one.
fn recursive(doc: &mut Document, index: &Index, pointer: &str) {
    let says = |prefix: &&str| doc.get(prefix).is_some_and(|it| it.get("$recursiveAnchor") == Some(&Value::Bool(true)));
    let target = prefixes(pointer).find(says).map_or_else(|| scope_of(index, pointer), str::to_owned);
    if let Some(Value::Object(map)) = doc.root.pointer_mut(pointer)
        && map.shift_remove("$recursiveRef").is_some_and(|text| text == "#")
    {
        map.insert("$ref".to_owned(), refer(&target));
        doc.set_local(pointer);
    }
}

/// A reference to a pointer.
pub(super) fn refer(pointer: &str) -> Value {
    reference_to(pointer).into()
}

impl Index {
    /// The pointer that a reference at `holder` leads to, if it names a schema by more than a place in its own file.
    pub(super) fn target(&self, doc: &Document, holder: &str, text: &str) -> Option<String> {
        if doc.localized(holder, text).is_some() {
            return None;
        }
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decoded(fragment);
        let base = self.base(holder);
        let resource = self.resources.get(&joined(base, uri))?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = format!("{resource}{fragment}");
            // Without a base of its own, a place in the document is what everybody means.
            let own = uri.is_empty() && reference::target(text).is_some_and(|target| doc.get(&target).is_some());
            return (doc.get(&pointer).is_some() && !(own && resource.is_empty())).then_some(pointer);
        }
        let scope = if uri.is_empty() { scope_of(self, holder) } else { resource.clone() };
        self.anchor(&scope, &fragment).or_else(|| self.anchor(resource, &fragment))
    }

    /// The anchor of this name in a scope, or the only one of the name.
    fn anchor(&self, scope: &str, name: &str) -> Option<String> {
        let key = (scope.to_owned(), name.to_owned());
        let all = || self.anchors.iter().chain(&self.dynamic).filter(|((_, own), _)| own == name);
        let only = || all().next().filter(|_| all().count() == 1).map(|(_, pointer)| pointer);
        self.dynamic.get(&key).or_else(|| self.anchors.get(&key)).or_else(only).cloned()
    }

    /// The base of what stands at a pointer: that of the longest prefix.
    fn base(&self, pointer: &str) -> &str {
        prefixes(pointer).find_map(|prefix| self.bases.get(prefix)).map_or("", String::as_str)
    }
}

/// The pointer and those of all that it stands in, the innermost first.
pub(super) fn prefixes(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = [pointer.len()].into_iter().chain(pointer.rmatch_indices('/').map(|(end, _)| end));
    ends.filter_map(|end| pointer.get(..end))
}

/// The scope of anchors that a pointer stands in: a schema with a URI of its own, a component, or a file.
pub(super) fn scope_of(index: &Index, pointer: &str) -> String {
    let is_scope = |prefix: &&str| index.bases.contains_key(*prefix) || is_component(prefix);
    prefixes(pointer).find(is_scope).unwrap_or_default().to_owned()
}

/// Whether what stands at a pointer is a schema with a name of its own, and no keyword of one that is a whole file.
pub(super) fn is_component(pointer: &str) -> bool {
    let is_keyword = |word: &str| keyword::row(Kind::Schema, word).is_some();
    match pointer.strip_prefix("/components/schemas/") {
        Some(name) => !name.contains('/'),
        None => Document::words(pointer).len() == 1 && !pointer.rsplit('/').next().is_some_and(is_keyword),
    }
}

/// Whether anything is identified by more than its place.
fn identifies(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, value)| {
            let known =
                ["$id", "$self", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"].contains(&key.as_str());
            known && value.is_string() || identifies(value)
        }),
        Value::Array(list) => list.iter().any(identifies),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn scan(value: &Value, pointer: &str, index: &mut Index) {
    match value {
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            if let Some(id) = text("$id") {
                let uri = joined(index.base(pointer), id.split('#').next().unwrap_or_default());
                index.resources.insert(uri.clone(), pointer.to_owned());
                index.bases.insert(pointer.to_owned(), uri);
            }
            if let Some(name) = text("$anchor") {
                let scope = scope_of(index, pointer);
                index.anchors.insert((scope, name.to_owned()), pointer.to_owned());
            }
            if let Some(name) = text("$dynamicAnchor") {
                let scope = scope_of(index, pointer);
                index.dynamic.insert((scope, name.to_owned()), pointer.to_owned());
            }
            if ["$ref", "$dynamicRef", "$recursiveRef"].iter().any(|word| text(word).is_some()) {
                index.references.push(pointer.to_owned());
            }
            for (key, value) in map.iter().filter(|(key, _)| !is_data(pointer, key)) {
                scan(value, &child(pointer, key), index);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                scan(value, &format!("{pointer}/{at}"), index);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A reference resolved against a base URI (RFC 3986, section 5.2), without its fragment.
fn joined(base: &str, reference: &str) -> String {
    let scheme =
        |text: &str| text.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    if reference.is_empty() || scheme(reference) {
        return if reference.is_empty() { base } else { reference }.to_owned();
    }
    let (start, rest) = base.split_once("//").unwrap_or(("", base));
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    match reference.strip_prefix("//") {
        Some(other) => format!("{start}//{other}"),
        None if reference.starts_with('/') => format!("{start}//{host}{reference}"),
        None => format!("{start}//{host}{}", beside(path, reference)),
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn references_against_a_base() {
        let base = "https://a.example/b/c.json";
        assert_eq!(joined(base, "d.json"), "https://a.example/b/d.json");
        assert_eq!(joined(base, "../d.json"), "https://a.example/d.json");
        assert_eq!(joined(base, "/d"), "https://a.example/d");
        assert_eq!(joined(base, "urn:x:y"), "urn:x:y");
        assert_eq!(joined(base, ""), base);
    }
}
