//! Pages → [`Api`]: tables become types, references are followed, what is shared is found.

mod graph;
mod links;
mod merge;
mod operation;
mod reply;
mod sample;
mod types;

use super::page::Page;
use super::{Input, grammar};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Doc, Info, SchemeId, SchemeKind, SecurityScheme};
use crate::source::{Location, SourceMap};
use std::collections::BTreeMap;

/// Makes one API of all pages.
pub(super) fn lower(diags: &mut Diagnostics, sources: &SourceMap, input: &Input<'_>, pages: &[Page]) -> Option<Api> {
    let at = Location::File(*input.files.first()?);
    let links = links::Links::new(pages);
    let operations = operations(diags, pages);
    let graph = graph::build(diags, &links, &operations);
    let names: Vec<&str> = pages.iter().map(|page| sources.file(page.file).name.as_str()).collect();
    let folder = common_folder(&names);
    let schemes = schemes(input.config, &at);
    let security: Vec<_> = (0..schemes.len()).map(|index| vec![SchemeId::at(index)]).collect();
    let info =
        Info { title: title(pages, &names, folder, input.name), version: String::new(), doc: Doc::default(), at };
    let api = Api {
        info,
        servers: Vec::new(),
        schemes,
        certificates: Vec::new(),
        tags: Vec::new(),
        operations: Vec::new(),
        types: Vec::new(),
        webhooks: Vec::new(),
        uncovered: Vec::new(),
        places: Vec::new(),
    };
    let mut types = types::Types::new(api, &graph, pages);
    let mut ids = BTreeMap::new();
    for messages in &graph.messages {
        let (Some(page), Some(name)) = (pages.get(messages.page), names.get(messages.page)) else { continue };
        let mut operation = operation::lower(diags, &mut types, &security, page, messages);
        let name = name.get(folder..).unwrap_or(name);
        let name = name.strip_suffix(".rst").unwrap_or(name);
        operation.tags.extend(name.rsplit('/').nth(1).map(str::to_owned));
        if let Some(base) = &input.config.source.pages {
            operation.doc.link = Some(format!("{}/{name}", base.trim_end_matches('/')));
        }
        if let Some(id) = &operation.id
            && let Some(first) = ids.insert(id.clone(), operation.at.clone())
        {
            let message = format!("another page has the original name `{id}` too; this operation goes without");
            diags
                .report(Code::DuplicateOperationId, &operation.at, message)
                .help("give each page an original name of its own")
                .related(&first, "the other page");
            operation.id = None;
        }
        types.api.operations.push(operation);
    }
    Some(types.api)
}

/// The pages that describe an operation, the first one where several describe the same.
fn operations(diags: &mut Diagnostics, pages: &[Page]) -> Vec<usize> {
    let mut seen = BTreeMap::new();
    let mut operations = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let Some(endpoint) = &page.endpoint else { continue };
        let at = Location::Offset(page.file, endpoint.at);
        let key = (&endpoint.method, endpoint.path.as_str());
        if let Some(first) = seen.get(&key) {
            let message = format!("another page describes {} {} already", endpoint.method.as_str(), endpoint.path);
            diags
                .report(Code::SkippedOperation, &at, message)
                .help("keep the page that is right and delete the other one")
                .related(first, "the page that is used");
        } else {
            seen.insert(key, at);
            operations.push(index);
        }
    }
    operations
}

/// The length of the path that all names begin with, its last slash included.
fn common_folder(names: &[&str]) -> usize {
    let Some(first) = names.first() else { return 0 };
    let ends = first.rmatch_indices('/').map(|(at, _)| at + 1).chain([0]);
    ends.into_iter().find(|end| names.iter().all(|name| name.get(..*end) == first.get(..*end))).unwrap_or(0)
}

/// The title of the page that the pages begin at, or what the API is called.
fn title(pages: &[Page], names: &[&str], folder: usize, name: &str) -> String {
    let index = pages.iter().zip(names).find(|(_, name)| name.get(folder..) == Some("index.rst"));
    index.map(|(page, _)| page.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(name).to_owned()
}

/// The token's header, unless `api.toml` says how calls authenticate.
fn schemes(config: &Config, at: &Location) -> Vec<SecurityScheme> {
    let header = |name: &str| SchemeKind::Header { name: name.to_owned(), prefix: String::new() };
    let scheme = |name: &str, kind: SchemeKind| SecurityScheme {
        name: name.to_owned(),
        kind,
        doc: Doc::default(),
        at: at.clone(),
    };
    if config.auth.is_empty() {
        return vec![scheme(grammar::TOKEN_HEADER, header(grammar::TOKEN_HEADER))];
    }
    let auth = config.auth.iter();
    auth.map(|(name, auth)| scheme(name, auth.scheme(None, name).unwrap_or_else(|| header(name)))).collect()
}
