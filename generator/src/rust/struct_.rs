//! A struct: its fields, its table, and for what is sent a constructor and setters.

use super::file::{Item, Member, Row};
use super::{doc, ty, types};
use crate::analyze::{Facts, FieldFacts};
use crate::ir::{Access, Field, Presence, Struct, Text, Type, TypeDef, TypeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The items of the struct.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, item: &Struct) -> Vec<Item> {
    let own = &facts[id];
    let docs = doc::lines(&def.doc, &types::fallback(def), &deprecation(def.deprecated));
    let fields = item.fields.iter().zip(&own.fields).map(|(field, field_facts)| {
        let (ident, ty) = (&field_facts.ident, ty::field(facts, id, field, field_facts));
        Row { docs: field_docs(field), text: format!("{}pub {ident}: {ty}", ty::deep(&ty)) }
    });
    let rest = item.rest.as_ref().map(|rest| Row {
        docs: vec!["All other properties, by their names.".to_owned()],
        text: format!("pub {}: BTreeMap<String, {}>", own.rest, ty::text(facts, rest, ty::From::Types)),
    });
    // What is sent and requires nothing has an obvious default; what is only read is never made by callers.
    let optional =
        own.fields.iter().all(|field| matches!(field.presence, Presence::Optional | Presence::OptionalNullable));
    let default = if own.reach.written && optional { ", Default" } else { "" };
    let head = format!("#[derive(Clone{default})]\n#[non_exhaustive]\npub struct {}", own.ident);
    let mut items = vec![
        Item::Rows { docs, head, rows: fields.chain(rest).collect() },
        Item::Table { head: format!("record!({}", own.ident), rows: rows(item, &own.fields, &own.rest) },
    ];
    if own.reach.written {
        let methods = methods(facts, id, item);
        if !methods.is_empty() {
            items.push(Item::Impl(ty::ident(&own.ident), methods));
        }
        let setters = setters(facts, id, item);
        if optional || !setters.is_empty() {
            let new = if optional { " new" } else { "" };
            items.push(Item::Table { head: format!("setters!({}{new}", own.ident), rows: setters });
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
fn field_docs(field: &Field) -> Vec<String> {
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
    doc::lines(&field.doc, &format!("{}.", doc::code(&field.wire)), &more)
}

/// The paragraph of what the document advises against.
pub fn deprecation(deprecated: bool) -> Vec<String> {
    if deprecated { vec!["**Deprecated** by the API.".to_owned()] } else { Vec::new() }
}

/// `new` with what is required, if anything is, and the setter of all other properties.
fn methods(facts: &Facts, id: TypeId, item: &Struct) -> Vec<Member> {
    let own = &facts[id];
    let (mut arguments, mut inits, mut rest) = (Vec::new(), Vec::new(), None);
    for (field, field_facts) in item.fields.iter().zip(&own.fields) {
        let ident = ty::ident(&field_facts.ident);
        let patch = field_facts.presence == Presence::OptionalNullable;
        match field_facts.presence {
            Presence::Required => {
                let (argument, value) = argument(facts, field, field_facts);
                arguments.push(quote!(#ident: #argument));
                inits.push(value.map_or_else(|| quote!(#ident), |value| quote!(#ident: #value)));
            }
            // It is always sent, so nobody forgets it: `None` is `null`.
            Presence::Nullable => {
                let held = ty::tokens(&ty::held(facts, field, field_facts));
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
        let tokens = quote! {
            #[must_use]
            pub fn #ident(mut self, name: impl Into<String>, value: impl Into<#ty>) -> Self {
                self.#ident.insert(name.into(), value.into());
                self
            }
        };
        rest = Some(Member { docs: vec!["Sets another property.".to_owned()], tokens });
    }
    let new = (!arguments.is_empty()).then(|| constructor(&arguments, &inits));
    new.into_iter().chain(rest).collect()
}

/// `new`, from its arguments and what becomes of each field.
pub fn constructor(arguments: &[TokenStream], inits: &[TokenStream]) -> Member {
    if arguments.is_empty() {
        let tokens = quote! {
            pub fn new() -> Self {
                <Self as Default>::default()
            }
        };
        return Member { docs: vec!["One with nothing set.".to_owned()], tokens };
    }
    let many = (arguments.len() > 7)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "the API requires them all")]));
    let tokens = quote! {
        #many
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#inits),* }
        }
    };
    Member { docs: vec!["One with what is required.".to_owned()], tokens }
}

/// The setters, grouped by how the value is taken: in each row an identifier and a type.
fn setters(facts: &Facts, id: TypeId, item: &Struct) -> Vec<String> {
    let own = &facts[id];
    let plain = |field: &Field| ty::text(facts, &field.ty, ty::From::Types);
    let each = item.fields.iter().zip(&own.fields);
    let set = each.filter(|(field, facts)| {
        let optional = matches!(facts.presence, Presence::Optional | Presence::OptionalNullable);
        optional && field.access != Access::ReadOnly
    });
    let mut groups =
        [("some", String::new()), ("into", String::new()), ("boxed", String::new()), ("patch", String::new())];
    for (field, field_facts) in set {
        let (kind, ty) = match (field_facts.presence, &field.ty, field_facts.boxed) {
            (Presence::OptionalNullable, ..) => ("patch", ty::held(facts, field, field_facts)),
            (_, Type::String(Text::Plain) | Type::Binary, _) => ("into", plain(field)),
            (_, _, true) => ("boxed", plain(field)),
            (_, _, false) => ("some", plain(field)),
        };
        let deprecated = if field.deprecated { "#[deprecated] " } else { "" };
        for (_, rows) in groups.iter_mut().filter(|(name, _)| *name == kind) {
            rows.push_str(&format!("        {deprecated}{}{}: {ty},\n", ty::deep(&ty), field_facts.ident));
        }
    }
    let filled = groups.into_iter().filter(|(_, rows)| !rows.is_empty());
    filled.map(|(kind, rows)| format!("{kind} {{\n{rows}    }}")).collect()
}

/// What a caller gives for a required field, and the field's value made of it unless it is just that.
fn argument(facts: &Facts, field: &Field, field_facts: &FieldFacts) -> (TokenStream, Option<TokenStream>) {
    let ident = ty::ident(&field_facts.ident);
    match (&field.ty, field_facts.boxed) {
        (Type::String(Text::Plain) | Type::Binary, _) => (quote!(impl Into<String>), Some(quote!(#ident.into()))),
        (ty, true) => (ty::emit(facts, ty, ty::From::Types), Some(quote!(Box::new(#ident)))),
        (ty, false) => (ty::emit(facts, ty, ty::From::Types), None),
    }
}
