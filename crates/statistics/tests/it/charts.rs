//! Published charts: limits and signals.

use crate::beside::{digits, same};
use crate::published::{CUSUM, EWMA, INDIVIDUALS, WAFERS, full, rings};
use statistics::Verified;
use statistics::chart::constants::{a2, a3, b3, b4, c4, d2, d3, e2, upper_d3, upper_d4};
use statistics::chart::{self, Cusum, Ewma, LimitsFrom, Settings};

#[test]
fn constants_agree_with_the_printed_table() {
    let table = "
        2 1.1284 0.8525 0.7979 1.8800 2.6587 0 3.2665 0 3.2665 2.6587
        3 1.6926 0.8884 0.8862 1.0233 1.9544 0 2.5682 0 2.5746 1.7725
        4 2.0588 0.8798 0.9213 0.7286 1.6281 0 2.2660 0 2.2821 1.4572
        5 2.3259 0.8641 0.9400 0.5768 1.4273 0 2.0890 0 2.1145 1.2898
        6 2.5344 0.8480 0.9515 0.4832 1.2871 0.0304 1.9696 0 2.0038 1.1837
        7 2.7044 0.8332 0.9594 0.4193 1.1819 0.1177 1.8823 0.0757 1.9243 1.1093
        8 2.8472 0.8198 0.9650 0.3725 1.0991 0.1851 1.8149 0.1362 1.8638 1.0537
        9 2.9700 0.8078 0.9693 0.3367 1.0317 0.2391 1.7609 0.1840 1.8160 1.0101
        10 3.0775 0.7971 0.9727 0.3083 0.9754 0.2837 1.7163 0.2230 1.7770 0.9748";
    let names = ["d2", "d3", "c4", "A2", "A3", "B3", "B4", "D3", "D4", "E2"];
    let ours: [fn(usize) -> f64; 10] = [d2, d3, c4, a2, a3, b3, b4, upper_d3, upper_d4, e2];
    for line in table.trim().lines() {
        let mut words = line.split_whitespace();
        let n: usize = words.next().unwrap().parse().unwrap();
        for ((theirs, name), f) in words.zip(names).zip(ours) {
            digits(&format!("{name}({n})"), theirs, f(n), 1.02);
        }
    }
}

#[test]
fn range_constants_are_exact_where_a_formula_is_known() {
    let pi = std::f64::consts::PI;
    crate::beside::near("d2(2) = 2/√π", 2.0 / pi.sqrt(), d2(2), 1e-12);
    crate::beside::near("d2(3) = 3/√π", 3.0 / pi.sqrt(), d2(3), 1e-12);
    crate::beside::near("d3(2) = √(2 − 4/π)", (2.0 - 4.0 / pi).sqrt(), d3(2), 1e-11);
}

#[test]
fn piston_rings_averages_and_ranges() {
    let chart = chart::xbar_r(&rings(), &Settings::default()).unwrap();
    let (means, ranges) = (&chart.panels[0], &chart.panels[1]);
    let (above, below) = (means.bands[0].limits, ranges.bands[0].limits);
    same("grand mean", "74.001176", above.centre);
    same("mean range", "0.023240", below.centre);
    same("UCL of averages", "74.014581", above.upper.unwrap());
    same("LCL of averages", "73.987771", above.lower.unwrap());
    same("UCL of ranges", "0.049141", below.upper.unwrap());
    assert_eq!(below.lower, None, "the lower limit of ranges of five is zero");
    same("sigma", "0.009992", chart.stages[0].sigma.unwrap());
    assert!(means.signals.iter().chain(&ranges.signals).next().is_none());
    assert!(
        chart.meaning.sentence.starts_with("No signal in 25 points"),
        "{}",
        chart.meaning.sentence
    );
}

#[test]
fn piston_rings_averages_and_deviations() {
    let chart = chart::xbar_s(&rings(), &Settings::default()).unwrap();
    let (above, below) = (chart.panels[0].bands[0].limits, chart.panels[1].bands[0].limits);
    same("mean deviation", "0.009399", below.centre);
    same("UCL of averages", "74.014592", above.upper.unwrap());
    same("LCL of averages", "73.987760", above.lower.unwrap());
    same("UCL of deviations", "0.019636", below.upper.unwrap());
    same("sigma", "0.010000", chart.stages[0].sigma.unwrap());
    assert!(chart.panels.iter().all(|p| p.signals.is_empty()));
}

#[test]
fn individuals_of_nist() {
    let chart = chart::individuals(&full(&INDIVIDUALS), &Settings::default()).unwrap();
    let (single, range) = (chart.panels[0].bands[0].limits, chart.panels[1].bands[0].limits);
    same("mean", "50.81", single.centre);
    same("mean moving range", "1.8778", range.centre);
    same("UCL, exact d2", "55.8024", single.upper.unwrap());
    same("LCL, exact d2", "45.8176", single.lower.unwrap());
    same(
        "UCL, d2 as NIST rounds it (1.128)",
        "55.8041",
        single.centre + 3.0 * range.centre / 1.128,
    );
    same(
        "LCL, d2 as NIST rounds it (1.128)",
        "45.8159",
        single.centre - 3.0 * range.centre / 1.128,
    );
    same(
        "UCL of ranges, D4 as NIST rounds it (3.267)",
        "6.1347",
        3.267 * range.centre,
    );
    same("UCL of ranges, exact D4 = 3.2665", "6.134", range.upper.unwrap());
    assert!(chart.panels.iter().all(|p| p.signals.is_empty()), "in control");
}

#[test]
fn ewma_of_nist() {
    let settings = Settings {
        limits: LimitsFrom::Given {
            centre: 50.0,
            sigma: 2.0539,
        },
        ..Settings::default()
    };
    let shape = Ewma {
        weight: 0.3,
        width: 3.0,
        exact: false,
    };
    let long_run = chart::ewma(&full(&EWMA), shape, &settings).unwrap();
    let theirs = "50.60 49.52 50.56 50.18 50.16 49.21 49.75 49.85 50.26 50.33 50.11 49.36 49.52 50.05 49.38 49.92 50.73 51.23 51.94 51.99";
    for (i, theirs) in theirs.split(' ').enumerate() {
        same(
            &format!("EWMA {}", i + 1),
            theirs,
            long_run.panels[0].values[i].unwrap(),
        );
    }
    let limits = long_run.panels[0].bands[0].limits;
    digits(
        "UCL (NIST cuts instead of rounding)",
        "52.5884",
        limits.upper.unwrap(),
        1.0,
    );
    digits(
        "LCL (NIST cuts instead of rounding)",
        "47.4115",
        limits.lower.unwrap(),
        2.0,
    );
    same("UCL", "52.58843", limits.upper.unwrap());
    same("LCL", "47.41157", limits.lower.unwrap());
    assert!(long_run.panels[0].signals.is_empty());
    let exact = chart::ewma(&full(&EWMA), Ewma { exact: true, ..shape }, &settings).unwrap();
    for (i, theirs) in ["51.8485", "52.2564", "52.4314", "52.5127", "52.5516"]
        .iter()
        .enumerate()
    {
        let limits = exact.panels[0].limits_at(i).unwrap();
        same(&format!("exact UCL {}", i + 1), theirs, limits.upper.unwrap());
    }
}

#[test]
fn cusum_of_nist() {
    let sigma = 0.635;
    let settings = Settings {
        limits: LimitsFrom::Given { centre: 325.0, sigma },
        ..Settings::default()
    };
    let shape = Cusum {
        slack: 0.3175 / sigma,
        decision: 4.1959 / sigma,
    };
    let chart = chart::cusum(&full(&CUSUM), shape, &settings).unwrap();
    let (up, down) = (&chart.panels[0], &chart.panels[1]);
    let high = "0 0 0 0 0.03 0 0 0 0 0 0 0 3.01 4.94 7.45 10.63 11.99 14.44 16.00 19.04";
    let low = "0 0.01 0 0.33 0 0 0.56 0.72 0.17 0.25 0.31 0 0";
    for (name, theirs, ours) in [("S_hi", high, up), ("S_lo", low, down)] {
        for (i, theirs) in theirs.split(' ').enumerate() {
            let theirs = if theirs == "0" { "0.00" } else { theirs };
            // The page rounds halves either way: 0.3250 as 0.33, 0.0075 as 0.01.
            digits(
                &format!("{name} {}", i + 1),
                theirs,
                ours.values[i].unwrap(),
                1.02,
            );
        }
    }
    same("decision interval", "4.1959", up.bands[0].limits.upper.unwrap());
    assert_eq!(up.signals.len(), 1, "one lasting signal");
    assert_eq!(up.signals[0].at, 13, "first signal at point 14");
    assert_eq!(
        up.signals[0].points,
        (13..20).collect::<Vec<_>>(),
        "out until the last point"
    );
    assert!(down.signals.is_empty());
    assert!(
        chart.meaning.sentence.contains("probably began at point 13"),
        "{}",
        chart.meaning.sentence
    );
}

#[test]
fn wafers_of_nist() {
    let chart = chart::c(
        &full(&WAFERS),
        &Settings {
            rules: statistics::rules::limits_only(),
            ..Settings::default()
        },
    )
    .unwrap();
    let limits = chart.panels[0].bands[0].limits;
    same("mean count", "16", limits.centre);
    same("UCL", "28", limits.upper.unwrap());
    same("LCL", "4", limits.lower.unwrap());
    let out: Vec<usize> = chart.panels[0].signals.iter().map(|s| s.at + 1).collect();
    println!("points out: theirs [24]   ours {out:?} (point 3 lies exactly on the limit)");
    assert_eq!(out, [24]);
    assert_eq!(
        chart.meaning.sentence,
        "One signal in 25 points: point 24. The rest is noise."
    );
    assert!(matches!(chart.meaning.verified, Verified::Published(_)));
}
