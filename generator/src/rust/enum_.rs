//! An enum: its values, and the variant that keeps what it does not know.

use super::file::Item;
use super::{doc, struct_, ty, types};
use crate::analyze::Facts;
use crate::ir::{EnumValue, TypeDef, TypeId};
use proc_macro2::Literal;
use quote::quote;

/// The items of the enum.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, values: &[EnumValue]) -> Vec<Item> {
    let own = &facts[id];
    let name = ty::ident(&own.ident);
    let docs = doc::attributes(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    let variants = values.iter().zip(&own.variants).map(|(value, variant)| {
        let docs = doc::attributes(&value.doc, &doc::code(&value.wire), &[]);
        let variant = ty::ident(variant);
        quote!(#docs #variant)
    });
    let rows = values.iter().zip(&own.variants);
    let rows = rows.map(|(value, variant)| format!("{variant}: {}", Literal::string(&value.wire))).collect();
    vec![
        Item::Tokens(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                /// A value that came after this crate, as it was sent.
                Unknown(String),
            }
        }),
        Item::Table { head: format!("open_enum!({}", own.ident), rows },
    ]
}
