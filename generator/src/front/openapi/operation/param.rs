//! Parameters: where they travel, and whether they can.

use super::super::document::child;
use super::super::lower::{Lower, text};
use super::super::reference;
use super::super::schema;
use super::is_required;
use crate::diagnostic::Code;
use crate::ir::{Doc, Hint, Kind, ListStyle, Param, Place, Text, Type};
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
        let (place, name) = key(lower, &pointer);
        // OpenAPI 3.0 §4.7.12.1: these are described by the media types and the security schemes.
        let ignored = ["accept", "content-type", "authorization"].iter().any(|it| name.eq_ignore_ascii_case(it));
        if place == "header" && ignored {
            continue;
        }
        match param(lower, &target, hint) {
            Ok(param) if params.iter().any(|other| (other.place, &other.wire) == (param.place, &param.wire)) => {
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

/// What tells parameters apart: place and name.
fn key(lower: &Lower<'_>, pointer: &str) -> (String, String) {
    let value = lower.doc.get(&reference::resolve(lower.doc, pointer)).unwrap_or(&Value::Null);
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("in"), text("name"))
}

/// The parameter at a pointer, or why it is not supported.
fn param(lower: &mut Lower<'_>, pointer: &str, hint: &Hint) -> Result<Param, String> {
    let (parameter, _) = lower.part::<Parameter>(pointer).map_err(|error| format!("it does not read: {error}"))?;
    let (data, place, style) = placed(parameter);
    if let ParameterSchemaOrContent::Content(_) = data.format {
        return Err("a value written as a media type is not supported in a parameter".to_owned());
    }
    let mut used = schema::used(lower, &child(pointer, "schema"), &hint.within(&data.name));
    schema::pending(lower);
    let list = is_list(lower, &used.ty);
    let style = match (style, place) {
        (Ok(style), _) => style,
        // Only lists and objects look different in the other styles of a query.
        (Err(_), Place::Query) if !list && plain(lower, &used.ty, DEPTH).is_some() => ListStyle::Repeated,
        (Err(style), _) => return Err(format!("the style `{style}` is not supported")),
    };
    match plain(lower, &used.ty, DEPTH) {
        Some(ty) => {
            if text_instead(lower, &used.ty) {
                let message = format!("the parameter `{}` takes values of several types; sent as text", data.name);
                lower.report(Code::UnsupportedParameter, pointer, message);
            }
            used.ty = ty;
        }
        None => return Err("an object is not supported in a parameter".to_owned()),
    }
    let hidden = data.extensions.get("x-speakeasy-globals-hidden") == Some(&Value::Bool(true));
    let described: Doc = text(data.description.as_deref());
    Ok(Param {
        global: hidden,
        wire: data.name,
        place,
        ty: used.ty,
        required: data.required || place == Place::Path,
        style,
        default: used.default,
        constraints: used.constraints,
        doc: if described.is_empty() { used.doc } else { described },
        deprecated: data.deprecated.unwrap_or(used.deprecated),
        at: lower.at(pointer),
    })
}

/// What a parameter says, its place, and how its lists are written, or the style that is not supported.
fn placed(parameter: Parameter) -> (ParameterData, Place, Result<ListStyle, &'static str>) {
    let form = |explode: Option<bool>| if explode == Some(false) { ListStyle::Commas } else { ListStyle::Repeated };
    match parameter {
        Parameter::Query { parameter_data: data, style, .. } => {
            let style = match style {
                QueryStyle::Form => Ok(form(data.explode)),
                QueryStyle::SpaceDelimited => Err("spaceDelimited"),
                QueryStyle::PipeDelimited => Err("pipeDelimited"),
                QueryStyle::DeepObject => Err("deepObject"),
            };
            (data, Place::Query, style)
        }
        Parameter::Path { parameter_data: data, style } => {
            let style = match style {
                PathStyle::Simple => Ok(ListStyle::Commas),
                PathStyle::Label => Err("label"),
                PathStyle::Matrix => Err("matrix"),
            };
            (data, Place::Path, style)
        }
        Parameter::Header { parameter_data: data, .. } => (data, Place::Header, Ok(ListStyle::Commas)),
        Parameter::Cookie { parameter_data: data, .. } => {
            let style = form(data.explode);
            (data, Place::Cookie, Ok(style))
        }
    }
}

/// How many names may stand between a parameter and its type.
const DEPTH: usize = 32;

/// The type as a parameter can have it: a scalar, an enum, a list of those; `None` for an object, and for what holds
/// itself.
fn plain(lower: &Lower<'_>, ty: &Type, depth: usize) -> Option<Type> {
    let depth = depth.checked_sub(1)?;
    match ty {
        Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) => Some(ty.clone()),
        Type::Bytes | Type::Binary | Type::Json => Some(Type::String(Text::Plain)),
        Type::List(item) => match plain(lower, item, depth)? {
            Type::List(_) => None,
            item => Some(Type::List(Box::new(item))),
        },
        Type::Nullable(ty) => plain(lower, ty, depth),
        Type::Map(_) | Type::Tuple(_) => None,
        Type::Named(id) => match &lower.api[*id].kind {
            Kind::Enum(_) => Some(ty.clone()),
            Kind::Alias(target) => plain(lower, target, depth),
            Kind::Union(union) if union.variants.iter().all(|variant| plain(lower, &variant.ty, depth).is_some()) => {
                Some(Type::String(Text::Plain))
            }
            Kind::Union(_) | Kind::Struct(_) => None,
        },
    }
}

/// Whether the type only became text because it is one of several.
fn text_instead(lower: &Lower<'_>, ty: &Type) -> bool {
    matches!(ty, Type::Named(id) if matches!(lower.api[*id].kind, Kind::Union(_)))
}

fn is_list(lower: &Lower<'_>, ty: &Type) -> bool {
    match ty {
        Type::List(_) => true,
        Type::Named(id) => matches!(&lower.api[*id].kind, Kind::Alias(target) if is_list(lower, target)),
        _ => false,
    }
}
