//! The one model of an API that all front ends fill and the back end reads.
//!
//! It knows no Rust and no OpenAPI, Mintlify or RST: names are wire names or [`Hint`]s, everything stands in
//! document order, and every node knows its [`Location`].

pub mod dump;

use crate::source::Location;
use serde_json::Value;
use std::ops::{Index, IndexMut};

/// An API: its operations and the types they carry.
#[derive(Clone, Debug)]
pub struct Api {
    /// Title, version and description.
    pub info: Info,
    /// Where it is served; the first is the default. Empty: the caller must say.
    pub servers: Vec<Server>,
    /// The ways to authenticate, of which [`Operation::security`] chooses.
    pub schemes: Vec<SecurityScheme>,
    /// What the documents say about tags; a tag used by operations need not be here.
    pub tags: Vec<Tag>,
    /// In document order.
    pub operations: Vec<Operation>,
    /// Indexed by [`TypeId`]; in document order.
    pub types: Vec<TypeDef>,
}

/// What an API says about itself.
#[derive(Clone, Debug)]
pub struct Info {
    /// Its title; empty if there is none.
    pub title: String,
    /// Its version, as written; empty if there is none.
    pub version: String,
    /// Its description.
    pub doc: Doc,
    /// Where this stands.
    pub at: Location,
}

/// A base URL.
#[derive(Clone, Debug)]
pub struct Server {
    /// Absolute, or relative to where the document was found; variables already replaced by their defaults.
    pub url: String,
    /// What it is for.
    pub doc: Doc,
    /// Where this stands.
    pub at: Location,
}

/// A tag and its description. Dots nest: `projects.jobs` is `jobs` inside `projects`.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As operations name it.
    pub name: String,
    /// What it groups.
    pub doc: Doc,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its key in the document; unique.
    pub name: String,
    /// How the secret travels.
    pub kind: SchemeKind,
    /// How to get one.
    pub doc: Doc,
    /// Where this stands.
    pub at: Location,
}

/// How a secret travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// In a header, after a prefix (with its trailing blank, or empty).
    Header {
        /// The header's name.
        name: String,
        /// What stands before the secret.
        prefix: String,
    },
    /// In a query parameter of this name.
    Query(String),
    /// In a cookie of this name.
    Cookie(String),
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
}

/// Declares a typed index into one vector of [`Api`].
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $item:ident, $list:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the item at `index` of its vector.
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Where the item stands in its vector, and its facts in theirs.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        #[allow(clippy::indexing_slicing, reason = "ids are made for items that exist, and items are never removed")]
        impl Index<$name> for Api {
            type Output = $item;

            fn index(&self, id: $name) -> &$item {
                &self.$list[id.index()]
            }
        }

        #[allow(clippy::indexing_slicing, reason = "ids are made for items that exist, and items are never removed")]
        impl IndexMut<$name> for Api {
            fn index_mut(&mut self, id: $name) -> &mut $item {
                &mut self.$list[id.index()]
            }
        }
    };
}

id! {
    /// A type of the API.
    TypeId, TypeDef, types
}
id! {
    /// A security scheme of the API.
    SchemeId, SecurityScheme, schemes
}
id! {
    /// An operation of the API.
    OperationId, Operation, operations
}

/// A type that gets a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// What its name is made from.
    pub hint: Hint,
    /// What it is.
    pub doc: Doc,
    /// Its shape.
    pub kind: Kind,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Values the document gives for it.
    pub examples: Vec<Example>,
    /// Where this stands.
    pub at: Location,
}

/// Words that may become a name, outermost first: not a name yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// As the document writes them: `["AuthSession", "status"]`.
    pub words: Vec<String>,
    /// Whether the document gave it this very name, so that it goes first when names collide.
    pub given: bool,
}

impl Hint {
    /// A name that the document gave.
    pub fn given(name: impl Into<String>) -> Self {
        Self { words: vec![name.into()], given: true }
    }

    /// Something without a name of its own, by where it stands: parent, then part.
    #[must_use]
    pub fn within(&self, part: impl Into<String>) -> Self {
        let mut words = self.words.clone();
        words.push(part.into());
        Self { words, given: false }
    }
}

/// The shape of a named type.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An object with known properties.
    Struct(Struct),
    /// A string out of a list; open, since servers add values.
    Enum(Vec<EnumValue>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
}

/// An object with known properties.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// In document order; wire names are unique.
    pub fields: Vec<Field>,
    /// The type of all other properties, if they are kept.
    pub rest: Option<Type>,
}

/// One value of an [`Kind::Enum`].
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// As it travels; unique in its enum.
    pub wire: String,
    /// What it means.
    pub doc: Doc,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property that tells which, if there is one.
    pub tag: Option<String>,
    /// In document order, at least two.
    pub variants: Vec<Variant>,
}

/// One choice of a [`Union`].
#[derive(Clone, Debug)]
pub struct Variant {
    /// What its name is made from.
    pub hint: Hint,
    /// The tag's value that announces it; always there when the union has a tag.
    pub tag: Option<String>,
    /// What it holds.
    pub ty: Type,
    /// What it means.
    pub doc: Doc,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int(Int),
    /// Any number.
    Float(Float),
    /// Text.
    String(Text),
    /// Bytes: base64 inside JSON, as they are as a whole body.
    Bytes,
    /// Any JSON value.
    Json,
    /// A list.
    List(Box<Type>),
    /// An object whose keys are not known.
    Map(Box<Type>),
    /// A value or `null`. Never directly inside another one, and never a field's own type: see [`Presence`].
    Nullable(Box<Type>),
    /// A type of [`Api::types`].
    Named(TypeId),
}

/// The width of a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed.
    I64,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// The width of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
}

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Anything.
    Plain,
    /// A moment (RFC 3339 `date-time`).
    DateTime,
    /// A day (RFC 3339 `full-date`).
    Date,
    /// A UUID (RFC 9562).
    Uuid,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key.
    pub wire: String,
    /// Its type, never [`Type::Nullable`].
    pub ty: Type,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// In which direction it travels.
    pub access: Access,
    /// What the server takes when it is missing.
    pub default: Option<Value>,
    /// Limits in words, for the documentation: `at most 64 characters`.
    pub constraints: Vec<String>,
    /// What it is.
    pub doc: Doc,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Where this stands.
    pub at: Location,
}

/// Whether a value may be missing or `null`: four cases, not two booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never `null`.
    Required,
    /// Always there, may be `null`.
    Nullable,
    /// May be missing, never `null`.
    Optional,
    /// May be missing, may be `null`.
    OptionalNullable,
}

/// In which direction a property travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Both.
    Both,
    /// Only from the server.
    ReadOnly,
    /// Only to the server.
    WriteOnly,
}

/// An HTTP method (RFC 9110 §9, RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
}

impl Method {
    /// Every method, in the order OpenAPI lists them.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// As it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// The method of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name))
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
    /// What it sends: one per media type, the preferred first. Empty: nothing.
    pub body: Vec<Body>,
    /// What comes back, in document order; (status, media type) is unique.
    pub replies: Vec<Reply>,
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
}

/// A value that the caller sends outside the body.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name on the wire.
    pub wire: String,
    /// Where it travels.
    pub place: Place,
    /// Its type: a scalar, an enum, or a list of those.
    pub ty: Type,
    /// Whether it must be given. Path parameters always are.
    pub required: bool,
    /// Whether it is set once on the client, and may be overridden by a call.
    pub global: bool,
    /// How a list is written.
    pub style: ListStyle,
    /// What the server takes when it is missing.
    pub default: Option<Value>,
    /// Limits in words, for the documentation.
    pub constraints: Vec<String>,
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

/// How a list is written in a parameter (OpenAPI 3.0 §4.7.12.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// `color=blue&color=black`: `form`, exploded.
    Repeated,
    /// `color=blue,black`: `form` or `simple`, not exploded.
    Commas,
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub struct Body {
    /// How it is written.
    pub media: Media,
    /// Its type.
    pub ty: Type,
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
}

/// What comes back for a status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// For which status.
    pub status: Status,
    /// How it is written and what it holds; `None`: no body.
    pub body: Option<(Media, Type)>,
    /// When it comes.
    pub doc: Doc,
    /// Bodies the document gives.
    pub examples: Vec<Example>,
    /// Where this stands.
    pub at: Location,
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

/// Words for the reader, as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// One sentence; may be empty.
    pub summary: String,
    /// The rest; may be empty.
    pub text: String,
    /// The page that says more.
    pub link: Option<String>,
}

impl Doc {
    /// Splits a description into its first sentence or line, and the rest.
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        let (paragraph, rest) = text.split_once("\n\n").unwrap_or((text, ""));
        Self { summary: paragraph.trim().to_owned(), text: rest.trim().to_owned(), link: None }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.summary.is_empty() && self.text.is_empty() && self.link.is_none()
    }
}
