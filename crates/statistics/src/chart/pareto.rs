//! Pareto: causes by size, and the few that make up most of it.

use crate::report::{Meaning, Refusal, Verified, counted};
use serde::Serialize;

/// Causes in falling order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pareto {
    /// The causes, largest first; equal ones by name.
    pub causes: Vec<Cause>,
    /// Sum over all causes.
    pub total: f64,
    /// How many of the largest causes make up the share that was asked for.
    pub vital: usize,
    /// What it means.
    pub meaning: Meaning,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// Its name.
    pub name: String,
    /// Its count, cost or time.
    pub amount: f64,
    /// Share of the total, 0 to 1.
    pub share: f64,
    /// Share of this and all larger causes.
    pub cumulative: f64,
}

/// Orders causes by amount and finds the vital few that make up `most` (0.8 is usual) of the total.
///
/// Amounts of the same name are added up. Source: J. M. Juran, *Quality Control Handbook*.
///
/// # Errors
/// Refuses no causes, negative amounts, a total of zero, and a share outside (0, 1].
pub fn pareto(amounts: &[(String, f64)], most: f64) -> Result<Pareto, Refusal> {
    if !(most > 0.0 && most <= 1.0) {
        return Err(Refusal::new(format!(
            "The share {most} must lie above 0 and at most at 1."
        )));
    }
    let mut sums: Vec<(String, f64)> = Vec::new();
    let mut index = std::collections::HashMap::new();
    for (row, (name, amount)) in amounts.iter().enumerate() {
        if !amount.is_finite() || *amount < 0.0 {
            return Err(Refusal::new(format!(
                "The amount {amount} of “{name}” (row {}) is not a number at or above zero.",
                row + 1
            ))
            .at_row(row));
        }
        let at = *index.entry(name.as_str()).or_insert_with(|| {
            sums.push((name.clone(), 0.0));
            sums.len() - 1
        });
        sums[at].1 += amount;
    }
    let total: f64 = sums.iter().map(|s| s.1).sum();
    if total == 0.0 {
        return Err(Refusal::new(
            "There is nothing to order: no cause, or all amounts are zero.",
        ));
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut before = 0.0;
    let causes: Vec<Cause> = sums
        .into_iter()
        .map(|(name, amount)| {
            before += amount;
            Cause {
                name,
                amount,
                share: amount / total,
                cumulative: before / total,
            }
        })
        .collect();
    let vital = causes
        .iter()
        .position(|c| c.cumulative >= most - 1e-12)
        .map_or(causes.len(), |i| i + 1);
    let meaning = Meaning::new(sentence(&causes, vital), Verified::Independent("pccpy 0.16.2"))
        .assuming("What is added up is comparable: one count, cost or hour weighs as much as another.")
        .not_telling(
            "Whether the order is stable over time: compare two periods before acting on small differences.",
        );
    Ok(Pareto {
        causes,
        total,
        vital,
        meaning,
    })
}

fn sentence(causes: &[Cause], vital: usize) -> String {
    let names: Vec<&str> = causes
        .iter()
        .take(vital.min(3))
        .map(|c| c.name.as_str())
        .collect();
    let share = 100.0 * causes[vital - 1].cumulative;
    if vital * 2 > causes.len() && causes.len() > 2 {
        return format!(
            "No vital few: it takes {vital} of {} to make up {share:.0} %. The largest is {} with {:.0} %.",
            counted(causes.len(), "cause"),
            names[0],
            100.0 * causes[0].share
        );
    }
    let more = if vital > 3 { " and others" } else { "" };
    format!(
        "{vital} of {} make up {share:.0} %: {}{more}.",
        counted(causes.len(), "cause"),
        names.join(", ")
    )
}
