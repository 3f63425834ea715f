//! What a credential is: a fixed secret, tokens that are fetched when they are needed, or a key that signs.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::USER_AGENT;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{Body, Client, Error, Place, RequestError, TransportError, call};

/// How long before its end a token is replaced, so that none ends on its way; a tenth of its life if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

/// What proves to the server who calls. It appears in no `Debug` and no error.
///
/// It is made from a text, from a [`TokenProvider`], or from whatever signs requests. Clones share the token that was fetched.
#[derive(Clone)]
pub struct Credential(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Secret(SecretString),
    Provider(Arc<Cache>),
    Signer(Arc<dyn Signer>),
    /// What cannot be sent, and why.
    Invalid(&'static str),
}

/// Where tokens come from that end: an identity server, a file that is rewritten, another library.
///
/// The client keeps a token until shortly before it ends, or until the server refuses it; calls that need one at the same
/// time wait for one fetch, and share what comes of it.
pub trait TokenProvider: Send + Sync {
    /// Fetches a new token.
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> NewToken<'a>;
}

/// A token on its way.
pub type NewToken<'a> = Pin<Box<dyn Future<Output = Result<Token, Error>> + Send + 'a>>;

/// Signs requests as they go out, instead of a secret in them.
pub trait Signer: Send + Sync {
    /// Adds the signature. Nothing but the transport changes the request after that.
    ///
    /// # Errors
    ///
    /// If the request cannot be signed; it is not sent then.
    fn sign(&self, request: &mut http::Request<Body>) -> Result<(), RequestError>;
}

/// A token, and how long it is good for.
#[derive(Clone, Debug)]
#[must_use]
pub struct Token {
    pub(super) secret: SecretString,
    pub(super) expires: Option<SystemTime>,
}

impl Token {
    /// A token without an end: it is kept until the server refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), expires: None }
    }
}

chained! { Token {
    /// The moment from which the server refuses it.
    fn expires_at(self, moment: SystemTime) { self.expires = Some(moment); }
} }

/// What a [`TokenProvider`] may need to know of the client that asks.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a> {
    pub(super) client: &'a Client,
    pub(super) place: Place,
}

impl TokenRequest<'_> {
    /// The base URL of the client, without a slash at its end.
    pub fn base_url(&self) -> Cow<'_, str> {
        self.client.settings.address(None).unwrap_or_default()
    }

    /// Where the token will be sent.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Sends a request with the client's transport and user agent, and nothing else of the client's; the reply, whatever its
    /// status, is in memory. No redirect is followed: the request may hold secrets.
    ///
    /// # Errors
    ///
    /// If no whole reply comes.
    pub async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        let mut request = request.map(Body::from);
        if let Some(agent) = self.client.settings.options.headers.get(USER_AGENT) {
            request.headers_mut().entry(USER_AGENT).or_insert_with(|| agent.clone());
        }
        let call = format!("{} {}", request.method(), request.uri().path());
        let exchange = async {
            let (parts, body) = self.client.transport.send(request).await?.into_parts();
            let mut bytes = BytesMut::new();
            call::buffer(body, self.client.settings.max_body, &mut bytes).await?;
            Ok(http::Response::from_parts(parts, bytes.freeze()))
        };
        exchange.await.map_err(|error: TransportError| Error::Transport(error.of_call(&call)))
    }

    /// The error of a reply that holds no token, which may pass if its status says so. The reason, as the server gives it,
    /// is cut, and shown without the secret.
    pub fn refused(&self, response: &http::Response<Bytes>, reason: &str, secret: &SecretString) -> Error {
        let (status, secret) = (response.status(), secret.expose_secret());
        let hidden = if secret.is_empty() { reason.to_owned() } else { reason.replace(secret, "…") };
        let shown: String = hidden.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
        let message = format!("no token was given: the reply was {status}: {shown}");
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            return Error::Transport(TransportError::other(message));
        }
        Error::Request(RequestError::new(message))
    }
}

/// A token that was used, and the cache to tell if it was refused.
pub(super) type Lent = (Arc<Cache>, Arc<Token>);

/// A provider, and the last that came of it. Only one at a time asks the provider, with the lock in hand; one that gives up
/// meanwhile lets it go, and the next one asks.
pub(super) struct Cache {
    provider: Box<dyn TokenProvider>,
    held: Mutex<Held>,
    /// How many fetches failed.
    failures: AtomicU64,
}

#[derive(Default)]
struct Held {
    token: Option<(Arc<Token>, Option<SystemTime>)>,
    failure: Option<Arc<Error>>,
}

impl Cache {
    pub(super) async fn token(&self, request: TokenRequest<'_>) -> Result<Arc<Token>, Error> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        if let Some((token, renew)) = &held.token
            && renew.is_none_or(|renew| SystemTime::now() < renew)
        {
            return Ok(Arc::clone(token));
        }
        if let Some(failure) = &held.failure
            && self.failures.load(Ordering::Acquire) != failures
        {
            return Err(share(failure));
        }
        match self.provider.token(request).await {
            Ok(token) => {
                let token = Arc::new(token);
                let life = |end: SystemTime| end.duration_since(SystemTime::now()).unwrap_or_default();
                let renew = token.expires.and_then(|end| end.checked_sub(MARGIN.min(life(end) / 10)));
                *held = Held { token: Some((Arc::clone(&token), renew)), failure: None };
                Ok(token)
            }
            Err(error) => {
                let failure = Arc::new(error);
                let error = share(&failure);
                held.failure = Some(failure);
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }

    /// Drops a token that the server refused, unless it was replaced already.
    pub(super) async fn refuse(&self, refused: &Arc<Token>) {
        let mut held = self.held.lock().await;
        held.token.take_if(|(token, _)| Arc::ptr_eq(token, refused));
    }
}

/// The failure, for one more call. A reply to another request than the call's must not be taken for the call's own.
fn share(failure: &Arc<Error>) -> Error {
    match &**failure {
        Error::Request(error) => Error::Request(error.clone()),
        Error::Transport(_) | Error::Api(_) | Error::Decode(_) => {
            Error::Transport(TransportError::token(Arc::clone(failure)))
        }
    }
}

impl Credential {
    /// A user and a password; the user's name must have no colon (RFC 7617).
    pub fn basic(user: &str, password: &str) -> Self {
        if user.contains(':') {
            return Self(Kind::Invalid("the user's name has a colon, which cannot be sent"));
        }
        format!("{user}:{password}").into()
    }

    /// A key that signs requests.
    pub fn signer(signer: impl Signer + 'static) -> Self {
        Self(Kind::Signer(Arc::new(signer)))
    }

    pub(super) fn fault(&self) -> Option<RequestError> {
        if let Kind::Invalid(why) = self.0 { Some(RequestError::new(why)) } else { None }
    }

    /// Whether there is something to send: an empty secret is a variable that was not set, and no server takes it.
    pub(super) fn is_set(&self) -> bool {
        !matches!(&self.0, Kind::Secret(secret) if matches!(secret.expose_secret(), "" | ":"))
    }
}

/// Makes credentials of texts.
macro_rules! secrets {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Credential {
            fn from(secret: $ty) -> Self {
                Self(Kind::Secret(secret.into()))
            }
        }
    )*};
}

secrets!(SecretString, String, &str);

impl<P: TokenProvider + 'static> From<P> for Credential {
    fn from(provider: P) -> Self {
        let cache = Cache { provider: Box::new(provider), held: Mutex::default(), failures: AtomicU64::new(0) };
        Self(Kind::Provider(Arc::new(cache)))
    }
}

opaque!(Credential);
