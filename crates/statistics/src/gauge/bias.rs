//! Bias: does the gauge read too high or too low?

use crate::inference::{centred_squares, check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Result of a bias study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bias {
    /// Readings.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation: the repeatability.
    pub deviation: f64,
    /// Mean minus reference.
    pub bias: f64,
    /// Standard error of the bias.
    pub error: f64,
    /// Bias divided by its standard error.
    pub t: f64,
    /// Two-sided probability of such a bias when there is none.
    pub p: f64,
    /// Confidence limits of the bias.
    pub limits: (f64, f64),
    /// Confidence that was used.
    pub confidence: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Bias by the independent-sample method: t = bias / (s/√n) with n−1 degrees of freedom; the bias is acceptable at
/// this confidence when its limits include zero.
///
/// Source: AIAG, Measurement Systems Analysis, 4th ed., chapter III-B, with the standard deviation in place of the
/// range. The t-test agrees with `scipy`.
pub fn bias(values: &[f64], reference: f64, confidence: f64) -> Result<Bias, Refusal> {
    check::at_least(values, 3, "Bias study")?;
    check::finite(&[reference], "Reference")?;
    check::confidence(confidence)?;
    let (mean, squares) = centred_squares(values);
    let n = values.len() as f64;
    let deviation = (squares / (n - 1.0)).sqrt();
    if deviation == 0.0 {
        return Err(Refusal::new(
            "All readings are equal: the gauge shows too few digits to study its bias; read one more digit.",
        ));
    }
    let bias = mean - reference;
    let error = deviation / n.sqrt();
    let t = bias / error;
    let p = tail::t_two_sided(t, n - 1.0);
    let reach = tail::t_multiplier(confidence, n - 1.0) * error;
    let limits = (bias - reach, bias + reach);
    let range = format!(
        "between {} and {} with {} confidence",
        say::figure(limits.0),
        say::figure(limits.1),
        say::percent(confidence)
    );
    let sentence = if p < 1.0 - confidence {
        let way = if bias > 0.0 { "high" } else { "low" };
        format!(
            "The gauge reads too {way} by {} ({range}).",
            say::figure(bias.abs())
        )
    } else {
        format!(
            "No bias was shown: the gauge reads off by {} on average ({range}).",
            say::figure(bias)
        )
    };
    let meaning = Meaning::new(sentence, Verified::Independent("scipy 1.17.1, stats.ttest_1samp"))
        .assuming("The reference is exact; the readings are independent and roughly normal.")
        .not_telling("The bias at other sizes (linearity) and on other days (stability).");
    Ok(Bias {
        count: values.len(),
        mean,
        deviation,
        bias,
        error,
        t,
        p,
        limits,
        confidence,
        meaning,
    })
}
