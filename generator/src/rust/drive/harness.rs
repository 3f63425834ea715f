//! Runs the operations one after the other, and prints what came of each.

use crate::krate::runtime::{Body, Exchange, Transport};
use crate::krate::{Client, Error};
use http::{HeaderMap, Request, Response, StatusCode};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a call may take.
pub const LONGEST: Duration = Duration::from_secs(20);

/// How much of an error is told.
const TOLD: usize = 600;

/// A call under way.
pub type Outcome<'a> = Pin<Box<dyn Future<Output = Result<(), Box<dyn std::error::Error>>> + 'a>>;

/// An operation: its method and path, and what calls it, with what is doubtful of the values; none if there are none.
pub type Operation = (&'static str, Option<(fn(&Client) -> Outcome<'_>, &'static str)>);

/// Makes the files that are uploaded where the program stands, and calls the operations at the URL that is the program's first argument, from the one on whose place is the second; up to
/// the first that gets no reply, since the server may be gone.
pub fn run(operations: &[Operation], files: &[&str], build: impl FnOnce(String, Recorder) -> Result<Client, Error>) -> ExitCode {
    let url = std::env::args().nth(1).unwrap_or_default();
    let first = std::env::args().nth(2).and_then(|first| first.parse().ok()).unwrap_or(0);
    for file in files {
        if let Err(error) = std::fs::write(file, "text") {
            return failed(&error);
        }
    }
    let recorder = Recorder::default();
    let seen = recorder.seen.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (runtime, client) = match (runtime, build(url, recorder)) {
        (Ok(runtime), Ok(client)) => (runtime, client),
        (Err(error), _) => return failed(&error),
        (_, Err(error)) => return failed(&error),
    };
    for (name, call) in operations.iter().skip(first) {
        *lock(&seen) = Seen::default();
        let Some((call, doubts)) = call else {
            println!("{}", json!({ "operation": name, "sample": false }));
            continue;
        };
        let result = runtime.block_on(call(&client));
        let seen = std::mem::take(&mut *lock(&seen));
        println!(
            "{}",
            json!({
                "operation": name,
                "sample": true,
                "doubts": doubts,
                "sent": seen.sent,
                "status": seen.status.map(|status| status.as_u16()),
                "violations": seen.violations,
                "problem": seen.problem,
                "error": result.err().map(|error| told(&*error)),
            })
        );
        if seen.status.is_none() && !seen.sent.is_empty() {
            break;
        }
    }
    ExitCode::SUCCESS
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{}", told(error));
    ExitCode::FAILURE
}

/// The error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ").chars().take(TOLD).collect()
}

/// What the server said of the last request.
#[derive(Default)]
struct Seen {
    sent: String,
    status: Option<StatusCode>,
    violations: Value,
    problem: Value,
}

/// Sends requests, and keeps what the server finds fault with.
#[derive(Default)]
pub struct Recorder {
    inner: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
}

impl Transport for Recorder {
    fn send(&self, request: Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let (method, path) = (request.method().clone(), request.uri().path_and_query().map(ToString::to_string));
            let text = request.body().as_bytes().map(|body| String::from_utf8_lossy(body).into_owned());
            let sent = format!("{method} {} {}", path.unwrap_or_default(), text.unwrap_or_default());
            *lock(&self.seen) = Seen { sent: sent.chars().take(TOLD).collect(), ..Seen::default() };
            let (parts, body) = self.inner.send(request).await?.into_parts();
            let violations = json(parts.headers.get("sl-violations").map_or(&[], |value| value.as_bytes()));
            let (body, problem) = if is_problem(&parts.headers) {
                let bytes = all(body).await;
                (Body::from(bytes.clone()), json(&bytes))
            } else {
                (body, Value::Null)
            };
            let mut seen = lock(&self.seen);
            (seen.status, seen.violations, seen.problem) = (Some(parts.status), violations, problem);
            Ok(Response::from_parts(parts, body))
        })
    }
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get("content-type").is_some_and(|value| value.as_bytes().starts_with(b"application/problem+json"))
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The whole body, as far as it comes.
async fn all(body: Body) -> Vec<u8> {
    let response: reqwest::Response = Response::new(reqwest::Body::wrap_stream(body)).into();
    response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn lock(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
