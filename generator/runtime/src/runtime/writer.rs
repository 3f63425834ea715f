//! Writes JSON text.

use std::fmt::{self, Write as _};

use serde_json::Number;

use super::json::{Extra, Json};
use super::token::plain_length;

/// A property on its way out: its name, its value, and whether an absent value is written as `null`
/// instead of left out.
pub type Property<'a> = (&'static str, &'a dyn Json, bool);

/// The text written so far. The values called upon see to it that the whole is one JSON value.
#[derive(Debug, Default)]
pub struct Writer(String, Option<(&'static str, &'static str)>);

impl Writer {
    /// An object of these properties, in this order, and then those of `extra`.
    pub fn record(&mut self, properties: &[Property<'_>], extra: Option<&dyn Extra>) {
        let tag = self.1.take();
        self.0.push('{');
        if let Some((name, text)) = tag.filter(|(tag, _)| properties.iter().all(|(name, ..)| name != tag)) {
            self.property(name, &text.to_owned());
        }
        for &(name, value, or_null) in properties {
            if or_null || !value.is_absent() {
                self.property(name, value);
            }
        }
        if let Some(extra) = extra {
            extra.write_entries(self);
        }
        self.0.push('}');
    }

    /// The value of a union's variant, with the property that announces it unless the value has that property itself.
    pub fn tagged(&mut self, name: &'static str, text: &'static str, value: &dyn Json) {
        self.1 = Some((name, text));
        value.write(self);
        self.1 = None;
    }

    /// One more property of the object being written.
    pub fn property(&mut self, name: &str, value: &dyn Json) {
        // Inside an object a brace can only be its own opening one: the brace of a text is followed
        // by the closing quote.
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.string(name);
        self.0.push(':');
        value.write(self);
    }

    /// An array of these items.
    pub fn array(&mut self, items: &mut dyn Iterator<Item = &dyn Json>) {
        self.0.push('[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            item.write(self);
        }
        self.0.push(']');
    }

    /// A string, with no more escapes than RFC 8259 asks for.
    pub fn string(&mut self, text: &str) {
        self.0.push('"');
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or((rest, ""));
            self.0.push_str(plain);
            let mut chars = special.chars();
            match chars.next() {
                Some('\n') => self.0.push_str("\\n"),
                Some('\r') => self.0.push_str("\\r"),
                Some('\t') => self.0.push_str("\\t"),
                Some(char @ '\0'..' ') => self.format(format_args!("\\u{:04x}", u32::from(char))),
                Some(char) => self.0.extend(['\\', char]),
                None => break,
            }
            rest = chars.as_str();
        }
        self.0.push('"');
    }

    /// A number, so that it reads as the same one again. JSON has no word for a float that is not finite, which
    /// becomes `null`.
    pub(super) fn number(&mut self, value: Option<Number>) {
        match value {
            Some(number) => self.format(format_args!("{number}")),
            None => self.raw("null"),
        }
    }

    /// A text that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// All that was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn format(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.0.write_fmt(text);
    }
}
