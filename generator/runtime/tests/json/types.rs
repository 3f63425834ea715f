//! Enums of numbers, tuples, addresses, unions: what is unknown is kept, what is wrong says where.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use runtime::json::{decode, encode};
use runtime::runtime;
use runtime::{Json, Patch};
use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq)]
enum Level {
    Low,
    Below,
    Unknown(i64),
}
open_enum!(Level: i64 { Low: 1, Below: -1 });

#[derive(Clone, Debug, PartialEq)]
enum Limit {
    Auto,
    One,
    OneText,
    Half,
    Yes,
    Unknown(Value),
}
open_enum!(Limit: Value { Auto: "auto", One: 1_i64, OneText: "1", Half: 0.5_f64, Yes: true });

/// Values that are the same to nobody but a careless reader.
#[derive(Clone)]
enum Alike {
    Plus1,
    Minus1,
    One,
    Empty,
    Dash,
    Unknown(String),
}
open_enum!(Alike { Plus1: "+1", Minus1: "-1", One: "1", Empty: "", Dash: "a-b" });

#[derive(Clone)]
enum Only {
    A,
    Unknown(String),
}
open_enum!(Only { A: "a" });

#[derive(Clone)]
struct WithConstant {
    kind: Only,
}
record!(WithConstant { kind: "kind" });

#[derive(Clone)]
struct WithAny {
    kind: String,
}
record!(WithAny { kind: "kind" });

#[derive(Clone)]
enum Kinds {
    Constant(Box<WithConstant>),
    Any(Box<WithAny>),
    Unknown(Value),
}
union!(Kinds { Constant(WithConstant), Any(WithAny) });

#[derive(Clone)]
enum Choice {
    Level(Box<Level>),
    Text(String),
    Flag(bool),
    List(Vec<Option<i64>>),
    Pair((f64, String)),
    Kinds(Box<Kinds>),
    Map(BTreeMap<String, i64>),
    Unknown(Value),
}
union!(Choice { Level(Level), Text(String), Flag(bool), List(Vec<Option<i64>>), Pair, Kinds(Kinds), Map });

#[derive(Clone)]
enum Tagged {
    Any(Box<WithAny>),
    Holder(Box<Holder>),
    Unknown(Value),
}
tagged_union!(Tagged by "kind" { Any(WithAny): "any", Holder(Holder): "holder" });

#[derive(Clone)]
struct Holder {
    inner: BTreeMap<String, (i64, Tagged)>,
    note: Patch<i32>,
}
record!(Holder { inner: "inner", note: "note" });

fn again<T: Json>(text: &str) -> (T, String) {
    let value: T = decode(text.as_bytes()).unwrap();
    let text = String::from_utf8(encode(&value)).unwrap();
    (value, text)
}

fn fault<T: Json>(text: &str) -> String {
    decode::<T>(text.as_bytes()).err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn enums_of_integers_are_open() {
    for (text, level, back) in [
        ("1", Level::Low, "1"),
        ("-1.0", Level::Below, "-1"),
        ("7", Level::Unknown(7), "7"),
        ("1e2", Level::Unknown(100), "100"),
    ] {
        assert_eq!(again::<Level>(text), (level, back.to_owned()), "{text}");
    }
    assert_eq!((Level::from(-1).as_i64(), format!("{:>3}", Level::Low)), (-1, "  1".to_owned()));
    assert_eq!(fault::<Level>(r#""1""#), r#"$: expected a 64-bit integer, found the string "1""#);
}

#[test]
fn enums_of_several_types_are_open() {
    for (text, limit) in [
        (r#""auto""#, Limit::Auto),
        ("1", Limit::One),
        (r#""1""#, Limit::OneText),
        ("0.5", Limit::Half),
        ("true", Limit::Yes),
        (r#"{"a":[1]}"#, Limit::Unknown(json!({"a": [1]}))),
    ] {
        assert_eq!(again::<Limit>(text), (limit, text.to_owned()));
    }
    assert_eq!(Limit::from(json!(2)).as_value(), json!(2));
}

#[test]
fn values_that_look_alike_come_back_as_they_were() {
    for wire in ["+1", "-1", "1", "", "a-b", "a_b", "one", " 1"] {
        let (value, text) = again::<Alike>(&json!(wire).to_string());
        assert_eq!((value.as_str(), text), (wire, json!(wire).to_string()));
    }
    assert_eq!(Alike::from("a_b"), Alike::Unknown("a_b".into()));
}

#[test]
fn tuples_have_their_length() {
    assert_eq!(again::<(i64, Option<String>)>("[1, null]"), ((1, None), "[1,null]".to_owned()));
    assert_eq!(again::<(bool,)>("[true]").1, "[true]");
    let eight = "[1,2,3,4,5,6,7,[8]]";
    assert_eq!(again::<(i64, i64, i64, i64, i64, i64, i64, (u32,))>(eight).1, eight);
    assert_eq!(fault::<Vec<(i64, i64)>>("[[1,2],[1]]"), "$[1]: expected an array of 2 items");
    assert_eq!(fault::<(i64, i64)>("[1,2,3]"), "$: expected an array of 2 items");
    assert_eq!(fault::<(i64, bool)>("[1,2]"), "$[1]: expected a boolean, found 2");
}

#[test]
fn addresses_are_read() {
    assert_eq!(again::<IpAddr>(r#""::1""#), (IpAddr::V6(Ipv6Addr::LOCALHOST), r#""::1""#.to_owned()));
    assert_eq!(again::<Ipv4Addr>(r#""127.0.0.1""#).0, Ipv4Addr::LOCALHOST);
    assert_eq!(fault::<Ipv6Addr>(r#""1.2.3.4""#), r#"$: expected an IPv6 address, found the string "1.2.3.4""#);
}

#[test]
fn the_type_of_the_json_decides_and_then_what_is_known() {
    for (text, choice) in [
        ("3", Choice::Level(Box::new(Level::Unknown(3)))),
        (r#""3""#, Choice::Text("3".into())),
        ("false", Choice::Flag(false)),
        ("[1,null]", Choice::List(vec![Some(1), None])),
        (r#"[0.5,"x"]"#, Choice::Pair((0.5, "x".into()))),
        (r#"{"kind":"a"}"#, Choice::Kinds(Box::new(Kinds::Constant(Box::new(WithConstant { kind: Only::A }))))),
        (r#"{"kind":"b"}"#, Choice::Kinds(Box::new(Kinds::Any(Box::new(WithAny { kind: "b".into() }))))),
        (r#"{"n":1}"#, Choice::Map(BTreeMap::from([("n".into(), 1)]))),
        (r#"{"n":"x"}"#, Choice::Kinds(Box::new(Kinds::Unknown(json!({"n": "x"}))))),
        ("null", Choice::Kinds(Box::new(Kinds::Unknown(Value::Null)))),
    ] {
        assert_eq!(again::<Choice>(text), (choice, text.to_owned()));
    }
    assert_eq!(again::<Option<Choice>>("null").0, None);
    // Properties that came later do not make a known variant unknown.
    let grown = decode::<Choice>(br#"{"kind":"a","x":1,"y":2,"z":3}"#).unwrap();
    assert!(matches!(grown, Choice::Kinds(kinds) if matches!(*kinds, Kinds::Constant(_))));
}

#[test]
fn unions_are_made_from_what_they_hold() {
    assert_eq!(Choice::from(String::from("x")), Choice::Text("x".into()));
    assert_eq!(Choice::from(Level::Low), Choice::Level(Box::new(Level::Low)));
    let tagged: Tagged = WithAny { kind: "any".into() }.into();
    assert_eq!(encode(&tagged), br#"{"kind":"any"}"#);
}

#[test]
fn a_known_tag_must_hold_what_it_says_and_the_error_leads_inside() {
    let text = r#"{"kind":"holder","inner":{"a b":[1,{"kind":"holder","inner":{"x":[true,{}]}}]}}"#;
    assert_eq!(fault::<Tagged>(text), r#"$.inner["a b"][1].inner.x[0]: expected a 64-bit integer, found `true`"#);
    assert_eq!(fault::<Tagged>(r#"{"kind":"holder"}"#), "$: missing property `inner`");
    let unknown = r#"{"kind":"later","inner":0}"#;
    assert_eq!(again::<Tagged>(unknown).1, unknown);
}

#[test]
fn numbers_beyond_64_bits() {
    assert_eq!(fault::<i64>("9223372036854775808"), "$: expected a 64-bit integer, found 9223372036854775808");
    assert_eq!(decode::<u64>(b"18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(again::<Value>("18446744073709551615").1, "18446744073709551615");
    assert_eq!(decode::<Value>(b"18446744073709551616").unwrap(), json!(18_446_744_073_709_551_616.0));
    assert_eq!(again::<Value>("[-0,0]").1, "[-0.0,0]");
    for text in ["0.1", "-0.0", "123456789012345", "1234567890123456789.5", "0.30000000000000004", "5e-324", "12.50"] {
        let exact: f64 = text.parse().unwrap();
        assert_eq!(decode::<f64>(text.as_bytes()).unwrap().to_bits(), exact.to_bits(), "{text}");
    }
    assert_eq!(encode(&0.1_f32), b"0.1");
}

#[test]
fn the_ends_of_32_bits_may_be_rounded() {
    // The end of the range with its last digits rounded away from 0, as servers write it.
    assert_eq!(decode::<f32>(b"3.402823669209385e+38").unwrap().to_bits(), f32::MAX.to_bits());
    assert_eq!(decode::<f32>(b"-3.4028236e38").unwrap().to_bits(), f32::MIN.to_bits());
    assert_eq!(fault::<f32>("3.403e38"), "$: expected a number, found 3.403e38");
    assert_eq!(fault::<f32>("1e999"), "$: expected a number, found 1e999");
    assert_eq!(fault::<f64>("1e999"), "$: expected a number, found 1e999");
}

#[test]
fn a_patch_keeps_clears_or_sets() {
    let note = |text: &str| decode::<Holder>(text.as_bytes()).unwrap().note;
    assert_eq!(note(r#"{"inner":{}}"#), Patch::Keep);
    assert_eq!(note(r#"{"inner":{},"note":null}"#), Patch::Null);
    assert_eq!(note(r#"{"inner":{},"note":3}"#).into_set(), Some(3));
    assert_eq!(Patch::<i32>::Null.into_set(), None);
    let holder = Holder { inner: BTreeMap::new(), note: 4.into() };
    assert_eq!(encode(&holder), br#"{"inner":{},"note":4}"#);
}
