//! Linearity: does the bias change with the size measured?

use crate::inference::{Linear, check, linear, mean, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// One reference part of a linearity study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinearityPoint {
    /// Reference value.
    pub reference: f64,
    /// Mean bias of its readings.
    pub bias: f64,
    /// The fitted bias and its confidence limits at this reference.
    pub fitted: f64,
    /// Lower and upper confidence limit of the fitted bias.
    pub limits: (f64, f64),
}

/// Result of a linearity study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Linearity {
    /// The line bias = intercept + slope·reference over all readings.
    pub line: Linear,
    /// Per reference part.
    pub points: Vec<LinearityPoint>,
    /// Mean bias over all readings.
    pub mean_bias: f64,
    /// 100·|slope|: by how much the bias changes over the process variation, as a percentage of that variation.
    pub percent_linearity: f64,
    /// Whether zero lies within the limits of the line at every reference part.
    pub zero_within_limits: bool,
    /// What it means.
    pub meaning: Meaning,
}

/// Regression of the bias of every reading on the reference; the gauge is linear at this confidence when the line of
/// zero bias lies within the limits of the fitted line.
///
/// `readings[i]` are the readings of the part whose reference is `references[i]`. Source: AIAG, Measurement Systems
/// Analysis, 4th ed., chapter III-B; its example (slope −0.131667, intercept 0.736667, R² 0.714) is reproduced.
pub fn linearity(references: &[f64], readings: &[Vec<f64>], confidence: f64) -> Result<Linearity, Refusal> {
    check::same_length(
        references.len(),
        readings.len(),
        "References and lists of readings",
    )?;
    check::at_least(references, 2, "Linearity study: references")?;
    for (row, values) in readings.iter().enumerate() {
        check::at_least(values, 1, &format!("Part {}", row + 1)).map_err(|refusal| {
            let column = refusal.place.row;
            let mut refusal = refusal.at_row(row);
            refusal.place.column = column;
            refusal
        })?;
    }
    let mut x = Vec::new();
    let mut y = Vec::new();
    for (reference, values) in references.iter().zip(readings) {
        for value in values {
            x.push(*reference);
            y.push(value - reference);
        }
    }
    let line = linear(&x, &y, confidence)?;
    let points: Vec<LinearityPoint> = references
        .iter()
        .zip(readings)
        .map(|(reference, values)| {
            let fit = line.at(*reference);
            LinearityPoint {
                reference: *reference,
                bias: mean(&values.iter().map(|value| value - reference).collect::<Vec<_>>()),
                fitted: fit.value,
                limits: fit.line_limits,
            }
        })
        .collect();
    let zero_within_limits = points
        .iter()
        .all(|point| point.limits.0 <= 0.0 && point.limits.1 >= 0.0);
    let sentence = if line.slope.p < 1.0 - confidence {
        format!(
            "The gauge's error changes with size, by {} per unit ({}); it needs adjustment or a correction.",
            say::figure(line.slope.value),
            say::p_value(line.slope.p)
        )
    } else if zero_within_limits {
        "No error was shown anywhere in the range that was measured.".to_owned()
    } else {
        format!(
            "The gauge's error does not change with size, but it is not zero: {} on average.",
            say::figure(mean(&y))
        )
    };
    let meaning = Meaning::new(
        sentence,
        Verified::Published("AIAG, Measurement Systems Analysis, 4th ed., linearity example"),
    )
    .assuming("The references are exact; the readings are independent and scatter equally at all sizes.")
    .not_telling(
        "The error outside the range of the references, and an error that bends instead of rising steadily.",
    );
    Ok(Linearity {
        percent_linearity: 100.0 * line.slope.value.abs(),
        mean_bias: mean(&y),
        line,
        points,
        zero_within_limits,
        meaning,
    })
}
