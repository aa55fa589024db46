//! What an act writes into the tables: values, not only that a rebuild agrees.

use std::collections::BTreeMap;

use engine::change::{Changes, Signature};
use engine::record::Grant;
use serde_json::json;

use crate::support::{Bench, changes, for_both, rows, thing};

const RECORD: &str = "SELECT id, kind, kind_version, number, version, state, state_imported, title, title_key, owner, reporter, \
                      process, site, due, next, happened_on, opened, closed, seq, entry, body FROM record ORDER BY id";

#[test]
fn a_new_record_fills_every_table() {
    for_both(|bench| {
        let mut change = thing(
            "a",
            &[
                ("what", json!("Lötstelle kalt")),
                ("due_on", json!("2026-12-01")),
                ("price", json!("3")),
                ("parts", json!(["part/p1", "part/p2"])),
                (
                    "lots",
                    json!([{ "id": "r1", "quantity": "5" }, { "id": "r2", "place": "shelf" }]),
                ),
            ],
        );
        change.title = "Größe Ñ 1".to_owned();
        change.spine.owner = Some("bo".to_owned());
        change.spine.due = Some("2026-12-01".to_owned());
        bench.act(changes("create", vec![change]));

        let body = r#"{"due_on":"2026-12-01","lots":[{"id":"r1","quantity":"5"},{"id":"r2","place":"shelf"}],"parts":["part/p1","part/p2"],"price":"3","what":"Lötstelle kalt"}"#;
        let morning = "2026-11-22T09:00:00.000Z";
        assert_eq!(
            bench.rows(RECORD),
            rows(&json!([[
                "a",
                "thing",
                1,
                "T-a",
                1,
                "open",
                0,
                "Größe Ñ 1",
                "große n 1",
                "bo",
                "ana",
                null,
                null,
                "2026-12-01",
                null,
                null,
                morning,
                null,
                1_000_000,
                1,
                body
            ]]))
        );
        assert_eq!(
            bench.rows(
                "SELECT record, version, from_entry, to_entry, number, state, title, owner, due, closed, body FROM version"
            ),
            rows(&json!([["a", 1, 1, null, "T-a", "open", "Größe Ñ 1", "bo", "2026-12-01", null, body]]))
        );
        assert_eq!(
            bench.rows(
                "SELECT record, path, place, pos, kind, text, num, date FROM value ORDER BY path, place, pos"
            ),
            rows(&json!([
                ["a", "due_on", "", 0, "thing", null, null, "2026-12-01"],
                ["a", "lots", "r1", 0, "thing", "r1", null, null],
                ["a", "lots", "r2", 0, "thing", "r2", null, null],
                ["a", "lots.place", "r2", 0, "thing", "shelf", null, null],
                ["a", "lots.quantity", "r1", 0, "thing", null, 5_000_000, null],
                ["a", "parts", "", 0, "thing", "part/p1", null, null],
                ["a", "parts", "", 1, "thing", "part/p2", null, null],
                ["a", "price", "", 0, "thing", null, 3_000_000, null],
                ["a", "what", "", 0, "thing", "Lötstelle kalt", null, null],
            ]))
        );
        assert_eq!(
            bench.rows("SELECT record, path, place, pos, target FROM link ORDER BY pos"),
            rows(&json!([
                ["a", "parts", "", 0, "part/p1"],
                ["a", "parts", "", 1, "part/p2"]
            ]))
        );
        assert_eq!(
            bench.rows("SELECT record, state, first, last, times FROM state_moment"),
            rows(&json!([["a", "open", morning, morning, 1]]))
        );
        assert_eq!(
            bench.rows("SELECT path, first, last, changes, first_date FROM field_moment ORDER BY path"),
            rows(&json!([
                ["due_on", morning, morning, 0, "2026-12-01"],
                ["lots", morning, morning, 0, null],
                ["lots.r1.quantity", morning, morning, 0, null],
                ["lots.r2.place", morning, morning, 0, null],
                ["parts", morning, morning, 0, null],
                ["price", morning, morning, 0, null],
                ["what", morning, morning, 0, null],
            ]))
        );
        assert_eq!(
            bench.rows("SELECT number, act, actor, time FROM entry"),
            rows(&json!([[1, "create", "ana", morning]]))
        );
    });
}

/// The moments of a path as (first, last, changes, first date), times as minutes of the hour.
fn moment(bench: &Bench, path: &str) -> Option<(String, String, u64, Option<String>)> {
    let record = bench.record("a");
    let moment = record.moments.fields.get(path)?.clone();
    let minute = |at: &str| at[14..16].to_owned();
    Some((
        minute(&moment.first),
        minute(&moment.last),
        moment.changes,
        moment.first_date,
    ))
}

#[test]
fn moments_keep_the_first_and_the_last() {
    for_both(|bench| {
        let at = |minute: &str| bench.at(&format!("2026-11-22T09:{minute}:00Z"));
        let some = |first: &str, last: &str, changes, date: Option<&str>| {
            Some((
                first.to_owned(),
                last.to_owned(),
                changes,
                date.map(str::to_owned),
            ))
        };
        at("01");
        bench.change(thing(
            "a",
            &[
                ("due_on", json!("2026-12-01")),
                ("lots", json!([{ "id": "r1", "n": "5" }])),
            ],
        ));
        at("02");
        bench.change(bench.edit("a", &[("due_on", json!("2026-12-24")), ("note", json!("x"))]));
        assert_eq!(moment(bench, "due_on"), some("01", "02", 1, Some("2026-12-01")));
        assert_eq!(moment(bench, "note"), some("02", "02", 0, None));
        at("03");
        bench.change(bench.edit("a", &[("due_on", json!(null)), ("note", json!("x"))]));
        assert_eq!(moment(bench, "due_on"), some("01", "03", 2, Some("2026-12-01")));
        assert_eq!(
            moment(bench, "note"),
            some("02", "02", 0, None),
            "the same value again is no change"
        );
        at("04");
        bench.change(bench.edit(
            "a",
            &[
                ("due_on", json!("2027-01-31")),
                (
                    "lots",
                    json!([{ "id": "r1", "n": "6" }, { "id": "r2", "n": "1" }]),
                ),
            ],
        ));
        assert_eq!(moment(bench, "due_on"), some("01", "04", 3, Some("2026-12-01")));
        assert_eq!(moment(bench, "lots"), some("01", "04", 1, None));
        assert_eq!(moment(bench, "lots.r1.n"), some("01", "04", 1, None));
        assert_eq!(moment(bench, "lots.r2.n"), some("04", "04", 0, None));
        at("05");
        bench.change(bench.edit(
            "a",
            &[("lots", json!([{ "id": "r2", "n": "1", "seen_on": "2026-11-21" }]))],
        ));
        assert_eq!(
            moment(bench, "lots.r1.n"),
            some("01", "05", 2, None),
            "a row that went is a change"
        );
        assert_eq!(moment(bench, "lots.r2.n"), some("04", "04", 0, None));
        assert_eq!(
            moment(bench, "lots.r2.seen_on"),
            some("05", "05", 0, Some("2026-11-21"))
        );
        assert_eq!(
            bench.rows("SELECT path, place FROM value WHERE path LIKE 'lots%' ORDER BY path, place"),
            rows(&json!([["lots", "r2"], ["lots.n", "r2"], ["lots.seen_on", "r2"]]))
        );
    });
}

#[test]
fn an_imported_state_is_not_a_decision() {
    for_both(|bench| {
        let mut imported = thing("a", &[]);
        imported.spine.state_imported = true;
        bench.change(imported);
        let open = |bench: &Bench| bench.record("a").moments.states["open"].clone();
        assert_eq!((open(bench).first, open(bench).times), (None, 1));
        assert!(bench.record("a").state_imported);

        bench.at("2026-11-22T10:00:00Z");
        let mut decided = bench.edit("a", &[]);
        (decided.entered, decided.spine.state_imported) = (true, false);
        bench.change(decided);
        assert_eq!(open(bench).first.as_deref(), Some("2026-11-22T10:00:00.000Z"));

        bench.at("2026-11-22T11:00:00Z");
        let mut again = bench.edit("a", &[]);
        again.entered = true;
        bench.change(again);
        assert_eq!(open(bench).first.as_deref(), Some("2026-11-22T10:00:00.000Z"));
        assert_eq!(
            (open(bench).last.as_str(), open(bench).times),
            ("2026-11-22T11:00:00.000Z", 3)
        );
    });
}

#[test]
fn versions_follow_each_other_and_can_be_read_as_of() {
    for_both(|bench| {
        bench.change(thing("a", &[("what", json!("one"))]));
        bench.change(thing("b", &[]));
        bench.at("2026-11-23T09:00:00Z");
        let mut second = bench.edit("a", &[("what", json!("two"))]);
        second.title = "Renamed".to_owned();
        bench.change(second);
        bench.change(bench.edit("a", &[("what", json!(null))]));
        assert_eq!(
            bench.rows("SELECT version, from_entry, to_entry, title, body FROM version WHERE record = 'a' ORDER BY version"),
            rows(&json!([
                [1, 1, 3, "Thing a", r#"{"what":"one"}"#],
                [2, 3, 4, "Renamed", r#"{"what":"two"}"#],
                [3, 4, null, "Renamed", "{}"],
            ]))
        );
        let as_of = |entry| {
            bench
                .store
                .read(|conn| store::load::record_as_of(conn, "a", entry))
                .unwrap()
        };
        assert_eq!(as_of(0), None);
        let first = as_of(2).unwrap();
        assert_eq!((first.version, first.title.as_str()), (1, "Thing a"));
        assert_eq!(first.fields["what"], json!("one"));
        assert_eq!(first.moments.fields["what"].changes, 0);
        assert_eq!(as_of(3).unwrap().moments.fields["what"].changes, 1);
        assert_eq!(
            as_of(4),
            Some(bench.record("a")),
            "the newest is what the tables hold"
        );
        assert_eq!(
            bench.rows("SELECT seq, entry FROM record ORDER BY id"),
            rows(&json!([[1_000_000, 4], [2_000_000, 2]])),
            "a record keeps its place"
        );

        let end = |instant: &str| {
            bench
                .store
                .read(|conn| store::load::entry_at_end_of(conn, instant))
                .unwrap()
        };
        assert_eq!(end("2026-11-22T00:00:00.000Z"), 0);
        assert_eq!(end("2026-11-23T00:00:00.000Z"), 2);
        assert_eq!(end("2026-11-24T00:00:00.000Z"), 4);

        let versions = bench.store.read(|conn| store::load::versions(conn, "a")).unwrap();
        let told: Vec<_> = versions
            .iter()
            .map(|(version, entry)| (*version, entry.number, entry.actor.as_str()))
            .collect();
        assert_eq!(told, [(1, 1, "ana"), (2, 3, "ana"), (3, 4, "ana")]);
        assert_eq!(versions[1].1.time, "2026-11-23T09:00:00.000Z");
        assert_eq!(versions[1].1.changes().unwrap().records[0].title, "Renamed");
    });
}

#[test]
fn a_signature_is_broken_only_by_what_it_covers() {
    for_both(|bench| {
        bench.change(thing("a", &[("what", json!("one")), ("note", json!("x"))]));
        bench.change(thing("b", &[]));
        let sign = |covers: &[&str]| Signature {
            record: "a".to_owned(),
            version: bench.record("a").version,
            transition: "close".to_owned(),
            person: "ana".to_owned(),
            name: "Ana Ruiz".to_owned(),
            at: "2026-11-22T09:00:00.000Z".to_owned(),
            zone: "Europe/Madrid".to_owned(),
            meaning: "I checked it.".to_owned(),
            covers: covers.iter().map(|field| (*field).to_owned()).collect(),
            linked: BTreeMap::from([("thing/b".to_owned(), 1)]),
            digest: String::new(),
        };
        // The act that signs sets one of the covered fields itself.
        let mut signing = changes("transition", vec![bench.edit("a", &[("result", json!("good"))])]);
        signing.signature = Some(sign(&["result", "what", "empty"]));
        let signed = bench.act(signing).entry;
        let broken = || bench.rows("SELECT entry, broken_by FROM signature ORDER BY entry");
        assert_eq!(broken(), rows(&json!([[signed, null]])));
        let digest = journal::Hash::of(br#"{"result":"good","what":"one"}"#).to_hex();
        assert_eq!(
            bench.rows("SELECT record, version, transition, person, name, zone, meaning, covers, linked, digest FROM signature"),
            rows(&json!([[
                "a", 1, "close", "ana", "Ana Ruiz", "Europe/Madrid", "I checked it.", r#"["result","what","empty"]"#,
                r#"{"thing/b":1}"#, digest
            ]]))
        );
        bench.change(bench.edit("a", &[("note", json!("y"))]));
        bench.change(bench.edit("a", &[("what", json!("one"))]));
        bench.change(bench.edit("b", &[("what", json!("another record"))]));
        assert_eq!(
            broken(),
            rows(&json!([[signed, null]])),
            "nothing covered has changed"
        );

        let mut second = changes("transition", vec![bench.edit("a", &[("what", json!("two"))])]);
        second.signature = Some(sign(&["what"]));
        let second = bench.act(second).entry;
        assert_eq!(broken(), rows(&json!([[signed, second], [second, null]])));
        let third = bench
            .change(bench.edit("a", &[("empty", json!("filled")), ("what", json!("three"))]))
            .entry;
        assert_eq!(
            broken(),
            rows(&json!([[signed, second], [second, third]])),
            "broken once is broken"
        );
    });
}

#[test]
fn what_belongs_to_no_record() {
    for_both(|bench| {
        let grant = |role: &str, site: Option<&str>| Grant {
            role: role.to_owned(),
            site: site.map(str::to_owned),
            from: Some("2026-01-01".to_owned()),
            ..Grant::default()
        };
        let generation = || bench.store.head().unwrap().generation;
        let people = Changes {
            numbers: BTreeMap::from([("T-2026".to_owned(), 3)]),
            grants: BTreeMap::from([(
                "bo".to_owned(),
                vec![grant("auditor", None), grant("lead", Some("s1"))],
            )]),
            aliases: BTreeMap::from([(("thing".to_owned(), "OLD/7".to_owned()), "a".to_owned())]),
            ..changes("people", vec![thing("a", &[])])
        };
        bench.act(people);
        assert_eq!(generation(), 0, "people and records make no cache of rules stale");
        let digest = "ab".repeat(32);
        let rules = Changes {
            numbers: BTreeMap::from([("T-2026".to_owned(), 4)]),
            grants: BTreeMap::from([("bo".to_owned(), vec![grant("lead", None)])]),
            practices: BTreeMap::from([("four_eyes".to_owned(), "on".to_owned())]),
            packs: BTreeMap::from([(
                "base".to_owned(),
                json!({ "version": "2", "digest": digest, "files": { "pack.toml": "id = \"base\"" } }),
            )]),
            ..changes("pack", Vec::new())
        };
        bench.act(rules);
        assert_eq!(generation(), 1);
        assert_eq!(
            bench.rows("SELECT name, last FROM counter"),
            rows(&json!([["T-2026", 4]]))
        );
        assert_eq!(
            bench.rows("SELECT person, pos, role, process, site, from_day, until_day FROM held"),
            rows(&json!([["bo", 0, "lead", null, null, "2026-01-01", null]])),
            "all roles of a person are replaced"
        );
        assert_eq!(
            bench.rows("SELECT id, setting, entry FROM practice"),
            rows(&json!([["four_eyes", "on", 2]]))
        );
        assert_eq!(
            bench.rows("SELECT id, version, digest, entry, files FROM pack"),
            rows(&json!([[
                "base",
                2,
                digest,
                2,
                r#"{"pack.toml":"id = \"base\""}"#
            ]]))
        );
        assert_eq!(
            bench.rows("SELECT kind, alias, record FROM alias"),
            rows(&json!([["thing", "OLD/7", "a"]]))
        );
        let (packs, counter) = bench
            .store
            .read(|conn| Ok((store::load::packs(conn)?, store::load::counter(conn, "T-2026")?)))
            .unwrap();
        assert_eq!(
            (packs[0].version, packs[0].files["pack.toml"].as_str(), counter),
            (2, "id = \"base\"", 4)
        );

        // The entry that installs a pack was decided without it; the next one names it.
        bench.change(thing("b", &[]));
        let packs_of = |number| {
            let entry = bench
                .store
                .read(|conn| store::load::entry(conn, number))
                .unwrap()
                .unwrap();
            entry.envelope().unwrap().packs.into_keys().collect::<Vec<_>>()
        };
        assert_eq!((packs_of(2), packs_of(3)), (vec![], vec!["base".to_owned()]));
    });
}

#[test]
fn many_records_in_one_act_are_counted_in_the_envelope() {
    for_both(|bench| {
        let many: Vec<_> = (0..70)
            .map(|n| thing(&format!("x{n:02}"), &[("what", json!("one of many"))]))
            .collect();
        let entry = bench.act(changes("import", many)).entry;
        let entry = bench
            .store
            .read(|conn| store::load::entry(conn, entry))
            .unwrap()
            .unwrap();
        assert_eq!(entry.envelope().unwrap().records.count(), 70);
        assert_eq!(entry.changes().unwrap().records.len(), 70);
        assert_eq!(
            bench.rows("SELECT count(DISTINCT seq), count(*) FROM record"),
            rows(&json!([[70, 70]]))
        );
        let edits = (0..70)
            .map(|n| bench.edit(&format!("x{n:02}"), &[("what", json!("changed"))]))
            .collect();
        bench.act(changes("edit", edits));
        assert_eq!(
            bench.rows("SELECT count(*) FROM value WHERE text = 'changed'"),
            rows(&json!([[70]]))
        );
    });
}
