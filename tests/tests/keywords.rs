//! `docs/keywords.md`: what becomes of every keyword of every version, as the front end's own table has it.
#![allow(clippy::unwrap_used, reason = "a test that fails should stop where it fails")]

use generator::front::openapi::keyword::{Kind, Use, rows};
use std::fmt::Write as _;
use std::fs;
use tests::root;

const HEAD: &str = "\
# Keywords

<!-- This page is made of the table in `generator/src/front/openapi/keyword/`. `UPDATE_DOCS=1 cargo test -p tests --test keywords`
writes it. -->

What becomes of each keyword of OpenAPI 2.0 to 3.2, object by object. A keyword that is not listed here is a warning, with the one
that was probably meant; the document's own, which begin with `x-`, are passed over unless they are listed.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for kind in Kind::ALL {
        write!(page, "\n## {}\n\n| keyword | what becomes of it |\n|---|---|\n", kind.about().trim_end_matches('.'))
            .unwrap();
        for row in rows(*kind) {
            let becomes = match row.usage {
                Use::Used => "used".to_owned(),
                Use::Ignored(why) => format!("not needed: {why}"),
                Use::Unsupported(instead) => format!("**not supported**, a warning: {instead}"),
            };
            let word = if row.word == "*" { "any other key".to_owned() } else { format!("`{}`", row.word) };
            writeln!(page, "| {word} | {becomes} |").unwrap();
        }
    }
    page
}

#[test]
fn the_page_is_the_table() {
    let path = root().join("docs/keywords.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/keywords.md is stale: UPDATE_DOCS=1 cargo test -p tests --test keywords");
}
