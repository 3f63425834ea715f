//! Descriptions as rustdoc: one attribute a line, nothing in them that rustdoc would run, link or warn about.

use super::markdown;
use crate::ir::Doc;
use proc_macro2::TokenStream;
use quote::quote;

/// The lines of a description as attributes; `fallback` where there is none.
pub fn attributes(doc: &Doc, fallback: &str, more: &[String]) -> TokenStream {
    let lines = lines(doc, fallback, more);
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The lines of a description: summary, text, further paragraphs, link. Empty if there is nothing to say.
pub fn lines(doc: &Doc, fallback: &str, more: &[String]) -> Vec<String> {
    let summary = if doc.summary.is_empty() { fallback } else { doc.summary.as_str() };
    let mut lines = Vec::new();
    for text in [summary, doc.text.as_str()].into_iter().chain(more.iter().map(String::as_str)) {
        let paragraph = markdown::clean(text);
        if !lines.is_empty() && !paragraph.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph);
    }
    let link = doc.link.as_ref().filter(|link| markdown::is_web(link));
    if let Some(link) = link {
        lines.push(String::new());
        lines.push(format!("[Documentation]({link})"));
    }
    lines
}

/// A text as one line, without its blocks of code: for the item of a list or the cell of a table.
pub fn inline(text: &str) -> String {
    let lines = markdown::clean(text);
    let prose = lines.split(|line| line.contains("```")).step_by(2).flatten();
    let words = prose.map(|line| line.trim_start_matches(['#', '>', '-', ' '])).filter(|line| !line.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A word of the document as code; what would end the code early is replaced.
pub fn code(text: &str) -> String {
    match text.trim() {
        "" => "`\"\"`".to_owned(),
        text => format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_text_more_and_link_are_paragraphs() {
        let doc = Doc { summary: "One.".into(), text: "Two.".into(), link: Some("https://a.b/c".into()) };
        let lines = lines(&doc, "", &["Three.".to_owned()]);
        assert_eq!(lines.join("|"), "One.||Two.||Three.||[Documentation](https://a.b/c)");
    }

    #[test]
    fn a_text_in_line_has_no_blocks() {
        assert_eq!(inline("# Gone\n\nIt was *there*:\n\n```\n{}\n```\n\n- once"), "Gone It was *there*: once");
    }

    #[test]
    fn a_word_as_code_never_ends_it() {
        assert_eq!([code("a`b"), code(""), code("a\nb")], ["`a'b`", "`\"\"`", "`a b`"]);
    }
}
