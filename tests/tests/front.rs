//! Front-end cases: each document of `cases/` and `reject/` becomes a snapshot of what was read and what was said.
//!
//! A case is a file, or a folder of files that belong together; `api.toml` in a folder is its configuration.

use generator::diagnostic::{Diagnostics, reports};
use generator::source::SourceMap;
use generator::{Input, InputFile};
use std::path::{Path, PathBuf};

/// What the front end makes of a case: the model, if there is one, then the diagnostics.
fn read(case: &Path) -> String {
    let mut input =
        Input { name: case.file_stem().unwrap().to_string_lossy().into_owned(), config: None, files: Vec::new() };
    let mut add = |path: &Path| {
        let name = path.strip_prefix(case.parent().unwrap()).unwrap().to_string_lossy().into_owned();
        let file = InputFile { name, bytes: std::fs::read(path).unwrap() };
        if path.ends_with("api.toml") { input.config = Some(file) } else { input.files.push(file) }
    };
    let mut rest = vec![case.to_owned()];
    while let Some(path) = rest.pop() {
        if path.is_dir() {
            rest.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            add(&path);
        }
    }
    let (mut diags, mut sources) = (Diagnostics::default(), SourceMap::default());
    let api = generator::read(&mut diags, &mut sources, &input);
    let mut text = api.map_or_else(|_| String::new(), |(_, api)| generator::ir::dump::dump(&api));
    for report in reports(&diags, &sources) {
        text.push('\n');
        text.push_str(&report.to_text(false));
        text.push('\n');
    }
    text
}

/// Snapshots stand beside the cases, without what would change when this file does.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Runs `check` on every case below `folder`, and compares what it gives with the snapshot `folder/front end/case`.
fn each(folder: &str, check: impl Fn(&Path) -> String) {
    settings().bind(|| {
        for entry in glob(folder) {
            let front = entry.parent().and_then(Path::file_name).unwrap().to_string_lossy();
            let case = entry.file_stem().unwrap().to_string_lossy();
            insta::assert_snapshot!(format!("{folder}_{front}_{case}"), check(&entry));
        }
    });
}

/// The entries two levels below a folder of this package, sorted.
fn glob(folder: &str) -> Vec<PathBuf> {
    let list = |path: &Path| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut cases: Vec<_> = list(&root).iter().flat_map(|front| list(front)).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
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
