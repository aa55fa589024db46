//! Skip-lot sampling: a good source is inspected only now and then.

use super::characteristic::{Model, SinglePlan};
use crate::inference::{check, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A skip-lot plan at one quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkipLot {
    /// Probability that the reference plan accepts a lot.
    pub reference_accepts: f64,
    /// Probability that a lot passes, inspected or not.
    pub accepts: f64,
    /// Share of lots that is inspected in the long run.
    pub share_inspected: f64,
    /// Average sample per lot.
    pub average_sample: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// The long-run behaviour of plan SkSP-2: after `clearance` lots accepted in a row only a share `fraction` of lots is
/// inspected; one rejection brings full inspection back.
///
/// Pa = (f·P + (1−f)·Pⁱ) / (f + (1−f)·Pⁱ), share inspected F = f / ((1−f)·Pⁱ + f). Source: Perry (1973), Journal of
/// Quality Technology 5, 123–130. *Unverified* by print; the test solves the Markov chain independently.
pub fn skip_lot(plan: SinglePlan, fraction: f64, clearance: u32, p: f64) -> Result<SkipLot, Refusal> {
    check::fraction(fraction, "the share of lots inspected", "0.25 for one in four")?;
    check::fraction(p, "the quality", "0.01 for 1 %")?;
    if clearance == 0 {
        return Err(Refusal::new(
            "At least one lot must be accepted before lots may be skipped.",
        ));
    }
    let reference_accepts = plan.accepts(p, Model::Binomial);
    let run = reference_accepts.powi(i32::try_from(clearance).unwrap_or(i32::MAX));
    let skipping = (1.0 - fraction) * run;
    let share_inspected = fraction / (skipping + fraction);
    let accepts = (fraction * reference_accepts + skipping) / (fraction + skipping);
    let meaning = Meaning::new(
        format!(
            "In the long run {} of the lots are inspected, and {} pass, where inspecting every lot would pass {}.",
            say::percent(share_inspected),
            say::percent(accepts),
            say::percent(reference_accepts)
        ),
        Verified::Unverified,
    )
    .assuming("The quality of the source is steady, and which lot is inspected is drawn at random.")
    .not_telling("Anything on lots that were skipped; a sudden fall in quality is noticed late.");
    Ok(SkipLot {
        reference_accepts,
        accepts,
        share_inspected,
        average_sample: share_inspected * plan.sample as f64,
        meaning,
    })
}

/// What to do with lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipLotAction {
    /// Inspect every lot.
    InspectAll,
    /// Inspect a random share of lots.
    InspectShare,
}

/// Where a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SkipLotState {
    clearance: u32,
    accepted: u32,
    skipping: bool,
}

impl SkipLotState {
    /// Starts with inspection of every lot.
    pub fn new(clearance: u32) -> Self {
        Self {
            clearance: clearance.max(1),
            accepted: 0,
            skipping: false,
        }
    }

    /// What to do with the next lot.
    pub fn action(&self) -> SkipLotAction {
        if self.skipping {
            SkipLotAction::InspectShare
        } else {
            SkipLotAction::InspectAll
        }
    }

    /// Takes the result of one inspected lot and says what to do with the next.
    pub fn record(&mut self, accepted: bool) -> SkipLotAction {
        if accepted {
            self.accepted = self.accepted.saturating_add(1);
            self.skipping |= self.accepted >= self.clearance;
        } else {
            *self = Self::new(self.clearance);
        }
        self.action()
    }
}
