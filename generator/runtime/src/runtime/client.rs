//! What all calls share: the server, the credentials and the settings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::USER_AGENT;
use url::Url;

use super::{Attempt, Body, Credential, Error, Options, Param, Request, RequestError, Retry, Security, Transport};

/// How long the body of a reply may be, in bytes, if the client's builder says nothing else: it is held in memory, and must
/// not fill it.
pub const MAX_BODY: usize = 256 << 20;

type Before = Arc<dyn Fn(&mut http::Request<Body>) + Send + Sync>;
type After = Arc<dyn Fn(&Attempt<'_>) + Send + Sync>;

/// A client of the API. Cheap to clone: clones share everything, connections too.
#[derive(Clone)]
pub struct Client {
    pub(super) settings: Arc<Settings>,
    pub(super) transport: Arc<dyn Transport>,
}

/// Sets a [`Client`] up.
#[derive(Clone)]
#[must_use = "a builder does nothing before `build()`"]
pub struct ClientBuilder {
    settings: Settings,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Option<Duration>,
    /// Where the API's documents say it is, in the absence of a base URL; may have variables without a value.
    pub(crate) server: String,
}

/// What holds for every call.
#[derive(Clone)]
pub(super) struct Settings {
    /// Without a slash at its end: the templates begin with one.
    base_url: String,
    /// Whether the base URL is the caller's own, for all operations.
    own: bool,
    /// The values as JSON.
    globals: BTreeMap<&'static str, String>,
    /// What a call's options go before; its credentials are by the names of their schemes.
    pub(super) options: Options,
    pub(super) max_body: usize,
    pub(super) before: Option<Before>,
    pub(super) after: Option<After>,
}

impl Client {
    /// A request to be filled in, of an operation that the API's documents lack, say. `template` is a path with
    /// placeholders, as in `/v1/models/{id}`; the client's globals are the values of those that the request does not fill.
    pub fn request(&self, method: Method, template: &'static str, security: Security) -> Request {
        Request::new(self.clone(), method, template, security)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.settings.base_url).finish_non_exhaustive()
    }
}

impl Settings {
    /// What stands before the path of an operation, which may have a server, or a path before its own, to itself.
    pub(super) fn address(&self, server: Option<&str>) -> Result<Cow<'_, str>, RequestError> {
        let base_url = &self.base_url;
        match server.filter(|server| !self.own || !is_absolute(server)) {
            None => Ok(base_url.into()),
            Some(server) => match Url::parse(base_url).and_then(|base_url| base_url.join(server)) {
                Ok(url) => Ok(url.as_str().trim_end_matches('/').to_owned().into()),
                Err(error) => Err(RequestError::new(format!("the operation's server `{server}` is no URL: {error}"))),
            },
        }
    }

    /// The client's value for this name, as JSON, if it says anything.
    pub(super) fn global(&self, name: &str) -> Option<&str> {
        self.globals.get(name).map(String::as_str).filter(|json| !matches!(*json, "null" | "[]" | "{}"))
    }
}

// Not even the URL, which is not checked yet and may hold a password.
opaque!(ClientBuilder);

impl ClientBuilder {
    /// A client of the API at this server, if no base URL says otherwise.
    pub fn new(server: impl Into<String>) -> Self {
        let settings = Settings {
            base_url: String::new(),
            own: false,
            globals: BTreeMap::new(),
            options: Options::new(),
            max_body: MAX_BODY,
            before: None,
            after: None,
        };
        Self { settings, transport: None, connect_timeout: None, server: server.into() }
    }

    /// The value of a server's variable, for a place where the host is named. One that could end the host, and so lead calls
    /// and credentials elsewhere, gives the variable's name in braces, with which no client is built.
    pub fn in_host<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
        let stands = value.chars().all(|char| char.is_alphanumeric() || "-._~".contains(char));
        if stands { value.into() } else { format!("{{{name}}}").into() }
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// If the base URL is missing or cannot be one, if a header cannot be sent, or if TLS cannot be
    /// set up.
    pub fn build(self) -> Result<Client, Error> {
        let Self { mut settings, transport, connect_timeout, server } = self;
        if let Some(fault) = settings.options.fault {
            return Err(Error::Request(fault));
        }
        if let Some(name) = open(&server).filter(|_| !settings.own) {
            let message = format!("the server's variable `{name}` has no value that can stand in its URL");
            return Err(RequestError::new(message).into());
        }
        if !settings.own && !server.is_empty() && !is_absolute(&server) {
            let advice = "call `base_url` on the client's builder";
            let message = format!("the base URL is missing: {advice}, with the path `{server}` at its end");
            return Err(RequestError::new(message).into());
        }
        settings.base_url = base_url(if settings.own { &settings.base_url } else { &server })?;
        let transport = match transport {
            Some(transport) => transport,
            None => Arc::new(http(connect_timeout)?),
        };
        Ok(Client { settings: Arc::new(settings), transport })
    }
}

chained! { ClientBuilder {
    /// Where the API is: an `http` or `https` URL; its path, if any, precedes that of every operation. All operations go
    /// there, those with a server of their own too.
    fn base_url(self, url: impl Into<String>) { (self.settings.base_url, self.settings.own) = (url.into(), true); }

    /// A parameter that many operations share: the value for those that have one of this name.
    fn global(self, name: &'static str, value: &dyn Param) { self.settings.globals.insert(name, value.json()); }

    /// The credential of a scheme, by its name in the API's documents. It appears in no `Debug` and no error.
    fn credential(self, scheme: &'static str, credential: impl Into<Credential>) {
        self.settings.options = self.settings.options.credential(scheme, credential);
    }

    /// How long a call may take, with all its tries and the pauses between them. Without it there is no limit.
    /// The body of a failure is cut when the time is up, or after ten seconds, or a mebibyte: its status says the most.
    fn timeout(self, timeout: Duration) { self.settings.options.timeout = Some(timeout); }

    /// How long each try may take, from the connection to the last byte of the reply; of a stream, to its first.
    fn try_timeout(self, timeout: Duration) { self.settings.options.try_timeout = Some(timeout); }

    /// How long connecting may take; a [`transport`](Self::transport) of one's own has its own limit.
    fn connect_timeout(self, timeout: Duration) { self.connect_timeout = Some(timeout); }

    /// When calls are tried again.
    fn retry(self, retry: Retry) { self.settings.options.retry = Some(retry); }

    /// How long the body of a reply that is held in memory may be, in bytes; [`MAX_BODY`] if not set.
    fn max_body(self, bytes: usize) { self.settings.max_body = bytes; }

    /// Is called with each request as it goes out, secrets included, and may change it; not where a redirect leads to
    /// another server, which must not learn what it adds.
    fn before(self, hook: impl Fn(&mut http::Request<Body>) + Send + Sync + 'static) {
        self.settings.before = Some(Arc::new(hook));
    }

    /// Is called after each try of a call with what became of it.
    fn after(self, hook: impl Fn(&Attempt<'_>) + Send + Sync + 'static) { self.settings.after = Some(Arc::new(hook)); }

    /// What the client calls itself.
    fn user_agent(self, name: &str) { self = self.default_header(USER_AGENT.as_str(), name); }

    /// A header of every request, unless the operation sets it itself.
    fn default_header(self, name: &str, value: &str) {
        self.settings.options = self.settings.options.header(name, value);
    }

    /// What sends the requests: a `reqwest::Client` with proxies, certificates and the like, another HTTP stack, or a
    /// stand-in for tests. A `reqwest::Client` should follow no redirects itself: the client does, and takes no credentials
    /// to other servers, while `reqwest` takes those in custom headers along. Without a runtime of `tokio`, no call may have a
    /// time limit or be tried again, and the replies of other statuses than 2xx must be in memory.
    fn transport(self, transport: impl Transport + 'static) { self.transport = Some(Arc::new(transport)); }
} }

fn http(connect_timeout: Option<Duration>) -> Result<reqwest::Client, RequestError> {
    let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    if let Some(timeout) = connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    builder.build().map_err(|error| RequestError::new(format!("the HTTP client cannot be set up: {error}")))
}

/// The first variable of a server's URL that is still open.
fn open(url: &str) -> Option<&str> {
    Some(url.split_once('{')?.1.split_once('}')?.0)
}

/// Whether a URL names a host.
fn is_absolute(url: &str) -> bool {
    url.contains("://")
}

fn base_url(text: &str) -> Result<String, RequestError> {
    if text.is_empty() {
        return Err(RequestError::new("the base URL is missing: call `base_url` on the client's builder"));
    }
    // The messages do not show the URL: one that is wrong may have a password in it.
    let url = Url::parse(text).map_err(|error| RequestError::new(format!("the base URL cannot be read: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(RequestError::new("the base URL must begin with `http://` or `https://`"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(RequestError::new("the base URL must have no query and no fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RequestError::new("the base URL must have no user and no password: set them as a credential"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
