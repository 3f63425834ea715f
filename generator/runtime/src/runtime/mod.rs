//! The part of the crate that is written by hand, and says nothing of this API.
#![allow(clippy::must_use_candidate, reason = "on every pure function it says nothing that the signature does not")]

#[macro_use]
mod macros;
#[macro_use]
mod outcomes;
#[macro_use]
mod variants;
mod auth;
mod base64;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod call;
mod client;
mod credential;
mod error;
mod frames;
pub mod header;
mod iam;
pub mod json;
mod multipart;
mod oauth;
mod options;
mod paging;
mod param;
mod patch;
mod problem;
mod reader;
mod redirect;
pub mod reply;
mod request;
mod retry;
mod sign;
pub mod stream;
mod time;
mod token;
mod transport;
mod tuple;
mod union;
mod uuid;
mod values;
mod writer;

pub use auth::{Place, Scheme, Security};
pub use base64::Base64;
pub use body::{Body, BoxError};
pub use call::{Attempt, Call};
pub use client::{Client, ClientBuilder, MAX_BODY};
pub use credential::{Credential, NewToken, Signer, Token, TokenProvider, TokenRequest};
pub use error::{ApiError, DecodeError, Documented, Error, Raw, RequestError, TransportError};
pub use http::{Method, Response};
pub use iam::IamPassword;
pub use json::Json;
pub use multipart::{Form, Multipart, PartInfo, Upload};
pub use oauth::ClientCredentials;
pub use options::Options;
pub use paging::{Items, Pages, Path, Step};
pub use param::{Param, Style, Target};
pub use patch::Patch;
pub use problem::Problem;
pub use reader::{MAX_DEPTH, Reader, Slot};
pub use reply::{Reply, request_id};
pub use request::Request;
pub use retry::Retry;
pub use sign::AccessKey;
pub use stream::{Event, Events, Incoming};
pub use transport::{Exchange, Transport};
pub use writer::{Property, Writer};
