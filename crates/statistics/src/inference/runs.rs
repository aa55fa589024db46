//! Run tests: is the order of the values what chance gives?

use super::sums::median;
use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;
use statrs::function::factorial::ln_binomial;

/// Runs above and below the median.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunsAboutMedian {
    /// The median.
    pub median: f64,
    /// Values above the median.
    pub above: usize,
    /// Values below the median.
    pub below: usize,
    /// Values on the median; they belong to no side and are passed over.
    pub on_median: usize,
    /// Runs that were seen.
    pub runs: usize,
    /// Runs that chance gives on average.
    pub expected: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// (seen − expected) / standard deviation.
    pub z: f64,
    /// Two-sided probability by the normal approximation, without continuity correction.
    pub p: f64,
    /// Two-sided exact probability: twice the smaller tail.
    pub p_exact: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Wald–Wolfowitz test of runs about the median: E = 2ab/(a+b) + 1, V = 2ab(2ab−a−b)/((a+b)²(a+b−1)).
///
/// Source: Wald and Wolfowitz (1940), Ann. Math. Stat. 11, 147–162; NIST/SEMATECH e-Handbook 1.3.5.13, whose
/// example (beam deflections, Z = 2.6938) is reproduced.
pub fn runs_about_median(values: &[f64]) -> Result<RunsAboutMedian, Refusal> {
    check::at_least(values, 4, "Runs about the median")?;
    let median = median(values);
    let sides: Vec<bool> = values
        .iter()
        .filter(|value| **value != median)
        .map(|value| *value > median)
        .collect();
    let above = sides.iter().filter(|side| **side).count();
    let below = sides.len() - above;
    if above == 0 || below == 0 {
        return Err(Refusal::new(
            "All values lie on the median or on one side of it, so no runs can be counted; record more digits.",
        ));
    }
    let runs = 1 + sides.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let (a, b) = (above as f64, below as f64);
    let n = a + b;
    let expected = 2.0 * a * b / n + 1.0;
    let variance = 2.0 * a * b * (2.0 * a * b - n) / (n * n * (n - 1.0));
    let deviation = variance.sqrt();
    let z = if variance > 0.0 {
        (runs as f64 - expected) / deviation
    } else {
        0.0
    };
    let p_exact = exact_runs(runs as u64, above as u64, below as u64);
    let meaning = Meaning::new(
        sentence(runs, expected, p_exact, "about the median"),
        Verified::Published("NIST/SEMATECH e-Handbook 1.3.5.13"),
    )
    .assuming("The values stand in the order in which they came.")
    .not_telling("What makes the values follow each other; and no test of order sees a single wild value.");
    Ok(RunsAboutMedian {
        median,
        above,
        below,
        on_median: values.len() - sides.len(),
        runs,
        expected,
        deviation,
        z,
        p: tail::normal_two_sided(z),
        p_exact,
        meaning,
    })
}

fn sentence(runs: usize, expected: f64, p: f64, what: &str) -> String {
    let seen = format!(
        "{runs} runs {what}, where chance gives about {expected:.0} ({})",
        say::p_value(p)
    );
    if p >= 0.05 {
        format!("{seen}: nothing against chance.")
    } else if (runs as f64) < expected {
        format!("{seen}: too few; the values drift, shift or cluster.")
    } else {
        format!(
            "{seen}: too many; the values swing to and fro, as when two sources are mixed or every result is corrected."
        )
    }
}

/// Twice the smaller exact tail of the number of runs, given the counts on each side.
fn exact_runs(runs: u64, above: u64, below: u64) -> f64 {
    let most = 2 * above.min(below) + u64::from(above != below);
    let total = ln_binomial(above + below, above);
    let choose = |n: u64, k: u64| {
        if k > n {
            f64::NEG_INFINITY
        } else {
            ln_binomial(n, k)
        }
    };
    let at = |count: u64| {
        let half = count / 2;
        if count.is_multiple_of(2) {
            2.0 * (choose(above - 1, half - 1) + choose(below - 1, half - 1) - total).exp()
        } else {
            (choose(above - 1, half) + choose(below - 1, half - 1) - total).exp()
                + (choose(above - 1, half - 1) + choose(below - 1, half) - total).exp()
        }
    };
    let lower: f64 = (2..=runs).map(at).sum();
    let upper: f64 = (runs..=most).map(at).sum();
    (2.0 * lower.min(upper)).min(1.0)
}

/// Runs up and runs down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunsUpAndDown {
    /// Values used: of equal neighbours only one counts.
    pub used: usize,
    /// Runs that were seen.
    pub runs: usize,
    /// Runs that chance gives on average.
    pub expected: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// (seen − expected) / standard deviation.
    pub z: f64,
    /// Two-sided probability by the normal approximation.
    pub p: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Test of runs up and down: E = (2n−1)/3, V = (16n−29)/90, normal approximation. A value equal to the one before
/// it is passed over.
///
/// Source: Levene and Wolfowitz (1944), Ann. Math. Stat. 15, 58–69. Verified by enumerating all orders of seven
/// values.
pub fn runs_up_and_down(values: &[f64]) -> Result<RunsUpAndDown, Refusal> {
    check::at_least(values, 4, "Runs up and down")?;
    let rises: Vec<bool> = values
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .map(|pair| pair[1] > pair[0])
        .collect();
    if rises.len() < 3 {
        return Err(Refusal::new(
            "Nearly all neighbouring values are equal, so no ups and downs can be counted; record more digits.",
        ));
    }
    let used = rises.len() + 1;
    let runs = 1 + rises.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let n = used as f64;
    let expected = (2.0 * n - 1.0) / 3.0;
    let deviation = ((16.0 * n - 29.0) / 90.0).sqrt();
    let z = (runs as f64 - expected) / deviation;
    let p = tail::normal_two_sided(z);
    let mut meaning = Meaning::new(
        sentence(runs, expected, p, "up and down"),
        Verified::Independent("exact enumeration of all orders of seven values"),
    )
    .assuming("The values stand in the order in which they came.")
    .not_telling("What makes the values follow each other.");
    if used < 20 {
        meaning =
            meaning.not_telling("An exact probability: below 20 values the normal approximation is rough.");
    }
    Ok(RunsUpAndDown {
        used,
        runs,
        expected,
        deviation,
        z,
        p,
        meaning,
    })
}
