//! Adds the values of parameters to a request, each as its place and its style want it.

use super::json::Json;
use super::param::{self, Param, Style, Target};
use super::request::{Request, header};

impl Request {
    /// The value of a placeholder in the path; the items of a list are joined by commas.
    pub fn path(self, name: &'static str, value: &dyn Param) -> Self {
        self.styled(Target::Path, Style::SIMPLE, name, value)
    }

    /// A query parameter, once for each item of a list; it replaces an earlier one of the same name.
    pub fn query(self, name: &'static str, value: &dyn Param) -> Self {
        self.styled(Target::Query, Style::FORM.exploded(), name, value)
    }

    /// A header; the items of a list are joined by commas. It replaces an earlier one of the same
    /// name.
    pub fn header(self, name: &'static str, value: &dyn Param) -> Self {
        self.styled(Target::Header, Style::SIMPLE, name, value)
    }

    /// A cookie, percent-encoded.
    pub fn cookie(self, name: &'static str, value: &dyn Param) -> Self {
        self.styled(Target::Cookie, Style::FORM.exploded(), name, value)
    }

    /// A parameter at this place in this style; it replaces an earlier one of the same name.
    pub fn styled(self, target: Target, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(target, style, name, &value.json())
    }

    /// A query parameter or header whose value, if any, is the client's for this name, unless the call sets one; if it is
    /// required, there must be one.
    pub fn global(mut self, target: Target, name: &'static str, required: bool) -> Self {
        let style = if target == Target::Query { Style::FORM.exploded() } else { Style::SIMPLE };
        match self.client.settings.global(name).map(str::to_owned) {
            Some(json) => return self.put(target, style, name, &json),
            None if required => self.missing.push(name),
            None => {}
        }
        self
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
