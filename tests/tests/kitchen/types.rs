//! What values look like on the wire, and what becomes of values that no document foresaw.

use kitchen_sink::runtime::{Json, json as codec};
use kitchen_sink::types::{self, Course, Enums, Hue, Mixed, Nulls, Numbers, Payment, Stars, Tree, Utensil, Webhook};
use kitchen_sink::{Error, Patch};
use serde_json::{Value, json};

use crate::server::{Server, reply};
use crate::{Outcome, client};

/// The value as the type reads it, and as the type writes it again, by the crate's own JSON and by serde.
fn round_trip<T>(value: &Value) -> (T, Value)
where
    T: Json + serde::Serialize + serde::de::DeserializeOwned,
{
    let read: T = codec::decode(value.to_string().as_bytes()).unwrap();
    let written: Value = serde_json::from_slice(&codec::encode(&read)).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written, "serde writes something else");
    let by_serde: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(codec::encode(&by_serde), codec::encode(&read), "serde reads something else");
    (read, written)
}

#[track_caller]
fn kept<T: Json + serde::Serialize + serde::de::DeserializeOwned>(value: &Value) -> T {
    let (read, written) = round_trip::<T>(value);
    assert_eq!(&written, value);
    read
}

#[tokio::test]
async fn an_enum_keeps_a_value_that_came_later() -> Outcome {
    let server = Server::echo().await;
    let sent = Enums::new(Course::Unknown("brunch".into()), Stars::Unknown(4));
    let back = client(&server).types_().enums(sent).send().await?;
    assert_eq!(back.course, Course::Unknown("brunch".into()));
    assert_eq!(server.only().json(), json!({"course": "brunch", "stars": 4}));
    Ok(())
}

#[test]
fn constants_and_enums_of_every_kind_are_kept() {
    kept::<Enums>(&json!({
        "course": "main", "stars": 7, "vote": "ONE", "mixed": 2.5, "flag": true, "version": 2, "kind": "kitchen",
        "size": "huge", "ratio": 0.5, "maybe": null, "open": "paprika", "described": "raw", "letters": ["a", "z"],
    }));
}

#[test]
fn enums_of_numbers_and_of_mixed_values_know_theirs() {
    let known = kept::<Stars>(&json!(2));
    assert!(!matches!(known, Stars::Unknown(_)) && known.as_i64() == 2);
    assert_eq!(kept::<Stars>(&json!(9)), Stars::Unknown(9));
    let mixed = [json!("auto"), json!(0), json!(2.5), json!(true)].map(|value| kept::<Mixed>(&value));
    assert!(mixed.iter().all(|value| !matches!(value, Mixed::Unknown(_))));
    assert!(matches!(kept::<Mixed>(&json!("0")), Mixed::Unknown(_)), "text is no number");
}

#[test]
fn a_tag_decides_and_is_written_back_as_it_came() {
    let card: Payment = kept(&json!({"method": "card", "number": "1234"}));
    assert!(matches!(&card, Payment::Card(card) if card.number == "1234"));
    // Two tags of one schema are two things to say.
    kept::<Payment>(&json!({"method": "debit", "number": "1234"}));
    let cash: Payment = kept(&json!({"change": true, "method": "cash"}));
    assert!(matches!(&cash, Payment::Cash(cash) if cash.change == Some(true)));
    let later: Payment = kept(&json!({"method": "shells", "count": [1, 2]}));
    assert!(matches!(&later, Payment::Unknown(value) if value["count"][1] == 2));
    let ladle: Utensil = kept(&json!({"utensil": "Ladle", "volume": 0.25}));
    assert!(matches!(ladle, Utensil::Ladle(_)));
}

#[test]
fn unions_without_a_tag_are_told_apart_by_what_they_hold() {
    let all = json!({
        "guest": {"booking": "b-1", "name": "N"}, "step": {"do": "boil", "minutes": 3}, "text_or_list": ["a", "b"],
        "scalar": 5, "number_or_object": {"R": 1}, "overlap": {"a": "1", "b": "2"}, "amount": {"pieces": 3},
    });
    let unions: types::Unions = kept(&all);
    assert!(matches!(&unions.guest, Some(types::Guest::Booked(booked)) if booked.booking == "b-1"));
    assert!(matches!(&unions.step, Some(types::Step::Boil(boil)) if boil.minutes == 3));
    assert!(matches!(&unions.overlap, Some(types::Overlap::Large(large)) if large.b.as_deref() == Some("2")));
    assert!(matches!(&unions.amount, Patch::Set(types::UnionsAmount::Pieces(_))));
    for other in [json!("text"), json!(["list"])] {
        kept::<types::UnionsTextOrList>(&other);
    }
    for scalar in [json!("text"), json!(7), json!(true), json!({"later": 1})] {
        kept::<types::UnionsScalar>(&scalar);
    }
}

#[tokio::test]
async fn an_error_inside_a_union_says_where() -> Outcome {
    let body = json!({"payments": [{"method": "cash"}, {"method": "card", "number": 5}]});
    let server = Server::always(reply(200).json(&body)).await;
    let error = client(&server).types_().unions(types::Unions::new()).send().await.unwrap_err();
    let Error::Decode(wrong) = error else { panic!("{error}") };
    assert_eq!(wrong.json().to_string(), "$.payments[1].number: expected a string, found 5");
    Ok(())
}

#[tokio::test]
async fn all_four_ways_to_be_there_are_four_things_to_say() -> Outcome {
    let server = Server::echo().await;
    let types = client(&server).types_();
    let back = types.nulls(Nulls::new("r", None)).send().await?;
    assert_eq!(server.last().json(), json!({"required": "r", "required_nullable": null}));
    assert_eq!((back.required_nullable, back.optional_nullable), (None, Patch::Keep));

    let sent =
        Nulls::new("", Some("n".into())).optional("o").optional_nullable(Patch::Null).nullable_object(Patch::Null);
    let back = types.nulls(sent.nullable_list(vec![None, Some("x".into())])).send().await?;
    let expected = json!({
        "required": "", "required_nullable": "n", "optional": "o", "optional_nullable": null, "nullable_object": null,
        "nullable_list": [null, "x"],
    });
    assert_eq!(server.last().json(), expected);
    assert_eq!(back.optional_nullable, Patch::Null);
    assert_eq!(
        (back.nullable_list.into_set().map(|list| list.len()), back.nullable_object.into_set().is_none()),
        (Some(2), true)
    );
    Ok(())
}

#[test]
fn maps_keep_what_is_in_them() {
    let all = json!({
        "counts": {"b": 1, "a": -2}, "anything": {"x": [1, {"y": null}]}, "nested": {"p": {"q": {"R": 1}}},
        "open": {"label": "l", "more": {"deep": true}}, "typed": {"label": "l", "other": 5}, "closed": {"label": "l"},
        "free": {"k": "v"}, "by_course": {"main": 1, "brunch": 2}, "patterned": {"x-a": "1"},
    });
    let maps: types::Maps = kept(&all);
    assert_eq!(maps.open.unwrap().extra["more"], json!({"deep": true}));
    assert_eq!(maps.typed.unwrap().extra["other"], 5);
}

#[test]
fn lists_and_tuples_keep_their_order() {
    kept::<types::Lists>(&json!({
        "matrix": [[1.5, 2.0], [], [-0.25]], "pair": ["a", 1], "tail": ["a", 1, 2], "unique": ["x"], "anything": [1, "2", null],
        "objects": [{"id": "1"}],
    }));
}

#[test]
fn a_tuple_has_its_types_and_its_length() {
    let lists: types::Lists = codec::decode(br#"{"pair": ["a", 1]}"#).unwrap();
    assert_eq!(lists.pair, Some(("a".to_owned(), 1)));
    for (text, place) in
        [(r#"{"pair": ["a", "b"]}"#, "$.pair[1]"), (r#"{"pair": ["a"]}"#, "$.pair"), (r#"{"pair": {}}"#, "$.pair")]
    {
        let error = codec::decode::<types::Lists>(text.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with(place), "{error}");
    }
}

#[test]
fn what_contains_itself_ends_somewhere() {
    let leaf = || Tree::new("leaf");
    let tree = Tree::new("root").left(leaf()).children(vec![leaf(), Tree::new("branch").right(leaf())]);
    let text = codec::encode(&tree);
    assert_eq!(codec::encode(&codec::decode::<Tree>(&text).unwrap()), text);
    kept::<Tree>(&json!({"name": "n", "node": {"name": "m", "node": "word"}, "by_name": {"a": {"name": "a"}}}));
}

#[test]
fn a_body_that_is_too_deep_is_refused() {
    let deep = format!("{}{{\"name\":\"x\"}}{}", "{\"name\":\"x\",\"left\":".repeat(5000), "}".repeat(5000));
    let error = codec::decode::<Tree>(deep.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("deep"), "{error}");
}

#[tokio::test]
async fn what_is_only_sent_is_not_asked_for_and_what_is_only_received_is_not_sent() -> Outcome {
    let account = json!({"id": "a-1", "name": "N", "created": "2026-01-02T03:04:05Z"});
    let server = Server::always(reply(200).json(&account)).await;
    let mut sent = types::Account::new("N");
    sent.password = Some("secret".into());
    let back = client(&server).types_().accounts(sent).send().await?;
    assert_eq!(server.only().json(), json!({"name": "N", "password": "secret"}));
    assert_eq!((back.id.as_deref(), back.password), (Some("a-1"), None));
    Ok(())
}

#[test]
fn formats_are_read_and_written_as_they_came() {
    kept::<types::Formats>(&json!({
        "date": "2026-02-28", "time": "10:11:12Z", "date_time": "2026-02-28T10:11:12Z", "duration": "P1DT2H", "decimal": "0.10",
        "uuid": "00000000-0000-0000-0000-0000000000ab", "uri": "https://a.example/b?c", "uri_reference": "../x", "byte": "AP8=",
        "email": "a@b.example", "hostname": "b.example", "ipv4": "127.0.0.1", "ipv6": "::1", "ip": "::1", "regex": "^a$",
        "encoded": "AP8=", "encoded_url": "_-8", "password": "p", "unknown": "soup", "int64_text": "9007199254740993", "unix": 1,
    }));
}

#[test]
fn an_address_is_one() {
    let formats: types::Formats = codec::decode(br#"{"ipv4": "127.0.0.1", "ipv6": "::1", "ip": "10.0.0.1"}"#).unwrap();
    assert!(
        formats.ipv4.unwrap().is_loopback() && formats.ipv6.unwrap().is_loopback() && formats.ip.unwrap().is_ipv4()
    );
    assert!(codec::decode::<types::Formats>(br#"{"ipv4": "::1"}"#).is_err());
}

#[test]
fn whole_numbers_may_come_with_a_point() {
    let text = br#"{"int32": 1.0, "int64": 9007199254740993, "uint64": 18446744073709551615, "plain": 1e3, "double": 5, "number": 0.1}"#;
    let numbers: Numbers = codec::decode(text).unwrap();
    assert_eq!((numbers.int32, numbers.plain), (Some(1), Some(1000)));
    assert_eq!((numbers.int64, numbers.uint64), (Some(9_007_199_254_740_993), Some(u64::MAX)));
    assert_eq!((numbers.double, numbers.number), (Some(5.0), Some(0.1)));
    assert!(codec::decode::<Numbers>(br#"{"int64": 1e40}"#).is_err(), "nothing is cut off");
    for fault in [r#"{"int32": 1.5}"#, r#"{"int32": 2147483648}"#, r#"{"uint64": -1}"#, r#"{"plain": "1"}"#] {
        assert!(codec::decode::<Numbers>(fault.as_bytes()).is_err(), "{fault}");
    }
}

#[test]
fn composed_types_are_one_type() {
    let all = json!({
        "merged": {"name": "n", "dishes": ["d"], "guests": 4, "music": "m"}, "renamed": {"name": "s"}, "described": {"R": 1},
        "inline": {"R": 1, "alpha": 0.5}, "defaults": {"count": 1},
    });
    let composed: types::Composed = kept(&all);
    assert_eq!((composed.merged.unwrap().guests, composed.inline.unwrap().alpha), (4, Some(0.5)));
}

#[test]
fn a_default_of_the_server_is_not_sent() {
    assert_eq!(codec::encode(&types::Defaults::new()), b"{}");
    assert_eq!(codec::encode(&Hue::new()), b"{}");
}

#[test]
fn a_webhook_is_told_by_its_content_or_by_its_name() {
    let freed = json!({"table": 4, "since": "2026-05-01T20:00:00Z"}).to_string();
    assert!(matches!(Webhook::decode(freed.as_bytes()), Ok(Webhook::TableFreed(event)) if event.table == 4));
    assert!(matches!(Webhook::decode(b"[1]"), Ok(Webhook::Unknown(_))));
    assert!(matches!(Webhook::decode_named("tableFreed", freed.as_bytes()), Ok(Webhook::TableFreed(_))));
    assert!(matches!(Webhook::decode_named("tableTaken", freed.as_bytes()), Ok(Webhook::Unknown(_))));
    let error = Webhook::decode_named("tableFreed", b"{\"table\": \"four\"}").unwrap_err();
    assert_eq!(error.to_string(), "$.table: expected a 64-bit integer, found the string \"four\"");
    kept::<Webhook>(&json!({"table": 4}));
}
