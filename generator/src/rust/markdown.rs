//! Markdown and HTML from anywhere as Markdown that rustdoc takes for what it says: nothing in it is run, linked to an
//! item, or read as a tag, and each sentence has a line of its own, so that a changed word changes one line.

mod html;
mod inline;

use html::Html;
use inline::{escape, fenced, marked, quoted, sentences};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

pub use inline::is_web;

/// The text, line by line.
pub fn clean(text: &str) -> Vec<String> {
    let text = text.replace('\t', "    ");
    let mut writer = Writer::default();
    if is_prose(&text) {
        writer.open = escape(&text);
        writer.flush();
        return writer.lines;
    }
    for event in TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES)) {
        writer.event(event);
    }
    writer.close_html();
    writer.flush();
    writer.lines
}

/// Whether a text is one paragraph that no sign in it makes more of, as most descriptions are: parsing it would cost more
/// than all that is done with it.
fn is_prose(text: &str) -> bool {
    let signs = |byte: &u8| b" ,.;:'\"()-/".contains(byte);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || signs(&byte))
}

/// The end of a line that stays one.
const BREAK: &str = "\\\n";

/// How deep blocks may be nested; deeper ones are written as if they were not.
const DEPTH: usize = 8;

/// What was written so far, and where.
#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The text of the paragraph that is open.
    open: String,
    /// What each line begins with, for each block that is open.
    prefixes: Vec<String>,
    /// What the next line begins with instead of its last prefix: a list item's mark.
    mark: Option<String>,
    /// The number of the next item, for each list that is open; none for bullets.
    lists: Vec<Option<u64>>,
    /// Whether a blank line is due before the next one.
    gap: bool,
    /// The links that are open.
    links: Vec<Link>,
    /// The language and text of the code block that is open.
    code: Option<(String, String)>,
    /// The cells of the table row that is open.
    row: Option<Vec<String>>,
    /// What HTML has open.
    html: Html,
}

/// A link that is open.
struct Link {
    /// Where it leads; none if only its text stays.
    target: Option<String>,
    /// Whether a tag of HTML began it, which may never end it.
    html: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                if matches!(tag, Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::List(_) | Tag::Item | Tag::Table(_)) {
                    self.close_html();
                }
                self.start(tag);
            }
            Event::End(tag) => {
                if matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) {
                    self.close_html();
                }
                self.end(tag);
            }
            Event::Text(_) | Event::Code(_) if self.html.hidden.is_some() => {}
            Event::Text(text) | Event::Code(text) if self.html.code.is_some() => {
                self.html.code.get_or_insert_default().push_str(&text);
            }
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None if self.links.iter().any(|link| link.target.is_some()) => self.open.push_str(&marked(&text)),
                None => self.open.push_str(&escape(&text)),
            },
            Event::Code(code) => self.open.push_str(&quoted(&code)),
            Event::Html(html) => self.html.block.push_str(&html),
            Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak => self.open.push(' '),
            Event::HardBreak => self.open.push_str(BREAK),
            Event::Rule => self.flush(),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.open.push_str(&escape(&text)),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.open.push_str("#### ");
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.prefixes.push("> ".to_owned());
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(first) => {
                self.flush();
                // Items of a list inside an item follow its text at once.
                self.gap = self.gap && self.lists.is_empty();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", number.saturating_sub(1))
                    }
                    _ => "- ".to_owned(),
                };
                self.gap = self.gap && self.lists.len() < 2 && self.lines.last().is_some_and(|line| !is_item(line));
                self.prefixes.push(" ".repeat(mark.len()));
                self.mark = Some(mark);
            }
            Tag::Emphasis => self.open.push('*'),
            Tag::Strong => self.open.push_str("**"),
            Tag::Link { link_type, dest_url, .. } => {
                // An address that stands for itself is text, which is given its angle brackets like any other.
                let itself = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let target = (!itself && is_web(&dest_url)).then(|| dest_url.to_string());
                self.start_link(Link { target, html: false });
            }
            Tag::TableHead | Tag::TableRow => self.row = Some(Vec::new()),
            Tag::Paragraph | Tag::HtmlBlock | Tag::Table(_) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => {
                let block = std::mem::take(&mut self.html.block);
                self.html(&block);
                self.paragraph();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.flush();
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.prefixes.pop();
                self.gap = true;
            }
            TagEnd::Item => {
                self.flush();
                self.mark = None;
                self.prefixes.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    for line in fenced(&language, &code) {
                        self.line(&line);
                    }
                }
                self.gap = true;
            }
            TagEnd::Emphasis => self.open.push('*'),
            TagEnd::Strong => self.open.push_str("**"),
            TagEnd::Link => self.end_link(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.open);
                if let Some(row) = &mut self.row {
                    row.push(cell.replace(BREAK, " ").replace('|', "\\|").replace('\n', " "));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = self.row.take().unwrap_or_default();
                self.line(&format!("| {} |", row.join(" | ")));
                if tag == TagEnd::TableHead {
                    self.line(&format!("|{}", "---|".repeat(row.len())));
                }
                self.gap = false;
            }
            TagEnd::Table => self.gap = true,
            _ => {}
        }
    }

    fn start_link(&mut self, link: Link) {
        self.open.push_str(if link.target.is_some() { "[" } else { "" });
        self.links.push(link);
    }

    fn end_link(&mut self) {
        if let Some(Link { target: Some(target), .. }) = self.links.pop() {
            self.open.push_str(&format!("]({target})"));
        }
    }

    /// Writes the open paragraph.
    fn flush(&mut self) {
        self.close_inline();
        let open = std::mem::take(&mut self.open);
        // At the end of a paragraph it would be a mark for readers.
        for line in sentences(open.trim_end_matches(BREAK)) {
            self.line(&line);
        }
    }

    fn line(&mut self, text: &str) {
        let depth = self.prefixes.len().min(DEPTH);
        let prefixes = self.prefixes.get(..depth).unwrap_or_default();
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            // A blank line stays in the quotes that go on, or it would end them.
            let outer = if self.mark.is_some() { depth.saturating_sub(1) } else { depth };
            let blank: String = prefixes.iter().take(outer).map(String::as_str).collect();
            self.lines.push(blank.trim_end().to_owned());
        }
        let mut line: String = prefixes.concat();
        if let Some(mark) = self.mark.take()
            && self.prefixes.len() <= DEPTH
        {
            line.truncate(line.len().saturating_sub(mark.len()));
            line.push_str(&mark);
        }
        line.push_str(text);
        self.lines.push(line.trim_end().to_owned());
    }
}

/// Whether a line belongs to a list.
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches("> ");
    line.starts_with("- ") || line.starts_with("  ") || line.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text).join("\n"), expected, "{text}");
        assert_eq!(clean(expected).join("\n"), expected, "what is clean stays as it is");
    }

    #[test]
    fn nothing_is_run_linked_or_taken_for_html() {
        check("Use <id> or [name], see https://a.b/c.", "Use \\<id> or \\[name\\], see <https://a.b/c>.");
        check("Code `<T>` stays, as does `a_b`.", "Code `<T>` stays, as does `a_b`.");
        check("x\n\n```\nlet a = 1;\n```", "x\n\n```text\nlet a = 1;\n```");
        check("x\n\n```rust\npanic!()", "x\n\n```text\npanic!()\n```");
        check("x\n\n    indented", "x\n\n```text\nindented\n```");
        check("See [here](/docs/a) and [there](https://x.y).", "See here and [there](https://x.y).");
        check("A lone ` tick and snake_case", "A lone \\` tick and snake_case");
        check("<p>One <b>bold</b> word.</p>", "One bold word.");
        check("[https://a.b/c](https://a.b/c)", "[https://a.b/c](https://a.b/c)");
        check("![logo](https://a.b/c.png) text", "logo text");
    }

    #[test]
    fn html_becomes_what_it_means() {
        for (html, markdown) in [
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("One<br>Two<br/><br/>Three", "One\\\nTwo\n\nThree"),
            (
                "<a href=\"https://a.b/c?d=1&amp;e=2\">here</a>, <a href='/x'>there</a>",
                "[here](https://a.b/c?d=1&e=2), there",
            ),
            ("see <a href=\"https://a.b\">this\n\nand that", "see [this](https://a.b)\n\nand that"),
            ("<ul><li>one</li><li>two <code>a_b</code></li></ul>after", "- one\n- two `a_b`\n\nafter"),
            ("<ul>\n<li>one\n<li>two\n</ul>", "- one\n- two"),
            ("a <ul><li>one<ul><li>inner</li></ul></li></ul>", "a\n\n- one\n  - inner"),
            ("- a <li>b\n- c", "- a\n  - b\n- c"),
            ("use <code>x < y</code> or <tt>[z]</tt>", "use `x < y` or `[z]`"),
            ("an <code>open one\n\nand more", "an `open one`\n\nand more"),
            ("<pre>\nlet a = &lt;b&gt;;\n</pre>", "```text\nlet a = <b>;\n```"),
            ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "- a, b\n- 1, 2"),
            ("a&nbsp;&lt;b&gt; &#8212; &#x2014; &mdash; &unknown;", "a \\<b> — — — \\&unknown;"),
            ("<div>a &amp; b &hellip; &lt;c&gt;</div>", "a & b … \\<c>"),
            ("one <!-- not\nthis --> two", "one two"),
            ("<!-- not\n\nthis -->\ntext", "text"),
            ("<script>alert(`1`)</script>text", "text"),
            ("a <script>alert(1)</script> b <style>c {}</style>", "a b"),
            ("<id> and <your-name> and </nothing>", "\\<id> and \\<your-name> and \\</nothing>"),
            ("<h2>Title</h2>text <img src=\"x.png\" onerror=\"alert(1)\"> end", "Title\n\ntext end"),
            ("<a href=\"javascript:alert(1)\">run</a>", "run"),
            ("</ul></li></a></code>text", "text"),
        ] {
            check(html, markdown);
        }
    }

    #[test]
    fn nothing_is_left_open_for_rustdoc() {
        check("```json\n{}", "```json\n{}\n```");
        check("````\n```\n````", "````text\n```\n````");
        check("[`Type`] and [name][ref] and [x]: y", "\\[`Type`\\] and \\[name\\]\\[ref\\] and \\[x\\]: y");
        check("www.a.b and https://a.b/c_(d) end", "www.a.b and <https://a.b/c>\\_(d) end");
        check("~~~\nx\n~~~", "```text\nx\n```");
        check("[ref]: https://a.b\n\nsee [ref]", "see [ref](https://a.b)");
    }

    #[test]
    fn each_sentence_has_a_line_of_its_own_in_its_block() {
        let long = "The first sentence of this text is quite long. The second one, e.g. this, is too. 2. is no list.";
        check(
            long,
            "The first sentence of this text is quite long.\nThe second one, e.g. this, is too. 2. is no list.",
        );
        let list = "* One item with a sentence that is quite long. And another one.\n* Two";
        check(list, "- One item with a sentence that is quite long.\n  And another one.\n- Two");
        let quote = "> One line of a quote that goes on for a while. And on.\nLazily.\n\nAfter.";
        check(quote, "> One line of a quote that goes on for a while.\n> And on. Lazily.\n\nAfter.");
    }

    #[test]
    fn lists_nest_and_tables_stay() {
        check("1. a\n   - b\n   - c\n2. d\n\nend", "1. a\n   - b\n   - c\n2. d\n\nend");
        check("|a|b|\n|-|-|\n|1|2|\n\nend", "| a | b |\n|---|---|\n| 1 | 2 |\n\nend");
        check("# Title\ntext", "#### Title\n\ntext");
        check("- a\n\n  b\n- c", "- a\n\n  b\n- c");
    }
}
