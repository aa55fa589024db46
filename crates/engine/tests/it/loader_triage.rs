//! `[triage]`: what a kind says for the morning round, and how its mistakes are told.

use engine::pack::load;

use crate::packs::{JOB, check, said, workshop};

const BEFORE: &str = "plural = \"Jobs\"";

/// The workshop's job with this triage.
fn with(triage: &str) -> String {
    format!("triage = {{ {triage} }}\n{BEFORE}")
}

#[test]
fn a_kind_says_what_is_new_what_it_weighs_and_who_waits() {
    let whole = with(concat!(
        "new = \"open\", weight = \"weight\", take = \"owner\", ",
        "waits = { when = { field = \"secret\", is = \"yes\" }, until = \"due\", say = \"Tell them\" }",
    ));
    let (packs, problems) = load(&[workshop(&[(JOB, BEFORE, &whole)])]);
    assert_eq!(said(&problems), "");
    let job = packs.kind("job").unwrap();
    let triage = job.triage.as_ref().unwrap();
    assert_eq!(
        (
            triage.new.as_str(),
            triage.weight.as_deref(),
            triage.take.as_str()
        ),
        ("open", Some("weight"), "owner")
    );
    for path in ["owner", "secret", "due"] {
        assert!(job.indexed.contains(path), "the round asks {path} of the tables");
    }
}

#[test]
fn mistakes_in_a_triage_are_told_with_their_line() {
    check(
        JOB,
        BEFORE,
        &with("new = \"void\", take = \"owner\""),
        "kinds/job.toml:{line}: “void” is final: nothing in it waits for a look.",
    );
    check(
        JOB,
        BEFORE,
        &with("take = \"title\", new = \"open\""),
        "kinds/job.toml:{line}: “take” wants a person, but “title” is of type line.",
    );
    check(
        JOB,
        BEFORE,
        &with("weight = \"colour\", new = \"open\", take = \"owner\""),
        "kinds/job.toml:{line}: “weight” wants a scale, but “colour” is of type choice.",
    );
    check(
        JOB,
        BEFORE,
        &with("held = { table = \"lots\", at = \"lot\" }, new = \"open\", take = \"owner\""),
        "kinds/job.toml:{line}: here stands a link to a place, but the column “lot” is of type line.",
    );
    check(
        JOB,
        BEFORE,
        &with("colour = \"red\", new = \"open\", take = \"owner\""),
        "kinds/job.toml:{line}: unknown key “colour”; the triage has new, weight, take, held and waits.",
    );
}
