//! A crate onto the disk: only changed bytes, all or nothing, and nothing that is not ours.

use generator::rust::{File, MARK};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What separates the folder from the crate that belongs there.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// Paths to write, with their new text.
    pub write: Vec<(PathBuf, &'a str)>,
    /// Paths to delete: ours, but no longer part of the crate.
    pub delete: Vec<PathBuf>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

impl Plan<'_> {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty()
    }

    /// Every stale path.
    pub fn stale(&self) -> BTreeSet<&Path> {
        self.write.iter().map(|(path, _)| path).chain(&self.delete).map(PathBuf::as_path).collect()
    }
}

/// Compares the folder with the files of the crate.
///
/// # Errors
/// When the folder cannot be read, or holds a file of somebody else's where one of ours belongs.
pub fn plan<'a>(folder: &Path, files: &'a [File]) -> io::Result<Plan<'a>> {
    let mut plan = Plan::default();
    let mut expected = BTreeSet::new();
    for file in files {
        let path = folder.join(&file.path);
        expected.insert(path.clone());
        match fs::read(&path) {
            Ok(bytes) if bytes == file.contents.as_bytes() => plan.unchanged += 1,
            Ok(bytes) if !is_ours(&bytes) => {
                let message = format!("{} was not written by this command; move it away first", path.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            Ok(_) => plan.write.push((path, &file.contents)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => plan.write.push((path, &file.contents)),
            Err(error) => return Err(at(&path, &error)),
        }
    }
    plan.delete = ours(folder, &expected)?;
    plan.delete.sort();
    Ok(plan)
}

/// Carries the plan out: everything is written beside the folder first, then moved into place.
///
/// # Errors
/// When the disk refuses; as long as it does so while writing, nothing in the folder has changed.
pub fn carry_out(folder: &Path, plan: &Plan<'_>) -> io::Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let name = folder.file_name().map_or_else(|| "crate".to_owned(), |name| name.to_string_lossy().into_owned());
    let staging = folder.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let result = stage(folder, &staging, plan);
    // Whatever came of it, the staging folder has served; what is left in it is of no use to anyone.
    let removed = fs::remove_dir_all(&staging);
    result.and(removed)
}

fn stage(folder: &Path, staging: &Path, plan: &Plan<'_>) -> io::Result<()> {
    let mut moves = Vec::new();
    for (index, (path, text)) in plan.write.iter().enumerate() {
        let staged = staging.join(index.to_string());
        if index == 0 {
            fs::create_dir_all(staging).map_err(|error| at(staging, &error))?;
        }
        fs::write(&staged, text).map_err(|error| at(&staged, &error))?;
        moves.push((staged, path));
    }
    fs::create_dir_all(staging)?;
    // What the disk may refuse is asked for before anything is in place: folders, and names as long as these.
    for (_, path) in &moves {
        if let Some(parent) = path.parent() {
            let linked = parent.ancestors().take_while(|it| *it != folder).find(|it| it.is_symlink());
            if let Some(link) = linked {
                let message = format!("{} is a link, which is not followed out of the crate", link.display());
                return Err(io::Error::other(message));
            }
            fs::create_dir_all(parent).map_err(|error| at(parent, &error))?;
        }
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(path, &error)),
            _ => {}
        }
    }
    for (staged, path) in moves {
        fs::rename(&staged, path).map_err(|error| at(path, &error))?;
    }
    for path in &plan.delete {
        fs::remove_file(path).map_err(|error| at(path, &error))?;
        remove_empty(folder, path.parent());
    }
    Ok(())
}

/// Removes the folders that a deleted file left empty.
fn remove_empty(folder: &Path, mut parent: Option<&Path>) {
    while let Some(path) = parent.filter(|path| *path != folder && path.starts_with(folder)) {
        // A folder that is not empty stays: that is what the refusal says.
        if fs::remove_dir(path).is_err() {
            break;
        }
        parent = path.parent();
    }
}

/// The files in the folder that carry our mark, but for those that are known. Build output is not looked into, nor are
/// links followed.
fn ours(folder: &Path, known: &BTreeSet<PathBuf>) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        let entries = match fs::read_dir(&current) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(at(&current, &error)),
        };
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            // A folder with a manifest is a crate of its own, and not a part of this one.
            let own = entry.file_name() != "target" && !entry.path().join("Cargo.toml").exists();
            if kind.is_dir() {
                open.extend(own.then(|| entry.path()));
            } else if kind.is_file() && !known.contains(&entry.path()) && is_ours(&fs::read(entry.path())?) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Whether the first line says that the file is generated.
fn is_ours(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(line).contains(MARK)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
