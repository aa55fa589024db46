//! Capability: published figures and what is refused.

use crate::beside::{digits, same};
use crate::published::{PISTON_RINGS, rings};
use statistics::capability::{
    self, Specification, Within, capability, cpm, indices, off_centre, spread_interval,
};

fn both(lower: f64, upper: f64, target: f64) -> Specification {
    Specification {
        lower: Some(lower),
        upper: Some(upper),
        target: Some(target),
    }
}

#[test]
fn indices_of_nist() {
    let specification = Specification {
        lower: Some(8.0),
        upper: Some(20.0),
        target: None,
    };
    let ours = indices(16.0, 2.0, &specification).unwrap();
    same("Cp", "1.0", ours.spread.unwrap());
    same("Cpu", "0.6667", ours.upper.unwrap());
    same("Cpl", "1.3333", ours.lower.unwrap());
    same("Cpk", "0.6667", ours.worst);
    same("k", "0.3333", off_centre(16.0, &specification).unwrap());
    same(
        "Cpm, target 14",
        "0.7071",
        cpm(16.0, 2.0, &both(8.0, 20.0, 14.0)).unwrap(),
    );
    assert_eq!(cpm(16.0, 2.0, &specification), None, "no target, no Cpm");
}

#[test]
fn one_sided_with_a_natural_limit() {
    let specification = Specification {
        upper: Some(0.40),
        ..Specification::default()
    };
    for (mean, sigma) in [(0.166, 0.0457), (0.250, 0.0292)] {
        let ours = indices(mean, sigma, &specification).unwrap();
        same("Cpk", "1.71", ours.worst);
        assert_eq!((ours.spread, ours.lower), (None, None), "no lower limit, no Cp");
        assert!(ours.expected.below.abs() < f64::EPSILON);
    }
}

#[test]
fn piston_rings() {
    let specification = Specification {
        lower: Some(73.950),
        upper: Some(74.050),
        target: Some(74.0),
    };
    let by_range = capability(&rings(), &specification, Within::MeanRange, 0.95).unwrap();
    same("sigma, R̄/d2", "0.009992", by_range.within.sigma);
    same("Cp, R̄/d2", "1.6681", by_range.within.spread.unwrap());
    same("Cpk, R̄/d2", "1.6288", by_range.within.worst);
    let by_deviation = capability(&rings(), &specification, Within::MeanDeviation, 0.95).unwrap();
    same("sigma, s̄/c4", "0.010000", by_deviation.within.sigma);
    // Their Cpk agrees to the last digit but one; Cp is printed from the rounded sigma.
    digits("Cp, s̄/c4", "1.6667", by_deviation.within.spread.unwrap(), 1.0);
    digits("Cpk, s̄/c4", "1.6275", by_deviation.within.worst, 1.0);
    same("overall s", "0.010199", by_deviation.overall.sigma);
    same("Pp", "1.6342", by_deviation.overall.spread.unwrap());
    same("Ppk", "1.5957", by_deviation.overall.worst);
    assert_eq!((by_deviation.count, by_deviation.signals), (125, 0));
    assert!(by_deviation.observed.total.abs() < f64::EPSILON);
}

/// Montgomery, chapter on process capability: limits 38 and 62, s = 1.75 from twenty values.
#[test]
fn the_interval_of_cp_in_print() {
    let specification = both(38.0, 62.0, 50.0);
    let cp = indices(50.0, 1.75, &specification).unwrap().spread.unwrap();
    same("Cp", "2.29", cp);
    // He goes on with the rounded figure.
    let (low, high) = spread_interval(2.29, 19.0, 0.95);
    same("lower end", "1.57", low);
    same("upper end", "3.01", high);
}

#[test]
fn one_sided_indices_have_intervals_too() {
    let specification = both(73.950, 74.050, 74.0);
    let study = capability(&rings(), &specification, Within::MeanDeviation, 0.95).unwrap();
    let (overall, intervals) = (study.overall, study.overall_intervals);
    for (index, interval) in [
        (overall.spread, intervals.spread),
        (overall.lower, intervals.lower),
        (overall.upper, intervals.upper),
        (Some(overall.worst), Some(intervals.worst)),
        (study.cpm, study.cpm_interval),
    ] {
        let (index, (low, high)) = (index.unwrap(), interval.unwrap());
        assert!(low < index && index < high, "{low} {index} {high}");
    }
    assert_eq!(
        Some(intervals.worst),
        intervals.upper,
        "the upper limit is the nearer one"
    );
    let upper = Specification {
        lower: None,
        ..specification
    };
    let study = capability(&rings(), &upper, Within::MeanDeviation, 0.95).unwrap();
    assert_eq!(
        (study.within_intervals.spread, study.within_intervals.lower),
        (None, None)
    );
}

#[test]
fn an_unstable_process_is_told() {
    let drifting: Vec<Vec<f64>> = (0..60).map(|i| vec![f64::from(i) + f64::from(i % 3)]).collect();
    let study = capability(&drifting, &both(-50.0, 150.0, 30.0), Within::MeanRange, 0.95).unwrap();
    assert!(study.signals > 0);
    assert!(
        study.meaning.sentence.contains("not stable"),
        "{}",
        study.meaning.sentence
    );
    assert!(study.within.sigma < study.overall.sigma);
}

#[test]
fn questions_that_cannot_be_answered() {
    let values: Vec<Vec<f64>> = [1.0, 2.0, 3.0].map(|v| vec![v]).to_vec();
    let specification = both(0.0, 5.0, 2.0);
    let refused = |groups: &[Vec<f64>], specification: &Specification, within: Within| {
        let refusal = capability(groups, specification, within, 0.95).unwrap_err();
        println!("{refusal}");
        refusal
    };
    let no_limit = refused(&values, &Specification::default(), Within::MeanRange);
    assert!(no_limit.sentence.contains("no specification limit"));
    let crossed = refused(&values, &both(5.0, 0.0, 2.0), Within::MeanRange);
    assert!(crossed.sentence.contains("not below the upper"));
    let equal = refused(&vec![vec![1.0]; 5], &specification, Within::MeanRange);
    assert!(equal.sentence.contains("spread is zero"));
    let one = refused(&[vec![1.0]], &specification, Within::MeanRange);
    assert!(one.sentence.contains("at least two values"));
    let mixed = refused(&[vec![1.0, 2.0], vec![1.5]], &specification, Within::Pooled);
    assert_eq!(mixed.place.row, Some(1));
    let pooled = refused(&values, &specification, Within::Pooled);
    assert!(pooled.sentence.contains("Single values"));
    let infinite = refused(
        &[vec![1.0], vec![f64::INFINITY]],
        &specification,
        Within::MeanRange,
    );
    assert_eq!(infinite.place.row, Some(1));
}

#[test]
fn non_normal_questions_that_cannot_be_answered() {
    let values: Vec<f64> = PISTON_RINGS.iter().flatten().copied().collect();
    let upper = Specification {
        upper: Some(75.0),
        ..Specification::default()
    };
    let zero = Specification {
        lower: Some(0.0),
        upper: Some(75.0),
        target: None,
    };
    let mut negative = values.clone();
    negative[3] = -1.0;
    assert_eq!(
        capability::with_box_cox(&negative, &upper, None)
            .unwrap_err()
            .place
            .row,
        Some(3)
    );
    assert!(
        capability::with_box_cox(&values, &zero, None)
            .unwrap_err()
            .sentence
            .contains("not above zero")
    );
    assert!(
        capability::with_johnson(&values[..10], &upper)
            .unwrap_err()
            .sentence
            .contains("at least twenty")
    );
    assert!(
        capability::with_percentiles(&values[..50], &upper)
            .unwrap_err()
            .sentence
            .contains("too few")
    );
    assert!(
        capability::anderson_darling(&values[..7])
            .unwrap_err()
            .sentence
            .contains("at least eight")
    );
    assert!(
        capability::anderson_darling(&[1.0; 9])
            .unwrap_err()
            .sentence
            .contains("equal")
    );
}
