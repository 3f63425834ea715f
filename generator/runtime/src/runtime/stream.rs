//! Replies that come item by item: server-sent events, JSON lines and JSON sequences.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};

use super::body::Body;
use super::call::exchange;
use super::error::{DecodeError, Error, TransportError};
use super::frames::{Frame, Frames, Framing};
use super::json::{self, Json};
use super::reply::{Decoder, Reply};
use super::request::Request;

/// How long to wait before the connection is made again, unless the server says it.
const PAUSE: Duration = Duration::from_secs(1);

/// How long to wait at least, whatever the server says.
const SHORTEST: Duration = Duration::from_millis(100);

/// Items as they come: a stream, or [`next`](Self::next) by hand.
///
/// An item that is not what the API documents is an error, after which the next one follows. An item may be as long as a
/// body that is held in memory (`max_body` of the client's builder); the limits of time end with the first byte.
pub struct Incoming<T> {
    source: Source,
    read: fn(&Frame) -> json::Result<T>,
}

/// Server-sent events, read as the HTML standard says.
///
/// When the connection ends and the server has given an event an id, it is made again with `Last-Event-ID`, after the time
/// that the server asks for: for `GET` alone, as often as the client's `Retry` says without another id in the end, and not
/// after status 204. An event `[DONE]` is the end; one that breaks off is no event, and one without data no JSON.
pub type Events<T> = Incoming<Event<T>>;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What kind of event it is; `message` if the server does not say.
    pub event: String,
    /// The id of the last event that had one; empty if none had.
    pub id: String,
    /// What it tells.
    pub data: T,
}

impl<T> Incoming<T> {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let frame = ready!(self.source.poll_frame(context));
        let read = |frame: Frame| (self.read)(&frame).map_err(|error| self.source.error(frame.text.clone(), error));
        Poll::Ready(frame.map(|frame| frame.and_then(read)))
    }
}

polled!(Incoming);

/// The decoders of such bodies.
macro_rules! decoders {
    ($(
        $(#[$doc:meta])*
        $name:ident$(<$T:ident>)? -> $value:ty, $accept:literal, $framing:ident, |$frame:ident| $read:expr;
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name$(<$T>)?(PhantomData<$value>);

        impl$(<$T: Json>)? Decoder for $name$(<$T>)? {
            type Value = Incoming<$value>;
            const ACCEPT: HeaderValue = HeaderValue::from_static($accept);
            const STREAMED: bool = true;

            fn read(reply: &mut Reply) -> json::Result<Self::Value> {
                Ok(Incoming { source: Source::new(reply, Framing::$framing)?, read: |$frame| $read })
            }
        }
    )*};
}

decoders! {
    /// Server-sent events, their data in JSON.
    EventsBody<T> -> Event<T>, "text/event-stream", Events, |frame| Ok(frame.event(json::decode(&frame.text)?));
    /// Server-sent events, their data as it is.
    TextEventsBody -> Event<String>, "text/event-stream", TextEvents,
        |frame| Ok(frame.event(String::from_utf8_lossy(&frame.text).into_owned()));
    /// JSON texts, each on a line of its own.
    LinesBody<T> -> T, "application/x-ndjson, application/jsonl", Lines, |frame| json::decode(&frame.text);
    /// JSON texts, each after a record separator (RFC 7464).
    SequenceBody<T> -> T, "application/json-seq", Sequence, |frame| json::decode(&frame.text);
}

impl Frame {
    fn event<T>(&self, data: T) -> Event<T> {
        Event { event: self.event.clone(), id: self.id.clone(), data }
    }
}

type Opening = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// Where the items come from: all that need not be compiled for each type of item.
struct Source {
    frames: Frames,
    /// What came before the body.
    head: Reply,
    /// The request that it replies to, for another one.
    request: Option<Request>,
    /// What still comes; `None` at the end.
    body: Option<Body>,
    opening: Option<Opening>,
    /// How often the connection was made again after the same event, and its id: a server that begins anew each time does
    /// not get further.
    openings: u32,
    since: String,
}

impl Source {
    fn new(reply: &mut Reply, framing: Framing) -> json::Result<Self> {
        let (frames, head) = (Frames::new(framing), head(reply));
        let (request, body, opening) = (None, None, None);
        let mut source = Self { frames, head, request, body, opening, openings: 0, since: String::new() };
        source.start(reply).map(|()| source)
    }

    /// Goes on with a reply. One with status 204 says that nothing more will come.
    fn start(&mut self, reply: &mut Reply) -> json::Result<()> {
        self.head = head(reply);
        let kind = reply.content_type();
        if self.frames.framing.is_events() && !matches!(kind.as_str(), "" | "text/event-stream") {
            return Err(json::Error::new(0, format!("expected server-sent events, found a body of type `{kind}`")));
        }
        let (body, request) = reply.stream.take().unzip();
        self.request = self.request.take().or(request);
        self.body = body.filter(|_| reply.status != StatusCode::NO_CONTENT);
        self.frames.start();
        Ok(())
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        let limit = self.request.as_ref().map_or(usize::MAX, |request| request.client.settings.max_body);
        loop {
            if let Some(opening) = &mut self.opening {
                let reply = ready!(opening.as_mut().poll(context));
                self.opening = None;
                let start = |mut reply| self.start(&mut reply).map_err(|error| self.error(Bytes::new(), error));
                if let Err(error) = reply.and_then(start) {
                    return Poll::Ready(Some(Err(error)));
                }
            }
            match self.frames.next() {
                Some(frame) if frame.cut => {
                    let error = json::Error::new(frame.text.len(), "the text breaks off");
                    return Poll::Ready(Some(Err(self.error(frame.text, error))));
                }
                Some(frame) => return Poll::Ready(Some(Ok(frame))),
                None => {}
            }
            let Some(body) = self.body.as_mut().filter(|_| !self.frames.ended) else { return Poll::Ready(None) };
            let end = match ready!(body.poll_chunk(context)) {
                Some(Ok(chunk)) if self.frames.held() > limit.saturating_sub(chunk.len()) => {
                    Err(TransportError::too_long(limit))
                }
                Some(Ok(chunk)) => {
                    self.frames.push(&chunk);
                    continue;
                }
                Some(Err(error)) => Err(TransportError::broken(error)),
                None => Ok(()),
            };
            self.body = None;
            self.opening = self.reopen();
            match end {
                _ if self.opening.is_some() => {}
                Ok(()) => self.frames.finish(),
                // What came of the last item is of no use.
                Err(error) => {
                    self.frames.start();
                    return Poll::Ready(Some(Err(Error::Transport(error.of_call(&self.head.call)))));
                }
            }
        }
    }

    /// The connection once more, if that makes sense.
    fn reopen(&mut self) -> Option<Opening> {
        let mut request = self.request.clone()?;
        let (retry, pause) =
            (request.options.retry.unwrap_or_default(), self.frames.pause.unwrap_or(PAUSE).max(SHORTEST));
        if self.since != self.frames.last_id {
            self.since.clone_from(&self.frames.last_id);
            self.openings = 0;
        }
        let again = self.openings < retry.times && pause <= retry.longest && request.method == Method::GET;
        if !self.frames.framing.is_events() || self.frames.last_id.is_empty() || !again {
            return None;
        }
        request.headers.insert("last-event-id", HeaderValue::from_bytes(self.frames.last_id.as_bytes()).ok()?);
        self.openings += 1;
        Some(Box::pin(async move {
            tokio::time::sleep(pause).await;
            exchange(request, true).await
        }))
    }

    fn error(&self, text: Bytes, error: json::Error) -> Error {
        let reply = Box::new(Reply { bytes: text, ..head(&self.head) });
        Error::Decode(DecodeError { reply, error })
    }
}

/// A reply without its body.
fn head(reply: &Reply) -> Reply {
    Reply::new(&reply.call, reply.status, reply.headers.clone())
}
