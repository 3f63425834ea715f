//! Samples: the JSON in literal blocks, with the request line and the headers above it taken off.

use super::super::block::Line;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Method;
use crate::source::{FileId, Location};
use serde_json::Value;

/// A body that the page shows.
#[derive(Debug)]
pub(in crate::front::rst) struct Sample {
    /// Whether it is a response.
    pub response: bool,
    /// The status it came with, if the text says.
    pub status: Option<u16>,
    /// Whether the text says that the call failed.
    pub failed: bool,
    /// The body.
    pub value: Value,
    /// Byte offset of the body.
    pub at: usize,
}

/// Reads a request; none if it has no body.
pub(super) fn request(diags: &mut Diagnostics, file: FileId, lines: &[Line<'_>]) -> Option<Sample> {
    let first = lines.first()?.text.trim_start();
    let word = first.split(' ').next().unwrap_or("");
    let has_line =
        Method::from_name(word).is_some() || ["http", "/", "curl"].iter().any(|start| first.starts_with(start));
    let body = if has_line {
        // A request line, headers, a blank line; some samples forget the blank line.
        let start = lines.iter().position(|line| line.text.starts_with(['{', '[']) || line.text.trim().is_empty())?;
        lines.get(start..)?
    } else {
        lines
    };
    let (value, at) = json(diags, file, body)?;
    Some(Sample { response: false, status: None, failed: false, value, at })
}

/// Reads a response; none if it is empty.
pub(super) fn response(
    diags: &mut Diagnostics,
    file: FileId,
    lines: &[Line<'_>],
    status: Option<u16>,
    failed: bool,
) -> Option<Sample> {
    let (value, at) = json(diags, file, lines)?;
    let failed = failed || status.is_some_and(|status| status >= 400);
    Some(Sample { response: true, status, failed, value, at })
}

fn json(diags: &mut Diagnostics, file: FileId, lines: &[Line<'_>]) -> Option<(Value, usize)> {
    let first = lines.iter().find(|line| !line.text.trim().is_empty())?;
    let text = lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
    match serde_json::from_str(&text) {
        Ok(value) => Some((value, first.at)),
        Err(error) => {
            let line = lines.get(error.line().saturating_sub(1)).unwrap_or(first);
            // The column counts bytes, and is 0 at a line's end.
            let at = line.at + error.column().saturating_sub(1).min(line.text.len());
            diags
                .report(
                    Code::BadSample,
                    &Location::Offset(file, at),
                    format!("this sample is not JSON: {}", reason(&error)),
                )
                .help("mend the sample; until then it is no example, and nothing is tested with it");
            None
        }
    }
}

/// The message without the place, which the diagnostic has already.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or("").to_owned()
}
