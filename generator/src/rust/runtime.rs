//! `src/runtime/`: the files that every generated crate carries, as they stand in the crate `runtime`.

use super::{File, MARK, manifest};
use crate::ir::{Api, Kind};

/// Embeds files of the runtime crate.
macro_rules! embed {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../runtime/src/runtime/", $name))),)*]
    };
}

const FILES: &[(&str, &str)] = embed! {
    "auth.rs", "base64.rs", "blocking.rs", "body.rs", "call.rs", "client.rs", "error.rs", "json.rs", "macros.rs", "mod.rs",
    "multipart.rs", "param.rs", "patch.rs", "path.rs", "reader.rs", "redirect.rs", "reply.rs", "request.rs", "retry.rs", "time.rs",
    "token.rs", "transport.rs", "union.rs", "uuid.rs", "values.rs", "writer.rs",
};

/// The files that the API needs.
pub fn emit(api: &Api) -> Vec<File> {
    let left_out = |name: &str| match name {
        "multipart.rs" => !manifest::uses_files(api),
        "time.rs" => !manifest::uses_time(api),
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

/// The text of `mod.rs` without the modules that are left out, and without what it gives away of theirs.
fn without_modules(text: &str, left_out: impl Fn(&str) -> bool) -> String {
    let dropped = |line: &str| {
        let declared = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
        let given = line.strip_prefix("pub use ").and_then(|rest| rest.split("::").next());
        declared.or(given).is_some_and(|name| left_out(&format!("{name}.rs")))
    };
    text.lines().filter(|line| !dropped(line)).flat_map(|line| [line, "\n"]).collect()
}
