//! `README.md`: what the crate is, a quickstart that compiles, and every operation.

use super::client::title;
use super::{Crate, MARK, doc, handle};
use crate::analyze::{Facts, OperationFacts};
use crate::ir::{Api, Int, Operation, OperationId, SchemeKind, Text, Type};

/// The file; it is the crate's documentation too, so its example is compiled with the crate's tests.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate) -> String {
    let title = title(api);
    let mut out = format!("<!-- {MARK} -->\n\n# {}\n\nA client of {title}", krate.package);
    out.push_str(if api.info.version.is_empty() { "" } else { ", version " });
    out.push_str(&api.info.version.replace(['\n', '<', '`'], " "));
    out.push_str(".\n");
    for line in doc::lines(&api.info.doc, "", &[]).iter().skip_while(|line| line.is_empty()) {
        out.push_str(if out.ends_with(".\n") && !out.ends_with("\n\n") { "\n" } else { "" });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("\n## Quickstart\n\n```rust,no_run\n");
    out.push_str(&quickstart(api, facts, krate));
    out.push_str("```\n");
    out.push_str(
        "\nNothing is sent before `send()`. `response()` gives the status and headers as well, and `with_options` changes the\n\
         timeout and headers of a single call.\n\n\
         ## Errors\n\n\
         A call fails with an `Error<E>`, where `E` is the error body that the API documents for it; `?` turns it into the crate's\n\
         plain `Error`. Both tell the `status()`, the `headers()`, the `bytes()` and the `request_id()` of the reply, and answer\n\
         questions such as `is_not_found()`, `is_timeout()` and `is_retryable()`.\n\n\
         ## Features\n\n\
         - `rustls` (default): TLS by rustls.\n\
         - `native-tls`: TLS by the operating system's library.\n\
         - `serde`: `Serialize` and `Deserialize` for every type.\n",
    );
    if !api.operations.is_empty() {
        out.push_str("\n## Operations\n\n| Call | Request |\n|---|---|\n");
        for group in &facts.groups {
            let handles: String = handle::path(facts, group).iter().map(|name| format!("{name}().")).collect();
            for id in &group.operations {
                let (operation, own) = (&api[*id], &facts[*id]);
                let request = format!("{} {}", operation.method.as_str(), operation.template())
                    .replace('|', "\\|")
                    .replace('`', "'");
                out.push_str(&format!("| `{handles}{}` | `{request}` |\n", own.method));
            }
        }
    }
    out
}

/// A program that builds the client and, where the API has a call that takes simple arguments, makes it.
fn quickstart(api: &Api, facts: &Facts, krate: &Crate) -> String {
    let sample = (0..api.operations.len())
        .map(OperationId::at)
        .filter_map(|id| call(api, facts, krate, id))
        .min_by_key(|(cost, _)| *cost);
    let mut out = format!(
        "async fn example() -> Result<(), {}::Error> {{\n    let client = {0}::Client::builder()\n",
        krate.ident
    );
    for (scheme, method) in
        api.schemes.iter().zip(0..).map(|(scheme, index)| (scheme, &facts[crate::ir::SchemeId(index)]))
    {
        match scheme.kind {
            SchemeKind::Basic => out.push_str(&format!("        .{method}(\"user\", \"password\")\n")),
            SchemeKind::Signature => {
                let ident = &krate.ident;
                out.push_str(&format!("        .{method}({ident}::AccessKey::new(\"access key\", \"secret key\"))\n"));
            }
            SchemeKind::Header { .. }
            | SchemeKind::Query(_)
            | SchemeKind::Cookie(_)
            | SchemeKind::Bearer
            | SchemeKind::ClientCredentials { .. }
            | SchemeKind::Iam { .. } => {
                out.push_str(&format!("        .{method}(\"secret\")\n"));
            }
        }
    }
    for global in &facts.globals {
        if let Some(value) = value(&krate.ident, &global.ty, &global.wire) {
            out.push_str(&format!("        .{}({value})\n", global.ident));
        }
    }
    if api.servers.is_empty() {
        out.push_str("        .base_url(\"https://api.example.com\")\n");
    }
    out.push_str("        .build()?;\n");
    if let Some((_, call)) = sample {
        out.push_str(&format!("    let reply = client{call}.send().await?;\n    println!(\"{{reply:?}}\");\n"));
    } else {
        out.push_str("    println!(\"{client:?}\");\n");
    }
    out.push_str("    Ok(())\n}\n");
    out
}

/// A call of the operation with made-up arguments, and how much there is to it; none if an argument cannot be made up.
fn call(api: &Api, facts: &Facts, krate: &Crate, id: OperationId) -> Option<((bool, usize), String)> {
    let (operation, own): (&Operation, &OperationFacts) = (&api[id], &facts[id]);
    if operation.deprecated || operation.body.first().is_some_and(|body| body.required) {
        return None;
    }
    let mut arguments = Vec::new();
    for (param, _) in super::operation::required(operation, own) {
        arguments.push(value(&krate.ident, &param.ty, &param.wire)?);
    }
    let handles: String = handle::path(facts, &facts[own.group]).iter().map(|name| format!(".{name}()")).collect();
    // Reading is a better first example than changing something.
    let changes = operation.method != crate::ir::Method::Get;
    Some(((changes, arguments.len()), format!("{handles}.{}({})", own.method, arguments.join(", "))))
}

/// A made-up value of a type.
fn value(krate: &str, ty: &Type, wire: &str) -> Option<String> {
    match ty {
        Type::Bool => Some("true".to_owned()),
        Type::Int(Int::I32 | Int::I64 | Int::U32 | Int::U64) => Some("1".to_owned()),
        Type::Float(_) => Some("1.0".to_owned()),
        Type::String(Text::Plain) => Some(super::operation::literal(wire)),
        Type::String(Text::Uuid) => Some(format!("{krate}::uuid::Uuid::nil()")),
        _ => None,
    }
}
