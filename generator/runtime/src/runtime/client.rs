//! What all calls share: the server, the credentials and the settings.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{HeaderMap, USER_AGENT};
use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::auth::Security;
use super::error::{Error, RequestError};
use super::param::{Param, texts};
use super::request::{self, Request};

/// How many redirects are followed, within one server.
const MAX_REDIRECTS: usize = 10;

/// A client of the API. Clones share everything, connections too.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

struct Settings {
    http: reqwest::Client,
    /// Without a slash at its end: the templates begin with one.
    base_url: String,
    globals: BTreeMap<&'static str, Vec<String>>,
    credentials: BTreeMap<&'static str, SecretString>,
    headers: HeaderMap,
    timeout: Option<Duration>,
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

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(super) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(super) fn global(&self, name: &str) -> &[String] {
        self.0.globals.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn credential(&self, name: &str) -> Option<&SecretString> {
        // An empty secret is a variable that was not set; no server takes it.
        self.0.credentials.get(name).filter(|secret| !matches!(secret.expose_secret(), "" | ":"))
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(super) fn timeout(&self) -> Option<Duration> {
        self.0.timeout
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
    http: Option<reqwest::Client>,
    base_url: String,
    globals: BTreeMap<&'static str, Vec<String>>,
    credentials: BTreeMap<&'static str, SecretString>,
    headers: HeaderMap,
    timeout: Option<Duration>,
    fault: Option<RequestError>,
}

impl Builder {
    /// Where the API is: an `http` or `https` URL; its path, if any, precedes that of every
    /// operation.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// A parameter that many operations share: the value for those that have one of this name.
    pub fn global(mut self, name: &'static str, value: &dyn Param) -> Self {
        self.globals.insert(name, texts(value));
        self
    }

    /// The credential of a scheme. It appears in no `Debug` and no error.
    pub fn credential(mut self, scheme: &'static str, secret: impl Into<SecretString>) -> Self {
        self.credentials.insert(scheme, secret.into());
        self
    }

    /// The credential of a scheme that wants a user and a password; the user's name must have no
    /// colon (RFC 7617).
    pub fn basic(mut self, scheme: &'static str, user: &str, password: &str) -> Self {
        if user.contains(':') {
            self.fault =
                self.fault.or_else(|| Some(RequestError::new("the user's name has a colon, which cannot be sent")));
        }
        self.credential(scheme, format!("{user}:{password}"))
    }

    /// How long a call may take, from the connection to the last byte of the reply. Without it
    /// there is no limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
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

    /// The HTTP client to use, for its proxies, certificates and the like. Its own redirect policy
    /// holds: the default one of `reqwest` follows to other servers and takes credentials in custom
    /// headers along.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
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
        let base_url = base_url(&self.base_url)?;
        let http = match self.http {
            Some(http) => http,
            None => reqwest::Client::builder()
                .redirect(same_server())
                .build()
                .map_err(|error| RequestError::new(format!("the HTTP client cannot be set up: {error}")))?,
        };
        let Self { globals, credentials, headers, timeout, .. } = self;
        Ok(Client(Arc::new(Settings { http, base_url, globals, credentials, headers, timeout })))
    }
}

impl fmt::Debug for Builder {
    // Not even the URL, which is not checked yet and may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
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

/// Follows redirects as long as they stay with the server that the credentials are for.
fn same_server() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
        if !stays {
            attempt.stop()
        } else if attempt.previous().len() > MAX_REDIRECTS {
            attempt.error("too many redirects")
        } else {
            attempt.follow()
        }
    })
}
