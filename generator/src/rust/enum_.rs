//! An enum: its values, and the variant that keeps what it does not know.

use super::file::{Item, Row};
use super::{doc, struct_, types};
use crate::analyze::Facts;
use crate::ir::{EnumValue, Scalars, TypeDef, TypeId};
use proc_macro2::Literal;
use serde_json::Value;

/// The items of the enum.
pub fn emit(facts: &Facts, id: TypeId, def: &TypeDef, values: &[EnumValue]) -> Vec<Item> {
    let own = &facts[id];
    let docs = doc::lines(&def.doc, &types::fallback(def), &struct_::deprecation(def.deprecated));
    items(docs, &own.ident, values, &own.variants)
}

/// The items of an enum of these values.
pub fn items(docs: Vec<String>, ident: &str, values: &[EnumValue], variants: &[String]) -> Vec<Item> {
    let rows = values.iter().zip(variants).map(|(value, variant)| Row {
        docs: doc::lines(&value.doc, &doc::code(&value.text()), &[]),
        text: variant.clone(),
    });
    let scalars = Scalars::of(values);
    let (of, unknown) = match scalars {
        Scalars::Strings => ("", "String"),
        Scalars::Integers => (": i64", "i64"),
        Scalars::Mixed => (": Value", "Value"),
    };
    let wires = values.iter().zip(variants);
    let wires = wires.map(|(value, variant)| format!("{variant}: {}", literal(scalars, &value.wire))).collect();
    let unknown = Row {
        docs: vec!["A value that came after this crate, as it was sent.".to_owned()],
        text: format!("Unknown({unknown})"),
    };
    let traits = if scalars == Scalars::Strings { "Clone" } else { "Clone, Debug, PartialEq, Eq, Hash" };
    let head = format!("#[derive({traits})]\n#[non_exhaustive]\npub enum {ident}");
    vec![
        Item::Rows { docs, head, rows: rows.chain([unknown]).collect() },
        Item::Table { head: format!("open_enum!({ident}{of}"), rows: wires },
    ]
}

/// A value as Rust writes it; beside values of other types, a number says its own.
fn literal(scalars: Scalars, wire: &Value) -> String {
    match wire {
        Value::String(text) => Literal::string(text).to_string(),
        Value::Number(number) if scalars == Scalars::Integers => number.to_string(),
        Value::Number(number) if number.is_i64() => format!("{number}_i64"),
        Value::Number(number) if number.is_u64() => format!("{number}_u64"),
        Value::Number(number) => number.as_f64().map_or_else(String::new, |float| format!("{float:?}_f64")),
        wire => wire.to_string(),
    }
}
