//! Run chart: the values in order around their median, without limits.

use super::Settings;
use super::frame::{Frame, band, presence};
use super::{Exclusion, Limits, Panel};
use crate::describe::median;
use crate::report::{Meaning, Refusal, Verified, counted};
use crate::rules::{Pattern, Rule};
use crate::special::binomial_at_most;
use serde::Serialize;

/// A run chart and its two tests for non-random variation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunChart {
    /// "Run chart".
    pub method: &'static str,
    /// The values; the only line is the median.
    pub panel: Panel,
    /// Median of the values that count.
    pub median: f64,
    /// The target, if there is one.
    pub target: Option<f64>,
    /// Values not exactly on the median: only these can form runs.
    pub useful: usize,
    /// Longest run on one side of the median.
    pub longest_run: usize,
    /// A longer run than this is a signal.
    pub longest_expected: usize,
    /// How often the line crosses the median.
    pub crossings: usize,
    /// Fewer crossings than this are a signal.
    pub fewest_expected: usize,
    /// Points set aside.
    pub excluded: Vec<Exclusion>,
    /// What it means.
    pub meaning: Meaning,
}

/// Draws up a run chart. Rules and limits of `settings` do not apply; excluded points and labels do.
///
/// A shift is a run longer than round(log₂ n + 3); too few crossings are fewer than the 5 % quantile of a
/// binomial with n − 1 trials and probability ½; n counts values off the median.
/// Source: J. Anhøj and A. V. Olesen, "Run charts revisited", PLoS ONE 9 (2014) e113825;
/// M. F. Schilling, "The surprising predictability of long runs", Mathematics Magazine 85 (2012) 141.
///
/// # Errors
/// Refuses fewer than two values that count, stages, and given limits.
pub fn run_chart(
    values: &[Option<f64>],
    target: Option<f64>,
    settings: &Settings,
) -> Result<RunChart, Refusal> {
    let frame = Frame::new(presence(values)?, settings)?;
    if frame.cuts.len() > 1 || frame.given.is_some() {
        return Err(Refusal::new(
            "A run chart has one median and no limits. For stages or limits use an I-MR chart.",
        ));
    }
    let cut = &frame.cuts[0];
    let used = frame.enough(cut, 2, "value")?;
    let basis: Vec<f64> = frame.basis(cut).filter_map(|i| values[i]).collect();
    let middle = median(&basis);
    let off: Vec<(usize, bool)> = (0..values.len())
        .filter(|&i| frame.counts[i])
        .filter_map(|i| values[i].filter(|v| *v != middle).map(|v| (i, v > middle)))
        .collect();
    if off.is_empty() {
        return Err(Refusal::new(
            "All values are equal to their median: there is no variation to look at.",
        ));
    }
    let useful = off.len();
    let longest_expected = ((useful as f64).log2() + 3.0).round() as usize;
    let fewest_expected = fewest_crossings(useful);
    let runs: Vec<&[(usize, bool)]> = off.chunk_by(|a, b| a.1 == b.1).collect();
    let longest_run = runs.iter().map(|r| r.len()).max().unwrap_or(0);
    let crossings = runs.len() - 1;
    let limits = Limits {
        centre: middle,
        lower: None,
        upper: None,
        sigma: None,
    };
    let mut panel = frame.panel("Value", values.to_vec(), vec![band(&cut.points, limits)], &[]);
    panel.signals = shifts(&runs, longest_expected);
    let few = crossings < fewest_expected;
    let sentence = sentence(used, &panel, few, (middle, target, &basis), settings);
    let mut meaning = Meaning::new(sentence, Verified::Independent("clinical-qikit 0.5.0"))
        .assuming("Values follow one another in time and do not depend on one another.")
        .assuming("Values exactly on the median count for no side; gaps are passed over.")
        .not_telling(
            "Why something changed, and how large a single value may be: an I-MR chart has limits for that.",
        );
    if useful < 10 {
        meaning = meaning
            .not_telling("Much: with fewer than ten values off the median the tests hardly find anything.");
    }
    Ok(RunChart {
        method: "Run chart",
        panel,
        median: middle,
        target,
        useful,
        longest_run,
        longest_expected,
        crossings,
        fewest_expected,
        excluded: settings.excluded.clone(),
        meaning,
    })
}

/// The smallest number of crossings with a probability of at least 5 % to have that many or fewer.
fn fewest_crossings(useful: usize) -> usize {
    let trials = (useful - 1) as u64;
    (0..=trials)
        .find(|k| binomial_at_most(*k, trials, 0.5) >= 0.05)
        .unwrap_or(0) as usize
}

fn shifts(runs: &[&[(usize, bool)]], expected: usize) -> Vec<crate::rules::Signal> {
    let length = u32::try_from(expected + 1).unwrap_or(u32::MAX);
    let rule = Rule {
        name: "unusually long run",
        pattern: Pattern::Run { length },
    };
    runs.iter()
        .filter(|run| run.len() > expected)
        .map(|run| crate::rules::Signal {
            rule,
            at: run[expected].0,
            points: run.iter().map(|(i, _)| *i).collect(),
            side: if run[0].1 {
                crate::rules::Side::Above
            } else {
                crate::rules::Side::Below
            },
        })
        .collect()
}

fn sentence(
    used: usize,
    panel: &Panel,
    few: bool,
    (middle, target, basis): (f64, Option<f64>, &[f64]),
    settings: &Settings,
) -> String {
    let points = counted(used, &settings.noun);
    let mut text = match panel.signals.first() {
        Some(shift) => format!(
            "The process shifted: from {} to {} all {} lie {} the median of {points}.",
            super::sentence::name(shift.points[0], settings),
            super::sentence::name(shift.points[shift.points.len() - 1], settings),
            shift.points.len(),
            if shift.side == crate::rules::Side::Above {
                "above"
            } else {
                "below"
            }
        ),
        None if few => {
            format!("The process moved during these {points}: they cross their median too seldom for chance.")
        }
        None => format!(
            "No shift in {points}: they vary around {} as chance would have it.",
            crate::report::figure(middle)
        ),
    };
    if let Some(target) = target {
        let met = basis.iter().filter(|v| **v >= target).count();
        text.push_str(&format!(
            " {met} of {} at or above the target of {}.",
            basis.len(),
            crate::report::figure(target)
        ));
    }
    text
}
