//! Rules that hold for a whole API, one function each; what breaks one and can be spared is taken out with a warning.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Kind, Media, Method, Part, Piece, Type, TypeId};
use crate::source::Location;
use serde_json::Value;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Checks all rules.
pub fn check(diags: &mut Diagnostics, api: &mut Api) {
    plain_paths(diags, api);
    unique_operations(diags, api);
    telling_tags(diags, api);
    ending_unions(diags, api);
    ending_aliases(diags, api);
    fitting_defaults(diags, api);
    bytes_in_json(diags, api);
}

/// A path that is more than a path: `/a/../b`, `/{a`, `/a#{b}`. What stands in it would be lost on the way.
///
/// A query that is always the same is sent as it stands, and documents tell operations of one path apart by what follows
/// `#`, which is never sent.
fn plain_paths(diags: &mut Diagnostics, api: &mut Api) {
    api.operations.retain(|operation| {
        let template = operation.template();
        let sent = operation.sent_template();
        let (path, query) = sent.split_once('?').unwrap_or((&sent, ""));
        let literal = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.contains(['{', '}', '\\']));
        let placeholders = |text: &str| text.matches('{').count();
        let odd = operation.path.0.iter().any(literal)
            || path.split('/').any(|segment| matches!(segment, "." | ".."))
            || !query.chars().all(|c| c.is_ascii_graphic())
            || placeholders(path) != placeholders(&template)
            || template.chars().any(char::is_control);
        if odd {
            let message = format!(
                "`{} {template}` has more in its path than a path can hold; left out",
                operation.method.as_str()
            );
            let help = "describe what follows `?` as query parameters, and leave out `.` and `..`";
            diags.report(Code::SkippedOperation, &operation.at, message).help(help);
        }
        !odd
    });
}

/// Two operations with one method and path. `GET /a/{x}` and `GET /a/{y}` are the same to a server, but not to callers;
/// of two that are not told apart by anything, one is enough.
fn unique_operations(diags: &mut Diagnostics, api: &mut Api) {
    let mut seen: BTreeMap<(Method, String), (String, Location)> = BTreeMap::new();
    api.operations.retain(|operation| {
        let (method, template) = (operation.method.as_str(), operation.template());
        let mut path = String::new();
        for piece in &operation.path.0 {
            match piece {
                Piece::Literal(text) => path.push_str(text),
                Piece::Param(_) => path.push_str("{}"),
            }
        }
        let (other, first) = match seen.entry((operation.method.clone(), path)) {
            Entry::Vacant(entry) => {
                entry.insert((template, operation.at.clone()));
                return true;
            }
            Entry::Occupied(entry) => entry.get().clone(),
        };
        let (code, message) = if other == template {
            (Code::SkippedOperation, format!("{method} {template} is described twice; this one is left out"))
        } else {
            (Code::DuplicateOperation, format!("{method} {template} is the same to a server as {method} {other}"))
        };
        diags
            .report(code, &operation.at, message)
            .help("remove one of the two")
            .related(&first, "the other one is here");
        other != template
    });
}

/// A tag that two variants share, `{"type": "message"}` for both: it tells nothing, so what they hold has to.
fn telling_tags(diags: &mut Diagnostics, api: &mut Api) {
    for ty in &mut api.types {
        let Kind::Union(union) = &mut ty.kind else { continue };
        let tags: BTreeSet<&str> = union.variants.iter().filter_map(|variant| variant.tag.as_deref()).collect();
        let announced = union.variants.iter().filter(|variant| variant.tag.is_some()).count();
        if union.tag.is_some() && tags.len() < announced {
            let message = "several variants have the same tag; they are told apart by their properties";
            diags.report(Code::AmbiguousUnion, &ty.at, message).help("give each variant a tag of its own");
            union.tag = None;
            for variant in &mut union.variants {
                variant.tag = None;
            }
        }
    }
}

/// A union that is one of its own variants, `Id = Id | string`: the variant adds nothing, and reading it would never end.
fn ending_unions(diags: &mut Diagnostics, api: &mut Api) {
    for index in 0..api.types.len() {
        let id = TypeId::at(index);
        let Kind::Union(union) = &api[id].kind else { continue };
        let keep: Vec<bool> = union.variants.iter().map(|variant| !leads_to(api, &variant.ty, id)).collect();
        if keep.iter().all(|keep| *keep) {
            continue;
        }
        let message = "this union is one of its own variants; the variant is left out";
        diags.report(Code::AmbiguousUnion, &api[id].at, message).help("take it out of the list of alternatives");
        let Kind::Union(union) = &mut api[id].kind else { continue };
        let mut keep = keep.into_iter();
        union.variants.retain(|_| keep.next().unwrap_or(true));
        if union.variants.is_empty() {
            api[id].kind = Kind::Alias(Type::Json);
        }
    }
}

/// Whether a value of this type can be one of `target` as it is, without anything around it.
fn leads_to(api: &Api, ty: &Type, target: TypeId) -> bool {
    let mut seen: Vec<TypeId> = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match api.resolve(ty) {
            Type::Nullable(item) => open.push(item),
            Type::Named(id) if *id == target => return true,
            Type::Named(id) if !seen.contains(id) => {
                seen.push(*id);
                if let Kind::Union(union) = &api[*id].kind {
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                }
            }
            _ => {}
        }
    }
    false
}

/// A type that is nothing but a list or map of itself: `Tree = {Tree}`. Rust has no name for it without a struct around.
fn ending_aliases(diags: &mut Diagnostics, api: &mut Api) {
    for index in 0..api.types.len() {
        let id = TypeId::at(index);
        let mut seen = vec![id];
        let mut open: Vec<&Type> = match &api[id].kind {
            Kind::Alias(ty) => vec![ty],
            Kind::Struct(_) | Kind::Enum(_) | Kind::Union(_) | Kind::Multipart(_) => continue,
        };
        let mut endless = false;
        while let Some(ty) = open.pop() {
            match ty {
                Type::List(item) | Type::Map(item) | Type::Nullable(item) => open.push(item),
                Type::Tuple(items) => open.extend(items),
                Type::Named(target) if *target == id => endless = true,
                Type::Named(target) if !seen.contains(target) => {
                    seen.push(*target);
                    if let Kind::Alias(ty) = &api[*target].kind {
                        open.push(ty);
                    }
                }
                _ => {}
            }
        }
        if endless {
            let message = "this type is a list or map of itself; its items are read as any JSON";
            diags.report(Code::SchemaAsJson, &api[id].at, message);
            if let Kind::Alias(ty) = &mut api[id].kind {
                cut(ty);
            }
        }
    }
}

/// Replaces the named type inside lists and maps with any JSON.
fn cut(ty: &mut Type) {
    match ty {
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => cut(item),
        Type::Tuple(items) => items.iter_mut().for_each(cut),
        Type::Named(_) => *ty = Type::Json,
        _ => {}
    }
}

/// Bytes as they are inside JSON, which has no room for them: `raw: {type: string, format: binary}`. What a form holds below
/// its own parts is JSON too.
fn bytes_in_json(diags: &mut Diagnostics, api: &Api) {
    let is_json = |media: &Media| match media {
        Media::Json(_)
        | Media::Events(_)
        | Media::Lines(_)
        | Media::Sequence(_)
        | Media::Form(_)
        | Media::Multipart(_) => true,
        Media::Text(_) | Media::Bytes(_) => false,
    };
    let mut reached = BTreeSet::new();
    let bodies = api.operations.iter().flat_map(|operation| {
        let sent = operation.body.iter().map(|body| (&body.media, &body.ty, &body.at));
        let read = operation.replies.iter().flat_map(|it| it.bodies.iter().map(|(media, ty)| (media, ty, &it.at)));
        sent.chain(read)
    });
    let mut open: Vec<(&Type, &Location)> =
        bodies.filter(|(media, ..)| is_json(media)).map(|(_, ty, at)| (ty, at)).collect();
    while let Some((ty, at)) = open.pop() {
        match ty {
            Type::Binary => {
                let message = "JSON has no room for bytes as they are: read and sent as text";
                let help = "if the text is base64, its format is `byte`";
                diags.report(Code::UnsupportedKeyword, at, message).help(help);
            }
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => open.push((item, at)),
            Type::Tuple(items) => open.extend(items.iter().map(|item| (item, at))),
            Type::Named(id) if reached.insert(*id) => match &api[*id].kind {
                Kind::Struct(item) => {
                    open.extend(item.fields.iter().rev().map(|field| (&field.ty, &field.at)));
                    open.extend(item.rest.iter().map(|rest| (rest, &api[*id].at)));
                }
                Kind::Union(union) => open.extend(union.variants.iter().map(|it| (&it.ty, &api[*id].at))),
                Kind::Alias(ty) => open.push((ty, &api[*id].at)),
                // A part of a form may be a file.
                Kind::Multipart(multipart) => {
                    open.extend(multipart.parts.iter().filter_map(Part::ty).map(|ty| (ty, &api[*id].at)));
                }
                Kind::Enum(_) => {}
            },
            Type::Bool
            | Type::Int(_)
            | Type::Float(_)
            | Type::String(_)
            | Type::Bytes
            | Type::Json
            | Type::Named(_) => {}
        }
    }
}

/// A default of another type than its field: `limit: integer = "many"`.
fn fitting_defaults(diags: &mut Diagnostics, api: &mut Api) {
    let mut misfits = Vec::new();
    for (index, ty) in api.types.iter().enumerate() {
        let Kind::Struct(item) = &ty.kind else { continue };
        for (position, field) in item.fields.iter().enumerate() {
            if field.default.as_ref().is_some_and(|value| !fits(api, &field.ty, value)) {
                misfits.push((index, position));
            }
        }
    }
    for (index, position) in misfits {
        let Some(Kind::Struct(item)) = api.types.get_mut(index).map(|ty| &mut ty.kind) else { continue };
        let Some(field) = item.fields.get_mut(position) else { continue };
        let value = field.default.take().unwrap_or_default();
        let message = format!("the default of `{}` is {value}, which does not fit its type", field.wire);
        diags.report(Code::BadDefault, &field.at, message).help("the default is left out of the documentation");
    }
    let misfits: Vec<(usize, usize)> = api
        .operations
        .iter()
        .enumerate()
        .flat_map(|(index, operation)| {
            operation.params.iter().enumerate().map(move |(position, param)| (index, position, param))
        })
        .filter(|(_, _, param)| param.default.as_ref().is_some_and(|value| !fits(api, &param.ty, value)))
        .map(|(index, position, _)| (index, position))
        .collect();
    for (index, position) in misfits {
        let Some(param) = api.operations.get_mut(index).and_then(|operation| operation.params.get_mut(position)) else {
            continue;
        };
        let value = param.default.take().unwrap_or_default();
        let message = format!("the default of `{}` is {value}, which does not fit its type", param.wire);
        diags.report(Code::BadDefault, &param.at, message).help("the default is left out of the documentation");
    }
}

/// Whether a value is of a type, looked at from outside: what stands inside a list or an object does not matter here.
fn fits(api: &Api, ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Bool => value.is_boolean(),
        Type::Int(_) => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Type::Float(_) => value.is_number(),
        Type::String(_) | Type::Bytes | Type::Binary => value.is_string(),
        Type::Json => true,
        Type::List(_) => value.is_array(),
        Type::Tuple(items) => value.as_array().is_some_and(|list| list.len() == items.len()),
        Type::Map(_) => value.is_object(),
        Type::Nullable(item) => value.is_null() || fits(api, item, value),
        Type::Named(id) => match &api[*id].kind {
            Kind::Struct(_) | Kind::Multipart(_) => value.is_object(),
            Kind::Enum(values) => values.iter().any(|it| it.wire == *value),
            Kind::Union(_) => true,
            Kind::Alias(ty) => fits(api, ty, value),
        },
    }
}
