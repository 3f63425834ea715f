//! What extensions say of an operation's pages.

use super::super::document::child;
use super::super::lower::Lower;
use crate::diagnostic::Code;
use crate::ir::{BodyPath, Paging, Param, Place, Step};
use serde_json::Value;

const SPEAKEASY: &str = "x-speakeasy-pagination";
const FERN: &str = "x-fern-pagination";

/// What is said of the pages of the operation at `pointer`.
pub(super) fn read(lower: &mut Lower<'_>, pointer: &str, params: &[Param]) -> Option<Paging> {
    let own = |word| Some(child(pointer, word)).filter(|place| lower.doc.get(place).is_some());
    let said = match (own(SPEAKEASY), own(FERN)) {
        (Some(place), _) => Some((lower.doc.get(&place).map(|value| speakeasy(value, params)), place)),
        (None, Some(place)) => {
            let value = match lower.doc.get(&place) {
                Some(Value::Bool(true)) => lower.doc.get("/x-fern-pagination"),
                value => value,
            };
            Some((value.map(|value| fern(value, params)), place))
        }
        (None, None) => None,
    };
    match said {
        Some((Some(Ok((step, items))), place)) => Some(Paging { step, items, at: lower.at(&place) }),
        Some((said, place)) => {
            let reason = said.and_then(Result::err).unwrap_or_else(|| "the document has none".to_owned());
            lower.report(Code::UnfitPagination, &place, format!("this pagination is not used: {reason}"));
            None
        }
        None => None,
    }
}

type Said = Result<(Option<Step>, Option<BodyPath>), String>;

/// `{type, inputs: [{name, in, type}], outputs: {results, nextCursor, nextUrl}}`.
fn speakeasy(value: &Value, params: &[Param]) -> Said {
    let empty = Vec::new();
    let inputs = value.get("inputs").and_then(Value::as_array).unwrap_or(&empty);
    let input = |kind: &str| {
        let input = inputs.iter().find(|input| text(input, "type") == Some(kind))?;
        match text(input, "in") {
            Some("parameters") | None => Some(query(params, text(input, "name").unwrap_or_default())),
            Some(place) => Some(Err(format!("its `{kind}` is sent in `{place}`, and not in the query"))),
        }
    };
    let output = |word: &str| value.get("outputs").and_then(|outputs| text(outputs, word)).map(path).transpose();
    let step = match text(value, "type").unwrap_or_default() {
        "cursor" => {
            let param = input("cursor").ok_or("it has no input of the type `cursor`")??;
            Step::Cursor { param, next: output("nextCursor")?.ok_or("it has no `nextCursor`")?, more: None }
        }
        "offsetLimit" => match (input("offset"), input("page")) {
            (Some(param), _) => Step::Offset { param: param? },
            (None, Some(param)) => numbered(params, param?),
            (None, None) => return Err("it has no input of the type `offset` or `page`".to_owned()),
        },
        "url" => Step::Next { url: output("nextUrl")?.ok_or("it has no `nextUrl`")? },
        other => return Err(format!("its type `{other}` is not known")),
    };
    Ok((Some(step), output("results")?))
}

/// `{cursor, next_cursor, results}`, `{offset, step, results}` or `{next_uri, results}`; `false` is none.
fn fern(value: &Value, params: &[Param]) -> Said {
    if *value == Value::Bool(false) {
        return Ok((None, None));
    }
    let input = |word: &str| {
        let text = text(value, word)?;
        Some(match text.strip_prefix("$request.") {
            Some(name) => query(params, name.strip_prefix("query.").unwrap_or(name)),
            None => Err(format!("`{text}` is no part of the request")),
        })
    };
    let output =
        |word: &str| text(value, word).map(|text| path(text.strip_prefix("$response").unwrap_or(text))).transpose();
    let items = output("results")?;
    let step = if let Some(param) = input("cursor") {
        let next = output("next_cursor")?.ok_or("it has no `next_cursor`")?;
        Step::Cursor { param: param?, next, more: output("has-next-page")? }
    } else if let Some(param) = input("offset") {
        // Without the size of its steps, an offset counts pages.
        if value.get("step").is_some() { Step::Offset { param: param? } } else { numbered(params, param?) }
    } else if let Some(url) = output("next_uri")? {
        Step::Next { url }
    } else {
        return Err("it has no `cursor`, `offset` or `next_uri`".to_owned());
    };
    Ok((Some(step), items))
}

/// Pages with numbers, from the number that is the default, or else from 1.
fn numbered(params: &[Param], param: usize) -> Step {
    let default = params.get(param).and_then(|param| param.default.as_ref()).and_then(Value::as_u64);
    Step::Page { param, first: default.unwrap_or(1) }
}

/// The query parameter of this name.
fn query(params: &[Param], name: &str) -> Result<usize, String> {
    let found = params.iter().position(|param| param.place == Place::Query && param.wire == name);
    found.ok_or_else(|| format!("there is no query parameter `{name}`"))
}

/// The place in the body that a JSON path means.
fn path(text: &str) -> Result<BodyPath, String> {
    let plain = text.replace("[(@.length-1)]", BodyPath::LAST).replace("['", ".").replace("']", "");
    let plain = plain.trim_start_matches('$');
    if plain.replace(BodyPath::LAST, "").contains(['[', ']', '*', '(', '?']) || plain.contains("..") {
        return Err(format!("`{text}` is no path of keys"));
    }
    Ok(BodyPath::parse(plain))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}
