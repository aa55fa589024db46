//! Marks stand where the data say: positions are computed from the data and compared with what is drawn.

use crate::common::{all, bare, chart, number, parse, text, title, vertices};
use picture::*;
use proptest::prelude::*;

/// Centre and title of each point of a chart, in order of x.
fn points(svg: &str) -> Vec<(f64, f64, String)> {
    let doc = parse(svg);
    let mut found: Vec<(f64, f64, String)> = all(&doc, "circle")
        .iter()
        .filter(|c| c.attribute("fill") != Some("none"))
        .map(|c| {
            let named = if title(c).is_empty() {
                title(&c.parent().expect("a parent"))
            } else {
                title(c)
            };
            (number(c, "cx"), number(c, "cy"), named)
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

/// The height at which a value lies, read off the marks of the scale: words at the left and their y.
fn scale(svg: &str) -> impl Fn(f64) -> f64 {
    let doc = parse(svg);
    let mut marks: Vec<(f64, f64)> = all(&doc, "text")
        .iter()
        .filter(|t| t.attribute("text-anchor") == Some("end"))
        .filter_map(|t| {
            let said = text(t).replace('\u{2212}', "-").replace(',', "");
            let value = said.split('\u{a0}').next()?.parse::<f64>().ok()?;
            Some((value, number(t, "y") - 4.8))
        })
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ((v0, y0), (v1, y1)) = (marks[0], marks[marks.len() - 1]);
    assert!(v1 > v0 && y0 > y1, "the scale runs upwards");
    move |value| y0 + (value - v0) * (y1 - y0) / (v1 - v0)
}

#[test]
fn each_point_stands_at_its_value_and_at_equal_steps() {
    let values = [9.0, 12.0, 10.5, 8.0, 11.0, 10.0];
    let svg = chart(&values).svg(&bare()).expect("a chart");
    let (found, at) = (points(&svg), scale(&svg));
    assert_eq!(found.len(), values.len());
    for (i, ((x, y, said), value)) in found.iter().zip(values).enumerate() {
        assert!(
            (y - at(value)).abs() < 0.4,
            "{value} lies at {y}, not at {}",
            at(value)
        );
        assert!((x - found[0].0 - i as f64 * (found[1].0 - found[0].0)).abs() < 0.3);
        assert!(
            said.starts_with(&format!("{}: ", i + 1)) && said.ends_with("mm"),
            "{said}"
        );
    }
}

#[test]
fn limits_are_steps_that_change_between_the_points() {
    let mut data = chart(&[9.0, 12.0, 10.5, 8.0]);
    for point in &mut data.values.points[2..] {
        point.limits = Some(Limits {
            centre: 9.5,
            lower: Some(8.5),
            upper: Some(11.0),
            sigma: None,
        });
    }
    let svg = data.svg(&bare()).expect("a chart");
    let (found, at) = (points(&svg), scale(&svg));
    let doc = parse(&svg);
    let grey = Theme::Light.palette().limit;
    let upper = all(&doc, "path")
        .iter()
        .filter(|p| p.attribute("stroke") == Some(grey))
        .map(|p| vertices(p.attribute("d").expect("a path")))
        .find(|v| (v[0].1 - at(13.0)).abs() < 0.4)
        .expect("the upper limit begins at 13");
    let change = (found[1].0 + found[2].0) / 2.0;
    assert!(
        (upper[1].0 - change).abs() < 0.2 && (upper[1].1 - at(13.0)).abs() < 0.4,
        "{upper:?}"
    );
    assert!(
        (upper[2].0 - change).abs() < 0.2 && (upper[2].1 - at(11.0)).abs() < 0.4,
        "{upper:?}"
    );
    // Words at the end are those of the last limits.
    let ends: Vec<String> = all(&doc, "text")
        .iter()
        .filter(|t| t.attribute("font-weight") == Some("600"))
        .map(text)
        .collect();
    assert_eq!(ends, ["11.0", "9.5", "8.5"]);
}

#[test]
fn a_signal_is_ringed_and_has_its_rule_and_cause_beside_it() {
    let mut data = chart(&[9.0, 10.0, 14.2, 10.5, 9.5]);
    data.values.signals.push(Signal {
        points: vec![2],
        rule: "beyond the upper limit".into(),
        cause: Some("lot 2638".into()),
        link: Some("/records/7".into()),
    });
    let svg = data.svg(&bare()).expect("a chart");
    let doc = parse(&svg);
    let at = scale(&svg);
    let red = Theme::Light.palette().red;
    let link = all(&doc, "a")
        .into_iter()
        .find(|a| a.attribute("href") == Some("/records/7"))
        .expect("a link");
    let rings: Vec<_> = link
        .descendants()
        .filter(|n| n.attribute("stroke") == Some(red))
        .collect();
    assert_eq!(rings.len(), 1);
    assert!((number(&rings[0], "cy") - at(14.2)).abs() < 0.4);
    let symbol = link
        .descendants()
        .find(|n| n.attribute("role") == Some("graphics-symbol"))
        .expect("a symbol");
    assert_eq!(
        title(&symbol),
        "3: 14.2\u{a0}mm, beyond the upper limit: lot 2638"
    );
    let beside: String = all(&doc, "text").iter().map(text).collect::<Vec<_>>().join(" ");
    assert!(
        beside.contains("14.2\u{a0}mm point\u{a0}3, beyond the upper limit: lot 2638"),
        "{beside}"
    );
    let desc = all(&doc, "desc")[0];
    assert!(
        text(&desc).contains("5 values from 1 to 5") && text(&desc).contains("lot 2638"),
        "{}",
        text(&desc)
    );
}

#[test]
fn a_calendar_puts_points_at_their_days() {
    let days = [Day::of(2026, 1, 1), Day::of(2026, 1, 11), Day::of(2026, 1, 31)];
    let mut data = chart(&[9.0, 10.0, 11.0]);
    for (point, day) in data.values.points.iter_mut().zip(days) {
        (point.day, point.label) = (Some(day), String::new());
    }
    let found = points(&data.svg(&bare()).expect("a chart"));
    let (whole, part) = (found[2].0 - found[0].0, found[1].0 - found[0].0);
    assert!((part / whole - 10.0 / 30.0).abs() < 0.002, "{part} of {whole}");
    assert!(found[1].2.starts_with("11 Jan 2026: 10"), "{}", found[1].2);
}

#[test]
fn an_excluded_point_is_a_cross_and_not_on_the_line() {
    let mut data = chart(&[9.0, 10.0, 12.5, 10.0, 9.0]);
    data.values.points[2].excluded = Some("old gauge".into());
    let svg = data.svg(&bare()).expect("a chart");
    let doc = parse(&svg);
    assert_eq!(points(&svg).len(), 4);
    let cross = all(&doc, "path")
        .into_iter()
        .find(|p| title(p).contains("old gauge"))
        .expect("a cross");
    assert_eq!(vertices(cross.attribute("d").unwrap()).len(), 4);
    let line = all(&doc, "path")
        .into_iter()
        .find(|p| p.attribute("stroke-linejoin").is_some())
        .expect("the line");
    assert_eq!(
        line.attribute("d").unwrap().matches('M').count(),
        2,
        "the line is broken at the point"
    );
}

#[test]
fn stages_have_their_names_and_a_line_between() {
    let mut data = chart(&[9.0; 8]);
    data.stages = vec![
        Stage {
            from: 0,
            name: "before".into(),
        },
        Stage {
            from: 5,
            name: "after".into(),
        },
    ];
    let svg = data.svg(&bare()).expect("a chart");
    let doc = parse(&svg);
    let found = points(&svg);
    let x = (found[4].0 + found[5].0) / 2.0;
    let at = |word: &str| {
        number(
            all(&doc, "text")
                .iter()
                .find(|t| text(t) == word)
                .expect("its name"),
            "x",
        )
    };
    assert!((at("after") - x - 6.0).abs() < 0.2 && at("before, mean 10") < at("after"));
    let upright = all(&doc, "path")
        .iter()
        .map(|p| vertices(p.attribute("d").unwrap_or("M0 0")))
        .filter(|v| v.len() == 2 && (v[0].0 - x).abs() < 0.1 && v[0].0 == v[1].0)
        .count();
    assert_eq!(upright, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn points_lie_in_the_plot_and_rise_with_their_values(
        values in prop::collection::vec(-1e6..1e6f64, 1..120), width in 320.0..1600.0f64
    ) {
        let look = Look { width, ..bare() };
        let mut data = chart(&values);
        data.values.points.iter_mut().for_each(|p| p.limits = None);
        let svg = data.svg(&look).expect("a chart");
        let found = points(&svg);
        prop_assert_eq!(found.len(), values.len());
        let mut by_value: Vec<(f64, f64)> = found.iter().zip(&values).map(|(p, v)| (*v, p.1)).collect();
        by_value.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert!(by_value.windows(2).all(|w| w[0].1 >= w[1].1), "a larger value lies lower");
        let doc = parse(&svg);
        let axis = vertices(all(&doc, "path").iter().filter_map(|p| p.attribute("d")).find(|d| d.contains('V') && d.contains('H')).expect("the axis"));
        let (top, bottom, left) = (axis[0].1, axis[1].1, axis[0].0);
        for (x, y, _) in &found {
            prop_assert!(*x >= left && *x <= width && *y >= top - 0.05 && *y <= bottom + 0.05, "{x} {y} outside {axis:?}");
        }
    }

    #[test]
    fn words_never_lie_on_each_other(seed in 0usize..400, width in 420.0..1400.0f64) {
        // Many signals, each with rule and cause, at scattered places.
        let values: Vec<f64> = (0..60).map(|i| 10.0 + 4.0 * ((((i + seed) as f64) * 0.618_034).fract() - 0.5)).collect();
        let mut data = chart(&values);
        data.values.signals = (0..60).step_by(5)
            .map(|i| Signal { points: vec![i], rule: "beyond the limit".into(), cause: Some("lot 2638".into()), link: None }).collect();
        data.values.goal = Some(Goal { value: 10.4, word: String::new() });
        let svg = data.svg(&Look { width, ..bare() }).expect("a chart");
        let doc = parse(&svg);
        // Half an em is less than the mean width of a letter in any face in use, so that boxes are rather too small.
        let boxes: Vec<(f64, f64, f64, f64, String)> = all(&doc, "text").iter().map(|t| {
            let said = text(t);
            let (x, y, w) = (number(t, "x"), number(t, "y"), said.chars().count() as f64 * 6.0);
            let x0 = match t.attribute("text-anchor") { Some("end") => x - w, Some("middle") => x - w / 2.0, _ => x };
            (x0, y - 10.0, x0 + w, y, said)
        }).collect();
        for (i, a) in boxes.iter().enumerate() {
            for b in &boxes[..i] {
                let meet = a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3;
                prop_assert!(!meet, "{:?} lies on {:?}", a, b);
            }
        }
    }
}

#[test]
fn a_signal_without_room_beside_it_is_told_below() {
    // On a narrow sheet the long reasons of neighbours cannot all stand beside their points.
    let mut data = chart(&[13.5, 6.5, 13.5, 6.5, 13.5, 6.5, 13.5, 6.5]);
    let cause =
        |i: usize| format!("cause number {i} with a long explanation that takes much room in the picture");
    data.values.signals = (0..8)
        .map(|i| Signal {
            points: vec![i],
            rule: "beyond".into(),
            cause: Some(cause(i)),
            link: None,
        })
        .collect();
    let look = Look {
        width: 340.0,
        ..bare()
    };
    let svg = data.svg(&look).expect("a chart");
    let doc = parse(&svg);
    let said = all(&doc, "text").iter().map(text).collect::<Vec<_>>().join(" ");
    let more: usize = said.split("+ ").nth(1).map_or(0, |t| {
        t.split(' ').next().unwrap_or("0").parse().expect("a count")
    });
    let told = (0..8).filter(|i| said.contains(&format!("number {i} "))).count();
    assert_eq!(told + more, 8, "{said}");
    assert!(told >= 6, "{said}");
}
