//! The rules, each on a sequence written for it, and what must not fire.

use statistics::rules::{Side, Signal, aiag, find, nelson, parse, western_electric};

fn only(name: &str, z: &[f64]) -> Vec<Signal> {
    let all = [nelson(), western_electric(), aiag(7, 7)].concat();
    let rule = *all.iter().find(|r| r.name == name).expect("a known rule");
    find(z, &[rule])
}

/// The point (counted from one) at which a rule fires first, and the points of its pattern.
#[track_caller]
fn fires(name: &str, z: &[f64], at: usize, points: &[usize]) {
    let found = only(name, z);
    let ours = found
        .first()
        .map(|s| (s.at + 1, s.points.iter().map(|p| p + 1).collect::<Vec<_>>()));
    println!("{name:<20} theirs fires at {at}   ours {ours:?}");
    assert_eq!(ours, Some((at, points.to_vec())), "{name} on {z:?}");
}

#[track_caller]
fn silent(name: &str, z: &[f64]) {
    let found = only(name, z);
    println!("{name:<20} theirs never   ours {}", found.len());
    assert!(found.is_empty(), "{name} must be silent on {z:?}: {found:?}");
}

fn alternating(n: usize) -> Vec<f64> {
    (0..n).map(|i| if i % 2 == 0 { 0.3 } else { -0.3 }).collect()
}

fn pairs(n: usize) -> Vec<f64> {
    [0.2, 0.3, -0.2, -0.3].into_iter().cycle().take(n).collect()
}

#[test]
fn one_point_beyond_three_sigma() {
    fires("Western Electric 1", &[0.0, 1.0, -1.0, 3.1], 4, &[4]);
    fires("Nelson 1", &[0.0, 1.0, -1.0, 3.1], 4, &[4]);
    silent("Nelson 1", &[3.0, -3.0, 3.0]);
}

#[test]
fn two_of_three_beyond_two_sigma() {
    fires("Western Electric 2", &[0.0, 2.1, 0.5, 2.2], 4, &[2, 4]);
    fires("Nelson 5", &[0.0, 2.1, 0.5, 2.2], 4, &[2, 4]);
    silent("Western Electric 2", &[2.1, -2.2, 0.0]);
    silent("Nelson 5", &[2.0, 2.0, 2.0]);
}

#[test]
fn four_of_five_beyond_one_sigma() {
    fires("Western Electric 3", &[1.2, 1.1, 0.2, 1.3, 1.4], 5, &[1, 2, 4, 5]);
    fires("Nelson 6", &[1.2, 1.1, 0.2, 1.3, 1.4], 5, &[1, 2, 4, 5]);
    silent("Nelson 6", &[1.2, 1.1, 0.2, -1.3, 1.4]);
}

#[test]
fn runs_on_one_side() {
    let eight: Vec<usize> = (1..=8).collect();
    let nine: Vec<usize> = (1..=9).collect();
    let seven: Vec<usize> = (1..=7).collect();
    fires("Western Electric 4", &[0.1; 8], 8, &eight);
    fires("Nelson 2", &[0.1; 9], 9, &nine);
    silent("Nelson 2", &[0.1; 8]);
    fires("AIAG 2", &[-0.1; 7], 7, &seven);
    let mut broken = vec![0.1; 12];
    broken[5] = 0.0;
    silent("Western Electric 4", &broken);
    broken[5] = f64::NAN;
    silent("Western Electric 4", &broken);
}

#[test]
fn trends() {
    fires(
        "Nelson 3",
        &[-1.0, -0.6, -0.2, 0.2, 0.6, 0.9],
        6,
        &[1, 2, 3, 4, 5, 6],
    );
    fires(
        "Nelson 3",
        &[0.0, 0.9, 0.6, 0.2, -0.2, -0.6, -1.0],
        7,
        &[2, 3, 4, 5, 6, 7],
    );
    silent("Nelson 3", &[0.0, 0.1, 0.1, 0.2, 0.3, 0.4]);
    silent("Nelson 3", &[0.0, 0.1, 0.2, f64::NAN, 0.3, 0.4, 0.5]);
    silent("AIAG 3", &[-1.0, -0.6, -0.2, 0.2, 0.6, 0.9]);
}

#[test]
fn up_and_down_by_turns() {
    let fourteen: Vec<usize> = (1..=14).collect();
    fires("Nelson 4", &alternating(14), 14, &fourteen);
    silent("Nelson 4", &alternating(13));
    let mut tied = alternating(20);
    tied[9] = tied[8];
    silent("Nelson 4", &tied);
}

#[test]
fn hugging_the_centre() {
    let fifteen: Vec<usize> = (1..=15).collect();
    fires("Nelson 7", &pairs(15), 15, &fifteen);
    silent("Nelson 7", &pairs(14));
    let mut wide = pairs(20);
    wide[10] = 1.1;
    silent("Nelson 7", &wide);
}

#[test]
fn avoiding_the_centre() {
    let z = [1.2, -1.3, 1.4, -1.1, 1.2, -1.5, 1.3, -1.2];
    fires("Nelson 8", &z, 8, &[1, 2, 3, 4, 5, 6, 7, 8]);
    let mut near = z;
    near[3] = -1.0;
    silent("Nelson 8", &near);
}

#[test]
fn a_pattern_that_goes_on_is_one_signal() {
    let found = only("Nelson 2", &[0.5; 30]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].at, found[0].points.len(), found[0].side),
        (8, 30, Side::Above)
    );
    let z = [2.1, 2.2, 0.0, 2.3, 0.0, 0.0, 0.0, 2.4, 2.5];
    let found = only("Nelson 5", &z);
    let points: Vec<_> = found.iter().map(|s| (s.at, s.points.clone())).collect();
    assert_eq!(points, [(1, vec![0, 1, 3]), (8, vec![7, 8])]);
}

#[test]
fn every_point_beyond_is_a_signal_of_its_own() {
    let found = only("Nelson 1", &[3.5, 3.6, 0.0, -3.5]);
    assert_eq!(
        found.iter().map(|s| (s.at, s.side)).collect::<Vec<_>>(),
        [(0, Side::Above), (1, Side::Above), (3, Side::Below)]
    );
}

#[test]
fn patterns_reach_across_the_pieces_in_which_points_are_judged() {
    for shift in 1000..1040 {
        let mut z: Vec<f64> = alternating(3).into_iter().chain(pairs(shift)).collect();
        z.extend([1.5, 1.5, 1.5, 1.5]);
        z.extend([0.5; 9]);
        let found = find(&z, &nelson());
        let begins = shift + 3;
        let four = found
            .iter()
            .find(|s| s.rule.name == "Nelson 6")
            .expect("four beyond one sigma");
        assert_eq!(four.points, (begins..begins + 4).collect::<Vec<_>>());
        let run = found.iter().find(|s| s.rule.name == "Nelson 2").expect("a run");
        assert!(run.points.ends_with(&(begins..begins + 13).collect::<Vec<_>>()));
    }
}

#[test]
fn rules_are_known_by_short_names() {
    assert_eq!(parse("nelson").unwrap(), nelson());
    assert_eq!(
        parse("we:1, nelson:2").unwrap(),
        [western_electric()[0], nelson()[1]]
    );
    assert_eq!(parse("none").unwrap(), []);
    let own = parse("run:7,several:3/4:1.5:either,hugging:15:1").unwrap();
    let words: Vec<String> = own.iter().map(|r| r.words()).collect();
    assert_eq!(words[1], "3 of 4 points in a row beyond 1.5 sigma on either side");
    for wrong in [
        "nelso",
        "nelson:9",
        "run:0",
        "run:x",
        "several:5/4:1",
        "several:2/65:1",
        "beyond:-1",
        "",
        "nelson,,x",
    ] {
        let refusal = parse(wrong).unwrap_err();
        assert!(refusal.sentence.contains("is no rule"), "{wrong}: {refusal}");
    }
}
