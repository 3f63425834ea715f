//! Grid tables: cells between `+---+` borders and `|`, which may span rows and columns.

use super::{Cell, Fault, Line, Ruled, Table, cut};
use std::collections::BTreeSet;

const ALIGN: &str = "align the table's `+`, `-` and `|`: every line must be as long as the first border";
const CLOSE: &str = "draw each cell as a rectangle with a `+` in every corner";

/// Reads a grid table; the lines are all of it, and nothing else.
///
/// # Errors
/// When a border is broken.
pub fn parse<'a>(lines: &[Line<'a>]) -> Result<Table<'a>, Fault> {
    let lines: Vec<_> = lines.iter().map(|line| Ruled::new(line.trim_end())).collect();
    let (Some(top), Some(bottom)) = (lines.first(), lines.last()) else {
        return Err(Fault::new(Line { at: 0, text: "" }, "the table is empty", CLOSE));
    };
    if !is_rule(top, b'-') {
        return Err(Fault::new(top.line, "the table's top border is broken", ALIGN));
    }
    for line in &lines {
        let edges = [line.byte(0), line.width().checked_sub(1).and_then(|last| line.byte(last))];
        if line.width() != top.width() || edges.iter().any(|edge| !matches!(edge, Some(b'+' | b'|'))) {
            return Err(Fault::new(line.line, "the table's border is broken here", ALIGN));
        }
    }
    let head = head_rule(&lines)?;
    if !is_rule(bottom, b'-') {
        return Err(Fault::new(bottom.line, "the table has no bottom border", ALIGN));
    }
    let areas = match plain(&lines, head) {
        Some(areas) => areas,
        None => Scan::new(&lines, head).run()?,
    };
    Ok(assemble(&lines, &areas, head))
}

/// Whether a line is a border from edge to edge, drawn with `dash`.
fn is_rule(line: &Ruled<'_>, dash: u8) -> bool {
    let bytes = line.line.text.as_bytes();
    bytes.len() > 2
        && bytes.starts_with(b"+")
        && bytes.ends_with(b"+")
        && bytes.get(1) == Some(&dash)
        && bytes.iter().all(|byte| *byte == dash || *byte == b'+')
}

/// The line of the rule below the header, if there is one.
fn head_rule(lines: &[Ruled<'_>]) -> Result<Option<usize>, Fault> {
    const HELP: &str = "use `=` once, below the header rows, and `-` for every other border";
    let mut rules = lines.iter().enumerate().filter(|(_, line)| is_rule(line, b'='));
    let Some((index, first)) = rules.next() else { return Ok(None) };
    if let Some((_, second)) = rules.next() {
        return Err(Fault::new(second.line, "the table has a second header rule", HELP));
    }
    if index == 0 || index + 1 == lines.len() {
        return Err(Fault::new(first.line, "the header rule is the table's first or last line", HELP));
    }
    Ok(Some(index))
}

/// Where a cell's borders are.
#[derive(Clone, Copy)]
struct Area {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

/// The cells of a table without spans, which nearly all are: one look at each line.
fn plain(lines: &[Ruled<'_>], head: Option<usize>) -> Option<Vec<Area>> {
    let border = lines.first()?;
    let stops: Vec<usize> = (0..border.width()).filter(|column| border.byte(*column) == Some(b'+')).collect();
    let mut areas = Vec::new();
    let mut top = 0;
    for (index, line) in lines.iter().enumerate().skip(1) {
        let rule = if head == Some(index) {
            stops.iter().all(|stop| line.byte(*stop) == Some(b'+'))
                && line.line.text.matches('+').count() == stops.len()
        } else {
            line.line.text == border.line.text
        };
        if rule {
            let columns = stops.iter().zip(stops.iter().skip(1));
            areas.extend(columns.map(|(left, right)| Area { top, left: *left, bottom: index, right: *right }));
            top = index;
        } else if head == Some(index) || stops.iter().any(|stop| line.byte(*stop) != Some(b'|')) {
            return None;
        }
    }
    Some(areas)
}

/// Walks around each cell, from its top left corner and back; corners are taken from top to bottom, left to right.
struct Scan<'t, 'a> {
    lines: &'t [Ruled<'a>],
    head: Option<usize>,
    bottom: usize,
    right: usize,
    /// Per column: how many lines from the top are in cells already.
    done: Vec<usize>,
    /// Steps left: a drawing made to be walked in vain must not take for ever.
    fuel: usize,
}

impl<'t, 'a> Scan<'t, 'a> {
    fn new(lines: &'t [Ruled<'a>], head: Option<usize>) -> Self {
        let width = lines.first().map_or(0, Ruled::width);
        let (bottom, right) = (lines.len().saturating_sub(1), width.saturating_sub(1));
        Self { lines, head, bottom, right, done: vec![0; right], fuel: lines.len() * width * 16 + 4096 }
    }

    fn run(mut self) -> Result<Vec<Area>, Fault> {
        let mut corners = BTreeSet::from([(0, 0)]);
        let mut areas = Vec::new();
        while let Some((top, left)) = corners.pop_first() {
            if top == self.bottom || left == self.right || self.done.get(left).is_none_or(|done| *done > top) {
                continue;
            }
            let Some(area) = self.around(top, left) else { continue };
            for done in self.done.get_mut(area.left..area.right).unwrap_or_default() {
                if *done != top {
                    return Err(self.fault(top));
                }
                *done = area.bottom;
            }
            corners.extend([(top, area.right), (area.bottom, left)]);
            areas.push(area);
        }
        match self.done.iter().min() {
            Some(done) if *done < self.bottom => Err(self.fault(*done)),
            _ => Ok(areas),
        }
    }

    fn fault(&self, top: usize) -> Fault {
        let line = self.lines.get(top).map_or(Line { at: 0, text: "" }, |line| line.line);
        Fault::new(line, "a cell that begins at this border is not closed", CLOSE)
    }

    fn around(&mut self, top: usize, left: usize) -> Option<Area> {
        for right in left + 1..=self.right {
            match self.at(top, right)? {
                b'+' => {
                    if let Some(bottom) = self.down(top, left, right) {
                        return Some(Area { top, left, bottom, right });
                    }
                }
                b'-' => {}
                _ => return None,
            }
        }
        None
    }

    fn down(&mut self, top: usize, left: usize, right: usize) -> Option<usize> {
        for bottom in top + 1..=self.bottom {
            match self.at(bottom, right)? {
                b'+' => {
                    if self.back(top, left, bottom, right) == Some(true) {
                        return Some(bottom);
                    }
                }
                b'|' => {}
                _ => return None,
            }
        }
        None
    }

    /// Whether the lower border leads to the left one, and that one back up.
    fn back(&mut self, top: usize, left: usize, bottom: usize, right: usize) -> Option<bool> {
        for column in (left + 1..right).rev() {
            if !matches!(self.at(bottom, column)?, b'+' | b'-') {
                return Some(false);
            }
        }
        if self.at(bottom, left)? != b'+' {
            return Some(false);
        }
        for line in (top + 1..bottom).rev() {
            if !matches!(self.at(line, left)?, b'+' | b'|') {
                return Some(false);
            }
        }
        Some(true)
    }

    /// The byte at a place, the header rule read as any other; none where there is none, or no fuel is left.
    fn at(&mut self, line: usize, column: usize) -> Option<u8> {
        self.fuel = self.fuel.checked_sub(1)?;
        match self.lines.get(line)?.byte(column) {
            Some(b'=') if self.head == Some(line) => Some(b'-'),
            byte => Some(byte.unwrap_or(b' ')),
        }
    }
}

/// Puts the cells into rows and columns.
fn assemble<'a>(lines: &[Ruled<'a>], areas: &[Area], head: Option<usize>) -> Table<'a> {
    let tops: BTreeSet<usize> = areas.iter().flat_map(|area| [area.top, area.bottom]).collect();
    let lefts: BTreeSet<usize> = areas.iter().flat_map(|area| [area.left, area.right]).collect();
    let (tops, lefts): (Vec<_>, Vec<_>) = (tops.into_iter().collect(), lefts.into_iter().collect());
    let number = |stops: &[usize], stop: usize| stops.binary_search(&stop).unwrap_or(0);
    let mut rows: Vec<super::Row<'a>> = vec![Vec::new(); tops.len().saturating_sub(1)];
    for area in areas {
        let (row, column) = (number(&tops, area.top), number(&lefts, area.left));
        let inner = lines.get(area.top + 1..area.bottom).unwrap_or_default();
        let cell = Cell {
            column,
            right: number(&lefts, area.right).saturating_sub(column + 1),
            down: number(&tops, area.bottom).saturating_sub(row + 1),
            line: area.top + 1,
            lines: cut(inner, area.left + 1, area.right),
        };
        if let Some(row) = rows.get_mut(row) {
            row.push(cell);
        }
    }
    let body = rows.split_off(head.map_or(0, |head| number(&tops, head)));
    Table {
        at: lines.first().map_or(0, |line| line.line.at),
        widths: lefts.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()? - 1)).collect(),
        head: rows,
        body,
    }
}
