//! OpenAPI Overlays 1.0 and 1.1: changes to the main document that stand in files of their own.

use super::document::{Document, beside, child};
use crate::config::{Config, place};
use crate::diagnostic::{Code, Diagnostics};
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
        match documents.iter().position(|(known, ..)| *known == name) {
            Some(index) => {
                let (_, root, fragment) = documents.remove(index);
                overlays.push((root, fragment));
            }
            None => {
                let message = format!("there is no overlay `{overlay}` beside this file");
                let help = "correct the name, or add the file";
                diags.report(Code::ConfigUnmatched, &place(sources, config, overlay), message).help(help);
            }
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
        (update.clone(), (fragment, child(place, "update")))
    } else if action.get("copy").is_some() {
        let sources = matches(doc, action, "copy")?;
        let [source] = sources.as_slice() else {
            return Err(("copy", format!("one thing can be copied, but this matches {}", sources.len())));
        };
        let Location::Node(fragment, own) = doc.location(source) else { return Ok(()) };
        (doc.get(source).cloned().unwrap_or_default(), (fragment, own.to_string()))
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
    let path = JsonPath::parse(text).map_err(|error| {
        let column = error.position() + 1;
        (key, format!("`{text}` is no JSONPath; it does not read from character {column} on"))
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

/// Merges `update`, which stands at `origin`, into the node at `pointer`: objects key by key, lists one after the other;
/// all else is replaced.
fn merge(doc: &mut Document, pointer: &str, update: &Value, origin: &(FragmentId, String), outermost: bool) {
    let Some(target) = doc.root.pointer_mut(pointer) else { return };
    let mut new: Vec<(String, String)> = Vec::new();
    let mut inner: Vec<(String, &Value)> = Vec::new();
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                if target.contains_key(key) {
                    inner.push((key.clone(), value));
                } else if !value.is_null() {
                    // A key without a value only mirrors the structure of the document.
                    target.insert(key.clone(), value.clone());
                    new.push((child(pointer, key), child(&origin.1, key)));
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => {
            for (value, index) in update.iter().zip(0..) {
                new.push((format!("{pointer}/{}", target.len()), format!("{}/{index}", origin.1)));
                target.push(value.clone());
            }
        }
        (Value::Array(target), update) if outermost => {
            new.push((format!("{pointer}/{}", target.len()), origin.1.clone()));
            target.push(update.clone());
        }
        (Value::Object(_) | Value::Array(_), Value::Null) => {}
        (target, update) => {
            *target = update.clone();
            new.push((pointer.to_owned(), origin.1.clone()));
        }
    }
    for (pointer, own) in new {
        doc.forget_origin(&pointer);
        doc.set_origin(pointer, origin.0, own);
    }
    for (key, value) in inner {
        merge(doc, &child(pointer, &key), value, &(origin.0, child(&origin.1, &key)), false);
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
