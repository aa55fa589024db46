//! Gauge R&R nested: every appraiser measures other parts, as in destructive tests.

use super::components::{GaugeOptions, GaugeResult, Variances, balanced};
use crate::inference::{AnovaRow, Sum, mean};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Gauge R&R by nested analysis of variance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NestedAnova {
    /// Differences between appraisers.
    pub appraiser: AnovaRow,
    /// Differences between parts of the same appraiser.
    pub part: AnovaRow,
    /// Repeated trials.
    pub error: AnovaRow,
    /// The components.
    pub result: GaugeResult,
    /// What it means.
    pub meaning: Meaning,
}

/// `study[appraiser][part][trial]`, complete; the parts of one appraiser are not those of another.
///
/// Variances: repeatability MSe; part (MSp(a)−MSe)/r; appraiser (MSa−MSp(a))/(p·r). Source: Montgomery, Design and
/// Analysis of Experiments, chapter 14 (two-stage nested design); NIST/SEMATECH e-Handbook 3.2.3.3. Sums of squares
/// agree with `statsmodels`.
pub fn nested_anova(study: &[Vec<Vec<f64>>], options: GaugeOptions) -> Result<NestedAnova, Refusal> {
    options.check()?;
    let (appraisers, parts, trials) = balanced(study, "appraiser", "part")?;
    let (a, p, r) = (appraisers as f64, parts as f64, trials as f64);
    let grand = mean(&study.iter().flat_map(|cells| cells.concat()).collect::<Vec<_>>());
    let (mut between, mut within, mut error) = (Sum::default(), Sum::default(), Sum::default());
    for cells in study {
        let appraiser_mean = mean(&cells.concat());
        between.add_product(appraiser_mean - grand, appraiser_mean - grand);
        for values in cells {
            let part_mean = mean(values);
            within.add_product(part_mean - appraiser_mean, part_mean - appraiser_mean);
            for value in values {
                error.add_product(value - part_mean, value - part_mean);
            }
        }
    }
    let error = AnovaRow::new("repeatability", a * p * (r - 1.0), error.value());
    let part = AnovaRow::new("part (appraiser)", a * (p - 1.0), r * within.value());
    let appraiser = AnovaRow::new("appraiser", a - 1.0, p * r * between.value());
    let result = Variances {
        repeatability: error.mean_square,
        appraiser: (appraiser.mean_square - part.mean_square) / (p * r),
        interaction: None,
        part: (part.mean_square - error.mean_square) / r,
    }
    .result(options)?;
    let (part_square, part_freedom) = (part.mean_square, part.freedom);
    let appraiser = if part_square > 0.0 {
        appraiser.against(part_square, part_freedom)
    } else {
        appraiser
    };
    let part = if error.mean_square > 0.0 {
        part.against(error.mean_square, error.freedom)
    } else {
        part
    };
    let mut meaning = Meaning::new(result.sentence(), Verified::Independent("statsmodels 0.15.0, anova_lm (sums of squares)"))
        .assuming("Repeated trials on one part are alike: in a destructive test, pieces of one batch count as the same part.")
        .assuming("Each appraiser's parts are a random choice from the same process.")
        .not_telling("Whether people differ on some parts only: that needs everybody to measure every part.")
        .not_telling("Bias against a reference.");
    if let Some(zero) = result.zero_sentence() {
        meaning = meaning.assuming(zero);
    }
    Ok(NestedAnova {
        appraiser,
        part,
        error,
        result,
        meaning,
    })
}
