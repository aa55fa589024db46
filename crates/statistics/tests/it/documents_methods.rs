//! The table of methods in `how-we-compute.md` says of each what its results say themselves.

use super::Page;
use crate::gauge::published::{aiag, aiag_linearity};
use crate::published::{INDIVIDUALS, full, rings};
use statistics::capability::{self, Specification, Within};
use statistics::chart::{self, Count, Cusum, Ewma, Piece, Settings};
use statistics::gauge::*;
use statistics::inference::*;
use statistics::sampling::*;
use statistics::{Meaning, Verified, describe};

/// A row of the table, and a full meaning: nobody has to look anything up.
#[track_caller]
fn row(method: &str, meaning: &Meaning) {
    let by = match meaning.verified {
        Verified::Published(source) | Verified::Independent(source) => source,
        Verified::Unverified => "**unverified**",
    };
    Page::read("how-we-compute.md").says(format!("| {method} | {by} |"));
    assert!(!meaning.sentence.is_empty(), "{method} has a sentence");
    assert!(!meaning.assumed.is_empty(), "{method} says what it assumed");
    assert!(
        !meaning.cannot_tell.is_empty(),
        "{method} says what it cannot tell"
    );
}

fn upper(limit: f64) -> Specification {
    Specification {
        upper: Some(limit),
        ..Specification::default()
    }
}

#[test]
fn charts() {
    let settings = Settings::default();
    let values = full(&INDIVIDUALS);
    let counts: Vec<Option<Count>> = [4.0, 2.0, 7.0]
        .map(|count| Some(Count { count, size: 50.0 }))
        .to_vec();
    let between = full(&[10.0, 20.0, 15.0]);
    let pieces: Vec<Option<Piece>> = INDIVIDUALS
        .iter()
        .map(|value| {
            Some(Piece {
                part: "A".to_owned(),
                value: *value,
                nominal: Some(50.0),
            })
        })
        .collect();
    let rows: Vec<Option<Vec<f64>>> = INDIVIDUALS
        .iter()
        .enumerate()
        .map(|(i, v)| Some(vec![*v, (i * 7 % 5) as f64]))
        .collect();
    let all = [
        chart::individuals(&values, &settings),
        chart::xbar_r(&rings(), &settings),
        chart::xbar_s(&rings(), &settings),
        chart::p(&counts, &settings),
        chart::np(&counts, &settings),
        chart::c(&full(&[4.0, 2.0, 7.0]), &settings),
        chart::u(&counts, &settings),
        chart::p_laney(&counts, &settings),
        chart::u_laney(&counts, &settings),
        chart::ewma(&values, Ewma::default(), &settings),
        chart::cusum(&values, Cusum::default(), &settings),
        chart::moving_average(&values, 3, &settings),
        chart::deviation_from_nominal(&pieces, &settings),
        chart::standardised(&pieces, &settings),
        chart::events_between(&between, &settings),
        chart::time_between(&between, &settings),
        chart::hotelling(&rows, &settings),
    ];
    for chart in all {
        let chart = chart.unwrap();
        row(chart.method, &chart.meaning);
    }
    row(
        "run chart",
        &chart::run_chart(&values, None, &settings).unwrap().meaning,
    );
    row(
        "Pareto",
        &chart::pareto(&[("a".to_owned(), 1.0)], 0.8).unwrap().meaning,
    );
    row("histogram", &chart::histogram(&values, None).unwrap().meaning);
}

#[test]
fn description_and_capability() {
    row(
        "description",
        &describe::describe(&full(&INDIVIDUALS)).unwrap().meaning,
    );
    let study = capability::capability(&rings(), &upper(75.0), Within::Pooled, 0.95).unwrap();
    row("capability", &study.meaning);
    row(
        "Anderson–Darling",
        &capability::anderson_darling(&INDIVIDUALS).unwrap().meaning,
    );
    let pieces: Vec<f64> = rings().concat();
    row(
        "capability, Box–Cox",
        &capability::with_box_cox(&pieces, &upper(75.0), None)
            .unwrap()
            .meaning,
    );
    row(
        "capability, Johnson",
        &capability::with_johnson(&pieces, &upper(75.0)).unwrap().meaning,
    );
    row(
        "capability, percentiles",
        &capability::with_percentiles(&pieces, &upper(75.0))
            .unwrap()
            .meaning,
    );
}

#[test]
fn gauges() {
    let options = GaugeOptions::default();
    row(
        "type 1 study",
        &type1(&INDIVIDUALS, 50.0, 40.0, Type1Options::default())
            .unwrap()
            .meaning,
    );
    row("bias", &bias(&INDIVIDUALS, 50.0, 0.95).unwrap().meaning);
    row("linearity", &aiag_linearity().meaning);
    row("stability", &stability(&rings(), None).unwrap().meaning);
    row(
        "gauge R&R, average and range",
        &average_range(&aiag(), options).unwrap().meaning,
    );
    row(
        "gauge R&R, analysis of variance",
        &crossed_anova(&aiag(), options).unwrap().meaning,
    );
    row(
        "gauge R&R, nested",
        &nested_anova(&aiag(), options).unwrap().meaning,
    );
    let judgements = Judgements {
        judged: vec![vec![vec![0, 0], vec![0, 1]], vec![vec![1, 1], vec![1, 1]]],
        standard: Some(vec![0, 1]),
        classes: 2,
    };
    row(
        "agreement of judgements",
        &agreement(&judgements, 0.95).unwrap().meaning,
    );
    row(
        "Cohen's kappa",
        &cohen_kappa(&[vec![20, 5], vec![3, 12]], 0.95).unwrap().meaning,
    );
    row(
        "Fleiss' kappa",
        &fleiss_kappa(&[vec![3, 0], vec![1, 2], vec![0, 3]], 0.95)
            .unwrap()
            .meaning,
    );
}

#[test]
fn sampling_plans() {
    let plan = SinglePlan {
        sample: 52,
        accept: 3,
    };
    let by_severity = |severity| attribute_plan(3000, Level::II, 1.0, severity).unwrap().meaning;
    row(
        "sampling by attributes, normal and tightened",
        &by_severity(Severity::Normal),
    );
    row(
        "sampling by attributes, normal and tightened",
        &by_severity(Severity::Tightened),
    );
    row("sampling by attributes, reduced", &by_severity(Severity::Reduced));
    row(
        "operating characteristic, AOQ, ATI",
        &characteristic(plan, Model::Binomial, None, &[0.01])
            .unwrap()
            .meaning,
    );
    row(
        "plan through two points",
        &plan_through_two_points(0.01, 0.06, 0.05, 0.1).unwrap().meaning,
    );
    row(
        "zero acceptance",
        &zero_acceptance(0.02, 0.1, None).unwrap().meaning,
    );
    row("skip-lot", &skip_lot(plan, 0.25, 6, 0.01).unwrap().meaning);
    row(
        "sampling by variables",
        &variables_plan(0.01, 0.06, 0.05, 0.1, false).unwrap().meaning,
    );
    Page::read("how-we-compute.md").says("| switching rules | **unverified** |");
}

#[test]
fn tests_and_comparisons() {
    let values = INDIVIDUALS;
    row(
        "runs about the median",
        &runs_about_median(&values).unwrap().meaning,
    );
    row("runs up and down", &runs_up_and_down(&values).unwrap().meaning);
    row(
        "trend (Mann–Kendall, Sen)",
        &mann_kendall(&values, 0.95).unwrap().meaning,
    );
    let (before, after) = values.split_at(5);
    let groups = [before.to_vec(), after.to_vec()];
    row("Kruskal–Wallis", &kruskal_wallis(&groups).unwrap().meaning);
    let season: Vec<usize> = (0..10).map(|i| i % 2).collect();
    row("seasonality", &seasonality(&values, &season, 2).unwrap().meaning);
    row("one-way analysis of variance", &one_way(&groups).unwrap().meaning);
    row("two means (Welch)", &welch(before, after, 0.95).unwrap().meaning);
    row(
        "two groups by rank (Mann–Whitney)",
        &mann_whitney(before, after, 0.95).unwrap().meaning,
    );
    row(
        "two proportions",
        &two_proportions((4, 100), (9, 100), 0.95).unwrap().meaning,
    );
    row(
        "two rates",
        &two_poisson_rates((4, 10.0), (9, 10.0), 0.95).unwrap().meaning,
    );
    row("straight line", &linear(&STEPS, &values, 0.95).unwrap().meaning);
    row(
        "correlation (Pearson)",
        &pearson(&STEPS, &values, 0.95).unwrap().meaning,
    );
    row(
        "table of counts (chi-square)",
        &independence(&[vec![20, 5], vec![3, 12]]).unwrap().meaning,
    );
    row(
        "counts against shares (chi-square)",
        &goodness_of_fit(&[20, 30], &[0.5, 0.5]).unwrap().meaning,
    );
    let units = [(12, 100), (30, 310)];
    row(
        "funnel limits",
        &funnel_proportions(&units, None, FunnelMethod::Exact)
            .unwrap()
            .meaning,
    );
}

/// Ten steps to go with ten values.
const STEPS: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
