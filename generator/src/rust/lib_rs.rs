//! `src/lib.rs`: the modules, and what callers name.

use super::file::MARK;
use super::{client, manifest, readme};
use crate::analyze::Facts;
use crate::ir::{Api, SchemeKind};

/// The file. Its documentation is the README, so that both say the same.
pub fn emit(api: &Api, facts: &Facts) -> String {
    let mut out = format!("// {MARK}\n#![doc = include_str!(\"../README.md\")]\n");
    // The README names the operations, and only here is known where they stand.
    for (index, (label, path)) in readme::links(facts).iter().enumerate() {
        out.push_str(if index == 0 { "//!\n" } else { "" });
        out.push_str(&format!("//! [{label}]: {path}\n"));
    }
    out.push_str("\n#[macro_use]\npub mod runtime;\n");
    if !facts.groups.is_empty() {
        out.push_str("pub mod api;\n");
    }
    let servers = api.has_calls() && !facts.servers.is_empty();
    if api.has_calls() {
        out.push_str("mod client;\n");
    }
    if servers {
        out.push_str("pub mod server;\n");
    }
    if !api.types.is_empty() {
        out.push_str("pub mod types;\n");
    }
    out.push('\n');
    // What stands in public signatures, so that callers need not find the version that fits.
    let chrono = if manifest::uses_time(api) { "chrono, " } else { "" };
    let uuid = if manifest::uses_uuid(api) { ", uuid" } else { "" };
    if !api.has_calls() {
        out.push_str("#[doc(inline)]\npub use runtime::{Json, Patch, json};\n");
        out.push_str(&format!("pub use {{{chrono}serde_json{uuid}}};\n"));
        return out;
    }
    let kinds = [
        ("AccessKey", client::uses(api, |kind| *kind == SchemeKind::Signature)),
        ("Client", true),
        ("ClientBuilder", true),
        ("ClientCredentials", client::uses(api, |kind| matches!(kind, SchemeKind::ClientCredentials { .. }))),
        ("Credential", !api.schemes.is_empty()),
        ("Error", true),
        ("IamPassword", client::uses(api, |kind| matches!(kind, SchemeKind::Iam { .. }))),
        ("Options", true),
        ("Patch", true),
        ("Upload", manifest::uses_files(api)),
    ];
    let names: Vec<_> = kinds.into_iter().filter(|(_, used)| *used).map(|(name, _)| name).collect();
    out.push_str(&format!("#[doc(inline)]\npub use runtime::{{{}}};\n", names.join(", ")));
    if servers {
        out.push_str("pub use server::Server;\n");
    }
    out.push_str(&format!("pub use {{bytes, {chrono}http, reqwest, serde_json{uuid}}};\n"));
    out
}
