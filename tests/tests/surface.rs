//! The surface of each committed crate: what a reviewer reads to see what callers will notice.

use generator::{Input, InputFile};
use std::fs;
use std::path::Path;

/// The documents of an API of `specs/`.
fn input(name: &str) -> Input {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name);
    let mut input = Input { name: name.to_owned(), config: None, files: Vec::new() };
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name == "api.toml" {
                input.config = Some(InputFile { name, bytes: fs::read(path).unwrap() });
            } else {
                input.files.push(InputFile { name, bytes: fs::read(path).unwrap() });
            }
        }
    }
    input
}

fn check(name: &str) {
    let made = generator::generate(&input(name)).made.unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("surface_{name}"), made.surface));
}

#[test]
fn baseten() {
    check("baseten");
}

#[test]
fn intuned() {
    check("intuned");
}

#[test]
fn modelarts() {
    check("modelarts");
}

/// The order in which files are found must not matter, nor what was generated before.
#[test]
fn the_same_documents_give_the_same_bytes() {
    for name in ["baseten", "intuned", "modelarts"] {
        let first = generator::generate(&input(name)).made.unwrap();
        let mut shuffled = input(name);
        shuffled.files.reverse();
        let second = generator::generate(&shuffled).made.unwrap();
        assert!(first.files == second.files, "{name}");
    }
}
