//! The table parser against docutils: its own test cases, and what it reads in real pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::front::rst::table::{Cell, Fault, Row, Table, grid, simple};
use generator::front::rst::{Line, tables};
use serde_json::{Value, json};

fn json(file: &str) -> Option<Value> {
    tests::shared("corpus")
        .map(|corpus| corpus.join(file))
        .map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut lines = Vec::new();
    for text in text.trim_end_matches('\n').split('\n') {
        lines.push(Line { at, text });
        at += text.len() + 1;
    }
    lines
}

/// A table in the form of docutils: widths, header rows, body rows; `null` is a column that a span covers.
fn structure(table: &Table<'_>, covered: bool) -> Value {
    let row = |row: &Row<'_>| -> Value {
        let mut cells: Vec<Value> = row.iter().map(cell).collect();
        if covered {
            cells = vec![Value::Null; table.widths.len()];
            for it in row {
                cells[it.column] = cell(it);
            }
        }
        cells.into()
    };
    let rows = |rows: &[Row<'_>]| rows.iter().map(row).collect::<Vec<_>>();
    json!([table.widths, rows(&table.head), rows(&table.body)])
}

fn cell(cell: &Cell<'_>) -> Value {
    let lines: Vec<_> = cell.lines.iter().map(|line| line.text).collect();
    json!([cell.down, cell.right, cell.line, lines])
}

/// Runs every case of a parser; returns how many there were.
fn cases(name: &str, covered: bool, parse: impl for<'a> Fn(&[Line<'a>]) -> Result<Table<'a>, Fault>) {
    let Some(all) = json("docutils/tables.json") else { return };
    for case in all[name].as_array().unwrap() {
        let (title, text) = (&case["name"], case["input"].as_str().unwrap());
        match (parse(&lines(text)), &case["expected"]) {
            (Ok(table), expected) => assert_eq!(&structure(&table, covered), expected, "{title}\n{text}"),
            (Err(fault), expected) => {
                assert!(expected.is_string(), "{title}: {}\n{text}", fault.message);
                assert!(fault.at < text.len() && !fault.help.is_empty());
            }
        }
    }
}

#[test]
fn grid_cases_of_docutils() {
    cases("grid_parser", true, grid::parse);
}

#[test]
fn simple_cases_of_docutils() {
    cases("simple_parser", false, simple::parse);
}

#[test]
fn real_pages_as_docutils_reads_them() {
    for service in ["modelarts", "modelarts-2022"] {
        let Some(goldens) = json(&format!("rst-goldens/{service}.json")) else { return };
        let (mut equal, mut different) = (0, Vec::new());
        for (page, expected) in goldens.as_object().unwrap() {
            let text =
                std::fs::read_to_string(tests::shared(&format!("corpus/rst/{service}/{page}")).unwrap()).unwrap();
            let found = tables(&text).unwrap_or_else(|fault| panic!("{page}: {}", fault.message));
            let expected = expected.as_array().unwrap();
            assert_eq!(found.len(), expected.len(), "{page}: the number of tables");
            for (found, expected) in found.iter().zip(expected) {
                let found = json!({"caption": found.caption, "head": found.head, "rows": found.rows});
                if found == *expected { equal += 1 } else { different.push(format!("{page}\n {found}\n {expected}")) }
            }
        }
        println!("{service}: {equal} tables are equal");
        assert!(
            different.is_empty(),
            "{service}: {} tables differ\n{}",
            different.len(),
            different[..different.len().min(5)].join("\n")
        );
    }
}
