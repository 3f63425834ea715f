//! What went wrong, as RFC 9457 writes it: `application/problem+json`.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::{Error, Reply, json};

/// What went wrong (RFC 9457).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of problem it is: a URI, `about:blank` where the status says it all.
    pub kind: String,
    /// The kind in a few words.
    pub title: Option<String>,
    /// The status, as the server that met the problem gave it.
    pub status: Option<u16>,
    /// This occurrence in words.
    pub detail: Option<String>,
    /// The URI of this occurrence.
    pub instance: Option<String>,
    /// All other members.
    pub extensions: BTreeMap<String, Value>,
}

impl Problem {
    /// What the body says, if it is said to be a problem. A member of the wrong type counts as missing.
    pub(super) fn of(reply: &Reply) -> Option<Self> {
        if reply.content_type() != "application/problem+json" {
            return None;
        }
        let mut members: BTreeMap<String, Value> = json::decode(&reply.bytes).ok()?;
        let status = members.remove("status").and_then(|status| status.as_u64()?.try_into().ok());
        let mut text = |name: &str| match members.remove(name)? {
            Value::String(text) => Some(text),
            _ => None,
        };
        Some(Self {
            kind: text("type").unwrap_or_else(|| "about:blank".to_owned()),
            title: text("title"),
            status,
            detail: text("detail"),
            instance: text("instance"),
            extensions: members,
        })
    }
}

impl<E> Error<E> {
    /// What went wrong, in the words of RFC 9457, if the server says it so.
    pub fn problem(&self) -> Option<Problem> {
        self.reply()?.problem()
    }
}

impl Reply {
    /// What went wrong, in the words of RFC 9457, if the server says it so.
    pub fn problem(&self) -> Option<Problem> {
        Problem::of(self)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.title, &self.detail) {
            (Some(title), Some(detail)) => write!(f, "{title}: {detail}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str(&self.kind),
        }
    }
}
