//! What a page says around its blocks.

use super::fence::Block;
use crate::front::openapi::{self, document::Document};
use crate::source::SourceFile;
use serde_json::Value;

/// The words of one operation.
pub(super) struct Words {
    title: Option<String>,
    summary: Option<String>,
    link: Option<String>,
}

/// The words that belong to each of the blocks of a page, which is published below `base`.
pub(super) fn of_page(page: &SourceFile, blocks: &[Block], base: Option<&str>) -> Vec<Words> {
    let stem = page.name.rsplit('/').next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let link = base.map(|base| format!("{}/{stem}", base.trim_end_matches('/')));
    let starts = [0].into_iter().chain(blocks.iter().map(|block| block.end));
    let before = starts.zip(blocks).map(|(start, block)| page.text.get(start..block.fence).unwrap_or_default());
    let mut list: Vec<_> = before.map(|text| Words { link: link.clone(), ..above(text) }).collect();
    if let [only] = list.as_mut_slice() {
        let front = front_matter(&page.text).and_then(|(front, _)| openapi::read::read_quietly(front));
        let text = |key: &str| front.as_ref()?.get(key)?.as_str().map(|text| text.trim().to_owned());
        only.title = only.title.take().or_else(|| text("title"));
        only.summary = only.summary.take().or_else(|| text("description"));
    } else if list.iter().any(|words| words.title.is_none()) {
        // The heading is that of the page, not of one of its operations.
        for words in &mut list {
            (words.title, words.summary) = (None, None);
        }
    }
    list
}

/// What stands between the lines of dashes that a page may begin with, and what stands below.
fn front_matter(page: &str) -> Option<(&str, &str)> {
    let text = page.strip_prefix("---")?.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return text.split_at_checked(end);
        }
        end += line.len();
    }
    None
}

/// The first heading above a block, and the quote below it.
fn above(text: &str) -> Words {
    // A comment in the front matter looks like a heading.
    let text = front_matter(text).map_or(text, |(_, below)| below);
    let mut lines = text.lines().skip_while(|line| !line.starts_with("# "));
    let title = lines.next().and_then(|line| line.strip_prefix("# ")).map(|title| title.trim().to_owned());
    let quote = lines.skip_while(|line| line.trim().is_empty()).map_while(|line| line.strip_prefix('>'));
    let summary = quote.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let summary = Some(summary.trim().to_owned()).filter(|summary| !summary.is_empty());
    Words { title, summary, link: None }
}

impl Words {
    /// Gives an operation the words of its page where it has none itself.
    pub(super) fn fill(self, document: &mut Document, pointer: &str) {
        let Some(Value::Object(operation)) = document.root.pointer_mut(pointer) else { return };
        let mut put = |key: &str, value: Option<Value>| {
            let missing =
                operation.get(key).is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
            if let (true, Some(value)) = (missing, value) {
                operation.insert(key.to_owned(), value);
            }
        };
        put("summary", self.title.map(Value::String));
        put("description", self.summary.map(Value::String));
        put("externalDocs", self.link.map(|url| serde_json::json!({ "url": url })));
    }
}
