//! Words about rows, links, sums and shares, and conditions joined: asked of many, of one and of none.

use serde_json::{Value, json};

use crate::condition_holds::{TODAY, ask, job, no, no_on, part, yes};

#[test]
fn rows_want_at_least_one_unless_they_are_chosen() {
    let each = r#"each = "lots", filled = ["quantity"]"#;
    yes(each, json!({ "lots": [{ "id": "a", "quantity": "3" }] }));
    no(each, json!({}), &[("lots", "“Which lots?” has no entries.")]);
    no(
        each,
        json!({ "lots": [{ "id": "a", "quantity": "3" }, { "id": "b", "lot": "L-2" }] }),
        &[("lots.b.quantity", "L-2: “Quantity” is not answered.")],
    );
    no(
        each,
        json!({ "lots": [{ "id": "a" }] }),
        &[("lots.a.quantity", "Row 1: “Quantity” is not answered.")],
    );
    let chosen = r#"each = "lots", where = { field = "shade", is = "red" }, filled = ["quantity"]"#;
    yes(chosen, json!({}));
    yes(chosen, json!({ "lots": [{ "id": "a", "shade": "blue" }] }));
    no(
        chosen,
        json!({ "lots": [{ "id": "a", "shade": "red", "lot": "L-1" }] }),
        &[("lots.a.quantity", "L-1: “Quantity” is not answered.")],
    );
    let two = r#"each = "lots", where = { field = "shade", is = "red" }, least = 2, filled = ["quantity"]"#;
    no(
        two,
        json!({ "lots": [{ "id": "a", "shade": "red", "quantity": "1" }] }),
        &[(
            "lots",
            "“Which lots?” has 1 of at least 2 entries that count here.",
        )],
    );
    let some = r#"some = "lots", filled = ["quantity"]"#;
    yes(
        some,
        json!({ "lots": [{ "id": "a" }, { "id": "b", "quantity": "1" }] }),
    );
    no(
        some,
        json!({ "lots": [{ "id": "a" }] }),
        &[(
            "lots",
            "“Which lots?”: not one entry fits. “Quantity” is not answered.",
        )],
    );
    let none = r#"none = "lots", least = 0, filled = ["quantity"]"#;
    yes(none, json!({}));
    no(
        none,
        json!({ "lots": [{ "id": "a", "lot": "L-1", "quantity": "1" }] }),
        &[("lots.a", "L-1: This entry must not be here.")],
    );
    assert!(
        !ask(r#"none = "lots", filled = ["quantity"]"#, &job(json!({})), &[]).0,
        "least is 1 unless it is said"
    );
}

#[test]
fn linked_records_are_asked_as_they_stand() {
    let record = job(json!({ "parts": ["part/1", "part/2"] }));
    let made = r#"each = "parts", in_state = ["made"]"#;
    let parts = [part("1", "made", json!({})), part("2", "new", json!({}))];
    no_on(
        made,
        &record,
        &parts,
        &[("", "PT-2: It must be “Made”; it is “New”.")],
    );
    let (_, missing) = ask(made, &record, &parts);
    assert_eq!(missing[0].record.as_deref(), Some("PT-2"));
    let chosen = r#"each = "parts", where = { in_state = ["made"] }, least = 1, field = "shade", is = "red""#;
    assert!(
        ask(
            chosen,
            &record,
            &[
                part("1", "made", json!({ "shade": "red" })),
                part("2", "new", json!({}))
            ]
        )
        .0
    );
    no_on(
        chosen,
        &record,
        &parts,
        &[("shade", "PT-1: “Shade” must be “Red”; it is not answered.")],
    );
    // A link whose record was not loaded counts as no member.
    no_on(made, &record, &[], &[("parts", "“Which parts?” has no entries.")]);
}

#[test]
fn sums_counts_and_shares() {
    let sum = r#"sum = "moves.quantity", by = "lot", equals = "lots.quantity""#;
    let lots =
        |moves: Value| json!({ "lots": [{ "id": "a", "lot": "L-1", "quantity": "10" }], "moves": moves });
    yes(sum, json!({}));
    yes(
        sum,
        lots(
            json!([{ "id": "x", "lot": "a", "quantity": "4.5" }, { "id": "y", "lot": "a", "quantity": "5.5" }]),
        ),
    );
    no(
        sum,
        lots(json!([{ "id": "x", "lot": "a", "quantity": "4" }])),
        &[(
            "moves",
            "L-1: “Where did they go?” covers 4 of 10; 6 are still open.",
        )],
    );
    no(
        sum,
        lots(json!([{ "id": "x", "lot": "a", "quantity": "11" }])),
        &[(
            "moves",
            "L-1: “Where did they go?” covers 11, but there are only 10.",
        )],
    );
    no(
        sum,
        lots(json!([])),
        &[(
            "moves",
            "L-1: “Where did they go?” covers 0 of 10; 10 are still open.",
        )],
    );

    let count = r#"count = "lots", at_least = 1, at_most = 2"#;
    let some =
        |n: usize| json!({ "lots": (0..n).map(|id| json!({ "id": format!("r{id}") })).collect::<Vec<_>>() });
    yes(count, some(1));
    yes(count, some(2));
    no(
        count,
        some(0),
        &[(
            "lots",
            "“Which lots?” must have at least 1 and at most 2 entries; it has 0.",
        )],
    );
    no(
        count,
        some(3),
        &[(
            "lots",
            "“Which lots?” must have at least 1 and at most 2 entries; it has 3.",
        )],
    );

    let share = r#"share = "lots", at_least = 50, least = 2, filled = ["quantity"]"#;
    let of = |filled: usize, all: usize| {
        let row = |n: usize| {
            if n < filled {
                json!({ "id": format!("r{n}"), "quantity": "1" })
            } else {
                json!({ "id": format!("r{n}") })
            }
        };
        json!({ "lots": (0..all).map(row).collect::<Vec<_>>() })
    };
    yes(share, of(1, 2));
    no(
        share,
        of(1, 3),
        &[("lots", "At least 50 % of “Which lots?” must pass.")],
    );
    assert!(
        !ask(share, &job(of(1, 1)), &[]).0,
        "one is fewer than the two that are wanted"
    );
    assert!(!ask(share, &job(json!({})), &[]).0);
}

#[test]
fn joins_and_when() {
    let any = r#"any_of = [{ filled = ["due"] }, { field = "colour", is = "red" }]"#;
    yes(any, json!({ "colour": "red" }));
    no(
        any,
        json!({}),
        &[(
            "due",
            "One of these must change: “By when?” is not answered; or “Which colour?” must be “Red”; it is not answered.",
        )],
    );
    let all = r#"all_of = [{ filled = ["due"] }, { field = "colour", is = "red" }]"#;
    yes(all, json!({ "due": TODAY, "colour": "red" }));
    no(
        all,
        json!({ "due": TODAY }),
        &[("colour", "“Which colour?” must be “Red”; it is not answered.")],
    );
    let when =
        r#"filled = ["due"], when = { field = "secret", is = "yes" }, say = "A secret job has a day.""#;
    yes(when, json!({}));
    yes(when, json!({ "secret": "no" }));
    yes(when, json!({ "secret": "yes", "due": TODAY }));
    no(
        when,
        json!({ "secret": "yes" }),
        &[("due", "A secret job has a day.")],
    );
    let inside = r#"all_of = [{ filled = ["due"], when = { field = "secret", is = "yes" } }]"#;
    yes(inside, json!({}));
    no(
        inside,
        json!({ "secret": "yes" }),
        &[("due", "“By when?” is not answered.")],
    );
}
