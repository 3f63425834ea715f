//! What the enums of bodies and the structs of headers have in common, written once.
#![allow(unused_macros, reason = "an API uses the macros that its replies need")]

/// Reads an enum of bodies, from what each variant is for: a status (`200`, `4XX`, `default`) and its media types.
///
/// `$accept` are the media types to ask for, of a success. The variant `Unknown` keeps what is for none.
macro_rules! by_status {
    (@read $variant:ident $reply:ident empty) => { Ok(Self::$variant) };
    (@read $variant:ident $reply:ident $kind:ident $($of:ty)?) => {
        <operation!(@decoder $kind $($of)?) as $crate::runtime::reply::Decoder>::read($reply).map(Self::$variant)
    };
    ($ty:ident $(from $accept:literal)? { $($variant:ident: $case:literal $kind:ident $($of:ty)?),* $(,)? }) => {
        impl $crate::runtime::reply::Decoder for $ty {
            type Value = Self;
            $(const ACCEPT: ::http::HeaderValue = ::http::HeaderValue::from_static($accept);)?
            fn read(reply: &mut $crate::runtime::reply::Reply) -> $crate::runtime::json::Result<Self> {
                match reply.case(&[$((stringify!($variant), $case)),*]) {
                    $(Some(stringify!($variant)) => by_status!(@read $variant reply $kind $($of)?),)*
                    _ => {
                        let (status, body) = reply.parts();
                        Ok(Self::Unknown(status, body))
                    }
                }
            }
        }
        impl $crate::runtime::Documented for $ty {}
    };
}

/// Reads a struct of headers, from the name of each field's.
macro_rules! headers {
    ($ty:ident { $($field:ident: $wire:literal),* $(,)? }) => {
        impl ::core::convert::From<&::http::HeaderMap> for $ty {
            fn from(headers: &::http::HeaderMap) -> Self {
                Self { $($field: $crate::runtime::header::value(headers, $wire),)* }
            }
        }
    };
}
