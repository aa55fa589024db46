//! Bad questions, and decimals as they were written.

use statistics::inference::*;

#[test]
fn bad_questions_are_refused_with_their_place() {
    let refusal = welch(&[1.0, f64::NAN, 2.0], &[1.0, 2.0], 0.95).unwrap_err();
    assert_eq!(refusal.place.row, Some(1));
    assert!(
        refusal.sentence.contains("value 2 is missing or not a number"),
        "{refusal}"
    );
    assert!(
        welch(&[1.0, 1.0], &[2.0, 2.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("no scatter")
    );
    assert!(
        welch(&[1.0], &[2.0, 2.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("at least 2 are needed")
    );
    assert!(
        welch(&[1.0, 2.0], &[2.0, 3.0], 95.0)
            .unwrap_err()
            .sentence
            .contains("0.95 for 95 %")
    );
    let refusal = two_proportions((1, 10), (11, 10), 0.95).unwrap_err();
    assert_eq!(refusal.place.row, Some(1));
    assert!(two_poisson_rates((0, 1.0), (0, 1.0), 0.95).is_err());
    assert!(two_poisson_rates((1, 0.0), (2, 1.0), 0.95).is_err());
    assert!(mann_whitney(&[3.0, 3.0], &[3.0, 3.0], 0.95).is_err());
    assert_eq!(one_way(&[vec![1.0, 2.0], vec![]]).unwrap_err().place.row, Some(1));
    let refusal = one_way(&[vec![1.0, 2.0], vec![3.0, f64::INFINITY]]).unwrap_err();
    assert_eq!((refusal.place.row, refusal.place.column), (Some(1), Some(1)));
    assert!(
        mann_kendall(&[2.0; 9], 0.95)
            .unwrap_err()
            .sentence
            .contains("All values are equal")
    );
    assert!(runs_about_median(&[2.0; 9]).is_err());
    assert!(runs_up_and_down(&[2.0; 9]).is_err());
    assert!(
        linear(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("vary x")
    );
    assert_eq!(
        linear(&[1.0, 2.0, 3.0], &[1.0, f64::NAN, 3.0], 0.95)
            .unwrap_err()
            .place
            .column,
        Some(1)
    );
    assert!(
        linear(&[1.0, 2.0], &[1.0, 2.0, 3.0], 0.95)
            .unwrap_err()
            .sentence
            .contains("equally many")
    );
    assert_eq!(
        independence(&[vec![1, 2], vec![0, 0]]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        independence(&[vec![1, 2], vec![3]]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        goodness_of_fit(&[1, 2], &[1.0, 0.0]).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        funnel_proportions(&[(1, 5), (7, 5)], None, FunnelMethod::Exact)
            .unwrap_err()
            .place
            .row,
        Some(1)
    );
    assert!(
        seasonality(&[1.0, 2.0, 3.0], &[0, 1, 5], 2)
            .unwrap_err()
            .sentence
            .contains("season 6 does not exist")
    );
    assert_eq!(
        without_common_offset(&["1.5", "2,5"]).unwrap_err().place.row,
        Some(1)
    );
    assert!(without_common_offset::<&str>(&[]).is_err());
}

#[test]
fn decimals_keep_their_digits() {
    let shifted = without_common_offset(&["-1000000000000.4", "1000000000000.35", "+2"]).unwrap();
    assert_eq!(shifted.offset, "-1000000000000.40");
    assert_eq!(
        shifted.rests,
        vec![0.0, 2_000_000_000_000.75, 1_000_000_000_002.4]
    );
}
