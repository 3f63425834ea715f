//! Mintlify pages: Markdown with a title, a summary and an OpenAPI document of one operation in a fenced block.

mod fence;
mod merge;

use super::{Input, openapi};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Method};
use crate::source::{FileId, FragmentId, Location, SourceMap};
use fence::Block;
use merge::Page;
use openapi::document::{Document, child};
use serde_json::Value;

/// Reads the pages into an API; what could not be read is in the diagnostics.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let (mut pages, mut words) = (Vec::new(), Vec::new());
    for file in input.files {
        let Some((block, fragment)) = block(diags, sources, *file, input.files.len() == 1) else { continue };
        let Some(root) = openapi::read::read(diags, sources, fragment) else { continue };
        let shown = operation(diags, &root, &block, *file);
        words.extend(shown.map(|pointer| (pointer, words_of(sources, *file, input.config.source.pages.as_deref()))));
        pages.push(Page { root, fragment });
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
        fill(&mut document, &pointer, words);
    }
    openapi::lower(diags, document, input.config)
}

/// The OpenAPI block of a page, registered as a document.
fn block(diags: &mut Diagnostics, sources: &mut SourceMap, file: FileId, only: bool) -> Option<(Block, FragmentId)> {
    let (blocks, open) = fence::blocks(&sources.file(file).text);
    if let Some(offset) = open {
        diags
            .report(Code::OpenFence, &Location::Offset(file, offset), "this fence is never closed")
            .help("close it with a line of at least as many of the same characters");
        return None;
    }
    let mut candidates = blocks.into_iter().filter(|block| {
        let language = block.info.split([' ', '{', ',']).next().unwrap_or_default().to_ascii_lowercase();
        matches!(language.as_str(), "yaml" | "yml" | "json" | "openapi")
    });
    let mut older = None;
    let found = candidates.find(|block| {
        if older.is_none() && is_older_form(&block.text) {
            older = Some(block.fence);
        }
        claims_openapi(&block.text)
    });
    if let Some(block) = found {
        let fragment = sources.fragment(file, block.start, block.text.clone(), block.indent);
        return Some((block, fragment));
    }
    match older {
        Some(offset) => {
            let message = "this block is in an older form of Mintlify pages, which is no OpenAPI document";
            diags
                .report(Code::NoOpenApiBlock, &Location::Offset(file, offset), message)
                .help("fetch the page again: today's pages hold an OpenAPI document");
        }
        None if only => {
            diags
                .report(Code::NoOpenApiBlock, &Location::File(file), "this page has no fenced OpenAPI block")
                .help("fetch it as Markdown: the address of the page with `.md` at its end");
        }
        None => {
            let message = "this page has no fenced OpenAPI block; it is not used";
            diags.report(Code::NoOperation, &Location::File(file), message);
        }
    }
    None
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
    text.lines().filter(|line| json || !line.starts_with(' ')).any(key)
}

/// The older form: `paths` with one `path` and one `method`, instead of paths by name.
fn is_older_form(text: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| line.trim_end() != "paths:").skip(1);
    lines.next().is_some_and(|line| line.trim_start().starts_with("path:"))
}

/// The pointer of the operation that a page shows: the one its info string names, or the only one.
fn operation(diags: &mut Diagnostics, root: &Value, block: &Block, file: FileId) -> Option<String> {
    let mut words = block.info.split_whitespace().skip(1).peekable();
    let mut named = None;
    while let Some(word) = words.next() {
        let path = words.peek().filter(|path| path.starts_with('/'));
        if let (Some(method), Some(path)) = (Method::from_name(word), path) {
            named = Some((method, *path));
        }
    }
    if let Some((method, path)) = named {
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

/// What a page says around its block.
struct Words {
    title: Option<String>,
    summary: Option<String>,
    link: Option<String>,
}

/// The first heading of a page, the quote below it, and where the page is published.
fn words_of(sources: &SourceMap, file: FileId, base: Option<&str>) -> Words {
    let page = sources.file(file);
    let mut lines = page.text.lines().skip_while(|line| !line.starts_with("# "));
    let title = lines.next().and_then(|line| line.strip_prefix("# ")).map(|title| title.trim().to_owned());
    let quote = lines.skip_while(|line| line.trim().is_empty()).map_while(|line| line.strip_prefix('>'));
    let summary = quote.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let stem = page.name.rsplit('/').next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    Words {
        title,
        summary: Some(summary.trim().to_owned()).filter(|summary| !summary.is_empty()),
        link: base.map(|base| format!("{}/{stem}", base.trim_end_matches('/'))),
    }
}

/// Gives an operation the words of its page where it has none itself.
fn fill(document: &mut Document, pointer: &str, words: Words) {
    let Some(Value::Object(operation)) = document.root.pointer_mut(pointer) else { return };
    let mut put = |key: &str, value: Option<Value>| {
        let missing = operation.get(key).is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
        if let (true, Some(value)) = (missing, value) {
            operation.insert(key.to_owned(), value);
        }
    };
    put("summary", words.title.map(Value::String));
    put("description", words.summary.map(Value::String));
    put("externalDocs", words.link.map(|url| serde_json::json!({ "url": url })));
}
