//! Markdown for rustdoc, out of spans and blocks.

use super::block::{Block, Kind, Line};
use super::inline::{self, Span};

/// The text of a paragraph, its lines joined.
pub(super) fn joined(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}

/// Blocks as Markdown, a blank line between paragraphs. Tables and directives other than notes are left out.
pub(super) fn blocks(blocks: &[Block<'_>]) -> String {
    let mut out = Writer::default();
    out.blocks(blocks);
    out.text
}

/// Spans as one line of Markdown.
pub(super) fn spans(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        match span {
            Span::Text(words) | Span::Ref { text: words, .. } => escape(&mut text, words),
            Span::Strong(words) => marked(&mut text, "**", words),
            Span::Emphasis(words) => marked(&mut text, "*", words),
            Span::Literal(words) => code(&mut text, words),
            Span::Link { text: words, url } if words == url => {
                text.push('<');
                text.push_str(url);
                text.push('>');
            }
            Span::Link { text: words, url } => {
                text.push('[');
                escape(&mut text, words);
                text.push_str("](<");
                text.push_str(&url.replace(['<', '>', ' '], ""));
                text.push_str(">)");
            }
        }
    }
    text.trim().to_owned()
}

/// Blocks of Markdown, joined, and indented where they stand in a list.
#[derive(Default)]
pub(super) struct Writer {
    /// What was written.
    pub text: String,
    indent: usize,
    /// Whether the last block was an item, or the marker of one was just written.
    list: bool,
    marker: bool,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for block in blocks {
            match &block.kind {
                Kind::Paragraph(lines) => self.paragraph(&spans(&inline::parse(&joined(lines)))),
                Kind::Item(inner) => self.item(|out| out.blocks(inner)),
                Kind::Directive("note" | "tip" | "important" | "caution" | "warning", words, inner) => {
                    self.paragraph(&spans(&inline::parse(&joined(words))));
                    self.blocks(inner);
                }
                Kind::Literal(lines) => {
                    let text: Vec<_> = lines.iter().map(|line| line.text).collect();
                    self.paragraph(&format!("```text\n{}\n```", text.join("\n").replace("```", "'''")));
                }
                Kind::Title(..) | Kind::Label(_) | Kind::Field(..) | Kind::Directive(..) | Kind::Table(_) => {}
            }
        }
    }

    /// A paragraph of Markdown, unless it is empty.
    pub(super) fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.marker && !self.text.is_empty() {
            self.text.push_str("\n\n");
            self.text.extend(std::iter::repeat_n(' ', self.indent));
        }
        let indent = format!("\n{:1$}", "", self.indent);
        self.text.push_str(&guarded(text).replace('\n', &indent));
        (self.marker, self.list) = (false, false);
    }

    /// An item of a list, and what stands in it.
    pub(super) fn item(&mut self, inner: impl FnOnce(&mut Self)) {
        if !self.text.is_empty() && !self.marker {
            self.text.push_str(if self.list { "\n" } else { "\n\n" });
            self.text.extend(std::iter::repeat_n(' ', self.indent));
        }
        self.text.push_str("- ");
        self.indent += 2;
        self.marker = true;
        inner(self);
        self.indent -= 2;
        (self.marker, self.list) = (false, true);
    }
}

/// The paragraph, so that its first character makes no list, heading or quotation of it.
fn guarded(text: &str) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = text.get(digits..).unwrap_or("");
    if digits > 0 && after.starts_with(['.', ')']) {
        let number = text.get(..digits).unwrap_or("");
        return format!("{number}\\{after}");
    }
    let marker = text.starts_with(['-', '+', '=']) || text.starts_with('#');
    if marker { format!("\\{text}") } else { text.to_owned() }
}

/// Appends words, with a backslash before what Markdown or rustdoc would read as markup.
pub(super) fn escape(out: &mut String, words: &str) {
    let mut before = out.chars().next_back();
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        let special = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' | '>' | '~' | '&' | '|' => true,
            // Between letters an underscore is one.
            '_' => {
                let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !(word(before) && word(chars.peek().copied()))
            }
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Appends words between two marks.
pub(super) fn marked(out: &mut String, mark: &str, words: &str) {
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    out.push_str(mark);
    let mut inner = String::new();
    escape(&mut inner, words);
    out.push_str(&inner);
    out.push_str(mark);
}

/// Appends a code span.
pub(super) fn code(out: &mut String, words: &str) {
    let fence = if words.contains('`') { "``" } else { "`" };
    let pad = if words.contains('`') { " " } else { "" };
    out.extend([fence, pad, words, pad, fence]);
}
