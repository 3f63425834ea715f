//! Caller code written against one version of an API, compiled unchanged against each of its later versions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::{Input, InputFile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::root;

/// What becomes of callers.
enum Callers {
    /// They compile, and this is why.
    Hold(&'static str),
    /// They do not, and this is why nothing else was possible.
    Break(&'static str),
}
use Callers::{Break, Hold};

/// A change of the API.
struct Change {
    /// Its crate.
    name: &'static str,
    /// What changes, for readers.
    what: &'static str,
    /// Texts of the first version, each standing there once, and what replaces them.
    edits: &'static [(&'static str, &'static str)],
    callers: Callers,
}

const CHANGES: &[Change] = &[
    Change {
        name: "optional-parameter",
        what: "a new optional query parameter",
        edits: &[(
            "        - {name: status,",
            "        - {name: page, in: query, schema: {type: integer}}\n        - {name: status,",
        )],
        callers: Hold("it is a setter of the operation, and setters may be left out"),
    },
    Change {
        name: "optional-header",
        what: "a new optional header of an operation that took no optional parameter",
        edits: &[(
            "        - {name: currency,",
            "        - {name: X-Trace, in: header, schema: {type: string}}\n        - {name: currency,",
        )],
        callers: Hold("the operation is a value already, so that setters can be added to it"),
    },
    Change {
        name: "optional-body",
        what: "an optional body for an operation that sent none",
        edits: &[(
            "      responses:\n        '204'",
            "      requestBody: {content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}}\n      responses:\n        '204'",
        )],
        callers: Hold("it is a setter too"),
    },
    Change {
        name: "optional-property",
        what: "a new optional property of what is sent",
        edits: &[("        note: {type: string}\n", "        note: {type: string}\n        gift: {type: boolean}\n")],
        callers: Hold(
            "`new` takes what is required, everything else has a setter, and the struct is `#[non_exhaustive]`",
        ),
    },
    Change {
        name: "reply-property",
        what: "a new property of a reply, required or not",
        edits: &[
            ("required: [id, status, payment]", "required: [id, status, payment, total]"),
            ("        id: {type: string}\n", "        id: {type: string}\n        total: {type: integer}\n"),
        ],
        callers: Hold("the struct is `#[non_exhaustive]`: nobody can take it apart or put it together field by field"),
    },
    Change {
        name: "open-object",
        what: "an object that begins to keep properties it does not name",
        edits: &[(
            "required: [id, status, payment]\n",
            "required: [id, status, payment]\n      additionalProperties: {type: string}\n",
        )],
        callers: Hold("the map of the others is one more field"),
    },
    Change {
        name: "enum-value",
        what: "a new value of an enum",
        edits: &[("enum: [open, paid]", "enum: [open, paid, sent]")],
        callers: Hold(
            "the enum is `#[non_exhaustive]`, so every `match` has an arm for what comes later; until the crate is \
             generated again that is `Unknown`, afterwards the new variant",
        ),
    },
    Change {
        name: "union-variant",
        what: "a new variant of a union",
        edits: &[
            (
                "        - {$ref: '#/components/schemas/Cash'}\n",
                "        - {$ref: '#/components/schemas/Cash'}\n        - {$ref: '#/components/schemas/Coupon'}\n",
            ),
            (
                "          cash: '#/components/schemas/Cash'\n",
                "          cash: '#/components/schemas/Cash'\n          coupon: '#/components/schemas/Coupon'\n",
            ),
            (
                "    Problem:\n",
                "    Coupon: {type: object, required: [kind], properties: {kind: {type: string}}}\n    Problem:\n",
            ),
        ],
        callers: Hold("as for an enum"),
    },
    Change {
        name: "operation",
        what: "a new operation",
        edits: &[(
            "    delete:\n",
            "    put:\n      operationId: replaceOrder\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {'204': {description: Done.}}\n    delete:\n",
        )],
        callers: Hold("its names give way to the ones that are there"),
    },
    Change {
        name: "tag",
        what: "a new tag with operations",
        edits: &[(
            "components:\n",
            "  /goods:\n    get:\n      operationId: listGoods\n      tags: [goods]\n      responses: {'204': {description: None yet.}}\ncomponents:\n",
        )],
        callers: Hold("it is a handle and a module of its own"),
    },
    Change {
        name: "error-status",
        what: "a new status of a failure, with the body that the others have",
        edits: &[(
            "        '404':\n",
            "        '403':\n          description: Not yours.\n          content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}\n        '404':\n",
        )],
        callers: Hold("the status is a value, not a type"),
    },
    Change {
        name: "bare-error-status",
        what: "a new status of a failure without a documented body",
        edits: &[("        '404':\n", "        '403': {description: Not yours.}\n        '404':\n")],
        callers: Hold("a body that cannot be read is none; its bytes are kept"),
    },
    Change {
        name: "error-body",
        what: "a new status of a failure, with a body of another type",
        edits: &[(
            "        '404':\n",
            "        '403':\n          description: Not yours.\n          content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}\n        '404':\n",
        )],
        callers: Break(
            "`error.body()` had one type and now may be either; callers that do not look into the body hold",
        ),
    },
    Change {
        name: "success-body",
        what: "a new status of a success, without a body",
        edits: &[(
            "        '200':\n          description: The order.\n",
            "        '202': {description: Not yet.}\n        '200':\n          description: The order.\n",
        )],
        callers: Break("`send()` gave a value and now may have none to give, which only another type can say"),
    },
    Change {
        name: "media-type",
        what: "a new media type for the body that is sent",
        edits: &[(
            "        content:\n          application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}\n",
            "        content:\n          application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}\n          text/plain: {schema: {type: string}}\n",
        )],
        callers: Hold("the first media type of the document stays the one that the argument means"),
    },
    Change {
        name: "reply-media-type",
        what: "a new media type for a reply",
        edits: &[(
            "          content:\n            application/json: {schema: {$ref: '#/components/schemas/Order'}}\n",
            "          content:\n            application/json: {schema: {$ref: '#/components/schemas/Order'}}\n            text/csv: {schema: {type: string}}\n",
        )],
        callers: Break("the server may choose, so the reply is an enum of both"),
    },
    Change {
        name: "security",
        what: "a new way to authenticate",
        edits: &[
            ("security: [{key: []}]", "security: [{key: []}, {login: []}]"),
            ("    key: {type: apiKey", "    login: {type: http, scheme: bearer}\n    key: {type: apiKey"),
        ],
        callers: Hold("it is one more method of the builder; the alternative whose credentials were given is used"),
    },
    Change {
        name: "server",
        what: "a new server",
        edits: &[(
            "[{url: 'https://shop.example'}]",
            "[{url: 'https://shop.example'}, {url: 'https://eu.shop.example'}]",
        )],
        callers: Hold("the first one stays the default"),
    },
    Change {
        name: "deprecation",
        what: "a deprecated operation",
        edits: &[("      operationId: deleteOrder\n", "      operationId: deleteOrder\n      deprecated: true\n")],
        callers: Hold("the compiler warns, and nothing else happens"),
    },
    Change {
        name: "optional-reply-property",
        what: "a property of a reply that was required and may now be missing",
        edits: &[("required: [id, status, payment]", "required: [id, status]")],
        callers: Break(
            "a field of type `T` has no way to be missing: were it filled with something made up, callers would take \
             that for what the server said. `Option<T>` says so to the compiler",
        ),
    },
    Change {
        name: "optional-sent-property",
        what: "a property of what is sent that was required and may now be left out",
        edits: &[("required: [item, count]", "required: [item]")],
        callers: Break(
            "Rust has no optional arguments: a `new` that still took it could not be called without it. The argument \
             moves to the setter of the same name",
        ),
    },
    Change {
        name: "parameter-made-optional",
        what: "a parameter that was required and may now be left out",
        edits: &[("{name: currency, in: query, required: true,", "{name: currency, in: query,")],
        callers: Break("as for a property: the argument moves to the setter of the same name"),
    },
    Change {
        name: "type-sent-back",
        what: "a new operation that sends a type which was only read, with a property that may be missing and `null`",
        edits: &[(
            "    delete:\n",
            "    put:\n      operationId: replaceOrder\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}\n      responses: {'204': {description: Done.}}\n    delete:\n",
        )],
        callers: Break(
            "what is sent must tell \"leave it\" from \"set it to null\", so the field becomes a `Patch<T>`; with an \
             `Option<T>` one of the two could not be said. Other fields hold",
        ),
    },
];

/// The document with the edits.
fn edited(document: &str, edits: &[(&str, &str)]) -> String {
    let mut text = document.to_owned();
    for (old, new) in edits {
        assert_eq!(text.matches(old).count(), 1, "{old:?} must stand in the document once");
        text = text.replace(old, new);
    }
    text
}

/// Writes what is not there yet, so that Cargo does not compile again what it knows.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes a workspace with a crate of the API and a caller of it for each version.
fn lay_out(folder: &Path) {
    let document = fs::read_to_string(root().join("tests/evolution/shop.yaml")).unwrap();
    let caller = fs::read_to_string(root().join("tests/evolution/caller.rs")).unwrap();
    let first = ("first", document.clone());
    let later = CHANGES.iter().map(|change| (change.name, edited(&document, change.edits)));
    let mut members = Vec::new();
    for (name, text) in [first].into_iter().chain(later) {
        let file = InputFile { name: "shop.yaml".into(), bytes: text.into_bytes() };
        let output =
            generator::generate(&Input { name: format!("shop-{name}"), files: vec![file], ..Input::default() });
        let made = output.made.unwrap_or_else(|| panic!("{name}: {:?}", output.diagnostics));
        for file in made.files.iter().filter(|file| !file.path.starts_with("tests/")) {
            write(&folder.join("shops").join(name).join(&file.path), &file.contents);
        }
        let manifest = format!(
            "[package]\nname = \"caller-{name}\"\nedition = \"2024\"\n\n[dependencies.shop]\npackage = \"shop-{name}\"\n\
             path = \"../../shops/{name}\"\ndefault-features = false\n"
        );
        write(&folder.join("callers").join(name).join("Cargo.toml"), &manifest);
        write(&folder.join("callers").join(name).join("src/lib.rs"), &caller);
        members.push(format!("\"callers/{name}\""));
    }
    let members = members.join(", ");
    write(&folder.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"));
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// What the compiler says of all callers, each under its crate's name.
fn check(folder: &Path) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--keep-going", "--message-format", "short"])
        .args(CHANGES.iter().flat_map(|change| ["--package".to_owned(), format!("caller-{}", change.name)]))
        .args(["--package", "caller-first"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn callers_hold_wherever_rust_lets_them() {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evolution");
    lay_out(&folder);
    let said = check(&folder);
    let breaks = |name: &str| said.contains(&format!("could not compile `caller-{name}`"));
    assert!(said.contains("could not compile `caller-") && !breaks("first"), "{said}");
    assert!(!said.contains("could not compile `shop-"), "{said}");
    let surprises: Vec<&str> = CHANGES
        .iter()
        .filter(|change| breaks(change.name) != matches!(change.callers, Break(_)))
        .map(|change| change.name)
        .collect();
    assert!(surprises.is_empty(), "not as the table says: {surprises:?}\n{said}");
}

/// The table as a page for readers. `UPDATE_DOCS=1` writes it.
#[test]
fn the_page_is_what_is_tested() {
    let mut page = String::from(
        "# What an API may add without breaking callers\n\n\
         Callers compile unchanged against a crate that was generated again, wherever Rust lets them. Each row is compiled by\n\
         `tests/tests/evolution.rs`, which also makes sure that what is said to break does. This page is written from the same\n\
         table: `UPDATE_DOCS=1 cargo test -p tests --test evolution`.\n",
    );
    for (title, holds) in [("Callers hold", true), ("Callers break", false)] {
        page.push_str(&format!("\n## {title}\n\n| What the API changes | Why |\n|---|---|\n"));
        for change in CHANGES.iter().filter(|change| matches!(change.callers, Hold(_)) == holds) {
            let (Hold(why) | Break(why)) = change.callers;
            page.push_str(&format!("| {} | {why} |\n", change.what));
        }
    }
    let path = root().join("docs/evolution.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        write(&path, &page);
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/evolution.md is stale: UPDATE_DOCS=1 cargo test -p tests --test evolution");
}
