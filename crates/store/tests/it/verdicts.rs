//! Checks count alike in memory and in SQL, over every form, on both databases.

use std::cell::RefCell;
use std::collections::BTreeSet;

use engine::check::{Count, Population};
use engine::condition::{As, Condition, Operand, Path, Scene, Spine};
use engine::pack::{By, Check, Contradiction, Form, Over, Period};
use engine::record::{Actor, Record};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::json;
use store::args;
use store::db::Conn;

use crate::conditions::{Maker, Subject};
use crate::ground::Ground;
use crate::world::{Dice, PEOPLE, STATES, World, numbers, world, write};

/// Checks of one run.
const CHECKS: u32 = 400;
const DAYS: [&str; 4] = ["2026-11-21", "2026-12-01", "2026-12-20", "2026-12-22"];
const FORMS: [&str; 6] = [
    "must",
    "for_each process",
    "for_each link",
    "burst",
    "shared",
    "repeats",
];

/// (record, state, person, instant)
type Passages = Vec<(String, String, String, String)>;
/// (record, version, state, person, instant)
type Versions = Vec<(String, u64, String, String, String)>;

/// The small world with causes to compare, processes that are records, and people who pass things on.
fn busy_world() -> (World, Passages, Versions) {
    let mut world = world(11);
    let rolls = numbers(12, 10_000);
    let mut dice = Dice::new(&rolls);
    let causes = [
        "Tip temperature was set too low",
        "temperature of the tip set far too low again",
        "A screw missing in the kit",
        "screw missing",
        "",
    ];
    for record in world.records.values_mut().filter(|record| record.kind == "thing") {
        record.fields.insert("note".to_owned(), json!(dice.pick(&causes)));
        record.process = (!dice.once_in(4)).then(|| format!("o{:02}", dice.roll(6)));
    }
    let things: Vec<String> = world
        .records
        .values()
        .filter(|record| record.kind == "thing")
        .map(|record| record.id.clone())
        .collect();
    let mut passages = Vec::new();
    let mut versions = Versions::new();
    let start: jiff::Timestamp = "2026-11-19T23:50:00.500Z"
        .parse()
        .expect("the small world is sound");
    let mut at = start;
    for _ in 0..300 {
        at += jiff::SignedDuration::from_secs(dice.pick(&[1, 20, 59, 60, 61, 300, 7_000]));
        let id = dice.lend(&things).clone();
        let state = dice.pick(&STATES).to_owned();
        let person = if dice.once_in(8) {
            "system".to_owned()
        } else {
            dice.pick(&PEOPLE[..2]).to_owned()
        };
        let before = versions.iter().rev().find(|(of, ..)| *of == id);
        let number = before.map_or(1, |(_, number, ..)| number + 1);
        let came = before.is_none_or(|(_, _, was, ..)| *was != state);
        let time = engine::calendar::spell(at);
        if came && person != "system" {
            passages.push((id.clone(), state.clone(), person.clone(), time.clone()));
        }
        versions.push((id, number, state, person, time));
    }
    (world, passages, versions)
}

fn write_busy(world: &World, versions: &Versions, conn: &mut Conn) {
    write(world, conn);
    for record in world.records.values() {
        let body = serde_json::to_string(&record.fields).expect("the small world is sound");
        conn.execute(
            "UPDATE record SET body = $1 WHERE id = $2",
            &args![body, &record.id],
        )
        .expect("the small world is sound");
    }
    for (entry, (id, number, state, person, time)) in (1_u64..).zip(versions) {
        let none: Vec<u8> = Vec::new();
        conn.execute(
            "INSERT INTO entry (number, leaf, payload, time, act, actor) VALUES ($1, $2, $3, $4, 'transition', $5)",
            &args![entry, none.clone(), none, time, person],
        )
        .expect("the small world is sound");
        conn.execute(
            "INSERT INTO version (record, version, from_entry, kind, kind_version, number, state, state_imported, title, opened, body) VALUES ($1, $2, $3, 'thing', 1, 'n', $4, 0, 't', $5, '{}')",
            &args![id, *number, entry, state, time],
        )
        .expect("the small world is sound");
    }
    let frontier = journal::tree::Frontier::new().to_bytes();
    let none: Vec<u8> = Vec::new();
    conn.execute(
        "INSERT INTO head (one, size, frontier, time, epoch, checkpoint, generation) VALUES (1, $1, $2, '', 1, $3, 0)",
        &args![versions.len() as u64, frontier, none],
    )
    .expect("the small world is sound");
}

/// What is asked of several kinds stands on columns that every record has.
fn condition(maker: &mut Maker<'_, '_>, kinds: &[String], depth: usize) -> Condition {
    if let [one] = kinds {
        return maker.condition(&Subject::of(one), depth);
    }
    let spine = maker.dice.pick(&[Spine::Owner, Spine::Due, Spine::Closed]);
    Condition::of(engine::condition::Test::Filled(vec![Path::spine(spine)]))
}

fn check(maker: &mut Maker<'_, '_>, form: &str) -> Check {
    let kinds: Vec<String> = match form {
        "must" | "shared" => maker
            .dice
            .pick(&[&["thing"][..], &["other"], &["thing", "other"]])
            .iter()
            .map(|kind| (*kind).to_owned())
            .collect(),
        _ => vec!["thing".to_owned()],
    };
    let filter = Some(condition(maker, &kinds, 1));
    let form = match form {
        "must" => Form::Must(condition(maker, &kinds, 2)),
        "for_each process" => Form::ForEach {
            kind: "other".to_owned(),
            filter: Some(maker.condition(&Subject::of("other"), 1)).filter(|_| maker.dice.once_in(2)),
            by: By::Spine(Spine::Process),
            at_least: maker.dice.pick(&[1, 1, 2, 3]),
        },
        "for_each link" => Form::ForEach {
            kind: "person".to_owned(),
            filter: None,
            by: By::Link(maker.dice.pick(&["who", "team", "lots.keeper"]).to_owned()),
            at_least: maker.dice.pick(&[1, 2, 5]),
        },
        "burst" => Form::Burst {
            into: (0..=maker.dice.roll(2)).map(|n| STATES[n].to_owned()).collect(),
            many: maker.dice.pick(&[2, 3, 5]),
            minutes: maker.dice.pick(&[1, 2, 10]),
        },
        "shared" => Form::Shared {
            path: maker
                .dice
                .pick(&["code", "papers", "who", "near", "lots.keeper", "lots.lot"])
                .to_owned(),
            many: maker.dice.pick(&[2, 4, 8]),
        },
        _ => Form::Repeats {
            of: Box::new(condition(maker, &kinds, 1)),
            words: maker
                .dice
                .pick(&[&["note"][..], &["note", "code"]])
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            alike: maker.dice.pick(&[30, 60, 100]),
            must: Box::new(condition(maker, &kinds, 1)),
        },
    };
    let on = match maker.dice.roll(3) {
        0 => Operand::Path(Path::spine(Spine::Opened), As::Moment),
        1 => Operand::Path(Path::field("day"), As::Day),
        _ => Operand::Entered("open".to_owned()),
    };
    Check {
        id: "drawn".to_owned(),
        pack: "test".to_owned(),
        title: String::new(),
        clauses: Vec::new(),
        over: Over {
            kinds,
            filter: filter.filter(|_| maker.dice.once_in(2)),
        },
        period: (!maker.dice.once_in(3)).then_some(Period { months: 1, on }),
        least: 1,
        form,
        verdict: Contradiction::Weakening,
        allow: None,
        say: String::new(),
        fix: String::new(),
        blind: Vec::new(),
        practices: Vec::new(),
    }
}

#[test]
fn memory_and_sql_count_alike_in_every_form() {
    let (world, passages, versions) = busy_world();
    let grounds = RefCell::new(Ground::both());
    for ground in grounds.borrow_mut().iter_mut() {
        write_busy(&world, &versions, &mut ground.conn);
    }
    let mut newest: Vec<&Record> = world.records.values().collect();
    newest.sort_by(|a, b| (&b.opened, &b.id).cmp(&(&a.opened, &a.id)));
    let population = Population {
        records: &newest,
        passages: &passages,
    };
    let system = Actor::system();
    let words = RefCell::new(BTreeSet::new());
    // Counts in which something holds and something does not, by form.
    let mixed = RefCell::new(std::collections::BTreeMap::<&str, u32>::new());
    let config = Config {
        cases: CHECKS,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&vec(any::<u32>(), 90), |drawn| {
            let mut dice = Dice::new(&drawn);
            let (form, today) = (dice.pick(&FORMS), dice.pick(&DAYS));
            let mut words = words.borrow_mut();
            let mut maker = Maker {
                packs: &world.packs,
                dice,
                words: &mut words,
            };
            let check = check(&mut maker, form);
            let scene = Scene {
                packs: &world.packs,
                records: &world.records,
                holdings: &world.holdings,
                actor: &system,
                today,
            };
            let expected: Count = engine::check::count(&check, population, &scene);
            if expected.found > 0 && expected.found < expected.looked_at {
                *mixed.borrow_mut().entry(form).or_default() += 1;
            }
            for ground in grounds.borrow_mut().iter_mut() {
                let name = ground.name();
                let found =
                    store::verdicts::count(&mut ground.conn, &world.packs, &check, today, "UTC", None)
                        .map_err(|error| TestCaseError::fail(format!("{name}: {error}\n{check:#?}")))?;
                if found != expected {
                    return Err(TestCaseError::fail(format!(
                        "{name}, on {today}: SQL says {found:?}, memory says {expected:?}\n{check:#?}"
                    )));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let mixed = mixed.into_inner();
    for form in FORMS {
        assert!(
            mixed.get(form).is_some_and(|count| *count >= 5),
            "{form} told records apart too seldom: {mixed:?}"
        );
    }
}

#[test]
fn only_records_that_the_asker_sees_are_named_while_all_are_counted() {
    let (world, _, versions) = busy_world();
    let mut packs = world.packs.clone();
    let mine = engine::pack::See {
        by: vec![engine::pack::Who::Rel("owner".to_owned())],
        when: None,
    };
    packs.kinds.get_mut("thing").unwrap().see = vec![mine];
    let mut maker_words = BTreeSet::new();
    let zeros: Vec<u32> = Vec::new();
    let mut maker = Maker {
        packs: &world.packs,
        dice: Dice::new(&zeros),
        words: &mut maker_words,
    };
    let mut check = check(&mut maker, "shared");
    check.over = Over {
        kinds: vec!["thing".to_owned()],
        filter: None,
    };
    check.period = None;
    check.form = Form::Shared {
        path: "papers".to_owned(),
        many: 2,
    };
    let ana = Actor {
        person: "ana".to_owned(),
        name: "Ana".to_owned(),
        ..Actor::default()
    };
    for ground in &mut Ground::both() {
        write_busy(&world, &versions, &mut ground.conn);
        let all =
            store::verdicts::count(&mut ground.conn, &packs, &check, "2026-12-01", "UTC", None).unwrap();
        let hers = store::verdicts::count(&mut ground.conn, &packs, &check, "2026-12-01", "UTC", Some(&ana))
            .unwrap();
        assert_eq!((all.looked_at, all.found), (hers.looked_at, hers.found));
        assert!(!hers.first.is_empty() && hers.first.len() < all.found as usize);
        assert!(
            hers.first
                .iter()
                .all(|id| world.records[id].owner.as_deref() == Some("ana"))
        );
        let again =
            store::verdicts::visible_of(&mut ground.conn, &packs, &all.first, &ana, "2026-12-01").unwrap();
        assert!(again.iter().all(|id| hers.first.contains(id)));
    }
}
