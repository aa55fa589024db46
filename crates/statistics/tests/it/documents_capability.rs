//! Worked examples of `statistics-capability.md`.

use super::Page;
use crate::published::{INDIVIDUALS, full, rings};
use statistics::capability::{
    self, Specification, Within, cpm, indices, off_centre, side_interval, spread_interval,
};
use statistics::describe::describe;

fn page() -> Page {
    Page::read("statistics-capability.md")
}

fn limits(lower: Option<f64>, upper: Option<f64>, target: Option<f64>) -> Specification {
    Specification { lower, upper, target }
}

#[test]
fn a_column_described() {
    let ours = describe(&full(&INDIVIDUALS)).unwrap();
    let interval = ours.mean_interval.unwrap();
    page().says(format!(
        "mean {:.2}, s {:.3}, 95 % interval of the mean {:.2} to {:.2}, quartiles {}, {} and {}",
        ours.mean,
        ours.deviation.unwrap(),
        interval.0,
        interval.1,
        ours.first_quartile,
        ours.median,
        ours.third_quartile
    ));
}

#[test]
fn indices_and_intervals() {
    let both = limits(Some(8.0), Some(20.0), None);
    let ours = indices(16.0, 2.0, &both).unwrap();
    page().says(format!(
        "Cp {:.4}, Cpl {:.4}, Cpu {:.4}, Cpk {:.4}, k {:.4}; with the target 14 Cpm {:.4}",
        ours.spread.unwrap(),
        ours.lower.unwrap(),
        ours.upper.unwrap(),
        ours.worst,
        off_centre(16.0, &both).unwrap(),
        cpm(16.0, 2.0, &limits(Some(8.0), Some(20.0), Some(14.0))).unwrap()
    ));
    let one = indices(0.166, 0.0457, &limits(None, Some(0.40), None)).unwrap();
    page().says(format!("s 0.0457: Cpk {:.2}", one.worst));
    let (low, high) = spread_interval(2.29, 19.0, 0.95);
    page().says(format!(
        "Montgomery's Cp 2.29 from 20 values: {low:.2} to {high:.2}"
    ));
    let (low, high) = side_interval(1.33, 20, 19.0, 0.95);
    page().says(format!("Cpk 1.33 from 20 values, ν = 19: {low:.2} to {high:.2}"));
}

#[test]
fn a_study() {
    let specification = limits(Some(73.95), Some(74.05), None);
    let study = capability::capability(&rings(), &specification, Within::MeanRange, 0.95).unwrap();
    page().says(format!(
        "R̄/d₂ gives Cp {:.4} and Cpk {:.4}; Pp {:.4}, Ppk {:.4}",
        study.within.spread.unwrap(),
        study.within.worst,
        study.overall.spread.unwrap(),
        study.overall.worst
    ));
    let (low, high) = study.within_intervals.worst;
    page().says(format!(
        "ν = {:.1}, Cpk {low:.2} to {high:.2}",
        study.within_freedom
    ));
}

#[test]
fn shapes() {
    let normality = capability::anderson_darling(&INDIVIDUALS).unwrap();
    page().says(format!("A² {:.3}, p {:.2}", normality.statistic, normality.p));
    let skewed = [
        1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 14.0, 17.0, 20.0, 25.0, 40.0,
    ];
    let bend = capability::box_cox(&skewed).unwrap();
    let study = capability::with_box_cox(&skewed, &limits(None, Some(60.0), None), None).unwrap();
    page().says(format!(
        "λ = {:.3}; with USL 60 Ppk {:.2} after Box–Cox",
        bend.lambda, study.ppk
    ));
}
