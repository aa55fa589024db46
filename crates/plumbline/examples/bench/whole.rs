//! What concerns the whole house: verification, rebuild, start, memory.

use std::path::Path;
use std::time::Instant;

use app::act::record::Wish;
use journal::Verifier;
use serde_json::{Map, json};

use crate::ground::Ground;
use crate::measure::{memory, thousands};
use crate::server::{Server, agent, get};

/// Small acts whose entries are verified; a register comes in as few large ones.
const ACTS: u32 = 3_000;
/// How often those entries are walked, so that the figure is not of a moment.
const WALKS: u64 = 20;

pub(crate) fn run(binary: &Path, ground: &Ground) {
    println!("\n| what | figure |\n| --- | ---: |");
    let mut starts: Vec<_> = (0..5).map(|_| Server::start(binary, ground).started_in).collect();
    starts.sort_unstable();
    println!(
        "| start until it listens, median of 5 | {:.3} s |",
        starts[2].as_secs_f64()
    );
    memory_of_pages(binary, ground);
    log(ground);
    let begun = Instant::now();
    let verdict = ground
        .app()
        .verify(&[], &mut |_, _| ())
        .expect("the database answers");
    assert!(verdict.is_sound(), "{:?}", verdict.findings);
    let rows = verdict
        .looked_at
        .iter()
        .find(|line| line.contains("rows of ledger tables"))
        .and_then(|line| line.split(' ').next()?.parse::<u64>().ok())
        .unwrap_or_default();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "| verify, everything: {} rows of tables | {seconds:.1} s, {} rows/s |",
        thousands(rows),
        thousands((rows as f64 / seconds) as u64)
    );
    let begun = Instant::now();
    app::exchange::rebuild(&ground.setting.place(), &mut |_, _| ()).expect("nobody else writes");
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "| rebuild | {seconds:.1} s, {} rows/s |",
        thousands((rows as f64 / seconds) as u64)
    );
}

fn memory_of_pages(binary: &Path, ground: &Ground) {
    let server = Server::start(binary, ground);
    let agent = agent();
    let list = "/api/v1/records/nonconformity?limit=50";
    get(&agent, &server.address, &ground.manager, list);
    println!(
        "| memory after the first page | {:.1} MB |",
        memory(server.pid()).0
    );
    for _ in 0..10_000 {
        get(&agent, &server.address, &ground.manager, list);
    }
    let (now, most) = memory(server.pid());
    println!("| memory after 10,000 pages | {now:.1} MB, at most {most:.1} MB |");
}

/// Entries of small acts, verified by themselves.
fn log(ground: &Ground) {
    let caller = ground.caller(&ground.manager);
    let first = ground.app().store().head().expect("the database answers").size + 1;
    std::thread::scope(|threads| {
        for thread in 0..16 {
            let caller = &caller;
            threads.spawn(move || {
                for number in 0..ACTS / 16 {
                    let inputs = Map::from_iter([(
                        "title".to_owned(),
                        json!(format!("Cracked housing {thread} {number}")),
                    )]);
                    let wish = Wish::Create {
                        kind: "nonconformity".to_owned(),
                        inputs,
                    };
                    ground
                        .app()
                        .act(caller, wish, None)
                        .expect("a report is recorded");
                }
            });
        }
    });
    let entries = ground
        .app()
        .store()
        .read(|conn| store::load::raw_entries(conn, first, ACTS));
    let entries = entries.expect("the database answers");
    let checkpoint = ground
        .app()
        .store()
        .head()
        .expect("the database answers")
        .checkpoint;
    let begun = Instant::now();
    for _ in 0..WALKS {
        let mut verifier = Verifier::new(ground.app().store().vkey(), checkpoint.as_bytes(), &[]);
        for (_, leaf, payload) in &entries {
            verifier.entry(leaf, Some(payload));
        }
        // They begin in mid-journal, so places and root contradict; the work is the same.
        drop(verifier.finish());
    }
    let count = entries.len() as u64 * WALKS;
    let per_second = count as f64 / begun.elapsed().as_secs_f64();
    println!(
        "| verify, entries of one act each with their payloads | {} entries/s |",
        thousands(per_second as u64)
    );
}
