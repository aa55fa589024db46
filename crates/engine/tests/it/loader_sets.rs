//! Mistakes of whole packs: broken files, several mistakes at once, needs in a circle, files that no pack has.

use engine::pack::{PackSource, load};

use crate::packs::{JOB, PART, PERSON, said, workshop};

#[test]
fn broken_toml_is_told_once_and_hides_nothing_elsewhere() {
    let changes = [
        (PERSON, "title = \"Person\"", "title = Person"),
        (JOB, r#"is_not = "owner""#, r#"is_not = "ownr""#),
    ];
    let (_, problems) = load(&[workshop(&changes)]);
    let said = said(&problems);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("workshop/kinds/job.toml:76: unknown field “ownr”; "),
        "{said}"
    );
    assert!(
        lines[1].starts_with("workshop/kinds/person.toml:2: this is not TOML: "),
        "{said}"
    );
}

#[test]
fn a_pack_with_ten_mistakes_gets_ten_messages_with_lines() {
    let changes = [
        ("pack.toml", "needs = []", "needs = [\"tools\"]"),
        (
            "lists/colour.toml",
            "title = \"Colours\"",
            "titel = \"Colours\"\ntitle = \"Colours\"",
        ),
        (JOB, "number = \"J-{year}-{seq}\"", "number = \"J-{year}\""),
        (
            JOB,
            r#"ask = "Which colour?", list = "colour""#,
            r#"ask = "Which colour?", list = "colors""#,
        ),
        (JOB, r#"type = "money""#, r#"type = "cash""#),
        (JOB, "void   =", "lost = \"Lost\"\nvoid   ="),
        (
            JOB,
            r#"{ actor_is_not = "owner", basis = "practice:four_eyes" },"#,
            r#"{ actor_iz_not = "owner", basis = "practice:four_eyes" },"#,
        ),
        (JOB, r#"at_least = "middle""#, r#"at_least = "medium""#),
        (PART, r#"by = ["rel:owner"]"#, r#"by = ["rel:name"]"#),
        (PART, r#"to = "wasted""#, r#"to = "waste""#),
    ];
    let source = workshop(&changes);
    let (_, problems) = load(std::slice::from_ref(&source));
    let places: Vec<(&str, usize)> = problems
        .iter()
        .map(|problem| {
            (
                problem.file.strip_prefix("workshop/").expect("the pack's name"),
                problem.line,
            )
        })
        .collect();
    let at = |file: &'static str, mark: &str| {
        let before = source.files[file]
            .split(mark)
            .next()
            .expect("text before the mark");
        (file, before.matches('\n').count() + 1)
    };
    let expected = [
        at(JOB, "J-{year}"),
        at(JOB, "colors"),
        at(JOB, "cash"),
        at(JOB, "lost"),
        at(JOB, "actor_iz_not"),
        at(JOB, "medium"),
        at(PART, "rel:name"),
        at(PART, "to = \"waste\""),
        at("lists/colour.toml", "titel"),
        at("pack.toml", "tools"),
    ];
    assert_eq!(places, expected, "{}", said(&problems));
}

#[test]
fn packs_come_in_the_order_of_their_needs_and_a_circle_is_told() {
    let pack = |id: &str, needs: &str| PackSource {
        name: id.to_owned(),
        files: [(
            "pack.toml".to_owned(),
            format!("id = \"{id}\"\ntitle = \"T\"\nversion = 1\nneeds = [{needs}]\nlicence = \"MIT\"\n"),
        )]
        .into(),
    };
    let (packs, problems) = load(&[pack("c", "\"b\""), pack("a", ""), pack("b", "\"a\"")]);
    assert_eq!(said(&problems), "");
    assert_eq!(
        packs
            .packs
            .iter()
            .map(|pack| pack.id.as_str())
            .collect::<Vec<_>>(),
        ["a", "b", "c"]
    );

    let (_, problems) = load(&[pack("x", "\"y\""), pack("y", "\"x\"")]);
    assert_eq!(
        said(&problems),
        "x/pack.toml:4: the pack “x” needs itself by way of others; needs may not go in a circle.\n\
         y/pack.toml:4: the pack “y” needs itself by way of others; needs may not go in a circle.\n"
    );
    let (_, problems) = load(&[pack("x", ""), pack("x", "")]);
    assert_eq!(
        said(&problems),
        "x/pack.toml:1: the pack “x” is there already; ids are unique.\n"
    );
}

#[test]
fn files_that_no_pack_has() {
    let mut source = workshop(&[]);
    source.files.insert("kind/job.toml".to_owned(), String::new());
    source.files.insert("rules.toml".to_owned(), String::new());
    source
        .files
        .insert("README.md".to_owned(), "Not read by the engine.".to_owned());
    source
        .files
        .insert("text/de.toml".to_owned(), "not even TOML".to_owned());
    assert_eq!(
        said(&load(&[source]).1),
        "workshop/kind/job.toml:1: unknown folder “kind”; a pack has kinds, extend, lists, scales, standards, crosswalks, checks, stories, templates and text; did you mean “kinds”?\n\
         workshop/rules.toml:1: unknown file “rules.toml”; a pack has pack.toml and practices.toml.\n"
    );
    let empty = PackSource {
        name: "empty".to_owned(),
        files: [].into(),
    };
    assert_eq!(
        said(&load(&[empty]).1),
        "empty/pack.toml:1: the pack has no pack.toml, which says its id, title, version, needs and licence.\n"
    );
}

#[test]
fn a_second_kind_of_the_same_id() {
    let mut source = workshop(&[]);
    let part = source.files["kinds/part.toml"]
        .replace("\nid = \"part\"", "")
        .replace("id = \"part\"\n", "id = \"job\"\n");
    source.files.insert("kinds/second.toml".to_owned(), part);
    assert_eq!(
        said(&load(&[source]).1),
        "workshop/kinds/second.toml:1: the file is named after the id: “job” belongs into job.toml.\n\
         workshop/kinds/second.toml:1: the kind “job” is there already; ids are unique over all packs.\n"
    );
}
