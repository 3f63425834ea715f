//! Sends a request, as often as it takes, and waits for what becomes of it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode};

use super::body::Body;
use super::credential::Lent;
use super::error::{ApiError, DecodeError, Error, TransportError};
use super::reply::{Decoder, Reply};
use super::request::Request;
use super::{auth, redirect};

/// A call on its way: a future of `Result<T, Error<E>>`. Dropping it gives the call up.
///
/// It has a name of its own, and one way of sending behind it for all operations, because that is
/// cheaper to compile than an `async fn` for each.
#[must_use = "nothing is sent before `.await`"]
pub struct Call<T, E> {
    reply: Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>,
    success: fn(&mut Reply) -> super::json::Result<T>,
    failure: fn(&mut Reply) -> Option<E>,
}

impl<T, E> Call<T, E> {
    pub(super) fn new<F: Decoder<Value = E>>(
        request: Request,
        streamed: bool,
        success: fn(&mut Reply) -> super::json::Result<T>,
    ) -> Self {
        Self { reply: Box::pin(exchange(request, streamed)), success, failure: |reply| F::read(reply).ok() }
    }
}

impl<T, E> Future for Call<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.reply.as_mut().poll(context)) {
            Ok(mut reply) => {
                (self.success)(&mut reply).map_err(|error| Error::Decode(DecodeError { reply: Box::new(reply), error }))
            }
            Err(Error::Api(ApiError { mut reply, .. })) => {
                let body = (self.failure)(&mut reply).map(Box::new);
                Err(Error::Api(ApiError { reply, body }))
            }
            Err(error) => Err(error.without_body()),
        })
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

/// One try of a call, as the hook sees it that is told after each.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path with its placeholders: values may be secrets.
    pub template: &'a str,
    /// Which try it was, from 1.
    pub number: u32,
    /// How long it took.
    pub elapsed: Duration,
    /// The status of the reply, if one came.
    pub status: Option<StatusCode>,
    /// The headers of the reply, if one came.
    pub headers: Option<&'a HeaderMap>,
    /// Why the try failed, if it did.
    pub error: Option<&'a Error>,
}

/// Sends the request, and again where that may help. The reply is a success; its body stands in memory unless `streamed`.
pub(super) async fn exchange(mut request: Request, streamed: bool) -> Result<Reply, Error> {
    if let Some(fault) = request.fault.take() {
        return Err(Error::Request(fault));
    }
    let (call, limit) = (request.call()?, request.timeout());
    let attempts = async {
        let (retry, mut number, mut renewed) = (request.retry(), 1, false);
        loop {
            let (start, mut lent) = (Instant::now(), Vec::new());
            let result = attempt(&request, &call, streamed, &mut lent).await;
            report(&request, number, start.elapsed(), &result);
            let error = match result {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if error.is_unauthorized() && !lent.is_empty() {
                for (cache, token) in &lent {
                    cache.refuse(token).await;
                }
                // The server did nothing, so another token may be tried whatever the method; but only one.
                if !std::mem::replace(&mut renewed, true) && request.payload.is_repeatable() {
                    number += 1;
                    continue;
                }
            }
            let Some(pause) = retry.pause(&request, number, &error) else { return Err(error) };
            tokio::time::sleep(pause).await;
            number += 1;
        }
    };
    within(limit, &call, attempts).await
}

/// One try.
async fn attempt(original: &Request, call: &str, streamed: bool, lent: &mut Vec<Lent>) -> Result<Reply, Error> {
    let mut request = original.clone();
    let (client, limit) = (request.client.clone(), request.try_timeout());
    let receive = async {
        *lent = auth::authenticate(&mut request).await.map_err(|error| error.of_call(call))?;
        let response = redirect::follow(&request).await.map_err(|error| error.of_call(call))?;
        let (parts, body) = response.into_parts();
        let mut reply = Reply::new(call, parts.status, parts.headers);
        if parts.status.is_success() && streamed {
            reply.stream = Some((body, original.clone()));
            return Ok(reply);
        }
        let (bytes, whole) = buffer(body, client.max_body()).await;
        reply.bytes = bytes;
        if !parts.status.is_success() {
            // Part of the body is better than no status.
            return Err(Error::Api(ApiError { reply: Box::new(reply), body: None }));
        }
        whole.map_err(|error| error.of_call(call))?;
        Ok(reply)
    };
    within(limit, call, receive).await
}

/// The body, and whether it is whole: it may break off, or be longer than it may be.
pub(super) async fn buffer(mut body: Body, limit: usize) -> (Bytes, Result<(), TransportError>) {
    let mut bytes = BytesMut::new();
    let whole = loop {
        match body.chunk().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(TransportError::broken(error)),
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
        }
        if bytes.len() > limit {
            bytes.truncate(limit);
            break Err(TransportError::too_long(limit));
        }
    };
    (bytes.freeze(), whole)
}

/// What the future gives, unless it takes too long.
async fn within<T>(
    limit: Option<Duration>,
    call: &str,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return future.await };
    match tokio::time::timeout(limit, future).await {
        Ok(result) => result,
        Err(elapsed) => Err(Error::Transport(TransportError::timeout(elapsed).of_call(call))),
    }
}

/// Tells the hook, and `tracing`, of a try.
fn report(request: &Request, number: u32, elapsed: Duration, result: &Result<Reply, Error>) {
    let (status, headers) = match result {
        Ok(reply) => (Some(reply.status), Some(&reply.headers)),
        Err(error) => (error.status(), error.headers()),
    };
    let (method, template, error) = (&request.method, request.template, result.as_ref().err());
    let attempt = Attempt { method, template, number, elapsed, status, headers, error };
    #[cfg(feature = "tracing")]
    tracing::debug!(
        %method, template, number, elapsed_ms = elapsed.as_millis(), status = attempt.status.map(|status| status.as_u16()),
        failed = attempt.error.is_some(), "call"
    );
    if let Some(after) = request.client.after() {
        after(&attempt);
    }
}
