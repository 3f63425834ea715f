//! `README.md`: what the crate is, examples that compile, every operation, and what is not covered.

use super::client::{self, secret, takes, title};
use super::{Crate, MARK, doc, example, handle, manifest};
use crate::analyze::Facts;
use crate::analyze::sample::Extent;
use crate::ir::{Api, Kind, Method, OperationId, SchemeId, TypeId, Uncovered};

/// The file; it is the crate's documentation too, so its examples are compiled with the crate's tests.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate) -> String {
    let sections = if api.has_calls() { of_client(api, facts, krate) } else { of_types(api, facts, krate) };
    let mut out = format!("<!-- {MARK} -->\n\n# {}\n\n{}", krate.package, about(api));
    for (title, text) in sections {
        if let Some(text) = text {
            out.push_str(&format!("\n## {title}\n\n{text}"));
        }
    }
    out
}

/// Titles, each with its text if there is something to say.
type Sections = Vec<(&'static str, Option<String>)>;

fn of_client(api: &Api, facts: &Facts, krate: &Crate) -> Sections {
    let (id, call) = sample(api, facts, krate).unzip();
    vec![
        ("Quickstart", Some(quickstart(api, facts, krate, id.zip(call.as_ref())))),
        ("Authentication", authentication(api, facts)),
        ("Errors", Some(errors(krate, call.as_ref()))),
        ("Retries and time limits", Some(retries(krate))),
        ("Paging", paging(api, facts, krate)),
        ("Streams", streams(api, facts, krate)),
        ("Features", Some(FEATURES.to_owned())),
        ("Operations", operations(api, facts)),
        ("Webhooks", webhooks(api, facts)),
        ("What is not covered", uncovered(&api.uncovered)),
    ]
}

fn of_types(api: &Api, facts: &Facts, krate: &Crate) -> Sections {
    vec![
        ("Reading and writing", reading(api, facts, krate)),
        ("Features", Some(FEATURES_OF_TYPES.to_owned())),
        ("Webhooks", webhooks(api, facts)),
        ("What is not covered", uncovered(&api.uncovered)),
    ]
}

/// How a value is read and written, with the first struct if there is one.
fn reading(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    let ids = || (0..api.types.len()).map(TypeId::at);
    let id = ids().find(|id| matches!(api[*id].kind, Kind::Struct(_))).or_else(|| ids().next())?;
    let (ident, ty) = (&krate.ident, &facts[id].ident);
    let text = "This crate has no client: it reads and writes what the API's calls carry, whoever makes them. An error says where\n\
                in the text it arose.\n";
    let code = format!(
        "```rust,no_run\nfn example(text: &[u8]) -> {ident}::json::Result<Vec<u8>> {{\n    \
         let value: {ident}::types::{ty} = {ident}::json::decode(text)?;\n    Ok({ident}::json::encode(&value))\n}}\n```\n"
    );
    Some(format!("{text}\n{code}"))
}

/// What each operation of the table is called, and where rustdoc finds it: `[label]: path`, for the crate's page alone.
/// On the page of a registry the labels stand as they are.
pub fn links(facts: &Facts) -> Vec<(String, String)> {
    let of_group = |group: &crate::analyze::Group| {
        let handles: String = handle::path(facts, group).iter().map(|name| format!("{name}().")).collect();
        let module = handle::path(facts, group).join("::");
        let ident = group.ident.clone();
        group.operations.iter().map(move |id| (handles.clone(), format!("api::{module}::{ident}"), *id)).collect()
    };
    let all = facts.groups.iter().flat_map(|group| -> Vec<_> { of_group(group) });
    all.map(|(handles, path, id)| {
        let method = &facts[id].method;
        (format!("`{handles}{method}`"), format!("{path}::{method}"))
    })
    .collect()
}

fn about(api: &Api) -> String {
    let version = api.info.version.replace(['\n', '<', '`'], " ");
    let version = if version.is_empty() { String::new() } else { format!(", version {version}") };
    let lines = doc::lines(&api.info.doc, "", &[]);
    let lines: Vec<&str> = lines.iter().map(String::as_str).skip_while(|line| line.is_empty()).collect();
    let text = if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join("\n")) };
    format!("{} {}{version}.\n{text}", manifest::kind(api), title(api))
}

/// The call that shows best how calls are made: one that reads, with few arguments.
fn sample(api: &Api, facts: &Facts, krate: &Crate) -> Option<(OperationId, example::Call)> {
    let ids = (0..api.operations.len()).map(OperationId::at).filter(|id| !api[*id].deprecated);
    let calls = ids.filter_map(|id| Some((id, example::call(api, facts, krate, id, Extent::Brief)?)));
    calls.min_by_key(|(id, call)| (api[*id].method != Method::Get, call.arguments, call.code.len()))
}

/// A program that builds the client and, where the API has an operation, calls it.
fn quickstart(api: &Api, facts: &Facts, krate: &Crate, call: Option<(OperationId, &example::Call)>) -> String {
    let mut builder = format!("let client = {}::Client::builder()", krate.ident);
    // What the operation asks for; without one, an example of how it is given.
    let asked = call.and_then(|(id, _)| api[id].security.iter().find(|schemes| !schemes.is_empty()));
    let first = api.schemes.first().map(|_| SchemeId::at(0));
    for id in asked.cloned().unwrap_or_else(|| Vec::from_iter(first)) {
        builder.push_str(&client::credential(facts, krate, id, &api[id].kind, client::Secret::Usual));
    }
    for global in &facts.globals {
        if let Some(value) = example::value(api, facts, krate, &global.ty, &global.wire) {
            builder.push_str(&format!(".{}({value})", global.ident));
        }
    }
    if !api.servers.first().is_some_and(crate::ir::Server::is_absolute) {
        builder.push_str(".base_url(\"https://api.example.com\")");
    }
    let code = match call {
        Some((_, call)) => {
            let show = if call.shown { "println!(\"{reply:?}\");" } else { "" };
            format!("{builder}.build()?; {}{show}", call.code)
        }
        None => format!("{builder}.build()?;"),
    };
    let text = "An operation is a value: nothing is sent before `send()`. `response()` gives the status and headers as well, and\n\
                `raw()` the body as it comes.\n";
    format!("{}\n{text}", program(krate, "", &code))
}

/// A block of code that rustdoc compiles: an `async fn` with these statements.
fn program(krate: &Crate, arguments: &str, code: &str) -> String {
    let lines: String =
        example::statements(code).iter().map(|line| format!("    {line}\n").replace("    \n", "\n")).collect();
    let result = example::result(code, &krate.ident);
    format!("```rust,no_run\nasync fn example({arguments}) -> {result} {{\n{lines}    Ok(())\n}}\n```\n")
}

/// The ways to authenticate, each a method of the builder.
fn authentication(api: &Api, facts: &Facts) -> Option<String> {
    let rows = api.schemes.iter().enumerate().map(|(index, scheme)| {
        let text = [doc::inline(&scheme.doc.summary), secret(&scheme.kind)].into_iter().find(|text| !text.is_empty());
        let takes = takes(&scheme.kind).map(|text| format!(" {text}"));
        format!("- `{}`: {}{}\n", facts[SchemeId::at(index)], text.unwrap_or_default(), takes.unwrap_or_default())
    });
    let certificates = api.certificates.iter().map(|it| {
        let text = match doc::inline(&it.doc.summary) {
            empty if empty.is_empty() => "The certificate of the connection.".to_owned(),
            text => text,
        };
        format!(
            "- {}: {text} Build a `reqwest::Client` that has it, and give that to `transport`.\n",
            doc::code(&it.name)
        )
    });
    let rows: String = rows.chain(certificates).collect();
    let text = "Credentials are given to the builder. A call sends those that its operation asks for and no others; if one is\n\
                missing, the call fails before anything is sent. They are never part of errors or of what `Debug` prints.\n";
    (!rows.is_empty()).then(|| format!("{text}\n{rows}"))
}

fn errors(krate: &Crate, call: Option<&example::Call>) -> String {
    let text = "A call fails with an `Error<E>`, where `E` is the error body that the API documents for it; `?` turns it into the crate's\n\
                plain `Error`. Both tell the `status()`, the `headers()`, the `bytes()` and the `request_id()` of the reply, and answer\n\
                questions such as `is_not_found()`, `is_timeout()` and `is_retryable()`.\n";
    let Some(call) = call else { return text.to_owned() };
    let ident = &krate.ident;
    let (before, operation) = (&call.before, &call.operation);
    let code = format!(
        "{before}match {operation}.send().await {{ \
         Ok(_) => println!(\"done\"), \
         Err(error) if error.is_not_found() => println!(\"there is no such thing\"), \
         Err({ident}::Error::Api(error)) => {{ println!(\"{{}}, request {{:?}}\", error.status(), error.request_id()); }} \
         Err(error) => return Err(error.into()), }}"
    );
    format!("{text}\n{}", program(krate, &format!("client: &{ident}::Client"), &code))
}

fn retries(krate: &Crate) -> String {
    let ident = &krate.ident;
    let code = format!(
        "use {ident}::runtime::Retry; use std::time::Duration; \
         let client = {ident}::Client::builder().timeout(Duration::from_secs(60)).retry(Retry::default().times(4)).build()?; \
         let options = {ident}::Options::new().timeout(Duration::from_secs(5)).idempotency_key(\"8f14e45f\");"
    );
    format!(
        "A call that fails in a way that may pass is tried again, after a random pause or the one that the server asks for: when\n\
         the server cannot be reached, or answers 408, 429, 502, 503 or 504. Methods that may change something twice are tried\n\
         again only with an idempotency key. There is no time limit unless one is set. The builder sets both for all calls,\n\
         `with_options(…)` for one.\n\n{}",
        program(krate, "", &code)
    )
}

fn paging(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    let code = example::paging(api, facts, krate)?;
    let text = "Where the API gives a list page by page, `send()` gives one page, and `pages()` and `items()` all that follow. They make a\n\
                call when the next page is needed, with the same filters.\n";
    Some(format!("{text}\n{}", program(krate, &format!("client: &{}::Client", krate.ident), &code)))
}

fn streams(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    let code = example::stream(api, facts, krate)?;
    let text = "Some replies come item by item, as the server makes them. They are a `Stream`, and have a `next()` of their own; an item\n\
                that cannot be read is an error, after which the next one follows.\n";
    Some(format!("{text}\n{}", program(krate, &format!("client: &{}::Client", krate.ident), &code)))
}

const FEATURES_OF_TYPES: &str = "\
- `serde`: `Serialize` and `Deserialize` for every type.
- `partial-eq`: `PartialEq` for every type.
";

const FEATURES: &str = "\
- `rustls` (default): TLS by rustls.
- `native-tls`: TLS by the operating system's library.
- `serde`: `Serialize` and `Deserialize` for every type.
- `partial-eq`: `PartialEq` for every type.
- `blocking`: `send_blocking()` for every operation.
- `tracing`: an event of `tracing` for every try of a call.
";

fn operations(api: &Api, facts: &Facts) -> Option<String> {
    let requests = facts.groups.iter().flat_map(|group| &group.operations).map(|id| {
        let operation = &api[*id];
        format!("{} {}", operation.method.as_str(), operation.template()).replace('|', "\\|").replace('`', "'")
    });
    let rows: String = links(facts)
        .iter()
        .zip(requests)
        .map(|((label, _), request)| format!("| [{label}] | `{request}` |\n"))
        .collect();
    (!rows.is_empty()).then(|| format!("| Call | Request |\n|---|---|\n{rows}"))
}

/// What the API sends by itself, and how it is read.
fn webhooks(api: &Api, facts: &Facts) -> Option<String> {
    let rows: String = api
        .webhooks
        .iter()
        .map(|id| {
            let about = doc::inline(&api[*id].doc.summary);
            format!("- `types::{}`: {}\n", facts[*id].ident, about)
        })
        .collect();
    let text = "What the API sends by itself has types too. `decode(body)` tells by the content which request it is,\n\
                `decode_named(name, body)` by the name that the API's documents have for it.\n";
    (!rows.is_empty()).then(|| format!("{text}\n{rows}"))
}

/// How many things one sentence names.
const NAMED: usize = 5;

/// What is approximated or left out: each reason once, with what it holds for.
fn uncovered(list: &[Uncovered]) -> Option<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for Uncovered { what, why } in list {
        match reasons.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, things)) if things.contains(&what.as_str()) => {}
            Some((_, things)) => things.push(what),
            None => reasons.push((why, vec![what])),
        }
    }
    let rows = reasons.iter().map(|(why, things)| {
        let named: Vec<String> = things.iter().take(NAMED).map(|thing| doc::code(thing)).collect();
        let more = things.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("- {}: {}{more}\n", doc::inline(why), named.join(", "))
    });
    let rows: String = rows.collect();
    let text = "The documents say more than this crate does. Each line gives a reason, and what it holds for.\n";
    (!rows.is_empty()).then(|| format!("{text}\n{rows}"))
}
