//! Which handle an operation belongs to: that of its tag, or else of the first word of its path that says what it is about.

use super::case::{pascal, snake, words};
use super::name::Scope;
use super::{Group, GroupId};
use crate::ir::{Api, Doc, Operation, OperationId, Piece};

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

/// Groups the operations.
pub fn run(api: &Api) -> Groups {
    let mut groups = Groups { list: Vec::new(), words: Vec::new(), of: Vec::new() };
    for (index, operation) in api.operations.iter().enumerate() {
        let id = match operation.tags.first() {
            Some(tag) => groups.at(api, tag),
            None => groups.at(api, &noun(operation)),
        };
        groups.of.push(id);
        if let Some(group) = groups.list.get_mut(id.0) {
            group.operations.push(OperationId::at(index));
        }
    }
    groups
}

impl Groups {
    /// The handle of a dotted name, made with its parents if it is new.
    fn at(&mut self, api: &Api, name: &str) -> GroupId {
        let mut parent = None;
        let mut path = String::new();
        // Handles inside handles inside handles help nobody; the rest of such a name is one word.
        for part in name.splitn(DEPTH, '.').filter(|part| !words(part).is_empty()) {
            path = if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") };
            let part = words(part);
            let known = (0..self.list.len()).find(|&index| {
                self.words.get(index) == Some(&part) && self.list.get(index).is_some_and(|group| group.parent == parent)
            });
            parent = Some(known.map_or_else(|| self.add(api, parent, part, &path), GroupId));
        }
        parent.unwrap_or_else(|| self.at(api, ROOT))
    }

    fn add(&mut self, api: &Api, parent: Option<GroupId>, words: Vec<String>, path: &str) -> GroupId {
        let mut scope = Scope::reserving(CLIENT);
        // A module is not called like the one it stands in.
        parent.and_then(|parent| self.list.get(parent.0)).map(|parent| scope.claim([parent.method.clone()]));
        self.list.iter().filter(|group| group.parent == parent).for_each(|group| {
            scope.claim([group.method.clone()]);
        });
        let method = scope.claim_with_underscore(snake(&words));
        let doc = api.tags.iter().find(|tag| tag.name == path).map_or_else(Doc::default, |tag| tag.doc.clone());
        let ident = Scope::module().claim([pascal(&words), format!("{}Api", pascal(&words))]);
        self.list.push(Group { method, ident, parent, doc, operations: Vec::new() });
        self.words.push(words);
        GroupId(self.list.len() - 1)
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
