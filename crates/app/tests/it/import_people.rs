//! An organisation comes in from tables: sites, places, people, processes, and who holds which role.

use app::Caller;
use engine::record::Record;
use serde_json::{Value, json};

use crate::house::{House, On};
use crate::import::{Told, What, plan, run, text};

/// Kind and name of the map and the example in docs/import, in the order that the page for quality managers names.
const ORDER: [(&str, &str); 5] = [
    ("site", "sites"),
    ("place", "places"),
    ("person", "people"),
    ("process", "processes"),
    ("person", "roles"),
];

fn bring(house: &House, by: &Caller, kind: &str, name: &str) -> Told {
    let map = text(&format!("docs/import/{name}.toml"));
    let file = text(&format!("docs/import/{name}.csv"));
    run(
        house,
        by,
        &What {
            kind,
            map: &map,
            file: file.as_bytes(),
        },
    )
    .unwrap()
}

fn by_title(house: &House, kind: &str, title: &str) -> Record {
    let found = house
        .app
        .store()
        .read(|conn| store::load::titled(conn, &[kind], title))
        .unwrap();
    assert_eq!(found.len(), 1, "{title}: {found:?}");
    house.record(&found[0].number).unwrap()
}

#[test]
fn the_examples_make_an_organisation() {
    for on in On::BOTH {
        let house = House::founded(on);
        for (kind, name) in ORDER {
            let told = bring(&house, &Caller::system(), kind, name);
            assert_eq!(told.mistakes(), Vec::<String>::new(), "{on:?}, {name}");
            assert_eq!(told.report.stopped, None);
            let again = bring(&house, &Caller::system(), kind, name);
            assert_eq!(
                (again.report.imported, again.report.filled, again.report.wrong),
                (0, 0, 0),
                "{name}"
            );
        }
        let (ana, ben) = (
            by_title(&house, "person", "Ana Ruiz"),
            by_title(&house, "person", "Ben Okoye"),
        );
        assert_eq!(
            ana.fields["deputy"],
            json!(ben.reference()),
            "a row names a later one"
        );
        assert_eq!(
            ben.fields["deputy"],
            json!(ana.reference()),
            "and that one the first"
        );
        let bench = house.record("H1-B3").unwrap();
        assert_eq!(
            bench.fields["parent"],
            json!(house.record("H1").unwrap().reference())
        );
        assert_eq!(house.record("H1-Q").unwrap().fields["holding"], "yes");

        let (purchase, assemble) = (house.record("P-01").unwrap(), house.record("P-02").unwrap());
        assert_eq!(
            (purchase.state.as_str(), purchase.fields["group"].as_str()),
            ("draft", Some("core"))
        );
        assert_eq!(purchase.owner.as_deref(), Some(ana.id.as_str()));
        let rows = |record: &Record, field: &str| record.fields[field].as_array().unwrap().clone();
        assert_eq!(rows(&purchase, "outputs")[0]["to"], json!(assemble.reference()));
        assert_eq!(rows(&assemble, "inputs")[0]["from"], json!(purchase.reference()));
        let sell = house.record("P-03").unwrap();
        assert_eq!(rows(&sell, "outputs").len(), 2);
        assert_eq!(
            rows(&sell, "outputs")[1]["to"],
            json!(assemble.reference()),
            "by its old number"
        );

        let held = house
            .app
            .store()
            .read(|conn| store::load::holdings(conn, &[&ana.id, &ben.id]))
            .unwrap();
        let roles: Vec<&str> = held[&ana.id].iter().map(|grant| grant.role.as_str()).collect();
        assert_eq!(roles, ["quality_manager", "auditor"]);
        assert_eq!(held[&ben.id][0].process.as_deref(), Some(assemble.id.as_str()));
        assert_eq!(held[&ben.id][1].from.as_deref(), Some("2026-01-01"));
        assert!(held[&ben.id][1].site.is_some());
        house.assert_sound();
    }
}

#[test]
fn only_who_may_give_roles_brings_them_in() {
    let map = text("docs/import/roles.toml").replace("fill   = \"roles\"\n", "");
    let file = "Mail,Name,Roles\neve@works.example,Eve,Administrator\n";
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "person",
            map: &map,
            file: file.as_bytes(),
        };
        let manager = house.add("bea", &["quality_manager"]);
        let told = plan(&house, &manager, &what).unwrap();
        assert_eq!(told.report.wrong, 1, "{on:?}");
        assert!(
            told.mistakes()[0].starts_with("row 2, column Roles: "),
            "{:?}",
            told.mistakes()
        );
        assert_eq!(run(&house, &manager, &what).unwrap().report.imported, 0);

        let administrator = house.caller("ada");
        assert_eq!(run(&house, &administrator, &what).unwrap().report.imported, 1);

        // Nor does filling what is empty lead around it.
        let people = What {
            kind: "person",
            map: &text("docs/import/people.toml"),
            file: b"Mail,Name,Site,Deputy\nfay@works.example,Fay,,\n",
        };
        assert_eq!(
            run(&house, &manager, &people).unwrap().mistakes(),
            Vec::<String>::new()
        );
        let fill = What {
            kind: "person",
            map: &text("docs/import/roles.toml"),
            file: b"Mail,Name,Roles\nfay@works.example,Fay,Administrator\n",
        };
        let told = plan(&house, &manager, &fill).unwrap();
        assert_eq!((told.report.fill, told.report.wrong), (0, 1), "{:?}", told.rows);
        assert_eq!(run(&house, &administrator, &fill).unwrap().report.filled, 1);
        house.assert_sound();
    }
}

#[test]
fn rows_that_name_each_other_come_in_whatever_their_order_and_number() {
    use std::fmt::Write as _;
    // A chain of places longer than one entry takes, each named before it stands in the file.
    let mut file = String::from("Code,Name,Site,Within,Things are held here\n");
    let many = 2_040;
    for place in 0..many {
        let within = if place + 1 < many {
            format!("C{}", place + 1)
        } else {
            String::new()
        };
        writeln!(file, "C{place},Place {place},,{within},").unwrap();
    }
    let map = text("docs/import/places.toml");
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "place",
            map: &map,
            file: file.as_bytes(),
        };
        let done = run(&house, &Caller::system(), &what).unwrap();
        assert_eq!(
            (done.report.imported, &done.report.stopped),
            (many, &None),
            "{on:?}"
        );
        let parent = house.record("C2000").unwrap();
        assert_eq!(
            house.record("C1999").unwrap().fields["parent"],
            Value::String(parent.reference())
        );
        house.assert_sound();
    }
}

#[test]
fn a_name_that_two_rows_have_is_told() {
    let map = text("docs/import/places.toml");
    let file = "Code,Name,Site,Within,Things are held here\nA,Store,,,\nB,Store,,,\nC,Shelf,,store,\nD,Shelf,,a,\nE,Shelf,,Attic,\n";
    for on in On::BOTH {
        let house = House::founded(on);
        let told = plan(
            &house,
            &Caller::system(),
            &What {
                kind: "place",
                map: &map,
                file: file.as_bytes(),
            },
        )
        .unwrap();
        assert_eq!(
            told.mistakes(),
            [
                "row 4, column Within: “Within which larger place?” names “store”, as several rows of this file are called; use the code.",
                "row 6, column Within: “Within which larger place?” names “Attic”, which is no known place.",
            ],
            "{on:?}"
        );
        assert_eq!(told.report.begin, 3);
    }
}

#[test]
fn what_is_empty_is_filled_only_where_the_map_says_so() {
    let map = text("docs/import/people.toml");
    let first = "Mail,Name,Site,Deputy\nann@works.example,Ann,,\nbob@works.example,Bob,,\n";
    let second =
        "Mail,Name,Site,Deputy\nann@works.example,Anne,,bob@works.example\nbob@works.example,Bob,,\n";
    for on in On::BOTH {
        let house = House::founded(on);
        let what = |map, file: &'static str| What {
            kind: "person",
            map,
            file: file.as_bytes(),
        };
        run(&house, &Caller::system(), &what(&map, first)).unwrap();
        let told = run(&house, &Caller::system(), &what(&map, second)).unwrap();
        assert_eq!((told.report.differ, told.report.filled), (1, 0), "{on:?}");

        let filling = map.replace("key    =", "fill   = [\"deputy\"]\nkey    =");
        let told = run(&house, &Caller::system(), &what(&filling, second)).unwrap();
        assert_eq!(
            (told.report.filled, told.report.there, told.report.wrong),
            (1, 1, 0),
            "{:?}",
            told.mistakes()
        );
        let ann = by_title(&house, "person", "Ann");
        assert_eq!(
            ann.fields["deputy"],
            json!(by_title(&house, "person", "Bob").reference())
        );
        assert_eq!(ann.fields["name"], "Ann", "what is recorded stays");
        house.assert_sound();
    }
}
