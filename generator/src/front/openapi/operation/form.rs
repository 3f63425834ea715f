//! Bodies that are forms: in one text, or of several parts.

use super::super::compose;
use super::super::document::child;
use super::super::lower::Lower;
use super::super::reference;
use super::super::schema;
use super::body::Class;
use crate::diagnostic::Code;
use crate::ir::{
    Access, Api, Content, Encoding, Field, Hint, Kind, Media, Multipart, Part, Presence, Struct, Style, Text, Type,
    TypeId,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// How many compositions inside each other are searched for a property.
const MAX_DEPTH: usize = 32;

/// The body at a pointer as a form in one text.
pub(super) fn urlencoded(lower: &mut Lower<'_>, media_type: &str, pointer: &str, hint: &Hint) -> (Media, Type) {
    let schema = child(pointer, "schema");
    let ty = match lower.doc.get(&schema) {
        Some(_) => schema::used(lower, &schema, hint).ty,
        None => Type::Map(Box::new(Type::Json)),
    };
    schema::pending(lower);
    let is_object = match lower.api.resolve(&ty) {
        Type::Map(_) | Type::Json => true,
        Type::Named(id) => matches!(lower.api[*id].kind, Kind::Struct(_) | Kind::Union(_)),
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Binary
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Nullable(_) => false,
    };
    if !is_object {
        lower.report(Code::UnsupportedMediaType, pointer, "a form that is no object is sent as the text that it is");
        return (Media::Text(media_type.to_owned()), Type::String(Text::Plain));
    }
    let encodings = lower.entries(&child(pointer, "encoding"));
    let encodings = encodings.into_iter().filter_map(|(wire, pointer)| encoding(lower, wire, &pointer)).collect();
    (Media::Form(encodings), ty)
}

/// How a property of a form in one text is written, if not as usual.
fn encoding(lower: &mut Lower<'_>, wire: String, pointer: &str) -> Option<Encoding> {
    let value = lower.doc.get(pointer)?;
    let flag = |key: &str| value.get(key).and_then(Value::as_bool);
    let (style, explode, reserved) =
        (value.get("style").and_then(Value::as_str), flag("explode"), flag("allowReserved"));
    if style.is_none() && explode.is_none() && reserved.is_none() {
        let media_type = value.get("contentType").and_then(Value::as_str)?;
        return match Class::of(media_type) {
            Class::Json => Some(Encoding { wire, style: Style::Json, explode: false, reserved: false }),
            Class::Text => None,
            Class::Bytes | Class::Xml | Class::Stream | Class::Form | Class::Multipart => {
                let message = format!("`{wire}` as `{media_type}` is not supported in a form; it is written as usual");
                lower.report(Code::UnsupportedMediaType, pointer, message);
                None
            }
        };
    }
    let style = match style {
        None | Some("form") => Style::Form,
        Some("spaceDelimited") => Style::Space,
        Some("pipeDelimited") => Style::Pipe,
        Some("deepObject") => Style::Deep,
        Some(other) => {
            let message = format!("`{other}` is no style of a form; `{wire}` is written as usual");
            lower.report(Code::UnsupportedMediaType, pointer, message);
            return None;
        }
    };
    let explode = explode.unwrap_or(style == Style::Form) && style != Style::Deep;
    Some(Encoding { wire, style, explode, reserved: reserved.unwrap_or(false) })
}

/// The body at a pointer as a form of several parts; for now its type is that of the schema. `None` if that names no parts.
pub(super) fn multipart(lower: &mut Lower<'_>, media_type: &str, pointer: &str, hint: &Hint) -> Option<(Media, Type)> {
    let schema = child(pointer, "schema");
    let ty = lower.doc.get(&schema).map(|_| schema::used(lower, &schema, hint).ty);
    schema::pending(lower);
    let id = ty.as_ref().and_then(|ty| match lower.api.resolve(ty) {
        Type::Named(id) => Some(*id),
        _ => None,
    });
    let Some((ty, item)) = ty.zip(id.and_then(|id| parts(lower, &schema, pointer, id))) else {
        let message = format!("a body of type `{media_type}` whose schema names no parts is left out");
        lower.report(Code::UnsupportedMediaType, pointer, message).help("give its schema `properties`");
        return None;
    };
    if !media_type.starts_with("multipart/form-data") {
        let message = format!("the parts of `{media_type}` are written like those of `multipart/form-data`");
        lower.report(Code::UnsupportedMediaType, pointer, message);
    }
    if item.rest.is_some() {
        lower.report(Code::UnsupportedMediaType, &schema, "parts that the schema does not name cannot be sent");
    }
    let fields = item.fields.into_iter().filter(|field| field.access != Access::ReadOnly);
    let parts = fields.map(|field| {
        let property = property(lower, &schema, &field.wire, MAX_DEPTH);
        let encoding = child(&child(pointer, "encoding"), &field.wire);
        part(lower, field, property.as_deref(), &encoding)
    });
    let multipart = Multipart { parts: parts.collect() };
    let at = lower.at(pointer);
    lower.multiparts.push((at, multipart));
    // The boundary is a parameter that the client chooses.
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    Some((Media::Multipart(essence.to_owned()), ty))
}

/// The object whose properties are the parts of a form. Its type is that of the schema, but alternatives come down to one.
fn parts(lower: &mut Lower<'_>, schema: &str, pointer: &str, id: TypeId) -> Option<Struct> {
    match &lower.api[id].kind {
        Kind::Struct(item) => Some(item.clone()),
        Kind::Union(_) => {
            let hint = lower.api[id].hint.clone();
            let item = compose::at_once(lower, schema, &hint)?;
            // What only the alternatives hold is lowered by now, and their values need their kinds.
            schema::pending(lower);
            let message =
                "the alternatives of a body of several parts are sent as one form: the parts of each may be there";
            lower.report(Code::UnsupportedMediaType, pointer, message);
            Some(item)
        }
        Kind::Enum(_) | Kind::Alias(_) | Kind::Multipart(_) => None,
    }
}

/// A property as a part, with what `encoding` says of it.
fn part(lower: &mut Lower<'_>, field: Field, property: Option<&str>, encoding: &str) -> Part {
    let is_file = |lower: &Lower<'_>, pointer: &str| is_upload(lower, &reference::resolve(lower.doc, pointer));
    let content = match property.map(|pointer| reference::resolve(lower.doc, pointer)) {
        Some(pointer) if is_file(lower, &pointer) => Content::Upload,
        Some(pointer)
            if lower.doc.get(&child(&pointer, "items")).is_some() && is_file(lower, &child(&pointer, "items")) =>
        {
            Content::Uploads
        }
        _ => Content::Value(field.ty),
    };
    let mut constraints = field.constraints;
    let media_type = lower.doc.get(&child(encoding, "contentType")).and_then(Value::as_str).map(str::to_owned);
    let (media, several) = match media_type {
        Some(types) if types.contains([',', '*']) => (None, Some(types)),
        one => (one, None),
    };
    constraints.extend(several.map(|types| format!("of type {types}")));
    let mut headers = Vec::new();
    for (name, pointer) in lower.entries(&child(encoding, "headers")) {
        let schema = child(&reference::resolve(lower.doc, &pointer), "schema");
        let schema = lower.doc.get(&reference::resolve(lower.doc, &schema));
        let one = |schema: &Value| match schema.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => Some(only.clone()),
            _ => schema.get("const").or_else(|| schema.get("default")).cloned(),
        };
        match schema.and_then(one) {
            _ if name.eq_ignore_ascii_case("content-type") => {}
            Some(Value::String(value)) => headers.push((name, value)),
            Some(value) => headers.push((name, value.to_string())),
            None if matches!(content, Content::Value(_)) => {
                let message = format!("the header `{name}` of the part `{}` is not sent: it has no value", field.wire);
                lower.report(Code::UnsupportedMediaType, &pointer, message).help("give its schema a `default`");
            }
            None => constraints.push(format!("with the header {name}")),
        }
    }
    for word in ["style", "explode", "allowReserved"] {
        let pointer = child(encoding, word);
        if lower.doc.get(&pointer).is_some() {
            let message = format!("`{word}` is not used in a part: each item of a list is one, and an object is JSON");
            lower.report(Code::UnsupportedMediaType, &pointer, message);
        }
    }
    Part {
        wire: field.wire,
        content,
        required: field.presence == Presence::Required,
        media,
        headers,
        constraints,
        domain: field.domain,
        default: field.default,
        doc: field.doc,
        deprecated: field.deprecated,
        at: field.at,
    }
}

/// The schema of a property, in the schema at a pointer, or in one that it is composed of.
fn property(lower: &Lower<'_>, pointer: &str, wire: &str, depth: usize) -> Option<String> {
    let pointer = reference::resolve(lower.doc, pointer);
    let own = child(&child(&pointer, "properties"), wire);
    if lower.doc.get(&own).is_some() {
        return Some(own);
    }
    let depth = depth.checked_sub(1)?;
    let mut parts = ["allOf", "anyOf", "oneOf"].iter().flat_map(|word| lower.items(&child(&pointer, word)));
    parts.find_map(|part| property(lower, &part, wire, depth))
}

/// Whether the schema at a pointer is that of a file: bytes as they are, or anything at all.
fn is_upload(lower: &Lower<'_>, pointer: &str) -> bool {
    let Some(schema) = lower.doc.get(pointer) else { return false };
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    match text("type") {
        Some("string") => {
            text("format") == Some("binary") || (has(schema, "contentMediaType") && !has(schema, "format"))
        }
        Some(_) => false,
        None => !["enum", "properties", "items", "allOf", "anyOf", "oneOf"].iter().any(|key| has(schema, key)),
    }
}

fn has(schema: &Value, key: &str) -> bool {
    schema.get(key).is_some()
}

/// Makes forms of the structs that are the types of bodies with several parts: in place where nothing else uses them.
pub fn settle(lower: &mut Lower<'_>) {
    let used = used(&lower.api);
    let mut made: Vec<(TypeId, Multipart, TypeId)> = Vec::new();
    for (operation, body) in multipart_bodies(&lower.api) {
        let Some(body) =
            lower.api.operations.get(operation).and_then(|it| it.body.get(body)).cloned().map(|it| (it, body))
        else {
            continue;
        };
        let (body, position) = body;
        let Some((_, multipart)) = lower.multiparts.iter().find(|(at, _)| *at == body.at) else { continue };
        let Type::Named(id) = *lower.api.resolve(&body.ty) else { continue };
        let known = made.iter().find(|(from, known, _)| *from == id && known == multipart).map(|(_, _, made)| *made);
        let target = known.unwrap_or_else(|| {
            let mut def = lower.api[id].clone();
            def.kind = Kind::Multipart(multipart.clone());
            def.examples.clear();
            let in_place = !used.contains(&id) && !made.iter().any(|(from, ..)| *from == id);
            // A component that bodies in JSON may come to use keeps its own name for those.
            if !in_place || def.hint.given {
                def.hint = def.hint.within("form");
            }
            let target = if in_place {
                lower.api[id] = def;
                id
            } else {
                lower.api.types.push(def);
                TypeId::at(lower.api.types.len() - 1)
            };
            made.push((id, multipart.clone(), target));
            target
        });
        if let Some(body) = lower.api.operations.get_mut(operation).and_then(|it| it.body.get_mut(position)) {
            body.ty = Type::Named(target);
        }
    }
}

/// The places of the bodies of several parts.
fn multipart_bodies(api: &Api) -> Vec<(usize, usize)> {
    let each = api.operations.iter().enumerate();
    let places = each.flat_map(|(index, operation)| {
        operation.body.iter().enumerate().map(move |(position, body)| (index, position, body))
    });
    places
        .filter(|it| matches!(it.2.media, Media::Multipart(_)))
        .map(|(index, position, _)| (index, position))
        .collect()
}

/// The types that something else than a body of several parts names.
fn used(api: &Api) -> BTreeSet<TypeId> {
    let mut open: Vec<&Type> = Vec::new();
    for ty in &api.types {
        match &ty.kind {
            Kind::Struct(item) => open.extend(item.fields.iter().map(|field| &field.ty).chain(&item.rest)),
            Kind::Union(union) => open.extend(union.variants.iter().map(|variant| &variant.ty)),
            Kind::Alias(ty) => open.push(ty),
            Kind::Multipart(multipart) => open.extend(multipart.parts.iter().filter_map(Part::ty)),
            Kind::Enum(_) => {}
        }
    }
    for operation in &api.operations {
        open.extend(operation.params.iter().map(|param| &param.ty));
        open.extend(operation.replies.iter().flat_map(|reply| &reply.headers).map(|header| &header.ty));
        open.extend(operation.replies.iter().flat_map(|reply| &reply.bodies).map(|(_, ty)| ty));
        let bodies = operation.body.iter().filter(|body| !matches!(body.media, Media::Multipart(_)));
        open.extend(bodies.map(|body| &body.ty));
    }
    let mut used = BTreeSet::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => open.push(item),
            Type::Tuple(items) => open.extend(items),
            Type::Named(id) => drop(used.insert(*id)),
            Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary | Type::Json => {}
        }
    }
    used
}
