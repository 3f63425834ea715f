//! `src/types.rs`: every named type of the API, in document order.

use super::file::{self, Item};
use super::{File, doc, enum_, multipart, struct_, ty, union};
use crate::analyze::Facts;
use crate::ir::{Api, Kind, TypeId};
use crate::parallel;
use quote::quote;

/// What the module may import from the crate.
const OWN: file::Own = &[("crate::runtime", &["Base64", "Patch"])];

/// How many types are printed at a time.
const PART: usize = 64;

/// The file, if the API has types.
pub fn emit(api: &Api, facts: &Facts) -> Option<File> {
    if api.types.is_empty() {
        return None;
    }
    let parts = parallel::in_parts(api.types.len(), PART, |range| {
        file::print_items(OWN, range.flat_map(|index| emit_type(api, facts, TypeId::at(index))).collect())
    });
    let about = ["The types that requests and replies carry.".to_owned()];
    let json = quote!(
        use crate::runtime::json;
    );
    let uses: Vec<_> = (!api.webhooks.is_empty()).then_some(json).into_iter().collect();
    Some(File { path: "src/types.rs".into(), contents: file::join(&about, OWN, &uses, parts) })
}

fn emit_type(api: &Api, facts: &Facts, id: TypeId) -> Vec<Item> {
    let def = &api[id];
    match &def.kind {
        Kind::Struct(item) => struct_::emit(facts, id, def, item),
        Kind::Enum(values) => enum_::emit(facts, id, def, values),
        Kind::Union(item) => union::emit(api, facts, id, def, item),
        Kind::Multipart(multipart) => multipart::emit(facts, id, def, multipart),
        Kind::Alias(target) => {
            let docs = doc::attributes(&def.doc, &fallback(def), &[]);
            let (name, target) = (ty::ident(&facts[id].ident), ty::emit(facts, target, ty::From::Types));
            vec![Item::Tokens(quote!(#docs pub type #name = #target;))]
        }
    }
}

/// What to say of a type that the document does not describe: its name in words.
pub fn fallback(def: &crate::ir::TypeDef) -> String {
    format!("{}.", doc::code(&def.hint.words.join(".")))
}
