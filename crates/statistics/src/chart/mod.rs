//! Control charts, run charts, Pareto and histogram.
