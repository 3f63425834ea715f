//! Where references lead: within the document, nowhere, in a circle, or out of it.

use super::document::{Document, percent_decoded};
use super::keyword;
use super::normalize::{self, Reference};
use crate::diagnostic::{Code, Diagnostics};
use serde_json::Value;
use std::collections::BTreeSet;

/// The pointer that a local reference names; `None` for one that leaves the document.
pub(super) fn target(text: &str) -> Option<String> {
    let pointer = percent_decoded(text.strip_prefix('#')?);
    (pointer.is_empty() || pointer.starts_with('/')).then_some(pointer)
}

/// Follows references from `pointer` to the first node that is none.
pub(super) fn resolve(doc: &Document, pointer: &str) -> String {
    let (mut pointer, mut seen) = (pointer.to_owned(), BTreeSet::new());
    while let Some(next) = next(doc, &pointer) {
        if !seen.insert(std::mem::replace(&mut pointer, next)) {
            break;
        }
    }
    pointer
}

/// Where the reference at `pointer` leads, if one stands there.
pub(super) fn next(doc: &Document, pointer: &str) -> Option<String> {
    doc.get(pointer)?.get("$ref").and_then(Value::as_str).and_then(target)
}

/// Reports the references that lead to nothing, and normalises what stands where the table does not lead.
pub(super) fn check(diags: &mut Diagnostics, doc: &mut Document, mut references: Vec<Reference>) {
    let (mut walked, mut sound) = (BTreeSet::new(), BTreeSet::new());
    while let Some(Reference { at, text, local, kind }) = references.pop() {
        let place = doc.location(&format!("{at}/$ref"));
        let Some(pointer) = target(&local) else {
            if text.starts_with('#') {
                let message = format!("`{text}` is no JSON pointer, which would begin with `#/`");
                diags.report(Code::DanglingReference, &place, message);
            } else {
                let remote = text.contains("://");
                let message = if remote { "leads to another place" } else { "leads to a file that is not here" };
                diags.report(Code::ExternalReference, &place, format!("`{text}` {message}")).help(if remote {
                    "fetch what it leads to, and refer to the file"
                } else {
                    "add the file, or correct its path; it must lie in the folder of the document or below it"
                });
            }
            continue;
        };
        let found = keyword::kind_at(normalize::kind(doc), &pointer);
        if doc.get(&pointer).is_none() {
            let finding = diags.report(Code::DanglingReference, &place, format!("`{text}` leads to nothing"));
            if let Some(similar) = similar(doc, &pointer) {
                finding.help(format!("did you mean `#{similar}`?"));
            }
        } else if found.is_some_and(|found| found != kind) {
            let message = format!("`{text}` leads to something other than what must stand here");
            diags.report(Code::DanglingReference, &place, message);
        } else if is_circle(doc, &pointer, &mut sound) {
            let message = format!("`{text}` leads in a circle, so that nothing is ever reached");
            diags.report(Code::ReferenceCycle, &place, message);
        } else if found.is_none() && walked.insert(pointer.clone()) {
            references.extend(normalize::at(diags, doc, kind, &pointer));
        }
    }
}

/// Whether the references from `pointer` on come back to one that was passed; `sound` holds those known not to.
fn is_circle(doc: &Document, pointer: &str, sound: &mut BTreeSet<String>) -> bool {
    let (mut pointer, mut seen) = (pointer.to_owned(), BTreeSet::new());
    while let Some(next) = next(doc, &pointer).filter(|_| !sound.contains(&pointer)) {
        if !seen.insert(std::mem::replace(&mut pointer, next)) {
            return true;
        }
    }
    sound.append(&mut seen);
    false
}

/// A pointer to a sibling of the missing node whose name differs in case only.
fn similar(doc: &Document, pointer: &str) -> Option<String> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let siblings = doc.get(parent)?.as_object()?;
    let key = siblings.keys().find(|key| key.eq_ignore_ascii_case(name))?;
    Some(format!("{parent}/{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_pointer_with_two_kinds_of_escapes() {
        assert_eq!(target("#/paths/~1a~1%7Bb%7D/get").as_deref(), Some("/paths/~1a~1{b}/get"));
        assert_eq!(target("#/a%zz").as_deref(), Some("/a%zz"));
        assert_eq!(target("other.yaml#/a"), None);
        assert_eq!(target("#anchor"), None);
    }
}
