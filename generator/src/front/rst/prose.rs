//! A page's prose, read by `rst_parser`.
//!
//! That parser has no roles, and a text made to harm it can make it panic or take for ever. So it is given only what
//! it is known to read, roles replaced by their words; all other prose goes to our own reader.

use super::block::{Block, Kind};
use super::inline::{self, Span};
use super::markdown::{self, Writer};
use document_tree::HasChildren;
use document_tree::element_categories::{
    BodyElement, StructuralSubElement, SubStructure, TextOrInlineElement as Inline,
};

/// Paragraphs, lists and notes as Markdown.
pub(super) fn to_markdown(blocks: &[Block<'_>]) -> String {
    let mut source = String::new();
    let tame = source_of(&mut source, blocks, 0).is_some();
    let read = tame.then(|| rst_parser::parse_only(&source).ok()).flatten();
    let written = read.and_then(|document| {
        let mut out = Writer::default();
        for child in document.children() {
            let StructuralSubElement::SubStructure(child) = child else { return None };
            let SubStructure::BodyElement(child) = child.as_ref() else { return None };
            write_body(&mut out, child)?;
        }
        Some(out.text)
    });
    written.unwrap_or_else(|| markdown::blocks(blocks))
}

/// The longest text and the longest word to hand over: the parser is slow, and recurses over words.
const LONGEST: (usize, usize) = (4096, 64);

/// Writes the blocks again as reStructuredText, if the parser is known to read them.
fn source_of(out: &mut String, blocks: &[Block<'_>], indent: usize) -> Option<()> {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(lines) => {
                if !out.is_empty() && !out.ends_with("-  ") {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                write_source(out, &inline::parse(&markdown::joined(lines)))?;
                out.push_str("\n\n");
            }
            Kind::Item(inner) if indent == 0 && matches!(inner.first()?.kind, Kind::Paragraph(_)) => {
                out.push_str("-  ");
                source_of(out, inner, indent + 3)?;
            }
            Kind::Label(_) | Kind::Field(..) => {}
            Kind::Item(_) | Kind::Title(..) | Kind::Directive(..) | Kind::Literal(_) | Kind::Table(_) => return None,
        }
    }
    (out.len() <= LONGEST.0).then_some(())
}

fn write_source(out: &mut String, spans: &[Span]) -> Option<()> {
    for span in spans {
        let words = span.text();
        // No character that begins markup: what `inline` took for text might be something else to the parser.
        let tame = |c: char| c.is_alphanumeric() || " .,;!?'\"()/%=$-".contains(c);
        let short = words.split(' ').all(|word| word.len() <= LONGEST.1);
        if !short || !words.chars().all(tame) {
            return None;
        }
        match span {
            Span::Text(_) | Span::Ref { .. } => out.push_str(words),
            Span::Strong(_) => out.extend(["**", words, "**"]),
            Span::Emphasis(_) => out.extend(["*", words, "*"]),
            Span::Literal(_) => out.extend(["``", words, "``"]),
            Span::Link { .. } => return None,
        }
    }
    Some(())
}

fn write_body(out: &mut Writer, element: &BodyElement) -> Option<()> {
    match element {
        BodyElement::Paragraph(paragraph) => {
            out.paragraph(&inline_markdown(paragraph.children())?);
            Some(())
        }
        BodyElement::BulletList(list) => {
            let mut read = Some(());
            for item in list.children() {
                out.item(|out| {
                    for child in item.children() {
                        read = read.and_then(|()| write_body(out, child));
                    }
                });
            }
            read
        }
        _ => None,
    }
}

fn inline_markdown(children: &[Inline]) -> Option<String> {
    let mut text = String::new();
    for child in children {
        match child {
            Inline::String(words) => markdown::escape(&mut text, words),
            Inline::Strong(strong) => markdown::marked(&mut text, "**", &words_of(strong.children())?),
            Inline::Emphasis(emphasis) => markdown::marked(&mut text, "*", &words_of(emphasis.children())?),
            Inline::Literal(literal) => markdown::code(&mut text, &literal.children().concat()),
            _ => return None,
        }
    }
    Some(text.trim().to_owned())
}

/// The words inside marked text, if there is nothing else in it.
fn words_of(children: &[Inline]) -> Option<String> {
    children.iter().map(|child| if let Inline::String(words) = child { Some(words.as_str()) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::block;
    use super::*;

    #[test]
    fn both_readers_write_the_same() {
        let blocks = block::scan(
            "One **two** and *three*,\nthen ``four``.\n\n-  five\n-  :ref:`six <s>`\n\n   Seven.\n\nEight.\n",
        );
        let expected = "One **two** and *three*, then `four`.\n\n- five\n- six\n\n  Seven.\n\nEight.";
        assert!(source_of(&mut String::new(), &blocks, 0).is_some());
        assert_eq!(to_markdown(&blocks), expected);
        assert_eq!(markdown::blocks(&blocks), expected);
    }

    #[test]
    fn what_the_parser_does_not_know_is_read_without_it() {
        let blocks =
            block::scan("See `here <https://example.com/a b>`__, a_b, x[1]<y>.\n\n.. note::\n\n   Not **that**.\n");
        assert_eq!(
            to_markdown(&blocks),
            "See [here](<https://example.com/ab>), a_b, x\\[1\\]\\<y\\>.\n\nNot **that**."
        );
    }
}
