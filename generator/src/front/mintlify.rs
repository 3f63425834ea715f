//! Mintlify pages: Markdown with a title, a summary and an OpenAPI document of one operation in a fenced block, or several.

mod fence;
mod merge;
mod words;

use super::{Input, openapi};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Method};
use crate::source::{FileId, Location, SourceMap};
use fence::Block;
use merge::Page;
use openapi::document::child;
use serde_json::Value;

/// Reads the pages into an API; what could not be read is in the diagnostics.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let (mut pages, mut words) = (Vec::new(), Vec::new());
    for file in input.files {
        let blocks = documents(diags, sources, *file, input.files.len() == 1);
        let around = words::of_page(sources.file(*file), &blocks, input.config.source.pages.as_deref());
        for (block, around) in blocks.into_iter().zip(around) {
            let fragment = sources.fragment(*file, block.start, block.text.clone(), block.indent);
            let Some(root) = openapi::read::read(diags, sources, fragment) else { continue };
            words.extend(operation(diags, &root, &block, *file).map(|pointer| (pointer, around)));
            pages.push(Page { root, fragment });
        }
    }
    if pages.is_empty() && diags.checkpoint().is_ok() {
        let at = Location::File(*input.files.first()?);
        diags
            .report(Code::NoOpenApiBlock, &at, "no page has a fenced OpenAPI block")
            .help("fetch the pages as Markdown: the address of the page with `.md` at its end");
    }
    diags.checkpoint().ok()?;
    let mut document = merge::merge(diags, pages)?;
    diags.checkpoint().ok()?;
    for (pointer, words) in words {
        words.fill(&mut document, &pointer);
    }
    openapi::lower(diags, sources, document, input.config)
}

/// The blocks of a page that are OpenAPI documents.
fn documents(diags: &mut Diagnostics, sources: &SourceMap, file: FileId, only: bool) -> Vec<Block> {
    let (blocks, open) = fence::blocks(&sources.file(file).text);
    if let Some(offset) = open {
        diags
            .report(Code::OpenFence, &Location::Offset(file, offset), "this fence is never closed")
            .help("close it with a line of at least as many of the same characters");
        return Vec::new();
    }
    let candidates = blocks.into_iter().filter(|block| {
        let language = block.info.split([' ', '{', ',']).next().unwrap_or_default().to_ascii_lowercase();
        matches!(language.as_str(), "yaml" | "yml" | "json" | "openapi")
    });
    let (found, mut others): (Vec<_>, Vec<_>) = candidates.partition(|block| claims_openapi(&block.text));
    if !found.is_empty() {
        // Beside a document, samples are usual; an operation that is marked as one is not to be lost without a word.
        others.retain(|block| named(&block.info).is_some());
    }
    for block in &others {
        let at = Location::Offset(file, block.fence);
        if is_older_form(&block.text) {
            let message = "this block is in an older form of Mintlify pages, which is no OpenAPI document";
            diags
                .report(Code::NoOpenApiBlock, &at, message)
                .help("fetch the page again: today's pages hold an OpenAPI document");
            return found;
        }
        if !found.is_empty() {
            let message = "this block is marked with an operation, but is no OpenAPI document; it is not used";
            diags.report(Code::NoOperation, &at, message);
        }
    }
    if found.is_empty() && only {
        diags
            .report(Code::NoOpenApiBlock, &Location::File(file), "this page has no fenced OpenAPI block")
            .help("fetch it as Markdown: the address of the page with `.md` at its end");
    } else if found.is_empty() {
        let message = "this page has no fenced OpenAPI block; it is not used";
        diags.report(Code::NoOperation, &Location::File(file), message);
    }
    found
}

/// Whether a block says that it is an OpenAPI document, so that it is worth reading, and its faults worth telling.
fn claims_openapi(text: &str) -> bool {
    let key = |line: &str| {
        let line = line.trim_start_matches(['{', ' ', '"', '\'']);
        ["openapi", "swagger"].iter().any(|key| {
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        })
    };
    let json = text.trim_start().starts_with('{');
    // A sample may hold such a key somewhere inside.
    if let (true, Ok(Value::Object(map))) = (json, serde_json::from_str(text)) {
        return map.contains_key("openapi") || map.contains_key("swagger");
    }
    text.lines().filter(|line| json || !line.starts_with(' ')).any(key)
}

/// The older form: `paths` with one `path` and one `method`, instead of paths by name.
fn is_older_form(text: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| line.trim_end() != "paths:").skip(1);
    lines.next().is_some_and(|line| line.trim_start().starts_with("path:"))
}

/// The operation that an info string names.
fn named(info: &str) -> Option<(Method, &str)> {
    let mut words = info.split_whitespace().skip(1).peekable();
    let mut named = None;
    while let Some(word) = words.next() {
        let path = words.peek().filter(|path| path.starts_with('/'));
        if let (Some(method), Some(path)) = (Method::from_name(word), path) {
            named = Some((method, *path));
        }
    }
    named
}

/// The pointer of the operation that a block shows: the one its info string names, or the only one.
fn operation(diags: &mut Diagnostics, root: &Value, block: &Block, file: FileId) -> Option<String> {
    if let Some((method, path)) = named(&block.info) {
        let pointer = child(&child("/paths", path), &method.as_str().to_lowercase());
        if root.pointer(&pointer).is_some() {
            return Some(pointer);
        }
        let message =
            format!("the block does not hold the operation {} {path} that it is marked with", method.as_str());
        diags
            .report(Code::FenceMismatch, &Location::Offset(file, block.fence), message)
            .help("the operations that the block holds are read");
    }
    let paths = root.get("paths").and_then(Value::as_object);
    let mut all = paths.into_iter().flatten().flat_map(|(path, item)| {
        let keys = item.as_object().into_iter().flatten().map(|(key, _)| key);
        keys.filter(|key| Method::from_name(key).is_some()).map(|key| child(&child("/paths", path), key))
    });
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
