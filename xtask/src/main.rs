//! The command line: the only code that touches the disk.
fn main() {}
