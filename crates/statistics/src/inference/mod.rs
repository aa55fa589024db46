//! Tests and comparisons: runs, trend, seasonality, before and after, funnel limits.
