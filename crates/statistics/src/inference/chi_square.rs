//! Chi-square tests of counts.

use super::{say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A chi-square test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChiSquare {
    /// Pearson's statistic, without continuity correction.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: f64,
    /// Probability of a statistic at least as large by chance.
    pub p: f64,
    /// Expected counts, row by row.
    pub expected: Vec<Vec<f64>>,
    /// Cramér's V, 0 (no relation) to 1; only for tables.
    pub cramers_v: Option<f64>,
    /// What it means.
    pub meaning: Meaning,
}

/// Are rows and columns of a table of counts independent? χ² = Σ(O−E)²/E, E = row total × column total / total.
///
/// Source: Pearson (1900), Phil. Mag. 50, 157–175; NIST/SEMATECH e-Handbook 7.4.5.
pub fn independence(table: &[Vec<u64>]) -> Result<ChiSquare, Refusal> {
    let columns = table.first().map_or(0, Vec::len);
    if table.len() < 2 || columns < 2 {
        return Err(Refusal::new(
            "A table of at least two rows and two columns is needed.",
        ));
    }
    if let Some(row) = table.iter().position(|row| row.len() != columns) {
        return Err(Refusal::new(format!(
            "Row {} has {} counts, but the first has {columns}; give every row as many.",
            row + 1,
            table[row].len()
        ))
        .at_row(row));
    }
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let sums: Vec<u64> = (0..columns)
        .map(|column| table.iter().map(|row| row[column]).sum())
        .collect();
    if let Some(row) = rows.iter().position(|sum| *sum == 0) {
        return Err(
            Refusal::new(format!("Row {} holds no count at all; leave it out.", row + 1)).at_row(row),
        );
    }
    if let Some(column) = sums.iter().position(|sum| *sum == 0) {
        return Err(Refusal::new(format!(
            "Column {} holds no count at all; leave it out.",
            column + 1
        ))
        .at_column(column));
    }
    let total = rows.iter().sum::<u64>() as f64;
    let expected: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| sums.iter().map(|sum| *row as f64 * *sum as f64 / total).collect())
        .collect();
    let statistic = distance(table, &expected);
    let freedom = ((table.len() - 1) * (columns - 1)) as f64;
    let p = tail::chi_square_upper(statistic, freedom);
    let sentence = if p < 0.05 {
        format!(
            "Rows and columns are related: the shares differ by more than chance explains ({}).",
            say::p_value(p)
        )
    } else {
        format!(
            "No relation between rows and columns was shown ({}).",
            say::p_value(p)
        )
    };
    let smaller = (table.len().min(columns) - 1) as f64;
    Ok(ChiSquare {
        statistic,
        freedom,
        p,
        cramers_v: Some((statistic / (total * smaller)).sqrt()),
        meaning: meaning(sentence, &expected, "scipy 1.17.1, stats.chi2_contingency"),
        expected,
    })
}

/// Do counts follow expected shares? `shares` are relative weights of the classes (they need not add up to one).
///
/// Source: Pearson (1900); NIST/SEMATECH e-Handbook 1.3.5.15.
pub fn goodness_of_fit(counts: &[u64], shares: &[f64]) -> Result<ChiSquare, Refusal> {
    super::check::same_length(counts.len(), shares.len(), "Counts and shares")?;
    if counts.len() < 2 {
        return Err(Refusal::new("At least two classes are needed."));
    }
    if let Some(row) = shares
        .iter()
        .position(|share| !share.is_finite() || *share <= 0.0)
    {
        return Err(Refusal::new(format!(
            "Class {}: the expected share must be above zero.",
            row + 1
        ))
        .at_row(row));
    }
    let total = counts.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return Err(Refusal::new("Nothing was counted; there is nothing to compare."));
    }
    let weight: f64 = shares.iter().sum();
    let expected = vec![
        shares
            .iter()
            .map(|share| total * share / weight)
            .collect::<Vec<_>>(),
    ];
    let statistic = distance(&[counts.to_vec()], &expected);
    let freedom = (counts.len() - 1) as f64;
    let p = tail::chi_square_upper(statistic, freedom);
    let sentence = if p < 0.05 {
        format!(
            "The counts do not follow the expected shares ({}).",
            say::p_value(p)
        )
    } else {
        format!(
            "Nothing against the expected shares was shown ({}).",
            say::p_value(p)
        )
    };
    Ok(ChiSquare {
        statistic,
        freedom,
        p,
        cramers_v: None,
        meaning: meaning(sentence, &expected, "scipy 1.17.1, stats.chisquare"),
        expected,
    })
}

fn distance(seen: &[Vec<u64>], expected: &[Vec<f64>]) -> f64 {
    seen.iter()
        .flatten()
        .zip(expected.iter().flatten())
        .map(|(seen, expected)| (*seen as f64 - expected).powi(2) / expected)
        .sum()
}

fn meaning(sentence: String, expected: &[Vec<f64>], source: &'static str) -> Meaning {
    let meaning = Meaning::new(sentence, Verified::Independent(source))
        .assuming("Every item is counted once, independently of the others.")
        .not_telling("Which cell makes the difference, and why.");
    let small = expected.iter().flatten().filter(|count| **count < 5.0).count();
    if small == 0 {
        return meaning;
    }
    meaning.not_telling(format!(
        "A trustworthy probability: {} expected below 5; join classes or collect more.",
        say::counted(small, "count is", "counts are")
    ))
}
