//! Charts, rules, description and capability beside other people's implementations (see `tests/independent`).

use crate::beside::near;
use crate::published::full;
use serde_json::Value;
use statistics::capability::{self, Family, Johnson, Specification, Within};
use statistics::chart::constants::{c4, d2, d3};
use statistics::chart::{self, Chart, Count, Cusum, Ewma, LimitsFrom, Panel, Piece, Settings};
use statistics::{describe, rules, special};

fn answers() -> Value {
    serde_json::from_str(include_str!("../independent/charts_capability.json")).expect("a frozen file")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn lists(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().expect("a list").iter().map(numbers).collect()
}

/// Values and limits of a panel. A lower limit of theirs that is cut at the natural bound is absent in ours.
#[track_caller]
fn panel(name: &str, theirs: &Value, ours: &Panel, tolerance: f64) {
    let scale = numbers(&theirs["upper"])[0].abs();
    let same = |what: &str, at: usize, theirs: f64, ours: f64| {
        assert!(
            (theirs - ours).abs() <= tolerance * scale,
            "{name}, {what} {at}: theirs {theirs}, ours {ours}"
        );
    };
    for (at, value) in theirs["values"].as_array().expect("a list").iter().enumerate() {
        assert_eq!(
            value.as_f64().is_some(),
            ours.values[at].is_some(),
            "{name}: point {at} is there or not"
        );
        if let Some(value) = value.as_f64() {
            same("value", at, value, ours.values[at].expect("checked above"));
        }
        let limits = ours.limits_at(at).expect("limits at each point");
        same("centre", at, number(&theirs["centre"][at]), limits.centre);
        same(
            "upper",
            at,
            number(&theirs["upper"][at]),
            limits.upper.unwrap_or(1.0),
        );
        if let Some(lower) = theirs["lower"][at].as_f64() {
            same("lower", at, lower, limits.lower.unwrap_or(0.0));
        }
    }
    println!(
        "{name:<28} {} points, limits at the first: theirs {} ours {:?}",
        ours.values.len(),
        theirs["upper"][0],
        ours.limits_at(0).and_then(|l| l.upper)
    );
}

#[test]
fn versions_are_the_ones_that_are_named() {
    let versions = answers()["versions"].clone();
    let named = [
        ("numpy", "2.4.6"),
        ("scipy", "1.17.1"),
        ("pandas", "3.1.1"),
        ("statsmodels", "0.15.0"),
        ("pccpy", "0.16.2"),
        ("capstat-core", "0.4.3"),
        ("clinical-qikit", "0.5.0"),
    ];
    for (package, version) in named {
        assert_eq!(versions[package], version, "{package}");
    }
}

#[test]
fn distributions() {
    let all = answers()["distributions"].clone();
    let each = |name: &str, ours: &dyn Fn(&[f64]) -> f64, tolerance: f64| {
        for row in lists(&all[name]) {
            let (theirs, given) = row.split_last().expect("a row");
            near(&format!("{name} {given:?}"), *theirs, ours(given), tolerance);
        }
    };
    each("normal", &|g| special::normal_below(g[0]), 1e-13);
    each("normal_quantile", &|g| special::normal_quantile(g[0]), 1e-12);
    each("student", &|g| special::student_below(g[0], g[1]), 1e-11);
    each(
        "student_quantile",
        &|g| special::student_quantile(g[0], g[1]),
        1e-9,
    );
    each(
        "chi_squared_quantile",
        &|g| special::chi_squared_quantile(g[0], g[1]),
        1e-9,
    );
    each(
        "fisher_quantile",
        &|g| special::fisher_quantile(g[0], g[1], g[2]),
        1e-9,
    );
    each(
        "beta_quantile",
        &|g| special::beta_quantile(g[0], g[1], g[2]),
        1e-9,
    );
    each(
        "binomial",
        &|g| special::binomial_at_most(g[0] as u64, g[1] as u64, g[2]),
        1e-11,
    );
    each("poisson", &|g| special::poisson_at_most(g[0] as u64, g[1]), 1e-11);
}

#[test]
fn constants() {
    let all = answers();
    for row in lists(&all["range_constants"]) {
        near("d2", row[1], d2(row[0] as usize), 1e-11);
        near("d3", row[2], d3(row[0] as usize), 1e-10);
    }
    for row in lists(&all["c4"]) {
        near("c4", row[1], c4(row[0] as usize), 1e-11);
    }
}

#[test]
fn description() {
    let all = answers()["description"].clone();
    let values = numbers(&all["values"]);
    let ours = describe::describe(&full(&values)).expect("it is described");
    near("mean", number(&all["mean"]), ours.mean, 1e-14);
    near(
        "deviation",
        number(&all["deviation"]),
        ours.deviation.expect("several"),
        1e-13,
    );
    let interval = ours.mean_interval.expect("several");
    near("interval, lower", number(&all["interval"][0]), interval.0, 1e-11);
    near("interval, upper", number(&all["interval"][1]), interval.1, 1e-11);
    let quartiles = [ours.first_quartile, ours.median, ours.third_quartile];
    for (theirs, ours) in numbers(&all["quartiles"]).iter().zip(quartiles) {
        near("quartile", *theirs, ours, 1e-13);
    }
    near(
        "skewness",
        number(&all["skewness"]),
        ours.skewness.expect("varies"),
        1e-12,
    );
    near(
        "excess kurtosis",
        number(&all["excess_kurtosis"]),
        ours.excess_kurtosis.expect("varies"),
        1e-12,
    );
    let bins = chart::histogram(&full(&values), Some(7))
        .expect("a histogram")
        .counts;
    let theirs: Vec<usize> = numbers(&all["histogram"]).iter().map(|c| *c as usize).collect();
    assert_eq!(bins, theirs);
}

#[test]
fn charts_of_values() {
    let all = answers();
    let values = full(&numbers(&all["individuals"]["values"]));
    let settings = Settings::default();
    let imr = chart::individuals(&values, &settings).expect("a chart");
    panel(
        "individuals",
        &all["individuals"]["single"],
        &imr.panels[0],
        1e-12,
    );
    panel(
        "moving range",
        &all["individuals"]["range"],
        &imr.panels[1],
        1e-12,
    );
    let ewma = chart::ewma(&values, Ewma::default(), &settings).expect("a chart");
    panel("EWMA", &all["ewma"], &ewma.panels[0], 1e-12);
    let average = chart::moving_average(&values, 4, &settings).expect("a chart");
    panel(
        "moving average",
        &all["moving_average"],
        &average.panels[0],
        1e-12,
    );
    let cusum = chart::cusum(&values, Cusum::default(), &settings).expect("a chart");
    for (side, panel) in ["up", "down"].iter().zip(&cusum.panels) {
        for (theirs, ours) in numbers(&all["cusum"][side]).iter().zip(&panel.values) {
            assert!(
                (theirs - ours.expect("no gap")).abs() < 1e-10,
                "CUSUM {side}: {theirs} {ours:?}"
            );
        }
    }
    near(
        "CUSUM decision",
        number(&all["cusum"]["decision"]),
        cusum.panels[0].bands[0].limits.upper.expect("one"),
        1e-12,
    );
}

#[test]
fn subgroups_of_unequal_size() {
    let all = answers()["unequal_subgroups"].clone();
    let groups = lists(&all["groups"]);
    let both: [(&str, Chart); 2] = [
        (
            "range",
            chart::xbar_r(&groups, &Settings::default()).expect("a chart"),
        ),
        (
            "deviation",
            chart::xbar_s(&groups, &Settings::default()).expect("a chart"),
        ),
    ];
    for (name, ours) in &both {
        near(
            name,
            number(&all[name]["sigma"]),
            ours.stages[0].sigma.expect("a sigma"),
            1e-10,
        );
        panel(name, &all[name]["average"], &ours.panels[0], 1e-11);
        panel(name, &all[name]["spread"], &ours.panels[1], 1e-10);
    }
}

#[test]
fn short_runs_standardised() {
    let all = answers()["standardised"].clone();
    let parts = all["parts"].as_array().expect("a list");
    let pieces: Vec<Option<Piece>> = numbers(&all["values"])
        .iter()
        .zip(parts)
        .map(|(value, part)| {
            Some(Piece {
                part: part.as_str().expect("a name").to_owned(),
                value: *value,
                nominal: None,
            })
        })
        .collect();
    let ours = chart::standardised(&pieces, &Settings::default()).expect("a chart");
    panel("Z", &all["single"], &ours.panels[0], 1e-11);
    panel("MR of Z", &all["range"], &ours.panels[1], 1e-11);
}

#[test]
fn several_variables() {
    let all = answers()["hotelling"].clone();
    let rows: Vec<Option<Vec<f64>>> = lists(&all["rows"]).into_iter().map(Some).collect();
    let ours = chart::hotelling(&rows, &Settings::default()).expect("a chart");
    panel("T²", &all, &ours.panels[0], 1e-9);
}

#[test]
fn charts_of_counts() {
    let all = answers()["counts"].clone();
    let (counts, sizes) = (numbers(&all["counts"]), numbers(&all["sizes"]));
    let pairs = |size: &dyn Fn(usize) -> f64| -> Vec<Option<Count>> {
        counts
            .iter()
            .enumerate()
            .map(|(i, count)| {
                Some(Count {
                    count: *count,
                    size: size(i),
                })
            })
            .collect()
    };
    let own = pairs(&|i| sizes[i]);
    let settings = Settings::default();
    panel(
        "p",
        &all["p"],
        &chart::p(&own, &settings).expect("a chart").panels[0],
        1e-12,
    );
    panel(
        "np",
        &all["np"],
        &chart::np(&pairs(&|_| 150.0), &settings).expect("a chart").panels[0],
        1e-12,
    );
    panel(
        "u",
        &all["u"],
        &chart::u(&own, &settings).expect("a chart").panels[0],
        1e-12,
    );
    panel(
        "c",
        &all["c"],
        &chart::c(&full(&counts), &settings).expect("a chart").panels[0],
        1e-12,
    );
}

#[test]
fn laney() {
    let all = answers()["laney"].clone();
    let pairs: Vec<Option<Count>> = numbers(&all["counts"])
        .iter()
        .zip(numbers(&all["sizes"]))
        .map(|(count, size)| Some(Count { count: *count, size }))
        .collect();
    let settings = Settings::default();
    panel(
        "p′",
        &all["p"],
        &chart::p_laney(&pairs, &settings).expect("a chart").panels[0],
        1e-11,
    );
    panel(
        "u′",
        &all["u"],
        &chart::u_laney(&pairs, &settings).expect("a chart").panels[0],
        1e-11,
    );
}

#[test]
fn rare_events_and_runs() {
    let all = answers();
    let g =
        chart::events_between(&full(&numbers(&all["g"]["values"])), &Settings::default()).expect("a chart");
    let limits = g.panels[0].bands[0].limits;
    near("g centre", number(&all["g"]["centre"]), limits.centre, 1e-12);
    near(
        "g upper",
        number(&all["g"]["upper"]),
        limits.upper.expect("one"),
        1e-12,
    );
    let t = chart::time_between(&full(&numbers(&all["t"]["values"])), &Settings::default()).expect("a chart");
    let limits = t.panels[0].bands[0].limits;
    near("t centre", number(&all["t"]["centre"]), limits.centre, 1e-3);
    near(
        "t upper",
        number(&all["t"]["upper"]),
        limits.upper.expect("one"),
        1e-3,
    );
    let run = chart::run_chart(
        &full(&numbers(&all["individuals"]["values"])),
        None,
        &Settings::default(),
    )
    .expect("a chart");
    near("median", number(&all["run"]["median"]), run.median, 1e-14);
    let theirs = ["n_useful", "longest_run", "n_crossings", "fewest_expected"]
        .map(|name| number(&all["run"][name]) as usize);
    println!("run chart: theirs {theirs:?}");
    assert_eq!(
        theirs,
        [run.useful, run.longest_run, run.crossings, run.fewest_expected]
    );
}

#[test]
fn causes_by_size() {
    let all = answers()["pareto"].clone();
    let names = |list: &Value| -> Vec<String> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|n| n.as_str().expect("a name").to_owned())
            .collect()
    };
    let amounts: Vec<(String, f64)> = names(&all["causes"])
        .into_iter()
        .zip(numbers(&all["amounts"]))
        .collect();
    let ours = chart::pareto(&amounts, 0.8).expect("a chart");
    assert_eq!(
        ours.causes.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        names(&all["order"])
    );
    for (at, cause) in ours.causes.iter().enumerate() {
        near("amount", number(&all["counts"][at]), cause.amount, 1e-15);
        near(
            "cumulative",
            number(&all["cumulative_percent"][at]),
            100.0 * cause.cumulative,
            1e-3,
        );
    }
    assert_eq!(ours.vital, 2, "{}", ours.meaning.sentence);
}

#[test]
fn all_rules_on_twenty_series() {
    let mut compared = 0;
    for series in answers()["rules"].as_array().expect("a list") {
        let z = numbers(&series["z"]);
        for rule in rules::nelson().into_iter().chain(rules::western_electric()) {
            let found = rules::find(&z, &[rule]);
            let theirs = &series["found"][rule.name];
            let mut members: Vec<usize> = found
                .iter()
                // Their rule 8 wants both sides; ours, as Nelson drew it, allows them.
                .filter(|s| rule.name != "Nelson 8" || both_sides(&z, &s.points))
                .flat_map(|s| s.points.clone())
                .collect();
            members.sort_unstable();
            members.dedup();
            let expected: Vec<usize> = numbers(&theirs["members"]).iter().map(|m| *m as usize).collect();
            if rule.name == "Nelson 8" && members != expected {
                // Within a long pattern of ours, their windows of one side only are left out.
                assert!(expected.iter().all(|m| members.contains(m)), "{}", rule.name);
                continue;
            }
            assert_eq!(members, expected, "{}", rule.name);
            if rule.name != "Nelson 8" {
                assert_eq!(
                    found.first().map(|s| s.at as u64),
                    theirs["first"].as_u64(),
                    "{}",
                    rule.name
                );
            }
            compared += expected.len();
        }
    }
    println!("{compared} points of patterns agree");
    assert!(compared > 1000);
}

fn both_sides(z: &[f64], points: &[usize]) -> bool {
    points.iter().any(|p| z[*p] > 0.0) && points.iter().any(|p| z[*p] < 0.0)
}

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
        let pp = ours.pp_interval.expect("two limits");
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
        for (what, ours) in [("pp_ci", pp), ("ppk_ci", ours.ppk_interval)] {
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

#[test]
fn given_limits_are_taken_as_given() {
    let settings = Settings {
        limits: LimitsFrom::Given {
            centre: 10.0,
            sigma: 2.0,
        },
        ..Settings::default()
    };
    let chart =
        chart::individuals(&[Some(9.0)], &settings).expect("a single value can be judged by known limits");
    let limits = chart.panels[0].bands[0].limits;
    assert_eq!(
        (limits.lower, limits.centre, limits.upper),
        (Some(4.0), 10.0, Some(16.0))
    );
}
