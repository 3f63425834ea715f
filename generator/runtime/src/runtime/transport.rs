//! What carries a request to the server and its reply back: `reqwest`, or whatever stands in for it.

use std::future::Future;
use std::pin::Pin;

use http::header::CONTENT_LENGTH;
use http::{Request, Response};

use super::{Body, TransportError};

/// A reply on its way.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 'a>>;

/// Sends one request and receives one reply, and does nothing else: the client above it retries, follows redirects,
/// authenticates and keeps the time.
pub trait Transport: Send + Sync {
    /// Sends the request. Dropping the future gives the exchange up.
    fn send(&self, request: Request<Body>) -> Exchange<'_>;
}

impl Transport for reqwest::Client {
    fn send(&self, request: Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let body = if let Some(bytes) = body.as_bytes() {
                reqwest::Body::from(bytes.clone())
            } else {
                if let Some(length) = body.length() {
                    parts.headers.insert(CONTENT_LENGTH, length.into());
                }
                reqwest::Body::wrap_stream(body)
            };
            let request = reqwest::Request::try_from(Request::from_parts(parts, body))?;
            let mut reply = self.execute(request).await?;
            let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
            let length = reply.content_length();
            let chunks = Body::stream(reply.bytes_stream(), length);
            let mut response = Response::new(chunks);
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            Ok(response)
        })
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold secrets.
        let error = error.without_url();
        if error.is_timeout() {
            Self::timeout(error)
        } else if error.is_connect() {
            Self::connect(error)
        } else {
            Self::other(error)
        }
    }
}
