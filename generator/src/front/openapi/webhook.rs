//! Webhooks and callbacks: what the API sends by itself, as the type of each body and one union for all of them.

use super::compose;
use super::document::child;
use super::lower::{Lower, text};
use super::operation::{body_schema, methods};
use super::reference;
use super::schema;
use crate::diagnostic::Code;
use crate::ir::{Hint, Kind, TypeDef, Variant};

/// A request that the API sends.
struct Sent {
    /// What its sender calls it.
    name: String,
    /// The pointer of the operation that describes it.
    operation: String,
    /// The pointer of its body's schema.
    body: String,
}

/// Lowers the webhooks of the document: those of 3.1, and those that older documents have as `x-webhooks`.
pub(super) fn webhooks(lower: &mut Lower<'_>) {
    let mut sent = Vec::new();
    for list in ["/webhooks", "/x-webhooks"] {
        for (name, pointer) in lower.entries(list) {
            path_item(lower, &name, &pointer, &mut sent);
        }
    }
    let hint = Hint { words: vec!["webhook".to_owned()], given: false };
    union(lower, hint, "What the API sends to webhooks.", "/webhooks", sent);
}

/// Lowers the callbacks of the operation at a pointer; `what` says which it is.
pub(super) fn callbacks(lower: &mut Lower<'_>, operation: &str, what: &str, hint: &Hint) {
    let list = child(operation, "callbacks");
    let mut sent = Vec::new();
    for (name, pointer) in lower.entries(&list) {
        // The keys are the addresses that the calls go to.
        for (_, pointer) in lower.entries(&reference::resolve(lower.doc, &pointer)) {
            path_item(lower, &name, &pointer, &mut sent);
        }
    }
    union(lower, hint.within("callback"), &format!("What the API sends back after `{what}`."), &list, sent);
}

/// The requests that a path item describes.
fn path_item(lower: &mut Lower<'_>, name: &str, pointer: &str, sent: &mut Vec<Sent>) {
    let item = reference::resolve(lower.doc, pointer);
    for (method, pointer) in methods(lower, &item) {
        let operation = reference::resolve(lower.doc, &pointer);
        match body_schema(lower, &operation) {
            Ok(body) => {
                // The second request of the same name says how it is sent, to be another.
                let taken = sent.iter().any(|other| other.name == name);
                let name = if taken { format!("{name} {}", method.as_str()) } else { name.to_owned() };
                sent.push(Sent { name, operation, body });
            }
            Err(reason) => {
                let message = format!("what is sent as `{name}` has no type: {reason}");
                lower.report(Code::UnsupportedMediaType, &operation, message);
            }
        }
    }
}

/// The union of what is sent, if anything is.
fn union(lower: &mut Lower<'_>, hint: Hint, about: &str, pointer: &str, sent: Vec<Sent>) {
    if sent.is_empty() {
        return;
    }
    let id = lower.reserve(hint, pointer);
    let mut variants = Vec::new();
    for Sent { name, operation, body } in &sent {
        let words = |key: &str| lower.doc.get(&child(operation, key)).and_then(|text| text.as_str());
        let doc = text(words("description").or_else(|| words("summary")));
        let ty =
            schema::used(lower, body, &Hint { words: vec![name.clone(), "event".to_owned()], given: false }).whole();
        variants.push(Variant { hint: Hint::given(name), tag: None, ty, domain: None, doc });
    }
    let bodies: Vec<String> = sent.into_iter().map(|sent| sent.body).collect();
    let def = &lower.api[id];
    lower.api[id] = TypeDef {
        hint: def.hint.clone(),
        doc: text(Some(about)),
        kind: Kind::Union(compose::of_requests(lower, &bodies, variants)),
        deprecated: false,
        examples: Vec::new(),
        at: def.at.clone(),
    };
    lower.api.webhooks.push(id);
}
