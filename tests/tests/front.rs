//! Cases: each document of `cases/` and `reject/` becomes a snapshot of what was read, and of what all stages said.
//!
//! A case is a file, or a folder of files that belong together; `api.toml` in a folder is its configuration.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::diagnostic::{Diagnostics, reports};
use generator::source::SourceMap;
use std::path::{Path, PathBuf};
use tests::{documents, root, settings};

/// What the front end makes of a case: the model, if there is one, then the diagnostics.
fn read(case: &Path) -> String {
    let (mut diags, mut sources) = (Diagnostics::default(), SourceMap::default());
    let api = generator::read(&mut diags, &mut sources, &documents(case));
    let mut text = api.map_or_else(|_| String::new(), |(_, api)| generator::ir::dump::dump(&api));
    let output = generator::generate(&documents(case));
    let shows_surface =
        case.parent().is_some_and(|folder| ["cases/check", "cases/share"].iter().any(|stage| folder.ends_with(stage)));
    match output.made {
        None => text.clear(),
        // What the later stages do is seen in what they leave.
        Some(made) if shows_surface => text = made.surface,
        Some(_) => {}
    }
    for report in reports(&output.diagnostics, &output.sources) {
        text.push('\n');
        text.push_str(&report.to_text(report.diagnostic.code.severity(), false));
        text.push('\n');
    }
    text
}

/// Runs `check` on every case below `folder`, and compares what it gives with the snapshot `folder_front-end_case`.
fn each(folder: &str, check: impl Fn(&Path) -> String) {
    let list = |path: &Path| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let mut cases: Vec<PathBuf> =
        list(&root().join("tests").join(folder)).iter().flat_map(|front| list(front)).collect();
    cases.sort();
    assert!(!cases.is_empty());
    settings().bind(|| {
        for entry in cases {
            let front = entry.parent().and_then(Path::file_name).unwrap().to_string_lossy();
            let case = entry.file_stem().unwrap().to_string_lossy();
            insta::assert_snapshot!(format!("{folder}_{front}_{case}"), check(&entry));
        }
    });
}

#[test]
fn cases() {
    each("cases", read);
}

#[test]
fn rejects() {
    each("reject", |case| {
        let text = read(case);
        assert!(text.starts_with('\n'), "{} must be refused", case.display());
        text
    });
}
