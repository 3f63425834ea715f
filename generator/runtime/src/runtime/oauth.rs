//! Fetches tokens in exchange for the client's own id and secret (OAuth 2.0, RFC 6749, section 4.4).

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{NewToken, Place, RequestError, Token, TokenProvider, TokenRequest, base64, request};

/// The id and the secret of a client, for which a server gives tokens. Where that server is, and what the tokens are to
/// allow, says the API, unless it is said here.
#[derive(Clone)]
#[must_use]
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
    token_url: Option<String>,
    scopes: Option<String>,
    params: Vec<(String, String)>,
    in_body: bool,
}

impl ClientCredentials {
    /// The id and the secret that the client was registered with.
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        let (id, secret) = (id.into(), secret.into());
        Self { id, secret, token_url: None, scopes: None, params: Vec::new(), in_body: false }
    }

    /// The request for a token.
    fn request(&self, asked: &TokenRequest<'_>) -> Result<http::Request<Bytes>, RequestError> {
        let documented = match asked.place() {
            Place::ClientCredentials(url, scopes) => (url, scopes.join(" ")),
            _ => ("", String::new()),
        };
        let url = self.token_url.as_deref().unwrap_or(documented.0);
        let base = Url::parse(&format!("{}/", asked.base_url())).ok();
        let Some(url) = base.filter(|_| !url.is_empty()).and_then(|base| base.join(url).ok()) else {
            let message = "it is not known where tokens are fetched: call `token_url` on `ClientCredentials`";
            return Err(RequestError::new(message));
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        let scopes = self.scopes.as_ref().unwrap_or(&documented.1);
        form.extend_pairs(Some(("scope", scopes)).filter(|_| !scopes.is_empty()));
        form.extend_pairs(&self.params);
        let (id, secret) = (&self.id, self.secret.expose_secret());
        let mut request = http::Request::post(url.as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if self.in_body {
            form.append_pair("client_id", id).append_pair("client_secret", secret);
        } else {
            // Section 2.3.1 has both encoded like a form before they are encoded as base64.
            let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let user = base64::encode(format!("{}:{}", encode(id), encode(secret)).as_bytes());
            let (_, value) = request::header(AUTHORIZATION.as_str(), &format!("Basic {user}"))?;
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(form.finish().into());
        request.map_err(|_| RequestError::new("the address for tokens makes no request"))
    }
}

chained! { ClientCredentials {
    /// Where tokens are fetched: a URL, or a path below the API's base URL.
    fn token_url(self, url: impl Into<String>) { self.token_url = Some(url.into()); }

    /// What the token is to allow, instead of all that the API's operations need; none at all leaves it to the server.
    fn scopes(self, scopes: &[&str]) { self.scopes = Some(scopes.join(" ")); }

    /// Whom the token is for, for servers that want to know.
    fn audience(self, audience: &str) { self = self.param("audience", audience); }

    /// Any other parameter that the server wants to see.
    fn param(self, name: &str, value: &str) { self.params.push((name.to_owned(), value.to_owned())); }

    /// Sends the id and the secret in the body, for servers that do not take them in the header.
    fn in_body(self) { self.in_body = true; }
} }

// Not the parameters: some prove who calls.
opaque!(ClientCredentials);

impl TokenProvider for ClientCredentials {
    fn token<'a>(&'a self, asked: TokenRequest<'a>) -> NewToken<'a> {
        Box::pin(async move {
            let response = asked.send(self.request(&asked)?).await?;
            let reply: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            let text = |name| reply.get(name).and_then(Value::as_str);
            let refused = |reason: &str| Err(asked.refused(&response, reason, &self.secret));
            let Some(token) = text("access_token").filter(|_| response.status().is_success()) else {
                let reason = [text("error"), text("error_description")];
                return refused(&reason.into_iter().flatten().collect::<Vec<_>>().join(": "));
            };
            if text("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
                return refused("the token is not of the type `Bearer`");
            }
            // Some servers write the number as a string.
            let seconds =
                reply.get("expires_in").and_then(|life| life.as_f64().or_else(|| life.as_str()?.parse().ok()));
            let end = seconds.and_then(|life| SystemTime::now().checked_add(Duration::try_from_secs_f64(life).ok()?));
            Ok(Token { expires: end, ..Token::new(token) })
        })
    }
}
