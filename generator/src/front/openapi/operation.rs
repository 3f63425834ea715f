//! Operations: what is sent where, what comes back, and which of them must be left out.

mod body;
mod form;
mod header;
mod paging;
mod param;
mod reply;

use super::auth;
use super::document::child;
use super::lower::Lower;
use super::name;
use super::reference;
use super::{server, tag, webhook};
use crate::diagnostic::Code;
use crate::ir::{Api, Doc, Hint, Kind, Method, Operation, Param, Path, Piece, Place, Style, Text, Type};
use crate::source::path::percent_decoded;
use serde_json::Value;

pub(super) use body::body_schema;
pub(super) use form::settle;

/// Where paths stand: those of the second differ in their query alone.
pub(super) const PATHS: [&str; 2] = ["/paths", "/x-ms-paths"];

/// Lowers all operations, in document order.
pub(super) fn operations(lower: &mut Lower<'_>) {
    for (path, pointer) in PATHS.map(|paths| lower.entries(paths)).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        if !path.starts_with('/') {
            let message = "a path must begin with `/`; its operations are left out";
            lower.report(Code::SkippedOperation, &pointer, message);
            continue;
        }
        let item = reference::resolve(lower.doc, &pointer);
        for (method, pointer) in methods(lower, &item) {
            match operation(lower, &method, &path, &item, &reference::resolve(lower.doc, &pointer)) {
                Ok(operation) => lower.api.operations.push(operation),
                Err(reason) => {
                    let message = format!("{} {path} is left out: {reason}", method.as_str());
                    lower.report(Code::SkippedOperation, &pointer, message);
                }
            }
        }
    }
}

/// The methods that a path item has operations for, with their pointers.
pub(super) fn methods(lower: &mut Lower<'_>, item: &str) -> Vec<(Method, String)> {
    let mut found = Vec::new();
    for (key, pointer) in lower.entries(item) {
        match key.as_str() {
            "query" => found.push((Method::Other("QUERY".to_owned()), pointer)),
            "additionalOperations" => {
                for (name, pointer) in lower.entries(&pointer) {
                    if let Some(method) = Method::from_token(&name) {
                        found.push((method, pointer));
                    } else {
                        let message = format!("no method can be called `{name}`; its operation is left out");
                        lower.report(Code::SkippedOperation, &pointer, message);
                    }
                }
            }
            key => {
                let method = Method::from_name(key).filter(|_| key.chars().all(char::is_lowercase));
                found.extend(method.map(|method| (method, pointer)));
            }
        }
    }
    found
}

/// The operation at `pointer` of the path item at `item`, or why it cannot be called.
fn operation(
    lower: &mut Lower<'_>,
    method: &Method,
    path: &str,
    item: &str,
    pointer: &str,
) -> Result<Operation, String> {
    let (operation, _) = lower.part::<openapiv3::Operation>(pointer)?;
    let named = name::operation(lower.doc, pointer);
    let tags = named.group.map_or_else(|| tag::of_operation(lower, &operation.tags), |group| vec![group]);
    let id = operation.operation_id.filter(|id| !id.trim().is_empty());
    let id = named.method.map(|name| name::within(tags.first(), &name)).or(id);
    let name = id.clone().unwrap_or_else(|| {
        let steps = path.split(['/', '{', '}']).filter(|word| !word.is_empty());
        [method.as_str().to_lowercase().as_str()].into_iter().chain(steps).collect::<Vec<_>>().join(" ")
    });
    let hint = Hint { words: vec![name], given: false };
    let mut params = param::read(lower, item, pointer, &hint)?;
    let template = path;
    let path = split(lower, template, pointer, &mut params);
    let body = body::request(lower, pointer, &hint)?;
    let replies = reply::replies(lower, pointer, &hint);
    let own = child(pointer, "security");
    let says = lower.doc.get(&own).is_some();
    let security = if says { own } else { "/security".to_owned() };
    let mut security = auth::alternatives(lower, &security);
    if security.is_empty()
        && !says
        && let Some(header) = param::authorization(lower, item, pointer)
    {
        security = auth::by_parameter(lower, &header);
    }
    let mut doc = doc(operation.summary.as_deref(), operation.description.as_deref());
    doc.link = operation.external_docs.map(|docs| docs.url).filter(|url| !url.is_empty());
    let paging = paging::read(lower, pointer, &params);
    webhook::callbacks(lower, pointer, &format!("{} {template}", method.as_str()), &hint);
    Ok(Operation {
        method: method.clone(),
        path,
        id: unique(lower, id, pointer),
        tags,
        params,
        body,
        replies,
        server: server::of_operation(lower, item, pointer),
        paging,
        security,
        doc,
        deprecated: operation.deprecated,
        at: lower.at(pointer),
    })
}

/// The id, unless an earlier operation has it.
fn unique(lower: &mut Lower<'_>, id: Option<String>, pointer: &str) -> Option<String> {
    let id = id?;
    let Some(earlier) = lower.ids.get(&id).cloned() else {
        lower.ids.insert(id.clone(), lower.at(pointer));
        return Some(id);
    };
    let message = format!("the operation id `{id}` is taken; this operation is named after its method and path");
    lower
        .report(Code::DuplicateOperationId, &child(pointer, "operationId"), message)
        .related(&earlier, "the operation that has it");
    None
}

/// A summary and a description, without saying the same twice.
fn doc(summary: Option<&str>, description: Option<&str>) -> Doc {
    let (summary, description) = (summary.unwrap_or_default().trim(), description.unwrap_or_default().trim());
    if summary.is_empty() || description.starts_with(summary.trim_end_matches('.')) {
        Doc::from_text(description)
    } else {
        Doc { summary: summary.to_owned(), text: description.to_owned(), link: None }
    }
}

/// Splits a path at its placeholders; `params` are made to match them.
fn split(lower: &mut Lower<'_>, path: &str, pointer: &str, params: &mut Vec<Param>) -> Path {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((literal, name, tail)) = placeholder(rest) {
        names.push((literal, greedy(params, name)));
        rest = tail;
    }
    leave_out_fixed(lower, path, params);
    params.retain(|param| {
        let stays = param.place != Place::Path || names.iter().any(|(_, name)| *name == param.wire);
        if !stays {
            let message = format!("the path has no placeholder `{{{}}}`; this parameter is left out", param.wire);
            lower.diags.report(Code::PathParameter, &param.at, message);
        }
        stays
    });
    let mut pieces = Vec::new();
    for (literal, name) in names {
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        let known = params.iter().position(|param| param.place == Place::Path && param.wire == name);
        let index = known.unwrap_or_else(|| {
            let message = format!("the placeholder `{{{name}}}` has no parameter; read as text");
            lower.report(Code::PathParameter, pointer, message);
            params.push(Param {
                wire: name.to_owned(),
                name: None,
                place: Place::Path,
                ty: Type::String(Text::Plain),
                required: true,
                global: false,
                style: Style::Simple,
                explode: false,
                reserved: false,
                allow_empty: false,
                default: None,
                constraints: Vec::new(),
                domain: None,
                doc: Doc::default(),
                deprecated: false,
                at: lower.at(pointer),
            });
            params.len() - 1
        });
        pieces.push(Piece::Param(index));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Path(pieces)
}

/// Leaves out the parameters that the query of the path says: they would be sent twice.
fn leave_out_fixed(lower: &mut Lower<'_>, path: &str, params: &mut Vec<Param>) {
    let fixed = fixed(path);
    params.retain(|param| {
        let Some((_, value)) = fixed.iter().find(|(name, _)| param.place == Place::Query && param.wire == *name) else {
            return true;
        };
        if !is_only(&lower.api, &param.ty, value) {
            let message = format!("the path says what `{}` is; this parameter is left out", param.wire);
            lower.diags.report(Code::PathParameter, &param.at, message);
        }
        false
    });
}

/// What the query of a path says.
fn fixed(path: &str) -> Vec<(String, String)> {
    let query = path.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    // A placeholder is none: callers give its value.
    let said = pairs.filter(|(name, value)| !name.is_empty() && !value.contains('{'));
    let plain = |text: &str| percent_decoded(&text.replace('+', " "));
    said.map(|(name, value)| (plain(name), plain(value))).collect()
}

/// Whether a type has one value alone, which is this text.
fn is_only(api: &Api, ty: &Type, text: &str) -> bool {
    let Type::Named(id) = api.resolve(ty) else { return false };
    let Kind::Enum(values) = &api[*id].kind else { return false };
    matches!(values.as_slice(), [only] if only.wire == *text)
}

/// The name in a placeholder. Gateways write `{rest+}` where the parameter `rest` takes the rest of the path, with slashes.
fn greedy<'a>(params: &mut [Param], name: &'a str) -> &'a str {
    let Some(plain) = name.strip_suffix('+') else { return name };
    match params.iter_mut().find(|param| param.place == Place::Path && param.wire == plain) {
        Some(param) => {
            param.reserved = true;
            plain
        }
        None => name,
    }
}

/// The text before the first placeholder, its name, and what follows it.
fn placeholder(path: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = path.split_once('{')?;
    let (name, tail) = rest.split_once('}')?;
    Some((literal, name, tail))
}

/// Whether the object at a pointer says `required: true`.
pub(super) fn is_required(lower: &Lower<'_>, pointer: &str) -> bool {
    lower.doc.get(&child(pointer, "required")) == Some(&Value::Bool(true))
}
