//! Stages, baselines, excluded points, missing values, and what is refused.

use crate::published::{INDIVIDUALS, WAFERS, full, rings};
use statistics::Refusal;
use statistics::chart::{self, Count, Cusum, Ewma, Exclusion, LimitsFrom, Piece, Settings, StageStart};
use statistics::rules::{limits_only, nelson};

fn stage(at: usize, name: &str) -> StageStart {
    StageStart {
        at,
        name: name.to_owned(),
    }
}

fn exclude(at: usize, reason: &str) -> Settings {
    Settings {
        excluded: vec![Exclusion {
            at,
            reason: reason.to_owned(),
        }],
        ..Settings::default()
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, words: &str, row: Option<usize>) {
    let refusal = result.expect_err("must be refused");
    println!("{:?}  {refusal}", refusal.place);
    assert!(refusal.sentence.contains(words), "{refusal}");
    assert_eq!(refusal.place.row, row, "{refusal}");
}

#[test]
fn each_stage_has_its_own_limits_and_no_pattern_reaches_across() {
    let mut values: Vec<f64> = (0..12).map(|i| 10.0 + f64::from(i % 2)).collect();
    values.extend((0..12).map(|i| 30.0 + f64::from(i % 2)));
    let stages = vec![stage(12, "new nozzle")];
    let chart = chart::individuals(
        &full(&values),
        &Settings {
            stages,
            rules: nelson(),
            ..Settings::default()
        },
    )
    .unwrap();
    assert_eq!(
        chart
            .stages
            .iter()
            .map(|s| (s.from, s.to, s.used))
            .collect::<Vec<_>>(),
        [(0, 12, 12), (12, 24, 12)]
    );
    assert!((chart.panels[0].limits_at(11).unwrap().centre - 10.5).abs() < 1e-12);
    assert!((chart.panels[0].limits_at(12).unwrap().centre - 30.5).abs() < 1e-12);
    assert_eq!(
        chart.panels[1].values[12], None,
        "no moving range across the beginning of a stage"
    );
    let across = |points: &[usize]| points.contains(&11) && points.contains(&12);
    assert!(
        chart
            .panels
            .iter()
            .flat_map(|p| &p.signals)
            .all(|s| !across(&s.points))
    );
    let whole = chart::individuals(&full(&values), &Settings::default()).unwrap();
    assert!(
        !whole.panels[0].signals.is_empty(),
        "without the stage the change is a signal"
    );
}

#[test]
fn a_frozen_baseline_judges_what_comes_later() {
    let mut values: Vec<f64> = INDIVIDUALS.to_vec();
    values.extend([60.0, 61.0]);
    let baseline = LimitsFrom::Baseline { from: 0, to: 10 };
    let chart = chart::individuals(
        &full(&values),
        &Settings {
            limits: baseline,
            ..Settings::default()
        },
    )
    .unwrap();
    assert!((chart.panels[0].bands[0].limits.centre - 50.81).abs() < 1e-12);
    let out: Vec<usize> = chart.panels[0]
        .signals
        .iter()
        .filter(|s| s.rule.is_about_limits())
        .map(|s| s.at)
        .collect();
    assert_eq!(out, [10, 11]);
    assert!(
        chart.meaning.assumed.iter().any(|a| a.contains("frozen")),
        "{:?}",
        chart.meaning.assumed
    );
}

#[test]
fn an_excluded_point_stays_visible_with_its_reason() {
    let settings = Settings {
        rules: limits_only(),
        ..exclude(23, "spilt resist")
    };
    let chart = chart::c(&full(&WAFERS), &settings).unwrap();
    assert_eq!(chart.panels[0].values[23], Some(31.0));
    assert!(chart.panels[0].signals.iter().all(|s| s.at != 23));
    assert!((chart.panels[0].bands[0].limits.centre - 369.0 / 24.0).abs() < 1e-12);
    assert!(
        chart
            .meaning
            .assumed
            .contains(&"point 24 is set aside: spilt resist.".to_owned())
    );
}

#[test]
fn a_missing_value_leaves_a_gap_and_ends_a_run() {
    let mut values: Vec<Option<f64>> = vec![Some(1.0), Some(2.0), Some(1.0), Some(2.0)];
    values.extend([Some(1.2); 5]);
    values.push(None);
    values.extend([Some(1.2); 5]);
    let chart = chart::individuals(&values, &Settings::default()).unwrap();
    assert_eq!(
        (
            chart.panels[0].values[9],
            chart.panels[1].values[9],
            chart.panels[1].values[10]
        ),
        (None, None, None)
    );
    assert!(chart.panels[0].signals.iter().all(|s| !s.points.contains(&9)));
    assert!(
        chart
            .meaning
            .assumed
            .contains(&"one point missing; a gap ends every pattern.".to_owned())
    );
    let groups = vec![vec![1.0, 2.0], vec![], vec![2.0, 4.0], vec![1.0, 3.0]];
    let chart = chart::xbar_r(&groups, &Settings::default()).unwrap();
    assert_eq!(
        (chart.panels[0].values[1], chart.panels[1].values[1]),
        (None, None)
    );
}

#[test]
fn the_sentence_names_what_people_know() {
    let labels = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
        .map(str::to_owned)
        .to_vec();
    let counts = [3.0, 2.0, 4.0, 3.0, 2.0, 3.0, 4.0, 3.0, 15.0];
    let settings = Settings {
        labels,
        noun: "month".to_owned(),
        rules: limits_only(),
        ..Settings::default()
    };
    let chart = chart::c(&full(&counts), &settings).unwrap();
    assert_eq!(
        chart.meaning.sentence,
        "One signal in 9 months: Sep. The rest is noise."
    );
}

#[test]
fn data_that_cannot_be_charted() {
    let default = Settings::default();
    let count = |count, size| Some(Count { count, size });
    refused(chart::individuals(&[], &default), "no points", None);
    refused(chart::individuals(&[Some(1.0)], &default), "only one value", None);
    refused(
        chart::individuals(&[None, None], &default),
        "no value to use",
        None,
    );
    refused(
        chart::individuals(&[Some(5.0); 6], &default),
        "All values are equal",
        None,
    );
    refused(
        chart::individuals(&[Some(1.0), Some(f64::INFINITY)], &default),
        "not a finite number",
        Some(1),
    );
    refused(
        chart::individuals(&[Some(1.0), None, Some(2.0)], &default),
        "neighbouring",
        None,
    );
    refused(
        chart::xbar_r(&[vec![1.0, 2.0], vec![3.0]], &default),
        "Subgroup 2 has only one value",
        Some(1),
    );
    refused(
        chart::xbar_s(&[vec![1.0, 2.0], vec![3.0, f64::NAN]], &default),
        "Value 2 of subgroup 2",
        Some(1),
    );
    refused(
        chart::xbar_s(&[vec![1.0, 1.0], vec![3.0, 3.0]], &default),
        "Within every subgroup",
        None,
    );
    refused(
        chart::xbar_s(&[vec![1.0, 2.0]], &default),
        "only one subgroup",
        None,
    );
    refused(
        chart::p(&[count(1.0, 10.0), count(-1.0, 10.0)], &default),
        "negative",
        Some(1),
    );
    refused(
        chart::p(&[count(1.0, 10.0), count(11.0, 10.0)], &default),
        "above 1",
        Some(1),
    );
    refused(
        chart::p(&[count(1.5, 10.0)], &default),
        "not a whole number",
        Some(0),
    );
    refused(chart::p(&[count(1.0, 0.0)], &default), "above zero", Some(0));
    refused(
        chart::p(&[count(0.0, 10.0), count(0.0, 10.0)], &default),
        "All counts are zero",
        None,
    );
    refused(
        chart::p(&[count(9.0, 9.0), count(9.0, 9.0)], &default),
        "Every single item",
        None,
    );
    refused(
        chart::c(&[Some(0.0), Some(0.0)], &default),
        "All counts are zero",
        None,
    );
    refused(
        chart::u_laney(&[count(2.0, 4.0), count(2.0, 4.0)], &default),
        "equal",
        None,
    );
    refused(
        chart::events_between(&[Some(3.0), Some(2.5)], &default),
        "whole number",
        Some(1),
    );
    refused(
        chart::time_between(&[Some(3.0), Some(-2.0)], &default),
        "negative",
        Some(1),
    );
    refused(
        chart::run_chart(&[Some(3.0); 4], None, &default),
        "equal to their median",
        None,
    );
    refused(
        chart::ewma(
            &full(&INDIVIDUALS),
            Ewma {
                weight: 0.0,
                ..Ewma::default()
            },
            &default,
        ),
        "weight 0",
        None,
    );
    refused(
        chart::cusum(
            &full(&INDIVIDUALS),
            Cusum {
                decision: 0.0,
                ..Cusum::default()
            },
            &default,
        ),
        "above zero",
        None,
    );
    refused(
        chart::moving_average(&full(&INDIVIDUALS), 1, &default),
        "at least two",
        None,
    );
    refused(
        chart::pareto(&[("a".to_owned(), -1.0)], 0.8),
        "not a number at or above zero",
        Some(0),
    );
    refused(chart::pareto(&[], 0.8), "nothing to order", None);
    refused(chart::histogram(&[None], None), "Every value is missing", None);
}

#[test]
fn short_runs_and_several_variables_that_cannot_be_charted() {
    let default = Settings::default();
    let piece = |part: &str, value| {
        Some(Piece {
            part: part.to_owned(),
            value,
            nominal: None,
        })
    };
    refused(
        chart::deviation_from_nominal(&[piece("A", 1.0)], &default),
        "no nominal value",
        Some(0),
    );
    refused(
        chart::standardised(&[piece("A", 1.0), piece("A", 2.0), piece("B", 1.0)], &default),
        "Part B has only one piece",
        Some(2),
    );
    refused(
        chart::standardised(&[piece("A", 1.0), piece("A", 1.0)], &default),
        "All pieces of part A are equal",
        Some(0),
    );
    let row = |a: f64, b: f64| Some(vec![a, b]);
    let same = [
        row(1.0, 2.0),
        row(2.0, 4.0),
        row(3.0, 6.0),
        row(4.0, 8.0),
        row(5.0, 10.0),
    ];
    refused(
        chart::hotelling(&same, &default),
        "follows exactly from the others",
        None,
    );
    refused(
        chart::hotelling(&[row(1.0, 2.0), Some(vec![1.0])], &default),
        "Each needs all variables",
        Some(1),
    );
    refused(
        chart::hotelling(&[Some(vec![1.0])], &default),
        "two variables or more",
        None,
    );
}

#[test]
fn settings_that_make_no_sense() {
    let data = full(&INDIVIDUALS);
    let draw = |settings: &Settings| chart::individuals(&data, settings);
    refused(draw(&exclude(3, " ")), "without a reason", Some(3));
    refused(draw(&exclude(99, "x")), "does not exist", Some(99));
    let stages = |stages| Settings {
        stages,
        ..Settings::default()
    };
    refused(
        draw(&stages(vec![stage(6, "a"), stage(6, "b")])),
        "does not begin after",
        Some(6),
    );
    refused(
        draw(&stages(vec![stage(9, "last")])),
        "only one value in the stage “last”",
        None,
    );
    let limits = |limits| Settings {
        limits,
        ..Settings::default()
    };
    refused(
        draw(&limits(LimitsFrom::Baseline { from: 2, to: 40 })),
        "does not lie within",
        None,
    );
    refused(
        draw(&limits(LimitsFrom::Given {
            centre: 1.0,
            sigma: 0.0,
        })),
        "Sigma must be",
        None,
    );
    let frozen_stages = Settings {
        stages: vec![stage(5, "a")],
        ..limits(LimitsFrom::Baseline { from: 0, to: 5 })
    };
    refused(draw(&frozen_stages), "exclude each other", None);
    refused(
        chart::xbar_r(&rings()[..1], &Settings::default()),
        "only one subgroup",
        None,
    );
}
