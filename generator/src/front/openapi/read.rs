//! Text to a tree: YAML and JSON through one visitor, in document order, with places for all that is wrong.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{FragmentId, SourceMap};
use saphyr_parser::{Event, Marker, Parser};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

/// What the JSON parser says of a text that nests too deeply.
const TOO_DEEP: &str = "recursion limit exceeded";

/// Brackets inside brackets beyond this are not given to the YAML parser, which takes time by the square of them.
///
/// They are counted without regard to quotes and prose, so it is far beyond what the parser refuses by itself.
const MAX_OPEN: usize = 10_000;

/// Reads a document; what is wrong with it is in the diagnostics.
///
/// Both parsers stop at 128 levels, so whoever walks the tree may recurse.
pub fn read(diags: &mut Diagnostics, sources: &SourceMap, fragment: FragmentId) -> Option<Value> {
    let text = sources.text(fragment);
    let json = text.trim_start().starts_with(['{', '[']);
    let mut result = if json { read_json(text) } else { read_yaml(text) };
    if let (true, Err(error)) = (json, &result) {
        // YAML in flow style begins like JSON; but what nests too deeply does so for both.
        if error.message != TOO_DEEP {
            result = read_yaml(text).or(result);
        }
    }
    match result {
        Ok((value, repeats)) => {
            if repeats {
                tell_repeated(diags, sources, fragment);
            }
            Some(value)
        }
        Err(error) => {
            let at = sources.at_line(fragment, error.line, error.column);
            let own = text.lines().nth(error.line.saturating_sub(1)).unwrap_or_default();
            if !json && own.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t') {
                let message = "a tab indents this line, where YAML allows spaces alone";
                diags.report(Code::Syntax, &at, message).help("put spaces in its place");
            } else {
                diags.report(Code::Syntax, &at, error.message).help("the document must be one YAML 1.2 or JSON object");
            }
            None
        }
    }
}

/// Tells which keys stand twice.
fn tell_repeated(diags: &mut Diagnostics, sources: &SourceMap, fragment: FragmentId) {
    for (key, first, second) in duplicates(sources.text(fragment)) {
        let at = sources.at_line(fragment, second.line(), second.col());
        diags
            .report(Code::DuplicateKey, &at, format!("the key `{key}` stands twice in one object; the last one counts"))
            .help("keep one of the two: some tools take the first, and others refuse the document")
            .related(&sources.at_line(fragment, first.line(), first.col()), "it stands here first");
    }
}

/// Reads YAML of which nothing is said if it does not read, such as the words above a page.
pub fn read_quietly(text: &str) -> Option<Value> {
    read_yaml(text).ok().map(|(value, _)| value)
}

/// Why a text does not read: the line from 1, the column from 0.
struct Fault {
    message: String,
    line: usize,
    column: usize,
}

fn read_json(text: &str) -> Result<(Value, bool), Fault> {
    let (mut parser, repeats) = (serde_json::Deserializer::from_str(text), Cell::new(false));
    let value = Node { merges: false, repeats: &repeats }.deserialize(&mut parser);
    value.and_then(|value| parser.end().map(|()| (value, repeats.get()))).map_err(|error| Fault {
        message: without_place(&error.to_string()),
        line: error.line(),
        column: error.column().saturating_sub(1),
    })
}

fn read_yaml(text: &str) -> Result<(Value, bool), Fault> {
    if let Some((line, column)) = too_deep(text) {
        return Err(Fault { message: TOO_DEEP.to_owned(), line, column });
    }
    let repeats = Cell::new(false);
    let value = Node { merges: true, repeats: &repeats }.deserialize(serde_yaml::Deserializer::from_str(text));
    value.map(|value| (value, repeats.get())).map_err(|error| {
        let place = error.location().map(|at| (at.line(), at.column() - 1)).or_else(|| second_document(text));
        let (line, column) = place.unwrap_or((1, 0));
        Fault { message: without_place(&error.to_string()), line, column }
    })
}

/// Where more brackets are open than any document needs: the line from 1, the column from 0.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let mut open = 0_usize;
    for (line, text) in (1..).zip(text.lines()) {
        for (column, c) in text.chars().enumerate() {
            match c {
                '[' | '{' => open += 1,
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MAX_OPEN {
                return Some((line, column));
            }
        }
    }
    None
}

/// A parser's message without the path it begins with and the place it ends with: both are shown anyway.
fn without_place(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

/// Where the second document of a YAML stream begins, if there is one.
fn second_document(text: &str) -> Option<(usize, usize)> {
    Parser::new_from_str(text)
        .map_while(Result::ok)
        .filter(|(event, _)| matches!(event, Event::DocumentStart(_)))
        .nth(1)
        .map(|(_, span)| (span.start.line(), span.start.col()))
}

/// The keys that stand twice in one object: what, where first, where again.
fn duplicates(text: &str) -> Vec<(String, Marker, Marker)> {
    /// An open container; an object knows the keys it had, and whether a key comes next.
    enum Open {
        Object(BTreeMap<String, Marker>, bool),
        List,
    }
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let next = match &event {
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                continue;
            }
            Event::Scalar(..) | Event::Alias(_) => None,
            Event::MappingStart(..) => Some(Open::Object(BTreeMap::new(), true)),
            Event::SequenceStart(..) => Some(Open::List),
            _ => continue,
        };
        if let Some(Open::Object(keys, key_next)) = open.last_mut() {
            if let (true, Event::Scalar(key, ..)) = (*key_next, &event) {
                match keys.get(key.as_ref()) {
                    Some(first) => found.push((key.to_string(), *first, span.start)),
                    None => _ = keys.insert(key.to_string(), span.start),
                }
            }
            *key_next = !*key_next;
        }
        open.extend(next);
    }
    found
}

/// Takes any value.
#[derive(Clone, Copy)]
struct Node<'a> {
    /// Whether `<<` merges objects; in JSON it is a key like any other.
    merges: bool,
    /// Set where a key stands twice; the places are looked up only then.
    repeats: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML or JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    // A limit such as -9223372036854776000 is written by tools that hold numbers as floats; so do we.
    #[allow(clippy::cast_precision_loss, reason = "the nearest float is what the writer of the number had")]
    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    #[allow(clippy::cast_precision_loss, reason = "the nearest float is what the writer of the number had")]
    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        // JSON has no infinity; the text is what a wrong-type diagnostic can show.
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(Key)? {
            let value = access.next_value_seed(self)?;
            // The last one counts, as in JavaScript and Python.
            if map.insert(key, value).is_some() {
                self.repeats.set(true);
            }
        }
        if self.merges {
            merge(&mut map);
        }
        Ok(Value::Object(map))
    }

    /// A YAML tag of the document's own; the value below it is all that matters.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_, value) = access.variant_seed(Key)?;
        value.newtype_variant_seed(self)
    }
}

/// Takes a key; YAML has other keys than text, and an HTTP status is usually written as a number.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text, a number or a boolean")
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }
}

/// Applies a YAML merge key: the entries of the objects below `<<`, where the object does not have its own.
fn merge(map: &mut Map<String, Value>) {
    let bases = match map.get("<<") {
        Some(Value::Object(base)) => vec![base.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(|item| item.as_object().cloned()).collect(),
        _ => return,
    };
    map.shift_remove("<<");
    for (key, value) in bases.into_iter().flatten() {
        map.entry(key).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn yaml(text: &str) -> Value {
        read_yaml(text).unwrap_or_else(|fault| panic!("{}", fault.message)).0
    }

    #[test]
    fn yaml_keeps_order_and_reads_keys_as_text() {
        let value = yaml("z: 1\n200: b\ntrue: c\n");
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"z":1,"200":"b","true":"c"}"#);
    }

    #[test]
    fn numbers_beyond_64_bits_are_floats() {
        assert_eq!(yaml("a: -9223372036854776000\n"), json!({"a": -9_223_372_036_854_776_000.0}));
    }

    #[test]
    fn words_and_dates_stay_text_as_in_yaml_1_2() {
        assert_eq!(yaml("[no, yes, on, 2020-01-01, 012]"), json!(["no", "yes", "on", "2020-01-01", "012"]));
    }

    #[test]
    fn merge_keys_fill_what_is_missing() {
        assert_eq!(
            yaml("a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\n"),
            json!({"a": {"b": 1, "c": 2}, "d": {"b": 3, "c": 2}})
        );
    }

    #[test]
    fn brackets_without_end_are_refused_at_once() {
        for text in ["[".repeat(1_000_000), format!("a: 1\nb: {}", "[a, {b: ".repeat(500_000))] {
            assert_eq!(read_yaml(&text).unwrap_err().message, TOO_DEEP);
        }
        assert_eq!(read_json(&"[".repeat(1_000_000)).unwrap_err().message, TOO_DEEP);
        assert_eq!(too_deep(&"[a]: {b}\n".repeat(100_000)), None);
    }

    #[test]
    fn json_has_no_merge_keys() {
        let text = r#"{"<<": {"a": 1}, "b": 2}"#;
        assert_eq!(read_json(text).unwrap_or_default(), (json!({"<<": {"a": 1}, "b": 2}), false));
    }

    #[test]
    fn a_repeated_key_has_both_places() {
        let found = duplicates("a:\n  b: 1\n  c: {b: 2}\n  b: 3\n");
        let places: Vec<_> = found.iter().map(|(key, a, b)| (key.as_str(), a.line(), b.line())).collect();
        assert_eq!(places, [("b", 2, 4)]);
    }
}
