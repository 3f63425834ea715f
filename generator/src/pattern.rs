//! Which operations are meant by an id, or by a method and path, with `*` for any text?

use crate::ir::Operation;

/// Whether an operation is meant by its id, or by its method and path; `*` stands for any text.
pub fn matches(pattern: &str, operation: &Operation) -> bool {
    let line = format!("{} {}", operation.method.as_str(), operation.template());
    [Some(line.as_str()), operation.id.as_deref()].into_iter().flatten().any(|text| is_like(pattern, text))
}

/// Whether a text is one that a pattern stands for.
pub fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
            ends.filter_map(|end| text.get(end..)).any(|text| is_like(rest, text))
        }),
    }
}
