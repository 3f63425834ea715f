//! Logs in at the identity service of Open Telekom Cloud, which gives a token for user and password.

use std::time::SystemTime;

use bytes::Bytes;
use chrono::DateTime;
use http::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Error, NewToken, Place, RequestError, Token, TokenProvider, TokenRequest};

/// A user of Open Telekom Cloud and the password; the token is for the domain, or for one project in it.
#[derive(Clone, Debug)]
#[must_use]
pub struct IamPassword {
    domain: String,
    user: String,
    password: SecretString,
    url: Option<String>,
    scope: Value,
}

impl IamPassword {
    /// The domain is the name of the account that the user belongs to, as in `OTC-EU-DE-00000000001000000001`.
    pub fn new(domain: impl Into<String>, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        let (domain, user, password) = (domain.into(), user.into(), password.into());
        let scope = json!({"domain": {"name": domain}});
        Self { domain, user, password, url: None, scope }
    }

    /// The request for a token.
    fn request(&self, asked: &TokenRequest<'_>) -> Result<http::Request<Bytes>, RequestError> {
        let documented = if let Place::Iam(url) = asked.place() { url } else { "" };
        let url = self.url.as_deref().unwrap_or(documented);
        if url.is_empty() {
            return Err(RequestError::new("the identity service is not known: call `url` on `IamPassword`"));
        }
        // Tools of OpenStack write the version into the address.
        let url = url.trim_end_matches('/');
        let url = url.strip_suffix("/v3").unwrap_or(url);
        let (name, password, domain) = (&self.user, self.password.expose_secret(), json!({"name": self.domain}));
        let user = json!({"name": name, "password": password, "domain": domain});
        let identity = json!({"methods": ["password"], "password": {"user": user}});
        let body = json!({"auth": {"identity": identity, "scope": self.scope}}).to_string();
        let request = http::Request::post(format!("{url}/v3/auth/tokens")).header(CONTENT_TYPE, "application/json");
        request.body(body.into()).map_err(|_| RequestError::new("the address of the identity service cannot be read"))
    }
}

chained! { IamPassword {
    /// The project that the token is for, by its name, as in `eu-de_project`.
    fn project_name(self, name: &str) { self.scope = json!({"project": {"name": name, "domain": {"name": self.domain}}}); }

    /// The project that the token is for, by its id.
    fn project_id(self, id: &str) { self.scope = json!({"project": {"id": id}}); }

    /// Where the identity service is, as in `https://iam.eu-de.otc.t-systems.com`.
    fn url(self, url: impl Into<String>) { self.url = Some(url.into()); }
} }

impl TokenProvider for IamPassword {
    fn token<'a>(&'a self, asked: TokenRequest<'a>) -> NewToken<'a> {
        Box::pin(async move {
            let response = asked.send(self.request(&asked)?).await?;
            let reply: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            let text = |path| reply.pointer(path).and_then(Value::as_str);
            let token = response.headers().get("x-subject-token").and_then(|token| token.to_str().ok());
            let Some(token) = token.filter(|_| response.status().is_success()) else {
                let reason = text("/error/message").or_else(|| text("/error_msg")).unwrap_or_default();
                return Err::<_, Error>(asked.refused(&response, reason, &self.password));
            };
            // As in `2025-01-31T12:00:00.000000Z`.
            let end = text("/token/expires_at").and_then(|end| DateTime::parse_from_rfc3339(end).ok());
            Ok(Token { expires: end.map(SystemTime::from), ..Token::new(token) })
        })
    }
}
