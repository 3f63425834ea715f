//! Named corrections to documents that are wrong: each says why, and must match exactly one thing.

use crate::config::{Config, Fix};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Field, Kind, Presence};

/// Applies the fixes of `api.toml` in their order.
pub fn apply(diags: &mut Diagnostics, api: &mut Api, config: &Config) {
    for fix in &config.fix {
        let matched = match (&fix.skip, &fix.field) {
            (Some(operation), None) => skip(api, operation),
            (None, Some(field)) => change(api, field, fix),
            _ => 0,
        };
        let target = fix.skip.as_ref().or(fix.field.as_ref()).map_or("nothing", String::as_str);
        if matched != 1 {
            let message = format!("a fix must match exactly once, but `{target}` matches {matched} times");
            diags.report(Code::FixUnmatched, &api.info.at, message).help(format!(
                "give either `skip` (\"GET /path\") or `field` (\"Type.field\"), or remove the fix that says: {}",
                fix.reason
            ));
        }
    }
}

/// Leaves out the operation `GET /path`.
fn skip(api: &mut Api, operation: &str) -> usize {
    let before = api.operations.len();
    api.operations.retain(|it| format!("{} {}", it.method.as_str(), it.template()) != operation);
    before - api.operations.len()
}

/// Changes the presence of the field `Type.field`.
fn change(api: &mut Api, path: &str, fix: &Fix) -> usize {
    let Some((ty, wire)) = path.split_once('.') else { return 0 };
    let structs = api.types.iter_mut().filter(|it| it.hint.words.join("") == ty).filter_map(|it| match &mut it.kind {
        Kind::Struct(item) => Some(item),
        Kind::Enum(_) | Kind::Union(_) | Kind::Alias(_) => None,
    });
    let fields: Vec<&mut Field> =
        structs.flat_map(|item| &mut item.fields).filter(|field| field.wire == wire).collect();
    let matched = fields.len();
    for field in fields {
        let (required, nullable) = match field.presence {
            Presence::Required => (true, false),
            Presence::Nullable => (true, true),
            Presence::Optional => (false, false),
            Presence::OptionalNullable => (false, true),
        };
        field.presence = match (fix.required.unwrap_or(required), fix.nullable.unwrap_or(nullable)) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
    }
    matched
}
