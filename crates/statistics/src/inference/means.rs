//! Before and after, for measurements.

use super::ranks::ranks;
use super::sums::{centred_squares, median_of_sorted};
use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Difference of two means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Welch {
    /// Mean before.
    pub before: f64,
    /// Mean after.
    pub after: f64,
    /// After minus before.
    pub difference: f64,
    /// Confidence limits of the difference.
    pub limits: (f64, f64),
    /// Confidence that was used.
    pub confidence: f64,
    /// Student's t.
    pub t: f64,
    /// Degrees of freedom (Welch–Satterthwaite).
    pub freedom: f64,
    /// Two-sided probability.
    pub p: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Welch's t-test for two means with unequal scatter.
///
/// t = (x̄₂−x̄₁)/√(s₁²/n₁+s₂²/n₂), ν = (s₁²/n₁+s₂²/n₂)² / Σ (sᵢ²/nᵢ)²/(nᵢ−1).
/// Source: Welch (1947), Biometrika 34, 28–35; NIST/SEMATECH e-Handbook 7.3.1.
pub fn welch(before: &[f64], after: &[f64], confidence: f64) -> Result<Welch, Refusal> {
    check::at_least(before, 2, "Before")?;
    check::at_least(after, 2, "After")?;
    check::confidence(confidence)?;
    let share = |values: &[f64]| {
        let (mean, squares) = centred_squares(values);
        let n = values.len() as f64;
        (mean, squares / (n - 1.0) / n, n - 1.0)
    };
    let ((mean_before, error_before, free_before), (mean_after, error_after, free_after)) =
        (share(before), share(after));
    let error = error_before + error_after;
    if error == 0.0 {
        return Err(Refusal::new(
            "All values before are equal and so are all after: there is no scatter to compare with; record more digits.",
        ));
    }
    let freedom =
        error * error / (error_before * error_before / free_before + error_after * error_after / free_after);
    let difference = mean_after - mean_before;
    let t = difference / error.sqrt();
    let p = tail::t_two_sided(t, freedom);
    let reach = tail::t_multiplier(confidence, freedom) * error.sqrt();
    let limits = (difference - reach, difference + reach);
    let meaning = Meaning::new(
        changed("The mean", "", difference, limits, confidence, p),
        Verified::Independent("scipy 1.17.1, stats.ttest_ind"),
    )
    .assuming("The values are independent; with fewer than about 30 values on a side, that they are roughly normal.")
    .not_telling("What caused a change: something else may have changed on the same day.")
    .not_telling("That nothing changed, when no change was shown.");
    Ok(Welch {
        before: mean_before,
        after: mean_after,
        difference,
        limits,
        confidence,
        t,
        freedom,
        p,
        meaning,
    })
}

/// The sentence shared by all comparisons of two levels. `unit` follows the numbers, with its space.
pub(crate) fn changed(
    what: &str,
    unit: &str,
    difference: f64,
    limits: (f64, f64),
    confidence: f64,
    p: f64,
) -> String {
    let sure = format!(
        "with {} confidence, {}",
        say::percent(confidence),
        say::p_value(p)
    );
    let one_sided = limits.0 * limits.1 > 0.0;
    let size = say::figure(difference.abs());
    if p >= 1.0 - confidence {
        return format!(
            "No change was shown: {} moved by {}{unit}, and a change between {} and {}{unit} would fit as well ({sure}).",
            what.to_lowercase(),
            say::figure(difference),
            say::figure(limits.0),
            say::figure(limits.1)
        );
    }
    let way = if difference < 0.0 { "fell" } else { "rose" };
    if !one_sided {
        return format!("{what} {way} by {size}{unit} ({}).", say::p_value(p));
    }
    let (least, most) = (
        limits.0.abs().min(limits.1.abs()),
        limits.0.abs().max(limits.1.abs()),
    );
    format!(
        "{what} {way} by {size}{unit} ({} to {} {sure}).",
        say::figure(least),
        say::figure(most)
    )
}

/// Shift between two groups, by ranks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MannWhitney {
    /// Pairs in which the value after is above the one before, equal pairs counting one half.
    pub u: f64,
    /// Share of such pairs: the chance that a value after exceeds one before.
    pub share_above: f64,
    /// Two-sided probability.
    pub p: f64,
    /// Whether the probability is exact (no equal values, at most 50 on each side) or a normal approximation.
    pub exact: bool,
    /// Median of all differences after − before (Hodges–Lehmann).
    pub shift: f64,
    /// Confidence limits of the shift.
    pub limits: (f64, f64),
    /// Confidence that was asked for.
    pub confidence: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Mann–Whitney test with the Hodges–Lehmann shift.
///
/// Exact by counting for small groups without equal values; otherwise normal with correction for equal values and
/// for continuity. Sources: Mann and Whitney (1947), Ann. Math. Stat. 18, 50–60; Hodges and Lehmann (1963), Ann.
/// Math. Stat. 34, 598–611; limits as in Hollander and Wolfe, Nonparametric Statistical Methods, 4.3.
pub fn mann_whitney(before: &[f64], after: &[f64], confidence: f64) -> Result<MannWhitney, Refusal> {
    check::at_least(before, 2, "Before")?;
    check::at_least(after, 2, "After")?;
    check::confidence(confidence)?;
    if before.len().saturating_mul(after.len()) > 25_000_000 {
        return Err(Refusal::new(
            "The rank comparison takes all pairs and at most 25 million of them; draw a sample or use the comparison of means.",
        ));
    }
    let all: Vec<f64> = after.iter().chain(before).copied().collect();
    let (ranks, ties) = ranks(&all);
    let (n1, n2) = (after.len() as f64, before.len() as f64);
    let n = n1 + n2;
    let u = ranks[..after.len()].iter().sum::<f64>() - n1 * (n1 + 1.0) / 2.0;
    let variance = n1 * n2 / 12.0 * ((n + 1.0) - ties / (n * (n - 1.0)));
    if variance <= 0.0 {
        return Err(Refusal::new(
            "All values are equal, so there is nothing to compare; record more digits.",
        ));
    }
    let exact = ties == 0.0 && after.len() <= 50 && before.len() <= 50;
    let counts = if exact {
        count_orders(after.len(), before.len())
    } else {
        Vec::new()
    };
    let p = if exact {
        two_sided_exact(&counts, u as usize)
    } else {
        let z = ((u - n1 * n2 / 2.0).abs() - 0.5).max(0.0) / variance.sqrt();
        tail::normal_two_sided(z)
    };
    let mut differences: Vec<f64> = after
        .iter()
        .flat_map(|a| before.iter().map(move |b| a - b))
        .collect();
    differences.sort_by(f64::total_cmp);
    // Counted from one: the limits are the differences of this rank from either end.
    let rank = if exact {
        exact_rank(&counts, confidence)
    } else {
        let reach = tail::normal_multiplier(confidence) * variance.sqrt();
        (n1 * n2 / 2.0 - reach).floor().max(0.0) as usize
    };
    let cut = rank.saturating_sub(1);
    let limits = (differences[cut], differences[differences.len() - 1 - cut]);
    let shift = median_of_sorted(&differences);
    let mut meaning = Meaning::new(
        changed("The typical value", "", shift, limits, confidence, p),
        Verified::Independent("scipy 1.17.1, stats.mannwhitneyu (the limits: by inverting the test)"),
    )
    .assuming(
        "The values are independent. The shift and its limits take it that both groups have the same shape.",
    )
    .not_telling("What caused a change: something else may have changed on the same day.")
    .not_telling("That nothing changed, when no change was shown.");
    if rank == 0 {
        meaning = meaning.not_telling(
            "Limits of the shift at this confidence: there are too few values; the widest are given.",
        );
    }
    Ok(MannWhitney {
        u,
        share_above: u / (n1 * n2),
        p,
        exact,
        shift,
        limits,
        confidence,
        meaning,
    })
}

/// Probability of each U when all orders of the two groups are equally likely (Mann and Whitney's recursion,
/// multiplied out as a Gaussian binomial coefficient).
fn count_orders(n1: usize, n2: usize) -> Vec<f64> {
    let most = n1 * n2;
    let mut counts = vec![0.0; most + 1];
    counts[0] = 1.0;
    for step in 1..=n1 {
        let up = n2 + step;
        for u in (up..=most).rev() {
            counts[u] -= counts[u - up];
        }
        for u in step..=most {
            counts[u] += counts[u - step];
        }
    }
    let total: f64 = counts.iter().sum();
    counts.iter().map(|count| count / total).collect()
}

fn two_sided_exact(chances: &[f64], u: usize) -> f64 {
    let lower: f64 = chances[..=u].iter().sum();
    let upper: f64 = chances[u..].iter().sum();
    (2.0 * lower.min(upper)).min(1.0)
}

/// The rank of the limits: one more than the largest U whose lower tail stays within half of what lies outside; zero
/// when not even U = 0 does.
fn exact_rank(chances: &[f64], confidence: f64) -> usize {
    let mut below = 0.0;
    for (u, chance) in chances.iter().enumerate() {
        below += chance;
        if below > (1.0 - confidence) / 2.0 {
            return u;
        }
    }
    0
}
