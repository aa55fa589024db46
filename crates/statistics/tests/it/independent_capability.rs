//! Capability and the test of normality beside other people's implementations.

use super::{answers, lists, number, numbers};
use crate::beside::near;
use statistics::capability::{self, Family, Johnson, Specification, Within};
use statistics::special;

#[test]
fn capability_of_normal_values() {
    let all = answers()["capability"].clone();
    let groups = lists(&all["groups"]);
    let specification = Specification {
        lower: Some(9.94),
        upper: Some(10.06),
        target: Some(10.0),
    };
    for (name, within) in [
        ("mean_range", Within::MeanRange),
        ("mean_deviation", Within::MeanDeviation),
    ] {
        let theirs = &all["reports"][name];
        let ours = capability::capability(&groups, &specification, within, 0.95).expect("a study");
        let pp = ours.overall_intervals.spread.expect("two limits");
        let figures = [
            ("sigma_within", ours.within.sigma),
            ("sigma_overall", ours.overall.sigma),
            ("cp", ours.within.spread.expect("two limits")),
            ("cpl", ours.within.lower.expect("a limit")),
            ("cpu", ours.within.upper.expect("a limit")),
            ("cpk", ours.within.worst),
            ("pp", ours.overall.spread.expect("two limits")),
            ("ppl", ours.overall.lower.expect("a limit")),
            ("ppu", ours.overall.upper.expect("a limit")),
            ("ppk", ours.overall.worst),
        ];
        for (what, ours) in figures {
            near(what, number(&theirs[what]), ours, 1e-10);
        }
        for (what, ours) in [("pp_ci", pp), ("ppk_ci", ours.overall_intervals.worst)] {
            near(what, number(&theirs[what][0]), ours.0, 1e-9);
            near(what, number(&theirs[what][1]), ours.1, 1e-9);
        }
        for (what, ppm) in [
            ("ppm_overall", ours.overall.expected),
            ("ppm_within", ours.within.expected),
        ] {
            near(what, number(&theirs[what][0]), ppm.below, 1e-8);
            near(what, number(&theirs[what][1]), ppm.above, 1e-8);
        }
        // Theirs takes the sigma within.
        let with_within = capability::cpm(ours.mean, ours.within.sigma, &specification).expect("a target");
        if within == Within::MeanRange {
            near("Cpm", number(&all["cpm"]), with_within, 1e-10);
        }
    }
    let pooled = capability::capability(&groups, &specification, Within::Pooled, 0.95).expect("a study");
    near(
        "pooled",
        number(&all["pooled_variance"]).sqrt(),
        pooled.within.sigma,
        1e-11,
    );
    assert!((pooled.within_freedom - 75.0).abs() < 1e-9, "25 subgroups of 4");
}

#[test]
fn normality() {
    for case in answers()["anderson_darling"].as_array().expect("a list") {
        let ours = capability::anderson_darling(&numbers(&case["values"])).expect("a test");
        near("A²", number(&case["statistic"]), ours.statistic, 1e-10);
        near("p", number(&case["p"]), ours.p, 1e-8);
    }
}

#[test]
fn capability_of_other_values() {
    let all = answers();
    let bend = &all["box_cox"];
    let values = numbers(&bend["values"]);
    let ours = capability::box_cox(&values).expect("a power");
    near("λ", number(&bend["lambda"]), ours.lambda, 1e-5);
    near(
        "log-likelihood",
        number(&bend["log_likelihood"]),
        ours.log_likelihood,
        1e-11,
    );
    let upper = Specification {
        upper: Some(12.0),
        ..Specification::default()
    };
    let study = capability::with_box_cox(&values, &upper, None).expect("a study");
    near(
        "Ppu after Box-Cox",
        number(&bend["ppu"]),
        study.ppu.expect("a limit"),
        1e-5,
    );
    let theirs = &all["percentiles"];
    let limits = Specification {
        lower: Some(0.0),
        upper: Some(25.0),
        target: None,
    };
    let study = capability::with_percentiles(&numbers(&theirs["values"]), &limits).expect("a study");
    let figures = [
        ("low", study.low),
        ("median", study.median),
        ("high", study.high),
        ("ppu", study.ppu.expect("a limit")),
        ("ppl", study.ppl.expect("a limit")),
    ];
    for (what, ours) in figures {
        near(what, number(&theirs[what]), ours, 1e-12);
    }
}

#[test]
fn johnson_curves() {
    let all = answers()["johnson"].clone();
    for (name, family, lambda) in [
        ("unbounded", Family::Unbounded, 3.0),
        ("bounded", Family::Bounded, 3.0),
        ("lognormal", Family::Lognormal, 1.0),
    ] {
        let curve = Johnson {
            family,
            gamma: 0.7,
            eta: 1.4,
            epsilon: 2.0,
            lambda,
            p: 1.0,
        };
        for pair in lists(&all[name]) {
            near(name, pair[1], curve.below(pair[0]), 1e-11);
            near("and back", pair[0], curve.back(curve.transform(pair[0])), 1e-10);
        }
    }
    for fit in all["fits"].as_array().expect("a list") {
        let curve = capability::johnson(&numbers(&fit["values"])).expect("a curve");
        println!("{curve:?}");
        assert!(curve.p > 0.05, "the transformed values are normal");
        for (theirs, p) in numbers(&fit["quantiles"]).iter().zip([0.01, 0.5, 0.99]) {
            let ours = curve.back(special::normal_quantile(p));
            println!("quantile {p}: true {theirs}, fitted {ours}");
            assert!(
                (theirs - ours).abs() < 0.15 * (1.0 + theirs.abs()),
                "quantile {p}"
            );
        }
    }
}
