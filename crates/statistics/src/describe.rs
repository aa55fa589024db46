//! Moments and quantiles.
