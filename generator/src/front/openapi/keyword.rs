//! Every keyword of OpenAPI 2.0 to 3.2, by the object it stands in: used, ignored with a reason, or not supported yet.
//!
//! The table is data: one walker checks documents against it, and the documentation is made from it.

mod swagger;
mod table;

pub use table::rows;

/// Declares the kinds of objects, each with what it is as documentation.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident,)*) => {
        /// The objects of the specification.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[doc = $doc])+ $kind,)* }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// What it is, in words.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$kind => concat!($($doc),+).trim_ascii(),)* }
            }
        }
    };
}

kinds! {
    /// The whole document.
    OpenApi,
    /// `info`
    Info,
    /// `info.contact`
    Contact,
    /// `info.license`
    License,
    /// An item of `servers`.
    Server,
    /// A value of a server's `variables`.
    ServerVariable,
    /// `components`
    Components,
    /// `paths`
    Paths,
    /// A value of `paths`.
    PathItem,
    /// `get`, `put`… of a path item.
    Operation,
    /// `externalDocs`
    ExternalDocs,
    /// An item of `parameters`.
    Parameter,
    /// `requestBody`
    RequestBody,
    /// A value of `content`.
    MediaType,
    /// A value of a media type's `encoding`.
    Encoding,
    /// `responses`
    Responses,
    /// A value of `responses`.
    Response,
    /// A value of `callbacks`.
    Callback,
    /// A value of `examples` outside schemas.
    Example,
    /// A value of `links`.
    Link,
    /// A value of `headers`.
    Header,
    /// An item of the document's `tags`.
    Tag,
    /// What may stand beside a `$ref` outside schemas.
    Reference,
    /// A schema.
    Schema,
    /// `discriminator`
    Discriminator,
    /// `xml`
    Xml,
    /// A value of `securitySchemes`.
    SecurityScheme,
    /// `flows`
    OAuthFlows,
    /// A value of `flows`.
    OAuthFlow,
    /// An item of `security`.
    SecurityRequirement,
    /// The whole document in 2.0.
    Swagger,
    /// `paths` in 2.0.
    SwaggerPaths,
    /// A value of `paths` in 2.0.
    SwaggerPathItem,
    /// `get`, `put`… of a path item in 2.0.
    SwaggerOperation,
    /// An item of `parameters` in 2.0.
    SwaggerParameter,
    /// `items` of what is no schema in 2.0.
    SwaggerItems,
    /// `responses` of an operation in 2.0.
    SwaggerResponses,
    /// A value of `responses` in 2.0.
    SwaggerResponse,
    /// A value of `headers` in 2.0.
    SwaggerHeader,
    /// A value of `securityDefinitions` in 2.0.
    SwaggerSecurityScheme,
}

impl Kind {
    /// Whether a `$ref` may stand in its place; for operations, because split documents have them there.
    pub const fn is_referable(self) -> bool {
        matches!(
            self,
            Self::PathItem
                | Self::Operation
                | Self::Parameter
                | Self::RequestBody
                | Self::MediaType
                | Self::Response
                | Self::Callback
                | Self::Example
                | Self::Link
                | Self::Header
                | Self::Schema
                | Self::SecurityScheme
                | Self::SwaggerPathItem
                | Self::SwaggerOperation
                | Self::SwaggerParameter
                | Self::SwaggerItems
                | Self::SwaggerResponse
        )
    }

    /// What 3.0 has in the place of an object of 2.0, if the two have other keywords.
    pub const fn later(self) -> Option<Self> {
        match self {
            Self::Swagger => Some(Self::OpenApi),
            Self::SwaggerPathItem => Some(Self::PathItem),
            Self::SwaggerOperation => Some(Self::Operation),
            Self::SwaggerParameter => Some(Self::Parameter),
            Self::SwaggerResponse => Some(Self::Response),
            Self::SwaggerHeader => Some(Self::Header),
            Self::SwaggerSecurityScheme => Some(Self::SecurityScheme),
            _ => None,
        }
    }

    /// What must stand where a reference in its place leads: items of 2.0 are schemas of few words.
    #[must_use]
    pub const fn referred(self) -> Self {
        match self {
            Self::SwaggerItems => Self::Schema,
            _ => self,
        }
    }
}

/// What becomes of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It shapes the client, or its documentation.
    Used,
    /// It says nothing that a client needs: why.
    Ignored(&'static str),
    /// It should shape the client, but does not yet: what happens instead.
    Unsupported(&'static str),
}

/// The form of a keyword's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any value; nothing in it is looked at.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A whole number from 0.
    Count,
    /// A number, or a boolean beside `minimum` and `maximum` (3.0).
    Bound,
    /// A string or a list of strings.
    TypeName,
    /// A list of any values.
    Values,
    /// A list of strings.
    Texts,
    /// An object whose values are strings.
    TextMap,
    /// An object of a kind.
    Object(Kind),
    /// An object whose values are objects of a kind.
    Map(Kind),
    /// A list of objects of a kind.
    List(Kind),
    /// An object of a kind, or `true` or `false`.
    ObjectOrBool(Kind),
}

/// A keyword in the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The keyword; `*` stands for all others of an object with free keys.
    pub word: &'static str,
    /// What becomes of it.
    pub usage: Use,
    /// The form of its value.
    pub shape: Shape,
}

/// The row of a keyword; extensions have one only if they are used.
pub fn row(kind: Kind, word: &str) -> Option<&'static Row> {
    let all = rows(kind);
    let free = || all.iter().find(|row| row.word == "*" && !word.starts_with("x-"));
    all.iter().find(|row| row.word == word).or_else(free)
}

/// The kind of object at a pointer into an object of a kind, if the table leads there.
pub fn kind_at(root: Kind, pointer: &str) -> Option<Kind> {
    /// What stands at a pointer: an object of a kind, or a map or list of such.
    enum At {
        Object(Kind),
        Items(Kind),
    }
    let mut at = At::Object(root);
    for token in pointer.split('/').skip(1) {
        at = match at {
            At::Items(kind) => At::Object(kind),
            At::Object(kind) => match row(kind, &token.replace("~1", "/").replace("~0", "~"))?.shape {
                Shape::Object(kind) | Shape::ObjectOrBool(kind) => At::Object(kind),
                Shape::Map(kind) | Shape::List(kind) => At::Items(kind),
                Shape::Any
                | Shape::Text
                | Shape::Bool
                | Shape::Number
                | Shape::Count
                | Shape::Bound
                | Shape::TypeName
                | Shape::Values
                | Shape::Texts
                | Shape::TextMap => return None,
            },
        };
    }
    match at {
        At::Object(kind) => Some(kind),
        At::Items(_) => None,
    }
}

/// The keyword that was probably meant.
pub fn nearest(kind: Kind, word: &str) -> Option<&'static str> {
    crate::nearest::nearest(word, rows(kind).iter().map(|row| row.word).filter(|known| *known != "*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leads_to_every_schema() {
        assert_eq!(kind_at(Kind::OpenApi, "/components/schemas/A/properties/b/items"), Some(Kind::Schema));
        assert_eq!(kind_at(Kind::OpenApi, "/paths/~1a~1{b}/get/responses/200/content/a~1b/schema"), Some(Kind::Schema));
        assert_eq!(kind_at(Kind::OpenApi, "/components/schemas"), None);
        assert_eq!(kind_at(Kind::OpenApi, "/x-schemas/A"), None);
    }

    #[test]
    fn a_slip_is_corrected() {
        assert_eq!(nearest(Kind::Operation, "operationID"), Some("operationId"));
        assert_eq!(nearest(Kind::Schema, "propertys"), Some("properties"));
        assert_eq!(nearest(Kind::Schema, "foo"), None);
    }

    #[test]
    fn no_word_stands_twice_in_a_kind() {
        for kind in
            [Kind::OpenApi, Kind::Schema, Kind::Parameter, Kind::Operation, Kind::Components, Kind::SwaggerParameter]
        {
            let mut words: Vec<_> = rows(kind).iter().map(|row| row.word).collect();
            words.sort_unstable();
            let count = words.len();
            words.dedup();
            assert_eq!(words.len(), count);
        }
    }
}
