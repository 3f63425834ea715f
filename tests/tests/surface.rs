//! The surface of each committed crate: what a reviewer reads to see what callers will notice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::Input;
use tests::{documents, root, settings};

fn api(name: &str) -> Input {
    documents(&root().join("specs").join(name))
}

fn check(name: &str) {
    let made = generator::generate(&api(name)).made.unwrap();
    settings().bind(|| insta::assert_snapshot!(format!("surface_{name}"), made.surface));
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

/// What stands in `generated/` is what the documents give.
#[test]
fn the_committed_crates_are_fresh() {
    for name in ["baseten", "intuned", "kitchen-annex", "kitchen-sink", "modelarts"] {
        for file in generator::generate(&api(name)).made.unwrap().files {
            let path = root().join("generated").join(name).join(&file.path);
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(committed == file.contents, "{} is stale: run `cargo xtask generate {name}`", path.display());
        }
    }
}

/// The order in which files are found must not matter, nor what was generated before.
#[test]
fn the_same_documents_give_the_same_bytes() {
    for name in ["baseten", "intuned", "kitchen-annex", "kitchen-sink", "modelarts"] {
        let first = generator::generate(&api(name)).made.unwrap();
        let mut shuffled = api(name);
        shuffled.files.reverse();
        let second = generator::generate(&shuffled).made.unwrap();
        assert!(first.files == second.files, "{name}");
    }
}

/// Nothing in a crate says where or when it was made.
#[test]
fn no_file_names_a_place_of_this_machine() {
    let home = root().canonicalize().unwrap().to_string_lossy().into_owned();
    for name in ["baseten", "intuned", "kitchen-annex", "kitchen-sink", "modelarts"] {
        for file in generator::generate(&api(name)).made.unwrap().files {
            assert!(!file.contents.contains(&home), "{name}: {}", file.path);
            let first = file.contents.lines().next().unwrap();
            assert!(first.contains(generator::rust::MARK), "{name}: {}", file.path);
        }
    }
}
