//! OpenAPI 3.0 to 3.2: text → tree → one normal form → parts as `openapiv3` has them → the model.

mod auth;
mod compose;
mod constraint;
pub mod document;
pub mod keyword;
mod lower;
mod normalize;
mod operation;
mod part;
pub mod read;
mod reference;
mod scalar;
mod schema;

use super::Input;
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::SourceMap;
use document::Document;
use serde_json::Value;

/// Reads the files into an API; what could not be read is in the diagnostics.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let mut documents = Vec::new();
    for file in input.files {
        let fragment = sources.whole(*file);
        documents.push((read::read(diags, sources, fragment)?, fragment));
    }
    // The other files of a document that is split are parts of it, and no OpenAPI documents themselves.
    if documents.len() > 1 && documents.iter().any(|(root, _)| root.get("openapi").is_some()) {
        documents.retain(|(root, _)| root.get("openapi").is_some());
    }
    let mut documents = documents.into_iter().map(|(root, fragment)| Document::new(root, fragment));
    let document = documents.next()?;
    if let Some(second) = documents.next() {
        diags
            .report(Code::NotOpenApi, &second.location("/openapi"), "this is a second OpenAPI document")
            .help("keep each API in a folder of its own")
            .related(&document.location("/openapi"), "the first one");
        return None;
    }
    lower(diags, sources, document, input.config)
}

/// Lowers a document; `None` if it is no OpenAPI document or its references lead nowhere.
pub fn lower(diags: &mut Diagnostics, sources: &SourceMap, mut document: Document, config: &Config) -> Option<Api> {
    check_version(diags, &document)?;
    let references = normalize::run(diags, &mut document);
    reference::check(diags, &mut document, references);
    diags.checkpoint().ok()?;
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
            ("/openapi", format!("OpenAPI {version} is not read; 3.0, 3.1 and 3.2 are"))
        }
        (_, None, Some(version)) => ("/swagger", format!("OpenAPI {version} is not read; 3.0, 3.1 and 3.2 are")),
        (Value::Object(_), None, None) => ("", "this object is no OpenAPI document: it has no `openapi`".to_owned()),
        (Value::Null, None, None) => ("", "this document is empty".to_owned()),
        (_, None, None) => ("", "this is no OpenAPI document, which would be an object".to_owned()),
    };
    let help = match pointer {
        "/swagger" => "convert it to 3.0 first, for example with `swagger2openapi`",
        _ => "an OpenAPI document begins with a line such as `openapi: 3.0.3`",
    };
    diags.report(Code::NotOpenApi, &document.location(pointer), message).help(help);
    None
}
