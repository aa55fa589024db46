//! Acceptance sampling: every cell of the printed tables, published plans, curves, switching rules, refusals.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use crate::inference::{count, independent, near, numbers, same};
use proptest::prelude::*;
use statistics::Verified;
use statistics::sampling::*;

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
            .contains("With 3 to 4 accept it, but go back to normal"),
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

/// NIST/SEMATECH e-Handbook 6.2.3.2: n = 52, c = 3, lots of 10 000.
#[test]
fn curves_of_the_handbook() {
    let qualities: Vec<f64> = (1..=12).map(|percent| f64::from(percent) / 100.0).collect();
    let plan = SinglePlan {
        sample: 52,
        accept: 3,
    };
    let ours = characteristic(plan, Model::Binomial, Some(10_000), &qualities).unwrap();
    let accepts = [
        ".998", ".980", ".930", ".845", ".739", ".620", ".502", ".394", ".300", ".223", ".162", ".115",
    ];
    let inspected = [
        "70", "253", "753", "1584", "2655", "3836", "5007", "6083", "7012", "7779", "8388", "8854",
    ];
    let outgoing = [
        ".0196", ".0278", ".0338", ".0369", ".0372", ".0351", ".0315", ".0270", ".0223", ".0178", ".0138",
    ];
    // The handbook cuts some figures where it should round, so one unit of the last digit is allowed.
    let last_digit = |what: &str, ours: f64, theirs: &str, unit: f64| {
        println!("{what}: theirs {theirs}, ours {ours:.4}");
        assert!(
            (ours - theirs.parse::<f64>().unwrap()).abs() < unit,
            "{what}: {ours} instead of {theirs}"
        );
    };
    for (at, point) in ours.points.iter().enumerate() {
        last_digit(&format!("Pa at {}", point.p), point.accepts, accepts[at], 0.001);
        last_digit(
            &format!("ATI at {}", point.p),
            point.inspected.unwrap(),
            inspected[at],
            1.0,
        );
        if at > 0 {
            last_digit(
                &format!("AOQ at {}", point.p),
                point.p * point.accepts,
                outgoing[at - 1],
                0.0001,
            );
        }
    }
    let (limit, at) = ours.outgoing_limit;
    println!("AOQL: theirs 0.0372 at 0.06, ours {limit:.4} at {at:.3}");
    assert!((limit - 0.0372).abs() < 0.0003 && (at - 0.06).abs() < 0.005);
}

#[test]
fn curves_agree_with_scipy() {
    let theirs = &independent()["curves"];
    let qualities = numbers(&theirs["qualities"]);
    for plan_theirs in theirs["plans"].as_array().unwrap() {
        let plan = SinglePlan {
            sample: count(&plan_theirs["n"]),
            accept: count(&plan_theirs["c"]),
        };
        for (at, p) in qualities.iter().enumerate() {
            same(
                "Pa, binomial",
                plan.accepts(*p, Model::Binomial),
                &plan_theirs["binomial"][at],
                1e-9,
            );
            same(
                "Pa, Poisson",
                plan.accepts(*p, Model::Poisson),
                &plan_theirs["poisson"][at],
                1e-9,
            );
            let lot = Model::Hypergeometric { lot: 1000 };
            same(
                "Pa, hypergeometric",
                plan.accepts(*p, lot),
                &plan_theirs["hypergeometric"][at],
                1e-9,
            );
        }
        let ours = characteristic(plan, Model::Binomial, None, &qualities).unwrap();
        same(
            "producer's point",
            ours.producer_quality,
            &plan_theirs["producer"],
            1e-9,
        );
        same(
            "consumer's point",
            ours.consumer_quality,
            &plan_theirs["consumer"],
            1e-9,
        );
        same("AOQL", ours.outgoing_limit.0, &plan_theirs["aoql"], 1e-9);
    }
}

#[test]
fn outgoing_quality_by_hand() {
    // Lot of 10 with sample 5, c = 0, two bad: Pa = C(8,5)/C(10,5) = 56/252.
    let plan = SinglePlan { sample: 5, accept: 0 };
    let model = Model::Hypergeometric { lot: 10 };
    near("Pa", plan.accepts(0.2, model), 56.0 / 252.0, 1e-12);
    near(
        "AOQ",
        plan.outgoing(0.2, model, Some(10)),
        56.0 / 252.0 * 0.2 * 0.5,
        1e-12,
    );
    near(
        "ATI",
        plan.inspected(0.2, model, 10),
        5.0 + (1.0 - 56.0 / 252.0) * 5.0,
        1e-12,
    );
    let ours = characteristic(plan, model, None, &[]).unwrap();
    // One bad: Pa 1/2, AOQ 0.025; two: 0.0222; three: C(7,5)/252·0.15 = 0.0125.
    near("AOQL", ours.outgoing_limit.0, 0.025, 1e-12);
    near("where", ours.outgoing_limit.1, 0.1, 1e-12);
}

#[test]
fn plans_through_two_points_agree_with_scipy() {
    for theirs in independent()["two_points"].as_array().unwrap() {
        let [good, bad, alpha, beta] = numbers(&theirs["points"])[..] else {
            panic!("four numbers")
        };
        let ours = plan_through_two_points(good, bad, alpha, beta).unwrap();
        println!(
            "{good} {bad} {alpha} {beta}: theirs {}, ours {:?}",
            theirs["plan"], ours.plan
        );
        assert_eq!(
            (ours.plan.sample, ours.plan.accept),
            (count(&theirs["plan"][0]), count(&theirs["plan"][1]))
        );
        assert!(ours.producer_risk <= alpha && ours.consumer_risk <= beta);
    }
}

#[test]
fn zero_acceptance_plans() {
    for (bad, beta, theirs) in [
        (0.10, 0.10, 22),
        (0.05, 0.05, 59),
        (0.01, 0.05, 299),
        (0.10, 0.05, 29),
        (0.05, 0.10, 45),
        (0.01, 0.01, 459),
    ] {
        let ours = zero_acceptance(bad, beta, None).unwrap();
        println!("{bad} at {beta}: theirs {theirs}, ours {}", ours.sample);
        assert_eq!(ours.sample, theirs);
        assert!(ours.consumer_risk <= beta);
    }
    // A lot of 20 with one bad item: finding it with 95 % takes 19 of 20.
    assert_eq!(zero_acceptance(0.05, 0.05, Some(20)).unwrap().sample, 19);
    // A single item fewer would let more than beta pass.
    let ours = zero_acceptance(0.02, 0.10, Some(400)).unwrap();
    let model = Model::Hypergeometric { lot: 400 };
    assert!(
        SinglePlan {
            sample: ours.sample,
            accept: 0
        }
        .accepts(0.02, model)
            <= 0.10
    );
    assert!(
        SinglePlan {
            sample: ours.sample - 1,
            accept: 0
        }
        .accepts(0.02, model)
            > 0.10
    );
}

/// The stationary distribution of the plan's Markov chain, by iteration: states are the accepted lots in a row, and
/// skipping.
#[test]
fn skip_lot_agrees_with_its_markov_chain() {
    let (plan, fraction, clearance) = (
        SinglePlan {
            sample: 20,
            accept: 1,
        },
        0.25,
        6_usize,
    );
    for p in [0.01, 0.05, 0.12] {
        let accept = plan.accepts(p, Model::Binomial);
        let mut chain = vec![1.0 / (clearance + 1) as f64; clearance + 1];
        for _ in 0..20_000 {
            let mut next = vec![0.0; clearance + 1];
            for (run, share) in chain.iter().enumerate() {
                if run < clearance {
                    next[run + 1] += share * accept;
                    next[0] += share * (1.0 - accept);
                } else {
                    next[clearance] += share * (1.0 - fraction + fraction * accept);
                    next[0] += share * fraction * (1.0 - accept);
                }
            }
            chain = next;
        }
        let skipping = chain[clearance];
        let inspected = 1.0 - skipping * (1.0 - fraction);
        let ours = skip_lot(plan, fraction, clearance as u32, p).unwrap();
        near("share inspected", ours.share_inspected, inspected, 1e-9);
        near(
            "lots that pass",
            ours.accepts,
            skipping * (1.0 - fraction) + inspected * accept,
            1e-9,
        );
        near("average sample", ours.average_sample, 20.0 * inspected, 1e-9);
        assert_eq!(ours.meaning.verified, Verified::Unverified);
    }
}

#[test]
fn variables_agree_with_the_noncentral_t() {
    let theirs = &independent()["variables"];
    for case in theirs["accepts"].as_array().unwrap() {
        let plan = VariablesPlan {
            sample: count(&case["n"]),
            k: case["k"].as_f64().unwrap(),
            ..variables_plan(0.01, 0.06, 0.05, 0.10, false).unwrap()
        };
        same(
            "Pa by variables",
            plan.accepts(case["p"].as_f64().unwrap()),
            &case["accepts"],
            1e-8,
        );
    }
    for case in theirs["plans"].as_array().unwrap() {
        let [good, bad, alpha, beta] = numbers(&case["points"])[..] else {
            panic!("four numbers")
        };
        let ours = variables_plan(good, bad, alpha, beta, false).unwrap();
        assert_eq!(ours.sample, count(&case["n"]));
        same("k", ours.k, &case["k"], 1e-8);
        assert_eq!(
            ours.meaning.verified,
            Verified::Unverified,
            "the standards' tables were not compared"
        );
    }
}

#[test]
fn variables_with_known_sigma_follow_the_formula() {
    let ours = variables_plan(0.01, 0.06, 0.05, 0.10, true).unwrap();
    // ((1.64485 + 1.28155)/(2.32635 − 1.55477))² = 14.39, so 15.
    assert_eq!(ours.sample, 15);
    near("producer's risk", ours.producer_risk, 0.05, 1e-9);
    assert!(ours.consumer_risk <= 0.10);
    let values: Vec<f64> = (0..15).map(f64::from).collect();
    let verdict = ours.judge(&values, 12.0, true, Some(2.0)).unwrap();
    near("quality", verdict.quality, 2.5, 1e-12);
    assert!(verdict.accepted && !ours.judge(&values, 10.0, true, Some(2.0)).unwrap().accepted);
    assert!(
        ours.judge(&values, 2.0, false, Some(2.0)).unwrap().accepted,
        "mirrored at a lower limit"
    );
    assert!(
        ours.judge(&values, 12.0, true, None)
            .unwrap_err()
            .sentence
            .contains("give it")
    );
    assert!(
        ours.judge(&values[1..], 12.0, true, Some(2.0))
            .unwrap_err()
            .sentence
            .contains("asks for 15")
    );
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
