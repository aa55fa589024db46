//! Jobs that run in one batch: each sees those before it, and a mistake is told to whom it concerns.

use std::sync::mpsc;

use serde_json::json;
use store::db;
use store::side::{self, Side};
use store::{Act, Store, WriteError};

use crate::support::{Bench, act, by_ana, changes, for_both, rows, thing};

/// Something to be done with the store, from a thread of its own.
type Asks<'a, A> = Box<dyn FnOnce(&Store) -> A + Send + 'a>;

/// Lets jobs queue up behind one that waits, so that they run in one batch; gives their answers in order.
fn together<A: Send>(bench: &Bench, jobs: Vec<Asks<'_, A>>) -> Vec<A> {
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
        let ask = |digest: &'static str| -> Asks<'static, Result<String, String>> {
            Box::new(move |store| once(store, "k1", digest, "a"))
        };
        let answers = together(bench, vec![ask("d1"), ask("d1"), ask("d2")]);
        let first = Ok("entry 1".to_owned());
        assert_eq!(answers, [first.clone(), first, Err("another request".to_owned())]);
        assert_eq!(bench.store.head().unwrap().size, 1);
    });
}
