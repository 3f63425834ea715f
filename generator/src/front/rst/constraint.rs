//! What a description says beside its words: the values of an enum, a default, limits, references to tables.

use super::block::{Block, Kind};
use super::cell_type::Target;
use super::grammar::{DEFAULT_CUES, ENUM_CUES};
use super::inline::{self, Span};
use super::markdown;
use crate::ir::{Doc, EnumValue, Text, Type};
use serde_json::Value;

/// A description, and what could be read from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Description {
    /// Its words.
    pub doc: Doc,
    /// Its words without markup, for the cues in them.
    pub words: String,
    /// What it refers to.
    pub refs: Vec<Target>,
    /// The values it lists, if it announces that it lists all.
    pub values: Vec<EnumValue>,
    /// The default it gives, as written, and whether it stands out as a value.
    default: Option<(String, bool)>,
}

/// Reads the blocks of a cell.
pub(super) fn read(blocks: &[Block<'_>]) -> Description {
    let mut description = Description {
        doc: Doc::from_text(&markdown::blocks(blocks)),
        values: values(blocks),
        ..Description::default()
    };
    description.visit(blocks);
    description
}

impl Description {
    fn visit(&mut self, blocks: &[Block<'_>]) {
        for block in blocks {
            match &block.kind {
                Kind::Paragraph(lines) => {
                    let spans = inline::parse(&markdown::joined(lines));
                    self.refs.extend(spans.iter().filter_map(|span| match span {
                        Span::Ref { text, label } => {
                            Some(Target { text: text.clone(), label: Some(label.to_lowercase()) })
                        }
                        _ => None,
                    }));
                    if self.default.is_none() {
                        self.default = default(&spans);
                    }
                    self.words.push_str(&inline::plain(&spans));
                    self.words.push('\n');
                }
                Kind::Item(inner) | Kind::Directive(_, _, inner) => self.visit(inner),
                Kind::Title(..) | Kind::Label(_) | Kind::Field(..) | Kind::Literal(_) | Kind::Table(_) => {}
            }
        }
    }

    /// The default, if it is a value of this type; of an enum, one of its values.
    pub(super) fn default_of(&self, ty: &Type) -> Option<Value> {
        let (text, marked) = self.default.as_ref()?;
        match ty {
            Type::Int(_) => text.parse::<i64>().ok().map(Value::from),
            Type::Float(_) => text.parse::<f64>().ok().map(Value::from),
            Type::Bool => text.parse::<bool>().ok().map(Value::from),
            Type::String(Text::Plain) if *marked => {
                let nothing = ["null", "none", "empty", "blank"].iter().any(|word| text.eq_ignore_ascii_case(word));
                let known = self.values.is_empty() && !nothing || self.values.iter().any(|value| value.wire == *text);
                known.then(|| Value::from(text.as_str()))
            }
            _ => None,
        }
    }

    /// The limits that are said plainly, for a type that has such limits.
    pub(super) fn limits_of(&self, ty: &Type) -> Vec<String> {
        let words = self.words.split_whitespace().map(|word| word.trim_matches(['(', ')', '.', ':', ';', ',']));
        let words: Vec<&str> = words.chain([""; 4]).collect();
        let mut limits: Vec<String> = Vec::new();
        for window in words.windows(5) {
            let limit = match (window, ty) {
                (["ranges" | "range", "from", low, "to" | "through", high], Type::Int(_) | Type::Float(_)) => {
                    number(low).zip(number(high)).map(|(low, high)| format!("{low} to {high}"))
                }
                (
                    ["maximum", "of" | "length", most, "characters", _] | ["up", "to", most, "characters", _],
                    Type::String(_),
                ) => number(most).map(|most| format!("at most {most} characters")),
                ([low, "to", high, "characters", _], Type::String(_)) => {
                    number(low).zip(number(high)).map(|(low, high)| format!("{low} to {high} characters"))
                }
                _ => None,
            };
            limits.extend(limit.filter(|limit| !limits.contains(limit)));
        }
        limits
    }
}

/// A number, without the commas that group its digits.
fn number(word: &str) -> Option<String> {
    let digits = word.replace(',', "");
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|_| digits)
}

/// The bold items of a list right after a paragraph that announces all values.
fn values(blocks: &[Block<'_>]) -> Vec<EnumValue> {
    let announces = |block: &Block<'_>| match &block.kind {
        Kind::Paragraph(lines) => {
            let text = markdown::joined(lines).to_lowercase();
            let last = text.trim_end_matches([':', '.', ' ']).rsplit(['.', '\n']).next().unwrap_or("").to_owned() + ":";
            ENUM_CUES.iter().any(|cue| last.contains(cue))
        }
        _ => false,
    };
    let Some(cue) = blocks.iter().position(announces) else { return Vec::new() };
    let items = blocks.iter().skip(cue + 1).take_while(|block| matches!(block.kind, Kind::Item(_)));
    let mut values: Vec<EnumValue> = Vec::new();
    for item in items {
        match value(item) {
            Some(value) if values.iter().any(|other| other.wire == value.wire) => {}
            Some(value) => values.push(value),
            None => return Vec::new(),
        }
    }
    values
}

/// The value a list item begins with in bold, and what it says of it.
fn value(item: &Block<'_>) -> Option<EnumValue> {
    let Kind::Item(inner) = &item.kind else { return None };
    let (first, rest) = inner.split_first()?;
    let Kind::Paragraph(lines) = &first.kind else { return None };
    let spans = inline::parse(&markdown::joined(lines));
    let (Span::Strong(wire), tail) = spans.split_first()? else { return None };
    let after = inline::plain(tail);
    let joined = after.trim_start().starts_with([',', '/']) || after.starts_with(" to ") || after.starts_with(" or ");
    let wire = wire.trim_end_matches(':').trim();
    if wire.is_empty() || joined {
        return None;
    }
    let mut text = markdown::spans(tail).trim_start_matches([':', '-', ' ']).to_owned();
    let more = markdown::blocks(rest);
    if !more.is_empty() {
        text.push_str("\n\n");
        text.push_str(&more);
    }
    Some(EnumValue { wire: wire.into(), name: None, doc: Doc::from_text(&text) })
}

/// What follows a cue for a default: in bold or as code, or else the word there.
fn default(spans: &[Span]) -> Option<(String, bool)> {
    let mut spans = spans.iter().peekable();
    while let Some(span) = spans.next() {
        let Span::Text(text) = span else { continue };
        let lower = text.to_ascii_lowercase();
        if let Some(Span::Strong(value) | Span::Literal(value)) = spans.peek()
            && DEFAULT_CUES.iter().any(|cue| lower.ends_with(cue))
        {
            return Some((value.trim().to_owned(), true));
        }
        let found = DEFAULT_CUES.iter().filter_map(|cue| lower.find(cue).map(|at| at + cue.len())).max();
        let word = found.and_then(|at| text.get(at..)).and_then(|rest| rest.split([' ', ',', ';']).next());
        if let Some(word) = word.map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()) {
            return Some((word.to_owned(), false));
        }
    }
    None
}
