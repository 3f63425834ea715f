//! Named corrections to documents that are wrong: each says why, and must match exactly one thing.

use crate::config::{Config, Fix, place};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Field, Kind, Presence};
use crate::source::SourceMap;

/// Applies the fixes of `api.toml` in their order.
pub fn apply(diags: &mut Diagnostics, sources: &SourceMap, api: &mut Api, config: &Config) {
    for fix in &config.fix {
        let (target, matched) = match (&fix.skip, &fix.field) {
            (Some(operation), _) => (operation, skip(api, operation)),
            (None, Some(field)) => (field, change(api, field, fix)),
            (None, None) => continue,
        };
        if matched != 1 {
            let message = format!("a fix must match exactly once, but `{target}` matches {matched} times");
            let help = "correct the fix; or remove it, if the document has been mended";
            diags.report(Code::FixUnmatched, &place(sources, config, target), message).help(help);
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
        Kind::Enum(_) | Kind::Union(_) | Kind::Alias(_) | Kind::Multipart(_) => None,
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
