//! `src/types.rs`: every named type of the API, in document order.

use super::file::{self, Item};
use super::{File, doc, enum_, form, struct_, ty, union};
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
            Kind::Union(item) => items.extend(union::emit(api, facts, id, def, item)),
            Kind::Form(form) => items.extend(form::emit(facts, id, def, form)),
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
    let json = quote!(
        use crate::runtime::json;
    );
    let uses: Vec<_> = (!api.webhooks.is_empty()).then_some(json).into_iter().collect();
    Some(File {
        path: "src/types.rs".into(),
        contents: file::print(&about, &[("crate::runtime", &["Base64", "Patch"])], &uses, items),
    })
}

/// What to say of a type that the document does not describe: its name in words.
pub fn fallback(def: &crate::ir::TypeDef) -> String {
    format!("{}.", doc::code(&def.hint.words.join(".")))
}
