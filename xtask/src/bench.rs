//! `cargo xtask bench`: what generating costs, beside whatever other generators are installed.

use crate::Outcome;
use crate::message::Format;
use clap::Args;
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Which documents, and how often.
#[derive(Args)]
pub struct Options {
    /// OpenAPI documents; without any, made-up ones of 100, 1,000 and 10,000 operations.
    #[arg(value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// How often each generator runs; the fastest run counts, since other work only slows one down.
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

/// How another generator is called: its name, its program, and its arguments, in which `DOC` and `OUT` are replaced.
const OTHERS: &[(&str, &str, &[&str])] = &[
    ("progenitor", "cargo-progenitor", &["progenitor", "-i", "DOC", "-o", "OUT", "-n", "bench", "-v", "0.1.0"]),
    ("openapi-generator", "openapi-generator-cli", &["generate", "-g", "rust", "-i", "DOC", "-o", "OUT"]),
    ("oas3-gen", "oas3-gen", &["generate", "client", "-i", "DOC", "-o", "OUT"]),
];

/// How many operations the made-up documents have.
const SERIES: [usize; 3] = [100, 1_000, 10_000];

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    match table(options) {
        Ok(()) => Outcome::Done,
        Err(error) => {
            Format::Human.note(&format!("error: {error}"));
            Outcome::Failed
        }
    }
}

fn table(options: &Options) -> io::Result<()> {
    let folder = std::env::temp_dir().join(format!("bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut documents = options.documents.clone();
    if documents.is_empty() {
        for operations in SERIES {
            let path = folder.join(format!("{operations}-operations.json"));
            fs::write(&path, made_up(operations).to_string())?;
            documents.push(path);
        }
    }
    println!("document | generator | seconds | MB at most | emitted / document");
    println!("---|---|---|---|---");
    let own = std::env::current_exe()?;
    let mut times = Vec::new();
    for document in &documents {
        let args = ["generate", "--spec", "DOC", "--out", "OUT", "--name", "bench"];
        times.extend(row(options, &folder, document, "this one", &own, &args)?);
        for (name, program, args) in OTHERS {
            row(options, &folder, document, name, Path::new(program), args)?;
        }
    }
    if options.documents.is_empty() && times.len() == SERIES.len() {
        println!("\n{}", growth(&times));
    }
    fs::remove_dir_all(&folder)
}

/// What each further operation takes in each part of the series: the same everywhere if nothing is done by the square.
fn growth(times: &[Duration]) -> String {
    let points: Vec<_> = SERIES.iter().zip(times).collect();
    let steps = points.windows(2).filter_map(|pair| match pair {
        [(from, before), (to, after)] => {
            let each = after.saturating_sub(**before) / u32::try_from(*to - *from).ok()?;
            Some(format!("{each:.0?} from {from} to {to}"))
        }
        _ => None,
    });
    format!("Each further operation takes {}.", steps.collect::<Vec<_>>().join(", "))
}

/// Times one generator with one document, and gives what it took; one that is not installed has no row.
fn row(
    options: &Options,
    folder: &Path,
    document: &Path,
    name: &str,
    program: &Path,
    args: &[&str],
) -> io::Result<Option<Duration>> {
    let out = folder.join("out");
    let path = |arg: &&str| match *arg {
        "DOC" => document.as_os_str().to_owned(),
        "OUT" => out.as_os_str().to_owned(),
        arg => arg.into(),
    };
    let args: Vec<_> = args.iter().map(path).collect();
    let mut best: Option<Cost> = None;
    for _ in 0..options.runs.max(1) {
        // Each run writes everything.
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let cost = match measured(Command::new(program).args(&args)) {
            Ok(cost) => cost,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        best = best.filter(|best| best.time <= cost.time).or(Some(cost));
    }
    let Some(cost) = best else { return Ok(None) };
    let shown = format!("{} | {name}", document.file_name().unwrap_or_default().to_string_lossy());
    if cost.failed {
        println!("{shown} | failed | |");
        return Ok(None);
    }
    let (emitted, whole) = (size(&out)?, fs::metadata(document)?.len());
    #[allow(clippy::cast_precision_loss, reason = "a ratio to show")]
    let ratio = emitted as f64 / whole as f64;
    let memory = cost.peak.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string());
    println!("{shown} | {:.2} | {memory} | {ratio:.2}", cost.time.as_secs_f64());
    Ok(Some(cost.time))
}

/// What a run took.
struct Cost {
    time: Duration,
    /// In kilobytes, where the system tells.
    peak: Option<u64>,
    failed: bool,
}

fn measured(command: &mut Command) -> io::Result<Cost> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    loop {
        // The system forgets what a process took as soon as it has ended, so it is asked all the time.
        peak = peak.max(fs::read_to_string(&status).ok().as_deref().and_then(high_water));
        if let Some(ended) = child.try_wait()? {
            return Ok(Cost { time: started.elapsed(), peak, failed: !ended.success() });
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The most memory that a process has had, from what Linux says of it.
fn high_water(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

/// A document of so many operations: each with parameters, a body, and an object of its own that others refer to.
fn made_up(operations: usize) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for index in 0..operations {
        let (tag, own, next) =
            (format!("part{}", index / 20), format!("Thing{index}"), format!("Thing{}", (index + 1) % operations));
        let body =
            json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{own}")}}}});
        let operation = json!({
            "operationId": format!("{tag}/change-thing-{index}"),
            "tags": [tag],
            "summary": format!("Changes thing {index}."),
            "description": "What is left out stays as it is. See the description of the object for what may be changed.",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}},
                {"name": "verbose", "in": "query", "description": "Tell more.", "schema": {"type": "boolean"}}
            ],
            "requestBody": body,
            "responses": {"200": {"description": "The thing.", "content": body["content"]}}
        });
        paths.insert(format!("/parts/{}/things-{index}/{{id}}", index / 20), json!({"post": operation}));
        let schema = json!({
            "type": "object",
            "description": format!("Thing {index}, which has a few properties."),
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "integer", "description": "Its number."},
                "name": {"type": "string", "description": "Its name, which people see."},
                "state": {"type": "string", "enum": ["new", "running", "done"]},
                "created_at": {"type": "string", "format": "date-time"},
                "labels": {"type": "array", "items": {"type": "string"}},
                "owner": {"type": "object", "properties": {"login": {"type": "string"}, "admin": {"type": "boolean"}}},
                "next": {"$ref": format!("#/components/schemas/{next}")}
            }
        });
        schemas.insert(own, schema);
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Made up", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_document_has_its_operations_and_no_warning() {
        let file = generator::InputFile { name: "made-up.json".into(), bytes: made_up(40).to_string().into_bytes() };
        let output = generator::generate(&generator::Input {
            name: "made-up".into(),
            files: vec![file],
            ..generator::Input::default()
        });
        assert!(output.diagnostics.list().is_empty(), "{:?}", output.diagnostics.list());
        assert_eq!(output.made.map(|made| made.api.operations.len()), Some(40));
    }

    #[test]
    fn growth_is_told_by_operation() {
        let times = [100, 1_000, 19_000].map(Duration::from_millis);
        assert_eq!(growth(&times), "Each further operation takes 1ms from 100 to 1000, 2ms from 1000 to 10000.");
    }

    #[test]
    fn the_most_memory_is_read_from_its_line() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t   15320 kB\nVmRSS:\t 1 kB\n"), Some(15320));
        assert_eq!(high_water("Name:\tx\n"), None);
    }
}
