//! Tables, read by the columns their borders stand in: never by splitting at `|`, which cells may contain.

pub mod grid;
pub mod simple;

use super::block::Line;
use unicode_width::UnicodeWidthChar;

/// A table.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// Byte offset of its first line.
    pub at: usize,
    /// The width of each column.
    pub widths: Vec<usize>,
    /// The rows above the header rule; empty if there is none.
    pub head: Vec<Row<'a>>,
    /// All other rows.
    pub body: Vec<Row<'a>>,
}

/// The cells that begin in a row, from left to right.
pub type Row<'a> = Vec<Cell<'a>>;

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// The column it begins in, from 0.
    pub column: usize,
    /// How many columns more it spans.
    pub right: usize,
    /// How many rows more it spans.
    pub down: usize,
    /// The line of the table it begins in, from 0.
    pub line: usize,
    /// Its text, without the indentation that its lines share and without trailing blanks.
    pub lines: Vec<Line<'a>>,
}

impl Cell<'_> {
    /// Byte offset of its first word, or of the cell if it is empty.
    pub fn at(&self) -> usize {
        let first = self.lines.iter().find(|line| !line.text.is_empty()).or(self.lines.first());
        first.map_or(0, |line| line.at)
    }
}

/// What is wrong with a table.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Byte offset of the line that breaks it.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Fault {
    fn new(line: Line<'_>, message: impl Into<String>, help: &'static str) -> Self {
        Self { at: line.at, message: message.into(), help }
    }
}

/// A line whose columns can be looked up: wide characters take two, combining ones none.
struct Ruled<'a> {
    line: Line<'a>,
    /// The byte each column begins at, unless all bytes are columns. The second column of a wide character begins
    /// where the next character does.
    columns: Option<Vec<usize>>,
}

impl<'a> Ruled<'a> {
    fn new(line: Line<'a>) -> Self {
        let columns = (!line.text.is_ascii()).then(|| {
            let mut columns = Vec::with_capacity(line.text.len());
            for (at, c) in line.text.char_indices() {
                match c.width() {
                    Some(0) => {}
                    Some(2) => columns.extend([at, at + c.len_utf8()]),
                    _ => columns.push(at),
                }
            }
            columns
        });
        Self { line, columns }
    }

    fn width(&self) -> usize {
        self.columns.as_ref().map_or(self.line.text.len(), Vec::len)
    }

    /// The byte at a column, if a character begins there.
    fn byte(&self, column: usize) -> Option<u8> {
        let bytes = self.line.text.as_bytes();
        match &self.columns {
            None => bytes.get(column).copied(),
            Some(columns) => {
                let at = columns.get(column)?;
                (columns.get(column + 1) != Some(at)).then(|| bytes.get(*at).copied()).flatten()
            }
        }
    }

    /// The text between two columns, without trailing blanks.
    fn slice(&self, left: usize, right: usize) -> Line<'a> {
        let text = self.line.text;
        let byte = |column: usize| match &self.columns {
            None => column.min(text.len()),
            Some(columns) => columns.get(column).copied().unwrap_or(text.len()),
        };
        let (start, end) = (byte(left), byte(right));
        Line { at: self.line.at + start, text: text.get(start..end).unwrap_or("").trim_end() }
    }
}

/// The lines of a cell: what stands between two columns, without the indentation that all lines share.
fn cut<'a>(lines: &[Ruled<'a>], left: usize, right: usize) -> Vec<Line<'a>> {
    let mut cut: Vec<_> = lines.iter().map(|line| line.slice(left, right)).collect();
    let indent = cut.iter().filter(|line| !line.text.is_empty()).map(Line::indent).min().unwrap_or(0);
    for line in &mut cut {
        *line = line.dedent(indent);
    }
    cut
}
