//! Which credentials go where in a request.

use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::base64;
use super::error::{Error, RequestError};
use super::request::Request;

/// The ways in which an operation may be authenticated: one of them, with all of its schemes.
///
/// No way at all means that nothing is sent; a way without schemes, that the operation works for
/// anybody too.
pub type Security = &'static [&'static [Scheme]];

/// One credential, as the API document describes it.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Its name in the document, under which the client keeps it.
    pub name: &'static str,
    /// The method of the client's builder that sets it, for messages.
    pub method: &'static str,
    /// Where it is sent.
    pub place: Place,
}

/// Where a credential is sent.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In a header, after a prefix such as `Api-Key `. The prefix is not doubled if the credential
    /// has it already.
    Header {
        /// The header's name.
        name: &'static str,
        /// What precedes the credential; often nothing.
        prefix: &'static str,
    },
    /// In the query.
    Query {
        /// The parameter's name.
        name: &'static str,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
    },
    /// As a bearer token (RFC 6750).
    Bearer,
    /// As user and password (RFC 7617); the credential is `user:password`.
    Basic,
}

/// Adds the credentials of the first alternative for which the client has them all.
#[allow(clippy::unused_async, reason = "a token that expired is fetched")]
pub(super) async fn authenticate(request: &mut Request) -> Result<(), Error> {
    let security = request.security;
    let client = request.client.clone();
    let is_set = |scheme: &Scheme| client.credential(scheme.name).is_some();
    let Some(schemes) = security.iter().find(|schemes| !schemes.is_empty() && schemes.iter().all(is_set)) else {
        // An anonymous call is the last resort, wherever the document lists it.
        if security.is_empty() || security.iter().any(|schemes| schemes.is_empty()) {
            return Ok(());
        }
        return Err(Error::Request(missing(security, is_set)));
    };
    for scheme in *schemes {
        if let Some(credential) = client.credential(scheme.name) {
            place(request, scheme, credential)?;
        }
    }
    Ok(())
}

fn missing(security: Security, is_set: impl Fn(&Scheme) -> bool) -> RequestError {
    let way = |schemes: &&[Scheme]| {
        let unset = schemes.iter().filter(|scheme| !is_set(scheme));
        unset.map(|scheme| format!("`{}`", scheme.method)).collect::<Vec<_>>().join(" and ")
    };
    let ways: Vec<_> = security.iter().map(way).collect();
    RequestError::new(format!("a credential is missing: call {} on the client's builder", ways.join(", or ")))
}

fn place(request: &mut Request, scheme: &Scheme, credential: &SecretString) -> Result<(), RequestError> {
    let secret = credential.expose_secret();
    let (header, text) = match scheme.place {
        Place::Header { name, prefix } => (HeaderName::from_bytes(name.as_bytes()).ok(), prefixed(prefix, secret)),
        Place::Bearer => (Some(AUTHORIZATION), prefixed("Bearer ", secret)),
        Place::Basic => (Some(AUTHORIZATION), format!("Basic {}", base64::encode(secret.as_bytes()))),
        Place::Query { name } => {
            request.set_query(name, secret);
            return Ok(());
        }
        Place::Cookie { name } if is_cookie_value(secret) => {
            request.set_cookie(name, format!("{name}={secret}"));
            return Ok(());
        }
        Place::Cookie { .. } => (None, String::new()),
    };
    // The message must not show the value, and so not the reason either.
    let value = HeaderValue::try_from(text).ok();
    let Some((name, mut value)) = header.zip(value) else {
        let Scheme { method, .. } = scheme;
        return Err(RequestError::new(format!("the credential set by `{method}` has characters that cannot be sent")));
    };
    value.set_sensitive(true);
    request.headers.insert(name, value);
    Ok(())
}

fn prefixed(prefix: &str, secret: &str) -> String {
    if secret.starts_with(prefix) { secret.to_owned() } else { format!("{prefix}{secret}") }
}

/// Whether a text is made of the octets that RFC 6265, section 4.1.1, allows in a cookie.
fn is_cookie_value(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}
