//! Which documents a corpus has: those that its index lists, or those that lie in its folder.

use crate::load::{self, Problem};
use std::fs;
use std::path::{Path, PathBuf};

/// A document to generate a client of.
pub struct Document {
    /// As the table calls it: its path in the folder.
    pub name: String,
    pub path: PathBuf,
    /// The folder that its references may lead to: that of the index's column `name`.
    pub root: Option<PathBuf>,
    /// Whether the index promises that it reads.
    pub promised: bool,
    /// How many operations the index counts.
    pub operations: Option<u64>,
}

/// The documents of the folder, in the index's order or by name.
pub fn list(folder: &Path) -> Result<Vec<Document>, Problem> {
    let index = folder.join("INDEX.tsv");
    if index.is_file() {
        let text = fs::read_to_string(&index).map_err(|error| load::unreadable(&index, &error))?;
        return indexed(folder, &text).ok_or_else(|| Problem {
            path: index,
            message: "there is no column `relative_file`".to_owned(),
            help: "name the columns in the first line".to_owned(),
        });
    }
    let entries = fs::read_dir(folder).map_err(|error| load::unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths
        .into_iter()
        .filter(|path| if path.is_dir() { load::holds_pages(path) } else { load::is_description(path) })
        .map(|path| Document {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path,
            root: None,
            promised: false,
            operations: None,
        })
        .collect())
}

/// The documents of an index. It promises that they read, unless its notes own up to references that lead nowhere.
fn indexed(folder: &Path, text: &str) -> Option<Vec<Document>> {
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = rows.next()?;
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let (file, notes, operations) = (column("relative_file")?, column("notes"), column("n_operations"));
    let root = column("name");
    let cell = |row: &[&str], column: Option<usize>| column.and_then(|at| row.get(at)).map(|cell| (*cell).to_owned());
    let documents = rows.filter_map(|row| {
        let name = cell(&row, Some(file))?;
        let root = cell(&row, root).filter(|root| !root.is_empty()).map(|root| folder.join(root));
        Some(Document {
            root: root.filter(|root| root.is_dir() && folder.join(&name).starts_with(root)),
            path: folder.join(&name),
            promised: !cell(&row, notes).unwrap_or_default().contains("dangling_refs"),
            operations: cell(&row, operations).and_then(|count| count.parse().ok()),
            name,
        })
    });
    Some(documents.collect())
}
