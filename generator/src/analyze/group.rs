//! Which handle an operation belongs to: that of its tag, or else of the first word of its path that says what it is about.

use super::case::{pascal, snake, words};
use super::name::Scope;
use super::{Group, GroupId};
use crate::ir::{Api, Doc, Operation, OperationId, Piece};
use std::collections::BTreeMap;

/// Methods of the client that a handle must not hide, and the module that holds the handles' own.
const CLIENT: &[&str] = &["api", "as_ref", "borrow", "builder", "clone", "deref", "new", "request", "runtime", "types"];

/// How deep handles may be nested.
const DEPTH: usize = 4;

/// The handle of operations that nothing else tells a handle of.
const ROOT: &str = "root";

/// The handles, and what the naming of methods needs to know about them.
pub struct Groups {
    /// Parents before their children.
    pub list: Vec<Group>,
    /// The words of each handle's own name.
    pub words: Vec<Vec<String>>,
    /// The handle of each operation.
    pub of: Vec<GroupId>,
}

/// The grouping under way, with what is looked up for each operation and each handle.
struct Grouping<'a> {
    groups: Groups,
    /// The handles by their parents and their own words.
    known: BTreeMap<(Option<GroupId>, Vec<String>), GroupId>,
    /// The names of the handles that hang on one, or on the client.
    scopes: BTreeMap<Option<GroupId>, Scope>,
    /// What the document says of its tags.
    docs: BTreeMap<&'a str, &'a Doc>,
}

/// Groups the operations.
pub fn run(api: &Api) -> Groups {
    let groups = Groups { list: Vec::new(), words: Vec::new(), of: Vec::new() };
    // Of tags that stand twice, the first one tells.
    let docs = api.tags.iter().rev().map(|tag| (tag.name.as_str(), &tag.doc)).collect();
    let mut all = Grouping { groups, known: BTreeMap::new(), scopes: BTreeMap::new(), docs };
    for (index, operation) in api.operations.iter().enumerate() {
        let id = match operation.tags.first() {
            Some(tag) => all.at(tag),
            None => all.at(&noun(operation)),
        };
        all.groups.of.push(id);
        if let Some(group) = all.groups.list.get_mut(id.0) {
            group.operations.push(OperationId::at(index));
        }
    }
    all.groups
}

impl Grouping<'_> {
    /// The handle of a dotted name, made with its parents if it is new.
    fn at(&mut self, name: &str) -> GroupId {
        let mut parent = None;
        let mut path = String::new();
        // Handles inside handles inside handles help nobody; the rest of such a name is one word.
        for part in name.splitn(DEPTH, '.').filter(|part| !words(part).is_empty()) {
            path = if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") };
            let key = (parent, words(part));
            let known = self.known.get(&key).copied();
            parent = Some(known.unwrap_or_else(|| self.add(key, &path)));
        }
        parent.unwrap_or_else(|| self.at(ROOT))
    }

    fn add(&mut self, key: (Option<GroupId>, Vec<String>), path: &str) -> GroupId {
        let (parent, words) = key.clone();
        let scope = self.scopes.entry(parent).or_insert_with(|| {
            let mut scope = Scope::reserving(CLIENT);
            // A module is not called like the one it stands in.
            let outer = parent.and_then(|parent| self.groups.list.get(parent.0));
            outer.map(|outer| scope.claim([outer.method.clone()]));
            scope
        });
        let method = scope.claim_with_underscore(snake(&words));
        let doc = self.docs.get(path).map_or_else(Doc::default, |doc| (*doc).clone());
        let ident = Scope::module().claim([pascal(&words), format!("{}Api", pascal(&words))]);
        self.groups.list.push(Group { method, ident, parent, doc, operations: Vec::new() });
        self.groups.words.push(words);
        let id = GroupId(self.groups.list.len() - 1);
        self.known.insert(key, id);
        id
    }
}

/// The first literal path segment that is no version: `models` of `/v1/models/{id}`.
fn noun(operation: &Operation) -> String {
    let literals = operation.path.0.iter().filter_map(|piece| match piece {
        Piece::Literal(text) => Some(text),
        Piece::Param(_) => None,
    });
    // What follows a path in the same text names no place of its own.
    let path = |text: &'_ String| text.split(['?', '#']).next().unwrap_or_default().to_owned();
    let literals: Vec<String> = literals.map(path).collect();
    let mut segments = literals.iter().flat_map(|text| text.split('/')).filter(|segment| !segment.is_empty());
    segments.find(|segment| !is_version(segment)).unwrap_or(ROOT).replace('.', "_")
}

/// Whether a segment is a version, or the `api` before one: `v1`, `v2beta1`, `v1.0`.
pub fn is_version(segment: &str) -> bool {
    let rest = segment.strip_prefix(['v', 'V']).unwrap_or("");
    segment.eq_ignore_ascii_case("api") || rest.starts_with(|c: char| c.is_ascii_digit())
}
