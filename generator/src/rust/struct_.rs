//! A struct: its fields, its table, and for what is sent a constructor and setters.

use super::file::Item;
use super::{doc, ty, types};
use crate::analyze::{Facts, FieldFacts};
use crate::ir::{Access, Field, Presence, Struct, Text, Type, TypeDef, TypeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The items of the struct.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, item: &Struct) -> Vec<Item> {
    let own = &facts[id];
    let name = ty::ident(&own.ident);
    let docs = doc::attributes(&def.doc, &types::fallback(def), &deprecation(def.deprecated));
    let fields = item.fields.iter().zip(&own.fields).map(|(field, field_facts)| {
        let docs = field_docs(field);
        let (ident, ty) = (ty::ident(&field_facts.ident), ty::field(facts, id, field, field_facts));
        let deep = ty::deep(&ty);
        quote!(#docs #deep pub #ident: #ty)
    });
    let rest = item.rest.as_ref().map(|rest| {
        let (ident, ty) = (ty::ident(&own.rest), ty::emit(facts, rest, ty::From::Types));
        quote!(#[doc = " All other properties, by their names."] pub #ident: BTreeMap<String, #ty>)
    });
    let fields = fields.chain(rest);
    // What is sent and requires nothing has an obvious default; what is only read is never made by callers.
    let optional =
        own.fields.iter().all(|field| matches!(field.presence, Presence::Optional | Presence::OptionalNullable));
    let default = (own.reach.written && optional).then(|| quote!(, Default));
    let mut items = vec![
        Item::Tokens(quote! {
            #docs
            #[derive(Clone, Debug #default)]
            #[cfg_attr(feature = "partial-eq", derive(PartialEq))]
            #[non_exhaustive]
            pub struct #name { #(#fields),* }
        }),
        Item::Table { head: format!("record!({}", own.ident), rows: rows(item, &own.fields, &own.rest) },
    ];
    if own.reach.written {
        items.push(Item::Tokens(methods(facts, id, item)));
        let setters = setters(facts, id, item);
        if !setters.is_empty() {
            items.push(Item::Table { head: format!("setters!({}", own.ident), rows: setters });
        }
    }
    items
}

/// The rows of the struct's table: identifier, wire name, and whether `null` is written for nothing.
fn rows(item: &Struct, facts: &[FieldFacts], rest: &str) -> Vec<String> {
    let each = item.fields.iter().zip(facts);
    let rows = each.map(|(field, facts)| {
        let null = if facts.presence == Presence::Nullable { " or null" } else { "" };
        format!("{}: {}{null}", facts.ident, Literal::string(&field.wire))
    });
    rows.chain(item.rest.as_ref().map(|_| format!("..{rest}"))).collect()
}

/// What a field's documentation says: description, limits, default, direction.
fn field_docs(field: &Field) -> TokenStream {
    let mut more = deprecation(field.deprecated);
    if !field.constraints.is_empty() {
        more.push(format!("Limits: {}.", field.constraints.join(", ")));
    }
    if let Some(default) = &field.default {
        more.push(format!("Default: {}.", doc::code(&default.to_string())));
    }
    match field.access {
        Access::Both => {}
        Access::ReadOnly => more.push("Only the server sets this.".to_owned()),
        Access::WriteOnly => more.push("The server never sends this back.".to_owned()),
    }
    doc::attributes(&field.doc, &format!("{}.", doc::code(&field.wire)), &more)
}

/// The paragraph of what the document advises against.
pub fn deprecation(deprecated: bool) -> Vec<String> {
    if deprecated { vec!["**Deprecated** by the API.".to_owned()] } else { Vec::new() }
}

/// `new` with what is required, and a setter for everything else.
fn methods(facts: &Facts, id: TypeId, item: &Struct) -> TokenStream {
    let own = &facts[id];
    let (mut arguments, mut inits, mut rest) = (Vec::new(), Vec::new(), None);
    for (field, field_facts) in item.fields.iter().zip(&own.fields) {
        let ident = ty::ident(&field_facts.ident);
        let patch = field_facts.presence == Presence::OptionalNullable;
        let (argument, value) = argument(facts, field, field_facts);
        match field_facts.presence {
            Presence::Required => {
                arguments.push(quote!(#ident: #argument));
                let as_given = matches!(&value.to_string(), text if ident == text);
                inits.push(if as_given { quote!(#ident) } else { quote!(#ident: #value) });
            }
            // It is always sent, so nobody forgets it: `None` is `null`.
            Presence::Nullable => {
                let held = ty::held(facts, field, field_facts);
                arguments.push(quote!(#ident: Option<#held>));
                inits.push(quote!(#ident));
            }
            Presence::Optional | Presence::OptionalNullable => {
                inits.push(if patch { quote!(#ident: Patch::Keep) } else { quote!(#ident: None) });
            }
        }
    }
    if let Some(item) = &item.rest {
        let (ident, ty) = (ty::ident(&own.rest), ty::emit(facts, item, ty::From::Types));
        inits.push(quote!(#ident: BTreeMap::new()));
        rest = Some(quote! {
            /// Sets another property.
            #[must_use]
            pub fn #ident(mut self, name: impl Into<String>, value: impl Into<#ty>) -> Self {
                self.#ident.insert(name.into(), value.into());
                self
            }
        });
    }
    let name = ty::ident(&own.ident);
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
            #rest
        }
    }
}

/// The rows of the setters: identifier, how the value is taken, and its type.
fn setters(facts: &Facts, id: TypeId, item: &Struct) -> Vec<String> {
    let own = &facts[id];
    let each = item.fields.iter().zip(&own.fields);
    let set = each.filter(|(field, facts)| {
        let optional = matches!(facts.presence, Presence::Optional | Presence::OptionalNullable);
        optional && field.access != Access::ReadOnly
    });
    set.map(|(field, field_facts)| {
        let plain = ty::emit(facts, &field.ty, ty::From::Types);
        let held = ty::held(facts, field, field_facts);
        let (kind, ty) = match (field_facts.presence, &field.ty, field_facts.boxed) {
            (Presence::OptionalNullable, ..) => ("patch", held),
            (_, Type::String(Text::Plain) | Type::Binary, _) => ("into", plain),
            (_, _, true) => ("boxed", plain),
            (_, _, false) => ("some", plain),
        };
        let deprecated = if field.deprecated { "#[deprecated] " } else { "" };
        let deep = ty::deep(&ty)
            .map(|deep| deep.to_string().replace("# [", "#[").replace(" (", "(").replace(" :: ", "::") + " ");
        let deep = deep.unwrap_or_default();
        format!("{deprecated}{deep}{}: {kind} {}", field_facts.ident, super::operation::spelled(&ty))
    })
    .collect()
}

/// What a caller gives for a required field, and the field's value made of it.
fn argument(facts: &Facts, field: &Field, field_facts: &FieldFacts) -> (TokenStream, TokenStream) {
    let ident = ty::ident(&field_facts.ident);
    let plain = ty::emit(facts, &field.ty, ty::From::Types);
    match (&field.ty, field_facts.boxed) {
        (Type::String(Text::Plain) | Type::Binary, _) => (quote!(impl Into<String>), quote!(#ident.into())),
        (_, true) => (plain, quote!(Box::new(#ident))),
        (_, false) => (plain, quote!(#ident)),
    }
}
