//! A type of the model as a type of Rust.

use crate::analyze::{Facts, FieldFacts};
use crate::ir::{Api, Field, Float, Int, Presence, Text, Type, TypeId};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

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

/// The type.
pub fn emit(facts: &Facts, ty: &Type, from: From) -> TokenStream {
    let inner = |item: &Type| emit(facts, item, from);
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(Int::I32) => quote!(i32),
        Type::Int(Int::I64) => quote!(i64),
        Type::Int(Int::U32) => quote!(u32),
        Type::Int(Int::U64) => quote!(u64),
        Type::Float(Float::F32) => quote!(f32),
        Type::Float(Float::F64) => quote!(f64),
        Type::String(Text::Plain) | Type::Binary => quote!(String),
        Type::String(Text::DateTime) => quote!(DateTime<Utc>),
        Type::String(Text::Date) => quote!(NaiveDate),
        Type::String(Text::Uuid) => quote!(Uuid),
        Type::String(Text::Ip) => quote!(IpAddr),
        Type::String(Text::Ipv4) => quote!(Ipv4Addr),
        Type::String(Text::Ipv6) => quote!(Ipv6Addr),
        Type::Bytes => quote!(Base64),
        Type::Json => quote!(Value),
        Type::List(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(inner).collect();
            if let [only] = items.as_slice() { quote!((#only,)) } else { quote!((#(#items),*)) }
        }
        Type::Map(item) => {
            let item = inner(item);
            quote!(BTreeMap<String, #item>)
        }
        Type::Nullable(item) => {
            let item = inner(item);
            quote!(Option<#item>)
        }
        Type::Named(id) => {
            let name = ident(&facts[*id].ident);
            match from {
                From::Types => quote!(#name),
                From::Elsewhere => quote!(types::#name),
            }
        }
    }
}

/// What a field holds when it is there: its type, in a box where the type holds itself.
pub fn held(facts: &Facts, field: &Field, field_facts: &FieldFacts) -> TokenStream {
    let ty = emit(facts, &field.ty, From::Types);
    if field_facts.boxed { quote!(Box<#ty>) } else { ty }
}

/// The type of a field.
pub fn field(facts: &Facts, id: TypeId, field: &Field, field_facts: &FieldFacts) -> TokenStream {
    let ty = held(facts, field, field_facts);
    match field_facts.presence {
        Presence::Required => ty,
        // Only what is written needs to tell "leave it" from "set it to null".
        Presence::OptionalNullable if facts[id].reach.written => quote!(Patch<#ty>),
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable => quote!(Option<#ty>),
    }
}

/// The attribute for a type that is too deeply nested for Clippy, which scores each name by how deep it stands.
pub fn deep(ty: &TokenStream) -> Option<TokenStream> {
    let (mut depth, mut score) = (1_usize, 0_usize);
    for token in ty.clone() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '<' => depth += 1,
            TokenTree::Punct(mark) if mark.as_char() == '>' => depth = depth.saturating_sub(1),
            TokenTree::Ident(_) => score += 10 * depth,
            _ => {}
        }
    }
    (score > 250).then(|| quote!(#[allow(clippy::type_complexity, reason = "the API nests it so deep")]))
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
