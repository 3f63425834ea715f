//! A union: its variants, and the one that keeps the JSON of what it does not know.

use super::file::Item;
use super::operation::spelled;
use super::{doc, struct_, ty, types};
use crate::analyze::Facts;
use crate::ir::{Api, Type, TypeDef, TypeId, Union};
use proc_macro2::Literal;
use quote::quote;

/// The items of the union.
pub fn emit(api: &Api, facts: &Facts, id: TypeId, def: &TypeDef, union: &Union) -> Vec<Item> {
    let own = &facts[id];
    let name = ty::ident(&own.ident);
    let docs = doc::attributes(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    let variants = union.variants.iter().zip(&own.variants).map(|(variant, ident)| {
        let docs = doc::attributes(&variant.doc, &doc::code(&variant.hint.words.join(".")), &[]);
        let (ident, ty) = (ty::ident(ident), ty::emit(facts, &variant.ty, ty::From::Types));
        // A box keeps a small variant from paying for a large one, and lets a union hold itself.
        if matches!(variant.ty, Type::Named(_) | Type::Tuple(_)) { quote!(#docs #ident(Box<#ty>)) } else { quote!(#docs #ident(#ty)) }
    });
    let rows = union.variants.iter().zip(&own.variants).map(|(variant, ident)| {
        // Only what is sent is made by callers, and only from a type that tells which variant is meant.
        let held = api.resolve(&variant.ty);
        let alone = union.variants.iter().filter(|other| api.resolve(&other.ty) == held).count() == 1;
        let from = if own.reach.written && alone && *held != Type::Named(id) {
            format!("({})", spelled(&ty::emit(facts, held, ty::From::Types)))
        } else {
            String::new()
        };
        match &variant.tag {
            Some(tag) => format!("{ident}{from}: {}", Literal::string(tag)),
            None => format!("{ident}{from}"),
        }
    });
    let head = match &union.tag {
        Some(tag) => format!("tagged_union!({} by {}", own.ident, Literal::string(tag)),
        None => format!("union!({}", own.ident),
    };
    let rows = rows.collect();
    vec![
        Item::Tokens(quote! {
            #docs
            #[derive(Clone, Debug)]
            #[cfg_attr(feature = "partial-eq", derive(PartialEq))]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                /// Something that came after this crate, as it was sent.
                Unknown(Value),
            }
        }),
        Item::Table { head, rows },
    ]
}
