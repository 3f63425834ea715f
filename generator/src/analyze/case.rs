//! Words out of names, and names out of words.

/// The words of a name, lower case: `getHTTPStatus-v2` is `get http status v2`. Nothing but letters and digits is left.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            words.extend(take(&mut word));
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| chars.get(index)).copied().unwrap_or(' ');
        let after = chars.get(index + 1).copied().unwrap_or(' ');
        // `aB` begins a word, and so does the `S` of `HTTPStatus`; the plural of `IDs` does not.
        let begins = c.is_uppercase()
            && (before.is_lowercase()
                || before.is_numeric()
                || (before.is_uppercase() && after.is_lowercase() && !plural(&chars, index + 1)));
        if begins {
            words.extend(take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    words.extend(take(&mut word));
    words
}

/// Whether an `s` that ends a run of capitals stands at `index`: the end of `IDs`.
fn plural(chars: &[char], index: usize) -> bool {
    chars.get(index) == Some(&'s') && !chars.get(index + 1).is_some_and(|c| c.is_lowercase())
}

fn take(word: &mut String) -> Option<String> {
    (!word.is_empty()).then(|| std::mem::take(word))
}

/// `auth_codes`. Digits at the front get an underscore; no words at all become `empty`.
pub fn snake(words: &[String]) -> String {
    ident(&words.join("_"), "empty")
}

/// `AuthCodes`. Digits at the front get an underscore; no words at all become `Empty`.
pub fn pascal(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        // `V1` and `2`: two digits that would run together keep their border.
        if name.ends_with(|c: char| c.is_numeric()) && word.starts_with(|c: char| c.is_numeric()) {
            name.push('_');
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            name.extend(first.to_uppercase());
            name.push_str(chars.as_str());
        }
    }
    ident(&name, "Empty")
}

/// How long a name may be, in bytes: it becomes the name of a file, with an ending.
const LONGEST: usize = 120;

/// Makes a valid identifier of joined words: XID characters only, no digit first, never nothing, never too long.
fn ident(joined: &str, empty: &str) -> String {
    let mut valid: String = joined.chars().filter(|c| *c == '_' || unicode_ident::is_xid_continue(*c)).collect();
    while valid.len() > LONGEST {
        valid.pop();
    }
    match valid.chars().find(|c| *c != '_') {
        None => empty.to_owned(),
        Some(_) if valid.starts_with(|c| c == '_' || unicode_ident::is_xid_start(c)) => valid,
        Some(_) => format!("_{valid}"),
    }
}

/// The singular of an English plural: `policies` is `policy`. Words that are no plural stay as they are.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes", "uses"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if is_plural(word) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether a word looks like an English plural.
pub fn is_plural(word: &str) -> bool {
    word.len() > 2 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
}

/// Rust's keywords, strict, reserved and weak ones that cannot name a function or field (The Rust Reference, "Keywords").
pub const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, snake_case: &str, pascal_case: &str) {
        let words = words(name);
        assert_eq!((snake(&words).as_str(), pascal(&words).as_str()), (snake_case, pascal_case), "{name}");
    }

    #[test]
    fn names_in_every_style() {
        check("getAuthSession", "get_auth_session", "GetAuthSession");
        check("GetAuthCodesResponseV1", "get_auth_codes_response_v1", "GetAuthCodesResponseV1");
        check("X-Auth-Token", "x_auth_token", "XAuthToken");
        check("HTTPServerIDs", "http_server_ids", "HttpServerIds");
        check("nvidia.com/gpu", "nvidia_com_gpu", "NvidiaComGpu");
        check("@modelarts:size", "modelarts_size", "ModelartsSize");
        check("1st", "_1st", "_1st");
        check("v1.2", "v1_2", "V1_2");
        check("größe", "größe", "Größe");
        check("", "empty", "Empty");
        check("+-", "empty", "Empty");
        check("🦀", "empty", "Empty");
        check("²-²", "empty", "Empty");
    }

    #[test]
    fn plurals() {
        for (plural, one) in
            [("models", "model"), ("policies", "policy"), ("boxes", "box"), ("keys", "key"), ("statuses", "status")]
        {
            assert_eq!(singular(plural), one);
        }
        for word in ["status", "access", "analysis", "token"] {
            assert!(!is_plural(word), "{word}");
        }
    }
}
