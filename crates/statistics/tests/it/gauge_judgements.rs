//! Agreement of judgements: counted by hand, and refusals.

use statistics::gauge::*;

/// Six items, two appraisers, two trials; 0 good, 1 bad. Appraiser 2 misses item 5 once and calls item 2 bad once.
fn study() -> Judgements {
    Judgements {
        judged: vec![
            vec![vec![0, 0], vec![0, 0]],
            vec![vec![0, 0], vec![0, 1]],
            vec![vec![0, 0], vec![0, 0]],
            vec![vec![1, 1], vec![1, 1]],
            vec![vec![1, 1], vec![0, 1]],
            vec![vec![1, 1], vec![1, 1]],
        ],
        standard: Some(vec![0, 0, 0, 1, 1, 1]),
        classes: 2,
    }
}

#[test]
fn shares_are_counted() {
    let ours = agreement(&study(), 0.95).unwrap();
    let [first, second] = &ours.appraisers[..] else {
        panic!("two appraisers")
    };
    assert_eq!(
        (first.with_self.count, first.with_standard.unwrap().count),
        (6, 6)
    );
    assert_eq!((first.miss_rate, first.false_alarm_rate), (Some(0.0), Some(0.0)));
    assert_eq!(
        (second.with_self.count, second.with_standard.unwrap().count),
        (4, 4)
    );
    assert_eq!(second.miss_rate, Some(1.0 / 6.0));
    assert_eq!(second.false_alarm_rate, Some(1.0 / 6.0));
    assert_eq!(
        (ours.between.count, ours.all_with_standard.unwrap().count),
        (4, 4)
    );
    // 12 judgements, 10 right, margins 6/6 and 6/6: κ = (10/12 − 1/2)/(1 − 1/2).
    let kappa = second.kappa_with_standard.as_ref().unwrap().kappa;
    assert!((kappa - 2.0 / 3.0).abs() < 1e-12, "{kappa}");
    assert_eq!(first.kappa_with_standard.as_ref().unwrap().kappa, 1.0);
    assert_eq!(ours.pairs.len(), 1);
    assert!(
        ours.meaning.sentence.contains("Appraiser 2 is right on 66.7 %"),
        "{}",
        ours.meaning.sentence
    );
    assert!(
        ours.meaning.sentence.contains("let through"),
        "{}",
        ours.meaning.sentence
    );
}

#[test]
fn without_a_standard_nobody_is_right() {
    let ours = agreement(
        &Judgements {
            standard: None,
            ..study()
        },
        0.95,
    )
    .unwrap();
    assert!(ours.all_with_standard.is_none() && ours.appraisers[0].with_standard.is_none());
    assert_eq!(ours.meaning.sentence, "All judgements agree on 4 of 6 items.");
    assert!(
        ours.meaning
            .cannot_tell
            .iter()
            .any(|sentence| sentence.contains("Who is right"))
    );
}

#[test]
fn bad_judgements_are_refused_with_their_place() {
    let mut unknown = study();
    unknown.judged[3][1][0] = 2;
    let refusal = agreement(&unknown, 0.95).unwrap_err();
    assert_eq!((refusal.place.row, refusal.place.column), (Some(3), Some(1)));
    let mut gap = study();
    gap.judged[2][0].pop();
    assert_eq!(agreement(&gap, 0.95).unwrap_err().place.row, Some(2));
    let short = Judgements {
        standard: Some(vec![0; 5]),
        ..study()
    };
    assert!(agreement(&short, 0.95).is_err());
    let strange = Judgements {
        standard: Some(vec![0, 0, 0, 0, 0, 7]),
        ..study()
    };
    assert_eq!(agreement(&strange, 0.95).unwrap_err().place.row, Some(5));
    let single = Judgements {
        judged: vec![vec![vec![0]]; 3],
        standard: None,
        classes: 2,
    };
    assert!(
        agreement(&single, 0.95)
            .unwrap_err()
            .sentence
            .contains("nothing to compare")
    );
    assert!(
        cohen_kappa(&[vec![5, 0], vec![0, 0]], 0.95)
            .unwrap_err()
            .sentence
            .contains("one class")
    );
    assert_eq!(
        cohen_kappa(&[vec![5, 0], vec![0]], 0.95).unwrap_err().place.row,
        Some(1)
    );
    assert_eq!(
        fleiss_kappa(&[vec![2, 1], vec![2, 2]], 0.95)
            .unwrap_err()
            .place
            .row,
        Some(1)
    );
}
