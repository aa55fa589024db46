//! Published examples of measurement systems, to the printed digits.

use super::printed;
use statistics::gauge::*;

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

pub(crate) fn aiag() -> Vec<Vec<Vec<f64>>> {
    AIAG.iter()
        .map(|row| row.chunks(3).map(<[f64]>::to_vec).collect())
        .collect()
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
pub(crate) fn aiag_linearity() -> Linearity {
    let readings = vec![
        vec![2.7, 2.5, 2.4, 2.5, 2.7, 2.3, 2.5, 2.5, 2.4, 2.4, 2.6, 2.4],
        vec![5.1, 3.9, 4.2, 5.0, 3.8, 3.9, 3.9, 3.9, 3.9, 4.0, 4.1, 3.8],
        vec![5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1],
        vec![7.6, 7.7, 7.8, 7.7, 7.8, 7.8, 7.8, 7.7, 7.8, 7.5, 7.6, 7.7],
        vec![9.1, 9.3, 9.5, 9.3, 9.4, 9.5, 9.5, 9.5, 9.6, 9.2, 9.3, 9.4],
    ];
    linearity(&[2.0, 4.0, 6.0, 8.0, 10.0], &readings, 0.95).unwrap()
}

#[test]
fn linearity_of_aiag() {
    let study = aiag_linearity();
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
