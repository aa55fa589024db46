//! Correlation and the straight line.

use super::sums::{Sum, centred_products, centred_squares};
use super::{check, say, tail};
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Correlation of two measurements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pearson {
    /// Pearson's coefficient, −1 to 1.
    pub r: f64,
    /// Confidence limits (Fisher's z); none below four pairs.
    pub limits: Option<(f64, f64)>,
    /// Confidence that was used.
    pub confidence: f64,
    /// Two-sided probability of so strong a correlation when there is none.
    pub p: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// Pearson's correlation: r = Σ(x−x̄)(y−ȳ)/√(Σ(x−x̄)²Σ(y−ȳ)²); limits tanh(artanh r ± z/√(n−3)).
///
/// Source: Fisher (1921), Metron 1, 3–32.
pub fn pearson(x: &[f64], y: &[f64], confidence: f64) -> Result<Pearson, Refusal> {
    check_pairs(x, y, 3, confidence)?;
    let (xx, yy) = (centred_squares(x).1, centred_squares(y).1);
    if xx == 0.0 || yy == 0.0 {
        return Err(Refusal::new(
            "All values of one of the two columns are equal, so there is nothing to correlate; record more digits.",
        ));
    }
    let r = (centred_products(x, y) / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0);
    let n = x.len() as f64;
    let t = r * ((n - 2.0) / (1.0 - r * r)).sqrt();
    let p = tail::t_two_sided(t, n - 2.0);
    let limits = (x.len() > 3).then(|| {
        let reach = tail::normal_multiplier(confidence) / (n - 3.0).sqrt();
        ((r.atanh() - reach).tanh(), (r.atanh() + reach).tanh())
    });
    let sentence = if p < 1.0 - confidence {
        let way = if r > 0.0 {
            "rise together"
        } else {
            "move against each other"
        };
        format!("The two {way}: r = {r:.2} ({}).", say::p_value(p))
    } else {
        format!(
            "No straight-line relation was shown: r = {r:.2} ({}).",
            say::p_value(p)
        )
    };
    let meaning = Meaning::new(sentence, Verified::Independent("scipy 1.17.1, stats.pearsonr"))
        .assuming("The pairs are independent and scatter about a straight line; limits and p take them as roughly normal.")
        .not_telling("That one causes the other, and a relation that is not a straight line.");
    Ok(Pearson {
        r,
        limits,
        confidence,
        p,
        meaning,
    })
}

/// A coefficient of a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Confidence limits.
    pub limits: (f64, f64),
    /// Estimate divided by standard error.
    pub t: f64,
    /// Two-sided probability when the coefficient is truly zero.
    pub p: f64,
}

/// The least-squares line y = intercept + slope·x.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Linear {
    /// Rise of y per unit of x.
    pub slope: Coefficient,
    /// y at x = 0.
    pub intercept: Coefficient,
    /// Share of the variation of y that the line explains.
    pub r_squared: f64,
    /// Standard deviation of the residuals.
    pub residual_deviation: f64,
    /// Sum of squares that the line explains.
    pub explained_squares: f64,
    /// Sum of squares that is left.
    pub residual_squares: f64,
    /// Pairs.
    pub count: usize,
    /// Mean of x.
    pub mean_x: f64,
    /// Σ(x−x̄)².
    pub squares_x: f64,
    /// Mean of y.
    pub mean_y: f64,
    /// Confidence that was used.
    pub confidence: f64,
    /// What it means.
    pub meaning: Meaning,
}

/// The line at one x.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// Height of the line.
    pub value: f64,
    /// Confidence limits of the line itself.
    pub line_limits: (f64, f64),
    /// Limits within which a single new value is expected.
    pub prediction_limits: (f64, f64),
}

impl Linear {
    /// The line, its confidence limits and its prediction limits at `x`.
    pub fn at(&self, x: f64) -> Fit {
        let value = self.mean_y + self.slope.value * (x - self.mean_x);
        let leverage = 1.0 / self.count as f64 + (x - self.mean_x).powi(2) / self.squares_x;
        let t = tail::t_multiplier(self.confidence, self.count as f64 - 2.0);
        let line = t * self.residual_deviation * leverage.sqrt();
        let single = t * self.residual_deviation * (1.0 + leverage).sqrt();
        Fit {
            value,
            line_limits: (value - line, value + line),
            prediction_limits: (value - single, value + single),
        }
    }
}

/// Least-squares straight line with confidence limits of both coefficients.
///
/// b = Σ(x−x̄)(y−ȳ)/Σ(x−x̄)², a = ȳ−b·x̄, s² = Σe²/(n−2). Source: NIST/SEMATECH e-Handbook 4.1.4.1 and 4.4.3.
/// Verified against the certified values of NIST's set Norris.
pub fn linear(x: &[f64], y: &[f64], confidence: f64) -> Result<Linear, Refusal> {
    check_pairs(x, y, 3, confidence)?;
    let ((mean_x, xx), (mean_y, yy)) = (centred_squares(x), centred_squares(y));
    if xx == 0.0 {
        return Err(Refusal::new(
            "All x values are equal, so no line can be laid through the points; vary x.",
        ));
    }
    let n = x.len() as f64;
    let slope = centred_products(x, y) / xx;
    let intercept = mean_y - slope * mean_x;
    let mut residual = Sum::default();
    for (x, y) in x.iter().zip(y) {
        let rest = (y - mean_y) - slope * (x - mean_x);
        residual.add_product(rest, rest);
    }
    let residual_squares = residual.value();
    let freedom = n - 2.0;
    let residual_deviation = (residual_squares / freedom).sqrt();
    let multiplier = tail::t_multiplier(confidence, freedom);
    let coefficient = |value: f64, error: f64| {
        let t = if error > 0.0 {
            value / error
        } else {
            value.signum() * f64::INFINITY
        };
        Coefficient {
            value,
            error,
            limits: (value - multiplier * error, value + multiplier * error),
            t,
            p: if error > 0.0 {
                tail::t_two_sided(t, freedom)
            } else {
                0.0
            },
        }
    };
    let slope = coefficient(slope, residual_deviation / xx.sqrt());
    let intercept = coefficient(
        intercept,
        residual_deviation * (1.0 / n + mean_x * mean_x / xx).sqrt(),
    );
    let explained_squares = (yy - residual_squares).max(0.0);
    let range = format!(
        "between {} and {} with {} confidence",
        say::figure(slope.limits.0),
        say::figure(slope.limits.1),
        say::percent(confidence)
    );
    let sentence = if slope.p < 1.0 - confidence {
        format!(
            "y changes by {} for each unit of x ({range}).",
            say::figure(slope.value)
        )
    } else {
        format!(
            "No slope was shown: {} for each unit of x ({range}).",
            say::figure(slope.value)
        )
    };
    let meaning = Meaning::new(sentence, Verified::Published("the NIST StRD set Norris"))
        .assuming(
            "The points scatter equally and independently about a straight line; x is known without error.",
        )
        .not_telling("That x causes y, and anything beyond the range of x that was seen.");
    Ok(Linear {
        slope,
        intercept,
        r_squared: if yy > 0.0 { explained_squares / yy } else { 0.0 },
        residual_deviation,
        explained_squares,
        residual_squares,
        count: x.len(),
        mean_x,
        squares_x: xx,
        mean_y,
        confidence,
        meaning,
    })
}

fn check_pairs(x: &[f64], y: &[f64], least: usize, confidence: f64) -> Result<(), Refusal> {
    check::same_length(x.len(), y.len(), "x and y")?;
    check::at_least(x, least, "x").map_err(|refusal| refusal.at_column(0))?;
    check::at_least(y, least, "y").map_err(|refusal| refusal.at_column(1))?;
    check::confidence(confidence)
}
