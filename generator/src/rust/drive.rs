//! A program that calls every operation of a crate, as the examples of its documentation do, and tells what came of each.

use super::example::{self, Call};
use super::operation::literal;
use super::{Crate, File, MARK, client};
use crate::analyze::Facts;
use crate::analyze::sample::Extent;
use crate::ir::{Api, Kind, OperationId, SchemeId};
use std::collections::BTreeSet;

/// The hand-written part of the program.
const HARNESS: &str = include_str!("drive/harness.rs");

/// The program's package.
pub fn package(krate: &Crate) -> String {
    format!("drive-{}", krate.package)
}

/// The files of the program; `path` leads from its folder to that of the crate.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate, path: &str, extent: Extent) -> Vec<File> {
    let calls: Vec<(String, Option<Call>)> = (0..api.operations.len())
        .map(OperationId::at)
        .map(|id| {
            let name = format!("{} {}", api[id].method.as_str(), api[id].template());
            (name, example::call(api, facts, krate, id, extent))
        })
        .collect();
    vec![
        File { path: "Cargo.toml".into(), contents: manifest(krate, path) },
        File { path: "src/harness.rs".into(), contents: format!("// {MARK}\n{HARNESS}") },
        File { path: "src/main.rs".into(), contents: main(api, facts, krate, &calls) },
    ]
}

fn manifest(krate: &Crate, path: &str) -> String {
    let (program, package) = (package(krate), &krate.package);
    format!(
        "# {MARK}\n\n[package]\nname = {}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {package} = {{ path = {}, default-features = false }}\n\
         http = \"1.3\"\nreqwest = {{ version = \"0.13\", default-features = false, features = [\"stream\"] }}\n\
         serde_json = \"1.0.140\"\ntokio = {{ version = \"1.45\", features = [\"fs\", \"rt\", \"sync\", \"time\"] }}\n",
        literal(&program),
        literal(path)
    )
}

fn main(api: &Api, facts: &Facts, krate: &Crate, calls: &[(String, Option<Call>)]) -> String {
    let ident = &krate.ident;
    let multiparts = api
        .types
        .iter()
        .filter_map(|ty| if let Kind::Multipart(multipart) = &ty.kind { Some(multipart) } else { None });
    let parts = multiparts.flat_map(|multipart| &multipart.parts).filter(|part| part.ty().is_none());
    let files: BTreeSet<String> = parts.map(|part| literal(&part.wire)).collect();
    let files = Vec::from_iter(files);
    let rows: String = calls
        .iter()
        .enumerate()
        .map(|(at, (name, call))| {
            let call =
                call.as_ref().map(|call| format!("Some((operation_{at}, {}))", literal(&call.doubts.join("; "))));
            format!("    ({}, {}),\n", literal(name), call.unwrap_or_else(|| "None".to_owned()))
        })
        .collect();
    let functions: String = calls
        .iter()
        .enumerate()
        .filter_map(|(at, (name, call))| Some((at, name, call.as_ref()?)))
        .map(|(at, name, call)| {
            let lines = example::statements(&call.code);
            let lines: String = lines.iter().map(|line| format!("        {line}\n").replace("        \n", "\n")).collect();
            format!(
                "\n/// `{}`\nfn operation_{at}(client: &Client) -> Outcome<'_> {{\n    Box::pin(async move {{\n{lines}        Ok(())\n    }})\n}}\n",
                name.replace('`', "'")
            )
        })
        .collect();
    format!(
        "// {MARK}\n//! Calls every operation of `{ident}`, and prints what came of each as a line of JSON.\n\
         #![allow(deprecated, unused_variables, clippy::all, clippy::pedantic, reason = \"what is called is what is documented\")]\n\n\
         mod harness;\n\nuse {ident} as krate;\nuse harness::{{Operation, Outcome}};\nuse krate::Client;\n\n\
         fn main() -> std::process::ExitCode {{\n    harness::run(&OPERATIONS, &FILES, |url, transport| {}.build())\n}}\n\n\
         static OPERATIONS: [Operation; {}] = [\n{rows}];\n\n\
         /// What is uploaded.\nstatic FILES: [&str; {}] = [{}];\n{functions}",
        builder(api, facts, krate),
        calls.len(),
        files.len(),
        files.join(", ")
    )
}

/// The builder, with a credential for every scheme.
fn builder(api: &Api, facts: &Facts, krate: &Crate) -> String {
    let mut builder = "Client::builder().base_url(url).transport(transport)".to_owned();
    builder += &format!(".retry({}::runtime::Retry::never()).timeout(harness::LONGEST)", krate.ident);
    for (id, scheme) in api.schemes.iter().enumerate().map(|(at, scheme)| (SchemeId::at(at), scheme)) {
        builder += &client::credential(facts, krate, id, &scheme.kind, client::Secret::Token);
    }
    for global in &facts.globals {
        let value = example::value(api, facts, krate, &global.ty, &global.wire);
        builder += &value.map_or_else(String::new, |value| format!(".{}({value})", global.ident));
    }
    builder
}
