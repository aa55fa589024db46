//! Moments where naive sums fail, and what a description says.

use crate::beside::near;
use statistics::describe::{Moments, autocorrelation, describe, deviation, mean, median, quantile, sorted};

/// NIST Statistical Reference Datasets, univariate: NumAcc1 to NumAcc4, which their definitions give in full.
fn sets() -> [(&'static str, Vec<f64>, f64, f64, f64); 4] {
    let alternating = |first: f64, low: f64, high: f64| {
        let mut values = vec![first];
        values.extend((0..1000).map(|i| if i % 2 == 0 { low } else { high }));
        values
    };
    [
        (
            "NumAcc1",
            vec![10_000_001.0, 10_000_003.0, 10_000_002.0],
            10_000_002.0,
            1.0,
            -0.5,
        ),
        ("NumAcc2", alternating(1.2, 1.1, 1.3), 1.2, 0.1, -0.999),
        (
            "NumAcc3",
            alternating(1_000_000.2, 1_000_000.1, 1_000_000.3),
            1_000_000.2,
            0.1,
            -0.999,
        ),
        (
            "NumAcc4",
            alternating(10_000_000.2, 10_000_000.1, 10_000_000.3),
            10_000_000.2,
            0.1,
            -0.999,
        ),
    ]
}

#[test]
fn certified_values_to_the_digits_that_the_data_hold() {
    for (name, values, certified_mean, certified_deviation, certified_correlation) in sets() {
        near(&format!("{name} mean"), certified_mean, mean(&values), 1e-15);
        // 10000000.1 itself is no binary number: the eighth digit of the deviation is lost before any arithmetic.
        let held = if name == "NumAcc4" {
            1e-8
        } else if name == "NumAcc3" {
            1e-9
        } else {
            1e-13
        };
        near(
            &format!("{name} deviation"),
            certified_deviation,
            deviation(&values),
            held,
        );
        near(
            &format!("{name} deviation, one pass"),
            certified_deviation,
            Moments::of(&values).deviation(),
            held * 10.0,
        );
        near(
            &format!("{name} autocorrelation"),
            certified_correlation,
            autocorrelation(&values),
            held,
        );
    }
}

#[test]
fn a_naive_sum_of_squares_would_fail_here() {
    let (_, values, _, certified, _) = sets()[3].clone();
    let n = values.len() as f64;
    let (sum, squares) = values.iter().fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
    let naive = ((squares - sum * sum / n) / (n - 1.0)).max(0.0).sqrt();
    println!(
        "NumAcc4 deviation: certified {certified}, naive {naive}, ours {}",
        deviation(&values)
    );
    assert!(
        (naive - certified).abs() > 1e-3,
        "if this were right, the set would be no trap"
    );
    assert!((deviation(&values) - certified).abs() < 1e-8);
}

#[test]
fn quantiles_interpolate_between_neighbours() {
    let rising = sorted(&[4.0, 1.0, 3.0, 2.0]);
    assert_eq!(rising, [1.0, 2.0, 3.0, 4.0]);
    assert!((quantile(&rising, 0.25) - 1.75).abs() < 1e-15);
    assert!((median(&[5.0, 1.0, 9.0]) - 5.0).abs() < 1e-15);
    assert!(median(&[]).is_nan());
}

#[test]
fn missing_values_are_counted_and_said() {
    let found = describe(&[Some(1.0), None, Some(3.0)]).unwrap();
    assert_eq!((found.count, found.missing), (2, 1));
    assert!((found.mean - 2.0).abs() < 1e-15);
    assert!(
        found
            .meaning
            .sentence
            .starts_with("2 values (one missing) around 2"),
        "{}",
        found.meaning.sentence
    );
    let single = describe(&[Some(4.5)]).unwrap();
    assert_eq!((single.deviation, single.mean_interval), (None, None));
    assert!(single.meaning.sentence.contains("nothing about spread"));
    let equal = describe(&[Some(2.0); 4]).unwrap();
    assert_eq!((equal.deviation, equal.skewness), (Some(0.0), None));
}

#[test]
fn nothing_to_describe_is_refused() {
    assert!(describe(&[]).unwrap_err().sentence.contains("no values"));
    assert!(
        describe(&[None, None])
            .unwrap_err()
            .sentence
            .contains("Every value is missing")
    );
    assert_eq!(
        describe(&[Some(1.0), Some(f64::NAN)]).unwrap_err().place.row,
        Some(1)
    );
}
