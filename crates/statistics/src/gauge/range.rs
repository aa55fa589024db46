//! Gauge R&R crossed, by average and range.

use super::components::{GaugeOptions, GaugeResult, Variances, balanced};
use crate::inference::mean;
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;
use std::f64::consts::FRAC_1_SQRT_2;

/// 1/d₂ for the mean of many ranges of 2 or 3 trials.
const K1: [f64; 2] = [0.8862, 0.5908];
/// 1/d₂* for a single range of 2 or 3 appraisers.
const K2: [f64; 2] = [FRAC_1_SQRT_2, 0.5231];
/// 1/d₂* for a single range of 2 to 10 parts.
const K3: [f64; 9] = [
    FRAC_1_SQRT_2,
    0.5231,
    0.4467,
    0.4030,
    0.3742,
    0.3534,
    0.3375,
    0.3249,
    0.3146,
];
/// Upper control limit factor of a range of 2 or 3 trials: 1 + 3·d₃/d₂.
const D4: [f64; 2] = [3.2665, 2.5746];

/// Gauge R&R by average and range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AverageRange {
    /// Mean range of each appraiser.
    pub appraiser_ranges: Vec<f64>,
    /// Mean of each appraiser.
    pub appraiser_means: Vec<f64>,
    /// Mean of all ranges.
    pub mean_range: f64,
    /// Largest minus smallest appraiser mean.
    pub difference: f64,
    /// Largest minus smallest part mean.
    pub part_range: f64,
    /// Upper control limit of the ranges.
    pub range_limit: f64,
    /// Part and appraiser (from zero) whose range lies above the limit: look for a slip there.
    pub ranges_beyond: Vec<(usize, usize)>,
    /// The components.
    pub result: GaugeResult,
    /// What it means.
    pub meaning: Meaning,
}

/// `study[part][appraiser][trial]`, 2–10 parts, 2 or 3 appraisers, 2 or 3 trials.
///
/// EV = R̄·K₁; AV = √((X̄diff·K₂)² − EV²/(parts·trials)); GRR = √(EV²+AV²); PV = Rp·K₃; TV = √(GRR²+PV²);
/// ndc = 1.41·PV/GRR. Source: AIAG, Measurement Systems Analysis, 4th ed., chapter III-B, whose example is reproduced.
pub fn average_range(study: &[Vec<Vec<f64>>], options: GaugeOptions) -> Result<AverageRange, Refusal> {
    options.check()?;
    let (parts, appraisers, trials) = balanced(study, "part", "appraiser")?;
    if parts > 10 || appraisers > 3 || trials > 3 {
        return Err(Refusal::new(format!(
            "The average and range method has factors for at most 10 parts, 3 appraisers and 3 trials, not for {parts}, {appraisers} and {trials}; use the analysis of variance, which uses the data better anyhow."
        )));
    }
    let range = |values: &[f64]| {
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        high - values.iter().copied().fold(f64::INFINITY, f64::min)
    };
    let ranges: Vec<Vec<f64>> = study
        .iter()
        .map(|cells| cells.iter().map(|values| range(values)).collect())
        .collect();
    let of_appraiser =
        |appraiser: usize| -> Vec<f64> { study.iter().flat_map(|cells| cells[appraiser].clone()).collect() };
    let appraiser_means: Vec<f64> = (0..appraisers)
        .map(|appraiser| mean(&of_appraiser(appraiser)))
        .collect();
    let appraiser_ranges: Vec<f64> = (0..appraisers)
        .map(|appraiser| mean(&ranges.iter().map(|row| row[appraiser]).collect::<Vec<_>>()))
        .collect();
    let part_means: Vec<f64> = study.iter().map(|cells| mean(&cells.concat())).collect();
    let mean_range = mean(&appraiser_ranges);
    let difference = range(&appraiser_means);
    let part_range = range(&part_means);
    let equipment = mean_range * K1[trials - 2];
    let appraiser =
        (difference * K2[appraisers - 2]).powi(2) - equipment * equipment / (parts * trials) as f64;
    let result = Variances {
        repeatability: equipment * equipment,
        appraiser,
        interaction: None,
        part: (part_range * K3[parts - 2]).powi(2),
    }
    .result(options)?;
    let range_limit = mean_range * D4[trials - 2];
    let ranges_beyond: Vec<(usize, usize)> = (0..parts)
        .flat_map(|part| (0..appraisers).map(move |appraiser| (part, appraiser)))
        .filter(|(part, appraiser)| ranges[*part][*appraiser] > range_limit)
        .collect();
    let mut meaning =
        Meaning::new(result.sentence(), Verified::Published("AIAG, Measurement Systems Analysis, 4th ed., gauge R&R example"))
            .assuming("The parts span the usual variation of the process, and the readings were taken blind and in random order.")
            .not_telling("Whether people differ on some parts only (interaction): the analysis of variance tells.")
            .not_telling("Bias against a reference.");
    if let Some(zero) = result.zero_sentence() {
        meaning = meaning.assuming(zero);
    }
    if !ranges_beyond.is_empty() {
        let named = ranges_beyond
            .iter()
            .map(|(part, appraiser)| format!("part {} by appraiser {}", part + 1, appraiser + 1))
            .collect::<Vec<_>>()
            .join(", ");
        meaning = meaning.not_telling(format!(
            "Whether {named} is a slip: the readings lie further apart than the others; check them before using the result."
        ));
    }
    Ok(AverageRange {
        appraiser_ranges,
        appraiser_means,
        mean_range,
        difference,
        part_range,
        range_limit,
        ranges_beyond,
        result,
        meaning,
    })
}
