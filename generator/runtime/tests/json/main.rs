//! JSON as generated types read and write it: strict, exact, and clear about what is wrong.
#![allow(unreachable_pub, reason = "in a client the types are public")]

#[macro_use]
#[path = "../../src/runtime/macros.rs"]
mod macros;
#[macro_use]
#[path = "../../src/runtime/variants.rs"]
mod variants;
mod properties;
mod types;
mod unions;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use runtime::json::{decode, encode};
use runtime::runtime;
use runtime::{Base64, Json, Patch};
use serde_json::{Value, json};

#[derive(Clone)]
struct Repo {
    full_name: String,
    owner: Option<Owner>,
    closed_at: Option<String>,
    topics: Patch<Vec<String>>,
}
record!(Repo { full_name: "fullName", owner: "owner", closed_at: "closedAt" or null, topics: "topics" });

#[derive(Clone)]
struct Owner {
    id: i64,
    kind: Kind,
    extra: BTreeMap<String, Value>,
}
record!(Owner { id: "id", kind: "kind", ..extra });

struct Pair {
    repo: Repo,
}
record!(Pair { repo: "repo" });

#[derive(Clone)]
struct Empty {}
record!(Empty {});

#[derive(Clone)]
enum Kind {
    User,
    Bot,
    Unknown(String),
}
open_enum!(Kind { User: "USER", Bot: "BOT" });

#[derive(Clone)]
enum Anything {
    Unknown(String),
}
open_enum!(Anything {});

/// Told apart by a property.
#[derive(Clone)]
enum Actor {
    Person(Box<Owner>),
    Robot(Box<Repo>),
    Unknown(Value),
}
tagged_union!(Actor by "kind" { Person: "USER", Robot: "BOT" });

/// Told apart by what they hold; the first one takes any object.
#[derive(Clone)]
enum Shape {
    Empty(Box<Empty>),
    Pair(Box<Edge>),
    Number(i64),
    Many(Vec<Shape>),
    Unknown(Value),
}
union!(Shape { Empty, Pair, Number, Many });

#[derive(Clone)]
struct Edge {
    from: i64,
    to: Option<Shape>,
}
record!(Edge { from: "from", to: "to" });

#[test]
fn values_are_equal_if_their_json_says_the_same() {
    let owner = |text: &str| decode::<Owner>(text.as_bytes()).unwrap();
    let one = owner(r#"{"id":1,"kind":"USER","zero":0.0,"map":{"a":1,"b":2}}"#);
    assert_eq!(one, owner(r#"{"kind":"USER","map":{"b":2,"a":1},"zero":-0.0,"id":1}"#));
    assert_ne!(one, owner(r#"{"id":1,"kind":"USER","zero":0.0,"map":{"a":1,"b":3}}"#));
}

#[test]
fn a_tag_decides_wherever_it_stands() {
    let text = r#"{"id": 1, "kind": "USER", "more": [2]}"#;
    let actor: Actor = decode(text.as_bytes()).unwrap();
    assert!(matches!(&actor, Actor::Person(owner) if owner.id == 1));
    let unknown = r#"{"kind":"GHOST","x":null}"#;
    let actor: Actor = decode(unknown.as_bytes()).unwrap();
    assert_eq!(text_of(&actor), unknown);
    for untold in ["{}", r#"{"kind":7}"#, "[]"] {
        assert_eq!(text_of(&decode::<Actor>(untold.as_bytes()).unwrap()), untold);
    }
    let error = decode::<Vec<Actor>>(br#"[{"kind": "USER", "id": "one"}]"#).unwrap_err();
    assert_eq!(error.to_string(), r#"$[0].id: expected a 64-bit integer, found the string "one""#);
}

#[test]
fn a_tag_is_written_even_if_the_variant_has_no_such_property() {
    let actor: Actor = decode(br#"{"kind": "BOT", "fullName": "f"}"#).unwrap();
    assert_eq!(text_of(&actor), r#"{"kind":"BOT","fullName":"f","closedAt":null}"#);
    let actor: Actor = decode(br#"{"id": 1, "kind": "USER"}"#).unwrap();
    assert_eq!(text_of(&actor), r#"{"kind":"USER","id":1}"#);
}

#[test]
fn the_variant_that_leaves_least_unread_is_taken() {
    let shape = |text: &str| decode::<Shape>(text.as_bytes()).unwrap();
    assert_eq!(shape("{}"), Shape::Empty(Box::new(Empty {})));
    assert_eq!(shape(r#"{"from": 1}"#), Shape::Pair(Box::new(Edge { from: 1, to: None })));
    assert_eq!(shape(r#"[7, "x"]"#), Shape::Many(vec![Shape::Number(7), Shape::Unknown(json!("x"))]));
    let nested = r#"{"from":1,"to":{"from":2}}"#;
    assert_eq!(text_of(&shape(nested)), nested);
    assert!(decode::<Shape>(b"{\"from\": }").is_err());
}

fn text_of(value: &dyn Json) -> String {
    String::from_utf8_lossy(&encode(value)).into_owned()
}

/// The error's text; a text that reads well gives an empty one.
fn fault<T: Json>(text: &str) -> String {
    decode::<T>(text.as_bytes()).err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn every_text_of_the_corpus_is_judged_rightly() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if !shared.is_dir() {
        eprintln!("skipped: no corpus beside the repository");
        return;
    }
    let mut count = 0;
    for entry in fs::read_dir(shared.join("corpus/json-parsing/test_parsing")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let read = decode::<Value>(&fs::read(&path).unwrap());
        let skipped = decode::<()>(&fs::read(&path).unwrap());
        match name.get(..2) {
            Some("y_") => assert!(read.is_ok() && skipped.is_ok(), "{name}: {read:?} {skipped:?}"),
            Some("n_") => assert!(read.is_err() && skipped.is_err(), "{name}: {read:?} {skipped:?}"),
            _ => {}
        }
        count += 1;
    }
    assert!(count >= 300, "only {count} texts");
}

#[test]
fn a_record_reads_and_writes_its_wire_names() {
    let repo =
        decode::<Repo>(br#"{"owner":{"kind":"BOT","id":1e1,"x":[1],"kind":"ROBOT"},"z":{"a":[]},"fullName":"a/b"}"#)
            .unwrap();
    let owner =
        Owner { id: 10, kind: Kind::Unknown("ROBOT".into()), extra: BTreeMap::from([("x".into(), json!([1]))]) };
    assert_eq!(repo, Repo { full_name: "a/b".into(), owner: Some(owner), closed_at: None, topics: Patch::Keep });
    assert_eq!(text_of(&repo), r#"{"fullName":"a/b","owner":{"id":10,"kind":"ROBOT","x":[1]},"closedAt":null}"#);
    assert_eq!(
        text_of(&Repo { owner: None, topics: Patch::Null, ..repo }),
        r#"{"fullName":"a/b","closedAt":null,"topics":null}"#
    );
    assert_eq!(text_of(&decode::<Empty>(br#"{"a":1}"#).unwrap()), "{}");
    assert_eq!(text_of(&Anything::from("x")), r#""x""#);
}

#[test]
fn the_last_of_repeated_keys_wins() {
    let owner = r#"{"id":2,"kind":"USER"}"#;
    let text = format!(
        r#"{{"fullName":"a","topics":["x"],"owner":{{"id":1,"kind":"BOT","x":1}},"owner":{owner},"topics":["y"]}}"#
    );
    let repo = decode::<Repo>(text.as_bytes()).unwrap();
    assert_eq!(repo.owner, Some(decode(owner.as_bytes()).unwrap()));
    assert_eq!(repo.topics, Patch::Set(vec!["y".into()]));
    let pair =
        decode::<Pair>(br#"{"repo":{"fullName":"a","closedAt":"now","topics":null},"repo":{"fullName":"b"}}"#).unwrap();
    assert_eq!(pair.repo, Repo { full_name: "b".into(), owner: None, closed_at: None, topics: Patch::Keep });
}

#[test]
fn errors_say_where_and_what() {
    let long = "x".repeat(100);
    for (found, error) in [
        (r#"[{"owner":{"id":"x"}}]"#, r#"$[0].owner.id: expected a 64-bit integer, found the string "x""#),
        (r#"[{"owner":{"id":1.5}}]"#, "$[0].owner.id: expected a 64-bit integer, found 1.5"),
        (
            r#"[{"owner":{"id":9223372036854775808}}]"#,
            "$[0].owner.id: expected a 64-bit integer, found 9223372036854775808",
        ),
        (r#"[{"a b":{"c":nil}}]"#, r#"$[0]["a b"].c: expected a value, found `nil`"#),
        (r#"[{"owner":{"id":1}}]"#, "$[0].owner: missing property `kind`"),
        (r#"[{"fullName":"a"},{"owner":[]}]"#, "$[1].owner: expected an object, found an array"),
        (r#"[{"fullName":"a"#, "$[0].fullName: a string without its end"),
        (r#"[{"fullName":"a",}]"#, "$[0]: expected a key, found `}`"),
        (r#"[{"fullName":"\ud800"}]"#, "$[0].fullName: a `\\u` escape that is no character"),
        (r#"[{"fullName":01}]"#, "$[0].fullName: `01` is no JSON number"),
        ("[] []", "$: expected the end of the text, found an array"),
        ("", "$: expected an array, found the end of the text"),
    ] {
        assert_eq!(fault::<Vec<Repo>>(found), error, "{found}");
    }
    assert_eq!(
        fault::<bool>(&format!("\"{long}\"")),
        format!("$: expected a boolean, found the string \"{}…\"", &long[..60])
    );
    assert_eq!(decode::<Value>(b"{\"a\":\"\xff\"}").unwrap_err().to_string(), "$.a: expected UTF-8");
    assert_eq!(fault::<Value>(&"[".repeat(100_000)), format!("${}: nested more than 128 deep", "[0]".repeat(128)));
    assert_eq!(fault::<Value>(&format!("{}{}", "[".repeat(128), "]".repeat(128))), "");
}

#[test]
fn leaves_are_read_strictly() {
    for (whole, value) in [("1.0", 1), ("1e2", 100), ("-12.50e1", -125), ("0.0e-9", 0), ("-0", 0), ("1000e-3", 1)] {
        assert_eq!(decode::<i64>(whole.as_bytes()).unwrap(), value, "{whole}");
    }
    assert_eq!(fault::<u32>("-1"), "$: expected an unsigned 32-bit integer, found -1");
    assert_eq!(fault::<i32>("1e99999999999999999999"), "$: expected a 32-bit integer, found 1e99999999999999999999");
    assert_eq!(fault::<f64>("1e400"), "$: expected a number, found 1e400");
    assert_eq!(text_of(&vec![f64::NAN, f64::INFINITY, 0.1, 1e9]), "[null,null,0.1,1000000000.0]");
    assert_eq!(decode::<String>(r#""\u00e9\ud834\udd1e\/\n""#.as_bytes()).unwrap(), "\u{e9}\u{1d11e}/\n");
    assert_eq!(text_of(&String::from("\u{1}\"\\{")), r#""\u0001\"\\{""#);
    assert_eq!(decode::<Base64>(br#""aGk""#).unwrap(), Base64(b"hi".to_vec()));
    assert_eq!(fault::<Base64>(r#""aG=""#), r#"$: expected bytes in base64, found the string "aG=""#);
    assert_eq!(fault::<Base64>(r#""a""#), r#"$: expected bytes in base64, found the string "a""#);
    assert_eq!(decode::<Box<Option<bool>>>("\u{feff} null ".as_bytes()).unwrap(), Box::new(None));
}

#[test]
fn dates_and_uuids_are_read() {
    use chrono::{DateTime, NaiveDate, Utc};
    for now in [r#""2026-01-02T03:04:05Z""#, r#""2026-01-02T04:04:05+01:00""#, r#""2026-01-02T03:04:05""#] {
        assert_eq!(text_of(&decode::<DateTime<Utc>>(now.as_bytes()).unwrap()), r#""2026-01-02T03:04:05Z""#);
    }
    assert_eq!(text_of(&decode::<NaiveDate>(br#""2026-01-02""#).unwrap()), r#""2026-01-02""#);
    assert_eq!(fault::<NaiveDate>(r#""2026-02-30""#), r#"$: expected a date, found the string "2026-02-30""#);
    assert_eq!(fault::<uuid::Uuid>(r#""1""#), r#"$: expected a UUID, found the string "1""#);
}

#[test]
fn more_than_64_fields_are_kept_apart() {
    macro_rules! wide {
        ($($field:ident)*) => {

            struct Wide { $($field: Option<i64>,)* last: i64 }
            record!(Wide { $($field: "x",)* last: "last" });
        };
    }
    wide! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
        e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
    }
    assert_eq!(decode::<Wide>(br#"{"last":3,"x":1}"#).unwrap().last, 3);
    assert_eq!(fault::<Wide>(r#"{"x":1}"#), "$: missing property `last`");
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_through_the_same_json() {
    let owner: Owner = serde_json::from_value(json!({"id": 1, "kind": "BOT", "x": 0.1})).unwrap();
    assert_eq!(serde_json::to_value(&owner).unwrap(), json!({"id": 1, "kind": "BOT", "x": 0.1}));
    assert!(
        serde_json::from_value::<Owner>(json!({"id": 1})).unwrap_err().to_string().contains("missing property `kind`")
    );
}
