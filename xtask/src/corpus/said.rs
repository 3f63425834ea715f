//! What becomes of one document: the crate, what was said of it, what it cost, and the values to send through its types.

use super::document::Document;
use super::{crate_folder, crate_name, generated};
use crate::load;
use generator::diagnostic::{Code, Report, Severity, reports};
use generator::{Input, Made};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Generates the document's crate, and writes it to a folder of `crates` if there is one.
pub fn of(document: &Document, crates: Option<&Path>) -> Value {
    let refused = |notes: String| json!({"verdict": "refused", "notes": notes});
    let input = match load::spec(&document.path, document.root.as_deref()) {
        Ok(input) => Input { name: crate_name(&document.name), ..input },
        Err(problem) => return refused(format!("{}: {}", problem.path.display(), problem.message)),
    };
    let started = Instant::now();
    let output = generator::generate(&input);
    let (seconds, megabytes) = (started.elapsed().as_secs_f64(), megabytes());
    let reports = reports(&output.diagnostics, &output.sources);
    let Some(made) = &output.made else {
        let error = reports.iter().find(|report| report.diagnostic.code.severity() == Severity::Error);
        return refused(error.map_or_else(String::new, placed));
    };
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut skips = Vec::new();
    for report in &reports {
        if report.diagnostic.code == Code::SkippedOperation {
            skips.push(placed(report));
        } else {
            *codes.entry(report.diagnostic.code.as_str()).or_default() += 1;
        }
    }
    let notes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} ×{count}")).collect();
    let verdict = match (skips.is_empty(), notes.is_empty()) {
        (true, true) => "supported",
        (true, false) => "warned",
        (false, _) => "skipped",
    };
    let mut said = json!({
        "verdict": verdict,
        "notes": notes.join(", "),
        "found": made.api.operations.len() + skips.len(),
        "emitted": made.api.operations.len(),
        "skips": skips,
        "warnings": reports.len(),
        "lines": lines(made),
        "seconds": seconds,
        "megabytes": megabytes,
        "crate": crates.is_some(),
    });
    if let Some(crates) = crates
        && let Err(error) = generated::write(&crate_folder(crates, &document.name), &input, &output.sources, made)
    {
        said = refused(format!("its crate cannot be written: {error}"));
    }
    said
}

/// A finding on one line: its code, its place, its words.
fn placed(report: &Report<'_>) -> String {
    let (position, diagnostic) = (&report.position, report.diagnostic);
    let file = report.file.rsplit('/').next().unwrap_or_default();
    let place = format!("{file}:{}:{}", position.line, position.column);
    format!("{} {place}: {}", diagnostic.code.as_str(), diagnostic.message.replace('\n', " "))
}

/// How many lines of Rust the crate has beside the runtime, which is the same everywhere.
fn lines(made: &Made) -> usize {
    let own = |path: &Path| path.extension().is_some_and(|it| it == "rs") && !path.starts_with("src/runtime");
    made.files.iter().filter(|file| own(Path::new(&file.path))).map(|file| file.contents.lines().count()).sum()
}

/// The most memory that this process has had; nothing where the system does not say so in a file.
fn megabytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}
