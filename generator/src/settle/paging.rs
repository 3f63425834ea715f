//! What `api.toml` says of the pages of operations.

use crate::config::{Config, Pagination, PaginationKind, place};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, BodyPath, Media, Operation, Paging, Place, Step};
use crate::pattern::matches;
use crate::source::{Location, SourceMap};

/// Applies each `[[pagination]]`; of two that are for the same operation, the first counts.
pub fn apply(diags: &mut Diagnostics, sources: &SourceMap, api: &mut Api, config: &Config) {
    let mut settled = vec![false; api.operations.len()];
    for entry in &config.pagination {
        let said = entry.operations.first().or(entry.param.as_ref()).or(entry.next.as_ref());
        let at = place(sources, config, said.map_or("", String::as_str));
        for pattern in &entry.operations {
            if !api.operations.iter().any(|operation| matches(pattern, operation)) {
                let message = format!("no operation is `{pattern}`");
                diags
                    .report(Code::ConfigUnmatched, &place(sources, config, pattern), message)
                    .help("give an operation's id or its method and path, where `*` stands for any text");
            }
        }
        let mut used = !entry.operations.is_empty();
        for index in 0..api.operations.len() {
            let Some((operation, settled)) = api.operations.get(index).zip(settled.get_mut(index)) else { continue };
            let named = entry.operations.iter().find(|pattern| matches(pattern, operation));
            if *settled || (named.is_none() && !entry.operations.is_empty()) {
                continue;
            }
            let paging = match (paging(api, operation, entry, &at), named) {
                (Ok(paging), _) => paging,
                (Err(reason), Some(pattern)) => {
                    let message =
                        format!("{} {} has no such pages: {reason}", operation.method.as_str(), operation.template());
                    diags.report(Code::ConfigUnmatched, &place(sources, config, pattern), message);
                    continue;
                }
                (Err(_), None) => continue,
            };
            (used, *settled) = (true, true);
            if let Some(operation) = api.operations.get_mut(index) {
                operation.paging = Some(paging);
            }
        }
        if !used {
            let message = "no operation has such pages";
            diags.report(Code::ConfigUnmatched, &at, message).help("name the operation, and see what it lacks");
        }
    }
}

/// What is said, as the operation has it, or what the operation lacks.
fn paging(api: &Api, operation: &Operation, entry: &Pagination, at: &Location) -> Result<Paging, String> {
    let param = || {
        let name = entry.param.as_deref().unwrap_or_default();
        let found = operation.params.iter().position(|param| param.place == Place::Query && param.wire == name);
        found.ok_or_else(|| format!("there is no query parameter `{name}`"))
    };
    let path = |text: &Option<String>| text.as_deref().map(BodyPath::parse);
    let step = match entry.kind {
        PaginationKind::None => None,
        PaginationKind::Cursor => {
            Some(Step::Cursor { param: param()?, next: path(&entry.next).unwrap_or_default(), more: path(&entry.more) })
        }
        PaginationKind::Offset => Some(Step::Offset { param: param()? }),
        PaginationKind::Page => Some(Step::Page { param: param()?, first: entry.first.unwrap_or(1) }),
        PaginationKind::Link => Some(Step::Link),
        PaginationKind::Url => Some(Step::Next { url: path(&entry.next).unwrap_or_default() }),
    };
    let items = path(&entry.items);
    if let Some(step) = &step {
        let successes = operation.replies.iter().filter(|reply| operation.succeeds(reply.status));
        let body = successes
            .flat_map(|reply| &reply.bodies)
            .find_map(|(media, ty)| matches!(media, Media::Json(_)).then_some(ty));
        api.paged(operation, body.ok_or("a success is no JSON")?, step.clone(), items.as_ref())?;
    }
    Ok(Paging { step, items, at: at.clone() })
}
