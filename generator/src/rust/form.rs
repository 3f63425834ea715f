//! A body of several parts: a struct of its parts, its table, a constructor and setters.

use super::file::Item;
use super::{doc, struct_, ty, types};
use crate::analyze::Facts;
use crate::ir::{Content, Form, Part, Presence, Text, Type, TypeDef, TypeId};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The items of the form.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, form: &Form) -> Vec<Item> {
    let own = &facts[id];
    let name = ty::ident(&own.ident);
    let docs = doc::attributes(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    let parts: Vec<(&Part, Ident, bool)> = form
        .parts
        .iter()
        .zip(&own.fields)
        .map(|(part, facts)| (part, ty::ident(&facts.ident), facts.presence == Presence::Required))
        .collect();
    let fields = parts.iter().map(|(part, ident, required)| {
        let (docs, ty) = (part_docs(part), held(facts, part));
        let ty = if *required || part.content == Content::Uploads { ty } else { quote!(Option<#ty>) };
        let deep = ty::deep(&ty);
        quote!(#docs #deep pub #ident: #ty)
    });
    let default = parts.iter().all(|(.., required)| !required).then(|| quote!(, Default));
    vec![
        Item::Tokens(quote! {
            #docs
            #[derive(Clone, Debug #default)]
            #[non_exhaustive]
            pub struct #name { #(#fields),* }
        }),
        Item::Table { head: format!("multipart!({}", own.ident), rows: parts.iter().map(row).collect() },
        Item::Tokens(methods(facts, &name, &parts)),
    ]
}

/// The row of a part in the table: identifier, wire name, and what the document says of its media type and headers.
fn row((part, ident, required): &(&Part, Ident, bool)) -> String {
    let quoted = |text: &str| Literal::string(text).to_string();
    let media = part.media.as_ref().map_or_else(String::new, |media| format!(" as {}", quoted(media)));
    let headers: Vec<String> =
        part.headers.iter().map(|(name, value)| format!("{}: {}", quoted(name), quoted(value))).collect();
    let headers = if headers.is_empty() { String::new() } else { format!(" with [{}]", headers.join(", ")) };
    let kind = match part.content {
        Content::Upload if *required => "file ",
        Content::Upload | Content::Uploads => "files ",
        Content::Value(_) => "",
    };
    format!("{ident}: {kind}{}{media}{headers}", quoted(&part.wire))
}

fn part_docs(part: &Part) -> TokenStream {
    let mut more = struct_::deprecation(part.deprecated);
    if !part.constraints.is_empty() {
        more.push(format!("Limits: {}.", part.constraints.join(", ")));
    }
    if let Some(default) = &part.default {
        more.push(format!("Default: {}.", doc::code(&default.to_string())));
    }
    doc::attributes(&part.doc, &format!("{}.", doc::code(&part.wire)), &more)
}

/// What is held for the part when it is there.
fn held(facts: &Facts, part: &Part) -> TokenStream {
    // By its whole path: a type of the API may be called the same.
    match &part.content {
        Content::Upload => quote!(crate::runtime::Upload),
        Content::Uploads => quote!(Vec<crate::runtime::Upload>),
        Content::Value(ty) => ty::emit(facts, ty, ty::From::Types),
    }
}

/// `new` with what is required, and a setter for everything else.
fn methods(facts: &Facts, name: &Ident, parts: &[(&Part, Ident, bool)]) -> TokenStream {
    let (mut arguments, mut inits, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    for (part, ident, required) in parts {
        let plain = part.ty() == Some(&Type::String(Text::Plain));
        let (argument, value) = if plain {
            (quote!(impl Into<String>), quote!(#ident.into()))
        } else {
            (held(facts, part), quote!(#ident))
        };
        if *required {
            arguments.push(quote!(#ident: #argument));
            inits.push(if plain { quote!(#ident: #value) } else { quote!(#ident) });
            continue;
        }
        let list = part.content == Content::Uploads;
        inits.push(if list { quote!(#ident: Vec::new()) } else { quote!(#ident: None) });
        let value = if list { value } else { quote!(Some(#value)) };
        let about = format!(" Sets `{ident}`.");
        let deprecated = part.deprecated.then(|| quote!(#[deprecated]));
        let deep = ty::deep(&argument);
        setters.push(quote! {
            #[doc = #about]
            #deprecated
            #deep
            #[must_use]
            pub fn #ident(mut self, #ident: #argument) -> Self {
                self.#ident = #value;
                self
            }
        });
    }
    let many = (arguments.len() > 7)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "the API requires them all")]));
    let new = if arguments.is_empty() {
        quote! {
            /// One with nothing set.
            pub fn new() -> Self {
                <Self as Default>::default()
            }
        }
    } else {
        quote! {
            /// One with what is required.
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#inits),* }
            }
        }
    };
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}
