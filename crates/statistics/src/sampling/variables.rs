//! Sampling by variables: the k-method for one specification limit.

use super::two_points::check_points;
use crate::inference::{centred_squares, check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A plan by variables: accept when the distance of the mean from the limit is at least k standard deviations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariablesPlan {
    /// Items to measure.
    pub sample: u64,
    /// Acceptability constant.
    pub k: f64,
    /// Whether the standard deviation of the process is known; otherwise that of the sample is used.
    pub sigma_known: bool,
    /// Producer's risk that the plan really has at the good quality.
    pub producer_risk: f64,
    /// Consumer's risk that the plan really has at the bad quality.
    pub consumer_risk: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// The verdict on one lot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariablesVerdict {
    /// Mean of the sample.
    pub mean: f64,
    /// Standard deviation used.
    pub deviation: f64,
    /// (limit − mean)/s, or (mean − limit)/s for a lower limit.
    pub quality: f64,
    /// Whether the lot is accepted: quality at least k.
    pub accepted: bool,
}

/// The smallest plan through two points of the operating characteristic, for one specification limit.
///
/// σ known: n = ((z_α+z_β)/(z_p₁−z_p₂))², k between the two. σ unknown: the exact probability
/// Pa(p) = ∫ Φ(√n(z_p − k·w)) dF(w), w² being χ²/ν; the smallest n for which a k keeps both risks. Source: Lieberman
/// and Resnikoff (1955), JASA 50, 457–516; Schilling and Neubauer, Acceptance Sampling in Quality Control, chapter
/// 10. The tables of ISO 3951 and ANSI/ASQ Z1.9 were not at hand and are not reproduced: as a substitute for them this
/// plan is *unverified*; its probabilities agree with the noncentral t of `scipy`.
pub fn variables_plan(
    good: f64,
    bad: f64,
    alpha: f64,
    beta: f64,
    sigma_known: bool,
) -> Result<VariablesPlan, Refusal> {
    check_points(good, bad, alpha, beta)?;
    let accepts = |sample: u64, k: f64, p: f64| acceptance(sample, k, p, sigma_known);
    let constant = |sample: u64| tail::root(|k| (1.0 - alpha) - accepts(sample, k, good), -10.0, 20.0);
    let keeps = |sample: u64| accepts(sample, constant(sample), bad) <= beta;
    let mut high = 2_u64;
    while !keeps(high) {
        high *= 2;
        if high > 20_000 {
            return Err(Refusal::new(
                "Good and bad quality lie too close together for a sensible sample; move them apart.",
            ));
        }
    }
    let mut low = high / 2;
    if high == 2 {
        low = 1;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if keeps(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    let (sample, k) = (high, constant(high));
    let (producer_risk, consumer_risk) = (1.0 - accepts(sample, k, good), accepts(sample, k, bad));
    let meaning = Meaning::new(
        format!(
            "Measure {sample} items; accept the lot when the mean lies at least {k:.3} standard deviations inside the limit. Lots with {} beyond the limit are then accepted {} of the time.",
            say::percent_figure(bad),
            say::percent(consumer_risk)
        ),
        Verified::Unverified,
    )
    .assuming("The measurements are normally distributed: this matters far more than for any other plan here.")
    .assuming(if sigma_known { "The standard deviation of the process is known and steady." } else { "The standard deviation is taken from the sample." })
    .not_telling("The sample sizes and constants of ISO 3951 or Z1.9: this plan is computed, not looked up.");
    Ok(VariablesPlan {
        sample,
        k,
        sigma_known,
        producer_risk,
        consumer_risk,
        meaning,
    })
}

impl VariablesPlan {
    /// Probability that the plan accepts a lot with share `p` beyond the limit.
    pub fn accepts(&self, p: f64) -> f64 {
        acceptance(self.sample, self.k, p, self.sigma_known)
    }

    /// Judges a lot by its measurements. `sigma` is needed when the plan takes it as known.
    pub fn judge(
        &self,
        values: &[f64],
        limit: f64,
        is_upper: bool,
        sigma: Option<f64>,
    ) -> Result<VariablesVerdict, Refusal> {
        check::finite(values, "Measurements")?;
        check::finite(&[limit], "The limit")?;
        if values.len() as u64 != self.sample {
            return Err(Refusal::new(format!(
                "The plan asks for {} measurements, {} were given.",
                self.sample,
                values.len()
            )));
        }
        let (mean, squares) = centred_squares(values);
        let deviation = match (self.sigma_known, sigma) {
            (true, Some(sigma)) => {
                check::positive(sigma, "The standard deviation of the process")?;
                sigma
            }
            (true, None) => {
                return Err(Refusal::new(
                    "The plan takes the standard deviation of the process as known; give it.",
                ));
            }
            (false, _) => (squares / (values.len() as f64 - 1.0)).sqrt(),
        };
        if deviation == 0.0 {
            return Err(Refusal::new(
                "All measurements are equal, so their scatter is unknown; read one more digit.",
            ));
        }
        let quality = if is_upper { limit - mean } else { mean - limit } / deviation;
        Ok(VariablesVerdict {
            mean,
            deviation,
            quality,
            accepted: quality >= self.k,
        })
    }
}

fn acceptance(sample: u64, k: f64, p: f64, sigma_known: bool) -> f64 {
    let root = (sample as f64).sqrt();
    let distance = -tail::normal_quantile(p);
    if sigma_known {
        return tail::normal_lower(root * (distance - k));
    }
    let freedom = sample as f64 - 1.0;
    mean_over_spread(freedom, |w| tail::normal_lower(root * (distance - k * w)))
}

/// The mean of a function of w, w² being χ²(ν)/ν, by Simpson's rule on the density of w.
fn mean_over_spread(freedom: f64, value: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 2000;
    let low = tail::spread_quantile(1e-13, freedom);
    let high = tail::spread_quantile(1.0 - 1e-13, freedom);
    let log_factor = std::f64::consts::LN_2 + freedom / 2.0 * (freedom / 2.0).ln()
        - statrs::function::gamma::ln_gamma(freedom / 2.0);
    let density = |w: f64| (log_factor + (freedom - 1.0) * w.ln() - freedom * w * w / 2.0).exp();
    let step = (high - low) / STEPS as f64;
    let (mut total, mut weight_total) = (0.0, 0.0);
    for index in 0..=STEPS {
        let w = low + step * index as f64;
        let weight = if index == 0 || index == STEPS {
            1.0
        } else if index % 2 == 1 {
            4.0
        } else {
            2.0
        };
        let mass = weight * density(w);
        total += mass * value(w);
        weight_total += mass;
    }
    total / weight_total
}
