//! OpenAPI 2.0 to 3.2: text → tree → one normal form → parts as `openapiv3` has them → the model.

mod auth;
mod compose;
mod constraint;
mod contradiction;
pub mod document;
mod domain;
mod field;
pub mod keyword;
mod lower;
mod name;
mod normalize;
mod operation;
mod overlay;
mod part;
pub mod read;
mod reference;
mod scalar;
mod schema;
mod server;
mod tag;
mod tree;
mod webhook;

use super::Input;
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::path::{beside, percent_decoded};
use crate::source::{FragmentId, Location, SourceMap};
use document::Document;
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads the files into an API; what could not be read is in the diagnostics.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let mut documents = Vec::new();
    for file in input.files {
        let fragment = sources.whole(*file);
        let name = sources.file(*file).name.clone();
        // Descriptions are kept in files of their own, which are no trees.
        let prose = [".md", ".markdown", ".txt"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        let tree = if prose {
            Value::String(sources.text(fragment).to_owned())
        } else {
            read::read(diags, sources, fragment)?
        };
        documents.push((name, tree, fragment));
    }
    let overlays = overlay::take(diags, sources, input.config, &mut documents)?;
    let mut mains = mains(&documents, input.entry);
    let main = mains.next()?;
    if let Some(second) = mains.next() {
        let place =
            |index: usize| documents.get(index).map(|(.., fragment)| Location::Node(*fragment, "/openapi".into()));
        let (second, first) = (place(second)?, place(main)?);
        diags
            .report(Code::NotOpenApi, &second, "this is a second OpenAPI document")
            .help("keep each API in a folder of its own, or name the main document in `[source] entry`")
            .related(&first, "the first one");
        return None;
    }
    drop(mains);
    let (name, root, fragment) = documents.remove(main);
    let mut document = Document::new(root, fragment);
    for (root, fragment) in &overlays {
        overlay::apply(diags, &mut document, root, *fragment);
    }
    diags.checkpoint().ok()?;
    document.join(&name, documents);
    lower(diags, sources, document, input.config)
}

/// The documents that are not parts of another one: the one that is named so, or else those with a version that no other
/// file refers to; without any, the first.
fn mains(documents: &[(String, Value, FragmentId)], entry: Option<&str>) -> impl Iterator<Item = usize> {
    if let Some(named) = documents.iter().position(|(name, ..)| Some(name.as_str()) == entry) {
        return vec![named].into_iter();
    }
    let whole = |root: &Value| root.get("openapi").is_some() || root.get("swagger").is_some();
    let all: Vec<usize> =
        (0..).zip(documents).filter(|(_, (_, root, _))| whole(root)).map(|(index, _)| index).collect();
    let mut mains = all.clone();
    if all.len() > 1 {
        let parts: BTreeSet<String> = documents
            .iter()
            .flat_map(|(name, root, _)| {
                references(root).into_iter().map(|text| beside(name, &text)).filter(move |part| part != name)
            })
            .collect();
        mains.retain(|index| documents.get(*index).is_some_and(|(name, ..)| !parts.contains(name)));
    }
    if mains.is_empty() {
        let tree = |(_, root, _): &(String, Value, FragmentId)| !root.is_string();
        mains = if all.is_empty() { vec![documents.iter().position(tree).unwrap_or(0)] } else { all };
    }
    mains.into_iter()
}

/// The files that the references of a tree lead to, as they are written.
fn references(root: &Value) -> Vec<String> {
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                let file = map.get("$ref").and_then(Value::as_str).and_then(|text| text.split('#').next());
                found.extend(file.filter(|file| !file.is_empty()).map(percent_decoded));
                open.extend(map.values());
            }
            Value::Array(list) => open.extend(list),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

/// Lowers a document; `None` if it is no OpenAPI document or its references lead nowhere.
pub fn lower(diags: &mut Diagnostics, sources: &SourceMap, mut document: Document, config: &Config) -> Option<Api> {
    check_version(diags, &document)?;
    normalize::identify(&mut document);
    let references = normalize::run(diags, &mut document);
    reference::check(diags, &mut document, references);
    normalize::finish(diags, &mut document);
    diags.checkpoint().ok()?;
    normalize::inherit(&mut document);
    let (api, formats) = lower::run(diags, &document, config);
    config::check_formats(diags, sources, config, &formats);
    Some(api)
}

fn check_version(diags: &mut Diagnostics, document: &Document) -> Option<()> {
    let root = &document.root;
    let text = |key: &str| match root.get(key)? {
        Value::String(text) => Some(text.clone()),
        // `openapi: 3.1` is a number to YAML.
        other => Some(other.to_string()),
    };
    let (pointer, message) = match (root, text("openapi"), text("swagger")) {
        (_, Some(version), _) => {
            let minor = version.split('.').take(2).collect::<Vec<_>>().join(".");
            if matches!(minor.as_str(), "3.0" | "3.1" | "3.2") {
                return Some(());
            }
            // Minor versions add to what was there.
            if minor.strip_prefix("3.").is_some_and(|minor| minor.parse::<u32>().is_ok()) {
                let message = format!("OpenAPI {version} is newer than what is known; it is read as 3.2");
                diags
                    .report(Code::NewerVersion, &document.location("/openapi"), message)
                    .help("what it added since is reported where it stands");
                return Some(());
            }
            ("/openapi", format!("OpenAPI {version} is not read; 2.0, 3.0, 3.1 and 3.2 are"))
        }
        // `swagger: 2` is a number to YAML, and nothing else.
        (_, None, Some(version)) if matches!(version.as_str(), "2" | "2.0") => return Some(()),
        (_, None, Some(version)) => ("/swagger", format!("Swagger {version} is not read; 2.0 is, and OpenAPI 3")),
        (Value::Object(_), None, None) => ("", "this object is no OpenAPI document: it has no `openapi`".to_owned()),
        (Value::Null, None, None) => ("", "this document is empty".to_owned()),
        (_, None, None) => ("", "this is no OpenAPI document, which would be an object".to_owned()),
    };
    let help = match pointer {
        "/swagger" => "convert it to 2.0 or 3.0 first",
        _ => "an OpenAPI document begins with a line such as `openapi: 3.0.3`",
    };
    diags.report(Code::NotOpenApi, &document.location(pointer), message).help(help);
    None
}
