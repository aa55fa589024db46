//! Rules that find patterns among the points of a chart and name the points.
