//! A property that several parts of a composition describe: one field out of what they say of it.

use super::super::document::child;
use super::super::field as property;
use super::super::lower::Lower;
use super::super::reference;
use super::super::schema::{self, MAX_DEPTH};
use super::super::tree::Tree;
use super::{Parts, Place, add_place, choice, gather, is_enum, object, union};
use crate::diagnostic::Code;
use crate::ir::{Access, Field, Float, Hint, Int, Kind, Presence, Scalars, Text, Type, Union};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many names for other types are followed when types are compared.
const MAX_ALIASES: usize = 16;

/// The field of a property that all these schemas describe together.
pub(super) fn field(lower: &mut Lower<'_>, wire: &str, places: &[Place], hint: &Hint) -> Option<Field> {
    let pointers: Vec<_> = places.iter().map(|place| child(&child(&place.pointer, "properties"), wire)).collect();
    let own = |(place, pointer): (&Place, &String)| Place { pointer: pointer.clone(), hint: place.hint.within(wire) };
    let own: Vec<_> = places.iter().zip(&pointers).map(own).collect();
    let ty = if places.len() > 1 { together(lower, &own, &hint.within(wire)) } else { None };
    let mut fields = Vec::new();
    for (place, pointer) in places.iter().zip(&pointers) {
        fields.push(match &ty {
            Some(ty) => property::field_of(lower, wire, pointer, ty.clone()),
            None => property::field(lower, wire, &place.pointer, false, &place.hint),
        });
    }
    let mut fields = fields.into_iter();
    let mut field = fields.next()?;
    for other in fields {
        add(lower, &mut field, other);
    }
    Some(field)
}

/// Adds what a later part says of a property: it has the better words, and the narrower type goes.
fn add(lower: &mut Lower<'_>, old: &mut Field, new: Field) {
    known(lower, &old.ty, MAX_ALIASES);
    known(lower, &new.ty, MAX_ALIASES);
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

/// Sees to it that what a type holds is lowered, as far as the comparison of types looks.
fn known(lower: &mut Lower<'_>, ty: &Type, steps: usize) {
    let Some(steps) = steps.checked_sub(1) else { return };
    match ty {
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => known(lower, item, steps),
        Type::Named(id) => {
            schema::ensure(lower, ty);
            if let Kind::Alias(ty) = lower.api[*id].kind.clone() {
                known(lower, &ty, steps);
            }
        }
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Binary
        | Type::Json
        | Type::Tuple(_) => {}
    }
}

/// The type of a value that is an object, or a list of such, by all of these schemas.
fn together(lower: &mut Lower<'_>, places: &[Place], hint: &Hint) -> Option<Type> {
    let (mut targets, mut kept): (Vec<String>, Vec<&Place>) = (Vec::new(), Vec::new());
    for place in places {
        let target = reference::resolve(lower.doc, &place.pointer);
        let value = lower.doc.get(&target)?;
        // What only says that it is an object, or a list, adds nothing, and neither does what is said twice.
        if !is_bare(value) && targets.iter().all(|other| lower.doc.get(other) != Some(value)) {
            targets.push(target);
            kept.push(place);
        }
    }
    if let [only] = kept.as_slice() {
        return Some(schema::used(lower, &only.pointer, &only.hint).ty);
    }
    if kept.is_empty() {
        return None;
    }
    let all = |is: fn(&Value) -> bool| targets.iter().all(|target| lower.doc.get(target).is_some_and(is));
    if all(|value| value.get("items").is_some_and(Value::is_object)) {
        let item = |(place, target): (&&Place, &String)| Place {
            pointer: child(target, "items"),
            hint: place.hint.within("item"),
        };
        let items: Vec<_> = kept.iter().zip(&targets).map(item).collect();
        return together(lower, &items, &hint.within("item")).map(|item| Type::List(Box::new(item)));
    }
    if !all(is_object) || lower.active.len() >= MAX_DEPTH {
        return None;
    }
    let mut parts = Parts::default();
    for target in &targets {
        gather(lower, &mut parts, target, hint);
    }
    // A part that another one is made of needs no type besides.
    for (place, target) in kept.iter().zip(&targets) {
        let mut alone = Parts::default();
        gather(lower, &mut alone, target, hint);
        if targets.iter().all(|other| alone.seen.contains(other)) {
            return Some(schema::used(lower, &place.pointer, &place.hint).ty);
        }
    }
    if !parts.choices.is_empty() || !parts.others.is_empty() {
        return None;
    }
    let key = targets.join(" & ");
    if let Some(known) = lower.types.get(&key) {
        return Some(known.clone());
    }
    let id = lower.reserve(hint.clone(), targets.first()?);
    lower.types.insert(key.clone(), Type::Named(id));
    lower.active.insert(key.clone());
    lower.api[id].kind = object(lower, parts, hint);
    lower.active.remove(&key);
    Some(Type::Named(id))
}

/// Whether a schema says nothing of what is in its objects or lists.
fn is_bare(value: &Value) -> bool {
    const SHAPING: [&str; 8] =
        ["properties", "additionalProperties", "items", "prefixItems", "enum", "allOf", "anyOf", "oneOf"];
    let ty = value.get("type").and_then(Value::as_str);
    matches!(ty, None | Some("object" | "array")) && SHAPING.iter().all(|word| value.get(*word).is_none())
}

fn is_object(value: &Value) -> bool {
    let is = value.get("type").is_none_or(|ty| ty == "object");
    is && ["properties", "allOf"].iter().any(|word| value.get(*word).is_some())
}

/// The properties that only schemas describe which hold for some values: each may be there, with any of its types.
pub(super) fn conditional(lower: &mut Lower<'_>, parts: &Parts, hint: &Hint) -> Vec<Field> {
    let (mut open, mut seen) = (VecDeque::from(parts.maybe.clone()), BTreeSet::new());
    let mut found: Vec<(String, Vec<Place>)> = Vec::new();
    while let Some(place) = open.pop_front() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        let mut alone = Parts::default();
        gather(lower, &mut alone, &reference::resolve(lower.doc, &place.pointer), &place.hint);
        for (choice, word) in &alone.choices {
            open.extend(choice::places(lower, choice, word, &place.hint));
        }
        open.extend(alone.maybe);
        // What a condition asks of a property tells its type only if nothing else does.
        let decides = place.pointer.ends_with("/if");
        for (wire, places) in alone.fields {
            let described = |list: &[(String, Vec<Place>)]| list.iter().any(|(known, _)| *known == wire);
            if !(described(&parts.fields) || decides && described(&found)) {
                add_place(&mut found, wire, places);
            }
        }
    }
    found.into_iter().filter_map(|(wire, places)| any_of(lower, &wire, &places, hint)).collect()
}

/// The field of a property that has the type of one of these schemas, or of another one.
fn any_of(lower: &mut Lower<'_>, wire: &str, places: &[Place], hint: &Hint) -> Option<Field> {
    let (first, _) = places.split_first()?;
    let mut pointers: Vec<String> = Vec::new();
    for place in places {
        let pointer = child(&child(&place.pointer, "properties"), wire);
        let value = |pointer: &str| lower.doc.get(&reference::resolve(lower.doc, pointer)).map(undescribed);
        if pointers.iter().all(|other| value(other) != value(&pointer)) {
            pointers.push(pointer);
        }
    }
    if pointers.len() == 1 {
        return Some(property::field(lower, wire, &first.pointer, false, &first.hint));
    }
    let hint = hint.within(wire);
    let shape = union::among(lower, None, &first.pointer, &pointers, &hint);
    let at = pointers.first()?;
    let ty = schema::settled(lower, shape.kind, at, hint);
    Some(property::field_of(lower, wire, at, ty))
}

/// A schema without its words.
fn undescribed(value: &Value) -> BTreeMap<&str, &Value> {
    let says = |(key, _): &(&String, &Value)| !["title", "description", "example"].contains(&key.as_str());
    value.as_object().into_iter().flatten().filter(says).map(|(key, value)| (key.as_str(), value)).collect()
}

/// Whether every value of the type `new` is one of the type `old`, as far as that is plain to see.
pub(super) fn narrows(lower: &Lower<'_>, old: &Type, new: &Type) -> bool {
    match (lower.api.resolve(old), lower.api.resolve(new)) {
        (old, new) if old == new => true,
        (Type::Json, _)
        | (Type::Float(Float::F64), Type::Int(_) | Type::Float(_))
        | (Type::Int(Int::I64), Type::Int(_))
        | (Type::String(Text::Plain), Type::String(_)) => true,
        (Type::String(Text::Plain), Type::Named(_)) => is_enum(lower, new, Scalars::Strings),
        (Type::Float(Float::F64) | Type::Int(Int::I64), Type::Named(_)) => is_enum(lower, new, Scalars::Integers),
        (Type::Map(item), Type::Named(id)) => {
            **item == Type::Json && matches!(lower.api[*id].kind, Kind::Struct(_) | Kind::Union(_))
        }
        (Type::List(old), Type::List(new))
        | (Type::Map(old), Type::Map(new))
        | (Type::Nullable(old), Type::Nullable(new)) => narrows(lower, old, new),
        (Type::Nullable(old), new) => narrows(lower, old, new),
        (Type::Named(old), Type::Named(new)) => match (&lower.api[*old].kind, &lower.api[*new].kind) {
            // Both are open, so that a value which only one of them lists is none the less kept by the other.
            (Kind::Enum(old), Kind::Enum(new)) => new.iter().any(|new| old.iter().any(|old| old.wire == new.wire)),
            (Kind::Union(union), _) => holds(lower, union, &Type::Named(*new)),
            _ => false,
        },
        (Type::Named(old), new) => matches!(&lower.api[*old].kind, Kind::Union(union) if holds(lower, union, new)),
        _ => false,
    }
}

/// The same of kinds that have no name yet.
pub(super) fn kind_narrows(lower: &Lower<'_>, old: &Kind, new: &Kind) -> bool {
    let scalars = |kind: &Kind| match kind {
        Kind::Enum(values) => Some(Scalars::of(values)),
        Kind::Struct(_) | Kind::Union(_) | Kind::Alias(_) | Kind::Multipart(_) => None,
    };
    match (old, new) {
        (Kind::Alias(old), Kind::Alias(new)) => narrows(lower, old, new),
        (Kind::Alias(Type::Json), _) => true,
        (Kind::Alias(Type::String(Text::Plain)), new) => scalars(new) == Some(Scalars::Strings),
        (Kind::Alias(Type::Int(_) | Type::Float(_)), new) => scalars(new) == Some(Scalars::Integers),
        (Kind::Enum(old), Kind::Enum(new)) => new.iter().any(|new| old.iter().any(|old| old.wire == new.wire)),
        _ => false,
    }
}

/// Whether a union has a variant of this very type.
fn holds(lower: &Lower<'_>, union: &Union, ty: &Type) -> bool {
    let same = |own: &Type| lower.api.resolve(own) == ty || matches!(own, Type::String(_)) && narrows(lower, ty, own);
    union.variants.iter().any(|variant| same(&variant.ty))
}

/// Whether the document has a schema at the pointer that says what is in its objects.
pub(super) fn describes(doc: &Tree<'_>, pointer: &str) -> bool {
    doc.get(&reference::resolve(doc, pointer)).is_some_and(is_object)
}
