//! Inline markup of cells and paragraphs: strong, emphasis, literal, roles, links, escapes.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Words.
    Text(String),
    /// `**words**`
    Strong(String),
    /// `*words*`
    Emphasis(String),
    /// ``` ``words`` ```
    Literal(String),
    /// `` :ref:`words <label>` ``
    Ref {
        /// What is shown; the label if there is nothing else.
        text: String,
        /// What it leads to.
        label: String,
    },
    /// `` `words <url>`__ ``, or a bare URL.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        url: String,
    },
}

impl Span {
    /// Its words.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text)
            | Self::Strong(text)
            | Self::Emphasis(text)
            | Self::Literal(text)
            | Self::Ref { text, .. }
            | Self::Link { text, .. } => text,
        }
    }
}

/// The words of some spans.
pub(super) fn plain(spans: &[Span]) -> String {
    spans.iter().map(Span::text).collect()
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Vec<Span> {
    let mut reader = Reader { text, at: 0, words: String::new(), spans: Vec::new(), open: [true; 4] };
    while reader.step() {}
    reader.flush();
    reader.spans
}

/// What closes a span, and its number in [`Reader::open`].
const CLOSERS: [&str; 4] = ["**", "*", "``", "`"];

struct Reader<'a> {
    text: &'a str,
    at: usize,
    words: String,
    spans: Vec<Span>,
    /// Per closer, whether one may follow; once one was searched for in vain it never is again.
    open: [bool; 4],
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Reads one span or one character; tells whether there was one.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        let span = match c {
            '\\' => {
                self.escape();
                return true;
            }
            '*' | '`' if self.may_open() => self.span(rest),
            ':' if self.may_open() => self.role(rest),
            'h' if self.may_open() => url(rest),
            _ => None,
        };
        if let Some((span, length)) = span {
            self.flush();
            self.spans.push(span);
            self.at += length;
        } else {
            // Of a run of asterisks that opens nothing, none does.
            let length = match c {
                '*' | '`' => rest.len() - rest.trim_start_matches(c).len(),
                _ => c.len_utf8(),
            };
            self.words.push_str(rest.get(..length).unwrap_or(""));
            self.at += length;
        }
        true
    }

    /// `\x` is x and nothing else; an escaped blank is nothing at all.
    fn escape(&mut self) {
        self.at += 1;
        if let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            if !c.is_whitespace() {
                self.words.push(c);
            }
        }
    }

    fn flush(&mut self) {
        if !self.words.is_empty() {
            self.spans.push(Span::Text(std::mem::take(&mut self.words)));
        }
    }

    /// Markup begins after a blank or an opening character only.
    fn may_open(&self) -> bool {
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| {
            c.is_whitespace() || "'\"([{<-/:,;=|\u{2018}\u{201c}".contains(c) || !c.is_ascii() && !c.is_alphanumeric()
        })
    }

    fn span(&mut self, rest: &'a str) -> Option<(Span, usize)> {
        for (closer, mark) in CLOSERS.iter().enumerate() {
            let Some(tail) = rest.strip_prefix(mark) else { continue };
            // A blank after it, or the partner of the bracket before it: no markup.
            if tail.chars().next().is_none_or(|next| next.is_whitespace() || self.is_quoted(next)) {
                return None;
            }
            let (text, length) = self.closed(closer, mark.len())?;
            let span = match closer {
                0 => Span::Strong(unescape(text)),
                1 => Span::Emphasis(unescape(text)),
                2 => Span::Literal(text.to_owned()),
                _ => return Some(link(text, rest, mark.len() + length)),
            };
            return Some((span, mark.len() + length));
        }
        None
    }

    /// Whether the next character closes what the one before opens, as in `(*)`.
    fn is_quoted(&self, next: char) -> bool {
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        matches!((before, next), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}') | (Some('<'), '>'))
            || matches!((before, next), (Some('"'), '"') | (Some('\''), '\''))
    }

    /// A role: of all but `:ref:` and `:doc:`, the words are all there is.
    fn role(&mut self, rest: &'a str) -> Option<(Span, usize)> {
        let role = rest.strip_prefix(':')?;
        let length = role.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
        if length == 0 || !role.get(length..)?.starts_with(":`") {
            return None;
        }
        let start = length + "::`".len();
        let (text, length) = self.closed(3, start)?;
        let (text, label) = target(text);
        let (text, label) = (unescape(text.unwrap_or(label)), label.to_owned());
        let is_ref = role.starts_with("ref:") || role.starts_with("doc:");
        let span = if is_ref { Span::Ref { text, label } } else { Span::Text(text) };
        Some((span, start + length))
    }

    /// The text up to a closer, and its length with it, from `start` after the current place.
    fn closed(&mut self, closer: usize, start: usize) -> Option<(&'a str, usize)> {
        let mark = *CLOSERS.get(closer)?;
        if !*self.open.get(closer)? {
            return None;
        }
        let text = self.text.get(self.at + start..)?;
        let mut from = 0;
        while let Some(found) = text.get(from..)?.find(mark) {
            let end = from + found;
            let (inside, after) = (text.get(..end)?, text.get(end + mark.len()..)?);
            let tight = inside.chars().next_back().is_some_and(|c| !c.is_whitespace());
            let escaped = closer != 2 && inside.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
            let next = after.trim_start_matches('_').chars().next();
            let ends = next.is_none_or(|c| !(c.is_alphanumeric() || closer == 1 && c == '*'));
            if tight && !escaped && ends {
                return Some((inside, end + mark.len()));
            }
            from = end + 1;
        }
        if let Some(open) = self.open.get_mut(closer) {
            *open = false;
        }
        None
    }
}

/// A bare URL.
fn url(rest: &str) -> Option<(Span, usize)> {
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`*\\{}|".contains(c)).unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    let host = url.split_once("//")?.1;
    // With a placeholder in it, it is a pattern and no address.
    let open = rest.get(url.len()..)?.starts_with(['{', '*', '<']);
    (!host.is_empty() && !open).then(|| (Span::Link { text: url.to_owned(), url: url.to_owned() }, url.len()))
}

/// `words <target>`, or the target alone.
fn target(text: &str) -> (Option<&str>, &str) {
    match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((words, target)) if !words.trim().is_empty() => (Some(words.trim_end()), target),
        Some((_, target)) => (None, target),
        None => (None, text),
    }
}

/// What single backquotes hold: a link if underscores follow, or else words of no known role.
fn link(text: &str, rest: &str, length: usize) -> (Span, usize) {
    let after = rest.get(length..).unwrap_or("");
    let underscores = (after.len() - after.trim_start_matches('_').len()).min(2);
    match target(text) {
        (words, url) if underscores > 0 && (words.is_some() || url != text) => {
            let text = unescape(words.unwrap_or(url));
            // The older dialect links to tables by the name of an anchor.
            let span = match url.strip_prefix('#') {
                Some(label) => Span::Ref { text, label: label.to_owned() },
                None => Span::Link { text, url: url.to_owned() },
            };
            (span, length + underscores)
        }
        _ => (Span::Text(unescape(text)), length + underscores),
    }
}

/// The text without the backslashes that protect it.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next().filter(|c| !c.is_whitespace())),
            '\n' => plain.push(' '),
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        plain(&parse(text))
    }

    #[test]
    fn markup_is_read_where_docutils_reads_it() {
        assert_eq!(parse("**a b**\\ c"), [Span::Strong("a b".into()), Span::Text("c".into())]);
        assert_eq!(parse("``a\\_b``."), [Span::Literal("a\\_b".into()), Span::Text(".".into())]);
        assert_eq!(words("2 * 3 * 4, a*b*c, (*), **open, \\*x\\*"), "2 * 3 * 4, a*b*c, (*), **open, *x*");
    }

    #[test]
    fn references_have_words_and_a_target() {
        let link = |text: &str, label: &str| Span::Ref { text: text.into(), label: label.into() };
        assert_eq!(parse(":ref:`A b <x__y>`"), [link("A b", "x__y")]);
        assert_eq!(parse(":ref:`x__y`"), [link("x__y", "x__y")]);
        assert_eq!(parse("`Table 1 <#table1>`__"), [link("Table 1", "table1")]);
        assert_eq!(words(":kbd:`Enter` `open"), "Enter `open");
    }

    #[test]
    fn a_url_ends_before_the_punctuation_after_it() {
        let url = "https://example.com/a";
        assert_eq!(
            parse(&format!("{url}.")),
            [Span::Link { text: url.into(), url: url.into() }, Span::Text(".".into())]
        );
        assert_eq!(parse("https://{host}/a"), [Span::Text("https://{host}/a".into())]);
    }
}
