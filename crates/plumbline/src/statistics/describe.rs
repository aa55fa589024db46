//! `plumbline statistics describe`.

use super::answer::{Answer, Output, Problem};
use super::table::{Column, Source, Table};
use clap::Args;
use serde_json::{Value, json};
use statistics::describe::{Description, describe};
use statistics::report::figure_beside;

/// Describe columns of numbers.
#[derive(Debug, Args)]
#[command(after_help = "Example: plumbline statistics describe bores.csv --value Diameter")]
pub(crate) struct DescribeArgs {
    #[command(flatten)]
    source: Source,
    /// Column of numbers, by name; several with commas. All of them unless given
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    value: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

pub(crate) fn answer(args: &DescribeArgs) -> Result<Answer, Problem> {
    let table = args.source.read()?;
    let columns: Vec<&Column> = if args.value.is_empty() {
        table.number_columns()
    } else {
        args.value
            .iter()
            .map(|name| table.column(name))
            .collect::<Result<_, _>>()?
    };
    if columns.is_empty() {
        // Says what is wrong with the only column, or asks for a name.
        let column = table.value_column(None)?;
        table.numbers(column)?;
    }
    let mut descriptions = Vec::new();
    for column in columns {
        let values = table.numbers(column)?;
        descriptions.push((column, describe(&values)?));
    }
    let Some((_, first)) = descriptions.first() else {
        return Err(Problem::new("There is no column of numbers to describe."));
    };
    let mut meaning = first.meaning.clone();
    if descriptions.len() > 1 {
        meaning.sentence = format!(
            "{} columns of numbers in {} rows.",
            descriptions.len(),
            table.len()
        );
    }
    Ok(Answer {
        title: args.output.title.clone().unwrap_or_else(|| args.source.stem()),
        meaning,
        lines: lines(&descriptions),
        value: value(&descriptions),
        picture: picture(&table, &descriptions)?,
    })
}

fn lines(descriptions: &[(&Column, Description)]) -> Vec<String> {
    let mut lines = vec![format!(
        "  {:<20}{:>8}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "column",
        "values",
        "missing",
        "mean",
        "deviation",
        "smallest",
        "quartile",
        "median",
        "quartile",
        "largest"
    )];
    for (column, d) in descriptions {
        let figure = |value: Option<f64>| {
            value.map_or_else(
                || "–".to_owned(),
                |v| figure_beside(v, d.deviation.unwrap_or(v / 1e2)),
            )
        };
        let name = if column.unit.is_empty() {
            column.name.clone()
        } else {
            format!("{} [{}]", column.name, column.unit)
        };
        lines.push(format!(
            "  {name:<20}{:>8}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}",
            d.count,
            d.missing,
            figure(Some(d.mean)),
            figure(d.deviation),
            figure(Some(d.minimum)),
            figure(Some(d.first_quartile)),
            figure(Some(d.median)),
            figure(Some(d.third_quartile)),
            figure(Some(d.maximum))
        ));
    }
    lines
}

fn value(descriptions: &[(&Column, Description)]) -> Value {
    let columns: Vec<Value> = descriptions
        .iter()
        .map(|(column, d)| json!({ "column": column.name, "unit": column.unit, "description": d }))
        .collect();
    json!({ "what": "describe", "columns": columns })
}

fn picture(
    table: &Table,
    descriptions: &[(&Column, Description)],
) -> Result<Option<Box<dyn picture::Picture>>, Problem> {
    let [(column, description)] = descriptions else {
        return Ok(None);
    };
    let values = table.numbers(column)?;
    let histogram = statistics::chart::histogram(&values, None)?;
    let about = picture::About::new(column.name.clone(), description.meaning.sentence.clone());
    Ok(Some(Box::new(super::draw::histogram(about, column, &histogram))))
}
