//! Properties of objects: those that are named, and the type of the others.

use super::compose;
use super::document::child;
use super::domain;
use super::lower::Lower;
use super::name;
use super::reference;
use super::schema::{self, Use};
use crate::ir::{Field, Hint, Presence, Type};
use openapiv3::AdditionalProperties;

/// The type of the properties that are not named, if the schema says that there may be some.
pub(super) fn rest(
    lower: &mut Lower<'_>,
    rest: Option<&AdditionalProperties>,
    pointer: &str,
    hint: &Hint,
) -> Option<Type> {
    match rest {
        Some(AdditionalProperties::Any(true)) => Some(Type::Json),
        Some(AdditionalProperties::Schema(_)) => {
            Some(schema::used(lower, &child(pointer, "additionalProperties"), &hint.within("value")).whole())
        }
        Some(AdditionalProperties::Any(false)) | None => None,
    }
}

/// The property `wire` of the object schema at `pointer`.
pub(super) fn field(lower: &mut Lower<'_>, wire: &str, pointer: &str, required: bool, hint: &Hint) -> Field {
    let pointer = child(&child(pointer, "properties"), wire);
    let used = schema::used(lower, &pointer, &hint.within(wire));
    field_as(lower, wire, &pointer, required, used)
}

/// The property whose schema stands at `pointer`, of a type that is known from elsewhere.
pub(super) fn field_of(lower: &mut Lower<'_>, wire: &str, pointer: &str, ty: Type) -> Field {
    let nullable = compose::is_nullable(lower, pointer);
    let mut used = match schema::read(lower, pointer).filter(|_| reference::next(lower.doc, pointer).is_none()) {
        Some(schema) => schema::described(&schema.schema_data, ty, nullable),
        None => Use::of(ty, nullable),
    };
    used.domain = domain::of(lower.doc, pointer);
    field_as(lower, wire, pointer, false, used)
}

fn field_as(lower: &Lower<'_>, wire: &str, pointer: &str, required: bool, used: Use) -> Field {
    Field {
        wire: wire.to_owned(),
        name: name::property(lower.doc, pointer),
        ty: used.ty,
        presence: match (required, used.nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        },
        access: used.access,
        default: used.default,
        constraints: used.constraints,
        domain: used.domain,
        doc: used.doc,
        deprecated: used.deprecated,
        at: lower.at(pointer),
    }
}
