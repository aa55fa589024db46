//! What a plan does: probability of acceptance, outgoing quality, amount of inspection.

use crate::inference::{say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A single plan: inspect `sample`, accept with at most `accept`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SinglePlan {
    /// Items inspected.
    pub sample: u64,
    /// Acceptance number.
    pub accept: u64,
}

/// Which distribution the count in the sample follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// A long series of lots from one process (type B): share p of items.
    Binomial,
    /// One lot of this many items (type A): p is rounded to whole items of the lot.
    Hypergeometric {
        /// Items in the lot.
        lot: u64,
    },
    /// Nonconformities per item, any number on one.
    Poisson,
}

impl SinglePlan {
    /// Probability of accepting a lot of quality `p` (share, or nonconformities per item).
    pub fn accepts(&self, p: f64, model: Model) -> f64 {
        match model {
            Model::Binomial => tail::binomial_lower(self.accept as i64, self.sample, p),
            Model::Poisson => tail::poisson_lower(self.accept as i64, self.sample as f64 * p),
            Model::Hypergeometric { lot } => {
                let marked = ((lot as f64 * p).round().max(0.0) as u64).min(lot);
                tail::hypergeometric_lower(self.accept, lot, marked, self.sample.min(lot))
            }
        }
    }

    /// Average outgoing quality when rejected lots are sorted and bad items replaced: Pa·p·(N−n)/N; without a lot
    /// size Pa·p.
    pub fn outgoing(&self, p: f64, model: Model, lot: Option<u64>) -> f64 {
        let rest = lot.map_or(1.0, |lot| lot.saturating_sub(self.sample) as f64 / lot as f64);
        self.accepts(p, model) * p * rest
    }

    /// Average total inspection per lot: n + (1−Pa)(N−n).
    pub fn inspected(&self, p: f64, model: Model, lot: u64) -> f64 {
        let sample = self.sample.min(lot);
        sample as f64 + (1.0 - self.accepts(p, model)) * (lot - sample) as f64
    }

    /// The quality that is accepted with this probability (binomial, or Poisson; hypergeometric by the binomial).
    pub fn quality_accepted_with(&self, probability: f64, model: Model) -> f64 {
        let smooth = if matches!(model, Model::Poisson) {
            Model::Poisson
        } else {
            Model::Binomial
        };
        let most = if smooth == Model::Binomial {
            1.0
        } else {
            (self.accept as f64 + 40.0) * 4.0 / self.sample as f64
        };
        tail::root(|p| probability - self.accepts(p, smooth), 0.0, most)
    }
}

/// One point of the curves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Quality that comes in.
    pub p: f64,
    /// Probability of acceptance.
    pub accepts: f64,
    /// Average outgoing quality.
    pub outgoing: f64,
    /// Average total inspection; none without a lot size.
    pub inspected: Option<f64>,
}

/// The operating characteristic of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Characteristic {
    /// The plan.
    pub plan: SinglePlan,
    /// The model.
    pub model: Model,
    /// The curves at the qualities asked for.
    pub points: Vec<CurvePoint>,
    /// Quality accepted with 95 %: the producer's point.
    pub producer_quality: f64,
    /// Quality accepted with 10 %: the consumer's point.
    pub consumer_quality: f64,
    /// Largest average outgoing quality, and the incoming quality at which it occurs.
    pub outgoing_limit: (f64, f64),
    /// What it means.
    pub meaning: Meaning,
}

/// The curves of a plan at the given qualities, with its producer's and consumer's point and its AOQL.
///
/// Sources: NIST/SEMATECH e-Handbook 6.2.3.2; Dodge and Romig (1959), Sampling Inspection Tables. The
/// distributions agree with `scipy`.
pub fn characteristic(
    plan: SinglePlan,
    model: Model,
    lot: Option<u64>,
    qualities: &[f64],
) -> Result<Characteristic, Refusal> {
    if plan.sample == 0 {
        return Err(Refusal::new(
            "The sample size is 0; a plan must inspect at least one item.",
        ));
    }
    if model != Model::Poisson && plan.accept >= plan.sample {
        return Err(Refusal::new(format!(
            "The plan accepts up to {} among {}: it accepts everything; lower the acceptance number.",
            plan.accept, plan.sample
        )));
    }
    let lot = match model {
        Model::Hypergeometric { lot } => Some(lot),
        _ => lot,
    };
    if let Some(lot) = lot.filter(|lot| *lot < plan.sample) {
        return Err(Refusal::new(format!(
            "The sample of {} is larger than the lot of {lot}; inspect the whole lot.",
            plan.sample
        )));
    }
    let most = if model == Model::Poisson { f64::MAX } else { 1.0 };
    if let Some(row) = qualities.iter().position(|p| !(0.0..=most).contains(p)) {
        return Err(Refusal::new(format!(
            "Quality {} is {}, which is no share between 0 and 1.",
            row + 1,
            qualities[row]
        ))
        .at_row(row));
    }
    let points = qualities
        .iter()
        .map(|p| CurvePoint {
            p: *p,
            accepts: plan.accepts(*p, model),
            outgoing: plan.outgoing(*p, model, lot),
            inspected: lot.map(|lot| plan.inspected(*p, model, lot)),
        })
        .collect();
    let producer_quality = plan.quality_accepted_with(0.95, model);
    let consumer_quality = plan.quality_accepted_with(0.10, model);
    let outgoing_limit = outgoing_limit(plan, model, lot);
    let meaning = Meaning::new(
        format!(
            "Lots with {} nonconforming are accepted 95 times in 100, lots with {} still 10 times in 100.",
            say::percent_figure(producer_quality),
            say::percent_figure(consumer_quality)
        ),
        Verified::Independent("scipy 1.17.1, stats.binom, hypergeom and poisson"),
    )
    .assuming("The sample is drawn at random and inspection makes no mistakes.")
    .assuming(
        "Outgoing quality: rejected lots are sorted and every bad item found is replaced by a good one.",
    )
    .not_telling("The quality of any one lot.");
    Ok(Characteristic {
        plan,
        model,
        points,
        producer_quality,
        consumer_quality,
        outgoing_limit,
        meaning,
    })
}

/// Largest outgoing quality and where it occurs: a scan, refined by golden section for smooth models.
fn outgoing_limit(plan: SinglePlan, model: Model, lot: Option<u64>) -> (f64, f64) {
    let outgoing = |p: f64| plan.outgoing(p, model, lot);
    if let Model::Hypergeometric { lot } = model {
        return (0..=lot.min(1_000_000))
            .map(|marked| marked as f64 / lot as f64)
            .map(|p| (outgoing(p), p))
            .take_while(|(quality, p)| *quality > 0.0 || *p == 0.0)
            .fold((0.0, 0.0), |best, next| if next.0 > best.0 { next } else { best });
    }
    let (mut low, mut high) = (0.0, plan.quality_accepted_with(0.01, model));
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    for _ in 0..200 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        if outgoing(left) < outgoing(right) {
            low = left;
        } else {
            high = right;
        }
    }
    let p = f64::midpoint(low, high);
    (outgoing(p), p)
}
