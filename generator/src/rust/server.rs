//! `src/server.rs`: the servers that callers choose between.

use super::{File, doc, enum_, file, ty};
use crate::analyze::{Choice, Facts, ServerFacts, VariableFacts};
use crate::ir::{Api, Doc, EnumValue, Server};
use proc_macro2::TokenStream;
use quote::quote;

/// What the module may import from the crate.
const OWN: file::Own = &[("crate", &["runtime"])];

/// The file, if there is a choice.
pub fn emit(api: &Api, facts: &Facts) -> Option<File> {
    let servers: Vec<(&Server, &ServerFacts)> =
        facts.servers.iter().filter_map(|own| Some((api.servers.get(own.index)?, own))).collect();
    if servers.is_empty() {
        return None;
    }
    let mut items = vec![file::Item::Tokens(server(&servers)), file::Item::Tokens(display(&servers))];
    // One without variables is marked as the default where it stands.
    let default = servers.first().filter(|(server, own)| own.index == 0 && !server.variables.is_empty());
    if let Some((_, own)) = default {
        let (variant, ident) = (ty::ident(&own.variant), ty::ident(&own.ident));
        items.push(file::Item::Tokens(quote! {
            impl Default for Server {
                fn default() -> Self {
                    Self::#variant(<#ident as Default>::default())
                }
            }
        }));
    }
    for (server, own) in servers.iter().filter(|(server, _)| !server.variables.is_empty()) {
        items.extend(variables(server, own).into_iter().map(file::Item::Tokens));
    }
    items.extend(choices(&servers));
    let uses = [quote!(
        use std::fmt;
    )];
    let about = ["The servers of the API.".to_owned()];
    Some(File { path: "src/server.rs".into(), contents: file::print(&about, OWN, &uses, items) })
}

fn server(servers: &[(&Server, &ServerFacts)]) -> TokenStream {
    let variants = servers.iter().map(|(server, own)| {
        let (variant, ident) = (ty::ident(&own.variant), ty::ident(&own.ident));
        let holds = (!server.variables.is_empty()).then(|| quote!((#ident)));
        let url = doc::code(&server.url);
        let more: Vec<String> = (!server.doc.is_empty()).then(|| format!("At {url}.")).into_iter().collect();
        let docs = doc::attributes(&server.doc, &format!("{url}."), &more);
        let default = (own.index == 0 && server.variables.is_empty()).then(|| quote!(#[default]));
        quote!(#docs #default #variant #holds)
    });
    let plain = servers.first().is_some_and(|(server, own)| own.index == 0 && server.variables.is_empty());
    let default = plain.then(|| quote!(, Default));
    quote! {
        /// A server of the API; its text is its URL.
        #[derive(Clone, Debug, PartialEq, Eq #default)]
        #[non_exhaustive]
        pub enum Server { #(#variants),* }
    }
}

fn display(servers: &[(&Server, &ServerFacts)]) -> TokenStream {
    let arms = servers.iter().map(|(server, own)| {
        let (variant, url) = (ty::ident(&own.variant), &server.url);
        if server.variables.is_empty() {
            return quote!(Self::#variant => f.write_str(#url));
        }
        let mut format = url.replace('{', "{{").replace('}', "}}");
        let mut values = Vec::new();
        let host = url.find("://").map_or(0, |at| at + 3);
        let host = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
        for (at, _) in url.match_indices('{') {
            let name = url.get(at + 1..).and_then(|rest| rest.split_once('}')).map_or("", |(name, _)| name);
            let mut each = server.variables.iter().zip(&own.variables);
            if let Some((variable, own)) = each.find(|(variable, _)| variable.name == name) {
                format = format.replacen(&format!("{{{{{name}}}}}"), "{}", 1);
                let field = ty::ident(&own.ident);
                let text = if own.choice.is_some() { quote!(server.#field.as_str()) } else { quote!(&server.#field) };
                values.push(if at < host && variable.default.chars().all(stands_in_host) {
                    quote!(runtime::ClientBuilder::in_host(#name, #text))
                } else {
                    quote!(server.#field)
                });
            }
        }
        quote!(Self::#variant(server) => write!(f, #format, #(#values),*))
    });
    quote! {
        impl fmt::Display for Server {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { #(#arms),* }
            }
        }
    }
}

/// Whether a variable with such a default is part of a host, as the runtime sees it; others may be a port with its colon, a
/// path or a whole URL.
fn stands_in_host(char: char) -> bool {
    char.is_alphanumeric() || "-._~".contains(char)
}

/// The enums of the values that variables choose from, each once.
fn choices(servers: &[(&Server, &ServerFacts)]) -> Vec<file::Item> {
    let mut known: Vec<&Choice> = Vec::new();
    let mut items = Vec::new();
    for (variable, own) in servers.iter().flat_map(|(server, own)| server.variables.iter().zip(&own.variables)) {
        let Some(choice) = own.choice.as_ref().filter(|choice| !known.contains(choice)) else { continue };
        known.push(choice);
        let docs = doc::lines(&variable.doc, &format!("{}.", doc::code(&variable.name)), &[]);
        let value = |text: &String| EnumValue { wire: text.as_str().into(), name: None, doc: Doc::default() };
        let values: Vec<EnumValue> = variable.values.iter().map(value).collect();
        items.extend(enum_::items(docs, &choice.ident, &values, &choice.variants));
    }
    items
}

/// The type that holds a server's variables.
fn variables(server: &Server, own: &ServerFacts) -> Vec<TokenStream> {
    let (variant, name) = (ty::ident(&own.variant), ty::ident(&own.ident));
    let about = format!(" The variables of [`Server::{}`].", own.variant);
    let idents: Vec<_> = own.variables.iter().map(|own| ty::ident(&own.ident)).collect();
    let held = |own: &VariableFacts| ty::ident(own.choice.as_ref().map_or("String", |choice| &choice.ident));
    let types: Vec<_> = own.variables.iter().map(held).collect();
    let defaults = server.variables.iter().map(|variable| &variable.default);
    let setters = server.variables.iter().zip(&idents).zip(&types).map(|((variable, ident), ty)| {
        let more = [format!("Default: {}.", doc::code(&variable.default))];
        let docs = doc::attributes(&variable.doc, &format!("{}.", doc::code(&variable.name)), &more);
        quote! {
            #docs
            #[must_use]
            pub fn #ident(mut self, #ident: impl Into<#ty>) -> Self {
                self.#ident = #ident.into();
                self
            }
        }
    });
    vec![
        quote! {
            #[doc = #about]
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct #name { #(#idents: #types),* }
        },
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self { #(#idents: #types::from(#defaults)),* }
                }
            }
        },
        quote! {
            impl #name {
                /// One with the defaults.
                #[must_use]
                pub fn new() -> Self {
                    <Self as Default>::default()
                }
                #(#setters)*
            }
        },
        quote! {
            impl From<#name> for Server {
                fn from(server: #name) -> Self {
                    Self::#variant(server)
                }
            }
        },
    ]
}
