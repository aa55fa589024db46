//! Inference against independent implementations (frozen answers: `tests/independent/gauge_inference.json`, written by
//! the script beside it, which names the versions), plus exact enumerations and refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use statistics::Verified;
use statistics::inference::*;
use std::fs;
use std::path::PathBuf;

#[path = "inference_order.rs"]
mod order;
#[path = "inference_properties.rs"]
mod properties;
#[path = "inference_refusals.rs"]
mod refusals;

/// The frozen answers.
pub(crate) fn independent() -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/independent/gauge_inference.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Prints theirs beside ours and fails when they differ by more than the relative tolerance.
pub(crate) fn same(what: &str, ours: f64, theirs: &Value, tolerance: f64) {
    let theirs = if theirs == "inf" {
        f64::INFINITY
    } else {
        theirs.as_f64().unwrap()
    };
    near(what, ours, theirs, tolerance);
}

/// As [`same`], for a plain number.
pub(crate) fn near(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    println!("{what:42} theirs {theirs:<22} ours {ours}");
    let off = if ours == theirs {
        0.0
    } else {
        (ours - theirs).abs() / theirs.abs().max(1e-12)
    };
    assert!(
        off <= tolerance,
        "{what}: {ours} instead of {theirs}, relative difference {off:e}"
    );
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

pub(crate) fn lists(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

pub(crate) fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

pub(crate) fn counts(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(count).collect()
}

const TIGHT: f64 = 1e-10;

#[test]
fn versions_are_those_the_results_name() {
    let versions = &independent()["versions"];
    for (name, version) in [
        ("scipy", "1.17.1"),
        ("statsmodels", "0.15.0"),
        ("pymannkendall", "1.4.3"),
        ("irrCAC", "0.4.4"),
    ] {
        assert_eq!(versions[name], version, "{name}");
    }
    let result = welch(&[1.0, 2.0, 3.0], &[2.0, 3.0, 5.0], 0.95).unwrap();
    assert_eq!(
        result.meaning.verified,
        Verified::Independent("scipy 1.17.1, stats.ttest_ind")
    );
}

#[test]
fn means_before_and_after() {
    let theirs = &independent()["welch"];
    let ours = welch(&numbers(&theirs["before"]), &numbers(&theirs["after"]), 0.95).unwrap();
    same("Welch t", ours.t, &theirs["t"], TIGHT);
    same("Welch degrees of freedom", ours.freedom, &theirs["df"], TIGHT);
    same("Welch p", ours.p, &theirs["p"], TIGHT);
    same("Welch lower limit", ours.limits.0, &theirs["limits"][0], TIGHT);
    same("Welch upper limit", ours.limits.1, &theirs["limits"][1], TIGHT);
    assert!(
        ours.meaning.sentence.starts_with("The mean fell by 0.64"),
        "{}",
        ours.meaning.sentence
    );
}

#[test]
fn ranks_before_and_after() {
    let all = independent();
    let (data, theirs) = (&all["welch"], &all["mann_whitney"]);
    let ours = mann_whitney(&numbers(&data["before"]), &numbers(&data["after"]), 0.95).unwrap();
    assert!(ours.exact);
    same("Mann–Whitney U", ours.u, &theirs["u"], TIGHT);
    same("Mann–Whitney exact p", ours.p, &theirs["p"], TIGHT);
    let tied = mann_whitney(
        &numbers(&theirs["tied_before"]),
        &numbers(&theirs["tied_after"]),
        0.95,
    )
    .unwrap();
    assert!(!tied.exact);
    same("Mann–Whitney U with ties", tied.u, &theirs["tied_u"], TIGHT);
    same("Mann–Whitney p with ties", tied.p, &theirs["tied_p"], TIGHT);
}

/// The limits of the shift are where the test itself begins to doubt: shifting the group by a little more than the
/// limit makes the difference significant, by a little less does not.
#[test]
fn limits_of_the_shift_invert_the_test() {
    let data = &independent()["welch"];
    let (before, after) = (numbers(&data["before"]), numbers(&data["after"]));
    let ours = mann_whitney(&before, &after, 0.95).unwrap();
    // The nudge is uneven so that no two values become equal.
    let p_when_shifted = |shift: f64| {
        let moved: Vec<f64> = after.iter().map(|value| value - shift).collect();
        mann_whitney(&before, &moved, 0.95).unwrap().p
    };
    let nudge = 1.234e-5;
    assert!(p_when_shifted(ours.limits.0 + nudge) > 0.05 && p_when_shifted(ours.limits.0 - nudge) <= 0.05);
    assert!(p_when_shifted(ours.limits.1 - nudge) > 0.05 && p_when_shifted(ours.limits.1 + nudge) <= 0.05);
}

#[test]
fn proportions_before_and_after() {
    for theirs in independent()["two_proportions"].as_array().unwrap() {
        let pair = |key: &str| (count(&theirs[key][0]), count(&theirs[key][1]));
        let ours = two_proportions(pair("before"), pair("after"), 0.95).unwrap();
        same("two proportions z", ours.z, &theirs["z"], TIGHT);
        same("two proportions p", ours.p, &theirs["p"], TIGHT);
        same("two proportions exact p", ours.p_exact, &theirs["fisher"], 1e-9);
        same(
            "two proportions lower limit",
            ours.limits.0,
            &theirs["limits"][0],
            TIGHT,
        );
        same(
            "two proportions upper limit",
            ours.limits.1,
            &theirs["limits"][1],
            TIGHT,
        );
    }
    for theirs in independent()["proportion_interval"].as_array().unwrap() {
        let ours = proportion_interval(count(&theirs["count"]), count(&theirs["of"]), 0.95).unwrap();
        same("one proportion lower limit", ours.0, &theirs["limits"][0], TIGHT);
        same("one proportion upper limit", ours.1, &theirs["limits"][1], TIGHT);
    }
}

#[test]
fn rates_before_and_after() {
    for theirs in independent()["two_poisson_rates"].as_array().unwrap() {
        let pair = |key: &str| (count(&theirs[key][0]), theirs[key][1].as_f64().unwrap());
        let ours = two_poisson_rates(pair("before"), pair("after"), 0.95).unwrap();
        same("two rates p", ours.p, &theirs["p"], 1e-9);
        same("two rates lower limit", ours.limits.0, &theirs["limits"][0], 1e-9);
        same("two rates upper limit", ours.limits.1, &theirs["limits"][1], 1e-9);
    }
}

#[test]
fn several_groups() {
    let all = independent();
    let theirs = &all["groups"];
    let groups = lists(&theirs["groups"]);
    let anova = one_way(&groups).unwrap();
    same("one-way F", anova.between.f.unwrap(), &theirs["f"], TIGHT);
    same("one-way p", anova.between.p.unwrap(), &theirs["p"], TIGHT);
    let ranks = kruskal_wallis(&groups).unwrap();
    same("Kruskal–Wallis H", ranks.h, &theirs["h"], TIGHT);
    same("Kruskal–Wallis p", ranks.p, &theirs["h_p"], TIGHT);
    let theirs = &all["kruskal_tied"];
    let tied = kruskal_wallis(&lists(&theirs["groups"])).unwrap();
    same("Kruskal–Wallis H with ties", tied.h, &theirs["h"], TIGHT);
    same("Kruskal–Wallis p with ties", tied.p, &theirs["p"], TIGHT);
    let theirs = &all["seasonality"];
    let season: Vec<usize> = counts(&theirs["season"])
        .iter()
        .map(|season| *season as usize)
        .collect();
    let seasonal = seasonality(&numbers(&theirs["values"]), &season, 4).unwrap();
    same("seasonality H", seasonal.h, &theirs["h"], TIGHT);
    same("seasonality p", seasonal.p, &theirs["p"], TIGHT);
}

#[test]
fn tables_of_counts() {
    let theirs = &independent()["chi_square"];
    let table: Vec<Vec<u64>> = theirs["table"].as_array().unwrap().iter().map(counts).collect();
    let ours = independence(&table).unwrap();
    same("chi-square", ours.statistic, &theirs["statistic"], TIGHT);
    same("chi-square degrees of freedom", ours.freedom, &theirs["df"], 0.0);
    same("chi-square p", ours.p, &theirs["p"], TIGHT);
    same("Cramér's V", ours.cramers_v.unwrap(), &theirs["cramers_v"], TIGHT);
    for (ours, theirs) in ours
        .expected
        .iter()
        .flatten()
        .zip(lists(&theirs["expected"]).concat())
    {
        near("expected count", *ours, theirs, TIGHT);
    }
    let fit = goodness_of_fit(&counts(&theirs["counts"]), &numbers(&theirs["shares"])).unwrap();
    same("goodness of fit", fit.statistic, &theirs["fit"], TIGHT);
    same("goodness of fit p", fit.p, &theirs["fit_p"], TIGHT);
}
