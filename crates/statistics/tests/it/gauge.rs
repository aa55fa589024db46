//! Measurement systems: published examples to the printed digits, independent implementations, properties, refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use crate::inference::{count, counts, independent, lists, near, numbers, same};
use proptest::prelude::*;
use published::aiag;
use serde_json::Value;
use statistics::Verified;
use statistics::gauge::*;

#[path = "gauge_judgements.rs"]
mod judgements;
#[path = "gauge_published.rs"]
pub(crate) mod published;

/// Prints theirs beside ours and fails unless ours, rounded to as many decimals as theirs has, is the same.
pub(crate) fn printed(what: &str, ours: f64, theirs: &str) {
    let decimals = theirs.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let rounded = format!("{ours:.decimals$}");
    println!("{what:36} theirs {theirs:>9}  ours {rounded:>9}  ({ours})");
    assert_eq!(rounded, theirs, "{what}");
}

#[test]
fn bias_agrees_with_scipy() {
    let theirs = &independent()["bias"];
    let ours = bias(&numbers(&theirs["values"]), 6.0, 0.95).unwrap();
    same("bias t", ours.t, &theirs["t"], 1e-9);
    same("bias p", ours.p, &theirs["p"], 1e-9);
    same("bias lower limit", ours.limits.0, &theirs["limits"][0], 1e-9);
    same("bias upper limit", ours.limits.1, &theirs["limits"][1], 1e-9);
    printed("mean of the AIAG bias example", ours.mean, "6.0067");
    assert!(
        ours.meaning.sentence.starts_with("No bias was shown"),
        "{}",
        ours.meaning.sentence
    );
}

fn study_of(value: &Value) -> Vec<Vec<Vec<f64>>> {
    value.as_array().unwrap().iter().map(lists).collect()
}

#[test]
fn crossed_agrees_with_statsmodels() {
    let theirs = &independent()["crossed"];
    let ours = crossed_anova(&study_of(&theirs["study"]), GaugeOptions::default()).unwrap();
    for (at, row) in [&ours.part, &ours.appraiser, &ours.interaction, &ours.error]
        .into_iter()
        .enumerate()
    {
        same(
            &format!("SS {}", row.source),
            row.sum_of_squares,
            &theirs["ss"][at],
            1e-9,
        );
        same(&format!("df {}", row.source), row.freedom, &theirs["df"][at], 0.0);
    }
    same(
        "F of the interaction",
        ours.interaction.f.unwrap(),
        &theirs["f_interaction"],
        1e-9,
    );
    same(
        "p of the interaction",
        ours.interaction.p.unwrap(),
        &theirs["p_interaction"],
        1e-7,
    );
    let interaction = ours
        .result
        .interaction
        .as_ref()
        .expect("a strong interaction is kept");
    near(
        "reproducibility",
        ours.result.reproducibility.variance,
        ours.result.appraiser.variance + interaction.variance,
        1e-12,
    );
    near(
        "F of the parts",
        ours.part.f.unwrap(),
        ours.part.mean_square / ours.interaction.mean_square,
        1e-12,
    );
}

#[test]
fn nested_agrees_with_statsmodels() {
    let theirs = &independent()["nested"];
    let ours = nested_anova(&study_of(&theirs["study"]), GaugeOptions::default()).unwrap();
    for (at, row) in [&ours.appraiser, &ours.part, &ours.error].into_iter().enumerate() {
        same(
            &format!("SS {}", row.source),
            row.sum_of_squares,
            &theirs["ss"][at],
            1e-9,
        );
        same(&format!("df {}", row.source), row.freedom, &theirs["df"][at], 0.0);
    }
    let result = &ours.result;
    near(
        "repeatability",
        result.repeatability.variance,
        ours.error.mean_square,
        1e-12,
    );
    near(
        "part",
        result.part.variance,
        (ours.part.mean_square - ours.error.mean_square) / 2.0,
        1e-12,
    );
}

#[test]
fn negative_variances_are_set_to_zero_and_named() {
    // Appraiser means are equal, so that the appraiser's variance comes out negative.
    let study: Vec<Vec<Vec<f64>>> = (0..5)
        .map(|part| {
            let size = f64::from(part);
            vec![vec![size + 0.2, size - 0.2], vec![size - 0.2, size + 0.2]]
        })
        .collect();
    let ours = crossed_anova(&study, GaugeOptions::default()).unwrap();
    assert_eq!(ours.result.set_to_zero, vec!["appraiser"]);
    assert_eq!(ours.result.reproducibility.variance, 0.0);
    assert!(
        ours.meaning
            .assumed
            .iter()
            .any(|sentence| sentence.contains("appraiser was negative"))
    );
    let nested = nested_anova(&study, GaugeOptions::default()).unwrap();
    assert!(nested.result.appraiser.variance >= 0.0);
}

#[test]
fn stability_names_the_occasion() {
    let mut occasions: Vec<Vec<f64>> = (0..12)
        .map(|at| vec![9.8 + 0.1 * f64::from(at % 3), 10.2 - 0.1 * f64::from(at % 2)])
        .collect();
    occasions[7] = vec![11.0, 11.1];
    let ours = stability(&occasions, None).unwrap();
    assert_eq!(ours.signals, vec![7]);
    assert!(ours.meaning.sentence.contains("(8)"), "{}", ours.meaning.sentence);
}

/// Cg and Cgk by hand: s = 1 exactly, so Cg = 0.2·30/6 = 1 and Cgk = (3 − 0.5)/3.
#[test]
fn type_1_by_hand() {
    let values = [9.0, 10.0, 11.0];
    let ours = type1(&values, 9.5, 30.0, Type1Options::default()).unwrap();
    near("Cg", ours.cg, 1.0, 1e-12);
    near("Cgk", ours.cgk, 2.5 / 3.0, 1e-12);
    near("% of tolerance", ours.percent_of_tolerance, 20.0, 1e-12);
    assert_eq!(
        ours.meaning.verified,
        Verified::Unverified,
        "no outside figure: it must say so"
    );
    let off = type1(&values, 7.5, 40.0, Type1Options::default()).unwrap();
    assert!(
        off.cg > 1.33 && off.cgk < 1.33 && off.meaning.sentence.contains("reads off by 2.5"),
        "{}",
        off.meaning.sentence
    );
}

#[test]
fn bad_studies_are_refused_with_their_place() {
    let good = aiag();
    let mut missing = good.clone();
    missing[4][1][2] = f64::NAN;
    let refusal = crossed_anova(&missing, GaugeOptions::default()).unwrap_err();
    assert_eq!((refusal.place.row, refusal.place.column), (Some(4), Some(1)));
    assert!(
        refusal.sentence.contains("Part 5, appraiser 2, trial 3"),
        "{refusal}"
    );
    let mut gap = good.clone();
    gap[2][0].pop();
    assert!(
        average_range(&gap, GaugeOptions::default())
            .unwrap_err()
            .sentence
            .contains("Part 3, appraiser 1: 2 of 3 trials")
    );
    let once: Vec<Vec<Vec<f64>>> = good
        .iter()
        .map(|cells| cells.iter().map(|values| values[..1].to_vec()).collect())
        .collect();
    assert!(
        crossed_anova(&once, GaugeOptions::default())
            .unwrap_err()
            .sentence
            .contains("at least twice")
    );
    let equal = vec![vec![vec![1.0; 3]; 3]; 4];
    assert!(
        crossed_anova(&equal, GaugeOptions::default())
            .unwrap_err()
            .sentence
            .contains("All measurements are equal")
    );
    assert!(average_range(&equal, GaugeOptions::default()).is_err());
    assert!(nested_anova(&equal, GaugeOptions::default()).is_err());
    let many = vec![vec![vec![1.0, 2.0]; 4]; 4];
    assert!(
        average_range(&many, GaugeOptions::default())
            .unwrap_err()
            .sentence
            .contains("use the analysis of variance")
    );
    let options = GaugeOptions {
        tolerance: Some(0.0),
        ..GaugeOptions::default()
    };
    assert!(
        crossed_anova(&good, options)
            .unwrap_err()
            .sentence
            .contains("must be above zero")
    );
    assert!(
        type1(&[1.0; 30], 1.0, 1.0, Type1Options::default())
            .unwrap_err()
            .sentence
            .contains("too few digits")
    );
    assert!(type1(&[1.0, 2.0], 1.0, -1.0, Type1Options::default()).is_err());
    assert!(bias(&[1.0, 1.0, 1.0], 1.0, 0.95).is_err());
    let refusal = linearity(&[1.0, 2.0], &[vec![1.0], vec![2.0, f64::NAN]], 0.95).unwrap_err();
    assert_eq!((refusal.place.row, refusal.place.column), (Some(1), Some(1)));
    assert_eq!(
        stability(&[vec![1.0, 2.0], vec![1.0, 2.0], vec![1.0]], None)
            .unwrap_err()
            .place
            .row,
        Some(2)
    );
    assert!(stability(&[vec![1.0], vec![1.0], vec![1.0]], None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_study_does_not_depend_on_origin_unit_and_order(
        numbers in prop::collection::vec(-400_i32..400, 24),
        shift in -1000_i32..1000,
        power in -2_i32..3,
    ) {
        let study: Vec<Vec<Vec<f64>>> = numbers
            .chunks(6)
            .enumerate()
            .map(|(part, row)| row.chunks(2).map(|cell| cell.iter().map(|n| f64::from(*n) / 64.0 + part as f64).collect()).collect())
            .collect();
        let (shift, scale) = (f64::from(shift), 2.0_f64.powi(power));
        let moved: Vec<Vec<Vec<f64>>> = study
            .iter()
            .rev()
            .map(|cells| cells.iter().rev().map(|values| values.iter().rev().map(|value| value * scale + shift).collect()).collect())
            .collect();
        let same = |one: &GaugeResult, two: &GaugeResult| {
            (one.gauge.percent_study - two.gauge.percent_study).abs() < 1e-6
                && (one.part.deviation * scale - two.part.deviation).abs() < 1e-6
                && (one.gauge.percent_contribution + one.part.percent_contribution - 100.0).abs() < 1e-9
        };
        let options = GaugeOptions::default();
        let (one, two) = (crossed_anova(&study, options).unwrap(), crossed_anova(&moved, options).unwrap());
        prop_assert!(same(&one.result, &two.result));
        let all: Vec<f64> = study.concat().concat();
        let squares = statistics::inference::centred_squares(&all).1;
        prop_assert!((one.total.1 - squares).abs() < 1e-8 * squares, "the parts add up to the whole");
        prop_assert!(same(&average_range(&study, options).unwrap().result, &average_range(&moved, options).unwrap().result));
        prop_assert!(same(&nested_anova(&study, options).unwrap().result, &nested_anova(&moved, options).unwrap().result));
    }
}

#[test]
fn cohen_agrees_with_statsmodels() {
    for theirs in independent()["cohen"].as_array().unwrap() {
        let table: Vec<Vec<u64>> = theirs["table"].as_array().unwrap().iter().map(counts).collect();
        let ours = cohen_kappa(&table, 0.95).unwrap();
        same("Cohen's kappa", ours.kappa, &theirs["kappa"], 1e-10);
        same("its error", ours.error, &theirs["se"], 1e-9);
        same(
            "its error without agreement",
            ours.error_without_agreement,
            &theirs["se0"],
            1e-10,
        );
        same("z", ours.z, &theirs["z"], 1e-10);
        same("p", ours.p, &theirs["p"], 1e-8);
        same("lower limit", ours.limits.0, &theirs["limits"][0], 1e-9);
        same("upper limit", ours.limits.1, &theirs["limits"][1], 1e-9);
    }
}

#[test]
fn fleiss_agrees_with_print_and_independent_ones() {
    let theirs = &independent()["fleiss"];
    let table: Vec<Vec<u64>> = theirs["counts"].as_array().unwrap().iter().map(counts).collect();
    assert_eq!(
        count(&theirs["counts"][0][3]),
        6,
        "all six psychiatrists chose the fourth diagnosis"
    );
    let ours = fleiss_kappa(&table, 0.95).unwrap();
    printed("Fleiss (1971) kappa", ours.kappa, "0.430");
    printed("irr for R, kappam.fleiss", ours.kappa, "0.4302445");
    printed("irr for R, z", ours.z, "17.65183");
    same("statsmodels fleiss_kappa", ours.kappa, &theirs["kappa"], 1e-12);
    same("irrCAC standard error", ours.error, &theirs["se"], 1e-9);
    same("irrCAC lower limit", ours.limits.0, &theirs["limits"][0], 1e-9);
    same("irrCAC upper limit", ours.limits.1, &theirs["limits"][1], 1e-9);
}

#[test]
fn rows_become_a_study() {
    let row = |part, appraiser, value| Reading {
        part,
        appraiser,
        value,
    };
    let rows = [
        row("b", "Ana", 1.0),
        row("a", "Ben", 2.0),
        row("b", "Ben", 3.0),
        row("a", "Ana", 4.0),
        row("b", "Ana", 5.0),
    ];
    let study = crossed_from_rows(&rows).unwrap();
    assert_eq!(study.outer, ["b", "a"]);
    assert_eq!(study.inner[1], ["Ana", "Ben"]);
    assert_eq!(
        study.values,
        vec![vec![vec![1.0, 5.0], vec![3.0]], vec![vec![4.0], vec![2.0]]]
    );
    assert!(
        crossed_anova(&study.values, GaugeOptions::default())
            .unwrap_err()
            .sentence
            .contains("Part 1, appraiser 2: 1 of 2 trials")
    );
    let nested = nested_from_rows(&rows).unwrap();
    assert_eq!(nested.outer, ["Ana", "Ben"]);
    assert_eq!(nested.inner, vec![vec!["b", "a"], vec!["a", "b"]]);
    assert_eq!(
        nested.values,
        vec![vec![vec![1.0, 5.0], vec![4.0]], vec![vec![2.0], vec![3.0]]]
    );
    let refusal = crossed_from_rows(&rows[..3]).unwrap_err();
    assert!(
        refusal.sentence.contains("Part “a” was not measured by “Ana”"),
        "{refusal}"
    );
    let refusal = nested_from_rows(&[row("a", "Ana", 1.0), row("a", "Ana", f64::NAN)]).unwrap_err();
    assert_eq!(refusal.place.row, Some(1));
    assert!(
        crossed_from_rows(&[])
            .unwrap_err()
            .sentence
            .contains("no readings")
    );
}
