//! Prism: a server made from a document, which checks each request against it. Found, or installed, and run.

use crate::load::Problem;
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

impl Prism {
    /// Starts it on a port that is free, and waits until it listens.
    pub fn start(command: &Path, document: &Path, target: &Path) -> Result<Self, String> {
        // The listener is gone at the end of the statement, and nobody else asks for this port at once.
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).map_err(|error| error.to_string())?;
        let log = target.join("prism.log");
        let out = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let copy = out.try_clone().map_err(|error| error.to_string())?;
        let document = std::path::absolute(document).map_err(|error| error.to_string())?;
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
