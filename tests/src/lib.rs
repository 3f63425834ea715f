//! What the tests of the whole pipeline share.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot go on should stop where it is")]

use generator::{Input, InputFile};
use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A path in the folder of real documents beside the project; where there is no such folder, says so.
pub fn shared(path: &str) -> Option<PathBuf> {
    let shared = root().join("../shared");
    if shared.is_dir() {
        return Some(shared.join(path));
    }
    println!("skipped: there is no folder {}", shared.display());
    None
}

/// A document, or all documents below a folder with its `api.toml`, as the command line would hand them in.
pub fn documents(path: &Path) -> Input {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut input = Input { name, ..Input::default() };
    for file in files(path) {
        let name = file.strip_prefix(path.parent().unwrap()).unwrap().to_string_lossy().into_owned();
        let read = InputFile { name, bytes: fs::read(&file).unwrap() };
        if file.ends_with("api.toml") { input.config = Some(read) } else { input.files.push(read) }
    }
    input
}

/// All files below a path, sorted; a file is below itself.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Where snapshots stand, and nothing in them that changes when a test moves.
pub fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
