//! A body of several parts: a struct of its parts, its table, a constructor and setters.

use super::file::{Item, Member, Row};
use super::{doc, struct_, ty, types};
use crate::analyze::Facts;
use crate::ir::{Content, Multipart, Part, Presence, Text, Type, TypeDef, TypeId};
use proc_macro2::{Ident, Literal};
use quote::quote;

/// The items of the form.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, multipart: &Multipart) -> Vec<Item> {
    let own = &facts[id];
    let name = ty::ident(&own.ident);
    let docs = doc::lines(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    let parts: Vec<(&Part, Ident, bool)> = multipart
        .parts
        .iter()
        .zip(&own.fields)
        .map(|(part, facts)| (part, ty::ident(&facts.ident), facts.presence == Presence::Required))
        .collect();
    let fields = parts.iter().map(|(part, ident, required)| {
        let ty = held(facts, part);
        let ty = if *required || part.content == Content::Uploads { ty } else { format!("Option<{ty}>") };
        Row { docs: part_docs(part), text: format!("{}pub {ident}: {ty}", ty::deep(&ty)) }
    });
    let default = if parts.iter().all(|(.., required)| !required) { ", Default" } else { "" };
    let head = format!("#[derive(Clone, Debug{default})]\n#[non_exhaustive]\npub struct {name}");
    vec![
        Item::Rows { docs, head, rows: fields.collect() },
        Item::Table { head: format!("multipart!({}", own.ident), rows: parts.iter().map(row).collect() },
        Item::Impl(name, methods(facts, &parts)),
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

fn part_docs(part: &Part) -> Vec<String> {
    let mut more = struct_::deprecation(part.deprecated);
    if !part.constraints.is_empty() {
        more.push(format!("Limits: {}.", part.constraints.join(", ")));
    }
    if let Some(default) = &part.default {
        more.push(format!("Default: {}.", doc::code(&default.to_string())));
    }
    doc::lines(&part.doc, &format!("{}.", doc::code(&part.wire)), &more)
}

/// What is held for the part when it is there.
fn held(facts: &Facts, part: &Part) -> String {
    // By its whole path: a type of the API may be called the same.
    match &part.content {
        Content::Upload => "crate::runtime::Upload".to_owned(),
        Content::Uploads => "Vec<crate::runtime::Upload>".to_owned(),
        Content::Value(ty) => ty::text(facts, ty, ty::From::Types),
    }
}

/// `new` with what is required, and a setter for everything else.
fn methods(facts: &Facts, parts: &[(&Part, Ident, bool)]) -> Vec<Member> {
    let (mut arguments, mut inits, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    for (part, ident, required) in parts {
        let plain = part.ty() == Some(&Type::String(Text::Plain));
        let (argument, value) = if plain {
            ("impl Into<String>".to_owned(), quote!(#ident.into()))
        } else {
            (held(facts, part), quote!(#ident))
        };
        let (deep, argument) = (ty::tokens(ty::deep(&argument)), ty::tokens(&argument));
        if *required {
            arguments.push(quote!(#ident: #argument));
            inits.push(if plain { quote!(#ident: #value) } else { quote!(#ident) });
            continue;
        }
        let list = part.content == Content::Uploads;
        inits.push(if list { quote!(#ident: Vec::new()) } else { quote!(#ident: None) });
        let value = if list { value } else { quote!(Some(#value)) };
        let deprecated = part.deprecated.then(|| quote!(#[deprecated]));
        let tokens = quote! {
            #deprecated
            #deep
            #[must_use]
            pub fn #ident(mut self, #ident: #argument) -> Self {
                self.#ident = #value;
                self
            }
        };
        setters.push(Member { docs: vec![format!("Sets `{ident}`.")], tokens });
    }
    std::iter::once(struct_::constructor(&arguments, &inits)).chain(setters).collect()
}
