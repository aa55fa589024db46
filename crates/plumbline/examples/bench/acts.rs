//! Acts through the whole path: reported, decided, sealed, projected, durable, acknowledged.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use app::Caller;
use app::act::record::Wish;
use serde_json::{Map, json};

use crate::Asked;
use crate::ground::Ground;
use crate::measure::{ms, percentile, process_cpu, thousands};
use crate::raw;
use crate::server::{Server, agent};

/// What so many callers got done.
struct Rate {
    callers: u64,
    acts: u64,
    span: Duration,
    /// CPU of the process that records.
    cpu: Duration,
    /// Sorted.
    times: Vec<Duration>,
}

pub(crate) fn run(binary: &Path, postgres: Option<&str>, asked: &Asked) {
    let ground = Ground::found(postgres);
    println!(
        "| acts | callers | acts/s | CPU per act | p50 | p99 |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for callers in [1, 32] {
        in_process(&ground, callers, asked.span).print("through the library");
    }
    {
        let server = Server::start(binary, &ground);
        for callers in [1, 32] {
            over_http(&server, &ground, callers, asked.span).print("over HTTP, answered in JSON");
        }
    }
    if postgres.is_none() {
        raw::writes(&ground, asked.span);
    }
    let verdict = ground
        .app()
        .verify(&[], &mut |_, _| ())
        .expect("the database answers");
    assert!(verdict.is_sound(), "{:?}", verdict.findings);
}

fn in_process(ground: &Ground, callers: u64, span: Duration) -> Rate {
    let caller = ground.caller(&ground.manager);
    many(callers, span, std::process::id(), |number| {
        let act = |caller: &Caller| {
            let wish = Wish::Create {
                kind: "nonconformity".to_owned(),
                inputs: inputs(number),
            };
            ground.app().act(caller, wish, None)
        };
        act(&caller).expect("a report is recorded");
    })
}

fn over_http(server: &Server, ground: &Ground, callers: u64, span: Duration) -> Rate {
    let bearer = format!("Bearer {}", ground.manager);
    let address = format!("{}/api/v1/records/nonconformity", server.address);
    let agent = agent();
    many(callers, span, server.pid(), |number| {
        let sent = agent
            .post(&address)
            .header("Authorization", &bearer)
            .header("Idempotency-Key", format!("bench {callers} {number}"))
            .send_json(inputs(number));
        sent.and_then(|mut answer| answer.body_mut().read_to_string())
            .expect("a report is recorded");
    })
}

fn inputs(number: u64) -> Map<String, serde_json::Value> {
    Map::from_iter([
        (
            "title".to_owned(),
            json!(format!("Cracked housing on line {}", number % 7)),
        ),
        ("found_at".to_owned(), json!(format!("M-{}", number % 40))),
    ])
}

fn many(callers: u64, span: Duration, pid: u32, act: impl Fn(u64) + Sync) -> Rate {
    (0..20).for_each(|number| act(number + 1_000_000_000));
    let (cpu, begun, next) = (process_cpu(pid), Instant::now(), AtomicU64::new(0));
    let times = std::thread::scope(|threads| {
        let callers: Vec<_> = (0..callers)
            .map(|_| {
                threads.spawn(|| {
                    let mut times = Vec::new();
                    while begun.elapsed() < span {
                        let sent = Instant::now();
                        act(next.fetch_add(1, Ordering::Relaxed));
                        times.push(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        let times = callers
            .into_iter()
            .flat_map(|caller| caller.join().expect("no caller panics"));
        let mut times: Vec<Duration> = times.collect();
        times.sort_unstable();
        times
    });
    Rate {
        callers,
        acts: times.len() as u64,
        span: begun.elapsed(),
        cpu: process_cpu(pid) - cpu,
        times,
    }
}

impl Rate {
    fn print(&self, what: &str) {
        let Rate {
            callers,
            acts,
            span,
            cpu,
            times,
        } = self;
        println!(
            "| {what} | {callers} | {} | {} | {} | {} |",
            thousands((*acts as f64 / span.as_secs_f64()) as u64),
            ms(*cpu / u32::try_from(*acts).expect("acts of seconds fit")),
            ms(percentile(times, 0.5)),
            ms(percentile(times, 0.99))
        );
    }
}
