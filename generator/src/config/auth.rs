//! `[auth.<scheme>]`: how a secret travels.

use crate::ir::SchemeKind;
use serde::Deserialize;

/// How a scheme's secret travels, where the documents do not say or say it wrongly.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// The way in general; a header if not given.
    pub kind: Option<AuthKind>,
    /// The header that carries it.
    pub header: Option<String>,
    /// What stands before it, without the blank between them: `Api-Key`.
    pub prefix: Option<String>,
    /// Where tokens are given for the client's id and secret.
    pub token_url: Option<String>,
    /// Where the identity service is, if it is the same for all callers.
    pub iam_url: Option<String>,
}

/// The ways that `api.toml` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthKind {
    /// In a header, perhaps after a prefix.
    Header,
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A bearer token that is given for the client's id and secret, at `token_url`.
    ClientCredentials,
    /// `X-Auth-Token`, fixed or given for a password at `iam_url`.
    Iam,
    /// Requests are signed with an access key.
    SdkHmacSha256,
}

impl Auth {
    /// How the secret travels; none if nothing is said of it. What `documented` says holds on, or else the header is
    /// `header`.
    pub fn scheme(&self, documented: Option<&SchemeKind>, header: &str) -> Option<SchemeKind> {
        Some(match self.kind {
            None if self.header.is_none() && self.prefix.is_none() => return None,
            None | Some(AuthKind::Header) => {
                let (name, prefix) = match documented {
                    Some(SchemeKind::Header { name, prefix }) => (name.as_str(), prefix.as_str()),
                    _ => (header, ""),
                };
                let name = self.header.clone().unwrap_or_else(|| name.to_owned());
                SchemeKind::Header { name, prefix: self.prefix().unwrap_or_else(|| prefix.to_owned()) }
            }
            Some(AuthKind::Bearer) => SchemeKind::Bearer,
            Some(AuthKind::Basic) => SchemeKind::Basic,
            Some(AuthKind::ClientCredentials) => {
                let token_url = self.token_url.clone().unwrap_or_default();
                SchemeKind::ClientCredentials { token_url, scopes: Vec::new() }
            }
            Some(AuthKind::Iam) => SchemeKind::Iam { url: self.iam_url.clone() },
            Some(AuthKind::SdkHmacSha256) => SchemeKind::Signature,
        })
    }

    /// A key that says nothing of the kind, and the key that is missing for it.
    pub(super) fn misfit(&self) -> (Option<&str>, Option<&'static str>) {
        let kind = self.kind.unwrap_or(AuthKind::Header);
        let of = |value: &'_ Option<String>, only: AuthKind| value.is_some() && kind != only;
        let strays = [
            (&self.header, AuthKind::Header),
            (&self.prefix, AuthKind::Header),
            (&self.token_url, AuthKind::ClientCredentials),
            (&self.iam_url, AuthKind::Iam),
        ];
        let stray = strays.into_iter().find(|(value, only)| of(value, *only)).and_then(|(value, _)| value.as_deref());
        let lacks = kind == AuthKind::ClientCredentials && self.token_url.is_none();
        (stray, lacks.then_some("token_url"))
    }

    /// The prefix with the blank that keeps it from the secret; empty stays empty.
    pub fn prefix(&self) -> Option<String> {
        self.prefix
            .as_deref()
            .map(str::trim)
            .map(|prefix| if prefix.is_empty() { String::new() } else { format!("{prefix} ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_blank_parts_prefix_and_secret() {
        let prefix = |prefix: &str| Auth { prefix: Some(prefix.to_owned()), ..Auth::default() }.prefix().unwrap();
        assert_eq!(["", "  ", "Bearer", "Bearer "].map(prefix), ["", "", "Bearer ", "Bearer "]);
    }
}
