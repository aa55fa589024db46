//! Agreement of judgements: good or bad, and grades.

use super::kappa::{Kappa, cohen_kappa, fleiss_kappa};
use crate::inference::{check, proportion_interval, say};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Judgements of a study: `judged[item][appraiser][trial]` is a class counted from zero below `classes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgements {
    /// The judgements.
    pub judged: Vec<Vec<Vec<usize>>>,
    /// The true class of each item, where known.
    pub standard: Option<Vec<usize>>,
    /// Number of classes. With two, class 0 is the good one.
    pub classes: usize,
}

/// A share of items with exact confidence limits (Clopper and Pearson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Items that agree.
    pub count: u64,
    /// Items looked at.
    pub of: u64,
    /// Their share.
    pub share: f64,
    /// Confidence limits.
    pub limits: (f64, f64),
}

/// One appraiser.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appraiser {
    /// Items on which all trials agree.
    pub with_self: Share,
    /// Items on which all trials agree with the standard: the effectiveness.
    pub with_standard: Option<Share>,
    /// Share of judgements that called a bad item good; only with two classes and a standard.
    pub miss_rate: Option<f64>,
    /// Share of judgements that called a good item bad; only with two classes and a standard.
    pub false_alarm_rate: Option<f64>,
    /// Cohen's kappa of all judgements against the standard; none when all fall into one class.
    pub kappa_with_standard: Option<Kappa>,
}

/// Result of an attribute agreement study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Per appraiser.
    pub appraisers: Vec<Appraiser>,
    /// Items on which all trials of all appraisers agree.
    pub between: Share,
    /// Items on which all of them agree with the standard.
    pub all_with_standard: Option<Share>,
    /// Fleiss' kappa over all judgements; none when all fall into one class.
    pub kappa: Option<Kappa>,
    /// Cohen's kappa of each pair of appraisers (first, second, kappa), trial by trial.
    pub pairs: Vec<(usize, usize, Option<Kappa>)>,
    /// What it means.
    pub meaning: Meaning,
}

/// Agreement within and between appraisers and with the standard.
///
/// Bands in the sentence: effectiveness 90 %, misses 2 %, false alarms 5 %. Source: AIAG, Measurement Systems
/// Analysis, 4th ed., chapter III-C; kappas as in [`cohen_kappa`] and [`fleiss_kappa`]. Shares agree with
/// `statsmodels`.
pub fn agreement(study: &Judgements, confidence: f64) -> Result<Agreement, Refusal> {
    check::confidence(confidence)?;
    let appraisers = check_study(study)?;
    let standard = study.standard.as_deref();
    let share = |holds: &dyn Fn(usize, &Vec<Vec<usize>>) -> bool| -> Result<Share, Refusal> {
        let count = study
            .judged
            .iter()
            .enumerate()
            .filter(|(item, cells)| holds(*item, cells))
            .count() as u64;
        let of = study.judged.len() as u64;
        Ok(Share {
            count,
            of,
            share: count as f64 / of as f64,
            limits: proportion_interval(count, of, confidence)?,
        })
    };
    let mut results = Vec::with_capacity(appraisers);
    for who in 0..appraisers {
        let with_self = share(&|_, cells| cells[who].iter().all(|class| *class == cells[who][0]))?;
        let with_standard = standard
            .map(|standard| share(&|item, cells| cells[who].iter().all(|class| *class == standard[item])))
            .transpose()?;
        let (miss_rate, false_alarm_rate) = wrong_rates(study, who);
        let kappa_with_standard = standard.and_then(|standard| {
            let pairs = study
                .judged
                .iter()
                .zip(standard)
                .flat_map(|(cells, truth)| cells[who].iter().map(move |class| (*class, *truth)));
            cohen_kappa(&cross(pairs, study.classes), confidence).ok()
        });
        results.push(Appraiser {
            with_self,
            with_standard,
            miss_rate,
            false_alarm_rate,
            kappa_with_standard,
        });
    }
    let between = share(&|_, cells| cells.iter().flatten().all(|class| *class == cells[0][0]))?;
    let all_with_standard = standard
        .map(|standard| share(&|item, cells| cells.iter().flatten().all(|class| *class == standard[item])))
        .transpose()?;
    let counts: Vec<Vec<u64>> = study
        .judged
        .iter()
        .map(|cells| {
            let mut row = vec![0; study.classes];
            cells.iter().flatten().for_each(|class| row[*class] += 1);
            row
        })
        .collect();
    let mut pairs = Vec::new();
    for first in 0..appraisers {
        for second in first + 1..appraisers {
            let judged = study
                .judged
                .iter()
                .flat_map(|cells| cells[first].iter().copied().zip(cells[second].iter().copied()));
            pairs.push((
                first,
                second,
                cohen_kappa(&cross(judged, study.classes), confidence).ok(),
            ));
        }
    }
    let meaning = meaning(&results, &between, all_with_standard.as_ref());
    Ok(Agreement {
        appraisers: results,
        between,
        all_with_standard,
        kappa: fleiss_kappa(&counts, confidence).ok(),
        pairs,
        meaning,
    })
}

fn meaning(appraisers: &[Appraiser], between: &Share, with_standard: Option<&Share>) -> Meaning {
    let weakest = appraisers
        .iter()
        .enumerate()
        .filter_map(|(who, appraiser)| appraiser.with_standard.map(|share| (who, share.share)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let mut sentence = format!(
        "All judgements agree on {} of {} items.",
        between.count, between.of
    );
    if let (Some((who, share)), Some(all)) = (weakest, with_standard) {
        sentence = format!("All judgements are right on {} of {} items.", all.count, all.of);
        sentence += &if share < 0.9 {
            format!(
                " Appraiser {} is right on {} of them only; 90 % is usual.",
                who + 1,
                say::percent(share)
            )
        } else {
            " Every appraiser is right on at least 90 %.".to_owned()
        };
    }
    let missing = appraisers
        .iter()
        .any(|appraiser| appraiser.miss_rate.is_some_and(|rate| rate > 0.02));
    if missing {
        sentence += " Bad items were let through more often than the usual 2 %.";
    }
    let mut meaning = Meaning::new(
        sentence,
        Verified::Independent("statsmodels 0.15.0, proportion_confint and inter_rater"),
    )
    .assuming(
        "The items were judged blind and in random order, and span what occurs, borderline items included.",
    )
    .assuming(
        "Kappa's probability and limits take all judgements as independent; repeated ones are not quite.",
    )
    .not_telling("How often bad items slip through in production: that also depends on how many come.");
    if with_standard.is_none() {
        meaning = meaning.not_telling("Who is right: no standard was given.");
    }
    meaning
}

fn wrong_rates(study: &Judgements, who: usize) -> (Option<f64>, Option<f64>) {
    let Some(standard) = study.standard.as_deref().filter(|_| study.classes == 2) else {
        return (None, None);
    };
    let rate = |truth: usize| {
        let judged: Vec<usize> = study
            .judged
            .iter()
            .zip(standard)
            .filter(|(_, class)| **class == truth)
            .flat_map(|(cells, _)| cells[who].clone())
            .collect();
        let wrong = judged.iter().filter(|class| **class != truth).count();
        (!judged.is_empty()).then(|| wrong as f64 / judged.len() as f64)
    };
    (rate(1), rate(0))
}

fn cross(pairs: impl Iterator<Item = (usize, usize)>, classes: usize) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0; classes]; classes];
    pairs.for_each(|(first, second)| table[first][second] += 1);
    table
}

/// Complete, at least two items, classes within range. Gives the number of appraisers.
fn check_study(study: &Judgements) -> Result<usize, Refusal> {
    let first = study.judged.first().filter(|_| study.judged.len() >= 2);
    let (appraisers, trials) = first.map_or((0, 0), |cells| (cells.len(), cells.first().map_or(0, Vec::len)));
    if study.classes < 2 || appraisers == 0 || trials == 0 {
        return Err(Refusal::new(
            "An agreement study needs at least two items, two classes, one appraiser and one judgement each.",
        ));
    }
    if appraisers * trials < 2 {
        return Err(Refusal::new(
            "With one judgement per item there is nothing to compare; let two people judge, or one twice.",
        ));
    }
    for (row, cells) in study.judged.iter().enumerate() {
        if cells.len() != appraisers || cells.iter().any(|values| values.len() != trials) {
            return Err(Refusal::new(format!(
                "Item {} was not judged {trials} times by each of {appraisers} appraisers like the first; fill the gap.",
                row + 1
            ))
            .at_row(row));
        }
        if let Some(column) = cells
            .iter()
            .position(|values| values.iter().any(|class| *class >= study.classes))
        {
            return Err(Refusal::new(format!(
                "Item {}, appraiser {}: a class that does not exist; there are {}.",
                row + 1,
                column + 1,
                study.classes
            ))
            .at_row(row)
            .at_column(column));
        }
    }
    let Some(standard) = &study.standard else {
        return Ok(appraisers);
    };
    check::same_length(study.judged.len(), standard.len(), "Items and standards")?;
    match standard.iter().position(|class| *class >= study.classes) {
        None => Ok(appraisers),
        Some(row) => Err(Refusal::new(format!(
            "Item {}: its standard is a class that does not exist.",
            row + 1
        ))
        .at_row(row)),
    }
}
