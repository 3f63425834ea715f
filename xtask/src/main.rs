//! The command line: the only code that touches the disk.

mod bench;
mod corpus;
mod drive;
mod generate;
mod load;
mod message;
mod write;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Turns API descriptions into Rust client crates.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the client crates of `specs/`, or of one document outside it.
    Generate(generate::Options),
    /// Say what becomes of every document of a folder, for contributors.
    Corpus(corpus::Options),
    /// Time the generator beside others that are installed, for contributors.
    Bench(bench::Options),
    /// Call every operation of documents on a server made from them by Prism, for contributors.
    Drive(drive::Options),
    /// Send the valid instances of a test suite of JSON Schema through the types of its schemas, for contributors.
    Schemas(corpus::suite::Options),
    /// Say what a code of a message means.
    Explain {
        /// The code, as it stands in the brackets: `dangling-reference`.
        code: String,
    },
}

/// How a command ended; also the exit status, which scripts depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Done and clean; there may have been warnings.
    Done = 0,
    /// Something is stale, or a document has an error.
    Failed = 1,
    /// The command was called wrongly. The argument parser uses the same status.
    Usage = 2,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Generate(options) => generate::run(&options),
        Command::Corpus(options) => corpus::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Drive(options) => drive::run(&options),
        Command::Schemas(options) => corpus::suite::run(&options),
        Command::Explain { code } => message::explain(&code),
    };
    ExitCode::from(outcome as u8)
}
