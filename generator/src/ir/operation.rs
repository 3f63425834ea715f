//! The operations of an API: how they are sent, what they carry, what comes back.

use super::{Doc, Domain, Encoding, Paging, SchemeId, Type};
use crate::source::Location;
use serde_json::Value;

/// An HTTP method (RFC 9110 §9, RFC 5789).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `HEAD`
    Head,
    /// `PATCH`
    Patch,
    /// `TRACE`
    Trace,
    /// One of another name, which is a token (RFC 9110 §5.6.2).
    Other(String),
}

impl Method {
    /// Every method that is named here, in the order OpenAPI lists them.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// As it travels.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Other(name) => name,
        }
    }

    /// The method of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// The method of exactly this name, if a method can be called so.
    pub fn from_token(name: &str) -> Option<Self> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let known = Self::ALL.into_iter().find(|method| method.as_str() == name);
        let other = || (!name.is_empty() && name.chars().all(is_token)).then(|| Self::Other(name.to_owned()));
        known.or_else(other)
    }
}

/// One call of the API.
#[derive(Clone, Debug)]
pub struct Operation {
    /// How it is sent; (method, path) is unique in the API.
    pub method: Method,
    /// Where to.
    pub path: Path,
    /// Its id in the document, if it has one.
    pub id: Option<String>,
    /// The tags that group it; the first one decides.
    pub tags: Vec<String>,
    /// In document order; (place, wire) is unique.
    pub params: Vec<Param>,
    /// What it sends: one per media type, in document order; the caller chooses. Empty: nothing.
    pub body: Vec<Body>,
    /// What comes back, in document order; (status, media type) is unique.
    pub replies: Vec<Reply>,
    /// Where it is served, if not where the API is: absolute, or a path instead of that of the API's URL.
    pub server: Option<String>,
    /// What is said of its pages; `None`: nothing, but they may be recognised.
    pub paging: Option<Paging>,
    /// Alternatives, each a set of schemes that go together. Empty: no authentication; an empty set: it may be left out.
    pub security: Vec<Vec<SchemeId>>,
    /// What it does.
    pub doc: Doc,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Where this stands.
    pub at: Location,
}

/// A path, split at its placeholders: one without a parameter cannot exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub Vec<Piece>);

/// A piece of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that stands for itself, slashes included.
    Literal(String),
    /// The value of a parameter, by its place in [`Operation::params`].
    Param(usize),
}

impl Operation {
    /// Whether a status is one of success here: a document that lists `default` alone means all replies by it.
    pub fn succeeds(&self, status: Status) -> bool {
        let documented = self.replies.iter().any(|reply| reply.status.is_success());
        status.is_success() || (!documented && status == Status::Default)
    }

    /// The path as documents write it: `/v1/models/{model_id}`.
    pub fn template(&self) -> String {
        let mut template = String::new();
        for piece in &self.path.0 {
            match piece {
                Piece::Literal(text) => template.push_str(text),
                Piece::Param(index) => {
                    template.push('{');
                    template.push_str(self.params.get(*index).map_or("", |param| &param.wire));
                    template.push('}');
                }
            }
        }
        template
    }

    /// The path as it is sent: without what follows `#`, by which documents only tell operations apart.
    pub fn sent_template(&self) -> String {
        let mut template = self.template();
        template.truncate(template.find('#').unwrap_or(template.len()));
        template
    }
}

/// A value that the caller sends outside the body.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "documents give each of them by itself")]
pub struct Param {
    /// Its name on the wire; of a whole query, none.
    pub wire: String,
    /// What the document calls it, if not by that.
    pub name: Option<String>,
    /// Where it travels.
    pub place: Place,
    /// Its type, whatever it is; what is absent or `null` is not sent.
    pub ty: Type,
    /// Whether it must be given. Path parameters always are.
    pub required: bool,
    /// Whether it is set once on the client, and may be overridden by a call.
    pub global: bool,
    /// How it is written; one that the place can have.
    pub style: Style,
    /// Whether each item of a list and each property of an object is written by itself.
    pub explode: bool,
    /// Whether reserved characters (RFC 3986 §2.2) stay as they are.
    pub reserved: bool,
    /// Whether an absent value is sent without a text.
    pub allow_empty: bool,
    /// What the server takes when it is missing.
    pub default: Option<Value>,
    /// Limits in words, for the documentation.
    pub constraints: Vec<String>,
    /// The same for samples, with an example.
    pub domain: Option<Box<Domain>>,
    /// What it is.
    pub doc: Doc,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Where this stands.
    pub at: Location,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a value is written as a parameter: by RFC 6570, in the tables of OpenAPI 3.1.1 §4.12.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`, in a path or a header.
    Simple,
    /// `.blue,black`, in a path.
    Label,
    /// `;color=blue,black`, in a path.
    Matrix,
    /// `color=blue,black`, in a query or a cookie.
    Form,
    /// `color=blue%20black`, in a query.
    Space,
    /// `color=blue%7Cblack`, in a query.
    Pipe,
    /// `color%5BR%5D=100`, in a query.
    Deep,
    /// Its JSON as one text, anywhere.
    Json,
    /// `color=blue; color=black`, in a cookie, without percent-encoding.
    Cookie,
}

impl Style {
    /// What a place has where nothing is said, and whether it explodes.
    pub const fn usual(place: Place) -> (Self, bool) {
        match place {
            Place::Path | Place::Header => (Self::Simple, false),
            Place::Query | Place::Cookie => (Self::Form, true),
        }
    }
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub struct Body {
    /// How it is written.
    pub media: Media,
    /// Its type.
    pub ty: Type,
    /// Which values of it.
    pub domain: Option<Box<Domain>>,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    pub doc: Doc,
    /// Bodies the document gives.
    pub examples: Vec<Example>,
    /// Where this stands.
    pub at: Location,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Media {
    /// JSON, under this media type.
    Json(String),
    /// Text, under this media type.
    Text(String),
    /// Bytes, under this media type.
    Bytes(String),
    /// Server-sent events; the type is that of an event's data: text, or else written in JSON.
    Events(String),
    /// JSON texts on a line each, under this media type; the type is that of one.
    Lines(String),
    /// A JSON sequence (RFC 7464); the type is that of an item.
    Sequence(String),
    /// A form in one text: `application/x-www-form-urlencoded`, with the properties that are not written as usual.
    Form(Vec<Encoding>),
    /// A form of several parts, under this media type; its type is a [`Kind::Multipart`](super::Kind::Multipart).
    Multipart(String),
}

impl Media {
    /// The media type in small letters, without its parameters (RFC 9110, section 8.3.1).
    pub fn essence(&self) -> String {
        self.name().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The media type.
    pub fn name(&self) -> &str {
        match self {
            Self::Json(name)
            | Self::Text(name)
            | Self::Bytes(name)
            | Self::Events(name)
            | Self::Lines(name)
            | Self::Sequence(name)
            | Self::Multipart(name) => name,
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }
}

/// What comes back for a status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// For which status.
    pub status: Status,
    /// How it may be written and what it holds then, the preferred first. Empty: no body.
    pub bodies: Vec<(Media, Type)>,
    /// What is told in headers, in document order; each name once.
    pub headers: Vec<Header>,
    /// When it comes.
    pub doc: Doc,
    /// The preferred body, as the document gives it.
    pub examples: Vec<Example>,
    /// Where this stands.
    pub at: Location,
}

/// A value that comes in a header.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name on the wire.
    pub wire: String,
    /// Its type: a scalar, an enum, or a list of those.
    pub ty: Type,
    /// Whether the document promises it.
    pub required: bool,
    /// What it is.
    pub doc: Doc,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// The status a reply is for (RFC 9110 §15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// This one.
    Exact(u16),
    /// A class: `2` is 200 to 299.
    Class(u8),
    /// Whatever is not listed.
    Default,
}

impl Status {
    /// Whether it announces a success (2xx).
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Exact(200..=299) | Self::Class(2))
    }

    /// Whether it announces, or may announce, a failure (4xx, 5xx, everything else).
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Exact(400..=599) | Self::Class(4 | 5) | Self::Default)
    }
}

/// A value that the document gives for a body or a type.
#[derive(Clone, Debug)]
pub struct Example {
    /// What the document calls it; may be empty.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub at: Location,
}
