//! The runtime of every generated client, laid out as in one: the same files, at the same paths.
