//! Signs requests with an access key of Open Telekom Cloud: `SDK-HMAC-SHA256`.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::param::percent_encode;
use super::request::header;
use super::{Body, Credential, RequestError, Signer};

const ALGORITHM: &str = "SDK-HMAC-SHA256";
const CONTENT_HASH: HeaderName = HeaderName::from_static("x-sdk-content-sha256");

/// An access key and its secret key, which stays with the client.
#[derive(Clone, Debug)]
#[must_use]
pub struct AccessKey {
    id: String,
    secret: SecretString,
    token: Option<SecretString>,
    project: Option<String>,
    domain: Option<String>,
}

impl AccessKey {
    /// The access key (AK) and the secret key (SK).
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self { id: id.into(), secret: secret.into(), token: None, project: None, domain: None }
    }

    /// Signs a request as of this moment. The server takes a signature for some minutes.
    ///
    /// # Errors
    ///
    /// If a part of the key has characters that cannot be sent.
    pub fn sign_at(&self, request: &mut Request<Body>, now: SystemTime) -> Result<(), RequestError> {
        let token = self.token.as_ref().map(ExposeSecret::expose_secret);
        let date = DateTime::<Utc>::from(now).format("%Y%m%dT%H%M%SZ").to_string();
        let own = [
            ("x-security-token", token),
            ("x-project-id", self.project.as_deref()),
            ("x-domain-id", self.domain.as_deref()),
            ("x-sdk-date", Some(&*date)),
        ];
        let headers = request.headers_mut();
        for (name, value) in own.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let (name, value) = header(name, value)?;
            headers.insert(name, value);
        }
        headers.remove(AUTHORIZATION);
        let payload = payload(request);
        let (names, headers) = canonical_headers(request);
        let (method, uri) = (request.method(), request.uri());
        let (path, query) = (canonical_path(uri.path()), canonical_query(uri.query().unwrap_or_default()));
        let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{payload}");
        let text = format!("{ALGORITHM}\n{date}\n{}", hex(&Sha256::digest(canonical)));
        let unusable = |_| RequestError::new("the secret key cannot be used");
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes()).map_err(unusable)?;
        mac.update(text.as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        let text = format!("{ALGORITHM} Access={}, SignedHeaders={names}, Signature={signature}", self.id);
        let (name, value) = header(AUTHORIZATION.as_str(), &text)?;
        request.headers_mut().insert(name, value);
        Ok(())
    }
}

chained! { AccessKey {
    /// The security token that comes with a temporary key.
    fn security_token(self, token: impl Into<SecretString>) { self.token = Some(token.into()); }

    /// The project that the calls are about, by its id, for services that do not have it in their paths.
    fn project_id(self, id: impl Into<String>) { self.project = Some(id.into()); }

    /// The domain that the calls are about, by its id, for services that know no projects.
    fn domain_id(self, id: impl Into<String>) { self.domain = Some(id.into()); }
} }

impl From<AccessKey> for Credential {
    fn from(key: AccessKey) -> Self {
        Self::signer(key)
    }
}

impl Signer for AccessKey {
    fn sign(&self, request: &mut Request<Body>) -> Result<(), RequestError> {
        self.sign_at(request, SystemTime::now())
    }
}

/// The hash of the body. Only what is JSON and in memory is hashed; of all else a header says that it is not signed.
fn payload(request: &mut Request<Body>) -> String {
    const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
    let kind = text(request.headers(), &CONTENT_TYPE);
    let is_json = kind.is_empty() || kind.starts_with("application/json") || kind.starts_with("application/bson");
    if !is_json || request.body().as_bytes().is_none() {
        request.headers_mut().insert(CONTENT_HASH, HeaderValue::from_static(UNSIGNED));
    }
    match request.body().as_bytes() {
        Some(bytes) if bytes.is_empty() => hex(&Sha256::digest(b"")),
        Some(bytes) if !request.headers().contains_key(CONTENT_HASH) => hex(&Sha256::digest(bytes)),
        _ => text(request.headers(), &CONTENT_HASH),
    }
}

/// The names of all headers in order, and the headers, a line each. Those with an underscore get lost at many servers.
fn canonical_headers(request: &Request<Body>) -> (String, String) {
    let headers = request.headers();
    let mut names: Vec<_> = headers.keys().filter(|name| !name.as_str().contains('_') && *name != HOST).collect();
    names.push(&HOST);
    names.sort_unstable_by_key(|name| name.as_str());
    let (mut list, mut lines) = (Vec::new(), String::new());
    for name in names {
        let host =
            request.uri().authority().map(ToString::to_string).filter(|_| name == HOST && !headers.contains_key(HOST));
        lines.push_str(&format!("{name}:{}\n", host.unwrap_or_else(|| text(headers, name))));
        list.push(name.as_str());
    }
    (list.join(";"), lines)
}

/// The path with each segment decoded and encoded again, and a slash at its end.
fn canonical_path(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let decoded = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        rest = after.get(if decoded.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    let decoded = String::from_utf8_lossy(&bytes);
    let segments: Vec<_> = decoded.split('/').map(|segment| percent_encode(segment, "")).collect();
    segments.join("/") + if decoded.ends_with('/') { "" } else { "/" }
}

/// The pairs of the query in order, decoded and encoded again.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    pairs.sort_unstable();
    let pairs = pairs.iter().map(|(name, value)| percent_encode(name, "") + "=" + &percent_encode(value, ""));
    pairs.collect::<Vec<_>>().join("&")
}

/// The values of a header, without blanks around them.
fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let values = headers.get_all(name).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.map(|value| value.trim().to_owned()).collect::<Vec<_>>().join(",")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}
