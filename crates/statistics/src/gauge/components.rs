//! What all gauge R&R studies have in common: components of variation, percentages, distinct categories.

use crate::inference::say;
use crate::{Refusal, inference::check};
use serde::Serialize;

/// Choices of a gauge R&R study.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GaugeOptions {
    /// Width of the tolerance; without it no percentages of the tolerance are given.
    pub tolerance: Option<f64>,
    /// Standard deviations that make up the study variation (6; older guides 5.15).
    pub width: f64,
    /// A part-by-appraiser interaction whose p-value lies above this is pooled with the repeatability (0.25).
    pub pool_above: f64,
}

impl Default for GaugeOptions {
    fn default() -> Self {
        Self {
            tolerance: None,
            width: 6.0,
            pool_above: 0.25,
        }
    }
}

impl GaugeOptions {
    pub(crate) fn check(self) -> Result<(), Refusal> {
        if let Some(tolerance) = self.tolerance {
            check::positive(tolerance, "The tolerance")?;
        }
        check::positive(self.width, "The width")?;
        if (0.0..=1.0).contains(&self.pool_above) {
            return Ok(());
        }
        Err(Refusal::new(
            "The probability above which an interaction is pooled must lie between 0 and 1; 0.25 is usual.",
        ))
    }
}

/// One source of variation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Component {
    /// Variance.
    pub variance: f64,
    /// Share of the total variance, percent.
    pub percent_contribution: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// Width times standard deviation.
    pub study_variation: f64,
    /// Share of the total study variation, percent. These do not add up to 100.
    pub percent_study: f64,
    /// Share of the tolerance, percent.
    pub percent_tolerance: Option<f64>,
}

/// The components of a gauge R&R study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GaugeResult {
    /// Scatter of one person measuring one part again.
    pub repeatability: Component,
    /// Differences between people (with the interaction, where it was kept).
    pub reproducibility: Component,
    /// Differences between people alone.
    pub appraiser: Component,
    /// People differ on some parts and not on others; none when pooled or not estimable.
    pub interaction: Option<Component>,
    /// Repeatability and reproducibility together.
    pub gauge: Component,
    /// Differences between parts.
    pub part: Component,
    /// Everything.
    pub total: Component,
    /// 1.41 · part / gauge, before truncation.
    pub categories_exact: f64,
    /// Number of distinct categories, truncated, at least 1.
    pub categories: u64,
    /// Components whose estimate was negative and was set to zero.
    pub set_to_zero: Vec<String>,
    /// The choices made.
    pub options: GaugeOptions,
}

/// Variances as they come out of the method, before negative ones are set to zero.
pub(crate) struct Variances {
    pub(crate) repeatability: f64,
    pub(crate) appraiser: f64,
    pub(crate) interaction: Option<f64>,
    pub(crate) part: f64,
}

impl Variances {
    /// Sets negative estimates to zero, names them, and works out all percentages.
    pub(crate) fn result(self, options: GaugeOptions) -> Result<GaugeResult, Refusal> {
        let mut set_to_zero = Vec::new();
        let mut floor = |name: &str, variance: f64| {
            if variance < 0.0 {
                set_to_zero.push(name.to_owned());
            }
            variance.max(0.0)
        };
        let repeatability = floor("repeatability", self.repeatability);
        let appraiser = floor("appraiser", self.appraiser);
        let interaction = self.interaction.map(|variance| floor("interaction", variance));
        let part = floor("part", self.part);
        let reproducibility = appraiser + interaction.unwrap_or(0.0);
        let gauge = repeatability + reproducibility;
        let total = gauge + part;
        if total <= 0.0 {
            return Err(Refusal::new(
                "All measurements are equal: the gauge shows too few digits for a study; read one more digit.",
            ));
        }
        let component = |variance: f64| component(variance, total, options);
        let categories_exact = 1.41 * (part / gauge).sqrt();
        Ok(GaugeResult {
            repeatability: component(repeatability),
            reproducibility: component(reproducibility),
            appraiser: component(appraiser),
            interaction: interaction.map(component),
            gauge: component(gauge),
            part: component(part),
            total: component(total),
            categories_exact,
            // A measurement that tells nothing apart still makes one category.
            categories: (categories_exact.floor() as u64).max(1),
            set_to_zero,
            options,
        })
    }
}

fn component(variance: f64, total: f64, options: GaugeOptions) -> Component {
    let deviation = variance.sqrt();
    Component {
        variance,
        percent_contribution: 100.0 * variance / total,
        deviation,
        study_variation: options.width * deviation,
        percent_study: 100.0 * (variance / total).sqrt(),
        percent_tolerance: options
            .tolerance
            .map(|tolerance| 100.0 * options.width * deviation / tolerance),
    }
}

impl GaugeResult {
    /// The sentence: verdict by convention, and where to look first.
    pub(crate) fn sentence(&self) -> String {
        let share = self.gauge.percent_study;
        let verdict = if share < 10.0 {
            "The measurement is good"
        } else if share <= 30.0 {
            "The measurement may do, depending on what it is for"
        } else {
            "The measurement is not acceptable"
        };
        let source = if self.repeatability.variance >= self.reproducibility.variance {
            "mostly from the gauge and its handling (repeatability)"
        } else {
            "mostly from differences between people (reproducibility)"
        };
        format!(
            "{verdict}: {share:.1} % of the variation seen comes from measuring, {source}; it tells {} apart.",
            say::counted(self.categories as usize, "size class", "size classes")
        )
    }

    /// The sentence on components that were set to zero.
    pub(crate) fn zero_sentence(&self) -> Option<String> {
        (!self.set_to_zero.is_empty()).then(|| {
            format!(
                "The estimated variance of {} was negative and was set to zero, which happens when the true one is small.",
                self.set_to_zero.join(" and ")
            )
        })
    }
}

/// A study as a box of numbers: outer × middle × trials, checked to be complete.
pub(crate) fn balanced(
    study: &[Vec<Vec<f64>>],
    outer: &str,
    middle: &str,
) -> Result<(usize, usize, usize), Refusal> {
    let (Some(first), true) = (study.first(), study.len() >= 2) else {
        return Err(Refusal::new(format!("At least two {outer}s are needed.")));
    };
    let (width, trials) = (first.len(), first.first().map_or(0, Vec::len));
    if width < 2 {
        return Err(Refusal::new(format!("At least two {middle}s are needed.")));
    }
    if trials < 2 {
        return Err(Refusal::new(
            "Every part must be measured at least twice by the same person, else repeatability cannot be told.",
        ));
    }
    for (row, cells) in study.iter().enumerate() {
        if cells.len() != width {
            return Err(Refusal::new(format!(
                "{} {} has {} {middle}s, the first has {width}; fill the gaps.",
                capital(outer),
                row + 1,
                cells.len()
            ))
            .at_row(row));
        }
        for (column, values) in cells.iter().enumerate() {
            let here = format!("{} {}, {middle} {}", capital(outer), row + 1, column + 1);
            if values.len() != trials {
                return Err(Refusal::new(format!(
                    "{here}: {} of {trials} trials; fill the gap.",
                    values.len()
                ))
                .at_row(row)
                .at_column(column));
            }
            if let Some(trial) = values.iter().position(|value| !value.is_finite()) {
                return Err(Refusal::new(format!(
                    "{here}, trial {}: missing or not a number; measure again.",
                    trial + 1
                ))
                .at_row(row)
                .at_column(column));
            }
        }
    }
    Ok((study.len(), width, trials))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
