//! The crate's surface as text: a line for each operation, parameter, type and field. What a reviewer reads.

use super::operation::{required, written};
use super::{body, handle, reply, ty};
use crate::analyze::{Facts, Outcome};
use crate::ir::{Api, Content, Kind, OperationId, Type, TypeId};
use std::fmt::Write;

/// The surface.
pub fn surface(api: &Api, facts: &Facts) -> String {
    let mut out = String::new();
    if api.has_calls() {
        client(&mut out, api, facts);
    }
    for group in &facts.groups {
        let _ = writeln!(out, "\n{}", handle::path(facts, group).join("."));
        for id in &group.operations {
            operation(&mut out, api, facts, *id);
        }
    }
    for index in 0..api.types.len() {
        type_def(&mut out, api, facts, TypeId::at(index));
    }
    out
}

fn client(out: &mut String, api: &Api, facts: &Facts) {
    let setters = api.schemes.iter().enumerate().map(|(index, _)| facts[crate::ir::SchemeId::at(index)].clone());
    let setters: Vec<String> = setters.chain(facts.globals.iter().map(|global| global.ident.clone())).collect();
    let setters = if setters.is_empty() { "nothing to set".to_owned() } else { setters.join(", ") };
    let _ = writeln!(out, "client: {setters}");
    for own in &facts.servers {
        let names: Vec<&str> = own.variables.iter().map(|it| it.ident.as_str()).collect();
        let variables = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        let _ = writeln!(out, "server: {}{variables}", own.variant);
    }
}

fn operation(out: &mut String, api: &Api, facts: &Facts, id: OperationId) {
    let (operation, own) = (&api[id], &facts[id]);
    let name = |ty: &Type| written(facts, ty).replace("types::", "");
    let arguments: Vec<String> =
        required(operation, own).map(|(param, ident)| format!("{ident}: {}", name(&param.ty))).collect();
    let streams: String = own.streams.iter().map(|stream| format!(" also {}", reply::surface(facts, stream))).collect();
    let error = match &own.error {
        Outcome::Empty => String::new(),
        error => format!(" or {}", reply::surface(facts, error)),
    };
    let outcome = format!("{}{streams}{error}", reply::surface(facts, &own.reply));
    let request = format!("{} {}", operation.method.as_str(), operation.template());
    for choice in body::choices(operation, &own.bodies) {
        let (method, body) = match choice {
            Some((body, facts)) => (&facts.method, Some(format!("{}: {}", facts.ident, name(&body.ty)))),
            None => (&own.method, None),
        };
        let arguments: Vec<String> = arguments.iter().cloned().chain(body).collect();
        let _ = writeln!(out, "  {method}({}) -> {outcome}  {request}", arguments.join(", "));
    }
    if let Some(paged) = &own.paged {
        let _ = writeln!(out, "    pages of {}", name(&paged.item));
    }
    for (ident, header) in own.headers.iter().flat_map(|headers| &headers.fields) {
        let _ = writeln!(out, "    header {ident}: {}", name(&header.ty));
    }
    for (param, ident) in operation.params.iter().zip(&own.params).filter(|(param, _)| !param.global && !param.required)
    {
        let _ = writeln!(out, "    .{ident}({})", name(&param.ty));
    }
    for (body, facts) in body::optional(operation, &own.bodies) {
        let _ = writeln!(out, "    .{}({})", facts.ident, name(&body.ty));
    }
}

fn type_def(out: &mut String, api: &Api, facts: &Facts, id: TypeId) {
    let (def, own) = (&api[id], &facts[id]);
    match &def.kind {
        Kind::Struct(item) => {
            let _ = writeln!(out, "\nstruct {}{}", own.ident, if own.reach.written { " (sent)" } else { "" });
            for (field, field_facts) in item.fields.iter().zip(&own.fields) {
                let tokens = ty::field(facts, id, field, field_facts);
                let renamed = if field.wire == field_facts.ident { String::new() } else { format!("  {}", field.wire) };
                let _ =
                    writeln!(out, "  {}: {}{renamed}", field_facts.ident, tokens.replace(' ', "").replace(',', ", "));
            }
            if let Some(rest) = &item.rest {
                let _ = writeln!(out, "  ..{}: {}", own.rest, written(facts, rest).replace("types::", ""));
            }
        }
        Kind::Enum(values) => {
            let _ = writeln!(out, "\nenum {}", own.ident);
            for (value, variant) in values.iter().zip(&own.variants) {
                let _ = writeln!(out, "  {variant}  {}", value.wire);
            }
        }
        Kind::Union(union) => {
            let word = if api.webhooks.contains(&id) { "webhook" } else { "union" };
            let _ = writeln!(out, "\n{word} {}", own.ident);
            for (variant, ident) in union.variants.iter().zip(&own.variants) {
                let _ = writeln!(out, "  {ident}({})", written(facts, &variant.ty).replace("types::", ""));
            }
        }
        Kind::Multipart(multipart) => {
            let _ = writeln!(out, "\nmultipart {}", own.ident);
            for (part, part_facts) in multipart.parts.iter().zip(&own.fields) {
                let content = match &part.content {
                    Content::Upload => "Upload".to_owned(),
                    Content::Uploads => "Vec<Upload>".to_owned(),
                    Content::Value(ty) => written(facts, ty).replace("types::", ""),
                };
                let bare = part.required || part.content == Content::Uploads;
                let content = if bare { content } else { format!("Option<{content}>") };
                let renamed = if part.wire == part_facts.ident { String::new() } else { format!("  {}", part.wire) };
                let _ = writeln!(out, "  {}: {content}{renamed}", part_facts.ident);
            }
        }
        Kind::Alias(target) => {
            let _ = writeln!(out, "\ntype {} = {}", own.ident, written(facts, target).replace("types::", ""));
        }
    }
}
