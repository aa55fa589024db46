//! Special functions and distributions that the rest of the crate needs, with quantiles to about twelve digits.
//!
//! Cumulative functions come from `statrs`; quantiles are found here by bisection on them, because a quantile
//! that agrees with its own cumulative function is worth more than a fast one.

use statrs::distribution::{
    Beta, Binomial, ChiSquared, ContinuousCDF, DiscreteCDF, FisherSnedecor, Poisson, StudentsT,
};
use statrs::function::{erf, gamma};

/// Density of the standard normal distribution.
pub fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Probability that a standard normal value lies at or below `z`.
///
/// From `libm`: the error function of `statrs` 0.19 is right to ten digits only.
pub fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The standard normal value below which the share `p` lies; infinite at 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * p)
}

/// Natural logarithm of the gamma function, `x` > 0.
pub fn ln_gamma(x: f64) -> f64 {
    gamma::ln_gamma(x)
}

/// Probability that Student's t with `freedom` degrees lies at or below `t`; NaN when `freedom` is not positive.
pub fn student_below(t: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |d| d.cdf(t))
}

/// Quantile of Student's t, from the tail in which it lies, so that far tails keep their digits.
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if p > 0.5 {
        return -student_quantile(1.0 - p, freedom);
    }
    if p == 0.5 || p.is_nan() || p < 0.0 {
        return if p == 0.5 { 0.0 } else { f64::NAN };
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    // Rises from −½ at 0 to 0 at infinity.
    let inverted = |t: f64| -student_below(-t, freedom);
    let mut high = 1.0;
    while inverted(high) < -p && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    -bisect(0.0, high, inverted, -p)
}

/// Probability that chi-squared with `freedom` degrees lies at or below `x`.
pub fn chi_squared_below(x: f64, freedom: f64) -> f64 {
    ChiSquared::new(freedom).map_or(f64::NAN, |d| d.cdf(x))
}

/// Quantile of chi-squared.
pub fn chi_squared_quantile(p: f64, freedom: f64) -> f64 {
    quantile(0.0, |x| chi_squared_below(x, freedom), p)
}

/// Probability that Fisher's F with `above` and `below` degrees of freedom lies at or below `x`.
pub fn fisher_below(x: f64, above: f64, below: f64) -> f64 {
    FisherSnedecor::new(above, below).map_or(f64::NAN, |d| d.cdf(x))
}

/// Quantile of Fisher's F.
pub fn fisher_quantile(p: f64, above: f64, below: f64) -> f64 {
    quantile(0.0, |x| fisher_below(x, above, below), p)
}

/// Probability that a beta variable with shapes `a` and `b` lies at or below `x`.
pub fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    Beta::new(a, b).map_or(f64::NAN, |d| d.cdf(x.clamp(0.0, 1.0)))
}

/// Quantile of the beta distribution.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_below(x, a, b), p)
}

/// Probability of at most `k` events among `n` that each happen with probability `p`.
pub fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    Binomial::new(p, n).map_or(f64::NAN, |d| d.cdf(k))
}

/// Probability of at most `k` events where `mean` are expected.
pub fn poisson_at_most(k: u64, mean: f64) -> f64 {
    if mean == 0.0 {
        return 1.0;
    }
    Poisson::new(mean).map_or(f64::NAN, |d| d.cdf(k))
}

/// Probability that the range of `n` independent standard normal values lies at or below `w`.
///
/// Integral of n·φ(x)·(Φ(x+w) − Φ(x))ⁿ⁻¹, by the trapezoidal rule, which converges exponentially for a function
/// that vanishes at both ends. Source: H. L. Harter, "Tables of range and studentized range",
/// Ann. Math. Statist. 31 (1960).
pub fn range_below(w: f64, n: usize) -> f64 {
    if w <= 0.0 || n < 2 {
        return 0.0;
    }
    const STEP: f64 = 0.125;
    let power = (n - 1) as f64;
    let mut sum = 0.0;
    for i in -72..=72 {
        let x = f64::from(i) * STEP;
        let between = normal_below(x + w) - normal_below(x);
        if between > 0.0 {
            sum += normal_density(x) * (power * between.ln()).exp();
        }
    }
    (sum * STEP * n as f64).min(1.0)
}

/// Finds x with `below(x)` = `p` for an increasing `below` on the half line from `from`.
fn quantile(from: f64, below: impl Fn(f64) -> f64, p: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 {
        return from;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    let mut high = from + 1.0;
    while below(high) < p {
        high = from + (high - from) * 2.0;
        if !high.is_finite() {
            return f64::INFINITY;
        }
    }
    bisect(from, high, below, p)
}

fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> f64, p: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
