//! What a body of several parts holds, and how the properties of a form, which is one text, are written.

use super::operation::Style;
use super::{Doc, Domain, Type};
use crate::source::Location;
use serde_json::Value;

/// A body of several parts (RFC 7578). Only bodies are of this kind: nothing holds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multipart {
    /// In document order; wire names are unique.
    pub parts: Vec<Part>,
}

/// A part of a [`Multipart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub wire: String,
    /// What it holds.
    pub content: Content,
    /// Whether it must be there.
    pub required: bool,
    /// Its media type, if the document gives a single one.
    pub media: Option<String>,
    /// Headers that always have the same value, with it.
    pub headers: Vec<(String, String)>,
    /// Limits in words, for the documentation.
    pub constraints: Vec<String>,
    /// The same for samples, with an example.
    pub domain: Option<Box<Domain>>,
    /// What the server takes when it is missing.
    pub default: Option<Value>,
    /// What it is.
    pub doc: Doc,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Where this stands.
    pub at: Location,
}

impl Part {
    /// The type of its value; a file has none.
    pub const fn ty(&self) -> Option<&Type> {
        match &self.content {
            Content::Upload | Content::Uploads => None,
            Content::Value(ty) => Some(ty),
        }
    }
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file, or bytes.
    Upload,
    /// Any number of those, each a part.
    Uploads,
    /// A value: text, or JSON where it is an object; each item of a list is a part.
    Value(Type),
}

/// How a property of a form in one text is written, where it is not as usual: a list repeated, an object as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The property.
    pub wire: String,
    /// As a parameter of a query.
    pub style: Style,
    /// As that of a parameter.
    pub explode: bool,
    /// As that of a parameter.
    pub reserved: bool,
}
