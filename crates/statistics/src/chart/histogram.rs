//! Histogram: how values are spread, in bins with readable edges.

use crate::describe::{Moments, deviation, mean, present, quantile, sorted};
use crate::report::{Meaning, Refusal, Verified, counted};
use serde::Serialize;

/// Counts in bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Edges in rising order, one more than bins. A bin holds its lower edge; the last one holds both.
    pub edges: Vec<f64>,
    /// Values in each bin.
    pub counts: Vec<usize>,
    /// Values in all.
    pub total: usize,
    /// Values missing.
    pub missing: usize,
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation; absent for a single value.
    pub deviation: Option<f64>,
    /// What it means.
    pub meaning: Meaning,
}

/// Sorts values into bins: `bins` if given, else as many as Freedman and Diaconis' width 2·IQR·n^(−1/3)
/// asks for (at least 5, at most 60), rounded to 1, 2, 2.5 or 5 times a power of ten.
///
/// Source: D. Freedman and P. Diaconis, Zeitschrift für Wahrscheinlichkeitstheorie 57 (1981) 453.
///
/// # Errors
/// Refuses no values, values that are not finite, and more than 1000 bins or none.
pub fn histogram(values: &[Option<f64>], bins: Option<usize>) -> Result<Histogram, Refusal> {
    let found = present(values)?;
    if bins.is_some_and(|b| b == 0 || b > 1000) {
        return Err(Refusal::new("A histogram has between 1 and 1000 bins."));
    }
    let rising = sorted(&found);
    let edges = edges(&rising, bins);
    let mut counts = vec![0; edges.len() - 1];
    for value in &rising {
        let bin = edges.partition_point(|e| e <= value).clamp(1, counts.len());
        counts[bin - 1] += 1;
    }
    let spread = (found.len() > 1).then(|| deviation(&found));
    let meaning = Meaning::new(sentence(&rising, &found), Verified::Independent("NumPy 2.4.6"))
        .assuming("The values come from one process that did not change meanwhile.")
        .not_telling("Anything about time: a drift and a mixture of two machines can look alike. Draw a run chart beside it.");
    Ok(Histogram {
        edges,
        counts,
        total: found.len(),
        missing: values.len() - found.len(),
        mean: mean(&found),
        deviation: spread,
        meaning,
    })
}

fn edges(rising: &[f64], bins: Option<usize>) -> Vec<f64> {
    let (low, high) = (rising[0], rising[rising.len() - 1]);
    let span = high - low;
    if span <= 0.0 {
        let half = (low.abs() * 0.01).max(0.5);
        return vec![low - half, low + half];
    }
    if let Some(bins) = bins {
        let at = |i: usize| {
            if i == bins {
                high
            } else {
                low + span * i as f64 / bins as f64
            }
        };
        return (0..=bins).map(at).collect();
    }
    let n = rising.len() as f64;
    let quartiles = quantile(rising, 0.75) - quantile(rising, 0.25);
    let wanted = 2.0 * quartiles / n.cbrt();
    let width = readable(wanted.clamp(span / 60.0, span / 5.0));
    let first = (low / width).floor();
    let last = (high / width).floor() + 1.0;
    (0..=(last - first) as usize)
        .map(|i| (first + i as f64) * width)
        .collect()
}

/// The largest of 1, 2, 2.5 and 5 times a power of ten that is not above `width`.
fn readable(width: f64) -> f64 {
    let power = 10.0_f64.powf(width.log10().floor());
    let steps = [5.0, 2.5, 2.0, 1.0];
    let step = steps
        .into_iter()
        .find(|s| s * power <= width * (1.0 + 1e-12))
        .unwrap_or(1.0);
    step * power
}

fn sentence(rising: &[f64], values: &[f64]) -> String {
    let figure = crate::report::figure;
    let (low, high) = (rising[0], rising[rising.len() - 1]);
    let count = counted(rising.len(), "value");
    if low == high {
        return format!("{count}, all equal to {}.", figure(low));
    }
    let skew = Moments::of(values).skewness();
    let shape = if rising.len() < 20 {
        "too few to speak of a shape"
    } else if skew > 0.8 {
        "with a long tail to the right"
    } else if skew < -0.8 {
        "with a long tail to the left"
    } else {
        "roughly even on both sides"
    };
    format!("{count} between {} and {}, {shape}.", figure(low), figure(high))
}
