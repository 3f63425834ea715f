//! The OpenAPI specification's own documents: those that must pass are read, and those that must fail are noticed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should stop where it fails")]

use std::path::{Path, PathBuf};
use tests::{documents, shared};

/// Where the documents are that must pass, and those that must fail.
const PASS: [&str; 4] = ["v3.0/schemas/v3.0/pass", "v3.1/schema/pass", "v3.2/schema/pass", "v3.3/schema/pass"];
const FAIL: [&str; 3] = ["v3.1/schema/fail", "v3.2/schema/fail", "v3.3/schema/fail"];

/// The documents that must fail and of which nothing is said, with the reason.
const UNNOTICED: &[(&str, &str)] = &[(
    "v3.1/schema/fail/parameter-object-path-allowReserved.yaml",
    "since 3.2 it may stand there, and `false` changes nothing in any version",
)];

/// The documents below the folders, with what is said of each; none where they are not here.
fn read(folders: &[&str]) -> Vec<(String, PathBuf)> {
    let Some(root) = shared("corpus/oai-tests").filter(|root| root.is_dir()) else { return Vec::new() };
    let list = |folder: &&str| {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let name = |path: &Path| format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        paths.into_iter().map(|path| (name(&path), path)).collect::<Vec<_>>()
    };
    let found: Vec<_> = folders.iter().flat_map(list).collect();
    assert!(found.len() > 50, "{} documents are too few", found.len());
    found
}

#[test]
fn every_document_that_must_pass_is_read() {
    let mut refused = Vec::new();
    for (name, path) in read(&PASS) {
        let output = generator::generate(&documents(&path));
        if output.made.is_none() {
            let said: Vec<&str> = output.diagnostics.list().iter().map(|it| it.message.as_str()).collect();
            refused.push(format!("{name}: {}", said.join("; ")));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn every_document_that_must_fail_is_noticed() {
    let mut wrong = Vec::new();
    for (name, path) in read(&FAIL) {
        let known = UNNOTICED.iter().any(|(unnoticed, _)| *unnoticed == name);
        // That a version is new, or that nothing can be called, says nothing of what is wrong in the document.
        let output = generator::generate(&documents(&path));
        let noticed =
            output.diagnostics.list().iter().any(|it| !["newer-version", "no-operation"].contains(&it.code.as_str()));
        match (noticed, known) {
            (false, false) => wrong.push(format!("{name}: nothing is said of it")),
            (true, true) => wrong.push(format!("{name}: it is noticed, and need not be listed")),
            (true, false) | (false, true) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
