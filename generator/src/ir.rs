//! The one model of an API that all front ends fill and the back end reads.
//!
//! It knows no Rust and no OpenAPI, Mintlify or RST: names are wire names or [`Hint`]s, everything stands in
//! document order, and every node knows its [`Location`].

mod domain;
pub mod dump;
mod form;
mod operation;
mod paging;
mod renumber;
mod types;

use crate::source::Location;
use std::ops::{Index, IndexMut};

pub use domain::{Bound, Domain};
pub use form::{Content, Encoding, Multipart, Part};
pub use operation::{Body, Example, Header, Media, Method, Operation, Param, Path, Piece, Place, Reply, Status, Style};
pub use paging::{BodyPath, Found, Paged, Paging, Step};
pub use types::{
    Access, EnumValue, Field, Float, Hint, Int, Kind, MAX_TUPLE, Presence, Scalars, Struct, Text, Type, TypeDef, Union,
    Variant,
};

/// An API: its operations and the types they carry.
#[derive(Clone, Debug)]
pub struct Api {
    /// Title, version and description.
    pub info: Info,
    /// Where it is served; the first is the default. Empty: the caller must say.
    pub servers: Vec<Server>,
    /// The ways to authenticate, of which [`Operation::security`] chooses.
    pub schemes: Vec<SecurityScheme>,
    /// The certificates by which the connection itself authenticates: no operation sends them.
    pub certificates: Vec<Certificate>,
    /// What the documents say about tags; a tag used by operations need not be here.
    pub tags: Vec<Tag>,
    /// In document order.
    pub operations: Vec<Operation>,
    /// Indexed by [`TypeId`]; in document order.
    pub types: Vec<TypeDef>,
    /// What the API sends by itself: unions with a variant for each such request, whose hint is the request's name.
    pub webhooks: Vec<TypeId>,
    /// What the documents say and this model lacks; filled when all is known.
    pub uncovered: Vec<Uncovered>,
    /// What became of the schemas, each as it is used; in the order in which they were read. For tools: no stage asks.
    pub places: Vec<PlacedType>,
}

/// What became of the schema at a place.
#[derive(Clone, Debug)]
pub struct PlacedType {
    /// Where the schema stands.
    pub at: Location,
    /// The type, with `null` where it is allowed.
    pub ty: Type,
}

/// Something that the documents say and the model lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// What it is a part of, in words that users of the API know: `GET /v1/models`.
    pub what: String,
    /// What is missing and why, as the finding says it.
    pub why: String,
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
    /// Absolute, or relative to where the document was found; `{name}` stands for a variable.
    pub url: String,
    /// What it is called; may be empty.
    pub name: String,
    /// Those of its URL, in document order.
    pub variables: Vec<Variable>,
    /// What it is for.
    pub doc: Doc,
    /// Where this stands.
    pub at: Location,
}

/// A part of a server's URL that callers choose.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name in the URL.
    pub name: String,
    /// What it is unless the caller chooses.
    pub default: String,
    /// The values it may have; empty: any.
    pub values: Vec<String>,
    /// What it is.
    pub doc: Doc,
}

impl Server {
    /// One without variables.
    pub fn plain(url: &str, at: Location) -> Self {
        Self { url: url.to_owned(), name: String::new(), variables: Vec::new(), doc: Doc::default(), at }
    }

    /// The URL with the defaults of its variables.
    pub fn default_url(&self) -> String {
        let with_default =
            |url: String, variable: &Variable| url.replace(&format!("{{{}}}", variable.name), &variable.default);
        self.variables.iter().fold(self.url.clone(), with_default)
    }

    /// Whether it names a host.
    pub fn is_absolute(&self) -> bool {
        self.default_url().contains("://")
    }
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

/// A certificate of the caller, with which the connection is made.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Its key in the document; unique.
    pub name: String,
    /// How to get one.
    pub doc: Doc,
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
    /// As a bearer token that is given for the client's own id and secret (RFC 6749, section 4.4).
    ClientCredentials {
        /// Where tokens are given; absolute, or relative to the server.
        token_url: String,
        /// What the operations of the API need a token to allow, each once.
        scopes: Vec<String>,
    },
    /// In `X-Auth-Token`, as an identity service in the manner of `OpenStack` gives it for a password.
    Iam {
        /// Where that service is, if it is the same for all callers.
        url: Option<String>,
    },
    /// Not at all: the request is signed with it, by `SDK-HMAC-SHA256`.
    Signature,
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

impl Api {
    /// Whether there is something to call. Types alone need no client.
    pub const fn has_calls(&self) -> bool {
        !self.operations.is_empty()
    }

    /// The type behind aliases. Circles of aliases have no type behind them, and end anywhere.
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        for _ in 0..self.types.len() {
            let Type::Named(id) = ty else { break };
            let Kind::Alias(target) = &self[*id].kind else { break };
            ty = target;
        }
        ty
    }

    /// The types that a type is made of.
    pub fn parts(&self, id: TypeId) -> Vec<&Type> {
        match &self[id].kind {
            Kind::Struct(item) => item.fields.iter().map(|field| &field.ty).chain(&item.rest).collect(),
            Kind::Enum(_) => Vec::new(),
            Kind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Kind::Alias(ty) => vec![ty],
            Kind::Multipart(multipart) => multipart.parts.iter().filter_map(Part::ty).collect(),
        }
    }
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
    /// Splits a description into its first paragraph, and the rest.
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
