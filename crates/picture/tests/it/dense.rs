//! A hundred thousand points: small, and no signal lost.

use crate::common::{all, bare, chart, number, parse, title, vertices};
use picture::*;
use proptest::prelude::*;

fn dense(count: usize, signals: &[usize]) -> ControlChart {
    let value = |i: usize| {
        10.0 + 2.0 * ((i as f64 * 0.618_034).fract() + ((i * i % 9973) as f64 * 0.414_214).fract() - 1.0)
    };
    let mut values: Vec<f64> = (0..count).map(value).collect();
    signals.iter().for_each(|i| values[*i] = 13.7);
    let mut data = chart(&values);
    data.zones = true;
    let signal = |i: &usize| Signal {
        points: vec![*i],
        rule: "beyond the upper limit".into(),
        ..Signal::default()
    };
    data.values.signals = signals.iter().map(signal).collect();
    data
}

fn symbols(svg: &str) -> Vec<String> {
    let doc = parse(svg);
    all(&doc, "g")
        .iter()
        .filter(|g| g.attribute("role") == Some("graphics-symbol"))
        .map(title)
        .collect()
}

#[test]
fn a_hundred_thousand_points_stay_small_and_keep_their_signals() {
    // Neighbours too: points that share a pixel column with one another.
    let signals = [0, 7, 8, 9, 499, 50_000, 50_001, 99_999];
    let svg = dense(100_000, &signals).svg(&bare()).expect("a chart");
    assert!(svg.len() < 120_000, "{} bytes", svg.len());
    let found = symbols(&svg);
    assert_eq!(found.len(), signals.len());
    for (said, index) in found.iter().zip(signals) {
        assert!(said.starts_with(&format!("{}: 13.7", index + 1)), "{said}");
    }
}

#[test]
fn the_thinned_line_reaches_every_peak() {
    let mut data = dense(100_000, &[]);
    data.values.points[31_337].value = Some(12.9);
    data.values.points[61_000].value = Some(7.1);
    let svg = data.svg(&bare()).expect("a chart");
    let doc = parse(&svg);
    let line = all(&doc, "path")
        .into_iter()
        .find(|p| p.attribute("stroke-linejoin").is_some())
        .expect("the line");
    let found = vertices(line.attribute("d").expect("a path"));
    assert!(found.len() < 4 * 912, "{} vertices", found.len());
    let limits: Vec<f64> = [13.0, 7.0].map(|v| height_of(&doc, v)).to_vec();
    let at = |v: f64| limits[0] + (13.0 - v) / 6.0 * (limits[1] - limits[0]);
    let (top, bottom) = found
        .iter()
        .fold((f64::MAX, f64::MIN), |(t, b), p| (t.min(p.1), b.max(p.1)));
    assert!(
        (top - at(12.9)).abs() < 0.2 && (bottom - at(7.1)).abs() < 0.2,
        "{top} {bottom}"
    );
}

/// The height of a limit, read off its grey line.
fn height_of(doc: &roxmltree::Document<'_>, value: f64) -> f64 {
    let grey = Theme::Light.palette().limit;
    let mut flat: Vec<f64> = doc
        .descendants()
        .filter(|n| n.attribute("stroke") == Some(grey) && n.attribute("stroke-dasharray").is_none())
        .map(|n| vertices(n.attribute("d").expect("a path")))
        .filter(|v| v.len() >= 2 && v.iter().all(|p| p.1 == v[0].1) && v[v.len() - 1].0 - v[0].0 > 500.0)
        .map(|v| v[0].1)
        .collect();
    flat.sort_by(f64::total_cmp);
    if value > 10.0 { flat[0] } else { flat[1] }
}

#[test]
fn a_cloud_of_pairs_keeps_its_signals_too() {
    let dots = (0..100_000).map(|i| {
        let why = (i % 25_000 == 13).then(|| "far off".to_string());
        let x = (f64::from(i) * 0.618_034).fract();
        Dot {
            x,
            y: x + (f64::from(i) * 0.754_877).fract(),
            label: format!("Unit {i}"),
            signal: why,
            link: None,
        }
    });
    let svg = Scatter {
        dots: dots.collect(),
        ..Scatter::default()
    }
    .svg(&bare())
    .expect("a scatter");
    assert_eq!(symbols(&svg).len(), 4);
    assert!(svg.len() < 1_400_000, "{} bytes", svg.len());
}

#[test]
fn five_hundred_points_can_still_be_pointed_at() {
    let svg = dense(500, &[40]).svg(&bare()).expect("a chart");
    let doc = parse(&svg);
    let named = all(&doc, "circle")
        .iter()
        .filter(|c| !title(c).is_empty())
        .count();
    assert_eq!(named, 499);
    assert!(all(&doc, "circle").iter().all(|c| number(c, "cx") > 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_signal_is_hidden(count in 1000usize..20_000, picks in prop::collection::btree_set(0usize..20_000, 1..60)) {
        let signals: Vec<usize> = picks.into_iter().filter(|i| *i < count).collect();
        let svg = dense(count, &signals).svg(&bare()).expect("a chart");
        let found: Vec<usize> = symbols(&svg).iter().map(|s| s.split(':').next().unwrap().parse::<usize>().unwrap() - 1).collect();
        prop_assert_eq!(found, signals);
    }
}
