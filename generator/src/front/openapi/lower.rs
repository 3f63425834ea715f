//! A normalised document to the model: what all parts of the lowering share, and the order they run in.

use super::document::{Document, child};
use super::part::{Part, part};
use super::tree::Tree;
use super::{auth, name, operation, reference, schema, server, tag, webhook};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Doc, Hint, Info, Kind, Multipart, SchemeId, Type, TypeDef, TypeId};
use crate::source::Location;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The lowering under way.
pub(super) struct Lower<'a> {
    pub(super) diags: &'a mut Diagnostics,
    pub(super) doc: &'a Tree<'a>,
    pub(super) config: &'a Config,
    pub(super) api: Api,
    /// The types made so far, by the pointer of their schema.
    pub(super) types: BTreeMap<String, Type>,
    /// The limits of those types that have no place for them, by the same pointer: each use says them.
    pub(super) limits: BTreeMap<String, Vec<String>>,
    /// The types that were promised and not lowered yet, with the pointers of their schemas.
    pub(super) pending: BTreeMap<TypeId, String>,
    /// Whether the schemas that were asked allow `null`, by pointer.
    pub(super) nullable: BTreeMap<String, bool>,
    /// The bodies of several parts, by where they stand.
    pub(super) multiparts: Vec<(Location, Multipart)>,
    /// The formats that `api.toml` gives a type and that were met.
    pub(super) formats: BTreeSet<String>,
    /// The schemas that are being lowered, so that one that holds itself is noticed.
    pub(super) active: BTreeSet<String>,
    /// Where each operation id stands first.
    pub(super) ids: BTreeMap<String, Location>,
    /// The schemes that only `api.toml` knows and no operation names: each operation may use them.
    pub(super) everywhere: Vec<SchemeId>,
}

/// Lowers a document in which every reference leads somewhere; with the formats that `api.toml` gives a type.
pub(super) fn run(diags: &mut Diagnostics, doc: &Document, config: &Config) -> (Api, BTreeSet<String>) {
    let info = Info { title: String::new(), version: String::new(), doc: Doc::default(), at: doc.location("/info") };
    let api = Api {
        info,
        servers: Vec::new(),
        schemes: Vec::new(),
        certificates: Vec::new(),
        tags: Vec::new(),
        operations: Vec::new(),
        types: Vec::new(),
        webhooks: Vec::new(),
        uncovered: Vec::new(),
        places: Vec::new(),
    };
    let tree = Tree::new(doc);
    let mut lower = Lower {
        diags,
        doc: &tree,
        config,
        api,
        types: BTreeMap::new(),
        limits: BTreeMap::new(),
        pending: BTreeMap::new(),
        nullable: BTreeMap::new(),
        multiparts: Vec::new(),
        formats: BTreeSet::new(),
        active: BTreeSet::new(),
        ids: BTreeMap::new(),
        everywhere: Vec::new(),
    };
    lower.info();
    lower.api.servers = server::read(&mut lower, "/servers");
    tag::read(&mut lower);
    auth::schemes(&mut lower);
    for (name, pointer) in lower.entries("/components/schemas") {
        let id = lower.reserve(Hint::given(name::component(lower.doc, &pointer).unwrap_or(name)), &pointer);
        lower.types.insert(pointer.clone(), Type::Named(id));
        schema::place(&mut lower, &pointer, Type::Named(id));
        // A schema of another file is the type itself, and not one more that it is another name of.
        let target = Some(reference::resolve(lower.doc, &pointer))
            .filter(|target| !target.starts_with("/components/schemas/") && !lower.types.contains_key(target));
        lower.types.extend(target.clone().map(|target| (target, Type::Named(id))));
        lower.pending.insert(id, target.unwrap_or(pointer));
    }
    schema::pending(&mut lower);
    operation::operations(&mut lower);
    webhook::webhooks(&mut lower);
    schema::pending(&mut lower);
    operation::settle(&mut lower);
    schema::check_aliases(&mut lower);
    (lower.api, lower.formats)
}

impl Lower<'_> {
    /// Reports something about the node at a pointer.
    pub(super) fn report(&mut self, code: Code, pointer: &str, message: impl Into<String>) -> &mut Diagnostic {
        let at = self.doc.location(pointer);
        self.diags.report(code, &at, message)
    }

    /// The place of the node at a pointer.
    pub(super) fn at(&self, pointer: &str) -> Location {
        self.doc.location(pointer)
    }

    /// The part that stands at a pointer, or that the reference there leads to, with its own pointer.
    pub(super) fn part<T: Part>(&self, pointer: &str) -> Result<(T, String), String> {
        let pointer = reference::resolve(self.doc, pointer);
        part(self.doc, &pointer).map(|part| (part, pointer))
    }

    /// The keys of the object at a pointer, with the pointers of their values; none if there is no object.
    pub(super) fn entries(&self, pointer: &str) -> Vec<(String, String)> {
        let map = self.doc.get(pointer).and_then(Value::as_object);
        map.into_iter().flatten().map(|(key, _)| (key.clone(), child(pointer, key))).collect()
    }

    /// The pointers of the items of the list at a pointer; none if there is no list.
    pub(super) fn items(&self, pointer: &str) -> Vec<String> {
        let count = self.doc.get(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| format!("{pointer}/{index}")).collect()
    }

    /// Keeps an id for a type whose kind is not known yet.
    pub(super) fn reserve(&mut self, hint: Hint, pointer: &str) -> TypeId {
        self.api.types.push(TypeDef {
            hint,
            doc: Doc::default(),
            kind: Kind::Alias(Type::Json),
            deprecated: false,
            examples: Vec::new(),
            at: self.at(pointer),
        });
        TypeId::at(self.api.types.len() - 1)
    }

    fn info(&mut self) {
        self.api.info.doc.link = link(self.doc.get("/externalDocs"));
        if self.doc.get("/info").is_none() {
            return;
        }
        match self.part::<openapiv3::Info>("/info") {
            Ok((info, _)) => {
                self.api.info.title = info.title;
                self.api.info.version = info.version;
                let link = self.api.info.doc.link.take();
                self.api.info.doc = Doc { link, ..text(info.description.as_deref()) };
            }
            Err(reason) => _ = self.report(Code::WrongType, "/info", format!("this is left out: {reason}")),
        }
    }
}

/// A description, which may be missing.
pub(super) fn text(description: Option<&str>) -> Doc {
    description.map_or_else(Doc::default, Doc::from_text)
}

/// The address in an `externalDocs` object.
fn link(docs: Option<&Value>) -> Option<String> {
    docs?.get("url")?.as_str().filter(|url| !url.is_empty()).map(str::to_owned)
}
