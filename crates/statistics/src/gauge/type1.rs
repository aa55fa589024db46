//! Type 1 study: one part of known size, measured many times by one person.

use crate::inference::{centred_squares, check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Choices of a type 1 study.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Type1Options {
    /// Share of the tolerance that the gauge may use, as a fraction (0.20).
    pub share_of_tolerance: f64,
    /// Width of the gauge's scatter, in standard deviations (6).
    pub width: f64,
    /// Least Cg and Cgk (1.33).
    pub least: f64,
    /// Confidence of the bias limits (0.95).
    pub confidence: f64,
}

impl Default for Type1Options {
    fn default() -> Self {
        Self {
            share_of_tolerance: 0.20,
            width: 6.0,
            least: 1.33,
            confidence: 0.95,
        }
    }
}

/// Result of a type 1 study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Type1 {
    /// Measurements.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// Mean minus reference.
    pub bias: f64,
    /// Confidence limits of the bias.
    pub bias_limits: (f64, f64),
    /// t of the bias.
    pub t: f64,
    /// Two-sided probability of such a bias when there is none.
    pub p: f64,
    /// Capability of the gauge's scatter.
    pub cg: f64,
    /// Capability with the bias.
    pub cgk: f64,
    /// Scatter as a percentage of the tolerance: 100·width·s / tolerance.
    pub percent_of_tolerance: f64,
    /// The choices made.
    pub options: Type1Options,
    /// What it means.
    pub meaning: Meaning,
}

/// Cg = share·T / (width·s), Cgk = (share·T/2 − |bias|) / (width·s/2).
///
/// Source: the usual form of the automotive guides (AIAG MSA, VDA 5); no printed example with its data was at hand,
/// so Cg and Cgk are *unverified*; the t-test of the bias agrees with `scipy`.
pub fn type1(
    values: &[f64],
    reference: f64,
    tolerance: f64,
    options: Type1Options,
) -> Result<Type1, Refusal> {
    check::at_least(values, 2, "Type 1 study")?;
    check::finite(&[reference], "Reference")?;
    check::positive(tolerance, "The tolerance")?;
    check::positive(options.width, "The width")?;
    check::fraction(
        options.share_of_tolerance,
        "the share of the tolerance",
        "0.2 for 20 %",
    )?;
    check::confidence(options.confidence)?;
    let (mean, squares) = centred_squares(values);
    let n = values.len() as f64;
    let deviation = (squares / (n - 1.0)).sqrt();
    if deviation == 0.0 {
        return Err(Refusal::new(
            "All values are equal: the gauge shows too few digits for a study of its scatter; read one more digit.",
        ));
    }
    let bias = mean - reference;
    let error = deviation / n.sqrt();
    let reach = tail::t_multiplier(options.confidence, n - 1.0) * error;
    let allowed = options.share_of_tolerance * tolerance;
    let cg = allowed / (options.width * deviation);
    let cgk = (allowed / 2.0 - bias.abs()) / (options.width * deviation / 2.0);
    let t = bias / error;
    let p = tail::t_two_sided(t, n - 1.0);
    let sentence = if cg < options.least {
        format!(
            "The gauge scatters too much for this tolerance: Cg {cg:.2}, at least {} is asked.",
            options.least
        )
    } else if cgk < options.least {
        format!(
            "The gauge scatters little enough (Cg {cg:.2}) but reads off by {}: Cgk {cgk:.2}; adjust it.",
            say::figure(bias)
        )
    } else {
        format!("The gauge is fit for this tolerance as far as one part can show: Cg {cg:.2}, Cgk {cgk:.2}.")
    };
    let mut meaning = Meaning::new(sentence, Verified::Unverified)
        .assuming("One person measured one part under the same conditions; the reference is exact.")
        .assuming("The readings are independent and roughly normal.")
        .not_telling("The influence of people, parts, places and days: that needs a gauge R&R study.");
    if values.len() < 25 {
        meaning = meaning.not_telling("Cg to within a tenth or two: below 25 readings it is a rough figure.");
    }
    Ok(Type1 {
        count: values.len(),
        mean,
        deviation,
        bias,
        bias_limits: (bias - reach, bias + reach),
        t,
        p,
        cg,
        cgk,
        percent_of_tolerance: 100.0 * options.width * deviation / tolerance,
        options,
        meaning,
    })
}
