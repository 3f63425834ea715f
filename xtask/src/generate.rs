//! `cargo xtask generate`: documents in, crates out.

use crate::Outcome;
use crate::load::{self, Problem};
use crate::message::{Format, Stale};
use crate::write::{self, Plan};
use clap::Args;
use generator::diagnostic::{Code, Report, Severity, reports};
use generator::{Input, Output};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

/// What to generate, and how.
#[derive(Args)]
pub struct Options {
    /// The APIs of `specs/` to generate; all of them if none is named.
    #[arg(value_name = "API", conflicts_with = "spec")]
    apis: Vec<String>,
    /// Write nothing; list the files that are stale.
    #[arg(long)]
    check: bool,
    /// A document or a folder of pages outside `specs/`.
    #[arg(long, value_name = "PATH", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder that references may lead to, with `--spec`; the document's own if not given.
    #[arg(long, value_name = "DIR", requires = "spec")]
    root: Option<PathBuf>,
    /// The crate's name, with `--spec`; made from the path if not given.
    #[arg(long, value_name = "CRATE", requires = "spec")]
    name: Option<String>,
    /// Generate only these operations (ids, or `GET /path`) and tags, with the types that they reach; `*` stands for any
    /// text. For an API of `specs/`, say it in its `api.toml`.
    #[arg(long, value_name = "TAG|ID", requires = "spec")]
    only: Vec<String>,
    /// Generate types alone: those that the operations of `--only` reach, or all of them.
    #[arg(long, requires = "spec")]
    types_only: bool,
    /// Where the crate goes, with `--spec`.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Treat a warning as an error: one kind of it by its code, or all of them with `warnings`.
    #[arg(long, value_name = "CODE|warnings")]
    deny: Vec<String>,
    /// The form of the messages.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    message_format: Format,
}

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    if let Some(unknown) =
        options.deny.iter().find(|code| *code != "warnings" && Code::ALL.iter().all(|known| known.as_str() != **code))
    {
        options.message_format.note(&format!("error: `--deny {unknown}`: there is no such code"));
        return Outcome::Usage;
    }
    if let (Some(spec), Some(out)) = (&options.spec, &options.out) {
        let input = load::spec(spec, options.root.as_deref()).map(|mut input| {
            input.name = options.name.clone().unwrap_or(input.name);
            input.asked.only.clone_from(&options.only);
            input.asked.types_only = options.types_only;
            input
        });
        let name = options.name.as_ref().map_or_else(String::new, |name| format!(" --name {name}"));
        let mend = format!("cargo xtask generate --spec {}{name} --out {}", spec.display(), out.display());
        let mut stale = Vec::new();
        let outcome = one(&mut stale, options, input, out, &mend);
        options.message_format.stale_for_people(&stale);
        return outcome;
    }
    let root = &load::root();
    let known = match load::apis(root) {
        Ok(names) => names,
        Err(problem) => {
            options.message_format.problem(Code::MissingFile.as_str(), &problem);
            return Outcome::Failed;
        }
    };
    let names = if options.apis.is_empty() { &known } else { &options.apis };
    let mut outcome = Outcome::Done;
    let mut stale = Vec::new();
    for name in names {
        let out = root.join("generated").join(name);
        let input = if known.contains(name) { load::api(root, name) } else { Err(load::unknown(name, &known)) };
        outcome = outcome.max(one(&mut stale, options, input, &out, &format!("cargo xtask generate {name}")));
    }
    if options.apis.is_empty() {
        outcome = outcome.max(remove_orphans(&mut stale, options, root, &known));
    }
    options.message_format.stale_for_people(&stale);
    outcome
}

/// Removes the crates of APIs that are no longer in `specs/`.
fn remove_orphans(stale: &mut Vec<Stale>, options: &Options, root: &Path, known: &[String]) -> Outcome {
    let format = options.message_format;
    let mut outcome = Outcome::Done;
    for out in load::crates(root)
        .into_iter()
        .filter(|out| !out.file_name().is_some_and(|name| known.iter().any(|it| name == it.as_str())))
    {
        match finish(options, &out, &[]) {
            Ok(plan) if plan.is_empty() => {}
            Ok(plan) => {
                let verb = if options.check { "stale: no API of that name is in `specs`" } else { "removed" };
                format.note(&format!("{}: {verb}", shown(&out)));
                tell_stale(stale, options, &plan, "cargo xtask generate");
                outcome = if options.check { Outcome::Failed } else { outcome };
            }
            Err(error) => {
                let help = "see what stands in the way, and run this again".to_owned();
                format.problem("not-written", &Problem { path: out, message: error.to_string(), help });
                outcome = Outcome::Failed;
            }
        }
    }
    outcome
}

/// Keeps the files that are stale, and the command that mends it; programs are told at once, people when all is said.
fn tell_stale(stale: &mut Vec<Stale>, options: &Options, plan: &Plan<'_>, mend: &str) {
    if options.check && !plan.is_empty() {
        let files = plan.stale().into_iter().map(shown).collect();
        let found = Stale { files, mend: mend.to_owned() };
        options.message_format.stale_for_programs(&found);
        stale.push(found);
    }
}

/// Generates one crate.
fn one(stale: &mut Vec<Stale>, options: &Options, input: Result<Input, Problem>, out: &Path, mend: &str) -> Outcome {
    let started = Instant::now();
    let format = options.message_format;
    let input = match input {
        Ok(input) => input,
        Err(problem) => {
            format.problem(Code::MissingFile.as_str(), &problem);
            let name = problem.path.display().to_string();
            tell_summary(options, &name, &Told { output: None, plan: None, warnings: 0, errors: 1 }, started);
            return Outcome::Failed;
        }
    };
    let output = generator::generate(&input);
    let reports = reports(&output.diagnostics, &output.sources);
    let denied = |report: &Report<'_>| {
        let code = report.diagnostic.code;
        code.severity() == Severity::Warning
            && options.deny.iter().any(|deny| deny == "warnings" || deny == code.as_str())
    };
    for report in &reports {
        format.report(report, denied(report));
    }
    let mut errors =
        reports.iter().filter(|report| denied(report) || report.diagnostic.code.severity() == Severity::Error).count();
    let warnings = reports.len() - errors;
    let plan = match &output.made {
        Some(made) if errors == 0 => match finish(options, out, &made.files) {
            Ok(plan) => Some(plan),
            Err(error) => {
                let help = "see what stands in the way, and run this again".to_owned();
                format.problem("not-written", &Problem { path: out.to_owned(), message: error.to_string(), help });
                errors += 1;
                None
            }
        },
        _ => None,
    };
    if let Some(plan) = &plan {
        tell_stale(stale, options, plan, mend);
    }
    let failed = plan.as_ref().is_none_or(|plan| options.check && !plan.is_empty());
    tell_summary(options, &input.name, &Told { output: Some(&output), plan, warnings, errors }, started);
    // A large API is millions of small allocations, and nobody waits for the end of a thread.
    drop(reports);
    thread::spawn(move || drop(output));
    if failed { Outcome::Failed } else { Outcome::Done }
}

/// What a summary tells of; no output if the documents could not be read.
struct Told<'a> {
    output: Option<&'a Output>,
    plan: Option<Plan<'a>>,
    warnings: usize,
    errors: usize,
}

/// Compares, and writes unless only a comparison was asked for.
fn finish<'a>(options: &Options, out: &Path, files: &'a [generator::rust::File]) -> io::Result<Plan<'a>> {
    let plan = write::plan(out, files)?;
    if !options.check {
        write::carry_out(out, &plan)?;
    }
    Ok(plan)
}

/// The path as seen from where the user stands.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

fn tell_summary(options: &Options, name: &str, told: &Told<'_>, started: Instant) {
    let Told { output, plan, warnings, errors } = told;
    let (written, deleted, unchanged) =
        plan.as_ref().map_or((0, 0, 0), |plan| (plan.write.len(), plan.delete.len(), plan.unchanged));
    let made = output.and_then(|output| output.made.as_ref());
    let list = output.map_or(&[][..], |output| output.diagnostics.list());
    let skipped = list.iter().filter(|it| it.code == Code::SkippedOperation).count();
    let (emitted, types) = made.map_or((0, 0), |made| (made.api.operations.len(), made.api.types.len()));
    let bytes: usize = made.map_or(0, |made| made.files.iter().map(|file| file.contents.len()).sum());
    let verb = if options.check { "to write" } else { "written" };
    let line = format!(
        "{name}: {emitted} operations, {types} types, {written} files {verb}, {deleted} deleted, {unchanged} unchanged; {warnings} warnings, {errors} errors"
    );
    options.message_format.summary(
        &line,
        &json!({
            "kind": "summary",
            "api": name,
            "operations": {"found": emitted + skipped, "emitted": emitted, "skipped": skipped},
            "types": types,
            "warnings": warnings,
            "errors": errors,
            "files": {"written": written, "unchanged": unchanged, "deleted": deleted},
            "bytes": bytes,
            "seconds": started.elapsed().as_secs_f64(),
        }),
    );
}
