//! HTML in descriptions as Markdown: what has a counterpart becomes it, other tags go and their text stays.

use super::inline::{escape, is_web, quoted};
use super::{BREAK, Link, Writer};
use pulldown_cmark::{Tag, TagEnd};

/// Elements whose tags go while their text stays. Anything else in angle brackets that is no element is a placeholder.
const INLINE: &[&str] = &[
    "abbr", "b", "big", "caption", "center", "cite", "del", "em", "font", "i", "img", "ins", "label", "mark", "q", "s",
    "small", "span", "strike", "strong", "sub", "summary", "sup", "tbody", "tfoot", "thead", "u", "video", "wbr",
];

/// Elements that stand in a paragraph of their own.
const PARAGRAPHS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "nav",
    "p",
    "section",
];

/// Elements whose text is not for readers.
const HIDDEN: &[&str] = &["iframe", "noscript", "object", "script", "style", "svg", "template"];

/// Elements whose text is code.
const CODE: &[&str] = &["code", "kbd", "samp", "tt", "var"];

/// A list, or a table, of which each row becomes an item.
const LISTS: &[&str] = &["ul", "ol", "table"];

/// What HTML has open.
#[derive(Default)]
pub struct Html {
    /// The text of a block that is not read to its end yet.
    pub block: String,
    /// Text that becomes a code span.
    pub code: Option<String>,
    /// The element whose text is left out.
    pub hidden: Option<String>,
    /// Whether each list that is open has an item open.
    lists: Vec<bool>,
}

impl Writer {
    /// A piece of HTML: tags, and the text between them.
    pub fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            self.plain(&unescaped(before));
            rest = match after.strip_prefix("!--") {
                Some(comment) => comment.split_once("-->").map_or("", |(_, rest)| rest),
                None => match after.split_once('>') {
                    Some((tag, after)) if self.tag(tag) => after,
                    _ => {
                        self.bracket(after);
                        after
                    }
                },
            };
        }
        self.plain(&unescaped(rest));
    }

    /// A bracket that begins no tag.
    fn bracket(&mut self, after: &str) {
        let like_tag = after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?'));
        let text = self.code.is_none() && self.html.code.is_none() && self.html.hidden.is_none();
        if text && like_tag { self.open.push_str("\\<") } else { self.plain("<") }
    }

    /// Text of HTML, where blanks and ends of lines are alike, unless it is code.
    fn plain(&mut self, text: &str) {
        if self.html.hidden.is_some() {
            return;
        }
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else if let Some(code) = &mut self.html.code {
            code.push_str(text);
        } else {
            self.open.push_str(&escape(&text.replace('\n', " ")));
        }
    }

    /// What stands between the angle brackets; whether it is a tag that is known.
    fn tag(&mut self, tag: &str) -> bool {
        let (close, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let name = name.as_str();
        if let Some(hidden) = &self.html.hidden {
            if close && hidden == name {
                self.html.hidden = None;
            }
            return true;
        }
        match name {
            "a" if close => self.end_link(),
            "a" => {
                let target = attribute(tag, "href").filter(|target| is_web(target));
                self.start_link(Link { target, html: true });
            }
            "br" if self.open.ends_with('\n') => self.paragraph(),
            "br" => self.open.push_str(BREAK),
            "pre" if close => {
                // A line that ends behind the tag is none.
                self.code = self.code.take().map(|(name, code)| (name, code.trim_start_matches('\n').to_owned()));
                self.end(TagEnd::CodeBlock);
            }
            "pre" => {
                self.flush();
                self.code = Some((String::new(), String::new()));
            }
            "li" | "tr" => self.item(close),
            "td" | "th" => self.open.push_str(if close || self.open.is_empty() { "" } else { ", " }),
            name if LISTS.contains(&name) => self.list(close),
            name if CODE.contains(&name) => self.html_code(close),
            name if PARAGRAPHS.contains(&name) => self.paragraph(),
            name if HIDDEN.contains(&name) => {
                let whole = close || tag.ends_with('/');
                self.html.hidden = (!whole).then(|| name.to_owned());
            }
            name => return INLINE.contains(&name),
        }
        true
    }

    /// Ends a paragraph, if there is one.
    pub fn paragraph(&mut self) {
        let gap = !self.open.trim().is_empty();
        self.flush();
        self.gap |= gap;
    }

    fn html_code(&mut self, close: bool) {
        // In a block of code its text is code already.
        if self.code.is_some() {
            return;
        }
        let code = self.html.code.take().filter(|code| !code.trim().is_empty());
        self.open.push_str(&code.map_or_else(String::new, |code| quoted(code.trim())));
        self.html.code = (!close).then(String::new);
    }

    fn list(&mut self, close: bool) {
        if !close {
            if self.lists.is_empty() {
                self.paragraph();
            }
            self.start(Tag::List(None));
            self.html.lists.push(false);
        } else if let Some(item) = self.html.lists.pop() {
            if item {
                self.end(TagEnd::Item);
            }
            self.end(TagEnd::List(false));
        }
    }

    fn item(&mut self, close: bool) {
        if self.html.lists.is_empty() {
            self.list(false);
        }
        let open = self.html.lists.last().copied().unwrap_or_default();
        if open {
            self.end(TagEnd::Item);
        }
        if !close {
            self.start(Tag::Item);
        }
        if let Some(item) = self.html.lists.last_mut() {
            *item = !close;
        }
    }

    /// Ends what is open inside a paragraph: no mark may be left without its partner.
    pub fn close_inline(&mut self) {
        if self.html.code.is_some() {
            self.html_code(true);
        }
        while self.links.last().is_some_and(|link| link.html) {
            self.end_link();
        }
    }

    /// Ends everything that HTML has open, before a block of Markdown begins or ends.
    pub fn close_html(&mut self) {
        self.html.hidden = None;
        if self.html.code.is_some() {
            self.html_code(true);
        }
        while !self.html.lists.is_empty() {
            self.list(true);
        }
    }
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?;
    let value = match value.chars().next()? {
        mark @ ('"' | '\'') => value.get(1..)?.split(mark).next()?,
        _ => value.split(char::is_whitespace).next()?,
    };
    Some(unescaped(value))
}

/// Characters by the names that descriptions use.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("cent", "¢"),
    ("copy", "©"),
    ("deg", "°"),
    ("euro", "€"),
    ("ge", "≥"),
    ("gt", ">"),
    ("hellip", "…"),
    ("larr", "←"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("ne", "≠"),
    ("pound", "£"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rarr", "→"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsquo", "’"),
    ("times", "×"),
    ("trade", "™"),
];

/// The text with characters instead of their names and numbers.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let found = after.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        out.push_str(found.as_ref().map_or("&", |(character, _)| character));
        rest = found.map_or(after, |(_, after)| after);
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    let numbered = number.and_then(char::from_u32).map(String::from);
    numbered.or_else(|| ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned()))
}
