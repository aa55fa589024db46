//! What is missing is said exactly when a condition does not hold: over every word, any filling, any day.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use engine::condition::{Condition, Scene, holds, missing};
use engine::pack::Packs;
use engine::record::{Actor, FieldMoment, Grant, Record, StateMoment};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::condition_words::guard;

/// Each word at least once, plain and among rows and links.
const GUARDS: [&str; 30] = [
    r#"filled = ["story", "lots"]"#,
    r#"any_filled = ["story", "due"]"#,
    r#"absent = ["due", "parts"]"#,
    r#"field = "colour", is = "red""#,
    r#"field = "colours", one_of = ["red", "blue"]"#,
    r#"field = "colour", none_of = ["red"]"#,
    r#"field = "weight", at_least = "middle""#,
    r#"field = "weight", at_most = "low""#,
    r#"field = "pieces", at_least = 2"#,
    r#"reached = "due""#,
    r#"field = "due", before = "today+3""#,
    r#"field = "due", after = { entered = "tested", plus = "1 day" }"#,
    r#"field = "due", fresh = "4 days""#,
    r#"field = "checker", held = "chief", on = { field = "due" }"#,
    r#"in_state = ["open", "closed"]"#,
    r#"overdue = true"#,
    r#"set_on = "due", before = { last_set_on = "due" }"#,
    r#"changes = "due", at_most = 1"#,
    r#"actor = ["rel:checker", "role:painter"]"#,
    r#"actor_is_not = "parts.maker""#,
    r#"sum = "moves.quantity", by = "lot", equals = "lots.quantity""#,
    r#"count = "lots", at_least = 1, at_most = 1"#,
    r#"share = "lots", at_least = 60, filled = ["quantity"]"#,
    r#"each = "lots", filled = ["quantity", "shade"]"#,
    r#"some = "lots", field = "shade", is = "red""#,
    r#"none = "lots", where = { filled = ["quantity"] }, field = "shade", none_of = ["red"]"#,
    r#"each = "parts", reached = "ready_by""#,
    r#"some = "parts", where = { in_state = ["made"] }, least = 1, filled = ["shade"]"#,
    r#"any_of = [{ filled = ["due"] }, { each = "parts", overdue = true }]"#,
    r#"all_of = [{ filled = ["due"], when = { field = "secret", is = "yes" } }, { absent = ["story"] }]"#,
];

static READ: LazyLock<Vec<(Packs, Condition)>> =
    LazyLock::new(|| GUARDS.iter().map(|text| guard(text)).collect());

fn day() -> impl Strategy<Value = String> {
    (15_u32..30).prop_map(|day| format!("2026-11-{day}"))
}

fn maybe(strategy: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    proptest::option::of(strategy)
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::sample::select(texts).prop_map(|text| json!(text))
}

fn row(id: usize) -> impl Strategy<Value = Value> {
    (maybe(one_of(&["1", "2.5"])), maybe(one_of(&["red", "blue"]))).prop_map(move |(quantity, shade)| {
        let mut row = Map::from_iter([("id".to_owned(), json!(format!("r{id}")))]);
        row.extend(quantity.map(|quantity| ("quantity".to_owned(), quantity)));
        row.extend(shade.map(|shade| ("shade".to_owned(), shade)));
        Value::Object(row)
    })
}

fn fields() -> impl Strategy<Value = Map<String, Value>> {
    let weight = (one_of(&["light", "heavy"]), one_of(&["small", "big"]))
        .prop_map(|(mass, size)| json!({ "mass": mass, "size": size }));
    let lots = prop_oneof![
        row(0).prop_map(|row| json!([row])),
        (row(0), row(1)).prop_map(|(a, b)| json!([a, b]))
    ];
    let moves =
        one_of(&["1", "2.5"]).prop_map(|quantity| json!([{ "id": "m", "lot": "r0", "quantity": quantity }]));
    let first = (
        maybe(one_of(&["Once upon a time"])),
        maybe(day().prop_map(Value::String)),
        maybe(one_of(&["red", "blue"])),
        maybe(one_of(&["red", "blue"]).prop_map(|one| json!([one]))),
        maybe(weight),
        maybe(one_of(&["1", "2", "3"])),
    );
    let second = (
        maybe(one_of(&["yes", "no"])),
        maybe(one_of(&["person/ann", "person/ben"])),
        maybe(lots),
        maybe(moves),
        maybe(one_of(&["part/1", "part/2"]).prop_map(|one| json!([one]))),
    );
    (first, second).prop_map(|(a, b)| {
        let values = [
            ("story", a.0),
            ("due", a.1),
            ("colour", a.2),
            ("colours", a.3),
            ("weight", a.4),
            ("pieces", a.5),
            ("secret", b.0),
            ("checker", b.1),
            ("lots", b.2),
            ("moves", b.3),
            ("parts", b.4),
        ];
        values
            .into_iter()
            .filter_map(|(id, value)| Some((id.to_owned(), value?)))
            .collect()
    })
}

fn record() -> impl Strategy<Value = Record> {
    let moments = (
        proptest::option::of(day()),
        proptest::option::of((day(), day(), 0_u64..3)),
    );
    let state = proptest::sample::select(&["open", "tested", "closed"][..]);
    (fields(), state, any::<bool>(), moments).prop_map(|(fields, state, state_imported, (entered, set))| {
        let due = fields.get("due").and_then(Value::as_str).map(str::to_owned);
        let mut record = Record {
            id: "j".to_owned(),
            kind: "job".to_owned(),
            number: "J-1".to_owned(),
            state: state.to_owned(),
            state_imported,
            reporter: Some("ann".to_owned()),
            due,
            fields,
            ..Record::default()
        };
        if let Some(first) = entered {
            record.moments.states.insert(
                "tested".to_owned(),
                StateMoment {
                    first: Some(first),
                    ..StateMoment::default()
                },
            );
        }
        if let Some((first, last, changes)) = set {
            record.moments.fields.insert(
                "due".to_owned(),
                FieldMoment {
                    first,
                    last,
                    changes,
                    first_date: None,
                },
            );
        }
        record
    })
}

fn part() -> impl Strategy<Value = Record> {
    let state = proptest::sample::select(&["new", "made"][..]);
    (
        maybe(day().prop_map(Value::String)),
        maybe(one_of(&["red", "blue"])),
        maybe(one_of(&["person/ann", "person/ben"])),
        state,
    )
        .prop_map(|(ready_by, shade, maker, state)| {
            let due = ready_by.as_ref().and_then(Value::as_str).map(str::to_owned);
            let values = [("ready_by", ready_by), ("shade", shade), ("maker", maker)];
            let fields = values
                .into_iter()
                .filter_map(|(id, value)| Some((id.to_owned(), value?)))
                .collect();
            Record {
                id: "1".to_owned(),
                kind: "part".to_owned(),
                number: "PT-1".to_owned(),
                state: state.to_owned(),
                due,
                fields,
                ..Record::default()
            }
        })
}

proptest! {
    #[test]
    fn missing_is_empty_exactly_when_it_holds(record in record(), part in part(), today in day()) {
        let records = BTreeMap::from([("1".to_owned(), part)]);
        let chief = Grant { role: "chief".to_owned(), until: Some("2026-11-20".to_owned()), ..Grant::default() };
        let actor = Actor { person: "ben".to_owned(), name: "Ben".to_owned(), grants: vec![chief.clone()], ..Actor::default() };
        let holdings = BTreeMap::from([("ben".to_owned(), vec![chief])]);
        for ((packs, condition), text) in READ.iter().zip(GUARDS) {
            let scene = Scene { packs, records: &records, holdings: &holdings, actor: &actor, today: &today };
            let missing = missing(condition, &record, &scene);
            prop_assert_eq!(missing.is_empty(), holds(condition, &record, &scene), "{} on {:?}", text, record);
            for one in &missing {
                prop_assert!(one.sentence.ends_with('.') && !one.sentence.starts_with(' '), "{}: {}", text, one.sentence);
                prop_assert_eq!(one.basis.as_ref(), condition.basis.as_ref());
            }
        }
    }
}
