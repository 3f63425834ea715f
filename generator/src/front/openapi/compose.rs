//! `allOf`: one object out of several parts; and whether a schema allows `null`, which compositions decide too.

mod union;

use super::document::{Document, child};
use super::lower::Lower;
use super::reference;
use super::schema::{self, Shape, read};
use crate::diagnostic::Code;
use crate::ir::{Access, Field, Float, Hint, Int, Kind, Presence, Scalars, Struct, Text, Type};
use openapiv3::{AdditionalProperties, Schema, SchemaKind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
pub(super) use union::{of_requests, union};

/// How far compositions are followed from one schema to the next.
const MAX_STEPS: usize = 64;
/// How many schemas one `allOf` may hold, with those that its parts hold.
const MAX_PARTS: usize = 256;

/// Whether the schema at a pointer allows `null`.
pub(super) fn is_nullable(lower: &mut Lower<'_>, pointer: &str) -> bool {
    if let Some(known) = lower.nullable.get(pointer) {
        return *known;
    }
    let result = nullable(lower.doc, pointer, MAX_STEPS, &mut BTreeMap::new());
    lower.nullable.insert(pointer.to_owned(), result);
    result
}

/// `known` holds the schemas that were asked before; one that is still being asked does not decide for itself.
fn nullable(doc: &Document, pointer: &str, steps: usize, known: &mut BTreeMap<String, bool>) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    let pointer = reference::resolve(doc, pointer);
    if let Some(known) = known.get(&pointer) {
        return *known;
    }
    known.insert(pointer.clone(), false);
    let Some(value) = doc.get(&pointer) else { return false };
    let parts = |word: &str| {
        let count = value.get(word).and_then(Value::as_array).map_or(0, Vec::len);
        let list = child(&pointer, word);
        (0..count).map(move |index| format!("{list}/{index}"))
    };
    let result = value.get("nullable") == Some(&Value::Bool(true))
        || parts("anyOf").chain(parts("oneOf")).any(|part| nullable(doc, &part, steps, known))
        || parts("allOf").len() > 0 && parts("allOf").all(|part| nullable(doc, &part, steps, known));
    known.insert(pointer, result);
    result
}

/// Whether the schema at a pointer allows nothing but `null`.
fn is_null(doc: &Document, pointer: &str) -> bool {
    let values = doc.get(&reference::resolve(doc, pointer)).and_then(|value| value.get("enum"));
    values.and_then(Value::as_array).is_some_and(|values| values.iter().all(Value::is_null))
}

/// What the parts of a composition say together.
#[derive(Clone, Default)]
struct Parts {
    object: Struct,
    required: BTreeSet<String>,
    /// Schemas with a `oneOf` or `anyOf` of their own: the pointer and the keyword.
    choices: Vec<(String, &'static str)>,
    /// Schemas that are no objects.
    others: Vec<String>,
    /// The schemas that were looked at, so that one that holds itself ends.
    seen: BTreeSet<String>,
}

/// A schema with `allOf`, or with properties beside another composition.
pub(super) fn all_of(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, hint: &Hint) -> Shape {
    if let Some(only) = only_part(lower, pointer) {
        return through(lower, &only, hint);
    }
    let mut parts = Parts::default();
    gather(lower, &mut parts, pointer, hint);
    // A parent that lists its children as alternatives is, for one of the children, only its properties.
    parts.choices.retain(|(choice, word)| !union::lists(lower, &child(choice, word), pointer));
    if parts.object.fields.is_empty() && parts.object.rest.is_none() {
        return without_fields(lower, schema, &parts, pointer, hint);
    }
    for other in &parts.others {
        let message = "this part of an `allOf` is no object, others are; left out";
        lower.report(Code::AllOfConflict, other, message);
    }
    let choices = std::mem::take(&mut parts.choices);
    for (extra, word) in choices.iter().skip(1) {
        let message = format!("a second `{word}` beside properties is not supported: its alternatives are left out");
        lower.report(Code::UnsupportedKeyword, &child(extra, word), message);
    }
    match choices.first() {
        Some((choice, word)) => union::with_base(lower, &parts, choice, word, hint),
        None => Shape { kind: object(parts), constraints: Vec::new() },
    }
}

/// The shape of the one schema that a composition comes down to.
fn through(lower: &mut Lower<'_>, pointer: &str, hint: &Hint) -> Shape {
    if reference::next(lower.doc, pointer).is_some() {
        return Shape::of(schema::used(lower, pointer, hint).ty);
    }
    match read(lower, pointer) {
        Some(schema) => schema::shape(lower, &schema, pointer, hint),
        None => Shape::of(Type::Json),
    }
}

/// No part has properties: one alternative or scalar decides.
fn without_fields(lower: &mut Lower<'_>, schema: &Schema, parts: &Parts, pointer: &str, hint: &Hint) -> Shape {
    let rest = parts.others.iter().chain(parts.choices.iter().map(|(pointer, _)| pointer)).skip(1);
    for other in rest {
        let message = "this part of an `allOf` contradicts the ones before it; left out";
        lower.report(Code::AllOfConflict, other, message);
    }
    match (parts.others.first(), parts.choices.first()) {
        (Some(other), _) => through(lower, other, hint),
        (None, Some((choice, word))) if choice == pointer => union(lower, schema, pointer, word, hint),
        (None, Some((choice, word))) => match read(lower, choice) {
            Some(schema) => union(lower, &schema, choice, word, hint),
            None => Shape::of(Type::Json),
        },
        (None, None) => Shape::of(Type::Map(Box::new(Type::Json))),
    }
}

/// The only part of an `allOf` that says something of values, if the schema around it says nothing of them itself.
fn only_part(lower: &Lower<'_>, pointer: &str) -> Option<String> {
    const SHAPING: [&str; 8] =
        ["properties", "additionalProperties", "required", "items", "enum", "allOf", "anyOf", "oneOf"];
    let shapes = |value: &Value, but: &str| SHAPING.iter().any(|key| *key != but && value.get(*key).is_some());
    if shapes(lower.doc.get(pointer)?, "allOf") {
        return None;
    }
    let mut parts = lower.items(&child(pointer, "allOf")).into_iter().filter(|part| {
        let value = lower.doc.get(part).unwrap_or(&Value::Null);
        let ty = value.get("type").and_then(Value::as_str);
        value.get("$ref").is_some() || shapes(value, "") || ty.is_some_and(|ty| ty != "object")
    });
    let only = parts.next()?;
    parts.next().is_none().then_some(only)
}

/// Takes what the schema at `pointer` and its `allOf` say; parts come before the schema that holds them.
fn gather(lower: &mut Lower<'_>, parts: &mut Parts, pointer: &str, hint: &Hint) {
    // A stack of its own, since chains of references may be as long as the document; `true`: its parts are done.
    let mut open = vec![(pointer.to_owned(), hint.clone(), false)];
    while let Some((pointer, hint, done)) = open.pop() {
        if done {
            take(lower, parts, &pointer, &hint);
        } else if parts.seen.len() < MAX_PARTS && parts.seen.insert(pointer.clone()) {
            if parts.seen.len() == MAX_PARTS {
                let message = "an `allOf` of so many parts is not supported; the ones after this are left out";
                lower.report(Code::AllOfConflict, &pointer, message);
            }
            let inner = lower.items(&child(&pointer, "allOf"));
            open.push((pointer, hint.clone(), true));
            for part in inner.into_iter().rev() {
                let target = reference::resolve(lower.doc, &part);
                // Inline types below belong to the schema that a reference leads to, and are named after it.
                let owner = match lower.types.get(&target) {
                    Some(Type::Named(id)) if target != part => lower.api[*id].hint.clone(),
                    _ => hint.clone(),
                };
                open.push((target, owner, false));
            }
        }
    }
}

/// Takes what one schema says by itself.
fn take(lower: &mut Lower<'_>, parts: &mut Parts, pointer: &str, hint: &Hint) {
    let Some(schema) = read(lower, pointer) else { return };
    let (properties, required, rest) = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => {
            (&object.properties, &object.required, object.additional_properties.as_ref())
        }
        SchemaKind::Any(any) => {
            let choices = [("oneOf", &any.one_of), ("anyOf", &any.any_of)];
            let choices = choices.into_iter().filter(|(_, list)| !list.is_empty()).map(|(word, _)| word);
            let choices: Vec<_> = choices.filter(|word| !union::only_limits(lower.doc, pointer, word)).collect();
            parts.choices.extend(choices.into_iter().map(|word| (pointer.to_owned(), word)));
            (&any.properties, &any.required, any.additional_properties.as_ref())
        }
        SchemaKind::OneOf { .. } => return parts.choices.push((pointer.to_owned(), "oneOf")),
        SchemaKind::AnyOf { .. } => return parts.choices.push((pointer.to_owned(), "anyOf")),
        SchemaKind::Type(_) => return parts.others.push(pointer.to_owned()),
        SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => return,
    };
    parts.required.extend(required.iter().cloned());
    for wire in properties.keys() {
        let field = schema::field(lower, wire, pointer, false, hint);
        add_field(lower, &mut parts.object.fields, field);
    }
    // A part that is closed by itself would close out the other parts, which nobody means.
    if let Some(AdditionalProperties::Any(true) | AdditionalProperties::Schema(_)) = rest {
        parts.object.rest = schema::rest(lower, rest, pointer, hint);
    }
}

/// The object of all parts.
fn object(mut parts: Parts) -> Kind {
    for field in &mut parts.object.fields {
        if parts.required.contains(&field.wire) {
            field.presence = match field.presence {
                Presence::Required | Presence::Optional => Presence::Required,
                Presence::Nullable | Presence::OptionalNullable => Presence::Nullable,
            };
        }
    }
    match parts.object {
        Struct { fields, rest: Some(rest) } if fields.is_empty() => Kind::Alias(Type::Map(Box::new(rest))),
        object => Kind::Struct(object),
    }
}

/// Adds a property, or what it says of one that is there: the later part has the better words, the earlier the type.
fn add_field(lower: &mut Lower<'_>, fields: &mut Vec<Field>, new: Field) {
    let Some(old) = fields.iter_mut().find(|field| field.wire == new.wire) else {
        fields.push(new);
        return;
    };
    schema::ensure(lower, &old.ty);
    schema::ensure(lower, &new.ty);
    if narrows(lower, &old.ty, &new.ty) {
        old.ty = new.ty;
    } else if !narrows(lower, &new.ty, &old.ty) {
        let message = format!("`{}` has another type in an earlier part of the `allOf`, which is kept", new.wire);
        lower.diags.report(Code::AllOfConflict, &new.at, message).related(&old.at, "the type that is kept");
    }
    let null = |presence| matches!(presence, Presence::Nullable | Presence::OptionalNullable);
    if null(old.presence) && !null(new.presence) {
        old.presence = new.presence;
    }
    if !new.doc.is_empty() {
        old.doc = new.doc;
    }
    if new.access != Access::Both {
        old.access = new.access;
    }
    old.default = new.default.or(old.default.take());
    old.deprecated |= new.deprecated;
    for limit in new.constraints {
        if !old.constraints.contains(&limit) {
            old.constraints.push(limit);
        }
    }
}

/// Whether a type is an enum of such values.
fn is_enum(lower: &Lower<'_>, ty: &Type, of: Scalars) -> bool {
    matches!(ty, Type::Named(id) if matches!(&lower.api[*id].kind, Kind::Enum(values) if Scalars::of(values) == of))
}

/// Whether every value of the type `new` is one of the type `old`, as far as that is plain to see.
fn narrows(lower: &Lower<'_>, old: &Type, new: &Type) -> bool {
    match (old, new) {
        (old, new) if old == new => true,
        (Type::Json, _)
        | (Type::Float(Float::F64), Type::Int(_) | Type::Float(_))
        | (Type::Int(Int::I64), Type::Int(_))
        | (Type::String(Text::Plain), Type::String(_)) => true,
        (Type::String(Text::Plain), Type::Named(_)) => is_enum(lower, new, Scalars::Strings),
        (Type::Float(Float::F64) | Type::Int(Int::I64), Type::Named(_)) => is_enum(lower, new, Scalars::Integers),
        (Type::Map(item), Type::Named(id)) => **item == Type::Json && matches!(lower.api[*id].kind, Kind::Struct(_)),
        (Type::List(old), Type::List(new)) => narrows(lower, old, new),
        (Type::Named(old), Type::Named(new)) => match (&lower.api[*old].kind, &lower.api[*new].kind) {
            (Kind::Enum(old), Kind::Enum(new)) => new.iter().all(|new| old.iter().any(|old| old.wire == new.wire)),
            _ => false,
        },
        _ => false,
    }
}
