//! Memory and SQL agree on every word, for every actor, on both databases.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use engine::access;
use engine::condition::{Condition, Scene, holds};
use engine::pack::See;
use engine::record::{Actor, Record};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use store::compile::{self, Asker, Sql};
use store::db::Conn;
use store::list::{ListQuery, Sort, SpineIs, page};

use crate::conditions::{EVERY_WORD, Maker, Subject};
use crate::ground::Ground;
use crate::world::{DAYS, Dice, World, world, write};

/// Conditions of one run; each is asked of every record, in memory and on both databases.
const CONDITIONS: u32 = 1_500;
/// Lists of one run.
const LISTS: u32 = 300;

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    TestRunner::new(config)
}

fn scene<'a>(world: &'a World, actor: &'a Actor, today: &'a str) -> Scene<'a> {
    Scene {
        packs: &world.packs,
        records: &world.records,
        holdings: &world.holdings,
        actor,
        today,
    }
}

fn of_kind<'a>(world: &'a World, kind: &str) -> Vec<&'a Record> {
    world
        .records
        .values()
        .filter(|record| record.kind == kind)
        .collect()
}

/// Ids of the records on which the predicate is true; it must be true or false on each.
fn by_sql(
    conn: &mut Conn,
    world: &World,
    kind: &str,
    asker: &Asker<'_>,
    condition: &Condition,
) -> Result<BTreeSet<String>, String> {
    let mut sql = Sql::new(conn.dialect());
    let predicate = compile::condition(&mut sql, asker, &world.packs.kinds[kind], "r", condition)
        .map_err(|error| error.to_string())?;
    let text = format!(
        "SELECT r.id, ({predicate}) FROM record r WHERE r.kind = {}",
        sql.arg(kind)
    );
    let rows = sql
        .query(conn, &text)
        .map_err(|error| format!("{error}\n{text}"))?;
    let mut found = BTreeSet::new();
    for row in rows {
        match row.maybe_int(1) {
            Some(1) => drop(found.insert(row.text(0))),
            Some(0) => {}
            other => {
                return Err(format!(
                    "{} is {other:?}, neither true nor false\n{text}",
                    row.text(0)
                ));
            }
        }
    }
    Ok(found)
}

#[test]
fn memory_and_sql_agree_on_every_word() {
    let world = world(7);
    let grounds = RefCell::new(Ground::both());
    for ground in grounds.borrow_mut().iter_mut() {
        write(&world, &mut ground.conn);
    }
    let words = RefCell::new(BTreeSet::new());
    let (mixed, all) = (RefCell::new(0), RefCell::new(0));
    runner(CONDITIONS)
        .run(&vec(any::<u32>(), 60), |numbers| {
            let mut dice = Dice::new(&numbers);
            let kind = dice.pick(&["thing", "thing", "other", "person"]);
            let actor = dice.lend(&world.actors);
            let today = dice.pick(&DAYS);
            let mut words = words.borrow_mut();
            let mut maker = Maker { packs: &world.packs, dice, words: &mut words };
            let condition = maker.condition(&Subject::of(kind), 3);
            let scene = scene(&world, actor, today);
            let records = of_kind(&world, kind);
            let expected: BTreeSet<String> = records
                .iter()
                .filter(|record| holds(&condition, record, &scene))
                .map(|record| record.id.clone())
                .collect();
            *all.borrow_mut() += 1;
            *mixed.borrow_mut() += u32::from(!expected.is_empty() && expected.len() < records.len());
            let asker = Asker { packs: &world.packs, actor, today };
            for ground in grounds.borrow_mut().iter_mut() {
                let name = ground.name();
                let found = by_sql(&mut ground.conn, &world, kind, &asker, &condition)
                    .map_err(|what| TestCaseError::fail(format!("{name}: {what}\n{condition:#?}")))?;
                let more: Vec<&String> = found.difference(&expected).collect();
                let less: Vec<&String> = expected.difference(&found).collect();
                if !(more.is_empty() && less.is_empty()) {
                    return Err(TestCaseError::fail(format!(
                        "{name}, on {today} for {actor:?}: SQL alone says {more:?}, memory alone says {less:?}\n{condition:#?}"
                    )));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let words = words.into_inner();
    let missing: Vec<&&str> = EVERY_WORD.iter().filter(|word| !words.contains(**word)).collect();
    assert!(missing.is_empty(), "these words never came: {missing:?}");
    // Conditions that hold everywhere or nowhere prove little.
    let (mixed, all) = (mixed.into_inner(), all.into_inner());
    assert!(
        mixed * 3 > all,
        "only {mixed} of {all} conditions told records apart"
    );
}

/// All pages of a list, and the total that the first one states.
fn all_pages(conn: &mut Conn, world: &World, query: &ListQuery<'_>) -> Result<(Vec<String>, u64), String> {
    let (mut ids, mut total, mut after) = (Vec::new(), None, None);
    loop {
        let query = ListQuery {
            after: after.take(),
            ..query.clone()
        };
        let page = page(conn, &world.packs, &query).map_err(|error| error.to_string())?;
        if !page.total_is_exact || *total.get_or_insert(page.total) != page.total {
            return Err(format!("the total {} is not {total:?}", page.total));
        }
        ids.extend(page.items.iter().map(|item| item.id.clone()));
        after = page.next;
        if after.is_none() {
            return Ok((ids, page.total));
        }
        if ids.len() > world.records.len() {
            return Err("the pages have no end".to_owned());
        }
    }
}

/// Ids in the order of the list, as memory has it.
fn expected(world: &World, query: &ListQuery<'_>) -> Vec<String> {
    let scene = scene(world, query.actor, query.today);
    let is =
        |want: &Option<String>, have: Option<&str>| want.as_deref().is_none_or(|want| have == Some(want));
    let SpineIs {
        state,
        owner,
        process,
        site,
        number,
    } = &query.spine;
    let seqs: BTreeMap<&String, usize> = world.records.keys().zip(1..).collect();
    let mut records: Vec<&Record> = of_kind(world, query.kind)
        .into_iter()
        .filter(|record| access::visible(&world.packs, record, &scene))
        .filter(|record| query.filters.iter().all(|filter| holds(filter, record, &scene)))
        .filter(|r| {
            is(state, Some(&r.state)) && is(owner, r.owner.as_deref()) && is(process, r.process.as_deref())
        })
        .filter(|r| is(site, r.site.as_deref()) && is(number, Some(&r.number)))
        .collect();
    let key = |record: &Record| match query.sort {
        Sort::Newest | Sort::Oldest => None,
        Sort::Due | Sort::DueLast => record.due.clone(),
        Sort::Title | Sort::TitleLast => Some(engine::text::fold(&record.title)),
    };
    let falls = matches!(query.sort, Sort::Newest | Sort::DueLast | Sort::TitleLast);
    records.sort_by(|a, b| {
        let (first, second) = ((key(a), seqs[&a.id]), (key(b), seqs[&b.id]));
        let order = if falls {
            second.cmp(&first)
        } else {
            first.cmp(&second)
        };
        // Whatever the direction: without the key last.
        first.0.is_none().cmp(&second.0.is_none()).then(order)
    });
    records.into_iter().map(|record| record.id.clone()).collect()
}

#[test]
fn a_list_has_what_each_record_says_in_the_same_order() {
    let mut world = world(11);
    let grounds = RefCell::new(Ground::both());
    for ground in grounds.borrow_mut().iter_mut() {
        write(&world, &mut ground.conn);
    }
    // A few ways to see records, each asked by many lists.
    for round in 0..10 {
        let numbers = crate::world::numbers(round, 400);
        let mut words = BTreeSet::new();
        let packs = world.packs.clone();
        let mut maker = Maker {
            packs: &packs,
            dice: Dice::new(&numbers),
            words: &mut words,
        };
        let see = (0..2)
            .map(|_| See {
                by: vec![maker.who(), maker.who()],
                when: maker
                    .dice
                    .once_in(2)
                    .then(|| maker.condition(&Subject::of("thing"), 2)),
            })
            .collect();
        world.packs.kinds.get_mut("thing").expect("it is there").see = see;
        lists(&world, &grounds);
    }
}

fn lists(world: &World, grounds: &RefCell<[Ground; 2]>) {
    runner(LISTS / 10)
        .run(&vec(any::<u32>(), 60), |numbers| {
            let mut dice = Dice::new(&numbers);
            let actor = dice.lend(&world.actors);
            let today = dice.pick(&DAYS);
            let sort = dice.pick(&Sort::ALL);
            let limit = 1 + dice.roll(9);
            let one = |dice: &mut Dice<'_>, of: &[&str]| dice.once_in(6).then(|| dice.pick(of).to_owned());
            let spine = SpineIs {
                state: one(&mut dice, &crate::world::STATES),
                owner: one(&mut dice, &crate::world::PEOPLE),
                process: one(&mut dice, &crate::world::PROCESSES),
                site: one(&mut dice, &crate::world::SITES),
                number: one(&mut dice, &["THING-10", "THING-20", "none"]),
            };
            let filters = dice.roll(3);
            let mut words = BTreeSet::new();
            let mut maker = Maker {
                packs: &world.packs,
                dice,
                words: &mut words,
            };
            let filters = (0..filters)
                .map(|_| maker.condition(&Subject::of("thing"), 1))
                .collect();
            let query = ListQuery {
                kind: "thing",
                filters,
                spine,
                sort,
                after: None,
                limit,
                as_of: None,
                actor,
                today,
            };
            let expected = expected(world, &query);
            for ground in grounds.borrow_mut().iter_mut() {
                let name = ground.name();
                let fail = |what: String| TestCaseError::fail(format!("{name}: {what}\n{query:#?}"));
                let (found, total) = all_pages(&mut ground.conn, world, &query).map_err(fail)?;
                if found != expected || total != expected.len() as u64 {
                    return Err(fail(format!("{found:?} ({total}) instead of {expected:?}")));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
