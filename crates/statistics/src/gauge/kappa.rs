//! Kappa: agreement beyond chance.

use crate::inference::{check, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A kappa coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kappa {
    /// Agreement beyond chance: 1 perfect, 0 as chance gives.
    pub kappa: f64,
    /// Share of agreement that was seen.
    pub seen: f64,
    /// Share of agreement that chance gives.
    pub by_chance: f64,
    /// Standard error, for the limits.
    pub error: f64,
    /// Confidence limits.
    pub limits: (f64, f64),
    /// Standard error when there is no agreement beyond chance, for the test.
    pub error_without_agreement: f64,
    /// kappa divided by that error.
    pub z: f64,
    /// Two-sided probability of such a kappa when only chance agrees.
    pub p: f64,
    /// Confidence that was used.
    pub confidence: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Cohen's kappa of two raters: `table[i][j]` counts the items that the first put into class i and the second into j.
///
/// κ = (pₒ−pₑ)/(1−pₑ). Sources: Cohen (1960), Educational and Psychological Measurement 20, 37–46; errors by Fleiss,
/// Cohen and Everitt (1969), Psychological Bulletin 72, 323–327.
pub fn cohen_kappa(table: &[Vec<u64>], confidence: f64) -> Result<Kappa, Refusal> {
    check::confidence(confidence)?;
    let classes = table.len();
    if classes < 2 {
        return Err(Refusal::new("Kappa needs at least two classes."));
    }
    if let Some(row) = table.iter().position(|row| row.len() != classes) {
        return Err(Refusal::new(format!(
            "Row {} does not have {classes} counts; the table must be square.",
            row + 1
        ))
        .at_row(row));
    }
    let total = table.iter().flatten().sum::<u64>() as f64;
    if total < 2.0 {
        return Err(Refusal::new("Kappa needs at least two judged items."));
    }
    let share = |i: usize, j: usize| table[i][j] as f64 / total;
    let rows: Vec<f64> = (0..classes)
        .map(|i| (0..classes).map(|j| share(i, j)).sum())
        .collect();
    let columns: Vec<f64> = (0..classes)
        .map(|j| (0..classes).map(|i| share(i, j)).sum())
        .collect();
    let seen: f64 = (0..classes).map(|i| share(i, i)).sum();
    let by_chance: f64 = rows.iter().zip(&columns).map(|(row, column)| row * column).sum();
    let rest = 1.0 - by_chance;
    if rest < 1e-12 {
        return Err(one_class());
    }
    let kappa = (seen - by_chance) / rest;
    let mut diagonal = 0.0;
    let mut aside = 0.0;
    let mut crossed = 0.0;
    for i in 0..classes {
        diagonal += share(i, i) * (1.0 - (rows[i] + columns[i]) * (1.0 - kappa)).powi(2);
        crossed += rows[i] * columns[i] * (rows[i] + columns[i]);
        for (j, row) in rows.iter().enumerate().filter(|(j, _)| *j != i) {
            aside += share(i, j) * (columns[i] + row).powi(2);
        }
    }
    let squared = diagonal + (1.0 - kappa).powi(2) * aside - (kappa - by_chance * (1.0 - kappa)).powi(2);
    let error = (squared.max(0.0) / total).sqrt() / rest;
    let error_without_agreement =
        ((by_chance + by_chance * by_chance - crossed).max(0.0) / total).sqrt() / rest;
    Ok(finish(
        Parts {
            kappa,
            seen,
            by_chance,
            error,
            error_without_agreement,
            multiplier: tail::normal_multiplier(confidence),
        },
        confidence,
        "two raters",
        Verified::Independent("statsmodels 0.15.0, inter_rater.cohens_kappa"),
    ))
}

/// Fleiss' kappa of several raters: `counts[item][class]` says how many raters put the item into the class; every
/// item is judged equally often.
///
/// Sources: Fleiss (1971), Psychological Bulletin 76, 378–382, whose figures are reproduced; error without agreement
/// by Fleiss, Nee and Landis (1979), Psychological Bulletin 86, 974–977; error for the limits by Gwet, Handbook of
/// Inter-Rater Reliability, 4th ed., with Student's distribution on items − 1.
pub fn fleiss_kappa(counts: &[Vec<u64>], confidence: f64) -> Result<Kappa, Refusal> {
    check::confidence(confidence)?;
    let (classes, raters) = shape(counts)?;
    let (n, m) = (counts.len() as f64, raters as f64);
    let shares: Vec<f64> = (0..classes)
        .map(|j| counts.iter().map(|row| row[j]).sum::<u64>() as f64 / (n * m))
        .collect();
    let by_chance: f64 = shares.iter().map(|share| share * share).sum();
    let rest = 1.0 - by_chance;
    if rest < 1e-12 {
        return Err(one_class());
    }
    let agreement = |row: &[u64]| {
        row.iter()
            .map(|count| (*count as f64) * (*count as f64 - 1.0))
            .sum::<f64>()
            / (m * (m - 1.0))
    };
    let seen = counts.iter().map(|row| agreement(row)).sum::<f64>() / n;
    let kappa = (seen - by_chance) / rest;
    let linearised = |row: &[u64]| {
        let chance: f64 = row
            .iter()
            .zip(&shares)
            .map(|(count, share)| *count as f64 * share)
            .sum::<f64>()
            / m;
        (agreement(row) - by_chance) / rest - 2.0 * (1.0 - kappa) * (chance - by_chance) / rest
    };
    let squares: f64 = counts.iter().map(|row| (linearised(row) - kappa).powi(2)).sum();
    let error = (squares / (n * (n - 1.0))).sqrt();
    let pq: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
    let skew: f64 = shares
        .iter()
        .map(|share| share * (1.0 - share) * (1.0 - 2.0 * share))
        .sum();
    let error_without_agreement = (2.0 * (pq * pq - skew) / (n * m * (m - 1.0))).max(0.0).sqrt() / pq;
    Ok(finish(
        Parts {
            kappa,
            seen,
            by_chance,
            error,
            error_without_agreement,
            multiplier: tail::t_multiplier(confidence, n - 1.0),
        },
        confidence,
        &format!("{raters} raters"),
        Verified::Published("Fleiss (1971), psychiatric diagnoses"),
    ))
}

/// At least two items and classes, every item judged by the same number of raters, at least two. Gives both.
fn shape(counts: &[Vec<u64>]) -> Result<(usize, u64), Refusal> {
    let classes = counts.first().map_or(0, Vec::len);
    let raters: u64 = counts.first().map_or(0, |row| row.iter().sum());
    if counts.len() < 2 || classes < 2 || raters < 2 {
        return Err(Refusal::new(
            "Kappa needs at least two items, two classes and two raters.",
        ));
    }
    match counts.iter().position(|row| row.len() != classes || row.iter().sum::<u64>() != raters) {
        None => Ok((classes, raters)),
        Some(row) => Err(Refusal::new(format!(
            "Item {} was not judged by {raters} raters in {classes} classes like the first; complete or leave it out.",
            row + 1
        ))
        .at_row(row)),
    }
}

fn one_class() -> Refusal {
    Refusal::new(
        "All judgements fall into one class, so agreement beyond chance cannot be told; choose items of all classes.",
    )
}

struct Parts {
    kappa: f64,
    seen: f64,
    by_chance: f64,
    error: f64,
    error_without_agreement: f64,
    multiplier: f64,
}

fn finish(parts: Parts, confidence: f64, who: &str, verified: Verified) -> Kappa {
    let Parts {
        kappa,
        seen,
        by_chance,
        error,
        error_without_agreement,
        multiplier,
    } = parts;
    let z = if error_without_agreement > 0.0 {
        kappa / error_without_agreement
    } else {
        0.0
    };
    let p = tail::normal_two_sided(z);
    let strength = if p >= 1.0 - confidence {
        "no agreement beyond chance was shown"
    } else if kappa < 0.0 {
        "they disagree more often than chance gives"
    } else if kappa < 0.40 {
        "poor agreement"
    } else if kappa < 0.75 {
        "fair agreement"
    } else {
        "good agreement"
    };
    let sentence = format!(
        "Kappa of {who} is {kappa:.2}: {strength}; they agree on {:.0} % and chance alone gives {:.0} %.",
        100.0 * seen,
        100.0 * by_chance
    );
    let meaning = Meaning::new(sentence, verified)
        .assuming("Items are independent, and the raters judged without knowing of each other.")
        .not_telling("Who is right: raters can agree and all be wrong.")
        .not_telling("The same figure on other items: kappa falls when one class is rare.");
    Kappa {
        kappa,
        seen,
        by_chance,
        error,
        limits: (
            (kappa - multiplier * error).max(-1.0),
            (kappa + multiplier * error).min(1.0),
        ),
        error_without_agreement,
        z,
        p,
        confidence,
        meaning,
    }
}
