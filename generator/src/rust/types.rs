//! `src/types.rs`: every named type of the API, in document order.

use super::file::{self, Item};
use super::{File, doc, enum_, struct_, ty, union};
use crate::analyze::Facts;
use crate::ir::{Api, Kind, TypeId};
use quote::quote;

/// The file, if the API has types.
pub fn emit(api: &Api, facts: &Facts) -> Option<File> {
    let mut items = Vec::new();
    for (index, def) in api.types.iter().enumerate() {
        let id = TypeId::at(index);
        match &def.kind {
            Kind::Struct(item) => items.extend(struct_::emit(facts, id, def, item)),
            Kind::Enum(values) => items.extend(enum_::emit(facts, id, def, values)),
            Kind::Union(item) => items.extend(union::emit(facts, id, def, item)),
            Kind::Alias(target) => {
                let docs = doc::attributes(&def.doc, &fallback(def), &[]);
                let (name, target) = (ty::ident(&facts[id].ident), ty::emit(facts, target, ty::From::Types));
                items.push(Item::Tokens(quote!(#docs pub type #name = #target;)));
            }
        }
    }
    if items.is_empty() {
        return None;
    }
    let about = ["The types that requests and replies carry.".to_owned()];
    let uses = runtime_uses(&items);
    Some(File { path: "src/types.rs".into(), contents: file::print(&about, &uses, items) })
}

/// What the items use of the runtime, in one import.
fn runtime_uses(items: &[Item]) -> Vec<proc_macro2::TokenStream> {
    let text = |item: &Item| match item {
        Item::Tokens(tokens) => tokens.to_string(),
        Item::Line(text) | Item::Table { head: text, .. } => text.clone(),
    };
    let texts: Vec<String> = items.iter().map(text).collect();
    let used = |name: &str| {
        texts.iter().any(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name))
    };
    let names = ["Base64", "Patch"].into_iter().filter(|name| used(name)).map(ty::ident).collect::<Vec<_>>();
    if names.is_empty() { Vec::new() } else { vec![quote!(use crate::runtime::{#(#names),*};)] }
}

/// What to say of a type that the document does not describe: its name in words.
pub fn fallback(def: &crate::ir::TypeDef) -> String {
    format!("`{}`.", def.hint.words.join(".").replace('`', "'"))
}
