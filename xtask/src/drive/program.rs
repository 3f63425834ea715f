//! The programs that call the operations: one workspace and one target directory, so that what they share is built once.

use super::Driven;
use crate::corpus::crate_name;
use crate::{load, write};
use generator::analyze::sample::Extent;
use generator::rust::drive;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Nobody steps through these programs, and they run once.
const PROFILE: &str = "\n[profile.dev]\ndebug = false\nincremental = false\n";

/// Writes the crates, and a program for each.
pub fn lay_out(target: &Path, driven: &[Driven], extent: Extent) -> io::Result<()> {
    let folder = target.join("crates");
    fs::create_dir_all(&folder)?;
    let mut members = String::new();
    for driven in driven {
        let (name, made) = (crate_name(&driven.document.name), &driven.made);
        let program = drive::emit(&made.api, &made.facts, &made.krate, &format!("../{name}"), extent);
        for (name, files) in [(&name, &made.files), (&format!("{name}-drive"), &program)] {
            let krate = folder.join(name);
            write::carry_out(&krate, &write::plan(&krate, files)?)?;
            members += &format!("    {name:?},\n");
        }
    }
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n{PROFILE}"))?;
    // The versions that the project was tested with.
    let lock = load::root().join("Cargo.lock");
    if lock.is_file() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }
    Ok(())
}

/// Builds the program of a document; where it is, or what the compiler says.
pub fn build(target: &Path, driven: &Driven) -> Result<PathBuf, String> {
    let package = drive::package(&driven.made.krate);
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--quiet", "--package", &package]);
    command.current_dir(target.join("crates")).env("CARGO_TARGET_DIR", target);
    match command.output() {
        Ok(output) if output.status.success() => Ok(target.join("debug").join(package)),
        Ok(output) => Err(format!("it does not compile:\n{}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}

/// Runs a program against a server, from one of its operations on; what it prints.
pub fn run(program: &Path, url: &str, first: usize, target: &Path) -> Result<String, String> {
    let folder = target.join("files");
    // The program makes the files here that it uploads.
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args([url, &first.to_string()]).current_dir(&folder);
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("the program failed: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
