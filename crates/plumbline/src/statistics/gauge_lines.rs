//! The figures of a gauge study, line by line, and its sentences with the names of the file.

use super::answer::{figure, line};
use statistics::gauge::{Agreement, AverageRange, Component, CrossedAnova, GaugeResult, NestedAnova, Share};
use statistics::inference::AnovaRow;
use statistics::{Meaning, gauge::Kappa};

/// The sentences of a study with the names of parts and people instead of their numbers.
pub(crate) fn with_names(mut meaning: Meaning, parts: &[String], appraisers: &[String]) -> Meaning {
    // From the last number down, so that 1 is not found in 12.
    let named = |sentence: &mut String| {
        for (at, name) in appraisers.iter().enumerate().rev() {
            let number = at + 1;
            *sentence = sentence
                .replace(&format!("appraiser {number}"), name)
                .replace(&format!("Appraiser {number}"), name);
        }
        for (at, name) in parts.iter().enumerate().rev() {
            *sentence = sentence.replace(&format!("part {} by", at + 1), &format!("part {name} by"));
        }
    };
    named(&mut meaning.sentence);
    meaning
        .assumed
        .iter_mut()
        .chain(&mut meaning.cannot_tell)
        .for_each(named);
    meaning
}

/// A crossed study by analysis of variance.
pub(crate) fn crossed(study: &CrossedAnova) -> Vec<String> {
    let mut lines = components(&study.result);
    let rows = [&study.part, &study.appraiser, &study.interaction, &study.error];
    lines.extend(table(rows.into_iter().chain(&study.pooled)));
    lines
}

/// A nested study.
pub(crate) fn nested(study: &NestedAnova) -> Vec<String> {
    let mut lines = components(&study.result);
    lines.extend(table([&study.appraiser, &study.part, &study.error].into_iter()));
    lines
}

/// A study by average and range.
pub(crate) fn range(study: &AverageRange, appraisers: &[String]) -> Vec<String> {
    let mut lines = components(&study.result);
    lines.push(String::new());
    let of_people = study.appraiser_means.iter().zip(&study.appraiser_ranges);
    for (name, (mean, range)) in appraisers.iter().zip(of_people) {
        lines.push(line(
            name,
            format!(
                "mean {}   mean range {}",
                figure(Some(*mean)),
                figure(Some(*range))
            ),
        ));
    }
    lines.push(line("mean range of all", figure(Some(study.mean_range))));
    lines.push(line("upper limit of the ranges", figure(Some(study.range_limit))));
    lines.push(line("range of the part means", figure(Some(study.part_range))));
    lines
}

/// Judgements, one line for each person.
pub(crate) fn agreement(study: &Agreement, appraisers: &[String]) -> Vec<String> {
    let kappa = |kappa: &Option<Kappa>| figure(kappa.as_ref().map(|k| k.kappa));
    let percent =
        |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |s| format!("{:.1} %", 100.0 * s));
    let mut lines = vec![format!(
        "  {:<16}{:>14}{:>10}{:>10}{:>14}{:>10}",
        "", "agrees with", "right", "misses", "false alarms", "kappa"
    )];
    for (name, person) in appraisers.iter().zip(&study.appraisers) {
        lines.push(format!(
            "  {name:<16}{:>14}{:>10}{:>10}{:>14}{:>10}",
            format!("self {}", percent(Some(person.with_self.share))),
            percent(person.with_standard.as_ref().map(|s| s.share)),
            percent(person.miss_rate),
            percent(person.false_alarm_rate),
            kappa(&person.kappa_with_standard),
        ));
    }
    let share = |share: &Share| {
        let (low, high) = share.limits;
        format!(
            "{} of {} items, {} ({} to {})",
            share.count,
            share.of,
            percent(Some(share.share)),
            percent(Some(low)),
            percent(Some(high))
        )
    };
    lines.push(line("all agree with one another", share(&study.between)));
    if let Some(right) = &study.all_with_standard {
        lines.push(line("all are right", share(right)));
    }
    lines.push(line("kappa of all judgements", kappa(&study.kappa)));
    lines
}

fn components(result: &GaugeResult) -> Vec<String> {
    let mut lines = vec![format!(
        "  {:<28}{:>12}{:>12}{:>12}{:>14}",
        "", "deviation", "% study", "% tolerance", "% contribution"
    )];
    let mut add = |name: &str, component: &Component| {
        lines.push(format!(
            "  {name:<28}{:>12}{:>12.2}{:>12}{:>14.2}",
            figure(Some(component.deviation)),
            component.percent_study,
            component
                .percent_tolerance
                .map_or_else(|| "–".to_owned(), |p| format!("{p:.2}")),
            component.percent_contribution
        ));
    };
    add("gauge (R&R)", &result.gauge);
    add("  repeatability", &result.repeatability);
    add("  reproducibility", &result.reproducibility);
    if let Some(interaction) = &result.interaction {
        add("    people alone", &result.appraiser);
        add("    people × parts", interaction);
    }
    add("parts", &result.part);
    add("total", &result.total);
    lines.push(line(
        "size classes told apart (ndc)",
        format!(
            "{} (exactly {})",
            result.categories,
            figure(Some(result.categories_exact))
        ),
    ));
    lines
}

fn table<'a>(rows: impl Iterator<Item = &'a AnovaRow>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!(
            "  {:<28}{:>8}{:>16}{:>14}{:>10}{:>10}",
            "analysis of variance", "freedom", "sum of squares", "mean square", "F", "p"
        ),
    ];
    lines.extend(rows.map(|row| {
        let short = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.3}"));
        format!(
            "  {:<28}{:>8}{:>16}{:>14}{:>10}{:>10}",
            row.source,
            row.freedom,
            figure(Some(row.sum_of_squares)),
            figure(Some(row.mean_square)),
            short(row.f),
            short(row.p)
        )
    }));
    lines
}
