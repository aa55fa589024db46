//! Funnel plots: who differs from the target by more than the size of the unit explains.

use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// How limits are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelMethod {
    /// From the binomial or Poisson distribution itself, interpolated between counts.
    Exact,
    /// Normal approximation.
    Normal,
}

/// A pair of limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FunnelLimit {
    /// Share of units that stay within the limits when all are alike (0.95 or 0.998).
    pub coverage: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// One unit of a funnel plot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelPoint {
    /// What it is measured by: the number inspected, or the expected count.
    pub precision: f64,
    /// Its proportion or ratio.
    pub value: f64,
    /// Limits at its precision: 95 % and 99.8 %.
    pub limits: [FunnelLimit; 2],
    /// Standardised distance from the target (normal approximation).
    pub z: f64,
}

impl FunnelPoint {
    /// Whether the value lies strictly outside the 99.8 % limits.
    pub fn is_signal(&self) -> bool {
        self.value < self.limits[1].lower || self.value > self.limits[1].upper
    }

    /// Whether the value lies strictly outside the 95 % limits.
    pub fn is_warning(&self) -> bool {
        self.value < self.limits[0].lower || self.value > self.limits[0].upper
    }
}

/// A funnel plot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel {
    /// The target all units are compared with.
    pub target: f64,
    /// How limits were computed.
    pub method: FunnelMethod,
    /// The units, in the order given.
    pub points: Vec<FunnelPoint>,
    /// Units outside the 99.8 % limits, counted from zero.
    pub signals: Vec<usize>,
    /// Mean squared z: about 1 when only chance is at work; well above it, units differ for other reasons.
    pub overdispersion: f64,
    /// What it means.
    pub meaning: Meaning,
}

const COVERAGES: [f64; 2] = [0.95, 0.998];

/// Funnel limits for proportions: `(count, out of)` per unit. Without a target, the overall proportion is used.
///
/// Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202, appendix A.1: the exact limit is
/// (r − a)/n with r the smallest count whose cumulative probability reaches p, and a the part of the last step
/// that goes beyond p. Normal: θ ± z√(θ(1−θ)/n).
pub fn funnel_proportions(
    units: &[(u64, u64)],
    target: Option<f64>,
    method: FunnelMethod,
) -> Result<Funnel, Refusal> {
    if units.is_empty() {
        return Err(Refusal::new("No units were given; there is nothing to compare."));
    }
    if let Some(row) = units.iter().position(|(count, of)| *of == 0 || count > of) {
        return Err(Refusal::new(format!(
            "Unit {}: {} counted among {} inspected is not possible; correct it or leave it out.",
            row + 1,
            units[row].0,
            units[row].1
        ))
        .at_row(row));
    }
    let overall = units.iter().map(|unit| unit.0).sum::<u64>() as f64
        / units.iter().map(|unit| unit.1).sum::<u64>() as f64;
    let theta = target.unwrap_or(overall);
    check::fraction(theta, "the target proportion", "0.02 for 2 %")?;
    let points = units
        .iter()
        .map(|(count, of)| {
            let n = *of as f64;
            let value = *count as f64 / n;
            let error = (theta * (1.0 - theta) / n).sqrt();
            let at = |p: f64| match method {
                FunnelMethod::Exact => {
                    interpolated(p, |k| tail::binomial_lower(k, *of, theta), *of as f64) / n
                }
                FunnelMethod::Normal => (theta + tail::normal_quantile(p) * error).clamp(0.0, 1.0),
            };
            FunnelPoint {
                precision: n,
                value,
                limits: limits(at, 0.0, 1.0),
                z: (value - theta) / error,
            }
        })
        .collect();
    Ok(funnel(theta, target.is_none(), method, points, "proportion"))
}

/// Funnel limits for standardised ratios: `(observed, expected)` per unit, target 1.
///
/// Source: as for proportions, with the Poisson distribution; normal: 1 ± z/√E.
pub fn funnel_ratios(units: &[(u64, f64)], method: FunnelMethod) -> Result<Funnel, Refusal> {
    if units.is_empty() {
        return Err(Refusal::new("No units were given; there is nothing to compare."));
    }
    if let Some(row) = units
        .iter()
        .position(|(_, expected)| !expected.is_finite() || *expected <= 0.0)
    {
        return Err(Refusal::new(format!(
            "Unit {}: the expected count must be above zero; correct it.",
            row + 1
        ))
        .at_row(row));
    }
    let points = units
        .iter()
        .map(|(observed, expected)| {
            let value = *observed as f64 / expected;
            let at = |p: f64| match method {
                FunnelMethod::Exact => {
                    interpolated(p, |k| tail::poisson_lower(k, *expected), f64::INFINITY) / expected
                }
                FunnelMethod::Normal => (1.0 + tail::normal_quantile(p) / expected.sqrt()).max(0.0),
            };
            FunnelPoint {
                precision: *expected,
                value,
                limits: limits(at, 0.0, f64::INFINITY),
                z: (value - 1.0) * expected.sqrt(),
            }
        })
        .collect();
    Ok(funnel(1.0, false, method, points, "ratio"))
}

fn limits(at: impl Fn(f64) -> f64, least: f64, most: f64) -> [FunnelLimit; 2] {
    COVERAGES.map(|coverage| FunnelLimit {
        coverage,
        lower: at((1.0 - coverage) / 2.0).max(least),
        upper: at(1.0 - (1.0 - coverage) / 2.0).min(most),
    })
}

/// The count at which the cumulative probability passes p, moved back by the part of the last step beyond p.
fn interpolated(p: f64, lower: impl Fn(i64) -> f64, most: f64) -> f64 {
    let mut high: i64 = 1;
    while lower(high) < p && (high as f64) < most {
        high *= 2;
    }
    let mut low: i64 = -1;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if lower(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (at, before) = (lower(high), lower(high - 1));
    high as f64 - (at - p) / (at - before)
}

fn funnel(
    target: f64,
    own_target: bool,
    method: FunnelMethod,
    points: Vec<FunnelPoint>,
    what: &str,
) -> Funnel {
    let signals: Vec<usize> = (0..points.len()).filter(|row| points[*row].is_signal()).collect();
    let overdispersion = points.iter().map(|point| point.z * point.z).sum::<f64>() / points.len() as f64;
    let named = signals
        .iter()
        .map(|row| (row + 1).to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let sentence = match signals.len() {
        0 => format!(
            "Every unit of {} lies within what chance gives around a {what} of {}.",
            points.len(),
            say::figure(target)
        ),
        1 => format!(
            "One of {} units differs from {} by more than chance explains: unit {named}. The rest is noise.",
            points.len(),
            say::figure(target)
        ),
        many => format!(
            "{many} of {} units differ from {} by more than chance explains: units {named}. The rest is noise.",
            points.len(),
            say::figure(target)
        ),
    };
    let mut meaning = Meaning::new(
        sentence,
        Verified::Independent("scipy 1.17.1, stats.binom and stats.poisson"),
    )
    .assuming("The units serve comparable cases, or the expected counts allow for the difference.")
    .not_telling("Why a unit differs, and a ranking: within the limits the order is chance.");
    if own_target {
        meaning = meaning.assuming("The target is the overall value of the same units.");
    }
    // 99.9th percentile of a mean squared z, by Wilson and Hilferty's approximation of chi-square.
    let n = points.len() as f64;
    let bound = (1.0 - 2.0 / (9.0 * n) + 3.09 * (2.0 / (9.0 * n)).sqrt()).powi(3);
    if points.len() > 4 && overdispersion > bound {
        meaning = meaning.not_telling(format!(
            "Chance alone: the units scatter {} times as widely as chance gives, so the limits are too narrow and signals too many.",
            say::figure(overdispersion.sqrt())
        ));
    }
    Funnel {
        target,
        method,
        points,
        signals,
        overdispersion,
        meaning,
    }
}
