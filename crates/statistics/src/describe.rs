//! Moments and quantiles that stay right when the mean is large and the spread is small.

use crate::report::{Meaning, Refusal, Verified};
use serde::Serialize;

/// Running count, mean and second to fourth central moment sums, in one pass.
///
/// Each value changes the mean by its deviation over the count, so that nothing large is ever subtracted from
/// something large. Source: B. P. Welford, Technometrics 4 (1962) 419; higher moments: P. Pébay,
/// Sandia report SAND2008-6212.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    second: f64,
    third: f64,
    fourth: f64,
}

impl Moments {
    /// Moments of a slice.
    pub fn of(values: &[f64]) -> Self {
        let mut moments = Self::default();
        for &value in values {
            moments.add(value);
        }
        moments
    }

    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        let before = self.count as f64;
        self.count += 1;
        let n = self.count as f64;
        let delta = value - self.mean;
        let step = delta / n;
        let step_squared = step * step;
        let term = delta * step * before;
        self.mean += step;
        self.fourth += term * step_squared * (n * n - 3.0 * n + 3.0) + 6.0 * step_squared * self.second
            - 4.0 * step * self.third;
        self.third += term * step * (n - 2.0) - 3.0 * step * self.second;
        self.second += term;
    }

    /// How many values were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Arithmetic mean; 0 when nothing was added.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Sum of squared deviations from the mean.
    pub fn squares(&self) -> f64 {
        self.second
    }

    /// Sample variance (divisor n − 1); NaN below two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            f64::NAN
        } else {
            self.second / (self.count - 1) as f64
        }
    }

    /// Sample standard deviation (divisor n − 1); NaN below two values.
    pub fn deviation(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Skewness g₁ = m₃ / m₂^1.5 (moments about the mean with divisor n; NIST Handbook 1.3.5.11).
    pub fn skewness(&self) -> f64 {
        let n = self.count as f64;
        (self.third / n) / (self.second / n).powf(1.5)
    }

    /// Excess kurtosis m₄ / m₂² − 3 (NIST Handbook 1.3.5.11).
    pub fn excess_kurtosis(&self) -> f64 {
        let n = self.count as f64;
        (self.fourth / n) / (self.second / n).powi(2) - 3.0
    }
}

/// Mean by the sum with a running compensation, then corrected once by the mean of the residuals.
///
/// Source: A. Neumaier, ZAMM 54 (1974) 39; two-pass correction: T. F. Chan, G. H. Golub, R. J. LeVeque,
/// The American Statistician 37 (1983) 242.
pub fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let rough = compensated_sum(values.iter().copied()) / n;
    rough + compensated_sum(values.iter().map(|v| v - rough)) / n
}

/// Sum of squared deviations from the mean, corrected two-pass (Chan, Golub and LeVeque 1983).
pub fn sum_of_squares(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares = compensated_sum(values.iter().map(|v| (v - centre) * (v - centre)));
    let drift = compensated_sum(values.iter().map(|v| v - centre));
    squares - drift * drift / values.len() as f64
}

/// Sample standard deviation (divisor n − 1); NaN below two values.
pub fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    (sum_of_squares(values) / (values.len() - 1) as f64).sqrt()
}

/// Sum with Neumaier's compensation, in four sums side by side that do not wait for one another.
pub fn compensated_sum(mut values: impl Iterator<Item = f64>) -> f64 {
    let mut sums = [(0.0_f64, 0.0_f64); 4];
    'all: loop {
        for sum in &mut sums {
            match values.next() {
                Some(value) => compensate(sum, value),
                None => break 'all,
            }
        }
    }
    let mut all = (0.0, 0.0);
    for (sum, lost) in sums {
        compensate(&mut all, sum);
        all.1 += lost;
    }
    all.0 + all.1
}

/// Adds a value to a sum, and what the sum could not hold of it to what was lost.
#[inline]
fn compensate((sum, lost): &mut (f64, f64), value: f64) {
    let next = *sum + value;
    *lost += if sum.abs() >= value.abs() {
        (*sum - next) + value
    } else {
        (value - next) + *sum
    };
    *sum = next;
}

/// Median of the values; NaN when there are none.
pub fn median(values: &[f64]) -> f64 {
    quantile(&sorted(values), 0.5)
}

/// The values in rising order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut rising = values.to_vec();
    rising.sort_unstable_by(f64::total_cmp);
    rising
}

/// Quantile of values already in rising order, by linear interpolation between order statistics at
/// position 1 + (n − 1)·p.
///
/// Type 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361: what spreadsheets and NumPy do.
pub fn quantile(rising: &[f64], p: f64) -> f64 {
    if rising.is_empty() {
        return f64::NAN;
    }
    let position = p * (rising.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(rising.len() - 1);
    let share = position - below as f64;
    rising[below] + share * (rising[above] - rising[below])
}

/// A description of one column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// Values present.
    pub count: usize,
    /// Values missing.
    pub missing: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation (n − 1); absent for a single value.
    pub deviation: Option<f64>,
    /// Standard error of the mean.
    pub standard_error: Option<f64>,
    /// 95 % confidence interval of the mean by Student's t.
    pub mean_interval: Option<(f64, f64)>,
    /// Smallest value.
    pub minimum: f64,
    /// First quartile (type 7).
    pub first_quartile: f64,
    /// Median.
    pub median: f64,
    /// Third quartile (type 7).
    pub third_quartile: f64,
    /// Largest value.
    pub maximum: f64,
    /// Skewness g₁; absent where all values are equal.
    pub skewness: Option<f64>,
    /// Excess kurtosis; absent where all values are equal.
    pub excess_kurtosis: Option<f64>,
    /// Correlation of each value with the next; absent where all values are equal.
    pub autocorrelation: Option<f64>,
    /// What it means.
    pub meaning: Meaning,
}

/// Describes a column; `None` is a missing value.
///
/// # Errors
/// Refuses a column without a single value, and a value that is not finite.
pub fn describe(values: &[Option<f64>]) -> Result<Description, Refusal> {
    let present = present(values)?;
    let rising = sorted(&present);
    let n = present.len();
    let mean_value = mean(&present);
    let several = n > 1;
    let spread = several.then(|| deviation(&present));
    let varies = rising[0] < rising[n - 1];
    let moments = Moments::of(&present);
    let error = spread.map(|s| s / (n as f64).sqrt());
    let interval = error.map(|e| {
        let t = crate::special::student_quantile(0.975, (n - 1) as f64);
        (mean_value - t * e, mean_value + t * e)
    });
    let missing = values.len() - n;
    let mut meaning = Meaning::new(
        sentence(n, missing, mean_value, spread),
        Verified::Published("NIST Statistical Reference Datasets (NumAcc 1 to 4)"),
    )
    .assuming("The interval of the mean assumes independent values; with few values it also assumes that they are roughly normal.")
    .not_telling("Whether the process was stable: a description ignores the order of the values. A control chart shows it.");
    if missing > 0 {
        meaning = meaning.assuming("Missing values are left out, as if they had been like the others.");
    }
    Ok(Description {
        count: n,
        missing,
        mean: mean_value,
        deviation: spread,
        standard_error: error,
        mean_interval: interval,
        minimum: rising[0],
        first_quartile: quantile(&rising, 0.25),
        median: quantile(&rising, 0.5),
        third_quartile: quantile(&rising, 0.75),
        maximum: rising[n - 1],
        skewness: varies.then(|| moments.skewness()),
        excess_kurtosis: varies.then(|| moments.excess_kurtosis()),
        autocorrelation: varies.then(|| autocorrelation(&present)),
        meaning,
    })
}

fn sentence(n: usize, missing: usize, mean: f64, spread: Option<f64>) -> String {
    let gap = match missing {
        0 => String::new(),
        1 => " (one missing)".to_owned(),
        m => format!(" ({m} missing)"),
    };
    match spread {
        None => format!("A single value{gap}, {mean}: it says nothing about spread."),
        Some(0.0) => format!("{n} values{gap}, all equal to {mean}."),
        Some(s) => format!(
            "{n} values{gap} around {} with a standard deviation of {}.",
            crate::report::figure_beside(mean, s),
            crate::report::figure(s)
        ),
    }
}

/// Lag-one autocorrelation r₁ (NIST Handbook 1.3.3.1; StRD definition).
pub fn autocorrelation(values: &[f64]) -> f64 {
    let centre = mean(values);
    let pairs = values.windows(2).map(|w| (w[0] - centre) * (w[1] - centre));
    compensated_sum(pairs) / sum_of_squares(values)
}

/// The values that are there, in order.
///
/// # Errors
/// Refuses when none is there, and a value that is infinite or not a number.
pub fn present(values: &[Option<f64>]) -> Result<Vec<f64>, Refusal> {
    if values.is_empty() {
        return Err(Refusal::new("There are no values. Give at least one."));
    }
    let mut found = Vec::with_capacity(values.len());
    for (row, value) in values.iter().enumerate() {
        if let Some(value) = value {
            if !value.is_finite() {
                return Err(Refusal::not_finite(row));
            }
            found.push(*value);
        }
    }
    if found.is_empty() {
        return Err(Refusal::new("Every value is missing. Give at least one number."));
    }
    Ok(found)
}
