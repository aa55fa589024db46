//! Before and after, for counts: two proportions and two rates.

use super::means::changed;
use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Two proportions compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proportions {
    /// Proportion before.
    pub before: f64,
    /// Proportion after.
    pub after: f64,
    /// After minus before.
    pub difference: f64,
    /// Confidence limits of the difference (Newcombe's hybrid of score intervals).
    pub limits: (f64, f64),
    /// Confidence that was used.
    pub confidence: f64,
    /// Standardised difference, with the pooled proportion.
    pub z: f64,
    /// Two-sided probability by the normal approximation.
    pub p: f64,
    /// Two-sided exact probability (Fisher): all tables no more likely than the one seen.
    pub p_exact: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Compares two proportions: `(count, out of)` before and after.
///
/// Sources: NIST/SEMATECH e-Handbook 7.3.3 (pooled z); Newcombe (1998), Statistics in Medicine 17, 873–890, method
/// 10 (limits); Fisher (1935) (exact). The sentence goes by the exact probability.
pub fn two_proportions(
    before: (u64, u64),
    after: (u64, u64),
    confidence: f64,
) -> Result<Proportions, Refusal> {
    check::confidence(confidence)?;
    for (row, (count, of)) in [before, after].into_iter().enumerate() {
        share_is_possible(count, of, row)?;
    }
    let share = |(count, of): (u64, u64)| count as f64 / of as f64;
    let (p1, p2) = (share(before), share(after));
    let (n1, n2) = (before.1 as f64, after.1 as f64);
    let pooled = (before.0 + after.0) as f64 / (n1 + n2);
    let error = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let difference = p2 - p1;
    let z = if error > 0.0 { difference / error } else { 0.0 };
    let (low1, high1) = score_interval(before, confidence);
    let (low2, high2) = score_interval(after, confidence);
    let limits = (
        difference - ((p2 - low2).powi(2) + (high1 - p1).powi(2)).sqrt(),
        difference + ((high2 - p2).powi(2) + (p1 - low1).powi(2)).sqrt(),
    );
    let p_exact = fisher(before, after);
    let meaning = Meaning::new(
        changed(
            "The proportion",
            " percentage points",
            100.0 * difference,
            (100.0 * limits.0, 100.0 * limits.1),
            confidence,
            p_exact,
        ),
        Verified::Independent("statsmodels 0.15.0, stats.proportion, and scipy 1.17.1, stats.fisher_exact"),
    )
    .assuming("Each item is counted once and independently of the others.")
    .not_telling("What caused a change: something else may have changed on the same day.")
    .not_telling("That nothing changed, when no change was shown.");
    Ok(Proportions {
        before: p1,
        after: p2,
        difference,
        limits,
        confidence,
        z,
        p: tail::normal_two_sided(z),
        p_exact,
        meaning,
    })
}

fn share_is_possible(count: u64, of: u64, row: usize) -> Result<(), Refusal> {
    let when = if row == 0 { "Before" } else { "After" };
    if of == 0 {
        return Err(Refusal::new(format!(
            "{when}: nothing was inspected; give the number inspected."
        ))
        .at_row(row));
    }
    if count > of {
        return Err(Refusal::new(format!(
            "{when}: {count} counted among {of} inspected, which is more than all; correct one of them."
        ))
        .at_row(row));
    }
    Ok(())
}

/// Wilson's score interval (1927).
fn score_interval((count, of): (u64, u64), confidence: f64) -> (f64, f64) {
    let (x, n) = (count as f64, of as f64);
    let z = tail::normal_multiplier(confidence);
    let middle = (x + z * z / 2.0) / (n + z * z);
    let reach = z / (n + z * z) * (x * (n - x) / n + z * z / 4.0).sqrt();
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

/// Exact confidence limits of one proportion (Clopper and Pearson 1934, Biometrika 26, 404–413).
pub fn proportion_interval(count: u64, of: u64, confidence: f64) -> Result<(f64, f64), Refusal> {
    check::confidence(confidence)?;
    if of == 0 || count > of {
        return Err(Refusal::new(format!(
            "{count} counted among {of} inspected is not possible; correct one of them."
        )));
    }
    let outside = (1.0 - confidence) / 2.0;
    let (x, n) = (count as f64, of as f64);
    let low = if count == 0 {
        0.0
    } else {
        tail::beta_quantile(outside, x, n - x + 1.0)
    };
    let high = if count == of {
        1.0
    } else {
        tail::beta_quantile(1.0 - outside, x + 1.0, n - x)
    };
    Ok((low, high))
}

/// All tables with the same margins that are no more likely than the one seen.
fn fisher(before: (u64, u64), after: (u64, u64)) -> f64 {
    let (marked, population, drawn) = (before.0 + after.0, before.1 + after.1, after.1);
    let seen = tail::hypergeometric_at(after.0, population, marked, drawn);
    (0..=marked.min(drawn))
        .map(|k| tail::hypergeometric_at(k, population, marked, drawn))
        .filter(|chance| *chance <= seen * (1.0 + 1e-7))
        .sum::<f64>()
        .min(1.0)
}

/// Two rates of events compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoissonRates {
    /// Events per unit before.
    pub before: f64,
    /// Events per unit after.
    pub after: f64,
    /// After divided by before; infinite when there were none before.
    pub ratio: f64,
    /// Exact confidence limits of the ratio.
    pub limits: (f64, f64),
    /// Confidence that was used.
    pub confidence: f64,
    /// Two-sided exact probability.
    pub p: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Compares two rates of events: `(events, exposure)` before and after, where exposure is what the events are
/// counted per (hours, units, months).
///
/// Exact conditional test: given the total, the events after are binomial with p = t₂/(t₁+t₂). Source: Przyborowski
/// and Wilenski (1940), Biometrika 31, 313–323; NIST/SEMATECH e-Handbook 7.3.3 for the idea; limits by Clopper and
/// Pearson.
pub fn two_poisson_rates(
    before: (u64, f64),
    after: (u64, f64),
    confidence: f64,
) -> Result<PoissonRates, Refusal> {
    check::confidence(confidence)?;
    check::positive(before.1, "The exposure before").map_err(|refusal| refusal.at_row(0))?;
    check::positive(after.1, "The exposure after").map_err(|refusal| refusal.at_row(1))?;
    let total = before.0 + after.0;
    if total == 0 {
        return Err(Refusal::new(
            "No events were counted before or after, so the rates cannot be compared; observe longer.",
        ));
    }
    let share = after.1 / (before.1 + after.1);
    let seen = tail::binomial_at(after.0, total, share);
    let p = (0..=total)
        .map(|k| tail::binomial_at(k, total, share))
        .filter(|chance| *chance <= seen * (1.0 + 1e-7))
        .sum::<f64>()
        .min(1.0);
    let (low, high) = proportion_interval(after.0, total, confidence)?;
    let to_ratio = |part: f64| part / (1.0 - part) * before.1 / after.1;
    let limits = (to_ratio(low), to_ratio(high));
    let (rate1, rate2) = (before.0 as f64 / before.1, after.0 as f64 / after.1);
    let ratio = rate2 / rate1;
    let range = format!(
        "{} to {} times with {} confidence, {}",
        say::figure(limits.0),
        say::figure(limits.1),
        say::percent(confidence),
        say::p_value(p)
    );
    let sentence = if p < 1.0 - confidence {
        format!("The rate is {} times what it was ({range}).", say::figure(ratio))
    } else {
        format!(
            "No change of the rate was shown: {} times what it was ({range}).",
            say::figure(ratio)
        )
    };
    let meaning = Meaning::new(
        sentence,
        Verified::Independent("scipy 1.17.1, stats.binomtest, and statsmodels 0.15.0, test_poisson_2indep"),
    )
    .assuming("Events come one by one, independently, at a steady rate within each period.")
    .not_telling("What caused a change: something else may have changed on the same day.")
    .not_telling("That nothing changed, when no change was shown.");
    Ok(PoissonRates {
        before: rate1,
        after: rate2,
        ratio,
        limits,
        confidence,
        p,
        meaning,
    })
}
