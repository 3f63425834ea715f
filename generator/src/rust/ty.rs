//! A type of the model as a type of Rust.

use crate::analyze::{Facts, FieldFacts};
use crate::ir::{Api, Field, Float, Int, Presence, Text, Type, TypeId};
use proc_macro2::{Ident, Span, TokenStream};

/// An identifier that the analysis made.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Where a type is named from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// From the module of the types.
    Types,
    /// From any other module, through `types::`.
    Elsewhere,
}

/// The type, as people write it.
pub fn text(facts: &Facts, ty: &Type, from: From) -> String {
    let mut out = String::new();
    write(&mut out, facts, ty, from);
    out
}

fn write(out: &mut String, facts: &Facts, ty: &Type, from: From) {
    let mut around = |before: &str, item: &Type, after: &str| {
        out.push_str(before);
        write(out, facts, item, from);
        out.push_str(after);
    };
    let plain = match ty {
        Type::Bool => "bool",
        Type::Int(Int::I32) => "i32",
        Type::Int(Int::I64) => "i64",
        Type::Int(Int::U32) => "u32",
        Type::Int(Int::U64) => "u64",
        Type::Float(Float::F32) => "f32",
        Type::Float(Float::F64) => "f64",
        Type::String(Text::Plain) | Type::Binary => "String",
        Type::String(Text::DateTime) => "DateTime<Utc>",
        Type::String(Text::Date) => "NaiveDate",
        Type::String(Text::Uuid) => "Uuid",
        Type::String(Text::Ip) => "IpAddr",
        Type::String(Text::Ipv4) => "Ipv4Addr",
        Type::String(Text::Ipv6) => "Ipv6Addr",
        Type::Bytes => "Base64",
        Type::Json => "Value",
        Type::List(item) => return around("Vec<", item, ">"),
        Type::Map(item) => return around("BTreeMap<String, ", item, ">"),
        Type::Nullable(item) => return around("Option<", item, ">"),
        Type::Tuple(items) => {
            let last = items.len().saturating_sub(1);
            for (index, item) in items.iter().enumerate() {
                around(if index == 0 { "(" } else { "" }, item, if index < last { ", " } else { "" });
            }
            // A tuple of one has a comma to tell it from a type in parentheses.
            if last == 0 { ",)" } else { ")" }
        }
        Type::Named(id) => {
            out.push_str(if from == From::Elsewhere { "types::" } else { "" });
            &facts[*id].ident
        }
    };
    out.push_str(plain);
}

/// The type.
pub fn emit(facts: &Facts, ty: &Type, from: From) -> TokenStream {
    tokens(&text(facts, ty, from))
}

/// The tokens of a type that is written out.
pub fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// What a field holds when it is there: its type, in a box where the type holds itself.
pub fn held(facts: &Facts, field: &Field, field_facts: &FieldFacts) -> String {
    let ty = text(facts, &field.ty, From::Types);
    if field_facts.boxed { format!("Box<{ty}>") } else { ty }
}

/// The type of a field.
pub fn field(facts: &Facts, id: TypeId, field: &Field, field_facts: &FieldFacts) -> String {
    let ty = held(facts, field, field_facts);
    match field_facts.presence {
        Presence::Required => ty,
        // Only what is written needs to tell "leave it" from "set it to null".
        Presence::OptionalNullable if facts[id].reach.written => format!("Patch<{ty}>"),
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable => format!("Option<{ty}>"),
    }
}

/// The attribute for a type that is too deeply nested for Clippy, which scores each name by how deep it stands.
pub fn deep(ty: &str) -> &'static str {
    let (mut depth, mut score, mut within) = (1_usize, 0_usize, false);
    for c in ty.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let begins = (c.is_alphanumeric() || c == '_') && !within;
        within = c.is_alphanumeric() || c == '_';
        score += if begins { 10 * depth } else { 0 };
    }
    if score > 250 { "#[allow(clippy::type_complexity, reason = \"the API nests it so deep\")] " } else { "" }
}

/// Whether some value of the API is of a type that `wanted` accepts.
pub fn uses(api: &Api, wanted: impl Fn(&Type) -> bool) -> bool {
    let bodies = |operation: &'_ crate::ir::Operation| {
        let sent = operation.body.iter().map(|body| body.ty.clone());
        let read = operation.replies.iter().flat_map(|reply| {
            let bodies = reply.bodies.iter().map(|(_, ty)| ty.clone());
            bodies.chain(reply.headers.iter().map(|header| header.ty.clone()))
        });
        let params = operation.params.iter().map(|param| param.ty.clone());
        sent.chain(read).chain(params).collect::<Vec<_>>()
    };
    let parts = (0..api.types.len()).flat_map(|index| api.parts(TypeId::at(index)).into_iter().cloned());
    api.operations.iter().flat_map(bodies).chain(parts).any(|ty| holds(&ty, &wanted))
}

fn holds(ty: &Type, wanted: &impl Fn(&Type) -> bool) -> bool {
    wanted(ty)
        || match ty {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => holds(item, wanted),
            Type::Tuple(items) => items.iter().any(|item| holds(item, wanted)),
            _ => false,
        }
}
