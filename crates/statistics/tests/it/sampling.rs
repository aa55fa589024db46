//! Acceptance sampling: every cell of the printed tables, published plans, curves, switching rules, refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use statistics::Verified;
use statistics::sampling::*;

#[path = "sampling_curves.rs"]
mod curves;
#[path = "sampling_switching.rs"]
mod switching;
#[path = "sampling_tables.rs"]
mod tables;

const LETTERS: &str = "ABCDEFGHJKLMNPQR";

#[test]
fn code_letters_cell_by_cell() {
    let levels = [
        Level::S1,
        Level::S2,
        Level::S3,
        Level::S4,
        Level::I,
        Level::II,
        Level::III,
    ];
    let mut cells = 0;
    let mut first = 2;
    for line in tables::CODE_LETTERS.trim().lines() {
        let mut words = line.split_whitespace();
        let (low, high) = words.next().unwrap().split_once('-').unwrap();
        let low: u64 = low.parse().unwrap();
        assert_eq!(low, first, "the rows leave no gap");
        let high = if high == "*" {
            10_000_000
        } else {
            high.parse().unwrap()
        };
        for (level, letter) in levels.into_iter().zip(words) {
            for lot in [low, high] {
                assert_eq!(
                    code_letter(lot, level).unwrap().as_char().to_string(),
                    letter,
                    "lot {lot}, level {level:?}"
                );
            }
            cells += 1;
        }
        first = high + 1;
    }
    assert_eq!(cells, 15 * 7);
}

fn check_master(table: &str, severity: Severity) {
    let mut cells = 0;
    for (line, letter) in table.trim().lines().zip(LETTERS.chars()) {
        let mut words = line.split('|').filter(|word| !word.is_empty());
        assert_eq!(words.next().unwrap(), letter.to_string());
        let letter = Letter::new(letter).unwrap();
        let size: u64 = words.next().unwrap().parse().unwrap();
        assert_eq!(
            sample_size(letter, severity),
            Some(size),
            "sample size of {letter:?}"
        );
        for (aql, theirs) in words.enumerate() {
            let ours = match cell(letter, aql, severity).unwrap() {
                Cell::Below => "v".to_owned(),
                Cell::Above => "^".to_owned(),
                Cell::Plan { ac, re } => {
                    assert_eq!(re, ac + 1);
                    ac.to_string()
                }
            };
            assert_eq!(ours, theirs, "{severity:?}, letter {letter:?}, AQL {}", AQLS[aql]);
            cells += 1;
        }
    }
    println!("{severity:?}: {cells} cells agree");
    assert_eq!(cells, 16 * 26);
}

#[test]
fn master_tables_cell_by_cell() {
    check_master(tables::NORMAL, Severity::Normal);
    check_master(tables::TIGHTENED, Severity::Tightened);
    assert_eq!(
        tables::AQL_HEADER
            .split('|')
            .map(|aql| aql.parse().unwrap())
            .collect::<Vec<f64>>(),
        AQLS
    );
    let s = Letter::new('S').unwrap();
    assert_eq!(sample_size(s, Severity::Tightened), Some(3150));
    assert_eq!(cell(s, 2, Severity::Tightened), Some(Cell::Plan { ac: 1, re: 2 }));
    assert_eq!(cell(s, 3, Severity::Tightened), None);
    assert_eq!(cell(s, 2, Severity::Normal), None);
}

/// Published plans: lot, AQL, severity, code, used letter, sample, Ac, Re.
#[test]
fn published_plans() {
    use Severity::{Normal, Tightened};
    for (lot, aql, severity, code, used, sample, accept, reject) in [
        (3000, 4.0, Normal, 'K', 'K', 125, 10, 11), // NIST/SEMATECH e-Handbook 6.2.3.1
        (1000, 2.5, Normal, 'J', 'J', 80, 5, 6),
        (1000, 1.0, Normal, 'J', 'J', 80, 2, 3),
        (500, 2.5, Normal, 'H', 'H', 50, 3, 4),
        (5000, 0.25, Normal, 'L', 'L', 200, 1, 2),
        (100_000, 0.25, Normal, 'N', 'N', 500, 3, 4), // 7 CFR 42.140
        (100, 1.0, Normal, 'F', 'E', 13, 0, 1),
        (100, 1.5, Normal, 'F', 'G', 32, 1, 2),
        (1000, 1.0, Tightened, 'J', 'J', 80, 1, 2),
        (3000, 1.0, Tightened, 'K', 'K', 125, 2, 3),
        (600_000, 0.025, Tightened, 'Q', 'S', 3150, 1, 2),
    ] {
        let plan = attribute_plan(lot, Level::II, aql, severity).unwrap();
        println!(
            "lot {lot}, AQL {aql}, {severity:?}: theirs {code}→{used} {sample} {accept}/{reject}, ours {}→{} {} {}/{}",
            plan.code.as_char(),
            plan.used.as_char(),
            plan.sample,
            plan.accept,
            plan.reject
        );
        assert_eq!(
            (plan.code.as_char(), plan.used.as_char()),
            (code, used),
            "lot {lot}, AQL {aql}"
        );
        assert_eq!(
            (plan.sample, plan.accept, plan.reject),
            (sample, accept, reject),
            "lot {lot}, AQL {aql}"
        );
        assert!(!plan.whole_lot);
    }
}

#[test]
fn a_small_lot_is_inspected_wholly() {
    let plan = attribute_plan(5, Level::II, 1.0, Severity::Normal).unwrap();
    assert_eq!(
        (plan.code.as_char(), plan.used.as_char(), plan.plan_sample),
        ('A', 'E', 13)
    );
    assert_eq!(
        (plan.sample, plan.whole_lot, plan.accept, plan.reject),
        (5, true, 0, 1)
    );
    assert!(
        plan.meaning.sentence.starts_with("Inspect all 5 items"),
        "{}",
        plan.meaning.sentence
    );
}

#[test]
fn reduced_plans_say_that_they_are_unverified() {
    let plan = attribute_plan(1000, Level::II, 2.5, Severity::Reduced).unwrap();
    assert_eq!((plan.sample, plan.accept, plan.reject), (32, 2, 5));
    assert_eq!(plan.meaning.verified, Verified::Unverified);
    assert!(
        plan.meaning
            .sentence
            .contains("With 3 or 4 accept it, but go back to normal"),
        "{}",
        plan.meaning.sentence
    );
    assert!(
        attribute_plan(1000, Level::II, 2.5, Severity::Normal)
            .unwrap()
            .meaning
            .verified
            != Verified::Unverified
    );
    assert!(
        attribute_plan(20, Level::II, 25.0, Severity::Reduced)
            .unwrap_err()
            .sentence
            .contains("could not be checked")
    );
}

proptest! {
    #[test]
    fn every_lot_has_a_plan_or_a_reason(lot in 2_u64..2_000_000, aql in 0_usize..26, level in 0_usize..7, tightened: bool) {
        let levels = [Level::S1, Level::S2, Level::S3, Level::S4, Level::I, Level::II, Level::III];
        let severity = if tightened { Severity::Tightened } else { Severity::Normal };
        match attribute_plan(lot, levels[level], AQLS[aql], severity) {
            Ok(plan) => {
                prop_assert!(plan.sample <= lot && plan.reject == plan.accept + 1);
                prop_assert_eq!(plan.whole_lot, plan.plan_sample >= lot);
                prop_assert_eq!(sample_size(plan.used, severity), Some(plan.plan_sample));
            }
            Err(refusal) => prop_assert!(tightened && refusal.sentence.contains("no plan for letter"), "{}", refusal),
        }
    }

    #[test]
    fn worse_lots_are_accepted_less(n in 1_u64..400, c in 0_u64..20, p in 0.0_f64..0.9, more in 0.001_f64..0.1) {
        let plan = SinglePlan { sample: n + c, accept: c };
        for model in [Model::Binomial, Model::Poisson, Model::Hypergeometric { lot: 1000 }] {
            prop_assert!(plan.accepts(p, model) >= plan.accepts(p + more, model) - 1e-12);
            prop_assert!((0.0..=1.0).contains(&plan.accepts(p, model)));
        }
    }
}

#[test]
fn bad_questions_are_refused() {
    let refusal = attribute_plan(1000, Level::II, 2.0, Severity::Normal).unwrap_err();
    assert!(refusal.sentence.contains("take 1.5 or 2.5"), "{refusal}");
    assert!(
        attribute_plan(1, Level::II, 2.5, Severity::Normal)
            .unwrap_err()
            .sentence
            .contains("start at 2")
    );
    assert!(attribute_plan(100, Level::II, f64::NAN, Severity::Normal).is_err());
    let plan = SinglePlan {
        sample: 10,
        accept: 10,
    };
    assert!(
        characteristic(plan, Model::Binomial, None, &[])
            .unwrap_err()
            .sentence
            .contains("accepts everything")
    );
    let plan = SinglePlan {
        sample: 10,
        accept: 0,
    };
    assert!(
        characteristic(plan, Model::Hypergeometric { lot: 5 }, None, &[])
            .unwrap_err()
            .sentence
            .contains("larger than the lot")
    );
    assert_eq!(
        characteristic(plan, Model::Binomial, None, &[0.1, 1.5])
            .unwrap_err()
            .place
            .row,
        Some(1)
    );
    assert!(characteristic(SinglePlan { sample: 0, accept: 0 }, Model::Binomial, None, &[]).is_err());
    assert!(
        plan_through_two_points(0.05, 0.01, 0.05, 0.1)
            .unwrap_err()
            .sentence
            .contains("smaller than")
    );
    assert!(plan_through_two_points(0.01, 0.05, 0.6, 0.6).is_err());
    assert!(zero_acceptance(0.0, 0.05, None).is_err() && zero_acceptance(0.05, 0.05, Some(0)).is_err());
    assert!(skip_lot(plan, 1.0, 5, 0.01).is_err() && skip_lot(plan, 0.5, 0, 0.01).is_err());
    assert!(
        variables_plan(0.01, 0.0101, 0.01, 0.01, false)
            .unwrap_err()
            .sentence
            .contains("too close")
    );
}
