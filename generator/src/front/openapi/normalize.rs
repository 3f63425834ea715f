//! Any tree of 2.0 to 3.2 to the one 3.0 form, checked against the keyword table on the way.

mod dynamic;
mod fit;
mod identity;
mod inherit;
mod place;
mod schema;
mod swagger;
mod types;
mod values;

use super::contradiction;
use super::document::{Document, child};
use super::keyword::{self, Kind, Row, Shape, Use};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use fit::fit;
pub(super) use identity::run as identify;
pub(super) use inherit::run as inherit;
use serde_json::{Map, Value, json};
pub(super) use values::VALUES;

/// A `$ref` that was met.
pub(super) struct Reference {
    /// The pointer of the object that holds it.
    pub at: String,
    /// Its text, as it was written.
    pub text: String,
    /// The same, as a reference within the tree, if it leads to one of the document's files.
    pub local: String,
    /// What must stand where it leads.
    pub kind: Kind,
}

/// What kind of object the whole document is, which only its version tells.
pub(super) fn kind(doc: &Document) -> Kind {
    if doc.root.get("swagger").is_some() && doc.root.get("openapi").is_none() { Kind::Swagger } else { Kind::OpenApi }
}

/// Brings the document into the normal form, but for what stands elsewhere in 2.0; all its references are returned.
pub(super) fn run(diags: &mut Diagnostics, doc: &mut Document) -> Vec<Reference> {
    at(diags, doc, kind(doc), "")
}

/// Brings what stands elsewhere in 2.0 to its place, once it is known where the references lead.
pub(super) fn finish(diags: &mut Diagnostics, doc: &mut Document) {
    if kind(doc) == Kind::Swagger {
        swagger::convert(diags, doc);
    }
}

/// Brings the object at a pointer into the normal form: for what stands where the table does not lead.
pub(super) fn at(diags: &mut Diagnostics, doc: &mut Document, kind: Kind, pointer: &str) -> Vec<Reference> {
    let (mut references, mut places) = walk(diags, doc, pointer, |walker, value| walker.object(kind, pointer, value));
    while let Some(Place { at, text, shape }) = places.pop() {
        if place::fill(diags, doc, &at, &text, shape) {
            let (more, inner) = walk(diags, doc, &at, |walker, value| walker.children(shape, &at, value));
            references.extend(more);
            places.extend(inner);
        }
    }
    references
}

/// Walks the value at a pointer, and returns the references that were met.
fn walk(
    diags: &mut Diagnostics,
    doc: &mut Document,
    pointer: &str,
    walk: impl FnOnce(&mut Walker<'_>, &mut Value),
) -> (Vec<Reference>, Vec<Place>) {
    let mut root = std::mem::take(&mut doc.root);
    let mut walker = Walker { diags, doc, references: Vec::new(), places: Vec::new(), local: Vec::new() };
    if let Some(value) = root.pointer_mut(pointer) {
        walk(&mut walker, value);
    }
    let Walker { references, places, local, .. } = walker;
    doc.root = root;
    for holder in local {
        doc.set_local(&holder);
    }
    (references, places)
}

/// A reference where the specification has no room for one, as split documents have it.
struct Place {
    at: String,
    text: String,
    /// What must stand here.
    shape: Shape,
}

struct Walker<'a> {
    diags: &'a mut Diagnostics,
    /// Without its tree: only places are asked of it.
    doc: &'a Document,
    references: Vec<Reference>,
    places: Vec<Place>,
    /// The objects whose references to other files were made local.
    local: Vec<String>,
}

impl Walker<'_> {
    fn report(&mut self, code: Code, pointer: &str, message: String) -> &mut Diagnostic {
        let at = self.doc.location(pointer);
        self.diags.report(code, &at, message)
    }

    /// An object of a kind, or a boolean schema.
    fn object(&mut self, kind: Kind, pointer: &str, value: &mut Value) {
        if let (Kind::Schema, Value::Bool(allowed)) = (kind, &*value) {
            if !allowed {
                let message = "this schema allows no value; read as any JSON value".to_owned();
                self.report(Code::SchemaAsJson, pointer, message);
            }
            *value = Value::Object(Map::new());
        }
        let Value::Object(map) = value else { return };
        match kind {
            Kind::Schema => swagger::schema(map),
            Kind::SwaggerParameter if swagger::parameter(map) => {
                let message = "a parameter with a name refers to its type in a `schema`; read as if it did".to_owned();
                self.report(Code::WrongType, &child(pointer, "$ref"), message);
            }
            Kind::SwaggerResponse if swagger::response(map) => {
                let message = "a response refers to its type in a `schema`; read as if it did".to_owned();
                self.report(Code::WrongType, &child(pointer, "$ref"), message);
            }
            _ => {}
        }
        let referable = kind.is_referable() && kind != Kind::Schema && map.get("$ref").is_some_and(Value::is_string);
        if matches!(kind, Kind::Parameter | Kind::Header) && !referable {
            self.schema_of_its_own(kind, pointer, map);
        }
        self.keywords(if referable { Kind::Reference } else { kind }, pointer, map);
        if referable {
            return self.reference(kind, pointer, map);
        }
        for (place, message) in contradiction::find(kind, pointer, map) {
            self.report(Code::Contradiction, &place, message)
                .help("correct the document; the client makes of it what it can");
        }
        match kind {
            Kind::Discriminator => self.mapping(pointer, map),
            Kind::Parameter => {
                parameter(map);
                self.mend_parameter(pointer, map);
            }
            Kind::Example => example(map),
            Kind::Operation => deprecated(map),
            _ => {}
        }
        if kind == Kind::Schema {
            let mut findings = Vec::new();
            schema::normalize(map, &mut |code, key, message| findings.push((code, child(pointer, key), message)));
            for (code, pointer, message) in findings {
                self.report(code, &pointer, message);
            }
            if map.get("$ref").is_some_and(Value::is_string) {
                return self.reference(kind, pointer, map);
            }
        }
        for (key, value) in map.iter_mut() {
            let Some(row) = keyword::row(kind, key) else { continue };
            // `additionalProperties: true` is part of the normal form, and what is not used need not be brought into it.
            if value.is_boolean() && (key == "additionalProperties" || row.usage != Use::Used) {
                continue;
            }
            // Nothing is in a scalar, and most values are.
            if value.is_string() || value.is_number() || value.is_null() {
                continue;
            }
            self.children(row.shape, &child(pointer, key), value);
        }
    }

    /// Notes a reference, and makes one to another file of the document one within the tree.
    fn reference(&mut self, kind: Kind, pointer: &str, map: &mut Map<String, Value>) {
        let Some(Value::String(held)) = map.get_mut("$ref") else { return };
        let text = held.clone();
        if let Some(local) = self.doc.localized(pointer, &text) {
            *held = local;
            self.local.push(pointer.to_owned());
        }
        self.references.push(Reference { at: pointer.to_owned(), text, local: held.clone(), kind: kind.referred() });
    }

    /// Does the same for the values of a discriminator's mapping that are references, not names.
    fn mapping(&mut self, pointer: &str, map: &mut Map<String, Value>) {
        let (other, mapping): (Vec<_>, Vec<_>) =
            map.iter_mut().filter(|(key, _)| *key != "propertyName").partition(|(key, _)| *key == "defaultMapping");
        let mapping = mapping.into_iter().filter(|(key, _)| *key == "mapping");
        let values = mapping.filter_map(|(_, mapping)| mapping.as_object_mut()).flatten().map(|(_, value)| value);
        for value in values.chain(other.into_iter().map(|(_, value)| value)) {
            let Value::String(text) = value else { continue };
            if let Some(local) = self.doc.localized(pointer, text) {
                let text = std::mem::replace(text, local.clone());
                self.references.push(Reference { at: pointer.to_owned(), text, local, kind: Kind::Schema });
                self.local.push(pointer.to_owned());
            }
        }
    }

    /// Moves what 2.0 says in a parameter itself, and documents of later versions still do, into its schema.
    fn schema_of_its_own(&mut self, kind: Kind, pointer: &str, map: &mut Map<String, Value>) {
        let own = |key: &str| keyword::row(kind, key).is_none() && keyword::row(Kind::Schema, key).is_some();
        if ["schema", "content"].iter().any(|key| map.contains_key(*key))
            || !map.get("type").is_some_and(Value::is_string)
        {
            return;
        }
        let message = "a type stands in a `schema`, not beside it; read as if it stood there".to_owned();
        self.report(Code::WrongType, &child(pointer, "type"), message);
        let keys: Vec<String> = map.keys().filter(|key| own(key)).cloned().collect();
        let schema = keys.into_iter().filter_map(|key| Some((key.clone(), map.shift_remove(&key)?)));
        let schema = Value::Object(schema.collect());
        map.insert("schema".to_owned(), schema);
    }

    /// Completes a parameter that lacks a type, and takes out a style that it cannot have.
    fn mend_parameter(&mut self, pointer: &str, map: &mut Map<String, Value>) {
        if !map.contains_key("schema") && !map.contains_key("content") {
            self.report(Code::WrongType, pointer, "this parameter has no `schema`; read as text".to_owned());
            map.insert("schema".to_owned(), json!({ "type": "string" }));
        }
        let place = map.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let styles: &[&str] = match place.as_str() {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" => &["form"],
            _ => return,
        };
        let style = map.get("style").and_then(Value::as_str).filter(|style| !styles.contains(style));
        if let Some(style) = style {
            let message = format!("`{style}` is no style of a {place} parameter; written as usual");
            self.report(Code::WrongType, &child(pointer, "style"), message);
            map.shift_remove("style");
        }
    }

    /// Checks the keys of an object, and removes those whose values cannot be read.
    fn keywords(&mut self, kind: Kind, pointer: &str, map: &mut Map<String, Value>) {
        map.retain(|key, value| {
            // Hardly any keyword is told of.
            let here = || child(pointer, key);
            let Some(Row { usage, shape, .. }) = keyword::row(kind, key) else {
                if !key.starts_with("x-") {
                    let of_3 = kind.later().is_some_and(|later| keyword::row(later, key).is_some());
                    let known = keyword::nearest(kind, key).filter(|_| !of_3);
                    let finding =
                        self.report(Code::UnknownKeyword, &here(), format!("the keyword `{key}` is not known here"));
                    match known {
                        Some(known) => finding.help(format!("did you mean `{known}`?")),
                        None if of_3 => finding.help("it is a keyword of OpenAPI 3, and this document is one of 2.0"),
                        None => finding.help("it is not used; the document's own keywords begin with `x-`"),
                    };
                }
                return true;
            };
            // A key without a value, as YAML allows, says nothing.
            if value.is_null() && *shape != Shape::Any {
                return false;
            }
            if place::text(*shape, value).is_some() {
                return true;
            }
            if let (Shape::Texts, Value::String(text)) = (shape, &*value) {
                let list = vec![Value::String(text.clone())];
                self.report(Code::WrongType, &here(), format!("`{key}` must be a list; read as one of this text"));
                *value = list.into();
            }
            if let Use::Unsupported(instead) = usage {
                self.report(Code::UnsupportedKeyword, &here(), format!("`{key}` is not supported: {instead}"));
            }
            if let (Use::Used, Err(expected)) = (usage, fit(*shape, value)) {
                self.report(Code::WrongType, &here(), format!("`{key}` must be {expected}; left out"));
                return false;
            }
            true
        });
        for key in required(kind) {
            if !map.contains_key(*key) {
                self.report(Code::WrongType, pointer, format!("`{key}` is missing here"));
            }
        }
    }

    fn children(&mut self, shape: Shape, pointer: &str, value: &mut Value) {
        if let Some(text) = place::text(shape, value) {
            self.places.push(Place { at: pointer.to_owned(), text: text.to_owned(), shape });
            return;
        }
        match (shape, value) {
            (Shape::Object(kind) | Shape::ObjectOrBool(kind), value) => self.object(kind, pointer, value),
            (Shape::Map(kind), Value::Object(map)) => {
                for (key, value) in map {
                    self.item(kind, &child(pointer, key), value);
                }
            }
            (Shape::List(kind), Value::Array(list)) => {
                for (index, value) in list.iter_mut().enumerate() {
                    self.item(kind, &child(pointer, &index.to_string()), value);
                }
            }
            _ => {}
        }
    }

    /// A value of a map or an item of a list; one of the wrong type stays as an empty object, so that no pointer shifts.
    fn item(&mut self, kind: Kind, pointer: &str, value: &mut Value) {
        if place::text(Shape::Object(kind), value).is_some() {
            return self.children(Shape::Object(kind), pointer, value);
        }
        if !(value.is_object() || kind == Kind::Schema && value.is_boolean()) {
            self.report(Code::WrongType, pointer, "an object must stand here; left out".to_owned());
            *value = Value::Object(Map::new());
        }
        self.object(kind, pointer, value);
    }
}

/// The keyword of the normal form for a parameter that is the whole query, as 3.2 has it. No document has it.
pub(super) const WHOLE: &str = "x-whole-query";

/// The keyword of the normal form for a cookie that is not percent-encoded, as 3.2 has it. No document has it.
pub(super) const COOKIE: &str = "x-style-cookie";

/// Parameters that 3.2 adds, as those of 3.0 with a keyword beside them; and marks that others have for what 3.0 has too.
fn parameter(map: &mut Map<String, Value>) {
    if map.get("in").is_some_and(|place| place == "querystring") {
        map.insert("in".to_owned(), "query".into());
        map.insert(WHOLE.to_owned(), Value::Bool(true));
    }
    if map.get("style").is_some_and(|style| style == "cookie") {
        map.shift_remove("style");
        map.insert(COOKIE.to_owned(), Value::Bool(true));
    }
    deprecated(map);
}

fn deprecated(map: &mut Map<String, Value>) {
    if map.get("x-deprecated") == Some(&Value::Bool(true)) {
        map.insert("deprecated".to_owned(), Value::Bool(true));
    }
}

/// An example's data, or else what it is written as, is its value.
fn example(map: &mut Map<String, Value>) {
    if map.contains_key("value") {
        return;
    }
    let written = |map: &Map<String, Value>| {
        let text = map.get("serializedValue")?.as_str()?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| text.into()))
    };
    if let Some(value) = map.get("dataValue").cloned().or_else(|| written(map)) {
        map.insert("value".to_owned(), value);
    }
}

/// The keywords without which an object says nothing.
const fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::ExternalDocs | Kind::Server => &["url"],
        Kind::OpenApi | Kind::Swagger => &["info"],
        Kind::Tag => &["name"],
        Kind::Discriminator => &["propertyName"],
        _ => &[],
    }
}
