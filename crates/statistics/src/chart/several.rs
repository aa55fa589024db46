//! Several variables at once: Hotelling's T².

use super::frame::{Frame, push_point, rules_of_memory};
use super::{Chart, Limits, LimitsFrom, Settings};
use crate::describe::mean;
use crate::report::{Meaning, Refusal, Verified};
use crate::rules::{Pattern, Rule};
use crate::special::{beta_quantile, fisher_quantile};

/// Chance of a point outside on an unchanged process: that of three sigmas.
const FALSE_ALARM: f64 = 0.0027;

/// Hotelling's T² of single observations of several variables.
///
/// T² = (x − x̄)ᵀ S⁻¹ (x − x̄). Points that set the limits are judged by (m−1)²/m · Beta(p/2, (m−p−1)/2), later
/// ones by p(m+1)(m−1)/(m(m−p)) · F(p, m−p), each at 0.27 % false alarms.
/// Source: N. D. Tracy, J. C. Young, R. L. Mason, "Multivariate control charts for individual observations",
/// Journal of Quality Technology 24 (1992) 88.
///
/// # Errors
/// Refuses rows of different width, fewer observations than variables plus two, given limits, and variables of which one
/// follows exactly from the others.
pub fn hotelling(rows: &[Option<Vec<f64>>], settings: &Settings) -> Result<Chart, Refusal> {
    if matches!(settings.limits, LimitsFrom::Given { .. }) {
        return Err(Refusal::new(
            "T² takes its centre and covariances from data. Use a baseline instead of given limits.",
        ));
    }
    let width = check(rows)?;
    let frame = Frame::new(rows.iter().map(Option::is_some).collect(), settings)?;
    let mut distances = vec![None; rows.len()];
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    for cut in &frame.cuts {
        let used = frame.enough(cut, width + 2, "observation")?;
        let basis: Vec<&Vec<f64>> = frame.basis(cut).filter_map(|i| rows[i].as_ref()).collect();
        let centre: Vec<f64> = (0..width)
            .map(|j| mean(&basis.iter().map(|r| r[j]).collect::<Vec<_>>()))
            .collect();
        let factor = cholesky(&covariance(&basis, &centre))?;
        let (m, p) = (used as f64, width as f64);
        let (own, later) = (while_estimating(m, p), afterwards(m, p));
        for at in cut.points.clone() {
            if let Some(row) = &rows[at] {
                let away: Vec<f64> = row.iter().zip(&centre).map(|(x, c)| x - c).collect();
                distances[at] = Some(solve(&factor, &away).iter().map(|v| v * v).sum());
            }
            let sets_limits = cut.basis.contains(&at) && frame.counts[at];
            let (centre_line, upper) = if sets_limits { own } else { later };
            let limits = Limits {
                centre: centre_line,
                lower: None,
                upper: Some(upper),
                sigma: None,
            };
            push_point(&mut bands, at, cut.points.start, limits);
        }
        stages.push(frame.stage(cut, None, None));
    }
    let single: Vec<Rule> = rules_of_memory(&settings.rules)
        .into_iter()
        .map(|r| Rule {
            pattern: Pattern::Beyond { sigmas: 3.0 },
            ..r
        })
        .collect();
    let panels = vec![frame.panel("T²", distances, bands, &single)];
    let meaning = Meaning::new("", Verified::Independent("pccpy 0.16.2"))
        .assuming("The variables together are roughly multivariate normal, and observations do not depend on one another.")
        .not_telling("Which variable is to blame: look at the single charts, and at pairs that no longer move together.");
    Ok(frame.chart("Hotelling T²", panels, stages, settings, meaning))
}

/// Mean and limit of T² for the points that set the limits.
fn while_estimating(m: f64, p: f64) -> (f64, f64) {
    let beta = beta_quantile(1.0 - FALSE_ALARM, p / 2.0, (m - p - 1.0) / 2.0);
    (p * (m - 1.0) / m, (m - 1.0).powi(2) / m * beta)
}

/// Mean and limit of T² for later points. Too few points have no mean: the line is then drawn at the median.
fn afterwards(m: f64, p: f64) -> (f64, f64) {
    let factor = p * (m + 1.0) * (m - 1.0) / (m * (m - p));
    let rest = m - p;
    let middle = if rest > 2.0 {
        rest / (rest - 2.0)
    } else {
        fisher_quantile(0.5, p, rest)
    };
    (
        factor * middle,
        factor * fisher_quantile(1.0 - FALSE_ALARM, p, rest),
    )
}

fn check(rows: &[Option<Vec<f64>>]) -> Result<usize, Refusal> {
    let width = rows.iter().flatten().map(Vec::len).next().unwrap_or(0);
    if width < 2 {
        return Err(Refusal::new(
            "T² is for two variables or more. For one, use an I-MR chart.",
        ));
    }
    for (row, values) in rows.iter().enumerate() {
        let Some(values) = values else { continue };
        if values.len() != width {
            return Err(Refusal::new(format!(
                "Observation {} has {} values, the first one {width}. Each needs all variables; leave out incomplete ones.",
                row + 1,
                values.len()
            ))
            .at_row(row));
        }
        if let Some(column) = values.iter().position(|v| !v.is_finite()) {
            return Err(Refusal::not_finite(row).at_column(column));
        }
    }
    Ok(width)
}

type Matrix = Vec<Vec<f64>>;

fn covariance(basis: &[&Vec<f64>], centre: &[f64]) -> Matrix {
    let freedom = (basis.len() - 1) as f64;
    let entry = |a: usize, b: usize| {
        basis
            .iter()
            .map(|r| (r[a] - centre[a]) * (r[b] - centre[b]))
            .sum::<f64>()
            / freedom
    };
    (0..centre.len())
        .map(|a| (0..centre.len()).map(|b| entry(a, b)).collect())
        .collect()
}

/// Lower triangle L with L·Lᵀ = the matrix.
fn cholesky(matrix: &Matrix) -> Result<Matrix, Refusal> {
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - known;
            if i != j {
                lower[i][j] = rest / lower[j][j];
            } else if rest > matrix[i][i] * 1e-12 && rest > 0.0 {
                lower[i][i] = rest.sqrt();
            } else {
                return Err(Refusal::new(format!(
                    "Variable {} never varies, or follows exactly from the others. Leave it out.",
                    i + 1
                ))
                .at_column(i));
            }
        }
    }
    Ok(lower)
}

/// Solves L·y = x; |y|² is then T².
fn solve(lower: &Matrix, x: &[f64]) -> Vec<f64> {
    let mut y: Vec<f64> = Vec::with_capacity(x.len());
    for (i, row) in lower.iter().enumerate() {
        let known: f64 = y.iter().zip(row).map(|(a, b)| a * b).sum();
        y.push((x[i] - known) / row[i]);
    }
    y
}
