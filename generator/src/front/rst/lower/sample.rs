//! Samples become examples, if they are what their table says.

use super::super::page::{Page, Sample};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Example, Kind, Operation, Presence, Status, Type};
use crate::source::Location;
use serde_json::Value;

/// Gives each sample to the body it shows.
pub(super) fn attach(diags: &mut Diagnostics, api: &Api, page: &Page, operation: &mut Operation) {
    for sample in &page.samples {
        let at = Location::Offset(page.file, sample.at);
        let (ty, examples) = if sample.response {
            let Some(index) = reply(operation, sample) else { continue };
            let Some(reply) = operation.replies.get_mut(index) else { continue };
            (reply.bodies.first().map(|(_, ty)| ty.clone()), &mut reply.examples)
        } else if let Some(body) = operation.body.first_mut() {
            (Some(body.ty.clone()), &mut body.examples)
        } else if is_empty(&sample.value) {
            continue;
        } else {
            report(diags, &at, "no table describes the body of this request");
            continue;
        };
        let fit = match &ty {
            Some(ty) => fits(api, ty, &sample.value),
            None if is_empty(&sample.value) => continue,
            None => Err("no table describes the body of this response".to_owned()),
        };
        match fit {
            Ok(()) => examples.push(Example { name: String::new(), value: sample.value.clone(), at }),
            Err(message) => report(diags, &at, &message),
        }
    }
}

fn report(diags: &mut Diagnostics, at: &Location, message: &str) {
    diags
        .report(Code::BadExample, at, message)
        .help("correct the sample or the table; until then nothing is tested with the sample");
}

/// The reply a sample is of.
fn reply(operation: &Operation, sample: &Sample) -> Option<usize> {
    let replies = || operation.replies.iter();
    let exact = sample.status.and_then(|status| replies().position(|reply| reply.status == Status::Exact(status)));
    exact.or_else(|| {
        replies().position(|reply| if sample.failed { reply.status.is_failure() } else { reply.status.is_success() })
    })
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a value is of a type; what the type does not know is no matter.
fn fits(api: &Api, ty: &Type, value: &Value) -> Result<(), String> {
    misfit(api, ty, value, "")
        .map_or(Ok(()), |message| Err(format!("this sample is not what its table says: {message}")))
}

fn misfit(api: &Api, ty: &Type, value: &Value, path: &str) -> Option<String> {
    let expected = match (ty, value) {
        (Type::Json, _)
        | (Type::Nullable(_), Value::Null)
        | (Type::Bool, Value::Bool(_))
        | (Type::String(_) | Type::Bytes | Type::Binary, Value::String(_))
        | (Type::Float(_), Value::Number(_)) => return None,
        (Type::Int(_), Value::Number(number)) if number.is_i64() => return None,
        (Type::Nullable(inner), value) => return misfit(api, inner, value, path),
        (Type::List(item), Value::Array(items)) => {
            return items
                .iter()
                .enumerate()
                .find_map(|(index, value)| misfit(api, item, value, &format!("{path}[{index}]")));
        }
        (Type::Map(item), Value::Object(fields)) => {
            return fields.iter().find_map(|(key, value)| misfit(api, item, value, &format!("{path}.{key}")));
        }
        (Type::Named(id), value) => return named(api, &api[*id].kind, value, path),
        (Type::Bool, _) => "a boolean",
        (Type::Int(_), _) => "an integer",
        (Type::Float(_), _) => "a number",
        (Type::String(_) | Type::Bytes | Type::Binary, _) => "a string",
        (Type::List(_) | Type::Tuple(_), _) => "a list",
        (Type::Map(_), _) => "an object",
    };
    Some(mismatch(path, expected, value))
}

fn named(api: &Api, kind: &Kind, value: &Value, path: &str) -> Option<String> {
    match (kind, value) {
        (Kind::Struct(item), Value::Object(fields)) => item.fields.iter().find_map(|field| {
            let path = format!("{path}.{}", field.wire);
            match (fields.get(&field.wire), field.presence) {
                (None, Presence::Required | Presence::Nullable) => Some(format!("`{}` is missing", shown(&path))),
                (None, Presence::Optional | Presence::OptionalNullable)
                // What may be missing is read from `null` too.
                | (Some(Value::Null), Presence::Nullable | Presence::Optional | Presence::OptionalNullable) => None,
                (Some(value), _) => misfit(api, &field.ty, value, &path),
            }
        }),
        (Kind::Struct(_), _) => Some(mismatch(path, "an object", value)),
        (Kind::Enum(_), Value::String(_)) | (Kind::Union(_) | Kind::Multipart(_), _) => None,
        (Kind::Enum(_), _) => Some(mismatch(path, "a string", value)),
        (Kind::Alias(ty), value) => misfit(api, ty, value, path),
    }
}

fn mismatch(path: &str, expected: &str, value: &Value) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("`{}` is {found} here, and {expected} in the table", shown(path))
}

/// The path of a value; of the body itself, a word for it.
fn shown(path: &str) -> &str {
    match path.strip_prefix('.').unwrap_or(path) {
        "" => "the body",
        path => path,
    }
}
