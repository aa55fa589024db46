//! Process capability: how the spread of a process compares with what is allowed.

mod intervals;
mod johnson;
mod nonnormal;
mod normality;

pub use intervals::{Intervals, side_interval, spread_interval, target_interval};
pub use johnson::{Family, Johnson, johnson};
pub use nonnormal::{BoxCox, NonNormal, box_cox, with_box_cox, with_johnson, with_percentiles};
pub use normality::{AndersonDarling, anderson_darling};

use crate::chart::constants::{c4, c5, d2, range_constants};
use crate::chart::{Settings, individuals, xbar_s};
use crate::describe::{Moments, compensated_sum, deviation, mean, sum_of_squares};
use crate::report::{Meaning, Refusal, Verified, figure};
use crate::special::normal_below;
use serde::Serialize;

/// What is allowed. At least one limit.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Specification {
    /// Lower specification limit. Leave out a natural limit that nothing can pass, such as zero for a distance.
    pub lower: Option<f64>,
    /// Upper specification limit.
    pub upper: Option<f64>,
    /// Where values should be; needed for Cpm.
    pub target: Option<f64>,
}

impl Specification {
    fn check(&self) -> Result<(), Refusal> {
        let given = [self.lower, self.upper, self.target];
        if given.iter().flatten().any(|v| !v.is_finite()) {
            return Err(Refusal::new(
                "A specification limit or target is not a finite number. Correct it.",
            ));
        }
        match (self.lower, self.upper) {
            (None, None) => Err(Refusal::new(
                "There is no specification limit. Give a lower or an upper one, or both.",
            )),
            (Some(lower), Some(upper)) if lower >= upper => Err(Refusal::new(format!(
                "The lower specification limit {lower} is not below the upper one {upper}. Correct them."
            ))),
            _ => Ok(()),
        }
    }
}

/// Capability indices for one sigma. With the sigma within subgroups they are called Cp, Cpl, Cpu, Cpk; with the overall
/// one Pp, Ppl, Ppu, Ppk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Indices {
    /// Standard deviation used.
    pub sigma: f64,
    /// (USL − LSL) / 6 sigma; needs both limits.
    pub spread: Option<f64>,
    /// (mean − LSL) / 3 sigma.
    pub lower: Option<f64>,
    /// (USL − mean) / 3 sigma.
    pub upper: Option<f64>,
    /// The smaller of lower and upper.
    pub worst: f64,
    /// Share of pieces expected outside, in parts per million, if values are normal.
    pub expected: Ppm,
}

/// Parts per million outside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ppm {
    /// Below the lower limit.
    pub below: f64,
    /// Above the upper limit.
    pub above: f64,
    /// Both.
    pub total: f64,
}

/// Capability indices from a mean and a sigma.
///
/// Source: NIST Handbook 6.1.6.
///
/// # Errors
/// Refuses a specification without a limit and a sigma that is not above zero.
pub fn indices(mean: f64, sigma: f64, specification: &Specification) -> Result<Indices, Refusal> {
    specification.check()?;
    if !sigma.is_finite() || sigma <= 0.0 {
        return Err(Refusal::new(
            "The spread is zero, so no capability can be computed. Check whether the instrument resolves the differences.",
        ));
    }
    let lower = specification.lower.map(|l| (mean - l) / (3.0 * sigma));
    let upper = specification.upper.map(|u| (u - mean) / (3.0 * sigma));
    let worst = lower.into_iter().chain(upper).fold(f64::INFINITY, f64::min);
    let spread = specification
        .lower
        .zip(specification.upper)
        .map(|(l, u)| (u - l) / (6.0 * sigma));
    let outside = |index: Option<f64>| index.map_or(0.0, |i| 1e6 * normal_below(-3.0 * i));
    let (below, above) = (outside(lower), outside(upper));
    Ok(Indices {
        sigma,
        spread,
        lower,
        upper,
        worst,
        expected: Ppm {
            below,
            above,
            total: below + above,
        },
    })
}

/// Off-centre ratio k = |target − mean| / half the tolerance, with the middle of the limits as target unless one is given
/// (NIST Handbook 6.1.6). Absent for one-sided limits.
pub fn off_centre(mean: f64, specification: &Specification) -> Option<f64> {
    let (lower, upper) = specification.lower.zip(specification.upper)?;
    let target = specification.target.unwrap_or(0.5 * (lower + upper));
    Some((target - mean).abs() / (0.5 * (upper - lower)))
}

/// Cpm = (USL − LSL) / 6 √(sigma² + (mean − target)²) (NIST Handbook 6.1.6). Needs both limits and a target.
pub fn cpm(mean: f64, sigma: f64, specification: &Specification) -> Option<f64> {
    let (lower, upper) = specification.lower.zip(specification.upper)?;
    let away = mean - specification.target?;
    Some((upper - lower) / (6.0 * (sigma * sigma + away * away).sqrt()))
}

/// How sigma within subgroups is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Mean range over d₂; for single values the mean moving range of two.
    MeanRange,
    /// Mean standard deviation over c₄; needs subgroups.
    MeanDeviation,
    /// Root of the pooled variance; needs subgroups.
    Pooled,
}

/// A capability study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Capability {
    /// Pieces measured.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// What is allowed.
    pub specification: Specification,
    /// Cp, Cpl, Cpu, Cpk: what the process does in the short run.
    pub within: Indices,
    /// Degrees of freedom of the sigma within, exact for pooled, else by matching its variance.
    pub within_freedom: f64,
    /// Pp, Ppl, Ppu, Ppk: what the pieces at hand show.
    pub overall: Indices,
    /// Cpm with the overall sigma; needs both limits and a target.
    pub cpm: Option<f64>,
    /// Off-centre ratio k; needs both limits.
    pub off_centre: Option<f64>,
    /// Confidence level of the intervals.
    pub confidence: f64,
    /// Intervals of Cp, Cpl, Cpu, Cpk.
    pub within_intervals: Intervals,
    /// Intervals of Pp, Ppl, Ppu, Ppk.
    pub overall_intervals: Intervals,
    /// Interval of Cpm.
    pub cpm_interval: Option<(f64, f64)>,
    /// Pieces at hand outside, in parts per million.
    pub observed: Ppm,
    /// Test of normality; absent below eight values.
    pub normality: Option<AndersonDarling>,
    /// Signals on the control chart of the same data: above zero, the process was not stable.
    pub signals: usize,
    /// What it means.
    pub meaning: Meaning,
}

/// A capability study of measured values in the order in which they were made.
///
/// `subgroups` of one are single values: their sigma within comes from moving ranges. Degrees of freedom of a mean range or
/// a mean standard deviation: by matching its variance; of a mean moving range: (n−1)/1.65 (J. D. Cryer and T. P. Ryan,
/// Journal of Quality Technology 22 (1990) 187). Intervals: [`spread_interval`], [`side_interval`], [`target_interval`].
///
/// # Errors
/// Refuses fewer than two values, subgroups of one among larger ones, no spread, and a specification without limit.
pub fn capability(
    subgroups: &[Vec<f64>],
    specification: &Specification,
    within: Within,
    confidence: f64,
) -> Result<Capability, Refusal> {
    specification.check()?;
    if !(confidence > 0.5 && confidence < 1.0) {
        return Err(Refusal::new(format!(
            "The confidence level {confidence} must lie between 0.5 and 1."
        )));
    }
    check_values(subgroups)?;
    let groups: Vec<&Vec<f64>> = subgroups.iter().filter(|s| !s.is_empty()).collect();
    let values: Vec<f64> = groups.iter().flat_map(|s| s.iter().copied()).collect();
    let count = values.len();
    let centre = mean(&values);
    let (sigma, freedom) = sigma_within(&groups, &values, within)?;
    let short = indices(centre, sigma, specification)?;
    let overall = indices(centre, deviation(&values), specification)?;
    let intervals = |of: &Indices, freedom: f64| Intervals {
        spread: of.spread.map(|i| spread_interval(i, freedom, confidence)),
        lower: of.lower.map(|i| side_interval(i, count, freedom, confidence)),
        upper: of.upper.map(|i| side_interval(i, count, freedom, confidence)),
        worst: side_interval(of.worst, count, freedom, confidence),
    };
    let cpm = cpm(centre, overall.sigma, specification);
    let away = (centre - specification.target.unwrap_or(centre)) / overall.sigma;
    let observed = observed(&values, specification);
    let signals = signals(&groups, &values);
    let mut study = Capability {
        count,
        mean: centre,
        specification: *specification,
        within: short,
        within_freedom: freedom,
        overall,
        cpm,
        off_centre: off_centre(centre, specification),
        confidence,
        within_intervals: intervals(&short, freedom),
        overall_intervals: intervals(&overall, (count - 1) as f64),
        cpm_interval: cpm.map(|c| target_interval(c, count, away, confidence)),
        observed,
        normality: anderson_darling(&values).ok(),
        signals,
        meaning: Meaning::new(
            "",
            Verified::Published(
                "NIST/SEMATECH e-Handbook 6.1.6 and Montgomery (piston rings); intervals of Pp and Ppk against pccpy 0.16.2; those of Cp and Cpk use approximate degrees of freedom, which are unverified, as is the interval of Cpm",
            ),
        ),
    };
    study.meaning = meaning(&study);
    Ok(study)
}

fn check_values(subgroups: &[Vec<f64>]) -> Result<(), Refusal> {
    if subgroups.iter().map(Vec::len).sum::<usize>() < 2 {
        return Err(Refusal::new(
            "Capability needs at least two values, and is worth little below fifty. Collect more.",
        ));
    }
    for (row, group) in subgroups.iter().enumerate() {
        if let Some(column) = group.iter().position(|v| !v.is_finite()) {
            return Err(Refusal::not_finite(row).at_column(column));
        }
    }
    let single = subgroups.iter().position(|g| g.len() == 1);
    if let Some(row) = single.filter(|_| subgroups.iter().any(|g| g.len() > 1)) {
        return Err(Refusal::new(format!(
            "Subgroup {} has only one value, others have more. Give at least two in each, or single values throughout.",
            row + 1
        ))
        .at_row(row));
    }
    Ok(())
}

/// Sigma within and its degrees of freedom.
fn sigma_within(groups: &[&Vec<f64>], values: &[f64], within: Within) -> Result<(f64, f64), Refusal> {
    if groups[0].len() == 1 {
        if within != Within::MeanRange {
            return Err(Refusal::new(
                "Single values have no spread within subgroups. Use the mean (moving) range.",
            ));
        }
        let steps = compensated_sum(values.windows(2).map(|w| (w[1] - w[0]).abs()));
        let pairs = (values.len() - 1) as f64;
        return Ok((steps / pairs / d2(2), pairs / 1.65));
    }
    if within == Within::Pooled {
        let freedom: f64 = groups.iter().map(|g| (g.len() - 1) as f64).sum();
        let squares = compensated_sum(groups.iter().map(|g| sum_of_squares(g)));
        return Ok(((squares / freedom).sqrt(), freedom));
    }
    let (mut sum, mut weights) = (0.0, 0.0);
    for group in groups {
        let (statistic, expected, deviation) = match within {
            Within::MeanRange => {
                let (low, high) = group
                    .iter()
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                        (l.min(*v), h.max(*v))
                    });
                let (d2, d3) = range_constants(group.len());
                (high - low, d2, d3)
            }
            _ => (Moments::of(group).deviation(), c4(group.len()), c5(group.len())),
        };
        let weight = (expected / deviation).powi(2);
        sum += weight * statistic / expected;
        weights += weight;
    }
    // The estimate has the squared relative error 1/weights; that of a sigma with ν degrees of freedom is 1/2ν.
    Ok((sum / weights, 0.5 * weights))
}

fn observed(values: &[f64], specification: &Specification) -> Ppm {
    let share = |outside: &dyn Fn(f64) -> bool| {
        1e6 * values.iter().filter(|v| outside(**v)).count() as f64 / values.len() as f64
    };
    let below = share(&|v| specification.lower.is_some_and(|l| v < l));
    let above = share(&|v| specification.upper.is_some_and(|u| v > u));
    Ppm {
        below,
        above,
        total: below + above,
    }
}

/// Signals that the usual chart of the same data shows.
fn signals(groups: &[&Vec<f64>], values: &[f64]) -> usize {
    let settings = Settings::default();
    let chart = if groups[0].len() == 1 {
        individuals(&values.iter().copied().map(Some).collect::<Vec<_>>(), &settings)
    } else {
        xbar_s(
            &groups.iter().map(|g| (*g).clone()).collect::<Vec<_>>(),
            &settings,
        )
    };
    chart.map_or(0, |c| c.panels.iter().map(|p| p.signals.len()).sum())
}

fn meaning(study: &Capability) -> Meaning {
    let overall = &study.overall;
    let side = match (overall.lower, overall.upper) {
        (Some(lower), Some(upper)) if lower < upper => ", mostly below the lower limit",
        (Some(_), Some(_)) => ", mostly above the upper limit",
        _ => "",
    };
    let expected = ppm_words(overall.expected.total);
    let mut sentence = format!(
        "Ppk is {:.2} ({:.0} % sure: between {:.2} and {:.2}): expect {expected} outside{}.",
        overall.worst,
        100.0 * study.confidence,
        study.overall_intervals.worst.0,
        study.overall_intervals.worst.1,
        if overall.expected.total < 0.1 { "" } else { side },
    );
    if let Some(pp) = overall.spread.filter(|pp| *pp > overall.worst + 0.1) {
        sentence.push_str(&format!(
            " Centred between the limits, the same spread would reach {pp:.2}."
        ));
    }
    if study.signals > 0 {
        sentence
            .push_str(" The process was not stable, so these figures describe the past and promise nothing.");
    }
    let mut meaning = Meaning::new(sentence, study.meaning.verified)
        .assuming("Values are normal; the share outside is read from the far tails, where this matters most.")
        .assuming("The measuring system adds little to the spread.")
        .not_telling("What other material, tools or people will do: these figures hold for the conditions under which the pieces were made.");
    match &study.normality {
        Some(test) if test.p < 0.05 => {
            meaning = meaning.not_telling(format!(
                "The share outside: the values are not normal (Anderson-Darling, p = {}). Use a non-normal method.",
                figure(test.p)
            ));
        }
        Some(_) => {}
        None => {
            meaning =
                meaning.not_telling("Whether values are normal: fewer than eight are too few to test it.")
        }
    }
    if study.signals == 0 {
        meaning = meaning.assuming("The process is stable: its control chart shows no signal.");
    }
    if study.count < 50 {
        meaning = meaning.not_telling(format!(
            "Much about the process: {} values give wide intervals. Fifty or more are usual.",
            study.count
        ));
    }
    meaning
}

pub(crate) fn ppm_words(ppm: f64) -> String {
    if ppm < 0.1 {
        "fewer than one piece in ten million".to_owned()
    } else if ppm < 10_000.0 {
        format!("about {} in a million", figure((ppm * 10.0).round() / 10.0))
    } else {
        format!("about {:.1} %", ppm / 1e4)
    }
}
