//! Comparisons by rank of several groups, and seasons.

use super::{anova::check_groups, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Ranks from 1, equal values sharing their mean rank, and Σ(t³−t) over groups of t equal values.
pub(crate) fn ranks(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut ties = 0.0;
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        let shared = (start + 1 + end) as f64 / 2.0;
        for place in &order[start..end] {
            ranks[*place] = shared;
        }
        let size = (end - start) as f64;
        ties += size * size * size - size;
        start = end;
    }
    (ranks, ties)
}

/// Do several groups come from the same distribution, judged by ranks?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KruskalWallis {
    /// The statistic H, corrected for equal values.
    pub h: f64,
    /// Degrees of freedom.
    pub freedom: f64,
    /// Probability of an H at least as large when all groups are alike (chi-square approximation).
    pub p: f64,
    /// Mean rank of each group.
    pub mean_ranks: Vec<f64>,
    /// What it means.
    pub meaning: Meaning,
}

/// Kruskal–Wallis test: H = [12/(N(N+1)) Σ Rᵢ²/nᵢ − 3(N+1)] / [1 − Σ(t³−t)/(N³−N)].
///
/// Source: Kruskal and Wallis (1952), JASA 47, 583–621; NIST/SEMATECH e-Handbook 7.4.1.
pub fn kruskal_wallis(groups: &[Vec<f64>]) -> Result<KruskalWallis, Refusal> {
    let count = check_groups(groups)?;
    let all: Vec<f64> = groups.iter().flatten().copied().collect();
    let n = all.len() as f64;
    let (ranks, ties) = ranks(&all);
    let correction = 1.0 - ties / (n * n * n - n);
    if correction <= 0.0 {
        return Err(Refusal::new(
            "All values are equal, so there is nothing to rank; record more digits.",
        ));
    }
    let middle = (n + 1.0) / 2.0;
    let mut start = 0;
    let mut squares = 0.0;
    let mut mean_ranks = Vec::with_capacity(count);
    for group in groups {
        let size = group.len() as f64;
        let mean_rank = ranks[start..start + group.len()].iter().sum::<f64>() / size;
        squares += size * (mean_rank - middle) * (mean_rank - middle);
        mean_ranks.push(mean_rank);
        start += group.len();
    }
    let h = 12.0 / (n * (n + 1.0)) * squares / correction;
    let freedom = (count - 1) as f64;
    let p = tail::chi_square_upper(h, freedom);
    let sentence = if p < 0.05 {
        format!(
            "At least one of the {count} groups lies higher or lower than the others ({}).",
            say::p_value(p)
        )
    } else {
        format!(
            "No difference between the {count} groups was shown ({}).",
            say::p_value(p)
        )
    };
    let mut meaning = Meaning::new(sentence, Verified::Independent("scipy 1.17.1, stats.kruskal"))
        .assuming("The values are independent of each other.")
        .not_telling("Which groups differ, and why.");
    if groups.iter().any(|group| group.len() < 5) {
        meaning = meaning.not_telling(
            "An exact probability: with fewer than five values in a group the approximation is rough.",
        );
    }
    Ok(KruskalWallis {
        h,
        freedom,
        p,
        mean_ranks,
        meaning,
    })
}

/// Seasonality: do the seasons (months, shifts, weekdays) differ? `season[i]` names the season of `values[i]`,
/// counted from zero below `seasons`. The Kruskal–Wallis test by season.
pub fn seasonality(values: &[f64], season: &[usize], seasons: usize) -> Result<KruskalWallis, Refusal> {
    super::check::same_length(values.len(), season.len(), "Values and seasons")?;
    super::check::finite(values, "Values")?;
    let mut groups = vec![Vec::new(); seasons];
    for (row, (value, place)) in values.iter().zip(season).enumerate() {
        let group = groups.get_mut(*place).ok_or_else(|| {
            Refusal::new(format!(
                "Row {}: season {} does not exist; there are {seasons}.",
                row + 1,
                place + 1
            ))
            .at_row(row)
        })?;
        group.push(*value);
    }
    if let Some(empty) = groups.iter().position(|group| group.len() < 2) {
        return Err(Refusal::new(format!(
            "Season {} has fewer than two values, so it cannot be told whether it returns; collect at least two cycles.",
            empty + 1
        )));
    }
    let mut result = kruskal_wallis(&groups)?;
    result.meaning.sentence = if result.p < 0.05 {
        format!(
            "The {seasons} seasons differ by more than chance explains ({}): compare a period with the same season of other years, not with the period before.",
            say::p_value(result.p)
        )
    } else {
        format!("No seasonal pattern was shown ({}).", say::p_value(result.p))
    };
    result.meaning = result
        .meaning
        .assuming("There is no trend over the years; a strong trend hides or feigns a season.");
    Ok(result)
}
