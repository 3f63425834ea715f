//! What came back, and how its body is read.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::json::{self, Json};

/// How much of a body an error shows, in characters.
const SHOWN: usize = 200;

/// The headers that carry the server's id of a call, by how much they tell.
const REQUEST_IDS: [&str; 5] = ["x-request-id", "request-id", "x-amzn-requestid", "x-ms-request-id", "cf-ray"];

/// A successful reply with everything that came with its body.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

impl<T> Response<T> {
    /// The status, always 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id that the server gave the call, for its operators.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }
}

/// A kind of successful reply.
pub trait Body {
    /// What the body is read into.
    type Value;

    /// What the server is asked to send, unless the operation says it itself.
    const ACCEPT: HeaderValue = HeaderValue::from_static("*/*");

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// If it is not what the API documents.
    fn read(bytes: &Bytes) -> json::Result<Self::Value>;
}

/// A reply in JSON.
#[derive(Debug)]
pub struct JsonBody<T>(PhantomData<T>);

/// A reply in plain text.
#[derive(Debug)]
pub struct TextBody;

/// A reply of any bytes.
#[derive(Debug)]
pub struct BytesBody;

/// A reply whose body, if any, says nothing.
#[derive(Debug)]
pub struct EmptyBody;

impl<T: Json> Body for JsonBody<T> {
    type Value = T;
    const ACCEPT: HeaderValue = HeaderValue::from_static("application/json");

    fn read(bytes: &Bytes) -> json::Result<T> {
        if bytes.is_empty() {
            let mut value = T::blank();
            if value.leave_out() {
                return Ok(value);
            }
        }
        json::decode(bytes)
    }
}

impl Body for TextBody {
    type Value = String;

    fn read(bytes: &Bytes) -> json::Result<String> {
        let text = str::from_utf8(bytes).map(str::to_owned);
        text.map_err(|error| json::Error::new(error.valid_up_to(), "expected UTF-8"))
    }
}

impl Body for BytesBody {
    type Value = Bytes;

    fn read(bytes: &Bytes) -> json::Result<Bytes> {
        Ok(bytes.clone())
    }
}

impl Body for EmptyBody {
    type Value = ();

    fn read(_: &Bytes) -> json::Result<()> {
        Ok(())
    }
}

/// A reply of any status, its body not yet read.
pub(super) struct Reply {
    /// What it replies to, as in `GET /v1/models`: no query, which may hold secrets.
    pub(super) call: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Bytes,
}

impl Reply {
    pub(super) fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The start of the body, on one line.
    pub(super) fn excerpt(&self) -> String {
        // A character has at most four bytes, so this is enough of them.
        let start = String::from_utf8_lossy(self.bytes.get(..4 * SHOWN).unwrap_or(&self.bytes));
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
}

/// Reads the body alone.
pub(super) fn body<B: Body>(reply: &Reply) -> json::Result<B::Value> {
    B::read(&reply.bytes)
}

/// Reads the body, and keeps what came with it.
pub(super) fn response<B: Body>(reply: &Reply) -> json::Result<Response<B::Value>> {
    Ok(Response { status: reply.status, headers: reply.headers.clone(), body: B::read(&reply.bytes)? })
}

/// Reads the documented body of a reply that is not a success.
pub fn documented<E: Json>(bytes: &Bytes) -> Option<E> {
    json::decode(bytes).ok()
}

/// Reads nothing: no such body is documented.
pub fn undocumented(_: &Bytes) -> Option<super::Raw> {
    None
}

fn request_id(headers: &HeaderMap) -> Option<&str> {
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
        write!(f, "{self}: {}", self.excerpt())
    }
}
