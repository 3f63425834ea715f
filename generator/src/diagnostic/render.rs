//! Diagnostics as people read them: `file:line:column`, the line itself, what is wrong, what to do.

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Position, Positions, SourceMap};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// A diagnostic with its place looked up.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// What was found.
    pub diagnostic: &'a Diagnostic,
    /// The file's name.
    pub file: &'a str,
    /// Where.
    pub position: Position,
    text: &'a str,
    related: Option<(Position, &'a str, &'a str, &'a str)>,
}

/// Looks up the places of all diagnostics, in the order of file, line and column; one that says the same of the
/// same place twice is told once.
pub fn reports<'a>(diagnostics: &'a Diagnostics, sources: &'a SourceMap) -> Vec<Report<'a>> {
    let places =
        diagnostics.list().iter().flat_map(|it| [Some(&it.at), it.related.as_ref().map(|(at, _)| at)]).flatten();
    let positions = Positions::of(sources, places);
    let mut reports: Vec<_> = diagnostics
        .list()
        .iter()
        .map(|diagnostic| {
            let position = positions.get(&diagnostic.at);
            let source = sources.file(position.file);
            let related = diagnostic.related.as_ref().map(|(at, what)| {
                let position = positions.get(at);
                let source = sources.file(position.file);
                (position, source.name.as_str(), &*source.text, what.as_str())
            });
            Report { diagnostic, file: &source.name, text: &source.text, position, related }
        })
        .collect();
    reports.sort_by(|a, b| {
        let key = |it: &Report<'_>| (it.position.file, it.position.line, it.position.column);
        key(a).cmp(&key(b))
    });
    reports.dedup_by(|a, b| {
        (a.diagnostic.code, &a.diagnostic.at, &a.diagnostic.message)
            == (b.diagnostic.code, &b.diagnostic.at, &b.diagnostic.message)
    });
    reports
}

impl Report<'_> {
    /// The diagnostic with its snippet, over several lines, told as bad as `severity`.
    pub fn to_text(&self, severity: Severity, color: bool) -> String {
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = printable(&self.diagnostic.message);
        let main = Group::with_title(level.primary_title(title.as_str()).id(self.diagnostic.code.as_str()));
        let mut main = shown(main, self.file, self.text, &self.position, AnnotationKind::Primary);
        let related = self.related.as_ref().map(|(position, file, text, what)| {
            let group = Group::with_title(Level::NOTE.secondary_title(*what));
            shown(group, file, text, position, AnnotationKind::Context)
        });
        let help = self.diagnostic.help.as_deref().map(printable);
        if let Some(help) = &help {
            main = main.element(Level::HELP.message(help.as_str()));
        }
        let groups: Vec<_> = [Some(main), related].into_iter().flatten().collect();
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&groups)
    }
}

/// Lines of more bytes are cut before they are rendered: of what does not fit on a screen only a window is shown, but the
/// renderer measures every character, and a document may be one line.
const LONG: usize = 2_000;

/// The group with the line of the place.
fn shown<'a>(group: Group<'a>, file: &'a str, text: &'a str, position: &Position, kind: AnnotationKind) -> Group<'a> {
    let start = position.whole_line.start;
    let line = text.get(position.whole_line.clone()).unwrap_or_default();
    let from = position.span.start.saturating_sub(start);
    let to = (position.span.end.saturating_sub(start)).clamp(from, line.len().max(from));
    if line.len() <= LONG {
        let snippet = Snippet::source(line).line_start(position.line).path(file);
        return group.element(snippet.annotation(kind.span(from..to)));
    }
    let boundary = |at: usize| (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let first = boundary(from.saturating_sub(LONG / 2));
    let last = boundary(to.min(from + LONG) + LONG / 2);
    let snippet = Snippet::source(line.get(first..last).unwrap_or_default()).line_start(position.line);
    // The column in the window is not that in the line.
    let origin = Origin::path(file).line(position.line).char_column(position.column);
    group.element(origin).element(snippet.annotation(kind.span(from - first..to.min(last) - first)))
}

/// The text without control characters, so that nothing in a document can drive a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
