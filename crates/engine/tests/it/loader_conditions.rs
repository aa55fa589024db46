//! Mistakes in conditions: each is told with its line, and a sentence that says what is allowed.

use crate::packs::{JOB, check, check_guard};

#[test]
fn misspelled_words_and_missing_subjects() {
    check_guard(
        r#"field = "colour", iz = "red""#,
        "unknown word “iz”; a condition has one of field, entered, set_on, last_set_on, changes, is, one_of, none_of, at_least, at_most, before, after, reached, fresh, held, filled, any_filled, absent, in_state, overdue, sum, actor, actor_is_not, any_of, all_of, each, some, none, share, count, by, equals, on, where, least, when, basis and say; did you mean “is”?",
    );
    check_guard(
        r#"is = "red""#,
        "“is” needs a subject: field, entered, set_on, last_set_on or changes.",
    );
    check_guard(
        r#"field = "colour""#,
        "“field” is only a subject; it wants one word of is, one_of, none_of, at_least, at_most, before, after, reached, fresh and held.",
    );
    check_guard(
        r#"say = "Hm""#,
        "this condition asks nothing; it has one of filled, any_filled, absent, in_state, overdue, sum, actor, actor_is_not, any_of and all_of, or a subject (field, entered, set_on, last_set_on or changes) with a word.",
    );
    check_guard(
        r#"filled = ["due"], absent = ["colour"]"#,
        "“filled” and “absent” stand in one condition; write two, or join them with all_of.",
    );
    check_guard(
        r#"field = "pieces", at_least = 1, at_most = 3"#,
        "“at_least” and “at_most” stand in one condition; write two, or join them with all_of.",
    );
    check_guard(
        r#"filled = ["due"], is = "red""#,
        "“is” does not go with “filled”.",
    );
    check_guard(
        r#"filled = ["due"], where = { filled = ["due"] }"#,
        "“where” goes with each, some, none, share or count.",
    );
    check_guard(
        r#"each = "lots", some = "moves", filled = ["lot"]"#,
        "“each” and “some” stand in one condition; write one condition for each.",
    );
    check_guard(r"overdue = false", "“overdue” stands as overdue = true.");
    check_guard(
        r"any_of = []",
        "“any_of” wants a list of conditions, at least one.",
    );
}

#[test]
fn paths_that_lead_nowhere() {
    check_guard(
        r#"filled = ["colur"]"#,
        "unknown field “colur”; the kind job has before, checker, colour, colours, due, lots, moves, owner, parts, photos, pieces, price, remark, rule, secret, seen_on, story, title and weight; did you mean “colour”?",
    );
    check_guard(
        r#"filled = ["before.owner.born.x"]"#,
        "“born.x” leads nowhere: “born” of person is of type date, and only links and tables lead on.",
    );
    check_guard(
        r#"filled = ["before.reporter.born"]"#,
        "“reporter” is no field of job, so nothing can be followed from it.",
    );
    check_guard(
        r#"filled = ["before.process"]"#,
        "“process” is always empty: [spine] of job says no “process”.",
    );
    check_guard(
        r#"field = "parts.shade", is = "red""#,
        "“parts.shade” leads to many values; ask them with each, some, none, count or share.",
    );
    check_guard(
        r#"filled = ["lots.lot"]"#,
        "“lots.lot” leads to many values; ask them with each, some, none, count or share.",
    );
    check_guard(
        r#"each = "lots", filled = ["colour"]"#,
        "unknown column “colour”; the table lots of job has lot, quantity and shade.",
    );
    check_guard(
        r#"each = "moves", filled = ["mover.born"]"#,
        "“mover.born” leads on from a row; a condition on rows asks their columns only.",
    );
    check_guard(
        r#"each = "colour", filled = ["lot"]"#,
        "“each” wants a table or a link, and “colour” is of type choice.",
    );
    check_guard(
        r#"each = "before.lots", filled = ["lot"]"#,
        "“each” names a field of the record itself, not a path such as “before.lots”.",
    );
    check_guard(
        r#"each = "lots", in_state = ["open"]"#,
        "“in_state” asks a record, but this condition is on rows.",
    );
    check_guard(
        r#"each = "lots", all_of = [{ some = "moves", filled = ["lot"] }]"#,
        "“some” stands in a condition on rows, which have no rows or links of their own.",
    );
    check_guard(
        r#"set_on = "before.due", reached = true"#,
        "“before.due” is no field of the record itself; only those remember when they were set.",
    );
}

#[test]
fn values_that_a_field_cannot_have() {
    check_guard(
        r#"field = "colour", is = "rde""#,
        "unknown item “rde”; the list colour has red, blue and grey; did you mean “red”?",
    );
    check_guard(
        r#"each = "parts", field = "shade", one_of = ["green"]"#,
        "unknown item “green”; the list colour has red, blue and grey.",
    );
    check_guard(
        r#"field = "weight", at_least = "hihg""#,
        "unknown band “hihg”; the scale weight has low, middle and high; did you mean “high”?",
    );
    check_guard(
        r#"field = "secret", is = "true""#,
        "“secret” is “yes” or “no”, but here stands “true”.",
    );
    check_guard(
        r#"field = "secret", is = true"#,
        "what a field is compared with is a text, but here stands true or false.",
    );
    check_guard(
        r#"field = "pieces", is = "many""#,
        "a number is compared with a number such as 12.5.",
    );
    check_guard(
        r#"changes = "due", at_most = "few""#,
        "changes are counted: write a number.",
    );
    check_guard(
        r#"field = "before", is = "part/7""#,
        "“part/7” is no reference; write kind/id, the kind one of job.",
    );
    check_guard(
        r#"field = "rule", is = "clause/rule-1#1.b""#,
        "unknown clause “1.b”; rule-1#1 has 1.a.",
    );
    check_guard(
        r#"field = "state", is = "opne""#,
        "unknown state “opne”; the kind job has open, tested, closed and void; did you mean “open”?",
    );
    check_guard(
        r#"in_state = ["tsted"]"#,
        "unknown state “tsted”; the kind job has open, tested, closed and void; did you mean “tested”?",
    );
    check_guard(
        r#"each = "parts", in_state = ["tested"]"#,
        "unknown state “tested”; the kind part has new, made and wasted; did you mean “wasted”?",
    );
    check_guard(
        r#"entered = "begun", reached = true"#,
        "unknown state “begun”; the kind job has open, tested, closed and void.",
    );
}

#[test]
fn words_that_do_not_fit_the_type() {
    check_guard(
        r#"field = "due", is = "2026-01-01""#,
        "“is” does not fit a date; it takes before, after, reached and fresh.",
    );
    check_guard(
        r#"field = "colour", at_least = "red""#,
        "“at_least” does not fit a choice; it takes is, one_of and none_of.",
    );
    check_guard(
        r#"field = "story", is = "x""#,
        "“is” does not fit a text; it takes filled, any_filled and absent.",
    );
    check_guard(
        r#"reached = "colour""#,
        "“reached” does not fit a choice; it takes is, one_of and none_of.",
    );
    check_guard(
        r#"field = "colour", held = "chief""#,
        "“held” does not fit a choice; it takes is, one_of and none_of.",
    );
    check_guard(
        r#"actor_is_not = "title""#,
        "“actor_is_not” wants a person, and “title” is of type line.",
    );
    check_guard(
        r#"field = "due", before = "soon""#,
        "a point in time is “today”, “today+5”, a day such as 2026-11-22, or { field = … }, { entered = … }, { set_on = … } with “plus”.",
    );
    check_guard(
        r#"field = "due", before = { field = "pieces" }"#,
        "a point in time is a date or a moment, not a number.",
    );
    check_guard(
        r#"field = "due", before = { field = "seen_on", plus = "5" }"#,
        "“5” is no number of days; write it as “5 days”.",
    );
    check_guard(
        r#"field = "due", fresh = "5 working days""#,
        "“5 working days” is no number of days; write it as “5 days”.",
    );
    check_guard(
        r#"field = "owner", held = "cheif""#,
        "unknown role “cheif”; the set of packs has chief and painter; did you mean “chief”?",
    );
    check_guard(
        r#"actor = "rel:title""#,
        "“rel:title” names nobody: “title” is of type line, and only a person can be named.",
    );
    check_guard(
        r#"actor = ["anyone"]"#,
        "“anyone” names nobody; write “everyone”, “role:…” or “rel:…”.",
    );
}

#[test]
fn sums_counts_and_shares() {
    check_guard(
        r#"sum = "moves.quantity", by = "lot", equals = "lots.lot""#,
        "“equals” wants a number column of a table, as table.column; “lots.lot” is none.",
    );
    check_guard(
        r#"sum = "moves.quantity", by = "quantity", equals = "lots.quantity""#,
        "“by” names a column of moves of type row that points at lots; “quantity” is none.",
    );
    check_guard(
        r#"sum = "moves.quantity", equals = "lots.quantity""#,
        "a condition needs “by”.",
    );
    check_guard(
        r#"count = "lots""#,
        "“count” wants “at_least”, “at_most” or both.",
    );
    check_guard(
        r#"count = "lots", at_least = 1, filled = ["lot"]"#,
        "“filled” does not go with “count”.",
    );
    check_guard(
        r#"share = "lots", filled = ["lot"]"#,
        "a condition needs “at_least”.",
    );
    check_guard(
        r#"share = "lots", at_least = 120, filled = ["lot"]"#,
        "“at_least” is a whole number from 0 to 100.",
    );
}

#[test]
fn every_guard_names_its_basis() {
    let before = r#", basis = "rule-1#1.a" }"#;
    check(
        JOB,
        before,
        " }",
        "kinds/job.toml:{line}: a guard names its “basis”: a clause as iso-9001-2015#10.2.1.d, or practice:… for a house rule.",
    );
    check(
        JOB,
        before,
        r#", basis = "practice" }"#,
        "kinds/job.toml:{line}: “practice” is no basis; write a clause as iso-9001-2015#10.2.1.d, or practice:… with the id of a practice.",
    );
    check(
        JOB,
        before,
        r#", basis = "practice:for_eyes" }"#,
        "kinds/job.toml:{line}: unknown practice “for_eyes”; the set of packs has answer_within and four_eyes; did you mean “four_eyes”?",
    );
    check(
        JOB,
        before,
        r#", basis = "practice:answer_within" }"#,
        "kinds/job.toml:{line}: the practice “answer_within” cannot be “off”, so no guard can rest on it.",
    );
    check(
        JOB,
        before,
        r#", basis = "rule-1#2" }"#,
        "kinds/job.toml:{line}: unknown clause “2”; rule-1 has 1.",
    );
    check(
        JOB,
        before,
        r#", basis = "rule-2#1" }"#,
        "kinds/job.toml:{line}: unknown standard “rule-2”; the set of packs has rule-1.",
    );
    check_guard(
        r#"any_of = [{ filled = ["due"], basis = "rule-1#1.a" }]"#,
        "“basis” belongs to a whole guard, not to a part of it or to another condition.",
    );
    check(
        JOB,
        r#"shows = [{ clause = "rule-1#1.a" }]"#,
        r#"shows = [{ clause = "rule-1#1.c" }]"#,
        "kinds/job.toml:{line}: unknown clause “1.c”; rule-1#1 has 1.a.",
    );
    check(
        JOB,
        r#"tags = ["rule-1#1"]"#,
        r#"tags = ["1"]"#,
        "kinds/job.toml:{line}: “1” is no clause; write it as iso-9001-2015#10.2.1.d.",
    );
}
