//! How long limits and all eight rules of Nelson take over a million points.
//!
//! `cargo run --release -p statistics --example speed [-- FILE]` prints medians; with FILE it also writes the points, one a line, so
//! that `tests/independent/speed.py` can time another implementation on the same data.

use statistics::chart::{Settings, individuals};
use statistics::rules::{find, nelson};
use std::io::Write;
use std::time::{Duration, Instant};

const POINTS: usize = 1_000_000;
const ROUNDS: usize = 21;

fn main() -> std::io::Result<()> {
    let values = noise(POINTS);
    if let Some(path) = std::env::args().nth(1) {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for value in &values {
            writeln!(file, "{value}")?;
        }
    }
    let given: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    let settings = Settings {
        rules: nelson(),
        ..Settings::default()
    };
    let mut signals = 0;
    let chart = median(|| {
        let chart = individuals(&given, &settings).expect("noise varies");
        signals = chart.panels.iter().map(|p| p.signals.len()).sum();
    });
    let mut found = 0;
    let rules = median(|| found = find(&values, &nelson()).len());
    println!("{POINTS} points, median of {ROUNDS} rounds");
    println!(
        "individuals chart, limits and eight rules: {:.1} ms ({signals} signals)",
        milliseconds(chart)
    );
    println!(
        "eight rules alone, on given limits:        {:.1} ms ({found} signals)",
        milliseconds(rules)
    );
    Ok(())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median(mut task: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            task();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

/// Nearly normal noise that is the same on every machine: sums of twelve uniform numbers from a multiplicative congruence.
fn noise(n: usize) -> Vec<f64> {
    let mut state: u64 = 20_261_122;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..n)
        .map(|_| (0..12).map(|_| uniform()).sum::<f64>() - 6.0)
        .collect()
}
