//! Text inside a paragraph: escapes, code, addresses, tags, sentences.

/// Plain text as Markdown: marks are escaped, web addresses get their angle brackets.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(&marked(before));
        if let Some(address) = address(found) {
            out.push_str(&format!("<{address}>"));
            rest = found.get(address.len()..).unwrap_or("");
        } else {
            out.push_str("http");
            rest = found.get(4..).unwrap_or("");
        }
    }
    out.push_str(&marked(rest));
    out
}

/// Plain text as Markdown inside a link, where an address would begin another one.
pub fn marked(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let mark = match c {
            '\\' | '`' | '*' | '[' | ']' => true,
            // Between letters it is a part of a word.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '<' => after.is_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => after.is_alphabetic() || after == '#',
            _ => false,
        };
        if mark {
            out.push('\\');
        }
        if !c.is_control() {
            out.push(c);
        }
        before = c;
    }
    out
}

/// A bare web address at the start of the text.
fn address(text: &str) -> Option<&str> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^*".contains(c)).unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    is_web(address).then_some(address)
}

/// Whether an address leads to the web, and can stand in a link as it is.
pub fn is_web(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or("");
    !rest.is_empty() && address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[]`\\".contains(c))
}

/// A code span, with as many ticks as it takes.
pub fn quoted(code: &str) -> String {
    let code = code.replace(['\n', '\r'], " ");
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    // A blank keeps a tick at the border from joining the marks.
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{code}{pad}{ticks}")
}

/// A code block. Without a language, rustdoc takes it for Rust and runs it.
pub fn fenced(language: &str, code: &str) -> Vec<String> {
    let known = !language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric() || "+-_#".contains(c));
    let run = matches!(
        language,
        "rust" | "rs" | "should_panic" | "no_run" | "ignore" | "compile_fail" | "standalone_crate" | "custom"
    );
    let run = run || language.starts_with("edition") || language.starts_with("ignore-");
    let language = if known && !run { language } else { "text" };
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    let lines = code.trim_end().lines().map(|line| line.chars().filter(|c| !c.is_control()).collect::<String>());
    [format!("{fence}{language}")].into_iter().chain(lines).chain([fence.clone()]).collect()
}

/// The lines of a paragraph: one for each sentence that is worth one. No line begins like a block of another kind.
pub fn sentences(paragraph: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in paragraph.split('\n') {
        let mut line = String::new();
        for word in piece.split_whitespace() {
            let ended = line.ends_with(['.', '!', '?'])
                && line.len() > 40
                && !line.ends_with("e.g.")
                && !line.ends_with("i.e.");
            // Only what cannot begin a list, a heading or a quote may begin a line.
            if ended && word.starts_with(|c: char| c.is_alphabetic() || "`\"'(<[".contains(c)) {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines.into_iter().map(plain).collect()
}

/// The line, its first mark escaped if it would begin a list, a heading, a quote or a table.
fn plain(line: String) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or("");
    if line.starts_with("#### ") || line.is_empty() {
        line
    } else if digits > 0 && (rest.starts_with(". ") || rest.starts_with(") ") || rest == "." || rest == ")") {
        format!("{}\\{rest}", line.get(..digits).unwrap_or(""))
    } else if line.starts_with(['#', '>', '+', '-', '=', '|', '~']) {
        format!("\\{line}")
    } else {
        line
    }
}
