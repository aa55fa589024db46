//! Trend by ranks.

use super::sums::{median, median_of_sorted};
use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Is there a steady rise or fall?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MannKendall {
    /// Rising pairs minus falling pairs.
    pub s: f64,
    /// Variance of S when there is no trend, corrected for equal values.
    pub variance: f64,
    /// Standardised S with continuity correction.
    pub z: f64,
    /// Two-sided probability.
    pub p: f64,
    /// Kendall's tau: S divided by the number of pairs.
    pub tau: f64,
    /// Median of all pairwise slopes (Sen), per step.
    pub slope: f64,
    /// Where the line of that slope starts: median of the values minus slope times the median position.
    pub intercept: f64,
    /// Confidence limits of the slope.
    pub slope_limits: (f64, f64),
    /// Confidence that was used.
    pub confidence: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Mann–Kendall test with Sen's slope, over values at equal steps.
///
/// V(S) = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)]/18, Z = (S∓1)/√V. Sources: Mann (1945), Econometrica 13, 245–259; Kendall
/// (1975), Rank Correlation Methods; Sen (1968), JASA 63, 1379–1389.
pub fn mann_kendall(values: &[f64], confidence: f64) -> Result<MannKendall, Refusal> {
    check::at_least(values, 4, "Mann–Kendall trend test")?;
    check::confidence(confidence)?;
    if values.len() > 5000 {
        return Err(Refusal::new(
            "The trend test compares all pairs and takes at most 5000 values; sum the values up per day, week or month first.",
        ));
    }
    let mut s = 0.0_f64;
    let mut slopes = Vec::with_capacity(values.len() * (values.len() - 1) / 2);
    for (early, first) in values.iter().enumerate() {
        for (late, second) in values.iter().enumerate().skip(early + 1) {
            let rise = second - first;
            s += if rise > 0.0 {
                1.0
            } else if rise < 0.0 {
                -1.0
            } else {
                0.0
            };
            slopes.push(rise / (late - early) as f64);
        }
    }
    slopes.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - tie_term(values)) / 18.0;
    if variance <= 0.0 {
        return Err(Refusal::new(
            "All values are equal, so there is no trend to test; record more digits.",
        ));
    }
    let z = if s == 0.0 {
        0.0
    } else {
        (s - s.signum()) / variance.sqrt()
    };
    let p = tail::normal_two_sided(z);
    let slope = median_of_sorted(&slopes);
    let slope_limits = slope_limits(&slopes, variance, confidence);
    let sentence = if p >= 1.0 - confidence {
        format!(
            "No trend was shown in {} values ({}).",
            values.len(),
            say::p_value(p)
        )
    } else {
        format!(
            "The values {} over the {} points, by about {} per step ({}).",
            if s > 0.0 { "rise" } else { "fall" },
            values.len(),
            say::figure(slope.abs()),
            say::p_value(p)
        )
    };
    let mut meaning = Meaning::new(
        sentence,
        Verified::Independent("pymannkendall 1.4.3 and scipy 1.17.1, stats.theilslopes"),
    )
    .assuming("The values come at equal steps and are independent of each other but for the trend.")
    .not_telling("Whether the change is a steady one or a single step, and whether it goes on.");
    if values.len() < 10 {
        meaning =
            meaning.not_telling("An exact probability: below ten values the normal approximation is rough.");
    }
    Ok(MannKendall {
        s,
        variance,
        z,
        p,
        tau: s / (0.5 * n * (n - 1.0)),
        slope,
        intercept: median(values) - slope * (n - 1.0) / 2.0,
        slope_limits,
        confidence,
        meaning,
    })
}

fn tie_term(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .chunk_by(|a, b| a == b)
        .map(|tied| {
            let t = tied.len() as f64;
            t * (t - 1.0) * (2.0 * t + 5.0)
        })
        .sum()
}

/// Sen's limits: the slopes whose ranks lie z·√V/2 from the middle, rounded to the nearest rank.
fn slope_limits(slopes: &[f64], variance: f64, confidence: f64) -> (f64, f64) {
    let count = slopes.len() as f64;
    let reach = tail::normal_multiplier(confidence) * variance.sqrt();
    let last = slopes.len() - 1;
    let lower = ((count - reach) / 2.0).round_ties_even() - 1.0;
    let upper = ((count + reach) / 2.0).round_ties_even();
    (
        slopes[(lower.max(0.0) as usize).min(last)],
        slopes[(upper.max(0.0) as usize).min(last)],
    )
}
