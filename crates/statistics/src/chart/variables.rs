//! Charts for measured values: individuals and moving range, averages and ranges, averages and standard deviations.

use super::constants::{c4, c5, range_constants};
use super::frame::{Frame, band, no_spread, presence, push_point, rules_of_spread};
use super::{Chart, Limits, Settings};
use crate::describe::{Moments, compensated_sum};
use crate::report::{Meaning, Refusal, Verified};

/// Individuals and moving range (I-MR, also XmR): one value at a time.
///
/// Sigma is the mean moving range of two over d₂(2) = 1.1284; limits x̄ ± 3 sigma; the moving range has the limit
/// D₄(2)·MR̄. No moving range is taken across a gap, an excluded point or the beginning of a stage.
/// Source: NIST Handbook 6.3.2.2.
///
/// # Errors
/// Refuses fewer than two neighbouring values to set limits, and a moving range of zero throughout.
pub fn individuals(values: &[Option<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    let frame = Frame::new(presence(values)?, settings)?;
    let (d2, d3) = range_constants(2);
    let ranges = moving_ranges(values, &frame);
    let (mut single, mut spread, mut stages) = (Vec::new(), Vec::new(), Vec::new());
    for cut in &frame.cuts {
        let (centre, sigma) = match frame.given {
            Some(given) => given,
            None => {
                let used = frame.enough(cut, 2, "value")?;
                let sum = compensated_sum(frame.basis(cut).filter_map(|i| values[i]));
                (
                    sum / used as f64,
                    mean_range(&ranges, cut.basis.start + 1..cut.basis.end)? / d2,
                )
            }
        };
        single.push(band(&cut.points, Limits::three_sigma(centre, sigma, None)));
        spread.push(band(
            &cut.points,
            Limits::three_sigma(d2 * sigma, d3 * sigma, Some(0.0)),
        ));
        stages.push(frame.stage(cut, Some(centre), Some(sigma)));
    }
    let panels = vec![
        frame.panel("Individual value", values.to_vec(), single, &settings.rules),
        frame.panel("Moving range", ranges, spread, &rules_of_spread(&settings.rules)),
    ];
    let meaning = Meaning::new("", Verified::Published("NIST/SEMATECH e-Handbook 6.3.2.2"))
        .assuming("Values follow one another in time, do not depend on one another, and are roughly normal.")
        .assuming(
            "Sigma comes from the differences between neighbours, so that a shift does not widen the limits.",
        );
    Ok(frame.chart("I-MR", panels, stages, settings, meaning))
}

/// Differences between neighbours that both count, within a stage.
fn moving_ranges(values: &[Option<f64>], frame: &Frame) -> Vec<Option<f64>> {
    let mut ranges = Vec::with_capacity(values.len());
    for cut in &frame.cuts {
        let mut before = None;
        for i in cut.points.clone() {
            let value = values[i].filter(|_| frame.counts[i]);
            ranges.push(before.zip(value).map(|(b, v): (f64, f64)| (v - b).abs()));
            before = value;
        }
    }
    ranges
}

fn mean_range(ranges: &[Option<f64>], among: std::ops::Range<usize>) -> Result<f64, Refusal> {
    let mut count = 0_usize;
    let sum = compensated_sum(ranges[among].iter().flatten().map(|range| {
        count += 1;
        *range
    }));
    if count == 0 {
        return Err(Refusal::new(
            "No two neighbouring values are there, so no moving range can be taken. Collect more, or give a centre and sigma.",
        ));
    }
    let mean = sum / count as f64;
    if mean > 0.0 {
        Ok(mean)
    } else {
        Err(no_spread("All values are equal"))
    }
}

/// Averages and ranges of subgroups (X̄-R). Suits subgroups up to about ten; sizes may differ.
///
/// Sigma: each range over d₂ of its size, weighted by d₂²/d₃²; with equal sizes this is R̄/d₂. Limits of the averages
/// x̿ ± 3 sigma/√n, of the ranges (d₂ ± 3 d₃)·sigma. Source: NIST Handbook 6.3.2.1; unequal sizes:
/// I. W. Burr, Journal of Quality Technology 1 (1969) 163.
///
/// # Errors
/// Refuses a subgroup of one, fewer than two subgroups to set limits, and no spread within any subgroup.
pub fn xbar_r(subgroups: &[Vec<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    let verified =
        Verified::Published("Montgomery, Introduction to Statistical Quality Control (piston rings)");
    averages(subgroups, settings, Spread::Range, "X-bar and R", verified)
}

/// Averages and standard deviations of subgroups (X̄-S). Suits any size from two; sizes may differ.
///
/// Sigma: each standard deviation over c₄ of its size, weighted by c₄²/(1−c₄²); with equal sizes this is s̄/c₄.
/// Limits of the averages x̿ ± 3 sigma/√n, of the standard deviations (c₄ ± 3√(1−c₄²))·sigma.
/// Source: NIST Handbook 6.3.2.1; unequal sizes: Burr 1969.
///
/// # Errors
/// As [`xbar_r`].
pub fn xbar_s(subgroups: &[Vec<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    let verified =
        Verified::Published("Montgomery, Introduction to Statistical Quality Control (piston rings)");
    averages(subgroups, settings, Spread::Deviation, "X-bar and S", verified)
}

#[derive(Clone, Copy, PartialEq)]
enum Spread {
    Range,
    Deviation,
}

impl Spread {
    /// Mean and standard deviation of the measure of spread in sigmas.
    fn constants(self, n: usize) -> (f64, f64) {
        match self {
            Self::Range => range_constants(n),
            Self::Deviation => (c4(n), c5(n)),
        }
    }

    fn of(self, values: &[f64]) -> f64 {
        match self {
            Self::Range => range(values),
            Self::Deviation if range(values) == 0.0 => 0.0,
            Self::Deviation => Moments::of(values).deviation(),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Range => "Range",
            Self::Deviation => "Standard deviation",
        }
    }
}

fn range(values: &[f64]) -> f64 {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
            (l.min(*v), h.max(*v))
        });
    high - low
}

fn averages(
    subgroups: &[Vec<f64>],
    settings: &Settings,
    spread: Spread,
    method: &'static str,
    verified: Verified,
) -> Result<Chart, Refusal> {
    check_subgroups(subgroups)?;
    let frame = Frame::new(subgroups.iter().map(|s| !s.is_empty()).collect(), settings)?;
    let when_present = |f: &dyn Fn(&[f64]) -> f64| -> Vec<Option<f64>> {
        subgroups.iter().map(|s| (!s.is_empty()).then(|| f(s))).collect()
    };
    let means = when_present(&|s| Moments::of(s).mean());
    let spreads = when_present(&|s| spread.of(s));
    let (mut above, mut below, mut stages) = (Vec::new(), Vec::new(), Vec::new());
    for cut in &frame.cuts {
        let (centre, sigma) = match frame.given {
            Some(given) => given,
            None => {
                frame.enough(cut, 2, "subgroup")?;
                let basis: Vec<usize> = frame.basis(cut).collect();
                estimate(&basis, subgroups, &means, &spreads, spread)?
            }
        };
        for at in cut.points.clone() {
            let n = size_for_limits(subgroups, at, cut.points.start);
            let (mean, deviation) = spread.constants(n);
            let of_mean = Limits::three_sigma(centre, sigma / (n as f64).sqrt(), None);
            let of_spread = Limits::three_sigma(mean * sigma, deviation * sigma, Some(0.0));
            push_point(&mut above, at, cut.points.start, of_mean);
            push_point(&mut below, at, cut.points.start, of_spread);
        }
        stages.push(frame.stage(cut, Some(centre), Some(sigma)));
    }
    let panels = vec![
        frame.panel("Average", means, above, &settings.rules),
        frame.panel(spread.title(), spreads, below, &rules_of_spread(&settings.rules)),
    ];
    let mut meaning = Meaning::new("", verified)
        .assuming("Pieces of a subgroup were made under the same conditions: sigma is the spread within subgroups only.")
        .assuming("Subgroups do not depend on one another; single values are roughly normal.");
    if spread == Spread::Range && subgroups.iter().any(|s| s.len() > 10) {
        meaning = meaning.not_telling("As much as it could: above ten pieces the range wastes what the standard deviation would use. Prefer X̄-S.");
    }
    Ok(frame.chart(method, panels, stages, settings, meaning))
}

/// A missing subgroup has no size: its place takes the limits of the neighbour before it, or two.
fn size_for_limits(subgroups: &[Vec<f64>], at: usize, first: usize) -> usize {
    (first..=at)
        .rev()
        .map(|i| subgroups[i].len())
        .find(|n| *n > 0)
        .unwrap_or(2)
}

/// Weighted centre and the best linear estimate of sigma (Burr 1969).
fn estimate(
    basis: &[usize],
    subgroups: &[Vec<f64>],
    means: &[Option<f64>],
    spreads: &[Option<f64>],
    spread: Spread,
) -> Result<(f64, f64), Refusal> {
    let size = |i: usize| subgroups[i].len() as f64;
    let all = basis.iter().map(|&i| size(i)).sum::<f64>();
    let centre = compensated_sum(basis.iter().filter_map(|&i| means[i].map(|m| m * size(i)))) / all;
    let weight = |i: usize| {
        let (mean, deviation) = spread.constants(subgroups[i].len());
        (mean, mean * mean / (deviation * deviation))
    };
    let mut numerator = 0.0;
    let mut denominator = 0.0;
    for &i in basis {
        let (mean, weight) = weight(i);
        numerator += weight * spreads[i].unwrap_or(0.0) / mean;
        denominator += weight;
    }
    let sigma = numerator / denominator;
    if sigma > 0.0 {
        Ok((centre, sigma))
    } else {
        Err(no_spread("Within every subgroup all values are equal"))
    }
}

fn check_subgroups(subgroups: &[Vec<f64>]) -> Result<(), Refusal> {
    for (row, subgroup) in subgroups.iter().enumerate() {
        if let Some(column) = subgroup.iter().position(|v| !v.is_finite()) {
            return Err(Refusal::new(format!(
                "Value {} of subgroup {} is not a finite number. Correct it or leave it out.",
                column + 1,
                row + 1
            ))
            .at_row(row)
            .at_column(column));
        }
        if subgroup.len() == 1 {
            return Err(Refusal::new(format!(
                "Subgroup {} has only one value, which has no spread. Give at least two in each, or use an I-MR chart.",
                row + 1
            ))
            .at_row(row));
        }
    }
    Ok(())
}
