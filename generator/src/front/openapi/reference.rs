//! Where references lead: within the document, nowhere, in a circle, or out of it; and what becomes of them then.

use super::document::{Document, reference_to};
use super::keyword::{self, Kind};
use super::normalize::{self, Reference};
use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::path::percent_decoded;
use serde_json::Value;
use std::collections::BTreeSet;

/// The pointer that a local reference names; `None` for one that leaves the document.
pub(super) fn target(text: &str) -> Option<String> {
    let pointer = percent_decoded(text.strip_prefix('#')?);
    (pointer.is_empty() || pointer.starts_with('/')).then_some(pointer)
}

/// Follows references from `pointer` to the first node that is none.
pub(super) fn resolve(doc: &Tree<'_>, pointer: &str) -> String {
    let (mut pointer, mut seen) = (pointer.to_owned(), BTreeSet::new());
    while let Some(next) = next(doc, &pointer) {
        if !seen.insert(std::mem::replace(&mut pointer, next)) {
            break;
        }
    }
    pointer
}

/// Where the reference at `pointer` leads, if one stands there.
pub(super) fn next(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    let text = doc.get(pointer)?.get("$ref")?.as_str()?;
    // What was not normalised yet may refer to other files.
    match doc.localized(pointer, text) {
        Some(local) => target(&local),
        None => target(text),
    }
}

/// Where a reference leads, as far as anything can be made of it.
enum Lead {
    /// To this pointer.
    There(String),
    /// To this pointer, which is surely what was meant: what is wrong.
    Meant(String, Finding),
    /// Nowhere.
    Nowhere(Finding),
}

/// What is wrong with a reference, and what to do.
pub(super) struct Finding {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

/// Reports the references that lead to nothing and takes them out, and normalises what stands where the table does not
/// lead.
pub(super) fn check(diags: &mut Diagnostics, doc: &mut Document, mut references: Vec<Reference>) {
    let (mut walked, mut sound) = (BTreeSet::new(), BTreeSet::new());
    while let Some(reference) = references.pop() {
        let place = doc.location(&format!("{}/$ref", reference.at));
        let pointer = match lead(doc, &reference, &mut sound) {
            Lead::There(pointer) => pointer,
            Lead::Meant(pointer, finding) => {
                diags.report(finding.code, &place, finding.message).help = finding.help;
                if let Some(held) = doc.root.pointer_mut(&format!("{}/$ref", reference.at)) {
                    *held = reference_to(&pointer).into();
                    doc.set_local(&reference.at);
                }
                pointer
            }
            Lead::Nowhere(finding) => {
                let message = format!("{}; {}", finding.message, instead(reference.kind));
                diags.report(finding.code, &place, message).help = finding.help;
                take_out(doc, &reference);
                continue;
            }
        };
        if keyword::kind_at(normalize::kind(doc), &pointer).is_none() && walked.insert(pointer.clone()) {
            references.extend(normalize::at(diags, doc, reference.kind, &pointer));
        }
    }
}

fn lead(doc: &Document, reference: &Reference, sound: &mut BTreeSet<String>) -> Lead {
    let Reference { at, text, local, kind } = reference;
    let pointer = match found(doc, at, text, local) {
        Ok(pointer) => pointer,
        Err(finding) => {
            let meant = target(local).and_then(|pointer| meant(doc, &pointer)).filter(|it| fits(doc, it, *kind));
            return match meant {
                Some(pointer) => {
                    let read = match shown(&pointer) {
                        same if same == *text => "that of the main document".to_owned(),
                        other => format!("`{other}`"),
                    };
                    let message = format!("{}; read as {read}", finding.message);
                    Lead::Meant(pointer, Finding { message, help: Some("correct the reference".to_owned()), ..finding })
                }
                None => Lead::Nowhere(finding),
            };
        }
    };
    let nowhere = |code, message| Lead::Nowhere(Finding { code, message, help: None });
    if !fits(doc, &pointer, *kind) {
        nowhere(Code::DanglingReference, format!("`{text}` leads to something other than what must stand here"))
    } else if is_circle(doc, &pointer, sound) {
        nowhere(Code::ReferenceCycle, format!("`{text}` leads in a circle, so that nothing is ever reached"))
    } else if Some(&pointer) != target(local).as_ref() {
        // Other references were followed on the way.
        let message = format!("`{text}` leads through another reference");
        let help = format!("refer to `{}`", shown(&pointer));
        Lead::Meant(pointer, Finding { code: Code::DanglingReference, message, help: Some(help) })
    } else {
        Lead::There(pointer)
    }
}

/// Whether what stands at a pointer can be of a kind.
fn fits(doc: &Document, pointer: &str, kind: Kind) -> bool {
    keyword::kind_at(normalize::kind(doc), pointer).is_none_or(|found| found == kind)
}

/// The pointer that the reference of the object at `at` comes to, or why it leads nowhere.
pub(super) fn found(doc: &Document, at: &str, text: &str, local: &str) -> Result<String, Finding> {
    let finding = |code, message, help| Err(Finding { code, message, help });
    let Some(pointer) = target(local) else {
        if text.starts_with('#') {
            let message = format!("`{text}` is no JSON pointer, which would begin with `#/`");
            return finding(Code::DanglingReference, message, None);
        }
        let (what, help) = if text.contains("://") || text.starts_with("//") {
            ("leads to another host, which is never asked", "fetch what it leads to, and refer to the file")
        } else if doc.leads_out(at, text) {
            let help = "name the folder that both lie in: `[source] root` in `api.toml`, or `--root`";
            ("leads out of the folder of the document", help)
        } else {
            ("leads to a file that is not here", "add the file, or correct its path")
        };
        return finding(Code::ExternalReference, format!("`{text}` {what}"), Some(help.to_owned()));
    };
    if let Some(pointer) = through(doc, &pointer) {
        return Ok(pointer);
    }
    let help = similar(doc, &pointer).map(|similar| format!("did you mean `{}`?", shown(&similar)));
    finding(Code::DanglingReference, format!("`{text}` leads to nothing"), help)
}

/// A pointer that leads somewhere, if need be through references that stand on its way.
fn through(doc: &Document, pointer: &str) -> Option<String> {
    if doc.get(pointer).is_some() {
        return Some(pointer.to_owned());
    }
    let (tree, mut at) = (Tree::new(doc), String::new());
    for token in pointer.split('/').skip(1) {
        at = format!("{}/{token}", resolve(&tree, &at));
        doc.get(&at)?;
    }
    Some(at)
}

/// What is surely meant by a pointer that leads nowhere: the place that 3.0 gave to what 2.0 had elsewhere, or what
/// stands there in the main file.
fn meant(doc: &Document, pointer: &str) -> Option<String> {
    const MOVED: [(&str, &str); 4] = [
        ("definitions", "schemas"),
        ("parameters", "parameters"),
        ("responses", "responses"),
        ("securityDefinitions", "securitySchemes"),
    ];
    let own = Document::within_file(pointer).unwrap_or(pointer);
    let root = pointer.strip_suffix(own).unwrap_or_default();
    let moved = MOVED.iter().find_map(|(old, new)| {
        let rest = own.strip_prefix('/')?.strip_prefix(old)?.strip_prefix('/')?;
        Some(format!("/components/{new}/{rest}"))
    });
    let candidates = [moved.as_ref().map(|moved| format!("{root}{moved}")), Some(own.to_owned()), moved.clone()];
    candidates.into_iter().flatten().find(|it| it != pointer && doc.get(it).is_some())
}

/// What becomes of the place of a reference that leads nowhere.
const fn instead(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema | Kind::MediaType => "any JSON value is read",
        Kind::PathItem | Kind::SwaggerPathItem => "its operations are left out",
        Kind::Operation | Kind::Parameter | Kind::RequestBody | Kind::SwaggerOperation | Kind::SwaggerParameter => {
            "what needs it is left out"
        }
        Kind::Header => "given as text",
        Kind::SecurityScheme => "no operation will use it",
        _ => "left out",
    }
}

/// Makes what refers to nothing a schema that says nothing, or `null`, which stands for what is not there.
fn take_out(doc: &mut Document, reference: &Reference) {
    let Some(holder) = doc.root.pointer_mut(&reference.at) else { return };
    match (reference.kind, &mut *holder) {
        (Kind::Schema, Value::Object(map)) => _ = map.shift_remove("$ref"),
        _ => *holder = Value::Null,
    }
}

/// A pointer as a reference, without what only our tree has.
fn shown(pointer: &str) -> String {
    format!("#{}", Document::within_file(pointer).unwrap_or(pointer))
}

/// Whether the references from `pointer` on come back to one that was passed; `sound` holds those known not to.
fn is_circle(doc: &Document, pointer: &str, sound: &mut BTreeSet<String>) -> bool {
    let (tree, mut pointer, mut seen) = (Tree::new(doc), pointer.to_owned(), BTreeSet::new());
    while let Some(next) = next(&tree, &pointer).filter(|_| !sound.contains(&pointer)) {
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
