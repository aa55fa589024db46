//! Results as pictures.

use super::table::Column;
use picture::{About, Bin, Goal, Measure, Point, Series};
use statistics::chart::{Chart, Exclusion, Histogram, Limits, Panel, Pareto, RunChart};
use statistics::rules::{Pattern, Side, Signal};

/// A control chart: the first panel, and the second below it.
pub(crate) fn chart(
    about: About,
    column: &Column,
    labels: &[String],
    target: Option<f64>,
    chart: &Chart,
) -> picture::ControlChart {
    let plain = matches!(
        chart.method,
        "I-MR" | "X-bar and R" | "X-bar and S" | "p" | "np" | "c" | "u"
    );
    let panel = |panel: &Panel, name: &str, unit: &str| {
        let mut drawn = series(panel, name, unit, labels, &chart.excluded);
        drawn.goal = None;
        drawn
    };
    let title = |panel: &Panel| match plain && chart.method == "I-MR" {
        true => column.name.clone(),
        false => panel.title.clone(),
    };
    let unit = match chart.method {
        "p" | "Laney p′" | "np" | "c" | "u" | "Laney u′" | "Standardised (Z-MR)" | "Hotelling T²" => "",
        _ => column.unit.as_str(),
    };
    let first = &chart.panels[0];
    let mut values = panel(first, &title(first), unit);
    values.goal = target.map(|value| Goal {
        value,
        word: "target".to_owned(),
    });
    let stages = match chart.stages.as_slice() {
        [_] => Vec::new(),
        stages => stages
            .iter()
            .map(|s| picture::Stage {
                from: s.from,
                name: s.name.clone(),
            })
            .collect(),
    };
    let zones = first.bands.iter().all(|b| b.limits.sigma.is_some()) && chart.panels.len() > 1;
    picture::ControlChart {
        about,
        values,
        spread: chart
            .panels
            .get(1)
            .map(|second| panel(second, &second.title, unit)),
        stages,
        zones,
    }
}

/// A run chart.
pub(crate) fn run(about: About, column: &Column, labels: &[String], chart: &RunChart) -> picture::RunChart {
    let mut values = series(&chart.panel, &column.name, &column.unit, labels, &chart.excluded);
    values.goal = chart.target.map(|value| Goal {
        value,
        word: "target".to_owned(),
    });
    picture::RunChart {
        about,
        values,
        stages: Vec::new(),
    }
}

/// A histogram with the mean and spread of its values.
pub(crate) fn histogram(about: About, column: &Column, histogram: &Histogram) -> picture::Histogram {
    let bins = histogram
        .counts
        .iter()
        .zip(histogram.edges.windows(2))
        .map(|(count, edges)| Bin {
            from: edges[0],
            to: edges[1],
            count: *count as u64,
        })
        .collect();
    picture::Histogram {
        about,
        measure: Measure::new(column.name.clone(), column.unit.clone()),
        bins,
        ..picture::Histogram::default()
    }
}

/// A Pareto chart.
pub(crate) fn pareto(about: About, measure: Measure, pareto: &Pareto) -> picture::Pareto {
    let bars = pareto
        .causes
        .iter()
        .map(|c| picture::ParetoBar {
            label: c.name.clone(),
            value: c.amount,
            link: None,
        })
        .collect();
    picture::Pareto {
        about,
        measure,
        bars,
        other: None,
    }
}

fn series(panel: &Panel, name: &str, unit: &str, labels: &[String], excluded: &[Exclusion]) -> Series {
    let points = panel
        .values
        .iter()
        .enumerate()
        .map(|(at, value)| Point {
            value: *value,
            label: labels
                .get(at)
                .filter(|l| !l.is_empty())
                .cloned()
                .unwrap_or_else(|| (at + 1).to_string()),
            limits: panel.limits_at(at).map(limits),
            excluded: excluded.iter().find(|e| e.at == at).map(|e| e.reason.clone()),
            ..Point::default()
        })
        .collect();
    Series {
        measure: Measure::new(name, unit),
        points,
        signals: panel.signals.iter().map(signal).collect(),
        ..Series::default()
    }
}

fn limits(limits: &Limits) -> picture::Limits {
    picture::Limits {
        centre: limits.centre,
        lower: limits.lower,
        upper: limits.upper,
        sigma: limits.sigma,
    }
}

fn signal(signal: &Signal) -> picture::Signal {
    let rule = match (signal.rule.pattern, signal.side) {
        (Pattern::Beyond { .. } | Pattern::Outside, Side::Below) => "below the lower limit".to_owned(),
        (Pattern::Beyond { .. } | Pattern::Outside, _) => "above the upper limit".to_owned(),
        (Pattern::Run { .. }, side) => {
            format!(
                "{} in a row {} the centre",
                signal.points.len(),
                if side == Side::Below { "below" } else { "above" }
            )
        }
        _ => signal.rule.words(),
    };
    picture::Signal {
        points: signal.points.clone(),
        rule,
        cause: None,
        link: None,
    }
}
