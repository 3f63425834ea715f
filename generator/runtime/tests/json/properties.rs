//! What holds for every text and every value, with `serde_json` as the judge.

use proptest::prelude::*;
use serde_json::Value;

use crate::Repo;
use crate::runtime::Base64;
use crate::runtime::json::{decode, encode};

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Texts that are nearly JSON: one of ours with bytes changed, put in or taken out.
fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::sample::select(b"{}[]\",:\\ueE+-.0123456789 \n\x01\x80tfn".to_vec());
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0..2_usize, prop::option::of(bytes)), 0..4);
    (any_value(), changes).prop_map(|(value, changes)| {
        let mut text = encode(&value);
        for (index, removed, added) in changes {
            let at = index.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, added);
        }
        text
    })
}

proptest! {
    #[test]
    fn any_value_comes_back_equal(value in any_value()) {
        prop_assert_eq!(&decode::<Value>(&serde_json::to_vec(&value)?)?, &value);
        prop_assert_eq!(&decode::<Value>(&encode(&value))?, &value);
    }

    /// Depth and byte order marks, where the two differ on purpose, do not occur.
    #[test]
    fn a_text_is_json_if_and_only_if_serde_json_says_so(text in any_text()) {
        let theirs = serde_json::from_slice::<Value>(&text).is_ok();
        prop_assert_eq!(decode::<Value>(&text).is_ok(), theirs);
        if !theirs {
            prop_assert!(decode::<Vec<Repo>>(&text).is_err());
        }
    }

    #[test]
    fn numbers_and_bytes_come_back_equal(float in any::<f64>(), int in any::<i64>(), bytes in any::<Vec<u8>>()) {
        prop_assert_eq!(decode::<i64>(&encode(&int))?, int);
        prop_assert_eq!(decode::<Base64>(&encode(&Base64(bytes.clone())))?, Base64(bytes));
        if float.is_finite() {
            prop_assert_eq!(decode::<f64>(&encode(&float))?.to_bits(), float.to_bits());
        }
    }

    /// However many digits there are before and behind the point.
    #[test]
    fn a_float_is_the_nearest_one(number in any::<[u64; 2]>(), shift in prop::array::uniform2(0..64_u32), sign in "-?") {
        let text = format!("{sign}{}.{}", number[0] >> shift[0], number[1] >> shift[1]);
        prop_assert_eq!(decode::<f64>(text.as_bytes())?.to_bits(), text.parse::<f64>()?.to_bits(), "{}", text);
    }
}
