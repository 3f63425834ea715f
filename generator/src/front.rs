//! The front ends: each reads one kind of document into an [`Api`].

pub mod mintlify;
pub mod openapi;
pub mod rst;

use crate::config::{Config, SourceKind};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::{FileId, Location, SourceFile, SourceMap};

/// What every front end gets.
pub struct Input<'a> {
    /// What the API is called by those who keep its documents.
    pub name: &'a str,
    /// The files to read, in the order of their names.
    pub files: &'a [FileId],
    /// The name of the main document, where several could be it.
    pub entry: Option<&'a str>,
    /// What the documents do not say themselves.
    pub config: &'a Config,
}

/// Reads the documents with the front end that `api.toml` names, or else the one that the first file's ending tells.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let Some(first) = input.files.first().copied() else {
        let file = sources.add(input.name, "");
        diags
            .report(Code::NoInput, &Location::File(file), "there is no document here")
            .help("add a `.yaml`, `.json`, `.md` or `.rst` file");
        return None;
    };
    let ending = sources.file(first).name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let kind = input.config.source.kind.unwrap_or(match ending {
        "rst" => SourceKind::Rst,
        // Beside a document, Markdown is its prose.
        "md" | "mdx" if !input.files.iter().any(|file| is_document(sources.file(*file))) => SourceKind::Mintlify,
        _ => SourceKind::OpenApi,
    });
    match kind {
        SourceKind::OpenApi => openapi::read(diags, sources, input),
        SourceKind::Mintlify => mintlify::read(diags, sources, input),
        SourceKind::Rst => rst::read(diags, sources, input),
    }
}

/// Whether a file is an OpenAPI document of its own, as far as its name and its lines tell.
fn is_document(file: &SourceFile) -> bool {
    let is_tree = [".yaml", ".yml", ".json"].iter().any(|ending| file.name.ends_with(ending));
    let begins = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '{', '"', '\'']);
        line.starts_with("openapi") || line.starts_with("swagger")
    };
    is_tree && file.text.lines().any(begins)
}
