//! Sends a request and waits for what becomes of it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};

use super::auth;
use super::error::{ApiError, DecodeError, Error, Failure, TransportError};
use super::json;
use super::reply::Reply;
use super::request::Request;

/// How long the body of a reply may be, in bytes: it is held in memory, and must not fill it.
pub const MAX_BODY: usize = 256 << 20;

/// A call on its way: a future of `Result<T, Error<E>>`. Dropping it gives the call up.
///
/// It has a name of its own, and one transport behind it for all operations, because that is
/// cheaper to compile than an `async fn` for each.
#[must_use = "nothing is sent before `.await`"]
pub struct Call<T, E> {
    reply: Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>,
    success: fn(&Reply) -> json::Result<T>,
    failure: fn(&Bytes) -> Option<E>,
}

impl<T, E> Call<T, E> {
    pub(super) fn new(
        request: Request,
        success: fn(&Reply) -> json::Result<T>,
        failure: fn(&Bytes) -> Option<E>,
    ) -> Self {
        Self { reply: Box::pin(exchange(request)), success, failure }
    }
}

impl<T, E> Future for Call<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let reply = match ready!(self.reply.as_mut().poll(context)) {
            Ok(reply) => Box::new(reply),
            Err(error) => return Poll::Ready(Err(error.without_body())),
        };
        Poll::Ready(if reply.status.is_success() {
            (self.success)(&reply).map_err(|error| Error::Decode(DecodeError { reply, error }))
        } else {
            let body = (self.failure)(&reply.bytes).map(Box::new);
            Err(Error::Api(ApiError { reply, body }))
        })
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

async fn exchange(mut request: Request) -> Result<Reply, Error> {
    if let Some(fault) = request.fault.take() {
        return Err(Error::Request(fault));
    }
    auth::authenticate(&mut request)?;
    let (url, headers) = (request.url()?, request.all_headers()?);
    let call = format!("{} {}", request.method, url.path());

    let mut outgoing = request.client.http().request(request.method, url).headers(headers);
    if let Some(timeout) = request.timeout.or(request.client.timeout()) {
        outgoing = outgoing.timeout(timeout);
    }
    if let Some(body) = request.body {
        outgoing = outgoing.body(body);
    }
    receive(outgoing, call).await.map_err(|failure| Error::Transport(TransportError(Box::new(failure))))
}

async fn receive(outgoing: reqwest::RequestBuilder, call: String) -> Result<Reply, Failure> {
    let http = |error: reqwest::Error| Failure::Http(call.clone(), error.without_url());
    let mut incoming = outgoing.send().await.map_err(http)?;
    let mut body = BytesMut::new();
    while let Some(chunk) = incoming.chunk().await.map_err(http)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Failure::TooLong(call, MAX_BODY));
        }
        body.extend_from_slice(&chunk);
    }
    let headers = std::mem::take(incoming.headers_mut());
    Ok(Reply { call, status: incoming.status(), headers, bytes: body.freeze() })
}
