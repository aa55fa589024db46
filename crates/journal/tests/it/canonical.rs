use journal::canonical::{DEEPEST, GREATEST, from_bytes, to_bytes};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn floats_are_refused_with_their_place() {
    let problem = to_bytes(&json!({"a": [1, {"b": 1.5}]})).unwrap_err();
    assert_eq!(problem.place, "/a/1/b");
    assert!(problem.what.starts_with("1.5 is not an integer"), "{problem}");
    assert!(to_bytes(&json!(1.0)).is_err());
}

#[test]
fn integers_end_where_two_programs_could_read_them_differently() {
    assert_eq!(to_bytes(&json!(GREATEST)).unwrap(), b"9007199254740991");
    assert!(to_bytes(&json!(GREATEST + 1)).is_err());
    assert!(to_bytes(&json!(-GREATEST - 1)).is_err());
    assert!(to_bytes(&json!(u64::MAX)).is_err());
    assert!(from_bytes(b"9007199254740991").is_ok());
    assert!(from_bytes(b"9007199254740992").is_err());
    assert!(from_bytes(b"99999999999999999999999").is_err());
}

#[test]
fn what_is_not_canonical_is_refused() {
    for bytes in [
        "",
        " 1",
        "1 ",
        "01",
        "-0",
        "+1",
        "1.0",
        "1e3",
        "-",
        "[1, 2]",
        "[1,]",
        "[,1]",
        "[1",
        "{\"a\":1,}",
        "{\"a\" :1}",
        "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1",
        "{a:1}",
        "tru",
        "True",
        "nul",
        "\"",
        "\"\u{1}\"",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000A\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\ud83d\\ude00\"",
        "\"\\x\"",
        "1 1",
        "[]]",
        // The order of keys is that of UTF-16: the surrogates of the emoji come before U+FB33.
        "{\"\u{fb33}\":1,\"\u{1f600}\":1}",
    ] {
        assert!(from_bytes(bytes.as_bytes()).is_err(), "{bytes} was taken");
    }
    assert!(from_bytes(b"\"\xff\"").is_err());
    assert_eq!(
        from_bytes("{\"\u{1f600}\":1,\"\u{fb33}\":1}".as_bytes()).unwrap(),
        json!({"\u{fb33}": 1, "\u{1f600}": 1})
    );
}

#[test]
fn depth_has_an_end_in_both_directions() {
    let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    assert!(from_bytes(&to_bytes(&nested(DEEPEST)).unwrap()).is_ok());
    assert!(to_bytes(&nested(DEEPEST + 1)).is_err());
    assert!(from_bytes("[".repeat(100_000).as_bytes()).is_err());
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-GREATEST..=GREATEST).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x1f\"\\\\a]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_comes_back_and_other_readers_agree(value in value()) {
        let bytes = to_bytes(&value).unwrap();
        prop_assert_eq!(&from_bytes(&bytes).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_slice::<Value>(&bytes).unwrap(), &value);
    }

    #[test]
    fn what_is_read_is_spelt_the_same(text in "[\\[\\]{},:\"a0-9tfn-]{0,12}") {
        if let Ok(value) = from_bytes(text.as_bytes()) {
            prop_assert_eq!(to_bytes(&value).unwrap(), text.into_bytes());
        }
    }

    #[test]
    fn a_changed_byte_gives_another_value_or_none(value in value(), at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut bytes = to_bytes(&value).unwrap();
        *at.get_mut(&mut bytes) ^= flip;
        prop_assert_ne!(from_bytes(&bytes).ok(), Some(value));
    }
}
