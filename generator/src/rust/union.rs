//! A union: its variants, and the one that keeps the JSON of what it does not know.

use super::file::{Item, Row};
use super::{doc, struct_, ty, types};
use crate::analyze::Facts;
use crate::ir::{Api, Text, Type, TypeDef, TypeId, Union};
use proc_macro2::Literal;

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
    let rows = union.variants.iter().zip(&own.variants).map(|(variant, ident)| {
        // Only what is sent is made by callers, and only from a type that tells which variant is meant.
        let held = bare(api, &variant.ty);
        let alone = union.variants.iter().filter(|other| bare(api, &other.ty) == held).count() == 1;
        let from = if own.reach.written && alone && held != Type::Named(id) {
            format!("({})", ty::text(facts, &held, ty::From::Types))
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
    let table = Item::Table { head, rows: rows.collect() };
    let head = format!(
        "#[derive(Clone, Debug)]\n#[cfg_attr(feature = \"partial-eq\", derive(PartialEq))]\n#[non_exhaustive]\n\
         pub enum {}",
        own.ident
    );
    vec![Item::Rows { docs, head, rows: all }, table]
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
