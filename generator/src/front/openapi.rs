//! TODO.

use super::Input;
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::source::SourceMap;

/// Reads the files into an API; what could not be read is in the diagnostics.
pub fn read(_diags: &mut Diagnostics, _sources: &mut SourceMap, _input: &Input<'_>) -> Option<Api> {
    None
}
