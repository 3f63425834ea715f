//! The model as compact text, a line per item: what tests and reviewers read.

use super::{
    Access, Api, Content, Example, Float, Form, Int, Kind, Media, Operation, Paging, Param, Place, Presence,
    SchemeKind, Status, Step, Style, Text, Type, TypeDef,
};
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
        writeln!(out, "scheme {}: {kind}", scheme.name)?;
    }
    for tag in &api.tags {
        writeln!(out, "tag {}{}", tag.name, doc(&tag.doc))?;
    }
    for id in &api.webhooks {
        let names: Vec<&str> = match &api[*id].kind {
            Kind::Union(union) => {
                union.variants.iter().filter_map(|it| it.hint.words.last().map(String::as_str)).collect()
            }
            Kind::Struct(_) | Kind::Enum(_) | Kind::Alias(_) | Kind::Form(_) => Vec::new(),
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
            "  {place} {}{}: {}{style}{global}",
            param.wire,
            if param.required { "" } else { "?" },
            name(api, &param.ty)
        )?;
        writeln!(out, "{}{}{}", default(param.default.as_ref()), constraints(&param.constraints), doc(&param.doc))?;
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
                write!(out, "  {}{mark}: {}{null}{access}", field.wire, name(api, &field.ty))?;
                writeln!(
                    out,
                    "{}{}{}",
                    default(field.default.as_ref()),
                    constraints(&field.constraints),
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
                writeln!(out, "  {}{}", value.wire, doc(&value.doc))?;
            }
        }
        Kind::Union(union) => {
            let tag = union.tag.as_ref().map_or_else(String::new, |tag| format!(" by {tag}"));
            writeln!(out, "\nunion {hint}{tag}{note}")?;
            for variant in &union.variants {
                let tag = variant.tag.as_ref().map_or_else(String::new, |tag| format!("{tag:?} = "));
                writeln!(out, "  {tag}{}{}", name(api, &variant.ty), doc(&variant.doc))?;
            }
        }
        Kind::Alias(ty) => writeln!(out, "\nalias {hint} = {}{note}", name(api, ty))?,
        Kind::Form(form) => {
            writeln!(out, "\nform {hint}{note}")?;
            write_parts(out, api, form)?;
        }
    }
    write_examples(out, &ty.examples)
}

fn write_parts(out: &mut String, api: &Api, form: &Form) -> fmt::Result {
    for part in &form.parts {
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
        writeln!(out, "{}{}{}", default(part.default.as_ref()), constraints(&part.constraints), doc(&part.doc))?;
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

fn default(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(String::new, |value| format!(" = {value}"))
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
