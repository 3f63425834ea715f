//! The body of a message on its way: bytes in memory, or a stream of them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::RequestError;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request or of a reply. As a stream it gives chunk by chunk, each in memory only as long as it is looked
/// at.
pub struct Body(Kind);

enum Kind {
    Bytes(Bytes),
    /// The chunks, and how many bytes they have together, if that is known. The lock is never taken: it lets threads share
    /// what holds a body.
    Stream(Mutex<Chunks>, Option<u64>),
}

impl Body {
    /// A body that comes chunk by chunk. `length` is that of all chunks together, in bytes, if it is known.
    pub fn stream<E: Into<BoxError>>(
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self(Kind::Stream(Mutex::new(Box::pin(Mapped(Box::pin(chunks)))), length))
    }

    /// How long it is, in bytes, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes.len() as u64),
            Kind::Stream(_, length) => *length,
        }
    }

    /// All of it, if it is in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream(..) => None,
        }
    }

    /// The next chunk; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.0 {
            Kind::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Kind::Stream(chunks, _) => {
                chunks.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
            }
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Kind::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    // Not what it holds, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// Chunks with their errors in a box.
struct Mapped<S>(Pin<Box<S>>);

impl<E: Into<BoxError>, S: Stream<Item = Result<Bytes, E>>> Stream for Mapped<S> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.0.as_mut().poll_next(context)).map(|chunk| chunk.map_err(Into::into)))
    }
}

/// What a request sends, kept so that each try can have it.
#[derive(Clone)]
pub(super) enum Payload {
    /// The same bytes each time.
    Bytes(Bytes),
    /// A stream, which can be sent once.
    Once(Arc<Mutex<Option<Body>>>),
    /// What is made anew for each try.
    #[allow(dead_code, reason = "only a body of several parts is")]
    Made(Arc<dyn Source>),
}

/// What makes a body when it is to be sent.
pub(super) trait Source: Send + Sync {
    /// Whether it can do so again.
    fn is_repeatable(&self) -> bool {
        true
    }

    /// Makes the body.
    fn open(&self) -> Pin<Box<dyn Future<Output = Result<Body, RequestError>> + Send + '_>>;
}

impl From<Body> for Payload {
    fn from(body: Body) -> Self {
        match body.0 {
            Kind::Bytes(bytes) => Self::Bytes(bytes),
            Kind::Stream(..) => Self::Once(Arc::new(Mutex::new(Some(body)))),
        }
    }
}

impl Payload {
    /// Whether it can be sent again.
    pub(super) fn is_repeatable(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Once(_) => false,
            Self::Made(source) => source.is_repeatable(),
        }
    }

    /// The body of one try.
    pub(super) async fn open(&self) -> Result<Body, RequestError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone().into()),
            Self::Once(body) => {
                let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                body.ok_or_else(|| RequestError::new("the stream that is the body was sent already"))
            }
            Self::Made(source) => source.open().await,
        }
    }
}
