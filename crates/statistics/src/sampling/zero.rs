//! Zero-acceptance plans: one bad item rejects the lot.

use super::characteristic::{Model, SinglePlan};
use crate::inference::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A plan that accepts only a sample without fault.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ZeroPlan {
    /// Items to inspect.
    pub sample: u64,
    /// Quality that must not slip through.
    pub bad: f64,
    /// Probability that it slips through all the same.
    pub consumer_risk: f64,
    /// Quality that is accepted with 95 %.
    pub producer_quality: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// The smallest sample without fault that lets quality `bad` pass with at most `beta`.
///
/// Without a lot size n = ⌈ln β / ln(1−p)⌉ (binomial); with one the hypergeometric distribution, where a lot of
/// quality `bad` holds ⌈N·p⌉ bad items. Source: the success-run theorem, Wilks (1941), Ann. Math. Stat. 12, 91–96: 95 %
/// confidence in 95 % needs 59, in 99 % needs 299. Published c = 0 tables indexed by AQL are *not* reproduced here.
pub fn zero_acceptance(bad: f64, beta: f64, lot: Option<u64>) -> Result<ZeroPlan, Refusal> {
    check::fraction(bad, "the bad quality", "0.05 for 5 %")?;
    check::fraction(beta, "the consumer's risk", "0.05 for 5 %")?;
    let (sample, consumer_risk) = match lot {
        None => {
            // The subtraction keeps a quotient that is a whole number but for rounding from being raised by one.
            let sample = ((beta.ln() / (-bad).ln_1p()) - 1e-9).ceil().max(1.0) as u64;
            (
                sample,
                SinglePlan { sample, accept: 0 }.accepts(bad, Model::Binomial),
            )
        }
        Some(0) => return Err(Refusal::new("The lot is empty; there is nothing to inspect.")),
        Some(lot) => smallest_of_lot(lot, bad, beta),
    };
    let plan = SinglePlan { sample, accept: 0 };
    let producer_quality = plan.quality_accepted_with(0.95, Model::Binomial);
    let whole = lot.is_some_and(|lot| sample >= lot);
    let sentence = if whole {
        format!("Inspect all {sample} items: the lot is too small for a sample at this risk.")
    } else {
        format!(
            "Inspect {sample} items and accept only if all are good: a lot with {} bad slips through {} of the time.",
            say::percent_figure(bad),
            say::percent(consumer_risk)
        )
    };
    let meaning = Meaning::new(
        sentence,
        Verified::Published("the success-run figures 22, 59 and 299 (Wilks)"),
    )
    .assuming("The sample is drawn at random and inspection makes no mistakes.")
    .not_telling(format!(
        "That good lots pass: lots must be better than {} to be accepted 95 times in 100.",
        say::percent_figure(producer_quality)
    ));
    Ok(ZeroPlan {
        sample,
        bad,
        consumer_risk,
        producer_quality,
        meaning,
    })
}

fn smallest_of_lot(lot: u64, bad: f64, beta: f64) -> (u64, f64) {
    let marked = ((lot as f64 * bad - 1e-9).ceil() as u64).clamp(1, lot);
    let passes = |sample: u64| tail::hypergeometric_at(0, lot, marked, sample);
    let (mut low, mut high) = (0, lot);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if passes(middle) <= beta * (1.0 + 1e-12) {
            high = middle;
        } else {
            low = middle;
        }
    }
    (high, passes(high))
}
