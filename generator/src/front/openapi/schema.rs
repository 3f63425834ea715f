//! Schemas to types: scalars, lists, maps, objects and enums; `compose` has the rest.

use super::compose;
use super::constraint;
use super::document::{Document, child};
use super::domain;
use super::field::{field, rest};
use super::lower::{Lower, text};
use super::name;
use super::reference;
use super::scalar;
use crate::diagnostic::Code;
use crate::ir::{Access, Doc, Domain, Example, Float, Hint, Int, Kind, PlacedType, Struct, Type, TypeDef, TypeId};
use openapiv3::{AdditionalProperties, AnySchema, ObjectType, Schema, SchemaData, SchemaKind};
use serde_json::Value;

/// Schemas inside schemas beyond this are read as any JSON value.
pub(super) const MAX_DEPTH: usize = 64;

/// What a schema says where it is used.
pub(super) struct Use {
    /// Its type, without `null`.
    pub(super) ty: Type,
    /// Whether `null` is allowed.
    pub(super) nullable: bool,
    /// Its words.
    pub(super) doc: Doc,
    pub(super) deprecated: bool,
    pub(super) access: Access,
    pub(super) default: Option<Value>,
    pub(super) constraints: Vec<String>,
    pub(super) domain: Option<Box<Domain>>,
}

impl Use {
    pub(super) fn of(ty: Type, nullable: bool) -> Self {
        Self {
            ty,
            nullable,
            doc: Doc::default(),
            deprecated: false,
            access: Access::Both,
            default: None,
            constraints: Vec::new(),
            domain: None,
        }
    }

    /// The type with `null`, for places that have no [`Presence`].
    pub(super) fn whole(self) -> Type {
        if self.nullable && self.ty != Type::Json { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}

/// Lowers the schemas that have an id but no kind yet.
pub(super) fn pending(lower: &mut Lower<'_>) {
    while let Some((id, pointer)) = lower.pending.pop_first() {
        define(lower, &pointer, id);
    }
}

/// Lowers the schema of one type now, because its kind is asked for; one that is being lowered stays unknown.
pub(super) fn ensure(lower: &mut Lower<'_>, ty: &Type) {
    if let Type::Named(id) = ty
        && lower.active.len() < MAX_DEPTH
        && let Some(pointer) = lower.pending.remove(id)
    {
        define(lower, &pointer, *id);
    }
}

/// The schema at `pointer` where it is used; an inline one takes its name from `hint`.
pub(super) fn used(lower: &mut Lower<'_>, pointer: &str, hint: &Hint) -> Use {
    let used = looked_up(lower, pointer, hint);
    place(lower, pointer, used.ty.clone());
    used
}

/// Says what became of the schema at a pointer.
pub(super) fn place(lower: &mut Lower<'_>, pointer: &str, ty: Type) {
    let ty = Use::of(ty, compose::is_nullable(lower, pointer)).whole();
    let at = lower.at(pointer);
    lower.api.places.push(PlacedType { at, ty });
}

fn looked_up(lower: &mut Lower<'_>, pointer: &str, hint: &Hint) -> Use {
    if let Some(target) = reference::next(lower.doc, pointer) {
        let mut used = Use::of(named(lower, &target), compose::is_nullable(lower, &target));
        used.domain = domain::of(lower.doc, &target);
        let end = reference::resolve(lower.doc, &target);
        if let Some(schema) = lower.doc.get(&end) {
            used.default = schema.get("default").filter(|value| !value.is_null()).cloned();
            used.access =
                access(schema.get("readOnly") == Some(&true.into()), schema.get("writeOnly") == Some(&true.into()));
            // An alias has no place for the limits of its type; its uses have.
            if schema.get("type").is_some_and(|ty| ty != "object") {
                used.constraints = read(lower, &end).map_or_else(Vec::new, |it| constraint::of(&it.schema_kind));
            }
        }
        return used;
    }
    let nullable = compose::is_nullable(lower, pointer);
    let Some(schema) = read(lower, pointer) else { return Use::of(Type::Json, nullable) };
    let (ty, constraints) = inline(lower, &schema, pointer, hint);
    let domain = domain::of(lower.doc, pointer);
    Use { constraints, domain, ..described(&schema.schema_data, ty, nullable) }
}

/// A type with what a schema says of it in words.
pub(super) fn described(data: &SchemaData, ty: Type, nullable: bool) -> Use {
    Use {
        doc: doc(data),
        deprecated: data.deprecated,
        access: access(data.read_only, data.write_only),
        default: data.default.clone(),
        ..Use::of(ty, nullable)
    }
}

/// The schema at a pointer, as `openapiv3` has it; one that does not convert is reported.
pub(super) fn read(lower: &mut Lower<'_>, pointer: &str) -> Option<Schema> {
    match lower.part::<Schema>(pointer) {
        Ok((schema, _)) => Some(schema),
        Err(reason) => {
            lower.report(Code::SchemaAsJson, pointer, format!("read as any JSON value: {reason}"));
            None
        }
    }
}

const fn access(read_only: bool, write_only: bool) -> Access {
    match (read_only, write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        (false, false) | (true, true) => Access::Both,
    }
}

/// What a schema says of itself.
pub(super) fn doc(data: &SchemaData) -> Doc {
    let mut doc = text(data.description.as_deref());
    doc.link = data.external_docs.as_ref().map(|docs| docs.url.clone()).filter(|url| !url.is_empty());
    doc
}

/// The type of a schema that is referred to; it will be defined if it is not yet.
fn named(lower: &mut Lower<'_>, pointer: &str) -> Type {
    if let Some(ty) = lower.types.get(pointer) {
        return ty.clone();
    }
    let id = lower.reserve(Hint { words: Document::words(pointer), given: false }, pointer);
    lower.types.insert(pointer.to_owned(), Type::Named(id));
    place(lower, pointer, Type::Named(id));
    lower.pending.insert(id, pointer.to_owned());
    Type::Named(id)
}

/// Gives a reserved type its kind.
fn define(lower: &mut Lower<'_>, pointer: &str, id: TypeId) {
    let hint = lower.api[id].hint.clone();
    if let Some(target) = reference::next(lower.doc, pointer) {
        lower.api[id].kind = Kind::Alias(named(lower, &target));
        return;
    }
    let Some(schema) = read(lower, pointer) else { return };
    lower.active.insert(pointer.to_owned());
    let shape = shape(lower, &schema, pointer, &hint);
    lower.active.remove(pointer);
    lower.api[id] = definition(lower, &schema, pointer, hint, shape.kind);
}

/// The type of an inline schema, and its limits in words.
fn inline(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, hint: &Hint) -> (Type, Vec<String>) {
    let called = name::inline(lower.doc, pointer).map(|name| Hint { words: vec![name], given: false });
    let hint = called.as_ref().unwrap_or(hint);
    if let Some(ty) = lower.types.get(pointer) {
        return (ty.clone(), lower.limits.get(pointer).cloned().unwrap_or_default());
    }
    if lower.active.contains(pointer) {
        // It holds itself without a name of its own, through an `allOf`; now it gets one.
        let id = lower.reserve(hint.clone(), pointer);
        lower.types.insert(pointer.to_owned(), Type::Named(id));
        return (Type::Named(id), Vec::new());
    }
    if lower.active.len() >= MAX_DEPTH {
        lower.report(Code::SchemaAsJson, pointer, "nested too deeply; read as any JSON value");
        return (Type::Json, Vec::new());
    }
    if matches!(&schema.schema_kind, SchemaKind::Type(openapiv3::Type::Object(object)) if !object.properties.is_empty())
    {
        // It will be a struct; its id comes before those of the types inside it, as in the document.
        let id = lower.reserve(hint.clone(), pointer);
        lower.types.insert(pointer.to_owned(), Type::Named(id));
    }
    lower.active.insert(pointer.to_owned());
    let Shape { kind, constraints } = shape(lower, schema, pointer, hint);
    lower.active.remove(pointer);
    let ty = match (lower.types.get(pointer).cloned(), kind) {
        (Some(Type::Named(id)), kind) => {
            lower.api[id] = definition(lower, schema, pointer, hint.clone(), kind);
            Type::Named(id)
        }
        (_, Kind::Alias(ty)) => ty,
        // An enum that the document gives a name is one type, wherever it stands.
        (_, kind) => {
            let same = called.as_ref().and_then(|hint| same_enum(lower, &kind, hint));
            same.unwrap_or_else(|| {
                let def = definition(lower, schema, pointer, hint.clone(), kind);
                add(lower, def)
            })
        }
    };
    lower.types.insert(pointer.to_owned(), ty.clone());
    if !constraints.is_empty() {
        lower.limits.insert(pointer.to_owned(), constraints.clone());
    }
    (ty, constraints)
}

/// The enum of this name and these values, if there is one.
fn same_enum(lower: &Lower<'_>, kind: &Kind, hint: &Hint) -> Option<Type> {
    let Kind::Enum(values) = kind else { return None };
    let same = |def: &TypeDef| match &def.kind {
        Kind::Enum(own) => {
            def.hint.words == hint.words && own.iter().map(|it| &it.wire).eq(values.iter().map(|it| &it.wire))
        }
        Kind::Struct(_) | Kind::Union(_) | Kind::Alias(_) | Kind::Multipart(_) => false,
    };
    lower.api.types.iter().position(same).map(|index| Type::Named(TypeId::at(index)))
}

/// Adds a type.
pub(super) fn add(lower: &mut Lower<'_>, def: TypeDef) -> Type {
    lower.api.types.push(def);
    Type::Named(TypeId::at(lower.api.types.len() - 1))
}

/// The type that a kind comes to, which gets a name if it needs one.
pub(super) fn settled(lower: &mut Lower<'_>, kind: Kind, pointer: &str, hint: Hint) -> Type {
    match kind {
        Kind::Alias(ty) => ty,
        kind => {
            let at = lower.at(pointer);
            let doc = Doc::default();
            add(lower, TypeDef { hint, doc, kind, deprecated: false, examples: Vec::new(), at })
        }
    }
}

fn definition(lower: &Lower<'_>, schema: &Schema, pointer: &str, hint: Hint, kind: Kind) -> TypeDef {
    let data = &schema.schema_data;
    let example = data.example.iter().map(|value| Example {
        name: String::new(),
        value: value.clone(),
        at: lower.at(&child(pointer, "example")),
    });
    TypeDef {
        hint,
        doc: doc(data),
        kind,
        deprecated: data.deprecated,
        examples: example.collect(),
        at: lower.at(pointer),
    }
}

/// The kind of a schema, with its limits in words.
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) constraints: Vec<String>,
}

impl Shape {
    pub(super) fn of(ty: Type) -> Self {
        Self { kind: Kind::Alias(ty), constraints: Vec::new() }
    }
}

/// The shape of a schema that is no reference.
pub(super) fn shape(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, hint: &Hint) -> Shape {
    if compose::is_conditional(lower.doc, pointer) {
        return compose::all_of(lower, schema, pointer, hint);
    }
    let mut shape = plain(lower, schema, pointer, hint);
    scalar::describe(lower.doc.get(pointer), &mut shape.kind);
    shape
}

/// The shape of a schema that does not depend on what else there is.
fn plain(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, hint: &Hint) -> Shape {
    let mut constraints = constraint::of(&schema.schema_kind);
    constraints.extend(constraint::of_names(lower.doc, pointer));
    let format = lower.doc.get(pointer).and_then(|value| value.get("format")?.as_str()).unwrap_or_default();
    let kind = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(item)) => scalar::string(lower, item, format),
        SchemaKind::Type(openapiv3::Type::Number(_)) => Kind::Alias(scalar::number(lower, format)),
        SchemaKind::Type(openapiv3::Type::Integer(item)) => scalar::integer(lower, item, format),
        SchemaKind::Type(openapiv3::Type::Boolean(_)) => Kind::Alias(Type::Bool),
        SchemaKind::Type(openapiv3::Type::Array(list)) => {
            let places = lower.items(&child(pointer, "prefixItems"));
            if !places.is_empty() {
                let items = places.iter().zip(1..);
                let items = items.map(|(place, at)| used(lower, place, &hint.within(format!("item {at}"))).whole());
                return Shape::of(Type::Tuple(items.collect()));
            }
            let item = if list.items.is_some() {
                used(lower, &child(pointer, "items"), &hint.within("item")).whole()
            } else {
                Type::Json
            };
            Kind::Alias(Type::List(Box::new(item)))
        }
        SchemaKind::Type(openapiv3::Type::Object(object)) => object_kind(lower, object, pointer, hint),
        SchemaKind::OneOf { .. } => return compose::union(lower, schema, pointer, "oneOf", hint),
        SchemaKind::AnyOf { .. } => return compose::union(lower, schema, pointer, "anyOf", hint),
        SchemaKind::AllOf { .. } => return compose::all_of(lower, schema, pointer, hint),
        SchemaKind::Not { .. } => Kind::Alias(Type::Json),
        SchemaKind::Any(any) => return any_shape(lower, schema, any, pointer, hint),
    };
    if let (Kind::Struct(_) | Kind::Alias(_), Some(_)) = (&kind, &schema.schema_data.discriminator) {
        let message = "a `discriminator` without `oneOf` or `anyOf` is not supported: the object is read by itself";
        lower.report(Code::UnsupportedKeyword, &child(pointer, "discriminator"), message);
    }
    Shape { kind, constraints }
}

/// Keywords that no single type of 3.0 holds: compositions with something beside them, or hardly anything.
fn any_shape(lower: &mut Lower<'_>, schema: &Schema, any: &AnySchema, pointer: &str, hint: &Hint) -> Shape {
    let plain = match any.typ.as_deref() {
        Some("string") => Some(Type::String(scalar::text(lower, any.format.as_deref().unwrap_or_default()))),
        Some("number") => Some(Type::Float(Float::F64)),
        Some("integer") => Some(Type::Int(Int::I64)),
        Some("boolean") => Some(Type::Bool),
        _ => None,
    };
    if !any.all_of.is_empty() {
        compose::all_of(lower, schema, pointer, hint)
    } else if let Some(ty) = plain {
        // What stands beside the type of a scalar can only limit it.
        Shape::of(ty)
    } else if !any.properties.is_empty() || any.additional_properties.is_some() {
        compose::all_of(lower, schema, pointer, hint)
    } else if !any.one_of.is_empty() {
        compose::union(lower, schema, pointer, "oneOf", hint)
    } else if !any.any_of.is_empty() {
        compose::union(lower, schema, pointer, "anyOf", hint)
    } else if any.typ.as_deref() == Some("array") {
        Shape::of(Type::List(Box::new(Type::Json)))
    } else {
        if any.enumeration.iter().any(|value| value.is_object() || value.is_array()) {
            let message = "an enum of objects or lists is not supported; read as any JSON value";
            lower.report(Code::SchemaAsJson, &child(pointer, "enum"), message);
            return Shape::of(Type::Json);
        }
        Shape { kind: scalar::enum_of(any.enumeration.iter().cloned()), constraints: Vec::new() }
    }
}

fn object_kind(lower: &mut Lower<'_>, object: &ObjectType, pointer: &str, hint: &Hint) -> Kind {
    let rest = rest(lower, object.additional_properties.as_ref(), pointer, hint);
    if object.properties.is_empty() && object.additional_properties != Some(AdditionalProperties::Any(false)) {
        return Kind::Alias(Type::Map(Box::new(rest.unwrap_or(Type::Json))));
    }
    let mut fields = Vec::new();
    for wire in object.properties.keys() {
        fields.push(field(lower, wire, pointer, object.required.contains(wire), hint));
    }
    Kind::Struct(Struct { fields, rest })
}

/// An alias that leads back to itself is no type at all.
pub(super) fn check_aliases(lower: &mut Lower<'_>) {
    for index in 0..lower.api.types.len() {
        let start = TypeId::at(index);
        let (mut id, mut steps) = (start, 0);
        while let Kind::Alias(Type::Named(next)) = &lower.api[id].kind {
            id = *next;
            steps += 1;
            if id == start || steps > lower.api.types.len() {
                let at = lower.api[start].at.clone();
                lower.diags.report(Code::ReferenceCycle, &at, "this schema is nothing but itself");
                lower.api[start].kind = Kind::Alias(Type::Json);
                break;
            }
        }
    }
}
