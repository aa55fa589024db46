//! Every word about fields, moments, states and people, asked of filled and of empty ones; and what is missing is said exactly when a condition does not hold.

use std::collections::BTreeMap;

use engine::condition::{Missing, Scene, holds, missing};
use engine::record::{Actor, FieldMoment, Grant, Record, StateMoment};
use serde_json::{Value, json};

use crate::condition_words::guard;

pub(crate) const TODAY: &str = "2026-11-22";

/// A job with these fields, entered by Ann, owned by whoever the fields say.
pub(crate) fn job(fields: Value) -> Record {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    let person = |id: &str| {
        fields
            .get(id)
            .and_then(Value::as_str)
            .and_then(|link| link.strip_prefix("person/"))
    };
    Record {
        id: "j1".to_owned(),
        kind: "job".to_owned(),
        number: "J-2026-1".to_owned(),
        state: "open".to_owned(),
        owner: person("owner").map(str::to_owned),
        reporter: Some("ann".to_owned()),
        due: fields.get("due").and_then(Value::as_str).map(str::to_owned),
        opened: "2026-11-20T08:00:00.000Z".to_owned(),
        fields,
        ..Record::default()
    }
}

pub(crate) fn part(id: &str, state: &str, fields: Value) -> Record {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    let number = format!("PT-{id}");
    Record {
        id: id.to_owned(),
        kind: "part".to_owned(),
        number,
        state: state.to_owned(),
        fields,
        ..Record::default()
    }
}

/// Whoever asks is Ben, who is chief since March.
pub(crate) fn ask(text: &str, record: &Record, linked: &[Record]) -> (bool, Vec<Missing>) {
    let (packs, guard) = guard(text);
    let records: BTreeMap<String, Record> = linked
        .iter()
        .map(|record| (record.id.clone(), record.clone()))
        .collect();
    let chief = Grant {
        role: "chief".to_owned(),
        from: Some("2026-03-01".to_owned()),
        ..Grant::default()
    };
    let actor = Actor {
        person: "ben".to_owned(),
        name: "Ben".to_owned(),
        grants: vec![chief.clone()],
        ..Actor::default()
    };
    let holdings = BTreeMap::from([("ben".to_owned(), vec![chief])]);
    let scene = Scene {
        packs: &packs,
        records: &records,
        holdings: &holdings,
        actor: &actor,
        today: TODAY,
    };
    let (holds, missing) = (holds(&guard, record, &scene), missing(&guard, record, &scene));
    assert_eq!(
        missing.is_empty(),
        holds,
        "{text}: what is missing is said exactly when it does not hold"
    );
    (holds, missing)
}

#[track_caller]
pub(crate) fn yes(text: &str, fields: Value) {
    assert!(ask(text, &job(fields), &[]).0, "{text}");
}

/// It does not hold, and says exactly this, with these fields to go to.
#[track_caller]
pub(crate) fn no(text: &str, fields: Value, expected: &[(&str, &str)]) {
    no_on(text, &job(fields), &[], expected);
}

#[track_caller]
pub(crate) fn no_on(text: &str, record: &Record, linked: &[Record], expected: &[(&str, &str)]) {
    let (_, missing) = ask(text, record, linked);
    let said: Vec<(&str, &str)> = missing
        .iter()
        .map(|missing| (missing.field.as_str(), missing.sentence.as_str()))
        .collect();
    assert_eq!(said, expected, "{text}");
}

#[test]
fn presence() {
    let both = r#"filled = ["story", "due"]"#;
    yes(both, json!({ "story": "Long", "due": "2026-12-01" }));
    no(
        both,
        json!({ "due": "2026-12-01" }),
        &[("story", "“Tell us” is not answered.")],
    );
    no(
        both,
        json!({}),
        &[
            ("story", "“Tell us” is not answered."),
            ("due", "“By when?” is not answered."),
        ],
    );
    let any = r#"any_filled = ["story", "due"]"#;
    yes(any, json!({ "due": "2026-12-01" }));
    no(
        any,
        json!({}),
        &[(
            "story",
            "At least one of “Tell us” or “By when?” must be answered.",
        )],
    );
    let absent = r#"absent = ["story"]"#;
    yes(absent, json!({}));
    no(
        absent,
        json!({ "story": "x" }),
        &[("story", "“Tell us” is answered; here it must be empty.")],
    );
    // A reason instead of links is an answer; a table is filled when it has rows.
    yes(
        r#"filled = ["rule"]"#,
        json!({ "rule": { "reason": "None fits." } }),
    );
    yes(r#"filled = ["lots"]"#, json!({ "lots": [{ "id": "a" }] }));
    no(
        r#"filled = ["lots"]"#,
        json!({ "lots": [] }),
        &[("lots", "“Which lots?” is not answered.")],
    );
}

#[test]
fn equality_and_emptiness() {
    let is = r#"field = "colour", is = "red""#;
    yes(is, json!({ "colour": "red" }));
    no(
        is,
        json!({ "colour": "blue" }),
        &[("colour", "“Which colour?” must be “Red”; it is “Blue”.")],
    );
    no(
        is,
        json!({}),
        &[("colour", "“Which colour?” must be “Red”; it is not answered.")],
    );
    let one_of = r#"field = "colour", one_of = ["red", "blue"]"#;
    yes(one_of, json!({ "colour": "blue" }));
    no(
        one_of,
        json!({}),
        &[(
            "colour",
            "“Which colour?” must be “Red” or “Blue”; it is not answered.",
        )],
    );
    let none_of = r#"field = "colour", none_of = ["red"]"#;
    yes(none_of, json!({ "colour": "blue" }));
    yes(none_of, json!({}));
    no(
        none_of,
        json!({ "colour": "red" }),
        &[("colour", "“Which colour?” must not be “Red”; it is “Red”.")],
    );
    // Of several choices one is enough.
    yes(
        r#"field = "colours", is = "red""#,
        json!({ "colours": ["blue", "red"] }),
    );
    // A reason leads nowhere, so it equals nothing.
    let rule = r#"field = "rule", none_of = ["clause/rule-1#1"]"#;
    yes(rule, json!({ "rule": { "reason": "None fits." } }));
    no(
        rule,
        json!({ "rule": ["clause/rule-1#1"] }),
        &[(
            "rule",
            "“Which rule?” must not be clause/rule-1#1; it is clause/rule-1#1.",
        )],
    );
}

#[test]
fn numbers_money_and_bands() {
    let least = r#"field = "pieces", at_least = 2.5"#;
    yes(least, json!({ "pieces": "2.5" }));
    no(
        least,
        json!({ "pieces": "2.4" }),
        &[("pieces", "“How many?” must be at least 2.5; it is 2.4.")],
    );
    no(
        least,
        json!({}),
        &[("pieces", "“How many?” must be at least 2.5; it is not answered.")],
    );
    let most = r#"field = "pieces", at_most = -0.5"#;
    yes(most, json!({ "pieces": "-1" }));
    no(
        most,
        json!({ "pieces": "0" }),
        &[("pieces", "“How many?” must be at most -0.5; it is 0.")],
    );
    no(
        most,
        json!({}),
        &[("pieces", "“How many?” must be at most -0.5; it is not answered.")],
    );
    assert!(
        ask(
            r#"field = "price", at_most = 12.5"#,
            &job(json!({ "price": "12.5 EUR" })),
            &[]
        )
        .0
    );

    // light × small = 1 (low), light × big = 2 and heavy × small = 3 (middle), heavy × big = 6 (high)
    let weight = |mass: &str, size: &str| json!({ "weight": { "mass": mass, "size": size } });
    let at_least = r#"field = "weight", at_least = "middle""#;
    yes(at_least, weight("light", "big"));
    yes(at_least, weight("heavy", "big"));
    no(
        at_least,
        weight("light", "small"),
        &[(
            "weight",
            "“How much does it weigh?” must be at least “Middle”; it is “Low”.",
        )],
    );
    no(
        at_least,
        json!({}),
        &[(
            "weight",
            "“How much does it weigh?” must be at least “Middle”; it is not answered.",
        )],
    );
    let at_most = r#"field = "weight", at_most = "middle""#;
    yes(at_most, weight("heavy", "small"));
    no(
        at_most,
        weight("heavy", "big"),
        &[(
            "weight",
            "“How much does it weigh?” must be at most “Middle”; it is “High”.",
        )],
    );
    no(
        at_most,
        json!({}),
        &[(
            "weight",
            "“How much does it weigh?” must be at most “Middle”; it is not answered.",
        )],
    );
    yes(r#"field = "weight", is = "middle""#, weight("heavy", "small"));
    yes(r#"field = "weight", none_of = ["high"]"#, json!({}));
}

#[test]
fn days_and_instants() {
    let reached = r#"reached = "due""#;
    yes(reached, json!({ "due": TODAY }));
    no(
        reached,
        json!({ "due": "2026-11-23" }),
        &[("due", "“By when?” must have been reached; it is 2026-11-23.")],
    );
    no(
        reached,
        json!({}),
        &[("due", "“By when?” must have been reached; it is not answered.")],
    );
    let before = r#"field = "due", before = "today+5""#;
    yes(before, json!({ "due": "2026-11-26" }));
    no(
        before,
        json!({ "due": "2026-11-27" }),
        &[(
            "due",
            "“By when?” must lie before today +5 days; it is 2026-11-27.",
        )],
    );
    no(
        before,
        json!({}),
        &[(
            "due",
            "“By when?” must lie before today +5 days; it is not answered.",
        )],
    );
    let after = r#"field = "due", after = { field = "seen_on" }"#;
    let seen = "2026-11-22T23:00:00.000Z";
    yes(after, json!({ "due": "2026-11-23", "seen_on": seen }));
    no(
        after,
        json!({ "due": "2026-11-22", "seen_on": seen }),
        &[("due", "“By when?” must lie after “When seen?”; it is 2026-11-22.")],
    );
    no(
        after,
        json!({ "due": "2026-11-23" }),
        &[("due", "“By when?” must lie after “When seen?”; it is 2026-11-23.")],
    );
    let plus = r#"field = "due", after = { field = "seen_on", plus = "-2 days" }"#;
    yes(plus, json!({ "due": "2026-11-21", "seen_on": seen }));
    no(
        plus,
        json!({ "due": "2026-11-20", "seen_on": seen }),
        &[(
            "due",
            "“By when?” must lie after “When seen?” -2 days; it is 2026-11-20.",
        )],
    );
    let fresh = r#"field = "seen_on", fresh = "2 days""#;
    yes(fresh, json!({ "seen_on": "2026-11-20T00:00:00.000Z" }));
    no(
        fresh,
        json!({ "seen_on": "2026-11-19T23:59:59.000Z" }),
        &[(
            "seen_on",
            "“When seen?” must not be older than 2 days; it is 2026-11-19T23:59:59.000Z.",
        )],
    );
    no(
        fresh,
        json!({}),
        &[(
            "seen_on",
            "“When seen?” must not be older than 2 days; it is not answered.",
        )],
    );
}

#[test]
fn moments_are_asked_of_the_past() {
    let mut record = job(json!({ "due": "2026-11-10", "lots": [{ "id": "a", "lot": "L-1" }] }));
    record.moments.states.insert(
        "tested".to_owned(),
        StateMoment {
            first: Some("2026-11-15T10:00:00.000Z".to_owned()),
            last: String::new(),
            times: 1,
        },
    );
    let set = |first: &str, last: &str, changes| FieldMoment {
        first: first.to_owned(),
        last: last.to_owned(),
        changes,
        first_date: None,
    };
    record.moments.fields.insert(
        "due".to_owned(),
        set("2026-11-14T10:00:00.000Z", "2026-11-16T10:00:00.000Z", 2),
    );
    record.moments.fields.insert(
        "lots.a.lot".to_owned(),
        set("2026-11-21T10:00:00.000Z", "2026-11-21T10:00:00.000Z", 0),
    );
    let holds = |text: &str| ask(text, &record, &[]).0;
    assert!(holds(r#"entered = "tested", reached = true"#));
    assert!(!holds(r#"entered = "closed", reached = true"#));
    assert!(holds(r#"set_on = "due", before = { entered = "tested" }"#));
    assert!(!holds(r#"last_set_on = "due", before = { entered = "tested" }"#));
    assert!(!holds(r#"set_on = "colour", before = { entered = "tested" }"#));
    assert!(holds(r#"changes = "due", at_most = 2"#));
    assert!(!holds(r#"changes = "due", at_most = 1"#));
    // What was never set has changed no time: it is never empty.
    assert!(holds(r#"changes = "colour", is = 0"#));
    assert!(holds(r#"each = "lots", set_on = "lot", fresh = "1 day""#));
    no_on(
        r#"entered = "closed", reached = true"#,
        &record,
        &[],
        &[(
            "",
            "The moment of “Closed” must have been reached; it is not answered.",
        )],
    );
    no_on(
        r#"changes = "due", at_most = 1"#,
        &record,
        &[],
        &[(
            "due",
            "The number of changes of “By when?” must be at most 1; it is 2.",
        )],
    );
}

#[test]
fn states_count_only_when_they_were_decided_here() {
    let mut record = job(json!({}));
    let open = r#"in_state = ["open"]"#;
    assert!(ask(open, &record, &[]).0);
    no_on(
        r#"in_state = ["tested", "closed"]"#,
        &record,
        &[],
        &[("", "It must be “Tested” or “Closed”; it is “Open”.")],
    );
    record.state_imported = true;
    no_on(
        open,
        &record,
        &[],
        &[(
            "",
            "It must be “Open”; it is “Open”, and that was imported, not decided here.",
        )],
    );
}

#[test]
fn overdue_needs_a_day_and_an_open_record() {
    let overdue = "overdue = true";
    yes(overdue, json!({ "due": "2026-11-21" }));
    no(overdue, json!({ "due": TODAY }), &[("", "It is not overdue.")]);
    no(overdue, json!({}), &[("", "It is not overdue.")]);
    let mut closed = job(json!({ "due": "2026-11-21" }));
    closed.closed = Some("2026-11-22T08:00:00.000Z".to_owned());
    no_on(overdue, &closed, &[], &[("", "It is not overdue.")]);
}

#[test]
fn whoever_acts() {
    yes(r#"actor = "role:chief""#, json!({}));
    no(
        r#"actor = ["role:painter", "rel:checker", "rel:owner", "rel:reporter"]"#,
        json!({}),
        &[(
            "",
            "This is for a painter, whoever answers “Who checks?”, the owner or whoever entered it.",
        )],
    );
    yes(r#"actor = "rel:checker""#, json!({ "checker": "person/ben" }));
    yes(r#"actor = "rel:owner""#, json!({ "owner": "person/ben" }));
    let other = r#"actor_is_not = "checker""#;
    yes(other, json!({}));
    yes(other, json!({ "checker": "person/ann" }));
    no(
        other,
        json!({ "checker": "person/ben" }),
        &[("", "Ben stands at “Who checks?”. Somebody else must do this.")],
    );
    let makers = r#"actor_is_not = "parts.maker""#;
    let record = job(json!({ "parts": ["part/1", "part/2"] }));
    let parts = |maker: &str| {
        [
            part("1", "new", json!({ "maker": "person/ann" })),
            part("2", "new", json!({ "maker": maker })),
        ]
    };
    assert!(ask(makers, &record, &parts("person/ann")).0);
    assert!(!ask(makers, &record, &parts("person/ben")).0);
    let held = r#"field = "checker", held = "chief", on = { field = "due" }"#;
    yes(held, json!({ "checker": "person/ben", "due": "2026-03-01" }));
    no(
        held,
        json!({ "checker": "person/ben", "due": "2026-02-28" }),
        &[(
            "checker",
            "“Who checks?” must be somebody who was Chief on that day; it is person/ben.",
        )],
    );
    assert!(
        !ask(held, &job(json!({ "checker": "person/ben" })), &[]).0,
        "without a day nothing was held"
    );
    assert!(!ask(r#"field = "checker", held = "chief""#, &job(json!({})), &[]).0);
    yes(
        r#"field = "checker", held = "chief""#,
        json!({ "checker": "person/ben" }),
    );
}
