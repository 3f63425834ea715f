//! Tags: what they say of the operations that they group, and which tag is inside of which.

use super::document::child;
use super::lower::{Lower, text};
use crate::diagnostic::Code;
use crate::ir::{Doc, Tag};
use serde_json::Value;

/// How deep tags are followed into those that hold them.
const MAX_STEPS: usize = 8;

/// The kinds of tags that group operations; others are labels.
const GROUPING: &str = "nav";

/// Reads what the document says of its tags.
pub(super) fn read(lower: &mut Lower<'_>) {
    for pointer in lower.items("/tags") {
        match lower.part::<openapiv3::Tag>(&pointer) {
            Ok((tag, _)) if tag.name.is_empty() => {}
            Ok((tag, _)) => {
                let parent = said(lower, &tag.name, "parent");
                if let Some(parent) = parent.filter(|parent| find(lower, parent).is_none()) {
                    let message = format!("there is no tag `{parent}`; the tag `{}` stands by itself", tag.name);
                    lower.report(Code::UnsupportedKeyword, &child(&pointer, "parent"), message);
                }
                let doc = match (said(lower, &tag.name, "summary"), text(tag.description.as_deref())) {
                    (Some(summary), doc) if doc.is_empty() => Doc::from_text(&summary),
                    (_, doc) => doc,
                };
                let link = tag.external_docs.map(|docs| docs.url).filter(|url| !url.is_empty());
                let name = path(lower, &tag.name);
                lower.api.tags.push(Tag { name, doc: Doc { link, ..doc } });
            }
            Err(reason) => _ = lower.report(Code::WrongType, &pointer, format!("this tag is left out: {reason}")),
        }
    }
}

/// The tags of an operation as groups, the one that decides first: a tag that is a mere label decides nothing.
pub(super) fn of_operation(lower: &Lower<'_>, tags: &[String]) -> Vec<String> {
    let groups = |name: &&String| said(lower, name, "kind").is_none_or(|kind| kind == GROUPING);
    let (groups, labels): (Vec<_>, Vec<_>) = tags.iter().partition(groups);
    // Labels alone say more than nothing.
    groups.into_iter().chain(labels).map(|name| path(lower, name)).collect()
}

/// The name of a tag behind those of the tags that it is inside of.
fn path(lower: &Lower<'_>, name: &str) -> String {
    let mut names = vec![name.to_owned()];
    while let Some(parent) = names.last().and_then(|name| said(lower, name, "parent")) {
        if names.len() >= MAX_STEPS || names.contains(&parent) || find(lower, &parent).is_none() {
            break;
        }
        names.push(parent);
    }
    names.reverse();
    names.join(".")
}

fn find<'a>(lower: &'a Lower<'_>, name: &str) -> Option<&'a Value> {
    let tags = lower.doc.get("/tags")?.as_array()?;
    tags.iter().find(|tag| tag.get("name").and_then(Value::as_str) == Some(name))
}

/// What a tag says under a keyword.
fn said(lower: &Lower<'_>, name: &str, key: &str) -> Option<String> {
    find(lower, name)?.get(key)?.as_str().map(str::to_owned)
}
