//! What an operation answers: a reply per status that a table documents, and the error that all of them may give.

use super::super::grammar;
use super::super::page::{Page, PageTable};
use super::graph::{Message, Messages};
use super::operation::words;
use super::types::Types;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Doc, Hint, Media, Reply, Status};
use crate::source::Location;

/// Makes the replies, in document order; a missing success goes first, a missing error last.
pub(super) fn lower(
    diags: &mut Diagnostics,
    types: &mut Types<'_>,
    page: &Page,
    messages: &Messages,
    at: &Location,
) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (status, message) in &messages.responses {
        let Some(table) = page.tables.get(message.table) else { continue };
        // The older dialect has one table and no status: it is the success.
        let status = status.map_or(Status::Class(2), Status::Exact);
        replies.push(reply(diags, types, page, table, message, status));
    }
    let made = |status, bodies| Reply {
        status,
        bodies,
        headers: Vec::new(),
        doc: Doc::default(),
        examples: Vec::new(),
        at: at.clone(),
    };
    if !replies.iter().any(|reply: &Reply| reply.status.is_success()) {
        replies.insert(0, made(Status::Class(2), Vec::new()));
    }
    if !replies.iter().any(|reply| reply.status.is_failure()) {
        replies.push(made(Status::Default, vec![(json(), types.error(at))]));
    }
    replies
}

fn reply(
    diags: &mut Diagnostics,
    types: &mut Types<'_>,
    page: &Page,
    table: &PageTable,
    message: &Message,
    status: Status,
) -> Reply {
    let at = Location::Offset(page.file, table.at);
    let bodies = if status == Status::Exact(204) {
        diags
            .report(Code::UnknownTable, &at, "a response with status 204 has no content; this table is not used")
            .help("correct the status, or delete the table");
        Vec::new()
    } else if status.is_failure() && grammar::is_error(table.rows.iter().map(|row| row.wire.as_str())) {
        vec![(json(), types.error(&at))]
    } else {
        let hint = Hint { words: words(page), given: false }.within("response");
        vec![(json(), types.message(&message.shape, &hint, &at))]
    };
    Reply { status, bodies, headers: Vec::new(), doc: Doc::default(), examples: Vec::new(), at }
}

fn json() -> Media {
    Media::Json("application/json".to_owned())
}
