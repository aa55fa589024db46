//! How long limits and all eight rules of Nelson take over a million points.
//!
//! `cargo run --release -p statistics --example speed [-- FILE]` prints the median and the fastest round; with FILE it also writes the points, one a line, so
//! that `tests/independent/speed.py` can time another implementation on the same data.

use statistics::chart::constants::d2;
use statistics::chart::{Settings, individuals};
use statistics::describe::{compensated_sum, mean};
use statistics::rules::{find, nelson};
use std::io::Write;
use std::time::Instant;

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
    let chart = timed(|| {
        let chart = individuals(&given, &settings).expect("noise varies");
        signals = chart.panels.iter().map(|p| p.signals.len()).sum();
    });
    let mut found = 0;
    let judged = timed(|| found = judge(&values));
    println!("{POINTS} points, {ROUNDS} rounds: median (fastest)");
    println!("limits and eight rules:                  {judged}, {found} signals");
    println!("I-MR chart with both panels, to be drawn: {chart}, {signals} signals");
    Ok(())
}

/// Mean, moving ranges, sigma, and what the rules find between the limits.
fn judge(values: &[f64]) -> usize {
    let centre = mean(values);
    let ranges = compensated_sum(values.windows(2).map(|w| (w[1] - w[0]).abs()));
    let sigma = ranges / (values.len() - 1) as f64 / d2(2);
    let z: Vec<f64> = values.iter().map(|v| (v - centre) / sigma).collect();
    find(&z, &nelson()).len()
}

fn timed(mut task: impl FnMut()) -> String {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            task();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    format!("{:.1} ms ({:.1} ms)", times[ROUNDS / 2], times[0])
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
