//! Which operations give lists page by page: what is said of them, or else what cannot be taken for anything else.

use super::Outcome;
use super::case::words;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, BodyPath, Field, Method, Operation, Paged, Paging, Param, Piece, Place, Step, Text, Type};
use serde_json::Value;

/// How a cursor is called: its parameter, where a page has the next one (the end of that path), and whether only a flag that
/// says that there is more makes it one. All in words joined by underscores.
const CURSORS: &[(&str, &[&str], bool)] = &[
    ("after", &["next_cursor", "end_cursor"], false),
    ("after", &["last_id"], true),
    ("continuation_token", &["continuation_token", "next_continuation_token"], false),
    ("cursor", &["next_cursor", "cursor_next", "end_cursor"], false),
    ("cursor", &["cursor"], true),
    ("marker", &["next_marker"], false),
    ("next_cursor", &["next_cursor"], false),
    ("next_page_token", &["next_page_token"], false),
    ("next_token", &["next_token"], false),
    ("page_cursor", &["next_cursor", "next_page_cursor"], false),
    ("page_token", &["next_page_token", "next_token"], false),
    ("start_cursor", &["next_cursor"], false),
    ("starting_after", &["next_cursor"], false),
];

/// Parameters that take the id of the last item, where a flag says whether there is more.
const AFTER_ITEM: &[&str] = &["after", "starting_after"];

/// Flags that say whether there is more.
const MORE: &[&str] = &["has_more", "has_next", "has_next_page"];

/// Fields that hold the URL of the next page, and those that do if they are described as one.
const NEXT: &[&str] =
    &["next_href", "next_link", "next_page_url", "next_page_uri", "next_uri", "next_url", "odata_next_link"];
const NEXT_IF_URL: &[&str] = &["next", "links.next", "paging.next"];

/// Parameters that count items to pass over, or pages, and those beside them that say how many items a page has.
const OFFSETS: &[&str] = &["offset", "skip"];
const PAGES: &[&str] = &["page", "page_index", "page_no", "page_num", "page_number"];
const SIZES: &[&str] =
    &["count", "limit", "max_results", "page_limit", "page_size", "per_page", "results_per_page", "size", "take"];

/// How an operation that gives this goes from page to page, if it does.
pub fn run(diags: &mut Diagnostics, api: &Api, operation: &Operation, reply: &Outcome) -> Option<Paged> {
    let Some(Paging { step, items, at }) = &operation.paging else { return recognise(api, operation, reply) };
    let step = step.clone()?;
    let fitted = match reply {
        Outcome::Json(body) => api.paged(operation, body, step, items.as_ref()),
        Outcome::ByStatus(_) => Err("a success may be one of several bodies".to_owned()),
        Outcome::Empty
        | Outcome::Text
        | Outcome::Bytes
        | Outcome::Events(_)
        | Outcome::TextEvents
        | Outcome::Lines(_)
        | Outcome::Sequence(_) => Err("a success is no JSON".to_owned()),
    };
    fitted
        .inspect_err(|reason| {
            diags.report(Code::UnfitPagination, at, format!("this pagination is not used: {reason}"));
        })
        .ok()
}

/// How the operation goes from page to page, if nothing else can be meant.
fn recognise(api: &Api, operation: &Operation, reply: &Outcome) -> Option<Paged> {
    let Outcome::Json(body) = reply else { return None };
    if operation.method != Method::Get || operation.body.iter().any(|body| body.required) {
        return None;
    }
    api.only_list(body)?;
    let fields = api.fields_within(body);
    let counted = offset(operation).or_else(|| page(operation));
    let step = match (
        link(operation).or_else(|| next_url(api, operation, &fields)),
        cursor(api, operation, body, &fields),
        counted,
    ) {
        // A whole URL leaves nothing to guess.
        (Some(url), _, _) => url,
        // Two ways that callers may choose between: a page of the one may lack what the other needs.
        (None, Some(_), Some(_)) => return None,
        (None, cursor, counted) => cursor.or(counted)?,
    };
    api.paged(operation, body, step, None).ok()
}

fn cursor(api: &Api, operation: &Operation, body: &Type, fields: &[(BodyPath, &Field)]) -> Option<Step> {
    let more = only(fields, |path, field| ends(path, MORE) && *api.resolve(&field.ty) == Type::Bool);
    for (name, places, needs_more) in CURSORS.iter().filter(|(_, _, needs_more)| more.is_some() || !needs_more) {
        let Some(param) = query(operation, name).filter(|param| is_cursor(api, operation, *param)) else { continue };
        let next = only(fields, |path, field| ends(path, places) && is_text(api, &field.ty));
        // What is called as the parameter may be its echo; only its description tells.
        let next =
            next.filter(|(_, field)| !needs_more || *name != "cursor" || mentions(&field.doc.summary, &["next"]));
        if let Some((next, _)) = next {
            return Some(Step::Cursor { param, next: next.clone(), more: more.map(|(path, _)| path.clone()) });
        }
    }
    let (more, _) = more?;
    let param = AFTER_ITEM.iter().find_map(|name| query(operation, name)).filter(|param| {
        let doc = operation.params.get(*param).map(|param| format!("{} {}", param.doc.summary, param.doc.text));
        is_cursor(api, operation, *param) && doc.is_some_and(|doc| mentions(&doc, &["id", "ids", "identifier"]))
    })?;
    let mut next = api.only_list(body)?;
    next.0.extend([BodyPath::LAST.to_owned(), "id".to_owned()]);
    api.find(body, &next).filter(|found| *found.ty == Type::String(Text::Plain))?;
    Some(Step::Cursor { param, next, more: Some(more.clone()) })
}

/// A documented header `Link`, beside a parameter that only pages have.
fn link(operation: &Operation) -> Option<Step> {
    let successes = operation.replies.iter().filter(|reply| reply.status.is_success());
    let mut headers = successes.flat_map(|reply| &reply.headers);
    let has_link = headers.any(|header| header.wire.eq_ignore_ascii_case("link"));
    (has_link && has_pages(operation)).then_some(Step::Link)
}

/// Whether the operation has a parameter that only lists of several pages have.
fn has_pages(operation: &Operation) -> bool {
    SIZES.iter().chain(PAGES).chain(OFFSETS).any(|name| query(operation, name).is_some())
}

fn next_url(api: &Api, operation: &Operation, fields: &[(BodyPath, &Field)]) -> Option<Step> {
    // What a path names by its id may lead to the next of its kind, as a chapter does.
    let listed = has_pages(operation) || !matches!(operation.path.0.last(), Some(Piece::Param(_)));
    let described = |field: &Field| {
        let format = field.constraints.iter().any(|limit| limit == "of the format `uri`");
        format || mentions(&format!("{} {}", field.doc.summary, field.doc.text), &["url", "uri", "link"])
    };
    let (url, _) = only(fields, |path, field| {
        let text = matches!(api.resolve(&field.ty), Type::String(_));
        text && (ends(path, NEXT) || (ends(path, NEXT_IF_URL) && described(field) && listed))
    })?;
    Some(Step::Next { url: url.clone() })
}

fn offset(operation: &Operation) -> Option<Step> {
    let (param, of) = counter(operation, OFFSETS)?;
    // Some servers call the number of a page so.
    let pages = mentions(&format!("{} {}", of.doc.summary, of.doc.text), &["page", "pages"]);
    let from_zero = of.default.as_ref().map_or(!from_one(of), |default| default.as_u64() == Some(0));
    // And some count bytes, or lines of a text.
    let things =
        mentions(&format!("{} {}", of.doc.summary, of.doc.text), &["byte", "bytes", "character", "line", "lines"]);
    (from_zero && !pages && !things).then_some(Step::Offset { param })
}

fn page(operation: &Operation) -> Option<Step> {
    let (param, of) = counter(operation, PAGES)?;
    let first = match of.default.as_ref().map(Value::as_u64) {
        Some(Some(first @ 0..=1)) => first,
        None if from_one(of) => 1,
        // Where counting begins is not said.
        Some(_) | None => return None,
    };
    Some(Step::Page { param, first })
}

/// Whether a parameter is documented to begin at 1.
fn from_one(param: &Param) -> bool {
    param.constraints.iter().any(|limit| limit.split(", ").any(|limit| limit == "at least 1"))
}

/// The whole number of one of these names that may be left out, beside one that says how long a page is.
fn counter<'a>(operation: &'a Operation, names: &[&str]) -> Option<(usize, &'a Param)> {
    let number = |name: &&str| {
        let index = query(operation, name)?;
        let param = operation.params.get(index)?;
        (matches!(param.ty, Type::Int(_)) && !param.required).then_some((index, param))
    };
    SIZES.iter().find_map(number).and(names.iter().find_map(number))
}

/// The query parameter of this name, in words.
fn query(operation: &Operation, name: &str) -> Option<usize> {
    operation.params.iter().position(|param| param.place == Place::Query && !param.global && word(&param.wire) == name)
}

/// Whether a parameter can take what a page holds.
fn is_cursor(api: &Api, operation: &Operation, param: usize) -> bool {
    operation.params.get(param).is_some_and(|param| !param.required && is_text(api, &param.ty))
}

fn is_text(api: &Api, ty: &Type) -> bool {
    api.find(ty, &BodyPath::default()).is_some_and(|found| matches!(found.ty, Type::String(_) | Type::Int(_)))
}

/// The only field that is wanted.
fn only<'a>(
    fields: &'a [(BodyPath, &'a Field)],
    wanted: impl Fn(&BodyPath, &Field) -> bool,
) -> Option<(&'a BodyPath, &'a Field)> {
    let mut all = fields.iter().filter(|(path, field)| wanted(path, field)).map(|(path, field)| (path, *field));
    all.next().filter(|_| all.next().is_none())
}

/// Whether a path ends in one of these, in words.
fn ends(path: &BodyPath, endings: &[&str]) -> bool {
    let words: Vec<String> = path.0.iter().map(|key| word(key)).collect();
    endings.iter().any(|ending| {
        let ending: Vec<&str> = ending.split('.').collect();
        words.len() >= ending.len() && words.iter().rev().zip(ending.iter().rev()).all(|(word, ending)| word == ending)
    })
}

fn word(wire: &str) -> String {
    words(wire).join("_")
}

/// Whether a text has one of these words.
fn mentions(text: &str, wanted: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| wanted.iter().any(|it| word.eq_ignore_ascii_case(it)))
}
