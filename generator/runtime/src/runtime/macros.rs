//! What the generated types and operations have in common, written once.
#![allow(unused_macros, reason = "an API uses the macros that its types and operations need")]

/// Implements `Json` for types whose text is turned into a value in one step: what is blank, how it is read, how it is
/// written. Of what is a string in JSON and has a text of its own it is enough to say what it is called.
macro_rules! leaf {
    ($($ty:ty = $blank:expr, $want:literal;)+) => {
        $(leaf! {
            $ty = $blank,
            |reader| reader.text($want, |text| text.parse().ok()),
            |value, writer| writer.string(&value.to_string());
        })+
    };
    ($($ty:ty = $blank:expr, |$reader:ident| $read:expr, |$value:ident, $writer:ident| $write:expr;)+) => {
        $(impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                $blank
            }
            fn fill(&mut self, $reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                *self = $read?;
                ::core::result::Result::Ok(())
            }
            fn write(&self, $writer: &mut $crate::runtime::Writer) {
                let $value = self;
                $write;
            }
        })+
    };
}

/// Implements `Json` for a struct, from the wire name of each field: `record!(Job { id: "id", full_name: "fullName" })`.
///
/// `closed_at: "closedAt" or null` writes an absent value as `null`, for a property that is
/// required and nullable; `..extra` is the map that takes every other property.
macro_rules! record {
    ($ty:ident { $($field:ident: $wire:literal $(or $null:tt)?),* $(,)? $(..$extra:ident $(,)?)? }) => {
        impl $crate::runtime::Json for $ty {
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::Json::blank(),)*
                    $($extra: $crate::runtime::Json::blank(),)?
                }
            }
            fn fill(&mut self, reader: &mut $crate::runtime::Reader<'_>) -> $crate::runtime::json::Result<()> {
                reader.record(&mut [$(($wire, &mut self.$field, false)),*], &mut [$(&mut self.$extra)?])
            }
            fn write(&self, writer: &mut $crate::runtime::Writer) {
                writer.record(&[$(($wire, &self.$field, false $(| !::core::stringify!($null).is_empty())?)),*], &[$(&self.$extra)?]);
            }
        }
        by_json!($ty);
    };
}

/// Gives a struct a setter for each optional field: `setters!(Job { some { retries: i64 }, into { name: String } })`.
///
/// They are grouped by how the value is taken: as it is (`some`), as what turns into it (`into`), in a box (`boxed`), or as
/// what turns into a `Patch` (`patch`). `setters!(Job new { … })` gives a struct that requires nothing its constructor too.
macro_rules! setters {
    ($ty:ident new { $($groups:tt)* }) => {
        impl $ty {
            /// One with nothing set.
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }
        }
        setters!($ty { $($groups)* });
    };
    ($ty:ident {
        $(some { $($(#[$some_meta:meta])* $some:ident: $some_of:ty),* $(,)? },)?
        $(into { $($(#[$into_meta:meta])* $into:ident: $into_of:ty),* $(,)? },)?
        $(boxed { $($(#[$boxed_meta:meta])* $boxed:ident: $boxed_of:ty),* $(,)? },)?
        $(patch { $($(#[$patch_meta:meta])* $patch:ident: $patch_of:ty),* $(,)? },)?
    }) => {
        impl $ty {
            $($(
                /// Sets the field of this name.
                $(#[$some_meta])*
                #[must_use]
                pub fn $some(mut self, value: $some_of) -> Self {
                    self.$some = ::core::option::Option::Some(value);
                    self
                }
            )*)?
            $($(
                /// Sets the field of this name.
                $(#[$into_meta])*
                #[must_use]
                pub fn $into(mut self, value: impl ::core::convert::Into<$into_of>) -> Self {
                    self.$into = ::core::option::Option::Some(value.into());
                    self
                }
            )*)?
            $($(
                /// Sets the field of this name.
                $(#[$boxed_meta])*
                #[must_use]
                pub fn $boxed(mut self, value: $boxed_of) -> Self {
                    self.$boxed = ::core::option::Option::Some(::std::boxed::Box::new(value));
                    self
                }
            )*)?
            $($(
                /// Sets the field of this name.
                $(#[$patch_meta])*
                #[must_use]
                pub fn $patch(mut self, value: impl ::core::convert::Into<$crate::runtime::Patch<$patch_of>>) -> Self {
                    self.$patch = value.into();
                    self
                }
            )*)?
        }
    };
}

/// Makes a struct the body of several parts, from the wire name of each field: `multipart!(Photo { image: file "image" as
/// "image/png", pages: files "page", meta: "meta" with ["X-Id": "1"] })`, with the part's media type and headers where it
/// has any. A field holds a `file`, any number of `files`, or else what has a JSON form.
macro_rules! multipart {
    (@option) => { ::core::option::Option::None };
    (@option $value:literal) => { ::core::option::Option::Some($value) };
    (@write $form:ident, $info:expr, $held:expr) => { $form.value($info, &$held) };
    (@write $form:ident, $info:expr, $held:expr, file) => { $form.uploads($info, &mut ::core::iter::once(&$held)) };
    (@write $form:ident, $info:expr, $held:expr, files) => { $form.uploads($info, &mut $held.iter()) };
    ($ty:ident {
        $($field:ident: $($kind:ident)? $wire:literal $(as $media:literal)?
            $(with [$($name:literal: $value:literal),*])?),* $(,)?
    }) => {
        impl $crate::runtime::Multipart for $ty {
            fn write(&self, form: &mut $crate::runtime::Form) {
                $(
                    let info = $crate::runtime::PartInfo(
                        $wire, multipart!(@option $($media)?), &[$($(($name, $value)),*)?],
                    );
                    multipart!(@write form, &info, self.$field $(, $kind)?);
                )*
            }
        }
    };
}

/// Gives what comes item by item, and has `poll_item`, the ways to read it.
macro_rules! polled {
    ($ty:ident) => {
        impl<T> $ty<T> {
            /// What comes next; `None` at the end.
            pub async fn next(&mut self) -> Option<Result<T, Error>> {
                std::future::poll_fn(|context| self.poll_item(context)).await
            }

            /// What comes next; `None` at the end.
            ///
            /// # Errors
            ///
            /// If it does not come, or is not what the API documents.
            pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
                self.next().await.transpose()
            }

            /// The same for a thread that may be blocked.
            #[cfg(feature = "blocking")]
            pub fn blocking(self) -> impl Iterator<Item = Result<T, Error>> {
                let mut open = Some(self);
                std::iter::from_fn(move || {
                    super::blocking::wait(open.as_mut()?.next()).unwrap_or_else(|error| {
                        open = None;
                        Some(Err(error.into()))
                    })
                })
            }
        }

        // None lends its parts out in place.
        impl<T> Unpin for $ty<T> {}

        impl<T> futures_core::Stream for $ty<T> {
            type Item = Result<T, Error>;

            fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                self.get_mut().poll_item(context)
            }
        }

        impl<T> fmt::Debug for $ty<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($ty)).finish_non_exhaustive()
            }
        }
    };
}

/// Implements by way of its JSON what else a type is to have: `Debug`, and what features of the crate ask for. Derived code
/// that goes through every field of every type is as dear to compile as the JSON itself.
macro_rules! by_json {
    ($ty:ident) => {
        impl ::core::fmt::Debug for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::json::debug(::core::stringify!($ty), self, f)
            }
        }
        #[cfg(feature = "partial-eq")]
        impl ::core::cmp::PartialEq for $ty {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::json::is_equal(self, other)
            }
        }
        serde_by_json!($ty);
    };
}

/// Implements serde's traits for a type that has a JSON form, if the crate's feature `serde` is on.
macro_rules! serde_by_json {
    ($ty:ident) => {
        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $ty {
            fn serialize<S: ::serde::Serializer>(&self, format: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::json::serialize(self, format)
            }
        }
        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $ty {
            fn deserialize<D: ::serde::Deserializer<'de>>(format: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::json::deserialize(format)
            }
        }
    };
}

/// Gives an operation, a struct around its `Request`, the methods that send it.
///
/// The reply is `json T`, `text`, `bytes`, `stream`, `empty`, an enum `by_status T`, or a stream of items: `events T`,
/// `text_events`, `lines T` or `sequence T`. The body of an error is `json E`, `text`, `bytes`, `by_status E`, or `raw` where
/// none is documented. With the name of a method, as in `operation!(List.events, …)`, there is that method only.
macro_rules! operation {
    (@decoder json $body:ty) => { $crate::runtime::reply::JsonBody<$body> };
    (@decoder text) => { ::std::string::String };
    (@decoder bytes) => { ::bytes::Bytes };
    (@decoder stream) => { $crate::runtime::Body };
    (@decoder empty) => { () };
    (@decoder raw) => { $crate::runtime::Raw };
    (@decoder by_status $body:ty) => { $body };
    (@decoder events $item:ty) => { $crate::runtime::stream::EventsBody<$item> };
    (@decoder text_events) => { $crate::runtime::stream::TextEventsBody };
    (@decoder lines $item:ty) => { $crate::runtime::stream::LinesBody<$item> };
    (@decoder sequence $item:ty) => { $crate::runtime::stream::SequenceBody<$item> };
    (@value json $body:ty) => { $body };
    (@value events $item:ty) => { $crate::runtime::Events<$item> };
    (@value text_events) => { $crate::runtime::Events<::std::string::String> };
    (@value lines $item:ty) => { $crate::runtime::Incoming<$item> };
    (@value sequence $item:ty) => { $crate::runtime::Incoming<$item> };
    // The others read themselves.
    (@value $($kind:tt)+) => { operation!(@decoder $($kind)+) };
    ($ty:ident $(.$method:ident)?, $kind:ident $($of:ty)?, $error:ident $($error_of:ty)?) => {
        operation!(
            @methods $ty $($method)?,
            operation!(@value $kind $($of)?), operation!(@decoder $kind $($of)?),
            operation!(@value $error $($error_of)?), operation!(@decoder $error $($error_of)?)
        );
    };
    (@methods $ty:ident $method:ident, $value:ty, $decoder:ty, $error:ty, $error_decoder:ty) => {
        impl $ty {
            /// Sends the request, and gives the reply item by item.
            pub fn $method(self) -> $crate::runtime::Call<$value, $error> {
                self.0.send::<$decoder, $error_decoder>()
            }
        }
    };
    (@methods $ty:ident, $value:ty, $decoder:ty, $error:ty, $error_decoder:ty) => {
        impl $ty {
            /// Sends the request, and gives the body of the reply.
            pub fn send(self) -> $crate::runtime::Call<$value, $error> {
                self.0.send::<$decoder, $error_decoder>()
            }

            /// Sends the request, and gives the status, headers and body of the reply.
            pub fn response(self) -> $crate::runtime::Call<::http::Response<$value>, $error> {
                self.0.response::<$decoder, $error_decoder>()
            }

            /// Sends the request, and gives the status, headers and the body as it comes, not decoded.
            pub fn raw(self) -> $crate::runtime::Call<::http::Response<$crate::runtime::Body>, $error> {
                self.0.raw::<$decoder, $error_decoder>()
            }

            /// Sends the request, and waits for the body of the reply, on a thread that may be blocked.
            ///
            /// # Errors
            ///
            /// As those of [`send`](Self::send).
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> ::core::result::Result<$value, $crate::runtime::Error<$error>> {
                self.send().blocking()
            }

            /// Overrides the client's settings for this call alone.
            pub fn with_options(self, options: $crate::runtime::Options) -> Self {
                Self(self.0.with_options(options))
            }
        }
    };
}

/// Gives an operation that lists something the methods that go through all of it: its page, its item, how a page leads to the
/// next one, and how the items are taken out of a page.
macro_rules! paged {
    ($ty:ident, $page:ty, $item:ty, $step:ident $({ $($of:tt)* })?, |$it:ident| $items:expr) => {
        impl $ty {
            /// All pages, from this one on, as a stream that makes a call for each when it is read.
            pub fn pages(self) -> $crate::runtime::Pages<$page> {
                $crate::runtime::Pages::new(
                    self.0,
                    $crate::runtime::Step::$step $({ $($of)* })?,
                    <$crate::runtime::reply::JsonBody<$page> as $crate::runtime::reply::Decoder>::read,
                )
            }

            /// The items of all pages, from this one on, as a stream that makes a call for each page when it is read.
            pub fn items(self) -> $crate::runtime::Items<$item> {
                $crate::runtime::Items::new(self.0, $crate::runtime::Step::$step $({ $($of)* })?, |reply| {
                    let page = <$crate::runtime::reply::JsonBody<$page> as $crate::runtime::reply::Decoder>::read(reply);
                    page.map(|$it| $items)
                })
            }
        }
    };
}

/// Gives a struct of settings its methods, each of which changes the struct and gives it back.
macro_rules! chained {
    ($ty:ident { $($(#[$meta:meta])* fn $name:ident($this:ident $(, $value:ident: $of:ty)*) $body:block)* }) => {
        impl $ty {
            $(
                $(#[$meta])*
                pub fn $name(mut $this $(, $value: $of)*) -> Self {
                    $body
                    $this
                }
            )*
        }
    };
}

/// Shows no more of a value than the name of its type: what it holds may be a secret.
macro_rules! opaque {
    ($($ty:ident $(<$($of:ident),*>)?),*) => {$(
        impl $(<$($of),*>)? ::core::fmt::Debug for $ty $(<$($of),*>)? {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(stringify!($ty)).finish_non_exhaustive()
            }
        }
    )*};
}
