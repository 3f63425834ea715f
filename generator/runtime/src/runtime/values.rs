//! Adds the values of parameters to a request, each as its place and its style want it.

use super::json::Json;
use super::param::{self, Param, Style, Target};
use super::request::{Request, header};

impl Request {
    /// The value of a placeholder in the path; the items of a list are joined by commas.
    pub fn path(self, name: &'static str, value: &dyn Param) -> Self {
        self.path_as(Style::SIMPLE, name, value)
    }

    /// The value of a placeholder in the path, in this style.
    pub fn path_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Path, style, name, &value.json())
    }

    /// A query parameter, once for each item of a list; it replaces an earlier one of the same name.
    pub fn query(self, name: &'static str, value: &dyn Param) -> Self {
        self.query_as(Style::FORM.exploded(), name, value)
    }

    /// A query parameter in this style; it replaces an earlier one of the same name.
    pub fn query_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Query, style, name, &value.json())
    }

    /// A query parameter whose value is the client's for this name, unless the call sets one; it must have one.
    pub fn query_global(mut self, name: &'static str) -> Self {
        self.missing.extend(self.client.settings.global(name).is_none().then_some(name));
        self.query_global_if_set(name)
    }

    /// A query parameter whose value, if any, is the client's for this name.
    pub fn query_global_if_set(self, name: &'static str) -> Self {
        match self.client.settings.global(name).map(str::to_owned) {
            Some(json) => self.put(Target::Query, Style::FORM.exploded(), name, &json),
            None => self,
        }
    }

    /// A header; the items of a list are joined by commas. It replaces an earlier one of the same
    /// name.
    pub fn header(self, name: &'static str, value: &dyn Param) -> Self {
        self.header_as(Style::SIMPLE, name, value)
    }

    /// A header in this style; it replaces an earlier one of the same name.
    pub fn header_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Header, style, name, &value.json())
    }

    /// A header whose value is the client's for this name, unless the call sets one; it must have one.
    pub fn header_global(mut self, name: &'static str) -> Self {
        self.missing.extend(self.client.settings.global(name).is_none().then_some(name));
        self.header_global_if_set(name)
    }

    /// A header whose value, if any, is the client's for this name.
    pub fn header_global_if_set(self, name: &'static str) -> Self {
        match self.client.settings.global(name).map(str::to_owned) {
            Some(json) => self.put(Target::Header, Style::SIMPLE, name, &json),
            None => self,
        }
    }

    /// A cookie, percent-encoded.
    pub fn cookie(self, name: &'static str, value: &dyn Param) -> Self {
        self.cookie_as(Style::FORM.exploded(), name, value)
    }

    /// A cookie in this style, percent-encoded.
    pub fn cookie_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Cookie, style, name, &value.json())
    }

    /// A parameter whose value is given as JSON. An absent one is not sent.
    fn put(mut self, target: Target, style: Style, name: &'static str, json: &str) -> Self {
        self.missing.retain(|missing| *missing != name);
        let written = style.write(target, name, json);
        match (target, written) {
            (_, Err(error)) => return self.fail(format!("the parameter `{name}` cannot be sent: {error}")),
            (Target::Path, Ok(text)) => self.path.extend(text.map(|text| (name, text))),
            (Target::Query, Ok(text)) => {
                self.query.retain(|(known, _)| *known != name);
                self.query.extend(text.map(|text| (name, text)));
            }
            (Target::Header, Ok(Some(text))) => self.set_header(name, &text),
            (Target::Cookie, Ok(Some(text))) => self.set_cookie(name, text),
            (Target::Header | Target::Cookie, Ok(None)) => {}
        }
        self
    }

    /// A body that is a form, of the properties of an object; those that are written otherwise than usual in their styles.
    pub fn form(self, body: &dyn Json, styles: &[(&'static str, Style)]) -> Self {
        match param::form(&param::written(body), styles) {
            Ok(form) => self.bytes(form, "application/x-www-form-urlencoded"),
            Err(error) => self.fail(format!("the body cannot be sent as a form: {error}")),
        }
    }

    pub(super) fn set_query(&mut self, name: &'static str, text: &str) {
        let pair = format!("{}={}", param::percent_encode(name, ""), param::percent_encode(text, ""));
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, pair));
    }

    pub(super) fn set_header(&mut self, name: &str, text: &str) {
        match header(name, text) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(error) => self.fault = self.fault.take().or(Some(error)),
        }
    }

    /// A cookie as it stands in the header, with its name in it; it replaces an earlier one of the same name.
    pub(super) fn set_cookie(&mut self, name: &'static str, pair: String) {
        self.cookies.retain(|(known, _)| *known != name);
        self.cookies.push((name, pair));
    }
}
