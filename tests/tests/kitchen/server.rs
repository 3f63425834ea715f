//! A server on loopback that keeps what it receives byte for byte, and can answer badly on purpose.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A server that answers by a script, or by a function of the request.
pub struct Server {
    origin: String,
    seen: Arc<Mutex<Vec<Received>>>,
}

type Answer = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

impl Server {
    /// One that always gives this reply.
    pub async fn always(reply: Reply) -> Self {
        Self::answer(move |_| reply.clone()).await
    }

    /// One that gives these replies in turn, the last one again and again.
    pub async fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Mutex<VecDeque<Reply>> = Mutex::new(replies.into_iter().collect());
        Self::answer(move |_| {
            let mut replies = replies.lock().unwrap();
            if replies.len() > 1 { replies.pop_front().unwrap() } else { replies.front().unwrap().clone() }
        })
        .await
    }

    /// One that gives every body back as it came.
    pub async fn echo() -> Self {
        Self::answer(|request| {
            let kind = request.header("content-type").unwrap_or("application/octet-stream");
            reply(200).header("content-type", kind).bytes(&request.body)
        })
        .await
    }

    /// One that looks at each request.
    pub async fn answer(answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, all): (Answer, _) = (Arc::new(answer), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away in the middle is what some tests are about.
                let (answer, all) = (Arc::clone(&answer), Arc::clone(&all));
                tokio::spawn(async move { drop(converse(stream, answer, all).await) });
            }
        });
        Self { origin, seen }
    }

    /// Where it is, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Received> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request there was.
    #[track_caller]
    pub fn only(&self) -> Received {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request was expected");
        seen.remove(0)
    }

    /// The last request.
    #[track_caller]
    pub fn last(&self) -> Received {
        self.seen().pop().expect("no request came")
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// What stood in the request line, not decoded.
    pub target: String,
    /// The headers with their names as they came.
    pub headers: Vec<(String, String)>,
    /// The body without the framing of its chunks.
    pub body: Vec<u8>,
}

impl Received {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// What stands behind the question mark, as it came.
    pub fn query(&self) -> Option<&str> {
        Some(self.target.split_once('?')?.1)
    }

    /// The header of this name; more than one is a fault.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "the header `{name}` came more than once");
        value
    }

    #[track_caller]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Whether the body came in chunks, its length not known before.
    pub fn is_chunked(&self) -> bool {
        self.header("transfer-encoding") == Some("chunked")
    }
}

/// What to answer.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Content,
}

#[derive(Clone)]
enum Content {
    /// The whole body with its length.
    Whole(Vec<u8>),
    /// These pieces, each flushed alone, and then either a proper end or a broken connection.
    Pieces(Vec<Vec<u8>>, bool),
    /// Pieces as the test hands them in.
    Fed(Arc<Mutex<Option<mpsc::UnboundedReceiver<Fed>>>>),
    /// Not even a head: the connection stays open and silent.
    Silence,
    /// Not even a head: the connection is closed.
    Closed,
}

/// What a test hands in for a reply that is under way.
enum Fed {
    Piece(Vec<u8>),
    Cut,
}

/// Sends a reply bit by bit; dropping it ends the reply properly.
pub struct Feed(mpsc::UnboundedSender<Fed>);

impl Feed {
    /// Sends more of the body. That the client went away is told by [`is_gone`](Self::is_gone).
    pub fn send(&self, piece: impl AsRef<[u8]>) {
        drop(self.0.send(Fed::Piece(piece.as_ref().to_vec())));
    }

    /// Breaks the connection.
    pub fn cut(self) {
        drop(self.0.send(Fed::Cut));
    }

    /// Comes back when the client has closed the connection.
    pub async fn is_gone(&self) {
        self.0.closed().await;
    }
}

/// A reply with a status and no body yet.
pub fn reply(status: u16) -> Reply {
    Reply { status, headers: Vec::new(), body: Content::Whole(Vec::new()) }
}

/// A connection that is accepted, and then nothing.
pub fn silence() -> Reply {
    Reply { body: Content::Silence, ..reply(0) }
}

/// A connection that is closed instead of an answer.
pub fn hang_up() -> Reply {
    Reply { body: Content::Closed, ..reply(0) }
}

impl Reply {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn bytes(mut self, body: &[u8]) -> Self {
        self.body = Content::Whole(body.to_vec());
        self
    }

    pub fn text(self, body: &str) -> Self {
        self.header("content-type", "text/plain").bytes(body.as_bytes())
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string().as_bytes())
    }

    /// A body in pieces, each a chunk of its own.
    pub fn pieces<P: AsRef<[u8]>>(mut self, pieces: impl IntoIterator<Item = P>) -> Self {
        self.body = Content::Pieces(pieces.into_iter().map(|piece| piece.as_ref().to_vec()).collect(), true);
        self
    }

    /// As [`pieces`](Self::pieces), but the connection breaks before the end.
    pub fn broken<P: AsRef<[u8]>>(mut self, pieces: impl IntoIterator<Item = P>) -> Self {
        self.body = Content::Pieces(pieces.into_iter().map(|piece| piece.as_ref().to_vec()).collect(), false);
        self
    }

    /// A body that the test sends bit by bit; it can be given once.
    pub fn fed(mut self) -> (Self, Feed) {
        let (feed, pieces) = mpsc::unbounded_channel();
        self.body = Content::Fed(Arc::new(Mutex::new(Some(pieces))));
        (self, Feed(feed))
    }

    async fn send(self, stream: &mut TcpStream, method: &str) -> io::Result<Then> {
        let framing = match &self.body {
            Content::Silence => {
                // Until the client gives up.
                while stream.read(&mut [0; 64]).await? > 0 {}
                return Ok(Then::Close);
            }
            Content::Closed => return Ok(Then::Close),
            Content::Whole(_) if matches!(self.status, 204 | 304) => String::new(),
            Content::Whole(body) => format!("content-length: {}\r\n", body.len()),
            Content::Pieces(..) | Content::Fed(_) => String::from("transfer-encoding: chunked\r\n"),
        };
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        stream.write_all(format!("HTTP/1.1 {} Some reason\r\n{headers}{framing}\r\n", self.status).as_bytes()).await?;
        if method == "HEAD" {
            return Ok(Then::Continue);
        }
        match self.body {
            Content::Whole(body) => stream.write_all(&body).await?,
            Content::Pieces(pieces, whole) => {
                for piece in &pieces {
                    chunk(stream, piece).await?;
                }
                if !whole {
                    return Ok(Then::Close);
                }
                chunk(stream, &[]).await?;
            }
            Content::Fed(pieces) => {
                let mut pieces = pieces.lock().unwrap().take().expect("a fed reply can be given once");
                let mut byte = [0];
                loop {
                    tokio::select! {
                        piece = pieces.recv() => match piece {
                            Some(Fed::Piece(piece)) => chunk(stream, &piece).await?,
                            Some(Fed::Cut) => return Ok(Then::Close),
                            None => break,
                        },
                        // The client sends nothing while it waits: what is read is the end.
                        _ = stream.read(&mut byte) => return Ok(Then::Close),
                    }
                }
                chunk(stream, &[]).await?;
            }
            Content::Silence | Content::Closed => {}
        }
        Ok(Then::Continue)
    }
}

/// What becomes of a connection after a reply.
#[derive(PartialEq)]
enum Then {
    Continue,
    Close,
}

async fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let framed = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    stream.write_all(&framed).await?;
    stream.flush().await
}

/// Answers one connection until one of the two closes it.
async fn converse(mut stream: TcpStream, answer: Answer, seen: Arc<Mutex<Vec<Received>>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = receive(&mut stream, &mut buffer).await? {
        let reply = answer(&request);
        let method = request.method.clone();
        seen.lock().unwrap().push(request);
        if reply.send(&mut stream, &method).await? == Then::Close {
            break;
        }
    }
    Ok(())
}

/// The next request, if there is one.
async fn receive(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Received>> {
    let Some(head) = until(stream, buffer, b"\r\n\r\n").await? else { return Ok(None) };
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let mut lines = head.trim_end().split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut request = Received { method, target, headers: headers.collect(), body: Vec::new() };
    if request.is_chunked() {
        loop {
            let Some(line) = until(stream, buffer, b"\r\n").await? else { return Ok(None) };
            let size = usize::from_str_radix(str::from_utf8(&line).unwrap_or_default().trim(), 16);
            let size = size.map_err(io::Error::other)?;
            let Some(piece) = exactly(stream, buffer, size + 2).await? else { return Ok(None) };
            request.body.extend_from_slice(&piece[..size]);
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = request.header("content-length").and_then(|length| length.parse().ok()) {
        let Some(body) = exactly(stream, buffer, length).await? else { return Ok(None) };
        request.body = body;
    }
    Ok(Some(request))
}

/// Everything up to a mark and the mark; nothing if the connection ends before.
async fn until(stream: &mut TcpStream, buffer: &mut Vec<u8>, mark: &[u8]) -> io::Result<Option<Vec<u8>>> {
    loop {
        if let Some(at) = buffer.windows(mark.len()).position(|window| window == mark) {
            return Ok(Some(buffer.drain(..at + mark.len()).collect()));
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

async fn exactly(stream: &mut TcpStream, buffer: &mut Vec<u8>, length: usize) -> io::Result<Option<Vec<u8>>> {
    while buffer.len() < length {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(buffer.drain(..length).collect()))
}
