//! From a chart to an answer: limits and signals as lines and as JSON.

use super::answer::{Answer, Problem, figure, line};
use super::chart::{ChartArgs, Points};
use super::draw;
use super::table::{Column, Table};
use picture::About;
use serde_json::{Value, json};
use statistics::Refusal;
use statistics::chart::{Chart, Panel, Settings};
use statistics::report::figure_beside;
use statistics::rules::Signal;

/// The answer of a control chart, or its refusal with the row and column of the file.
pub(crate) fn finish(
    args: &ChartArgs,
    table: &Table,
    columns: &[&Column],
    points: &Points,
    settings: &Settings,
    chart: Result<Chart, Refusal>,
) -> Result<Answer, Problem> {
    let chart = chart.map_err(|refusal| {
        Problem::of(refusal, |row, column| {
            let column = columns.get(column.unwrap_or(0)).or(columns.first())?;
            Some((table.line(*points.first_row.get(row)?), column.place()))
        })
    })?;
    let title = args.output.title.clone().unwrap_or_else(|| title(columns[0]));
    let about = About::new(title.clone(), chart.meaning.sentence.clone());
    let drawn = draw::chart(about, columns[0], &points.labels, args.target, &chart);
    Ok(Answer {
        title: format!("{title} ({} chart)", chart.method),
        meaning: chart.meaning.clone(),
        lines: lines(&chart, settings),
        value: chart_value(&chart, columns, points, table),
        picture: Some(Box::new(drawn)),
    })
}

/// "Diameter [mm]".
pub(crate) fn title(column: &Column) -> String {
    if column.unit.is_empty() {
        column.name.clone()
    } else {
        format!("{} [{}]", column.name, column.unit)
    }
}

fn lines(chart: &Chart, settings: &Settings) -> Vec<String> {
    let mut lines = Vec::new();
    for panel in &chart.panels {
        lines.push(panel.title.clone());
        for band in panel.bands.iter().take(12) {
            let limits = &band.limits;
            let place = match (panel.bands.len(), band.to - band.from) {
                (1, _) => "all points".to_owned(),
                (_, 1) => name_of(band.from, settings),
                _ => format!(
                    "{} to {}",
                    name_of(band.from, settings),
                    name_of(band.to - 1, settings)
                ),
            };
            let reach = limits
                .upper
                .or(limits.lower)
                .map_or(limits.centre, |edge| edge - limits.centre);
            let beside =
                |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| figure_beside(v, reach));
            lines.push(line(
                &place,
                format!(
                    "lower {}   centre {}   upper {}",
                    beside(limits.lower),
                    beside(Some(limits.centre)),
                    beside(limits.upper)
                ),
            ));
        }
        if panel.bands.len() > 12 {
            lines.push(format!(
                "  … {} more; --json gives the limits of each point",
                panel.bands.len() - 12
            ));
        }
        for signal in panel.signals.iter().take(20) {
            lines.push(signal_line(signal, settings));
        }
        if panel.signals.len() > 20 {
            lines.push(format!(
                "  … {} more signals; --json gives them all",
                panel.signals.len() - 20
            ));
        }
    }
    for stage in chart.stages.iter().filter(|s| s.sigma.is_some()) {
        let name = if stage.name.is_empty() {
            "sigma of single values".to_owned()
        } else {
            format!("sigma, {}", stage.name)
        };
        lines.push(line(&name, figure(stage.sigma)));
    }
    lines
}

/// "  signal at March: 2 of 3 points in a row beyond 2 sigma on the same side (Nelson 5; months January March)".
pub(crate) fn signal_line(signal: &Signal, settings: &Settings) -> String {
    let points = match signal.points.as_slice() {
        [_] => String::new(),
        points => {
            let label = |at: &usize| match settings.labels.get(*at).filter(|l| !l.is_empty()) {
                Some(label) => label.clone(),
                None => (at + 1).to_string(),
            };
            let shown: Vec<String> = points.iter().take(30).map(label).collect();
            let more = if points.len() > 30 { " …" } else { "" };
            format!("; {}s {}{more}", settings.noun, shown.join(" "))
        }
    };
    format!(
        "  signal at {}: {} ({}{points})",
        name_of(signal.at, settings),
        signal.rule.words(),
        signal.rule.name
    )
}

/// A point's name, or its number.
fn name_of(at: usize, settings: &Settings) -> String {
    match settings.labels.get(at).filter(|l| !l.is_empty()) {
        Some(label) if label.parse::<f64>().is_err() => label.clone(),
        Some(label) => format!("{} {label}", settings.noun),
        None => format!("{} {}", settings.noun, at + 1),
    }
}

fn chart_value(chart: &Chart, columns: &[&Column], points: &Points, table: &Table) -> Value {
    json!({
        "what": "chart",
        "method": chart.method,
        "columns": columns.iter().map(|c| json!({ "name": c.name, "unit": c.unit })).collect::<Vec<_>>(),
        "meaning": chart.meaning,
        "stages": chart.stages.iter().map(|s| json!({
            "first_point": s.from + 1, "last_point": s.to, "name": s.name, "used": s.used, "centre": s.centre, "sigma": s.sigma,
        })).collect::<Vec<_>>(),
        "excluded": chart.excluded.iter().map(|e| json!({ "point": e.at + 1, "reason": e.reason })).collect::<Vec<_>>(),
        "panels": chart.panels.iter().map(|p| panel_value(p, points, table)).collect::<Vec<_>>(),
    })
}

/// A panel with the limits of each point; points count from one.
pub(crate) fn panel_value(panel: &Panel, points: &Points, table: &Table) -> Value {
    let each = (0..panel.values.len()).map(|at| {
        let limits = panel.limits_at(at);
        json!({
            "point": at + 1,
            "row": points.first_row.get(at).map(|row| table.line(*row)),
            "label": points.labels.get(at).filter(|l| !l.is_empty()),
            "value": panel.values[at],
            "centre": limits.map(|l| l.centre),
            "lower": limits.and_then(|l| l.lower),
            "upper": limits.and_then(|l| l.upper),
            "sigma": limits.and_then(|l| l.sigma),
        })
    });
    json!({
        "title": panel.title,
        "points": each.collect::<Vec<_>>(),
        "signals": panel.signals.iter().map(|s| json!({
            "rule": s.rule.name,
            "words": s.rule.words(),
            "at": s.at + 1,
            "points": s.points.iter().map(|p| p + 1).collect::<Vec<_>>(),
            "side": s.side,
        })).collect::<Vec<_>>(),
    })
}
