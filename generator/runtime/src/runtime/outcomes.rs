//! What the enums of bodies, the structs of headers and the streams beside a body have in common, written once.
#![allow(unused_macros, reason = "an API uses the macros that its replies need")]

/// Gives an operation one more method, `$method`, which asks for its reply as a stream of items.
macro_rules! streamed {
    ($ty:ident.$method:ident, $kind:ident $($of:ty)?, $error:ident $($error_of:ty)?) => {
        impl $ty {
            /// Sends the request, and gives the reply item by item.
            pub fn $method(
                self,
            ) -> $crate::runtime::Call<operation!(@value $kind $($of)?), operation!(@value $error $($error_of)?)> {
                self.0.send::<operation!(@decoder $kind $($of)?), operation!(@decoder $error $($error_of)?)>()
            }
        }
    };
}

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
