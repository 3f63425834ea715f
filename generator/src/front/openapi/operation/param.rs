//! Parameters: where they travel, and whether they can.

use super::super::document::child;
use super::super::lower::{Lower, text};
use super::super::name;
use super::super::normalize::{COOKIE, WHOLE};
use super::super::reference;
use super::super::schema;
use super::body::{self, Class};
use super::is_required;
use crate::diagnostic::Code;
use crate::ir::{Doc, Domain, Hint, Kind, Param, Place, Style, Text, Type};
use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle};
use serde_json::Value;

/// The parameters of an operation: the path item's, then its own, which win.
///
/// One that is not supported is left out with a warning, or is the reason why the operation cannot be called.
pub(super) fn read(lower: &mut Lower<'_>, item: &str, operation: &str, hint: &Hint) -> Result<Vec<Param>, String> {
    let mut params: Vec<Param> = Vec::new();
    let own = lower.items(&child(operation, "parameters"));
    let shared: Vec<_> = lower.items(&child(item, "parameters"));
    let overridden: Vec<_> = own.iter().map(|pointer| key(lower, pointer)).collect();
    let shared = shared.into_iter().filter(|pointer| !overridden.contains(&key(lower, pointer)));
    for pointer in shared.collect::<Vec<_>>().into_iter().chain(own) {
        let target = reference::resolve(lower.doc, &pointer);
        if lower.doc.get(&target).is_none_or(Value::is_null) {
            return Err("a reference to one of its parameters leads nowhere".to_owned());
        }
        let (place, name) = key(lower, &pointer);
        // OpenAPI 3.0 §4.7.12.1: these are described by the media types and the security schemes.
        let ignored = ["accept", "content-type", "authorization"].iter().any(|it| name.eq_ignore_ascii_case(it));
        if place == "header" && ignored {
            continue;
        }
        match param(lower, &target, hint) {
            Ok(param) if params.iter().any(|other| is_same(other, &param)) => {
                let message = format!("the parameter `{name}` stands twice; the first one is used");
                lower.report(Code::UnsupportedParameter, &pointer, message);
            }
            Ok(param) => params.push(param),
            Err(reason) if is_required(lower, &target) || place == "path" => {
                return Err(format!("its parameter `{name}` is needed, but {reason}"));
            }
            Err(reason) => {
                let message = format!("the parameter `{name}` is left out: {reason}");
                lower.report(Code::UnsupportedParameter, &pointer, message);
            }
        }
    }
    Ok(params)
}

/// The parameter of an operation that is a header for a secret; security schemes describe it, if there are any.
pub(super) fn authorization(lower: &mut Lower<'_>, item: &str, operation: &str) -> Option<String> {
    let all = [operation, item].map(|owner| lower.items(&child(owner, "parameters"))).concat();
    let pointer = all.into_iter().find(|pointer| {
        let (place, name) = key(lower, pointer);
        place == "header" && name.eq_ignore_ascii_case("authorization")
    })?;
    Some(reference::resolve(lower.doc, &pointer))
}

/// Whether two parameters are one: names of headers differ by more than their case (RFC 9110, section 5.1).
fn is_same(one: &Param, other: &Param) -> bool {
    let same = |header| if header { one.wire.eq_ignore_ascii_case(&other.wire) } else { one.wire == other.wire };
    one.place == other.place && same(one.place == Place::Header)
}

/// What tells parameters apart: place and name, of headers in small letters.
fn key(lower: &Lower<'_>, pointer: &str) -> (String, String) {
    let value = lower.doc.get(&reference::resolve(lower.doc, pointer)).unwrap_or(&Value::Null);
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (place, name) = (text("in"), text("name"));
    let name = if place == "header" { name.to_ascii_lowercase() } else { name };
    (place, name)
}

/// The parameter at a pointer, or why it is not supported.
fn param(lower: &mut Lower<'_>, pointer: &str, hint: &Hint) -> Result<Param, String> {
    let (parameter, _) = lower.part::<Parameter>(pointer)?;
    let (data, place, style) = placed(parameter);
    let (usual, usually_explodes) = Style::usual(place);
    let hint = hint.within(&data.name);
    let (mut used, style) = match &data.format {
        ParameterSchemaOrContent::Schema(_) => (schema::used(lower, &child(pointer, "schema"), &hint), style),
        ParameterSchemaOrContent::Content(_) => {
            let (schema, style) = content(lower, pointer, usual)?;
            (schema::used(lower, &schema, &hint), style)
        }
    };
    schema::pending(lower);
    used.ty = sendable(lower, &used.ty);
    let style = if lower.doc.get(&child(pointer, COOKIE)).is_some() { Style::Cookie } else { style };
    let flag = |key: &str| lower.doc.get(&child(pointer, key)) == Some(&Value::Bool(true));
    let (reserved, allow_empty) = (flag("allowReserved"), flag("allowEmptyValue"));
    let explode = data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie));
    let whole = flag(WHOLE);
    let (style, explode) = match (lower.api.resolve(&used.ty), style) {
        (Type::List(_), Style::Simple) => (usual, usually_explodes),
        // Only lists and objects look different in the other styles of a query.
        (ty, Style::Simple | Style::Form | Style::Space | Style::Pipe | Style::Deep) if is_scalar(lower, ty) => {
            (usual, usually_explodes)
        }
        (ty, Style::Deep) => {
            if matches!(ty, Type::List(_)) {
                let message = format!("`deepObject` is for objects; each item of the list `{}` is sent", data.name);
                lower.report(Code::UnsupportedParameter, pointer, message);
            }
            (Style::Deep, false)
        }
        (ty, Style::Form) if place == Place::Cookie && explode && is_compound(lower, ty) => {
            let message = format!("the cookie `{}` is sent as OpenAPI says, which most servers do not read", data.name);
            let help = "say `explode: false` if that is what the server reads";
            lower.report(Code::UnsupportedParameter, pointer, message).help(help);
            (style, explode)
        }
        (ty, Style::Cookie) if is_scalar(lower, ty) => (Style::Cookie, false),
        (_, style) => (style, explode && style != Style::Json),
    };
    let described: Doc = text(data.description.as_deref());
    Ok(Param {
        global: data.extensions.get("x-speakeasy-globals-hidden") == Some(&Value::Bool(true)),
        name: name::parameter(lower.doc, pointer).or_else(|| whole.then(|| data.name.clone())),
        wire: if whole { String::new() } else { data.name },
        place,
        required: data.required || place == Place::Path,
        style,
        explode,
        reserved: reserved && matches!(place, Place::Path | Place::Query),
        // A text may be empty anyway.
        allow_empty: allow_empty && place == Place::Query && !matches!(lower.api.resolve(&used.ty), Type::String(_)),
        ty: used.ty,
        default: used.default,
        constraints: used.constraints,
        domain: with_example(lower, pointer, used.domain),
        doc: if described.is_empty() { used.doc } else { described },
        deprecated: data.deprecated.unwrap_or(used.deprecated),
        at: lower.at(pointer),
    })
}

/// What a parameter says, its place, and its style.
fn placed(parameter: Parameter) -> (ParameterData, Place, Style) {
    match parameter {
        Parameter::Query { parameter_data: data, style, .. } => {
            let style = match style {
                QueryStyle::Form => Style::Form,
                QueryStyle::SpaceDelimited => Style::Space,
                QueryStyle::PipeDelimited => Style::Pipe,
                QueryStyle::DeepObject => Style::Deep,
            };
            (data, Place::Query, style)
        }
        Parameter::Path { parameter_data: data, style } => {
            let style = match style {
                PathStyle::Simple => Style::Simple,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            };
            (data, Place::Path, style)
        }
        Parameter::Header { parameter_data: data, .. } => (data, Place::Header, Style::Simple),
        Parameter::Cookie { parameter_data: data, .. } => (data, Place::Cookie, Style::Form),
    }
}

/// The schema and the style of a value that is written as a media type.
fn content(lower: &Lower<'_>, pointer: &str, usual: Style) -> Result<(String, Style), String> {
    let contents = lower.entries(&child(pointer, "content"));
    let (media_type, place) = contents.into_iter().next().ok_or("its `content` is empty")?;
    let schema = child(&reference::resolve(lower.doc, &place), "schema");
    match Class::of(&media_type) {
        Class::Json => Ok((schema, Style::Json)),
        Class::Text => Ok((schema, usual)),
        // The properties of a form are what a query is made of.
        Class::Form if lower.doc.get(&child(pointer, WHOLE)).is_some() => Ok((schema, Style::Form)),
        Class::Bytes | Class::Xml | Class::Stream | Class::Form | Class::Multipart => {
            Err(format!("a value of type `{media_type}` is not supported in a parameter"))
        }
    }
}

/// The domain with the parameter's own example, which goes before that of its schema.
fn with_example(lower: &mut Lower<'_>, pointer: &str, domain: Option<Box<Domain>>) -> Option<Box<Domain>> {
    let content = lower.entries(&child(pointer, "content")).into_iter().next();
    let holder = content.map_or_else(|| pointer.to_owned(), |(_, pointer)| pointer);
    match body::examples(lower, &holder).into_iter().next() {
        Some(example) => {
            Some(Box::new(Domain { example: Some(example.value), ..domain.map_or_else(Domain::default, |it| *it) }))
        }
        None => domain,
    }
}

/// The type as a caller gives it: bytes as the text that the server expects, and no other names of scalars.
fn sendable(lower: &Lower<'_>, ty: &Type) -> Type {
    let plain = |ty: &Type| match lower.api.resolve(ty) {
        Type::Bytes | Type::Binary => Type::String(Text::Plain),
        scalar @ (Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Json) => scalar.clone(),
        Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Nullable(_) | Type::Named(_) => ty.clone(),
    };
    match lower.api.resolve(ty) {
        Type::List(item) => Type::List(Box::new(plain(item))),
        _ => plain(ty),
    }
}

/// Whether values of the type are never single texts.
fn is_compound(lower: &Lower<'_>, ty: &Type) -> bool {
    match lower.api.resolve(ty) {
        Type::List(_) | Type::Tuple(_) | Type::Map(_) => true,
        Type::Named(id) => matches!(lower.api[*id].kind, Kind::Struct(_)),
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Binary
        | Type::Json
        | Type::Nullable(_) => false,
    }
}

/// Whether values of the type are single texts.
fn is_scalar(lower: &Lower<'_>, ty: &Type) -> bool {
    match lower.api.resolve(ty) {
        Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary => true,
        Type::Json | Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Nullable(_) => false,
        Type::Named(id) => matches!(lower.api[*id].kind, Kind::Enum(_)),
    }
}
