//! House rules that a machine can check.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use std::fs;
use tests::{files, root};

/// The Rust files of a folder, with their texts.
fn sources(folder: &str) -> Vec<(String, String)> {
    let files =
        files(&root().join(folder)).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let sources: Vec<_> = files.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect();
    assert!(!sources.is_empty());
    sources
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_about_and_ends_in_time() {
    for folder in ["generator/src", "generator/runtime/src", "xtask/src", "tests/src", "tests/tests", "xtask/tests"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//! "), "{path} does not begin with what it is about");
            assert!(text.lines().count() <= 400, "{path} has more than 400 lines: split it by what it does");
        }
    }
}

/// Each kind of finding is shown by a case, so that somebody has read how it is told.
#[test]
fn every_code_has_a_case() {
    let snapshots: String =
        files(&root().join("tests/snapshots")).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let command_line = fs::read_to_string(root().join("xtask/tests/cli.rs")).unwrap();
    for code in generator::diagnostic::Code::ALL {
        let name = code.as_str();
        let shown = snapshots.contains(&format!("[{name}]")) || command_line.contains(name);
        assert!(shown, "no case shows `{name}`");
    }
}

/// Front ends know no Rust, the back end knows no documents, the model knows neither.
#[test]
fn layers_keep_to_themselves() {
    for (folder, strangers) in [
        ("generator/src/front", ["quote::", "proc_macro2", "crate::rust", "crate::analyze"].as_slice()),
        ("generator/src/rust", &["crate::front", "openapiv3", "serde_yaml", "rst_parser", "document_tree"]),
        ("generator/src/settle", &["crate::front", "crate::rust", "crate::analyze"]),
        ("generator/src/analyze", &["crate::front", "crate::rust", "openapiv3", "quote::"]),
        ("generator/src/ir", &["crate::front", "crate::rust", "openapiv3", "quote::"]),
    ] {
        for (path, text) in sources(folder) {
            for stranger in strangers {
                assert!(!text.contains(stranger), "{path} must not know {stranger}");
            }
        }
    }
}
