//! Lines and columns of places, found only when a diagnostic is to be shown: a clean run pays nothing.

mod json;

use super::{FileId, FragmentId, Location, SourceMap};
use saphyr_parser::{Event, Parser, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// A place as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The file.
    pub file: FileId,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// The bytes of the file to underline; may be empty.
    pub span: Range<usize>,
    /// The bytes of the line, which may be all of the file.
    pub whole_line: Range<usize>,
    /// The JSON pointer, for a place in a YAML or JSON document.
    pub pointer: Option<Arc<str>>,
}

impl Position {
    /// The beginning of a file of which nothing else is known.
    const fn nowhere(file: FileId) -> Self {
        Self { file, line: 1, column: 1, span: 0..0, whole_line: 0..0, pointer: None }
    }
}

/// The positions of a set of places, found in one pass over each document that holds some.
#[derive(Debug)]
pub struct Positions<'a> {
    sources: &'a SourceMap,
    /// Line from 1, column from 0, length in characters, all in the fragment's text.
    nodes: BTreeMap<(FragmentId, String), (usize, usize, usize)>,
    lines: BTreeMap<FileId, Lines>,
}

/// Where the lines of a file begin, so that each place is found without reading the file again.
#[derive(Debug)]
struct Lines {
    starts: Vec<usize>,
    /// A column is a byte then.
    ascii: bool,
}

impl Lines {
    fn of(text: &str) -> Self {
        let starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts, ascii: text.is_ascii() }
    }

    /// The line (from 0) that holds a byte, and where it begins.
    fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.start(line))
    }

    fn start(&self, line: usize) -> usize {
        self.starts.get(line).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// The bytes of a line (from 0), without the line break.
    fn bytes(&self, line: usize, text: &str) -> Range<usize> {
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        self.start(line)..end
    }

    /// The byte at which the character `count` of the text stands.
    fn byte(&self, text: &str, count: usize) -> usize {
        if self.ascii { count.min(text.len()) } else { bytes_of(text, count) }
    }

    /// How many characters the text has.
    fn width(&self, text: &str) -> usize {
        if self.ascii { text.len() } else { text.chars().count() }
    }
}

impl<'a> Positions<'a> {
    /// Looks the places up.
    pub fn of<'l>(sources: &'a SourceMap, locations: impl Iterator<Item = &'l Location>) -> Self {
        let mut wanted: BTreeMap<FragmentId, BTreeSet<&str>> = BTreeMap::new();
        let mut lines = BTreeMap::new();
        for location in locations {
            let file = sources.file_of(location);
            lines.entry(file).or_insert_with(|| Lines::of(&sources.file(file).text));
            if let Location::Node(fragment, pointer) = location {
                // A node that normalisation made is shown at the nearest one that the document holds.
                let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
                wanted.entry(*fragment).or_default().extend(ends.filter_map(|end| pointer.get(..end)));
            }
        }
        let mut nodes = BTreeMap::new();
        for (fragment, wanted) in wanted {
            let text = sources.text(fragment);
            let json = text.trim_start().starts_with('{').then(|| json::find(text, &wanted)).flatten();
            if let Some(found) = json {
                nodes.extend(counted(text, found).map(|(pointer, place)| ((fragment, pointer), place)));
                continue;
            }
            find(text, &wanted, |pointer, span| {
                let start = span.start;
                let length =
                    if span.end.line() == start.line() { span.end.col().saturating_sub(start.col()) } else { 0 };
                // Of a key that is repeated, the last one counts.
                nodes.insert((fragment, pointer.to_owned()), (start.line(), start.col(), length));
            });
        }
        Self { sources, nodes, lines }
    }

    /// The position of one of the places given to [`Self::of`].
    pub fn get(&self, location: &Location) -> Position {
        match location {
            Location::File(file) => match self.lines.get(file) {
                Some(lines) => {
                    let whole_line = lines.bytes(0, &self.sources.file(*file).text);
                    Position { whole_line, ..Position::nowhere(*file) }
                }
                None => Position::nowhere(*file),
            },
            Location::Offset(file, offset) => self.at_offset(*file, *offset),
            Location::Node(fragment, pointer) => self.at_node(*fragment, pointer),
        }
    }

    fn at_offset(&self, file: FileId, offset: usize) -> Position {
        let text = &self.sources.file(file).text;
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let Some(lines) = self.lines.get(&file) else {
            return Position::nowhere(file);
        };
        let (line, start) = lines.at(offset);
        let column = lines.width(text.get(start..offset).unwrap_or("")) + 1;
        let rest = text.get(offset..).unwrap_or("").split('\n').next().unwrap_or("");
        let word = rest.split("  ").next().unwrap_or("").trim_end().len();
        let whole_line = lines.bytes(line, text);
        Position { file, line: line + 1, column, span: offset..offset + word, whole_line, pointer: None }
    }

    fn at_node(&self, id: FragmentId, pointer: &Arc<str>) -> Position {
        let fragment = self.sources.get(id);
        let ends = [pointer.len()].into_iter().chain(pointer.rmatch_indices('/').map(|(end, _)| end));
        let (line, column, length) = ends
            .filter_map(|end| pointer.get(..end))
            .find_map(|prefix| self.nodes.get(&(id, prefix.to_owned())).copied())
            .unwrap_or((1, 0, 0));
        let text = &self.sources.file(fragment.file).text;
        let Some(lines) = self.lines.get(&fragment.file) else {
            return Position::nowhere(fragment.file);
        };
        let (first, _) = lines.at(fragment.start);
        let whole_line = lines.bytes(first + line.saturating_sub(1), text);
        let start_of_line = whole_line.start;
        let column = column + fragment.indent;
        let start = start_of_line + lines.byte(text.get(start_of_line..).unwrap_or(""), column);
        let end = start + lines.byte(text.get(start..).unwrap_or(""), length);
        Position {
            file: fragment.file,
            line: first + line,
            column: column + 1,
            span: start..end,
            whole_line,
            pointer: Some(pointer.clone()),
        }
    }
}

impl SourceMap {
    /// The place of a line (from 1) and a column (in characters, from 0) of a document's text.
    pub fn at_line(&self, id: FragmentId, line: usize, column: usize) -> Location {
        let fragment = self.get(id);
        let text = self.file(fragment.file).text.get(fragment.start..).unwrap_or("");
        let start = nth_line(text, line.saturating_sub(1));
        let column = bytes_of(text.get(start..).unwrap_or(""), column + fragment.indent);
        Location::Offset(fragment.file, fragment.start + start + column)
    }
}

/// The byte offset at which line `line` (from 0) begins.
fn nth_line(text: &str, line: usize) -> usize {
    match line {
        0 => 0,
        _ => text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1),
    }
}

/// How many bytes the first `count` characters take.
fn bytes_of(text: &str, count: usize) -> usize {
    let mut chars = text.chars();
    // Many characters are passed at once here, but not by `char_indices`.
    if count > 0 {
        chars.nth(count - 1);
    }
    text.len() - chars.as_str().len()
}

/// Pointers with byte ranges, in the order of the text, as lines, columns and lengths in characters.
fn counted(text: &str, found: Vec<(String, Range<usize>)>) -> impl Iterator<Item = (String, (usize, usize, usize))> {
    let (mut at, mut line, mut column) = (0, 1, 0);
    let chars = |text: Option<&str>| text.map_or(0, |text| text.chars().count());
    found.into_iter().map(move |(pointer, span)| {
        let passed = text.get(at..span.start).unwrap_or_default();
        match passed.rsplit_once('\n') {
            Some((_, rest)) => {
                line += passed.bytes().filter(|byte| *byte == b'\n').count();
                column = chars(Some(rest));
            }
            None => column += chars(Some(passed)),
        }
        at = span.start;
        (pointer, (line, column, chars(text.get(span))))
    })
}

/// What the pass is inside of: an object, with the key that was read last, or a list, with the next index.
enum Open {
    Object(Option<(String, Span)>),
    List(usize),
}

/// Reports each wanted pointer with the span of its key, or of its value where there is no key.
fn find(text: &str, wanted: &BTreeSet<&str>, mut found: impl FnMut(&str, Span)) {
    let mut open: Vec<(Open, usize)> = Vec::new();
    let mut pointer = String::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let (starts, container) = match &event {
            Event::Scalar(..) | Event::Alias(_) => (true, None),
            Event::MappingStart(..) => (true, Some(Open::Object(None))),
            Event::SequenceStart(..) => (true, Some(Open::List(0))),
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some((_, length)) = open.pop() {
                    pointer.truncate(length);
                }
                (false, None)
            }
            _ => (false, None),
        };
        if !starts {
            continue;
        }
        let length = pointer.len();
        let mut at = span;
        match open.last_mut() {
            None => {}
            Some((Open::Object(key), _)) => match key.take() {
                None => {
                    let text = if let Event::Scalar(text, ..) = &event { text.to_string() } else { String::new() };
                    *key = Some((text, span));
                    if let Some(container) = container {
                        open.push((container, length));
                    }
                    continue;
                }
                Some((text, key_span)) => {
                    at = key_span;
                    pointer.push('/');
                    pointer.push_str(&text.replace('~', "~0").replace('/', "~1"));
                }
            },
            Some((Open::List(index), _)) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                *index += 1;
            }
        }
        if wanted.contains(pointer.as_str()) {
            found(&pointer, at);
        }
        match container {
            Some(container) => open.push((container, length)),
            None => pointer.truncate(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, pointer: &str) -> (usize, usize) {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", text);
        let location = Location::Node(sources.whole(file), pointer.into());
        let position = Positions::of(&sources, [&location].into_iter()).get(&location);
        (position.line, position.column)
    }

    #[test]
    fn a_pointer_leads_to_its_key() {
        let text = "paths:\n  /a:\n    get:\n      tags: [x, y]\n";
        assert_eq!(position(text, "/paths/~1a/get"), (3, 5));
        assert_eq!(position(text, "/paths/~1a/get/tags/1"), (4, 17));
    }

    #[test]
    fn an_invented_node_is_shown_at_its_nearest_real_parent() {
        assert_eq!(position("a:\n  b: 1\n", "/a/made/up"), (1, 1));
    }

    #[test]
    fn json_has_positions_too() {
        assert_eq!(position("{\n  \"a\": {\"b\": [1, {\"c\": 2}]}}", "/a/b/1/c"), (2, 19));
    }

    #[test]
    fn json_is_found_where_the_yaml_parser_finds_it() {
        let text = " {\n \"ä\\u00e4\\\"x\": {\"b\": [1.5, {\"c~/\": \"é}\\\\\"}, [0], -2 , \"s\"]},\n\n  \"d\": {\n  }, \"e\":null,\"f\": [[true]]\n}\n";
        let wanted = [
            "",
            "/ää\"x",
            "/ää\"x/b",
            "/ää\"x/b/0",
            "/ää\"x/b/1",
            "/ää\"x/b/1/c~0~1",
            "/ää\"x/b/2",
            "/ää\"x/b/3",
            "/ää\"x/b/4",
            "/d",
            "/e",
            "/f",
            "/f/0",
            "/f/0/0",
        ]
        .into();
        let mut parsed = Vec::new();
        find(text, &wanted, |pointer, span| {
            parsed.push((pointer.to_owned(), (span.start.line(), span.start.col(), span.end.col() - span.start.col())));
        });
        let found: Vec<_> = counted(text, json::find(text, &wanted).unwrap()).collect();
        assert_eq!(found, parsed);
        for broken in ["", "{", "{\"a\"", "{\"a\" 1}", "[1", "{a: 1}", "{\"a\": {\"b\": 1]}"] {
            assert_eq!(json::find(broken, &["", "/a", "/a/b", "/0"].into()), None, "{broken}");
        }
    }

    #[test]
    fn a_fragment_counts_in_the_lines_of_its_file() {
        let mut sources = SourceMap::default();
        let text = "# Page\n\n  ```yaml\n  a:\n    b: 1\n  ```\n";
        let file = sources.add("page.md", text);
        let fragment = sources.fragment(file, text.find("  a:").unwrap(), "a:\n  b: 1\n", 2);
        let location = Location::Node(fragment, "/a/b".into());
        let position = Positions::of(&sources, [&location].into_iter()).get(&location);
        assert_eq!((position.line, position.column, &text[position.span]), (5, 5, "b"));
    }
}
