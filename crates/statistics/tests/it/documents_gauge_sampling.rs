//! Worked examples of `statistics-gauge-sampling.md`.

use super::Page;
use crate::gauge::published::{aiag, aiag_linearity};
use crate::inference::{counts, independent, numbers};
use crate::published::{INDIVIDUALS, PISTON_RINGS};
use statistics::gauge::*;
use statistics::sampling::*;

fn page() -> Page {
    Page::read("statistics-gauge-sampling.md")
}

#[test]
fn one_part_measured_often() {
    let one = type1(&[9.0, 10.0, 11.0], 9.5, 30.0, Type1Options::default()).unwrap();
    page().says(format!("s = {}, Cg = 0.2·30/6 = {:.2}", one.deviation, one.cg));
    page().says(format!("Cgk = (3 − 0.5)/3 = {:.2}", one.cgk));
    let known = bias(&numbers(&independent()["bias"]["values"]), 6.0, 0.95).unwrap();
    page().says(format!(
        "mean {:.4}, t = {:.3}, limits {:.3} to {:.3}",
        known.mean, known.t, known.limits.0, known.limits.1
    ));
    let line = aiag_linearity().line;
    page().says(format!(
        "b = {:.6}, a = {:.6}, R² = {:.3}, s = {:.5}, t of b = {:.3}, t of a = {:.3}",
        line.slope.value,
        line.intercept.value,
        line.r_squared,
        line.residual_deviation,
        line.slope.t,
        line.intercept.t
    ));
    let days: Vec<Vec<f64>> = INDIVIDUALS.iter().map(|v| vec![*v]).collect();
    let weeks = stability(&days, None).unwrap();
    page().says(format!(
        "centre {:.2}, limits {:.4} and {:.4}, and the readings drift",
        weeks.centre, weeks.limits.0, weeks.limits.1
    ));
    assert!(weeks.drift.unwrap().p < 0.05, "they drift");
    assert!(
        stability(&PISTON_RINGS.map(|s| s.to_vec()), None)
            .unwrap()
            .signals
            .is_empty()
    );
}

#[test]
fn repeatability_and_reproducibility() {
    let range = average_range(&aiag(), GaugeOptions::default()).unwrap();
    let result = &range.result;
    page().says(format!(
        "R̄ {:.4}, EV {:.5}, AV {:.5}, GRR {:.5}, PV {:.4}, TV {:.4}, %GRR {:.2}, ndc {}",
        range.mean_range,
        result.repeatability.deviation,
        result.reproducibility.deviation,
        result.gauge.deviation,
        result.part.deviation,
        result.total.deviation,
        result.gauge.percent_study,
        result.categories
    ));
    let anova = crossed_anova(&aiag(), GaugeOptions::default()).unwrap();
    page().says(format!(
        "SS {:.4}, {:.4}, {:.4}, {:.4}; F of the interaction {:.3} (p {:.3}), pooled; variances {:.5}, {:.5}, {:.5}; % contribution {:.2}, % study variation {:.2}",
        anova.part.sum_of_squares,
        anova.appraiser.sum_of_squares,
        anova.interaction.sum_of_squares,
        anova.error.sum_of_squares,
        anova.interaction.f.unwrap(),
        anova.interaction.p.unwrap(),
        anova.result.repeatability.variance,
        anova.result.reproducibility.variance,
        anova.result.part.variance,
        anova.result.gauge.percent_contribution,
        anova.result.gauge.percent_study
    ));
    assert!(anova.pooled.is_some());
    page().says(format!("4.86 → {}", anova.result.categories));
    let own_parts = [
        vec![vec![1.0, 3.0], vec![5.0, 7.0]],
        vec![vec![2.0, 4.0], vec![8.0, 10.0]],
    ];
    let nested = nested_anova(&own_parts, GaugeOptions::default()).unwrap();
    page().says(format!(
        "MSe = {}, MSp(a) = {}, MSa = {}; part (26 − 2)/2 = {}",
        nested.error.mean_square,
        nested.part.mean_square,
        nested.appraiser.mean_square,
        nested.result.part.variance
    ));
}

#[test]
fn judgements() {
    let table = [vec![44, 5, 1], vec![7, 20, 3], vec![9, 5, 6]];
    let two = cohen_kappa(&table, 0.95).unwrap();
    page().says(format!(
        "pₒ = {:.2}, pₑ = {:.2}, κ = {:.3} ({:.3} to {:.3})",
        two.seen, two.by_chance, two.kappa, two.limits.0, two.limits.1
    ));
    let many: Vec<Vec<u64>> = independent()["fleiss"]["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(counts)
        .collect();
    let many = fleiss_kappa(&many, 0.95).unwrap();
    page().says(format!("κ = {:.3}, z = {:.2}", many.kappa, many.z));
}

#[test]
fn plans() {
    let small = attribute_plan(100, Level::II, 1.0, Severity::Normal).unwrap();
    page().says(format!("inspect {}, accept with {}", small.sample, small.accept));
    let plan = SinglePlan {
        sample: 52,
        accept: 3,
    };
    let curve = characteristic(plan, Model::Binomial, Some(10_000), &[0.05]).unwrap();
    let point = &curve.points[0];
    page().says(format!(
        "Pa {:.3}, AOQ without (N−n)/N {:.4}, ATI {:.0}; AOQL {:.4}",
        point.accepts,
        0.05 * point.accepts,
        point.inspected.unwrap(),
        curve.outgoing_limit.0
    ));
    let two = plan_through_two_points(0.01, 0.06, 0.05, 0.10).unwrap();
    page().says(format!(
        "n = {}, c = {}, real risks {:.1} % and {:.1} %",
        two.plan.sample,
        two.plan.accept,
        100.0 * two.producer_risk,
        100.0 * two.consumer_risk
    ));
    let zero = |bad| zero_acceptance(bad, 0.05, None).unwrap().sample;
    page().says(format!(
        "95 % sure of 95 %: {}; of 99 %: {}",
        zero(0.05),
        zero(0.01)
    ));
    let skip = skip_lot(
        SinglePlan {
            sample: 20,
            accept: 1,
        },
        0.25,
        6,
        0.05,
    )
    .unwrap();
    page().says(format!(
        "P = {:.3}, F = {:.3}, Pa = {:.3}",
        skip.reference_accepts, skip.share_inspected, skip.accepts
    ));
    let measured = |known| variables_plan(0.01, 0.06, 0.05, 0.10, known).unwrap();
    let (unknown, known) = (measured(false), measured(true));
    page().says(format!(
        "σ unknown n = {}, k = {:.3}; σ known n = {}, k = {:.3}",
        unknown.sample, unknown.k, known.sample, known.k
    ));
}
