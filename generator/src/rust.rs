//! The back end: the model and its facts become the files of a crate. One construct, one file, one `emit`.

mod body;
mod client;
mod doc;
pub mod drive;
mod enum_;
mod example;
mod examples;
mod file;
mod handle;
mod lib_rs;
mod manifest;
mod markdown;
mod multipart;
mod operation;
mod paging;
mod param;
mod readme;
mod reply;
mod runtime;
mod server;
mod struct_;
pub mod surface;
mod ty;
mod types;
mod union;

use crate::analyze::Facts;
use crate::ir::Api;

pub use file::MARK;
pub use manifest::describe;
pub use operation::written;

/// A file of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the crate, with forward slashes.
    pub path: String,
    /// Its text.
    pub contents: String,
}

/// What the crate is called and described as.
#[derive(Clone, Debug)]
pub struct Crate {
    /// As a package: `my-api`.
    pub package: String,
    /// As a path in Rust: `my_api`.
    pub ident: String,
    pub(crate) version: String,
    pub(crate) description: String,
}

/// The files of the crate, sorted by path.
pub fn emit(api: &Api, facts: &Facts, krate: &Crate) -> Vec<File> {
    let mut files = vec![
        File { path: "Cargo.toml".into(), contents: manifest::emit(api, krate) },
        File { path: "README.md".into(), contents: readme::emit(api, facts, krate) },
        File { path: "src/lib.rs".into(), contents: lib_rs::emit(api, facts) },
    ];
    if api.has_calls() {
        files.push(File { path: "src/client.rs".into(), contents: client::emit(api, facts) });
        files.extend(server::emit(api, facts));
    }
    files.extend(types::emit(api, facts));
    files.extend(handle::emit(api, facts, krate));
    files.extend(examples::emit(api, facts, krate));
    files.extend(runtime::emit(api, facts));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
