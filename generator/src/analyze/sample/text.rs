//! Texts that keep to their format, length and pattern.

use super::pattern::Pattern;
use crate::analyze::example::{is_date, is_date_time, is_uuid};
use crate::ir::{Domain, Text};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A text, and whether it keeps to all that is known.
pub(super) struct Made {
    pub(super) text: String,
    pub(super) sound: bool,
}

/// A text with a letter of each kind.
const MIXED: &str = "aB3-aB3-";

/// How long the texts that are made up may be, whatever is said.
const LONGEST: usize = 4096;

/// Whether an example is short enough to be shown: a long one says less of a call than the name of what it stands for.
pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= 50 && !text.contains('\n')
}

/// The example if it keeps to what is known, else the name, something of the format, or something that matches.
pub(super) fn make(kind: Text, wire: &str, domain: Option<&Domain>, example: Option<&str>, turn: usize) -> Made {
    let format = domain.and_then(|domain| domain.format.as_deref()).unwrap_or_default();
    let pattern = domain.and_then(|domain| domain.pattern.as_deref());
    let parsed = pattern.and_then(Pattern::parse);
    let keeps = |text: &str| {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let least = domain.and_then(|domain| domain.shortest).unwrap_or(0);
        let most = domain.and_then(|domain| domain.longest).unwrap_or(u64::MAX);
        (least..=most).contains(&length) && parsed.as_ref().is_none_or(|pattern| pattern.matches(text))
    };
    let is_bound = pattern.is_some() || of_format(kind, format).is_some();
    let example = example.filter(|text| turn == 0 && (is_bound || is_short(text)) && is_of(kind, format, text));
    // One that breaks its own pattern is wrong, but a pattern that cannot be read proves nothing.
    if let Some(example) = example.filter(|text| keeps(text)) {
        return Made { text: example.to_owned(), sound: true };
    }
    let least = domain.and_then(|domain| domain.shortest).and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
    let most = domain.and_then(|domain| domain.longest).and_then(|it| usize::try_from(it).ok()).unwrap_or(LONGEST);
    let fixed = of_format(kind, format).map(str::to_owned);
    let named = if turn == 0 { wire.to_owned() } else { format!("{wire}{}", turn + 1) };
    let plain = if named.is_empty() { "text".to_owned() } else { named };
    let words = fixed.is_none().then(|| [fill(&plain, least, most), fill(&plain.replace('_', "-"), least, most)]);
    let matching = || {
        let pattern = parsed.as_ref()?;
        (0..=least.min(LONGEST))
            .chain([least + 1])
            .filter_map(|more| pattern.make(more))
            .find(|text| !text.is_empty() && (keeps(text) || keeps(&fill(text, least, most))))
    };
    // Where a pattern looks for a letter of each kind somewhere, as for passwords, what is made of it has none.
    let mixed = fixed.is_none().then(|| fill(MIXED, least.max(MIXED.len()), most));
    let candidates = fixed.clone().into_iter().chain(words.into_iter().flatten());
    let sound = candidates.clone().find(|text| keeps(text));
    let sound = sound.or_else(|| matching().map(|text| if keeps(&text) { text } else { fill(&text, least, most) }));
    let sound = sound.or_else(|| mixed.filter(|text| keeps(text)));
    let readable = pattern.is_none() || parsed.is_some();
    match sound {
        Some(text) => Made { text, sound: readable },
        None => Made { text: fixed.unwrap_or(plain), sound: false },
    }
}

/// The text, cut or repeated to a length between these.
fn fill(text: &str, least: usize, most: usize) -> String {
    let count = text.chars().count().clamp(least.min(LONGEST), most.max(least).min(LONGEST));
    text.chars().cycle().take(count).collect()
}

/// A text of a format.
fn of_format(kind: Text, format: &str) -> Option<&'static str> {
    Some(match (kind, format) {
        (Text::DateTime, _) | (_, "date-time") => "2026-01-31T12:00:00Z",
        (Text::Date, _) | (_, "date") => "2026-01-31",
        (Text::Uuid, _) | (_, "uuid") => "018f5f5e-7c1e-7cc0-9d1c-6b1e3f0a2b4d",
        (Text::Ip | Text::Ipv4, _) | (_, "ipv4" | "ip") => "192.0.2.1",
        (Text::Ipv6, _) | (_, "ipv6") => "2001:db8::1",
        (Text::Plain, "email" | "idn-email") => "user@example.com",
        (Text::Plain, "uri" | "url" | "iri" | "uri-template") => "https://example.com",
        (Text::Plain, "uri-reference" | "iri-reference") => "/path",
        (Text::Plain, "hostname" | "idn-hostname") => "example.com",
        (Text::Plain, "time") => "12:00:00Z",
        (Text::Plain, "duration") => "P1D",
        (Text::Plain, "byte" | "base64") => "Ynl0ZXM=",
        (Text::Plain, "json-pointer") => "/pointer",
        (Text::Plain, "relative-json-pointer") => "0",
        (Text::Plain, "regex") => "^text$",
        (Text::Plain, "int32" | "int64" | "uint32" | "uint64" | "integer") => "1",
        (Text::Plain, "float" | "double" | "decimal" | "number") => "1.0",
        (Text::Plain, _) => return None,
    })
}

/// Whether a text is of a format, as far as that can be told simply.
fn is_of(kind: Text, format: &str, text: &str) -> bool {
    match (kind, format) {
        (Text::DateTime, _) | (_, "date-time") => is_date_time(text),
        (Text::Date, _) | (_, "date") => is_date(text),
        (Text::Uuid, _) | (_, "uuid") => is_uuid(text),
        (Text::Ip, _) => text.parse::<IpAddr>().is_ok(),
        (Text::Ipv4, _) | (_, "ipv4") => text.parse::<Ipv4Addr>().is_ok(),
        (Text::Ipv6, _) | (_, "ipv6") => text.parse::<Ipv6Addr>().is_ok(),
        (Text::Plain, "email") => text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty()),
        (Text::Plain, "uri" | "url") => {
            text.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
                && !text.contains([' ', '{', '}'])
        }
        (Text::Plain, "hostname") => !text.is_empty() && !text.contains([' ', '/', ':', '_']),
        (Text::Plain, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_text_that_keeps_to_all_is_taken() {
        let row = |format: &str, pattern: &str, least: u64, most: u64, example: Option<&str>| {
            let domain = Domain {
                format: Some(format.to_owned()),
                pattern: Some(pattern.to_owned()),
                shortest: Some(least),
                longest: Some(most),
                ..Domain::default()
            };
            let made = make(Text::Plain, "user_name", Some(&domain), example, 0);
            made.sound.then_some(made.text)
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(row("", "", 0, 99, Some("given")), is("given"));
        assert_eq!(row("", "", 6, 99, Some("given")), is("user_name"));
        assert_eq!(row("", "", 0, 4, None), is("user"));
        assert_eq!(row("", "", 12, 99, None), is("user_nameuse"));
        assert_eq!(row("", "^[a-z-]+$", 0, 99, None), is("user-name"));
        assert_eq!(row("", "^u[0-9]*$", 4, 4, None), is("u000"));
        assert_eq!(row("email", "", 0, 99, Some("none")), is("user@example.com"));
        assert_eq!(row("", "^(?!user)(?!u-)[a-z-]+$", 0, 99, None), is("a"));
        assert_eq!(row("", r"^(?=.*\d)(?=.*[A-Z]).{8,}$", 0, 99, None), is("aB3-aB3-"));
        assert_eq!(row("", r"^(a)\1", 0, 99, None), None);
        assert_eq!(row("", "^a$", 2, 9, None), None);
    }

    #[test]
    fn the_items_of_a_list_differ() {
        assert_eq!(make(Text::Plain, "name", None, Some("given"), 1).text, "name2");
    }
}
