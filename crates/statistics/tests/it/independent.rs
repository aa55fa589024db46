//! Description, distributions and constants beside other people's implementations (see `tests/independent`); charts and
//! capability in files of their own.

use crate::beside::near;
use crate::published::full;
use serde_json::Value;
use statistics::chart::constants::{c4, d2, d3};
use statistics::{chart, describe, special};

#[path = "independent_capability.rs"]
mod capability;
#[path = "independent_charts.rs"]
mod charts;

/// The frozen answers.
pub(crate) fn answers() -> Value {
    serde_json::from_str(include_str!("../independent/charts_capability.json")).expect("a frozen file")
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

pub(crate) fn lists(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().expect("a list").iter().map(numbers).collect()
}

#[test]
fn versions_are_the_ones_that_are_named() {
    let versions = answers()["versions"].clone();
    let named = [
        ("numpy", "2.4.6"),
        ("scipy", "1.17.1"),
        ("pandas", "3.1.1"),
        ("statsmodels", "0.15.0"),
        ("pccpy", "0.16.2"),
        ("capstat-core", "0.4.3"),
        ("clinical-qikit", "0.5.0"),
    ];
    for (package, version) in named {
        assert_eq!(versions[package], version, "{package}");
    }
}

#[test]
fn distributions() {
    let all = answers()["distributions"].clone();
    let each = |name: &str, ours: &dyn Fn(&[f64]) -> f64, tolerance: f64| {
        for row in lists(&all[name]) {
            let (theirs, given) = row.split_last().expect("a row");
            near(&format!("{name} {given:?}"), *theirs, ours(given), tolerance);
        }
    };
    each("normal", &|g| special::normal_below(g[0]), 1e-13);
    each("normal_quantile", &|g| special::normal_quantile(g[0]), 1e-12);
    each("student", &|g| special::student_below(g[0], g[1]), 1e-11);
    each(
        "student_quantile",
        &|g| special::student_quantile(g[0], g[1]),
        1e-9,
    );
    each(
        "chi_squared_quantile",
        &|g| special::chi_squared_quantile(g[0], g[1]),
        1e-9,
    );
    each(
        "fisher_quantile",
        &|g| special::fisher_quantile(g[0], g[1], g[2]),
        1e-9,
    );
    each(
        "beta_quantile",
        &|g| special::beta_quantile(g[0], g[1], g[2]),
        1e-9,
    );
    each(
        "binomial",
        &|g| special::binomial_at_most(g[0] as u64, g[1] as u64, g[2]),
        1e-11,
    );
    each("poisson", &|g| special::poisson_at_most(g[0] as u64, g[1]), 1e-11);
}

#[test]
fn constants() {
    let all = answers();
    for row in lists(&all["range_constants"]) {
        near("d2", row[1], d2(row[0] as usize), 1e-11);
        near("d3", row[2], d3(row[0] as usize), 1e-10);
    }
    for row in lists(&all["c4"]) {
        near("c4", row[1], c4(row[0] as usize), 1e-11);
    }
}

#[test]
fn description() {
    let all = answers()["description"].clone();
    let values = numbers(&all["values"]);
    let ours = describe::describe(&full(&values)).expect("it is described");
    near("mean", number(&all["mean"]), ours.mean, 1e-14);
    near(
        "deviation",
        number(&all["deviation"]),
        ours.deviation.expect("several"),
        1e-13,
    );
    let interval = ours.mean_interval.expect("several");
    near("interval, lower", number(&all["interval"][0]), interval.0, 1e-11);
    near("interval, upper", number(&all["interval"][1]), interval.1, 1e-11);
    let quartiles = [ours.first_quartile, ours.median, ours.third_quartile];
    for (theirs, ours) in numbers(&all["quartiles"]).iter().zip(quartiles) {
        near("quartile", *theirs, ours, 1e-13);
    }
    near(
        "skewness",
        number(&all["skewness"]),
        ours.skewness.expect("varies"),
        1e-12,
    );
    near(
        "excess kurtosis",
        number(&all["excess_kurtosis"]),
        ours.excess_kurtosis.expect("varies"),
        1e-12,
    );
    let bins = chart::histogram(&full(&values), Some(7))
        .expect("a histogram")
        .counts;
    let theirs: Vec<usize> = numbers(&all["histogram"]).iter().map(|c| *c as usize).collect();
    assert_eq!(bins, theirs);
}
