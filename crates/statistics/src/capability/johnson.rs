//! Johnson's system of curves: a transformation to normal for nearly any shape.

use super::anderson_darling;
use crate::describe::sorted;
use crate::report::Refusal;
use crate::special::normal_below;
use serde::Serialize;

/// Which of Johnson's curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Bounded on both sides.
    Bounded,
    /// Bounded below: lognormal.
    Lognormal,
    /// Unbounded.
    Unbounded,
}

/// A fitted curve: z = γ + η·f((x − ε)/λ) is nearly normal, with f = ln(u/(1−u)), ln u or arsinh u.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Johnson {
    /// The family.
    pub family: Family,
    /// γ.
    pub gamma: f64,
    /// η, above zero.
    pub eta: f64,
    /// ε.
    pub epsilon: f64,
    /// λ, above zero; 1 for lognormal.
    pub lambda: f64,
    /// p-value of Anderson and Darling's test on the transformed values.
    pub p: f64,
}

impl Johnson {
    /// The normal value that corresponds to `x`; infinite at and beyond a bound of the curve.
    pub fn transform(&self, x: f64) -> f64 {
        let u = (x - self.epsilon) / self.lambda;
        let bent = match self.family {
            Family::Bounded if u <= 0.0 => return f64::NEG_INFINITY,
            Family::Bounded if u >= 1.0 => return f64::INFINITY,
            Family::Bounded => (u / (1.0 - u)).ln(),
            Family::Lognormal if u <= 0.0 => return f64::NEG_INFINITY,
            Family::Lognormal => u.ln(),
            Family::Unbounded => u.asinh(),
        };
        self.gamma + self.eta * bent
    }

    /// Share of values at or below `x`.
    pub fn below(&self, x: f64) -> f64 {
        normal_below(self.transform(x))
    }

    /// The value that corresponds to the normal value `z`.
    pub fn back(&self, z: f64) -> f64 {
        let bent = (z - self.gamma) / self.eta;
        let u = match self.family {
            Family::Bounded => 1.0 / (1.0 + (-bent).exp()),
            Family::Lognormal => bent.exp(),
            Family::Unbounded => bent.sinh(),
        };
        self.epsilon + self.lambda * u
    }
}

/// Fits Johnson's curves through four quantiles at ±z and ±3z, for z from 0.25 to 1.25, and keeps the one that makes the
/// values most normal.
///
/// Source: J. F. Slifker and S. S. Shapiro, "The Johnson system: selection and parameter estimation",
/// Technometrics 22 (1980) 239; choice of z: Y.-M. Chou, A. M. Polansky, R. L. Mason, Journal of Quality Technology 30 (1998) 133.
///
/// # Errors
/// Refuses fewer than twenty values, no spread, and data that no curve fits.
pub fn johnson(values: &[f64]) -> Result<Johnson, Refusal> {
    if values.len() < 20 {
        return Err(Refusal::new(format!(
            "{} values are too few to fit a Johnson curve with four parameters. Give at least twenty.",
            values.len()
        )));
    }
    if let Some(row) = values.iter().position(|v| !v.is_finite()) {
        return Err(Refusal::not_finite(row));
    }
    let rising = sorted(values);
    let mut best: Option<Johnson> = None;
    for step in 25..=125 {
        let z = f64::from(step) / 100.0;
        for candidate in through_quantiles(&rising, z) {
            let bent: Vec<f64> = values.iter().map(|v| candidate.transform(*v)).collect();
            let Ok(test) = anderson_darling(&bent) else {
                continue;
            };
            if best.is_none_or(|b| test.p > b.p) {
                best = Some(Johnson {
                    p: test.p,
                    ..candidate
                });
            }
        }
    }
    best.ok_or_else(|| Refusal::new("No Johnson curve fits these values. Use percentiles instead."))
}

/// The quantile at normal value `z`, between order statistics at (i − ½)/n.
fn at(rising: &[f64], z: f64) -> f64 {
    let n = rising.len() as f64;
    let position = (n * normal_below(z) - 0.5).clamp(0.0, n - 1.0);
    let below = position.floor() as usize;
    let above = (below + 1).min(rising.len() - 1);
    rising[below] + (position - below as f64) * (rising[above] - rising[below])
}

/// The curve that Slifker and Shapiro's ratio mn/p² asks for; near 1 also the lognormal.
fn through_quantiles(rising: &[f64], z: f64) -> Vec<Johnson> {
    let (x3, x1, y1, y3) = (
        at(rising, 3.0 * z),
        at(rising, z),
        at(rising, -z),
        at(rising, -3.0 * z),
    );
    let (m, n, p) = (x3 - x1, y1 - y3, x1 - y1);
    if !(m > 0.0 && n > 0.0 && p > 0.0) {
        return Vec::new();
    }
    let middle = 0.5 * (x1 + y1);
    let (a, b) = (m / p, n / p);
    let ratio = a * b;
    let mut found = Vec::new();
    if ratio > 1.0 {
        let eta = 2.0 * z / (0.5 * (a + b)).acosh();
        let root = (ratio - 1.0).sqrt();
        let gamma = eta * ((b - a) / (2.0 * root)).asinh();
        let lambda = 2.0 * p * root / ((a + b - 2.0) * (a + b + 2.0).sqrt());
        let epsilon = middle + p * (b - a) / (2.0 * (a + b - 2.0));
        found.push(Johnson {
            family: Family::Unbounded,
            gamma,
            eta,
            epsilon,
            lambda,
            p: 0.0,
        });
    } else if ratio < 1.0 {
        let (c, d) = (1.0 / a, 1.0 / b);
        let cosh = 0.5 * ((1.0 + c) * (1.0 + d)).sqrt();
        let rest = 1.0 / ratio - 1.0;
        let eta = z / cosh.acosh();
        let gamma = eta * ((d - c) * ((1.0 + c) * (1.0 + d) - 4.0).sqrt() / (2.0 * rest)).asinh();
        let lambda = p * (((1.0 + c) * (1.0 + d) - 2.0).powi(2) - 4.0).sqrt() / rest;
        let epsilon = middle - 0.5 * lambda + p * (d - c) / (2.0 * rest);
        found.push(Johnson {
            family: Family::Bounded,
            gamma,
            eta,
            epsilon,
            lambda,
            p: 0.0,
        });
    }
    if (0.9..1.1).contains(&ratio) && a > 1.0 {
        let eta = 2.0 * z / a.ln();
        let gamma = eta * ((a - 1.0) / (p * a.sqrt())).ln();
        let epsilon = middle - 0.5 * p * (a + 1.0) / (a - 1.0);
        found.push(Johnson {
            family: Family::Lognormal,
            gamma,
            eta,
            epsilon,
            lambda: 1.0,
            p: 0.0,
        });
    }
    found.retain(|j| {
        j.eta.is_finite()
            && j.eta > 0.0
            && j.lambda.is_finite()
            && j.lambda > 0.0
            && j.gamma.is_finite()
            && j.epsilon.is_finite()
    });
    found
}
