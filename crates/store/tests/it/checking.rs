//! Whatever is changed behind the journal's back is found and named; a rebuild puts it right.

use std::collections::BTreeMap;

use engine::change::{Changes, Signature};
use engine::record::Grant;
use serde_json::json;
use store::check::{Report, check_everything};

use crate::support::{Bench, changes, for_each_place, thing};

/// A little of everything.
fn lived_in(bench: &Bench) {
    bench.change(thing(
        "a",
        &[("what", json!("one")), ("parts", json!(["thing/b"]))],
    ));
    bench.change(thing("b", &[("due_on", json!("2026-12-01"))]));
    let mut signing = changes("transition", vec![bench.edit("a", &[("what", json!("two"))])]);
    signing.signature = Some(Signature {
        record: "a".to_owned(),
        version: 1,
        covers: vec!["what".to_owned()],
        linked: BTreeMap::from([("thing/b".to_owned(), 1)]),
        ..Signature::default()
    });
    bench.act(signing);
    let grant = Grant {
        role: "lead".to_owned(),
        ..Grant::default()
    };
    bench.act(Changes {
        numbers: BTreeMap::from([("T".to_owned(), 9)]),
        grants: BTreeMap::from([("ana".to_owned(), vec![grant])]),
        practices: BTreeMap::from([("four_eyes".to_owned(), "on".to_owned())]),
        aliases: BTreeMap::from([(("thing".to_owned(), "OLD".to_owned()), "a".to_owned())]),
        ..changes("people", Vec::new())
    });
}

fn report(bench: &Bench) -> Report {
    check_everything(&bench.store).unwrap()
}

/// The findings as `table key column: found; expected`.
fn findings(bench: &Bench) -> Vec<String> {
    let report = report(bench);
    assert!(report.journal.is_sound(), "{report}");
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_changed_row_is_found_and_named() {
    for_each_place(|place| {
        let bench = Bench::on(place.clone());
        lived_in(&bench);
        bench.assert_sound();
        assert_eq!(report(&bench).rows, 2 + 3 + 3 + 1 + 2 + 3 + 1 + 1 + 1 + 1 + 1);
        let cases = [
            (
                "UPDATE record SET title = 'Forged' WHERE id = 'a'",
                "table record, row a, column title: found “Forged”; expected “Thing a”",
            ),
            (
                "UPDATE record SET due = '2027-01-01' WHERE id = 'b'",
                "table record, row b, column due: found “2027-01-01”; expected nothing",
            ),
            (
                "UPDATE version SET body = '{}' WHERE record = 'a' AND version = 1",
                "table version, row a · 1, column body: found “{}”; expected “{\"parts\":[\"thing/b\"],\"what\":\"one\"}”",
            ),
            (
                "DELETE FROM value WHERE record = 'b' AND path = 'due_on'",
                "table value, row b · due_on ·  · 0: found no row; expected one",
            ),
            (
                "INSERT INTO link (record, path, place, pos, target) VALUES ('b', 'parts', '', 0, 'thing/a')",
                "table link, row b · parts ·  · 0: found a row; expected none",
            ),
            (
                "UPDATE field_moment SET changes = 0 WHERE record = 'a' AND path = 'what'",
                "table field_moment, row a · what, column changes: found 0; expected 1",
            ),
            (
                "UPDATE state_moment SET first = NULL WHERE record = 'a'",
                "table state_moment, row a · open, column first: found nothing; expected “2026-11-22T09:00:00.000Z”",
            ),
            (
                "UPDATE counter SET last = 8",
                "table counter, row T, column last: found 8; expected 9",
            ),
            (
                "DELETE FROM held",
                "table held, row ana · 0: found no row; expected one",
            ),
            (
                "UPDATE signature SET broken_by = 4",
                "table signature, row 3, column broken_by: found 4; expected nothing",
            ),
            (
                "UPDATE practice SET setting = 'off'",
                "table practice, row four_eyes, column setting: found “off”; expected “on”",
            ),
            (
                "UPDATE alias SET record = 'b'",
                "table alias, row thing · OLD, column record: found “b”; expected “a”",
            ),
        ];
        for (tampering, expected) in cases {
            bench.tamper(tampering);
            assert_eq!(findings(&bench), [expected], "{tampering}");
            store::rebuild::rebuild(&bench.place, &mut |_, _| {}).unwrap();
            bench.assert_sound();
        }
        bench.change(bench.edit("a", &[("what", json!("goes on"))]));
        bench.assert_sound();
    });
}

#[test]
fn a_changed_journal_is_found_and_named() {
    for_each_place(|place| {
        let bench = Bench::on(place.clone());
        lived_in(&bench);
        let byte = |column: &str| match bench.is_postgres() {
            true => format!("UPDATE entry SET {column} = set_byte({column}, 20, 63) WHERE number = 2"),
            false => format!(
                "UPDATE entry SET {column} = CAST(substr({column}, 1, 20) || x'3f' || substr({column}, 22) AS BLOB) WHERE number = 2"
            ),
        };
        bench.tamper("UPDATE entry SET actor = 'bo' WHERE number = 2");
        assert_eq!(
            findings(&bench),
            ["table entry, row 2, column actor: found bo; expected ana"]
        );
        bench.tamper("UPDATE entry SET actor = 'ana' WHERE number = 2");
        bench.assert_sound();

        bench.tamper("UPDATE head SET size = 3");
        assert!(
            findings(&bench)
                .iter()
                .any(|finding| finding.starts_with("table head, row 1, column size"))
        );
        bench.tamper("UPDATE head SET size = 4");

        for column in ["payload", "leaf"] {
            bench.tamper(&byte(column));
            let report = report(&bench);
            assert!(!report.is_sound());
            assert!(
                report
                    .journal
                    .findings
                    .iter()
                    .any(|finding| finding.entry == Some(2)),
                "{report}"
            );
        }
        assert!(
            store::rebuild::rebuild(&bench.place, &mut |_, _| {})
                .unwrap_err()
                .to_string()
                .contains("Entry 2")
        );
    });
}

#[test]
fn a_signature_over_another_value_is_found() {
    for_each_place(|place| {
        let bench = Bench::on(place.clone());
        bench.change(thing("a", &[("what", json!("one"))]));
        let mut signing = changes("transition", Vec::new());
        signing.signature = Some(Signature {
            record: "a".to_owned(),
            version: 1,
            covers: vec!["what".to_owned()],
            linked: BTreeMap::from([("thing/nobody".to_owned(), 1)]),
            ..Signature::default()
        });
        bench.act(signing);
        let expected = "table signature, row 2, column linked: found thing/nobody at version 1; expected a version that \
                        existed when it was signed";
        assert_eq!(findings(&bench), [expected]);
    });
}

#[test]
fn a_checkpoint_from_outside_is_held_against_the_journal() {
    for_each_place(|place| {
        let bench = Bench::on(place.clone());
        let kept = bench.change(thing("a", &[])).checkpoint;
        bench.change(thing("b", &[]));
        let against = |checkpoint: &str| {
            store::check::check_against(&bench.store, &[checkpoint.as_bytes()], &mut |_, _| {}).unwrap()
        };
        assert!(against(&kept).is_sound());
        assert!(!against(&kept.replace("\n1\n", "\n2\n")).is_sound());
    });
}
