//! What came back, and how its body is read.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use url::Url;

use super::{Body, Json, Raw, Request, json};

/// How much of a body an error shows, in characters.
const SHOWN: usize = 200;

/// The headers that carry the server's id of a call, by how much they tell.
const REQUEST_IDS: [&str; 5] = ["x-request-id", "request-id", "x-amzn-requestid", "x-ms-request-id", "cf-ray"];

/// How the body of a reply is read.
pub trait Decoder {
    /// What the body is read into.
    type Value;

    /// What the server is asked to send, unless the operation says it itself.
    const ACCEPT: HeaderValue = HeaderValue::from_static("*/*");

    /// Whether the body is read while it comes, instead of when it is whole.
    const STREAMED: bool = false;

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// If it is not what the API documents.
    fn read(reply: &mut Reply) -> json::Result<Self::Value>;
}

/// A body in JSON. What the server calls it does not matter: many call JSON text. If it does not read, the error says what
/// the server calls it.
#[derive(Debug)]
pub struct JsonBody<T>(PhantomData<T>);

impl<T: Json> Decoder for JsonBody<T> {
    type Value = T;
    const ACCEPT: HeaderValue = HeaderValue::from_static("application/json");

    fn read(reply: &mut Reply) -> json::Result<T> {
        if reply.bytes.is_empty() {
            let mut value = T::blank();
            if value.leave_out() {
                return Ok(value);
            }
        }
        json::decode(&reply.bytes).map_err(|error| reply.explain(error))
    }
}

/// A body of any bytes, as they come.
impl Decoder for Body {
    type Value = Self;
    const STREAMED: bool = true;

    fn read(reply: &mut Reply) -> json::Result<Self> {
        Ok(reply.stream.take().map_or_else(|| reply.bytes.clone().into(), |(body, _)| body))
    }
}

/// Lets bodies be read into types that say by themselves how.
macro_rules! whole_bodies {
    ($($(#[$doc:meta])* $ty:ty: $read:expr;)*) => {$(
        $(#[$doc])*
        impl Decoder for $ty {
            type Value = Self;

            fn read(reply: &mut Reply) -> json::Result<Self> {
                let read: fn(&Bytes) -> json::Result<Self> = $read;
                read(&reply.bytes)
            }
        }
    )*};
}

whole_bodies! {
    /// A body of plain text.
    String: |bytes| match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(json::Error::new(error.valid_up_to(), "expected UTF-8")),
    };
    /// A body of any bytes, in memory.
    Bytes: |bytes| Ok(bytes.clone());
    /// A body that says nothing, if there is one.
    (): |_| Ok(());
    /// A body that no document describes.
    Raw: |_| Ok(Raw);
}

/// A reply of any status, its body not yet read.
pub struct Reply {
    /// What it replies to, as in `GET /v1/models`: no query, which may hold secrets.
    pub(super) call: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Where it came from in the end.
    pub(super) url: Option<Url>,
    /// Its body, unless that still comes.
    pub(super) bytes: Bytes,
    /// The body that still comes, and the request that it comes for.
    pub(super) stream: Option<(Body, Request)>,
}

impl Reply {
    pub(super) fn new(call: &str, status: StatusCode, mut headers: HeaderMap) -> Self {
        // Some are secrets, such as cookies that are set: no `Debug` shows them.
        headers.values_mut().for_each(|value| value.set_sensitive(true));
        Self { call: call.to_owned(), status, headers, url: None, bytes: Bytes::new(), stream: None }
    }

    /// The status, and the body as it came.
    pub fn parts(&self) -> (StatusCode, Bytes) {
        (self.status, self.bytes.clone())
    }

    /// The name of the case that the reply is: that of its status before that of the status' class, and that before
    /// `default`; of those the one with its media type. If the server names no media type it is the first, and if there is
    /// no other, whatever it names. A case is a name, and what it is for: `200 application/json`.
    pub fn case(&self, cases: &[(&'static str, &str)]) -> Option<&'static str> {
        let (exact, kind) = (self.status.as_str(), self.content_type());
        let class = format!("{}XX", exact.get(..1)?);
        let of_status =
            |status: &str| -> Vec<_> { cases.iter().filter(|(_, of)| of.split(' ').next() == Some(status)).collect() };
        let cases = [exact, &class, "default"].into_iter().map(of_status).find(|cases| !cases.is_empty())?;
        let listed = cases.iter().find(|(_, of)| of.split(' ').skip(1).any(|range| is_of(&kind, range)));
        let first = cases.first().filter(|_| kind.is_empty() || cases.len() == 1);
        listed.or(first).map(|(name, _)| *name)
    }

    /// The media type of the body, in small letters and without parameters; empty if the server does not say.
    pub(super) fn content_type(&self) -> String {
        let text = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Says why a body is no JSON, if the server says so itself.
    fn explain(&self, error: json::Error) -> json::Error {
        match self.content_type().as_str() {
            kind if kind.is_empty() || kind.contains("json") => error,
            kind => error.with_note(&format!("the body is said to be `{kind}`")),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came; of an error the start, if it is longer than it may be or broke off.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The id that the server gave the call, for its operators.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// The start of a text, on one line.
pub(super) fn excerpt(text: &[u8]) -> String {
    // A character has at most four bytes, so this is enough of them.
    let start = String::from_utf8_lossy(text.get(..4 * SHOWN).unwrap_or(text));
    let mut excerpt = String::new();
    for char in start.chars().take(SHOWN) {
        if char.is_control() {
            excerpt.extend(char.escape_default());
        } else {
            excerpt.push(char);
        }
    }
    excerpt
}

/// Reads the body, and keeps what came with it.
pub(super) fn response<D: Decoder>(reply: &mut Reply) -> json::Result<Response<D::Value>> {
    let mut response = Response::new(D::read(reply)?);
    (*response.status_mut(), *response.headers_mut()) = (reply.status, std::mem::take(&mut reply.headers));
    Ok(response)
}

/// Whether a media type is within a range, as in `image/*`.
fn is_of(kind: &str, range: &str) -> bool {
    range.strip_suffix('*').map_or(kind == range, |start| start == "*/" || kind.starts_with(start))
}

/// The id that the server gave a call, for its operators.
pub fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for {}", self.status, self.call)?;
        match self.request_id() {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Reply {
    // The headers stay out: they may set cookies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {}", excerpt(&self.bytes))
    }
}
