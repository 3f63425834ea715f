//! Fenced blocks of a Markdown page (`CommonMark` §4.5), at any indentation: MDX has no indented code.

/// A closed fenced block.
pub(super) struct Block {
    /// What stands after the opening fence.
    pub(super) info: String,
    /// The byte offset of the opening fence.
    pub(super) fence: usize,
    /// The byte offset of the first line inside.
    pub(super) start: usize,
    /// The byte offset behind the closing fence.
    pub(super) end: usize,
    /// The text inside, without the indentation of the fence.
    pub(super) text: String,
    /// The columns that were taken from each line.
    pub(super) indent: usize,
}

/// An opening fence.
struct Open {
    mark: char,
    length: usize,
    block: Block,
}

/// The blocks of a page, and the offset of a fence that is never closed.
pub(super) fn blocks(page: &str) -> (Vec<Block>, Option<usize>) {
    let (mut blocks, mut open, mut offset) = (Vec::new(), None::<Open>, 0);
    for line in page.split_inclusive('\n') {
        let next = offset + line.len();
        open = match open.take() {
            None => opening(line, offset, next),
            Some(it) if closes(line, it.mark, it.length) => {
                blocks.push(Block { end: next, ..it.block });
                None
            }
            Some(mut it) => {
                let spaces = line.len() - line.trim_start_matches(' ').len();
                it.block.text.push_str(line.get(spaces.min(it.block.indent)..).unwrap_or(line));
                Some(it)
            }
        };
        offset = next;
    }
    (blocks, open.map(|it| it.block.fence))
}

/// The fence that a line opens, perhaps behind the marker of a list item.
fn opening(line: &str, offset: usize, next: usize) -> Option<Open> {
    let trimmed = line.trim_start_matches(' ');
    let item = trimmed
        .split_once(' ')
        .filter(|(marker, _)| matches!(*marker, "-" | "*" | "+") || marker.strip_suffix('.').is_some_and(is_number));
    let fence = item.map_or(trimmed, |(_, rest)| rest.trim_start_matches(' '));
    let mark = fence.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = fence.trim_start_matches(mark);
    let length = fence.len() - info.len();
    if length < 3 || mark == '`' && info.contains('`') {
        return None;
    }
    let indent = line.len() - fence.len();
    let block = Block {
        info: info.trim().to_owned(),
        fence: offset + indent,
        start: next,
        end: next,
        text: String::new(),
        indent,
    };
    Some(Open { mark, length, block })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line closes a fence: at least as many of the same mark, and nothing else.
fn closes(line: &str, mark: char, length: usize) -> bool {
    let line = line.trim();
    line.len() >= length && line.chars().all(|c| c == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<(String, String)> {
        blocks(page).0.into_iter().map(|block| (block.info, block.text)).collect()
    }

    #[test]
    fn fences_of_any_length_and_place() {
        let block = |info: &str, text: &str| vec![(info.to_owned(), text.to_owned())];
        assert_eq!(read("```yaml get /a\na: 1\n```\n"), block("yaml get /a", "a: 1\n"));
        assert_eq!(read("`````yaml\n```\n````\n`````"), block("yaml", "```\n````\n"));
        assert_eq!(read("~~~ yaml `x`\na\n~~~~~\n"), block("yaml `x`", "a\n"));
        assert_eq!(read("1. ```yaml\n   a:\n     b: 1\n   ```\n"), block("yaml", "a:\n  b: 1\n"));
        assert_eq!(read("    ```json\n    {}\n  ```\n"), block("json", "{}\n"));
        assert_eq!(read("``` no `fence`\n"), []);
        assert_eq!(read("``\n"), []);
    }

    #[test]
    fn a_fence_that_stays_open_is_told() {
        assert_eq!(blocks("a\n```yaml\nb\n").1, Some(2));
    }
}
