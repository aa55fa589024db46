//! The sentence of a chart, and what every chart assumes and cannot tell.

use super::frame::{Frame, exclusion};
use super::{LimitsFrom, Panel, Settings, Stage};
use crate::report::{Meaning, counted};
use crate::rules::{Pattern, Rule};

/// Below this many points limits still move noticeably with each new one (NIST Handbook 6.3.2: 20 to 25 subgroups).
const SETTLED: usize = 20;

/// Completes the meaning of a chart: puts the sentence about its signals first.
pub(crate) fn complete(
    mut meaning: Meaning,
    panels: &[Panel],
    stages: &[Stage],
    frame: &Frame,
    settings: &Settings,
) -> Meaning {
    let judged = frame.counts.iter().filter(|c| **c).count();
    let signals = sentence(panels, judged, settings);
    meaning.sentence = if meaning.sentence.is_empty() {
        signals
    } else {
        format!("{signals} {}", meaning.sentence)
    };
    assumptions(&mut meaning, stages, frame, settings);
    limits_of_knowledge(&mut meaning, panels, stages, settings);
    meaning
}

/// "One signal in 24 months: September. The rest is noise."
fn sentence(panels: &[Panel], judged: usize, settings: &Settings) -> String {
    if panels
        .iter()
        .flat_map(|p| &p.rules)
        .any(|r| r.pattern == Pattern::Outside)
    {
        return lasting(panels, judged, settings);
    }
    let mut places: Vec<usize> = panels.iter().flat_map(|p| &p.signals).map(|s| s.at).collect();
    places.sort_unstable();
    places.dedup();
    let points = counted(judged, &settings.noun);
    match places.as_slice() {
        [] if settings.rules.is_empty() => format!("{points}; no rule was asked to judge them."),
        [] => format!(
            "No signal in {points}: what goes up and down here is noise. Reacting to a single {} would make it worse.",
            settings.noun
        ),
        [one] => format!(
            "One signal in {points}: {}. The rest is noise.",
            name(*one, settings)
        ),
        several if several.len() <= 5 => {
            let names: Vec<String> = several.iter().map(|at| name(*at, settings)).collect();
            format!(
                "{} signals in {points}: {}. The rest is noise.",
                several.len(),
                listed(&names)
            )
        }
        many => format!(
            "{} signals in {points}, the first at {}, the last at {}: this process is not stable.",
            many.len(),
            name(many[0], settings),
            name(many[many.len() - 1], settings)
        ),
    }
}

/// For charts with a memory: when the statistic lay outside its limits, not single points.
fn lasting(panels: &[Panel], judged: usize, settings: &Settings) -> String {
    let points = counted(judged, &settings.noun);
    let end = panels.iter().map(|p| p.values.len()).max().unwrap_or(0);
    let mut spells: Vec<(usize, usize)> = panels
        .iter()
        .flat_map(|p| &p.signals)
        .map(|s| (s.points[0], s.points[s.points.len() - 1]))
        .collect();
    spells.sort_unstable();
    let words: Vec<String> = spells
        .iter()
        .take(3)
        .map(|&(from, to)| match name(from, settings) {
            at if from == to => format!("at {at}"),
            at if to + 1 == end => format!("from {at} on"),
            at => format!("from {at} to {}", name(to, settings)),
        })
        .collect();
    match spells.len() {
        0 => format!("No signal in {points}: no lasting change shows."),
        more if more > 3 => format!(
            "A lasting change shows in {points}: outside the limits {} times, first {}.",
            more, words[0]
        ),
        _ => format!(
            "A lasting change shows in {points}: outside the limits {}.",
            listed(&words)
        ),
    }
}

/// "a", "a and b", "a, b and c".
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A point's label, or its number. A label that is a number itself needs to be said of what.
pub(crate) fn name(at: usize, settings: &Settings) -> String {
    match settings.labels.get(at).map(|label| label.trim()) {
        Some(label) if !label.is_empty() && label.parse::<f64>().is_err() => label.to_owned(),
        Some(label) if !label.is_empty() => format!("{} {label}", settings.noun),
        _ => format!("{} {}", settings.noun, at + 1),
    }
}

fn assumptions(meaning: &mut Meaning, stages: &[Stage], frame: &Frame, settings: &Settings) {
    let mut add = |sentence: String| meaning.assumed.push(sentence);
    match settings.limits {
        LimitsFrom::Given { centre, sigma } => {
            add(format!(
                "Limits come from the given centre {centre} and sigma {sigma}, not from these data."
            ));
        }
        LimitsFrom::Baseline { from, to } => add(format!(
            "Limits are frozen: they come from {} to {} and judge all points.",
            name(from, settings),
            name(to - 1, settings)
        )),
        LimitsFrom::Data if stages.len() > 1 => {
            add(
                "Each stage has limits of its own; patterns do not reach across the beginning of a stage."
                    .to_owned(),
            );
        }
        LimitsFrom::Data => {}
    }
    for excluded in &settings.excluded {
        add(format!(
            "{} is set aside: {}.",
            name(excluded.at, settings),
            excluded.reason.trim().trim_end_matches('.')
        ));
    }
    let missing = (0..frame.counts.len())
        .filter(|i| !frame.counts[*i] && exclusion(&settings.excluded, *i).is_none())
        .count();
    if missing > 0 {
        add(format!(
            "{} missing; a gap ends every pattern.",
            counted(missing, &settings.noun)
        ));
    }
}

fn limits_of_knowledge(meaning: &mut Meaning, panels: &[Panel], stages: &[Stage], settings: &Settings) {
    let mut add = |sentence: String| meaning.cannot_tell.push(sentence);
    if panels.iter().any(|p| !p.signals.is_empty()) {
        add(
            "Why: a signal says that something changed, not what. Look at what was different there."
                .to_owned(),
        );
    }
    add("Whether the result is good enough for a customer: limits come from the process, not from a specification.".to_owned());
    if let Some(used) = stages
        .iter()
        .map(|s| s.used)
        .filter(|u| (1..SETTLED).contains(u))
        .min()
    {
        add(format!(
            "Small changes: limits from {} are provisional; they settle from about {SETTLED} on.",
            counted(used, &settings.noun)
        ));
    }
    if let Some(sentence) = panels.first().and_then(|p| false_alarms(&p.rules)) {
        add(sentence);
    }
}

/// How often the rules cry wolf on a process that never changes.
fn false_alarms(rules: &[Rule]) -> Option<String> {
    let beyond = |r: &Rule| r.pattern == Pattern::Beyond { sigmas: 3.0 };
    if rules.len() == 1 && beyond(&rules[0]) {
        return Some("Every signal for certain: with normal values, a process that never changes gives a false one about every 370 points.".to_owned());
    }
    if rules.iter().any(|r| r.pattern == Pattern::Outside) {
        return Some(
            "Every signal for certain: a process that never changes passes the limits too, only seldom."
                .to_owned(),
        );
    }
    if rules == crate::rules::western_electric() {
        return Some("Every signal for certain: on a process that never changes these four rules together give a false one about every 92 points (Champ and Woodall 1987).".to_owned());
    }
    (rules.len() > 1).then(|| "Every signal for certain: each further rule adds false alarms; take only those that you would act on.".to_owned())
}
