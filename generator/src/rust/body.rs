//! A body: what a caller gives for it, and the call that adds it to the request.

use super::{param, ty};
use crate::analyze::{BodyFacts, Facts};
use crate::ir::{Body, Media, Operation};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The bodies of which each has a method of its own, because it must be there; without one, a single `None`.
pub fn choices<'a>(operation: &'a Operation, own: &'a [BodyFacts]) -> Vec<Option<(&'a Body, &'a BodyFacts)>> {
    let bodies: Vec<_> = operation.body.iter().zip(own).filter(|(body, _)| body.required).map(Some).collect();
    if bodies.is_empty() { vec![None] } else { bodies }
}

/// The bodies that have setters, because none need be there.
pub fn optional<'a>(
    operation: &'a Operation,
    own: &'a [BodyFacts],
) -> impl Iterator<Item = (&'a Body, &'a BodyFacts)> + use<'a> {
    operation.body.iter().zip(own).filter(|(body, _)| !body.required)
}

/// What a caller gives for the body, and the call that adds it to the request.
pub fn call(facts: &Facts, body: &Body, ident: &Ident) -> (TokenStream, TokenStream) {
    let emitted = || ty::emit(facts, &body.ty, ty::From::Elsewhere);
    match &body.media {
        Media::Json(media) if media == "application/json" => (emitted(), quote!(.json(&#ident))),
        Media::Json(media) => (emitted(), quote!(.json_as(&#ident, #media))),
        Media::Text(media) => (quote!(impl Into<String>), quote!(.text(#ident.into(), #media))),
        Media::Bytes(media) | Media::Events(media) | Media::Lines(media) | Media::Sequence(media) => {
            (quote!(impl Into<Body>), quote!(.bytes(#ident, #media)))
        }
        Media::Form(encodings) => {
            let encodings = encodings.iter().map(param::encoding);
            (emitted(), quote!(.form(&#ident, &[#(#encodings),*])))
        }
        Media::Multipart(media) => (emitted(), quote!(.multipart(&#ident, #media))),
    }
}

/// What tells a body from the others of its operation, for the documentation.
pub fn told_apart(operation: &Operation, body: &Body) -> Option<String> {
    (operation.body.len() > 1).then(|| format!("The body is sent as `{}`.", body.media.name()))
}
