//! Security schemes of 2.0.

use super::super::super::document::child;
use super::{Convert, some_of};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};

impl Convert<'_> {
    /// All schemes, by their names.
    pub(super) fn schemes(&mut self) -> Map<String, Value> {
        let schemes = self.entries("/securityDefinitions").into_iter();
        schemes.map(|(name, pointer)| (name.to_owned(), self.scheme(&pointer))).collect()
    }

    fn scheme(&mut self, pointer: &str) -> Value {
        let Some(old) = self.object(pointer) else { return json!({}) };
        let mut new = some_of(old, &["type", "description", "name", "in", "scheme"]);
        match self.text(pointer, "type") {
            Some("basic") => {
                new.insert("type".to_owned(), "http".into());
                new.insert("scheme".to_owned(), "basic".into());
            }
            Some("oauth2") => {
                let flow = match self.text(pointer, "flow") {
                    Some("application") => Some("clientCredentials"),
                    Some("accessCode") => Some("authorizationCode"),
                    Some("implicit") => Some("implicit"),
                    Some("password") => Some("password"),
                    other => {
                        let said = other.map_or_else(|| "no flow".to_owned(), |other| format!("the flow `{other}`"));
                        let message = format!("this scheme has {said}, which 2.0 does not know; it is not used");
                        self.report(Code::WrongType, &child(pointer, "flow"), message);
                        None
                    }
                };
                let urls = some_of(old, &["authorizationUrl", "tokenUrl", "scopes"]);
                let flows: Map<_, _> = flow.map(|flow| (flow.to_owned(), Value::Object(urls))).into_iter().collect();
                new.insert("flows".to_owned(), Value::Object(flows));
            }
            _ => {}
        }
        Value::Object(new)
    }
}
