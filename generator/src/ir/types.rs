//! The types of an API: structs, enums, unions, and what their parts hold.

use super::{Doc, Domain, Example, Multipart, TypeId};
use crate::source::Location;
use serde_json::Value;
use std::borrow::Cow;

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

    /// The name of the property that a type stands at, with what it is there: an item, or one of several.
    pub fn property(&self) -> &[String] {
        self.words.get(self.starts().next().unwrap_or_default()..).unwrap_or_default()
    }

    /// Where the words are that the document gave, the last one first; the others say what something is to them.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        let is_made_up = |word: &String| {
            let kind = word.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
            matches!(kind, "item" | "value" | "variant" | "list" | "string" | "number" | "integer" | "boolean")
        };
        self.words.iter().enumerate().rev().filter(move |(_, word)| !is_made_up(word)).map(|(index, _)| index)
    }
}

/// The shape of a named type.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An object with known properties.
    Struct(Struct),
    /// A scalar out of a list, which is not empty; open, since servers add values.
    Enum(Vec<EnumValue>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A body of several parts.
    Multipart(Multipart),
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
    /// As it travels: a string, an integer, another number or a boolean; unique in its enum.
    pub wire: Value,
    /// What the document calls it, if not by itself.
    pub name: Option<String>,
    /// What it means.
    pub doc: Doc,
}

impl EnumValue {
    /// As people write it: a string without its quotes.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.wire {
            Value::String(text) => Cow::Borrowed(text),
            wire => Cow::Owned(wire.to_string()),
        }
    }
}

/// What the values of an enum have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalars {
    /// All are strings.
    Strings,
    /// All are integers of 64 bits.
    Integers,
    /// They are of several types.
    Mixed,
}

impl Scalars {
    /// Of these values.
    pub fn of(values: &[EnumValue]) -> Self {
        if values.iter().all(|value| value.wire.is_string()) {
            Self::Strings
        } else if values.iter().all(|value| value.wire.is_i64()) {
            Self::Integers
        } else {
            Self::Mixed
        }
    }

    /// Whether a value is of such a type.
    pub fn hold(self, value: &Value) -> bool {
        match self {
            Self::Strings => value.is_string(),
            Self::Integers => value.is_i64(),
            Self::Mixed => true,
        }
    }
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property that tells which, if there is one.
    pub tag: Option<String>,
    /// In document order, at least two.
    pub variants: Vec<Variant>,
}

impl Union {
    /// The tag of the variant that a value with this tag is of; `None` for the one that holds what no other one does.
    pub fn announced<'a>(&self, tag: &'a str) -> Option<&'a str> {
        Some(tag).filter(|tag| self.variants.iter().any(|variant| variant.tag.as_deref() == Some(tag)))
    }
}

/// One choice of a [`Union`].
#[derive(Clone, Debug)]
pub struct Variant {
    /// What its name is made from.
    pub hint: Hint,
    /// The tag's value that announces it. When the union has a tag, only the last variant may have none: it holds what no
    /// other one is announced for.
    pub tag: Option<String>,
    /// What it holds.
    pub ty: Type,
    /// Which values of it.
    pub domain: Option<Box<Domain>>,
    /// What it means.
    pub doc: Doc,
}

/// How long a [`Type::Tuple`] may be.
pub const MAX_TUPLE: usize = 8;

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
    /// Bytes as they are, as a part of a form or as a whole body. JSON has no room for such; there it is text.
    Binary,
    /// Any JSON value.
    Json,
    /// A list.
    List(Box<Type>),
    /// A list of so many items, at least one and at most [`MAX_TUPLE`], each of a type of its own.
    Tuple(Vec<Self>),
    /// An object whose keys are not known.
    Map(Box<Type>),
    /// A value or `null`. Never directly inside another one, and never a field's own type: see [`Presence`].
    Nullable(Box<Type>),
    /// A type of [`Api::types`](super::Api::types).
    Named(TypeId),
}

impl Type {
    /// The types of the API that it names.
    pub fn named(&self) -> Vec<TypeId> {
        match self {
            Self::List(item) | Self::Map(item) | Self::Nullable(item) => item.named(),
            Self::Tuple(items) => items.iter().flat_map(Self::named).collect(),
            Self::Named(id) => vec![*id],
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::String(_) | Self::Bytes | Self::Binary | Self::Json => {
                Vec::new()
            }
        }
    }
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
    /// An address of the Internet Protocol.
    Ip,
    /// One of its version 4.
    Ipv4,
    /// One of its version 6.
    Ipv6,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key.
    pub wire: String,
    /// What the document calls it, if not by that.
    pub name: Option<String>,
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
    /// The same for samples, with an example.
    pub domain: Option<Box<Domain>>,
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
