//! Data → SVG: charts, process map, turtle. Pure: no clock, no chance, no script, nothing fetched.
//!
//! Every picture is a plain struct of numbers, labels and links. [`Picture::svg`] draws it in a [`Look`] (theme, width,
//! words), [`Picture::table`] gives the same data as text to stand beside it. What cannot be drawn honestly is refused with a
//! sentence ([`Refusal`]).
//!
//! The manner: one line of ink; limits grey; the goal blue and dashed; signals red, ringed, with their reason beside them;
//! words at the line's end and no legend; nothing told by colour alone.

mod arrows;
mod axis;
mod boxes;
mod control;
mod day;
mod funnel;
mod heat;
mod histogram;
mod lanes;
mod layers;
mod limits;
mod look;
mod mark;
mod number;
mod panel;
mod pareto;
mod place;
mod planner;
mod processes;
mod radar;
mod risk;
mod route;
mod scatter;
mod series;
mod sheet;
mod spark;
mod svg;
mod text;
mod theme;
mod ticks;
mod trace;
mod turtle;

pub use boxes::{BoxOf, BoxPlot};
pub use control::{ControlChart, RunChart};
pub use day::Day;
pub use funnel::{Funnel, FunnelLimit};
pub use heat::HeatMap;
pub use histogram::{Bin, Capability, Histogram, Normal};
pub use look::{About, Goal, Look, Measure, Picture, Refusal, Table, Words};
pub use pareto::{Pareto, ParetoBar};
pub use planner::{Doing, Lane, PlanEntry, YearPlanner};
pub use processes::{Flow, Group, Process, ProcessMap, Tone};
pub use radar::{Radar, RadarAxis, RadarSeries};
pub use risk::{Band, Gravity, Risk, RiskMatrix};
pub use scatter::{Between, Dot, Fit, Scatter};
pub use series::{Limits, Point, Series, Signal, Stage};
pub use spark::Sparkline;
pub use theme::{Palette, Theme};
pub use turtle::{Item, Turtle};
