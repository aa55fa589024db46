//! Clocks, counters and words for figures.

use std::fs;
use std::time::{Duration, Instant};

/// CPU time of the thread that asks.
pub(crate) fn thread_cpu() -> Duration {
    // The first number is the time on a processor, in nanoseconds.
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(
        text.split(' ')
            .next()
            .and_then(|first| first.parse().ok())
            .unwrap_or_default(),
    )
}

/// CPU time of all threads of a process so far, user and system, to a hundredth of a second.
pub(crate) fn process_cpu(pid: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; what follows are fields 3 and on.
    let rest = text.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<u64> = rest
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Duration::from_millis(fields.iter().sum::<u64>() * 10)
}

/// Resident memory of a process in MB, now and at most so far.
pub(crate) fn memory(pid: u32) -> (f64, f64) {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_default();
        let kib: f64 = line
            .trim_matches([':', '\t', ' ', 'k', 'B'])
            .parse()
            .unwrap_or_default();
        kib / 1024.0
    };
    (of("VmRSS"), of("VmHWM"))
}

/// Runs work again and again for a span; gives mean CPU of this thread and mean time per run.
pub(crate) fn repeat(span: Duration, mut work: impl FnMut(u64)) -> (Duration, Duration) {
    let (cpu, begun) = (thread_cpu(), Instant::now());
    let mut runs = 0;
    while begun.elapsed() < span {
        work(runs);
        runs += 1;
    }
    let runs = u32::try_from(runs).expect("runs of seconds fit");
    ((thread_cpu() - cpu) / runs, begun.elapsed() / runs)
}

/// As `0.412 ms`.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1000.0)
}

/// The time below which that share of the sorted times lies.
pub(crate) fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(at - 1).copied().unwrap_or_default()
}

/// As `100,000`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What the figures were taken on, and how busy it was.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("an unknown processor");
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(2).collect();
    format!(
        "{} × {}; load of the last 1 and 5 minutes before the run: {}.",
        count,
        model.trim_matches(['\t', ' ', ':']),
        load.join(" and ")
    )
}
