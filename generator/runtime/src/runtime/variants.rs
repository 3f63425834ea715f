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
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::core::fmt::Debug for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self.as_str(), f)
            }
        }
        impl ::core::cmp::PartialEq for $ty {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::core::cmp::Eq for $ty {}
        impl ::core::hash::Hash for $ty {
            fn hash<H: ::core::hash::Hasher>(&self, hasher: &mut H) {
                self.as_str().hash(hasher);
            }
        }
        open_enum!(@json $ty, |value, reader| reader.open(value), |value, writer| writer.string(value.as_str()));
    };
    ($ty:ident: i64 { $($rows:tt)* }) => {
        open_enum!(@of i64, as_i64, $ty { $($rows)* });
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
    };
    ($ty:ident: Value { $($rows:tt)* }) => {
        open_enum!(@of ::serde_json::Value, as_value, $ty { $($rows)* });
    };
    (@of $of:ty, $as_of:ident, $ty:ident { $($variant:ident: $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it is sent.
            #[must_use]
            pub fn $as_of(&self) -> $of {
                match self {
                    $(Self::$variant => ::core::convert::From::from($wire),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }
        }
        impl ::core::convert::From<$of> for $ty {
            fn from(value: $of) -> Self {
                match value {
                    $(value if value == $wire => Self::$variant,)*
                    value => Self::Unknown(value),
                }
            }
        }
        open_enum!(
            @json $ty,
            |value, reader| {
                *value = Self::from(<$of as $crate::runtime::Json>::read(reader)?);
                reader.note(::core::matches!(value, Self::Unknown(_)));
                ::core::result::Result::Ok(())
            },
            |value, writer| $crate::runtime::Json::write(&value.$as_of(), writer)
        );
    };
    (@json $ty:ident, |$slot:ident, $reader:ident| $fill:expr, |$value:ident, $writer:ident| $write:expr) => {
        impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                Self::Unknown(::core::default::Default::default())
            }
            fn fill(&mut self, $reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                let $slot = self;
                $fill
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
    (@other $reader:ident, $other:ident) => { Self::$other($crate::runtime::Json::read($reader)?) };
    ($ty:ident by $tag:literal $(else $other:ident)? { $($variant:ident $(($held:ty))?: $wire:literal),* $(,)? }) => {
        leaf! {
            $ty = Self::Unknown($crate::runtime::Json::blank()),
            |reader| ::core::result::Result::Ok(match reader.tag($tag)?.as_deref() {
                $(::core::option::Option::Some($wire) => Self::$variant($crate::runtime::Json::read(reader)?),)*
                _ => tagged_union!(@other reader, $($other)?),
            }),
            |value, writer| match value {
                $(Self::$variant(value) => writer.tagged($tag, $wire, value),)*
                $(Self::$other(value) => $crate::runtime::Json::write(value, writer),)?
                Self::Unknown(value) => $crate::runtime::Json::write(value, writer),
            };
        }
        $($(union!(@from $ty, $variant, $held);)?)*
        by_json!($ty);
    };
}

/// Implements `Json` for a union whose variants are told apart by what they hold: `union!(Shape { Circle, Square })`.
///
/// Each variant holds one value; the last one is `Unknown(Value)`, for what fits none. A variant that is the only one to
/// hold a type can be made from it: `Circle(types::Circle)`.
macro_rules! union {
    ($ty:ident { $($variant:ident $(($held:ty))?),* $(,)? }) => {
        leaf! {
            $ty = Self::Unknown($crate::runtime::Json::blank()),
            |reader| {
                let mut variants = [$(Self::$variant($crate::runtime::Json::blank())),*];
                let best = reader.best(&mut variants.each_mut().map(|variant| match variant {
                    $(Self::$variant(value) => value as &mut dyn $crate::runtime::Json,)*
                    Self::Unknown(value) => value,
                }))?;
                ::core::result::Result::Ok(match best.and_then(|index| variants.into_iter().nth(index)) {
                    ::core::option::Option::Some(variant) => variant,
                    ::core::option::Option::None => Self::Unknown(reader.unknown()?),
                })
            },
            |value, writer| match value {
                $(Self::$variant(value) => $crate::runtime::Json::write(value, writer),)*
                Self::Unknown(value) => $crate::runtime::Json::write(value, writer),
            };
        }
        $($(union!(@from $ty, $variant, $held);)?)*
        by_json!($ty);
    };
    (@from $ty:ident, $variant:ident, $held:ty) => {
        impl ::core::convert::From<$held> for $ty {
            fn from(value: $held) -> Self {
                Self::$variant(value.into())
            }
        }
    };
}
