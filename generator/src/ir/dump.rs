//! The model as compact text, a line per item: what tests and reviewers read.

use super::{
    Access, Api, Bound, Content, Domain, Example, Float, Int, Kind, Media, Multipart, Operation, Paging, Param, Place,
    Presence, SchemeKind, Status, Step, Style, Text, Type, TypeDef,
};
use serde_json::Value;
use std::fmt::{self, Write};

/// The whole API.
pub fn dump(api: &Api) -> String {
    let mut out = String::new();
    // Writing into a `String` cannot fail.
    let _ = write_api(&mut out, api);
    out
}

fn write_api(out: &mut String, api: &Api) -> fmt::Result {
    writeln!(out, "api {:?} {}{}", api.info.title, api.info.version, doc(&api.info.doc))?;
    for server in &api.servers {
        let name = if server.name.is_empty() { String::new() } else { format!(" {:?}", server.name) };
        writeln!(out, "server {}{name}{}", server.url, doc(&server.doc))?;
        for variable in &server.variables {
            let of = if variable.values.is_empty() { "" } else { " of " };
            let (values, about) = (variable.values.join(", "), doc(&variable.doc));
            writeln!(out, "  {} = {}{of}{values}{about}", variable.name, variable.default)?;
        }
    }
    for scheme in &api.schemes {
        let kind = match &scheme.kind {
            SchemeKind::Header { name, prefix } => format!("header {name} {prefix:?}"),
            SchemeKind::Query(name) => format!("query {name}"),
            SchemeKind::Cookie(name) => format!("cookie {name}"),
            SchemeKind::Bearer => "bearer".to_owned(),
            SchemeKind::Basic => "basic".to_owned(),
            SchemeKind::ClientCredentials { token_url, scopes } => {
                format!("client credentials at {token_url} [{}]", scopes.join(" "))
            }
            SchemeKind::Iam { url } => format!("iam {}", url.as_deref().unwrap_or("anywhere")),
            SchemeKind::Signature => "signature".to_owned(),
        };
        writeln!(out, "scheme {}: {kind}{}", scheme.name, doc(&scheme.doc))?;
    }
    for certificate in &api.certificates {
        writeln!(out, "certificate {}{}", certificate.name, doc(&certificate.doc))?;
    }
    for tag in &api.tags {
        writeln!(out, "tag {}{}", tag.name, doc(&tag.doc))?;
    }
    for id in &api.webhooks {
        let names: Vec<&str> = match &api[*id].kind {
            Kind::Union(union) => {
                union.variants.iter().filter_map(|it| it.hint.words.last().map(String::as_str)).collect()
            }
            Kind::Struct(_) | Kind::Enum(_) | Kind::Alias(_) | Kind::Multipart(_) => Vec::new(),
        };
        writeln!(out, "sends {}: {}", name(api, &Type::Named(*id)), names.join(", "))?;
    }
    for operation in &api.operations {
        write_operation(out, api, operation)?;
    }
    for ty in &api.types {
        write_type(out, api, ty)?;
    }
    Ok(())
}

fn write_operation(out: &mut String, api: &Api, operation: &Operation) -> fmt::Result {
    write!(out, "\n{} {}", operation.method.as_str(), operation.template())?;
    if let Some(id) = &operation.id {
        write!(out, " {id}")?;
    }
    if !operation.tags.is_empty() {
        write!(out, " [{}]", operation.tags.join(", "))?;
    }
    writeln!(out, "{}{}", if operation.deprecated { " (deprecated)" } else { "" }, doc(&operation.doc))?;
    let security: Vec<_> = operation
        .security
        .iter()
        .map(|all| all.iter().map(|id| api[*id].name.as_str()).collect::<Vec<_>>().join("+"))
        .collect();
    if !security.is_empty() {
        writeln!(out, "  auth {}", security.join(" or "))?;
    }
    if let Some(server) = &operation.server {
        writeln!(out, "  server {server}")?;
    }
    if let Some(paging) = &operation.paging {
        writeln!(out, "  pages {}", pages(operation, paging))?;
    }
    for param in &operation.params {
        let place = match param.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        };
        let style = written(param);
        let global = if param.global { " (global)" } else { "" };
        write!(
            out,
            "  {place} {}{}{}: {}{style}{global}",
            param.wire,
            called(param.name.as_ref()),
            if param.required { "" } else { "?" },
            name(api, &param.ty)
        )?;
        let (default, limits) = (default(param.default.as_ref()), constraints(&param.constraints));
        writeln!(out, "{default}{limits}{}{}", domain(param.domain.as_deref()), doc(&param.doc))?;
    }
    for body in &operation.body {
        let optional = if body.required { "" } else { "?" };
        writeln!(out, "  body{optional} {} {}{}", media(&body.media), name(api, &body.ty), doc(&body.doc))?;
        write_examples(out, &body.examples)?;
    }
    for reply in &operation.replies {
        let status = match reply.status {
            Status::Exact(code) => code.to_string(),
            Status::Class(class) => format!("{class}XX"),
            Status::Default => "default".to_owned(),
        };
        let bodies: Vec<_> =
            reply.bodies.iter().map(|(media, ty)| format!(" {} {}", media.name(), name(api, ty))).collect();
        writeln!(out, "  {status}{}{}", bodies.join(" or"), doc(&reply.doc))?;
        for header in &reply.headers {
            let optional = if header.required { "" } else { "?" };
            let deprecated = if header.deprecated { " (deprecated)" } else { "" };
            let ty = name(api, &header.ty);
            writeln!(out, "    header {}{optional}: {ty}{deprecated}{}", header.wire, doc(&header.doc))?;
        }
        write_examples(out, &reply.examples)?;
    }
    Ok(())
}

fn write_type(out: &mut String, api: &Api, ty: &TypeDef) -> fmt::Result {
    let hint = ty.hint.words.join(".");
    let note = format!("{}{}", if ty.deprecated { " (deprecated)" } else { "" }, doc(&ty.doc));
    match &ty.kind {
        Kind::Struct(item) => {
            writeln!(out, "\nstruct {hint}{note}")?;
            for field in &item.fields {
                let (mark, null) = match field.presence {
                    Presence::Required => ("", ""),
                    Presence::Nullable => ("", " | null"),
                    Presence::Optional => ("?", ""),
                    Presence::OptionalNullable => ("?", " | null"),
                };
                let access = match field.access {
                    Access::Both => "",
                    Access::ReadOnly => " (read only)",
                    Access::WriteOnly => " (write only)",
                };
                let called = called(field.name.as_ref());
                write!(out, "  {}{called}{mark}: {}{null}{access}", field.wire, name(api, &field.ty))?;
                writeln!(
                    out,
                    "{}{}{}{}",
                    default(field.default.as_ref()),
                    constraints(&field.constraints),
                    domain(field.domain.as_deref()),
                    doc(&field.doc)
                )?;
            }
            if let Some(rest) = &item.rest {
                writeln!(out, "  ...: {}", name(api, rest))?;
            }
        }
        Kind::Enum(values) => {
            writeln!(out, "\nenum {hint}{note}")?;
            for value in values {
                writeln!(out, "  {}{}{}", value.wire, called(value.name.as_ref()), doc(&value.doc))?;
            }
        }
        Kind::Union(union) => {
            let tag = union.tag.as_ref().map_or_else(String::new, |tag| format!(" by {tag}"));
            writeln!(out, "\nunion {hint}{tag}{note}")?;
            for variant in &union.variants {
                let other = if union.tag.is_some() { "else = " } else { "" };
                let tag = variant.tag.as_ref().map_or_else(|| other.to_owned(), |tag| format!("{tag:?} = "));
                writeln!(out, "  {tag}{}{}", name(api, &variant.ty), doc(&variant.doc))?;
            }
        }
        Kind::Alias(ty) => writeln!(out, "\nalias {hint} = {}{note}", name(api, ty))?,
        Kind::Multipart(multipart) => {
            writeln!(out, "\nmultipart {hint}{note}")?;
            write_parts(out, api, multipart)?;
        }
    }
    write_examples(out, &ty.examples)
}

fn write_parts(out: &mut String, api: &Api, multipart: &Multipart) -> fmt::Result {
    for part in &multipart.parts {
        let content = match &part.content {
            Content::Upload => "upload".to_owned(),
            Content::Uploads => "[upload]".to_owned(),
            Content::Value(ty) => name(api, ty),
        };
        write!(out, "  {}{}: {content}", part.wire, if part.required { "" } else { "?" })?;
        write!(out, "{}", part.media.as_ref().map_or_else(String::new, |media| format!(" as {media}")))?;
        for (header, value) in &part.headers {
            write!(out, " with {header}: {value}")?;
        }
        let (default, limits) = (default(part.default.as_ref()), constraints(&part.constraints));
        writeln!(out, "{default}{limits}{}{}", domain(part.domain.as_deref()), doc(&part.doc))?;
    }
    Ok(())
}

fn write_examples(out: &mut String, examples: &[Example]) -> fmt::Result {
    for example in examples {
        writeln!(out, "    example {:?} {}", example.name, example.value)?;
    }
    Ok(())
}

/// A type in the words of this dump.
pub fn name(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int(Int::I32) => "i32".to_owned(),
        Type::Int(Int::I64) => "i64".to_owned(),
        Type::Int(Int::U32) => "u32".to_owned(),
        Type::Int(Int::U64) => "u64".to_owned(),
        Type::Float(Float::F32) => "f32".to_owned(),
        Type::Float(Float::F64) => "f64".to_owned(),
        Type::String(Text::Plain) => "string".to_owned(),
        Type::String(Text::DateTime) => "date-time".to_owned(),
        Type::String(Text::Date) => "date".to_owned(),
        Type::String(Text::Uuid) => "uuid".to_owned(),
        Type::String(Text::Ip) => "ip".to_owned(),
        Type::String(Text::Ipv4) => "ipv4".to_owned(),
        Type::String(Text::Ipv6) => "ipv6".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Binary => "binary".to_owned(),
        Type::Json => "json".to_owned(),
        Type::List(item) => format!("[{}]", name(api, item)),
        Type::Tuple(items) => {
            format!("({})", items.iter().map(|item| name(api, item)).collect::<Vec<_>>().join(", "))
        }
        Type::Map(item) => format!("{{{}}}", name(api, item)),
        Type::Nullable(item) => format!("{} | null", name(api, item)),
        Type::Named(id) => api[*id].hint.words.join("."),
    }
}

fn pages(operation: &Operation, paging: &Paging) -> String {
    let wire = |param: &usize| operation.params.get(*param).map_or("", |param| param.wire.as_str());
    let step = match &paging.step {
        None => return "none".to_owned(),
        Some(Step::Cursor { param, next, more }) => {
            let more = more.as_ref().map_or_else(String::new, |more| format!(" while {}", more.text()));
            format!("{} = {}{more}", wire(param), next.text())
        }
        Some(Step::Offset { param }) => format!("{} + items", wire(param)),
        Some(Step::Page { param, first }) => format!("{} + 1 from {first}", wire(param)),
        Some(Step::Link) => "by header Link".to_owned(),
        Some(Step::Next { url }) => format!("at {}", url.text()),
    };
    let items = paging.items.as_ref().map_or_else(String::new, |items| format!(" of {:?}", items.text()));
    format!("{step}{items}")
}

/// The name of what has one besides that on the wire.
fn called(name: Option<&String>) -> String {
    name.map_or_else(String::new, |name| format!(" called {name}"))
}

/// How a parameter is written, if not as usual in its place.
fn written(param: &Param) -> String {
    let style = (param.style, param.explode);
    let style = if style == Style::usual(param.place) { String::new() } else { style_name(style.0, style.1) };
    let more = [(param.reserved, "reserved"), (param.allow_empty, "or empty")];
    let words: Vec<&str> =
        [&*style].into_iter().filter(|it| !it.is_empty()).chain(more.iter().filter(|it| it.0).map(|it| it.1)).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

fn style_name(style: Style, explode: bool) -> String {
    let name = match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::Space => "space",
        Style::Pipe => "pipe",
        Style::Deep => "deep",
        Style::Json => "json",
        Style::Cookie => "cookie",
    };
    format!("{name}{}", if explode { " exploded" } else { "" })
}

fn media(media: &Media) -> String {
    match media {
        Media::Multipart(name) => format!("parts {name}"),
        Media::Form(encodings) => {
            let encodings = encodings.iter().map(|it| {
                format!(
                    " {}: {}{}",
                    it.wire,
                    style_name(it.style, it.explode),
                    if it.reserved { " reserved" } else { "" }
                )
            });
            format!("form{}", encodings.collect::<String>())
        }
        other => other.name().to_owned(),
    }
}

fn default(value: Option<&Value>) -> String {
    value.map_or_else(String::new, |value| format!(" = {value}"))
}

/// What the limits in words do not say: the example, and the domain of items.
fn domain(domain: Option<&Domain>) -> String {
    let Some(own) = domain else { return String::new() };
    let example = own.example.as_ref().map_or_else(String::new, |example| format!(" e.g. {example}"));
    let Some(item) = &own.item else { return example };
    let plain = Domain { example: None, item: None, ..(**item).clone() };
    let words = if plain == Domain::default() { String::new() } else { format!(" each {}", said(&plain)) };
    format!("{example}{words}{}", self::domain(Some(item)))
}

/// The limits of a domain, briefly.
fn said(domain: &Domain) -> String {
    let Domain { example: _, values, format, pattern, shortest, longest, min, max, step, unique, item: _ } = domain;
    let bound = |bound: &Bound| format!("{}{}", bound.at, if bound.open { " (open)" } else { "" });
    let words = [
        (!values.is_empty()).then(|| Value::from(values.clone()).to_string()),
        format.clone(),
        pattern.as_ref().map(|pattern| format!("/{pattern}/")),
        shortest.or(*longest).map(|_| {
            let end = |end: &Option<u64>| end.map_or_else(String::new, |end| end.to_string());
            format!("length {}..{}", end(shortest), end(longest))
        }),
        min.as_ref().map(|min| format!("from {}", bound(min))),
        max.as_ref().map(|max| format!("to {}", bound(max))),
        step.as_ref().map(|step| format!("step {step}")),
        unique.then(|| "unique".to_owned()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn constraints(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) }
}

fn doc(doc: &super::Doc) -> String {
    let text = if doc.text.is_empty() { "" } else { " …" };
    let link = doc.link.as_ref().map_or_else(String::new, |link| format!(" <{link}>"));
    match doc.summary.as_str() {
        "" => format!("{text}{link}"),
        summary => format!(" — {}{text}{link}", summary.replace('\n', " ")),
    }
}
