//! From rows to each kind of chart, and from the chart to an answer.

use super::answer::{Answer, Problem, figure, line};
use super::chart::{ChartArgs, Kind, Points};
use super::draw;
use super::table::{Column, Table};
use picture::{About, Measure, Picture};
use serde_json::{Value, json};
use statistics::Refusal;
use statistics::chart::{self, Chart, Count, Cusum, Ewma, Panel, Piece, Settings};
use statistics::report::figure_beside;
use statistics::rules::Signal;

/// A control chart of any kind.
pub(crate) fn control(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    match args.kind {
        Kind::XbarR | Kind::XbarS => subgroups(args, table),
        Kind::P | Kind::Np | Kind::U | Kind::PLaney | Kind::ULaney => counts(args, table),
        Kind::Nominal | Kind::Standardised => short_run(args, table),
        Kind::T2 => several(args, table),
        _ => values(args, table),
    }
}

fn values(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let column = args.one_value(table)?;
    let values = table.numbers(column)?;
    let points = args.points_of_rows(table)?;
    let settings = args.settings(table, &points)?;
    let chart = match args.kind {
        Kind::C => chart::c(&values, &settings),
        Kind::Ewma => chart::ewma(
            &values,
            Ewma {
                weight: args.weight,
                ..Ewma::default()
            },
            &settings,
        ),
        Kind::Cusum => chart::cusum(
            &values,
            Cusum {
                slack: args.slack,
                decision: args.decision,
            },
            &settings,
        ),
        Kind::MovingAverage => chart::moving_average(&values, args.span, &settings),
        Kind::G => chart::events_between(&values, &settings),
        Kind::T => chart::time_between(&values, &settings),
        _ => chart::individuals(&values, &settings),
    };
    finish(args, table, &[column], &points, &settings, chart)
}

fn subgroups(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let (columns, groups, points) = if args.value.len() > 1 {
        side_by_side(args, table)?
    } else {
        one_below_the_other(args, table)?
    };
    let settings = args.settings(table, &points)?;
    let chart = match args.kind {
        Kind::XbarR => chart::xbar_r(&groups, &settings),
        _ => chart::xbar_s(&groups, &settings),
    };
    finish(args, table, &columns, &points, &settings, chart)
}

type Subgroups<'a> = (Vec<&'a Column>, Vec<Vec<f64>>, Points);

/// Each row a subgroup, its pieces in several columns.
fn side_by_side<'a>(args: &ChartArgs, table: &'a Table) -> Result<Subgroups<'a>, Problem> {
    let columns = args
        .value
        .iter()
        .map(|name| table.column(name))
        .collect::<Result<Vec<_>, _>>()?;
    same_unit(&columns)?;
    let numbers = columns
        .iter()
        .map(|c| table.numbers(c))
        .collect::<Result<Vec<_>, _>>()?;
    let groups = (0..table.len())
        .map(|row| numbers.iter().filter_map(|n| n[row]).collect())
        .collect();
    Ok((columns, groups, args.points_of_rows(table)?))
}

fn same_unit(columns: &[&Column]) -> Result<(), Problem> {
    let units: Vec<&str> = columns
        .iter()
        .map(|c| c.unit.as_str())
        .filter(|u| !u.is_empty())
        .collect();
    match units.iter().find(|u| **u != units[0]) {
        Some(other) => Err(Problem::new(format!(
            "The columns are in different units, {} and {other}. Convert them, so that pieces of a subgroup can be compared.",
            units[0]
        ))),
        None => Ok(()),
    }
}

/// Each row a piece; a column or the count tells which belong together.
fn one_below_the_other<'a>(args: &ChartArgs, table: &'a Table) -> Result<Subgroups<'a>, Problem> {
    let column = match (&args.value[..], &args.subgroup) {
        ([one], _) => table.column(one)?,
        (_, None) => table.value_column(None)?,
        _ => return Err(Problem::new("Name the column of values with --value.")),
    };
    let numbers = table.numbers(column)?;
    let keys: Vec<String> = match (&args.subgroup, args.every) {
        (Some(name), _) => table.words(table.column(name)?),
        (None, Some(n)) if n >= 2 => (0..table.len()).map(|row| (row / n + 1).to_string()).collect(),
        _ => {
            return Err(Problem::new(
                "Say which values belong together: --subgroup COLUMN, or --every N rows (at least 2), or several columns with --value.",
            ));
        }
    };
    let mut at = std::collections::HashMap::new();
    let mut groups: Vec<Vec<f64>> = Vec::new();
    let mut points = Points {
        labels: Vec::new(),
        first_row: Vec::new(),
    };
    for (row, key) in keys.iter().enumerate() {
        if key.is_empty() {
            return Err(
                Problem::new("The subgroup is empty. Fill it in, so that the value has its place.")
                    .at(table.line(row), args.subgroup.as_deref().unwrap_or("")),
            );
        }
        let group = *at.entry(key.as_str()).or_insert_with(|| {
            groups.push(Vec::new());
            points.labels.push(if args.every.is_some() {
                String::new()
            } else {
                key.clone()
            });
            points.first_row.push(row);
            groups.len() - 1
        });
        groups[group].extend(numbers[row]);
    }
    Ok((vec![column], groups, points))
}

fn counts(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let column = args.one_value(table)?;
    let events = table.numbers(column)?;
    let Some(size) = &args.size else {
        return Err(Problem::new(
            "Say how many were inspected, or how large the area was: --size COLUMN, or --size 50 if it never changes.",
        ));
    };
    let mut columns = vec![column];
    let sizes = match size.trim().replace(',', ".").parse::<f64>() {
        Ok(size) if table.column(args.size.as_deref().unwrap_or("")).is_err() => {
            vec![Some(size); table.len()]
        }
        _ => {
            let column = table.column(size)?;
            columns.push(column);
            table.numbers(column)?
        }
    };
    let mut counts = Vec::with_capacity(table.len());
    for (row, pair) in events.iter().zip(&sizes).enumerate() {
        counts.push(match pair {
            (Some(count), Some(size)) => Some(Count {
                count: *count,
                size: *size,
            }),
            (Some(_), None) => {
                let place = columns.get(1).map_or_else(String::new, |c| c.place());
                return Err(Problem::new(
                    "There is a count but no size. Fill it in, or empty the count too.",
                )
                .at(table.line(row), &place));
            }
            _ => None,
        });
    }
    let points = args.points_of_rows(table)?;
    let settings = args.settings(table, &points)?;
    let chart = match args.kind {
        Kind::P => chart::p(&counts, &settings),
        Kind::Np => chart::np(&counts, &settings),
        Kind::PLaney => chart::p_laney(&counts, &settings),
        Kind::ULaney => chart::u_laney(&counts, &settings),
        _ => chart::u(&counts, &settings),
    };
    finish(args, table, &columns, &points, &settings, chart)
}

fn short_run(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let column = args.one_value(table)?;
    let values = table.numbers(column)?;
    let parts = match &args.part {
        Some(name) => table.words(table.column(name)?),
        None if args.kind == Kind::Nominal => vec!["–".to_owned(); table.len()],
        None => return Err(Problem::new("Say which part each row is: --part COLUMN.")),
    };
    let nominals = match &args.nominal {
        Some(name) => table.numbers(table.column(name)?)?,
        None if args.kind == Kind::Standardised => vec![None; table.len()],
        None => {
            return Err(Problem::new(
                "Say which column holds the nominal values: --nominal COLUMN.",
            ));
        }
    };
    let pieces: Vec<Option<Piece>> = (0..table.len())
        .map(|row| {
            values[row].map(|value| Piece {
                part: parts[row].clone(),
                value,
                nominal: nominals[row],
            })
        })
        .collect();
    let points = args.points_of_rows(table)?;
    let settings = args.settings(table, &points)?;
    let chart = match args.kind {
        Kind::Nominal => chart::deviation_from_nominal(&pieces, &settings),
        _ => chart::standardised(&pieces, &settings),
    };
    finish(args, table, &[column], &points, &settings, chart)
}

fn several(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    if args.value.len() < 2 {
        return Err(Problem::new(
            "T² looks at several variables. Name two columns or more: --value Length,Width.",
        ));
    }
    let columns = args
        .value
        .iter()
        .map(|name| table.column(name))
        .collect::<Result<Vec<_>, _>>()?;
    let numbers = columns
        .iter()
        .map(|c| table.numbers(c))
        .collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<Option<Vec<f64>>> = (0..table.len())
        .map(|row| numbers.iter().map(|n| n[row]).collect())
        .collect();
    let points = args.points_of_rows(table)?;
    let settings = args.settings(table, &points)?;
    let chart = chart::hotelling(&rows, &settings);
    finish(args, table, &columns, &points, &settings, chart)
}

fn finish(
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

fn title(column: &Column) -> String {
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
                (_, 1) => format!("point {}", band.to),
                _ => format!("point {} to {}", band.from + 1, band.to),
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

fn signal_line(signal: &Signal, settings: &Settings) -> String {
    let name = |at: usize| match settings.labels.get(at).filter(|l| !l.is_empty()) {
        Some(label) => label.clone(),
        None => format!("{} {}", settings.noun, at + 1),
    };
    let points: Vec<String> = signal
        .points
        .iter()
        .take(30)
        .map(|p| (p + 1).to_string())
        .collect();
    format!(
        "  signal at {}: {} ({}; points {})",
        name(signal.at),
        signal.rule.words(),
        signal.rule.name,
        points.join(" ")
    )
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

/// A run chart.
pub(crate) fn run(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let column = args.one_value(table)?;
    let values = table.numbers(column)?;
    let points = args.points_of_rows(table)?;
    let settings = args.settings(table, &points)?;
    let chart = chart::run_chart(&values, args.target, &settings)
        .map_err(|r| Problem::of(r, |row, _| Some((table.line(row), column.place()))))?;
    let title = args.output.title.clone().unwrap_or_else(|| title(column));
    let about = About::new(title.clone(), chart.meaning.sentence.clone());
    let mut lines = vec![
        line("median", figure(Some(chart.median))),
        line(
            "longest run on one side",
            format!(
                "{} (a signal above {})",
                chart.longest_run, chart.longest_expected
            ),
        ),
        line(
            "crossings of the median",
            format!("{} (a signal below {})", chart.crossings, chart.fewest_expected),
        ),
    ];
    lines.extend(chart.panel.signals.iter().map(|s| signal_line(s, &settings)));
    let value = json!({
        "what": "chart",
        "method": chart.method,
        "columns": [{ "name": column.name, "unit": column.unit }],
        "meaning": chart.meaning,
        "median": chart.median,
        "target": chart.target,
        "useful": chart.useful,
        "longest_run": chart.longest_run,
        "longest_expected": chart.longest_expected,
        "crossings": chart.crossings,
        "fewest_expected": chart.fewest_expected,
        "panels": [panel_value(&chart.panel, &points, table)],
    });
    let drawn: Box<dyn Picture> = Box::new(draw::run(about, column, &points.labels, &chart));
    Ok(Answer {
        title: format!("{title} (run chart)"),
        meaning: chart.meaning.clone(),
        lines,
        value,
        picture: Some(drawn),
    })
}

/// A Pareto chart: causes in --label; amounts in --value, or one for each row.
pub(crate) fn pareto(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let Some(label) = &args.label else {
        return Err(Problem::new(
            "Say which column names the causes: --label COLUMN. Their amounts are in --value, or each row counts once.",
        ));
    };
    let causes = table.column(label)?;
    let (amounts, measure) = if args.value.is_empty() {
        (vec![Some(1.0); table.len()], Measure::new("Count", ""))
    } else {
        let column = args.one_value(table)?;
        (
            table.numbers(column)?,
            Measure::new(column.name.clone(), column.unit.clone()),
        )
    };
    let rows: Vec<(usize, (String, f64))> = table
        .words(causes)
        .into_iter()
        .zip(amounts)
        .enumerate()
        .filter_map(|(row, (cause, amount))| Some((row, (cause, amount?))))
        .filter(|(_, (cause, _))| !cause.is_empty())
        .collect();
    let pairs: Vec<(String, f64)> = rows.iter().map(|(_, pair)| pair.clone()).collect();
    let pareto = chart::pareto(&pairs, 0.8).map_err(|refusal| {
        Problem::of(refusal, |at, _| {
            Some((table.line(rows.get(at)?.0), causes.place()))
        })
    })?;
    let lines = pareto
        .causes
        .iter()
        .map(|c| {
            line(
                &c.name,
                format!(
                    "{:>10}   {:>5.1} %   {:>5.1} %",
                    figure(Some(c.amount)),
                    100.0 * c.share,
                    100.0 * c.cumulative
                ),
            )
        })
        .collect();
    let title = args.output.title.clone().unwrap_or_else(|| causes.name.clone());
    let about = About::new(title.clone(), pareto.meaning.sentence.clone());
    let mut value = serde_json::to_value(&pareto).unwrap_or_default();
    value["what"] = json!("pareto");
    let drawn: Box<dyn Picture> = Box::new(draw::pareto(about, measure, &pareto));
    Ok(Answer {
        title,
        meaning: pareto.meaning.clone(),
        lines,
        value,
        picture: Some(drawn),
    })
}

/// A histogram.
pub(crate) fn histogram(args: &ChartArgs, table: &Table) -> Result<Answer, Problem> {
    let column = args.one_value(table)?;
    let values = table.numbers(column)?;
    let histogram = chart::histogram(&values, args.bins)?;
    let title = args.output.title.clone().unwrap_or_else(|| title(column));
    let about = About::new(title.clone(), histogram.meaning.sentence.clone());
    let largest = histogram.counts.iter().copied().max().unwrap_or(1).max(1);
    let lines = histogram
        .counts
        .iter()
        .zip(histogram.edges.windows(2))
        .map(|(count, edges)| {
            let bar = "#".repeat((count * 40).div_ceil(largest));
            line(
                &format!("{} to {}", figure(Some(edges[0])), figure(Some(edges[1]))),
                format!("{count:>6}  {bar}"),
            )
        })
        .collect();
    let mut value = serde_json::to_value(&histogram).unwrap_or_default();
    value["what"] = json!("histogram");
    let drawn: Box<dyn Picture> = Box::new(draw::histogram(about, column, &histogram));
    Ok(Answer {
        title,
        meaning: histogram.meaning.clone(),
        lines,
        value,
        picture: Some(drawn),
    })
}
