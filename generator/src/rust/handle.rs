//! `src/api.rs` and `src/api/…`: a module for each handle, with its operations.

use super::file::{self, Item};
use super::{Crate, File, doc, operation, ty};
use crate::analyze::{Facts, Group, GroupId};
use crate::ir::Api;
use proc_macro2::TokenStream;
use quote::quote;

/// The files; none if the API has no operations.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate) -> Vec<File> {
    if facts.groups.is_empty() {
        return Vec::new();
    }
    let modules = modules(facts, None).map(Item::Tokens).collect();
    let about = ["The operations, a module for each handle of the client.".to_owned()];
    let mut files = vec![File { path: "src/api.rs".into(), contents: file::print(&about, &[], &[], modules) }];
    for (index, group) in facts.groups.iter().enumerate() {
        files.push(emit_group(api, facts, krate, GroupId(index), group));
    }
    files
}

fn modules(facts: &Facts, parent: Option<GroupId>) -> impl Iterator<Item = TokenStream> {
    let names: Vec<_> = facts.children(parent).map(|(_, group)| ty::ident(&group.method)).collect();
    (!names.is_empty()).then(|| quote!(#(pub mod #names;)*)).into_iter()
}

fn emit_group(api: &Api, facts: &Facts, krate: &Crate, id: GroupId, group: &Group) -> File {
    let name = ty::ident(&group.ident);
    let docs = doc::attributes(&group.doc, &format!("The operations of `{}`.", group.method), &[]);
    let children = facts.children(Some(id)).map(|(_, child)| {
        let (method, name) = (ty::ident(&child.method), ty::ident(&child.ident));
        let docs = doc::attributes(&child.doc, &format!("The operations of `{}`.", child.method), &[]);
        quote! {
            #docs
            pub fn #method(&self) -> #method::#name {
                #method::#name::new(self.client.clone())
            }
        }
    });
    let methods = group.operations.iter().flat_map(|id| operation::methods(api, facts, krate, *id));
    let mut items: Vec<Item> = modules(facts, Some(id)).map(Item::Tokens).collect();
    items.push(Item::Tokens(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name { client: Client }
    }));
    items.push(Item::Tokens(quote! {
        impl #name {
            pub(crate) fn new(client: Client) -> Self {
                Self { client }
            }
            #(#children)*
            #(#methods)*
        }
    }));
    for operation in &group.operations {
        items.extend(operation::items(api, facts, *operation));
    }
    let about = [format!("The operations of `{}`.", path(facts, group).join(" "))];
    let own: [(&str, &[&str]); 3] = [
        ("crate::runtime", &["Base64", "Body", "Client", "Method", "Request", "Style", "Target"]),
        ("crate", &["types"]),
        ("http", &["StatusCode"]),
    ];
    let contents = file::print(&about, &own, &uses(api, facts, group), items);
    File { path: format!("src/api/{}.rs", path(facts, group).join("/")), contents }
}

/// The credentials that the operations name.
fn uses(api: &Api, facts: &Facts, group: &Group) -> Vec<TokenStream> {
    let mut schemes: Vec<_> =
        group.operations.iter().flat_map(|id| api[*id].security.iter().flatten().copied()).collect();
    schemes.sort();
    schemes.dedup();
    let constants = schemes.into_iter().map(|id| super::client::constant(facts, id)).collect::<Vec<_>>();
    (!constants.is_empty()).then(|| quote!(use crate::client::{#(#constants),*};)).into_iter().collect()
}

/// The modules that lead to a handle, its own last.
pub fn path(facts: &Facts, group: &Group) -> Vec<String> {
    let mut modules = group.parent.map_or_else(Vec::new, |parent| path(facts, &facts[parent]));
    modules.push(group.method.clone());
    modules
}
