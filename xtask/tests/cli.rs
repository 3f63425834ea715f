//! The command line as scripts use it: exit status, what is written, what is left alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `xtask` in a folder.
fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every file below a folder, with its bytes and when it was written.
fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let written = fs::metadata(&path).unwrap().modified().unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), (fs::read(&path).unwrap(), written));
            }
        }
    }
    found
}

/// A project of its own with one small API in it, generated.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("specs/zoo")).unwrap();
    fs::write(folder.path().join("specs/zoo/zoo.yaml"), ZOO).unwrap();
    let output = xtask(folder.path(), &["generate"]);
    assert_eq!(status(&output), 0, "{}", errors(&output));
    folder
}

const ZOO: &str = r"openapi: 3.0.3
info: {title: Zoo, version: '1'}
servers: [{url: 'https://zoo.example'}]
paths:
  /animals/{id}:
    get:
      operationId: getAnimal
      tags: [animals]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: One animal.
          content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
components:
  schemas:
    Animal:
      description: An animal of the zoo.
      type: object
      properties: {name: {type: string}}
";

#[test]
fn a_second_run_writes_nothing() {
    let project = project();
    let before = files(project.path());
    let output = xtask(project.path(), &["generate"]);
    assert_eq!(status(&output), 0);
    assert!(before == files(project.path()));
    assert_eq!(status(&xtask(project.path(), &["generate", "--check"])), 0);
}

#[test]
fn a_changed_word_makes_exactly_its_file_stale() {
    let project = project();
    let spec = project.path().join("specs/zoo/zoo.yaml");
    fs::write(&spec, ZOO.replace("An animal of the zoo", "An animal that lives here")).unwrap();
    let before = files(project.path());

    let output = xtask(project.path(), &["generate", "--check"]);
    assert_eq!(status(&output), 1);
    let text = errors(&output);
    let stale: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).map(str::trim).collect();
    assert_eq!(stale, ["generated/zoo/src/types.rs"], "{text}");
    assert!(text.contains("cargo xtask generate zoo"), "{text}");
    assert!(before == files(project.path()), "a check writes nothing");

    assert_eq!(status(&xtask(project.path(), &["generate"])), 0);
    let after = files(project.path());
    let changed: Vec<_> =
        after.iter().filter(|(path, file)| before.get(*path) != Some(file)).map(|(path, _)| path).collect();
    assert_eq!(changed, [Path::new("generated/zoo/src/types.rs")]);
}

#[test]
fn a_file_that_is_no_longer_needed_goes_and_others_stay() {
    let project = project();
    let krate = project.path().join("generated/zoo");
    fs::write(krate.join("NOTES.md"), "mine").unwrap();
    fs::write(project.path().join("specs/zoo/zoo.yaml"), ZOO.replace("tags: [animals]", "tags: [beasts]")).unwrap();
    assert_eq!(status(&xtask(project.path(), &["generate"])), 0);
    assert!(!krate.join("src/api/animals.rs").exists());
    assert!(krate.join("src/api/beasts.rs").exists());
    assert!(krate.join("NOTES.md").exists());
}

#[test]
fn a_file_of_somebody_else_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("zoo.yaml"), ZOO).unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    let before = files(folder.path());
    let output = xtask(folder.path(), &["generate", "--spec", "zoo.yaml", "--out", "out"]);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).contains("out/Cargo.toml was not written by this command"), "{}", errors(&output));
    assert!(before == files(folder.path()));
}

#[test]
fn a_bad_document_changes_nothing() {
    let project = project();
    let spec = project.path().join("specs/zoo/zoo.yaml");
    for (what, text) in [
        ("a tab", ZOO.replace("info:", "\tinfo:")),
        ("no document", "just words".to_owned()),
        ("not YAML", "a: [".to_owned()),
    ] {
        fs::write(&spec, text).unwrap();
        let before = files(project.path());
        let output = xtask(project.path(), &["generate"]);
        assert_eq!(status(&output), 1, "{what}");
        assert!(errors(&output).contains("--> specs/zoo/zoo.yaml:"), "{what}: {}", errors(&output));
        assert!(before == files(project.path()), "{what}");
    }
}

#[test]
fn an_unknown_key_in_the_configuration_is_refused() {
    let project = project();
    fs::write(project.path().join("specs/zoo/api.toml"), "[crate]\nnmae = \"zoo\"\n").unwrap();
    let output = xtask(project.path(), &["generate"]);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).contains("--> specs/zoo/api.toml:2:1"), "{}", errors(&output));
}

#[test]
fn what_is_not_there_is_said_so() {
    let project = project();
    for arguments in [&["generate", "--spec", "none.yaml", "--out", "out"][..], &["generate", "nowhere"]] {
        let output = xtask(project.path(), arguments);
        assert_eq!(status(&output), 1);
        assert!(errors(&output).contains("error[missing-file]"), "{}", errors(&output));
        assert!(!project.path().join("out").exists());
    }
}

#[test]
fn a_name_leads_nowhere_but_to_its_api() {
    let project = project();
    let before = files(project.path());
    for name in [".", "..", "", "../specs/zoo", "zoo/"] {
        let output = xtask(project.path(), &["generate", name]);
        assert_eq!(status(&output), 1, "{name}");
        assert!(errors(&output).contains("the APIs here are: zoo"), "{name}: {}", errors(&output));
    }
    assert!(before == files(project.path()));
}

#[test]
fn other_crates_below_the_folder_stay() {
    let project = project();
    let before = files(&project.path().join("generated/zoo"));
    let output = xtask(project.path(), &["generate", "--spec", "specs/zoo/zoo.yaml", "--out", "generated"]);
    assert_eq!(status(&output), 0, "{}", errors(&output));
    assert!(before == files(&project.path().join("generated/zoo")));
}

#[test]
fn a_crate_goes_with_its_api() {
    let project = project();
    fs::create_dir(project.path().join("specs/farm")).unwrap();
    fs::rename(project.path().join("specs/zoo/zoo.yaml"), project.path().join("specs/farm/zoo.yaml")).unwrap();
    fs::remove_dir(project.path().join("specs/zoo")).unwrap();
    assert_eq!(status(&xtask(project.path(), &["generate", "--check"])), 1);
    assert_eq!(status(&xtask(project.path(), &["generate"])), 0);
    assert!(!project.path().join("generated/zoo/Cargo.toml").exists());
    assert!(project.path().join("generated/farm/Cargo.toml").exists());
    assert_eq!(status(&xtask(project.path(), &["generate", "--check"])), 0);
}

#[test]
fn a_wrong_call_has_a_status_of_its_own() {
    let project = project();
    for arguments in
        [&["generate", "--spec", "zoo.yaml"][..], &["generate", "--deny", "nonsense"], &["generate", "--nonsense"]]
    {
        assert_eq!(status(&xtask(project.path(), arguments)), 2, "{arguments:?}");
    }
}

#[test]
fn a_code_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(folder.path(), &["explain", "dangling-reference"]);
    assert_eq!(status(&output), 0);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "warning[dangling-reference]: A `$ref` leads nowhere; what it stands for was left out, or is any JSON value.\n"
    );
    let output = xtask(folder.path(), &["explain", "nonsense"]);
    assert_eq!(status(&output), 2);
    assert!(errors(&output).contains("dangling-reference"));
}

#[test]
fn a_denied_warning_is_an_error() {
    let project = project();
    let spec = project.path().join("specs/zoo/zoo.yaml");
    fs::write(&spec, ZOO.replace("      tags:", "      tagz: []\n      tags:")).unwrap();
    assert_eq!(status(&xtask(project.path(), &["generate"])), 0);
    for code in ["warnings", "unknown-keyword"] {
        assert_eq!(status(&xtask(project.path(), &["generate", "--deny", code])), 1);
    }
    assert_eq!(status(&xtask(project.path(), &["generate", "--deny", "bad-sample"])), 0);
}

#[test]
fn json_messages_are_one_object_a_line() {
    let project = project();
    let spec = project.path().join("specs/zoo/zoo.yaml");
    fs::write(&spec, ZOO.replace("      tags:", "      tagz: []\n      tags:")).unwrap();
    let output = xtask(project.path(), &["generate", "--message-format", "json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [warning, summary] = &lines[..] else { panic!("{text}") };
    assert_eq!(warning["code"], "unknown-keyword");
    assert_eq!(warning["line"], 8);
    assert_eq!(warning["pointer"], "/paths/~1animals~1{id}/get/tagz");
    assert_eq!(summary["kind"], "summary");
    assert_eq!(summary["operations"], serde_json::json!({"found": 1, "emitted": 1, "skipped": 0}));
    assert_eq!(summary["types"], 1);
}

/// A folder of documents that end in every way there is, beside a file that describes no API.
fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.yaml", ZOO.to_owned()),
        ("b.yaml", ZOO.replace("      tags:", "      tagz: []\n      tags:")),
        ("c.yaml", ZOO.replace("{id}:\n", "{id}/../name:\n")),
        ("d.yaml", ZOO.replace("info:", "\tinfo:")),
        ("e.yaml", "settings: {colour: blue}\n".to_owned()),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_corpus_is_a_row_for_each_document() {
    let folder = corpus();
    let before = files(folder.path());
    let output = xtask(folder.path(), &["corpus", "."]);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let [supported, warned, skipped, left_out, refused, summary] = lines[..] else { panic!("{text}") };
    assert!(supported.starts_with("a.yaml  supported     1 of    1 operations      0 warnings"), "{supported}");
    assert!(warned.starts_with("b.yaml  warned        1 of    1 operations      1 warnings"), "{warned}");
    assert!(warned.ends_with("  unknown-keyword ×1"), "{warned}");
    assert!(skipped.starts_with("c.yaml  skipped       0 of    1 operations"), "{skipped}");
    assert!(left_out.starts_with("    left out: skipped-operation c.yaml:"), "{left_out}");
    assert!(refused.starts_with("d.yaml  refused"), "{refused}");
    assert!(refused.contains("syntax d.yaml:2:"), "{refused}");
    assert!(
        summary.starts_with(
            "4 documents: 1 supported, 1 warned, 1 skipped, 1 refused, 0 panicked; 2 of 3 operations, 1 left out;"
        ),
        "{summary}: the file that describes no API is not one of them"
    );
    assert_eq!(status(&output), 0, "nobody promised that all of them read");
    assert!(before == files(folder.path()), "nothing is written");
}

#[test]
fn what_an_index_promises_must_read() {
    let folder = corpus();
    let index = |row: &str| {
        let text = format!("name\trelative_file\tnotes\na\ta.yaml\t\n{row}");
        fs::write(folder.path().join("INDEX.tsv"), text).unwrap();
        xtask(folder.path(), &["corpus", "."])
    };
    assert_eq!(status(&index("")), 0);
    assert_eq!(status(&index("d\td.yaml\tdangling_refs:1; oneOf:2\n")), 0);
    for row in ["d\td.yaml\toneOf:2\n", "gone\tgone.yaml\t\n"] {
        let output = index(row);
        assert_eq!(status(&output), 1, "{row}");
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 3, "{row}");
    }
}
