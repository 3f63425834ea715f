//! Unions inside unions: all are read as they should be, or the text is refused, and soon.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use runtime::json::{decode, encode};
use serde_json::{Value, json};

use crate::runtime;

/// A union of structs that all have the same property; all but the last one lack another one, which shows at their end.
macro_rules! nearly {
    ($union:ident { $($variant:ident)* } or $fit:ident { $field:ident: $ty:ty = $wire:literal }) => {
        $(
            #[derive(Clone)]
            struct $variant { $field: $ty, need: i64 }
            record!($variant { $field: $wire, need: "need" });
        )*
        #[derive(Clone)]
        struct $fit { $field: $ty }
        record!($fit { $field: $wire });
        #[derive(Clone)]
        enum $union { $($variant($variant),)* $fit($fit), Unknown(Value) }
        union!($union { $($variant,)* $fit });
    };
}
nearly!(Part { P1 P2 P3 P4 P5 P6 P7 P8 P9 } or Words { text: String = "text" });
nearly!(Item { I1 I2 I3 I4 I5 I6 I7 I8 I9 } or Message { parts: Vec<Part> = "parts" });
nearly!(Many {
    M1 M2 M3 M4 M5 M6 M7 M8 M9 M10 M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23 M24 M25 M26 M27 M28 M29 M30 M31 M32
    M33 M34 M35 M36 M37 M38 M39 M40 M41 M42 M43 M44 M45 M46 M47 M48 M49 M50 M51 M52 M53 M54 M55 M56 M57 M58 M59 M60 M61 M62
    M63 M64 M65 M66 M67 M68 M69 M70
} or Last { name: String = "name" });
nearly!(Twin { Left } or Right { to: Option<Box<Twin>> = "to" });

#[derive(Clone)]
struct Card {
    method: Option<String>,
    number: i64,
    extra: BTreeMap<String, Value>,
}
record!(Card { method: "method", number: "number", ..extra });
#[derive(Clone)]
enum Payment {
    Card(Card),
    Debit(Card),
    Map(BTreeMap<String, Value>),
    List(Vec<Payment>),
    Later(Box<Later>),
    Any(Value),
    Unknown(Value),
}
tagged_union!(Payment by "method" { Card: "card", Debit: "debit", Map: "map", List: "list", Later: "later", Any: "any" });
/// A tagged union that is itself the variant of one.
#[derive(Clone)]
enum Later {
    Card(Card),
    Unknown(Value),
}
tagged_union!(Later by "when" { Card: "soon" });

/// One that has a variant for what no tag announces.
#[derive(Clone)]
enum Method {
    Card(Card),
    Other(Card),
    Unknown(Value),
}
tagged_union!(Method by "method" else Other { Card(Card): "card" });

#[test]
fn a_variant_may_hold_what_no_tag_announces() {
    for (text, is_other) in [
        (r#"{"method":"card","number":1}"#, false),
        (r#"{"method":"cash","number":1}"#, true),
        (r#"{"number":1}"#, true),
    ] {
        let method: Method = decode(text.as_bytes()).unwrap();
        assert_eq!((matches!(method, Method::Other(_)), encode(&method)), (is_other, text.as_bytes().to_vec()));
    }
    assert!(decode::<Method>(br#"{"method":"cash"}"#).is_err());
    let text = r#"{"method":"later"}"#;
    assert_eq!(encode(&Method::Unknown(serde_json::from_str(text).unwrap())), text.as_bytes());
}

fn is_message(item: &Item) -> bool {
    matches!(item, Item::Message(message) if message.parts.iter().all(|part| matches!(part, Part::Words(_))))
}

#[test]
fn a_long_text_is_read_as_well_as_a_short_one() {
    let item = r#"{"parts":[{"text":"as long a text as messages have"},{"text":"and another one"}],"new":1}"#;
    let items: Vec<Item> = decode(format!("[{}]", vec![item; 1000].join(",")).as_bytes()).unwrap();
    assert_eq!(items.iter().filter(|item| is_message(item)).count(), 1000);
    // All in one union.
    let parts = vec![r#"{"text":"t"}"#; 1000].join(",");
    assert!(is_message(&decode(format!(r#"{{"parts":[{parts}]}}"#).as_bytes()).unwrap()));
    let many: Vec<Many> = decode(format!("[{}]", vec![r#"{"name":"n","new":1}"#; 2000].join(",")).as_bytes()).unwrap();
    assert_eq!(many.iter().filter(|many| matches!(many, Many::Last(_))).count(), 2000);
}

#[test]
fn unions_inside_unions_are_not_tried_without_end() {
    // Every level is tried as both variants: two to the power of the depth without a bound.
    let deep =
        |depth: usize| format!(r#"{{"a":[0, {}{}]}}"#, r#"{"to":"#.repeat(depth), "{}".to_owned() + &"}".repeat(depth));
    let read = |depth: usize| decode::<BTreeMap<String, (i64, Twin)>>(deep(depth).as_bytes());
    assert!(matches!(read(8).unwrap().get("a"), Some((0, Twin::Right(_)))));
    let start = Instant::now();
    assert_eq!(read(100).unwrap_err().to_string(), "$.a[1]: unions with too many variants to try");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_chosen_variant_is_announced_once() {
    let card = |method: Option<&str>, extra: &[(&str, Value)]| {
        let extra = extra.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Card { method: method.map(str::to_owned), number: 1, extra }
    };
    let map = |key: &str| BTreeMap::from([(key.to_owned(), json!(2))]);
    let soon = |value| Payment::Later(Box::new(Later::Card(value)));
    for (payment, text) in [
        (Payment::Debit(card(Some("card"), &[])), r#"{"method":"debit","number":1}"#),
        (
            Payment::Card(card(None, &[("method", json!("debit")), ("x", json!(2))])),
            r#"{"method":"card","number":1,"x":2}"#,
        ),
        (Payment::Map(map("method")), r#"{"method":"map"}"#),
        (Payment::Map(map("x")), r#"{"method":"map","x":2}"#),
        (Payment::Any(json!({"method": 1, "x": {"method": 2}})), r#"{"method":"any","x":{"method":2}}"#),
        (Payment::Any(json!([{"x": 1}])), r#"[{"x":1}]"#),
        (Payment::List(vec![Payment::Map(map("x"))]), r#"[{"method":"map","x":2}]"#),
        (soon(card(None, &[("when", json!("late"))])), r#"{"method":"later","when":"soon","number":1}"#),
        (Payment::Later(Box::new(Later::Unknown(json!({"when": "?"})))), r#"{"method":"later","when":"?"}"#),
        (Payment::Unknown(json!({"method": "cash"})), r#"{"method":"cash"}"#),
    ] {
        assert_eq!(String::from_utf8(encode(&payment)).unwrap(), text);
    }
}

#[test]
fn an_extra_property_never_repeats_a_known_one() {
    let extra = BTreeMap::from([("method".to_owned(), json!("a")), ("number".to_owned(), json!("b"))]);
    let card = |method: Option<&str>| Card { method: method.map(str::to_owned), number: 1, extra: extra.clone() };
    assert_eq!(encode(&card(Some("c"))), br#"{"method":"c","number":1}"#);
    assert_eq!(encode(&card(None)), br#"{"number":1,"method":"a"}"#);
}
