//! One-way analysis of variance.

use super::sums::{Sum, centred_squares, mean};
use super::{say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// One line of an analysis of variance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnovaRow {
    /// Where the variation comes from.
    pub source: String,
    /// Degrees of freedom.
    pub freedom: f64,
    /// Sum of squares.
    pub sum_of_squares: f64,
    /// Sum of squares divided by degrees of freedom.
    pub mean_square: f64,
    /// Ratio to the mean square it is tested against.
    pub f: Option<f64>,
    /// Probability of a ratio at least as large when the source has no effect.
    pub p: Option<f64>,
}

impl AnovaRow {
    pub(crate) fn new(source: &str, freedom: f64, sum_of_squares: f64) -> Self {
        Self {
            source: source.to_owned(),
            freedom,
            sum_of_squares,
            mean_square: sum_of_squares / freedom,
            f: None,
            p: None,
        }
    }

    /// Tests this line against another one.
    pub(crate) fn against(mut self, mean_square: f64, freedom: f64) -> Self {
        let f = self.mean_square / mean_square;
        self.f = Some(f);
        self.p = Some(tail::f_upper(f, self.freedom, freedom));
        self
    }
}

/// Do the group means differ by more than the scatter within groups explains?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneWay {
    /// Between the groups.
    pub between: AnovaRow,
    /// Within the groups.
    pub within: AnovaRow,
    /// Mean of each group.
    pub means: Vec<f64>,
    /// Mean of all values.
    pub grand_mean: f64,
    /// Share of the variation that the groups explain.
    pub r_squared: f64,
    /// Standard deviation within groups.
    pub residual_deviation: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// One-way analysis of variance over groups of any size.
///
/// SSB = Σ nᵢ(ȳᵢ−ȳ)², SSW = ΣΣ(yᵢⱼ−ȳᵢ)², F = (SSB/(k−1)) / (SSW/(N−k)).
/// Source: NIST/SEMATECH e-Handbook 7.4.3. Verified against the certified values of NIST's eleven sets.
pub fn one_way(groups: &[Vec<f64>]) -> Result<OneWay, Refusal> {
    let count = check_groups(groups)?;
    let all: Vec<f64> = groups.iter().flatten().copied().collect();
    let grand_mean = mean(&all);
    let parts: Vec<(f64, f64)> = groups.iter().map(|group| centred_squares(group)).collect();
    let within_squares = parts.iter().map(|part| part.1).collect::<Sum>().value();
    // Deviations from the grand mean are summed per group from the values, not from rounded means.
    let between_squares = groups
        .iter()
        .map(|group| {
            let deviation = group
                .iter()
                .map(|value| value - grand_mean)
                .collect::<Sum>()
                .value();
            deviation * deviation / group.len() as f64
        })
        .collect::<Sum>()
        .value();
    let shift = all
        .iter()
        .map(|value| value - grand_mean)
        .collect::<Sum>()
        .value();
    let between_squares = (between_squares - shift * shift / all.len() as f64).max(0.0);
    if within_squares == 0.0 {
        return Err(Refusal::new(
            "All values within each group are equal, so there is no scatter to compare the groups with; record more digits or more values.",
        ));
    }
    let within = AnovaRow::new("within groups", (all.len() - count) as f64, within_squares);
    let between = AnovaRow::new("between groups", (count - 1) as f64, between_squares)
        .against(within.mean_square, within.freedom);
    let p = between.p.unwrap_or(1.0);
    let sentence = if p < 0.05 {
        format!(
            "The {count} groups do not have the same mean ({}).",
            say::p_value(p)
        )
    } else {
        format!(
            "No difference between the means of the {count} groups was shown ({}).",
            say::p_value(p)
        )
    };
    Ok(OneWay {
        means: parts.iter().map(|part| part.0).collect(),
        grand_mean,
        r_squared: between_squares / (between_squares + within_squares),
        residual_deviation: within.mean_square.sqrt(),
        between,
        within,
        meaning: Meaning::new(sentence, Verified::Published("the NIST StRD analysis of variance sets"))
            .assuming("The values are independent, roughly normal within each group, and scatter equally in all groups.")
            .not_telling("Which groups differ, and why.")
            .not_telling("That the groups are equal, when no difference was shown."),
    })
}

/// At least two groups, none empty, more values than groups. Gives the number of groups.
pub(crate) fn check_groups(groups: &[Vec<f64>]) -> Result<usize, Refusal> {
    if groups.len() < 2 {
        return Err(Refusal::new(
            "Fewer than two groups were given; there is nothing to compare.",
        ));
    }
    for (row, group) in groups.iter().enumerate() {
        if group.is_empty() {
            return Err(Refusal::new(format!("Group {} is empty; leave it out.", row + 1)).at_row(row));
        }
        if let Some(column) = group.iter().position(|value| !value.is_finite()) {
            return Err(Refusal::new(format!(
                "Group {}, value {}: missing or not a number; correct it or leave it out.",
                row + 1,
                column + 1
            ))
            .at_row(row)
            .at_column(column));
        }
    }
    if groups.iter().all(|group| group.len() == 1) {
        return Err(Refusal::new(
            "Every group has one value only, so the scatter within groups is unknown; give at least one group two values.",
        ));
    }
    Ok(groups.len())
}
