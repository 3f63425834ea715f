//! A request as it is put together, before anything is sent.

use std::fmt;
use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::auth::Security;
use super::body::{Body, Payload};
use super::call::Call;
use super::client::Client;
use super::error::RequestError;
use super::json::{self, Json};
use super::options::Options;
use super::param::{self, Param, Style, Target};
use super::reply::{self, Decoder, Response, StreamBody};
use super::retry::{self, Retry};

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
    path: Vec<(&'static str, String)>,
    /// As in the URL, with their names.
    pub(super) query: Vec<(&'static str, String)>,
    /// As in the header, with their names.
    cookies: Vec<(&'static str, String)>,
    /// What must have a value, and has none yet.
    missing: Vec<&'static str>,
    pub(super) headers: HeaderMap,
    pub(super) payload: Payload,
    options: Options,
    pub(super) fault: Option<RequestError>,
}

impl Request {
    pub(super) fn new(client: Client, method: Method, template: &'static str, security: Security) -> Self {
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
            payload: Payload::None,
            options: Options::default(),
            fault: None,
        }
    }

    /// The operation's own server, or its own path before those of operations: it goes there, unless the client has a base
    /// URL of the caller's.
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// The value of a placeholder in the path; the items of a list are joined by commas.
    pub fn path(self, name: &'static str, value: &dyn Param) -> Self {
        self.path_as(Style::SIMPLE, name, value)
    }

    /// The value of a placeholder in the path, in this style.
    pub fn path_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Path, style, name, &value.json())
    }

    /// A query parameter, once for each item of a list; it replaces an earlier one of the same name.
    pub fn query(self, name: &'static str, value: &dyn Param) -> Self {
        self.query_as(Style::FORM.exploded(), name, value)
    }

    /// A query parameter in this style; it replaces an earlier one of the same name.
    pub fn query_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Query, style, name, &value.json())
    }

    /// A query parameter whose value is the client's for this name, unless the call sets one; it must have one.
    pub fn query_global(mut self, name: &'static str) -> Self {
        self.missing.extend(self.client.global(name).is_none().then_some(name));
        self.query_global_if_set(name)
    }

    /// A query parameter whose value, if any, is the client's for this name.
    pub fn query_global_if_set(self, name: &'static str) -> Self {
        match self.client.global(name).map(str::to_owned) {
            Some(json) => self.put(Target::Query, Style::FORM.exploded(), name, &json),
            None => self,
        }
    }

    /// A header; the items of a list are joined by commas. It replaces an earlier one of the same
    /// name.
    pub fn header(self, name: &'static str, value: &dyn Param) -> Self {
        self.header_as(Style::SIMPLE, name, value)
    }

    /// A header in this style; it replaces an earlier one of the same name.
    pub fn header_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Header, style, name, &value.json())
    }

    /// A header whose value is the client's for this name, unless the call sets one; it must have one.
    pub fn header_global(mut self, name: &'static str) -> Self {
        self.missing.extend(self.client.global(name).is_none().then_some(name));
        self.header_global_if_set(name)
    }

    /// A header whose value, if any, is the client's for this name.
    pub fn header_global_if_set(self, name: &'static str) -> Self {
        match self.client.global(name).map(str::to_owned) {
            Some(json) => self.put(Target::Header, Style::SIMPLE, name, &json),
            None => self,
        }
    }

    /// A cookie, percent-encoded; it replaces an earlier one of the same name.
    pub fn cookie(self, name: &'static str, value: &dyn Param) -> Self {
        self.cookie_as(Style::FORM.exploded(), name, value)
    }

    /// A cookie in this style, percent-encoded.
    pub fn cookie_as(self, style: Style, name: &'static str, value: &dyn Param) -> Self {
        self.put(Target::Cookie, style, name, &value.json())
    }

    /// A parameter whose value is given as JSON. An absent one is not sent.
    fn put(mut self, target: Target, style: Style, name: &'static str, json: &str) -> Self {
        self.missing.retain(|missing| *missing != name);
        let written = style.write(target, name, json);
        match (target, written) {
            (_, Err(error)) => {
                let message = format!("the parameter `{name}` cannot be sent: {error}");
                self.fault = self.fault.or_else(|| Some(RequestError::new(message)));
            }
            (Target::Path, Ok(text)) => self.path.extend(text.map(|text| (name, text))),
            (Target::Query, Ok(text)) => {
                self.query.retain(|(known, _)| *known != name);
                self.query.extend(text.map(|text| (name, text)));
            }
            (Target::Header, Ok(Some(text))) => self.set_header(name, &text),
            (Target::Cookie, Ok(Some(text))) => self.set_cookie(name, text),
            (Target::Header | Target::Cookie, Ok(None)) => {}
        }
        self
    }

    /// A body in JSON.
    pub fn json(self, body: &dyn Json) -> Self {
        self.json_as(body, "application/json")
    }

    /// A body in JSON, under another content type.
    pub fn json_as(self, body: &dyn Json, content_type: &'static str) -> Self {
        self.bytes(json::encode(body), content_type)
    }

    /// A body of text.
    pub fn text(self, body: String, content_type: &'static str) -> Self {
        self.bytes(body, content_type)
    }

    /// A body that is a form, of the properties of an object; those that are written otherwise than usual in their styles.
    pub fn form(mut self, body: &dyn Json, styles: &[(&'static str, Style)]) -> Self {
        match param::form(&param::written(body), styles) {
            Ok(form) => self.bytes(form, "application/x-www-form-urlencoded"),
            Err(error) => {
                let message = format!("the body cannot be sent as a form: {error}");
                self.fault = self.fault.or_else(|| Some(RequestError::new(message)));
                self
            }
        }
    }

    /// A body of any bytes, in memory or as a stream.
    pub fn bytes(mut self, body: impl Into<Body>, content_type: &'static str) -> Self {
        self.payload = body.into().into();
        self.set_header(CONTENT_TYPE.as_str(), content_type);
        self
    }

    /// Overrides the client's settings for this request, and what earlier options said.
    pub fn with_options(mut self, options: Options) -> Self {
        self.fault = self.fault.or(options.fault);
        self.headers.extend(options.headers);
        self.options.timeout = options.timeout.or(self.options.timeout);
        self.options.try_timeout = options.try_timeout.or(self.options.try_timeout);
        self.options.retry = options.retry.or(self.options.retry);
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
        Call::new::<F>(self.accept(D::ACCEPT), true, reply::response::<StreamBody>)
    }

    /// How long the call may take, tries and pauses together.
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.options.timeout.or_else(|| self.client.timeout())
    }

    /// How long each try may take.
    pub(super) fn try_timeout(&self) -> Option<Duration> {
        self.options.try_timeout.or_else(|| self.client.try_timeout())
    }

    /// When the call is tried again.
    pub(super) fn retry(&self) -> Retry {
        self.options.retry.unwrap_or_else(|| self.client.retry())
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

    pub(super) fn set_query(&mut self, name: &'static str, text: &str) {
        let mut pair = String::new();
        param::percent_encode(name, &mut pair);
        pair.push('=');
        param::percent_encode(text, &mut pair);
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, pair));
    }

    pub(super) fn set_header(&mut self, name: &str, text: &str) {
        match header(name, text) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(error) => self.fault = self.fault.take().or(Some(error)),
        }
    }

    /// A cookie as it stands in the header, with its name in it; it replaces an earlier one of the same name.
    pub(super) fn set_cookie(&mut self, name: &'static str, pair: String) {
        self.cookies.retain(|(known, _)| *known != name);
        self.cookies.push((name, pair));
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
        Ok(format!("{}/{}", self.client.address(self.server)?, path.strip_prefix('/').unwrap_or(&path)))
    }

    /// All headers of the request: first the client's, which give way to its own.
    pub(super) fn all_headers(&self) -> Result<HeaderMap, RequestError> {
        let mut headers = self.client.headers().clone();
        headers.extend(self.headers.clone());
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(_, pair)| pair.as_str()).collect();
            let (name, value) = header(COOKIE.as_str(), &pairs.join("; "))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// The path, with a value for each placeholder of the template.
    fn expand(&self) -> Result<String, RequestError> {
        let mut path = String::new();
        for (index, segment) in self.template.split('/').enumerate() {
            if index > 0 {
                path.push('/');
            }
            let start = path.len();
            self.expand_segment(segment, &mut path)?;
            // A dot is unreserved, so encoding cannot keep these from being taken for steps within
            // the path; where reserved characters may stay, dots may also come encoded.
            let dots = path.get(start..).unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
            if dots == "." || dots == ".." {
                return Err(RequestError::new(format!("`{dots}` cannot be the value of `{segment}` in a path")));
            }
        }
        Ok(path)
    }

    fn expand_segment(&self, segment: &str, path: &mut String) -> Result<(), RequestError> {
        let mut rest = segment;
        while let Some((literal, (name, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?)))
        {
            path.push_str(literal);
            let given = self.path.iter().rfind(|(known, _)| *known == name).map(|(_, text)| text.clone());
            let global =
                || self.client.global(name).and_then(|json| Style::SIMPLE.write(Target::Path, name, json).ok()?);
            match given.or_else(global) {
                Some(text) if text.is_empty() => {
                    return Err(RequestError::new(format!("the path parameter `{name}` is empty")));
                }
                Some(text) => path.push_str(&text),
                None => {
                    return Err(RequestError::new(format!(
                        "the path parameter `{name}` has no value: give it when the client is built"
                    )));
                }
            }
            rest = after;
        }
        path.push_str(rest);
        Ok(())
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
