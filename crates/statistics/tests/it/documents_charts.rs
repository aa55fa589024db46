//! Worked examples of `statistics-control-charts.md`.

use super::Page;
use crate::published::{CUSUM, EWMA, INDIVIDUALS, WAFERS, full, rings};
use statistics::chart::constants::{a2, b4, c4, d2, d3, upper_d4};
use statistics::chart::{self, Chart, Count, Cusum, Ewma, Limits, LimitsFrom, Piece, Settings};
use statistics::rules::{find, nelson};
use statistics::special::{beta_quantile, fisher_quantile};

fn page() -> Page {
    Page::read("statistics-control-charts.md")
}

fn default() -> Settings {
    Settings::default()
}

fn given(centre: f64, sigma: f64) -> Settings {
    Settings {
        limits: LimitsFrom::Given { centre, sigma },
        ..default()
    }
}

/// The limits of a panel at its first point.
fn limits(chart: &Chart, panel: usize) -> Limits {
    *chart.panels[panel].limits_at(0).expect("limits at each point")
}

fn upper(chart: &Chart, panel: usize) -> f64 {
    limits(chart, panel).upper.expect("an upper limit")
}

fn lower(chart: &Chart, panel: usize) -> f64 {
    limits(chart, panel).lower.expect("a lower limit")
}

fn counts(sizes: [f64; 3]) -> Vec<Option<Count>> {
    [4.0, 2.0, 7.0]
        .into_iter()
        .zip(sizes)
        .map(|(count, size)| Some(Count { count, size }))
        .collect()
}

#[test]
fn constants_and_rules() {
    page().says(format!(
        "d₂ {:.4}, d₃ {:.4}, c₄ {:.4}, A₂ {:.4}, D₄ {:.4}, B₄ {:.4}",
        d2(5),
        d3(5),
        c4(5),
        a2(5),
        upper_d4(5),
        b4(5)
    ));
    page().says(format!("D₄(2) is {:.4}", upper_d4(2)));
    let found = find(&[0.0, 2.1, 0.5, 2.2], &nelson());
    assert_eq!((found.len(), &found[0].points), (1, &vec![1, 3]));
    page().says(format!(
        "{} fires at point {}; its points are {} and {}",
        found[0].rule.name,
        found[0].at + 1,
        found[0].points[0] + 1,
        found[0].points[1] + 1
    ));
}

#[test]
fn single_values() {
    let run = chart::run_chart(&full(&INDIVIDUALS), None, &default()).unwrap();
    page().says(format!(
        "median {}, longest run {} (a signal above {}), {} crossings (a signal below {})",
        run.median, run.longest_run, run.longest_expected, run.crossings, run.fewest_expected
    ));
    let imr = chart::individuals(&full(&INDIVIDUALS), &default()).unwrap();
    page().says(format!(
        "mean {:.2}, MR̄ {:.4}, limits {:.4} and {:.4}, moving range below {:.4}",
        limits(&imr, 0).centre,
        limits(&imr, 1).centre,
        lower(&imr, 0),
        upper(&imr, 0),
        upper(&imr, 1)
    ));
}

#[test]
fn subgroups() {
    let ranges = chart::xbar_r(&rings(), &default()).unwrap();
    let deviations = chart::xbar_s(&rings(), &default()).unwrap();
    page().says(format!(
        "x̿ {:.6}; R̄ {:.6}, averages {:.6} to {:.6}, ranges below {:.6}; s̄ {:.6}, averages {:.6} to {:.6}, deviations below {:.6}",
        limits(&ranges, 0).centre,
        limits(&ranges, 1).centre,
        lower(&ranges, 0),
        upper(&ranges, 0),
        upper(&ranges, 1),
        limits(&deviations, 1).centre,
        lower(&deviations, 0),
        upper(&deviations, 0),
        upper(&deviations, 1)
    ));
}

#[test]
fn numbers_of_items_and_events() {
    let p = chart::p(&counts([100.0, 80.0, 120.0]), &default()).unwrap();
    page().says(format!(
        "p̄ {:.4}, upper limit at 100 inspected {:.4}",
        limits(&p, 0).centre,
        upper(&p, 0)
    ));
    let np = chart::np(&counts([100.0; 3]), &default()).unwrap();
    page().says(format!(
        "np centre {:.2}, upper limit {:.2}",
        limits(&np, 0).centre,
        upper(&np, 0)
    ));
    let u = chart::u(&counts([2.0, 1.0, 3.0]), &default()).unwrap();
    page().says(format!(
        "ū {:.3}, upper limit on an area of 2: {:.3}",
        limits(&u, 0).centre,
        upper(&u, 0)
    ));
    let c = chart::c(&full(&WAFERS), &default()).unwrap();
    page().says(format!(
        "c̄ {}, limits {} and {}, wafer {} is a signal",
        limits(&c, 0).centre,
        lower(&c, 0),
        upper(&c, 0),
        c.panels[0].signals[0].at + 1
    ));
}

#[test]
fn large_samples() {
    let counts: Vec<Option<Count>> = [40.0, 55.0, 38.0, 61.0, 45.0]
        .map(|count| Some(Count { count, size: 1000.0 }))
        .to_vec();
    let (plain, laney) = (
        chart::p(&counts, &default()).unwrap(),
        chart::p_laney(&counts, &default()).unwrap(),
    );
    let stretch =
        (upper(&laney, 0) - limits(&laney, 0).centre) / (upper(&plain, 0) - limits(&plain, 0).centre);
    page().says(format!(
        "sigma of z {stretch:.2}, limits {:.4} and {:.4}; the p chart would draw {:.4} and {:.4}",
        lower(&laney, 0),
        upper(&laney, 0),
        lower(&plain, 0),
        upper(&plain, 0)
    ));
}

#[test]
fn charts_with_a_memory() {
    let shape = Ewma {
        weight: 0.3,
        exact: false,
        ..Ewma::default()
    };
    let ewma = chart::ewma(&full(&EWMA), shape, &given(50.0, 2.0539)).unwrap();
    page().says(format!(
        "the last EWMA {:.2}, limits in the long run {:.4} and {:.4}",
        ewma.panels[0].values[19].unwrap(),
        lower(&ewma, 0),
        upper(&ewma, 0)
    ));
    let shape = Cusum {
        slack: 0.5,
        decision: 4.1959 / 0.635,
    };
    let cusum = chart::cusum(&full(&CUSUM), shape, &given(325.0, 0.635)).unwrap();
    let at = cusum.panels[0].signals[0].at;
    page().says(format!(
        "S⁺ passes h at point {} with {:.2}",
        at + 1,
        cusum.panels[0].values[at].unwrap()
    ));
    assert!(cusum.meaning.sentence.contains("probably began at point 13"));
    page().says("began at point 13");
    let average = chart::moving_average(&full(&INDIVIDUALS), 3, &default()).unwrap();
    let last = average.panels[0].limits_at(9).unwrap();
    page().says(format!(
        "the last average {:.2}, limits {:.2} and {:.2}",
        average.panels[0].values[9].unwrap(),
        last.lower.unwrap(),
        last.upper.unwrap()
    ));
}

#[test]
fn short_runs_and_rare_events() {
    let pieces: Vec<Option<Piece>> = [10.1, 10.3, 10.2, 20.4, 20.0, 20.2]
        .into_iter()
        .enumerate()
        .map(|(i, value)| {
            Some(Piece {
                part: if i < 3 { "A" } else { "B" }.to_owned(),
                value,
                nominal: None,
            })
        })
        .collect();
    let z: Vec<f64> = chart::standardised(&pieces, &default()).unwrap().panels[0]
        .values
        .iter()
        .map(|z| z.unwrap())
        .collect();
    page().says(format!(
        "sigma of A {:.3}, of B {:.3}; the first piece of B stands at z = {:.2}",
        0.2 / (z[1] - z[0]),
        0.4 / (z[3] - z[4]),
        z[3]
    ));
    let g = chart::events_between(&full(&[10.0, 20.0, 15.0, 5.0, 50.0]), &default()).unwrap();
    page().says(format!(
        "ḡ {}, upper limit {:.1}",
        limits(&g, 0).centre,
        upper(&g, 0)
    ));
    let t = chart::time_between(&full(&[12.0, 30.0, 7.0, 55.0, 21.0]), &default()).unwrap();
    page().says(format!(
        "centre {:.1}, upper limit {:.0} days",
        limits(&t, 0).centre,
        upper(&t, 0)
    ));
}

#[test]
fn several_variables() {
    let (m, p) = (20.0_f64, 2.0);
    let own = (m - 1.0).powi(2) / m * beta_quantile(0.9973, p / 2.0, (m - p - 1.0) / 2.0);
    let later = p * (m + 1.0) * (m - 1.0) / (m * (m - p)) * fisher_quantile(0.9973, p, m - p);
    page().says(format!("{own:.3}, afterwards {later:.2}"));
    let mut rows: Vec<Option<Vec<f64>>> = (0..20)
        .map(|i| Some(vec![f64::from(i * 7 % 11), f64::from(i * 5 % 13)]))
        .collect();
    rows.push(Some(vec![5.0, 5.0]));
    let settings = Settings {
        limits: LimitsFrom::Baseline { from: 0, to: 20 },
        ..default()
    };
    let chart = chart::hotelling(&rows, &settings).unwrap();
    let at = |i: usize| chart.panels[0].limits_at(i).unwrap().upper.unwrap();
    assert!((at(0) - own).abs() < 1e-9 && (at(20) - later).abs() < 1e-9);
}

#[test]
fn causes_and_bins() {
    let causes = [("scratch", 50.0), ("dent", 30.0), ("stain", 12.0), ("other", 8.0)];
    let pareto = chart::pareto(&causes.map(|(name, amount)| (name.to_owned(), amount)), 0.8).unwrap();
    page().says(format!(
        "{} of {} causes make up {:.0} %",
        pareto.vital,
        pareto.causes.len(),
        100.0 * pareto.causes[pareto.vital - 1].cumulative
    ));
    let bins = chart::histogram(&full(&INDIVIDUALS), None).unwrap().edges;
    page().says(format!(
        "bins of {} from {} to {}",
        bins[1] - bins[0],
        bins[0],
        bins[bins.len() - 1]
    ));
}
