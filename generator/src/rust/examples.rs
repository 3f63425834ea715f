//! `tests/examples.rs`: every example of the documents decodes and comes back equal, and so do values made from schemas.

use super::operation::written;
use super::{Crate, File, MARK, file};
use crate::analyze::Facts;
use crate::ir::{Api, Text, Type};

/// The file, if there is a value to test.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate) -> Option<File> {
    if facts.examples.is_empty() && facts.made_up.is_empty() {
        return None;
    }
    let check = |ty: &Type| if by_serde(api, ty) { "check" } else { "by_table" };
    let mut tests: String = facts
        .examples
        .iter()
        .map(|example| {
            let text = serde_json::to_string_pretty(&example.value).unwrap_or_default();
            format!(
                "\n#[test]\nfn {}() {{\n    {}::<{}>({});\n}}\n",
                example.ident,
                check(&example.ty),
                written(facts, &example.ty),
                raw(&text)
            )
        })
        .collect();
    // One test for all of them: what costs is the functions that are compiled for each type.
    let rows: String = facts
        .made_up
        .iter()
        .map(|made| format!("    by_table::<{}>({});\n", written(facts, &made.ty), raw(&made.value.to_string())))
        .collect();
    if !rows.is_empty() {
        tests += &format!(
            "\n/// What no example is of, with values made from the schemas.\n#[test]\nfn made_up() {{\n{rows}}}\n"
        );
    }
    let ident = &krate.ident;
    let tested = facts.examples.iter().map(|example| &example.ty).chain(facts.made_up.iter().map(|made| &made.ty));
    let types: Vec<String> = tested.map(|ty| written(facts, ty)).collect();
    let word = |name: &str| {
        types.iter().any(|ty| ty.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name))
    };
    let imports: String = [
        file::import("chrono", &["DateTime", "NaiveDate", "Utc"], word),
        file::import(&format!("{ident}::runtime"), &["Base64", "Json", "json"], |name| name != "Base64" || word(name)),
        file::import(ident, &["types"], word),
        Some("use serde_json::Value;\n".to_owned()),
        file::import("std::collections", &["BTreeMap"], word),
        file::import("std::net", &["IpAddr", "Ipv4Addr", "Ipv6Addr"], word),
        file::import("uuid", &["Uuid"], word),
    ]
    .into_iter()
    .flatten()
    .collect();
    let checked = facts.examples.iter().any(|example| by_serde(api, &example.ty));
    let check = if checked { CHECK } else { "" };
    let same = if super::manifest::uses_time(api) { SAME_MOMENT } else { SAME_TEXT };
    let contents = format!(
        "// {MARK}\n//! The examples of the API's documents and values made from its schemas: each decodes, and what is encoded \
         again says the same.\n\n\
         {imports}{check}{BY_TABLE}{same}{tests}"
    );
    Some(File { path: "tests/examples.rs".into(), contents })
}

/// The text as a raw string, with as many marks as it takes.
fn raw(text: &str) -> String {
    let marks = (1..=text.len() + 1)
        .map(|count| "#".repeat(count))
        .find(|marks| !text.contains(&format!("\"{marks}")))
        .unwrap_or_default();
    format!("r{marks}\"{text}\"{marks}")
}

/// Whether serde can be asked too: it knows nothing of the types of other crates that stand outside ours.
fn by_serde(api: &Api, ty: &Type) -> bool {
    match api.resolve(ty) {
        Type::String(Text::DateTime | Text::Date | Text::Uuid) => false,
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => by_serde(api, item),
        Type::Tuple(items) => items.iter().all(|item| by_serde(api, item)),
        Type::String(Text::Plain | Text::Ip | Text::Ipv4 | Text::Ipv6)
        | Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::Bytes
        | Type::Binary
        | Type::Json
        | Type::Named(_) => true,
    }
}

/// What tests call of values that serde can read as well.
const CHECK: &str = r#"
/// Decodes the example, encodes what came out, and compares.
#[cfg(not(feature = "serde"))]
fn check<T: Json>(text: &str) {
    by_table::<T>(text);
}

/// The same, and that serde says the same.
#[cfg(feature = "serde")]
fn check<T: Json + serde::Serialize + serde::de::DeserializeOwned>(text: &str) {
    let back = by_table::<T>(text);
    let decoded: T = serde_json::from_str(text).expect("the example decodes by serde");
    assert_eq!(serde_json::to_value(&decoded).expect("it encodes by serde"), back);
}
"#;

/// What every test calls, at last.
const BY_TABLE: &str = r#"
/// Decodes the example, encodes what came out, compares, and hands on what was encoded.
fn by_table<T: Json>(text: &str) -> Value {
    let decoded: T = json::decode(text.as_bytes()).expect("the example decodes");
    let sent: Value = serde_json::from_str(text).expect("the example is JSON");
    let back: Value = serde_json::from_slice(&json::encode(&decoded)).expect("what was encoded is JSON");
    assert!(same(&sent, &back), "{back:#} is not {sent:#}");
    back
}

/// Whether two values say the same; numbers are compared by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::String(a), Value::String(b)) => same_text(a, b),
        _ => a == b,
    }
}
"#;

/// How texts are compared in an API without dates.
const SAME_TEXT: &str = r"
fn same_text(a: &str, b: &str) -> bool {
    a == b
}
";

/// How texts are compared in an API with dates: a moment may come back in another zone, with other fractions.
const SAME_MOMENT: &str = r"
fn same_text(a: &str, b: &str) -> bool {
    let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    a == b || moment(a).is_some_and(|a| moment(b) == Some(a))
}
";
