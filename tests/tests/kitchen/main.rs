//! The client of the invented API against a server on loopback that sees every byte: what it sends, and what callers get.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

mod auth;
mod bodies;
mod errors;
mod names;
mod paging;
mod params;
mod replies;
mod server;
mod servers;
mod streams;
mod transport;
mod types;

use std::error::Error as StdError;
use std::time::Duration;

use kitchen_sink::runtime::Retry;
use kitchen_sink::{Client, ClientBuilder};

use server::Server;

type Outcome = Result<(), Box<dyn StdError>>;

/// A client of this server with the usual key.
fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// The same, to be set up further. It loses no time between tries.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.origin()).kitchen_key("KEY").retry(Retry::default().base(Duration::ZERO))
}

/// The error's text and those of its causes.
fn chain(error: &dyn StdError) -> String {
    let cause = error.source().map(|cause| format!(" <- {}", chain(cause))).unwrap_or_default();
    format!("{error}{cause}")
}
