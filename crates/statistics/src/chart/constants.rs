//! Constants of control charts for any subgroup size, by formula and by integration.
//!
//! Source: NIST/SEMATECH e-Handbook 6.3.2; H. L. Harter, Ann. Math. Statist. 31 (1960) for the range.

use crate::special::{ln_gamma, range_below};
use std::sync::OnceLock;

/// Sizes whose range constants are kept once computed.
const KEPT: usize = 64;

/// Mean and standard deviation of the range of `n` standard normal values (d₂ and d₃); `n` ≥ 2.
///
/// d₂ = ∫ (1 − F(w)) dw and d₂² + d₃² = ∫ 2w (1 − F(w)) dw over the distribution F of the range, by
/// Gauss–Legendre quadrature in panels.
pub fn range_constants(n: usize) -> (f64, f64) {
    static SMALL: [OnceLock<(f64, f64)>; KEPT] = [const { OnceLock::new() }; KEPT];
    match SMALL.get(n) {
        Some(kept) => *kept.get_or_init(|| integrate_range(n)),
        None => integrate_range(n),
    }
}

/// d₂: mean range of `n` standard normal values.
pub fn d2(n: usize) -> f64 {
    range_constants(n).0
}

/// d₃: standard deviation of the range of `n` standard normal values.
pub fn d3(n: usize) -> f64 {
    range_constants(n).1
}

/// c₄ = √(2/(n−1)) · Γ(n/2) / Γ((n−1)/2): mean of the sample standard deviation in sigmas; `n` ≥ 2.
pub fn c4(n: usize) -> f64 {
    let n = n as f64;
    (2.0 / (n - 1.0)).sqrt() * (ln_gamma(n / 2.0) - ln_gamma((n - 1.0) / 2.0)).exp()
}

/// √(1 − c₄²): standard deviation of the sample standard deviation in sigmas.
pub fn c5(n: usize) -> f64 {
    let c4 = c4(n);
    (1.0 - c4 * c4).sqrt()
}

/// A₂ = 3 / (d₂ √n).
pub fn a2(n: usize) -> f64 {
    3.0 / (d2(n) * (n as f64).sqrt())
}

/// A₃ = 3 / (c₄ √n).
pub fn a3(n: usize) -> f64 {
    3.0 / (c4(n) * (n as f64).sqrt())
}

/// B₃ = 1 − 3 √(1 − c₄²) / c₄, not below 0.
pub fn b3(n: usize) -> f64 {
    (1.0 - 3.0 * c5(n) / c4(n)).max(0.0)
}

/// B₄ = 1 + 3 √(1 − c₄²) / c₄.
pub fn b4(n: usize) -> f64 {
    1.0 + 3.0 * c5(n) / c4(n)
}

/// D₃ = 1 − 3 d₃ / d₂, not below 0.
pub fn upper_d3(n: usize) -> f64 {
    (1.0 - 3.0 * d3(n) / d2(n)).max(0.0)
}

/// D₄ = 1 + 3 d₃ / d₂.
pub fn upper_d4(n: usize) -> f64 {
    1.0 + 3.0 * d3(n) / d2(n)
}

/// E₂ = 3 / d₂.
pub fn e2(n: usize) -> f64 {
    3.0 / d2(n)
}

/// Nodes and weights of Gauss–Legendre quadrature with five points on [−1, 1].
const NODES: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

fn integrate_range(n: usize) -> (f64, f64) {
    const WIDTH: f64 = 0.25;
    const PANELS: usize = 64;
    let (mut first, mut second) = (0.0, 0.0);
    for panel in 0..PANELS {
        let middle = (panel as f64 + 0.5) * WIDTH;
        for (node, weight) in NODES {
            let w = middle + 0.5 * WIDTH * node;
            let beyond = 1.0 - range_below(w, n);
            first += 0.5 * WIDTH * weight * beyond;
            second += WIDTH * weight * w * beyond;
        }
    }
    (first, (second - first * first).sqrt())
}
