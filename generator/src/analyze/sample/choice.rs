//! Which variant of a union a value is of.

use super::{Known, Sample, Sampler};
use crate::ir::{Field, Kind, Presence, Scalars, Text, Type, Union};
use serde_json::Value;

impl<'a> Sampler<'a> {
    /// Whether what an object of a variant must have is not enough for any other.
    fn is_alone(&self, union: &Union, at: usize) -> bool {
        let needs = |ty: &Type| match self.api.resolve(ty) {
            Type::Named(id) => match &self.api[*id].kind {
                Kind::Struct(item) => {
                    let needed = |field: &&Field| matches!(field.presence, Presence::Required | Presence::Nullable);
                    Some(item.fields.iter().filter(needed).map(|field| field.wire.as_str()).collect::<Vec<_>>())
                }
                Kind::Enum(_) | Kind::Union(_) | Kind::Alias(_) | Kind::Multipart(_) => None,
            },
            Type::Bool
            | Type::Int(_)
            | Type::Float(_)
            | Type::String(_)
            | Type::Bytes
            | Type::Binary
            | Type::Json
            | Type::List(_)
            | Type::Tuple(_)
            | Type::Map(_)
            | Type::Nullable(_) => None,
        };
        let Some(own) = union.variants.get(at).and_then(|variant| needs(&variant.ty)) else { return true };
        let others = union.variants.iter().enumerate().filter(|(index, _)| *index != at);
        let mut others = others.filter_map(|(_, variant)| needs(&variant.ty));
        !others.any(|needs| needs.iter().all(|need| own.contains(need)))
    }

    /// The variant that the example is of, else the first one that can be made up.
    pub(super) fn union(&mut self, union: &'a Union, known: Known<'a>) -> Option<Sample> {
        let tag = union.tag.as_ref().and_then(|tag| known.example?.get(tag)).and_then(Value::as_str);
        let of_example = union.variants.iter().position(|variant| match tag {
            Some(_) => variant.tag.as_deref() == tag,
            None => known.example.is_some_and(|example| self.fits(&variant.ty, example)),
        });
        // Of those that are told apart by their shape, one whose values are of no other.
        let all = || 0..union.variants.len();
        let alone = all().filter(|at| union.tag.is_some() || self.is_alone(union, *at));
        let all = alone.collect::<Vec<_>>().into_iter().chain(all()).map(|at| (at, None));
        of_example.map(|at| (at, known.example)).into_iter().chain(all).find_map(|(at, example)| {
            let variant = union.variants.get(at)?;
            let value = self.value(&variant.ty, Known { example, domain: variant.domain.as_deref(), ..known })?;
            let value = match (&union.tag, &variant.tag) {
                (Some(property), Some(tag)) => self.tagged(&variant.ty, value, property, tag),
                _ => value,
            };
            Some(Sample::Variant(at, Box::new(value)))
        })
    }

    /// The value of a variant, with the tag in the field that holds it, if there is one.
    fn tagged(&self, ty: &Type, mut value: Sample, property: &str, tag: &str) -> Sample {
        if let (Type::Named(id), Sample::Fields(fields)) = (self.api.resolve(ty), &mut value)
            && let Kind::Struct(item) = &self.api[*id].kind
            && let Some(at) = item.fields.iter().position(|field| field.wire == property)
            && let Some((_, held)) = fields.iter_mut().find(|(index, _)| *index == at)
            && item.fields.get(at).is_some_and(|field| self.takes(&field.ty, tag))
        {
            *held = Sample::Plain(tag.into());
        }
        value
    }

    /// Whether a tag is a value of a type.
    fn takes(&self, ty: &Type, tag: &str) -> bool {
        match self.api.resolve(ty) {
            Type::String(text) => *text == Text::Plain,
            Type::Named(id) => {
                matches!(&self.api[*id].kind, Kind::Enum(values) if values.iter().any(|value| value.wire == tag))
            }
            Type::Bool
            | Type::Int(_)
            | Type::Float(_)
            | Type::Bytes
            | Type::Binary
            | Type::Json
            | Type::List(_)
            | Type::Tuple(_)
            | Type::Map(_)
            | Type::Nullable(_) => false,
        }
    }

    /// Whether an example has the outer shape of a type.
    fn fits(&self, ty: &Type, example: &Value) -> bool {
        match self.api.resolve(ty) {
            Type::Bool => example.is_boolean(),
            Type::Int(_) => example.is_i64() || example.is_u64(),
            Type::Float(_) => example.is_number(),
            Type::String(_) | Type::Bytes | Type::Binary => example.is_string(),
            Type::Json => true,
            Type::List(_) | Type::Tuple(_) => example.is_array(),
            Type::Map(_) => example.is_object(),
            Type::Nullable(item) => example.is_null() || self.fits(item, example),
            Type::Named(id) => match &self.api[*id].kind {
                Kind::Enum(values) => Scalars::of(values).hold(example),
                Kind::Alias(_) | Kind::Union(_) => true,
                Kind::Multipart(_) => false,
                Kind::Struct(item) => item.fields.iter().all(|field| {
                    let needed = matches!(field.presence, Presence::Required | Presence::Nullable);
                    !needed || example.get(&field.wire).is_some()
                }),
            },
        }
    }
}
