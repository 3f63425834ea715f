//! Reads API descriptions and writes Rust client crates, in memory.
//!
//! [`generate`] is the pipeline: documents → front end → [`ir::Api`] → `settle` → `fix` → `only` → `check` → `analyze` →
//! back end → files.
//! It is a pure function: no file system, environment, clock or network.

pub mod analyze;
mod check;
pub mod config;
pub mod diagnostic;
mod fix;
pub mod front;
pub mod ir;
mod nearest;
mod only;
mod parallel;
mod pattern;
pub mod rust;
mod settle;
mod share;
pub mod source;
mod uncovered;

use config::Config;
use diagnostic::{Code, Diagnostics, Failed};
use source::{FileId, Location, SourceMap};
use std::sync::Arc;

/// What the generator is given: everything it will ever know.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// What the API is called by those who keep its documents: the folder, or the file without its ending.
    pub name: String,
    /// `api.toml`, if there is one.
    pub config: Option<InputFile>,
    /// The documents, in any order.
    pub files: Vec<InputFile>,
    /// What `api.toml` would say too, for documents that have none.
    pub asked: Asked,
}

/// What is asked for beside the documents.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The name of the main document, where several could be it.
    pub entry: Option<String>,
    /// The operations and tags to generate; all of them if none is named.
    pub only: Vec<String>,
    /// Whether only types are wanted.
    pub types_only: bool,
}

/// A file, read but not looked into.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// The path to show to people, with forward slashes.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What the generator makes of it.
#[derive(Debug)]
pub struct Output {
    /// The crate; none if an error was reported.
    pub made: Option<Made>,
    /// What was reported.
    pub diagnostics: Diagnostics,
    /// Where the reports point.
    pub sources: SourceMap,
}

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its files, sorted by path.
    pub files: Vec<rust::File>,
    /// Its surface, a line per item, for reviewers.
    pub surface: String,
    /// The API that it is a client of.
    pub api: ir::Api,
    /// What follows from the API, such as the names in the crate.
    pub facts: analyze::Facts,
    /// What it is called.
    pub krate: rust::Crate,
}

/// The pipeline.
pub fn generate(input: &Input) -> Output {
    let (mut diagnostics, mut sources) = (Diagnostics::default(), SourceMap::default());
    let made = run(&mut diagnostics, &mut sources, input).ok();
    Output { made, diagnostics, sources }
}

fn run(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input) -> Result<Made, Failed> {
    let (config, mut api) = read(diags, sources, input)?;
    fix::apply(diags, sources, &mut api, &config);
    share::apply(&mut api);
    only::apply(diags, sources, &mut api, &config, &input.asked);
    diags.checkpoint()?;
    check::check(diags, &mut api);
    diags.checkpoint()?;
    let facts = analyze::run(diags, &api);
    diags.checkpoint()?;
    api.uncovered = uncovered::list(diags, sources);
    let krate = rust::describe(&api, &config, &input.name);
    let files = rust::emit(&api, &facts, &krate);
    let surface = rust::surface::surface(&api, &facts);
    Ok(Made { files, surface, api, facts, krate })
}

/// Runs the front end alone: the API as the documents describe it.
///
/// # Errors
/// When the documents hold one; it is in `diags`.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input) -> Result<(Config, ir::Api), Failed> {
    let config = match &input.config {
        Some(file) => add(diags, sources, file).and_then(|id| config::read(diags, sources, id)),
        None => Some(Config::default()),
    };
    let mut files: Vec<&InputFile> = input.files.iter().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let files: Vec<FileId> = files.into_iter().filter_map(|file| add(diags, sources, file)).collect();
    diags.checkpoint()?;
    let config = config.ok_or(Failed)?;
    let entry = input.asked.entry.clone().or_else(|| config::entry(sources, &config));
    let of = front::Input { name: &input.name, files: &files, entry: entry.as_deref(), config: &config };
    let api = front::read(diags, sources, &of);
    diags.checkpoint()?;
    let Some(mut api) = api else {
        let at = Location::File(files.first().copied().unwrap_or_default());
        diags
            .report(Code::NoInput, &at, "no operation is described here")
            .help("give the pages or documents that describe some");
        return Err(Failed);
    };
    if api.operations.is_empty() {
        let message = "no operation is described here: the client has types, but nothing to call";
        diags.report(Code::NoOperation, &api.info.at, message);
    }
    settle::apply(diags, sources, &mut api, &config);
    diags.checkpoint()?;
    Ok((config, api))
}

/// The names of the files that a YAML or JSON file refers to, made from its own name. It is looked for where `$ref` stands
/// in the text, so that nothing need be read twice; what is none does no harm.
pub fn parts(file: &InputFile) -> Vec<String> {
    let text = String::from_utf8_lossy(&file.bytes);
    let mut parts: Vec<String> = text
        .match_indices("$ref")
        .filter_map(|(at, mark)| {
            let rest = text.get(at + mark.len()..)?.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let path = match quote {
                Some(quote) => rest.get(1..)?.split([quote, '#']).next()?,
                None => rest.split(['#', ',', ' ', '\t', '\n', '\r']).next()?,
            };
            // A bracket that the path did not open closes the object or list around it.
            let closing = path.matches('}').count() > path.matches('{').count() || path.ends_with(']');
            let path = if closing { path.trim_end_matches(['}', ']']) } else { path };
            let relative = !path.is_empty() && !path.contains("://") && !path.starts_with('/');
            relative.then(|| source::path::beside(&file.name, &source::path::percent_decoded(path)))
        })
        .collect();
    parts.sort();
    parts.dedup();
    parts
}

/// Takes a file into the map, if it is text.
fn add(diags: &mut Diagnostics, sources: &mut SourceMap, file: &InputFile) -> Option<FileId> {
    match std::str::from_utf8(&file.bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let text = if text.contains('\r') { text.replace("\r\n", "\n").into() } else { Arc::from(text) };
            Some(sources.add(&file.name, text))
        }
        Err(error) => {
            let valid = file.bytes.get(..error.valid_up_to()).unwrap_or_default();
            let id = sources.add(&file.name, String::from_utf8_lossy(valid));
            diags
                .report(Code::NotUtf8, &Location::Offset(id, error.valid_up_to()), "this file is not UTF-8 text")
                .help("convert it, for example with `iconv -t UTF-8`");
            None
        }
    }
}
