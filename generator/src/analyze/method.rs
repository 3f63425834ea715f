//! What an operation is called: from its id without its handle's own words, else from method and path, never from prose.

use super::case::{is_plural, pascal, singular, snake, words};
use super::group::{Groups, is_version};
use super::name::{HANDLE, OPERATION, Scope};
use super::{BodyFacts, GroupId, OperationFacts, Outcome, body, outcome, paging};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Method, Operation, Piece};

/// Last path segments that say what to do, not what to make.
const ACTIONS: &[&str] = &[
    "accept",
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "attach",
    "cancel",
    "check",
    "clear",
    "clone",
    "close",
    "commit",
    "complete",
    "confirm",
    "copy",
    "deactivate",
    "deploy",
    "detach",
    "disable",
    "download",
    "drain",
    "duplicate",
    "enable",
    "execute",
    "export",
    "extend",
    "import",
    "install",
    "invite",
    "invoke",
    "join",
    "kill",
    "leave",
    "link",
    "lock",
    "login",
    "logout",
    "merge",
    "move",
    "pause",
    "ping",
    "preview",
    "promote",
    "publish",
    "query",
    "reboot",
    "recreate",
    "refresh",
    "register",
    "reject",
    "release",
    "reload",
    "remove",
    "rename",
    "renew",
    "reopen",
    "reset",
    "resize",
    "resolve",
    "restart",
    "restore",
    "resume",
    "retry",
    "revoke",
    "rollback",
    "rotate",
    "run",
    "save",
    "scale",
    "search",
    "send",
    "share",
    "sign",
    "start",
    "stop",
    "submit",
    "subscribe",
    "suspend",
    "switch",
    "sync",
    "terminate",
    "test",
    "transfer",
    "trigger",
    "unarchive",
    "uninstall",
    "unlink",
    "unlock",
    "unpublish",
    "unsubscribe",
    "update",
    "upgrade",
    "upload",
    "validate",
    "verify",
];

/// The facts of all operations.
pub fn run(diags: &mut Diagnostics, api: &Api, groups: &mut Groups) -> Vec<OperationFacts> {
    let mut methods = vec![Scope::reserving(HANDLE); groups.list.len()];
    let mut idents = vec![Scope::module(); groups.list.len()];
    for group in &groups.list {
        // A handle's children are its methods too, and go first.
        if let Some(scope) = group.parent.and_then(|parent| methods.get_mut(parent.0)) {
            scope.claim([group.method.clone()]);
        }
    }
    for (group, scope) in groups.list.iter().zip(&mut idents) {
        scope.claim([group.ident.clone()]);
    }
    let mut facts: Vec<Option<OperationFacts>> = vec![None; api.operations.len()];
    // Names that the document gives are settled first, so that an operation without one never takes them.
    let each = api.operations.iter().zip(&groups.of).zip(0..);
    let (given, made): (Vec<_>, Vec<_>) = each.partition(|((operation, _), _)| operation.id.is_some());
    for ((operation, &group), index) in given.into_iter().chain(made) {
        let empty = Vec::new();
        let own = groups.words.get(group.0).unwrap_or(&empty);
        let full = match operation.id.as_deref().map(words) {
            Some(words) if !words.is_empty() => words,
            _ => from_path(operation),
        };
        let short = without(&full, own);
        let (Some(methods), Some(idents)) = (methods.get_mut(group.0), idents.get_mut(group.0)) else { continue };
        let method = methods.claim([snake(&short), snake(&full), format!("{}_", snake(&full))]);
        let ident = idents.claim([pascal(&full), format!("{}Request", pascal(&full))]);
        let mut scope = Scope::settable(OPERATION);
        let params = operation
            .params
            .iter()
            .map(|param| scope.claim_with_underscore(snake(&words(param.name.as_ref().unwrap_or(&param.wire)))))
            .collect();
        let bodies = bodies(operation, &mut scope, &method);
        if let Some(slot) = facts.get_mut::<usize>(index) {
            *slot = Some(OperationFacts {
                group: GroupId(group.0),
                ident,
                method,
                params,
                bodies,
                reply: Outcome::Empty,
                streams: Vec::new(),
                accept: None,
                error: Outcome::Empty,
                headers: None,
                paged: None,
            });
        }
    }
    let mut facts: Vec<OperationFacts> = facts.into_iter().flatten().collect();
    for (operation, facts) in api.operations.iter().zip(&mut facts) {
        // What comes back is named after the operations, and after them.
        if let Some(scope) = idents.get_mut(facts.group.0) {
            outcome::run(diags, api, operation, scope, facts);
        }
        facts.paged = paging::run(diags, api, operation, &facts.reply);
        // Last, so that a second body never takes the name of another operation.
        let Some(methods) = methods.get_mut(facts.group.0) else { continue };
        let others = facts.bodies.iter_mut().zip(&operation.body).skip(1).zip(body::suffixes(&operation.body));
        for ((own, _), suffixes) in others.filter(|((_, body), _)| body.required) {
            own.method = methods.claim(suffixes.iter().map(|suffix| format!("{}_{suffix}", facts.method)));
        }
    }
    facts
}

/// The facts of an operation's bodies. One that must be there is an argument of a method that it has for itself; others
/// are set, each by a setter that it has for itself.
fn bodies(operation: &Operation, scope: &mut Scope, method: &str) -> Vec<BodyFacts> {
    let first = scope.claim(["body".to_owned(), "request_body".to_owned()]);
    let suffixes = std::iter::once(Vec::new()).chain(body::suffixes(&operation.body));
    let each = operation.body.iter().zip(suffixes);
    each.map(|(body, suffixes)| {
        let ident = if body.required || suffixes.is_empty() {
            first.clone()
        } else {
            scope.claim(suffixes.iter().map(|suffix| format!("{first}_{suffix}")))
        };
        BodyFacts { ident, method: method.to_owned() }
    })
    .collect()
}

/// The words without those of the handle, in singular or plural, where they stand together: `get auth session`
/// without `auth sessions` is `get`. Without anything left, nothing is taken away.
fn without(full: &[String], own: &[String]) -> Vec<String> {
    let same = |a: &String, b: &String| a == b || singular(a) == singular(b);
    let all = full
        .windows(own.len().max(1))
        .rposition(|window| window.len() == own.len() && window.iter().zip(own).all(|(a, b)| same(a, b)));
    match all {
        Some(start) if full.len() > own.len() => {
            let rest = full.iter().enumerate().filter(|(index, _)| !(start..start + own.len()).contains(index));
            rest.map(|(_, word)| word.clone()).collect()
        }
        _ => full.to_vec(),
    }
}

/// A literal path segment, and whether a placeholder follows it.
struct Segment {
    words: Vec<String>,
    item: bool,
}

/// The words of an operation without an id: `list models`, `get model`, `activate deployment`.
fn from_path(operation: &Operation) -> Vec<String> {
    let mut segments: Vec<Segment> = Vec::new();
    for piece in &operation.path.0 {
        match piece {
            Piece::Literal(text) => {
                let literals = text.split('/').filter(|segment| !segment.is_empty() && !is_version(segment));
                segments.extend(literals.map(|segment| Segment { words: words(segment), item: false }));
            }
            Piece::Param(_) => {
                if let Some(last) = segments.last_mut() {
                    last.item = true;
                }
            }
        }
    }
    segments.retain(|segment| !segment.words.is_empty());
    let verb = |verb: &str| vec![verb.to_owned()];
    let Some((last, before)) = segments.split_last() else { return verb(&operation.method.as_str().to_lowercase()) };
    // What the last segment belongs to: the collections an item was picked from on the way.
    let owners: Vec<String> =
        before.iter().filter(|segment| segment.item).flat_map(|segment| one(&segment.words)).collect();
    let collection = !last.item && last.words.last().is_some_and(|word| is_plural(word));
    let verbs = |list: &[&str]| last.words.first().is_some_and(|word| list.contains(&word.as_str()));
    let action = !last.item
        && (verbs(ACTIONS) || (last.words.len() > 1 && verbs(&["create", "delete", "generate", "get", "list", "set"])));
    if action {
        let subject = match before.last() {
            Some(segment) if !segment.item => segment.words.clone(),
            _ => owners,
        };
        let words = if last.words.len() > 1 { last.words.clone() } else { [last.words.clone(), subject].concat() };
        return words;
    }
    let object = if collection && operation.method == Method::Get { last.words.clone() } else { one(&last.words) };
    let verb = verb(match &operation.method {
        Method::Get if collection => "list",
        Method::Get => "get",
        Method::Post => "create",
        Method::Put => "replace",
        Method::Patch => "update",
        Method::Delete => "delete",
        Method::Head => "check",
        Method::Options => "options",
        Method::Trace => "trace",
        Method::Other(name) => return [words(&name.to_lowercase()), owners, object].concat(),
    });
    let object = if collection && operation.method == Method::Delete { last.words.clone() } else { object };
    [verb, owners, object].concat()
}

/// The words of a collection, for one of its items.
fn one(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Doc, Path};
    use crate::source::{Location, SourceMap};

    fn method(line: &str, own: &str) -> String {
        let (method, path) = line.split_once(' ').unwrap();
        let pieces = path.split_inclusive(['{', '}']).map(|piece| match piece.strip_suffix('}') {
            Some(_) => Piece::Param(0),
            None => Piece::Literal(piece.trim_end_matches('{').to_owned()),
        });
        let operation = Operation {
            method: Method::from_name(method).unwrap(),
            path: Path(pieces.collect()),
            id: None,
            tags: Vec::new(),
            params: Vec::new(),
            body: Vec::new(),
            replies: Vec::new(),
            server: None,
            paging: None,
            security: Vec::new(),
            doc: Doc::default(),
            deprecated: false,
            at: Location::File(SourceMap::default().add("", "")),
        };
        snake(&without(&from_path(&operation), &words(own)))
    }

    #[test]
    fn methods_of_operations_without_an_id() {
        for (line, own, name) in [
            ("GET /v1/models", "models", "list"),
            ("GET /v1/models/{id}", "models", "get"),
            ("POST /v1/models", "models", "create"),
            ("PUT /v1/models/{id}", "models", "replace"),
            ("PATCH /v1/models/{id}", "models", "update"),
            ("DELETE /v1/models/{id}", "models", "delete"),
            ("GET /v1/models/{id}/deployments", "models", "list_deployments"),
            ("POST /v1/models/{id}/deployments/{d}/activate", "models", "activate_deployment"),
            ("GET /v1/{project_id}/demanager/instances/{instance_id}/token", "demanager", "get_instance_token"),
            ("GET /v1/training_projects/{p}/jobs/{j}/auth_codes", "training_projects", "list_job_auth_codes"),
            ("POST /v1/training_jobs/search", "training_jobs", "search"),
            ("POST /v1/api_keys", "api_keys", "create"),
            ("POST /v1/{project_id}/notebooks/{id}/create-image", "notebooks", "create_image"),
            ("GET /", "api", "get"),
        ] {
            assert_eq!(method(line, own), name, "{line}");
        }
    }
}
