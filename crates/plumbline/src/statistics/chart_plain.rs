//! Charts without control limits: run chart, Pareto and histogram.

use super::answer::{Answer, Problem, figure, line};
use super::chart::ChartArgs;
use super::chart_answer::{panel_value, signal_line, title};
use super::draw;
use super::table::Table;
use picture::{About, Measure, Picture};
use serde_json::json;
use statistics::chart;

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
