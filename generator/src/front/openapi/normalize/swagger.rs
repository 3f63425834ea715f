//! A tree of 2.0 to one of 3.0, after each object was checked where its author wrote it.
//!
//! What may be referred to is built anew where it stands, as far as it can be; what moves leaves a note, by which
//! references find it and diagnostics still point at the author's lines. The rest of the program sees 3.0 alone.

mod body;
mod operation;
mod parameter;
mod relocate;
mod security;
mod server;

use super::super::document::{Document, child};
use super::super::keyword::Kind;
use super::super::operation::PATHS;
use super::super::reference;
use super::super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What 2.0 alone says in a schema, in the words of 3.0; also in later versions, whose documents keep to old habits.
pub(super) fn schema(map: &mut Map<String, Value>) {
    if let Some(Value::String(name)) = map.get("discriminator") {
        let object = json!({ "propertyName": name });
        map.insert("discriminator".to_owned(), object);
    }
    if map.shift_remove("x-nullable").is_some_and(|value| value == true) {
        map.entry("nullable").or_insert(Value::Bool(true));
    }
    let is_file = |key: &str| map.get(key).is_some_and(|value| value == "file");
    if is_file("type") || is_file("format") {
        map.insert("type".to_owned(), "string".into());
        map.insert("format".to_owned(), "binary".into());
    }
}

/// A reference that stands where a type would, not in place of the whole parameter; whether there was one.
pub(super) fn parameter(map: &mut Map<String, Value>) -> bool {
    map.contains_key("in") && refers_to_type(map)
}

/// The same of a response: what stands among the definitions is no response.
pub(super) fn response(map: &mut Map<String, Value>) -> bool {
    let text = map.get("$ref").and_then(Value::as_str);
    text.is_some_and(|text| text.contains("#/definitions/")) && refers_to_type(map)
}

fn refers_to_type(map: &mut Map<String, Value>) -> bool {
    if map.contains_key("schema") {
        return false;
    }
    let Some(reference) = map.shift_remove("$ref") else { return false };
    map.insert("schema".to_owned(), json!({ "$ref": reference }));
    true
}

/// Brings a document to the form of 3.0, in which each reference that leads somewhere still does.
pub(super) fn convert(diags: &mut Diagnostics, doc: &mut Document) {
    let tree = Tree::new(doc);
    let mut all = Convert {
        diags,
        doc: &tree,
        origins: Vec::new(),
        moves: BTreeMap::new(),
        plain: Vec::new(),
        open: Vec::new(),
        made: BTreeMap::new(),
    };
    all.paths();
    let servers = all.servers();
    let schemes = all.schemes();
    all.moved("/definitions", "/components/schemas".to_owned());
    all.origin("/components/securitySchemes".to_owned(), "/securityDefinitions");
    let Convert { origins, moves, made, plain, .. } = all;
    // What stands inside of something else that was built goes first, and the larger part has the last word.
    for (pointer, value) in made.into_iter().rev() {
        if let Some(place) = doc.root.pointer_mut(&pointer) {
            *place = value;
        }
    }
    if let Value::Object(root) = &mut doc.root {
        for key in ["swagger", "host", "basePath", "schemes", "consumes", "produces", "securityDefinitions"] {
            root.shift_remove(key);
        }
        root.insert("openapi".to_owned(), "3.0.4".into());
        root.insert("servers".to_owned(), servers.into());
        let definitions = root.shift_remove("definitions").unwrap_or_else(|| json!({}));
        root.insert("components".to_owned(), json!({ "schemas": definitions, "securitySchemes": schemes }));
    }
    doc.moved(origins);
    relocate::run(doc, &moves);
    for pointer in plain {
        // The references in it were noted where they stood before.
        super::at(diags, doc, Kind::Schema, &pointer);
    }
}

/// A conversion under way: the tree of 2.0 is read, parts of the new one are made.
struct Convert<'a> {
    diags: &'a mut Diagnostics,
    doc: &'a Tree<'a>,
    /// Where the parts that have another pointer than before stood: the new one, the old one.
    origins: Vec<(String, String)>,
    /// Where what may be referred to is now: the new pointer, by the old one.
    moves: BTreeMap<String, String>,
    /// The new pointers of the schemas that are made of a parameter's or header's own keywords.
    plain: Vec<String>,
    /// What references lead to and may not be converted yet.
    open: Vec<(Kind, String)>,
    /// The new objects, by the pointers of the old ones that they stand for.
    made: BTreeMap<String, Value>,
}

impl<'a> Convert<'a> {
    fn report(&mut self, code: Code, pointer: &str, message: impl Into<String>) -> &mut Diagnostic {
        let at = self.doc.location(pointer);
        self.diags.report(code, &at, message)
    }

    /// The object at a pointer.
    fn object(&self, pointer: &str) -> Option<&'a Map<String, Value>> {
        self.doc.get(pointer)?.as_object()
    }

    fn text(&self, pointer: &str, key: &str) -> Option<&'a str> {
        self.object(pointer)?.get(key)?.as_str()
    }

    /// What stands at a pointer, for what comes after to say what is wrong with it.
    fn as_it_is(&self, pointer: &str) -> Value {
        self.doc.get(pointer).cloned().unwrap_or_default()
    }

    /// The pointers of the values of the object at a pointer, without those of extensions.
    fn entries(&self, pointer: &str) -> Vec<(&'a str, String)> {
        let map = self.object(pointer).into_iter().flatten();
        map.filter(|(key, _)| !key.starts_with("x-")).map(|(key, _)| (key.as_str(), child(pointer, key))).collect()
    }

    /// Notes where something that is made anew stood.
    fn origin(&mut self, new: String, old: &str) {
        self.origins.push((new, old.to_owned()));
    }

    /// Notes where something that references may lead to is now.
    fn moved(&mut self, old: &str, new: String) {
        self.origin(new.clone(), old);
        self.moves.entry(old.to_owned()).or_insert(new);
    }

    /// Where the reference at a pointer leads in the end, which is to be converted too; `None` if none stands there.
    fn refers(&mut self, kind: Kind, pointer: &str) -> Option<String> {
        reference::next(self.doc, pointer)?;
        let target = reference::resolve(self.doc, pointer);
        self.open.push((kind, target.clone()));
        Some(target)
    }

    /// Converts all paths, and what references in them lead to.
    fn paths(&mut self) {
        let paths = PATHS.map(|paths| self.entries(paths));
        for (_, pointer) in paths.into_iter().flatten() {
            if self.refers(Kind::SwaggerPathItem, &pointer).is_none() {
                let item = self.path_item(&pointer);
                self.made.insert(pointer, item);
            }
        }
        while let Some((kind, pointer)) = self.open.pop() {
            let is_path = |paths: &str| pointer.strip_prefix(paths).is_some_and(|rest| rest.starts_with('/'));
            if PATHS.into_iter().any(is_path) || self.made.contains_key(&pointer) {
                continue;
            }
            let value = match kind {
                Kind::SwaggerPathItem => self.path_item(&pointer),
                Kind::SwaggerOperation => self.operation(&pointer, &operation::Lists::default()),
                _ => self.parameter(&pointer, &pointer),
            };
            self.made.insert(pointer, value);
        }
    }
}

/// Some of an object's keys with their values, and all extensions.
fn some_of(map: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    let wanted = |key: &str| keys.contains(&key) || key.starts_with("x-");
    map.iter().filter(|(key, _)| wanted(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}
