//! What all calls share: the server, the credentials and the settings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{HeaderMap, USER_AGENT};
use url::Url;

use super::auth::Security;
use super::body::Body;
use super::call::Attempt;
use super::credential::Credential;
use super::error::{Error, RequestError};
use super::param::Param;
use super::request::{self, Request};
use super::retry::Retry;
use super::transport::Transport;

/// How long the body of a reply may be, in bytes, if the client's builder says nothing else: it is held in memory, and must
/// not fill it.
pub const MAX_BODY: usize = 256 << 20;

type Before = Arc<dyn Fn(&mut http::Request<Body>) + Send + Sync>;
type After = Arc<dyn Fn(&Attempt<'_>) + Send + Sync>;

/// A client of the API. Clones share everything, connections too.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

/// What holds for every call.
#[derive(Clone)]
struct Policy {
    timeout: Option<Duration>,
    try_timeout: Option<Duration>,
    retry: Retry,
    max_body: usize,
    before: Option<Before>,
    after: Option<After>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            timeout: None,
            try_timeout: None,
            retry: Retry::default(),
            max_body: MAX_BODY,
            before: None,
            after: None,
        }
    }
}

struct Settings {
    transport: Arc<dyn Transport>,
    /// Without a slash at its end: the templates begin with one.
    base_url: String,
    /// Whether the base URL is the caller's own, for all operations.
    own: bool,
    /// The values as JSON.
    globals: BTreeMap<&'static str, String>,
    credentials: BTreeMap<&'static str, Credential>,
    headers: HeaderMap,
    policy: Policy,
}

impl Client {
    /// A client to be set up.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A request to be filled in. `template` is a path with placeholders, as in `/v1/models/{id}`;
    /// the client's globals are the values of those that the request does not fill.
    pub fn request(&self, method: Method, template: &'static str, security: Security) -> Request {
        Request::new(self.clone(), method, template, security)
    }

    pub(super) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    /// What stands before the path of an operation, which may have a server, or a path before its own, to itself.
    pub(super) fn address(&self, server: Option<&str>) -> Result<Cow<'_, str>, RequestError> {
        let base_url = &self.0.base_url;
        match server.filter(|server| !self.0.own || !is_absolute(server)) {
            None => Ok(base_url.into()),
            Some(server) => match Url::parse(base_url).and_then(|base_url| base_url.join(server)) {
                Ok(url) => Ok(url.as_str().trim_end_matches('/').to_owned().into()),
                Err(error) => Err(RequestError::new(format!("the operation's server `{server}` is no URL: {error}"))),
            },
        }
    }

    /// The client's value for this name, as JSON, if it says anything.
    pub(super) fn global(&self, name: &str) -> Option<&str> {
        self.0.globals.get(name).map(String::as_str).filter(|json| !matches!(*json, "null" | "[]" | "{}"))
    }

    pub(super) fn credential(&self, name: &str) -> Option<&Credential> {
        self.0.credentials.get(name).filter(|credential| credential.is_set())
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(super) fn timeout(&self) -> Option<Duration> {
        self.0.policy.timeout
    }

    pub(super) fn try_timeout(&self) -> Option<Duration> {
        self.0.policy.try_timeout
    }

    pub(super) fn retry(&self) -> Retry {
        self.0.policy.retry
    }

    pub(super) fn max_body(&self) -> usize {
        self.0.policy.max_body
    }

    pub(super) fn before(&self) -> Option<&Before> {
        self.0.policy.before.as_ref()
    }

    pub(super) fn after(&self) -> Option<&After> {
        self.0.policy.after.as_ref()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.base_url).finish_non_exhaustive()
    }
}

/// Sets a [`Client`] up.
#[derive(Clone, Default)]
#[must_use]
pub struct Builder {
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Option<Duration>,
    server: String,
    base_url: Option<String>,
    /// The values as JSON.
    globals: BTreeMap<&'static str, String>,
    credentials: BTreeMap<&'static str, Credential>,
    headers: HeaderMap,
    policy: Policy,
    fault: Option<RequestError>,
}

impl Builder {
    /// Where the API is: an `http` or `https` URL; its path, if any, precedes that of every
    /// operation. All operations go there, those with a server of their own too.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where the API's documents say it is, in the absence of a base URL. Operations with a server of their own go to that.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.server = url.into();
        self
    }

    /// The value of a server's variable, for a place where the host is named. One that could end the host, and so lead calls
    /// and credentials elsewhere, gives the variable's name in braces, with which no client is built.
    pub fn in_host<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
        let stands = value.chars().all(|char| char.is_alphanumeric() || "-._~".contains(char));
        if stands { value.into() } else { format!("{{{name}}}").into() }
    }

    /// A parameter that many operations share: the value for those that have one of this name.
    pub fn global(mut self, name: &'static str, value: &dyn Param) -> Self {
        self.globals.insert(name, value.json());
        self
    }

    /// The credential of a scheme. It appears in no `Debug` and no error.
    pub fn credential(mut self, scheme: &'static str, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        self.fault = self.fault.or_else(|| credential.fault());
        self.credentials.insert(scheme, credential);
        self
    }

    /// How long a call may take, with all its tries and the pauses between them. Without it there is no limit.
    /// The body of a failure is cut when the time is up, or after ten seconds, or a mebibyte: its status says the most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = Some(timeout);
        self
    }

    /// How long each try may take, from the connection to the last byte of the reply; of a stream, to its first.
    pub fn try_timeout(mut self, timeout: Duration) -> Self {
        self.policy.try_timeout = Some(timeout);
        self
    }

    /// How long connecting may take; a [`transport`](Self::transport) of one's own has its own limit.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// When calls are tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.policy.retry = retry;
        self
    }

    /// How long the body of a reply that is held in memory may be, in bytes; [`MAX_BODY`] if not set.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.policy.max_body = bytes;
        self
    }

    /// Is called with each request as it goes out, secrets included, and may change it; not where a redirect leads to
    /// another server, which must not learn what it adds.
    pub fn before(mut self, hook: impl Fn(&mut http::Request<Body>) + Send + Sync + 'static) -> Self {
        self.policy.before = Some(Arc::new(hook));
        self
    }

    /// Is called after each try of a call with what became of it.
    pub fn after(mut self, hook: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.policy.after = Some(Arc::new(hook));
        self
    }

    /// What the client calls itself.
    pub fn user_agent(self, name: &str) -> Self {
        self.default_header(USER_AGENT.as_str(), name)
    }

    /// A header of every request, unless the operation sets it itself.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match request::header(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(error) => self.fault = self.fault.or(Some(error)),
        }
        self
    }

    /// What sends the requests: a `reqwest::Client` with proxies, certificates and the like, another HTTP stack, or a
    /// stand-in for tests. A `reqwest::Client` should follow no redirects itself: the client does, and takes no credentials
    /// to other servers, while `reqwest` takes those in custom headers along. Without a runtime of `tokio`, no call may have a
    /// time limit or be tried again, and the replies of other statuses than 2xx must be in memory.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// If the base URL is missing or cannot be one, if a header cannot be sent, or if TLS cannot be
    /// set up.
    pub fn build(self) -> Result<Client, Error> {
        if let Some(fault) = self.fault {
            return Err(Error::Request(fault));
        }
        let own = self.base_url.is_some();
        if let Some(name) = open(&self.server).filter(|_| !own) {
            let message = format!("the server's variable `{name}` has no value that can stand in its URL");
            return Err(RequestError::new(message).into());
        }
        let base_url = match &self.base_url {
            Some(url) => base_url(url)?,
            None if self.server.is_empty() || is_absolute(&self.server) => base_url(&self.server)?,
            None => {
                let advice = "call `base_url` on the client's builder";
                let message = format!("the base URL is missing: {advice}, with the path `{}` at its end", self.server);
                return Err(RequestError::new(message).into());
            }
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(http(self.connect_timeout)?),
        };
        let Self { globals, credentials, headers, policy, .. } = self;
        Ok(Client(Arc::new(Settings { transport, base_url, own, globals, credentials, headers, policy })))
    }
}

fn http(connect_timeout: Option<Duration>) -> Result<reqwest::Client, RequestError> {
    let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    if let Some(timeout) = connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    builder.build().map_err(|error| RequestError::new(format!("the HTTP client cannot be set up: {error}")))
}

impl fmt::Debug for Builder {
    // Not even the URL, which is not checked yet and may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
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
