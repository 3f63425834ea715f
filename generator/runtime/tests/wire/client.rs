//! A client as the generator writes one: types, operations, a handle, and what it adds to the runtime's client.

use crate::runtime::{
    Body, Client, ClientBuilder, Credential, Method, Patch, Place, Request, Scheme, Security, Target,
};

const API_KEY: Scheme = Scheme { name: "key", method: "api_key", place: Place::Header("Authorization", "Api-Key ") };
const USER: Scheme = Scheme { name: "user", method: "user", place: Place::Basic };
const SESSION: Scheme = Scheme { name: "session", method: "session", place: Place::Cookie("sid") };
const SECURITY: Security = &[&[API_KEY], &[USER, SESSION]];
const TOKEN: Security = &[&[], &[Scheme { name: "token", method: "token", place: Place::Query("token") }]];

/// A job.
#[derive(Clone)]
#[non_exhaustive]
pub struct Job {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: Status,
}
record!(Job { id: "id", status: "status" });

/// All jobs.
#[derive(Clone)]
pub struct Jobs {
    /// The jobs.
    pub items: Vec<Job>,
}
record!(Jobs { items: "items" });

/// What to change in a job.
#[derive(Clone, Default)]
pub struct JobChange {
    /// Its name.
    pub name: Patch<String>,
    /// Its owner.
    pub owner: Patch<String>,
    /// Its note.
    pub note: Patch<String>,
}
record!(JobChange { name: "name", owner: "owner", note: "note" });

/// How far a job is.
#[derive(Clone)]
#[non_exhaustive]
pub enum Status {
    /// It runs.
    Running,
    /// It is done.
    Done,
    /// Another one.
    Unknown(String),
}
open_enum!(Status { Running: "RUNNING", Done: "DONE" });

/// What went wrong.
#[derive(Clone)]
pub struct Problem {
    /// In words.
    pub detail: String,
}
record!(Problem { detail: "detail" });

/// Lists the jobs of a project.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct ListJobs(Request);

impl ListJobs {
    /// At most this many.
    pub fn limit(self, limit: i64) -> Self {
        Self(self.0.query("limit", &limit))
    }

    /// Only those of these statuses.
    pub fn status(self, status: impl IntoIterator<Item = Status>) -> Self {
        Self(self.0.query("filter[status]", &status.into_iter().collect::<Vec<_>>()))
    }

    /// Where it is asked from.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self(self.0.header("X-Region", &region.into()).cookie("region", &"a b;c"))
    }
}
operation!(ListJobs, json Jobs, json Problem);

/// Gets a job.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct GetJob(Request);
operation!(GetJob, json Option<Job>, json Problem);

/// Changes a job.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct UpdateJob(Request);
operation!(UpdateJob, empty, raw);

/// Gets the log of a job.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct GetLog(Request);
operation!(GetLog, text, raw);

/// Swaps the files of a workspace.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct SwapFiles(Request);
operation!(SwapFiles, bytes, json Problem);

/// The operations on jobs.
#[derive(Clone, Debug)]
pub struct JobsClient {
    client: Client,
}

impl JobsClient {
    /// Lists the jobs of a project.
    pub fn list(&self, project: impl Into<String>) -> ListJobs {
        ListJobs(
            self.client.request(Method::GET, "/v1/projects/{project}/jobs", SECURITY).path("project", &project.into()),
        )
    }

    /// Gets a job.
    pub fn get(&self, job: impl Into<String>) -> GetJob {
        GetJob(self.client.request(Method::GET, "/v1/jobs/{job}", SECURITY).path("job", &job.into()))
    }

    /// Changes a job.
    pub fn update(&self, job: impl Into<String>, body: impl Into<JobChange>) -> UpdateJob {
        UpdateJob(
            self.client
                .request(Method::PATCH, "/v1/jobs/{job}", SECURITY)
                .path("job", &job.into())
                .json_as(&body.into(), "application/merge-patch+json"),
        )
    }

    /// Gets the log of a job, which anybody may.
    pub fn log(&self, job: impl Into<String>) -> GetLog {
        GetLog(self.client.request(Method::GET, "/v1/jobs/{job}/log", TOKEN).path("job", &job.into()))
    }

    /// Swaps the files of the client's workspace.
    pub fn swap_files(&self, files: impl Into<Body>) -> SwapFiles {
        SwapFiles(
            self.client
                .request(Method::PUT, "/v1/{workspaceId}/files", &[])
                .global(Target::Query, "api-version", false)
                .global(Target::Header, "x-tenant", false)
                .bytes(files, "application/octet-stream"),
        )
    }
}

/// What the generator adds to a client.
pub trait Api {
    /// A client to be set up.
    fn builder() -> ClientBuilder;
    /// The operations on jobs.
    fn jobs(&self) -> JobsClient;
}

impl Api for Client {
    fn builder() -> ClientBuilder {
        ClientBuilder::new("")
    }

    fn jobs(&self) -> JobsClient {
        JobsClient { client: self.clone() }
    }
}

/// What the generator adds to the builder of a client.
pub trait Secrets {
    /// The API key.
    fn api_key(self, key: impl Into<Credential>) -> Self;
    /// The token in the query.
    fn token(self, token: impl Into<Credential>) -> Self;
    /// The session.
    fn session(self, session: impl Into<Credential>) -> Self;
    /// The workspace of all calls.
    fn workspace_id(self, workspace_id: impl Into<String>) -> Self;
}

impl Secrets for ClientBuilder {
    fn api_key(self, key: impl Into<Credential>) -> Self {
        self.credential("key", key)
    }

    fn token(self, token: impl Into<Credential>) -> Self {
        self.credential("token", token)
    }

    fn session(self, session: impl Into<Credential>) -> Self {
        self.credential("session", session)
    }

    fn workspace_id(self, workspace_id: impl Into<String>) -> Self {
        self.global("workspaceId", &workspace_id.into())
    }
}
