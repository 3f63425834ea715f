//! `cargo xtask schemas`: the valid instances of a test suite of JSON Schema through the types of its schemas.

use super::compile::{Cargo, lay_out};
use super::generated::{Values, placed, put};
use super::own_schema::{Files, Place, Schemas};
use super::{crate_folder, crate_name, known, target, tell};
use crate::Outcome;
use crate::drive::known::Known;
use crate::load;
use crate::message::Format;
use clap::Args;
use generator::diagnostic::{Code, Severity};
use generator::rust::written;
use generator::{Input, InputFile, Made, Output};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// Where the suite is.
#[derive(Args)]
pub struct Options {
    /// The folder of the suite's files for one draft: `tests/draft2020-12`.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What is known to be refused, or not to come back, and why: a line for each, of schema, number of the instance (`-` for
    /// the schema itself), whose fault and why, with tabs between. The command fails if something else does, and if one of
    /// these does no longer.
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

/// The file that refers to all schemas.
const MAIN: &str = "main.json";

/// A schema of the suite, with its instances.
struct Group {
    /// A name that no other group has, and its file.
    name: String,
    /// What the suite calls it.
    about: String,
    schema: Value,
    /// The valid instances, each with what the suite calls it.
    valid: Vec<(String, Value)>,
}

/// Groups whose schemas can stand in one document, since none is called like another one's.
struct Batch {
    groups: Vec<Group>,
    ids: BTreeSet<String>,
}

/// What is known, and how much of what happened is not.
struct Exceptions {
    known: Known,
    count: usize,
    unknown: usize,
}

impl Exceptions {
    /// Tells of something that a schema, or an instance of it, should not have done.
    fn tell(&mut self, schema: &str, instance: &str, line: &str) {
        self.count += 1;
        tell(line);
        match self.known.explain(schema, instance) {
            Some(why) => tell(&format!("    known: {why}")),
            None => self.unknown += 1,
        }
    }
}

/// Runs the command. It fails if the generator does, or if its crates do not compile; what does not come back is told, and
/// fails it only if it is said what is known to.
pub fn run(options: &Options) -> Outcome {
    let read = groups(&options.folder).and_then(|groups| Ok((groups, known(options.known.as_deref())?)));
    let (groups, known) = match read {
        Ok(read) => read,
        Err(problem) => {
            Format::Human.problem(Code::MissingFile.as_str(), &problem);
            return Outcome::Failed;
        }
    };
    let schemas: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let mut exceptions = Exceptions { known, count: 0, unknown: 0 };
    let mut refused = 0;
    let mut batches: Vec<Batch> = Vec::new();
    for group in groups {
        match alone(&group) {
            Ok(()) => batch(&mut batches, group),
            Err(problem) => {
                refused += 1;
                exceptions.tell(&group.name, "-", &format!("{} ({}): {problem}", group.name, group.about));
            }
        }
    }
    let cargo = Cargo { target: target(), folder: target().join("schemas") };
    let names: Vec<String> = (1..=batches.len()).map(|number| format!("schemas {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let Err(error) = lay_out(&cargo.folder, &names) {
        tell(&format!("{}: the crates cannot be written: {error}", cargo.folder.display()));
        return Outcome::Failed;
    }
    match through(&cargo, &names, &batches, &mut exceptions) {
        Ok(line) => tell(&format!("{} schemas, {refused} refused; {line}", schemas.len())),
        Err(problem) => {
            tell(&problem);
            return Outcome::Failed;
        }
    }
    let Exceptions { known, count, unknown } = exceptions;
    tell(&format!("{count} exceptions, {unknown} of them without a known reason"));
    let stale = known.unused(schemas.iter().map(String::as_str));
    for line in &stale {
        tell(&format!("known to fail, and does not: {line}"));
    }
    let failed = options.known.is_some() && (unknown > 0 || !stale.is_empty());
    if failed { Outcome::Failed } else { Outcome::Done }
}

/// The groups of all files of the folder.
fn groups(folder: &Path) -> Result<Vec<Group>, load::Problem> {
    let entries = fs::read_dir(folder).map_err(|error| load::unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let mut groups = Vec::new();
    for path in paths {
        let text = fs::read(&path).map_err(|error| load::unreadable(&path, &error))?;
        let list: Value = serde_json::from_slice(&text).unwrap_or_default();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let words = |value: &Value| value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        for (group, number) in list.as_array().into_iter().flatten().zip(1..) {
            let tests = group.get("tests").and_then(Value::as_array).into_iter().flatten();
            let valid = tests.filter(|test| test.get("valid") == Some(&true.into()));
            groups.push(Group {
                name: format!("{stem}-{number}"),
                about: words(group),
                schema: group.get("schema").cloned().unwrap_or_default(),
                valid: valid.filter_map(|test| Some((words(test), test.get("data")?.clone()))).collect(),
            });
        }
    }
    Ok(groups)
}

/// The document that refers to the schemas of the groups, each a file of its own, so that its references are those of the
/// suite. A file that is no object cannot be one.
fn document(name: &str, groups: &[&Group]) -> Input {
    let mut schemas = Map::new();
    let mut files = Vec::new();
    for group in groups {
        let file = format!("{}.json", group.name);
        if group.schema.is_object() {
            schemas.insert(group.name.clone(), json!({ "$ref": file }));
            files.push(InputFile { name: file, bytes: group.schema.to_string().into_bytes() });
        } else {
            schemas.insert(group.name.clone(), group.schema.clone());
        }
    }
    let main = json!({
        "openapi": "3.1.0",
        "info": {"title": "A suite", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    files.insert(0, InputFile { name: MAIN.to_owned(), bytes: main.to_string().into_bytes() });
    Input { name: name.to_owned(), files, ..Input::default() }
}

fn generated(input: &Input) -> Result<(Output, Made), String> {
    let output = panic::catch_unwind(AssertUnwindSafe(|| generator::generate(input)));
    let mut output = output.map_err(|_| "the generator failed; its message stands above".to_owned())?;
    let Some(made) = output.made.take() else {
        let errors = output.diagnostics.list().iter().filter(|it| it.code.severity() == Severity::Error);
        let messages: Vec<String> = errors.map(|it| format!("{}: {}", it.code.as_str(), it.message)).collect();
        return Err(format!("refused: {}", messages.join("; ")));
    };
    Ok((output, made))
}

/// Why a group would take all others with it.
fn alone(group: &Group) -> Result<(), String> {
    generated(&document("alone", &[group])).map(|_| ())
}

/// Puts a group where no other one says that it is called the same.
fn batch(batches: &mut Vec<Batch>, group: Group) {
    let mut ids = BTreeSet::new();
    names(&mut ids, &group.schema);
    if let Some(batch) = batches.iter_mut().find(|batch| batch.ids.is_disjoint(&ids)) {
        batch.ids.append(&mut ids);
        batch.groups.push(group);
    } else {
        batches.push(Batch { groups: vec![group], ids });
    }
}

/// What a schema and its parts are called by.
fn names(ids: &mut BTreeSet<String>, schema: &Value) {
    match schema {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(id) if matches!(key.as_str(), "$id" | "$anchor" | "$dynamicAnchor") => {
                        ids.insert(id.clone());
                    }
                    value => names(ids, value),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| names(ids, value)),
        _ => {}
    }
}

/// Sends the valid instances of the groups through their types, and says how many came back.
fn through(cargo: &Cargo, names: &[&str], batches: &[Batch], exceptions: &mut Exceptions) -> Result<String, String> {
    // All crates are there before the first one is built, since they are one workspace.
    let mut foreign = 0;
    for (name, batch) in names.iter().zip(batches) {
        foreign += write(cargo, name, batch).map_err(|problem| format!("{name}: {problem}"))?;
    }
    let (mut sent, mut equal) = (0, 0);
    for name in names {
        let round = cargo.values(name).map_err(|problem| format!("{name}: {problem}"))?;
        sent += round.sent;
        equal += round.sent - round.lost.len();
        for lost in round.lost {
            // The place begins with the schema and the number.
            let mut words = lost.at.split(' ');
            let (schema, number) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            exceptions.tell(schema, number, &format!("{}: {}", lost.at, lost.what));
        }
    }
    Ok(format!(
        "{equal} of {sent} valid instances come back equal; {foreign} more are not of the type that the keywords of their \
         schema are about"
    ))
}

/// Writes the crate of a batch; how many instances no type is meant for.
fn write(cargo: &Cargo, name: &str, batch: &Batch) -> Result<usize, String> {
    let groups: Vec<&Group> = batch.groups.iter().collect();
    let input = document(&crate_name(name), &groups);
    let (output, made) = generated(&input)?;
    let trees =
        input.files.iter().map(|file| (file.name.clone(), serde_json::from_slice(&file.bytes).unwrap_or_default()));
    let files = Files { list: trees.collect() };
    let types = placed(&files, &output.sources, &made);
    let root = Place { file: 0, pointer: "/components/schemas".to_owned() };
    let schemas = Schemas::of(&files, groups.iter().map(|group| root.child(&group.name)));
    let (mut values, mut foreign) = (Values::default(), 0);
    for group in &groups {
        let place = root.child(&group.name);
        let Some(ty) = types.get(&place) else {
            return Err(format!("no type was made of {} ({})", group.name, group.about));
        };
        for ((about, value), number) in group.valid.iter().zip(1..) {
            if meant(&schemas, &place, value) {
                let at = format!("{} {number} ({}: {about})", group.name, group.about);
                values.add(at, written(&made.facts, ty), value.clone(), schemas.known(&place, value));
            } else {
                foreign += 1;
            }
        }
    }
    put(&crate_folder(&cargo.folder, name), &made.files, &values).map_err(|error| error.to_string())?;
    Ok(foreign)
}

/// Whether a schema says something of values like this one: one that names no type, but properties or items, speaks of
/// objects or lists, and says nothing of all others; whoever describes an API by it means those alone.
fn meant(schemas: &Schemas<'_>, place: &Place, value: &Value) -> bool {
    const OBJECT: [&str; 5] =
        ["properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "required"];
    const LIST: [&str; 3] = ["items", "prefixItems", "unevaluatedItems"];
    let has = |keys: &[&str]| keys.iter().any(|key| schemas.says(place, key));
    let (objects, lists) = (has(&OBJECT), has(&LIST));
    schemas.says(place, "type") || !(objects || lists) || (objects && value.is_object()) || (lists && value.is_array())
}
