//! A crate of a corpus on the disk, beside it a program and the values that the program sends through the crate's types.

use super::own_schema::{Files, Place, Schemas};
use super::round_trip::{self, Case};
use super::sample;
use crate::write;
use generator::diagnostic::Diagnostics;
use generator::front::openapi::read;
use generator::ir::{Kind, Type};
use generator::rust::{File, written};
use generator::source::{Location, SourceMap};
use generator::{Input, Made};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// The program of a crate.
const PROGRAM: &str = "examples/round_trip.rs";
/// The values of a crate, and where those of the document stand that are not among them, by the reason.
pub const VALUES: &str = "round_trip.json";

/// Writes the crate, the program and the values.
pub fn write(folder: &Path, input: &Input, sources: &SourceMap, made: &Made) -> io::Result<()> {
    let files =
        Files { list: input.files.iter().filter_map(|file| Some((file.name.clone(), tree(&file.bytes)?))).collect() };
    let values = Values::of(&files, sources, made);
    put(folder, &made.files, &values)
}

/// Writes a crate with values to send through its types.
pub fn put(folder: &Path, files: &[File], values: &Values) -> io::Result<()> {
    write::carry_out(folder, &write::plan(folder, files)?)?;
    let cases: Vec<Value> = values.cases.iter().map(Case::to_json).collect();
    let text = json!({"cases": cases, "left": values.left}).to_string();
    fs::write(folder.join(VALUES), text)?;
    let program = folder.join(PROGRAM);
    if values.cases.is_empty() {
        return fs::remove_file(program).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        });
    }
    let text = round_trip::program(&ident(files), &values.types);
    fs::create_dir_all(folder.join("examples"))?;
    // What has not changed is not compiled again.
    if fs::read_to_string(&program).ok().as_deref() == Some(&text) { Ok(()) } else { fs::write(program, text) }
}

/// What the crate is called in Rust, as its manifest says.
fn ident(files: &[File]) -> String {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml").map_or("", |file| &file.contents);
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = "));
    name.unwrap_or_default().trim_matches('"').replace('-', "_")
}

/// The values of a document that are sent through types, and those that are not.
#[derive(Default)]
pub struct Values {
    pub cases: Vec<Case>,
    /// The types, as the program names them.
    pub types: Vec<String>,
    /// Why values are left out, and where they stand.
    pub left: BTreeMap<&'static str, Vec<String>>,
}

impl Values {
    fn of(files: &Files, sources: &SourceMap, made: &Made) -> Self {
        let types = placed(files, sources, made);
        let samples = sample::list(files);
        let schemas = Schemas::of(files, samples.iter().map(|sample| sample.schema.clone()));
        let mut values = Self::default();
        for sample in samples {
            // A parameter of 2.0 is its own schema, and gets one that it holds in the normal form.
            let held = || types.get(&sample.schema.child("schema"));
            let ty = types.get(&sample.schema).or_else(held);
            let at = format!("{}#{}", files.list.get(sample.at.file).map_or("", |it| &it.0), sample.at.pointer);
            let reason = match (schemas.fits(&sample.schema, &sample.value), ty) {
                (None, _) => "the schema cannot be asked",
                (Some(false), _) => "does not fit its own schema",
                (Some(true), None) => reason(&sample.schema),
                (Some(true), Some(ty)) => {
                    let expected = schemas.known(&sample.schema, &sample.value);
                    values.add(at, written(&made.facts, ty), sample.value, expected);
                    continue;
                }
            };
            values.left.entry(reason).or_default().push(at);
        }
        values
    }

    /// Adds a value to send through the type.
    pub fn add(&mut self, at: String, ty: String, sent: Value, expected: Value) {
        let known = self.types.iter().position(|known| *known == ty);
        let ty = known.unwrap_or_else(|| {
            self.types.push(ty);
            self.types.len() - 1
        });
        self.cases.push(Case { at, ty, sent, expected });
    }
}

/// The tree of a file.
fn tree(bytes: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = SourceMap::default();
    let file = sources.add("", text.strip_prefix('\u{feff}').unwrap_or(&text));
    let fragment = sources.whole(file);
    read::read(&mut Diagnostics::default(), &sources, fragment)
}

/// The types that schemas became, by where the schemas stand.
pub fn placed<'a>(files: &Files, sources: &SourceMap, made: &'a Made) -> BTreeMap<Place, &'a Type> {
    let numbers: BTreeMap<&str, usize> =
        files.list.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let places = made.api.places.iter().filter_map(|placed| {
        let Location::Node(_, pointer) = &placed.at else { return None };
        // What is sent in parts has no JSON.
        if let Type::Named(id) = made.api.resolve(&placed.ty)
            && matches!(made.api[*id].kind, Kind::Multipart(_))
        {
            return None;
        }
        let file = *numbers.get(sources.file(sources.file_of(&placed.at)).name.as_str())?;
        Some((Place { file, pointer: pointer.to_string() }, &placed.ty))
    });
    places.collect()
}

/// Why there is no type for a schema, as far as its place tells.
fn reason(schema: &Place) -> &'static str {
    let within = |words: &[&str]| schema.pointer.split('/').any(|part| words.contains(&part));
    if within(&["webhooks", "callbacks"]) {
        "of a webhook or callback"
    } else if within(&["allOf", "anyOf", "oneOf", "if", "then", "else"]) {
        "of a part of a composition, which has no type of its own"
    } else {
        "of a schema that no type with a JSON form was made of: text, bytes, parts, or of no use to any operation"
    }
}
