//! What enums and unions have in common, written once.
#![allow(unused_macros, reason = "an API uses the macros that its types need")]

/// Implements everything that an enum needs, from the wire value of each variant: `open_enum!(Size { Small: "small" })`,
/// `open_enum!(Level: i64 { Low: 1 })`, and `open_enum!(Limit: Value { Auto: "auto", One: 1_i64 })` where values are of
/// several types.
///
/// The enum is open: its last variant is `Unknown`, for a value that came after the API document.
macro_rules! open_enum {
    ($ty:ident { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text,
                }
            }
        }
        impl ::core::convert::From<&str> for $ty {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(text)),
                }
            }
        }
        impl ::core::convert::From<::std::string::String> for $ty {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::core::str::FromStr for $ty {
            type Err = ::core::convert::Infallible;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        open_enum!(@json $ty, reader => &*reader.string()?, (value, writer) => writer.string(value.as_str()));
    };
    ($ty:ident: i64 { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it is sent.
            #[must_use]
            pub const fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(number) => *number,
                }
            }
        }
        impl ::core::convert::From<i64> for $ty {
            fn from(number: i64) -> Self {
                match number {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(number),
                }
            }
        }
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
        open_enum!(
            @json $ty, reader => reader.integer::<i64>("a 64-bit integer")?,
            (value, writer) => $crate::runtime::Json::write(&value.as_i64(), writer)
        );
    };
    ($ty:ident: Value { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it is sent.
            #[must_use]
            pub fn as_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => ::serde_json::Value::from($wire),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }
        }
        impl ::core::convert::From<::serde_json::Value> for $ty {
            fn from(value: ::serde_json::Value) -> Self {
                match value {
                    $(value if value == $wire => Self::$variant,)*
                    value => Self::Unknown(value),
                }
            }
        }
        open_enum!(
            @json $ty, reader => $crate::runtime::json::value(reader)?,
            (value, writer) => $crate::runtime::Json::write(&value.as_value(), writer)
        );
    };
    (@json $ty:ident, $reader:ident => $read:expr, ($value:ident, $writer:ident) => $write:expr) => {
        impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                Self::Unknown(::core::default::Default::default())
            }
            fn fill(&mut self, $reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                *self = Self::from($read);
                $reader.note(::core::matches!(self, Self::Unknown(_)));
                ::core::result::Result::Ok(())
            }
            fn write(&self, $writer: &mut $crate::runtime::Writer) {
                let $value = self;
                $write;
            }
        }
        serde_by_json!($ty);
    };
}

/// Implements `Json` for a union whose variants are told apart by a property: `tagged_union!(Pet by "kind" { Cat: "cat" })`.
///
/// Each variant holds one value; the last one is `Unknown(Value)`, for a tag that came after the API document. A variant
/// that is the only one to hold a type can be made from it: `Cat(types::Cat): "cat"`. A variant behind `else` holds what no
/// tag announces.
macro_rules! tagged_union {
    (@other $reader:ident,) => { Self::Unknown($reader.unknown()?) };
    (@other $reader:ident, $other:ident) => { Self::$other($crate::runtime::Json::blank()) };
    ($ty:ident by $tag:literal $(else $other:ident)? { $($variant:ident $(($held:ty))?: $wire:literal),* $(,)? }) => {
        impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::runtime::Json::blank())
            }
            fn fill(&mut self, reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                *self = match reader.tag($tag)?.as_deref() {
                    $(::core::option::Option::Some($wire) => Self::$variant($crate::runtime::Json::blank()),)*
                    _ => tagged_union!(@other reader, $($other)?),
                };
                match self {
                    $(Self::$variant(value) => value.fill(reader),)*
                    $(Self::$other(value) => value.fill(reader),)?
                    Self::Unknown(_) => ::core::result::Result::Ok(()),
                }
            }
            fn write(&self, writer: &mut $crate::runtime::Writer) {
                match self {
                    $(Self::$variant(value) => writer.tagged($tag, $wire, value),)*
                    $(Self::$other(value) => value.write(writer),)?
                    Self::Unknown(value) => value.write(writer),
                }
            }
        }
        $($(union!(@from $ty, $variant, $held);)?)*
        serde_by_json!($ty);
    };
}

/// Implements `Json` for a union whose variants are told apart by what they hold: `union!(Shape { Circle, Square })`.
///
/// Each variant holds one value; the last one is `Unknown(Value)`, for what fits none. A variant that is the only one to
/// hold a type can be made from it: `Circle(types::Circle)`.
macro_rules! union {
    ($ty:ident { $($variant:ident $(($held:ty))?),* $(,)? }) => {
        impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::runtime::Json::blank())
            }
            fn fill(&mut self, reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                let mut variants = [$(Self::$variant($crate::runtime::Json::blank())),*];
                let best = reader.best(&mut variants.each_mut().map(|variant| match variant {
                    $(Self::$variant(value) => value as &mut dyn $crate::runtime::Json,)*
                    Self::Unknown(value) => value,
                }))?;
                *self = match best.and_then(|index| variants.into_iter().nth(index)) {
                    ::core::option::Option::Some(variant) => variant,
                    ::core::option::Option::None => Self::Unknown(reader.unknown()?),
                };
                ::core::result::Result::Ok(())
            }
            fn write(&self, writer: &mut $crate::runtime::Writer) {
                match self {
                    $(Self::$variant(value) => value.write(writer),)*
                    Self::Unknown(value) => value.write(writer),
                }
            }
        }
        $($(union!(@from $ty, $variant, $held);)?)*
        serde_by_json!($ty);
    };
    (@from $ty:ident, $variant:ident, $held:ty) => {
        impl ::core::convert::From<$held> for $ty {
            fn from(value: $held) -> Self {
                Self::$variant(value.into())
            }
        }
    };
}
