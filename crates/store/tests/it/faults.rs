//! Connections that break, in pairs: before and after the database has committed.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde_json::json;
use store::db::{Conn, Place};
use store::{Act, WriteError};

use crate::support::{Bench, Database, act, by_ana, changes, rows, thing};

/// Lets everything through.
const OPEN: u8 = 0;
/// Breaks when COMMIT comes, before the server hears of it.
const BEFORE: u8 = 1;
/// Breaks when COMMIT comes, after the server has answered.
const AFTER: u8 = 2;
/// As `AFTER`, and takes no new connection either.
const AFTER_FOR_GOOD: u8 = 3;

/// A line to the server that can be cut.
struct Line {
    url: String,
    mode: Arc<AtomicU8>,
}

impl Line {
    fn to(url: &str) -> Line {
        let (start, rest) = url.rsplit_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{start}@{}/{database}", listener.local_addr().unwrap());
        let mode = Arc::new(AtomicU8::new(OPEN));
        let (server, of_thread) = (server.to_owned(), Arc::clone(&mode));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if of_thread.load(Ordering::SeqCst) == AFTER_FOR_GOOD {
                    continue;
                }
                let (server, mode) = (TcpStream::connect(&server).unwrap(), Arc::clone(&of_thread));
                std::thread::spawn(move || carry(client, server, &mode));
            }
        });
        Line { url, mode }
    }

    fn set(&self, mode: u8) {
        self.mode.store(mode, Ordering::SeqCst);
    }
}

/// Carries both ways until one side closes or the line is cut.
fn carry(mut client: TcpStream, mut server: TcpStream, mode: &AtomicU8) {
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let mut bytes = [0; 64 * 1024];
    while let Ok(count @ 1..) = client.read(&mut bytes) {
        let part = &bytes[..count];
        let is_commit = part.windows(6).any(|word| word == b"COMMIT");
        let now = mode.load(Ordering::SeqCst);
        if is_commit && now != OPEN {
            if now == BEFORE {
                mode.store(OPEN, Ordering::SeqCst);
            } else {
                // The client must not see the answer, so it is cut off first.
                client.shutdown(Shutdown::Both).unwrap();
                server.write_all(part).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(200));
                let _ = mode.compare_exchange(AFTER, OPEN, Ordering::SeqCst, Ordering::SeqCst);
            }
            break;
        }
        if server.write_all(part).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

fn with_line(test: impl Fn(&Line, &Bench)) {
    let database = Database::new();
    let line = Line::to(&database.url);
    let bench = Bench::on(Place::Postgres(line.url.clone()));
    bench.change(thing("a", &[]));
    test(&line, &bench);
    line.set(OPEN);
    bench.change(thing("z", &[]));
    bench.assert_sound();
}

fn create(bench: &Bench, id: &str) -> Result<u64, WriteError> {
    Ok(act(&bench.store, changes("create", vec![thing(id, &[])]))?.entry)
}

#[test]
fn a_line_cut_before_commit_records_nothing_and_says_so() {
    with_line(|line, bench| {
        line.set(BEFORE);
        let answer = create(bench, "b");
        assert!(matches!(answer, Err(WriteError::NotRecorded(_))), "{answer:?}");
        assert_eq!(create(bench, "b"), Ok(2));
    });
}

#[test]
fn a_line_cut_after_commit_finds_out_that_it_was_recorded() {
    with_line(|line, bench| {
        line.set(AFTER);
        assert_eq!(create(bench, "b"), Ok(2));
        assert_eq!(create(bench, "c"), Ok(3));
    });
}

#[test]
fn a_line_cut_for_good_says_that_it_does_not_know() {
    with_line(|line, bench| {
        line.set(AFTER_FOR_GOOD);
        let answer = create(bench, "b");
        let Err(WriteError::Unknown(_)) = answer else {
            panic!("{answer:?}");
        };
        let answer = create(bench, "c");
        assert!(matches!(answer, Err(WriteError::NotRecorded(_))), "{answer:?}");
        line.set(OPEN);
        assert_eq!(
            bench.rows("SELECT id FROM record ORDER BY id"),
            rows(&json!([["a"], ["b"]]))
        );
    });
}

#[test]
fn a_connection_killed_in_mid_batch_records_nothing() {
    let database = Database::new();
    let place = Place::Postgres(database.url.clone());
    let bench = Bench::on(place.clone());
    let killed = bench.store.submit(move |txn| {
        let backend = txn.conn.first("SELECT pg_backend_pid()", &[])?.unwrap().int(0);
        let killed = Conn::open(&place)?.first(&format!("SELECT pg_terminate_backend({backend})"), &[])?;
        assert_eq!(killed.unwrap().int(0), 1);
        Ok(Ok::<Act<()>, ()>(by_ana(
            changes("create", vec![thing("a", &[])]),
            (),
        )))
    });
    assert!(matches!(killed, Err(WriteError::NotRecorded(_))), "{killed:?}");
    assert_eq!(create(&bench, "b"), Ok(1));
    bench.assert_sound();
}

#[test]
fn a_killed_reader_is_not_lent_again() {
    let database = Database::new();
    let bench = Bench::on(Place::Postgres(database.url.clone()));
    bench.change(thing("a", &[]));
    for _ in 0..4 {
        let place = bench.place.clone();
        let answer = bench.store.read(|conn| {
            let backend = conn.first("SELECT pg_backend_pid()", &[])?.unwrap().int(0);
            Conn::open(&place)?.first(&format!("SELECT pg_terminate_backend({backend})"), &[])?;
            conn.query("SELECT 1", &[])
        });
        assert!(answer.is_err());
    }
    bench.assert_sound();
}
