//! An operation: the method that makes it, the struct that carries it, the setters of what is optional.

use super::file::{self, Item, Member};
use super::{Crate, body, doc, example, param, reply, struct_, ty};
use crate::analyze::{BodyFacts, Facts, OperationFacts};
use crate::ir::{Api, Body, Method, Operation, OperationId, Param, Piece, Place, Reply, Status, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The methods of the handle that make the operation: one for each body that it may need. The first one has an example.
pub fn methods(api: &Api, facts: &Facts, krate: &Crate, id: OperationId) -> Vec<Member> {
    let choices = body::choices(&api[id], &facts[id].bodies);
    let mut example = Some(example::doctest(api, facts, krate, id));
    choices.into_iter().map(|choice| method(api, facts, id, choice, example.take().unwrap_or_default())).collect()
}

fn method(
    api: &Api,
    facts: &Facts,
    id: OperationId,
    choice: Option<(&Body, &BodyFacts)>,
    example: Vec<String>,
) -> Member {
    let (operation, own) = (&api[id], &facts[id]);
    let method = ty::ident(choice.map_or(&own.method, |(_, facts)| &facts.method));
    let name = ty::ident(&own.ident);
    let required: Vec<(&Param, Ident)> = required(operation, own).collect();
    let (mut arguments, mut calls) = (Vec::new(), Vec::new());
    calls.extend(own.accept.as_ref().map(|accept| quote!(.header("accept", &#accept))));
    calls.extend(operation.server.as_ref().map(|server| quote!(.server(#server))));
    for (param, ident) in &required {
        let (argument, value) = param::argument(api, facts, param, ident);
        arguments.push(quote!(#ident: #argument));
        calls.push(param::call(param, &value));
    }
    for param in operation.params.iter().filter(|param| param.global) {
        let (wire, required) = (&param.wire, param.required);
        match param.place {
            Place::Query => calls.push(quote!(.global(Target::Query, #wire, #required))),
            Place::Header => calls.push(quote!(.global(Target::Header, #wire, #required))),
            // The client fills what is left open in a path; a cookie is never global.
            Place::Path | Place::Cookie => {}
        }
    }
    if let Some((body, facts_of_body)) = choice {
        let ident = ty::ident(&facts_of_body.ident);
        let (argument, call) = body::call(facts, body, &ident);
        arguments.push(quote!(#ident: #argument));
        calls.push(call);
    }
    let docs = docs(operation, own, &required, choice, example);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    // `self` counts.
    let many = (arguments.len() > 6)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "the API requires them all")]));
    let (http, other) = match &operation.method {
        Method::Other(name) => ("GET", Some(quote!(.method(#name)))),
        method => (method.as_str(), None),
    };
    let http = ty::ident(http);
    let (template, security) = (operation.sent_template(), security(facts, operation));
    let tokens = quote! {
        #deprecated
        #many
        pub fn #method(&self, #(#arguments),*) -> #name {
            #name(self.client.request(Method::#http, #template, #security) #other #(#calls)*)
        }
    };
    Member { docs, tokens }
}

/// The struct of the operation, its setters and its sending.
pub fn items(api: &Api, facts: &Facts, id: OperationId) -> Vec<Item> {
    let (operation, own) = (&api[id], &facts[id]);
    let name = ty::ident(&own.ident);
    let handle = &facts[own.group].ident;
    let about = format!(
        "The call that [`{handle}::{}`] makes: `{} {}`.",
        own.method,
        operation.method.as_str(),
        operation.template()
    );
    let mut setters = Vec::new();
    let optional = operation.params.iter().zip(&own.params).filter(|(param, _)| param.global || !param.required);
    for (param, ident) in optional {
        let ident = ty::ident(ident);
        let (argument, value) = param::argument(api, facts, param, &ident);
        let call = param::call(param, &value);
        let docs = doc::lines(&param.doc, &format!("{}.", doc::code(&param.wire)), &limits(param));
        let deprecated = param.deprecated.then(|| quote!(#[deprecated]));
        let tokens = quote! {
            #deprecated
            pub fn #ident(self, #ident: #argument) -> Self {
                Self(self.0 #call)
            }
        };
        setters.push(Member { docs, tokens });
    }
    for (body, body_facts) in body::optional(operation, &own.bodies) {
        let ident = ty::ident(&body_facts.ident);
        let (argument, call) = body::call(facts, body, &ident);
        let more: Vec<String> = body::told_apart(operation, body).into_iter().collect();
        let tokens = quote! {
            pub fn #ident(self, #ident: #argument) -> Self {
                Self(self.0 #call)
            }
        };
        setters.push(Member { docs: doc::lines(&body.doc, "What is sent.", &more), tokens });
    }
    let head = "#[derive(Clone, Debug)]\n#[must_use = \"nothing is sent before `send()`\"]";
    let strukt = file::one_line(format!("pub struct {name}(Request);"));
    let mut items = vec![Item::Text(vec![about], format!("{head}\n{}", strukt.trim_end()))];
    if !setters.is_empty() {
        items.push(Item::Impl(name, setters));
    }
    items.extend(reply::items(facts, own));
    items.extend(super::paging::emit(api, facts, operation, own).map(|line| Item::Text(Vec::new(), line)));
    items
}

/// The parameters that are arguments: those of the path in its order, then what else is required.
pub fn required<'a>(operation: &'a Operation, own: &'a OperationFacts) -> impl Iterator<Item = (&'a Param, Ident)> {
    let in_path = operation.path.0.iter().filter_map(|piece| match piece {
        Piece::Param(index) => Some(*index),
        Piece::Literal(_) => None,
    });
    let others = operation.params.iter().enumerate().filter(|(_, param)| param.required && param.place != Place::Path);
    let mut order: Vec<usize> = Vec::new();
    for index in in_path.chain(others.map(|(index, _)| index)) {
        // A path may name a placeholder twice.
        if !order.contains(&index) {
            order.push(index);
        }
    }
    let params = order.into_iter().filter_map(|index| operation.params.get(index).zip(own.params.get(index)));
    params.filter(|(param, _)| !param.global).map(|(param, ident)| (param, ty::ident(ident)))
}

/// The alternatives of authentication, each a list of schemes.
fn security(facts: &Facts, operation: &Operation) -> TokenStream {
    let alternatives = operation.security.iter().map(|schemes| {
        let constants = schemes.iter().map(|id| super::client::constant(facts, *id));
        quote!(&[#(#constants),*])
    });
    quote!(&[#(#alternatives),*])
}

/// What the method's documentation says: the description, how it is sent, its arguments, its errors, an example.
fn docs(
    operation: &Operation,
    own: &OperationFacts,
    required: &[(&Param, Ident)],
    choice: Option<(&Body, &BodyFacts)>,
    example: Vec<String>,
) -> Vec<String> {
    let mut more = vec![format!("`{} {}`", operation.method.as_str(), operation.template())];
    let mut arguments: Vec<String> =
        required.iter().filter_map(|(param, ident)| describe(ident, &param.doc.summary, &limits(param))).collect();
    if let Some((body, facts)) = choice {
        arguments.extend(describe(&ty::ident(&facts.ident), &body.doc.summary, &[]));
        more.extend(body::told_apart(operation, body));
    }
    if !arguments.is_empty() {
        more.push(arguments.join("\n"));
    }
    more.extend(reply::docs(own));
    more.extend(struct_::deprecation(operation.deprecated));
    let mut lines = doc::lines(&operation.doc, &format!("Calls `{}`.", operation.template()), &more);
    let errors: Vec<String> = operation.replies.iter().filter_map(failure).collect();
    for (title, section) in [("# Errors", errors), ("# Example", example)] {
        if !section.is_empty() {
            lines.extend([String::new(), title.to_owned(), String::new()]);
            lines.extend(section);
        }
    }
    lines
}

/// The item of a list that says when a failure comes.
fn failure(reply: &Reply) -> Option<String> {
    let text = doc::inline(&reply.doc.summary);
    let text = if text.is_empty() { text } else { format!(": {text}") };
    match reply.status {
        status if !status.is_failure() => None,
        Status::Exact(code) => Some(format!("- {code}{text}")),
        Status::Class(class) => Some(format!("- {class}xx{text}")),
        // That anything else may come goes without saying.
        Status::Default if text.is_empty() => None,
        Status::Default => Some(format!("- Any other status{text}")),
    }
}

/// A line about an argument, if there is something to say of it.
fn describe(ident: &Ident, summary: &str, limits: &[String]) -> Option<String> {
    let text = [&[summary.replace('\n', " ")], limits].concat().join(" ");
    let text = text.trim();
    (!text.is_empty()).then(|| format!("- `{ident}`: {text}"))
}

fn limits(param: &Param) -> Vec<String> {
    let limits = (!param.constraints.is_empty()).then(|| format!("Limits: {}.", param.constraints.join(", ")));
    let default = param.default.as_ref().map(|default| format!("Default: {}.", doc::code(&default.to_string())));
    limits.into_iter().chain(default).collect()
}

/// A type as people write it.
pub fn written(facts: &Facts, ty: &Type) -> String {
    ty::text(facts, ty, ty::From::Elsewhere)
}

/// A string as a literal of Rust.
pub fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}
