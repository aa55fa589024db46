//! Charts and rules beside other people's implementations.

use super::{answers, lists, number, numbers};
use crate::beside::near;
use crate::published::full;
use serde_json::Value;
use statistics::chart::{self, Chart, Count, Cusum, Ewma, Panel, Piece, Settings};
use statistics::rules;

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
