//! The finished binary is killed under load, and started again.
//!
//! `cargo xtask faults` does the same hundreds of times, at chosen steps.

#[path = "../../examples/faults/house.rs"]
pub(crate) mod house;
#[path = "../../examples/faults/load.rs"]
pub(crate) mod load;

use std::path::Path;
use std::time::{Duration, Instant};

use house::House;
use load::{Writer, assert_exactly_once, checkpoint, write_all};

const KILLS: u32 = 20;

#[test]
fn twenty_kills_under_load_lose_and_double_nothing_on_sqlite() {
    kill_often(None);
}

#[test]
fn twenty_kills_under_load_lose_and_double_nothing_on_postgresql() {
    let url = std::env::var("PLUMBLINE_TEST_PG")
        .expect("PLUMBLINE_TEST_PG names no PostgreSQL server; run `cargo xtask pg -- cargo nextest run -p plumbline`");
    kill_often(Some(&url));
}

fn kill_often(postgres: Option<&str>) {
    let house = House::found(Path::new(env!("CARGO_BIN_EXE_plumbline")), postgres);
    let serve = || house.serve(|_| ()).expect("the house can be served after a kill");
    let (mut moments, token) = (Moments::new(), house.token.clone());
    let mut writers: Vec<Writer> = Vec::new();
    let mut server = serve();
    for kill in 0..KILLS {
        // From 8 to 32 at once.
        while writers.len() < (8 + kill as usize * 2).min(32) {
            writers.push(Writer::new(format!("writer {}", writers.len())));
        }
        let (address, moment, since) = (server.address.clone(), moments.next(), server.entries());
        let begun = Instant::now();
        let kept = std::thread::scope(|threads| {
            threads.spawn(|| write_all(&mut writers, &address, &token, &|| begun.elapsed() > moment * 50));
            std::thread::sleep(moment);
            let kept = checkpoint(&server, &token);
            server.kill();
            kept
        });
        server = serve();
        writers
            .iter_mut()
            .for_each(|writer| writer.settle(&server, &token));
        assert_exactly_once(&house, &server, &writers, since);
        house.verify(kept.as_deref());
    }
    let entries = server.entries();
    assert!(
        entries > house.founded + u64::from(KILLS),
        "the writers wrote hardly anything: {entries}"
    );
}

/// Moments of 20 to 220 milliseconds, other ones in every run.
struct Moments(u64);

impl Moments {
    fn new() -> Moments {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Moments(now.expect("the clock stands after 1970").as_nanos() as u64 | 1)
    }

    fn next(&mut self) -> Duration {
        // xorshift: any spread will do.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_millis(20 + self.0 % 200)
    }
}
