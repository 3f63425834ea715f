//! A corner of an API: the operations and tags that are wanted, with just the types that they reach.

use crate::Asked;
use crate::config::{Config, place};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Kind, Operation, Type};
use crate::nearest::nearest;
use crate::pattern::{is_like, matches};
use crate::source::{Location, SourceMap};
use std::collections::BTreeMap;

/// Leaves out what `api.toml` and the command line did not choose, and what is of no use without the rest.
pub fn apply(diags: &mut Diagnostics, sources: &mut SourceMap, api: &mut Api, config: &Config, asked: &Asked) {
    choose(diags, sources, api, config, asked);
    if !api.has_calls() {
        // Nothing sends a body of several parts, and it has no JSON form.
        let keep: Vec<bool> = api.types.iter().map(|ty| !matches!(ty.kind, Kind::Multipart(_))).collect();
        api.retain_types(&keep);
    }
}

fn choose(diags: &mut Diagnostics, sources: &mut SourceMap, api: &mut Api, config: &Config, asked: &Asked) {
    let said = config.source.only.iter().map(|choice| (choice.clone(), place(sources, config, choice)));
    let mut choices: Vec<(String, Location)> = said.collect();
    if !asked.only.is_empty() {
        // What stands on the command line has a place too: a file of its own, a line for each.
        let file = sources.add("--only", asked.only.join("\n"));
        let mut start = 0;
        for choice in &asked.only {
            choices.push((choice.clone(), Location::Offset(file, start)));
            start += choice.len() + 1;
        }
    }
    for (choice, at) in &choices {
        if !api.operations.iter().any(|operation| is_chosen(choice, operation)) {
            let finding = diags.report(Code::ConfigUnmatched, at, format!("no operation or tag is `{choice}`"));
            match meant(api, choice) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("give an operation's id, its method and path as in `GET /v1/models`, or a tag"),
            };
        }
    }
    let types_only = config.source.types_only || asked.types_only;
    if diags.checkpoint().is_err() || choices.is_empty() && !types_only {
        return;
    }
    let chosen = |operation: &Operation| choices.iter().any(|(choice, _)| is_chosen(choice, operation));
    let mut stays: BTreeMap<Location, bool> = BTreeMap::new();
    if !choices.is_empty() {
        let is_reached = reached(api, chosen);
        stays.extend(api.operations.iter().map(|operation| (operation.at.clone(), chosen(operation))));
        stays.extend(api.types.iter().zip(&is_reached).map(|(ty, reached)| (ty.at.clone(), *reached)));
        api.operations.retain(chosen);
        api.retain_types(&is_reached);
    }
    if types_only {
        stays.extend(api.operations.iter().map(|operation| (operation.at.clone(), false)));
        api.operations.clear();
    }
    let used = |name: &String| api.operations.iter().any(|operation| operation.tags.contains(name));
    let unused: Vec<bool> = api.tags.iter().map(|tag| !used(&tag.name)).collect();
    let mut unused = unused.into_iter();
    api.tags.retain(|_| !unused.next().unwrap_or(false));
    diags.forget(|at| is_elsewhere(&stays, at));
}

fn is_chosen(choice: &str, operation: &Operation) -> bool {
    matches(choice, operation) || operation.tags.iter().any(|tag| is_like(choice, tag))
}

/// The id, the tag, or the method and path that was probably meant.
fn meant(api: &Api, choice: &str) -> Option<String> {
    let lines = api.operations.iter().map(|it| format!("{} {}", it.method.as_str(), it.template()));
    let words = api.operations.iter().flat_map(|it| it.id.iter().chain(&it.tags)).cloned();
    let known: Vec<String> = words.chain(lines).collect();
    nearest(choice, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Whether the operations that were chosen reach each type.
fn reached(api: &Api, chosen: impl Fn(&Operation) -> bool) -> Vec<bool> {
    let mut reached = vec![false; api.types.len()];
    let operations = || api.operations.iter().filter(|operation| chosen(operation));
    // What is sent back after an operation stands in it.
    let callbacks: Vec<Type> = api
        .webhooks
        .iter()
        .filter(|id| operations().any(|operation| api[**id].at.is_within(&operation.at)))
        .map(|id| Type::Named(*id))
        .collect();
    let mut open: Vec<&Type> = operations()
        .flat_map(|operation| {
            let replies = operation.replies.iter();
            let read = replies.flat_map(|reply| {
                reply.bodies.iter().map(|(_, ty)| ty).chain(reply.headers.iter().map(|header| &header.ty))
            });
            read.chain(operation.body.iter().map(|body| &body.ty)).chain(operation.params.iter().map(|it| &it.ty))
        })
        .chain(&callbacks)
        .collect();
    while let Some(ty) = open.pop() {
        match ty {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => open.push(item),
            Type::Tuple(items) => open.extend(items),
            Type::Named(id) => {
                if let Some(known) = reached.get_mut(id.index())
                    && !std::mem::replace(known, true)
                {
                    open.extend(api.parts(*id));
                }
            }
            Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary | Type::Json => {}
        }
    }
    reached
}

/// Whether a place belongs to what was left out: the innermost operation or type around it decides.
fn is_elsewhere(stays: &BTreeMap<Location, bool>, at: &Location) -> bool {
    let Location::Node(fragment, pointer) = at else { return stays.get(at) == Some(&false) };
    let ends = [pointer.len()].into_iter().chain(pointer.rmatch_indices('/').map(|(end, _)| end));
    let around = ends
        .filter_map(|end| pointer.get(..end))
        .find_map(|pointer| stays.get(&Location::Node(*fragment, pointer.into())));
    // Operations that were left out before are not known any more.
    !around.copied().unwrap_or(!["/paths/", "/x-ms-paths/"].iter().any(|paths| pointer.starts_with(paths)))
}
