//! How tokens are obtained, in words: what a client needs no more of than its users know.

use super::super::document::child;
use super::super::lower::Lower;
use crate::ir::Doc;
use serde_json::Value;

/// The flows of OAuth 2, with their names in its words.
const FLOWS: &[(&str, &str)] = &[
    ("clientCredentials", "client credentials"),
    ("authorizationCode", "authorization code"),
    ("deviceAuthorization", "device authorization"),
    ("password", "password"),
    ("implicit", "implicit"),
];

/// The addresses of a flow, with what each is for.
const ADDRESSES: &[(&str, &str)] = &[
    ("authorizationUrl", "authorize at"),
    ("deviceAuthorizationUrl", "ask for a device's code at"),
    ("tokenUrl", "get tokens at"),
    ("refreshUrl", "refresh them at"),
];

/// The description of a scheme, with its flows, their addresses and scopes.
pub(super) fn documented(lower: &Lower<'_>, pointer: &str, doc: Doc) -> Doc {
    let mut paragraphs = Vec::from_iter(Some(doc.text).filter(|text| !text.is_empty()));
    for (key, about) in [
        ("openIdConnectUrl", "Tokens come from the provider described at"),
        ("oauth2MetadataUrl", "What issues tokens is described at"),
    ] {
        paragraphs.extend(text(lower, pointer, key).map(|url| format!("{about} {}.", code(&url))));
    }
    let flows: Vec<String> = FLOWS
        .iter()
        .map(|(key, name)| (child(&child(pointer, "flows"), key), name))
        .filter(|(flow, _)| lower.doc.get(flow).is_some_and(Value::is_object))
        .map(|(flow, name)| describe(lower, &flow, name))
        .collect();
    if !flows.is_empty() {
        paragraphs.push(format!("Ways to obtain a token:\n\n{}", flows.join("\n")));
    }
    Doc { text: paragraphs.join("\n\n"), ..doc }
}

/// A flow as the item of a list, with a list of its scopes in it.
fn describe(lower: &Lower<'_>, flow: &str, name: &str) -> String {
    let addresses = ADDRESSES.iter().filter_map(|(key, about)| {
        let url = text(lower, flow, key)?;
        Some(format!("{about} {}", code(&url)))
    });
    let addresses = addresses.collect::<Vec<_>>().join(", ");
    let colon = if addresses.is_empty() { "" } else { ": " };
    let mut item = format!("- {name}{colon}{addresses}");
    for (scope, place) in lower.entries(&child(flow, "scopes")) {
        let about = lower.doc.get(&place).and_then(Value::as_str).unwrap_or_default();
        let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        let colon = if about.is_empty() { "" } else { ": " };
        item.push_str(&format!("\n  - {}{colon}{about}", code(&scope)));
    }
    item
}

fn text(lower: &Lower<'_>, pointer: &str, key: &str) -> Option<String> {
    let text = lower.doc.get(&child(pointer, key)).and_then(Value::as_str)?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A text of one line as code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").split_whitespace().collect::<Vec<_>>().join(" "))
}
