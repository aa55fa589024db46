//! Histogram, Pareto, radar and planner: bars, shares and marks stand where the data say.

use crate::common::{all, bare, number, parse, text, title};
use picture::*;

#[test]
fn bars_of_a_histogram_have_areas_like_their_counts() {
    let bins = [3u64, 9, 6, 1]
        .iter()
        .enumerate()
        .map(|(i, n)| Bin {
            from: i as f64,
            to: i as f64 + 1.0,
            count: *n,
        })
        .collect();
    let data = Histogram {
        bins,
        upper_spec: Some(3.0),
        ..Histogram::default()
    };
    let svg = data.svg(&bare()).expect("a histogram");
    let doc = parse(&svg);
    let bars: Vec<_> = all(&doc, "rect")
        .into_iter()
        .filter(|r| !title(r).is_empty())
        .collect();
    assert_eq!(bars.len(), 4);
    let high: Vec<f64> = bars.iter().map(|b| number(b, "height")).collect();
    for (bar, count) in high.iter().zip([3.0, 9.0, 6.0, 1.0]) {
        assert!((bar / high[1] - count / 9.0).abs() < 0.003, "{high:?}");
    }
    let ends = |b: &crate::common::Node<'_>| number(b, "x") + number(b, "width");
    assert!(
        bars.windows(2)
            .all(|w| (ends(&w[0]) - number(&w[1], "x")).abs() < 0.15),
        "bars touch"
    );
    let red = Theme::Light.palette().red;
    assert_eq!(
        bars.iter()
            .map(|b| b.attribute("stroke") == Some(red))
            .collect::<Vec<_>>(),
        [false, false, false, true]
    );
}

#[test]
fn classes_count_every_value_once() {
    let values: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.01).collect();
    let bins = Histogram::bins_of(&values, Some(10));
    assert_eq!(bins.iter().map(|b| b.count).sum::<u64>(), 1000);
    assert!(
        bins.len() <= 11 && bins.windows(2).all(|w| (w[0].to - w[1].from).abs() < 1e-9),
        "{bins:?}"
    );
    assert_eq!(
        Histogram::bins_of(&[4.0; 7], None)
            .iter()
            .map(|b| b.count)
            .collect::<Vec<_>>(),
        [7]
    );
    assert!(Histogram::bins_of(&[f64::NAN], None).is_empty());
}

#[test]
fn a_pareto_is_sorted_and_its_shares_run_to_the_end() {
    let bar = |label: &str, value| ParetoBar {
        label: label.into(),
        value,
        link: None,
    };
    let data = Pareto {
        bars: vec![bar("b", 10.0), bar("a", 30.0), bar("c", 5.0)],
        other: Some(bar("rest", 15.0)),
        ..Pareto::default()
    };
    let table = data.table(&Look::default());
    assert_eq!(
        table.rows.iter().map(|r| r[0].as_str()).collect::<Vec<_>>(),
        ["a", "b", "c", "rest"]
    );
    assert_eq!(
        table.rows.iter().map(|r| r[3].as_str()).collect::<Vec<_>>(),
        ["50.0\u{a0}%", "66.7\u{a0}%", "75.0\u{a0}%", "100.0\u{a0}%"]
    );
    let svg = data.svg(&bare()).expect("a Pareto chart");
    let doc = parse(&svg);
    let bars: Vec<f64> = all(&doc, "rect").iter().map(|r| number(r, "width")).collect();
    for (wide, value) in bars.iter().zip([30.0, 10.0, 5.0, 15.0]) {
        assert!((wide / bars[0] - value / 30.0).abs() < 0.002);
    }
    let marks: Vec<f64> = all(&doc, "circle").iter().map(|c| number(c, "cx")).collect();
    let left = number(&all(&doc, "rect")[0], "x");
    for (x, share) in marks.iter().zip([40.0, 45.0, 60.0]) {
        assert!(((x - left) / bars[0] - share / 30.0).abs() < 0.002, "{marks:?}");
    }
}

#[test]
fn the_radar_points_up_and_reaches_its_rim() {
    let axes: Vec<RadarAxis> = (0..4)
        .map(|i| RadarAxis {
            label: format!("q{i}"),
            most: 4.0,
        })
        .collect();
    let data = Radar {
        axes,
        series: vec![RadarSeries {
            label: "now".into(),
            values: vec![4.0, 2.0, 4.0, 1.0],
        }],
        ..Radar::default()
    };
    let svg = data.svg(&bare()).expect("a radar");
    let doc = parse(&svg);
    let at: Vec<(f64, f64)> = all(&doc, "circle")
        .iter()
        .map(|c| (number(c, "cx"), number(c, "cy")))
        .collect();
    let (cx, cy) = (at[0].0, (at[0].1 + at[2].1) / 2.0);
    let rim = cy - at[0].1;
    assert!(
        (at[1].0 - cx - rim / 2.0).abs() < 0.2 && (cx - at[3].0 - rim / 4.0).abs() < 0.2,
        "{at:?}"
    );
}

#[test]
fn the_planner_puts_an_entry_at_its_day() {
    let entry = |m, d| PlanEntry {
        from: Day::of(2026, m, d),
        to: None,
        mark: "MW".into(),
        label: "Audit".into(),
        doing: Doing::Done,
        link: None,
    };
    let lanes = vec![Lane {
        label: "Sales".into(),
        entries: vec![entry(4, 2), entry(10, 1)],
        ..Lane::default()
    }];
    let svg = YearPlanner {
        year: 2026,
        lanes,
        ..YearPlanner::default()
    }
    .svg(&bare())
    .expect("a planner");
    let doc = parse(&svg);
    let at: Vec<f64> = all(&doc, "circle").iter().map(|c| number(c, "cx")).collect();
    let months: Vec<f64> = all(&doc, "text")
        .iter()
        .filter(|t| ["Apr", "Oct"].contains(&text(t).as_str()))
        .map(|t| number(t, "x"))
        .collect();
    let per_day = (at[1] - at[0]) / 182.0;
    // The word of a month stands in its middle: 13.5 days after the middle of 2 April, 15 after that of 1 October.
    assert!(
        (months[0] - at[0] - 13.5 * per_day).abs() < 0.3 && (months[1] - at[1] - 15.0 * per_day).abs() < 0.3,
        "{at:?} {months:?}"
    );
}
