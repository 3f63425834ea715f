//! Which operations are known to fail, whose fault it is and why.

use crate::load::{self, Problem};
use std::fs;
use std::path::Path;

/// What is known.
#[derive(Default)]
pub struct Known(Vec<Row>);

struct Row {
    document: String,
    operation: String,
    why: String,
    used: bool,
}

impl Known {
    /// Reads a file with a line for each operation; lines that begin with `#` are for people.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let text = fs::read_to_string(path).map_err(|error| load::unreadable(path, &error))?;
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let rows = lines.map(|line| {
            let [document, operation, whose, why] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(Problem {
                    path: path.to_owned(),
                    message: format!("this line does not have four columns: {line}"),
                    help: "write document, operation, whose fault it is and why, with tabs between".to_owned(),
                });
            };
            let why = format!("{whose}: {why}");
            Ok(Row { document: document.to_owned(), operation: operation.to_owned(), why, used: false })
        });
        rows.collect::<Result<_, _>>().map(Self)
    }

    /// Why an operation of a document fails, if it is known.
    pub fn explain(&mut self, document: &str, operation: &str) -> Option<&str> {
        let row = self.0.iter_mut().find(|row| row.document == document && row.operation == operation)?;
        row.used = true;
        Some(&row.why)
    }

    /// What is known of these documents and did not happen, so that it goes when it is mended.
    pub fn unused<'a>(&self, documents: impl Iterator<Item = &'a str>) -> Vec<String> {
        let documents: Vec<&str> = documents.collect();
        let stale = self.0.iter().filter(|row| !row.used && documents.contains(&row.document.as_str()));
        stale.map(|row| format!("{} {}", row.document, row.operation)).collect()
    }
}
