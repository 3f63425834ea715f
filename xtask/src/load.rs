//! Documents from the disk.

use generator::{Asked, Input, InputFile};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What could not be read, and what to do.
#[derive(Debug)]
pub struct Problem {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Endings of the documents that the front ends read.
const ENDINGS: &[&str] = &["yaml", "yml", "json", "md", "mdx", "rst"];

/// The project's folder: the nearest one from here upwards that holds `specs`, or else where we stand.
pub fn root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().find(|folder| folder.join("specs").is_dir()).unwrap_or(&here).to_owned()
}

/// The names of the APIs in `specs/`, sorted.
pub fn apis(root: &Path) -> Result<Vec<String>, Problem> {
    let specs = root.join("specs");
    let problem = |error: &io::Error| Problem {
        path: specs.clone(),
        message: format!("cannot be read: {error}"),
        help: "run this in the project's folder".to_owned(),
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(&specs).map_err(|error| problem(&error))? {
        let entry = entry.map_err(|error| problem(&error))?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The problem with a name that is none of the APIs: nothing else may lead to a folder.
pub fn unknown(name: &str, known: &[String]) -> Problem {
    Problem {
        path: PathBuf::from("specs").join(name),
        message: "there is no such API".to_owned(),
        help: format!("the APIs here are: {}", known.join(", ")),
    }
}

/// The folders in `generated/`, sorted.
pub fn crates(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("generated")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut crates: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    crates.sort();
    crates
}

/// An API of `specs/`: its `api.toml` and its documents.
pub fn api(root: &Path, name: &str) -> Result<Input, Problem> {
    let folder = root.join("specs").join(name);
    let mut input = documents(&folder, name)?;
    if let Some(outer) = input.config.as_ref().and_then(generator::config::root) {
        add_parts(&mut input.files, &folder.join(outer));
    }
    for file in input.files.iter_mut().chain(&mut input.config) {
        // Names are shown to people, who stand in the project's folder.
        if let Ok(short) = Path::new(&file.name).strip_prefix(root) {
            file.name = slashes(short);
        }
    }
    Ok(input)
}

/// A document, or a folder of them, outside `specs/`. References may lead below `root`, or else below the document's folder.
pub fn spec(path: &Path, root: Option<&Path>) -> Result<Input, Problem> {
    let name = path.file_stem().map_or_else(|| "api".to_owned(), |stem| stem.to_string_lossy().into_owned());
    if path.is_dir() {
        return documents(path, &name);
    }
    let main = read(path)?;
    let asked = Asked { entry: Some(main.name.clone()), ..Asked::default() };
    let mut input = Input { name, config: None, files: vec![main], asked };
    let folder = path.parent().unwrap_or(Path::new(""));
    add_parts(&mut input.files, root.unwrap_or(folder));
    Ok(input)
}

/// Adds the files that references lead to, as long as they lie below a folder.
fn add_parts(files: &mut Vec<InputFile>, root: &Path) {
    // A link may lead out of the folder as well as `..` does.
    let Ok(root) = fs::canonicalize(if root.as_os_str().is_empty() { Path::new(".") } else { root }) else { return };
    let mut known: BTreeSet<String> = files.iter().map(|file| file.name.clone()).collect();
    let mut next = 0;
    while let Some(file) = files.get(next) {
        let parts = generator::parts(file);
        next += 1;
        for part in parts {
            let ending = Path::new(&part).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let is_part = matches!(ending.to_lowercase().as_str(), "yaml" | "yml" | "json" | "md" | "markdown" | "txt");
            let inside = || fs::canonicalize(&part).is_ok_and(|path| path.starts_with(&root));
            if is_part && known.insert(part.clone()) && inside() {
                // One that cannot be read is reported where it is referred to.
                files.extend(read(Path::new(&part)).ok());
            }
        }
    }
}

/// All documents below a folder, and its `api.toml`.
fn documents(folder: &Path, name: &str) -> Result<Input, Problem> {
    let mut input = Input { name: name.to_owned(), ..Input::default() };
    let config = folder.join("api.toml");
    if config.is_file() {
        input.config = Some(read(&config)?);
    }
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let problem = |error: io::Error| unreadable(&folder, &error);
        for entry in fs::read_dir(&folder).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let path = entry.path();
            let kind = entry.file_type().map_err(problem)?;
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
            if kind.is_dir() {
                open.push(path);
            } else if ENDINGS.contains(&ending.as_str()) {
                input.files.push(read(&path)?);
            }
        }
    }
    Ok(input)
}

/// Whether a file looks like an API description: it has one of our endings, and names a version of OpenAPI.
pub fn is_description(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = || String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
    match ending.as_str() {
        "json" | "yaml" | "yml" => text().lines().any(|line| {
            // In a document of many lines the key may stand at any depth of indentation; in one of a single line, behind a brace.
            let line = line.trim_start_matches(['\u{feff}', ' ', '\t', '{', '"', '\'']);
            line.starts_with("openapi") || line.starts_with("swagger")
        }),
        "md" | "mdx" => text().contains("openapi"),
        _ => false,
    }
}

/// Whether some file below a folder is a page of documentation.
pub fn holds_pages(folder: &Path) -> bool {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("md" | "mdx" | "rst") => return true,
                _ if path.is_dir() => open.push(path),
                _ => {}
            }
        }
    }
    false
}

fn read(path: &Path) -> Result<InputFile, Problem> {
    match fs::read(path) {
        Ok(bytes) => Ok(InputFile { name: slashes(path), bytes }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// The problem with a file or folder that the system does not hand out.
pub fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem {
        path: path.to_owned(),
        message: format!("cannot be read: {error}"),
        help: "check that it exists and that you may read it".to_owned(),
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
