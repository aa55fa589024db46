//! Capability of values that are not normal: by transformation, or by percentiles.

use super::{AndersonDarling, Johnson, Ppm, Specification, anderson_darling, johnson, ppm_words};
use crate::describe::{compensated_sum, deviation, mean, quantile, sorted, sum_of_squares};
use crate::report::{Meaning, Refusal, Verified, figure};
use crate::special::normal_below;
use serde::Serialize;

/// Overall capability of values that are not normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NonNormal {
    /// "Box-Cox, λ = 0.5".
    pub method: String,
    /// Pieces measured.
    pub count: usize,
    /// The value below which 0.135 % lie, in the unit of the values.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// The value above which 0.135 % lie.
    pub high: f64,
    /// Pp; needs both limits.
    pub pp: Option<f64>,
    /// Ppl.
    pub ppl: Option<f64>,
    /// Ppu.
    pub ppu: Option<f64>,
    /// The smaller of Ppl and Ppu; infinite where the curve ends inside the limits.
    pub ppk: f64,
    /// Share expected outside.
    pub expected: Ppm,
    /// Test of normality of the transformed values; absent for percentiles.
    pub normality: Option<AndersonDarling>,
    /// What it means.
    pub meaning: Meaning,
}

/// The power that makes values most normal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BoxCox {
    /// λ of largest likelihood, between −5 and 5.
    pub lambda: f64,
    /// Its log-likelihood, without constant terms.
    pub log_likelihood: f64,
}

impl BoxCox {
    /// (x^λ − 1)/λ, or ln x: rising for every λ.
    pub fn transform(&self, x: f64) -> f64 {
        power(x, self.lambda)
    }

    /// The value that a transformed one came from; not a number where there is none.
    pub fn back(&self, y: f64) -> f64 {
        if self.lambda == 0.0 {
            y.exp()
        } else {
            (self.lambda * y + 1.0).powf(1.0 / self.lambda)
        }
    }
}

fn power(x: f64, lambda: f64) -> f64 {
    if lambda.abs() < 1e-12 {
        x.ln()
    } else {
        (lambda * x.ln()).exp_m1() / lambda
    }
}

/// Finds Box and Cox's power by maximum likelihood.
///
/// Source: G. E. P. Box and D. R. Cox, Journal of the Royal Statistical Society B 26 (1964) 211; NIST Handbook 6.5.2.
///
/// # Errors
/// Refuses fewer than eight values, values that are not above zero, and no spread.
pub fn box_cox(values: &[f64]) -> Result<BoxCox, Refusal> {
    if values.len() < 8 {
        return Err(Refusal::new(format!(
            "{} values are too few to find a power. Give at least eight.",
            values.len()
        )));
    }
    for (row, value) in values.iter().enumerate() {
        if !(value.is_finite() && *value > 0.0) {
            return Err(Refusal::new(format!(
                "Value {} is {value}. The Box-Cox transformation needs values above zero: use Johnson's instead.",
                row + 1
            ))
            .at_row(row));
        }
    }
    if values.iter().all(|v| *v == values[0]) {
        return Err(Refusal::new(
            "All values are equal, so there is no spread to transform.",
        ));
    }
    let logs = compensated_sum(values.iter().map(|v| v.ln()));
    let likelihood = |lambda: f64| {
        let bent: Vec<f64> = values.iter().map(|v| power(*v, lambda)).collect();
        let n = values.len() as f64;
        (lambda - 1.0) * logs - 0.5 * n * (sum_of_squares(&bent) / n).ln()
    };
    let coarse = (-50..=50).map(|i| f64::from(i) / 10.0);
    let start = coarse
        .max_by(|a, b| likelihood(*a).total_cmp(&likelihood(*b)))
        .unwrap_or(1.0);
    let lambda = golden((start - 0.1).max(-5.0), (start + 0.1).min(5.0), likelihood);
    Ok(BoxCox {
        lambda,
        log_likelihood: likelihood(lambda),
    })
}

/// Golden-section search for the maximum.
fn golden(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let ratio = 0.5 * (5.0_f64.sqrt() - 1.0);
    while high - low > 1e-9 {
        let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        if f(a) < f(b) { low = a } else { high = b }
    }
    0.5 * (low + high)
}

/// Capability after Box and Cox's transformation of values and limits. `lambda` given, or the best one.
///
/// # Errors
/// As [`box_cox`], and a limit that is not above zero.
pub fn with_box_cox(
    values: &[f64],
    specification: &Specification,
    lambda: Option<f64>,
) -> Result<NonNormal, Refusal> {
    specification.check()?;
    let best = box_cox(values)?;
    let bend = lambda.map_or(best, |lambda| BoxCox { lambda, ..best });
    if [specification.lower, specification.upper]
        .iter()
        .flatten()
        .any(|l| *l <= 0.0)
    {
        return Err(Refusal::new(
            "A specification limit is not above zero, so it cannot be transformed. Leave out a natural limit of zero, or use Johnson's.",
        ));
    }
    let method = format!("Box-Cox, λ = {}", figure(bend.lambda));
    let verified = Verified::Independent("SciPy 1.17.1");
    transformed(
        values,
        specification,
        method,
        verified,
        &|x| bend.transform(x),
        &|y| bend.back(y),
    )
}

/// Capability after Johnson's transformation of values and limits.
///
/// # Errors
/// As [`johnson`](fn@johnson).
pub fn with_johnson(values: &[f64], specification: &Specification) -> Result<NonNormal, Refusal> {
    specification.check()?;
    let curve: Johnson = johnson(values)?;
    let method = format!("Johnson, {:?}", curve.family)
        .to_lowercase()
        .replace("johnson", "Johnson");
    let mut study = transformed(
        values,
        specification,
        method,
        Verified::Unverified,
        &|x| curve.transform(x),
        &|z| curve.back(z),
    )?;
    study.meaning = study.meaning.assuming(
        "The curve with the largest p-value among about a hundred was kept, so that p flatters it.",
    );
    Ok(study)
}

fn transformed(
    values: &[f64],
    specification: &Specification,
    method: String,
    verified: Verified,
    bend: &dyn Fn(f64) -> f64,
    back: &dyn Fn(f64) -> f64,
) -> Result<NonNormal, Refusal> {
    let bent: Vec<f64> = values.iter().map(|v| bend(*v)).collect();
    let (centre, sigma) = (mean(&bent), deviation(&bent));
    let lower = specification.lower.map(bend);
    let upper = specification.upper.map(bend);
    let ppl = lower.map(|l| (centre - l) / (3.0 * sigma));
    let ppu = upper.map(|u| (u - centre) / (3.0 * sigma));
    let pp = lower.zip(upper).map(|(l, u)| (u - l) / (6.0 * sigma));
    let outside = |index: Option<f64>| index.map_or(0.0, |i| 1e6 * normal_below(-3.0 * i));
    let normality = anderson_darling(&bent)?;
    let doubt = (normality.p < 0.05).then(|| {
        format!(
            "The share outside: even transformed, values are not normal (p = {}).",
            figure(normality.p)
        )
    });
    let (low, median, high) = (
        back(centre - 3.0 * sigma),
        back(centre),
        back(centre + 3.0 * sigma),
    );
    let expected = ppm(outside(ppl), outside(ppu));
    finish(
        values.len(),
        method,
        verified,
        (low, median, high),
        (pp, ppl, ppu),
        expected,
        Some(normality),
        doubt,
    )
}

fn ppm(below: f64, above: f64) -> Ppm {
    Ppm {
        below,
        above,
        total: below + above,
    }
}

/// Capability from the percentiles of the values themselves, without any curve.
///
/// Pp = (USL − LSL)/(x₉₉.₈₆₅ − x₀.₁₃₅), Ppu = (USL − median)/(x₉₉.₈₆₅ − median), Ppl likewise. Percentiles by linear
/// interpolation (type 7). Source: ISO 22514-2 (general geometric method).
///
/// # Errors
/// Refuses fewer than a hundred values, values that are not finite, and no spread.
pub fn with_percentiles(values: &[f64], specification: &Specification) -> Result<NonNormal, Refusal> {
    specification.check()?;
    if let Some(row) = values.iter().position(|v| !v.is_finite()) {
        return Err(Refusal::not_finite(row));
    }
    if values.len() < 100 {
        return Err(Refusal::new(format!(
            "{} values are too few to read percentiles of 0.135 % from them. Give at least a hundred, better a thousand, or use a transformation.",
            values.len()
        )));
    }
    let rising = sorted(values);
    let tail = normal_below(-3.0);
    let (low, middle, high) = (
        quantile(&rising, tail),
        quantile(&rising, 0.5),
        quantile(&rising, 1.0 - tail),
    );
    if low >= middle || middle >= high {
        return Err(Refusal::new(
            "The values hardly differ, so no percentiles can be told apart. Use a finer instrument.",
        ));
    }
    let ppl = specification.lower.map(|l| (middle - l) / (middle - low));
    let ppu = specification.upper.map(|u| (u - middle) / (high - middle));
    let pp = specification
        .lower
        .zip(specification.upper)
        .map(|(l, u)| (u - l) / (high - low));
    let observed = super::observed(values, specification);
    let doubt = (values.len() < 1000).then(|| {
        format!("The tails: with {} values the outer percentiles are hardly more than the smallest and the largest one.", values.len())
    });
    finish(
        values.len(),
        "Percentiles".to_owned(),
        Verified::Independent("NumPy 2.4.6"),
        (low, middle, high),
        (pp, ppl, ppu),
        observed,
        None,
        doubt,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is one field of the result, and both callers are in this file"
)]
fn finish(
    count: usize,
    method: String,
    verified: Verified,
    (low, median, high): (f64, f64, f64),
    (pp, ppl, ppu): (Option<f64>, Option<f64>, Option<f64>),
    expected: Ppm,
    normality: Option<AndersonDarling>,
    doubt: Option<String>,
) -> Result<NonNormal, Refusal> {
    let ppk = ppl.into_iter().chain(ppu).fold(f64::INFINITY, f64::min);
    if ppk.is_nan() {
        return Err(Refusal::new(
            "The transformed values have no spread. Use percentiles instead.",
        ));
    }
    let share = if normality.is_some() { "expect" } else { "at hand," };
    let index = if ppk.is_finite() {
        format!("{ppk:.2}")
    } else {
        "without bound (the curve ends inside the limits)".to_owned()
    };
    let sentence = format!(
        "Ppk is {index} ({method}): {share} {} outside.",
        ppm_words(expected.total)
    );
    let mut meaning = Meaning::new(sentence, verified)
        .assuming("The process is stable and its values do not depend on one another.")
        .assuming("These indices are overall ones: the order of the values plays no part.");
    if let Some(doubt) = doubt {
        meaning = meaning.not_telling(doubt);
    }
    meaning = meaning.not_telling(
        "Why values are not normal: a mixture or a drift should be mended, not transformed away.",
    );
    Ok(NonNormal {
        method,
        count,
        low,
        median,
        high,
        pp,
        ppl,
        ppu,
        ppk,
        expected,
        normality,
        meaning,
    })
}
