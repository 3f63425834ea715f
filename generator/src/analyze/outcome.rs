//! What an operation gives: one type for a success, one for a failure.

use super::Outcome;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Media, Operation, Reply, Status, Type};

/// The outcomes of a success and of a failure.
pub fn run(diags: &mut Diagnostics, operation: &Operation) -> (Outcome, Outcome) {
    let documented = operation.replies.iter().any(|reply| reply.status.is_success());
    // A document that lists `default` alone means all replies by it.
    let success = |status: Status| status.is_success() || (!documented && status == Status::Default);
    let mut successes = bodies(operation, success);
    let reply = if successes.is_empty() { Outcome::Empty } else { successes.remove(0) };
    // A success may come without a body: said so, or not said anything of.
    let bare = operation.replies.iter().any(|reply| reply.status.is_success() && reply.body.is_none());
    let reply = match reply {
        Outcome::Json(ty) if (bare || !documented) && !matches!(ty, Type::Nullable(_)) => {
            Outcome::Json(Type::Nullable(Box::new(ty)))
        }
        reply => reply,
    };
    if !successes.is_empty() {
        let message = format!(
            "{} {} documents several success bodies; the first one is used",
            operation.method.as_str(),
            operation.template()
        );
        diags.report(Code::SeveralBodies, &operation.at, message);
    }
    let mut failures = bodies(operation, Status::is_failure);
    let error = match failures.len() {
        0 => Outcome::Empty,
        1 => failures.remove(0),
        _ => {
            let message = format!(
                "{} {} documents several error bodies; they are read as any JSON",
                operation.method.as_str(),
                operation.template()
            );
            diags.report(Code::SeveralBodies, &operation.at, message);
            Outcome::Json(Type::Json)
        }
    };
    (reply, error)
}

/// The different bodies of the replies with such a status, in document order.
fn bodies(operation: &Operation, wanted: impl Fn(Status) -> bool) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for Reply { body, .. } in operation.replies.iter().filter(|reply| wanted(reply.status)) {
        let Some((media, ty)) = body else { continue };
        let outcome = match media {
            Media::Json(_) => Outcome::Json(ty.clone()),
            Media::Text(_) => Outcome::Text,
            // Forms are read as they come.
            Media::Bytes(_) | Media::Form(_) | Media::Multipart(_) => Outcome::Bytes,
        };
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    outcomes
}
