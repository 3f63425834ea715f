//! Security schemes, and which of them an operation asks for.

mod flow;

use super::document::child;
use super::lower::{Lower, text};
use super::operation::PATHS;
use super::reference;
use crate::config::Auth;
use crate::diagnostic::Code;
use crate::ir::{Certificate, Doc, SchemeId, SchemeKind, SecurityScheme};
use openapiv3::APIKeyLocation;
use serde_json::Value;

/// The HTTP schemes whose credentials answer a challenge of the server, so that no text stays the same for all requests.
const CHALLENGED: &[&str] = &["digest", "hoba", "mutual", "negotiate", "ntlm", "scram-sha-1", "scram-sha-256"];

/// Adds the schemes of the document, as `api.toml` corrects them, and those that only `api.toml` knows.
pub(super) fn schemes(lower: &mut Lower<'_>) {
    let config = lower.config;
    for (name, pointer) in lower.entries("/components/securitySchemes") {
        let own = config.auth.get(&name);
        let ty = lower.doc.get(&child(&pointer, "type")).and_then(Value::as_str);
        if ty == Some("mutualTLS") {
            let doc = text(lower.doc.get(&child(&pointer, "description")).and_then(Value::as_str));
            lower.api.certificates.push(Certificate { name, doc });
            continue;
        }
        let (kind, doc) = match lower.part::<openapiv3::SecurityScheme>(&pointer) {
            Ok((scheme, _)) => read(lower, scheme, &pointer, own),
            Err(reason) if own.is_none_or(|own| own.header.is_none() && own.kind.is_none()) => {
                let message = format!("no operation will use this scheme: {reason}");
                let finding = lower.report(Code::UnsupportedSecurity, &pointer, message);
                finding.help(format!("say in `[auth.{name}]` which header carries its secret"));
                continue;
            }
            Err(_) => (None, Doc::default()),
        };
        let Some(kind) = own.and_then(|own| own.scheme(kind.as_ref(), "Authorization")).or(kind) else { continue };
        let at = lower.at(&pointer);
        lower.api.schemes.push(SecurityScheme { name, kind, doc, at });
    }
    for (name, own) in &config.auth {
        if lower.api.schemes.iter().any(|scheme| scheme.name == *name) {
            continue;
        }
        let header = || SchemeKind::Header { name: "Authorization".to_owned(), prefix: String::new() };
        let kind = own.scheme(None, "Authorization").unwrap_or_else(header);
        let at = lower.at("/components/securitySchemes");
        if !is_named(lower, name) {
            lower.everywhere.push(SchemeId::at(lower.api.schemes.len()));
        }
        lower.api.schemes.push(SecurityScheme { name: name.clone(), kind, doc: Doc::default(), at });
    }
}

/// Whether some operation, or the document for all, names a scheme.
fn is_named(lower: &Lower<'_>, name: &str) -> bool {
    let resolved = |(_, pointer): (String, String)| reference::resolve(lower.doc, &pointer);
    let items = PATHS.into_iter().flat_map(|paths| lower.entries(paths)).map(resolved);
    let operations = items.flat_map(|item| lower.entries(&item)).map(resolved);
    let lists = operations.chain([String::new()]).map(|pointer| child(&pointer, "security"));
    let mut sets = lists.filter_map(|pointer| lower.doc.get(&pointer)?.as_array()).flatten();
    sets.any(|set| set.get(name).is_some())
}

/// The sets of schemes listed at a pointer, each an alternative. What only `api.toml` knows, and no operation names, is one
/// more for each operation that does not say itself that it needs none.
pub(super) fn alternatives(lower: &mut Lower<'_>, pointer: &str) -> Vec<Vec<SchemeId>> {
    let (mut alternatives, mut optional) = (Vec::new(), false);
    for pointer in lower.items(pointer) {
        let (mut all, names) = (Vec::new(), lower.entries(&pointer));
        // Who connects with a certificate needs no more; and a set of no schemes is a call without any.
        optional |= names.iter().all(|(name, _)| is_mutual_tls(lower, name));
        for (name, place) in names {
            match lower.api.schemes.iter().position(|scheme| scheme.name == name) {
                Some(index) => {
                    all.push(SchemeId::at(index));
                    add_scopes(lower, index, &place);
                }
                // An unsupported scheme was reported where it stands.
                None if lower.doc.get("/components/securitySchemes").is_some_and(|all| all.get(&name).is_some()) => {}
                None => {
                    let message = format!("there is no security scheme `{name}`; it is left out");
                    let finding = lower.report(Code::UnsupportedSecurity, &place, message);
                    finding.help(format!("say in `[auth.{name}]` which header carries its secret"));
                }
            }
        }
        if !alternatives.contains(&all) {
            alternatives.push(all);
        }
    }
    // A set that only held what is unsupported must not make the others optional.
    alternatives.retain(|set| optional || !set.is_empty());
    if lower.doc.get(pointer).and_then(Value::as_array).is_none_or(|list| !list.is_empty()) {
        alternatives.extend(lower.everywhere.iter().map(|id| vec![*id]));
    }
    alternatives
}

/// What an operation asks for of which the document says nothing but a header for the secret among its parameters: this is a
/// scheme of its own, shared by the operations that describe it alike.
pub(super) fn by_parameter(lower: &mut Lower<'_>, pointer: &str) -> Vec<Vec<SchemeId>> {
    const HEADER: &str = "Authorization";
    let description = lower.doc.get(&child(pointer, "description")).and_then(Value::as_str).map(str::to_owned);
    let said = description.as_deref().unwrap_or_default();
    let kind = match prefix(said, HEADER) {
        Some(word) if word.eq_ignore_ascii_case("basic") => SchemeKind::Basic,
        Some(word) if !word.eq_ignore_ascii_case("bearer") => {
            SchemeKind::Header { name: HEADER.to_owned(), prefix: format!("{word} ") }
        }
        None if !said.to_ascii_lowercase().contains("bearer") => {
            SchemeKind::Header { name: HEADER.to_owned(), prefix: String::new() }
        }
        Some(_) | None => SchemeKind::Bearer,
    };
    let known = lower.api.schemes.iter().position(|scheme| scheme.kind == kind);
    let id = SchemeId::at(known.unwrap_or(lower.api.schemes.len()));
    if known.is_none() {
        let names = std::iter::once(HEADER.to_owned()).chain((2..).map(|number| format!("{HEADER}{number}")));
        let name = names.into_iter().find(|name| lower.api.schemes.iter().all(|scheme| scheme.name != *name));
        let (doc, at) = (text(description.as_deref()), lower.at(pointer));
        lower.api.schemes.push(SecurityScheme { name: name.unwrap_or_default(), kind, doc, at });
    }
    let optional = (!super::operation::is_required(lower, pointer)).then(Vec::new);
    std::iter::once(vec![id]).chain(optional).collect()
}

fn is_mutual_tls(lower: &Lower<'_>, name: &str) -> bool {
    let pointer = child(&child("/components/securitySchemes", name), "type");
    lower.doc.get(&pointer).and_then(Value::as_str) == Some("mutualTLS")
}

/// Notes the scopes that an operation needs, which are listed at a pointer, with the scheme that tokens are asked for by.
fn add_scopes(lower: &mut Lower<'_>, index: usize, pointer: &str) {
    let needed = lower.doc.get(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let Some(SchemeKind::ClientCredentials { scopes, .. }) = lower.api.schemes.get_mut(index).map(|it| &mut it.kind)
    else {
        return;
    };
    for scope in needed {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
}

/// How the secret of a scheme travels, and what the document says of it.
fn read(
    lower: &mut Lower<'_>,
    scheme: openapiv3::SecurityScheme,
    pointer: &str,
    own: Option<&Auth>,
) -> (Option<SchemeKind>, Doc) {
    match scheme {
        openapiv3::SecurityScheme::APIKey { location, name, description, .. } => {
            let kind = match location {
                APIKeyLocation::Header => {
                    let word = description.as_deref().and_then(|text| prefix(text, &name));
                    let prefix = word.map_or_else(String::new, |word| format!("{word} "));
                    SchemeKind::Header { name, prefix }
                }
                APIKeyLocation::Query => SchemeKind::Query(name),
                APIKeyLocation::Cookie => SchemeKind::Cookie(name),
            };
            (Some(kind), text(description.as_deref()))
        }
        openapiv3::SecurityScheme::HTTP { scheme, description, .. } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "bearer" => Some(SchemeKind::Bearer),
                "basic" => Some(SchemeKind::Basic),
                other if CHALLENGED.contains(&other) => None,
                // RFC 9110, section 11.4: the name of the scheme stands before the credentials.
                _ => Some(SchemeKind::Header { name: "Authorization".to_owned(), prefix: format!("{scheme} ") }),
            };
            if kind.is_none() && own.is_none() {
                let message = format!("the HTTP scheme `{scheme}` is not supported; no operation will use it");
                lower.report(Code::UnsupportedSecurity, pointer, message);
            }
            (kind, text(description.as_deref()))
        }
        openapiv3::SecurityScheme::OAuth2 { flows, description, .. } => {
            let url = flows.client_credentials.map(|flow| flow.token_url).filter(|url| !url.trim().is_empty());
            let kind = match url {
                Some(token_url) => SchemeKind::ClientCredentials { token_url, scopes: Vec::new() },
                None => SchemeKind::Bearer,
            };
            (Some(kind), flow::documented(lower, pointer, text(description.as_deref())))
        }
        openapiv3::SecurityScheme::OpenIDConnect { description, .. } => {
            (Some(SchemeKind::Bearer), flow::documented(lower, pointer, text(description.as_deref())))
        }
    }
}

/// The word that a description puts before the secret: in `Authorization: Api-Key <key>`, or "the scheme 'Api-Key'".
fn prefix<'a>(description: &'a str, header: &str) -> Option<&'a str> {
    let word = |text: &'a str| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(text.len());
        text.split_at_checked(end).filter(|(word, _)| !word.is_empty())
    };
    let secret = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with(['<', '$', '{', '[']) || rest.to_ascii_uppercase().starts_with("YOUR")
    };
    let example = format!("{}:", header.to_ascii_lowercase());
    let lowered = description.to_ascii_lowercase();
    let mut examples = lowered.match_indices(&example).filter_map(|(at, found)| {
        // In quotes or a code span, whatever follows the word up to the end stands for the secret.
        let quote = description.get(..at)?.chars().next_back().filter(|c| matches!(c, '`' | '"' | '\''));
        let text = description.get(at + found.len()..)?;
        let quoted = quote.and_then(|quote| text.split_once(quote)).map(|(inside, _)| inside);
        Some((text, quoted.is_some_and(|inside| inside.split_whitespace().count() == 2)))
    });
    let by_example = examples.find_map(|(text, quoted)| {
        let (word, rest) = word(text.trim_start_matches([' ', '\n', '"', '\'']))?;
        (rest.starts_with([' ', '\n']) && (quoted || secret(rest))).then_some(word)
    });
    by_example.or_else(|| {
        let (_, text) = description.split_once("scheme ").filter(|_| header.eq_ignore_ascii_case("authorization"))?;
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
        let (word, rest) = word(text.get(1..)?)?;
        rest.starts_with(quote).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn the_prefix_is_found_in_prose() {
        let table = [
            ("Send `Authorization: Api-Key <Your_Api_Key>`", Some("Api-Key")),
            ("curl -H \"Authorization: Token $KEY\"", Some("Token")),
            ("Use the scheme 'Key' here", Some("Key")),
            ("as in `Authorization: Api-Key abc123`.", Some("Api-Key")),
            ("as in `Authorization: abc123`", None),
            ("Authorization: YOUR_KEY", None),
            ("Your key, see authorization: the page", None),
            ("Sent as X-Api-Key: <key>", None),
        ];
        for (description, expected) in table {
            assert_eq!(prefix(description, "Authorization"), expected, "{description}");
        }
    }
}
