//! `api.toml`: facts about one API that its documents do not hold. Unknown keys are errors.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{FileId, Location};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything `api.toml` may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the documents are.
    #[serde(default)]
    pub source: Source,
    /// The crate to write.
    #[serde(default, rename = "crate")]
    pub krate: Crate,
    /// The client in it.
    #[serde(default)]
    pub client: Client,
    /// Security schemes, by their name in the documents; one that they lack is added.
    #[serde(default)]
    pub auth: BTreeMap<String, Auth>,
    /// Corrections to documents that are wrong.
    #[serde(default)]
    pub fix: Vec<Fix>,
}

/// What the documents are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Their kind; found out from the files' names if not given.
    pub kind: Option<SourceKind>,
    /// Where the pages are published: an operation's documentation links to `base` and the page's path without its ending.
    pub pages: Option<String>,
}

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// An OpenAPI document.
    OpenApi,
    /// Markdown pages with a fenced OpenAPI block each.
    Mintlify,
    /// reStructuredText pages with tables.
    Rst,
}

/// The crate to write.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crate {
    /// Its name; the API's folder or title if not given.
    pub name: Option<String>,
    /// Its version; `0.1.0` if not given.
    pub version: Option<String>,
    /// Its description on registries; made from the title if not given.
    pub description: Option<String>,
}

/// The client in the crate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The base URL to use instead of the documents' first server.
    pub base_url: Option<String>,
    /// Parameters that are set once on the client, by wire name.
    #[serde(default)]
    pub globals: Vec<String>,
}

/// How a scheme's secret travels, where the documents do not say or say it wrongly.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// The header that carries it.
    pub header: Option<String>,
    /// What stands before it, without the blank between them: `Api-Key`.
    pub prefix: Option<String>,
}

/// A correction to a document that is wrong; it must match exactly one thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// Why: what the document says, and what the server does.
    pub reason: String,
    /// The operation to leave out: `GET /v1/models`.
    pub skip: Option<String>,
    /// The field to change: a type's name in the document, a dot, the field's wire name.
    pub field: Option<String>,
    /// Whether that field is always there.
    pub required: Option<bool>,
    /// Whether that field may be `null`.
    pub nullable: Option<bool>,
}

/// Reads `api.toml`.
pub fn read(diags: &mut Diagnostics, file: FileId, text: &str) -> Option<Config> {
    match toml::from_str(text) {
        Ok(config) => Some(config),
        Err(error) => {
            let at = error.span().map_or(Location::File(file), |span| Location::Offset(file, span.start));
            diags
                .report(Code::BadConfig, &at, error.message().replace('\n', " "))
                .help("the keys of `api.toml` are listed in CONTRIBUTING.md");
            None
        }
    }
}
