//! Back-end cases: each document of `back/` becomes a snapshot of the items that its construct is emitted as.
//!
//! The first line of a case says which: `# shows src/types.rs`, or a file and a word that an item must hold.

use generator::{Input, InputFile};
use std::fs;
use std::path::Path;

/// The part of the crate that the case is about.
fn emitted(case: &Path) -> String {
    let bytes = fs::read(case).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let shows = text.lines().next().and_then(|line| line.strip_prefix("# shows ")).expect("a case says what it shows");
    let (path, word) = shows.split_once(' ').unwrap_or((shows, ""));
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let input = Input { name: "case".into(), config: None, files: vec![InputFile { name, bytes }] };
    let output = generator::generate(&input);
    let made = output.made.unwrap_or_else(|| panic!("{:?}", output.diagnostics));
    let file = made.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("back");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases {
            let name = case.file_stem().unwrap().to_string_lossy();
            insta::assert_snapshot!(format!("back_{name}"), emitted(&case));
        }
    });
}
