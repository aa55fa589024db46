//! Stability: does the gauge read the same part alike over months?

use crate::inference::{MannKendall, centred_squares, check, mann_kendall, mean, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;
use statrs::function::gamma::ln_gamma;

/// Result of a stability study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// Mean of each occasion.
    pub means: Vec<f64>,
    /// Centre line.
    pub centre: f64,
    /// Lower and upper control limit of the means.
    pub limits: (f64, f64),
    /// Estimated standard deviation of one reading.
    pub deviation: f64,
    /// Occasions strictly outside the limits, counted from zero.
    pub signals: Vec<usize>,
    /// Trend over the occasions; none below four.
    pub drift: Option<MannKendall>,
    /// Centre minus reference, when a reference was given.
    pub bias: Option<f64>,
    /// What it means.
    pub meaning: Meaning,
}

/// Control limits over repeated measurements of the same part, one list of readings per occasion.
///
/// With one reading each: x̄ ± 3·MR̄/d₂, d₂ = 2/√π (NIST/SEMATECH e-Handbook 6.3.2.2, reproduced). With n ≥ 2 readings
/// each: x̿ ± 3·s̄/(c₄√n) (6.3.2.1). Drift by the Mann–Kendall test.
pub fn stability(occasions: &[Vec<f64>], reference: Option<f64>) -> Result<Stability, Refusal> {
    let size = occasions.first().map_or(0, Vec::len);
    if occasions.len() < 3 || size == 0 {
        return Err(Refusal::new(
            "A stability study needs readings from at least three occasions; go on measuring the same part.",
        ));
    }
    for (row, readings) in occasions.iter().enumerate() {
        check::finite(readings, &format!("Occasion {}", row + 1)).map_err(|refusal| {
            let column = refusal.place.row;
            let mut refusal = refusal.at_row(row);
            refusal.place.column = column;
            refusal
        })?;
        if readings.len() != size {
            return Err(Refusal::new(format!(
                "Occasion {} has {}, the first has {size}; take equally many each time.",
                row + 1,
                say::counted(readings.len(), "reading", "readings")
            ))
            .at_row(row));
        }
    }
    let means: Vec<f64> = occasions.iter().map(|readings| mean(readings)).collect();
    let centre = mean(&means);
    let deviation = if size == 1 {
        let ranges: Vec<f64> = means.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        mean(&ranges) * std::f64::consts::PI.sqrt() / 2.0
    } else {
        let spreads: Vec<f64> = occasions
            .iter()
            .map(|readings| (centred_squares(readings).1 / (size as f64 - 1.0)).sqrt())
            .collect();
        mean(&spreads) / c4(size)
    };
    if deviation == 0.0 {
        return Err(Refusal::new(
            "The readings do not scatter at all: the gauge shows too few digits; read one more digit.",
        ));
    }
    let reach = 3.0 * deviation / (size as f64).sqrt();
    let limits = (centre - reach, centre + reach);
    let signals: Vec<usize> = (0..means.len())
        .filter(|at| means[*at] < limits.0 || means[*at] > limits.1)
        .collect();
    let drift = if means.len() >= 4 {
        Some(mann_kendall(&means, 0.95)?)
    } else {
        None
    };
    let drifts = drift.as_ref().is_some_and(|drift| drift.p < 0.05);
    let named = signals
        .iter()
        .map(|at| (at + 1).to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let occasions_named = format!(
        "{} of {} occasions outside the limits ({named})",
        signals.len(),
        means.len()
    );
    let sentence = match (signals.is_empty(), drifts) {
        (true, false) => format!("The gauge was stable over {} occasions.", means.len()),
        (true, true) => {
            "No single occasion stands out, but the readings drift; look for wear or dirt.".to_owned()
        }
        (false, false) => format!("The gauge was not stable: {occasions_named}."),
        (false, true) => format!("The gauge was not stable: {occasions_named}, and the readings drift."),
    };
    let mut meaning = Meaning::new(sentence, Verified::Published("NIST/SEMATECH e-Handbook 6.3.2.2"))
        .assuming("The same part was measured each time and did not change itself.")
        .not_telling("The influence of people and parts: that needs a gauge R&R study.");
    if means.len() < 20 {
        meaning = meaning.not_telling("Firm limits: below 20 occasions they are provisional.");
    }
    Ok(Stability {
        bias: reference.map(|reference| centre - reference),
        means,
        centre,
        limits,
        deviation,
        signals,
        drift,
        meaning,
    })
}

/// c₄ = √(2/(n−1))·Γ(n/2)/Γ((n−1)/2): by how much the sample standard deviation falls short on average.
fn c4(size: usize) -> f64 {
    let n = size as f64;
    (2.0 / (n - 1.0)).sqrt() * (ln_gamma(n / 2.0) - ln_gamma((n - 1.0) / 2.0)).exp()
}
