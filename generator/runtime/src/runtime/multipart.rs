//! Bodies of several parts (RFC 7578), with files that are read while they are sent.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt::{self, Write as _};
use std::future::Future;
use std::hash::BuildHasher;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use super::body::{Body, BoxError, Payload, Source};
use super::error::RequestError;
use super::json::{self, Json};
use super::param;
use super::reader::Reader;
use super::request::{Request, header};

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 << 10;

/// What is sent as a part of its own: a file, or bytes that come from elsewhere.
#[derive(Clone)]
#[must_use]
pub struct Upload {
    content: Payload,
    file_name: Option<String>,
    headers: Vec<(String, String)>,
}

impl Upload {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::stream(bytes.into().into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { file_name: None, ..Self::bytes(text.into()).content_type("text/plain; charset=utf-8") }
    }

    /// A file. It is opened when the request is sent, each time that it is, and read in pieces. Its name is sent, but not
    /// the path to it.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let upload = Self::bytes("");
        Self { file_name: name.or(upload.file_name), content: Payload::Made(Arc::new(OnDisk(path))), ..upload }
    }

    /// Bytes that come as a stream, and can be sent once.
    pub fn stream(body: Body) -> Self {
        // Servers take a part without a name for a text; this is the name that browsers give.
        Self { content: body.into(), file_name: Some("blob".to_owned()), headers: Vec::new() }
    }

    /// What the file is called.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Its media type, instead of the one that the operation has for it.
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        self.header("Content-Type", media_type)
    }

    /// A header of the part; it replaces an earlier one of the same name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            Some((_, known)) => *known = value,
            None => self.headers.push((name, value)),
        }
        self
    }
}

impl fmt::Debug for Upload {
    // Not what it holds, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

/// A struct whose fields are the parts of a body.
pub trait Multipart {
    /// Appends the parts.
    fn write(&self, form: &mut Form);
}

/// What the document says of a part: its name, its media type if it has a certain one, its headers.
#[derive(Clone, Copy, Debug)]
pub struct PartInfo(pub &'static str, pub Option<&'static str>, pub &'static [(&'static str, &'static str)]);

/// The parts of a body.
pub struct Form {
    boundary: String,
    /// What is sent one after the other: the head of a part, its content, the head of the next.
    pieces: Vec<Payload>,
    fault: Option<RequestError>,
}

impl Form {
    fn new() -> Self {
        // The hasher's keys are random, and nobody has seen them: 128 bits that no content holds.
        let random = || RandomState::new().hash_one(0_u8);
        Self { boundary: format!("{:016x}{:016x}", random(), random()), pieces: Vec::new(), fault: None }
    }

    fn add(&mut self, info: &PartInfo, upload: &Upload, default: &str) {
        let mut head = format!("--{}\r\nContent-Disposition: form-data; name=\"{}\"", self.boundary, quoted(info.0));
        if let Some(name) = &upload.file_name {
            let _ = write!(head, "; filename=\"{}\"", quoted(name));
        }
        let own = upload.headers.iter().map(|(name, value)| (&**name, &**value));
        let is_own = |name: &str| upload.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let known = [("Content-Type", info.1.unwrap_or(default))].into_iter().chain(info.2.iter().copied());
        let known = known.filter(|(name, value)| !value.is_empty() && !is_own(name));
        let mut headers: Vec<_> = known.chain(own).collect();
        headers.sort_by_key(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        for (name, value) in headers {
            self.fault = self.fault.take().or(header(name, value).err());
            let _ = write!(head, "\r\n{name}: {value}");
        }
        let head = Payload::Bytes((head + "\r\n\r\n").into());
        self.pieces.extend([head, upload.content.clone(), Payload::Bytes(Bytes::from_static(b"\r\n"))]);
    }

    /// A part for each of the files.
    pub fn uploads(&mut self, info: &PartInfo, uploads: &mut dyn Iterator<Item = &Upload>) {
        for upload in uploads {
            self.add(info, upload, "application/octet-stream");
        }
    }

    /// The part, or the parts, of a value that has a JSON form.
    pub fn value(&mut self, info: &PartInfo, value: &dyn Json) {
        let json = param::written(value);
        let written = if json.starts_with('[') {
            Reader::new(&json).array(&mut |reader| self.one(info, param::raw(reader, &json)?))
        } else {
            self.one(info, &json)
        };
        if let Err(error) = written {
            self.fault = Some(RequestError::new(format!("the part `{}` cannot be sent: {error}", info.0)));
        }
    }

    fn one(&mut self, info: &PartInfo, json: &str) -> json::Result<()> {
        let object = json.starts_with(['{', '[']);
        let as_json = object || info.1.is_some_and(|media_type| media_type.contains("json"));
        let text = param::text(&mut Reader::new(json), json)?;
        if let Some(text) = text.map(|text| if as_json { json.to_owned() } else { text }) {
            let upload = Upload { file_name: None, ..Upload::bytes(text) };
            self.add(info, &upload, if as_json { "application/json" } else { "" });
        }
        Ok(())
    }
}

/// As a browser writes a name in a part's header.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl Request {
    /// A body of several parts, as `multipart/form-data` or another type of that kind.
    pub fn multipart(mut self, body: &dyn Multipart, content_type: &'static str) -> Self {
        let mut form = Form::new();
        body.write(&mut form);
        self.fault = self.fault.take().or(form.fault.take());
        self.set_header("content-type", &format!("{content_type}; boundary={}", form.boundary));
        form.pieces.push(Payload::Bytes(format!("--{}--\r\n", form.boundary).into()));
        self.payload = Payload::Made(Arc::new(form));
        self
    }
}

impl Source for Form {
    fn is_repeatable(&self) -> bool {
        self.pieces.iter().all(Payload::is_repeatable)
    }

    fn open(&self) -> Pin<Box<dyn Future<Output = Result<Body, RequestError>> + Send + '_>> {
        Box::pin(async move {
            let (mut bodies, mut length) = (VecDeque::new(), Some(0));
            for piece in &self.pieces {
                let body = piece.open().await?;
                length = length.zip(body.length()).map(|(length, more)| length + more);
                bodies.push_back(body);
            }
            Ok(Body::stream(Joined(bodies), length))
        })
    }
}

/// Bodies one after the other.
struct Joined(VecDeque<Body>);

impl Stream for Joined {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(body) = self.0.front_mut() {
            if let Some(chunk) = ready!(body.poll_chunk(context)) {
                return Poll::Ready(Some(chunk));
            }
            self.0.pop_front();
        }
        Poll::Ready(None)
    }
}

/// A file, by its path.
struct OnDisk(PathBuf);

impl Source for OnDisk {
    fn open(&self) -> Pin<Box<dyn Future<Output = Result<Body, RequestError>> + Send + '_>> {
        Box::pin(async move {
            let open = async {
                let file = File::open(&self.0).await?;
                let metadata = file.metadata().await?;
                if metadata.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok((file, metadata.len())) }
            };
            let (file, left) = open.await.map_err(|error: io::Error| {
                RequestError::new(format!("the file `{}` cannot be read: {error}", self.0.display()))
            })?;
            Ok(Body::stream(Chunks { file, left, buffer: Vec::new() }, Some(left)))
        })
    }
}

/// A file that is being sent, as many bytes of it as were announced, even if it grows.
struct Chunks {
    file: File,
    left: u64,
    buffer: Vec<u8>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { file, left, buffer } = &mut *self;
        if *left == 0 {
            return Poll::Ready(None);
        }
        buffer.resize(usize::try_from(*left).map_or(CHUNK, |left| left.min(CHUNK)), 0);
        let mut space = ReadBuf::new(buffer);
        ready!(Pin::new(file).poll_read(context, &mut space))?;
        let chunk = Bytes::copy_from_slice(space.filled());
        *left = left.saturating_sub(chunk.len() as u64);
        let shorter = || io::Error::new(io::ErrorKind::UnexpectedEof, "a file has become shorter");
        Poll::Ready(Some(if chunk.is_empty() { Err(shorter().into()) } else { Ok(chunk) }))
    }
}
