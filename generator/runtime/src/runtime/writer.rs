//! Writes JSON text.

use std::mem;

use serde_json::{Number, Value};

use super::json::{Error, Extra, Json, Result};

/// A property on its way out: its name, its value, and whether an absent value is written as `null`
/// instead of left out.
pub type Property<'a> = (&'static str, &'a dyn Json, bool);

/// How much room a text is given at once: most are shorter.
const ROOM: usize = 128;

/// The text written so far. The values called upon see to it that the whole is one JSON value.
#[derive(Debug, Default)]
pub struct Writer {
    pub(super) text: Vec<u8>,
    /// The properties that announce which variants the value to be written is of: it is one of unions inside unions.
    tags: Vec<(&'static str, &'static str)>,
    /// Where the first number is that is not finite, for which a `null` stands.
    not_finite: Option<usize>,
}

impl Writer {
    /// The text of this value.
    pub(super) fn of(value: &dyn Json) -> Self {
        let mut writer = Self { text: Vec::with_capacity(ROOM), ..Self::default() };
        value.write(&mut writer);
        writer
    }

    /// An object of the pending tags, these properties, in this order, and then those of `extra`. No name is written twice:
    /// the variant that was chosen is more certain than the value's own tag, and a known property more than an extra one.
    pub fn record(&mut self, properties: &[Property<'_>], extra: &[&dyn Extra]) {
        let tags = mem::take(&mut self.tags);
        let is_tag = |key: &str| tags.iter().any(|(name, _)| *name == key);
        let goes_out = |&&(name, value, or_null): &&Property<'_>| (or_null || !value.is_absent()) && !is_tag(name);
        self.raw("{");
        for (name, text) in &tags {
            self.property(name, &(*text).to_owned());
        }
        for (name, value, _) in properties.iter().filter(goes_out) {
            self.property(name, *value);
        }
        if let [extra] = extra {
            let is_written =
                |key: &str| is_tag(key) || properties.iter().any(|property| property.0 == key && goes_out(&property));
            extra.write_entries(&is_written, self);
        }
        self.raw("}");
    }

    /// The value of a union's variant, with the property that announces it. Of two of the same name, the outer union's is
    /// what a reader goes by first.
    pub fn tagged(&mut self, name: &'static str, text: &'static str, value: &dyn Json) {
        if self.tags.iter().all(|(tag, _)| *tag != name) {
            self.tags.push((name, text));
        }
        value.write(self);
        self.tags.clear();
    }

    /// One more property of the object being written.
    pub fn property(&mut self, name: &str, value: &dyn Json) {
        // Inside an object a brace can only be its own opening one: the brace of a text is followed
        // by the closing quote.
        if !self.text.ends_with(b"{") {
            self.text.push(b',');
        }
        self.string(name);
        self.text.push(b':');
        value.write(self);
    }

    /// An array of these items.
    pub fn array(&mut self, items: &mut dyn Iterator<Item = &dyn Json>) {
        // No object, so there is no place for them.
        self.tags.clear();
        self.text.push(b'[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            item.write(self);
        }
        self.text.push(b']');
    }

    /// A string, with no more escapes than RFC 8259 asks for.
    pub fn string(&mut self, text: &str) {
        // Writing to a `Vec` cannot fail, and neither a text nor a `Value` is without a JSON form.
        let _ = serde_json::to_writer(&mut self.text, text);
    }

    /// A number, so that it reads as the same one again. JSON has no word for a float that is not finite, which becomes
    /// `null`; no request is sent with it.
    pub(super) fn number(&mut self, value: Option<Number>) {
        if value.is_none() {
            self.not_finite.get_or_insert(self.text.len());
        }
        self.value(&value.map_or(Value::Null, Value::Number));
    }

    /// A value that is no object.
    pub(super) fn value(&mut self, value: &Value) {
        let _ = serde_json::to_writer(&mut self.text, value);
    }

    /// A text that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    /// The value as JSON that says all of it.
    ///
    /// # Errors
    ///
    /// If there is a number in it that is not finite.
    pub fn sendable(value: &dyn Json) -> Result<String> {
        let Self { text, not_finite, .. } = Self::of(value);
        let text = String::from_utf8(text).unwrap_or_default();
        match not_finite.and_then(|at| text.get(..at)) {
            Some(before) => Err(Error::behind(before, "not a finite number")),
            None => Ok(text),
        }
    }
}
