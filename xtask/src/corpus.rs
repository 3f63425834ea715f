//! `cargo xtask corpus`: what becomes of every document of a folder, in a table.

mod compile;
pub mod document;
mod generated;
mod own_schema;
mod round_trip;
mod said;
mod sample;
pub mod suite;

use crate::Outcome;
use crate::drive::known::Known;
use crate::load;
use crate::message::Format;
use clap::Args;
use document::Document;
use generator::diagnostic::Code;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Which documents, and what to do with them.
#[derive(Args)]
pub struct Options {
    /// The folder: with an `INDEX.tsv` the documents that it lists, else the ones directly in it.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write each crate below the target directory, compile it with Clippy's warnings as errors, and send the values that
    /// the documents give through its types.
    #[arg(long)]
    check: bool,
    /// With `--check`: also build each crate's documentation with rustdoc's warnings as errors.
    #[arg(long, requires = "check")]
    doc: bool,
    /// With `--check`: which values are known not to come back, and why: a line for each, of document, place, whose fault and
    /// why, with tabs between.
    #[arg(long, value_name = "FILE", requires = "check")]
    known: Option<PathBuf>,
    /// Only the documents whose path holds this text; may be given several times.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// How many documents are read at a time; as many as there are processors if not given.
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<usize>,
    /// Read one document in this process, and say in JSON what became of it: each is read in a process of its own, so that
    /// what it costs can be told, and that one that brings the generator down takes no other with it.
    #[arg(long, value_name = "NAME", hide = true)]
    document: Option<String>,
}

/// What became of a document, as its process says it.
struct Row {
    name: String,
    /// Whether the index promises that it reads.
    promised: bool,
    /// How many operations the index counts.
    listed: Option<u64>,
    /// One of [`VERDICTS`].
    verdict: String,
    said: Value,
}

/// What can become of a document: all of it is in the crate; something was approximated; operations were left out; it has an
/// error; the generator failed, which it never should.
const VERDICTS: [&str; 5] = ["supported", "warned", "skipped", "refused", "panicked"];

impl Row {
    fn number(&self, key: &str) -> u64 {
        self.said.get(key).and_then(Value::as_u64).unwrap_or(0)
    }

    fn failed(&self) -> bool {
        self.verdict == "panicked" || self.verdict == "refused" && self.promised
    }

    /// The line of the table, and one for each thing that was left out.
    fn tell(&self, width: usize) {
        let decimal = |key: &str| self.said.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        let (emitted, found) = (self.number("emitted"), self.number("found"));
        let mut line = format!(
            "{:width$}  {:9}  {emitted:>4} of {found:>4} operations  {:>5} warnings  {:>7} lines  {:>6.2} s  {:>4.0} MB  {}",
            self.name,
            self.verdict,
            self.number("warnings"),
            self.number("lines"),
            decimal("seconds"),
            decimal("megabytes"),
            self.said.get("notes").and_then(Value::as_str).unwrap_or_default(),
        );
        if self.listed.is_some_and(|listed| listed != found) && self.verdict != "refused" {
            line.push_str(&format!("; the index counts {} operations", self.listed.unwrap_or(0)));
        }
        tell(line.trim_end());
        for skip in self.said.get("skips").and_then(Value::as_array).into_iter().flatten() {
            tell(&format!("    left out: {}", skip.as_str().unwrap_or_default()));
        }
    }
}

/// Runs the command. It fails if the generator does, if a document is refused that the index promises, if a crate does not
/// compile, or if too few values come back from its types as they were.
pub fn run(options: &Options) -> Outcome {
    let mut documents = match document::list(&options.folder) {
        Ok(documents) => documents,
        Err(problem) => {
            Format::Human.problem(Code::MissingFile.as_str(), &problem);
            return Outcome::Failed;
        }
    };
    let mut known = match known(options.known.as_deref()) {
        Ok(known) => known,
        Err(problem) => {
            Format::Human.problem(Code::MissingFile.as_str(), &problem);
            return Outcome::Failed;
        }
    };
    let target = target();
    if let Some(name) = &options.document {
        let Some(document) = documents.iter().find(|document| document.name == *name) else { return Outcome::Usage };
        tell(&said::of(document, options.check.then_some(&*target.join("crates"))).to_string());
        return Outcome::Done;
    }
    documents.retain(|document| {
        options.only.is_empty() || options.only.iter().any(|text| document.name.contains(text.as_str()))
    });
    let rows = rows(options, &documents);
    totals(&rows);
    let mut failed = rows.iter().any(Row::failed);
    if options.check {
        let written = rows.iter().filter(|row| row.said.get("crate") == Some(&true.into()));
        let names: Vec<&str> = written.map(|row| row.name.as_str()).collect();
        failed |= !compile::run(&target, &names, options.doc, &mut known);
    }
    if failed { Outcome::Failed } else { Outcome::Done }
}

/// What is known to fail, of the file if there is one.
fn known(path: Option<&Path>) -> Result<Known, load::Problem> {
    path.map_or_else(|| Ok(Known::default()), Known::read)
}

/// Where the crates and all that is compiled of them goes.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| load::root().join("target"), PathBuf::from);
    // Cargo runs in another folder, where a relative path would lead elsewhere.
    std::path::absolute(&target).unwrap_or(target).join("corpus")
}

/// A closed pipe is no reason to fail.
fn tell(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Reads the documents, some at a time, and tells of them in their order.
fn rows(options: &Options, documents: &[Document]) -> Vec<Row> {
    let width = documents.iter().map(|document| document.name.chars().count()).max().unwrap_or(0);
    let jobs = options.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).max(1);
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((index, document)) = take(next, documents) {
                    // The receiver waits for all of them.
                    let _ = sender.send((index, row(options, document)));
                }
            });
        }
        drop(sender);
        let (mut early, mut rows) = (BTreeMap::new(), Vec::new());
        for (index, row) in receiver {
            early.insert(index, row);
            while let Some(row) = early.remove(&rows.len()) {
                row.tell(width);
                rows.push(row);
            }
        }
        rows
    })
}

fn take<'a>(next: &AtomicUsize, documents: &'a [Document]) -> Option<(usize, &'a Document)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    documents.get(index).map(|document| (index, document))
}

/// Reads the document in a process of its own.
fn row(options: &Options, document: &Document) -> Row {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("xtask"));
    let mut command = Command::new(program);
    command.arg("corpus").arg(&options.folder).args(["--document", &document.name]);
    command.args(options.check.then_some("--check"));
    let said = command.output().map_err(|error| error.to_string()).and_then(|output| {
        let said = serde_json::from_slice::<Value>(&output.stdout).ok().filter(|_| output.status.success());
        said.ok_or_else(|| String::from_utf8_lossy(&output.stderr).trim().replace('\n', " "))
    });
    let said = said.unwrap_or_else(|notes| serde_json::json!({"verdict": "panicked", "notes": notes}));
    Row {
        name: document.name.clone(),
        promised: document.promised,
        listed: document.operations,
        verdict: said.get("verdict").and_then(Value::as_str).unwrap_or("panicked").to_owned(),
        said,
    }
}

fn totals(rows: &[Row]) {
    let count = |word: &str| rows.iter().filter(|row| row.verdict == word).count();
    let sum = |key: &str| rows.iter().map(|row| row.number(key)).sum::<u64>();
    let verdicts: Vec<String> = VERDICTS.iter().map(|word| format!("{} {word}", count(word))).collect();
    let listed: u64 = rows.iter().map(|row| row.listed.unwrap_or_else(|| row.number("found"))).sum();
    tell(&format!(
        "{} documents: {}; {} of {listed} operations, {} left out; {} warnings; {} lines",
        rows.len(),
        verdicts.join(", "),
        sum("emitted"),
        sum("found") - sum("emitted"),
        sum("warnings"),
        sum("lines"),
    ));
}

/// A name for the crate that no other document of the folder has: the whole path, with the code of each character that a
/// path has and a name lacks.
pub fn crate_name(document: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("-{:x}-", u32::from(c)) };
    document.chars().map(plain).collect()
}

/// The folder of a document's crate.
fn crate_folder(crates: &Path, document: &str) -> PathBuf {
    crates.join(crate_name(document))
}
