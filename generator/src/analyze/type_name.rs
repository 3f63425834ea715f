//! What types may be called: by the document, by what they are, or by where they stand; the best name first.

use super::case::{pascal, words};
use crate::ir::{Kind, TypeDef};
use serde_json::Value;

/// From so many characters on, only the parent and the last steps from there name a type, if that tells it apart.
const LONG: usize = 60;

/// The names of a type, of which the first free one is taken.
pub fn of(def: &TypeDef) -> Vec<String> {
    let steps: Vec<Vec<String>> = def.hint.words.iter().map(|word| words(word)).collect();
    let whole = pascal(&steps.concat());
    let [parent, rest @ ..] = steps.as_slice() else { return vec![whole] };
    if def.hint.given || rest.is_empty() {
        return vec![whole];
    }
    let mut names = constant(def);
    let joined = pascal(&join(&steps));
    if joined.len() > LONG {
        let ends = def.hint.starts().filter_map(|start| steps.get(start.max(1)..));
        names.extend(ends.map(|end| pascal(&join(&[std::slice::from_ref(parent), end].concat()))));
    }
    // A type that stands at a property may meet one that is called as both together.
    let kind = match &def.kind {
        Kind::Struct(_) => "Object",
        Kind::Enum(_) => "Enum",
        Kind::Union(_) => "Union",
        Kind::Alias(_) => "Type",
        Kind::Multipart(_) => "Form",
    };
    names.extend([joined.clone(), whole, format!("{joined}{kind}")]);
    names
}

/// The names of a constant: its value and the name of its property, since it is the same wherever it stands.
fn constant(def: &TypeDef) -> Vec<String> {
    let (Kind::Enum(values), Some(property)) = (&def.kind, def.hint.property().first()) else { return Vec::new() };
    let [only] = values.as_slice() else { return Vec::new() };
    let (value, property) = (words(&only.text()), words(property));
    let (front, back) = (join(&[value.clone(), property.clone()]), join(&[property, value.clone()]));
    // A sentence makes no name, and neither do signs alone, nor one word that says what it is the value of.
    if only.text().contains(' ') || value.is_empty() || front.len() < 2 {
        return Vec::new();
    }
    // `object: "list"` is the list object, but `version: 1` is version 1.
    match only.wire {
        Value::String(_) if !only.text().starts_with(|char: char| !char.is_alphabetic()) => {
            vec![pascal(&front), pascal(&back)]
        }
        _ => vec![pascal(&back)],
    }
}

/// The words of all steps. What a step repeats of the one before it is said once: the `issue_state` of an `Issue`.
fn join(steps: &[Vec<String>]) -> Vec<String> {
    let before = std::iter::once(&[][..]).chain(steps.iter().map(Vec::as_slice));
    let each = steps.iter().zip(before).flat_map(|(step, before)| {
        let repeated =
            (1..=step.len()).rev().find(|count| step.get(..*count).is_some_and(|start| before.ends_with(start)));
        step.iter().skip(repeated.unwrap_or(0)).cloned()
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_said_once() {
        let check = |steps: &[&str], joined: &str| {
            let steps: Vec<_> = steps.iter().map(|step| words(step)).collect();
            assert_eq!(pascal(&join(&steps)), joined);
        };
        check(&["Issue", "issue_state"], "IssueState");
        check(&["AutoMerge", "merge_method"], "AutoMergeMethod");
        check(&["access_token", "token"], "AccessToken");
        check(&["Issue", "state", "issue_state"], "IssueStateIssueState");
        check(&["Tool", "tools"], "ToolTools");
    }
}
