//! The headers of a reply.

use super::super::document::child;
use super::super::lower::{Lower, text};
use super::super::reference;
use super::super::schema;
use super::is_required;
use crate::diagnostic::Code;
use crate::ir::{Header, Hint, Kind, Text, Type};
use serde_json::Value;

/// How many names may stand between a header and its type.
const DEPTH: usize = 32;

/// The headers of the response at a pointer; `Content-Type` is told by the media types.
pub(super) fn read(lower: &mut Lower<'_>, response: &str, hint: &Hint) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for (name, pointer) in lower.entries(&child(response, "headers")) {
        let pointer = reference::resolve(lower.doc, &pointer);
        let known = headers.iter().any(|header| header.wire.eq_ignore_ascii_case(&name));
        if !known && !name.eq_ignore_ascii_case("content-type") {
            headers.push(header(lower, name, &pointer, hint));
        }
    }
    headers
}

fn header(lower: &mut Lower<'_>, name: String, pointer: &str, hint: &Hint) -> Header {
    let mut ty = Type::String(Text::Plain);
    let (mut doc, mut deprecated) = (crate::ir::Doc::default(), false);
    let own = child(pointer, "schema");
    if lower.doc.get(&own).is_some() {
        let used = schema::used(lower, &own, &hint.within(&name));
        schema::pending(lower);
        (doc, deprecated) = (used.doc, used.deprecated);
        if let Some(plain) = plain(lower, &used.ty, DEPTH) {
            ty = plain;
        } else {
            lower.report(
                Code::UnsupportedParameter,
                pointer,
                format!("the header `{name}` is an object; given as text"),
            );
        }
    } else if lower.doc.get(&child(pointer, "content")).is_some() {
        let message = format!("the header `{name}` is written as a media type; given as text");
        lower.report(Code::UnsupportedParameter, pointer, message);
    }
    let described = text(lower.doc.get(&child(pointer, "description")).and_then(Value::as_str));
    Header {
        wire: name,
        ty,
        required: is_required(lower, pointer),
        doc: if described.is_empty() { doc } else { described },
        deprecated: deprecated || lower.doc.get(&child(pointer, "deprecated")) == Some(&Value::Bool(true)),
    }
}

/// The type as a header can have it: a scalar, an enum, a list of those; `None` for an object.
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
            Kind::Union(_) | Kind::Struct(_) | Kind::Multipart(_) => None,
        },
    }
}
