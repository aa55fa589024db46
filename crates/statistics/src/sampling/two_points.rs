//! A single plan by attributes through two points of the operating characteristic.

use super::characteristic::{Model, SinglePlan};
use crate::inference::{check, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A plan and what it really does at the two points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DesignedPlan {
    /// The plan.
    pub plan: SinglePlan,
    /// Producer's risk that the plan really has at the good quality.
    pub producer_risk: f64,
    /// Consumer's risk that the plan really has at the bad quality.
    pub consumer_risk: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Good and bad quality must lie between 0 and 1, the good one below the bad one; risks between 0 and 1.
pub(crate) fn check_points(good: f64, bad: f64, alpha: f64, beta: f64) -> Result<(), Refusal> {
    check::fraction(good, "the good quality", "0.01 for 1 %")?;
    check::fraction(bad, "the bad quality", "0.06 for 6 %")?;
    check::fraction(alpha, "the producer's risk", "0.05 for 5 %")?;
    check::fraction(beta, "the consumer's risk", "0.1 for 10 %")?;
    if good >= bad {
        return Err(Refusal::new(format!(
            "The good quality {good} must be smaller than the bad quality {bad}."
        )));
    }
    if alpha + beta >= 1.0 {
        return Err(Refusal::new(
            "The two risks together must be below 1, else no sample is needed.",
        ));
    }
    Ok(())
}

/// The smallest plan whose producer's risk at `good` is at most `alpha` and whose consumer's risk at `bad` is at most
/// `beta`, by the binomial distribution.
///
/// For each acceptance number the sample is the smallest that keeps the consumer's risk; the first that also keeps
/// the producer's risk is taken. Source: Guenther (1969), Journal of Quality Technology 1, 105–109. The search
/// agrees with an independent one over `scipy`.
pub fn plan_through_two_points(good: f64, bad: f64, alpha: f64, beta: f64) -> Result<DesignedPlan, Refusal> {
    check_points(good, bad, alpha, beta)?;
    let mut sample = 1;
    for accept in 0..=2000 {
        sample = smallest_sample(accept, bad, beta, sample.max(accept + 1));
        if sample > 1_000_000 {
            break;
        }
        let plan = SinglePlan { sample, accept };
        let producer_risk = 1.0 - plan.accepts(good, Model::Binomial);
        if producer_risk > alpha {
            continue;
        }
        let consumer_risk = plan.accepts(bad, Model::Binomial);
        let meaning = Meaning::new(
            format!(
                "Inspect {sample}, accept with at most {accept}: lots with {} are rejected {} of the time, lots with {} accepted {}.",
                say::percent_figure(good),
                say::percent(producer_risk),
                say::percent_figure(bad),
                say::percent(consumer_risk)
            ),
            Verified::Independent("scipy 1.17.1, stats.binom"),
        )
        .assuming("A long series of lots, each sampled at random; inspection makes no mistakes.")
        .not_telling("The quality of any one lot.");
        return Ok(DesignedPlan {
            plan,
            producer_risk,
            consumer_risk,
            meaning,
        });
    }
    Err(Refusal::new(
        "Good and bad quality lie so close together that more than a million items would have to be inspected; move them apart.",
    ))
}

/// The smallest sample, from `least` up, that accepts quality `bad` with at most `beta`.
fn smallest_sample(accept: u64, bad: f64, beta: f64, least: u64) -> u64 {
    let keeps = |sample: u64| SinglePlan { sample, accept }.accepts(bad, Model::Binomial) <= beta;
    let mut high = least;
    while !keeps(high) && high <= 1_000_000 {
        high *= 2;
    }
    let mut low = least.saturating_sub(1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if keeps(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
