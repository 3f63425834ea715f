//! Which of the documents' examples are tested: those that fit their type, without the properties it does not keep.

use super::TestedExample;
use super::case::{snake, words};
use super::name::{EXAMPLES, Scope};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Example, Kind, Media, Presence, Scalars, Status, Text, Type, Variant};
use serde_json::{Map, Value};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The examples to test; one that does not fit its type is reported and left out.
pub fn run(diags: &mut Diagnostics, api: &Api) -> Vec<TestedExample> {
    let mut scope = Scope::reserving(EXAMPLES);
    let mut tested = Vec::new();
    let mut add = |name: String, ty: &Type, examples: &[Example]| {
        for example in examples {
            match fit(api, ty, &example.value, "$") {
                Ok((value, unknown)) => {
                    if !unknown.is_empty() {
                        let message =
                            format!("the example holds what its schema does not name: {}", unknown.join(", "));
                        diags.report(Code::BadExample, &example.at, message).help("the rest of the example is tested");
                    }
                    let ident = scope.claim([snake(&words(&format!("{name} {}", example.name)))]);
                    tested.push(TestedExample { ident, ty: ty.clone(), value });
                }
                Err(message) => {
                    diags.report(Code::BadExample, &example.at, message).help("the example is not tested");
                }
            }
        }
    };
    for operation in &api.operations {
        let name =
            operation.id.clone().unwrap_or_else(|| format!("{} {}", operation.method.as_str(), operation.template()));
        for body in operation.body.iter().filter(|body| matches!(body.media, Media::Json(_))) {
            add(format!("{name} request"), &body.ty, &body.examples);
        }
        for reply in &operation.replies {
            let Some((Media::Json(_), ty)) = reply.bodies.first() else { continue };
            let status = match reply.status {
                Status::Exact(code) => code.to_string(),
                Status::Class(class) => format!("{class}xx"),
                Status::Default => "default".to_owned(),
            };
            add(format!("{name} {status}"), ty, &reply.examples);
        }
    }
    for (index, ty) in api.types.iter().enumerate() {
        add(ty.hint.words.join(" "), &Type::Named(crate::ir::TypeId::at(index)), &ty.examples);
    }
    tested
}

/// Whether a value fits a type that keeps all of it.
pub(super) fn is_kept(api: &Api, ty: &Type, value: &Value) -> bool {
    fit(api, ty, value, "$").is_ok_and(|(kept, unknown)| unknown.is_empty() && kept == *value)
}

/// The value as the type keeps it, and the paths of what it does not keep; or why it does not fit.
fn fit(api: &Api, ty: &Type, value: &Value, path: &str) -> Result<(Value, Vec<String>), String> {
    let kept = || Ok((value.clone(), Vec::new()));
    let expected = |what: &str| Err(format!("the example does not fit its schema: {path}: expected {what}"));
    match (ty, value) {
        (Type::Json, _)
        | (Type::Nullable(_), Value::Null)
        | (Type::Bool, Value::Bool(_))
        | (Type::Binary, Value::String(_))
        | (Type::Float(_), Value::Number(_)) => kept(),
        (Type::Int(_), Value::Number(number)) if number.is_i64() || number.is_u64() => kept(),
        (Type::String(text), Value::String(value)) => match text {
            Text::Plain => kept(),
            Text::DateTime if is_date_time(value) => kept(),
            Text::DateTime => expected("a date and time as in RFC 3339"),
            Text::Date if is_date(value) => kept(),
            Text::Date => expected("a date as in RFC 3339"),
            Text::Uuid if is_uuid(value) => kept(),
            Text::Uuid => expected("a UUID"),
            Text::Ip if value.parse::<IpAddr>().is_ok() => kept(),
            Text::Ipv4 if value.parse::<Ipv4Addr>().is_ok() => kept(),
            Text::Ipv6 if value.parse::<Ipv6Addr>().is_ok() => kept(),
            Text::Ip | Text::Ipv4 | Text::Ipv6 => expected("an IP address"),
        },
        (Type::Bytes, Value::String(value))
            if value.len() % 4 == 0 && value.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c)) =>
        {
            kept()
        }
        (Type::Bool, _) => expected("a boolean"),
        (Type::Int(_), _) => expected("an integer"),
        (Type::Float(_), _) => expected("a number"),
        (Type::String(_) | Type::Binary, _) => expected("a string"),
        (Type::Bytes, _) => expected("base64 text"),
        (Type::Nullable(item), _) => fit(api, item, value, path),
        (Type::List(item), Value::Array(list)) => {
            let (mut out, mut unknown) = (Vec::new(), Vec::new());
            for (index, value) in list.iter().enumerate() {
                let (value, more) = fit(api, item, value, &format!("{path}[{index}]"))?;
                out.push(value);
                unknown.extend(more);
            }
            Ok((Value::Array(out), unknown))
        }
        (Type::List(_), _) => expected("a list"),
        (Type::Tuple(items), Value::Array(list)) if items.len() == list.len() => {
            let (mut out, mut unknown) = (Vec::new(), Vec::new());
            for (index, (item, value)) in items.iter().zip(list).enumerate() {
                let (value, more) = fit(api, item, value, &format!("{path}[{index}]"))?;
                out.push(value);
                unknown.extend(more);
            }
            Ok((Value::Array(out), unknown))
        }
        (Type::Tuple(items), _) => expected(&format!("a list of {} items", items.len())),
        (Type::Map(item), Value::Object(map)) => {
            let (mut out, mut unknown) = (Map::new(), Vec::new());
            for (key, value) in map {
                let (value, more) = fit(api, item, value, &format!("{path}.{key}"))?;
                out.insert(key.clone(), value);
                unknown.extend(more);
            }
            Ok((Value::Object(out), unknown))
        }
        (Type::Map(_), _) => expected("an object"),
        (Type::Named(id), _) => fit_named(api, &api[*id].kind, value, path),
    }
}

fn fit_named(api: &Api, kind: &Kind, value: &Value, path: &str) -> Result<(Value, Vec<String>), String> {
    let expected = |what: &str| Err(format!("the example does not fit its schema: {path}: expected {what}"));
    match (kind, value) {
        (Kind::Alias(ty), _) => fit(api, ty, value, path),
        (Kind::Enum(values), _) => match Scalars::of(values) {
            scalars if scalars.hold(value) => Ok((value.clone(), Vec::new())),
            Scalars::Strings => expected("a string"),
            Scalars::Integers | Scalars::Mixed => expected("an integer"),
        },
        (Kind::Union(union), _) => {
            let tag = union.tag.as_ref().and_then(|tag| value.get(tag)).and_then(Value::as_str);
            let is_of = |variant: &&Variant| tag.is_none_or(|tag| variant.tag.as_deref() == union.announced(tag));
            let mut variants = union.variants.iter().filter(is_of);
            match variants.find_map(|variant| fit(api, &variant.ty, value, path).ok()) {
                Some(fitted) => Ok(fitted),
                None => expected("one of the union's variants"),
            }
        }
        (Kind::Struct(item), Value::Object(map)) => {
            let (mut out, mut unknown) = (Map::new(), Vec::new());
            for field in &item.fields {
                match map.get(&field.wire) {
                    // A missing property and `null` are the same to a type that is read.
                    None | Some(Value::Null)
                        if matches!(field.presence, Presence::Optional | Presence::OptionalNullable) => {}
                    Some(Value::Null) if field.presence == Presence::Nullable || field.ty == Type::Json => {
                        out.insert(field.wire.clone(), Value::Null);
                    }
                    None => {
                        return Err(format!(
                            "the example does not fit its schema: {path}: `{}` is missing",
                            field.wire
                        ));
                    }
                    Some(value) => {
                        let (value, more) = fit(api, &field.ty, value, &format!("{path}.{}", field.wire))?;
                        out.insert(field.wire.clone(), value);
                        unknown.extend(more);
                    }
                }
            }
            for (key, value) in map.iter().filter(|(key, _)| item.fields.iter().all(|field| field.wire != **key)) {
                let at = format!("{path}.{key}");
                match &item.rest {
                    Some(ty) => {
                        let (value, more) = fit(api, ty, value, &at)?;
                        out.insert(key.clone(), value);
                        unknown.extend(more);
                    }
                    None => unknown.push(at),
                }
            }
            Ok((Value::Object(out), unknown))
        }
        (Kind::Struct(_), _) => expected("an object"),
        (Kind::Multipart(_), _) => expected("JSON, which a body of several parts is not"),
    }
}

/// Whether the text has the form of a `full-date` (RFC 3339 §5.6) with a month and a day that exist somewhere.
pub(super) fn is_date(text: &str) -> bool {
    let digits =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let number = |range| digits(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    text.len() == 10
        && digits(0..4).is_some()
        && text.get(4..5) == Some("-")
        && (1..=12).contains(&number(5..7))
        && text.get(7..8) == Some("-")
        && (1..=28).contains(&number(8..10).min(28))
        && number(8..10) <= 31
}

/// Whether the text has the form of a `date-time` (RFC 3339 §5.6).
pub(super) fn is_date_time(text: &str) -> bool {
    let (Some(date), Some(time)) = (text.get(..10), text.get(11..)) else { return false };
    let clock = time.get(..8).unwrap_or("");
    let parts: Vec<u32> = clock.split(':').filter_map(|part| part.parse().ok()).collect();
    let rest = time.get(8..).unwrap_or("");
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = zone.len() == 6 && zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":");
    is_date(date)
        && text.get(10..11).is_some_and(|c| matches!(c, "T" | "t" | " "))
        && matches!(parts[..], [0..=23, 0..=59, 0..=60])
        && (matches!(zone, "Z" | "z") || offset)
}

/// Whether the text has the form of a UUID (RFC 9562 §4).
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .char_indices()
            .all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() })
}
