//! The runtime of every generated client, laid out as in one: the same files, at the same paths.

#[macro_use]
pub mod runtime;
