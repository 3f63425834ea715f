//! Back-end cases: each document of `back/` becomes a snapshot of the items that its construct is emitted as.
//!
//! The first line of a case says which: `# shows src/types.rs`, or a file and a word that an item must hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::analyze::sample::Extent;
use generator::rust::{File, drive};
use std::fs;
use std::path::Path;
use tests::{documents, files, root, settings};

/// The part of the crate that the case is about.
fn emitted(case: &Path) -> String {
    let text = fs::read_to_string(case).unwrap();
    let shows = text.lines().next().and_then(|line| line.strip_prefix("# shows ")).expect("a case says what it shows");
    let (path, word) = shows.split_once(' ').unwrap_or((shows, ""));
    let output = generator::generate(&documents(case));
    let made = output.made.unwrap_or_else(|| panic!("{:?}", output.diagnostics));
    let mut files = made.files;
    // The program that calls the operations is no part of the crate.
    files.extend(
        drive::emit(&made.api, &made.facts, &made.krate, "../crate", Extent::Full)
            .into_iter()
            .map(|file| File { path: format!("drive/{}", file.path), ..file }),
    );
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    // Items are separated by blank lines, and nothing inside one begins at the margin after a blank line.
    let mut items: Vec<String> = Vec::new();
    for block in file.contents.split("\n\n").skip(1) {
        match items.last_mut() {
            Some(last) if block.starts_with(' ') => *last += &format!("\n\n{block}"),
            _ => items.push(block.to_owned()),
        }
    }
    items.retain(|item| item.contains(word) && !item.starts_with("use "));
    items.join("\n\n")
}

#[test]
fn cases() {
    let cases = files(&root().join("tests/back"));
    assert!(!cases.is_empty());
    settings().bind(|| {
        for case in cases {
            let name = case.file_stem().unwrap().to_string_lossy();
            insta::assert_snapshot!(format!("back_{name}"), emitted(&case));
        }
    });
}
