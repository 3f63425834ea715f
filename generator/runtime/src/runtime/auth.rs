//! Which credentials go where in a request.

use secrecy::ExposeSecret;
use url::Url;

use super::credential::{Kind, Lent};
use super::request::header;
use super::{Credential, Error, Request, RequestError, TokenRequest, base64};

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
    /// In the header of this name, after a prefix such as `Api-Key `, which may be empty and is not doubled if the credential
    /// has it already.
    Header(&'static str, &'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
    /// As a bearer token (RFC 6750).
    Bearer,
    /// As user and password (RFC 7617); the credential is `user:password`.
    Basic,
    /// As a bearer token, which the client may fetch in exchange for its own id and secret (RFC 6749, section 4.4): where, and
    /// what the token is asked to allow, if the credential does not say it. The URL may be relative to the base URL.
    ClientCredentials(&'static str, &'static [&'static str]),
    /// In the header `X-Auth-Token`, as the identity service of Open Telekom Cloud makes it; where that service is, if the
    /// credential does not say it, or nothing.
    Iam(&'static str),
    /// Nowhere: the request is signed.
    Signature,
}

/// Adds the credentials of the first alternative that is complete, and tells which of them are tokens that were fetched.
///
/// Those given to the call alone must be among them: nobody gives a call a credential that is not to be used. A scheme whose
/// header the call has been given needs no credential.
pub(super) async fn authenticate(request: &mut Request) -> Result<Vec<Lent>, Error> {
    let (security, client, options) = (request.security, request.client.clone(), request.options.clone());
    let own = &options.credentials;
    let find = |scheme: &Scheme| {
        let given = [own.get(scheme.method), client.settings.options.credentials.get(scheme.name)];
        given.into_iter().flatten().find(|credential| credential.is_set())
    };
    let given = |scheme: &Scheme| header_of(scheme.place).is_some_and(|(name, _)| options.headers.contains_key(name));
    let is_set = |scheme: &Scheme| find(scheme).is_some() || given(scheme);
    let takes_own = |schemes: &[Scheme]| own.keys().all(|name| schemes.iter().any(|scheme| scheme.method == *name));
    let is_complete = |schemes: &[Scheme]| schemes.iter().all(is_set) && takes_own(schemes);
    let Some(schemes) = security.iter().find(|schemes| !schemes.is_empty() && is_complete(schemes)) else {
        // An anonymous call is the last resort, wherever the document lists it.
        if own.is_empty() && (security.is_empty() || security.iter().any(|schemes| schemes.is_empty())) {
            return Ok(Vec::new());
        }
        if !security.iter().any(|schemes| takes_own(schemes)) {
            let names: Vec<_> = own.keys().map(|name| format!("`{name}`")).collect();
            let message = format!("the call does not authenticate with {}", names.join(" and "));
            return Err(Error::Request(RequestError::new(message)));
        }
        let fitting = security.iter().filter(|schemes| takes_own(schemes));
        return Err(Error::Request(missing(fitting, is_set)));
    };
    let mut lent = Vec::new();
    for scheme in schemes.iter().filter(|scheme| !given(scheme)) {
        let Some(Credential(kind)) = find(scheme) else { continue };
        match kind {
            Kind::Secret(secret) => place(request, scheme, secret.expose_secret())?,
            Kind::Signer(signer) => request.signer = Some(signer.clone()),
            Kind::Invalid(why) => return Err(Error::Request(RequestError::new(*why))),
            Kind::Provider(cache) => {
                let token = cache.token(TokenRequest { client: &client, place: scheme.place }).await?;
                place(request, scheme, token.secret.expose_secret())?;
                lent.push((cache.clone(), token));
            }
        }
    }
    Ok(lent)
}

/// Adds the credentials that are sent in the query to where a redirect leads, unless they are in there.
pub(super) fn keep_keys(request: &Request, url: &mut Url) {
    for scheme in request.security.iter().copied().flatten() {
        let Place::Query(name) = scheme.place else { continue };
        let Some((_, pair)) = request.query.iter().find(|(known, _)| *known == name) else { continue };
        if !url.query_pairs().any(|(known, _)| known == name) {
            let query = url.query().map_or_else(|| pair.clone(), |query| format!("{query}&{pair}"));
            url.set_query(Some(&query));
        }
    }
}

fn missing<'a>(ways: impl Iterator<Item = &'a &'static [Scheme]>, is_set: impl Fn(&Scheme) -> bool) -> RequestError {
    let way = |schemes: &&[Scheme]| {
        let unset = schemes.iter().filter(|scheme| !is_set(scheme));
        unset.map(|scheme| format!("`{}`", scheme.method)).collect::<Vec<_>>().join(" and ")
    };
    let ways: Vec<_> = ways.map(way).collect();
    RequestError::new(format!("a credential is missing: call {} on the client's builder", ways.join(", or ")))
}

/// The header that a credential is sent in, if it is one of its own, and what precedes it there.
fn header_of(place: Place) -> Option<(&'static str, &'static str)> {
    match place {
        Place::Header(name, prefix) => Some((name, prefix)),
        Place::Bearer | Place::ClientCredentials(..) => Some(("authorization", "Bearer ")),
        Place::Basic => Some(("authorization", "Basic ")),
        Place::Iam(_) => Some(("x-auth-token", "")),
        Place::Query(_) | Place::Cookie(_) | Place::Signature => None,
    }
}

fn place(request: &mut Request, scheme: &Scheme, secret: &str) -> Result<(), RequestError> {
    let unfit = |why| RequestError::new(format!("the credential set by `{}` {why}", scheme.method));
    // The messages must not show the value, and so not the reason either.
    let unsendable = || unfit("has characters that cannot be sent");
    match scheme.place {
        Place::Query(name) => request.set_query(name, secret),
        Place::Cookie(name) if is_cookie_value(secret) => request.set_cookie(name, format!("{name}={secret}")),
        Place::Signature => return Err(unfit("must be a key that signs")),
        place => {
            let (name, prefix) = header_of(place).ok_or_else(unsendable)?;
            let basic = matches!(place, Place::Basic).then(|| base64::encode(secret.as_bytes()));
            let secret = basic.as_deref().unwrap_or(secret);
            let prefix = if secret.starts_with(prefix) { "" } else { prefix };
            let (name, value) = header(name, &format!("{prefix}{secret}")).map_err(|_| unsendable())?;
            request.headers.insert(name, value);
        }
    }
    Ok(())
}

/// Whether a text is made of the octets that RFC 6265, section 4.1.1, allows in a cookie.
fn is_cookie_value(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}
