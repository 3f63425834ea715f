//! Compiles the crates of a corpus, one after the other, and sends the documents' values through their types.

use super::generated::VALUES;
use super::round_trip::{self, Case};
use super::{crate_folder, crate_name, tell};
use crate::load;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What every crate is linted with: all but the ways to speak TLS, which change nothing in it and take minutes to build.
const FEATURES: [&str; 4] = ["serde", "partial-eq", "blocking", "tracing"];
/// How many of a hundred values must come back as they were.
const ENOUGH: f64 = 99.0;
/// How many of the values that did not come back are told of, of each crate.
const SHOWN: usize = 200;

/// What came of the values of the crates so far.
#[derive(Default)]
struct Values {
    sent: usize,
    equal: usize,
    left: BTreeMap<String, usize>,
}

/// Compiles the crates of the documents, which have been written below `target`; whether all of them are clean, and
/// enough values come back as they were.
///
/// They are one workspace with one target directory, so that what they share is built once, and what has not changed since
/// an earlier run is not built again.
pub fn run(target: &Path, documents: &[&str], doc: bool) -> bool {
    let folder = target.join("crates");
    if let Err(error) = lay_out(&folder, documents) {
        tell(&format!("{}: the crates cannot be written: {error}", folder.display()));
        return false;
    }
    let cargo = Cargo { target: target.to_owned(), folder };
    let (mut values, mut failed) = (Values::default(), 0);
    for (document, at) in documents.iter().zip(1..) {
        let started = Instant::now();
        let mut problems = cargo.lint(document).err().into_iter().collect::<Vec<_>>();
        if doc {
            problems.extend(cargo.doc(document).err());
        }
        let clean = problems.is_empty();
        let mut line = if clean { "clean".to_owned() } else { "NOT CLEAN".to_owned() };
        match cargo.values(document, SHOWN) {
            Ok(round) => {
                line.push_str(&format!(", {} of {} values come back", round.equal, round.sent));
                problems.extend(round.lost);
                values.sent += round.sent;
                values.equal += round.equal;
                for (reason, count) in round.left {
                    *values.left.entry(reason).or_default() += count;
                }
            }
            Err(problem) => {
                line.push_str(", its values cannot be sent");
                problems.push(problem);
            }
        }
        failed += usize::from(!clean);
        tell(&format!("[{at}/{}] {document}: {line}; {:.1} s", documents.len(), started.elapsed().as_secs_f64()));
        for problem in problems {
            tell(&format!("    {}", problem.trim_end().replace('\n', "\n    ")));
        }
    }
    tell(&format!("{} crates compiled, {failed} of them not cleanly", documents.len()));
    values.tell() && failed == 0
}

impl Values {
    /// The totals; whether enough values came back.
    fn tell(&self) -> bool {
        let (equal, sent) = (count(self.equal), count(self.sent));
        let share = if self.sent == 0 { 100.0 } else { 100.0 * equal / sent };
        tell(&format!("{} of {} values come back equal ({share:.2} %)", self.equal, self.sent));
        for (reason, count) in &self.left {
            tell(&format!("    {count} not sent: {reason}"));
        }
        if !self.left.is_empty() {
            tell(&format!("    where they stand is said in the `{VALUES}` of each crate"));
        }
        share >= ENOUGH
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Writes the manifest of a workspace of the crates. Those of earlier runs may lie beside them and are no part of it.
pub fn lay_out(folder: &Path, documents: &[&str]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let members: Vec<String> =
        documents.iter().map(|document| format!("    \"{}\",\n", crate_name(document))).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The versions that the project was tested with.
    let lock = load::root().join("Cargo.lock");
    if lock.is_file() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }
    Ok(())
}

/// What came of the values of one crate.
pub struct Round {
    pub sent: usize,
    pub equal: usize,
    /// Of the values that did not come back, some with why not.
    pub lost: Vec<String>,
    left: Vec<(String, usize)>,
}

/// Cargo, in the workspace of the crates.
pub struct Cargo {
    pub target: PathBuf,
    pub folder: PathBuf,
}

impl Cargo {
    /// What Clippy says of the crate, if it is not content.
    fn lint(&self, document: &str) -> Result<(), String> {
        // The library, and its tests where it has some: each more target would compile the library once more.
        let tests = crate_folder(&self.folder, document).join("tests/examples.rs").is_file();
        let targets: &[&str] = if tests { &["--lib", "--test", "examples"] } else { &["--lib"] };
        let features = ["--no-default-features", "--features", &self.features(document)];
        self.run(document, &[&["clippy"], targets, &features].concat(), &["--", "-D", "warnings"])
    }

    /// What rustdoc says of the crate, if it is not content.
    fn doc(&self, document: &str) -> Result<(), String> {
        self.run(document, &["doc", "--no-deps", "--no-default-features", "--features", &self.features(document)], &[])
    }

    /// Those of the features that the crate has: one of types alone makes no calls.
    fn features(&self, document: &str) -> String {
        let manifest = fs::read_to_string(crate_folder(&self.folder, document).join("Cargo.toml")).unwrap_or_default();
        FEATURES.into_iter().filter(|name| manifest.contains(&format!("\n{name} = "))).collect::<Vec<_>>().join(",")
    }

    /// Builds the crate's program and sends the values through it.
    pub fn values(&self, document: &str, shown: usize) -> Result<Round, String> {
        let krate = crate_folder(&self.folder, document);
        let text = fs::read_to_string(krate.join(VALUES)).map_err(|error| error.to_string())?;
        let read: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let cases = read.get("cases").and_then(Value::as_array).into_iter().flatten();
        let cases: Vec<Case> = cases.filter_map(Case::from_json).collect();
        let left = read.get("left").and_then(Value::as_object).into_iter().flatten();
        let left = left.filter_map(|(reason, places)| Some((reason.clone(), places.as_array()?.len()))).collect();
        if cases.is_empty() {
            return Ok(Round { sent: 0, equal: 0, lost: Vec::new(), left });
        }
        self.run(document, &["build", "--example", "round_trip", "--no-default-features"], &[])?;
        let program = self.target.join("debug/examples/round_trip");
        let mut lost = round_trip::run(&program, &cases)?;
        let (sent, equal) = (cases.len(), cases.len() - lost.len());
        if lost.len() > shown {
            let more = lost.len() - shown;
            lost.truncate(shown);
            lost.push(format!("and {more} more"));
        }
        Ok(Round { sent, equal, lost, left })
    }

    fn run(&self, document: &str, args: &[&str], rest: &[&str]) -> Result<(), String> {
        let mut command = Command::new(std::env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
        command.args(args).arg("--quiet").args(rest);
        command.current_dir(crate_folder(&self.folder, document)).env("CARGO_TARGET_DIR", &self.target);
        command.env("RUSTDOCFLAGS", "-D warnings");
        match command.output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(error) => Err(format!("cargo cannot be started: {error}")),
        }
    }
}
