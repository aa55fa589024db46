//! The writer: refusals, receipts, time, numbers, several processes, snapshots.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use engine::change::Changes;
use journal::tree::{check_inclusion, inclusion_proof, leaf_hash};
use serde_json::json;
use store::db::{self, Conn};
use store::{Act, Settings, Store, Txn};

use crate::support::{Bench, MORNING, act, by_ana, changes, for_both, for_each_place, rows, settings, thing};

/// Takes the next number of a counter and makes a thing of it, as the engine would.
fn numbered(txn: &mut Txn<'_>, id: &str) -> db::Result<Act<u64>> {
    let next = store::load::counter(txn.conn, "T")? + 1;
    let mut change = thing(id, &[("what", json!("numbered"))]);
    change.spine.number = format!("T-{next:04}");
    let numbers = BTreeMap::from([("T".to_owned(), next)]);
    Ok(by_ana(
        Changes {
            numbers,
            ..changes("create", vec![change])
        },
        next,
    ))
}

#[test]
fn a_refusal_writes_nothing() {
    for_both(|bench| {
        bench.change(thing("a", &[]));
        let before = bench.store.head().unwrap();
        let refused = bench.store.submit(|txn| {
            let record = txn.records(&["a"])?.remove("a").unwrap();
            Ok(Err::<Act<()>, _>(format!(
                "{} is {}",
                record.number, record.state
            )))
        });
        assert_eq!(refused.unwrap().unwrap_err(), "T-a is open");
        assert_eq!(bench.store.head().unwrap(), before);
    });
}

#[test]
fn the_receipt_says_where_it_stands() {
    for_both(|bench| {
        let done = bench.change(thing("a", &[]));
        assert_eq!((done.entry, done.time.as_str()), (1, MORNING));
        let checkpoint = journal::Checkpoint::open(done.checkpoint.as_bytes(), bench.store.vkey()).unwrap();
        assert_eq!(checkpoint.size, 1);
        assert_eq!(checkpoint.origin, "test/journal");
        assert_eq!(bench.store.head().unwrap().checkpoint, done.checkpoint);
    });
}

#[test]
fn time_never_runs_backwards() {
    for_both(|bench| {
        bench.change(thing("a", &[]));
        bench.at("2026-11-22T08:00:00Z");
        assert_eq!(bench.change(thing("b", &[])).time, MORNING);
        bench.at("2026-11-22T09:00:00.250Z");
        assert_eq!(bench.again().head().unwrap().time, MORNING);
        assert_eq!(bench.change(thing("c", &[])).time, "2026-11-22T09:00:00.250Z");
    });
}

#[test]
fn numbers_have_no_gap_with_many_at_once() {
    for_both(|bench| {
        let other = bench.again();
        let mut given = std::thread::scope(|scope| {
            let run = |thread: usize| {
                let store = if thread.is_multiple_of(2) {
                    &bench.store
                } else {
                    &other
                };
                let one = move |n: usize| {
                    let id = format!("t{thread:02}-{n:02}");
                    let done = store
                        .submit(move |txn| Ok(Ok::<_, ()>(numbered(txn, &id)?)))
                        .unwrap()
                        .unwrap();
                    (done.entry, done.value)
                };
                (0..20).map(one).collect::<Vec<_>>()
            };
            let threads: Vec<_> = (0..32).map(|thread| scope.spawn(move || run(thread))).collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect::<Vec<_>>()
        });
        given.sort_unstable();
        let expected: Vec<(u64, u64)> = (1..=640).map(|n| (n, n)).collect();
        assert_eq!(given, expected);
        assert_eq!(other.head().unwrap(), bench.store.head().unwrap());
        assert_eq!(
            bench.rows("SELECT count(*), count(DISTINCT number), max(number) FROM record"),
            rows(&json!([[640, 640, "T-0640"]]))
        );
    });
}

#[test]
fn two_processes_take_turns_without_a_fork() {
    for_both(|bench| {
        let other = bench.again();
        for n in 1..=20_u64 {
            let store = if n.is_multiple_of(2) { &bench.store } else { &other };
            let done = act(store, changes("create", vec![thing(&format!("a{n:02}"), &[])])).unwrap();
            assert_eq!(done.entry, n);
        }
        // What one installed, the other one knows in its next entry.
        let digest = "cd".repeat(32);
        let pack = json!({ "version": "1", "digest": digest, "files": {} });
        let packs = BTreeMap::from([("base".to_owned(), pack)]);
        act(
            &other,
            Changes {
                packs,
                ..changes("pack", Vec::new())
            },
        )
        .unwrap();
        bench.change(thing("b", &[]));
        let entry = bench
            .store
            .read(|conn| store::load::entry(conn, 22))
            .unwrap()
            .unwrap();
        assert_eq!(entry.envelope().unwrap().packs["base"].to_hex(), digest);
    });
}

#[test]
fn tiles_serve_proofs_of_every_entry() {
    for_both(|bench| {
        std::thread::scope(|scope| {
            for thread in 0..20 {
                scope.spawn(move || {
                    for n in 0..15 {
                        bench.change(thing(&format!("t{thread:02}-{n:02}"), &[]));
                    }
                });
            }
        });
        let head = bench.store.head().unwrap();
        assert_eq!(head.size, 300);
        assert_eq!(
            bench.rows("SELECT level, number FROM tile"),
            rows(&json!([[0, 0]]))
        );
        bench
            .store
            .read(|conn| {
                for number in [1_u64, 2, 255, 256, 257, 300] {
                    let leaf = store::load::entry(conn, number)?.unwrap().leaf;
                    let mut nodes = store::tile::Nodes::new(conn, head.size);
                    let proof = inclusion_proof(number - 1, head.size, &mut nodes).unwrap();
                    let root = head.frontier.root();
                    check_inclusion(&proof, number - 1, head.size, &leaf_hash(&leaf), &root).unwrap();
                }
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_snapshot_stands_still_and_is_only_read() {
    for_both(|bench| {
        bench.change(thing("a", &[]));
        let count = |conn: &mut Conn| Ok(conn.first("SELECT count(*) FROM record", &[])?.unwrap().int(0));
        bench
            .store
            .read(|conn| {
                assert_eq!(count(conn)?, 1);
                bench.change(thing("b", &[]));
                assert_eq!(count(conn)?, 1);
                assert_eq!(bench.store.read(count)?, 2);
                Ok(())
            })
            .unwrap();
        let written = bench.store.read(|conn| conn.execute("DELETE FROM record", &[]));
        assert!(written.is_err());
        for _ in 0..5 {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                bench
                    .store
                    .read(|_| -> db::Result<()> { panic!("while reading") })
            }));
            assert!(panicked.is_err());
        }
        assert_eq!(
            bench.store.read(count).unwrap(),
            2,
            "connections came back, or new ones are opened"
        );
    });
}

#[test]
fn only_its_own_database_is_written_to() {
    for_each_place(|place| {
        let now = Arc::new(AtomicI64::new(0));
        let open = |change: &dyn Fn(&mut Settings)| {
            let mut settings = settings(place.clone(), &now);
            change(&mut settings);
            Store::open(settings).map(drop).map_err(|error| error.to_string())
        };
        let mut conn = Conn::open(place).unwrap();
        conn.batch("CREATE TABLE theirs (id BIGINT)").unwrap();
        assert!(open(&|_| {}).unwrap_err().contains("another program"));
        conn.batch("DROP TABLE theirs").unwrap();
        open(&|_| {}).unwrap();
        open(&|_| {}).unwrap();
        assert!(
            open(&|settings| settings.seed = [8; 32])
                .unwrap_err()
                .contains("begun with the key")
        );
        assert!(open(&|settings| settings.origin = "other/journal".to_owned()).is_err());
        conn.batch("UPDATE meta SET value = '99' WHERE key = 'schema'")
            .unwrap();
        let said = open(&|_| {}).unwrap_err();
        assert!(said.contains("schema number 99"), "{said}");
    });
}

#[test]
fn many_processes_may_open_an_empty_database() {
    for_each_place(|place| {
        let now = Arc::new(AtomicI64::new(0));
        std::thread::scope(|scope| {
            for n in 0..6 {
                let settings = settings(place.clone(), &now);
                scope.spawn(move || {
                    let store = Store::open(settings).unwrap();
                    act(&store, changes("create", vec![thing(&format!("a{n}"), &[])])).unwrap();
                });
            }
        });
        let bench = Bench::on(place.clone());
        assert_eq!(bench.store.head().unwrap().size, 6);
        bench.assert_sound();
    });
}
