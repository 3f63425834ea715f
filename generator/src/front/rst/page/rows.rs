//! The tables of a page as rows of parameters: columns by their heads, in any order.

use super::super::block::{self, Kind};
use super::super::cell_type::{self, Expr, Target};
use super::super::constraint::{self, Description};
use super::super::grammar::{self, Column, Section};
use super::super::inline::{self, Span};
use super::super::markdown::joined;
use super::super::table::{Cell, Table};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{FileId, Location};

/// A table of parameters.
#[derive(Debug)]
pub(in crate::front::rst) struct PageTable {
    /// The section it stands in: URI, request or response.
    pub section: Section,
    /// The status it is for, if the text above it names one.
    pub status: Option<u16>,
    /// Its caption without its number.
    pub caption: String,
    /// The name in its caption: of `**x** parameters`, x.
    pub name: String,
    /// Its label, in lower case.
    pub label: Option<String>,
    /// Its rows, names being unique.
    pub rows: Vec<Row>,
    /// Byte offset of its first line.
    pub at: usize,
}

/// A row of a table: a parameter or a field.
#[derive(Debug)]
pub(in crate::front::rst) struct Row {
    /// Its name.
    pub wire: String,
    /// Whether it must be there, if the table says.
    pub mandatory: bool,
    /// Its type.
    pub ty: Expr,
    /// The type as written.
    pub type_text: String,
    /// Byte offset of the type.
    pub type_at: usize,
    /// Its description.
    pub about: Description,
    /// Byte offset of the name.
    pub at: usize,
}

/// What stands above a table.
pub(super) struct Head<'c> {
    pub(super) section: Section,
    pub(super) status: Option<u16>,
    pub(super) caption: &'c str,
    pub(super) label: Option<String>,
    pub(super) at: usize,
}

/// Reads a table; none if it has no column of names.
pub(super) fn read(diags: &mut Diagnostics, file: FileId, head: Head<'_>, table: &Table<'_>) -> Option<PageTable> {
    // A table without a header rule may still have a header.
    let (heads, body) = match table.head.last() {
        Some(row) => (row, table.body.as_slice()),
        None => table.body.split_first()?,
    };
    let columns = columns(diags, file, head.at, heads, table.head.is_empty())?;
    let (caption, name) = caption(head.caption);
    let (section, status, label, at) = (head.section, head.status, head.label, head.at);
    let mut read = PageTable { section, status, caption, name, label, rows: Vec::new(), at };
    for cells in body {
        let Some(row) = row(diags, file, cells, &columns) else { continue };
        match read.rows.iter().find(|other| other.wire == row.wire) {
            Some(first) => {
                let message = format!("`{}` stands in this table already; this row is not used", row.wire);
                diags
                    .report(Code::DuplicateRow, &Location::Offset(file, row.at), message)
                    .help("delete the row that is wrong")
                    .related(&Location::Offset(file, first.at), "the row that is used");
            }
            None => read.rows.push(row),
        }
    }
    Some(read)
}

/// What each column holds, by where it begins; none if no column is of names.
fn columns(
    diags: &mut Diagnostics,
    file: FileId,
    at: usize,
    heads: &[Cell<'_>],
    unruled: bool,
) -> Option<Vec<(usize, Column)>> {
    const RULE: &str = "draw a border like `+===+===+` below the column heads";
    let columns: Vec<_> = heads.iter().map(|cell| (cell, grammar::column(&inline::plain(&spans(cell))))).collect();
    // Without a rule below them, the heads and the first parameter are one row.
    let is_merged = |cell: &Cell<'_>| {
        let mut lines = cell.lines.iter().filter(|line| !line.text.is_empty());
        let first = lines.next().and_then(|line| grammar::column(&inline::plain(&inline::parse(line.text))));
        unruled && first.is_some() && lines.next().is_some()
    };
    if !columns.iter().any(|(_, column)| *column == Some(Column::Name)) {
        let merged = heads.iter().find(|cell| is_merged(cell));
        let (message, help) = match merged {
            Some(_) => {
                ("the header border is missing, so that no column is one of names; this table is not used", RULE)
            }
            None => (
                "this table has no column of names; it is not used",
                "head the column of parameter names with `Parameter`",
            ),
        };
        let at = merged.map_or(at, Cell::at);
        diags.report(Code::UnknownTable, &Location::Offset(file, at), message).help(help);
        return None;
    }
    for (cell, _) in columns.iter().filter(|(_, column)| column.is_none()) {
        let text = inline::plain(&spans(cell));
        let (why, help) = if is_merged(cell) {
            (", since the header border is missing", RULE)
        } else {
            ("", "known are Parameter or Name, Mandatory, Type, and Description or Remarks")
        };
        let message = format!("the column `{}` is not one of the known ones{why}; its cells are not used", text.trim());
        diags.report(Code::UnknownColumn, &Location::Offset(file, cell.at()), message).help(help);
    }
    Some(columns.iter().filter_map(|(cell, column)| Some((cell.column, (*column)?))).collect())
}

/// The row, unless its name is empty.
fn row(diags: &mut Diagnostics, file: FileId, cells: &[Cell<'_>], columns: &[(usize, Column)]) -> Option<Row> {
    let cell = |wanted: Column| {
        let (index, _) = columns.iter().find(|(_, column)| *column == wanted)?;
        cells.iter().find(|cell| cell.column == *index)
    };
    let name = cell(Column::Name)?;
    let name_spans = spans(name);
    let wire = inline::plain(&name_spans).trim().to_owned();
    if wire.is_empty() {
        if cells.iter().any(|cell| cell.lines.iter().any(|line| !line.text.is_empty())) {
            diags
                .report(Code::UnknownCell, &Location::Offset(file, name.at()), "this row has no name; it is not used")
                .help("write the parameter's name into it, or draw no border above what belongs to the row before");
        }
        return None;
    }
    let mandatory = cell(Column::Mandatory).is_some_and(|cell| mandatory(diags, file, cell));
    let ty = cell(Column::Type);
    let type_spans = ty.map(spans).unwrap_or_default();
    let mut about =
        cell(Column::Description).map(|cell| constraint::read(&block::blocks(&cell.lines))).unwrap_or_default();
    // Some services link an object's table from its name.
    about.refs.extend(name_spans.iter().filter_map(|span| match span {
        Span::Ref { text, label } => Some(Target { text: text.clone(), label: Some(label.to_lowercase()) }),
        _ => None,
    }));
    Some(Row {
        wire,
        mandatory,
        ty: cell_type::parse(&type_spans),
        type_text: inline::plain(&type_spans).trim().to_owned(),
        type_at: ty.map_or_else(|| name.at(), Cell::at),
        about,
        at: name.at(),
    })
}

/// Whether a parameter must be there; a cell that says neither is taken for a no.
fn mandatory(diags: &mut Diagnostics, file: FileId, cell: &Cell<'_>) -> bool {
    let text = inline::plain(&spans(cell));
    let known = grammar::mandatory(&text);
    if known.is_none() {
        let message = format!("`{}` does not say whether the parameter is mandatory; it is optional", text.trim());
        diags.report(Code::UnknownCell, &Location::Offset(file, cell.at()), message).help("write `Yes` or `No`");
    }
    known.unwrap_or(false)
}

/// The text of a cell's first paragraphs.
fn spans(cell: &Cell<'_>) -> Vec<Span> {
    match cell.lines.as_slice() {
        // Nearly all cells are one line.
        [line] => inline::parse(line.text),
        lines => block::blocks(lines)
            .iter()
            .filter_map(|block| match &block.kind {
                Kind::Paragraph(lines) => Some(inline::parse(&joined(lines))),
                _ => None,
            })
            .flatten()
            .collect(),
    }
}

/// The caption without `**Table 7**`, and the name in it.
fn caption(text: &str) -> (String, String) {
    let spans = inline::parse(text);
    let spans = match spans.split_first() {
        Some((first, rest)) if is_number(first.text()) => rest,
        _ => spans.as_slice(),
    };
    let text = inline::plain(spans).trim().to_owned();
    let strong = spans.iter().find_map(|span| if let Span::Strong(name) = span { Some(name.trim()) } else { None });
    let name = strong.unwrap_or_else(|| {
        let words = ["Parameters of ", "Parameters in "];
        let text = words.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text);
        [" parameter description", " parameters", " structure data", " objects", " object"]
            .iter()
            .find_map(|suffix| text.strip_suffix(suffix))
            .unwrap_or(text)
    });
    let name = name.to_owned();
    (text, name)
}

/// `Table 7`
fn is_number(text: &str) -> bool {
    text.trim().strip_prefix("Table").is_some_and(|number| number.trim().chars().all(|c| c.is_ascii_digit()))
}
