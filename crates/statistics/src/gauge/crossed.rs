//! Gauge R&R crossed, by analysis of variance.

use super::components::{GaugeOptions, GaugeResult, Variances, balanced};
use crate::inference::{AnovaRow, Sum, mean, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Gauge R&R by analysis of variance, every appraiser measuring every part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossedAnova {
    /// Differences between parts.
    pub part: AnovaRow,
    /// Differences between appraisers.
    pub appraiser: AnovaRow,
    /// Interaction of part and appraiser.
    pub interaction: AnovaRow,
    /// Repeated trials.
    pub error: AnovaRow,
    /// All together: degrees of freedom and sum of squares.
    pub total: (f64, f64),
    /// Interaction and error together, when the interaction was pooled.
    pub pooled: Option<AnovaRow>,
    /// The components.
    pub result: GaugeResult,
    /// What it means.
    pub meaning: Meaning,
}

/// `study[part][appraiser][trial]`, complete, at least two of each.
///
/// Two-way random effects. The interaction is pooled with the error when its p-value lies above
/// `options.pool_above`. Variances: repeatability MSe; interaction (MSi−MSe)/r; appraiser (MSa−MSi)/(p·r); part
/// (MSp−MSi)/(a·r), with the pooled mean square in place of MSi where pooled. Negative estimates are set to zero and
/// named. Sources: AIAG, Measurement Systems Analysis, 4th ed., appendix A (example reproduced); Montgomery and
/// Runger (1993), Quality Engineering 6, 115–135 and 289–305.
pub fn crossed_anova(study: &[Vec<Vec<f64>>], options: GaugeOptions) -> Result<CrossedAnova, Refusal> {
    options.check()?;
    let (parts, appraisers, trials) = balanced(study, "part", "appraiser")?;
    let (p, a, r) = (parts as f64, appraisers as f64, trials as f64);
    let grand = mean(&study.iter().flat_map(|cells| cells.concat()).collect::<Vec<_>>());
    let part_means: Vec<f64> = study.iter().map(|cells| mean(&cells.concat())).collect();
    let appraiser_means: Vec<f64> = (0..appraisers)
        .map(|column| {
            mean(
                &study
                    .iter()
                    .flat_map(|cells| cells[column].clone())
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    let mut interaction = Sum::default();
    let mut error = Sum::default();
    for (cells, part_mean) in study.iter().zip(&part_means) {
        for (values, appraiser_mean) in cells.iter().zip(&appraiser_means) {
            let cell_mean = mean(values);
            let extra = (cell_mean - part_mean) - (appraiser_mean - grand);
            interaction.add_product(extra, extra);
            for value in values {
                error.add_product(value - cell_mean, value - cell_mean);
            }
        }
    }
    let squares = |means: &[f64]| {
        let mut sum = Sum::default();
        for mean in means {
            sum.add_product(mean - grand, mean - grand);
        }
        sum.value()
    };
    let error = AnovaRow::new("repeatability", p * a * (r - 1.0), error.value());
    let interaction = AnovaRow::new("part × appraiser", (p - 1.0) * (a - 1.0), r * interaction.value());
    let part = AnovaRow::new("part", p - 1.0, a * r * squares(&part_means));
    let appraiser = AnovaRow::new("appraiser", a - 1.0, p * r * squares(&appraiser_means));
    let total = (
        p * a * r - 1.0,
        part.sum_of_squares + appraiser.sum_of_squares + interaction.sum_of_squares + error.sum_of_squares,
    );
    let interaction = if error.mean_square > 0.0 {
        interaction.against(error.mean_square, error.freedom)
    } else {
        interaction
    };
    let pooled = interaction.p.is_some_and(|p| p > options.pool_above).then(|| {
        AnovaRow::new(
            "repeatability, pooled",
            error.freedom + interaction.freedom,
            error.sum_of_squares + interaction.sum_of_squares,
        )
    });
    let base = pooled.as_ref().unwrap_or(&interaction);
    let (base_square, base_freedom) = (base.mean_square, base.freedom);
    let variances = Variances {
        repeatability: pooled
            .as_ref()
            .map_or(error.mean_square, |pooled| pooled.mean_square),
        appraiser: (appraiser.mean_square - base_square) / (p * r),
        interaction: pooled
            .is_none()
            .then_some((interaction.mean_square - error.mean_square) / r),
        part: (part.mean_square - base_square) / (a * r),
    };
    let result = variances.result(options)?;
    let (part, appraiser) = if base_square > 0.0 {
        (
            part.against(base_square, base_freedom),
            appraiser.against(base_square, base_freedom),
        )
    } else {
        (part, appraiser)
    };
    let mut meaning = Meaning::new(
        result.sentence(),
        Verified::Published("AIAG, Measurement Systems Analysis, 4th ed., gauge R&R example"),
    )
    .assuming("The parts span the usual variation of the process, and the readings were taken blind and in random order.")
    .assuming("Scatter is alike for all parts and people, and roughly normal.")
    .not_telling("Bias against a reference.");
    meaning = match (&pooled, interaction.p) {
        (Some(_), Some(p)) => meaning.assuming(format!(
            "People differ alike on all parts (interaction {}), so the interaction was pooled with the repeatability.",
            say::p_value(p)
        )),
        _ => meaning.assuming("People differ on some parts more than on others: the interaction was kept."),
    };
    if let Some(zero) = result.zero_sentence() {
        meaning = meaning.assuming(zero);
    }
    if parts * appraisers < 16 {
        meaning = meaning
            .not_telling("Firm percentages: fewer than 16 combinations of part and person give rough ones.");
    }
    Ok(CrossedAnova {
        part,
        appraiser,
        interaction,
        error,
        total,
        pooled,
        result,
        meaning,
    })
}
