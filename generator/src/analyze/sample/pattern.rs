//! Regular expressions, as far as documents usually go: texts that match, and whether a text does.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// A regular expression (ECMA-262) without looking back at what a group matched.
#[derive(Debug)]
pub(super) struct Pattern(Node);

#[derive(Debug)]
enum Node {
    /// A character of these ranges, or none of them.
    Set {
        ranges: Vec<(char, char)>,
        not: bool,
    },
    Sequence(Vec<Self>),
    Choice(Vec<Self>),
    Repeat {
        of: Box<Self>,
        least: usize,
        most: usize,
    },
    Start,
    End,
    /// What must come next, or have come just before; or must not.
    Look {
        of: Box<Self>,
        behind: bool,
        not: bool,
    },
    /// What stands between characters and is not looked at: a border of words.
    Nothing,
}

/// How long a text may become.
const LONGEST: usize = 4096;
/// How deep groups may stand inside each other.
const DEPTH: usize = 32;
/// What is tried first where a set leaves the choice.
const PREFERRED: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ :";

impl Pattern {
    /// Reads an expression; `None` for what is not known here.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix("(?i)").unwrap_or(text).chars().peekable();
        let node = choice(&mut rest, DEPTH)?;
        rest.next().is_none().then_some(Self(node))
    }

    /// A text that matches, with so many more repetitions than needed wherever there may be some.
    pub(super) fn make(&self, more: usize) -> Option<String> {
        let mut out = String::new();
        make(&self.0, more, &mut out).then_some(out)
    }

    /// Whether it matches somewhere in a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        !ends(&self.0, &chars, &(0..=chars.len()).collect()).is_empty()
    }
}

fn make(node: &Node, more: usize, out: &mut String) -> bool {
    if out.len() > LONGEST {
        return false;
    }
    match node {
        Node::Set { ranges, not } => {
            let preferred = PREFERRED.chars().find(|c| holds(ranges, *not, *c));
            let first = ranges.first().map(|(first, _)| *first).filter(|_| !not);
            out.extend(preferred.or(first));
            preferred.or(first).is_some()
        }
        Node::Sequence(nodes) => nodes.iter().all(|node| make(node, more, out)),
        Node::Choice(nodes) => {
            let start = out.len();
            nodes.iter().any(|node| {
                out.truncate(start);
                make(node, more, out)
            })
        }
        Node::Repeat { of, least, most } => (0..least.saturating_add(more).min(*most)).all(|_| make(of, more, out)),
        // Whoever makes a text sees to it that it matches in the end.
        Node::Look { .. } | Node::Start | Node::End | Node::Nothing => true,
    }
}

/// Where a match may end that begins at one of these places. All of them at once, so that no pattern takes long.
fn ends(node: &Node, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    match node {
        Node::Set { ranges, not } => {
            let held = |at: &&usize| text.get(**at).is_some_and(|c| holds(ranges, *not, *c));
            starts.iter().filter(held).map(|at| at + 1).collect()
        }
        Node::Sequence(nodes) => nodes.iter().fold(starts.clone(), |starts, node| ends(node, text, &starts)),
        Node::Choice(nodes) => nodes.iter().flat_map(|node| ends(node, text, starts)).collect(),
        Node::Repeat { of, least, most } => {
            let (mut now, mut all) = (starts.clone(), BTreeSet::new());
            for count in 0..=*most {
                if count >= *least {
                    let before = all.len();
                    all.extend(&now);
                    if all.len() == before {
                        break;
                    }
                }
                let next = ends(of, text, &now);
                // What repeats nothing stays where it is, however often.
                if next.is_empty() || count > text.len() && next == now {
                    all.extend(next);
                    break;
                }
                now = next;
            }
            all
        }
        Node::Look { of, behind, not } => {
            let from = |start: usize| ends(of, text, &BTreeSet::from([start]));
            let found = |at: usize| {
                if *behind { (0..=at).any(|start| from(start).contains(&at)) } else { !from(at).is_empty() }
            };
            starts.iter().copied().filter(|at| found(*at) != *not).collect()
        }
        Node::Start => starts.iter().filter(|at| **at == 0).copied().collect(),
        Node::End => starts.iter().filter(|at| **at == text.len()).copied().collect(),
        Node::Nothing => starts.clone(),
    }
}

fn holds(ranges: &[(char, char)], not: bool, c: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != not
}

fn choice(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    let depth = depth.checked_sub(1)?;
    let mut choices = vec![sequence(rest, depth)?];
    while rest.next_if_eq(&'|').is_some() {
        choices.push(sequence(rest, depth)?);
    }
    Some(Node::Choice(choices))
}

fn sequence(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    let mut nodes = Vec::new();
    while let Some(c) = rest.next_if(|c| !matches!(c, '|' | ')')) {
        let node = match c {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Set { ranges: vec![('\n', '\n')], not: true },
            '[' => set(rest)?,
            '(' => group(rest, depth)?,
            '\\' => escape(rest)?,
            '*' | '+' | '?' => return None,
            c => one(c),
        };
        nodes.push(repeated(node, rest)?);
    }
    Some(Node::Sequence(nodes))
}

fn one(c: char) -> Node {
    Node::Set { ranges: vec![(c, c)], not: false }
}

fn group(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Node> {
    let mut look = None;
    if rest.next_if_eq(&'?').is_some() {
        match rest.next()? {
            ':' => {}
            '=' => look = Some((false, false)),
            '!' => look = Some((false, true)),
            '<' if rest.next_if_eq(&'=').is_some() => look = Some((true, false)),
            '<' if rest.next_if_eq(&'!').is_some() => look = Some((true, true)),
            // A name, in either form.
            'P' | '<' => rest.by_ref().take_while(|c| *c != '>').for_each(drop),
            _ => return None,
        }
    }
    let node = choice(rest, depth)?;
    rest.next_if_eq(&')')?;
    Some(match look {
        Some((behind, not)) => Node::Look { of: Box::new(node), behind, not },
        None => node,
    })
}

/// What follows says how often.
fn repeated(node: Node, rest: &mut Peekable<Chars<'_>>) -> Option<Node> {
    let (least, most) = match rest.peek() {
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            let inner: String = rest.clone().skip(1).take_while(|c| *c != '}').collect();
            let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
            let Ok(least) = least.trim().parse() else { return Some(node) };
            let most = if most.trim().is_empty() { usize::MAX } else { most.trim().parse().ok()? };
            rest.nth(inner.chars().count());
            (least, most)
        }
        _ => return Some(node),
    };
    rest.next();
    // As few as possible match the same texts.
    rest.next_if_eq(&'?');
    Some(Node::Repeat { of: Box::new(node), least, most })
}

/// The ranges of a class that is written as a letter.
fn class(letter: char) -> Option<(Vec<(char, char)>, bool)> {
    let ranges = match letter.to_ascii_lowercase() {
        'd' => vec![('0', '9')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => vec![(' ', ' '), ('\t', '\r')],
        _ => return None,
    };
    Some((ranges, letter.is_ascii_uppercase()))
}

fn escape(rest: &mut Peekable<Chars<'_>>) -> Option<Node> {
    let letter = *rest.peek()?;
    if let Some((ranges, not)) = class(letter) {
        rest.next();
        return Some(Node::Set { ranges, not });
    }
    match letter {
        'b' | 'B' => {
            rest.next();
            Some(Node::Nothing)
        }
        'A' => rest.next().map(|_| Node::Start),
        'z' | 'Z' => rest.next().map(|_| Node::End),
        'p' | 'P' => {
            rest.next();
            property(rest).map(|ranges| Node::Set { ranges, not: letter == 'P' })
        }
        '1'..='9' | 'k' => None,
        _ => single(rest).map(one),
    }
}

/// The ranges of a property of characters, in its usual script.
fn property(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<(char, char)>> {
    rest.next_if_eq(&'{')?;
    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
    Some(match name.as_str() {
        "L" | "Letter" | "Alpha" => vec![('a', 'z'), ('A', 'Z'), ('\u{c0}', '\u{2af}')],
        "Ll" => vec![('a', 'z')],
        "Lu" => vec![('A', 'Z')],
        "N" | "Nd" | "Digit" => vec![('0', '9')],
        "Z" | "Zs" => vec![(' ', ' ')],
        "Alnum" => vec![('a', 'z'), ('A', 'Z'), ('0', '9')],
        _ => return None,
    })
}

/// A character that is written with a backslash, behind it.
fn single(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    match rest.next()? {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'f' => Some('\u{c}'),
        'v' => Some('\u{b}'),
        '0' => Some('\0'),
        'x' => code(rest, 2),
        'u' => code(rest, 4),
        c => Some(c),
    }
}

fn code(rest: &mut Peekable<Chars<'_>>, digits: usize) -> Option<char> {
    let digits: String = (0..digits).filter_map(|_| rest.next_if(char::is_ascii_hexdigit)).collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}

/// A set in brackets, behind the first one.
fn set(rest: &mut Peekable<Chars<'_>>) -> Option<Node> {
    let not = rest.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let first = match rest.next()? {
            ']' => return Some(Node::Set { ranges, not }),
            '\\' => match rest.peek().copied().and_then(class) {
                Some((inner, false)) => {
                    rest.next();
                    ranges.extend(inner);
                    continue;
                }
                // What is left of all characters without a class is not put together here, but for all of them.
                Some((inner, true)) => {
                    rest.next();
                    ranges.extend(without(inner));
                    continue;
                }
                None if rest.next_if_eq(&'p').is_some() => {
                    ranges.extend(property(rest)?);
                    continue;
                }
                None => single(rest)?,
            },
            c => c,
        };
        let is_range = rest.peek() == Some(&'-') && rest.clone().nth(1).is_some_and(|c| c != ']');
        let last = if is_range {
            match rest.nth(1)? {
                '\\' => single(rest)?,
                c => c,
            }
        } else {
            first
        };
        ranges.push((first, last));
    }
}

/// All characters but those of the ranges.
fn without(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    ranges.sort_unstable();
    let (mut out, mut next) = (Vec::new(), 0);
    for (first, last) in ranges {
        let end = u32::from(first).checked_sub(1).and_then(char::from_u32);
        out.extend(char::from_u32(next).zip(end).filter(|(next, end)| next <= end));
        next = u32::from(last) + 1;
    }
    out.extend(char::from_u32(next).map(|next| (next, char::MAX)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_matches() {
        let rows = [
            ("^[a-z][a-z0-9-]{2,5}$", "aaa"),
            ("^(?:prod|test)_[A-F0-9]{4}$", "prod_0000"),
            (r"^\d{4}-\d{2}$", "0000-00"),
            (r"^\+?[1-9]\d{1,14}$", "10"),
            ("^(?<name>a|b)+$", "a"),
            (r"^[^\s/]+$", "a"),
            (r"^[\w.]+@[\w.]+\.\w+$", "a@a.a"),
            (r"^urn:\x61\u0062$", "urn:ab"),
            (r"^[\S]$", "a"),
            ("^[^a-z0-9]$", "A"),
            (r"^\p{Lu}\p{L}*$", "A"),
        ];
        for (text, made) in rows {
            let pattern = Pattern::parse(text).expect(text);
            assert_eq!(pattern.make(0).as_deref(), Some(made), "{text}");
            assert!(pattern.matches(made), "{text}");
        }
    }

    #[test]
    fn a_match_is_anywhere_unless_it_is_anchored() {
        let matches = |pattern: &str, text: &str| Pattern::parse(pattern).expect(pattern).matches(text);
        assert!(matches("b+", "abba"));
        assert!(!matches("^b+", "abba"));
        assert!(!matches("^a{3}$", "aa") && matches("^a{2,}$", "aaaa") && !matches("^a{2,3}$", "aaaa"));
        assert!(matches("^(a|b)*c?$", "") && matches("^(a|b)*c?$", "abac") && !matches("^(a|b)*c?$", "acb"));
        assert!(matches("^(a*)*$", "aaa") && !matches("^(a+)+$", &format!("{}b", "a".repeat(60))));
    }

    #[test]
    fn what_is_looked_for_is_not_taken() {
        let matches = |pattern: &str, text: &str| Pattern::parse(pattern).expect(pattern).matches(text);
        assert!(matches("^(?!ab$)[a-z]+$", "abc") && !matches("^(?!ab$)[a-z]+$", "ab"));
        assert!(matches(r"^(?=.*\d)[a-z0-9]+$", "a1") && !matches(r"^(?=.*\d)[a-z0-9]+$", "a"));
        assert!(matches("^[a-z-]+(?<!-)$", "a-b") && !matches("^[a-z-]+(?<!-)$", "ab-"));
        assert!(matches("(?<=a)b", "ab") && !matches("(?<=a)b", "bb"));
    }

    #[test]
    fn more_repetitions_make_a_longer_text() {
        assert_eq!(Pattern::parse("^x[0-9]*$").and_then(|it| it.make(3)).as_deref(), Some("x000"));
        assert_eq!(Pattern::parse("((a{1000}){1000}){1000}").and_then(|it| it.make(0)), None);
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        for text in ["^(?>a)", r"(a)\1", "(", "[a", "*a", r"\p{Greek}"] {
            assert!(Pattern::parse(text).is_none(), "{text}");
        }
    }
}
