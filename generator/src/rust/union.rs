//! A union: its variants, and the one that keeps the JSON of what it does not know.

use super::file::{Item, Row};
use super::{doc, struct_, ty, types};
use crate::analyze::{Facts, TypeFacts};
use crate::ir::{Api, Text, Type, TypeDef, TypeId, Union};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The items of the union.
pub fn emit(api: &Api, facts: &Facts, id: TypeId, def: &TypeDef, union: &Union) -> Vec<Item> {
    let own = &facts[id];
    let docs = doc::lines(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    let variants = union.variants.iter().zip(&own.variants).map(|(variant, ident)| {
        let docs = doc::lines(&variant.doc, &doc::code(&variant.hint.words.join(".")), &[]);
        let ty = ty::text(facts, &variant.ty, ty::From::Types);
        // A box keeps a small variant from paying for a large one, and lets a union hold itself.
        let boxed = matches!(variant.ty, Type::Named(_) | Type::Tuple(_));
        Row { docs, text: if boxed { format!("{ident}(Box<{ty}>)") } else { format!("{ident}({ty})") } }
    });
    let unknown = Row {
        docs: vec!["Something that came after this crate, as it was sent.".to_owned()],
        text: "Unknown(Value)".to_owned(),
    };
    let all = variants.chain([unknown]).collect();
    let bares: Vec<Type> = union.variants.iter().map(|variant| bare(api, &variant.ty)).collect();
    let named = union.variants.iter().zip(&own.variants).zip(&bares);
    let (others, rows): (Vec<_>, Vec<_>) =
        named.partition(|((variant, _), _)| union.tag.is_some() && variant.tag.is_none());
    let rows = rows.into_iter().map(|((variant, ident), held)| {
        // Only what is sent is made by callers, and only from a type that tells which variant is meant.
        let alone = bares.iter().filter(|other| *other == held).count() == 1;
        let from = if own.reach.written && alone && *held != Type::Named(id) {
            format!("({})", ty::text(facts, held, ty::From::Types))
        } else {
            String::new()
        };
        match &variant.tag {
            Some(tag) => format!("{ident}{from}: {}", Literal::string(tag)),
            None => format!("{ident}{from}"),
        }
    });
    let head = match &union.tag {
        Some(tag) => {
            let other = others.first().map_or_else(String::new, |((_, ident), _)| format!(" else {ident}"));
            format!("tagged_union!({} by {}{other}", own.ident, Literal::string(tag))
        }
        None => format!("union!({}", own.ident),
    };
    let table = Item::Table { head, rows: rows.collect() };
    let head = format!("#[derive(Clone)]\n#[non_exhaustive]\npub enum {}", own.ident);
    let mut items = vec![Item::Rows { docs, head, rows: all }, table];
    if api.webhooks.contains(&id) {
        items.push(Item::Tokens(reading(own, union)));
    }
    items
}

/// The functions that read what the API sends by itself.
fn reading(own: &TypeFacts, union: &Union) -> TokenStream {
    let name = ty::ident(&own.ident);
    let arms = union.variants.iter().zip(&own.variants).map(|(variant, ident)| {
        let (event, ident) = (variant.hint.words.last(), ty::ident(ident));
        quote!(#event => Self::#ident(json::decode(body)?))
    });
    quote! {
        impl #name {
            /// Reads the body of such a request; its content tells which it is.
            ///
            /// # Errors
            ///
            /// If the body is no JSON. One that is none of these is `Unknown`.
            pub fn decode(body: &[u8]) -> json::Result<Self> {
                json::decode(body)
            }

            /// Reads the body of the request of this name, which a header or the address that was called may tell.
            ///
            /// # Errors
            ///
            /// If the body is no JSON, or not what such a request carries. One of another name is `Unknown`.
            pub fn decode_named(name: &str, body: &[u8]) -> json::Result<Self> {
                let request = match name {
                    #(#arms,)*
                    _ => Self::Unknown(json::decode(body)?),
                };
                Ok(request)
            }
        }
    }
}

/// The type without the aliases in it: types with different names may be one to Rust.
fn bare(api: &Api, ty: &Type) -> Type {
    let inner = |item: &Type| Box::new(bare(api, item));
    match api.resolve(ty) {
        Type::List(item) => Type::List(inner(item)),
        Type::Map(item) => Type::Map(inner(item)),
        Type::Nullable(item) => Type::Nullable(inner(item)),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|item| bare(api, item)).collect()),
        Type::Binary => Type::String(Text::Plain),
        plain @ (Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Json
        | Type::Named(_)) => plain.clone(),
    }
}
