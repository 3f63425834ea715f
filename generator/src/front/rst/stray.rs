//! Tables that are none to the markup, since a border is missing: their lines would pass for text, and be lost.

use super::block::{Block, Kind, Line, is_simple_border};
use super::table::Fault;

/// What is wrong with the lines of a paragraph, if there is a table's border among them.
///
/// Lines that begin with `|` are no fault on their own: they may be a line block.
pub(super) fn paragraph(lines: &[Line<'_>]) -> Option<Fault> {
    let index = lines.iter().position(|line| is_grid_border(line.text) || is_simple_border(line.text))?;
    let (above, border) = (lines.get(..index)?, lines.get(index)?);
    if is_grid_border(border.text)
        && let Some(first) = above.iter().rev().take_while(|line| is_grid_row(line.text)).last()
    {
        return Some(Fault {
            at: first.at,
            message: "the table has no top border".into(),
            help: "draw a border like `+---+---+` above its first row, and leave a blank line above that",
        });
    }
    Some(Fault {
        at: border.at,
        message: "this border of a table stands in a paragraph".into(),
        help: "begin the table with its top border, and leave a blank line above that",
    })
}

/// What is wrong with a directive: one that is there for a table must hold one.
pub(super) fn directive(name: &str, line: Line<'_>, blocks: &[Block<'_>]) -> Option<Fault> {
    let is_empty = name == "table" && !blocks.iter().any(|block| matches!(block.kind, Kind::Table(_)));
    is_empty.then(|| Fault {
        at: line.at,
        message: "this `.. table::` holds no table".into(),
        help: "leave a blank line below the caption, and indent the table as far as the directive's text",
    })
}

/// What is wrong with the lines of a grid table, if they are but a border that the rows have been torn from.
pub(super) fn grid(lines: &[Line<'_>]) -> Option<Fault> {
    let [border] = lines else { return None };
    Some(Fault {
        at: border.at,
        message: "this border of a table stands alone".into(),
        help: "leave no blank lines within the table, or delete the border",
    })
}

fn is_grid_border(text: &str) -> bool {
    text.starts_with('+') && text.ends_with('+') && text.len() > 2 && text.chars().all(|c| matches!(c, '+' | '-' | '='))
}

fn is_grid_row(text: &str) -> bool {
    text.len() > 1 && text.starts_with('|') && text.ends_with('|')
}

#[cfg(test)]
mod tests {
    use super::super::block::scan;
    use super::*;

    /// Where the faults of a text are.
    fn faults(text: &str) -> Vec<usize> {
        let blocks = scan(text);
        blocks
            .iter()
            .filter_map(|block| if let Kind::Table(Err(fault)) = &block.kind { Some(fault.at) } else { None })
            .collect()
    }

    #[test]
    fn a_border_in_text_is_a_fault() {
        assert_eq!(faults("| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n"), [0]);
        assert_eq!(faults("Below:\n+---+\n| a |\n+---+\n"), [7]);
        assert_eq!(faults("a  b\n== ==\n1  2\n== ==\n"), [5]);
        assert_eq!(faults("| a |\n\n+---+\n"), [7]);
        assert_eq!(faults(".. table:: A\n\n   Text.\n"), [0]);
    }

    #[test]
    fn line_blocks_and_literals_are_no_tables() {
        assert!(faults("| a\n| b |\n").is_empty());
        assert!(faults("Like this::\n\n  | a |\n  +---+\n").is_empty());
        assert!(faults("1 + 2 = 3\n+1-1+\n").is_empty());
    }
}
