//! Reads API descriptions and writes Rust client crates, in memory.
