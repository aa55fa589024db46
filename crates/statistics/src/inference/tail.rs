//! Tail probabilities and quantiles, from the incomplete beta and gamma functions of the crate `statrs`.
//!
//! Quantiles are found by bisection on the distribution function: slower than a series, but as exact as the
//! function itself.

use statrs::function::beta::beta_reg;
use statrs::function::factorial::ln_binomial;
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// P(Z > z) of the standard normal distribution.
pub(crate) fn normal_upper(z: f64) -> f64 {
    // The incomplete gamma function keeps about fourteen digits, the error function of `statrs` about ten.
    let tail = 0.5 * gamma_ur(0.5, z * z / 2.0);
    if z >= 0.0 { tail } else { 1.0 - tail }
}

/// P(Z ≤ z).
pub(crate) fn normal_lower(z: f64) -> f64 {
    normal_upper(-z)
}

/// P(|Z| > |z|).
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    if z == 0.0 { 1.0 } else { gamma_ur(0.5, z * z / 2.0) }
}

/// The z with P(Z ≤ z) = p.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    root(|z| normal_lower(z) - p, -40.0, 0.0)
}

/// The half-width multiplier of a two-sided normal interval.
pub(crate) fn normal_multiplier(confidence: f64) -> f64 {
    -normal_quantile((1.0 - confidence) / 2.0)
}

/// P(|T| > |t|) of Student's distribution.
pub(crate) fn t_two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    let square = t * t;
    if square < freedom {
        1.0 - beta_reg(0.5, freedom / 2.0, square / (freedom + square))
    } else {
        beta_reg(freedom / 2.0, 0.5, freedom / (freedom + square))
    }
}

/// The half-width multiplier of a two-sided interval from Student's distribution.
pub(crate) fn t_multiplier(confidence: f64, freedom: f64) -> f64 {
    let outside = 1.0 - confidence;
    let mut high = 2.0;
    while t_two_sided(high, freedom) > outside {
        high *= 2.0;
    }
    root(|t| outside - t_two_sided(t, freedom), 0.0, high)
}

/// P(F > f).
pub(crate) fn f_upper(f: f64, above: f64, below: f64) -> f64 {
    if f.is_infinite() {
        return 0.0;
    }
    if f <= 0.0 {
        return 1.0;
    }
    beta_reg(below / 2.0, above / 2.0, below / (below + above * f))
}

/// P(χ² > x).
pub(crate) fn chi_square_upper(x: f64, freedom: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else {
        gamma_ur(freedom / 2.0, x / 2.0)
    }
}

/// The x with P(B ≤ x) = p of the beta distribution.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    root(|x| beta_reg(a, b, x) - p, 0.0, 1.0)
}

/// P(X ≤ k) for X binomial (n, p). Nothing can be at or below a negative count.
pub(crate) fn binomial_lower(k: i64, n: u64, p: f64) -> f64 {
    if k < 0 {
        return 0.0;
    }
    let k = k as u64;
    if k >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    beta_reg((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// P(X = k) for X binomial (n, p).
pub(crate) fn binomial_at(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    if p <= 0.0 || p >= 1.0 {
        let certain = if p <= 0.0 { 0 } else { n };
        return f64::from(u8::from(k == certain));
    }
    (ln_binomial(n, k) + k as f64 * p.ln() + (n - k) as f64 * (-p).ln_1p()).exp()
}

/// P(X ≤ k) for X Poisson with this mean.
pub(crate) fn poisson_lower(k: i64, mean: f64) -> f64 {
    if k < 0 {
        0.0
    } else if mean <= 0.0 {
        1.0
    } else {
        gamma_ur(k as f64 + 1.0, mean)
    }
}

/// P(X = k) for X the marked among `drawn` from `population` that holds `marked`.
pub(crate) fn hypergeometric_at(k: u64, population: u64, marked: u64, drawn: u64) -> f64 {
    if k > marked || k > drawn || drawn - k > population - marked {
        return 0.0;
    }
    (ln_binomial(marked, k) + ln_binomial(population - marked, drawn - k) - ln_binomial(population, drawn))
        .exp()
}

/// P(X ≤ k), hypergeometric.
pub(crate) fn hypergeometric_lower(k: u64, population: u64, marked: u64, drawn: u64) -> f64 {
    (0..=k.min(drawn).min(marked))
        .map(|k| hypergeometric_at(k, population, marked, drawn))
        .sum::<f64>()
        .min(1.0)
}

/// The w with P(χ²(ν)/ν ≤ w²) = p: how far a standard deviation with ν degrees of freedom strays.
pub(crate) fn spread_quantile(p: f64, freedom: f64) -> f64 {
    let mut high = 2.0;
    while gamma_lr(freedom / 2.0, freedom * high * high / 2.0) < p {
        high *= 2.0;
    }
    root(
        |w| {
            if w <= 0.0 {
                -p
            } else {
                gamma_lr(freedom / 2.0, freedom * w * w / 2.0) - p
            }
        },
        0.0,
        high,
    )
}

/// Where an increasing function crosses zero, by bisection down to neighbouring doubles (at most 200 halvings).
pub(crate) fn root(increasing: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if increasing(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
