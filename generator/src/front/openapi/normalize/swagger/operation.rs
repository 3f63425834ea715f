//! Paths, operations and replies of 2.0: the media types of all bodies stand with each of them.

use super::super::super::document::child;
use super::super::super::keyword::{self, Kind, Shape};
use super::super::super::reference;
use super::{Convert, some_of};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

/// The parameters in a list by what becomes of them: their pointers.
#[derive(Default)]
pub(super) struct Lists {
    plain: Vec<String>,
    body: Vec<String>,
    form: Vec<String>,
}

impl Convert<'_> {
    pub(super) fn path_item(&mut self, pointer: &str) -> Value {
        let Some(old) = self.object(pointer) else { return self.as_it_is(pointer) };
        let shared = self.lists(&child(pointer, "parameters"));
        let mut new = some_of(old, &["$ref"]);
        self.plain_list(pointer, &shared, &mut new);
        for (key, value) in old {
            let pointer = child(pointer, key);
            let is_operation = keyword::row(Kind::SwaggerPathItem, key)
                .is_some_and(|row| row.shape == Shape::Object(Kind::SwaggerOperation));
            if is_operation {
                let refers = self.refers(Kind::SwaggerOperation, &pointer).is_some();
                let operation = if refers { value.clone() } else { self.operation(&pointer, &shared) };
                new.insert(key.clone(), operation);
            }
        }
        Value::Object(new)
    }

    /// The operation at a pointer, with what its path has for all of its operations.
    pub(super) fn operation(&mut self, pointer: &str, shared: &Lists) -> Value {
        let Some(old) = self.object(pointer) else { return self.as_it_is(pointer) };
        let kept = ["tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security"];
        let mut new = some_of(old, &kept);
        let own = self.lists(&child(pointer, "parameters"));
        self.plain_list(pointer, &own, &mut new);
        if let Some(body) = self.request(pointer, &own, shared) {
            new.insert("requestBody".to_owned(), body);
        }
        let servers = self.own_servers(pointer);
        if !servers.is_empty() {
            new.insert("servers".to_owned(), servers.into());
        }
        let produces = self.media_types(pointer, "produces");
        let replies = self.entries(&child(pointer, "responses")).into_iter();
        let replies: Map<_, _> = replies.map(|(key, at)| (key.to_owned(), self.response(&at, &produces))).collect();
        new.insert("responses".to_owned(), Value::Object(replies));
        Value::Object(new)
    }

    /// What an operation sends in its body.
    fn request(&mut self, pointer: &str, own: &Lists, shared: &Lists) -> Option<Value> {
        let bodies = if own.body.is_empty() && own.form.is_empty() { &shared.body } else { &own.body };
        let names: Vec<_> = own.form.iter().map(|item| self.name(item)).collect();
        let shared: Vec<_> = shared.form.iter().filter(|item| !names.contains(&self.name(item))).cloned().collect();
        let form = [shared, own.form.clone()].concat();
        let Some((body, others)) = bodies.split_first() else {
            return (!form.is_empty()).then(|| self.form(pointer, &form));
        };
        for other in others.iter().chain(&form) {
            let message = "an operation has one body, which stands before this; left out";
            self.report(Code::UnsupportedParameter, other, message);
        }
        Some(self.body(pointer, body))
    }

    /// What the parameter at a pointer, or where it refers to, is called.
    pub(super) fn name(&self, pointer: &str) -> Option<&str> {
        self.text(&reference::resolve(self.doc, pointer), "name")
    }

    /// The media types that an operation names, or else the document for all.
    pub(super) fn media_types(&self, operation: &str, word: &str) -> Vec<String> {
        let list = |pointer: &str| self.object(pointer)?.get(word)?.as_array();
        let all = list(operation).or_else(|| list("")).into_iter().flatten().filter_map(Value::as_str);
        all.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    }

    /// The parameters in the list at a pointer.
    fn lists(&self, list: &str) -> Lists {
        let count = self.doc.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        let mut lists = Lists::default();
        for pointer in (0..count).map(|index| format!("{list}/{index}")) {
            match self.text(&reference::resolve(self.doc, &pointer), "in") {
                Some("body") => lists.body.push(pointer),
                Some("formData") => lists.form.push(pointer),
                _ => lists.plain.push(pointer),
            }
        }
        lists
    }

    /// The parameters that stay parameters, into the new path or operation.
    fn plain_list(&mut self, holder: &str, lists: &Lists, new: &mut Map<String, Value>) {
        let mut items = Vec::new();
        for (old, index) in lists.plain.iter().zip(0..) {
            let at = format!("{}/{index}", child(holder, "parameters"));
            if at != *old {
                self.moved(old, at.clone());
            }
            let refers = self.refers(Kind::SwaggerParameter, old).is_some();
            let reference = self.doc.get(old).filter(|_| refers).cloned();
            items.push(reference.unwrap_or_else(|| self.parameter(old, &at)));
        }
        if !items.is_empty() {
            new.insert("parameters".to_owned(), items.into());
        }
    }

    /// The response at a pointer. One that is referred to is written out, since its media types are the operation's.
    fn response(&mut self, pointer: &str, produces: &[String]) -> Value {
        let target = reference::resolve(self.doc, pointer);
        let Some(old) = self.object(&target) else { return self.as_it_is(pointer) };
        if target != pointer {
            self.origin(pointer.to_owned(), &target);
        }
        let mut new = some_of(old, &["description"]);
        let mut headers = Map::new();
        for (name, from) in self.entries(&child(&target, "headers")) {
            let to = child(&child(pointer, "headers"), name);
            headers.insert(name.to_owned(), self.header(&from, &to));
        }
        new.insert("headers".to_owned(), Value::Object(headers));
        let mut content = Map::new();
        let examples = self.entries(&child(&target, "examples"));
        let schema = child(&target, "schema");
        for media_type in self.reply_types(&schema, &examples, produces) {
            let to = child(&child(pointer, "content"), &media_type);
            let mut media = Map::new();
            media.extend(self.shared_schema(&schema, target == pointer, &to));
            if let Some((_, example)) = examples.iter().find(|(name, _)| *name == media_type) {
                self.origin(child(&to, "example"), example);
                media.extend(self.example(example, &media_type));
            }
            content.insert(media_type, Value::Object(media));
        }
        new.insert("content".to_owned(), Value::Object(content));
        Value::Object(new)
    }

    /// The media types of a reply: none if nothing is said of a body.
    fn reply_types(&self, schema: &str, examples: &[(&str, String)], produces: &[String]) -> Vec<String> {
        let holds = self.doc.get(schema).is_some();
        if !holds && examples.is_empty() {
            return Vec::new();
        }
        let mut types = produces.to_vec();
        if types.is_empty() {
            types = examples.iter().map(|(name, _)| *name).filter(|it| it.contains('/')).map(str::to_owned).collect();
        }
        // A file is no text in JSON or XML, whatever the document says of all its bodies.
        let resolved = reference::resolve(self.doc, schema);
        let is_file = self.text(&resolved, "format") == Some("binary");
        types.retain(|it| !is_file || it.starts_with("image/") || !(it.contains("json") || it.contains("xml")));
        if types.is_empty() {
            types.push(if is_file { "application/octet-stream" } else { "application/json" }.to_owned());
        }
        types
    }

    /// The example at a pointer. JSON inside of a text is what many tools write.
    pub(super) fn example(&self, pointer: &str, media_type: &str) -> Option<(String, Value)> {
        let value = self.doc.get(pointer)?;
        let text =
            value.as_str().filter(|text| media_type.contains("json") && text.trim_start().starts_with(['{', '[']));
        let inside = text.and_then(|text| serde_json::from_str(text).ok());
        Some(("example".to_owned(), inside.unwrap_or_else(|| value.clone())))
    }

    /// The schema of a body for one of its media types; one that several operations share is referred to.
    pub(super) fn shared_schema(&mut self, old: &str, own: bool, media_type: &str) -> Option<(String, Value)> {
        let value = self.doc.get(old)?;
        let new = child(media_type, "schema");
        let value = if own {
            self.moved(old, new);
            value.clone()
        } else {
            self.origin(new, old);
            let refers = value.get("$ref").is_some();
            if refers { value.clone() } else { json!({ "$ref": format!("#{}", old.replace('%', "%25")) }) }
        };
        Some(("schema".to_owned(), value))
    }
}
