//! `api.toml`: facts about one API that its documents do not hold. Unknown keys are errors.

mod auth;
mod format;

use crate::InputFile;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::path::beside;
use crate::source::{FileId, Location, SourceMap};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

pub use auth::{Auth, AuthKind};
pub use format::RustType;

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
    /// The Rust types of formats, where they should be others than usual.
    #[serde(default)]
    pub types: BTreeMap<String, RustType>,
    /// How operations give lists page by page, where the documents do not say or say it wrongly.
    #[serde(default)]
    pub pagination: Vec<Pagination>,
    /// Corrections to documents that are wrong.
    #[serde(default)]
    pub fix: Vec<Fix>,
    /// The file that says all this.
    #[serde(skip)]
    pub file: Option<FileId>,
}

/// What the documents are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Their kind; found out from the files' names if not given.
    pub kind: Option<SourceKind>,
    /// Where the pages are published: an operation's documentation links to `base` and the page's path without its ending.
    pub pages: Option<String>,
    /// The folder that references may lead to, as seen from that of `api.toml`; that folder itself if not given.
    pub root: Option<String>,
    /// The main document, as seen from that folder, where several could be it.
    pub entry: Option<String>,
    /// The overlays to apply to the main document, in this order, as seen from that folder.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// The operations and tags to generate: ids, `GET /v1/models`, or tags, where `*` stands for any text. All, if not given.
    #[serde(default)]
    pub only: Vec<String>,
    /// Whether the crate has types alone.
    #[serde(default)]
    pub types_only: bool,
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

/// How operations give lists page by page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// Which operations: their ids, or `GET /v1/models`, where `*` stands for any text. All that fit, if not given.
    #[serde(default)]
    pub operations: Vec<String>,
    /// How a page leads to the next one.
    pub kind: PaginationKind,
    /// The query parameter that changes from page to page.
    pub param: Option<String>,
    /// Where a page has the next cursor, or the URL of the next page: `meta.next`, `data[-1].id`.
    pub next: Option<String>,
    /// Where a page says whether there is a next one.
    pub more: Option<String>,
    /// Where a page has its list; empty if it is one, the only list of objects if not given.
    pub items: Option<String>,
    /// The number of the first page; 1 if not given.
    pub first: Option<u64>,
}

/// How a page leads to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaginationKind {
    /// The page holds what to send for the next one.
    Cursor,
    /// The next page begins after the items so far.
    Offset,
    /// Pages have numbers.
    Page,
    /// The header `Link` holds the URL of the next page.
    Link,
    /// The page holds the URL of the next one.
    Url,
    /// There are no pages, whatever it looks like.
    None,
}

impl Pagination {
    /// Whether it has the keys that its kind needs, and no other.
    fn is_sound(&self) -> bool {
        use PaginationKind::{Cursor, Link, None, Offset, Page, Url};
        self.param.is_some() == matches!(self.kind, Cursor | Offset | Page)
            && self.next.is_some() == matches!(self.kind, Cursor | Url)
            && (self.more.is_none() || self.kind == Cursor)
            && (self.first.is_none() || self.kind == Page)
            && (self.items.is_none() || self.kind != None)
            && (!self.operations.is_empty() || !matches!(self.kind, None | Link))
    }
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
pub fn read(diags: &mut Diagnostics, sources: &SourceMap, file: FileId) -> Option<Config> {
    let mut config: Config = match toml::from_str(&sources.file(file).text) {
        Ok(config) => config,
        Err(error) => {
            let at = error.span().map_or(Location::File(file), |span| Location::Offset(file, span.start));
            diags
                .report(Code::BadConfig, &at, error.message().replace('\n', " "))
                .help("the keys of `api.toml` are listed in CONTRIBUTING.md");
            return None;
        }
    };
    config.file = Some(file);
    check(diags, sources, &config);
    Some(config)
}

/// The folder that `api.toml` lets references lead to. Nothing is said of a file that does not read: it will be read again.
pub fn root(file: &InputFile) -> Option<String> {
    let config: Config = toml::from_str(std::str::from_utf8(&file.bytes).ok()?).ok()?;
    config.source.root
}

/// The name of the main document, if `api.toml` says it.
pub fn entry(sources: &SourceMap, config: &Config) -> Option<String> {
    Some(beside(&sources.file(config.file?).name, config.source.entry.as_ref()?))
}

/// Values that would make a crate that does not build, or a client that cannot send.
fn check(diags: &mut Diagnostics, sources: &SourceMap, config: &Config) {
    let mut refuse = |value: &str, what: &str, help: &str| {
        diags.report(Code::BadConfig, &place(sources, config, value), format!("`{value}` is no {what}")).help(help);
    };
    if let Some(version) = config.krate.version.as_deref().filter(|version| !is_version(version)) {
        refuse(version, "version", "give three numbers with dots between: `0.1.0`");
    }
    for (name, auth) in &config.auth {
        let (stray, missing) = auth.misfit();
        if let Some(value) = stray {
            let help =
                "`header` and `prefix` go with `header`, `token_url` with `client-credentials`, `iam_url` with `iam`";
            refuse(value, "value for this kind of authentication", help);
        }
        if let Some(key) = missing {
            refuse(name, "scheme that says all there is to know", &format!("give `{key}`"));
        }
        if let Some(url) = auth.iam_url.as_deref().filter(|url| !url.starts_with("https://")) {
            refuse(url, "address of an identity service", "give an address that begins with `https://`");
        }
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if let Some(header) = auth.header.as_deref().filter(|header| header.is_empty() || !header.chars().all(token)) {
            refuse(header, "name of a header", "give letters, digits and dashes: `X-Api-Key`");
        }
        if let Some(prefix) = auth.prefix.as_deref().filter(|prefix| !prefix.chars().all(|c| matches!(c, ' '..='~'))) {
            refuse(prefix, "text for a header", "give visible ASCII characters");
        }
    }
    for entry in config.pagination.iter().filter(|entry| !entry.is_sound()) {
        let said = entry.operations.first().or(entry.param.as_ref()).or(entry.next.as_ref());
        let help = "`cursor` needs `param` and `next`, and may have `more`; `offset` needs `param`; `page` needs `param`, and \
                    may have `first`; `url` needs `next`; `link` and `none` need `operations`";
        refuse(said.map_or("pagination", String::as_str), "pagination with the keys of its kind", help);
    }
    for fix in &config.fix {
        let change = fix.required.is_some() || fix.nullable.is_some();
        let sound = match (&fix.skip, &fix.field) {
            (Some(_), None) => !change,
            (None, Some(_)) => change,
            _ => false,
        };
        if !sound || fix.reason.trim().is_empty() {
            let help = "give a reason, and either `skip`, or `field` with `required` or `nullable`";
            refuse(&fix.reason, "reason of a fix that says one thing to change", help);
        }
    }
}

/// Reports the formats that are given a type and that no schema of that type's kind has.
pub fn check_formats(diags: &mut Diagnostics, sources: &SourceMap, config: &Config, met: &BTreeSet<String>) {
    for format in config.types.keys().filter(|format| !met.contains(*format)) {
        let message = format!("nothing of the format `{format}` could be read as this type");
        diags
            .report(Code::ConfigUnmatched, &place(sources, config, format), message)
            .help("correct the format or its type, or remove it");
    }
}

/// Whether a version is one for Cargo: three numbers, and perhaps a pre-release (Semantic Versioning 2.0).
fn is_version(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or("");
    let parts: Vec<&str> = core.split('.').collect();
    let plain = version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c));
    let number = |part: &&str| part.parse::<u32>().is_ok() && (*part == "0" || !part.starts_with('0'));
    plain && parts.len() == 3 && parts.iter().all(number)
}

/// Where `api.toml` says something, by the value it gives.
pub fn place(sources: &SourceMap, config: &Config, value: &str) -> Location {
    // Values come from a file, so there is one.
    let file = config.file.unwrap_or_default();
    let text = &sources.file(file).text;
    let quoted = toml::Value::String(value.to_owned()).to_string();
    text.find(&quoted).or_else(|| text.find(value)).map_or(Location::File(file), |at| Location::Offset(file, at))
}
