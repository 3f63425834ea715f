//! What every operation of this client shares: JSON, requests, credentials and errors.

#[macro_use]
mod macros;
mod base64;
pub mod json;
mod param;
mod patch;
mod path;
mod reader;
mod time;
mod uuid;
mod writer;

pub use base64::Base64;
pub use json::Json;
pub use param::Param;
pub use patch::Patch;
pub use reader::{MAX_DEPTH, Reader, Slot};
pub use writer::{Property, Writer};
