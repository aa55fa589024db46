//! What must hold for any data: shift, scale, order within subgroups, and that a pattern is what it says.

use proptest::prelude::*;
use statistics::chart::{self, Chart, Cusum, Ewma, Settings};
use statistics::describe::{Moments, deviation, mean};
use statistics::rules::{Pattern, find, nelson};

/// Whole numbers over four: shifting and doubling them loses no digit, so equal neighbours stay equal.
fn values(n: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-4000_i32..4000).prop_map(|v| f64::from(v) / 4.0), n)
}

fn varied(n: usize) -> impl Strategy<Value = Vec<f64>> {
    values(n..n + 40).prop_filter("neighbours must differ somewhere", |v| {
        v.windows(2).any(|w| w[0] != w[1])
    })
}

fn gaps(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn individuals(values: &[f64]) -> Chart {
    chart::individuals(
        &gaps(values),
        &Settings {
            rules: nelson(),
            ..Settings::default()
        },
    )
    .expect("values that vary")
}

/// What rules found, without numbers that shift or scale.
fn patterns(chart: &Chart) -> Vec<(&'static str, usize, Vec<usize>)> {
    chart
        .panels
        .iter()
        .flat_map(|p| &p.signals)
        .map(|s| (s.rule.name, s.at, s.points.clone()))
        .collect()
}

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale.max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn shifting_shifts_limits_and_keeps_signals(data in varied(12), by in -1000_i32..1000) {
        let by = f64::from(by);
        let shifted: Vec<f64> = data.iter().map(|v| v + by).collect();
        let (one, other) = (individuals(&data), individuals(&shifted));
        let (a, b) = (one.panels[0].bands[0].limits, other.panels[0].bands[0].limits);
        prop_assert!(close(a.centre + by, b.centre, 1e3));
        prop_assert!(close(a.upper.unwrap() + by, b.upper.unwrap(), 1e4));
        prop_assert_eq!(one.panels[1].bands[0].limits, other.panels[1].bands[0].limits);
        prop_assert_eq!(patterns(&one), patterns(&other));
    }

    #[test]
    fn scaling_scales_limits_and_keeps_signals(data in varied(12), power in -3_i32..6) {
        let by = 2.0_f64.powi(power);
        let scaled: Vec<f64> = data.iter().map(|v| v * by).collect();
        let (one, other) = (individuals(&data), individuals(&scaled));
        let (a, b) = (one.panels[0].bands[0].limits, other.panels[0].bands[0].limits);
        prop_assert!(close(a.upper.unwrap() * by, b.upper.unwrap(), 1e5));
        prop_assert!(close(a.sigma.unwrap() * by, b.sigma.unwrap(), 1e4));
        prop_assert_eq!(patterns(&one), patterns(&other));
    }

    #[test]
    fn mirroring_mirrors_signals(data in varied(12)) {
        let mirrored: Vec<f64> = data.iter().map(|v| -v).collect();
        prop_assert_eq!(patterns(&individuals(&data)), patterns(&individuals(&mirrored)));
    }

    #[test]
    fn order_within_a_subgroup_does_not_matter(groups in prop::collection::vec(values(3..6), 4..12), turn in 1_usize..5) {
        prop_assume!(groups.iter().any(|g| g.iter().any(|v| *v != g[0])));
        let turned: Vec<Vec<f64>> = groups
            .iter()
            .map(|g| { let mut g = g.clone(); let by = turn % g.len(); g.rotate_left(by); g })
            .collect();
        for draw in [chart::xbar_r, chart::xbar_s] {
            let (one, other) = (draw(&groups, &Settings::default()).unwrap(), draw(&turned, &Settings::default()).unwrap());
            for (a, b) in one.panels.iter().zip(&other.panels) {
                for at in 0..groups.len() {
                    prop_assert!(close(a.values[at].unwrap(), b.values[at].unwrap(), 1e3));
                    prop_assert!(close(a.limits_at(at).unwrap().upper.unwrap(), b.limits_at(at).unwrap().upper.unwrap(), 1e4));
                }
            }
        }
    }

    #[test]
    fn one_pass_and_two_passes_agree(data in values(2..200)) {
        let moments = Moments::of(&data);
        prop_assert!(close(moments.mean(), mean(&data), 1e3));
        prop_assert!(close(moments.deviation(), deviation(&data), 1e3));
    }

    #[test]
    fn patterns_are_what_they_say(z in prop::collection::vec(-4.0_f64..4.0, 1..120)) {
        for rule in nelson() {
            for signal in find(&z, &[rule]) {
                let points = &signal.points;
                prop_assert!(points.windows(2).all(|w| w[0] < w[1]));
                prop_assert!(points.contains(&signal.at) && *points.last().unwrap() < z.len());
                match rule.pattern {
                    Pattern::Beyond { sigmas } => prop_assert!(z[signal.at].abs() > sigmas && points.len() == 1),
                    Pattern::Run { length } => {
                        prop_assert!(points.len() >= length as usize);
                        prop_assert!(points.iter().all(|p| z[*p] > 0.0) || points.iter().all(|p| z[*p] < 0.0));
                    }
                    Pattern::Trend { length } => {
                        prop_assert!(points.len() >= length as usize);
                        let rises: Vec<bool> = points.windows(2).map(|w| z[w[1]] > z[w[0]]).collect();
                        prop_assert!(rises.iter().all(|r| *r == rises[0]));
                    }
                    Pattern::Several { hits, sigmas, .. } => {
                        prop_assert!(points.len() >= hits as usize);
                        prop_assert!(points.iter().all(|p| z[*p].abs() > sigmas));
                    }
                    Pattern::Hugging { sigmas, .. } => prop_assert!(points.iter().all(|p| z[*p].abs() <= sigmas)),
                    Pattern::Alternating { .. } => {
                        let rises: Vec<bool> = points.windows(2).map(|w| z[w[1]] > z[w[0]]).collect();
                        prop_assert!(rises.windows(2).all(|w| w[0] != w[1]));
                    }
                    Pattern::Outside => prop_assert!(false, "no rule of Nelson"),
                }
            }
        }
    }

    #[test]
    fn a_full_weight_ewma_is_the_values_and_sums_never_fall_below_zero(data in varied(8)) {
        let settings = Settings::default();
        let ewma = chart::ewma(&gaps(&data), Ewma { weight: 1.0, ..Ewma::default() }, &settings).unwrap();
        for (smooth, value) in ewma.panels[0].values.iter().zip(&data) {
            prop_assert!(close(smooth.unwrap(), *value, 1e3));
        }
        let sums = chart::cusum(&gaps(&data), Cusum::default(), &settings).unwrap();
        prop_assert!(sums.panels.iter().flat_map(|p| &p.values).all(|s| s.unwrap() >= 0.0));
    }

    #[test]
    fn an_excluded_point_sets_no_limit(data in varied(12), at in 0_usize..12, wild in 1_i32..1_000_000) {
        let settings = Settings {
            excluded: vec![chart::Exclusion { at, reason: "known".to_owned() }],
            ..Settings::default()
        };
        let mut spoilt = data.clone();
        spoilt[at] += f64::from(wild);
        let (one, other) = (chart::individuals(&gaps(&data), &settings), chart::individuals(&gaps(&spoilt), &settings));
        // Both may be refused: without the point the rest may be equal.
        prop_assert_eq!(one.map(|c| c.panels[0].bands.clone()), other.map(|c| c.panels[0].bands.clone()));
    }
}
