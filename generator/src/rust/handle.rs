//! `src/api.rs` and `src/api/…`: a module for each handle, with its operations.

use super::file::{self, Item, Member};
use super::{Crate, File, doc, operation, ty};
use crate::analyze::{Facts, Group, GroupId};
use crate::ir::Api;
use crate::parallel;
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
    let made = parallel::in_parts(facts.groups.len(), 1, |range| {
        range.map(|index| emit_group(api, facts, krate, GroupId(index))).collect::<Vec<_>>()
    });
    files.extend(made.into_iter().flatten());
    files
}

/// What a handle's module may import from the crate.
const OWN: file::Own = &[
    ("crate::runtime", &["Base64", "Body", "Client", "Method", "Request", "Style", "Target"]),
    ("crate", &["types"]),
    ("http", &["StatusCode"]),
];

fn modules(facts: &Facts, parent: Option<GroupId>) -> impl Iterator<Item = TokenStream> {
    let declared = facts.children(parent).map(|(_, group)| {
        let (name, files) = (ty::ident(&group.method), files(facts, group));
        // Rust looks for no file of another name than in ASCII, nor below one whose place it was told.
        if path(facts, group).iter().all(|name| name.is_ascii()) {
            return quote!(pub mod #name;);
        }
        let folder = files.iter().rev().nth(1).map_or("api", String::as_str);
        let place = format!("{folder}/{}.rs", files.last().map_or("", String::as_str));
        quote!(#[path = #place] pub mod #name;)
    });
    let declared: Vec<_> = declared.collect();
    (!declared.is_empty()).then(|| quote!(#(#declared)*)).into_iter()
}

/// The names of the folders that lead to a handle's file, and of the file: its modules, in ASCII. No module has a hyphen.
fn files(facts: &Facts, group: &Group) -> Vec<String> {
    let ascii = |c: char| if c.is_ascii() { c.to_string() } else { format!("u-{:x}", u32::from(c)) };
    path(facts, group).iter().map(|name| name.chars().map(ascii).collect()).collect()
}

fn emit_group(api: &Api, facts: &Facts, krate: &Crate, id: GroupId) -> File {
    let group = &facts[id];
    let name = ty::ident(&group.ident);
    let docs = doc::lines(&group.doc, &format!("The operations of `{}`.", group.method), &[]);
    let children = facts.children(Some(id)).map(|(_, child)| {
        let (method, name) = (ty::ident(&child.method), ty::ident(&child.ident));
        let tokens = quote! {
            pub fn #method(&self) -> #method::#name {
                #method::#name::new(self.client.clone())
            }
        };
        Member { docs: doc::lines(&child.doc, &format!("The operations of `{}`.", child.method), &[]), tokens }
    });
    let methods = group.operations.iter().flat_map(|id| operation::methods(api, facts, krate, *id));
    let mut items: Vec<Item> = modules(facts, Some(id)).map(Item::Tokens).collect();
    items.push(Item::Text(docs, format!("#[derive(Clone, Debug)]\npub struct {name} {{\n    client: Client,\n}}")));
    let new = quote! {
        pub(crate) fn new(client: Client) -> Self {
            Self { client }
        }
    };
    let new = Member { docs: Vec::new(), tokens: new };
    items.push(Item::Impl(name, std::iter::once(new).chain(children).chain(methods).collect()));
    for operation in &group.operations {
        items.extend(operation::items(api, facts, *operation));
    }
    let about = [format!("The operations of `{}`.", path(facts, group).join(" "))];
    let contents = file::print(&about, OWN, &uses(api, facts, group), items);
    File { path: format!("src/api/{}.rs", files(facts, group).join("/")), contents }
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
