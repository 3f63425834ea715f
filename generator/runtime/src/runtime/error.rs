//! What can become of a call that does not succeed.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::reply::excerpt;
use super::retry::retry_after;
use super::{BoxError, Reply, json};

/// Why a call did not succeed. `E` is the error body that the API documents for the operation.
///
/// `?` turns it into the plain `Error`, which keeps everything but the decoded body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Raw> {
    /// Nothing was sent; the text says what to do.
    Request(RequestError),
    /// No whole reply came back.
    Transport(TransportError),
    /// The call succeeded (2xx), but its body is not what the API documents.
    Decode(DecodeError),
    /// The server answered with another status than 2xx.
    Api(ApiError<E>),
}

/// No documented error body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw;

/// Why a request could not be made. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError(String);

/// Why no whole reply came back.
#[derive(Debug)]
pub struct TransportError(Box<Failure>);

#[derive(Debug)]
struct Failure {
    kind: FailureKind,
    /// The call, as in `GET /v1/models`: no query, which may hold secrets.
    call: String,
    cause: BoxError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailureKind {
    Connect,
    Timeout,
    /// The request was not sent, or no status came back.
    NoReply,
    /// The body of the reply broke off.
    Broken,
    TooLong,
    /// There is no token to authenticate with.
    Token,
}

/// Why the body of a successful reply could not be read.
#[derive(Debug)]
pub struct DecodeError {
    pub(super) reply: Box<Reply>,
    pub(super) error: json::Error,
}

/// A reply that is not a success.
#[derive(Debug)]
pub struct ApiError<E = Raw> {
    pub(super) reply: Box<Reply>,
    pub(super) body: Option<Box<E>>,
}

impl<E> Error<E> {
    /// The status of the reply, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.reply().map(Reply::status)
    }

    /// The headers of the reply, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.reply().map(Reply::headers)
    }

    /// The body of the reply as it came, if there was one.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.reply().map(Reply::bytes)
    }

    /// The id that the server gave the call, for its operators.
    pub fn request_id(&self) -> Option<&str> {
        self.reply().and_then(Reply::request_id)
    }

    /// How long the server asks to wait before another call.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?, SystemTime::now())
    }

    /// Whether the same call may succeed a little later: no reply came, or one with status 408, 429, 502, 503 or 504.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => match error.0.kind {
                FailureKind::Connect | FailureKind::Timeout | FailureKind::NoReply => true,
                FailureKind::Broken | FailureKind::TooLong => false,
                FailureKind::Token => error.0.cause.downcast_ref::<Arc<Error>>().is_some_and(|it| it.is_retryable()),
            },
            Self::Api(error) => matches!(error.status().as_u16(), 408 | 429 | 502..=504),
            Self::Request(_) | Self::Decode(_) => false,
        }
    }

    pub(super) fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Decode(error) => Some(&error.reply),
            Self::Api(error) => Some(&error.reply),
        }
    }

    /// The same error, with what it is an error of.
    pub(super) fn of_call(self, call: &str) -> Self {
        if let Self::Transport(error) = self { Self::Transport(error.of_call(call)) } else { self }
    }

    /// The same error, as one of an operation with another error body.
    pub(super) fn without_body<F>(self) -> Error<F> {
        match self {
            Self::Request(error) => Error::Request(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Decode(error) => Error::Decode(error),
            Self::Api(error) => Error::Api(ApiError { reply: error.reply, body: None }),
        }
    }
}

/// Gives an error its questions, each with what it asks of the error.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident: |$error:ident| $answer:expr;)*) => {
        impl<E> Error<E> {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> bool {
                    let $error = self;
                    $answer
                }
            )*
        }
    };
}

questions! {
    /// Whether the server finds fault with the request (400).
    is_bad_request: |error| error.status() == Some(StatusCode::BAD_REQUEST);
    /// Whether the server wants other credentials (401).
    is_unauthorized: |error| error.status() == Some(StatusCode::UNAUTHORIZED);
    /// Whether the credentials do not suffice (403).
    is_forbidden: |error| error.status() == Some(StatusCode::FORBIDDEN);
    /// Whether the server says that there is no such thing (404).
    is_not_found: |error| error.status() == Some(StatusCode::NOT_FOUND);
    /// Whether the request does not go with the state of things (409).
    is_conflict: |error| error.status() == Some(StatusCode::CONFLICT);
    /// Whether there were too many calls (429).
    is_rate_limited: |error| error.status() == Some(StatusCode::TOO_MANY_REQUESTS);
    /// Whether the server failed (5xx).
    is_server_error: |error| error.status().is_some_and(|status| status.is_server_error());
    /// Whether the call succeeded, but its body is not what the API documents.
    is_decode: |error| matches!(error, Self::Decode(_));
    /// Whether the call took longer than it may.
    is_timeout: |error| matches!(error, Self::Transport(error) if error.0.kind == FailureKind::Timeout);
    /// Whether the server could not be reached.
    is_connect: |error| matches!(error, Self::Transport(error) if error.0.kind == FailureKind::Connect);
}

impl<E: Documented> From<Error<E>> for Error {
    fn from(error: Error<E>) -> Self {
        error.without_body()
    }
}

/// The body of an error that an API documents: every type but [`Raw`], which is none.
pub trait Documented {}

impl<E: json::Json> Documented for E {}

impl Documented for Bytes {}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    // The variant's own text is this error's text: the chain goes on below it.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Self::Transport(error) = self { error.source() } else { None }
    }
}

impl RequestError {
    /// A reason of one's own, as of something that signs requests or fetches tokens.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for RequestError {}

impl TransportError {
    /// The server could not be reached.
    pub fn connect(cause: impl Into<BoxError>) -> Self {
        Self::new(FailureKind::Connect, cause)
    }

    /// It took longer than it may.
    pub fn timeout(cause: impl Into<BoxError>) -> Self {
        Self::new(FailureKind::Timeout, cause)
    }

    /// The request could not be sent, or no reply came to it.
    pub fn other(cause: impl Into<BoxError>) -> Self {
        Self::new(FailureKind::NoReply, cause)
    }

    pub(super) fn broken(cause: BoxError) -> Self {
        match cause.downcast::<reqwest::Error>() {
            Ok(error) if error.is_timeout() => Self::timeout(error.without_url()),
            Ok(error) => Self::new(FailureKind::Broken, error.without_url()),
            Err(cause) => Self::new(FailureKind::Broken, cause),
        }
    }

    pub(super) fn too_long(limit: usize) -> Self {
        Self::new(FailureKind::TooLong, format!("it has more than {limit} bytes"))
    }

    pub(super) fn token(cause: Arc<Error>) -> Self {
        Self::new(FailureKind::Token, cause)
    }

    fn new(kind: FailureKind, cause: impl Into<BoxError>) -> Self {
        Self(Box::new(Failure { kind, call: String::from("the call"), cause: cause.into() }))
    }

    /// The same error, with what it is an error of.
    pub(super) fn of_call(mut self, call: &str) -> Self {
        call.clone_into(&mut self.0.call);
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = &self.0.call;
        match self.0.kind {
            FailureKind::Connect => write!(f, "no connection for {call}"),
            FailureKind::Timeout => write!(f, "no reply to {call} in time"),
            FailureKind::NoReply => write!(f, "no reply to {call}"),
            FailureKind::Broken => write!(f, "no whole reply to {call}"),
            FailureKind::TooLong => write!(f, "the reply to {call} is too long"),
            FailureKind::Token => write!(f, "no token for {call}"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0.cause)
    }
}

/// Both are a reply, and say what it says.
macro_rules! replies {
    ($($ty:ident $(<$of:ident>)?),*) => {$(
        impl $(<$of>)? Deref for $ty $(<$of>)? {
            type Target = Reply;

            fn deref(&self) -> &Reply {
                &self.reply
            }
        }
    )*};
}

replies!(DecodeError, ApiError<E>);

impl DecodeError {
    /// What is wrong with the body, and where.
    pub fn json(&self) -> &json::Error {
        &self.error
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected body of {}: {}", self.reply, self.error)
    }
}

impl StdError for DecodeError {}

impl<E> ApiError<E> {
    /// The documented error body, if the reply has one.
    pub fn body(&self) -> Option<&E> {
        self.body.as_deref()
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.problem().map(|problem| problem.to_string());
        let excerpt = excerpt(problem.as_ref().map_or(&self.reply.bytes, String::as_bytes));
        let colon = if excerpt.is_empty() { "" } else { ": " };
        write!(f, "{}{colon}{excerpt}", self.reply)
    }
}

impl<E: fmt::Debug> StdError for ApiError<E> {}
