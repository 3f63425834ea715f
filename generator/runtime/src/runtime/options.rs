//! Settings for one call, which go before those of the client.

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderMap;

use super::{Credential, RequestError, Retry, request};

/// Settings for one call alone.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Options {
    pub(super) timeout: Option<Duration>,
    pub(super) try_timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) redirects: Option<bool>,
    pub(super) headers: HeaderMap,
    pub(super) credentials: BTreeMap<&'static str, Credential>,
    pub(super) fault: Option<RequestError>,
}

impl Options {
    /// None: the client's settings hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// A credential, instead of the client's. `method` is the method of the client's builder that sets such a one.
    pub fn credential(mut self, method: &'static str, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        self.fault = self.fault.or_else(|| credential.fault());
        self.credentials.insert(method, credential);
        self
    }

    /// One more header, or another value for one that the operation sends: instead of a credential in the same
    /// header, and before all cookies.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match request::header(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(error) => self.fault = self.fault.or(Some(error)),
        }
        self
    }

    /// These settings, and before them those of `other`.
    pub(super) fn overridden(mut self, other: Self) -> Self {
        self.headers.extend(other.headers);
        self.credentials.extend(other.credentials);
        Self {
            timeout: other.timeout.or(self.timeout),
            try_timeout: other.try_timeout.or(self.try_timeout),
            retry: other.retry.or(self.retry),
            redirects: other.redirects.or(self.redirects),
            ..self
        }
    }
}

chained! { Options {
    /// How long the call may take, with all its tries and the pauses between them.
    fn timeout(self, timeout: Duration) { self.timeout = Some(timeout); }

    /// How long each try may take, from the connection to the last byte of the reply.
    fn try_timeout(self, timeout: Duration) { self.try_timeout = Some(timeout); }

    /// No limit to the call or its tries, whatever the client's.
    fn no_timeout(self) { self = self.timeout(Duration::MAX).try_timeout(Duration::MAX); }

    /// When the call is tried again.
    fn retry(self, retry: Retry) { self.retry = Some(retry); }

    /// Whether redirects are followed, as they are if nothing is said. One that is not is an error, with its headers and
    /// its body.
    fn redirects(self, followed: bool) { self.redirects = Some(followed); }

    /// The key by which the server knows a second try from a second wish, sent as `Idempotency-Key`. With it any method is
    /// tried again.
    fn idempotency_key(self, key: &str) { self = self.header("idempotency-key", key); }
} }
