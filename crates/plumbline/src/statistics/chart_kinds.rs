//! From rows to each kind of control chart.

use super::answer::{Answer, Problem};
use super::chart::{ChartArgs, Kind, Points};
use super::chart_answer::finish;
use super::table::{Column, Table};
use statistics::chart::{self, Count, Cusum, Ewma, Piece};

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
