//! Servers of 2.0: a host, a path and schemes, for the document or for an operation.

use super::super::super::document::child;
use super::super::super::reference;
use super::Convert;
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

impl<'a> Convert<'a> {
    /// The servers of the document, those with `https` first.
    pub(super) fn servers(&mut self) -> Vec<Value> {
        self.origin("/servers".to_owned(), if self.doc.get("/host").is_some() { "/host" } else { "/basePath" });
        let schemes = self.served("");
        let base = self.base();
        if let Some(template) = self.text("/x-ms-parameterized-host", "hostTemplate") {
            return vec![self.template(template, &schemes, &base)];
        }
        let Some(host) = self.host() else {
            return if base.is_empty() { Vec::new() } else { vec![json!({ "url": base })] };
        };
        urls(host, &schemes, &base)
    }

    /// The servers that an operation has by schemes of its own.
    pub(super) fn own_servers(&mut self, operation: &str) -> Vec<Value> {
        let own = self.object(operation).is_some_and(|map| map.contains_key("schemes"));
        let Some(host) = self.host().filter(|_| own) else { return Vec::new() };
        self.origin(child(operation, "servers"), &child(operation, "schemes"));
        let schemes = self.served(operation);
        let base = self.base();
        urls(host, &schemes, &base)
    }

    fn host(&self) -> Option<&'a str> {
        self.text("", "host").map(|host| host.trim().trim_end_matches('/')).filter(|host| !host.is_empty())
    }

    /// The path before all paths, which have a slash of their own.
    fn base(&self) -> String {
        let base = self.text("", "basePath").unwrap_or_default().trim().trim_matches('/');
        if base.is_empty() { String::new() } else { format!("/{base}") }
    }

    /// The schemes that the object at a pointer names and that calls can use; `https` where none is named.
    fn served(&mut self, pointer: &str) -> Vec<&'static str> {
        let named = self.object(pointer).and_then(|map| map.get("schemes")?.as_array()).into_iter().flatten();
        let mut schemes = Vec::new();
        for (name, index) in named.filter_map(Value::as_str).zip(0..) {
            match name.to_ascii_lowercase().as_str() {
                "https" => schemes.insert(0, "https"),
                "http" => schemes.push("http"),
                _ => {
                    let message = format!("calls by `{name}` are not supported; this scheme is left out");
                    self.report(Code::UnsupportedKeyword, &format!("{pointer}/schemes/{index}"), message);
                }
            }
        }
        schemes.dedup();
        if schemes.is_empty() { vec!["https"] } else { schemes }
    }

    /// A server whose host has variables.
    fn template(&self, template: &str, schemes: &[&str], base: &str) -> Value {
        let scheme = match self.object("/x-ms-parameterized-host").and_then(|map| map.get("useSchemePrefix")) {
            Some(Value::Bool(false)) => String::new(),
            _ => schemes.first().map_or_else(String::new, |scheme| format!("{scheme}://")),
        };
        let list = "/x-ms-parameterized-host/parameters";
        let count = self.doc.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        let mut variables = Map::new();
        for pointer in (0..count).map(|index| reference::resolve(self.doc, &format!("{list}/{index}"))) {
            let Some(name) = self.text(&pointer, "name") else { continue };
            let mut variable = Map::new();
            for key in ["default", "enum", "description"] {
                let value = self.object(&pointer).and_then(|map| map.get(key));
                variable.extend(value.map(|value| (key.to_owned(), value.clone())));
            }
            // What has no value stands for itself until the caller gives one.
            variable.entry("default").or_insert_with(|| format!("{{{name}}}").into());
            variables.insert(name.to_owned(), Value::Object(variable));
        }
        let template = template.trim_end_matches('/');
        json!({ "url": format!("{scheme}{template}{base}"), "variables": variables })
    }
}

fn urls(host: &str, schemes: &[&str], base: &str) -> Vec<Value> {
    // A host with a scheme is a slip that leaves no doubt.
    if host.contains("://") {
        return vec![json!({ "url": format!("{host}{base}") })];
    }
    schemes.iter().map(|scheme| json!({ "url": format!("{scheme}://{host}{base}") })).collect()
}
