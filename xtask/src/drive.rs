//! `cargo xtask drive`: calls every operation of documents on a server that is made from them by others.

pub mod known;
mod prism;
mod program;
mod verdict;

use crate::corpus::document::{self, Document};
use crate::load::{self, Problem};
use crate::message::Format;
use crate::{Outcome, corpus};
use clap::Args;
use generator::analyze::sample::Extent;
use generator::diagnostic::Code;
use generator::{Input, Made};
use known::Known;
use prism::Prism;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use verdict::{Totals, Verdict};

/// Which documents, and with what.
#[derive(Args)]
pub struct Options {
    /// Documents, or a folder: with an `INDEX.tsv` the documents that it lists, else the ones directly in it.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Of a folder, only the documents whose paths hold one of these.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Of a folder, only the documents that this file names: the path of one in each line.
    #[arg(long, value_name = "FILE")]
    listed: Option<PathBuf>,
    /// Of a folder, only the documents with so many operations or fewer: large crates take long to build.
    #[arg(long, value_name = "COUNT")]
    at_most: Option<usize>,
    /// Send everything that may be left out too.
    #[arg(long)]
    full: bool,
    /// Prism's command; if not given, `prism` of the search path, or what `npm` installs below the target directory.
    #[arg(long, value_name = "COMMAND")]
    prism: Option<PathBuf>,
    /// What is known to fail and why: a line for each, of document, operation, whose fault and why, with tabs between.
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

/// Runs the command. It fails if a crate does not build, or an operation fails of which nobody knows why.
pub fn run(options: &Options) -> Outcome {
    match drive(options) {
        Ok(outcome) => outcome,
        Err(problem) => {
            Format::Human.problem(Code::MissingFile.as_str(), &problem);
            Outcome::Failed
        }
    }
}

/// A document whose crate has been made.
struct Driven {
    document: Document,
    made: Made,
}

fn drive(options: &Options) -> Result<Outcome, Problem> {
    let mut known = match &options.known {
        Some(path) => Known::read(path)?,
        None => Known::default(),
    };
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| load::root().join("target"), PathBuf::from);
    // Cargo runs in another folder, where a relative path would lead elsewhere.
    let target = std::path::absolute(&target).unwrap_or(target).join("drive");
    let command = prism::find(options.prism.as_deref(), &target)?;
    let (driven, mut failed) = generate(documents(options)?, options.at_most);
    let extent = if options.full { Extent::Full } else { Extent::Brief };
    program::lay_out(&target, &driven, extent).map_err(|error| load::unreadable(&target, &error))?;
    let mut totals = Totals::default();
    let (mut rows, mut done) = (Vec::new(), Vec::new());
    for driven in &driven {
        let name = driven.document.name.as_str();
        match one(&target, &command, driven) {
            Ok(verdicts) => {
                let own = tell_verdicts(name, &verdicts, &mut known);
                tell(&format!("{name}: {own}"));
                rows.push(format!("{}  {name}", own.row()));
                done.push(name);
                totals.add(&own);
            }
            Err(text) => {
                failed = true;
                tell(&format!("{name}: not driven: {text}"));
                rows.push(format!("{:>width$}  {name}", "not driven", width = totals.row().len()));
            }
        }
    }
    let stale = known.unused(done.iter().copied());
    for line in &stale {
        tell(&format!("known to fail, and does not: {line}"));
    }
    if rows.len() > 1 {
        tell(&format!("\n{}", verdict::HEAD));
        for row in &rows {
            tell(row);
        }
        tell(&format!("{}  all", totals.row()));
    }
    tell(&format!("{} of {} documents: {totals}", done.len(), driven.len()));
    let failed = failed || totals.unexplained() > 0 || !stale.is_empty();
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
}

/// The documents that were asked for.
fn documents(options: &Options) -> Result<Vec<Document>, Problem> {
    let folder = match options.paths.as_slice() {
        [path] if path.is_dir() => path,
        paths => return Ok(given(paths)),
    };
    let mut documents = document::list(folder)?;
    let listed = options.listed.as_ref().map(|path| list(path, &documents)).transpose()?;
    let wanted = |name: &str| {
        let only = options.only.is_empty() || options.only.iter().any(|text| name.contains(text));
        only && listed.as_ref().is_none_or(|listed| listed.iter().any(|line| line == name))
    };
    // What the index counts need not be generated to be counted.
    let counted = |document: &Document| document.operations.and_then(|count| usize::try_from(count).ok());
    let few = |document: &Document| is_few(options.at_most, counted(document).unwrap_or(1));
    documents.retain(|document| wanted(&document.name) && few(document));
    Ok(documents)
}

/// Documents that are given one by one, each called by its path below the folder that they share.
fn given(paths: &[PathBuf]) -> Vec<Document> {
    let mut folder = paths.first().and_then(|path| path.parent()).unwrap_or(Path::new(""));
    while let Some(outer) = folder.parent().filter(|_| !paths.iter().all(|path| path.starts_with(folder))) {
        folder = outer;
    }
    let named = paths.iter().map(|path| {
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        Document { name, path: path.clone(), root: None, promised: true, operations: None }
    });
    named.collect()
}

/// The documents that a file names; lines that begin with `#` are for people.
fn list(path: &Path, documents: &[Document]) -> Result<Vec<String>, Problem> {
    let text = fs::read_to_string(path).map_err(|error| load::unreadable(path, &error))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known = |line: &&str| documents.iter().any(|document| document.name == *line);
    match lines.clone().find(|line| !known(line)) {
        Some(line) => Err(Problem {
            path: path.to_owned(),
            message: format!("there is no document `{line}` in the folder"),
            help: "write the paths of documents as the folder's index does".to_owned(),
        }),
        None => Ok(lines.map(str::to_owned).collect()),
    }
}

/// Whether there are operations, and not too many.
fn is_few(at_most: Option<usize>, count: usize) -> bool {
    count > 0 && at_most.is_none_or(|most| count <= most)
}

/// Makes the crates, small ones first; whether some document of those that promise to read does not.
fn generate(documents: Vec<Document>, at_most: Option<usize>) -> (Vec<Driven>, bool) {
    let (mut driven, mut failed) = (Vec::new(), false);
    for document in documents {
        let input = load::spec(&document.path, document.root.as_deref())
            .map(|input| Input { name: corpus::crate_name(&document.name), ..input });
        let made = match input {
            Ok(input) => generator::generate(&input).made.ok_or_else(|| "it has an error".to_owned()),
            Err(problem) => Err(problem.message),
        };
        match made {
            Ok(made) => {
                let count = made.api.operations.len();
                if is_few(at_most, count) {
                    driven.push(Driven { document, made });
                }
            }
            Err(message) => {
                failed |= document.promised;
                tell(&format!("{}: not driven: {message}", document.name));
            }
        }
    }
    driven.sort_by_key(|driven| driven.made.api.operations.len());
    (driven, failed)
}

/// Builds the program of a document, and runs it against Prism; what came of each operation, or why nothing did.
fn one(target: &Path, command: &Path, driven: &Driven) -> Result<Vec<Verdict>, String> {
    let program = program::build(target, driven)?;
    let mut prism = Prism::start(command, &driven.document.path, target)?;
    let mut verdicts: Vec<Verdict> = Vec::new();
    while verdicts.len() < driven.made.api.operations.len() {
        let output = program::run(&program, &prism.url, verdicts.len(), target)?;
        let before = verdicts.len();
        verdicts.extend(output.lines().filter_map(Verdict::read));
        if verdicts.len() == before {
            return Err("the program says nothing".to_owned());
        }
        if prism.has_ended() {
            // Some requests are more than it can take; the others deserve another one.
            verdicts.last_mut().into_iter().for_each(Verdict::ended_prism);
            prism = Prism::start(command, &driven.document.path, target)?;
        }
    }
    Ok(verdicts)
}

/// Tells which operations failed, and counts all.
fn tell_verdicts(document: &str, verdicts: &[Verdict], known: &mut Known) -> Totals {
    let mut totals = Totals::default();
    for verdict in verdicts {
        let explained = verdict.fails().then(|| known.explain(document, &verdict.operation)).flatten();
        totals.count(verdict, explained.is_some());
        if let Some(text) = verdict.told() {
            let why = explained.map_or_else(String::new, |why| format!("\n        known: {why}"));
            tell(&format!("    {}: {text}{why}", verdict.operation));
        }
    }
    totals
}

/// A closed pipe is no reason to fail.
fn tell(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_called_by_their_paths_below_what_they_share() {
        let names = |paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            given(&paths).into_iter().map(|document| document.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["docs/one/api.yaml"]), ["api.yaml"]);
        assert_eq!(names(&["docs/one/api.yaml", "docs/two/api.yaml"]), ["one/api.yaml", "two/api.yaml"]);
        assert_eq!(names(&["one.yaml", "docs/two.yaml"]), ["one.yaml", "docs/two.yaml"]);
    }
}
