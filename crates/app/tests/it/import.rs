//! Registers come in: what the dry run says happens, a second run changes nothing, and nothing imported passes for decided.

use std::fs;
use std::path::{Path, PathBuf};

use app::exchange::import::{self, Order, Outcome, Report, RowReport, Watched};
use app::exchange::sheet::Unconfined;
use app::exchange::table::Source;
use app::{Caller, Error};
use serde_json::{Value, json};

use crate::house::{House, On, answers};

/// An import that was run or planned, with what it said of each row.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) report: Report,
    pub(crate) rows: Vec<RowReport>,
}

impl Told {
    /// Every mistake as one line.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        self.report
            .mistakes
            .first
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.report.notes.first.iter().map(ToString::to_string).collect()
    }
}

/// What is imported: kind, map, file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct What<'a> {
    pub(crate) kind: &'a str,
    pub(crate) map: &'a str,
    pub(crate) file: &'a [u8],
}

fn order<'a>(what: &What<'a>) -> Order<'a> {
    let source = Source::Bytes(what.file);
    Order {
        kind: what.kind,
        source,
        file: "file",
        map: what.map,
        map_file: "map.toml",
        extract: &Unconfined,
    }
}

pub(crate) fn plan(house: &House, by: &Caller, what: &What<'_>) -> app::Result<Told> {
    let mut rows = Vec::new();
    let report = import::plan(&house.app, by, &order(what), &mut |watched| {
        keep(&mut rows, &watched)
    })?;
    Ok(Told { report, rows })
}

pub(crate) fn run(house: &House, by: &Caller, what: &What<'_>) -> app::Result<Told> {
    let mut rows = Vec::new();
    let report = import::run(&house.app, by, &order(what), false, &mut |watched| {
        keep(&mut rows, &watched)
    })?;
    Ok(Told { report, rows })
}

fn keep(rows: &mut Vec<RowReport>, watched: &Watched<'_>) {
    if let Watched::Row(row) = watched {
        rows.push((*row).clone());
    }
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    let path = at(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn text(path: &str) -> String {
    String::from_utf8(read(path)).unwrap()
}

pub(crate) const RECALLS: &str = "docs/import/food-recalls.toml";

pub(crate) fn sample() -> String {
    text("crates/app/tests/cases/recalls-sample.csv")
}

/// The register of real recalls. Its licence is not known, so it lies beside the checkout, not in it.
fn register() -> Vec<u8> {
    let path = at("../shared/cases/food-recalls-2026.csv");
    fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. This test needs the register of recalls of 2026 in the folder shared/cases beside the checkout.", path.display())
    })
}

fn entries(house: &House) -> u64 {
    house.app.store().read(store::head::read).unwrap().size
}

#[test]
fn the_register_of_recalls_comes_in_once_whatever_its_order() {
    let (file, map) = (register(), text(RECALLS));
    for on in On::BOTH {
        let house = House::founded(on);
        let by = house.add("bea", &["quality_manager"]);
        let what = What {
            kind: "nonconformity",
            map: &map,
            file: &file,
        };

        let before = entries(&house);
        let planned = plan(&house, &by, &what).unwrap();
        assert_eq!(planned.mistakes(), Vec::<String>::new(), "{on:?}");
        assert_eq!(
            (planned.report.rows, planned.report.begin, planned.rows.len()),
            (98, 98, 98)
        );
        assert_eq!(entries(&house), before, "a dry run writes nothing");

        let done = run(&house, &by, &what).unwrap();
        assert_eq!(
            (done.report.imported, &done.report.stopped),
            (98, &None),
            "{on:?}"
        );
        let after = entries(&house);

        // The same rows in another order, and once more as they were.
        let text = String::from_utf8(file.clone()).unwrap();
        let (header, body) = text.split_once('\n').unwrap();
        let mut lines: Vec<&str> = body.lines().collect();
        lines.sort_unstable();
        let sorted = format!("{header}\n{}\n", lines.join("\n"));
        for file in [sorted.as_bytes(), &file] {
            let again = run(&house, &by, &What { file, ..what }).unwrap();
            let report = &again.report;
            assert_eq!(
                (report.there, report.imported, report.differ, report.wrong),
                (98, 0, 0, 0),
                "{on:?}"
            );
        }
        assert_eq!(entries(&house), after, "a second run writes nothing");
        house.assert_sound();
    }
}

#[test]
fn a_row_becomes_what_the_map_says() {
    let (file, map) = (sample(), text(RECALLS));
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "nonconformity",
            map: &map,
            file: file.as_bytes(),
        };
        let done = run(&house, &Caller::system(), &what).unwrap();
        assert_eq!((done.report.imported, done.mistakes()), (6, Vec::new()), "{on:?}");
        assert_eq!(
            done.rows[3].to_string(),
            "row 5: NC-2026-4 “Crisp: Cherry bars, 6-count 2.5 oz” (reported)"
        );

        let crisp = house.record("NC-2026-4").unwrap();
        // Midnight in Lisbon in summer.
        assert_eq!(crisp.fields["found_on"], json!("2026-08-15T23:00:00.000Z"));
        assert_eq!(crisp.happened_on.as_deref(), Some("2026-08-15T23:00:00.000Z"));
        assert_eq!(
            crisp.fields["source"],
            json!("other"),
            "an empty cell takes the default"
        );
        assert_eq!(
            crisp.fields["requirement_text"],
            json!("Free of: foreign-material")
        );
        let lots: Vec<&Value> = crisp.fields["lots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["lot"])
            .collect();
        assert_eq!(
            lots,
            [&json!("UPC 000000000047"), &json!("Best before 2027-09-30")]
        );
        assert!(
            !crisp.fields.contains_key("significance"),
            "no class, no judgement"
        );

        let queso = house.record("NC-2026-5").unwrap();
        assert_eq!(queso.title, "Montaña: Requesón añejo, 16 oz");
        assert_eq!(
            queso.fields["significance"],
            json!({ "consequence": "serious", "repeat": "once" })
        );
        assert_eq!(
            house.record("NC-2026-6").unwrap().title,
            "Aunt \"May\"'s: Jam, \"strawberry\""
        );
        assert_eq!(
            (queso.state.as_str(), queso.state_imported),
            ("reported", false),
            "every record begins in the first state"
        );
        house.assert_sound();
    }
}

const REGISTER: &str = r#"
kind   = "nonconformity"
id     = "old-register"
source = "Our register until 2025"
key    = ["Nr"]
alias  = ["Nr"]

[fields]
title    = "What"
found_on = { column = "When", date = "%d.%m.%Y" }

[state]
column  = "Status"
map     = { open = "reported", "in work" = "contained", finished = "done" }
default = "reported"
"#;

const OLD: &str = "Nr;What;When;Status\nF-17;Crack in the housing;03.02.2025;open\nF-18;Wrong label;04.02.2025;finished\nF-19;Loose screw;05.02.2025;\n";

#[test]
fn old_numbers_go_on_leading_to_the_record() {
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "nonconformity",
            map: REGISTER,
            file: OLD.as_bytes(),
        };
        run(&house, &Caller::system(), &what).unwrap();
        assert_eq!(
            house.record("F-18").map(|record| record.title),
            Some("Wrong label".to_owned()),
            "{on:?}"
        );
        assert_eq!(
            house.record("F-18").map(|record| record.number),
            Some("NC-2026-2".to_owned())
        );
        house.assert_sound();
    }
}

#[test]
fn an_imported_state_satisfies_no_guard_until_somebody_decides_here() {
    for on in On::BOTH {
        let house = House::founded(on);
        // The problem waits for an action that was done elsewhere; both come in as they were there.
        let actions = "kind = 'corrective_action'\nid = 'old-actions'\nsource = 'Our actions'\nkey = 'Nr'\nalias = 'Nr'\nfields.what = 'What'\nstate = { value = 'done' }";
        let actions = What {
            kind: "corrective_action",
            map: actions,
            file: b"Nr,What\nA-1,Train the shift\n",
        };
        assert_eq!(
            run(&house, &Caller::system(), &actions).unwrap().mistakes(),
            Vec::<String>::new(),
            "{on:?}"
        );
        let map = REGISTER
            .replace(
                "[state]",
                "actions = { column = \"Actions\", split = \",\" }\n[state]",
            )
            .replace("finished = \"done\"", "agreed = \"agreed\"");
        let file = b"Nr;What;When;Status;Actions\nF-17;Crack in the housing;03.02.2025;agreed;A-1\n";
        let what = What {
            kind: "nonconformity",
            map: &map,
            file,
        };
        assert_eq!(
            run(&house, &Caller::system(), &what).unwrap().mistakes(),
            Vec::<String>::new(),
            "{on:?}"
        );
        let action = house.record("A-1").unwrap();
        assert_eq!((action.state.as_str(), action.state_imported), ("done", true));
        let problem = house.record("F-17").unwrap();
        assert_eq!((problem.state.as_str(), problem.state_imported), ("agreed", true));

        let by = house.add("bea", &["quality_manager"]);
        let offers = house
            .app
            .view(&by, |view| view.record("nonconformity", "F-17"))
            .unwrap()
            .offers;
        let finish = offers.iter().find(|offer| offer.id == "finish").unwrap();
        let said: Vec<&str> = finish
            .missing
            .iter()
            .map(|missing| missing.sentence.as_str())
            .collect();
        assert!(
            said.iter()
                .any(|sentence| sentence.contains("imported, not decided here")),
            "{said:?}"
        );
        house.assert_sound();
    }
}

#[test]
fn what_is_recorded_here_is_never_overwritten() {
    for on in On::BOTH {
        let house = House::founded(on);
        let what = What {
            kind: "nonconformity",
            map: REGISTER,
            file: OLD.as_bytes(),
        };
        run(&house, &Caller::system(), &what).unwrap();
        let changed = OLD
            .replace("Loose screw", "Loose nut")
            .replace(";open", ";in work");
        let again = run(
            &house,
            &Caller::system(),
            &What {
                file: changed.as_bytes(),
                ..what
            },
        )
        .unwrap();
        assert_eq!(
            (again.report.there, again.report.differ, again.report.imported),
            (1, 2, 0),
            "{on:?}"
        );
        let Outcome::Differs { number, fields } = &again.rows[2].outcome else {
            panic!("{:?}", again.rows[2])
        };
        assert_eq!(
            (
                number.as_str(),
                fields[0].field.as_str(),
                fields[0].there.as_str()
            ),
            ("NC-2026-3", "title", "Loose nut")
        );
        assert_eq!(house.record("F-19").unwrap().title, "Loose screw");
        assert_eq!(house.record("F-17").unwrap().state, "reported");
        house.assert_sound();
    }
}

#[test]
fn nothing_comes_in_while_a_row_is_wrong_unless_one_leaves_it_out() {
    for on in On::BOTH {
        let house = House::founded(on);
        let file = OLD.replace("04.02.2025", "31.02.2025");
        let what = What {
            kind: "nonconformity",
            map: REGISTER,
            file: file.as_bytes(),
        };
        let refused = run(&house, &Caller::system(), &what).unwrap();
        assert_eq!((refused.report.imported, refused.report.wrong), (0, 1), "{on:?}");
        assert!(
            refused
                .report
                .stopped
                .as_deref()
                .is_some_and(|why| why.contains("--skip-errors"))
        );
        assert_eq!(house.record("F-17").map(|record| record.number), None);

        let report = import::run(&house.app, &Caller::system(), &order(&what), true, &mut |_| {}).unwrap();
        assert_eq!((report.imported, report.wrong), (2, 1));
        assert!(house.record("F-18").is_none() && house.record("F-19").is_some());
        house.assert_sound();
    }
}

#[test]
fn whoever_may_not_import_learns_nothing_of_the_file() {
    for on in On::BOTH {
        let house = House::founded(on);
        let by = house.add("cleo", &["shift_lead"]);
        let what = What {
            kind: "nonconformity",
            map: "no map",
            file: b"",
        };
        for told in [plan(&house, &by, &what), run(&house, &by, &what)] {
            match told.unwrap_err() {
                Error::Refused(refusal) => {
                    assert_eq!(
                        refusal.summary, "Records are imported by a quality manager or administrator.",
                        "{on:?}"
                    );
                }
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn an_imported_record_goes_on_like_any_other() {
    for on in On::BOTH {
        let house = House::founded(on);
        let (file, map) = (sample(), text(RECALLS));
        run(
            &house,
            &Caller::system(),
            &What {
                kind: "nonconformity",
                map: &map,
                file: file.as_bytes(),
            },
        )
        .unwrap();
        let by = house.add("bea", &["quality_manager"]);
        let wish = app::act::record::Wish::Pass {
            kind: "nonconformity".to_owned(),
            number: "NC-2026-1".to_owned(),
            transition: "void".to_owned(),
            inputs: answers(json!({ "void_as": "no_requirement", "reason": "Not sold here." })),
            seen: None,
            factor: None,
        };
        let told = house.app.act(&by, wish, None);
        match told {
            Ok(receipt) => assert_eq!(receipt.state, "void", "{on:?}"),
            Err(error) => panic!("{error:?}"),
        }
        let void = house.record("NC-2026-1").unwrap();
        assert!(!void.state_imported, "decided here");
        house.assert_sound();
    }
}
