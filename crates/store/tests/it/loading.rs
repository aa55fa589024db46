//! Reading: by name, by link, many at once.

use std::collections::BTreeMap;

use engine::change::{Change, Changes};
use engine::record::Grant;
use serde_json::json;
use store::load::{self, Found};

use crate::support::{Bench, changes, for_both, thing};

fn of_kind(kind: &str, id: &str, number: &str, fields: &[(&str, serde_json::Value)]) -> Change {
    let mut change = thing(id, fields);
    (change.spine.kind, change.spine.number) = (kind.to_owned(), number.to_owned());
    change
}

fn ids(bench: &Bench, kinds: &[&str], text: &str) -> Vec<String> {
    let found = bench.store.read(|conn| load::find(conn, kinds, text)).unwrap();
    found.into_iter().map(|found| found.id).collect()
}

#[test]
fn people_name_records_in_many_ways() {
    for_both(|bench| {
        let aliases = BTreeMap::from([(("thing".to_owned(), "OLD/7".to_owned()), "a".to_owned())]);
        let records = vec![
            of_kind("thing", "a", "T-0001", &[]),
            of_kind("thing", "b", "T-0002", &[]),
            of_kind("person", "p1", "P-1", &[("email", json!("Ana.Ruiz@example.org"))]),
            of_kind("person", "p2", "P-2", &[("email", json!("bo@example.org"))]),
            of_kind("place", "l1", "L-1", &[("code", json!("bench-3"))]),
            of_kind("part", "part1", "T-0001", &[]),
        ];
        bench.act(Changes {
            aliases,
            ..changes("import", records)
        });
        assert_eq!(ids(bench, &["thing"], "a"), ["a"]);
        assert_eq!(ids(bench, &["thing"], "thing/a"), ["a"]);
        assert_eq!(
            ids(bench, &["thing"], "part/a"),
            [""; 0],
            "another kind than said"
        );
        assert_eq!(ids(bench, &["thing"], " t-0001 "), ["a"]);
        assert_eq!(ids(bench, &["thing"], "OLD/7"), ["a"]);
        assert_eq!(ids(bench, &["person"], "OLD/7"), [""; 0]);
        assert_eq!(ids(bench, &["person"], "ana.ruiz@EXAMPLE.org"), ["p1"]);
        assert_eq!(ids(bench, &["person"], "Bo@example.org"), ["p2"]);
        assert_eq!(ids(bench, &["person", "place"], "BENCH-3"), ["l1"]);
        assert_eq!(
            ids(bench, &["thing", "part"], "T-0001"),
            ["part1", "a"],
            "by kind"
        );
        assert_eq!(ids(bench, &[], "T-0001"), ["part1", "a"]);
        assert_eq!(ids(bench, &[], "p1"), ["p1"]);
        for nothing in ["", " ", "nobody", "%", "a\0", "' OR 1=1 --", "thing/"] {
            assert_eq!(ids(bench, &[], nothing), [""; 0], "{nothing:?}");
        }
        let found = bench
            .store
            .read(|conn| load::with_value(conn, "place", "code", "bench-3"))
            .unwrap();
        let expected = Found {
            kind: "place".to_owned(),
            id: "l1".to_owned(),
            number: "L-1".to_owned(),
            title: "Thing l1".to_owned(),
        };
        assert_eq!(found, [expected]);
    });
}

#[test]
fn links_can_be_followed_backwards() {
    for_both(|bench| {
        bench.change(thing("a", &[]));
        bench.change(thing(
            "b",
            &[
                ("caused_by", json!("thing/a")),
                ("parts", json!(["thing/x", "thing/a"])),
            ],
        ));
        bench.change(thing("c", &[("caused_by", json!("thing/a"))]));
        let linkers = |path: Option<&str>| {
            let found = bench
                .store
                .read(|conn| load::linkers(conn, "thing/a", path))
                .unwrap();
            found
                .into_iter()
                .map(|linker| (linker.id, linker.path))
                .collect::<Vec<_>>()
        };
        let pair = |id: &str, path: &str| (id.to_owned(), path.to_owned());
        assert_eq!(
            linkers(None),
            [pair("b", "caused_by"), pair("b", "parts"), pair("c", "caused_by")]
        );
        assert_eq!(linkers(Some("parts")), [pair("b", "parts")]);
        bench.change(bench.edit("c", &[("caused_by", json!(null))]));
        assert_eq!(linkers(Some("caused_by")), [pair("b", "caused_by")]);
    });
}

#[test]
fn many_records_cost_few_statements() {
    for_both(|bench| {
        let many = (0..230)
            .map(|n| thing(&format!("x{n:03}"), &[("what", json!("x"))]))
            .collect();
        bench.act(changes("import", many));
        let cost = |count: usize| {
            let mut ids: Vec<String> = (0..count).map(|n| format!("x{n:03}")).collect();
            ids.push("nobody".to_owned());
            bench
                .store
                .read(|conn| {
                    let before = conn.statements;
                    let records = load::records(conn, &ids)?;
                    assert_eq!(records.len(), count);
                    assert!(
                        records
                            .values()
                            .all(|record| record.moments.fields["what"].changes == 0)
                    );
                    assert!(
                        records
                            .values()
                            .all(|record| record.moments.states["open"].times == 1)
                    );
                    Ok(conn.statements - before)
                })
                .unwrap()
        };
        assert_eq!((cost(1), cost(99), cost(230)), (3, 3, 9));
    });
}

#[test]
fn roles_by_person() {
    for_both(|bench| {
        let grant = |role: &str, until: Option<&str>| Grant {
            role: role.to_owned(),
            until: until.map(str::to_owned),
            ..Grant::default()
        };
        let ana = vec![grant("lead", None), grant("auditor", Some("2026-01-31"))];
        let grants = BTreeMap::from([
            ("ana".to_owned(), ana.clone()),
            ("bo".to_owned(), vec![grant("clerk", None)]),
        ]);
        let people = ["ana", "bo"].map(|id| of_kind("person", id, id, &[]));
        bench.act(Changes {
            grants,
            ..changes("people", people.to_vec())
        });
        let holdings = bench
            .store
            .read(|conn| load::holdings(conn, &["ana", "nobody"]))
            .unwrap();
        assert_eq!(holdings, BTreeMap::from([("ana".to_owned(), ana)]));
        let state = thing("any", &[]).spine.state;
        let roles = |day: &str| {
            bench
                .store
                .read(|conn| load::held_roles(conn, day, &state))
                .unwrap()
        };
        assert_eq!(roles("2026-01-31").len(), 3);
        assert_eq!(
            roles("2026-02-01").into_iter().collect::<Vec<_>>(),
            ["clerk", "lead"]
        );
        let gone = bench
            .store
            .read(|conn| load::held_roles(conn, "2026-01-31", "gone"))
            .unwrap();
        assert!(gone.is_empty(), "whoever left holds nothing");
    });
}
