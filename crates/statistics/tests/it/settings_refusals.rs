//! Data and settings from which no chart can be drawn: each a clear sentence, with its place.

use super::{exclude, stage};
use crate::published::{INDIVIDUALS, full, rings};
use statistics::Refusal;
use statistics::chart::{self, Count, Cusum, Ewma, LimitsFrom, Piece, Settings};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, words: &str, row: Option<usize>) {
    let refusal = result.expect_err("must be refused");
    println!("{:?}  {refusal}", refusal.place);
    assert!(refusal.sentence.contains(words), "{refusal}");
    assert_eq!(refusal.place.row, row, "{refusal}");
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
