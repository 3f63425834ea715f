//! Replies: what comes back for each status.

use super::super::document::child;
use super::super::lower::{Lower, text};
use super::super::reference;
use super::body::{Class, content, contents, examples};
use crate::diagnostic::Code;
use crate::ir::{Hint, Reply, Status};
use openapiv3::Response;

/// What comes back, in document order; one body for each status.
pub(super) fn replies(lower: &mut Lower<'_>, operation: &str, hint: &Hint) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (key, pointer) in lower.entries(&child(operation, "responses")) {
        if key.starts_with("x-") {
            continue;
        }
        let Some(status) = status(&key) else {
            lower.report(Code::WrongType, &pointer, format!("`{key}` is no HTTP status; this response is left out"));
            continue;
        };
        let response = match lower.part::<Response>(&pointer) {
            Ok((response, _)) => response,
            Err(error) => {
                let message = format!("this response does not read and is left out: {error}");
                lower.report(Code::WrongType, &pointer, message);
                continue;
            }
        };
        let target = reference::resolve(lower.doc, &pointer);
        let contents = contents(lower, &target);
        check_several(lower, &contents);
        // The first success is what the operation is called for; the others are told apart by their status.
        let first = status.is_success() && !replies.iter().any(|reply: &Reply| reply.status.is_success());
        let hint = if first { hint.within("response") } else { hint.within(format!("{key} response")) };
        let mut reply = Reply {
            status,
            body: None,
            doc: text(Some(&response.description)),
            examples: Vec::new(),
            at: lower.at(&pointer),
        };
        if let Some((media_type, pointer)) = contents.first() {
            if matches!(Class::of(media_type), Class::Xml | Class::Stream | Class::Form) {
                let message = format!("a body of type `{media_type}` is given as it is, whatever its schema says");
                lower.report(Code::UnsupportedMediaType, pointer, message);
            }
            reply.body = Some(content(lower, media_type, pointer, &hint));
            reply.examples = examples(lower, pointer);
        }
        replies.push(reply);
    }
    replies
}

/// Tells of the bodies of a response that are not used, unless they only write the same in another way.
fn check_several(lower: &mut Lower<'_>, contents: &[(String, String)]) {
    let Some(((used, pointer), others)) = contents.split_first() else { return };
    let schema = |pointer: &str| lower.doc.get(&child(pointer, "schema"));
    let others = others.iter().filter(|(_, other)| schema(other) != schema(pointer));
    let others: Vec<_> = others.map(|(media_type, _)| format!("`{media_type}`")).collect();
    if !others.is_empty() {
        let message = format!("of the bodies of this response, `{used}` is used; not {}", others.join(", "));
        lower.report(Code::SeveralBodies, pointer, message);
    }
}

/// The status that a key of `responses` names.
fn status(key: &str) -> Option<Status> {
    match key.as_bytes() {
        b"default" => Some(Status::Default),
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Class(class - b'0')),
        [b'1'..=b'9', _, _] => key.parse().ok().map(Status::Exact),
        _ => None,
    }
}
