//! A parameter: what a caller gives for it, and the call that adds it to the request.

use super::ty;
use crate::analyze::Facts;
use crate::ir::{Api, Encoding, Param, Place, Style, Text, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// What a caller gives for a parameter, and the value that is sent.
pub fn argument(api: &Api, facts: &Facts, param: &Param, ident: &Ident) -> (TokenStream, TokenStream) {
    let emitted = ty::emit(facts, &param.ty, ty::From::Elsewhere);
    if param.allow_empty {
        return (quote!(impl Into<Option<#emitted>>), quote!(&Into::<Option<#emitted>>::into(#ident)));
    }
    match api.resolve(&param.ty) {
        Type::String(Text::Plain) => (quote!(impl AsRef<str>), quote!(&#ident.as_ref())),
        Type::List(item) if *api.resolve(item) == Type::String(Text::Plain) => (
            quote!(impl IntoIterator<Item = impl Into<String>>),
            quote!(&#ident.into_iter().map(Into::into).collect::<Vec<String>>()),
        ),
        Type::Json => (quote!(impl Into<Value>), quote!(&Into::<Value>::into(#ident))),
        _ => (emitted, quote!(&#ident)),
    }
}

/// The call that adds a parameter to the request.
pub fn call(param: &Param, value: &TokenStream) -> TokenStream {
    let wire = &param.wire;
    let usual = (param.style, param.explode) == Style::usual(param.place) && !param.reserved && !param.allow_empty;
    let (method, target) = match param.place {
        Place::Path => ("path", quote!(Target::Path)),
        Place::Query => ("query", quote!(Target::Query)),
        Place::Header => ("header", quote!(Target::Header)),
        Place::Cookie => ("cookie", quote!(Target::Cookie)),
    };
    if usual {
        let method = ty::ident(method);
        return quote!(.#method(#wire, #value));
    }
    let style = style(param.style, param.explode, param.reserved);
    let or_empty = param.allow_empty.then(|| quote!(.or_empty()));
    quote!(.styled(#target, #style #or_empty, #wire, #value))
}

/// The row of a property of a form that is not written as usual.
pub fn encoding(encoding: &Encoding) -> TokenStream {
    let (wire, style) = (&encoding.wire, style(encoding.style, encoding.explode, encoding.reserved));
    quote!((#wire, #style))
}

fn style(style: Style, explode: bool, reserved: bool) -> TokenStream {
    let name = ty::ident(match style {
        Style::Simple => "SIMPLE",
        Style::Label => "LABEL",
        Style::Matrix => "MATRIX",
        Style::Form => "FORM",
        Style::Space => "SPACE",
        Style::Pipe => "PIPE",
        Style::Deep => "DEEP",
        Style::Json => "JSON",
        Style::Cookie => "COOKIE",
    });
    let exploded = explode.then(|| quote!(.exploded()));
    let reserved = reserved.then(|| quote!(.reserved()));
    quote!(Style::#name #exploded #reserved)
}
