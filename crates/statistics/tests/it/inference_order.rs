//! Order, trend, lines and funnels against independent implementations and exact enumerations.

use super::{TIGHT, count, counts, independent, lists, near, numbers, same};
use serde_json::Value;
use statistics::inference::*;

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
