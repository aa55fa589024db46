//! Stages, baselines, excluded points, missing values; what is refused in a file of its own.

use crate::published::{INDIVIDUALS, WAFERS, full};
use statistics::chart::{self, Exclusion, LimitsFrom, Settings, StageStart};
use statistics::rules::{limits_only, nelson};

#[path = "settings_refusals.rs"]
mod refusals;

pub(crate) fn stage(at: usize, name: &str) -> StageStart {
    StageStart {
        at,
        name: name.to_owned(),
    }
}

pub(crate) fn exclude(at: usize, reason: &str) -> Settings {
    Settings {
        excluded: vec![Exclusion {
            at,
            reason: reason.to_owned(),
        }],
        ..Settings::default()
    }
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
fn given_limits_are_taken_as_given() {
    let settings = Settings {
        limits: LimitsFrom::Given {
            centre: 10.0,
            sigma: 2.0,
        },
        ..Settings::default()
    };
    let chart =
        chart::individuals(&[Some(9.0)], &settings).expect("a single value can be judged by known limits");
    let limits = chart.panels[0].bands[0].limits;
    assert_eq!(
        (limits.lower, limits.centre, limits.upper),
        (Some(4.0), 10.0, Some(16.0))
    );
}
