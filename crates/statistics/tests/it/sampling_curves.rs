//! What plans do: curves, designed plans, zero acceptance, skip-lot, variables.

use crate::inference::{count, independent, near, numbers, same};
use statistics::Verified;
use statistics::sampling::*;

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
