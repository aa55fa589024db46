//! Readings as they stand in a table, one row each, put into the box that the studies take.

use crate::Refusal;
use serde::Serialize;

/// One row of a gauge study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading<'a> {
    /// Which part.
    pub part: &'a str,
    /// Who measured.
    pub appraiser: &'a str,
    /// What was read.
    pub value: f64,
}

/// A study with the names of its rows and columns, in the order in which they first occur.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Study {
    /// Names of the outer index: parts when crossed, appraisers when nested.
    pub outer: Vec<String>,
    /// Names of the inner index for each outer one.
    pub inner: Vec<Vec<String>>,
    /// The readings: outer, inner, trial.
    pub values: Vec<Vec<Vec<f64>>>,
}

/// Rows of a crossed study → `[part][appraiser][trial]`, every appraiser in the same place for each part. A part that
/// somebody did not measure is refused with the name of both.
pub fn crossed_from_rows(rows: &[Reading<'_>]) -> Result<Study, Refusal> {
    check_values(rows)?;
    let parts = names(rows.iter().map(|row| row.part));
    let appraisers = names(rows.iter().map(|row| row.appraiser));
    let mut values = vec![vec![Vec::new(); appraisers.len()]; parts.len()];
    for row in rows {
        values[place(&parts, row.part)][place(&appraisers, row.appraiser)].push(row.value);
    }
    for (part, cells) in parts.iter().zip(&values) {
        if let Some(who) = cells.iter().position(Vec::is_empty) {
            return Err(Refusal::new(format!(
                "Part “{part}” was not measured by “{}”; let everybody measure every part, or compute the study as nested.",
                appraisers[who]
            )));
        }
    }
    let inner = vec![appraisers.iter().map(|name| (*name).to_owned()).collect(); parts.len()];
    Ok(Study {
        outer: parts.iter().map(|name| (*name).to_owned()).collect(),
        inner,
        values,
    })
}

/// Rows of a nested study → `[appraiser][part][trial]`. The same name of a part under two appraisers means two parts.
pub fn nested_from_rows(rows: &[Reading<'_>]) -> Result<Study, Refusal> {
    check_values(rows)?;
    let appraisers = names(rows.iter().map(|row| row.appraiser));
    let of = |who: &str| -> Vec<&Reading<'_>> { rows.iter().filter(|row| row.appraiser == who).collect() };
    let mut inner = Vec::new();
    let mut values = Vec::new();
    for who in &appraisers {
        let own = of(who);
        let parts = names(own.iter().map(|row| row.part));
        let mut cells = vec![Vec::new(); parts.len()];
        for row in own {
            cells[place(&parts, row.part)].push(row.value);
        }
        inner.push(parts.iter().map(|name| (*name).to_owned()).collect());
        values.push(cells);
    }
    Ok(Study {
        outer: appraisers.iter().map(|name| (*name).to_owned()).collect(),
        inner,
        values,
    })
}

fn check_values(rows: &[Reading<'_>]) -> Result<(), Refusal> {
    if rows.is_empty() {
        return Err(Refusal::new(
            "The study holds no readings; give one row per reading: part, appraiser, value.",
        ));
    }
    match rows.iter().position(|row| !row.value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Refusal::new(format!(
            "Row {}: the reading of part “{}” by “{}” is missing or not a number; measure again.",
            at + 1,
            rows[at].part,
            rows[at].appraiser
        ))
        .at_row(at)),
    }
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for name in all {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn place(names: &[&str], name: &str) -> usize {
    names
        .iter()
        .position(|known| *known == name)
        .expect("the names were collected from the same rows")
}
