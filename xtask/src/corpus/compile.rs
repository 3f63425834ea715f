//! Compiles the crates of a corpus: one workspace and one target directory, so that what they share is built once.

use crate::{load, write};
use generator::rust::File;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes and compiles the crates, each with its document's name; whether all of them are clean.
pub fn run(crates: &[(&str, Vec<File>)], tell: impl Fn(&str)) -> bool {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| load::root().join("target"), PathBuf::from);
    // Cargo runs in another folder, where a relative path would lead elsewhere.
    let target = std::path::absolute(&target).unwrap_or(target).join("corpus");
    let folder = target.join("crates");
    if let Err(error) = lay_out(&folder, crates) {
        tell(&format!("{}: the crates cannot be written: {error}", folder.display()));
        return false;
    }
    let mut failed = 0;
    for (document, _) in crates {
        let krate = folder.join(super::crate_name(document));
        if let Err(text) = clippy(&krate, &target) {
            failed += 1;
            tell(&format!("{document}: {} does not compile cleanly:\n{text}", krate.display()));
        }
    }
    tell(&format!("{} crates compiled, {failed} of them not cleanly", crates.len()));
    failed == 0
}

/// Writes a workspace of the crates. Crates of earlier runs go, or two of the same name would meet.
fn lay_out(folder: &Path, crates: &[(&str, Vec<File>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let names: BTreeSet<String> = crates.iter().map(|(document, _)| super::crate_name(document)).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && !names.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"*/\"]\n")?;
    // The versions that the project was tested with.
    let lock = load::root().join("Cargo.lock");
    if lock.is_file() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }
    for (document, files) in crates {
        let krate = folder.join(super::crate_name(document));
        write::carry_out(&krate, &write::plan(&krate, files)?)?;
    }
    Ok(())
}

/// What Clippy says of the crate, if it is not content.
fn clippy(krate: &Path, target: &Path) -> Result<(), String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]);
    command.current_dir(krate).env("CARGO_TARGET_DIR", target);
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}
