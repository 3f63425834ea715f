//! The blocks of a page, with the byte offset of each: titles, labels, paragraphs, list items, directives, tables.

use super::stray;
use super::table::{self, Fault, Table};

/// A line, or what is left of it when the indentation of its block is taken away.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Byte offset of the text.
    pub at: usize,
    /// The text, without its line end.
    pub text: &'a str,
}

impl Line<'_> {
    /// How many blanks it begins with; a tab counts as one.
    pub fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The line without its first `indent` bytes, which are blanks unless there are fewer.
    #[must_use]
    pub fn dedent(&self, indent: usize) -> Self {
        let indent = indent.min(self.indent());
        Self { at: self.at + indent, text: self.text.get(indent..).unwrap_or("") }
    }

    /// The line without its trailing blanks.
    #[must_use]
    pub fn trim_end(&self) -> Self {
        Self { at: self.at, text: self.text.trim_end() }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A block, and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// Byte offset of its first character.
    pub at: usize,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a block is.
#[derive(Clone, Debug)]
pub(super) enum Kind<'a> {
    /// A heading, and the character it is underlined with.
    Title(&'a str, char),
    /// `.. _label:`
    Label(&'a str),
    /// `:name: value`
    Field(&'a str, &'a str),
    /// Text, in its lines.
    Paragraph(Vec<Line<'a>>),
    /// An item of a bullet list.
    Item(Vec<Block<'a>>),
    /// `.. name:: argument`, with what is indented below it.
    Directive(&'a str, Vec<Line<'a>>, Vec<Block<'a>>),
    /// Lines to be taken as they are.
    Literal(Vec<Line<'a>>),
    /// A table, or what is wrong with it.
    Table(Result<Table<'a>, Fault>),
}

/// How deep blocks may stand in each other; what is deeper is read as text.
const DEPTH: usize = 24;

/// The blocks of a text.
pub(super) fn scan(text: &str) -> Vec<Block<'_>> {
    let mut at = 0;
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| {
            let start = at;
            at += line.len() + 1;
            Line { at: start, text: line.trim_end() }
        })
        .collect();
    blocks(&lines)
}

/// The blocks of some lines, such as those of a cell.
pub(super) fn blocks<'a>(lines: &[Line<'a>]) -> Vec<Block<'a>> {
    let mut scanner = Scanner { blocks: Vec::new(), depth: 0 };
    scanner.scan(lines);
    scanner.blocks
}

struct Scanner<'a> {
    blocks: Vec<Block<'a>>,
    depth: usize,
}

impl<'a> Scanner<'a> {
    fn scan(&mut self, lines: &[Line<'a>]) {
        let mut rest = lines;
        while let [line, tail @ ..] = rest {
            rest = if line.is_blank() {
                tail
            } else if self.depth >= DEPTH {
                self.paragraph(rest)
            } else if line.indent() > 0 {
                self.quote(rest)
            } else if let Some(text) =
                line.text.strip_prefix("..").filter(|text| text.is_empty() || text.starts_with(' '))
            {
                self.markup(rest, text.trim_start())
            } else if line.text.starts_with("+-") || line.text.starts_with("+=") {
                self.grid(rest)
            } else if is_simple_border(line.text) {
                self.simple(rest)
            } else if let Some(width) = bullet(line.text) {
                self.item(rest, width)
            } else if let Some((name, value)) = field(line.text) {
                self.push(*line, Kind::Field(name, value));
                tail
            } else if let Some(tail) = self.title(rest) {
                tail
            } else {
                self.paragraph(rest)
            };
        }
    }

    fn push(&mut self, line: Line<'a>, kind: Kind<'a>) {
        self.blocks.push(Block { at: line.at, kind });
    }

    /// Adds a table that could not be read to the blocks, which keep the text it was taken for.
    fn fault(&mut self, fault: Option<Fault>) {
        self.blocks.extend(fault.map(|fault| Block { at: fault.at, kind: Kind::Table(Err(fault)) }));
    }

    /// The blocks in some lines that stand inside another block.
    fn inside(&self, lines: &[Line<'a>]) -> Vec<Block<'a>> {
        let mut scanner = Self { blocks: Vec::new(), depth: self.depth + 1 };
        scanner.scan(lines);
        scanner.blocks
    }

    /// An indented block: a quotation to reStructuredText, mostly a slip in these pages, so it is read as if it were not.
    fn quote<'l>(&mut self, lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
        let (body, rest) = indented(lines, 1);
        self.blocks.extend(self.inside(&dedent(body)));
        rest
    }

    /// `.. _label:`, `.. directive::`, or a comment.
    fn markup<'l>(&mut self, lines: &'l [Line<'a>], text: &'a str) -> &'l [Line<'a>] {
        let [line, tail @ ..] = lines else { return lines };
        let (body, rest) = indented(tail, 1);
        if let Some(label) = text.strip_prefix('_').and_then(|text| text.strip_suffix(':')) {
            self.push(*line, Kind::Label(label.trim_matches('`')));
            return tail;
        }
        let Some((name, argument)) = text.split_once("::").filter(|(name, _)| is_name(name)) else { return rest };
        let body = dedent(body);
        // The argument may go on below; options and a blank line end it.
        let more = body.iter().take_while(|line| !line.is_blank() && !line.text.starts_with(':')).count();
        let more = if matches!(name, "code-block" | "code" | "parsed-literal") { 0 } else { more };
        let (more, body) = body.split_at(more);
        let options = body.iter().take_while(|line| line.text.starts_with(':')).count();
        let body = body.get(options..).unwrap_or_default();
        let start = line.at + line.text.len() - argument.trim_start().len();
        let mut words = vec![Line { at: start, text: argument.trim() }];
        words.extend(more);
        let blocks = if matches!(name, "code-block" | "code" | "parsed-literal" | "sourcecode") {
            literal(body).into_iter().collect()
        } else {
            self.inside(body)
        };
        let fault = stray::directive(name, *line, &blocks);
        self.push(*line, Kind::Directive(name, words, blocks));
        self.fault(fault);
        rest
    }

    fn grid<'l>(&mut self, lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
        let (table, rest) = lines.split_at(lines.iter().take_while(|line| !line.is_blank()).count());
        let at = table.first().map_or(0, |line| line.at);
        let table = stray::grid(table).map_or_else(|| table::grid::parse(table), Err);
        self.blocks.push(Block { at, kind: Kind::Table(table) });
        rest
    }

    /// A simple table ends at the border after the header's, or at one that a blank line follows.
    fn simple<'l>(&mut self, lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
        let Some(first) = lines.first() else { return lines };
        let mut borders = 0;
        for (index, line) in lines.iter().enumerate().skip(1) {
            if !(line.text.starts_with('=') && line.text.chars().all(|c| c == '=' || c == ' ')) {
                continue;
            }
            borders += 1;
            if line.text.len() != first.text.len() {
                let message = "this border is not as long as the table's top border";
                let help = "draw all borders of the table alike";
                self.push(*first, Kind::Table(Err(Fault { at: line.at, message: message.into(), help })));
                return lines.get(index + 1..).unwrap_or_default();
            }
            let rest = lines.get(index + 1..).unwrap_or_default();
            if borders == 2 || rest.first().is_none_or(Line::is_blank) {
                let table = table::simple::parse(lines.get(..=index).unwrap_or_default());
                self.push(*first, Kind::Table(table));
                return rest;
            }
        }
        let message = "the table has no bottom border";
        let help = "end the table with a line of `=` like its first one, and a blank line";
        self.push(*first, Kind::Table(Err(Fault { at: first.at, message: message.into(), help })));
        lines.get(lines.iter().take_while(|line| !line.is_blank()).count()..).unwrap_or_default()
    }

    fn item<'l>(&mut self, lines: &'l [Line<'a>], width: usize) -> &'l [Line<'a>] {
        let [line, tail @ ..] = lines else { return lines };
        let (body, rest) = indented(tail, width);
        let mut inner = vec![Line { at: line.at + width, text: line.text.get(width..).unwrap_or("") }];
        inner.extend(body.iter().map(|line| line.dedent(width)));
        self.push(*line, Kind::Item(self.inside(&inner)));
        rest
    }

    /// A line that is underlined, or stands between two rules.
    fn title<'l>(&mut self, lines: &'l [Line<'a>]) -> Option<&'l [Line<'a>]> {
        let line = lines.first()?;
        if let (Some(rule), [_, title, below, rest @ ..]) = (rule(line.text), lines)
            && below.text == line.text
            && !title.is_blank()
        {
            self.push(title.dedent(title.indent()), Kind::Title(title.text.trim(), rule));
            return Some(rest);
        }
        let below = lines.get(1)?;
        let rule = rule(below.text)?;
        // A rule that is much too short is text, say `...`.
        if below.text.len() < 4 && below.text.len() < line.text.chars().count() {
            return None;
        }
        self.push(*line, Kind::Title(line.text, rule));
        lines.get(2..)
    }

    fn paragraph<'l>(&mut self, lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
        let deep = self.depth >= DEPTH;
        let length = lines.iter().take_while(|line| !line.is_blank() && (deep || line.indent() == 0)).count();
        let (text, rest) = lines.split_at(length.max(1).min(lines.len()));
        let Some((first, last)) = text.first().zip(text.last()) else { return rest };
        let announces = last.text.ends_with("::");
        let (first, kind) = (*first, Kind::Paragraph(text.to_vec()));
        self.push(first, kind);
        self.fault(stray::paragraph(text));
        if announces {
            let (body, rest) = indented(rest, 1);
            self.blocks.extend(literal(&dedent(body)));
            return rest;
        }
        rest
    }
}

/// Splits off the lines that are blank or indented by at least `least`, without the blank ones at the end.
fn indented<'l, 'a>(lines: &'l [Line<'a>], least: usize) -> (&'l [Line<'a>], &'l [Line<'a>]) {
    let length = lines.iter().take_while(|line| line.is_blank() || line.indent() >= least).count();
    lines.split_at(length)
}

/// Takes the shared indentation away.
fn dedent<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let indent = lines.iter().filter(|line| !line.is_blank()).map(Line::indent).min().unwrap_or(0);
    lines.iter().map(|line| line.dedent(indent)).collect()
}

/// A literal block without blank lines around it; none if nothing is left.
fn literal<'a>(lines: &[Line<'a>]) -> Option<Block<'a>> {
    let start = lines.iter().position(|line| !line.is_blank())?;
    let end = lines.iter().rposition(|line| !line.is_blank())?;
    let lines = lines.get(start..=end)?;
    Some(Block { at: lines.first()?.at, kind: Kind::Literal(lines.to_vec()) })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | ':' | '.'))
}

/// Whether a line is the top border of a simple table, of two columns at least.
pub(super) fn is_simple_border(text: &str) -> bool {
    text.starts_with('=') && text.contains(' ') && text.chars().all(|c| c == '=' || c == ' ')
}

/// How wide a bullet and the blanks after it are.
fn bullet(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['-', '*', '+', '\u{2022}'])?;
    let marker = text.len() - rest.len();
    match rest.len() - rest.trim_start_matches(' ').len() {
        0 if rest.is_empty() => Some(marker + 1),
        0 => None,
        blanks => Some(marker + blanks),
    }
}

/// The name and the value of a field.
fn field(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.strip_prefix(':')?.split_once(':')?;
    let blank = value.is_empty() || value.starts_with(' ');
    (blank && is_name(name)).then_some((name, value.trim()))
}

/// The character a line repeats, if it is a rule.
fn rule(text: &str) -> Option<char> {
    let first = text.chars().next().filter(char::is_ascii_punctuation)?;
    text.chars().all(|c| c == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(blocks: &[Block<'_>]) -> Vec<String> {
        blocks
            .iter()
            .map(|block| match &block.kind {
                Kind::Title(text, _) => format!("{}: title {text}", block.at),
                Kind::Label(label) => format!("{}: label {label}", block.at),
                Kind::Field(name, value) => format!("{}: field {name} {value}", block.at),
                Kind::Paragraph(lines) => format!("{}: {} lines", block.at, lines.len()),
                Kind::Item(inner) => format!("{}: item {:?}", block.at, names(inner)),
                Kind::Directive(name, _, inner) => format!("{}: {name} {:?}", block.at, names(inner)),
                Kind::Literal(lines) => format!("{}: literal {:?}", block.at, lines.first().map(|line| line.text)),
                Kind::Table(table) => format!("{}: table {}", block.at, table.is_ok()),
            })
            .collect()
    }

    #[test]
    fn every_block_knows_where_it_begins() {
        let text = ":a: b\n\n.. _x:\n\nTitle\n=====\n\nOne\ntwo::\n\n    {\n\n-  item\n\n   - inner\n\n.. comment\n   more\n\n.. note:: words\n\n   Text.\n";
        assert_eq!(
            names(&scan(text)),
            [
                "0: field a b",
                "7: label x",
                "15: title Title",
                "28: 2 lines",
                "43: literal Some(\"{\")",
                "46: item [\"49: 1 lines\", \"58: item [\\\"60: 1 lines\\\"]\"]",
                "87: note [\"107: 1 lines\"]",
            ]
        );
    }

    #[test]
    fn nesting_has_an_end() {
        assert_eq!(scan(&"- ".repeat(1000)).len(), 1);
    }
}
