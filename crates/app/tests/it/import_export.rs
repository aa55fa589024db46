//! What leaves for spreadsheets: harmless there, and the same when it comes back.

use std::fs;

use app::Caller;
use app::act::record::Wish;
use app::exchange::verify::verify_export;
use serde_json::json;

use crate::house::{House, On, answers};
use crate::import::{RECALLS, What, run, sample, text};

/// A map for what `csv/nonconformity.csv` holds.
const BACK: &str = r#"
kind = "nonconformity"
id = "moved"
source = "Our former house"
key = "number"
alias = "number"
[fields]
title = "title"
found_on = "found_on"
concerns = "concerns"
source = "source"
requirement_text = "requirement_text"
reached_customer = "reached_customer"
containment = "containment"
safety_functions = { column = "safety_functions", split = ";" }
[state]
column = "state"
"#;

#[test]
fn a_register_leaves_for_spreadsheets_and_comes_back_the_same() {
    let texts = [
        "=HYPERLINK(A1)",
        "+1",
        "-2",
        "@SUM(A1)",
        "'=kept",
        "'plain",
        "= \"quoted\", and more",
    ];
    let mut file = sample();
    for (at, text) in texts.iter().enumerate() {
        let quoted = text.replace('"', "\"\"");
        file += &format!(
            "2026-05-01,FDA,Firm,B{at},\"{quoted}\",,listeria,I,Here,https://recalls.example/{at}\n"
        );
    }
    let map = text(RECALLS).replace("\"{Brand}: {Product}\"", "\"{Product}\"");
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "nonconformity",
            map: &map,
            file: file.as_bytes(),
        };
        assert_eq!(
            run(&house, &Caller::system(), &what).unwrap().report.imported,
            13,
            "{on:?}"
        );
        // Typed here, an apostrophe is a part of the text.
        let typed = Wish::Create {
            kind: "nonconformity".to_owned(),
            inputs: answers(json!({ "title": "'=typed" })),
        };
        house.app.act(&house.caller("ada"), typed, None).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("out");
        let exported = house.app.export(&to, |_, _| {}).unwrap();
        assert!(exported.records >= 14, "{exported:?}");
        let verdict = verify_export(&to, None, &[]).unwrap();
        assert!(verdict.is_sound(), "{:?}", verdict.findings);

        let register = fs::read(to.join("csv/nonconformity.csv")).unwrap();
        let mut cells = csv::Reader::from_reader(&register[3..]);
        for row in cells.records() {
            for cell in row.unwrap().iter() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell} is a formula to a spreadsheet"
                );
            }
        }
        let lots = fs::read_to_string(to.join("csv/nonconformity.lots.csv")).unwrap();
        assert!(
            lots.contains("NC-2026-4,r2,Best before 2027-09-30,,\r\n"),
            "{lots}"
        );

        let other = House::founded(on);
        let back = What {
            kind: "nonconformity",
            map: BACK,
            file: &register,
        };
        let told = run(&other, &Caller::system(), &back).unwrap();
        assert_eq!(
            (told.report.imported, told.mistakes()),
            (14, Vec::new()),
            "{on:?}"
        );
        for number in 1..=14 {
            let number = format!("NC-2026-{number}");
            let (one, two) = (house.record(&number).unwrap(), other.record(&number).unwrap());
            for field in [
                "title",
                "found_on",
                "concerns",
                "source",
                "requirement_text",
                "reached_customer",
                "containment",
            ] {
                assert_eq!(one.fields.get(field), two.fields.get(field), "{number}, {field}");
            }
            assert_eq!((one.state, one.title), (two.state, two.title));
        }
        assert_eq!(other.record("NC-2026-14").unwrap().title, "'=typed");
        other.assert_sound();
    }
}

#[test]
fn people_and_places_leave_by_address_and_code() {
    for on in On::BOTH {
        let house = House::founded(on);
        for (kind, name) in [("site", "sites"), ("place", "places"), ("person", "people")] {
            let (map, file) = (
                text(&format!("docs/import/{name}.toml")),
                text(&format!("docs/import/{name}.csv")),
            );
            run(
                &house,
                &Caller::system(),
                &What {
                    kind,
                    map: &map,
                    file: file.as_bytes(),
                },
            )
            .unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        house.app.export(&folder.path().join("out"), |_, _| {}).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join("out/csv").join(name)).unwrap();
        let places = read("place.csv");
        let parent = places.lines().find(|line| line.contains("Bench 3")).unwrap();
        assert!(
            parent.contains(",H1-B3,") && parent.contains(",H1,"),
            "{on:?}: {parent}"
        );
        let people = read("person.csv");
        let ana = people.lines().find(|line| line.contains("Ana Ruiz")).unwrap();
        assert!(ana.contains("ben.okoye@works.example"), "{ana}");
        assert!(
            read("person.roles.csv").contains("administrator") || read("person.roles.csv").contains("ROLE-"),
            "roles leave too"
        );
    }
}
