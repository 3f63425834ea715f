//! Sends a request, as often as it takes, and waits for what becomes of it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use http::{HeaderMap, Method, StatusCode};

use super::credential::Lent;
use super::reply::Decoder;
use super::{ApiError, Body, DecodeError, Error, Reply, Request, TransportError, auth, redirect};

/// How much of the body of a failure is kept, in bytes.
const MAX_ERROR_BODY: usize = 1 << 20;

/// How long the body of a failure is waited for at most: its status says the most.
const ERROR_BODY_TIME: Duration = Duration::from_secs(10);

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

    /// The same for a thread that may be blocked.
    ///
    /// # Errors
    ///
    /// As those of the call, or if no thread can be started.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Result<T, Error<E>> {
        super::blocking::wait(self)?
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

opaque!(Call<T, E>);

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
    let (call, limit, begin) = (request.call()?, request.options.timeout, Instant::now());
    let left = || limit.map(|limit| limit.saturating_sub(begin.elapsed()));
    let (retry, mut number, mut renewals) = (request.options.retry.unwrap_or_default(), 1, 0);
    loop {
        let (start, mut borrowed) = (Instant::now(), Vec::new());
        let limit = left().into_iter().chain(request.options.try_timeout).min();
        let result = attempt(&request, &call, streamed, limit, &mut borrowed).await;
        let result = result.map_err(|error| error.of_call(&call));
        report(&request, number, start.elapsed(), &result);
        let error = match result {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        if error.is_unauthorized() && !borrowed.is_empty() {
            let refuse = async {
                for (cache, token) in &borrowed {
                    cache.refuse(token).await;
                }
                Ok(())
            };
            let refused = within(left(), refuse).await.is_ok();
            // The server did nothing, so another token may be tried whatever the method; but only one.
            if refused && renewals == 0 && request.payload.is_repeatable() {
                (number, renewals) = (number + 1, 1);
                continue;
            }
        }
        // What cannot be tried again in time stands as it is.
        let pause = retry.pause(&request, number - renewals, &error);
        let Some(pause) = pause.filter(|pause| left().is_none_or(|left| *pause < left)) else { return Err(error) };
        tokio::time::sleep(pause).await;
        number += 1;
    }
}

/// One try.
async fn attempt(
    original: &Request,
    call: &str,
    streamed: bool,
    limit: Option<Duration>,
    borrowed: &mut Vec<Lent>,
) -> Result<Reply, Error> {
    let (mut request, start) = (original.clone(), Instant::now());
    let max_body = request.client.settings.max_body;
    let receive = async {
        *borrowed = auth::authenticate(&mut request).await?;
        let (parts, body) = redirect::follow(&request).await?.into_parts();
        let mut reply = Reply::new(call, parts.status, parts.headers);
        reply.url = parts.extensions.get().cloned();
        if !parts.status.is_success() {
            return Ok((reply, Some(body)));
        }
        if streamed {
            reply.stream = Some((body, original.clone()));
        } else {
            let mut bytes = BytesMut::new();
            buffer(body, max_body, &mut bytes).await?;
            reply.bytes = bytes.freeze();
        }
        Ok((reply, None))
    };
    let (mut reply, failed) = within(limit, receive).await?;
    let Some(body) = failed else { return Ok(reply) };
    let left = limit.map_or(ERROR_BODY_TIME, |limit| ERROR_BODY_TIME.min(limit.saturating_sub(start.elapsed())));
    // What is in memory is there without a clock.
    let left = body.as_bytes().is_none().then_some(left);
    let mut bytes = BytesMut::new();
    let rest = async { Ok(buffer(body, max_body.min(MAX_ERROR_BODY), &mut bytes).await?) };
    // Part of the body is better than no status.
    drop(within(left, rest).await);
    reply.bytes = bytes.freeze();
    Err(Error::Api(ApiError { reply: Box::new(reply), body: None }))
}

/// Reads the body; what came of it stays if it breaks off, or is longer than it may be.
pub(super) async fn buffer(mut body: Body, limit: usize, bytes: &mut BytesMut) -> Result<(), TransportError> {
    while let Some(chunk) = body.chunk().await {
        bytes.extend_from_slice(&chunk.map_err(TransportError::broken)?);
        if bytes.len() > limit {
            bytes.truncate(limit);
            return Err(TransportError::too_long(limit));
        }
    }
    Ok(())
}

/// What the future gives, unless it takes too long.
async fn within<T>(limit: Option<Duration>, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let Some(limit) = limit else { return future.await };
    match tokio::time::timeout(limit, future).await {
        Ok(result) => result,
        Err(elapsed) => Err(TransportError::timeout(elapsed).into()),
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
    if let Some(after) = &request.client.settings.after {
        after(&attempt);
    }
}
