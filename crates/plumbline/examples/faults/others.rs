//! Faults that need no chosen step: senders that go away, and two servers on one database.

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::house::{House, Server};
use super::load::{Writer, assert_exactly_once, write_all};

/// Senders that go away as soon as they have sent, beside writers that stay.
pub(crate) fn drops(binary: &Path, postgres: Option<&str>, count: u64) {
    let house = House::found(binary, postgres);
    let server = house.serve(|_| ()).expect("the house can be served");
    let token = house.token.clone();
    let dropped = AtomicU64::new(0);
    let mut writers: Vec<Writer> = (0..8)
        .map(|number| Writer::new(format!("writer {number}")))
        .collect();
    std::thread::scope(|threads| {
        for sender in 0..8 {
            let (dropped, server, token) = (&dropped, &server, &token);
            threads.spawn(move || {
                while dropped.fetch_add(1, Ordering::SeqCst) < count {
                    drop_one(server, token, sender);
                }
            });
        }
        threads.spawn(|| {
            write_all(&mut writers, &server.address, &token, &|| {
                dropped.load(Ordering::SeqCst) >= count
            })
        });
    });
    // What the dropped ones asked for may or may not have been done; what was acknowledged must be there once.
    let acknowledged: usize = writers.iter().map(|writer| writer.acknowledged.len()).sum();
    let entries = server.entries() - house.founded;
    server.kill();
    house.verify(None);
    assert!(
        entries >= acknowledged as u64 && entries <= acknowledged as u64 + count + 8,
        "{entries} entries"
    );
    println!(
        "{count} requests were dropped by their senders beside {acknowledged} acknowledged acts: {entries} entries, sound, and the server answered on."
    );
}

fn drop_one(server: &Server, token: &str, sender: u32) {
    let address = server.address.trim_start_matches("http://");
    let body = format!("{{\"title\":\"Dropped by {sender}\"}}");
    let request = format!(
        "POST /api/v1/records/nonconformity HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).expect("the server takes connections");
    drop(stream.write_all(request.as_bytes()));
    drop(stream.shutdown(Shutdown::Both));
}

/// Two servers on one database, each with half of the writers; one is killed and started again on the way.
pub(crate) fn two(binary: &Path, postgres: Option<&str>, each: usize) {
    let house = House::found(binary, postgres);
    let token = house.token.clone();
    let begun = Instant::now();
    let mut writers: Vec<Writer> = (0..32)
        .map(|number| Writer::new(format!("writer {number}")))
        .collect();
    let (left, right) = writers.split_at_mut(16);
    let enough = |writers: &[Writer]| {
        writers
            .iter()
            .map(|writer| writer.acknowledged.len())
            .sum::<usize>()
            >= each
    };
    let rounds = 10;
    let mut round = 0;
    while round < rounds || !enough(left) || !enough(right) {
        let first = house.serve(|_| ()).expect("the house can be served");
        let second = house.serve(|_| ()).expect("a second process can serve it");
        let since = Instant::now();
        std::thread::scope(|threads| {
            let (one, other) = (first.address.clone(), second.address.clone());
            let token = &token;
            let (left, right) = (&mut *left, &mut *right);
            threads.spawn(move || write_all(left, &one, token, &|| since.elapsed().as_millis() > 600));
            threads.spawn(move || write_all(right, &other, token, &|| since.elapsed().as_millis() > 600));
            std::thread::sleep(std::time::Duration::from_millis(300));
            // In turn, so that each lives through the other's death.
            if round % 2 == 0 {
                first.kill()
            } else {
                second.kill()
            };
        });
        round += 1;
    }
    let server = house.serve(|_| ()).expect("the house can be served");
    writers
        .iter_mut()
        .for_each(|writer| writer.settle(&server, &token));
    assert_exactly_once(&house, &server, &writers, 0);
    let entries = server.entries() - house.founded;
    server.kill();
    house.verify(None);
    println!(
        "Two servers, {entries} acts, one of them killed {rounds} times or more ({round}): none lost, none twice, no gap, no fork, sound. {} s.",
        begun.elapsed().as_secs()
    );
}
