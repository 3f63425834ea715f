//! Simple tables: columns below the runs of `=` in the borders, a row per line unless its first cell is empty.

use super::{Cell, Fault, Line, Row, Ruled, Table, cut};

/// Reads a simple table; the lines are all of it, and nothing else.
///
/// # Errors
/// When a border is broken, or text stands where no column is.
pub fn parse<'a>(lines: &[Line<'a>]) -> Result<Table<'a>, Fault> {
    let (Some(first), Some(last)) = (lines.first(), lines.len().checked_sub(1)) else {
        return Err(Fault::new(Line { at: 0, text: "" }, "the table is empty", BORDERS));
    };
    let head = head_rule(lines, last)?;
    let columns = runs(first.text, '=');
    let end = columns.last().map_or(0, |column| column.end);
    let mut reader = Reader { columns, end, rows: Vec::new() };
    let ruled: Vec<_> = lines.iter().map(|line| Ruled::new(line.trim_end())).collect();
    let (mut start, mut text) = (1, false);
    for (index, line) in ruled.iter().enumerate().skip(1) {
        let dash = if index == last || head == Some(index) { '=' } else { '-' };
        let first = reader.columns.first().copied().unwrap_or_default();
        if is_rule(line.line.text, dash) {
            reader.row(&ruled, start, index, Some((line.line, dash)))?;
            (start, text) = (index + 1, false);
        } else if !line.slice(first.start, first.end).text.trim().is_empty() {
            if text {
                reader.row(&ruled, start, index, None)?;
            }
            (start, text) = (index, true);
        } else if !text {
            start = index + 1;
        }
    }
    let body = reader.rows.split_off(head.map_or(0, |head| {
        let above = |row: &Row<'_>| row.first().is_some_and(|cell| cell.line <= head);
        reader.rows.iter().take_while(|row| above(row)).count()
    }));
    let widths = reader.columns.iter().map(|column| column.end - column.start).collect();
    Ok(Table { at: first.at, widths, head: reader.rows, body })
}

const BORDERS: &str = "draw the top, header and bottom borders alike, with runs of `=` over the columns";

/// Whether a line is a rule drawn with `dash`.
fn is_rule(text: &str, dash: char) -> bool {
    text.starts_with(dash) && text.chars().all(|c| c == dash || c == ' ')
}

/// The line of the rule below the header, if there is one.
fn head_rule(lines: &[Line<'_>], last: usize) -> Result<Option<usize>, Fault> {
    let mut rules = lines.iter().enumerate().take(last).skip(1).filter(|(_, line)| is_rule(line.text, '='));
    let Some((index, first)) = rules.next() else { return Ok(None) };
    if let Some((_, second)) = rules.next() {
        return Err(Fault::new(*second, "the table has a second header rule", BORDERS));
    }
    if index == 1 || index + 1 == last {
        return Err(Fault::new(*first, "the header rule has no rows above or below it", BORDERS));
    }
    Ok(Some(index))
}

/// From which column to which.
#[derive(Clone, Copy, Default)]
struct Span {
    start: usize,
    end: usize,
}

/// The runs of `dash` in a rule.
fn runs(text: &str, dash: char) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for (at, _) in text.char_indices().filter(|(_, c)| *c == dash) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(Span { start: at, end: at + 1 }),
        }
    }
    runs
}

struct Reader<'a> {
    /// The columns of the top border; the last one grows with the text in it.
    columns: Vec<Span>,
    /// Where the top border ends.
    end: usize,
    rows: Vec<Row<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads the lines `start..end` as one row, whose columns a rule below it may join.
    fn row(
        &mut self,
        lines: &[Ruled<'a>],
        start: usize,
        end: usize,
        rule: Option<(Line<'_>, char)>,
    ) -> Result<(), Fault> {
        let inner = lines.get(start..end).unwrap_or_default();
        let joined = self.joined(rule)?;
        let mut row = Vec::new();
        let mut column = 0;
        for (index, (span, right)) in joined.iter().enumerate() {
            let end = match joined.get(index + 1) {
                Some((next, _)) => {
                    margin(inner, span.end, next.start)?;
                    span.end
                }
                None => self.grow(inner, *span),
            };
            row.push(Cell { column, right: *right, down: 0, line: start, lines: cut(inner, span.start, end) });
            column += right + 1;
        }
        self.rows.push(row);
        Ok(())
    }

    /// The columns of a row, each with the number of columns it takes in beside its own.
    fn joined(&self, rule: Option<(Line<'_>, char)>) -> Result<Vec<(Span, usize)>, Fault> {
        const HELP: &str = "let each run of `-` begin and end where a column does, up to the table's right edge";
        let Some((rule, dash)) = rule else { return Ok(self.columns.iter().map(|span| (*span, 0)).collect()) };
        let mut spans = runs(rule.text, dash);
        let fault = || Fault::new(rule, "this line does not match the table's columns", HELP);
        match (spans.last_mut(), self.columns.last()) {
            (Some(last), Some(column)) if last.end == self.end => last.end = column.end,
            _ => return Err(fault()),
        }
        let mut joined = Vec::new();
        let mut columns = self.columns.iter();
        for span in spans {
            let mut column = columns.next().filter(|column| column.start == span.start).ok_or_else(fault)?;
            let mut right = 0;
            while column.end != span.end {
                column = columns.next().ok_or_else(fault)?;
                right += 1;
            }
            joined.push((span, right));
        }
        Ok(joined)
    }

    /// Where the last cell of a row ends: its text may stick out of the border.
    fn grow(&mut self, lines: &[Ruled<'a>], span: Span) -> usize {
        let end = lines.iter().map(Ruled::width).max().unwrap_or(0).max(span.end);
        if let Some(last) = self.columns.last_mut() {
            last.end = last.end.max(end);
        }
        end
    }
}

/// Refuses text between two columns.
fn margin(lines: &[Ruled<'_>], left: usize, right: usize) -> Result<(), Fault> {
    const HELP: &str = "move the text below its column, or make the border's run of `=` longer";
    match lines.iter().find(|line| !line.slice(left, right).text.is_empty()) {
        Some(line) => Err(Fault {
            at: line.slice(left, right).at,
            ..Fault::new(line.line, "text stands between two columns", HELP)
        }),
        None => Ok(()),
    }
}
