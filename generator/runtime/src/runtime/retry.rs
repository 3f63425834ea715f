//! When a call is tried again, and after how long.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, Method};

use super::error::Error;
use super::request::Request;

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

    /// How often, after the first try.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The longest pause before the second try; each further one is twice that.
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The longest pause of all. A server that asks for a longer one is not called again.
    pub fn longest(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
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
    let date = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(http_date(text)?))?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// The seconds since 1970 of a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`, or as it once did,
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994` (RFC 9110, section 5.6.7).
pub(super) fn http_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<_> = text.split([' ', ',', '-', ':']).filter(|part| !part.is_empty()).collect();
    let (year, month, rest) = match *parts {
        [_, day, month, year, hour, minute, second, "GMT"] | [_, month, day, hour, minute, second, year] => {
            (year, month, [day, hour, minute, second])
        }
        _ => return None,
    };
    let [day, hour, minute, second] = rest.map(|part| part.parse().ok());
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let year = year.parse().ok().map(|year: u64| {
        if year < 70 {
            year + 2000
        } else if year < 100 {
            year + 1900
        } else {
            year
        }
    });
    timestamp([year?, month, day?, hour?, minute?, second?])
}

/// The seconds since 1970 of a moment in UTC, if it is one: year, month, day, hour, minute and second.
pub(super) fn timestamp([year, month, day, hour, minute, second]: [u64; 6]) -> Option<u64> {
    let is_date = (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Years that begin in March have their odd day at the end.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = (year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day).checked_sub(719_469)?;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}
