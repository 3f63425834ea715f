//! What is told to people, and to programs.

use crate::Outcome;
use crate::load::Problem;
use clap::ValueEnum;
use generator::diagnostic::{Code, Report, Severity};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};

/// The form of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with the lines of the documents, on the error stream.
    Human,
    /// One JSON object a line, on the output.
    Json,
}

/// Files that are not what the documents give.
pub struct Stale {
    /// Their paths, as seen from where the user stands.
    pub files: Vec<String>,
    /// The command that mends it.
    pub mend: String,
}

impl Format {
    /// Tells a diagnostic.
    pub fn report(self, report: &Report<'_>, denied: bool) {
        let diagnostic = report.diagnostic;
        match self {
            Self::Human => {
                let severity = if denied { Severity::Error } else { diagnostic.code.severity() };
                let text = report.to_text(severity, std::io::stderr().is_terminal());
                tell_error(&format!("{text}\n"));
            }
            Self::Json => {
                let severity = if denied { Severity::Error } else { diagnostic.code.severity() };
                print(&json!({
                    "kind": "diagnostic",
                    "code": diagnostic.code.as_str(),
                    "severity": severity.as_str(),
                    "file": report.file,
                    "line": report.position.line,
                    "column": report.position.column,
                    "pointer": report.position.pointer.as_deref(),
                    "message": diagnostic.message,
                    "help": diagnostic.help,
                }));
            }
        }
    }

    /// Tells what could not be read or written.
    pub fn problem(self, code: &str, problem: &Problem) {
        let Problem { path, message, help } = problem;
        let path = path.display().to_string();
        match self {
            Self::Human => tell_error(&format!("error[{code}]: {message}\n --> {path}\n  = help: {help}")),
            Self::Json => print(&json!({
                "kind": "diagnostic", "code": code, "severity": "error", "file": path, "line": 1, "column": 1,
                "pointer": null, "message": message, "help": help,
            })),
        }
    }

    /// Tells programs which files are stale.
    pub fn stale_for_programs(self, stale: &Stale) {
        if self == Self::Json {
            print(&json!({"kind": "stale", "files": stale.files, "mend": stale.mend}));
        }
    }

    /// Tells people which files are stale, after everything else, where they look first.
    pub fn stale_for_people(self, stale: &[Stale]) {
        for Stale { files, mend } in stale {
            self.note(&format!("stale:\n  {}\nto mend it: {mend}", files.join("\n  ")));
        }
    }

    /// Tells something to people alone.
    pub fn note(self, text: &str) {
        if self == Self::Human {
            tell_error(text);
        }
    }

    /// Tells what came of an API: a JSON object, or a line.
    pub fn summary(self, line: &str, value: &Value) {
        match self {
            Self::Human => tell_error(line),
            Self::Json => print(value),
        }
    }
}

/// Says what a code means; the output of a command that does nothing else.
pub fn explain(name: &str) -> Outcome {
    let Some(code) = Code::ALL.iter().find(|code| code.as_str() == name) else {
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        tell_error(&format!("error: there is no code `{name}`; the codes are:\n  {}", known.join("\n  ")));
        return Outcome::Usage;
    };
    let _ = writeln!(std::io::stdout().lock(), "{}[{name}]: {}", code.severity().as_str(), code.meaning());
    Outcome::Done
}

/// A closed pipe is no reason to fail: whoever listened has heard enough.
fn print(value: &Value) {
    let _ = writeln!(std::io::stdout().lock(), "{value}");
}

fn tell_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
