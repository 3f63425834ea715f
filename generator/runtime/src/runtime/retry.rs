//! When a call is tried again, and after how long.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, Method};

use super::{Error, Request};

/// How often and how soon a call is tried again that failed in a way that may pass: the server could not be reached, or
/// answered 408, 429, 502, 503 or 504.
///
/// Methods that do the same however often they are called (RFC 9110, section 9.2.2) are tried again; others only with an
/// idempotency key. The pause before try `n` is random, between nothing and `base * 2^(n-2)`, at most `longest`; a
/// `Retry-After` of the server goes before it. A call whose time would end in the pause is not tried again, and another
/// token in place of a refused one is no further try. The pauses need a runtime of `tokio`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    pub(super) times: u32,
    base: Duration,
    pub(super) longest: Duration,
}

impl Default for Retry {
    /// Twice, after at most half a second and one second.
    fn default() -> Self {
        Self { times: 2, base: Duration::from_millis(500), longest: Duration::from_secs(30) }
    }
}

impl Retry {
    /// Not at all.
    pub fn never() -> Self {
        Self::default().times(0)
    }

    /// How long to wait before the next try; `None`: the error stands. `tries` have been made.
    pub(super) fn pause(self, request: &Request, tries: u32, error: &Error) -> Option<Duration> {
        if tries > self.times || !error.is_retryable() || !request.is_repeatable() {
            return None;
        }
        if let Some(wait) = error.headers().and_then(|headers| retry_after(headers, SystemTime::now())) {
            return (wait <= self.longest).then_some(wait);
        }
        let most = self.base.saturating_mul(1 << (tries - 1).min(30)).min(self.longest);
        // The hasher's keys are the randomness that the standard library has.
        let random = u32::try_from(RandomState::new().hash_one(tries) >> 32).unwrap_or_default();
        Some(most.mul_f64(f64::from(random) / f64::from(u32::MAX)))
    }
}

chained! { Retry {
    /// How often, after the first try.
    fn times(self, times: u32) { self.times = times; }

    /// The longest pause before the second try; each further one is twice that.
    fn base(self, base: Duration) { self.base = base; }

    /// The longest pause of all. A server that asks for a longer one is not called again.
    fn longest(self, longest: Duration) { self.longest = longest; }
} }

/// Whether calling a method twice does what calling it once does (RFC 9110, section 9.2.2).
pub(super) fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE].contains(method)
        || method == "QUERY"
}

/// How long the server asks to wait (RFC 9110, section 10.2.3): a number of seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default())
}
