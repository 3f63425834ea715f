//! Descriptions as rustdoc: one attribute a line, nothing in them that rustdoc would run, link or warn about.

use crate::ir::Doc;
use proc_macro2::TokenStream;
use quote::quote;

/// The lines of a description as attributes; `fallback` where there is none.
pub fn attributes(doc: &Doc, fallback: &str, more: &[String]) -> TokenStream {
    let lines = lines(doc, fallback, more);
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The lines of a description: summary, text, further paragraphs, link.
pub fn lines(doc: &Doc, fallback: &str, more: &[String]) -> Vec<String> {
    let summary = if doc.summary.is_empty() { fallback } else { doc.summary.as_str() };
    let mut lines = paragraph(summary);
    for text in [doc.text.as_str()].into_iter().chain(more.iter().map(String::as_str)).filter(|text| !text.is_empty()) {
        lines.push(String::new());
        lines.extend(paragraph(text));
    }
    if let Some(link) = &doc.link {
        lines.push(String::new());
        lines.push(format!("[Documentation](<{}>)", link.replace(['<', '>', '\n'], "")));
    }
    lines
}

/// A word of the document as code; what would end the code early is replaced.
pub fn code(text: &str) -> String {
    match text.trim() {
        "" => "`\"\"`".to_owned(),
        text => format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " ")),
    }
}

/// Markdown made safe for rustdoc, line by line.
fn paragraph(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(mark) = fence {
            lines.push(line.trim_end().to_owned());
            if trimmed == mark {
                fence = None;
            }
        } else if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            // Without a language, rustdoc takes a block for Rust and runs it.
            let language = trimmed.trim_start_matches(['`', '~']).trim();
            let language = if matches!(language, "" | "rust" | "rs") { "text" } else { language };
            lines.push(format!("{mark}{language}"));
            fence = Some(mark);
        } else {
            // Four blanks would begin a code block, which rustdoc runs too.
            let indent = line.len() - line.trim_start().len();
            let indent = " ".repeat(indent.min(3));
            let text = escape(trimmed);
            lines.extend(sentences(&text).into_iter().enumerate().map(|(index, text)| match index {
                0 => format!("{indent}{text}"),
                _ => format!("{}{text}", continuation(trimmed, &indent)),
            }));
        }
    }
    if let Some(mark) = fence {
        lines.push(mark.to_owned());
    }
    while lines.last().is_some_and(|line: &String| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// What a list item's further lines begin with, so that they stay in it.
fn continuation(line: &str, indent: &str) -> String {
    let marker = ["- ", "* ", "+ "].into_iter().find(|marker| line.starts_with(marker)).map_or(0, str::len);
    format!("{indent}{}", " ".repeat(marker))
}

/// Breaks a line after each sentence, so that a changed word changes one line.
fn sentences(line: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    for word in line.split(' ') {
        let Some(sentence) = sentences.last_mut() else { continue };
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        let ends = word.ends_with(['.', '!', '?']) && word.len() > 3 && !matches!(word, "e.g." | "i.e." | "etc.");
        if ends && sentence.len() > 40 {
            sentences.push(String::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    // A line that begins with a digit and a full stop, or a mark, would begin a list.
    let plain = |sentence: &String| sentence.starts_with(|c: char| c.is_alphabetic() || "`*_[\"'(<".contains(c));
    let mut joined: Vec<String> = Vec::new();
    for sentence in sentences {
        match joined.last_mut() {
            Some(last) if !plain(&sentence) || sentence.starts_with("* ") => *last = format!("{last} {sentence}"),
            _ => joined.push(sentence),
        }
    }
    if joined.is_empty() { vec![String::new()] } else { joined }
}

/// Escapes what rustdoc would take for HTML or a link to an item, and gives bare addresses their angle brackets.
/// Code spans stay as they are.
fn escape(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            let ticks: String = rest.chars().take_while(|c| *c == '`').collect();
            let body = rest.get(ticks.len()..).unwrap_or("");
            if let Some(end) = body.find(&ticks) {
                let length = ticks.len() * 2 + end;
                out.push_str(rest.get(..length).unwrap_or(rest));
                rest = rest.get(length..).unwrap_or("");
            } else {
                out.push('\\');
                out.push_str(&ticks);
                rest = body;
            }
        } else if let Some((link, after)) = link(rest) {
            out.push_str(&link);
            rest = after;
        } else if let Some(address) = address(rest) {
            out.push_str(&format!("<{address}>"));
            rest = rest.get(address.len()..).unwrap_or("");
        } else if c == '\\' {
            let pair: String = rest.chars().take(2).collect();
            out.push_str(&pair);
            rest = rest.get(pair.len()..).unwrap_or("");
        } else {
            if matches!(c, '<' | '[' | ']') {
                out.push('\\');
            }
            if !c.is_control() {
                out.push(c);
            }
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
    }
    out
}

/// A Markdown link at the start of the text: kept if it leads to the web, else its text alone.
fn link(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('[')?;
    let (label, rest) = body.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    if label.contains(['[', ']']) {
        return None;
    }
    let target = target.trim();
    let web = target.starts_with("https://") || target.starts_with("http://");
    let label = escape(label);
    Some((if web && !target.contains(['<', '>', ' ']) { format!("[{label}]({target})") } else { label }, after))
}

/// A bare web address at the start of the text.
fn address(text: &str) -> Option<&str> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^".contains(c)).unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    (address.len() > "https://".len()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(text: &str) -> String {
        lines(&Doc::from_text(text), "", &[]).join("\n")
    }

    #[test]
    fn nothing_is_run_linked_or_taken_for_html() {
        assert_eq!(
            doc("Use <id> or [name], see https://a.b/c."),
            "Use \\<id\\> or \\[name\\], see <https://a.b/c>.".replace("\\>", ">")
        );
        assert_eq!(doc("Code `<T>` stays."), "Code `<T>` stays.");
        assert_eq!(doc("x\n\n```\nlet a = 1;\n```"), "x\n\n```text\nlet a = 1;\n```");
        assert_eq!(doc("x\n\n```rust\npanic!()"), "x\n\n```text\npanic!()\n```");
        assert_eq!(doc("x\n\ny\n    indented"), "x\n\ny\n   indented");
        assert_eq!(doc("See [here](/docs/a) and [there](https://x.y)."), "See here and [there](https://x.y).");
        assert_eq!(doc("A lone ` tick"), "A lone \\` tick");
    }

    #[test]
    fn each_sentence_has_a_line_of_its_own() {
        let text = "The first sentence of this text is quite long. The second one, e.g. this, is too. 2. is no list.";
        assert_eq!(
            doc(text),
            "The first sentence of this text is quite long.\nThe second one, e.g. this, is too. 2. is no list."
        );
    }
}
