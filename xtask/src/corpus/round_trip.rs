//! Values through the types of a generated crate: a program decodes and encodes them, and what comes back is compared here.

use serde_json::Value;
use std::io::Write;
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// A value to send through a type.
pub struct Case {
    /// Where the value stands.
    pub at: String,
    /// The type, by its place in the program's list.
    pub ty: usize,
    pub sent: Value,
    /// What the type is to keep of it.
    pub expected: Value,
}

impl Case {
    pub fn to_json(&self) -> Value {
        serde_json::json!({"at": self.at, "type": self.ty, "sent": self.sent, "expected": self.expected})
    }

    pub fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            at: value.get("at")?.as_str()?.to_owned(),
            ty: usize::try_from(value.get("type")?.as_u64()?).ok()?,
            sent: value.get("sent")?.clone(),
            expected: value.get("expected")?.clone(),
        })
    }
}

/// The program: it reads the number of a type and a JSON text on each line, and writes on one line what comes back.
pub fn program(krate: &str, types: &[String]) -> String {
    let mut imports = String::new();
    let word = |name: &str| types.iter().any(|ty| ty.split(|c: char| !c.is_alphanumeric()).any(|word| word == name));
    let paths = [
        ("DateTime", "chrono::DateTime"),
        ("Utc", "chrono::Utc"),
        ("NaiveDate", "chrono::NaiveDate"),
        ("Uuid", "uuid::Uuid"),
        ("Value", "serde_json::Value"),
        ("BTreeMap", "std::collections::BTreeMap"),
        ("IpAddr", "std::net::IpAddr"),
        ("Ipv4Addr", "std::net::Ipv4Addr"),
        ("Ipv6Addr", "std::net::Ipv6Addr"),
        ("types", &format!("{krate}::types")),
        ("Base64", &format!("{krate}::runtime::Base64")),
    ];
    for (name, path) in paths {
        if word(name) {
            imports.push_str(&format!("use {path};\n"));
        }
    }
    let trips: String = types.iter().map(|ty| format!("    trip::<{ty}>,\n")).collect();
    format!(
        "//! Sends values through the types of the crate.\n{imports}use {krate}::runtime::{{Json, json}};\n{PROGRAM}\n\
         /// One for each type.\n#[allow(clippy::type_complexity)]\nstatic TRIPS: &[fn(&str) -> Result<String, String>] = &[\n{trips}];\n"
    )
}

const PROGRAM: &str = r#"
fn trip<T: Json>(text: &str) -> Result<String, String> {
    let value: T = json::decode(text.as_bytes()).map_err(|error| error.to_string())?;
    String::from_utf8(json::encode(&value)).map_err(|error| error.to_string())
}

fn main() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (number, text) = line.split_once('\t').unwrap_or_default();
        let trip = number.parse().ok().and_then(|number: usize| TRIPS.get(number));
        match trip.map_or_else(|| Err("there is no such type".to_owned()), |trip| trip(text)) {
            Ok(text) => println!("+{text}"),
            Err(error) => println!("-{}", error.replace('\n', " ")),
        }
    }
}
"#;

/// A value that did not come back as it was.
pub struct Lost {
    /// Where it stands.
    pub at: String,
    /// What happened to it.
    pub what: String,
}

/// Runs the program on the cases, and returns those that do not come back equal.
pub fn run(program: &Path, cases: &[Case]) -> Result<Vec<Lost>, String> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
    let input: String = cases.iter().map(|case| format!("{}\t{}\n", case.ty, case.sent)).collect();
    let stdin = child.stdin.take();
    let writer = thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    // A program that ends early says so by the lines that it did not write.
    let _ = writer.join();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let mut problem = |case: &Case| match lines.next().map(|line| line.split_at_checked(1)) {
        Some(Some(("+", back))) => match serde_json::from_str::<Value>(back) {
            Ok(back) if same(&case.sent, &case.expected, &back) => None,
            Ok(back) => Some(format!("{} came back as {back}", case.sent)),
            Err(error) => Some(format!("{error}: {back}")),
        },
        Some(Some((_, error))) => Some(error.to_owned()),
        Some(None) | None => Some("the program ended early".to_owned()),
    };
    let mut lost = Vec::new();
    for case in cases {
        lost.extend(problem(case).map(|what| Lost { at: case.at.clone(), what }));
    }
    Ok(lost)
}

/// Whether what came back says the same as what was sent, without what the type need not keep: numbers and texts by what
/// they mean, and a property that is `null` like one that is not there.
fn same(sent: &Value, expected: &Value, back: &Value) -> bool {
    match (expected, back) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() || a.as_f64().map(single) == b.as_f64().map(single)
        }
        (Value::String(a), Value::String(b)) => a == b || same_text(a, b),
        (Value::Array(a), Value::Array(b)) => {
            let all = sent.as_array().map(Vec::as_slice).unwrap_or_default();
            a.len() == b.len() && a.iter().zip(b).zip(all).all(|((a, b), sent)| same(sent, a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let sent = |key: &str| sent.get(key).unwrap_or(&Value::Null);
            a.iter().all(|(key, a)| b.get(key).map_or(a.is_null(), |b| same(sent(key), a, b)))
                && b.iter().all(|(key, b)| a.contains_key(key) || sent(key) == b)
        }
        (a, b) => a == b,
    }
}

/// A number as one of 32 bits has it, where the document asks for such.
#[allow(clippy::cast_possible_truncation, reason = "that is what is asked")]
fn single(number: f64) -> f32 {
    number as f32
}

/// Whether two texts name the same moment, UUID or address.
fn same_text(a: &str, b: &str) -> bool {
    let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    let hex = |text: &str| text.replace('-', "").to_ascii_lowercase();
    let is_uuid = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let address = |text: &str| text.parse::<IpAddr>().ok();
    moment(a).is_some_and(|a| moment(b) == Some(a))
        || (is_uuid(&hex(a)) && hex(a) == hex(b))
        || address(a).is_some_and(|a| address(b) == Some(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_came_back_is_the_same_by_its_meaning() {
        let equal = |sent: Value, expected: Value, back: Value| same(&sent, &expected, &back);
        assert!(equal(json!(1.0), json!(1.0), json!(1)));
        assert!(equal(json!({"a": null, "b": 1}), json!({"a": null}), json!({})));
        assert!(equal(json!({"b": 1}), json!({}), json!({"b": 1})));
        assert!(equal(
            json!("2026-01-01T01:00:00+01:00"),
            json!("2026-01-01T01:00:00+01:00"),
            json!("2026-01-01T00:00:00Z")
        ));
        assert!(!equal(json!({"a": 1}), json!({"a": 1}), json!({})));
        assert!(!equal(json!({"a": 1}), json!({"a": 1}), json!({"a": 1, "b": 2})));
        assert!(!equal(json!([1, 2]), json!([1, 2]), json!([1])));
        assert!(!equal(json!("a"), json!("a"), json!("b")));
    }
}
