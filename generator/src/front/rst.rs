//! reStructuredText pages: one operation a page, its parameters and bodies in tables.

mod block;
mod cell_type;
mod constraint;
mod grammar;
mod inline;
mod lower;
mod markdown;
mod page;
mod prose;
mod stray;
pub mod table;

use super::Input;
use crate::config;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::{Location, SourceMap};
pub use block::Line;
use block::{Block, Kind};
use page::Page;
use std::collections::BTreeSet;
use table::{Cell, Fault, Table};

/// Reads the files into an API; what could not be read is in the diagnostics.
pub fn read(diags: &mut Diagnostics, sources: &mut SourceMap, input: &Input<'_>) -> Option<Api> {
    let pages: Vec<Page> = input.files.iter().map(|file| page::read(diags, *file, &sources.file(*file).text)).collect();
    diags.checkpoint().ok()?;
    if pages.iter().all(|page| page.endpoint.is_none()) {
        let first = Location::File(*input.files.first()?);
        diags
            .report(Code::NoOperation, &first, "there is no page here that describes an operation")
            .help("a page that does has a section `URI` with a line such as `GET /v1/models`");
        return None;
    }
    // Pages name types, not formats.
    config::check_formats(diags, sources, input.config, &BTreeSet::new());
    lower::lower(diags, sources, input, &pages)
}

/// A table with its caption, as the words of its cells: what a page's readers see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The caption, its number included; empty if there is none.
    pub caption: String,
    /// How many of the rows are above the header rule.
    pub head: usize,
    /// Rows of cells of paragraphs.
    pub rows: Vec<Vec<Vec<String>>>,
}

/// All tables of a page in the order they stand in, those in lists and notes included; for comparison with other readers.
///
/// # Errors
/// When a table is broken.
pub fn tables(text: &str) -> Result<Vec<Words>, Fault> {
    let mut tables = Vec::new();
    collect(&mut tables, "", &block::scan(text))?;
    Ok(tables)
}

fn collect(tables: &mut Vec<Words>, caption: &str, blocks: &[Block<'_>]) -> Result<(), Fault> {
    for block in blocks {
        match &block.kind {
            Kind::Table(table) => tables.push(words(caption, table.as_ref().map_err(Clone::clone)?)),
            Kind::Directive("table", words, inner) => {
                collect(tables, &inline::plain(&inline::parse(&markdown::joined(words))), inner)?;
            }
            Kind::Directive(_, _, inner) | Kind::Item(inner) => collect(tables, "", inner)?,
            Kind::Title(..) | Kind::Label(_) | Kind::Field(..) | Kind::Paragraph(_) | Kind::Literal(_) => {}
        }
    }
    Ok(())
}

fn words(caption: &str, table: &Table<'_>) -> Words {
    let cell = |cell: &Cell<'_>| {
        let mut paragraphs = Vec::new();
        paragraphs_of(&mut paragraphs, &block::blocks(&cell.lines));
        paragraphs
    };
    let rows = table.head.iter().chain(&table.body).map(|row| row.iter().map(cell).collect()).collect();
    Words { caption: caption.to_owned(), head: table.head.len(), rows }
}

fn paragraphs_of(paragraphs: &mut Vec<String>, blocks: &[Block<'_>]) {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(lines) => paragraphs.push(inline::plain(&inline::parse(&markdown::joined(lines)))),
            Kind::Item(inner) | Kind::Directive(_, _, inner) => paragraphs_of(paragraphs, inner),
            Kind::Title(..) | Kind::Label(_) | Kind::Field(..) | Kind::Literal(_) | Kind::Table(_) => {}
        }
    }
}
