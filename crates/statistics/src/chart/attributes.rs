//! Charts for counts: nonconforming items (p, np) and nonconformities (c, u), and Laney's for large samples.

use super::constants::d2;
use super::frame::{Frame, no_spread, push_point};
use super::{Chart, Limits, Settings};
use crate::describe::compensated_sum;
use crate::report::{Meaning, Refusal, Verified};

/// A count and the size of what was looked at: items inspected, or area of opportunity (u may be fractional).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// Nonconforming items, or nonconformities: a whole number, not negative.
    pub count: f64,
    /// Items inspected, or area: above zero.
    pub size: f64,
}

/// Share of nonconforming items (p chart), sizes may differ.
///
/// p̄ = Σ counts / Σ sizes; limits p̄ ± 3 √(p̄(1−p̄)/n). Source: NIST Handbook 6.3.3.2.
///
/// # Errors
/// Refuses negative or broken counts, a count above its size, and no (or only) nonconforming items.
pub fn p(counts: &[Option<Count>], settings: &Settings) -> Result<Chart, Refusal> {
    let meaning = Meaning::new("", Verified::Independent(INDEPENDENT)).assuming(BINOMIAL);
    chart(counts, settings, &SHARE, meaning)
}

/// Number of nonconforming items (np chart). Where sizes differ the centre line follows them.
///
/// Centre n·p̄; limits n·p̄ ± 3 √(n·p̄(1−p̄)). Source: NIST Handbook 6.3.3.2.
///
/// # Errors
/// As [`p`].
pub fn np(counts: &[Option<Count>], settings: &Settings) -> Result<Chart, Refusal> {
    let meaning = Meaning::new("", Verified::Independent(INDEPENDENT)).assuming(BINOMIAL);
    chart(counts, settings, &NUMBER, meaning)
}

/// Nonconformities in equal areas of opportunity (c chart): c̄ ± 3 √c̄. Source: NIST Handbook 6.3.3.1.
///
/// # Errors
/// Refuses negative or broken counts, and nothing but zeros.
pub fn c(counts: &[Option<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    let counts: Vec<_> = counts
        .iter()
        .map(|c| c.map(|count| Count { count, size: 1.0 }))
        .collect();
    let meaning = Meaning::new("", Verified::Published("NIST/SEMATECH e-Handbook 6.3.3.1"))
        .assuming("Every point looks at the same amount of product: else use a u chart.")
        .assuming(POISSON);
    chart(&counts, settings, &PER_UNIT_C, meaning)
}

/// Nonconformities per unit (u chart), areas may differ: ū ± 3 √(ū/n). Source: NIST Handbook 6.3.3.1.
///
/// # Errors
/// Refuses negative or broken counts, areas that are not above zero, and nothing but zeros.
pub fn u(counts: &[Option<Count>], settings: &Settings) -> Result<Chart, Refusal> {
    let meaning = Meaning::new("", Verified::Independent(INDEPENDENT)).assuming(POISSON);
    chart(counts, settings, &PER_UNIT, meaning)
}

/// Laney's p′ chart: a p chart whose sigma is stretched by what the points really vary from one to the next.
///
/// z = (p − p̄)/sigma of each point; sigma of z = mean moving range of z / d₂(2); limits p̄ ± 3·sigma·sigma_z.
/// Source: D. B. Laney, "Improved control charts for attributes", Quality Engineering 14 (2002) 531.
///
/// # Errors
/// As [`p`], and refuses when neighbouring points never differ.
pub fn p_laney(counts: &[Option<Count>], settings: &Settings) -> Result<Chart, Refusal> {
    let meaning = Meaning::new("", Verified::Independent(INDEPENDENT)).assuming(LANEY);
    chart(
        counts,
        settings,
        &Kind {
            laney: true,
            method: "Laney p′",
            ..SHARE
        },
        meaning,
    )
}

/// Laney's u′ chart: a u chart whose sigma is stretched by what the points really vary. Source: Laney 2002.
///
/// # Errors
/// As [`u`], and refuses when neighbouring points never differ.
pub fn u_laney(counts: &[Option<Count>], settings: &Settings) -> Result<Chart, Refusal> {
    let meaning = Meaning::new("", Verified::Independent(INDEPENDENT)).assuming(LANEY);
    chart(
        counts,
        settings,
        &Kind {
            laney: true,
            method: "Laney u′",
            ..PER_UNIT
        },
        meaning,
    )
}

const INDEPENDENT: &str = "pccpy 0.16.2";
const BINOMIAL: &str = "Items fail independently with one probability; with large samples this is rarely true and limits are too narrow: use Laney's p′ then.";
const POISSON: &str = "Nonconformities happen independently at one rate; with large areas this is rarely true and limits are too narrow: use Laney's u′ then.";
const LANEY: &str = "The extra variation between points belongs to the process; it is measured by the differences between neighbours.";

/// What tells the charts apart.
struct Kind {
    method: &'static str,
    title: &'static str,
    /// Shares of items have a variance p(1−p) and end at 1; rates have a variance equal to the mean.
    share: bool,
    /// Plot the count instead of count over size.
    as_count: bool,
    laney: bool,
}

const SHARE: Kind = Kind {
    method: "p",
    title: "Share nonconforming",
    share: true,
    as_count: false,
    laney: false,
};
const NUMBER: Kind = Kind {
    method: "np",
    title: "Nonconforming items",
    share: true,
    as_count: true,
    laney: false,
};
const PER_UNIT: Kind = Kind {
    method: "u",
    title: "Nonconformities per unit",
    share: false,
    as_count: false,
    laney: false,
};
const PER_UNIT_C: Kind = Kind {
    method: "c",
    title: "Nonconformities",
    share: false,
    as_count: true,
    laney: false,
};

impl Kind {
    /// Standard deviation of the rate over `size`.
    fn sigma(&self, rate: f64, size: f64) -> f64 {
        let variance = if self.share { rate * (1.0 - rate) } else { rate };
        (variance / size).sqrt()
    }

    fn limits(&self, rate: f64, size: f64, stretch: f64) -> Limits {
        let scale = if self.as_count { size } else { 1.0 };
        let mut limits =
            Limits::three_sigma(rate * scale, self.sigma(rate, size) * scale * stretch, Some(0.0));
        if self.share && limits.upper.is_some_and(|u| u >= scale) {
            limits.upper = None;
        }
        limits
    }
}

fn chart(
    counts: &[Option<Count>],
    settings: &Settings,
    kind: &Kind,
    mut meaning: Meaning,
) -> Result<Chart, Refusal> {
    check(counts, kind)?;
    let frame = Frame::new(counts.iter().map(Option::is_some).collect(), settings)?;
    let values: Vec<Option<f64>> = counts
        .iter()
        .map(|c| c.map(|c| if kind.as_count { c.count } else { c.count / c.size }))
        .collect();
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    for cut in &frame.cuts {
        let basis: Vec<Count> = frame.basis(cut).filter_map(|i| counts[i]).collect();
        let (rate, stretch) = match frame.given {
            Some((centre, sigma)) if kind.laney => (centre, sigma),
            Some((centre, _)) => (centre, 1.0),
            None => {
                frame.enough(cut, 2, "point")?;
                let rate = pooled(&basis, kind)?;
                let stretch = if kind.laney {
                    stretch(&basis, rate, kind)?
                } else {
                    1.0
                };
                (rate, stretch)
            }
        };
        let usual = basis.first().map_or(1.0, |c| c.size);
        for at in cut.points.clone() {
            let size = counts[at].map_or(usual, |c| c.size);
            push_point(&mut bands, at, cut.points.start, kind.limits(rate, size, stretch));
        }
        if kind.laney {
            meaning = meaning.assuming(format!("Sigma of z is {}.", crate::report::figure(stretch)));
        }
        let small = basis.iter().any(|c| rate * c.size < 1.0);
        if small {
            meaning = meaning.not_telling(
                "Improvement: with less than about one event expected per point the chart can hardly fall. Use a g or t chart for rare events.",
            );
        }
        stages.push(frame.stage(cut, Some(rate), None));
    }
    let panels = vec![frame.panel(kind.title, values, bands, &settings.rules)];
    Ok(frame.chart(kind.method, panels, stages, settings, meaning))
}

fn pooled(basis: &[Count], kind: &Kind) -> Result<f64, Refusal> {
    let events = compensated_sum(basis.iter().map(|c| c.count));
    let size = compensated_sum(basis.iter().map(|c| c.size));
    if events == 0.0 {
        return Err(no_spread("All counts are zero"));
    }
    if kind.share && events >= size {
        return Err(no_spread("Every single item is nonconforming"));
    }
    Ok(events / size)
}

fn stretch(basis: &[Count], rate: f64, kind: &Kind) -> Result<f64, Refusal> {
    let z: Vec<f64> = basis
        .iter()
        .map(|c| (c.count / c.size - rate) / kind.sigma(rate, c.size))
        .collect();
    let steps = compensated_sum(z.windows(2).map(|w| (w[1] - w[0]).abs()));
    let sigma = steps / (z.len() - 1) as f64 / d2(2);
    if sigma > 0.0 {
        Ok(sigma)
    } else {
        Err(no_spread("All points are equal"))
    }
}

/// Refuses what cannot be counted; column 0 is the count, 1 the size.
fn check(counts: &[Option<Count>], kind: &Kind) -> Result<(), Refusal> {
    for (row, found) in counts.iter().enumerate() {
        let Some(Count { count, size }) = *found else {
            continue;
        };
        let at = row + 1;
        let (column, wrong) = if !count.is_finite() || !size.is_finite() {
            let column = usize::from(count.is_finite());
            (
                column,
                format!("Point {at} is not a finite number. Correct it or leave it empty."),
            )
        } else if count < 0.0 {
            (
                0,
                format!("The count of point {at} is {count}, which is negative. Correct it."),
            )
        } else if count.fract() != 0.0 {
            (
                0,
                format!(
                    "The count of point {at} is {count}, which is not a whole number. Count events; for measured values use an I-MR chart."
                ),
            )
        } else if size <= 0.0 {
            (
                1,
                format!("The size of point {at} is {size}. It must be above zero."),
            )
        } else if kind.share && size.fract() != 0.0 {
            (
                1,
                format!(
                    "The size of point {at} is {size}, which is not a whole number of items. For areas use a u chart."
                ),
            )
        } else if kind.share && count > size {
            (
                0,
                format!(
                    "Point {at} counts {count} nonconforming of {size} inspected: the share is above 1. Check both columns."
                ),
            )
        } else {
            continue;
        };
        return Err(Refusal::new(wrong).at_row(row).at_column(column));
    }
    Ok(())
}
