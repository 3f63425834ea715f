//! Prism: a server made from a document, which checks each request against it. Found, or installed, and run.

use crate::load::Problem;
use serde_json::Value;
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What is installed, and was tested.
const PACKAGE: &str = "@stoplight/prism-cli@5";
/// How long it may take to read a document.
const PATIENCE: Duration = Duration::from_secs(240);

/// A running server; it ends with this value.
pub struct Prism {
    child: Child,
    pub url: String,
}

/// The command: the one that was given, one of the search path, or one that is installed below `target`.
pub fn find(given: Option<&Path>, target: &Path) -> Result<PathBuf, Problem> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    if let Some(found) = std::env::split_paths(&paths).map(|path| path.join("prism")).find(|path| path.is_file()) {
        return Ok(found);
    }
    let folder = target.join("prism");
    let command = folder.join("node_modules/.bin/prism");
    if !command.is_file() {
        let problem = |message: String| Problem {
            path: folder.clone(),
            message: format!("Prism cannot be installed: {message}"),
            help: "install `@stoplight/prism-cli`, and name its command with `--prism`".to_owned(),
        };
        fs::create_dir_all(&folder).map_err(|error| problem(error.to_string()))?;
        let mut npm = Command::new("npm");
        let output = npm.args(["install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE]).current_dir(&folder);
        match output.output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => return Err(problem(String::from_utf8_lossy(&output.stderr).into_owned())),
            Err(error) => return Err(problem(format!("npm cannot be started: {error}"))),
        }
    }
    Ok(command)
}

/// What Prism is given: the document, or a copy without the extensions that name a file which is not there. Nothing reads
/// these, but Prism opens every file that is named, and ends where one is lost.
fn served(document: &Path, target: &Path) -> PathBuf {
    let original = document.to_owned();
    let Ok(text) = fs::read_to_string(document) else { return original };
    let Ok(mut tree) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return original };
    let folder = document.parent().unwrap_or(Path::new(""));
    let named = files(&tree).len();
    without_lost(&mut tree, &|file| !folder.join(file).exists());
    let copy = target.join("served.json");
    // Elsewhere, what else the document names would not be found.
    let apt = named > 0 && files(&tree).is_empty();
    if apt && fs::write(&copy, tree.to_string()).is_ok() { copy } else { original }
}

/// Takes the extensions away that name a lost file.
fn without_lost(tree: &mut Value, is_lost: &dyn Fn(&str) -> bool) {
    match tree {
        Value::Object(map) => {
            map.retain(|key, value| !(key.starts_with("x-") && files(value).iter().any(|file| is_lost(file))));
            map.values_mut().for_each(|value| without_lost(value, is_lost));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| without_lost(item, is_lost)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The files that references lead to.
fn files(tree: &Value) -> Vec<String> {
    match tree {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).and_then(|text| text.split('#').next());
            let own = own.filter(|file| !file.is_empty() && !file.contains("://")).map(str::to_owned);
            own.into_iter().chain(map.values().flat_map(files)).collect()
        }
        Value::Array(items) => items.iter().flat_map(files).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

impl Prism {
    /// Starts it on a port that is free, and waits until it listens.
    pub fn start(command: &Path, document: &Path, target: &Path) -> Result<Self, String> {
        // The listener is gone at the end of the statement, and nobody else asks for this port at once.
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).map_err(|error| error.to_string())?;
        let log = target.join("prism.log");
        let out = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let copy = out.try_clone().map_err(|error| error.to_string())?;
        let document = std::path::absolute(served(document, target)).map_err(|error| error.to_string())?;
        let child = Command::new(command)
            .args(["mock", "--errors", "--verboseLevel", "error", "--host", "127.0.0.1", "--port"])
            .arg(port.port().to_string())
            .arg(document)
            .env("NODE_OPTIONS", "--max-http-header-size=1048576 --max-old-space-size=4096")
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(copy)
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", command.display()))?;
        let mut prism = Self { child, url: format!("http://{port}") };
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if TcpStream::connect(port).is_ok() {
                return Ok(prism);
            }
            if prism.child.try_wait().is_ok_and(|status| status.is_some()) {
                break;
            }
            thread::sleep(Duration::from_millis(200));
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        Err(format!("Prism does not serve it: {}", said.lines().last().unwrap_or("it says nothing")))
    }
}

impl Prism {
    /// Whether it is gone.
    pub fn has_ended(&mut self) -> bool {
        // One that fails has closed its connections a little before it is gone.
        thread::sleep(Duration::from_millis(100));
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn extensions_that_name_lost_files_are_not_served() {
        let mut tree = json!({
            "x-here": {"$ref": "here.json"},
            "get": [{"x-examples": {"one": {"$ref": "lost.json#/a"}}, "schema": {"$ref": "#/definitions/A"}}],
        });
        without_lost(&mut tree, &|file| file == "lost.json");
        assert_eq!(tree, json!({"x-here": {"$ref": "here.json"}, "get": [{"schema": {"$ref": "#/definitions/A"}}]}));
        assert_eq!(files(&tree), ["here.json"]);
    }
}
