//! Diagnostics as people read them: `file:line:column`, the line itself, what is wrong, what to do.

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Position, Positions, SourceMap};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

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
                (position, source.name.as_str(), source.text.as_str(), what.as_str())
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
        let mut main = Group::with_title(level.primary_title(title.as_str()).id(self.diagnostic.code.as_str()))
            .element(snippet(self.file, self.text, &self.position, AnnotationKind::Primary));
        let related = self.related.as_ref().map(|(position, file, text, what)| {
            Group::with_title(Level::NOTE.secondary_title(*what)).element(snippet(
                file,
                text,
                position,
                AnnotationKind::Context,
            ))
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

/// The line of the place, cut to a window so that a line of ten thousand columns does not fill the screen.
fn snippet<'a>(
    file: &'a str,
    text: &'a str,
    position: &Position,
    kind: AnnotationKind,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let start = text.get(..position.span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("");
    let from = position.span.start - start;
    let to = (position.span.end.saturating_sub(start)).clamp(from, line.len().max(from));
    Snippet::source(line).line_start(position.line).path(file).annotation(kind.span(from..to))
}

/// The text without control characters, so that nothing in a document can drive a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
