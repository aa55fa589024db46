//! Measurement systems: published examples to the printed digits, independent implementations, properties, refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use crate::inference::{count, counts, independent, lists, near, numbers, same};
use proptest::prelude::*;
use serde_json::Value;
use statistics::Verified;
use statistics::gauge::*;

#[path = "gauge_judgements.rs"]
mod judgements;

/// AIAG, Measurement Systems Analysis, 4th ed.: 10 parts × 3 appraisers × 3 trials.
const AIAG: [[f64; 9]; 10] = [
    [0.29, 0.41, 0.64, 0.08, 0.25, 0.07, 0.04, -0.11, -0.15],
    [-0.56, -0.68, -0.58, -0.47, -1.22, -0.68, -1.38, -1.13, -0.96],
    [1.34, 1.17, 1.27, 1.19, 0.94, 1.34, 0.88, 1.09, 0.67],
    [0.47, 0.50, 0.64, 0.01, 1.03, 0.20, 0.14, 0.20, 0.11],
    [-0.80, -0.92, -0.84, -0.56, -1.20, -1.28, -1.46, -1.07, -1.45],
    [0.02, -0.11, -0.21, -0.20, 0.22, 0.06, -0.29, -0.67, -0.49],
    [0.59, 0.75, 0.66, 0.47, 0.55, 0.83, 0.02, 0.01, 0.21],
    [-0.31, -0.20, -0.17, -0.63, 0.08, -0.34, -0.46, -0.56, -0.49],
    [2.26, 1.99, 2.01, 1.80, 2.12, 2.19, 1.77, 1.45, 1.87],
    [-1.36, -1.25, -1.31, -1.68, -1.62, -1.50, -1.49, -1.77, -2.16],
];

fn aiag() -> Vec<Vec<Vec<f64>>> {
    AIAG.iter()
        .map(|row| row.chunks(3).map(<[f64]>::to_vec).collect())
        .collect()
}

/// Prints theirs beside ours and fails unless ours, rounded to as many decimals as theirs has, is the same.
fn printed(what: &str, ours: f64, theirs: &str) {
    let decimals = theirs.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let rounded = format!("{ours:.decimals$}");
    println!("{what:36} theirs {theirs:>9}  ours {rounded:>9}  ({ours})");
    assert_eq!(rounded, theirs, "{what}");
}

#[test]
fn aiag_by_average_and_range() {
    let study = average_range(&aiag(), GaugeOptions::default()).unwrap();
    for (at, theirs) in ["0.1840", "0.5130", "0.3280"].into_iter().enumerate() {
        printed("mean range of an appraiser", study.appraiser_ranges[at], theirs);
    }
    for (at, theirs) in ["0.19033", "0.06833", "-0.25433"].into_iter().enumerate() {
        printed("mean of an appraiser", study.appraiser_means[at], theirs);
    }
    printed("mean range", study.mean_range, "0.3417");
    printed("difference of appraisers", study.difference, "0.4447");
    printed("range of part means", study.part_range, "3.5111");
    printed("upper limit of ranges", study.range_limit, "0.8797");
    let result = &study.result;
    printed("EV", result.repeatability.deviation, "0.20186");
    printed("AV", result.reproducibility.deviation, "0.22967");
    printed("GRR", result.gauge.deviation, "0.30577");
    printed("PV", result.part.deviation, "1.1046");
    printed("TV", result.total.deviation, "1.1461");
    // The manual rounds on the way; its own figures agree to 1e-4.
    for (what, ours, theirs) in [
        ("EV in print", result.repeatability.deviation, 0.20188),
        ("AV in print", result.reproducibility.deviation, 0.22963),
        ("GRR in print", result.gauge.deviation, 0.30575),
        ("PV in print", result.part.deviation, 1.10456),
        ("TV in print", result.total.deviation, 1.14610),
    ] {
        println!("{what:36} theirs {theirs}  ours {ours:.5}");
        assert!((ours - theirs).abs() < 1e-4, "{what}: {ours} instead of {theirs}");
    }
    printed("%EV", result.repeatability.percent_study, "17.61");
    printed("%AV", result.reproducibility.percent_study, "20.04");
    printed("%GRR", result.gauge.percent_study, "26.68");
    printed("%PV", result.part.percent_study, "96.38");
    assert_eq!(result.categories, 5);
    assert_eq!(
        study.ranges_beyond,
        vec![(3, 1)],
        "part 4 by the second appraiser lies 1.02 apart"
    );
    assert!(
        study.meaning.sentence.contains("26.7 %"),
        "{}",
        study.meaning.sentence
    );
    assert!(
        study
            .meaning
            .cannot_tell
            .iter()
            .any(|sentence| sentence.contains("part 4 by appraiser 2"))
    );
}

#[test]
fn aiag_by_analysis_of_variance() {
    let options = GaugeOptions {
        tolerance: Some(8.0),
        ..GaugeOptions::default()
    };
    let study = crossed_anova(&aiag(), options).unwrap();
    for (row, squares, freedom, mean_square) in [
        (&study.part, "88.3619", 9.0, "9.81799"),
        (&study.appraiser, "3.1673", 2.0, "1.58363"),
        (&study.interaction, "0.3590", 18.0, "0.01994"),
        (&study.error, "2.7589", 60.0, "0.04598"),
    ] {
        printed(&format!("SS {}", row.source), row.sum_of_squares, squares);
        assert_eq!(row.freedom, freedom, "{}", row.source);
        printed(&format!("MS {}", row.source), row.mean_square, mean_square);
    }
    printed("SS total", study.total.1, "94.6471");
    printed("F of the interaction", study.interaction.f.unwrap(), "0.434");
    printed("p of the interaction", study.interaction.p.unwrap(), "0.974");
    assert!(
        study.pooled.is_some() && study.result.interaction.is_none(),
        "an interaction of p 0.974 is pooled"
    );
    let result = &study.result;
    for (what, component, variance, deviation) in [
        ("repeatability", &result.repeatability, "0.03997", "0.19993"),
        ("reproducibility", &result.reproducibility, "0.05146", "0.22684"),
        ("gauge", &result.gauge, "0.09143", "0.30237"),
        ("part", &result.part, "1.08645", "1.04233"),
        ("total", &result.total, "1.17788", "1.08530"),
    ] {
        printed(&format!("variance {what}"), component.variance, variance);
        printed(&format!("deviation {what}"), component.deviation, deviation);
    }
    printed("%contribution gauge", result.gauge.percent_contribution, "7.76");
    printed("%study gauge", result.gauge.percent_study, "27.86");
    printed(
        "%study repeatability",
        result.repeatability.percent_study,
        "18.42",
    );
    printed(
        "%study reproducibility",
        result.reproducibility.percent_study,
        "20.90",
    );
    printed("%study part", result.part.percent_study, "96.04");
    printed(
        "%tolerance gauge",
        result.gauge.percent_tolerance.unwrap(),
        "22.68",
    );
    printed("categories, exact", result.categories_exact, "4.86");
    assert_eq!(result.categories, 4, "truncated, not rounded");
    assert!(result.set_to_zero.is_empty());
}

/// NIST/SEMATECH e-Handbook 2.4.4: sums of squares of five wafers, 300 degrees of freedom together.
#[test]
fn handbook_repeatability() {
    let squares = [0.48115, 0.69209, 0.48483, 1.21752, 0.30076];
    printed("sum of squares", squares.iter().sum(), "3.17635");
    // A pair ±√(s/2) has exactly the sum of squares s, so each wafer's readings can be stood in for by one pair.
    let groups: Vec<Vec<f64>> = squares
        .iter()
        .map(|s: &f64| vec![-(s / 2.0).sqrt(), (s / 2.0).sqrt()])
        .collect();
    let pooled = statistics::inference::one_way(&groups).unwrap().within;
    printed(
        "repeatability s1",
        (pooled.sum_of_squares / 300.0).sqrt(),
        "0.10290",
    );
}

/// AIAG, Measurement Systems Analysis, 4th ed.: linearity example, five parts × twelve readings.
#[test]
fn aiag_linearity() {
    let readings = vec![
        vec![2.7, 2.5, 2.4, 2.5, 2.7, 2.3, 2.5, 2.5, 2.4, 2.4, 2.6, 2.4],
        vec![5.1, 3.9, 4.2, 5.0, 3.8, 3.9, 3.9, 3.9, 3.9, 4.0, 4.1, 3.8],
        vec![5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1],
        vec![7.6, 7.7, 7.8, 7.7, 7.8, 7.8, 7.8, 7.7, 7.8, 7.5, 7.6, 7.7],
        vec![9.1, 9.3, 9.5, 9.3, 9.4, 9.5, 9.5, 9.5, 9.6, 9.2, 9.3, 9.4],
    ];
    let study = linearity(&[2.0, 4.0, 6.0, 8.0, 10.0], &readings, 0.95).unwrap();
    printed("slope", study.line.slope.value, "-0.131667");
    printed("intercept", study.line.intercept.value, "0.736667");
    printed("R squared", study.line.r_squared, "0.714");
    printed("residual deviation", study.line.residual_deviation, "0.23954");
    printed("t of the slope", study.line.slope.t, "-12.043");
    printed("t of the intercept", study.line.intercept.t, "10.158");
    for (point, theirs) in
        study
            .points
            .iter()
            .zip(["0.491667", "0.125000", "0.025000", "-0.291667", "-0.616667"])
    {
        printed("bias", point.bias, theirs);
    }
    printed("%linearity", study.percent_linearity, "13.17");
    assert!(!study.zero_within_limits);
    assert!(
        study.meaning.sentence.contains("changes with size"),
        "{}",
        study.meaning.sentence
    );
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

/// e-Handbook 6.3.2.2: ten single readings, exact d₂.
#[test]
fn stability_limits_of_the_handbook() {
    let readings: Vec<Vec<f64>> = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
        .iter()
        .map(|value| vec![*value])
        .collect();
    let ours = stability(&readings, Some(50.0)).unwrap();
    printed("centre", ours.centre, "50.81");
    printed("upper limit", ours.limits.1, "55.8024");
    printed("lower limit", ours.limits.0, "45.8176");
    printed("bias", ours.bias.unwrap(), "0.81");
    assert!(ours.signals.is_empty());
    assert!(
        ours.drift.as_ref().is_some_and(|drift| drift.p < 0.05),
        "the readings rise"
    );
    assert!(
        ours.meaning.sentence.contains("drift"),
        "{}",
        ours.meaning.sentence
    );
}

/// Montgomery's piston rings, 25 subgroups of five: limits of the means from s̄/c₄.
#[test]
fn stability_limits_of_the_piston_rings() {
    let rings: Vec<Vec<f64>> = "
        74.030 74.002 74.019 73.992 74.008
        73.995 73.992 74.001 74.011 74.004
        73.988 74.024 74.021 74.005 74.002
        74.002 73.996 73.993 74.015 74.009
        73.992 74.007 74.015 73.989 74.014
        74.009 73.994 73.997 73.985 73.993
        73.995 74.006 73.994 74.000 74.005
        73.985 74.003 73.993 74.015 73.988
        74.008 73.995 74.009 74.005 74.004
        73.998 74.000 73.990 74.007 73.995
        73.994 73.998 73.994 73.995 73.990
        74.004 74.000 74.007 74.000 73.996
        73.983 74.002 73.998 73.997 74.012
        74.006 73.967 73.994 74.000 73.984
        74.012 74.014 73.998 73.999 74.007
        74.000 73.984 74.005 73.998 73.996
        73.994 74.012 73.986 74.005 74.007
        74.006 74.010 74.018 74.003 74.000
        73.984 74.002 74.003 74.005 73.997
        74.000 74.010 74.013 74.020 74.003
        73.982 74.001 74.015 74.005 73.996
        74.004 73.999 73.990 74.006 74.009
        74.010 73.989 73.990 74.009 74.014
        74.015 74.008 73.993 74.000 74.010
        73.982 73.984 73.995 74.017 74.013"
        .trim()
        .lines()
        .map(|line| {
            line.split_whitespace()
                .map(|word| word.parse().unwrap())
                .collect()
        })
        .collect();
    let ours = stability(&rings, None).unwrap();
    printed("centre", ours.centre, "74.001176");
    printed("upper limit", ours.limits.1, "74.014592");
    printed("lower limit", ours.limits.0, "73.987760");
    printed("standard deviation, s̄/c₄", ours.deviation, "0.010000");
    assert!(ours.signals.is_empty());
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
