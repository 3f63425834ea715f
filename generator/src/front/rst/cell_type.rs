//! The type grammar of these pages: `String`, `Array of X objects`, `Map<String,T>`, `**x** array` and the like.

use super::grammar::{self, Word};
use super::inline::Span;
use crate::ir::{Float, Int, Text, Type};

/// A type, its references not resolved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    /// A scalar.
    Scalar(Type),
    /// An object: the table that describes it, if one is named.
    Object(Option<Target>),
    /// A list.
    List(Box<Expr>),
    /// An object whose keys are not known.
    Map(Box<Expr>),
    /// Not in the grammar.
    Unknown,
}

/// A reference to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Its words.
    pub text: String,
    /// The label it leads to, in lower case; none if it is but a name.
    pub label: Option<String>,
}

/// How deep types may stand in each other.
const DEPTH: usize = 8;

/// Reads a type cell; an empty one is a string.
pub(super) fn parse(spans: &[Span]) -> Expr {
    let mut reader = Reader { targets: Vec::new() };
    let mut text = String::new();
    for span in spans {
        let target = match span {
            Span::Ref { text, label } => Target { text: text.clone(), label: Some(label.to_lowercase()) },
            Span::Strong(name) if grammar::word(name).is_none() => Target { text: name.clone(), label: None },
            _ => {
                text.push_str(&span.text().replace(MARK, ""));
                continue;
            }
        };
        reader.targets.push(target);
        text.push(MARK);
    }
    if text.trim().is_empty() { Expr::Scalar(STRING) } else { reader.expr(&text, DEPTH) }
}

const STRING: Type = Type::String(Text::Plain);

/// Stands for a reference in the text of a type.
const MARK: char = '\u{1}';

struct Reader {
    /// In the order of their marks.
    targets: Vec<Target>,
}

impl Reader {
    fn expr(&self, text: &str, depth: usize) -> Expr {
        let text = text.trim().trim_end_matches(['.', ',']);
        let lower = text.to_ascii_lowercase();
        let Some(depth) = depth.checked_sub(1) else { return Expr::Unknown };
        if let Some(scalar) = scalar(text) {
            return scalar;
        }
        for prefix in ["array of ", "arrays of ", "list of ", "set of "] {
            if lower.starts_with(prefix) {
                return Expr::List(Box::new(self.expr(text.get(prefix.len()..).unwrap_or(""), depth)));
            }
        }
        if let Some((head, inner)) = generic(text) {
            return match head.to_ascii_lowercase().as_str() {
                "array" | "list" | "set" | "collection" => Expr::List(Box::new(self.expr(inner, depth))),
                "map" | "dict" => {
                    let value = inner.split_once(',').map_or("object", |(_, value)| value);
                    Expr::Map(Box::new(self.expr(value, depth)))
                }
                _ => Expr::Unknown,
            };
        }
        for (suffix, list) in SUFFIXES {
            if lower.ends_with(suffix) {
                let inner = self.expr(text.get(..text.len() - suffix.len()).unwrap_or(""), depth);
                return if *list { Expr::List(Box::new(inner)) } else { inner };
            }
        }
        self.named(text)
    }

    /// A mark, or a single word that must be a table's name.
    fn named(&self, text: &str) -> Expr {
        if let Some(rest) = text.strip_prefix(MARK) {
            let target = Expr::Object(self.targets.first().cloned());
            let list = rest.trim_start().starts_with("array ") || rest.trim_start().starts_with("list ");
            return match (rest.is_empty(), list) {
                (true, _) => target,
                (false, true) => Expr::List(Box::new(target)),
                (false, false) => Expr::Unknown,
            };
        }
        let name = text.trim_matches(['[', ']']);
        let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if !word {
            return Expr::Unknown;
        }
        let target = Expr::Object(Some(Target { text: name.to_owned(), label: None }));
        if name.len() == text.len() { target } else { Expr::List(Box::new(target)) }
    }
}

/// Words after a type, and whether they make a list of it.
const SUFFIXES: &[(&str, bool)] = &[
    (" structure array", true),
    (" object array", true),
    (" arrays", true),
    (" array", true),
    (" list", true),
    (" objects", false),
    (" object", false),
    (" structures", false),
    (" structure", false),
    (" data structure", false),
];

/// `Head<inner>` or `Head[inner]`.
fn generic(text: &str) -> Option<(&str, &str)> {
    let open = text.find(['<', '['])?;
    let (head, inner) = text.split_at_checked(open)?;
    let inner = inner.get(1..)?.strip_suffix(['>', ']'])?;
    (!head.trim().is_empty()).then_some((head.trim(), inner))
}

/// A type word, with or without a length after it.
fn scalar(text: &str) -> Option<Expr> {
    let text = text.split_once('(').filter(|(_, rest)| rest.ends_with(')')).map_or(text, |(head, _)| head);
    Some(match grammar::word(text)? {
        Word::String => Expr::Scalar(STRING),
        Word::Int => Expr::Scalar(Type::Int(Int::I64)),
        Word::Float => Expr::Scalar(Type::Float(Float::F64)),
        Word::Bool => Expr::Scalar(Type::Bool),
        Word::Object => Expr::Object(None),
        Word::List => Expr::List(Box::new(Expr::Object(None))),
    })
}
