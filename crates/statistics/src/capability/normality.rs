//! Test of normality.

use crate::describe::{deviation, mean, sorted};
use crate::report::{Meaning, Refusal, Verified, figure};
use crate::special::normal_below;
use serde::Serialize;

/// Result of the Anderson–Darling test for normality with estimated mean and standard deviation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AndersonDarling {
    /// A².
    pub statistic: f64,
    /// A²·(1 + 0.75/n + 2.25/n²).
    pub adjusted: f64,
    /// Probability of so large a statistic if values are normal.
    pub p: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Anderson–Darling test for normality.
///
/// p-value by the formulas of R. B. D'Agostino and M. A. Stephens, *Goodness-of-Fit Techniques* (1986), table 4.9;
/// statistic: NIST Handbook 1.3.5.14.
///
/// # Errors
/// Refuses fewer than eight values, values that are not finite, and no spread.
pub fn anderson_darling(values: &[f64]) -> Result<AndersonDarling, Refusal> {
    if let Some(row) = values.iter().position(|v| !v.is_finite()) {
        return Err(Refusal::not_finite(row));
    }
    let n = values.len();
    if n < 8 {
        return Err(Refusal::new(format!(
            "{n} values are too few to test for normality. Give at least eight."
        )));
    }
    let rising = sorted(values);
    let (centre, sigma) = (mean(values), deviation(values));
    if rising[0] >= rising[n - 1] {
        return Err(Refusal::new(
            "All values are equal: there is no distribution to test.",
        ));
    }
    let z = |i: usize| (rising[i] - centre) / sigma;
    let ln = |p: f64| p.max(f64::MIN_POSITIVE).ln();
    let sum: f64 = (0..n)
        .map(|i| (2 * i + 1) as f64 * (ln(normal_below(z(i))) + ln(normal_below(-z(n - 1 - i)))))
        .sum();
    let size = n as f64;
    let statistic = -size - sum / size;
    let adjusted = statistic * (1.0 + 0.75 / size + 2.25 / (size * size));
    let p = p_value(adjusted);
    let sentence = if p < 0.05 {
        format!("The values are not normal (p = {}).", figure(p))
    } else {
        format!("Nothing speaks against normal values (p = {}).", figure(p))
    };
    let meaning = Meaning::new(sentence, Verified::Independent("statsmodels 0.15.0"))
        .assuming("Values do not depend on one another and come from one process.")
        .not_telling("That values are normal: few values hide much, and very many betray deviations that do not matter.");
    Ok(AndersonDarling {
        statistic,
        adjusted,
        p,
        meaning,
    })
}

fn p_value(a: f64) -> f64 {
    let p = if a >= 0.6 {
        (1.2937 - 5.709 * a + 0.0186 * a * a).exp()
    } else if a > 0.34 {
        (0.9177 - 4.279 * a - 1.38 * a * a).exp()
    } else if a > 0.2 {
        1.0 - (-8.318 + 42.796 * a - 59.938 * a * a).exp()
    } else {
        1.0 - (-13.436 + 101.14 * a - 223.73 * a * a).exp()
    };
    // The first formula turns upwards far out, where p has long been nothing.
    if a > 13.0 { 0.0 } else { p }
}
