//! Bodies of 2.0, which stand among the parameters: one with a schema, or the fields of a form.

use super::super::super::document::child;
use super::super::super::reference;
use super::parameter::{Place, Written, add_note};
use super::{Convert, some_of};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";

impl Convert<'_> {
    /// The body that the parameter at a pointer is for the operation at another.
    pub(super) fn body(&mut self, operation: &str, parameter: &str) -> Value {
        let target = reference::resolve(self.doc, parameter);
        let Some(old) = self.object(&target) else { return json!({}) };
        let new = child(operation, "requestBody");
        self.origin(new.clone(), &target);
        let mut types = self.media_types(operation, "consumes");
        // Forms are written as parameters of their own; where they stand beside other types, those are meant.
        if types.iter().any(|it| !is_form(it)) {
            types.retain(|it| !is_form(it));
        }
        if types.is_empty() {
            types.push("application/json".to_owned());
        }
        let mut content = Map::new();
        for media_type in types {
            let at = child(&child(&new, "content"), &media_type);
            let mut media = Map::new();
            if old.contains_key("schema") {
                media.extend(self.shared_schema(&child(&target, "schema"), target == parameter, &at));
            } else if old.contains_key("type") {
                // A type stands beside the schema that it should stand in.
                self.origin(child(&at, "schema"), &target);
                self.plain.push(child(&at, "schema"));
                media.insert("schema".to_owned(), Value::Object(self.keywords(&target)));
            }
            let of_type = child(&child(&target, "x-examples"), &media_type);
            let example = [of_type, child(&target, "x-example")].into_iter().find(|it| self.doc.get(it).is_some());
            if let Some(example) = example {
                self.origin(child(&at, "example"), &example);
                media.extend(self.example(&example, &media_type));
            }
            content.insert(media_type, Value::Object(media));
        }
        let mut body = some_of(old, &["description", "required"]);
        body.insert("content".to_owned(), Value::Object(content));
        Value::Object(body)
    }

    /// The form that the parameters at some pointers are for the operation at another.
    pub(super) fn form(&mut self, operation: &str, items: &[String]) -> Value {
        let new = child(operation, "requestBody");
        let mut fields: Vec<(&str, String)> = Vec::new();
        let mut required = Vec::new();
        for item in items {
            let target = reference::resolve(self.doc, item);
            let Some(name) = self.text(&target, "name").filter(|name| !name.is_empty()) else {
                self.report(Code::WrongType, item, "a field of a form without a name is left out");
                continue;
            };
            if fields.iter().any(|(other, _)| *other == name) {
                let message = format!("the parameter `{name}` stands twice; the first one is used");
                self.report(Code::UnsupportedParameter, item, message);
                continue;
            }
            if self.object(&target).is_some_and(|map| map.get("required") == Some(&Value::Bool(true))) {
                required.push(name);
            }
            fields.push((name, target));
        }
        if let Some((_, first)) = fields.first() {
            self.origin(new.clone(), first);
        }
        let mut content = Map::new();
        for media_type in self.form_types(operation, &fields) {
            let at = child(&child(&new, "content"), &media_type);
            let media = self.fields(&fields, &required, &media_type, &at);
            content.insert(media_type, media);
        }
        json!({ "required": !required.is_empty(), "content": content })
    }

    /// The media types of a form: a file asks for several parts. Others that stand beside them, JSON above all, would only
    /// carry the same fields in another way.
    fn form_types(&mut self, operation: &str, fields: &[(&str, String)]) -> Vec<String> {
        let types = self.media_types(operation, "consumes");
        let is_file = |pointer: &str| self.text(pointer, "type") == Some("file");
        let file = fields.iter().find(|(_, field)| is_file(field) || is_file(&child(field, "items")));
        let mut forms: Vec<_> = types.into_iter().filter(|it| is_form(it)).collect();
        if let Some((name, field)) = file {
            let given = !forms.is_empty();
            forms.retain(|it| it.starts_with(PARTS));
            if forms.is_empty() {
                if given {
                    let message =
                        format!("`{name}` is a file, for which a form of one text has no room; sent in parts");
                    self.report(Code::UnsupportedMediaType, &child(field, "type"), message)
                        .help(format!("say `consumes: [{PARTS}]`"));
                }
                forms.push(PARTS.to_owned());
            }
        } else if forms.is_empty() {
            forms.push(FORM.to_owned());
        }
        forms
    }

    /// A form of a media type, with a schema of its fields.
    fn fields(&mut self, fields: &[(&str, String)], required: &[&str], media_type: &str, at: &str) -> Value {
        let place = if media_type.starts_with(PARTS) { Place::Part } else { Place::Query };
        let (mut properties, mut encoding) = (Map::new(), Map::new());
        for (name, field) in fields {
            let to = child(&format!("{at}/schema/properties"), name);
            let (mut schema, written) = self.values(field, &to, place);
            if let (Value::Object(schema), Some(words)) = (&mut schema, self.text(field, "description")) {
                schema.insert("description".to_owned(), words.into());
            }
            match (written, &mut schema) {
                (Written::Style(style, explode), _) if place == Place::Query => {
                    encoding.insert((*name).to_owned(), json!({ "style": style, "explode": explode }));
                }
                (Written::Text(note), Value::Object(schema)) => add_note(schema, &note),
                _ => {}
            }
            properties.insert((*name).to_owned(), schema);
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
            schema.insert("required".to_owned(), json!(required));
        }
        json!({ "schema": schema, "encoding": encoding })
    }
}

fn is_form(media_type: &str) -> bool {
    media_type.starts_with(FORM) || media_type.starts_with(PARTS)
}
