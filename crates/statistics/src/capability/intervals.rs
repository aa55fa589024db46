//! Confidence intervals of capability indices: how far the next study may lie from this one.

use crate::special::{chi_squared_quantile, normal_quantile};
use serde::Serialize;

/// Confidence intervals of the indices for one sigma; each is absent where its index is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// Interval of Cp or Pp.
    pub spread: Option<(f64, f64)>,
    /// Interval of Cpl or Ppl.
    pub lower: Option<(f64, f64)>,
    /// Interval of Cpu or Ppu.
    pub upper: Option<(f64, f64)>,
    /// Interval of Cpk or Ppk.
    pub worst: (f64, f64),
}

/// Interval of an index whose only uncertain part is sigma, as Cp and Pp: by chi-squared with the degrees of freedom of
/// sigma. Source: NIST Handbook 6.1.6.
pub fn spread_interval(index: f64, freedom: f64, confidence: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - confidence);
    let edge = |p| index * (chi_squared_quantile(p, freedom) / freedom).sqrt();
    (edge(tail), edge(1.0 - tail))
}

/// Interval of an index to one limit (Cpl, Cpu) or of the smaller of both (Cpk) from `count` values, with the degrees
/// of freedom of sigma: C ± z √(1/9n + C²/2ν). Source: A. F. Bissell, Applied Statistics 39 (1990) 331.
pub fn side_interval(index: f64, count: usize, freedom: f64, confidence: f64) -> (f64, f64) {
    let z = normal_quantile(0.5 * (1.0 + confidence));
    let reach = z * (1.0 / (9.0 * count as f64) + index * index / (2.0 * freedom)).sqrt();
    (index - reach, index + reach)
}

/// Interval of Cpm from `count` values whose mean lies `away` sigmas from the target: by chi-squared with
/// n(1 + a²)²/(1 + 2a²) degrees of freedom. Source: R. A. Boyles, Journal of Quality Technology 23 (1991) 17.
pub fn target_interval(cpm: f64, count: usize, away: f64, confidence: f64) -> (f64, f64) {
    let square = away * away;
    let freedom = count as f64 * (1.0 + square).powi(2) / (1.0 + 2.0 * square);
    spread_interval(cpm, freedom, confidence)
}
