//! What one pack adds to a kind of another, and what it may not.

use engine::condition::Basis;
use engine::pack::{DueRule, PackSource, Packs, Span, Who, load};

use crate::packs::{said, workshop};

const ADDITION: &str = r#"
kind = "job"

[[section]]
beside = "colour"
fields = [{ id = "gloss", type = "yes_no", ask = "Glossy?", filter = true }]

[[section]]
title = "Paint shop"
edit = { in = ["open"], by = ["role:drier"] }
fields = [{ id = "oven", type = "line", ask = "Which oven?" }]

[[target]]
field = "before"
to = ["part"]

[[need]]
transition = "test"
filled = ["gloss"]
when = { field = "colour", is = "red" }
basis = "practice:gloss_is_known"

[[shows]]
transition = "test"
clause = "rule-1#1"

[[sign]]
transition = "test"
meaning = "It is dry."

[[due]]
in = "open"
within = "3 days"
whose = ["role:drier"]
"#;

fn painting(extension: &str) -> PackSource {
    let pack = r#"
id = "painting"
title = "Painting"
version = 1
needs = ["workshop"]
licence = "MIT"
role = [{ id = "drier", title = "Drier", about = "Dries." }]
"#;
    let practices =
        r#"practice = [{ id = "gloss_is_known", title = "Gloss", why = "It shows.", default = "off" }]"#;
    let files = [
        ("pack.toml", pack),
        ("practices.toml", practices),
        ("extend/job.toml", extension),
    ];
    PackSource {
        name: "painting".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect(),
    }
}

#[track_caller]
fn check(extension: &str, expected: &str) {
    let (_, problems) = load(&[painting(extension), workshop(&[])]);
    assert_eq!(
        said(&problems).trim_end(),
        format!("painting/extend/job.toml:{expected}")
    );
}

fn extended() -> Packs {
    let (packs, problems) = load(&[painting(ADDITION), workshop(&[])]);
    assert_eq!(said(&problems), "");
    packs
}

#[test]
fn an_extension_adds_fields_targets_guards_signatures_and_due_dates() {
    let packs = extended();
    let job = &packs.kinds["job"];
    assert_eq!(job.pack, "workshop");
    assert_eq!(
        job.section_of("gloss").map(|section| section.title.as_str()),
        Some("The job")
    );
    let shop = job.section_of("oven").expect("a section of its own");
    assert_eq!(
        (shop.title.as_str(), &shop.by),
        ("Paint shop", &vec![Who::Role("drier".to_owned())])
    );
    assert_eq!(job.fields["before"].ty.targets(), ["job", "part"]);
    let test = job.transition("test").expect("a transition");
    assert_eq!(test.needs.len(), 2);
    assert_eq!(
        test.needs[1].basis,
        Some(Basis::Practice("gloss_is_known".to_owned()))
    );
    assert!(test.needs[1].when.is_some());
    assert_eq!(
        test.sign.as_ref().map(|sign| sign.meaning.as_str()),
        Some("It is dry.")
    );
    assert_eq!(test.shows[0].clause, "rule-1#1");
    assert!(matches!(
        job.due[2].rule,
        DueRule::Within(Span {
            days: 3,
            working: false
        })
    ));
    assert!(job.indexed.contains("gloss"));
    assert_eq!(packs.practices["gloss_is_known"].default, "off");
}

#[test]
fn an_extension_changes_nothing_that_is_there() {
    check(
        "kind = \"job\"\n[states]\nextra = \"Extra\"",
        "2: an extension adds no “states”: how a record moves is decided by the pack of its kind.",
    );
    check(
        "kind = \"job\"\n[[transition]]\nid = \"skip\"",
        "2: an extension adds no “transition”: how a record moves is decided by the pack of its kind.",
    );
    check(
        "kind = \"job\"\n[[sign]]\ntransition = \"close\"\nmeaning = \"Mine\"",
        "2: this transition is signed already, and an extension changes nothing that is there.",
    );
    check(
        "kind = \"job\"\n[[section]]\nbeside = \"colour\"\nfields = [{ id = \"title\", type = \"line\" }]",
        "4: the field “title” stands twice in the kind job; ids are unique.",
    );
}

#[test]
fn an_extension_names_what_is_there() {
    check(
        "kind = \"jbo\"",
        "1: unknown kind “jbo”; the set of packs has job, part and person; did you mean “job”?",
    );
    check(
        "kind = \"job\"\n[[need]]\ntransition = \"tset\"\nfilled = [\"colour\"]\nbasis = \"rule-1#1\"",
        "3: unknown transition “tset”; the kind job has test, close and drop; did you mean “test”?",
    );
    check(
        "kind = \"job\"\n[[need]]\ntransition = \"test\"\nfilled = [\"colour\"]",
        "2: a guard names its “basis”: a clause as iso-9001-2015#10.2.1.d, or practice:… for a house rule.",
    );
    check(
        "kind = \"job\"\n[[target]]\nfield = \"colour\"\nto = [\"part\"]",
        "3: “colour” is of type choice; only a link can lead to more kinds.",
    );
    check(
        "kind = \"job\"\n[[section]]\nbeside = \"colour\"\ntitle = \"Mine\"\nfields = []",
        "4: unknown key “title”; a section has beside and fields.",
    );
    check(
        "kind = \"job\"\nremove = [\"colour\"]",
        "2: unknown key “remove”; an extension has kind, section, target, need, due, shows and sign.",
    );
}
