//! Inference against independent implementations (frozen answers: `tests/independent/gauge_inference.json`, written by
//! the script beside it, which names the versions), plus exact enumerations and refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use statistics::Verified;
use statistics::inference::*;
use std::fs;
use std::path::PathBuf;

#[path = "inference_properties.rs"]
mod properties;

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

#[test]
fn trends() {
    for theirs in independent()["mann_kendall"].as_array().unwrap() {
        let ours = mann_kendall(&numbers(&theirs["values"]), 0.95).unwrap();
        same("Mann–Kendall S", ours.s, &theirs["s"], 0.0);
        same("Mann–Kendall variance", ours.variance, &theirs["var"], TIGHT);
        same("Mann–Kendall z", ours.z, &theirs["z"], TIGHT);
        same("Mann–Kendall p", ours.p, &theirs["p"], TIGHT);
        same("Kendall's tau", ours.tau, &theirs["tau"], TIGHT);
        same("Sen's slope", ours.slope, &theirs["slope"], TIGHT);
        same("Sen's intercept", ours.intercept, &theirs["intercept"], TIGHT);
        same("Sen's lower limit", ours.slope_limits.0, &theirs["low"], TIGHT);
        same("Sen's upper limit", ours.slope_limits.1, &theirs["high"], TIGHT);
    }
}

#[test]
fn runs_about_the_median() {
    let all = independent();
    let untied: Vec<&Value> = all["runs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["tie"] == false)
        .collect();
    assert!(
        untied.len() >= 2,
        "values on the median are passed over here and counted there: compare the others"
    );
    for theirs in untied {
        let ours = runs_about_median(&numbers(&theirs["values"])).unwrap();
        same("runs about the median z", ours.z, &theirs["z"], TIGHT);
        same("runs about the median p", ours.p, &theirs["p"], TIGHT);
    }
}

/// All orders of 1..=n.
fn orders(n: usize) -> Vec<Vec<f64>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let mut result = Vec::new();
    for shorter in orders(n - 1) {
        for place in 0..n {
            let mut order = shorter.clone();
            order.insert(place, n as f64);
            result.push(order);
        }
    }
    result
}

/// Mean, variance and tail of both run counts over all 5040 orders of seven values, counted out.
#[test]
fn runs_over_all_orders_of_seven_values() {
    let all = orders(7);
    assert_eq!(all.len(), 5040);
    let moments = |runs: &[f64]| {
        let mean = runs.iter().sum::<f64>() / runs.len() as f64;
        (
            mean,
            runs.iter().map(|run| (run - mean).powi(2)).sum::<f64>() / runs.len() as f64,
        )
    };
    let up_down: Vec<f64> = all
        .iter()
        .map(|order| runs_up_and_down(order).unwrap().runs as f64)
        .collect();
    let ours = runs_up_and_down(&all[0]).unwrap();
    near(
        "runs up and down, mean",
        ours.expected,
        moments(&up_down).0,
        1e-12,
    );
    near(
        "runs up and down, variance",
        ours.deviation.powi(2),
        moments(&up_down).1,
        1e-12,
    );

    let about: Vec<f64> = all
        .iter()
        .map(|order| runs_about_median(order).unwrap().runs as f64)
        .collect();
    let ours = runs_about_median(&all[0]).unwrap();
    near(
        "runs about the median, mean",
        ours.expected,
        moments(&about).0,
        1e-12,
    );
    near(
        "runs about the median, variance",
        ours.deviation.powi(2),
        moments(&about).1,
        1e-12,
    );
    for order in &all {
        let result = runs_about_median(order).unwrap();
        let runs = result.runs as f64;
        let share =
            |holds: &dyn Fn(f64) -> bool| about.iter().filter(|run| holds(**run)).count() as f64 / 5040.0;
        let exact = (2.0 * share(&|run| run <= runs).min(share(&|run| run >= runs))).min(1.0);
        assert!(
            (result.p_exact - exact).abs() < 1e-12,
            "{order:?}: {} instead of {exact}",
            result.p_exact
        );
    }
}

#[test]
fn straight_lines() {
    let theirs = &independent()["line"];
    let (x, y) = (numbers(&theirs["x"]), numbers(&theirs["y"]));
    let ours = linear(&x, &y, 0.95).unwrap();
    same("intercept", ours.intercept.value, &theirs["intercept"], 1e-9);
    same("slope", ours.slope.value, &theirs["slope"], TIGHT);
    for (at, coefficient) in [&ours.intercept, &ours.slope].into_iter().enumerate() {
        same("standard error", coefficient.error, &theirs["errors"][at], TIGHT);
        same(
            "lower limit",
            coefficient.limits.0,
            &theirs["limits"][at][0],
            1e-9,
        );
        same(
            "upper limit",
            coefficient.limits.1,
            &theirs["limits"][at][1],
            1e-9,
        );
        same("p", coefficient.p, &theirs["p"][at], 1e-7);
    }
    same("R squared", ours.r_squared, &theirs["r_squared"], TIGHT);
    same("residual deviation", ours.residual_deviation, &theirs["s"], TIGHT);
    let fit = ours.at(6.5);
    let all = [
        fit.value,
        fit.line_limits.0,
        fit.line_limits.1,
        fit.prediction_limits.0,
        fit.prediction_limits.1,
    ];
    for (at, value) in all.into_iter().enumerate() {
        same("line at 6.5", value, &theirs["at_6_5"][at], TIGHT);
    }
    for (y, r, p, limits) in [
        (y, "r", "r_p", "r_limits"),
        (numbers(&theirs["weak_y"]), "weak_r", "weak_p", "weak_limits"),
    ] {
        let ours = pearson(&x, &y, 0.95).unwrap();
        same("Pearson r", ours.r, &theirs[r], TIGHT);
        same("Pearson p", ours.p, &theirs[p], 1e-7);
        same(
            "Pearson lower limit",
            ours.limits.unwrap().0,
            &theirs[limits][0],
            TIGHT,
        );
        same(
            "Pearson upper limit",
            ours.limits.unwrap().1,
            &theirs[limits][1],
            TIGHT,
        );
    }
}

#[test]
fn funnels() {
    let theirs = &independent()["funnel"];
    let units: Vec<(u64, u64)> = theirs["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| (count(&unit[0]), count(&unit[1])))
        .collect();
    let ours = funnel_proportions(&units, theirs["target"].as_f64(), FunnelMethod::Exact).unwrap();
    let limits = |point: &FunnelPoint| {
        [
            point.limits[0].lower,
            point.limits[0].upper,
            point.limits[1].lower,
            point.limits[1].upper,
        ]
    };
    for (point, theirs) in ours.points.iter().zip(lists(&theirs["proportions"])) {
        for (ours, theirs) in limits(point).into_iter().zip(theirs) {
            near("funnel limit of a proportion", ours, theirs, 1e-9);
        }
    }
    let units: Vec<(u64, f64)> = counts(&theirs["observed"])
        .into_iter()
        .zip(numbers(&theirs["expected"]))
        .collect();
    let ours = funnel_ratios(&units, FunnelMethod::Exact).unwrap();
    for (point, theirs) in ours.points.iter().zip(lists(&theirs["ratios"])) {
        for (ours, theirs) in limits(point).into_iter().zip(theirs) {
            near("funnel limit of a ratio", ours, theirs, 1e-9);
        }
    }
    assert_eq!(
        ours.signals,
        vec![2],
        "48 where 27.5 were expected lies beyond 99.8 %"
    );
    assert!(
        ours.meaning.sentence.contains("unit 3"),
        "{}",
        ours.meaning.sentence
    );
}

#[test]
fn normal_funnel_limits_follow_the_formula() {
    let ours = funnel_proportions(&[(9, 100), (2, 4)], Some(0.1), FunnelMethod::Normal).unwrap();
    let [inner, outer] = ours.points[0].limits;
    near(
        "95 % upper",
        inner.upper,
        0.1 + 1.959_963_984_540_054 * 0.03,
        1e-12,
    );
    near(
        "99.8 % upper",
        outer.upper,
        0.1 + 3.090_232_306_167_813 * 0.03,
        1e-12,
    );
    assert_eq!(
        ours.points[1].limits[0].lower, 0.0,
        "a proportion is never negative"
    );
    let ours = funnel_ratios(&[(5, 4.0)], FunnelMethod::Normal).unwrap();
    near(
        "ratio, 95 % upper",
        ours.points[0].limits[0].upper,
        1.0 + 1.959_963_984_540_054 / 2.0,
        1e-12,
    );
    assert_eq!(ours.points[0].limits[1].lower, 0.0);
}

#[test]
fn units_that_scatter_too_widely_are_said_to() {
    let units: Vec<(u64, u64)> = (0..20)
        .map(|at| (if at % 2 == 0 { 20 } else { 60 }, 400))
        .collect();
    let ours = funnel_proportions(&units, None, FunnelMethod::Exact).unwrap();
    assert!(ours.overdispersion > 4.0);
    assert!(
        ours.meaning
            .cannot_tell
            .iter()
            .any(|sentence| sentence.contains("limits are too narrow"))
    );
}

#[test]
fn bad_questions_are_refused_with_their_place() {
    let refusal = welch(&[1.0, f64::NAN, 2.0], &[1.0, 2.0], 0.95).unwrap_err();
    assert_eq!(refusal.place.row, Some(1));
    assert!(
        refusal.sentence.contains("value 2 is missing or not a number"),
        "{refusal}"
    );
    assert!(
        welch(&[1.0, 1.0], &[2.0, 2.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("no scatter")
    );
    assert!(
        welch(&[1.0], &[2.0, 2.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("at least 2 are needed")
    );
    assert!(
        welch(&[1.0, 2.0], &[2.0, 3.0], 95.0)
            .unwrap_err()
            .sentence
            .contains("0.95 for 95 %")
    );
    let refusal = two_proportions((1, 10), (11, 10), 0.95).unwrap_err();
    assert_eq!(refusal.place.row, Some(1));
    assert!(two_poisson_rates((0, 1.0), (0, 1.0), 0.95).is_err());
    assert!(two_poisson_rates((1, 0.0), (2, 1.0), 0.95).is_err());
    assert!(mann_whitney(&[3.0, 3.0], &[3.0, 3.0], 0.95).is_err());
    assert_eq!(one_way(&[vec![1.0, 2.0], vec![]]).unwrap_err().place.row, Some(1));
    let refusal = one_way(&[vec![1.0, 2.0], vec![3.0, f64::INFINITY]]).unwrap_err();
    assert_eq!((refusal.place.row, refusal.place.column), (Some(1), Some(1)));
    assert!(
        mann_kendall(&[2.0; 9], 0.95)
            .unwrap_err()
            .sentence
            .contains("All values are equal")
    );
    assert!(runs_about_median(&[2.0; 9]).is_err());
    assert!(runs_up_and_down(&[2.0; 9]).is_err());
    assert!(
        linear(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("vary x")
    );
    assert_eq!(
        linear(&[1.0, 2.0, 3.0], &[1.0, f64::NAN, 3.0], 0.95)
            .unwrap_err()
            .place
            .column,
        Some(1)
    );
    assert!(
        linear(&[1.0, 2.0], &[1.0, 2.0, 3.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("equally many")
    );
    assert_eq!(
        independence(&[vec![1, 2], vec![0, 0]]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        independence(&[vec![1, 2], vec![3]]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        goodness_of_fit(&[1, 2], &[1.0, 0.0]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        funnel_proportions(&[(1, 5), (7, 5)], None, FunnelMethod::Exact)
            .unwrap_err()
            .place
            .row,
        Some(1)
    );
    assert!(
        seasonality(&[1.0, 2.0, 3.0], &[0, 1, 5], 2)
            .unwrap_err()
            .sentence
            .contains("season 6 does not exist")
    );
    assert_eq!(
        without_common_offset(&["1.5", "2,5"]).unwrap_err().place.row,
        Some(1)
    );
    assert!(without_common_offset::<&str>(&[]).is_err());
}

#[test]
fn decimals_keep_their_digits() {
    let shifted = without_common_offset(&["-1000000000000.4", "1000000000000.35", "+2"]).unwrap();
    assert_eq!(shifted.offset, "-1000000000000.40");
    assert_eq!(
        shifted.rests,
        vec![0.0, 2_000_000_000_000.75, 1_000_000_000_002.4]
    );
}
