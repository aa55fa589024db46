//! Mistakes in checks: each is told with its file, its line, and a sentence that says what is allowed.

use engine::condition::{Instant, Test, Word};
use engine::pack::{Form, load, load_with};

use crate::packs::{said, workshop};

const FILE: &str = "checks/jobs.toml";
/// A check without mistake, a line for each key.
const CHECK: &str = r#"[[check]]
id = "jobs_are_coloured"
title = "Each job has its colour"
clauses = ["rule-1#1.a"]
over = { kind = "job", where = { in_state = ["open"] } }
period = { months = 12, on = "seen_on" }
least = 2
must = { filled = ["colour"] }
allow = { percent = 10 }
verdict = "weakening"
say = "{found} of {n} jobs have no colour."
fix = "Choose one."
blind = ["Whether it is the right one."]
"#;

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    assert!(CHECK.contains(before), "the check has no “{before}”");
    let line = CHECK[..CHECK.find(before).expect("the check says so")]
        .matches('\n')
        .count()
        + 1;
    let text = CHECK.replacen(before, after, 1);
    let (_, problems) = load(&[workshop(&[(FILE, "", &text)])]);
    let expected = expected.replace("{line}", &line.to_string());
    assert_eq!(said(&problems).trim_end(), format!("workshop/{FILE}:{expected}"));
}

#[test]
fn a_check_without_mistake_is_read_as_what_it_means() {
    let (packs, problems) = load(&[workshop(&[(FILE, "", CHECK)])]);
    assert_eq!(said(&problems), "");
    let check = &packs.checks["jobs_are_coloured"];
    assert_eq!(check.clauses, ["rule-1#1.a"]);
    assert_eq!(
        (check.least, check.over.kinds.as_slice()),
        (2, &["job".to_owned()][..])
    );
    assert_eq!(check.period.as_ref().unwrap().months, 12);
    assert!(
        packs.kinds["job"].indexed.contains("seen_on"),
        "what it reads has facts"
    );
    assert!(matches!(check.form, Form::Must(_)));
}

#[test]
fn what_every_check_says() {
    check(
        "verdict = \"weakening\"",
        "verdict = \"conforming\"",
        "{line}: “verdict” is “conforming”; allowed are contradicted and weakening.",
    );
    check(
        "blind = [\"Whether it is the right one.\"]",
        "",
        "1: a check needs “blind”.",
    );
    check(
        "blind = [\"Whether it is the right one.\"]",
        "blind = []",
        "{line}: “blind” is empty; name at least one.",
    );
    check("fix = \"Choose one.\"\n", "", "1: a check needs “fix”.");
    check(
        "say = \"{found} of {n} jobs have no colour.\"",
        "say = \"Some jobs have no colour.\"",
        "{line}: “say” names the numbers: write {found} for those that do not hold, and {n} for those looked at.",
    );
    check(
        "{found} of {n}",
        "{found} of {all}",
        "{line}: “say” knows {n} and {found} and nothing else in braces.",
    );
    check(
        "rule-1#1.a",
        "rule-1#1.b",
        "{line}: unknown clause “1.b”; rule-1#1 has 1.a.",
    );
    check(
        "title =",
        "titel =",
        "1: a check needs “title”.\nworkshop/checks/jobs.toml:3: unknown key “titel”; a check has id, title, clauses, over, period, least, must, for_each, at_least, burst, shared, repeats, verdict, allow, say, fix and blind; did you mean “title”?",
    );
}

#[test]
fn which_records_and_how_far_back() {
    check(
        "kind = \"job\"",
        "kind = \"jobs\"",
        "{line}: unknown kind “jobs”; the set of packs has job, part and person; did you mean “job”?",
    );
    check(
        "kind = \"job\", where",
        "where",
        "{line}: “over” says which records: one of “kind”, “kinds” and “kinds_with”.",
    );
    check(
        "in_state = [\"open\"]",
        "in_state = [\"opne\"]",
        "{line}: unknown state “opne”; the kind job has open, tested, closed and void; did you mean “open”?",
    );
    check(
        "on = \"seen_on\"",
        "on = \"colour\"",
        "{line}: “on” wants a date or a moment, and “colour” is of type choice.",
    );
    check("months = 12, ", "", "{line}: “period” needs “months”.");
    check(
        "least = 2",
        "least = 0",
        "{line}: “least” is a whole number from 1 to 10000.",
    );
    check(
        "percent = 10",
        "share = 10",
        "{line}: unknown key “share”; “allow” has count and percent.\nworkshop/checks/jobs.toml:9: “allow” is { count = … } or { percent = … }.",
    );
}

#[test]
fn a_check_asks_one_thing() {
    const NONE: &str = "1: a check asks exactly one thing: “must”, “for_each” with “at_least”, “burst”, “shared”, or “repeats” with “must”.";
    let must = "must = { filled = [\"colour\"] }";
    check(must, "", NONE);
    check(
        must,
        "must = { filled = [\"colour\"] }\nshared = { field = \"photos\", many = 3 }",
        NONE,
    );
    check(
        "filled = [\"colour\"]",
        "filled = [\"color\"]",
        "{line}: unknown field “color”; the kind job has before, checker, colour, colours, due, lots, moves, owner, parts, photos, pieces, price, remark, rule, secret, seen_on, story, title and weight; did you mean “colour”?",
    );
    check(
        "must = { filled = [\"colour\"] }",
        "must = { actor = \"rel:owner\" }",
        "{line}: “actor” looks at whoever acts, and nobody acts in a check.",
    );
    check(
        must,
        "shared = { field = \"pieces\", many = 3 }",
        "{line}: “field” is a field of the record itself whose value can be the same; “pieces” is none.",
    );
    check(
        must,
        "burst = { into = [\"closed\"], many = 3 }",
        "{line}: “burst” needs “minutes”.",
    );
    check(
        must,
        "for_each = { kind = \"part\", by = \"before\" }\nat_least = 1",
        "{line}: “by” names a link of job to part, or the column process or site; “before” is neither.",
    );
    check(
        must,
        "must = { filled = [\"colour\"] }\nat_least = 1",
        "9: “at_least” goes with “for_each”; the least number looked at is “least”.",
    );
    check(
        must,
        "must = { filled = [\"colour\"] }\nrepeats = { of = { in_state = [\"closed\"] }, words = [\"pieces\"], alike = 60 }",
        "9: “words” are texts and lines of the record itself; “pieces” is neither.",
    );
}

#[test]
fn numbers_follow_what_the_organisation_has_set() {
    let text = CHECK
        .replace("percent = 10", "count = { practice = \"answer_within\" }")
        .replace(
            "filled = [\"colour\"]",
            "field = \"seen_on\", after = \"today-practice:answer_within\"",
        );
    let source = workshop(&[(FILE, "", &text)]);
    for (set, days) in [(None, 7), (Some("30"), 30)] {
        let settings = set
            .map(|set| ("answer_within".to_owned(), set.to_owned()))
            .into_iter()
            .collect();
        let (packs, problems) = load_with(std::slice::from_ref(&source), &settings);
        assert_eq!(said(&problems), "");
        let check = &packs.checks["jobs_are_coloured"];
        assert_eq!(check.practices, ["answer_within"]);
        assert_eq!(
            check.allow,
            Some(engine::pack::Allowance::Count(u32::try_from(days).unwrap()))
        );
        let Form::Must(must) = &check.form else {
            panic!("it is a must")
        };
        assert!(matches!(&must.test, Test::Value(_, Word::After(Instant::Today(back))) if *back == -days));
    }
    check(
        "percent = 10",
        "count = { practice = \"four_eyes\" }",
        "{line}: the practice “four_eyes” is no number of days.",
    );
    check(
        "percent = 10",
        "count = { practice = \"answer_withn\" }",
        "{line}: unknown practice “answer_withn”; the set of packs has answer_within and four_eyes; did you mean “answer_within”?",
    );
}

#[test]
fn a_pack_says_to_which_of_its_clauses_a_check_of_another_speaks() {
    let more = "\n[[speaks]]\ncheck = \"jobs_are_coloured\"\nclauses = [\"rule-1#1\"]\n";
    let (packs, problems) = load(&[workshop(&[(FILE, "", &format!("{CHECK}{more}"))])]);
    assert_eq!(said(&problems), "");
    assert_eq!(
        packs.checks["jobs_are_coloured"].clauses,
        ["rule-1#1.a", "rule-1#1"]
    );
    let wrong = more.replace("jobs_are_coloured", "jobs_are_colored");
    let (_, problems) = load(&[workshop(&[(FILE, "", &format!("{CHECK}{wrong}"))])]);
    assert_eq!(
        said(&problems),
        "workshop/checks/jobs.toml:16: unknown check “jobs_are_colored”; the set of packs has jobs_are_coloured; did you mean “jobs_are_coloured”?\n"
    );
}
