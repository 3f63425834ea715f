//! Servers: those of the document, and those that a path or an operation has to itself.

use super::document::child;
use super::lower::{Lower, text};
use crate::diagnostic::Code;
use crate::ir::{Server, Variable};
use serde_json::Value;
use std::collections::BTreeSet;

/// The servers in the list at a pointer; of two with the same URL, the first one.
pub(super) fn read(lower: &mut Lower<'_>, pointer: &str) -> Vec<Server> {
    let mut servers: Vec<Server> = Vec::new();
    for pointer in lower.items(pointer) {
        match lower.part::<openapiv3::Server>(&pointer) {
            Ok((server, _)) if server.url.is_empty() => {}
            Ok((server, _)) => {
                let name = lower.doc.get(&child(&pointer, "name")).and_then(Value::as_str).unwrap_or_default();
                let read = Server {
                    name: name.trim().to_owned(),
                    variables: variables(lower, &pointer, &server),
                    url: server.url,
                    doc: text(server.description.as_deref()),
                    at: lower.at(&pointer),
                };
                if servers.iter().all(|known| known.url != read.url) {
                    servers.push(read);
                }
            }
            Err(reason) => {
                lower.report(Code::WrongType, &pointer, format!("this server is left out: {reason}"));
            }
        }
    }
    servers
}

/// Where an operation is served, if not where the API is. Its own list goes before that of its path.
pub(super) fn of_operation(lower: &mut Lower<'_>, item: &str, operation: &str) -> Option<String> {
    let own = [operation, item].map(|pointer| child(pointer, "servers"));
    let place = own.into_iter().find(|place| !lower.items(place).is_empty())?;
    let servers = read(lower, &place);
    let mut urls: Vec<String> = servers.iter().map(Server::default_url).collect();
    // The API's servers once more are no servers of its own.
    let known: Vec<String> = lower.api.servers.iter().map(Server::default_url).collect();
    if urls.iter().all(|url| known.contains(url)) && urls.first() == known.first() {
        return None;
    }
    if urls.len() > 1 || servers.iter().any(|server| !server.variables.is_empty()) {
        let first = urls.first().cloned().unwrap_or_default();
        let message = format!("callers cannot choose between an operation's own servers; `{first}` is used");
        lower.report(Code::ServerChoice, &place, message);
    }
    (!urls.is_empty()).then(|| urls.remove(0))
}

/// The variables that stand in a server's URL.
fn variables(lower: &mut Lower<'_>, pointer: &str, server: &openapiv3::Server) -> Vec<Variable> {
    let mut variables = Vec::new();
    let place = child(pointer, "variables");
    for (name, variable) in server.variables.iter().flatten() {
        let own = child(&place, name);
        if !server.url.contains(&format!("{{{name}}}")) {
            lower.report(Code::ServerVariable, &own, format!("the URL has no `{{{name}}}`; this variable is left out"));
            continue;
        }
        let default = match (variable.default.as_str(), variable.enumeration.first()) {
            ("", Some(first)) if !variable.enumeration.contains(&variable.default) => first.clone(),
            (default, _) => default.to_owned(),
        };
        if lower.doc.get(&child(&own, "default")).is_none() {
            let message = format!("this variable has no default; `{default}` is taken");
            lower.report(Code::ServerVariable, &own, message);
        }
        if !variable.enumeration.is_empty() && !variable.enumeration.contains(&default) {
            let message = format!("the default `{default}` is none of the values; it is sent all the same");
            lower.report(Code::ServerVariable, &own, message);
        }
        let mut values = variable.enumeration.clone();
        let mut known = BTreeSet::new();
        values.retain(|value| known.insert(value.clone()));
        if values.len() < variable.enumeration.len() {
            lower.report(Code::ServerVariable, &own, "a value that is listed twice is one".to_owned());
        }
        variables.push(Variable { name: name.clone(), default, values, doc: text(variable.description.as_deref()) });
    }
    let mut rest = server.url.as_str();
    while let Some((name, tail)) = rest.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
        if variables.iter().all(|variable| variable.name != name) {
            let message = format!("the URL has `{{{name}}}`, which is no variable; callers must give it");
            lower.report(Code::ServerVariable, pointer, message);
            variables.push(Variable {
                name: name.to_owned(),
                default: format!("{{{name}}}"),
                values: Vec::new(),
                doc: text(None),
            });
        }
        rest = tail;
    }
    variables
}
