//! Control charts, run charts, Pareto and histogram.
//!
//! A chart is one or two [`Panel`]s over the same points. Limits come from the data (each stage its own), from a frozen
//! baseline, or are given; excluded points keep their place but neither set limits nor complete a pattern.

pub mod attributes;
pub mod constants;
mod frame;
pub mod histogram;
pub mod memory;
pub mod pareto;
pub mod rare;
pub mod run;
mod sentence;
pub mod several;
pub mod short_run;
pub mod variables;

pub use attributes::{Count, c, np, p, p_laney, u, u_laney};
pub use histogram::{Histogram, histogram};
pub use memory::{Cusum, Ewma, cusum, ewma, moving_average};
pub use pareto::{Pareto, pareto};
pub use rare::{events_between, time_between};
pub use run::{RunChart, run_chart};
pub use several::hotelling;
pub use short_run::{Piece, deviation_from_nominal, standardised};
pub use variables::{individuals, xbar_r, xbar_s};

use crate::report::Meaning;
use crate::rules::{Rule, Signal, western_electric};
use serde::Serialize;

/// How a chart is to be drawn up. The default takes limits from all points and the four Western Electric rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Rules for the panel that shows where the process lies. Panels of spread are judged by their limits alone.
    pub rules: Vec<Rule>,
    /// Where further stages begin; the first stage begins at the first point.
    pub stages: Vec<StageStart>,
    /// Points that must not set limits or complete a pattern.
    pub excluded: Vec<Exclusion>,
    /// Where limits come from.
    pub limits: LimitsFrom,
    /// Names of the points ("September"), for the sentence; points without one are counted from one.
    pub labels: Vec<String>,
    /// What one point is, for the sentence: "month", "order". The plural adds an s.
    pub noun: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: western_electric(),
            stages: Vec::new(),
            excluded: Vec::new(),
            limits: LimitsFrom::Data,
            labels: Vec::new(),
            noun: "point".to_owned(),
        }
    }
}

/// The beginning of a stage: from here on the process is known to be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageStart {
    /// Index of its first point.
    pub at: usize,
    /// What changed: "new nozzle".
    pub name: String,
}

/// A point that is set aside, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// Index of the point.
    pub at: usize,
    /// Why: "scale was broken". Never empty.
    pub reason: String,
}

/// Where limits come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LimitsFrom {
    /// The data of each stage.
    Data,
    /// The points from `from` up to but not including `to`; later points are judged by them.
    Baseline {
        /// First point of the baseline.
        from: usize,
        /// Index after the last point of the baseline.
        to: usize,
    },
    /// A known centre and standard deviation of single values.
    Given {
        /// Centre line.
        centre: f64,
        /// Standard deviation of single values.
        sigma: f64,
    },
}

/// A control chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// "I-MR", "X-bar and R", "p" …
    pub method: &'static str,
    /// One panel, or location above spread.
    pub panels: Vec<Panel>,
    /// The stages, at least one.
    pub stages: Vec<Stage>,
    /// Points set aside.
    pub excluded: Vec<Exclusion>,
    /// What it means.
    pub meaning: Meaning,
}

/// One plotted statistic with its limits and signals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Panel {
    /// What is plotted: "Individual value", "Moving range".
    pub title: String,
    /// The plotted statistic; absent where it is missing or cannot be computed.
    pub values: Vec<Option<f64>>,
    /// Limits, in stretches of points that share them; they cover every point.
    pub bands: Vec<Band>,
    /// The rules that judged it; none where only a picture was wanted.
    pub rules: Vec<Rule>,
    /// What the rules found.
    pub signals: Vec<Signal>,
}

impl Panel {
    /// The limits at a point; absent beyond the end.
    pub fn limits_at(&self, index: usize) -> Option<&Limits> {
        let band = self.bands.partition_point(|b| b.to <= index);
        self.bands.get(band).map(|b| &b.limits)
    }
}

/// Limits that hold for neighbouring points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Index of the first point.
    pub from: usize,
    /// Index after the last point.
    pub to: usize,
    /// Their limits.
    pub limits: Limits,
}

/// Centre line and control limits, in the unit of the plotted statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// Centre line.
    pub centre: f64,
    /// Lower control limit; absent where the statistic cannot fall below one.
    pub lower: Option<f64>,
    /// Upper control limit.
    pub upper: Option<f64>,
    /// Standard deviation of the plotted statistic; absent where limits are not symmetrical multiples of it.
    pub sigma: Option<f64>,
}

impl Limits {
    /// Three sigmas on both sides, the lower limit not below `floor`; absent where it would be.
    pub fn three_sigma(centre: f64, sigma: f64, floor: Option<f64>) -> Self {
        let lower = centre - 3.0 * sigma;
        Self {
            centre,
            lower: match floor {
                Some(floor) if lower <= floor => None,
                _ => Some(lower),
            },
            upper: Some(centre + 3.0 * sigma),
            sigma: Some(sigma),
        }
    }
}

/// A stretch of points from one process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// Index of the first point.
    pub from: usize,
    /// Index after the last point.
    pub to: usize,
    /// What begins here; empty for the only stage.
    pub name: String,
    /// Points that set the limits (single values or subgroups).
    pub used: usize,
    /// Estimated centre of the process; absent where each point has its own.
    pub centre: Option<f64>,
    /// Estimated standard deviation of single values within the process; absent for counts.
    pub sigma: Option<f64>,
}
