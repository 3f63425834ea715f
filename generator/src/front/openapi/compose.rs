//! `allOf`: one object out of several parts; and whether a schema allows `null`, which compositions decide too.

mod choice;
mod merge;
mod union;

use super::document::child;
use super::field;
use super::lower::Lower;
use super::reference;
use super::schema::{self, Shape, read};
use super::tree::Tree;
use crate::diagnostic::Code;
use crate::ir::{Hint, Kind, Presence, Scalars, Struct, Type};
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
    // Most schemas say it themselves; only what compositions decide is worth keeping.
    let end = reference::resolve(lower.doc, pointer);
    match lower.doc.get(&end) {
        Some(value) if !is_composed(value) => return says_nullable(value),
        None => return false,
        Some(_) => {}
    }
    if let Some(known) = lower.nullable.get(pointer) {
        return *known;
    }
    let result = nullable(lower.doc, pointer, MAX_STEPS, &mut BTreeMap::new());
    lower.nullable.insert(pointer.to_owned(), result);
    result
}

/// `known` holds the schemas that were asked before; one that is still being asked does not decide for itself.
fn nullable(doc: &Tree<'_>, pointer: &str, steps: usize, known: &mut BTreeMap<String, bool>) -> bool {
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
    // A part that says nothing but this is meant for the whole.
    let only_says = |part: &Value| says_nullable(part) && part.as_object().is_some_and(|map| map.len() == 1);
    let all_of = value.get("allOf").and_then(Value::as_array);
    let result = says_nullable(value)
        || all_of.is_some_and(|list| list.iter().any(only_says))
        || parts("anyOf").chain(parts("oneOf")).any(|part| nullable(doc, &part, steps, known))
        || parts("allOf").len() > 0 && parts("allOf").all(|part| nullable(doc, &part, steps, known));
    known.insert(pointer, result);
    result
}

fn says_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

fn is_composed(schema: &Value) -> bool {
    ["allOf", "anyOf", "oneOf"].iter().any(|word| schema.get(*word).is_some())
}

/// Whether the schema at a pointer allows nothing but `null`.
pub(super) fn is_null(doc: &Tree<'_>, pointer: &str) -> bool {
    let values = doc.get(&reference::resolve(doc, pointer)).and_then(|value| value.get("enum"));
    values.and_then(Value::as_array).is_some_and(|values| values.iter().all(Value::is_null))
}

/// What the parts of a composition say together.
#[derive(Clone, Default)]
struct Parts {
    /// Which schemas describe each property, in the order in which they are met.
    fields: Vec<(String, Vec<Place>)>,
    /// The type of all other properties.
    rest: Option<Type>,
    required: BTreeSet<String>,
    /// Schemas with a `oneOf` or `anyOf` of their own: the pointer and the keyword.
    choices: Vec<(String, &'static str)>,
    /// Schemas that are no objects.
    others: Vec<String>,
    /// Schemas that hold for some values only: their properties may be there.
    maybe: Vec<Place>,
    /// The schemas that were looked at, so that one that holds itself ends.
    seen: BTreeSet<String>,
}

/// A schema of an object: its pointer, and after whom the types inside it are named.
#[derive(Clone)]
struct Place {
    pointer: String,
    hint: Hint,
}

impl Parts {
    fn has_fields(&self) -> bool {
        !self.fields.is_empty() || self.rest.is_some() || !self.maybe.is_empty()
    }
}

/// Adds a place to those that describe a property.
fn add_place(fields: &mut Vec<(String, Vec<Place>)>, wire: String, places: impl IntoIterator<Item = Place>) {
    match fields.iter_mut().find(|(known, _)| *known == wire) {
        Some((_, known)) => known.extend(places),
        None => fields.push((wire, places.into_iter().collect())),
    }
}

/// A schema with `allOf`, or with properties beside another composition.
pub(super) fn all_of(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, hint: &Hint) -> Shape {
    if let Some(only) = only_part(lower, pointer) {
        return through(lower, &only, hint);
    }
    let mut parts = Parts::default();
    gather(lower, &mut parts, pointer, hint);
    // A parent that lists its children as alternatives is, for one of the children, only its properties.
    parts.choices.retain(|(choice, word)| !choice::lists(lower, &child(choice, word), pointer));
    if !parts.has_fields() {
        return without_fields(lower, schema, &parts, pointer, hint);
    }
    for other in &parts.others {
        let message = "this part of an `allOf` is no object, others are; left out";
        lower.report(Code::AllOfConflict, other, message);
    }
    let mut choices = std::mem::take(&mut parts.choices);
    // Alternatives without a property that must be there are meant as a choice of properties.
    choices.retain(|(choice, word)| match choice::loose(lower, choice, word, hint) {
        Some(places) => {
            parts.maybe.extend(places);
            false
        }
        None => true,
    });
    for (extra, word) in choices.iter().skip(1) {
        let message = format!("a second `{word}` beside properties: those of its alternatives may all be there");
        lower.report(Code::UnsupportedKeyword, &child(extra, word), message);
        parts.maybe.extend(choice::places(lower, extra, word, hint));
    }
    match choices.first() {
        Some((choice, word)) => union::with_base(lower, &parts, choice, word, hint),
        None => Shape { kind: object(lower, parts, hint), constraints: Vec::new() },
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
    if let Some((first, rest)) = parts.others.split_first() {
        let mut shape = through(lower, first, hint);
        for other in rest {
            let new = through(lower, other, hint);
            if merge::kind_narrows(lower, &shape.kind, &new.kind) {
                shape.kind = new.kind;
            } else if !merge::kind_narrows(lower, &new.kind, &shape.kind) {
                contradicts(lower, other, first);
                continue;
            }
            shape.constraints.extend(new.constraints);
        }
        for (choice, _) in &parts.choices {
            contradicts(lower, choice, first);
        }
        return shape;
    }
    let mut choices = parts.choices.iter();
    let Some((choice, word)) = choices.next() else { return Shape::of(Type::Map(Box::new(Type::Json))) };
    for (other, _) in choices {
        contradicts(lower, other, choice);
    }
    if choice == pointer {
        return union(lower, schema, pointer, word, hint);
    }
    match read(lower, choice) {
        Some(schema) => union(lower, &schema, choice, word, hint),
        None => Shape::of(Type::Json),
    }
}

fn contradicts(lower: &mut Lower<'_>, pointer: &str, first: &str) {
    let message = "this part of an `allOf` contradicts an earlier one; left out";
    let first = lower.at(first);
    lower.report(Code::AllOfConflict, pointer, message).related(&first, "the part that is kept");
}

/// The only part of an `allOf` that says something of values, if the schema around it says nothing of them itself.
fn only_part(lower: &Lower<'_>, pointer: &str) -> Option<String> {
    const SHAPING: [&str; 11] = [
        "properties",
        "additionalProperties",
        "required",
        "items",
        "enum",
        "allOf",
        "anyOf",
        "oneOf",
        "then",
        "else",
        "dependentSchemas",
    ];
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
    let conditional = conditional(lower, pointer, hint);
    let Some(schema) = read(lower, pointer) else { return };
    parts.maybe.extend(conditional);
    let (properties, required, rest) = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => {
            (&object.properties, &object.required, object.additional_properties.as_ref())
        }
        SchemaKind::Any(any) => {
            let choices = [("oneOf", &any.one_of), ("anyOf", &any.any_of)];
            let choices = choices.into_iter().filter(|(_, list)| !list.is_empty()).map(|(word, _)| word);
            let choices: Vec<_> = choices.filter(|word| !choice::only_limits(lower.doc, pointer, word)).collect();
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
        let place = Place { pointer: pointer.to_owned(), hint: hint.clone() };
        add_place(&mut parts.fields, wire.clone(), [place]);
    }
    // A part that is closed by itself would close out the other parts, which nobody means.
    if let Some(AdditionalProperties::Any(true) | AdditionalProperties::Schema(_)) = rest {
        parts.rest = field::rest(lower, rest, pointer, hint);
    }
}

/// Whether properties of the schema at a pointer depend on what else there is.
pub(super) fn is_conditional(doc: &Tree<'_>, pointer: &str) -> bool {
    let Some(schema) = doc.get(pointer) else { return false };
    ["then", "else", "dependentSchemas"].into_iter().any(|word| schema.get(word).is_some())
}

/// The schemas that hold only if another one does, and last the one that decides.
fn conditional(lower: &Lower<'_>, pointer: &str, hint: &Hint) -> Vec<Place> {
    if !is_conditional(lower.doc, pointer) {
        return Vec::new();
    }
    let branches = ["then", "else"].map(|word| child(pointer, word)).into_iter();
    let dependent = lower.entries(&child(pointer, "dependentSchemas")).into_iter().map(|(_, pointer)| pointer);
    let all = branches.chain(dependent).chain([child(pointer, "if")]);
    let there = all.filter(|pointer| lower.doc.get(pointer).is_some());
    there.map(|pointer| Place { pointer, hint: hint.clone() }).collect()
}

/// The object of all parts.
fn object(lower: &mut Lower<'_>, parts: Parts, hint: &Hint) -> Kind {
    let mut fields = Vec::new();
    for (wire, places) in &parts.fields {
        fields.extend(merge::field(lower, wire, places, hint));
    }
    fields.extend(merge::conditional(lower, &parts, hint));
    for field in fields.iter_mut().filter(|field| parts.required.contains(&field.wire)) {
        field.presence = match field.presence {
            Presence::Required | Presence::Optional => Presence::Required,
            Presence::Nullable | Presence::OptionalNullable => Presence::Nullable,
        };
    }
    match parts.rest {
        Some(rest) if fields.is_empty() => Kind::Alias(Type::Map(Box::new(rest))),
        rest => Kind::Struct(Struct { fields, rest }),
    }
}

/// Whether a type is an enum of such values.
fn is_enum(lower: &Lower<'_>, ty: &Type, of: Scalars) -> bool {
    matches!(lower.api.resolve(ty), Type::Named(id) if matches!(&lower.api[*id].kind, Kind::Enum(values) if Scalars::of(values) == of))
}
