//! Faults at chosen steps: the server writes to its files or sends to its database, and is struck before, after or in
//! the middle of that.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::house::House;
use super::load::{Writer, assert_exactly_once, checkpoint, write_all};
use super::shim::Shim;

/// Writers at once.
const WRITERS: usize = 32;
/// Points after which a new house begins, so that verifying stays quick.
const OF_ONE_HOUSE: u64 = 25;
/// Steps from which one is chosen: some lie in the start and its recovery, most under load.
const STEPS: u64 = 1_200;
/// Syncs from which one is chosen.
const SYNCS: u64 = 60;
/// How long a server may run before its step comes.
const LONGEST: Duration = Duration::from_secs(4);

/// What happens at the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Killed instead of the step.
    Before,
    /// Killed when it is done.
    After,
    /// Killed when half of it is written.
    Torn,
    /// From here on forty steps find the disk full.
    Full,
    /// From here on forty steps fail as a broken disk does.
    Failing,
}

/// Strikes at `points` steps, each in all ways of `hows` one after the other, and prints what was struck.
pub(crate) fn run(binary: &Path, postgres: Option<&str>, points: u64, hows: &[How]) {
    let shim = Shim::build(postgres);
    let mut chance = Chance::new();
    let mut struck: BTreeMap<String, u64> = BTreeMap::new();
    let mut acts = 0;
    let mut done = 0;
    let begun = Instant::now();
    while done < points {
        let house = House::found(binary, postgres);
        let mut writers: Vec<Writer> = (0..WRITERS)
            .map(|number| Writer::new(format!("writer {number}")))
            .collect();
        let (mut step, mut syncs) = (0, true);
        let until = (done + OF_ONE_HOUSE).min(points);
        for point in done..until {
            let how = hows[(point % hows.len() as u64) as usize];
            if point % hows.len() as u64 == 0 {
                // Few steps are syncs, and they matter most: every other pair is of them.
                syncs = !syncs;
                step = chance.below(if syncs && postgres.is_none() { SYNCS } else { STEPS }) + 1;
            }
            let arm = |server: &mut Command, house: &House| shim.arm(server, house, step, how, syncs);
            let what = strike(&house, arm, &mut writers, how);
            *struck.entry(what).or_default() += 1;
        }
        done = until;
        acts += writers
            .iter()
            .map(|writer| writer.acknowledged.len())
            .sum::<usize>();
    }
    println!("| struck | times |\n| --- | ---: |");
    for (what, times) in struck {
        println!("| {what} | {times} |");
    }
    let seconds = begun.elapsed().as_secs();
    println!(
        "\n{done} points under {WRITERS} writers, {acts} acknowledged acts, {seconds} s: none lost, none twice, no gap, no fork, every verification sound."
    );
}

/// One point: serves until it is struck, starts again, sends again what was not answered, checks everything.
fn strike(house: &House, arm: impl Fn(&mut Command, &House), writers: &mut [Writer], how: How) -> String {
    let before = house.founded
        + writers
            .iter()
            .map(|writer| writer.acknowledged.len() as u64)
            .sum::<u64>();
    let token = house.token.clone();
    let kills = matches!(how, How::Before | How::After | How::Torn);
    let mut kept = None;
    let what = match house.serve(|command| arm(command, house)) {
        None => format!("{how:?}, while it started"),
        Some(server) => {
            let begun = Instant::now();
            let longest = if kills { LONGEST } else { Duration::from_secs(1) };
            kept = checkpoint(&server, &token);
            write_all(writers, &server.address, &token, &|| begun.elapsed() > longest);
            let words = server.kill();
            let fault = words.lines().find_map(|line| line.strip_prefix("FAULT "));
            fault.map_or_else(|| format!("{how:?}"), str::to_owned)
        }
    };
    let server = house
        .serve(|_| ())
        .expect("the house can be served after a fault");
    writers
        .iter_mut()
        .for_each(|writer| writer.settle(&server, &token));
    assert_exactly_once(house, &server, writers, before);
    server.kill();
    house.verify(kept.filter(|note| note.starts_with(b"plumbline")).as_deref());
    what
}

/// Numbers by chance; the seed is printed so that a run can be looked at again.
struct Chance(u64);

impl Chance {
    fn new() -> Chance {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = now.expect("the clock stands after 1970").as_nanos() as u64 | 1;
        println!("Seed {seed}.\n");
        Chance(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        // xorshift: any spread will do.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
