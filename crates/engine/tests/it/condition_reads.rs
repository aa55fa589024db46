//! What a condition reads is known before it is asked: fields, links to follow, past roles, and paths for SQL.

use std::collections::BTreeSet;

use engine::condition::{Path, Reads, reads};

use crate::condition_words::guard;

fn read(text: &str) -> Reads {
    reads(&guard(text).1)
}

#[track_caller]
fn check(text: &str, fields: &[&str], follows: &[&[&str]], indexed: &[&str]) {
    let reads = read(text);
    assert_eq!(
        reads.fields.iter().map(String::as_str).collect::<Vec<_>>(),
        fields,
        "{text}: fields"
    );
    let followed: Vec<Vec<&str>> = reads
        .follows
        .iter()
        .map(|chain| chain.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(followed, follows, "{text}: follows");
    let paths: BTreeSet<String> = reads
        .indexed
        .iter()
        .map(|(hops, path)| [&hops[..], std::slice::from_ref(path)].concat().join(">"))
        .collect();
    assert_eq!(
        paths.iter().map(String::as_str).collect::<Vec<_>>(),
        indexed,
        "{text}: indexed"
    );
}

#[test]
fn own_fields_and_links() {
    check(
        r#"filled = ["story", "due"]"#,
        &["due", "story"],
        &[],
        &["due", "story"],
    );
    check(
        r#"field = "before.owner.born", reached = true"#,
        &["before"],
        &[&["before"], &["before", "owner"]],
        &["before", "before>owner", "before>owner>born"],
    );
    check(
        r#"field = "due", before = { field = "seen_on" }"#,
        &["due", "seen_on"],
        &[],
        &["due", "seen_on"],
    );
    check(r#"in_state = ["open"]"#, &[], &[], &[]);
    check(r#"overdue = true"#, &[], &[], &[]);
    check(
        r#"set_on = "due", before = { entered = "tested" }"#,
        &[],
        &[],
        &[],
    );
    check(r#"field = "state", is = "open""#, &[], &[], &[]);
}

#[test]
fn rows_and_linked_records() {
    check(
        r#"each = "lots", where = { field = "shade", is = "red" }, filled = ["quantity"]"#,
        &["lots"],
        &[],
        &["lots", "lots.quantity", "lots.shade"],
    );
    check(
        r#"each = "parts", where = { field = "shade", is = "red" }, reached = "ready_by""#,
        &["parts"],
        &[&["parts"]],
        &["parts", "parts>ready_by", "parts>shade"],
    );
    check(
        r#"count = "parts", at_least = 1"#,
        &["parts"],
        &[&["parts"]],
        &["parts"],
    );
    check(
        r#"share = "lots", at_least = 50, filled = ["lot"]"#,
        &["lots"],
        &[],
        &["lots", "lots.lot"],
    );
    check(
        r#"sum = "moves.quantity", by = "lot", equals = "lots.quantity""#,
        &["lots", "moves"],
        &[],
        &["lots", "lots.quantity", "moves.lot", "moves.quantity"],
    );
    check(
        r#"actor_is_not = "parts.maker""#,
        &["parts"],
        &[&["parts"]],
        &["parts", "parts>maker"],
    );
    check(
        r#"any_of = [{ filled = ["due"], when = { field = "colour", is = "red" } }, { actor = "rel:checker" }]"#,
        &["checker", "colour", "due"],
        &[],
        &["checker", "colour", "due"],
    );
}

#[test]
fn people_whose_past_roles_are_asked() {
    let reads = read(r#"field = "checker", held = "chief", on = { field = "seen_on" }"#);
    assert_eq!(reads.holders, BTreeSet::from([Path::field("checker")]));
    assert_eq!(
        reads.fields,
        BTreeSet::from(["checker".to_owned(), "seen_on".to_owned()])
    );
}

#[test]
fn a_kind_indexes_what_any_condition_of_any_kind_reads() {
    let (packs, _) =
        guard(r#"each = "parts", where = { field = "shade", is = "red" }, reached = "ready_by""#);
    let indexed: Vec<&str> = packs.kinds["part"].indexed.iter().map(String::as_str).collect();
    assert_eq!(indexed, ["maker", "name", "ready_by", "shade"]);
    let indexed: Vec<&str> = packs.kinds["job"].indexed.iter().map(String::as_str).collect();
    // checker: `see`; colour: a filter; due, owner, seen_on, title: the spine; parts: the guard; secret: `see`; weight: the signature
    assert_eq!(
        indexed,
        [
            "checker", "colour", "due", "owner", "parts", "secret", "seen_on", "title", "weight"
        ]
    );
    assert_eq!(
        packs.kinds["person"]
            .indexed
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["mail", "name"]
    );
}
