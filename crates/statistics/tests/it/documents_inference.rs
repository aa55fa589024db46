//! Worked examples of `statistics-inference.md`.

use super::Page;
use crate::inference::{independent, lists, numbers};
use statistics::inference::*;

fn page() -> Page {
    Page::read("statistics-inference.md")
}

#[test]
fn order() {
    let jumps = [9.1, 9.4, 8.7, 8.8, 8.1, 8.5, 7.9, 7.2, 7.7, 6.8];
    let runs = runs_up_and_down(&jumps).unwrap();
    page().says(format!(
        "{} runs, E = {:.2}, Z = {:.2}",
        runs.runs, runs.expected, runs.z
    ));
    let rising = [
        21.0, 20.0, 23.0, 24.0, 22.0, 25.0, 27.0, 26.0, 26.0, 29.0, 28.0, 31.0, 30.0, 30.0, 33.0, 29.0, 34.0,
    ];
    let trend = mann_kendall(&rising, 0.95).unwrap();
    page().says(format!(
        "S = {}, Z = {:.2}, slope {} ({} to {}) per step",
        trend.s, trend.z, trend.slope, trend.slope_limits.0, trend.slope_limits.1
    ));
}

#[test]
fn groups() {
    let groups = lists(&independent()["groups"]["groups"]);
    let ranks = kruskal_wallis(&groups).unwrap();
    page().says(format!("H = {:.2}, p = {:.3}", ranks.h, ranks.p));
    let means = one_way(&groups).unwrap();
    page().says(format!(
        "SSB {:.2}, SSW {:.2}, F = {:.2}, p = {:.5}",
        means.between.sum_of_squares,
        means.within.sum_of_squares,
        means.between.f.unwrap(),
        means.between.p.unwrap()
    ));
}

#[test]
fn before_and_after() {
    let data = &independent()["welch"];
    let (before, after) = (numbers(&data["before"]), numbers(&data["after"]));
    let t = welch(&before, &after, 0.95).unwrap();
    page().says(format!(
        "{:.3} ({:.3} to {:.3}), t {:.2}, ν {:.2}",
        t.difference, t.limits.0, t.limits.1, t.t, t.freedom
    ));
    let ranks = mann_whitney(&before, &after, 0.95).unwrap();
    page().says(format!(
        "U {}, p {:.4}, shift {:.2}",
        ranks.u, ranks.p, ranks.shift
    ));
    let shares = two_proportions((40, 1000), (22, 1000), 0.95).unwrap();
    page().says(format!(
        "{:.1} points ({:.2} to {:.3}), p {:.3}",
        100.0 * shares.difference,
        100.0 * shares.limits.0,
        100.0 * shares.limits.1,
        shares.p_exact
    ));
    let rates = two_poisson_rates((18, 12.0), (7, 12.0), 0.95).unwrap();
    page().says(format!(
        "ratio {:.3} ({:.3} to {:.3}), p {:.3}",
        rates.ratio, rates.limits.0, rates.limits.1, rates.p
    ));
    let (low, high) = proportion_interval(1, 40, 0.95).unwrap();
    page().says(format!("1 of 40: {low:.4} to {high:.3}"));
}

#[test]
fn relations_and_funnels() {
    let table = [vec![32, 11, 7], vec![25, 19, 16], vec![12, 9, 28]];
    let square = independence(&table).unwrap();
    page().says(format!(
        "χ² = {:.2}, {} degrees of freedom, V = {:.3}",
        square.statistic,
        square.freedom,
        square.cramers_v.unwrap()
    ));
    let funnel = funnel_proportions(
        &[(12, 100), (30, 310), (20, 200)],
        Some(0.09),
        FunnelMethod::Exact,
    )
    .unwrap();
    let [inner, outer] = funnel.points[1].limits;
    page().says(format!(
        "95 % limits {:.2} % and {:.2} %, 99.8 % limits {:.2} % and {:.2} %",
        100.0 * inner.lower,
        100.0 * inner.upper,
        100.0 * outer.lower,
        100.0 * outer.upper
    ));
}
