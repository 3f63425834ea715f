//! Replies that come item by item: server-sent events, JSON lines and JSON sequences.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderValue, Method, StatusCode};

use super::body::Body;
use super::call::exchange;
use super::error::{DecodeError, Error, TransportError};
use super::json::{self, Json};
use super::reply::{Decoder, Reply};
use super::request::Request;

/// How long to wait before the connection is made again, unless the server says it.
const PAUSE: Duration = Duration::from_secs(1);

/// What comes before each text of a JSON sequence (RFC 7464).
const SEPARATOR: u8 = 0x1e;

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
/// that the server asks for: for `GET` alone, as often as the client's `Retry` says without an event in between, and not
/// after status 204. An event `[DONE]` is the end; one that breaks off is no event.
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
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }

    fn new(reply: &mut Reply, framing: Framing, read: fn(&Frame) -> json::Result<T>) -> json::Result<Self> {
        let source = Source::open(reply, framing)?;
        Ok(Self { source, read })
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let frame = ready!(self.source.poll_frame(context));
        let read = |frame: Frame| (self.read)(&frame).map_err(|error| self.source.error(frame.text.clone(), error));
        Poll::Ready(frame.map(|frame| frame.and_then(read)))
    }
}

impl<T> Stream for Incoming<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("reply", &self.source.head).finish_non_exhaustive()
    }
}

/// The decoders of such bodies.
macro_rules! decoders {
    ($($(#[$doc:meta])* $name:ident<$T:ident> -> $value:ty, $accept:literal, $framing:ident, |$frame:ident| $read:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name<$T>(PhantomData<$T>);

            impl<$T: Json> Decoder for $name<$T> {
                type Value = Incoming<$value>;
                const ACCEPT: HeaderValue = HeaderValue::from_static($accept);
                const STREAMED: bool = true;

                fn read(reply: &mut Reply) -> json::Result<Self::Value> {
                    Incoming::new(reply, Framing::$framing, |$frame| $read)
                }
            }
        )*
    };
}

decoders! {
    /// Server-sent events, their data in JSON.
    EventsBody<T> -> Event<T>, "text/event-stream", Events, |frame| Ok(frame.event(json::decode(&frame.text)?));
    /// JSON texts, each on a line of its own.
    LinesBody<T> -> T, "application/x-ndjson, application/jsonl", Lines, |frame| json::decode(&frame.text);
    /// JSON texts, each after a record separator (RFC 7464).
    SequenceBody<T> -> T, "application/json-seq", Sequence, |frame| json::decode(&frame.text);
}

/// Server-sent events, their data as it is.
#[derive(Debug)]
pub struct TextEventsBody;

impl Decoder for TextEventsBody {
    type Value = Events<String>;
    const ACCEPT: HeaderValue = HeaderValue::from_static("text/event-stream");
    const STREAMED: bool = true;

    fn read(reply: &mut Reply) -> json::Result<Self::Value> {
        let read = |frame: &Frame| Ok(frame.event(String::from_utf8_lossy(&frame.text).into_owned()));
        Incoming::new(reply, Framing::Events, read)
    }
}

/// How items are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Framing {
    Events,
    Lines,
    Sequence,
}

/// An item, not yet decoded.
struct Frame {
    event: String,
    id: String,
    text: Bytes,
}

impl Frame {
    fn event<T>(&self, data: T) -> Event<T> {
        let event = if self.event.is_empty() { "message" } else { &self.event };
        Event { event: event.to_owned(), id: self.id.clone(), data }
    }
}

type Opening = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// Where the items come from: all that need not be compiled for each type of item.
struct Source {
    framing: Framing,
    /// What came before the body.
    head: Reply,
    /// The request that it replies to, for another one.
    request: Option<Request>,
    /// What still comes; `None` at the end.
    body: Option<Body>,
    opening: Option<Opening>,
    /// How often the connection was made again since the last event.
    openings: u32,
    buffer: BytesMut,
    /// How much of the buffer holds no end of a line.
    searched: usize,
    /// Whether the line before ended in CR, to which an LF may belong.
    after_cr: bool,
    at_start: bool,
    /// The event that is being read.
    event: String,
    data: Option<String>,
    id: String,
    /// The id of the last event that was whole.
    last_id: String,
    pause: Duration,
}

impl Source {
    fn open(reply: &mut Reply, framing: Framing) -> json::Result<Self> {
        let (body, request) = Self::body(reply, framing)?;
        Ok(Self {
            framing,
            head: head(reply),
            request,
            body,
            opening: None,
            openings: 0,
            buffer: BytesMut::new(),
            searched: 0,
            after_cr: false,
            at_start: true,
            event: String::new(),
            data: None,
            id: String::new(),
            last_id: String::new(),
            pause: PAUSE,
        })
    }

    /// The body of a reply, and the request it replies to; none with status 204, which says that nothing more will come.
    fn body(reply: &mut Reply, framing: Framing) -> json::Result<(Option<Body>, Option<Request>)> {
        let kind = reply.content_type();
        if framing == Framing::Events && !matches!(kind.as_str(), "" | "text/event-stream") {
            return Err(json::Error::new(0, format!("expected server-sent events, found a body of type `{kind}`")));
        }
        let (body, request) = reply.stream.take().unzip();
        Ok((body.filter(|_| reply.status != StatusCode::NO_CONTENT), request))
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            if let Some(opening) = &mut self.opening {
                let result = ready!(opening.as_mut().poll(context));
                self.opening = None;
                if let Err(error) = result.and_then(|reply| self.resume(reply)) {
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if let Some(frame) = self.frame() {
                self.openings = 0;
                return Poll::Ready(Some(frame));
            }
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            let end = match ready!(body.poll_chunk(context)) {
                Some(Ok(chunk)) => {
                    self.buffer.extend_from_slice(&chunk);
                    continue;
                }
                None => None,
                Some(Err(error)) => Some(error),
            };
            self.body = None;
            self.opening = self.reopen();
            if self.opening.is_none() {
                self.finish(end.is_some());
                // What came whole before the connection broke has been given; what came of the last item is of no use.
                if let Some(error) = end {
                    return Poll::Ready(Some(Err(self.broken(TransportError::broken(error)))));
                }
            }
        }
    }

    /// The next item that is whole, or why there can be none.
    fn frame(&mut self) -> Option<Result<Frame, Error>> {
        let frame = match self.framing {
            Framing::Events => self.next_event(),
            Framing::Lines | Framing::Sequence => self.next_text(),
        };
        let held = self.buffer.len() + self.data.as_ref().map_or(0, String::len);
        let limit = self.request.as_ref().map_or(usize::MAX, |request| request.client.max_body());
        if frame.is_none() && held > limit {
            (self.body, self.data) = (None, None);
            self.buffer.clear();
            return Some(Err(self.broken(TransportError::too_long(limit))));
        }
        frame
    }

    /// The next text of a sequence of them.
    fn next_text(&mut self) -> Option<Result<Frame, Error>> {
        loop {
            let text = self.piece()?.freeze();
            let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
            let Some(first) = first else { continue };
            // Without the line's end nothing tells `12` from the start of `123`.
            let cut = !b"{[\"".contains(first) && !text.ends_with(b"\n");
            if self.framing == Framing::Sequence && cut {
                return Some(Err(self.error(text.clone(), json::Error::new(text.len(), "the text breaks off"))));
            }
            return Some(Ok(Frame { event: String::new(), id: String::new(), text }));
        }
    }

    /// The next event.
    fn next_event(&mut self) -> Option<Result<Frame, Error>> {
        loop {
            let piece = self.piece()?;
            let line = String::from_utf8_lossy(&piece);
            let line = line.strip_prefix('\u{feff}').filter(|_| self.at_start).unwrap_or(&line);
            self.at_start = false;
            if line.is_empty() {
                self.last_id.clone_from(&self.id);
                let event = std::mem::take(&mut self.event);
                match self.data.take() {
                    None => continue,
                    Some(data) if data == "[DONE]" => {
                        self.body = None;
                        self.buffer.clear();
                        return None;
                    }
                    Some(data) => return Some(Ok(Frame { event, id: self.id.clone(), text: data.into() })),
                }
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match (field, &mut self.data) {
                ("data", Some(data)) => data.extend(["\n", value]),
                ("data", data) => *data = Some(value.to_owned()),
                ("event", _) => value.clone_into(&mut self.event),
                ("id", _) if !value.contains('\0') => value.clone_into(&mut self.id),
                ("retry", _) if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                    self.pause = value.parse().map_or(self.pause, Duration::from_millis);
                }
                _ => {}
            }
        }
    }

    /// What comes before the next end of a line, or the next separator; of a sequence, with its line's end.
    fn piece(&mut self) -> Option<BytesMut> {
        if self.after_cr && self.buffer.first() == Some(&b'\n') {
            drop(self.buffer.split_to(1));
        }
        self.after_cr &= self.buffer.is_empty();
        let framing = self.framing;
        let ends = |byte: &u8| match framing {
            Framing::Events => matches!(byte, b'\r' | b'\n'),
            Framing::Lines => *byte == b'\n',
            Framing::Sequence => *byte == SEPARATOR,
        };
        let Some(at) = self.buffer.iter().skip(self.searched).position(ends) else {
            self.searched = self.buffer.len();
            // The separator of the next text may be long in coming.
            let whole = framing == Framing::Sequence && self.buffer.ends_with(b"\n") && is_whole(&self.buffer);
            return whole.then(|| {
                self.searched = 0;
                self.buffer.split()
            });
        };
        let mut piece = self.buffer.split_to(self.searched + at + 1);
        self.searched = 0;
        self.after_cr = framing == Framing::Events && piece.ends_with(b"\r");
        piece.truncate(piece.len() - 1);
        Some(piece)
    }

    /// Lets the last text end with the body, if that did not break.
    fn finish(&mut self, broken: bool) {
        match self.framing {
            Framing::Lines if !broken => self.buffer.extend_from_slice(b"\n"),
            Framing::Sequence if !broken => self.buffer.extend_from_slice(&[SEPARATOR]),
            Framing::Events | Framing::Lines | Framing::Sequence => self.buffer.clear(),
        }
    }

    /// The connection once more, if that makes sense.
    fn reopen(&mut self) -> Option<Opening> {
        let mut request = self.request.clone()?;
        let (retry, pause) = (request.retry(), self.pause);
        let again = self.openings < retry.times && pause <= retry.longest && request.method == Method::GET;
        if self.framing != Framing::Events || self.last_id.is_empty() || !again {
            return None;
        }
        request.headers.insert("last-event-id", HeaderValue::from_bytes(self.last_id.as_bytes()).ok()?);
        self.openings += 1;
        Some(Box::pin(async move {
            tokio::time::sleep(pause).await;
            exchange(request, true).await
        }))
    }

    /// Goes on with another reply.
    fn resume(&mut self, mut reply: Reply) -> Result<(), Error> {
        let body = Self::body(&mut reply, self.framing);
        self.head = head(&reply);
        (self.body, _) = body.map_err(|error| self.error(Bytes::new(), error))?;
        self.buffer.clear();
        (self.event, self.data, self.id) = (String::new(), None, self.last_id.clone());
        (self.searched, self.after_cr, self.at_start) = (0, false, true);
        Ok(())
    }

    fn error(&self, text: Bytes, error: json::Error) -> Error {
        let reply = Box::new(Reply { bytes: text, ..head(&self.head) });
        Error::Decode(DecodeError { reply, error })
    }

    fn broken(&self, error: TransportError) -> Error {
        Error::Transport(error.of_call(&self.head.call))
    }
}

/// A reply without its body.
fn head(reply: &Reply) -> Reply {
    Reply::new(&reply.call, reply.status, reply.headers.clone())
}

/// Whether the brackets and quotes of a JSON text are all closed.
fn is_whole(text: &[u8]) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth == 0 && !quoted
}
