//! Samples as JSON texts: the values of types that no example goes through.

use super::{Extent, Sample, Sampler};
use crate::analyze::{Facts, MadeUp, example};
use crate::ir::{Api, Kind, Media, Type, TypeId};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How long a value may be that is kept for tests: it stands in every crate.
const LONGEST: usize = 800;

/// A value for each type of a JSON body, or of what comes back, that no tested example is of.
pub(in crate::analyze) fn run(api: &Api, facts: &Facts) -> Vec<MadeUp> {
    let mut seen: BTreeSet<TypeId> = facts.examples.iter().filter_map(|example| root(api, &example.ty)).collect();
    let mut made = Vec::new();
    for operation in &api.operations {
        let bodies = operation.body.iter().map(|body| (&body.media, &body.ty));
        let replies = operation.replies.iter().flat_map(|reply| &reply.bodies).map(|(media, ty)| (media, ty));
        let types = bodies.chain(replies).filter(|(media, _)| matches!(media, Media::Json(_)));
        for id in types.filter_map(|(_, ty)| root(api, ty)) {
            if seen.insert(id) {
                made.extend(value(api, facts, id).map(|value| MadeUp { ty: Type::Named(id), value }));
            }
        }
    }
    made
}

/// The type of objects that a type is, or is a list of.
fn root(api: &Api, ty: &Type) -> Option<TypeId> {
    match api.resolve(ty) {
        Type::List(item) | Type::Nullable(item) | Type::Map(item) => root(api, item),
        Type::Named(id) => match api[*id].kind {
            Kind::Struct(_) | Kind::Union(_) => Some(*id),
            Kind::Enum(_) | Kind::Alias(_) | Kind::Multipart(_) => None,
        },
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Binary
        | Type::Json
        | Type::Tuple(_) => None,
    }
}

/// A value of a type that comes back as it went in, short enough to be kept.
fn value(api: &Api, facts: &Facts, id: TypeId) -> Option<Value> {
    let ty = Type::Named(id);
    [Extent::Outer, Extent::Brief].into_iter().find_map(|extent| {
        let mut sampler = Sampler { either: true, ..Sampler::new(api, facts, extent) };
        let sample = sampler.named(&ty, "value")?;
        let value = json(api, &ty, &sample)?;
        let holds = value.as_object().is_none_or(|map| !map.is_empty());
        (holds && value.to_string().len() <= LONGEST && example::is_kept(api, &ty, &value)).then_some(value)
    })
}

/// A sample of a type as JSON; none for a file.
fn json(api: &Api, ty: &Type, sample: &Sample) -> Option<Value> {
    Some(match (api.resolve(ty), sample) {
        (_, Sample::Plain(value)) => value.clone(),
        (Type::Nullable(item), sample) => json(api, item, sample)?,
        (Type::List(item), Sample::List(items)) => {
            items.iter().map(|sample| json(api, item, sample)).collect::<Option<_>>().map(Value::Array)?
        }
        (Type::Tuple(types), Sample::List(items)) => {
            let items = types.iter().zip(items).map(|(ty, sample)| json(api, ty, sample));
            Value::Array(items.collect::<Option<_>>()?)
        }
        (Type::Map(item), Sample::Map(entries)) => {
            let entries = entries.iter().map(|(key, sample)| Some((key.clone(), json(api, item, sample)?)));
            Value::Object(entries.collect::<Option<_>>()?)
        }
        (Type::Named(id), sample) => match (&api[*id].kind, sample) {
            (Kind::Alias(ty), sample) => json(api, ty, sample)?,
            (Kind::Union(union), Sample::Variant(at, sample)) => {
                let variant = union.variants.get(*at)?;
                let mut value = json(api, &variant.ty, sample)?;
                if let (Some(property), Some(tag), Some(map)) = (&union.tag, &variant.tag, value.as_object_mut()) {
                    map.insert(property.clone(), tag.as_str().into());
                }
                value
            }
            (Kind::Struct(item), Sample::Fields(fields)) => {
                let fields = fields.iter().map(|(at, sample)| {
                    let field = item.fields.get(*at)?;
                    Some((field.wire.clone(), json(api, &field.ty, sample)?))
                });
                Value::Object(fields.collect::<Option<Map<_, _>>>()?)
            }
            (Kind::Enum(_) | Kind::Union(_) | Kind::Struct(_) | Kind::Multipart(_), _) => return None,
        },
        // A sample is made for its type, so that no other pairs come.
        (
            Type::Bool
            | Type::Int(_)
            | Type::Float(_)
            | Type::String(_)
            | Type::Bytes
            | Type::Binary
            | Type::Json
            | Type::List(_)
            | Type::Tuple(_)
            | Type::Map(_),
            _,
        ) => return None,
    })
}
