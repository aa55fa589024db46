//! The writer: batches, refusals, several processes, mistakes of one job among others.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::mpsc;

use engine::change::Changes;
use journal::tree::{check_inclusion, inclusion_proof, leaf_hash};
use serde_json::json;
use store::db::{self, Conn};
use store::side::{self, Intent, Side, Token};
use store::{Act, Settings, Store, Txn, WriteError};

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

/// Lets jobs queue up behind one that waits, so that they run in one batch; gives their answers in order.
fn together<A: Send>(bench: &Bench, jobs: Vec<Box<dyn FnOnce(&Store) -> A + Send + '_>>) -> Vec<A> {
    let (begun, has_begun) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let blocker = scope.spawn(move || {
            bench.store.submit(move |_| {
                begun.send(()).unwrap();
                may_go.recv().unwrap();
                Ok(Err::<Act<()>, _>(()))
            })
        });
        has_begun.recv().unwrap();
        let threads: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let thread = scope.spawn(|| job(&bench.store));
                // Long enough that they queue in this order.
                std::thread::sleep(std::time::Duration::from_millis(30));
                thread
            })
            .collect();
        go.send(()).unwrap();
        blocker.join().unwrap().unwrap().unwrap_err();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

type Job<'j> = Box<dyn FnOnce(&Store) -> Result<u64, WriteError> + Send + 'j>;

fn create<'j>(id: &'j str) -> Job<'j> {
    Box::new(move |store| Ok(act(store, changes("create", vec![thing(id, &[])]))?.entry))
}

fn is_unrecorded(answer: &Result<u64, WriteError>) -> bool {
    matches!(answer, Err(WriteError::NotRecorded(_)))
}

#[test]
fn each_job_of_a_batch_sees_those_before_it() {
    for_both(|bench| {
        let count = |store: &Store| {
            let done = store.submit(|txn| {
                let there = txn
                    .conn
                    .first("SELECT count(*) FROM record", &[])?
                    .unwrap()
                    .count(0);
                let id = format!("after-{there}");
                Ok(Ok::<_, ()>(by_ana(
                    changes("create", vec![thing(&id, &[])]),
                    there,
                )))
            });
            done.map(|done| done.unwrap().value)
        };
        let answers = together(
            bench,
            vec![create("a"), Box::new(count), create("b"), Box::new(count)],
        );
        assert_eq!(answers, [Ok(1), Ok(1), Ok(3), Ok(3)]);
    });
}

#[test]
fn a_mistake_of_one_job_is_its_own() {
    for_both(|bench| {
        bench.change(thing("old", &[]));
        let stale: Job<'_> = Box::new(|store| {
            let mut stale = bench.edit("old", &[]);
            stale.spine.version = 7;
            Ok(act(store, changes("edit", vec![stale]))?.entry)
        });
        let nul: Job<'_> = Box::new(|store| {
            Ok(act(
                store,
                changes("create", vec![thing("nul", &[("what", json!("a\0b"))])]),
            )?
            .entry)
        });
        let nameless: Job<'_> = Box::new(|store| Ok(act(store, changes("", vec![thing("x", &[])]))?.entry));
        let answers = together(bench, vec![create("a"), stale, nul, nameless, create("b")]);
        assert_eq!((&answers[0], &answers[4]), (&Ok(2), &Ok(3)));
        assert!(answers[1..4].iter().all(is_unrecorded), "{answers:?}");
        let said = answers[1].clone().unwrap_err().to_string();
        assert!(
            said.contains("Record old stands at version 1, and the act made it 7."),
            "{said}"
        );
        assert!(answers[2].clone().unwrap_err().to_string().contains("U+0000"));
    });
}

#[test]
fn a_panic_ends_its_batch_and_nothing_else() {
    for_both(|bench| {
        let panics: Job<'_> = Box::new(|store| {
            store
                .submit(|_| -> db::Result<Result<Act<()>, ()>> { panic!("a mistake in the program") })?
                .unwrap();
            Ok(0)
        });
        let answers = together(bench, vec![create("a"), panics, create("b")]);
        assert!(
            is_unrecorded(&answers[0]) && is_unrecorded(&answers[1]),
            "{answers:?}"
        );
        assert_eq!(
            answers[2],
            Ok(1),
            "a job that had not begun goes into the next batch"
        );
        assert_eq!(bench.rows("SELECT id FROM record"), rows(&json!([["b"]])));
    });
}

#[test]
fn an_error_of_the_database_ends_the_batch() {
    for_both(|bench| {
        bench.change(thing("there", &[]));
        let twice: Job<'_> = create("there");
        let wrong: Job<'_> = Box::new(|store| {
            let done = store.submit(|txn| {
                txn.conn.query("SELECT nothing FROM nowhere", &[])?;
                Ok(Ok::<_, ()>(by_ana(changes("edit", Vec::new()), ())))
            })?;
            Ok(done.unwrap().entry)
        });
        let answers = together(bench, vec![create("a"), twice, create("b"), wrong, create("c")]);
        let unrecorded: Vec<bool> = answers.iter().map(is_unrecorded).collect();
        assert_eq!(unrecorded, [true, true, true, true, false], "{answers:?}");
        assert_eq!(
            bench.rows("SELECT id FROM record ORDER BY id"),
            rows(&json!([["c"], ["there"]]))
        );
    });
}

/// As an endpoint does it: the same key gives the same reply, and writes once.
fn once(store: &Store, key: &str, digest: &str, id: &str) -> Result<String, String> {
    let (key, digest, id) = (key.to_owned(), digest.to_owned(), id.to_owned());
    let answer = store.submit(move |txn| {
        if let Some(known) = side::idempotent(txn.conn, "ana", &key)? {
            return Ok(Err(if known.digest == digest {
                Ok(known.reply)
            } else {
                Err("another request".to_owned())
            }));
        }
        let reply = format!("entry {}", txn.entry);
        let side = Side::Idempotency {
            person: "ana".to_owned(),
            key,
            digest,
            reply: reply.clone(),
            at: txn.now.clone(),
        };
        let act = by_ana(changes("create", vec![thing(&id, &[])]), reply);
        Ok(Ok(Act {
            side: vec![side],
            ..act
        }))
    });
    match answer.unwrap() {
        Ok(done) => Ok(done.value),
        Err(known) => known,
    }
}

#[test]
fn the_same_key_writes_once() {
    for_both(|bench| {
        let ask = |digest: &'static str| -> Box<dyn FnOnce(&Store) -> Result<String, String> + Send> {
            Box::new(move |store| once(store, "k1", digest, "a"))
        };
        let answers = together(bench, vec![ask("d1"), ask("d1"), ask("d2")]);
        let first = Ok("entry 1".to_owned());
        assert_eq!(answers, [first.clone(), first, Err("another request".to_owned())]);
        assert_eq!(bench.store.head().unwrap().size, 1);
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
fn side_tables_keep_secrets_apart_from_the_journal() {
    for_both(|bench| {
        let text = |text: &str| text.to_owned();
        let at = |minute: u8| format!("2026-11-22T09:{minute:02}:00.000Z");
        let token = Token {
            hash: text("h1"),
            person: text("ana"),
            name: text("laptop"),
            scopes: text("read write"),
            created: at(0),
            ..Token::default()
        };
        let intent = Intent {
            hash: text("i1"),
            person: text("ana"),
            version: 3,
            expires: at(5),
            ..Intent::default()
        };
        let failure = || Side::Failure {
            subject: text("sign:ana"),
            at: at(1),
        };
        let write = |side: Vec<Side>| bench.store.side(side);
        write(vec![
            Side::Token(token.clone()),
            Side::NewIntent(intent.clone()),
            Side::Credential {
                person: text("ana"),
                hash: text("first"),
                at: at(0),
            },
            Side::Credential {
                person: text("ana"),
                hash: text("second"),
                at: at(1),
            },
            failure(),
            failure(),
            Side::File {
                digest: text("f1"),
                size: 12,
                at: at(0),
            },
        ])
        .unwrap();
        let read = |conn: &mut Conn| {
            Ok((
                side::token(conn, "h1")?,
                side::intent(conn, "i1")?,
                side::credential(conn, "ana")?,
                side::failures(conn, "sign:ana", &at(1))?.len(),
                side::failures(conn, "sign:ana", &at(2))?.len(),
                side::file(conn, "f1")?,
            ))
        };
        let expected = (
            Some(token.clone()),
            Some(intent.clone()),
            Some((text("second"), at(1))),
            2,
            0,
            Some((12, at(0))),
        );
        assert_eq!(bench.store.read(read).unwrap(), expected);

        let used = || Side::UseIntent {
            hash: text("i1"),
            at: at(2),
        };
        write(vec![
            used(),
            Side::EndToken {
                hash: text("h1"),
                at: at(3),
            },
        ])
        .unwrap();
        assert!(write(vec![used()]).is_err(), "an intent is used once");
        assert!(
            write(vec![Side::ClearFailures {
                subject: text("nul\0")
            }])
            .is_err()
        );
        write(vec![Side::ClearFailures {
            subject: text("sign:ana"),
        }])
        .unwrap();
        bench
            .store
            .read(|conn| {
                assert_eq!(
                    side::tokens_of(conn, "ana")?,
                    [Token {
                        ended: Some(at(3)),
                        ..token.clone()
                    }]
                );
                assert_eq!(side::intent(conn, "i1")?.unwrap().used, Some(at(2)));
                assert!(side::failures(conn, "sign:ana", "")?.is_empty());
                Ok(())
            })
            .unwrap();
        write(vec![Side::Sweep { before: at(6) }]).unwrap();
        assert_eq!(bench.store.read(|conn| side::intent(conn, "i1")).unwrap(), None);
        assert_eq!(
            bench.store.head().unwrap().size,
            0,
            "none of it is in the journal"
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
