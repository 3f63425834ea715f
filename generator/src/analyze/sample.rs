//! Values for the parameters and bodies of operations: the document's examples first, else made from what is said of them.

mod choice;
pub(super) mod json;
mod number;
mod pattern;
mod text;

use super::Facts;
use crate::ir::{
    Access, Api, Body, Content, Domain, Kind, Media, Multipart, Param, Presence, Struct, Text, Type, TypeId,
};
use serde_json::Value;

/// A value of a type of the model, which tells how to read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A scalar, a value of an enum, any JSON, or `null`.
    Plain(Value),
    /// The items of a list or of a tuple.
    List(Vec<Self>),
    /// The properties of an object whose keys are not known.
    Map(Vec<(String, Self)>),
    /// The fields of a struct or the parts of a form, by their places; what is left out is not here.
    Fields(Vec<(usize, Self)>),
    /// A variant of a union, by its place.
    Variant(usize, Box<Self>),
    /// A file.
    File,
}

/// How much of what may be left out is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A little of what an example has.
    Brief,
    /// All of the outermost object, and a little of those in it.
    Outer,
    /// All of it.
    Full,
}

/// How many optional properties of an object a brief sample has.
const OPTIONAL: usize = 4;
/// How many objects inside each other a brief sample shows, required ones aside.
const SHOWN: usize = 5;
/// How many objects inside each other a sample has; a deeper one is no help to anyone.
const DEPTH: usize = 16;
/// How many named types a sample may take, so that types that hold each other in many ways come to an end.
const STEPS: usize = 2000;
/// How many values a sample may take, so that long lists of long lists come to an end.
const VALUES: usize = 2000;
/// The longest list that is made.
const ITEMS: u64 = 100;

/// What makes samples up.
pub struct Sampler<'a> {
    api: &'a Api,
    facts: &'a Facts,
    extent: Extent,
    /// Whether types that are only read are made too, which no program can.
    either: bool,
    /// The types that the value under way stands in.
    open: Vec<TypeId>,
    steps: usize,
    /// How many values were made.
    made: usize,
    /// Which item of a list the value under way is.
    turn: usize,
    /// What the server may find fault with, in words: where no value was found that keeps to all that is said.
    pub doubts: Vec<String>,
}

/// What is known of a value.
#[derive(Clone, Copy)]
struct Known<'a> {
    /// What it is called, for want of a better text.
    wire: &'a str,
    domain: Option<&'a Domain>,
    example: Option<&'a Value>,
}

impl<'a> Sampler<'a> {
    /// One for this API.
    pub const fn new(api: &'a Api, facts: &'a Facts, extent: Extent) -> Self {
        Self { api, facts, extent, either: false, open: Vec::new(), steps: 0, made: 0, turn: 0, doubts: Vec::new() }
    }

    /// A value for a parameter, if one can be made up.
    pub fn param(&mut self, param: &'a Param) -> Option<Sample> {
        let domain = param.domain.as_deref();
        let example = domain.and_then(|domain| domain.example.as_ref()).or(param.default.as_ref());
        let known = Known { wire: &param.wire, domain, example };
        let made = self.begin(&param.ty, known)?;
        // An object without properties is sent as nothing.
        if param.required && made == Sample::Fields(Vec::new()) {
            let brief = std::mem::replace(&mut self.extent, Extent::Full);
            let full = self.begin(&param.ty, known);
            self.extent = brief;
            return full;
        }
        Some(made)
    }

    /// A value for a body, if one can be made up.
    pub fn body(&mut self, body: &'a Body) -> Option<Sample> {
        let example = body.examples.first().map(|example| &example.value);
        let known = Known { wire: "body", domain: body.domain.as_deref(), example };
        match &body.media {
            Media::Json(_) | Media::Form(_) | Media::Multipart(_) => self.begin(&body.ty, known),
            Media::Text(_) => Some(self.text_body(known)),
            Media::Bytes(_) | Media::Events(_) | Media::Lines(_) | Media::Sequence(_) => {
                let short = example.filter(|it| it.as_str().is_some_and(text::is_short));
                Some(Sample::Plain(short.cloned().unwrap_or_else(|| "…".into())))
            }
        }
    }

    /// A value of a type of which only a name is known, if one can be made up.
    pub fn named(&mut self, ty: &'a Type, wire: &'a str) -> Option<Sample> {
        self.begin(ty, Known { wire, domain: None, example: None })
    }

    fn begin(&mut self, ty: &'a Type, known: Known<'a>) -> Option<Sample> {
        (self.steps, self.made, self.turn) = (0, 0, 0);
        self.value(ty, known)
    }

    fn value(&mut self, ty: &'a Type, known: Known<'a>) -> Option<Sample> {
        self.made += 1;
        if self.made > VALUES {
            return None;
        }
        let domain = known.domain;
        let example = known.example.or_else(|| domain?.example.as_ref());
        let known = Known { example, ..known };
        let listed =
            || domain.and_then(|domain| domain.values.iter().find(|it| matches!(ty, Type::Bool) == it.is_boolean()));
        Some(match ty {
            Type::Bool => {
                Sample::Plain(listed().or(example.filter(|it| it.is_boolean())).cloned().unwrap_or(true.into()))
            }
            Type::Int(int) => Sample::Plain(number::whole(*int, domain, example, self.turn)),
            Type::Float(float) => match listed() {
                Some(value) => Sample::Plain(value.clone()),
                None => Sample::Plain(number::fraction(*float, domain, example, self.turn)),
            },
            Type::String(kind) => self.text(*kind, known),
            // As everywhere inside JSON: in other bodies it is no value.
            Type::Binary => self.text(Text::Plain, known),
            Type::Bytes => Sample::Plain("Ynl0ZXM=".into()),
            Type::Json => Sample::Plain(example.cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()))),
            Type::List(item) => self.list(item, known)?,
            Type::Tuple(items) => {
                let of = |at: usize| Known { example: example.and_then(|list| list.get(at)), domain: None, ..known };
                let items = items.iter().enumerate().map(|(at, item)| self.value(item, of(at)));
                Sample::List(items.collect::<Option<_>>()?)
            }
            Type::Map(item) => {
                let given = example.and_then(Value::as_object).and_then(|map| map.iter().next());
                let domain = domain.and_then(|domain| domain.item.as_deref());
                let value = self.value(item, Known { example: given.map(|(_, value)| value), domain, ..known });
                let key = given.map_or("key", |(key, _)| key.as_str()).to_owned();
                // A type that holds itself ends in an empty object.
                Sample::Map(value.map(|value| (key, value)).into_iter().collect())
            }
            Type::Nullable(_) if example == Some(&Value::Null) => Sample::Plain(Value::Null),
            Type::Nullable(item) => self.value(item, known).unwrap_or(Sample::Plain(Value::Null)),
            Type::Named(id) => return self.of_named(*id, known),
        })
    }

    /// The example if it is short, a value that is listed, or what keeps to what is said of it.
    fn text_body(&mut self, known: Known<'a>) -> Sample {
        let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let domain = known.domain;
        let scalar = |value: &&Value| !value.is_array() && !value.is_object();
        let example = known.example.or_else(|| domain?.example.as_ref()).filter(scalar);
        let values = domain.map_or(&[][..], |domain| &domain.values);
        let listed = values.iter().find(|value| Some(*value) == example).or_else(|| values.first());
        match (listed, example, domain) {
            (Some(value), _, _) => Sample::Plain(written(value).into()),
            (None, Some(value), _) if !value.is_string() => Sample::Plain(written(value).into()),
            (None, None, None) => Sample::Plain("…".into()),
            (None, ..) => self.text(Text::Plain, Known { example, ..known }),
        }
    }

    fn text(&mut self, kind: Text, known: Known<'a>) -> Sample {
        let made = text::make(kind, known.wire, known.domain, known.example.and_then(Value::as_str), self.turn);
        if !made.sound {
            let pattern = known.domain.and_then(|domain| domain.pattern.as_deref()).unwrap_or_default();
            self.doubts.push(format!("no text is known for `{}` that keeps to `{pattern}`", known.wire));
        }
        Sample::Plain(made.text.into())
    }

    /// One item, or as many as there must be.
    fn list(&mut self, item: &'a Type, known: Known<'a>) -> Option<Sample> {
        let given = known.example.and_then(Value::as_array);
        let least = known.domain.and_then(|domain| domain.shortest).unwrap_or(0);
        let most = known.domain.and_then(|domain| domain.longest).unwrap_or(ITEMS);
        let count = least.max(1).min(most).min(ITEMS);
        let unique = known.domain.is_some_and(|domain| domain.unique);
        let domain = known.domain.and_then(|domain| domain.item.as_deref());
        let (mut items, outer) = (Vec::new(), self.turn);
        for at in 0..usize::try_from(count).unwrap_or(0) {
            self.turn = if unique { at } else { outer };
            let example = given.and_then(|list| list.get(at));
            match self.value(item, Known { domain, example, ..known }) {
                Some(item) => items.push(item),
                // A type that holds itself ends in an empty list.
                None if least == 0 => break,
                None => {
                    self.turn = outer;
                    return None;
                }
            }
        }
        self.turn = outer;
        Some(Sample::List(items))
    }

    fn of_named(&mut self, id: TypeId, known: Known<'a>) -> Option<Sample> {
        self.steps += 1;
        if self.open.contains(&id) || self.open.len() >= DEPTH || self.steps > STEPS {
            return None;
        }
        let def = &self.api[id];
        let example = known.example.or_else(|| def.examples.first().map(|example| &example.value));
        let known = Known { example, ..known };
        self.open.push(id);
        let made = match &def.kind {
            Kind::Alias(ty) => self.value(ty, known),
            Kind::Enum(values) => {
                let given = values.iter().find(|value| example == Some(&value.wire));
                let value = given.or_else(|| values.iter().cycle().nth(self.turn));
                value.map(|value| Sample::Plain(value.wire.clone()))
            }
            Kind::Union(union) => self.union(union, known),
            Kind::Struct(item) if self.either || self.facts[id].reach.written => self.strukt(id, item, example),
            // There is no way to make one that is only read.
            Kind::Struct(_) => None,
            Kind::Multipart(multipart) => self.multipart(multipart, example),
        };
        self.open.pop();
        made
    }

    /// What is required, and what the example holds beside it.
    fn strukt(&mut self, id: TypeId, item: &'a Struct, example: Option<&'a Value>) -> Option<Sample> {
        let (mut fields, mut optional) = (Vec::new(), 0);
        for (at, (field, facts)) in item.fields.iter().zip(&self.facts[id].fields).enumerate() {
            let example = example.and_then(|object| object.get(&field.wire));
            let known = Known { wire: &field.wire, domain: field.domain.as_deref(), example };
            match facts.presence {
                Presence::Required => fields.push((at, self.value(&field.ty, known)?)),
                Presence::Nullable => {
                    let given = if example == Some(&Value::Null) { None } else { self.value(&field.ty, known) };
                    fields.push((at, given.unwrap_or(Sample::Plain(Value::Null))));
                }
                Presence::Optional | Presence::OptionalNullable => {
                    let settable = !field.deprecated && field.access != Access::ReadOnly;
                    let wanted = match self.extent {
                        Extent::Outer if self.open.len() == 1 => true,
                        Extent::Brief | Extent::Outer => {
                            optional < OPTIONAL && self.open.len() <= SHOWN && example.is_some_and(|it| !it.is_null())
                        }
                        Extent::Full => true,
                    };
                    let value = (settable && wanted).then(|| self.value(&field.ty, known)).flatten();
                    optional += usize::from(value.is_some());
                    fields.extend(value.map(|value| (at, value)));
                }
            }
        }
        Some(Sample::Fields(fields))
    }

    /// The parts that are required.
    fn multipart(&mut self, multipart: &'a Multipart, example: Option<&'a Value>) -> Option<Sample> {
        let mut parts = Vec::new();
        for (at, part) in multipart.parts.iter().enumerate() {
            let example = example.and_then(|it| it.get(&part.wire));
            let known = Known { wire: &part.wire, domain: part.domain.as_deref(), example };
            let wanted = part.required || self.extent == Extent::Full && !part.deprecated;
            let value = match &part.content {
                Content::Upload | Content::Uploads => Some(Sample::File),
                Content::Value(ty) => wanted.then(|| self.value(ty, known)).flatten(),
            };
            match value.filter(|_| wanted) {
                Some(value) => parts.push((at, value)),
                None if part.required => return None,
                None => {}
            }
        }
        Some(Sample::Fields(parts))
    }
}
