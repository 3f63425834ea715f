//! OpenAPI Overlays 1.0 and 1.1: changes to the main document that stand in files of their own.

use super::document::{Document, child};
use crate::config::{Config, place};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::path::beside;
use crate::source::{FragmentId, Location, SourceMap};
use serde_json::Value;
use serde_json_path::JsonPath;

/// Takes the overlays that `api.toml` names out of the documents, in its order.
pub(super) fn take(
    diags: &mut Diagnostics,
    sources: &SourceMap,
    config: &Config,
    documents: &mut Vec<(String, Value, FragmentId)>,
) -> Option<Vec<(Value, FragmentId)>> {
    let mut overlays = Vec::new();
    for overlay in &config.source.overlays {
        let own = config.file.map_or("", |file| sources.file(file).name.as_str());
        let name = beside(own, overlay);
        if let Some(index) = documents.iter().position(|(known, ..)| *known == name) {
            let (_, root, fragment) = documents.remove(index);
            overlays.push((root, fragment));
        } else {
            let message = format!("there is no overlay `{overlay}` beside this file");
            let help = "correct the name, or add the file";
            diags.report(Code::ConfigUnmatched, &place(sources, config, overlay), message).help(help);
        }
    }
    for (_, root, fragment) in documents.iter() {
        if root.get("overlay").is_some() && root.get("actions").is_some() {
            let message = "this overlay is not applied, since `api.toml` does not name it";
            let help = "name it in the list `[source] overlays`, which says the order too";
            diags.report(Code::BadOverlay, &Location::Node(*fragment, "/overlay".into()), message).help(help);
        }
    }
    diags.checkpoint().ok()?;
    Some(overlays)
}

/// Applies an overlay's actions in their order, each to what the ones before it left.
pub(super) fn apply(diags: &mut Diagnostics, doc: &mut Document, overlay: &Value, fragment: FragmentId) {
    let at = |pointer: &str| Location::Node(fragment, pointer.into());
    let version = match overlay.get("overlay") {
        Some(Value::String(version)) => version.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    if !["1.0", "1.1"].iter().any(|known| version == *known || version.starts_with(&format!("{known}."))) {
        let message = format!("`{version}` is no version of overlays that is read; 1.0 and 1.1 are");
        diags.report(Code::BadOverlay, &at("/overlay"), message);
        return;
    }
    let Some(actions) = overlay.get("actions").and_then(Value::as_array) else {
        diags.report(Code::BadOverlay, &at("/actions"), "an overlay needs a list of `actions`");
        return;
    };
    for (action, index) in actions.iter().zip(0..) {
        let place = format!("/actions/{index}");
        if let Err((key, message)) = carry_out(doc, action, &place, fragment) {
            let help = "correct the action; or remove it, if the document has been mended";
            diags.report(Code::OverlayAction, &at(&child(&place, key)), message).help(help);
        }
    }
}

/// Where what is merged into the document stands.
enum Origin {
    /// In an overlay, at a pointer.
    Overlay(FragmentId, String),
    /// In the document, at another pointer.
    Document(String),
}

impl Origin {
    fn child(&self, key: &str) -> Self {
        match self {
            Self::Overlay(fragment, own) => Self::Overlay(*fragment, child(own, key)),
            Self::Document(pointer) => Self::Document(child(pointer, key)),
        }
    }
}

/// Carries out one action, or says at which of its keys and why not.
fn carry_out(
    doc: &mut Document,
    action: &Value,
    place: &str,
    fragment: FragmentId,
) -> Result<(), (&'static str, String)> {
    let targets = matches(doc, action, "target")?;
    if targets.is_empty() {
        return Err(("target", "this action matches nothing".to_owned()));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        // The last one first, so that no index of a list moves before it is used.
        return targets.iter().rev().try_for_each(|target| remove(doc, target));
    }
    let (update, origin) = if let Some(update) = action.get("update") {
        (update.clone(), Origin::Overlay(fragment, child(place, "update")))
    } else if action.get("copy").is_some() {
        let sources = matches(doc, action, "copy")?;
        let [source] = sources.as_slice() else {
            return Err(("copy", format!("one thing can be copied, but this matches {}", sources.len())));
        };
        (doc.get(source).cloned().unwrap_or_default(), Origin::Document(source.clone()))
    } else {
        return Err(("target", "this action has neither `update` nor `remove` nor `copy`".to_owned()));
    };
    for target in targets {
        if doc.get(&target).is_some_and(Value::is_object) && !update.is_object() {
            return Err(("update", "what is merged into an object must be an object".to_owned()));
        }
        merge(doc, &target, &update, &origin, true);
    }
    Ok(())
}

/// The pointers of what the path under a key of an action selects (RFC 9535).
fn matches(doc: &Document, action: &Value, key: &'static str) -> Result<Vec<String>, (&'static str, String)> {
    let Some(text) = action.get(key).and_then(Value::as_str) else {
        return Err((key, format!("`{key}` must be a JSONPath, such as `$.paths['/a'].get`")));
    };
    let path = JsonPath::parse(text).or_else(|error| {
        let column = error.position() + 1;
        let message = format!("`{text}` is no JSONPath; it does not read from character {column} on");
        JsonPath::parse(&with_brackets(text)).map_err(|_| (key, message))
    })?;
    let found = path.query_located(&doc.root);
    let mut pointers: Vec<String> = Vec::new();
    for node in found {
        let pointer = node.location().to_json_pointer();
        if !pointers.contains(&pointer) {
            pointers.push(pointer);
        }
    }
    Ok(pointers)
}

/// The path with `['x-y']` for `.x-y`: extensions have a dash, which RFC 9535 has no short form for and overlays write anyway.
fn with_brackets(path: &str) -> String {
    let (mut out, mut rest, mut quote) = (String::new(), path, None);
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let name = rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).next().unwrap_or_default();
        if c == '.' && quote.is_none() && name.contains('-') {
            // After `..`, the second dot stays.
            out.push_str(if out.ends_with('.') { "." } else { "" });
            out.push_str(&format!("['{name}']"));
            rest = rest.get(name.len()..).unwrap_or_default();
            continue;
        }
        match quote {
            None if matches!(c, '\'' | '"') => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Merges `update`, which stands at `origin`, into the node at `pointer`: objects key by key, lists one after the other;
/// all else is replaced.
fn merge(doc: &mut Document, pointer: &str, update: &Value, origin: &Origin, outermost: bool) {
    let Some(target) = doc.root.pointer_mut(pointer) else { return };
    // The pointers of what is new, each with the key that it has at its origin; and the keys that both have.
    let (mut new, mut inner) = (Vec::new(), Vec::new());
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                if target.contains_key(key) {
                    inner.push((key, value));
                } else if !value.is_null() {
                    // A key without a value only mirrors the structure of the document.
                    target.insert(key.clone(), value.clone());
                    new.push((child(pointer, key), Some(key.clone())));
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => {
            for (value, index) in update.iter().zip(0..) {
                new.push((format!("{pointer}/{}", target.len()), Some(index.to_string())));
                target.push(value.clone());
            }
        }
        (Value::Array(target), update) if outermost => {
            new.push((format!("{pointer}/{}", target.len()), None));
            target.push(update.clone());
        }
        (Value::Object(_) | Value::Array(_), Value::Null) => {}
        (target, update) => {
            *target = update.clone();
            new.push((pointer.to_owned(), None));
        }
    }
    for (pointer, key) in new {
        let own = key.map(|key| origin.child(&key));
        match own.as_ref().unwrap_or(origin) {
            Origin::Overlay(fragment, own) => {
                doc.forget_origin(&pointer);
                doc.set_origin(pointer, *fragment, own.clone());
            }
            Origin::Document(source) => doc.copy_origin(source, &pointer),
        }
    }
    for (key, value) in inner {
        merge(doc, &child(pointer, key), value, &origin.child(key), false);
    }
}

/// Takes the node at a pointer out of the object or list that holds it.
fn remove(doc: &mut Document, pointer: &str) -> Result<(), (&'static str, String)> {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return Err(("target", "the whole document cannot be removed".to_owned()));
    };
    match doc.root.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            doc.forget_origin(pointer);
        }
        Some(Value::Array(list)) => {
            if let Some(index) = key.parse::<usize>().ok().filter(|index| *index < list.len()) {
                list.remove(index);
                let count = list.len() + 1;
                doc.close_up(parent, index, count);
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::with_brackets;

    #[test]
    fn a_name_with_a_dash_gets_brackets() {
        let table = [
            ("$.a[?@.x-b.c == true]", "$.a[?@['x-b'].c == true]"),
            ("$.a['.x-y'].z-z", "$.a['.x-y']['z-z']"),
            ("$..x-a", "$..['x-a']"),
            ("$.a.b", "$.a.b"),
        ];
        for (given, expected) in table {
            assert_eq!(with_brackets(given), expected);
        }
    }
}
