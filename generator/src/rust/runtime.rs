//! `src/runtime/`: the files that every generated crate carries, as they stand in the crate `runtime`.

use super::{File, MARK, client, manifest, ty};
use crate::analyze::{Facts, Outcome};
use crate::ir::{Api, Kind, OperationId, SchemeKind, Type};

/// Embeds files of the runtime crate.
macro_rules! embed {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../runtime/src/runtime/", $name))),)*]
    };
}

const FILES: &[(&str, &str)] = embed! {
    "auth.rs", "base64.rs", "blocking.rs", "body.rs", "call.rs", "client.rs", "credential.rs", "error.rs",
    "frames.rs", "header.rs", "iam.rs", "json.rs", "macros.rs", "mod.rs", "multipart.rs", "oauth.rs",
    "options.rs", "outcomes.rs", "paging.rs", "param.rs", "patch.rs", "problem.rs", "reader.rs",
    "redirect.rs", "reply.rs", "request.rs", "retry.rs", "sign.rs", "stream.rs", "time.rs", "token.rs",
    "transport.rs", "tuple.rs", "union.rs", "uuid.rs", "values.rs", "variants.rs", "writer.rs",
};

/// What types alone need: JSON, without the client and what it depends on.
const OF_TYPES: &[&str] = &[
    "base64.rs",
    "json.rs",
    "macros.rs",
    "mod.rs",
    "patch.rs",
    "reader.rs",
    "time.rs",
    "token.rs",
    "tuple.rs",
    "union.rs",
    "uuid.rs",
    "variants.rs",
    "writer.rs",
];

/// The files that the API needs.
pub fn emit(api: &Api, facts: &Facts) -> Vec<File> {
    let operations = || (0..api.operations.len()).map(|index| &facts[OperationId::at(index)]);
    let streams = operations().any(|it| it.reply.is_stream() || !it.streams.is_empty());
    let headers = operations().any(|it| it.headers.is_some());
    let outcomes = operations().any(|it| [&it.reply, &it.error].iter().any(|it| matches!(it, Outcome::ByStatus(_))));
    let pages = operations().any(|it| it.paged.is_some());
    let left_out = |name: &str| match name {
        name if !api.has_calls() && !OF_TYPES.contains(&name) => true,
        "header.rs" => !headers,
        "multipart.rs" => !manifest::uses_files(api),
        "outcomes.rs" => !headers && !outcomes,
        "frames.rs" | "stream.rs" => !streams,
        "paging.rs" => !pages,
        "time.rs" => !manifest::uses_time(api),
        "tuple.rs" => !ty::uses(api, |ty| matches!(ty, Type::Tuple(_))),
        "oauth.rs" => !client::uses(api, |kind| matches!(kind, SchemeKind::ClientCredentials { .. })),
        "iam.rs" => !client::uses(api, |kind| matches!(kind, SchemeKind::Iam { .. })),
        "sign.rs" => !client::uses(api, |kind| *kind == SchemeKind::Signature),
        "uuid.rs" => !manifest::uses_uuid(api),
        "union.rs" => !api.types.iter().any(|ty| matches!(ty.kind, Kind::Union(_))),
        _ => false,
    };
    let kept = FILES.iter().filter(|(name, _)| !left_out(name));
    kept.map(|(name, text)| {
        let text = match *name {
            "mod.rs" => without_modules(text, left_out),
            _ => (*text).to_owned(),
        };
        File { path: format!("src/runtime/{name}"), contents: format!("// {MARK}\n{text}") }
    })
    .collect()
}

/// The text of `mod.rs` without the modules that are left out, and what it gives of theirs.
fn without_modules(text: &str, left_out: impl Fn(&str) -> bool) -> String {
    let dropped = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let module = match line.strip_prefix("use ") {
            Some(path) => path.split_once("::").map(|(module, _)| module),
            None => line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')),
        };
        module.is_some_and(|name| left_out(&format!("{name}.rs")))
    };
    let lines: Vec<&str> = text.lines().collect();
    // An attribute goes with what it is on.
    let goes = |index: usize| match lines.get(index) {
        Some(line) if line.starts_with("#[") => lines.get(index + 1).is_some_and(|next| dropped(next)),
        line => line.is_some_and(|line| dropped(line)),
    };
    let kept = lines.iter().enumerate().filter(|(index, _)| !goes(*index));
    kept.flat_map(|(_, line)| [*line, "\n"]).collect()
}
