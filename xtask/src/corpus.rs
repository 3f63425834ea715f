//! `cargo xtask corpus`: what becomes of every document of a folder, in a table.

mod compile;

use crate::Outcome;
use crate::load::{self, Problem};
use crate::message::Format;
use clap::Args;
use generator::Input;
use generator::diagnostic::{Code, Severity, reports};
use generator::rust::File;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// Which documents, and what to do with them.
#[derive(Args)]
pub struct Options {
    /// The folder: with an `INDEX.tsv` the documents that it lists, else the ones directly in it.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write each crate below the target directory, and compile it with Clippy's warnings as errors.
    #[arg(long)]
    check: bool,
}

/// A document to generate a client of.
struct Document {
    /// As the table calls it: its path in the folder.
    name: String,
    path: PathBuf,
    /// The folder that its references may lead to: that of the index's column `name`.
    root: Option<PathBuf>,
    /// Whether the index promises that it reads.
    promised: bool,
}

/// What became of a document.
enum Verdict {
    /// All of it is in the crate.
    Supported,
    /// Something was approximated.
    Warned,
    /// Operations were left out: so many.
    Skipped(usize),
    /// It has an error.
    Refused,
    /// The generator failed, which it never should.
    Panicked,
}

impl Verdict {
    const ALL: [&str; 5] = ["supported", "warned", "skipped", "refused", "panicked"];

    const fn word(&self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Warned => "warned",
            Self::Skipped(_) => "skipped",
            Self::Refused => "refused",
            Self::Panicked => "panicked",
        }
    }
}

/// A row of the table.
struct Row {
    verdict: Verdict,
    /// How many operations the crate has.
    operations: usize,
    /// What there is to say: the codes of warnings, or the first error and its place.
    notes: String,
    files: Vec<File>,
}

/// Runs the command. It fails if the generator does, if a document is refused that the index promises, or if a crate
/// does not compile.
pub fn run(options: &Options) -> Outcome {
    let documents = match documents(&options.folder) {
        Ok(documents) => documents,
        Err(problem) => {
            Format::Human.problem(Code::MissingFile.as_str(), &problem);
            return Outcome::Failed;
        }
    };
    let width = documents.iter().map(|document| document.name.chars().count()).max().unwrap_or(0);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut found, mut emitted, mut failed) = (0, 0, false);
    let mut crates = Vec::new();
    for document in &documents {
        let row = row(document);
        let word = row.verdict.word();
        *counts.entry(word).or_default() += 1;
        found += row.operations;
        emitted += row.operations;
        failed |= match row.verdict {
            Verdict::Supported | Verdict::Warned => false,
            Verdict::Skipped(skipped) => {
                found += skipped;
                false
            }
            Verdict::Refused => document.promised,
            Verdict::Panicked => true,
        };
        tell(format!("{:width$}  {word:9}  {}", document.name, row.notes).trim_end());
        crates.push((document.name.as_str(), row.files));
    }
    let counts: Vec<String> =
        Verdict::ALL.iter().map(|word| format!("{} {word}", counts.get(word).unwrap_or(&0))).collect();
    tell(&format!("{} documents: {}; {emitted} of {found} operations", documents.len(), counts.join(", ")));
    if options.check {
        crates.retain(|(_, files)| !files.is_empty());
        failed |= !compile::run(&crates, tell);
    }
    if failed { Outcome::Failed } else { Outcome::Done }
}

/// A closed pipe is no reason to fail.
fn tell(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Generates the document's crate in memory.
fn row(document: &Document) -> Row {
    let refused = |notes: String| Row { verdict: Verdict::Refused, operations: 0, notes, files: Vec::new() };
    let input = match load::spec(&document.path, document.root.as_deref()) {
        Ok(input) => Input { name: crate_name(&document.name), ..input },
        Err(problem) => return refused(format!("{}: {}", problem.path.display(), problem.message)),
    };
    let Ok(output) = panic::catch_unwind(AssertUnwindSafe(|| generator::generate(&input))) else {
        let notes = "the generator failed; its message stands above".to_owned();
        return Row { verdict: Verdict::Panicked, operations: 0, notes, files: Vec::new() };
    };
    let reports = reports(&output.diagnostics, &output.sources);
    let Some(made) = output.made else {
        let error = reports.iter().find(|report| report.diagnostic.code.severity() == Severity::Error);
        return refused(error.map_or_else(String::new, |error| {
            let (position, diagnostic) = (&error.position, error.diagnostic);
            let file = error.file.rsplit('/').next().unwrap_or_default();
            let place = format!("{file}:{}:{}", position.line, position.column);
            format!("{} {place}: {}", diagnostic.code.as_str(), diagnostic.message.replace('\n', " "))
        }));
    };
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for report in &reports {
        *codes.entry(report.diagnostic.code.as_str()).or_default() += 1;
    }
    let skipped = codes.remove(Code::SkippedOperation.as_str()).unwrap_or(0);
    let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} ×{count}")).collect();
    let codes = codes.join(", ");
    let (verdict, notes) = match skipped {
        0 if codes.is_empty() => (Verdict::Supported, String::new()),
        0 => (Verdict::Warned, codes),
        _ => {
            let all = skipped + made.operations;
            let separator = if codes.is_empty() { "" } else { "; " };
            (Verdict::Skipped(skipped), format!("{skipped} of {all} operations left out{separator}{codes}"))
        }
    };
    Row { verdict, operations: made.operations, notes, files: made.files }
}

/// A name for the crate that no other document of the folder has: the whole path, with the code of each character that a
/// path has and a name lacks.
fn crate_name(document: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("-{:x}-", u32::from(c)) };
    document.chars().map(plain).collect()
}

/// The documents of the folder, in the index's order or by name.
fn documents(folder: &Path) -> Result<Vec<Document>, Problem> {
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
        })
        .collect())
}

/// The documents of an index. It promises that they read, unless its notes own up to references that lead nowhere.
fn indexed(folder: &Path, text: &str) -> Option<Vec<Document>> {
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = rows.next()?;
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let (file, notes, root) = (column("relative_file")?, column("notes"), column("name"));
    let rows = rows.filter_map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at).copied());
        Some((cell(Some(file))?.to_owned(), cell(notes).unwrap_or_default(), cell(root)))
    });
    let documents = rows.map(|(name, notes, root)| Document {
        path: folder.join(&name),
        root: root.map(|root| folder.join(root)).filter(|root| root.is_dir() && folder.join(&name).starts_with(root)),
        promised: !notes.contains("dangling_refs"),
        name,
    });
    Some(documents.collect())
}
