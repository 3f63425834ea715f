//! What of a document is generated, and which files belong to it: `--only`, `--types-only`, `--root`, `[source]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `xtask` in a folder.
fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const SHOP: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /items:
    get: {operationId: listItems, tags: [items], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}}}
  /carts:
    get: {operationId: listCarts, tags: [carts], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}}}
components:
  schemas:
    Item: {type: object, properties: {name: {type: string}}}
    Cart: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
";

const PARTED: &str = "openapi: 3.0.3
info: {title: Parted, version: '1'}
paths:
  /a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '../common/types.yaml#/Thing'}}}}}}}
";

#[test]
fn a_choice_has_just_the_types_that_it_reaches() {
    let folder = folder(&[("shop.yaml", SHOP)]);
    let generate = |choice: &[&str]| {
        let arguments = [&["generate", "--spec", "shop.yaml", "--out", "out"], choice].concat();
        let output = xtask(folder.path(), &arguments);
        assert!(output.status.success(), "{}", errors(&output));
        let types = fs::read_to_string(folder.path().join("out/src/types.rs")).unwrap();
        let api = folder.path().join("out/src/api");
        (types.contains("Item"), types.contains("Cart"), api.join("items.rs").exists(), api.join("carts.rs").exists())
    };
    assert_eq!(generate(&[]), (true, true, true, true));
    assert_eq!(generate(&["--only", "items"]), (true, false, true, false));
    assert_eq!(generate(&["--only", "listCarts"]), (true, true, false, true));
    assert_eq!(generate(&["--only", "GET /i*", "--types-only"]), (true, false, false, false));
    assert_eq!(generate(&["--types-only"]), (true, true, false, false));
}

#[test]
fn a_choice_of_nothing_is_an_error_with_a_suggestion() {
    let folder = folder(&[("shop.yaml", SHOP)]);
    let output = xtask(folder.path(), &["generate", "--spec", "shop.yaml", "--out", "out", "--only", "listItem"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("did you mean `listItems`?"), "{}", errors(&output));
    assert!(!folder.path().join("out").exists());
    let output = xtask(folder.path(), &["generate", "shop", "--only", "listItems"]);
    assert_eq!(output.status.code(), Some(2), "an API of `specs/` says so in its `api.toml`");
}

#[test]
fn references_leave_the_folder_only_for_one_that_is_named() {
    let thing = "Thing: {type: object, properties: {name: {type: string}}}\n";
    let folder = folder(&[("api/main.yaml", PARTED), ("common/types.yaml", thing)]);
    let generate = |more: &[&str]| {
        let output = xtask(folder.path(), &[&["generate", "--spec", "api/main.yaml", "--out", "out"], more].concat());
        assert!(output.status.success(), "{}", errors(&output));
        let types = fs::read_to_string(folder.path().join("out/src/types.rs")).unwrap_or_default();
        (types.contains("Thing"), errors(&output).contains("leads out of the folder of the document"))
    };
    assert_eq!(generate(&[]), (false, true));
    assert_eq!(generate(&["--root", "."]), (true, false));
    assert_eq!(generate(&["--root", "api"]), (false, true));
}

#[test]
fn an_api_names_the_folder_and_the_document() {
    let thing = "Thing: {type: object, properties: {name: {type: string}}}\n";
    let second = PARTED.replace("getA", "getB");
    let specs = folder(&[
        ("specs/parted/main.yaml", PARTED),
        ("specs/parted/second.yaml", &second),
        ("specs/parted/api.toml", "[source]\nroot = \"..\"\nentry = \"main.yaml\"\n"),
        ("specs/common/types.yaml", thing),
    ]);
    let output = xtask(specs.path(), &["generate", "parted"]);
    assert!(output.status.success(), "{}", errors(&output));
    let types = fs::read_to_string(specs.path().join("generated/parted/src/types.rs")).unwrap();
    assert!(types.contains("Thing"), "{types}");
    assert!(errors(&output).contains("1 operations"), "{}", errors(&output));
}
