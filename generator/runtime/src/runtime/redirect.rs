//! Follows redirects (RFC 9110, section 15.4) without taking credentials to another server.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT};
use http::{Method, Response, StatusCode};
use url::Url;

use super::body::Payload;
use super::{Body, Error, Request, RequestError, TransportError, auth};

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 10;

/// The headers that may go to another server than the one they are for.
const HARMLESS: [http::HeaderName; 3] = [ACCEPT, CONTENT_TYPE, USER_AGENT];

/// What is sent: where to, and how.
struct Message {
    method: Method,
    url: Url,
    headers: HeaderMap,
    payload: Payload,
    /// Whether it has not been led to another server yet, so that it may hold secrets.
    near: bool,
}

/// Sends the request to where it leads, and gives the first reply that is no redirect, or that cannot be followed.
pub(super) async fn follow(request: &Request) -> Result<Response<Body>, Error> {
    let mut message = Message {
        method: request.method.clone(),
        url: request.url()?,
        headers: request.all_headers()?,
        payload: request.payload.clone(),
        near: true,
    };
    let mut redirects = 0;
    loop {
        let mut outgoing = http::Request::new(message.payload.open().await?);
        *outgoing.method_mut() = message.method.clone();
        *outgoing.uri_mut() = message
            .url
            .as_str()
            .parse()
            .map_err(|_| RequestError::new(format!("`{}` makes no URL", request.template)))?;
        outgoing.headers_mut().clone_from(&message.headers);
        // Both may add secrets.
        if let Some(before) = request.client.settings.before.as_ref().filter(|_| message.near) {
            before(&mut outgoing);
        }
        if let Some(signer) = request.signer.as_ref().filter(|_| message.near) {
            signer.sign(&mut outgoing)?;
        }
        let mut response = request.client.transport.send(outgoing).await?;
        let next = message.redirected(&response).filter(|_| request.options.redirects != Some(false));
        let Some(mut next) = next else {
            // What the body refers to is seen from here.
            response.extensions_mut().insert(message.url);
            return Ok(response);
        };
        redirects += 1;
        if redirects > MAX_REDIRECTS {
            return Err(Error::Transport(TransportError::other("too many redirects")));
        }
        if next.near {
            auth::keep_keys(request, &mut next.url);
        }
        message = next;
    }
}

impl Message {
    /// What to send instead, if the reply is a redirect that can be followed.
    fn redirected(&self, response: &Response<Body>) -> Option<Self> {
        let status = response.status();
        let kept = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
        let moved = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER);
        let url = self.url.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
        let secure = url.scheme() == "https" || (url.scheme() == "http" && self.url.scheme() == "http");
        if !(kept || moved) || !secure {
            return None;
        }
        let (method, headers, payload) = (self.method.clone(), self.headers.clone(), self.payload.clone());
        let mut next = Self { method, url, headers, payload, near: self.near };
        if moved && next.method != Method::HEAD && (status == StatusCode::SEE_OTHER || next.method == Method::POST) {
            (next.method, next.payload) = (Method::GET, Payload::Bytes(Bytes::new()));
            next.headers.remove(CONTENT_TYPE);
            next.headers.remove(CONTENT_LENGTH);
        }
        if !next.payload.is_repeatable() {
            return None;
        }
        if self.url.origin() != next.url.origin() {
            let harmless =
                HARMLESS.into_iter().filter_map(|name| self.headers.get(&name).map(|value| (name, value.clone())));
            (next.headers, next.near) = (harmless.collect(), false);
        }
        Some(next)
    }
}
