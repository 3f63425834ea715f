//! A request as it is put together, before anything is sent.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response};
use url::Url;

use super::body::Payload;
use super::param::Target;
use super::reply::Decoder;
use super::{Body, Call, Client, Json, Options, RequestError, Security, Signer, Style, Writer, reply, retry};

/// A request. What cannot be sent is kept and reported when it is to be sent.
#[derive(Clone)]
#[must_use = "nothing is sent before `send()`"]
pub struct Request {
    pub(super) client: Client,
    pub(super) method: Method,
    pub(super) template: &'static str,
    pub(super) security: Security,
    /// The operation's own server.
    server: Option<&'static str>,
    /// Where it goes instead, but for what is in the query here.
    pub(super) location: Option<Url>,
    /// Each value as it is written in the URL.
    pub(super) path: Vec<(&'static str, String)>,
    /// As in the URL, with their names.
    pub(super) query: Vec<(&'static str, String)>,
    /// As in the header, with their names.
    pub(super) cookies: Vec<(&'static str, String)>,
    /// What must have a value, and has none yet.
    pub(super) missing: Vec<&'static str>,
    pub(super) headers: HeaderMap,
    pub(super) payload: Payload,
    pub(super) signer: Option<Arc<dyn Signer>>,
    pub(super) options: Options,
    pub(super) fault: Option<RequestError>,
}

impl Request {
    pub(super) fn new(client: Client, method: Method, template: &'static str, security: Security) -> Self {
        let Options { timeout, try_timeout, retry, .. } = client.settings.options;
        Self {
            client,
            method,
            template,
            security,
            server: None,
            location: None,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            missing: Vec::new(),
            headers: HeaderMap::new(),
            payload: Payload::Bytes(Bytes::new()),
            signer: None,
            options: Options { timeout, try_timeout, retry, ..Options::new() },
            fault: None,
        }
    }

    /// The method of a name that is not among the usual ones.
    pub fn method(mut self, name: &'static str) -> Self {
        match Method::from_bytes(name.as_bytes()) {
            Ok(method) => self.method = method,
            Err(_) => self.fault = self.fault.or_else(|| Some(RequestError::new(format!("`{name}` is no method")))),
        }
        self
    }

    /// The operation's own server, or its own path before those of operations: it goes there, unless the client has a base
    /// URL of the caller's.
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// A body in JSON.
    pub fn json(self, body: &dyn Json) -> Self {
        self.json_as(body, "application/json")
    }

    /// A body in JSON, under another content type.
    pub fn json_as(self, body: &dyn Json, content_type: &'static str) -> Self {
        match Writer::sendable(body) {
            Ok(text) => self.bytes(text, content_type),
            Err(error) => self.fail(format!("the body cannot be sent: {error}")),
        }
    }

    /// A body of text.
    pub fn text(self, body: String, content_type: &'static str) -> Self {
        self.bytes(body, content_type)
    }

    /// A body of any bytes, in memory or as a stream.
    pub fn bytes(mut self, body: impl Into<Body>, content_type: &'static str) -> Self {
        self.payload = body.into().into();
        self.set_header(CONTENT_TYPE.as_str(), content_type);
        self
    }

    /// Overrides the client's settings for this request, and what earlier options said.
    pub fn with_options(mut self, mut options: Options) -> Self {
        self.fault = self.fault.or(options.fault.take());
        self.headers.extend(options.headers.clone());
        self.options = self.options.overridden(options);
        self
    }

    /// Sends the request; the reply is its body, as `D` reads it. `F` reads the body of a reply that is not a success.
    pub fn send<D: Decoder, F: Decoder>(self) -> Call<D::Value, F::Value> {
        Call::new::<F>(self.accept(D::ACCEPT), D::STREAMED, D::read)
    }

    /// Sends the request; the reply is its status, headers and body.
    pub fn response<D: Decoder, F: Decoder>(self) -> Call<Response<D::Value>, F::Value> {
        Call::new::<F>(self.accept(D::ACCEPT), D::STREAMED, reply::response::<D>)
    }

    /// Sends the request; the reply is its status, headers and the body as it comes, not decoded.
    pub fn raw<D: Decoder, F: Decoder>(self) -> Call<Response<Body>, F::Value> {
        Call::new::<F>(self.accept(D::ACCEPT), true, reply::response::<Body>)
    }

    /// Whether sending the request again does no more than sending it once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.payload.is_repeatable()
            && (retry::is_idempotent(&self.method) || self.headers.contains_key("idempotency-key"))
    }

    /// The call, for messages: without the query, which may hold secrets.
    pub(super) fn call(&self) -> Result<String, RequestError> {
        Ok(format!("{} {}", self.method, self.url()?.path()))
    }

    pub(super) fn accept(mut self, kind: HeaderValue) -> Self {
        self.headers.entry(ACCEPT).or_insert(kind);
        self
    }

    /// Where the request goes.
    pub(super) fn url(&self) -> Result<Url, RequestError> {
        if let Some(name) = self.missing.first() {
            let advice = "give it when the client is built";
            return Err(RequestError::new(format!("the parameter `{name}` has no value: {advice}")));
        }
        let mut url = self.address()?;
        let mut separator = if url.contains('?') { '&' } else { '?' };
        for (_, pairs) in &self.query {
            url.push(separator);
            url.push_str(pairs);
            separator = '&';
        }
        Url::parse(&url).map_err(|_| RequestError::new(format!("`{}` makes no URL", self.template)))
    }

    /// The URL without what is in the query here.
    fn address(&self) -> Result<String, RequestError> {
        if let Some(mut url) = self.location.clone() {
            let set = |name: &str| self.query.iter().any(|(known, _)| *known == name);
            let pairs = url.query().unwrap_or_default().split('&');
            let kept: Vec<_> = pairs.filter(|pair| !set(pair.split('=').next().unwrap_or_default())).collect();
            let kept = kept.join("&");
            url.set_query(Some(&*kept).filter(|kept| !kept.is_empty()));
            return Ok(url.into());
        }
        // The slash between is not left to the template: without one, the path would lengthen the
        // host's name.
        let path = self.expand()?;
        Ok(format!("{}/{}", self.client.settings.address(self.server)?, path.strip_prefix('/').unwrap_or(&path)))
    }

    /// All headers of the request: first the client's, which give way to its own.
    pub(super) fn all_headers(&self) -> Result<HeaderMap, RequestError> {
        let mut headers = self.client.settings.options.headers.clone();
        headers.extend(self.headers.clone());
        if !self.cookies.is_empty() {
            let own = headers.get(COOKIE).map(|own| String::from_utf8_lossy(own.as_bytes()).into_owned());
            let pairs: Vec<_> =
                own.iter().chain(self.cookies.iter().map(|(_, pair)| pair)).map(String::as_str).collect();
            let (name, value) = header(COOKIE.as_str(), &pairs.join("; "))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// The path, with a value for each placeholder of the template.
    fn expand(&self) -> Result<String, RequestError> {
        let mut segments = Vec::new();
        for segment in self.template.split('/') {
            let text = self.expand_segment(segment)?;
            // A dot is unreserved, so encoding cannot keep these from being taken for steps within
            // the path; where reserved characters may stay, dots may also come encoded.
            let dots = text.to_ascii_lowercase().replace("%2e", ".");
            if dots == "." || dots == ".." {
                return Err(RequestError::new(format!("`{dots}` cannot be the value of `{segment}` in a path")));
            }
            segments.push(text);
        }
        Ok(segments.join("/"))
    }

    fn expand_segment(&self, segment: &str) -> Result<String, RequestError> {
        let placeholder = segment.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
        let Some((before, (name, after))) = placeholder else { return Ok(segment.to_owned()) };
        let given = self.path.iter().rfind(|(known, _)| *known == name).map(|(_, text)| text.clone());
        let global = |json| Style::SIMPLE.write(Target::Path, name, json).ok()?;
        let why = match given.or_else(|| self.client.settings.global(name).and_then(global)) {
            Some(text) if !text.is_empty() => return Ok(before.to_owned() + &text + &self.expand_segment(after)?),
            Some(_) => "is empty",
            None => "has no value: give it when the client is built",
        };
        Err(RequestError::new(format!("the path parameter `{name}` {why}")))
    }

    /// Keeps the first reason why it cannot be sent.
    pub(super) fn fail(mut self, message: String) -> Self {
        self.fault = self.fault.or_else(|| Some(RequestError::new(message)));
        self
    }
}

impl fmt::Debug for Request {
    // No values: any of them may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, template, .. } = self;
        f.debug_struct("Request").field("method", method).field("template", template).finish_non_exhaustive()
    }
}

/// A header that may be a secret.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let header = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
    let Some((name, mut value)) = header else {
        return Err(RequestError::new(format!("the header `{name}` has characters that cannot be sent")));
    };
    value.set_sensitive(true);
    Ok((name, value))
}
