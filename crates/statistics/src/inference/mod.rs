//! Tests and comparisons: runs, trend, seasonality, before and after, regression, funnel limits.
//!
//! Every function takes plain numbers and gives a result with its [`Meaning`](crate::Meaning), or a
//! [`Refusal`](crate::Refusal). All p-values are two-sided unless the doc comment says otherwise. Confidence is
//! given as a fraction (0.95), and a result repeats the confidence it used.

mod anova;
pub(crate) mod check;
mod chi_square;
mod counts;
mod decimal;
mod funnel;
mod means;
mod ranks;
mod regression;
mod runs;
pub(crate) mod say;
mod sums;
pub(crate) mod tail;
mod trend;

pub use anova::{AnovaRow, OneWay, one_way};
pub use chi_square::{ChiSquare, goodness_of_fit, independence};
pub use counts::{PoissonRates, Proportions, proportion_interval, two_poisson_rates, two_proportions};
pub use decimal::{Shifted, without_common_offset};
pub use funnel::{Funnel, FunnelLimit, FunnelMethod, FunnelPoint, funnel_proportions, funnel_ratios};
pub use means::{MannWhitney, Welch, mann_whitney, welch};
pub use ranks::{KruskalWallis, kruskal_wallis, seasonality};
pub use regression::{Coefficient, Fit, Linear, Pearson, linear, pearson};
pub use runs::{RunsAboutMedian, RunsUpAndDown, runs_about_median, runs_up_and_down};
pub use sums::{Sum, autocorrelation, centred_squares, mean, standard_deviation};
pub use trend::{MannKendall, mann_kendall};
