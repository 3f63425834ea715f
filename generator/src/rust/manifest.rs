//! `Cargo.toml`: complete in itself, so that the crate builds wherever it is copied to.

use super::{Crate, MARK, client, ty};
use crate::analyze::case;
use crate::config::Config;
use crate::ir::{Api, Kind, SchemeKind, Text, Type};

/// What the crate is called and described as: what `api.toml` says, else what the document says.
pub fn describe(api: &Api, config: &Config, name: &str) -> Crate {
    let name = config.krate.name.as_deref().unwrap_or(name);
    let words: Vec<String> =
        case::words(name).iter().map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect()).collect();
    let words: Vec<String> = words.into_iter().filter(|word: &String| !word.is_empty()).collect();
    let package = match words.join("-") {
        empty if empty.is_empty() => "api-client".to_owned(),
        // A package cannot begin with a digit, nor be called like a keyword, nor like what its own code uses.
        package if package.starts_with(|c: char| c.is_ascii_digit()) => format!("api-{package}"),
        package if RESERVED.contains(&package.as_str()) || case::KEYWORDS.contains(&package.as_str()) => {
            format!("{package}-client")
        }
        package => package,
    };
    let ident = package.replace('-', "_");
    let version = config.krate.version.clone().unwrap_or_else(|| "0.1.0".to_owned());
    let title = client::title(api);
    let description = config.krate.description.clone().unwrap_or_else(|| format!("{} {title}", kind(api)));
    Crate { package, ident, version, description }
}

/// What the crate is, before the name of the API.
pub const fn kind(api: &Api) -> &'static str {
    if api.has_calls() { "A client of" } else { "The types of" }
}

/// Names that Cargo refuses or that the crate's own dependencies have.
const RESERVED: &[&str] = &[
    "alloc",
    "bytes",
    "chrono",
    "core",
    "futures-core",
    "hmac",
    "http",
    "httpdate",
    "proc-macro",
    "reqwest",
    "runtime",
    "secrecy",
    "serde",
    "serde-json",
    "sha2",
    "std",
    "test",
    "tokio",
    "tracing",
    "url",
    "uuid",
];

/// The features of a client that say how it reaches the server.
const TRANSPORT: &str = "\
default = [\"rustls\"]
# TLS by rustls.
rustls = [\"reqwest/rustls\"]
# TLS by the operating system's library.
native-tls = [\"reqwest/native-tls\"]
";

/// The features of a client that say how it makes calls.
const SENDING: &str = "\
# `send_blocking` for every operation.
blocking = [\"tokio/rt-multi-thread\", \"tokio/net\"]
# An event of `tracing` for every try of a call.
tracing = [\"dep:tracing\"]
";

/// The file.
pub fn emit(api: &Api, krate: &Crate) -> String {
    let quoted = |text: &str| {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        toml::Value::String(line).to_string()
    };
    let calls = api.has_calls();
    let uses = |is: fn(&SchemeKind) -> bool| calls && client::uses(api, is);
    let times = uses_time(api) || uses(|kind| matches!(kind, SchemeKind::Iam { .. } | SchemeKind::Signature));
    let uuids = uses_uuid(api);
    let signs = uses(|kind| *kind == SchemeKind::Signature);
    let files = uses_files(api);
    let optional = [
        (calls, "bytes = \"1.10\"\n"),
        (times, "chrono = { version = \"0.4.41\", default-features = false, features = [\"std\"] }\n"),
        (calls, "futures-core = \"0.3.31\"\n"),
        (signs, "hmac = \"0.12.1\"\n"),
        (calls, "http = \"1.3\"\n"),
        (calls, "httpdate = \"1.0.3\"\n"),
        (calls, "reqwest = { version = \"0.13\", default-features = false, features = [\"stream\"] }\n"),
        (calls, "secrecy = \"0.10.3\"\n"),
        (true, "serde = { version = \"1.0.220\", optional = true }\n"),
        (true, "serde_json = \"1.0.140\"\n"),
        (signs, "sha2 = { version = \"0.10.8\", default-features = false }\n"),
        (calls && !files, "tokio = { version = \"1.45\", features = [\"sync\", \"time\"] }\n"),
        (calls && files, "tokio = { version = \"1.45\", features = [\"fs\", \"sync\", \"time\"] }\n"),
        (calls, "tracing = { version = \"0.1.41\", default-features = false, optional = true }\n"),
        (calls, "url = \"2.5.4\"\n"),
        (uuids, "uuid = { version = \"1.17\", default-features = false, features = [\"std\"] }\n"),
    ];
    let dependencies: String = optional.into_iter().filter(|(used, _)| *used).map(|(_, line)| line).collect();
    let (package, version, description) = (quoted(&krate.package), quoted(&krate.version), quoted(&krate.description));
    let (transport, sending) = if calls { (TRANSPORT, SENDING) } else { ("", "") };
    format!(
        "# {MARK}\n\n\
         [package]\nname = {package}\nversion = {version}\nedition = \"2024\"\nrust-version = \"1.88\"\ndescription = {description}\nlicense = \"MIT OR Apache-2.0\"\n\
         readme = \"README.md\"\n\n\
         [features]\n{transport}# `Serialize` and `Deserialize` for every type.\nserde = [\"dep:serde\"]\n\
         # `PartialEq` for every type.\npartial-eq = []\n{sending}\n\
         [dependencies]\n{dependencies}"
    )
}

/// Whether some value is a moment or a day.
pub fn uses_time(api: &Api) -> bool {
    ty::uses(api, |ty| matches!(ty, Type::String(Text::DateTime | Text::Date)))
}

/// Whether some body is of several parts, which may be files.
pub fn uses_files(api: &Api) -> bool {
    api.types.iter().any(|ty| matches!(ty.kind, Kind::Multipart(_)))
}

/// Whether some value is a UUID.
pub fn uses_uuid(api: &Api) -> bool {
    ty::uses(api, |ty| *ty == Type::String(Text::Uuid))
}
