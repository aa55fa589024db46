//! What cannot be drawn honestly is refused with a sentence that names the place; what is merely odd is drawn.

use crate::common::{bare, chart, parse};
use picture::*;

fn refusal(picture: &dyn Picture) -> String {
    let refusal = picture
        .svg(&bare())
        .expect_err("this must be refused")
        .to_string();
    assert!(
        refusal.ends_with('.') && refusal.len() > 25,
        "not a sentence: {refusal}"
    );
    refusal
}

#[test]
fn nothing_is_not_drawn() {
    let empty: [&dyn Picture; 13] = [
        &ControlChart::default(),
        &RunChart::default(),
        &Histogram::default(),
        &Pareto::default(),
        &Scatter::default(),
        &Funnel::default(),
        &BoxPlot::default(),
        &HeatMap::default(),
        &RiskMatrix::default(),
        &Sparkline::default(),
        &YearPlanner::default(),
        &ProcessMap::default(),
        &Turtle::default(),
    ];
    for picture in empty {
        let said = refusal(picture);
        assert!(said.contains("nothing to draw"), "{said}");
    }
    assert!(refusal(&Radar::default()).contains("three qualities"));
}

#[test]
fn a_value_that_is_no_number_is_named() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let said = refusal(&chart(&[9.0, bad, 10.0]));
        assert!(said.contains("Point 2") && said.contains("Width"), "{said}");
        let dots = vec![Dot {
            x: 1.0,
            y: bad,
            label: "Unit 7".into(),
            ..Dot::default()
        }];
        assert!(
            refusal(&Scatter {
                dots,
                ..Scatter::default()
            })
            .contains("Unit 7")
        );
        let bars = vec![ParetoBar {
            label: "Leakage".into(),
            value: bad,
            link: None,
        }];
        assert!(
            refusal(&Pareto {
                bars,
                ..Pareto::default()
            })
            .contains("Leakage")
        );
        assert!(
            refusal(&Sparkline {
                values: vec![Some(bad)],
                ..Sparkline::default()
            })
            .contains("finite")
        );
        let rows = vec![("Sales".to_string(), vec![Some(bad)])];
        assert!(
            refusal(&HeatMap {
                rows,
                columns: vec!["Jan".into()],
                ..HeatMap::default()
            })
            .contains("Sales")
        );
    }
    let mut limited = chart(&[9.0, 10.0]);
    limited.values.points[1].limits = Some(Limits {
        centre: f64::NAN,
        lower: None,
        upper: None,
        sigma: None,
    });
    assert!(refusal(&limited).contains("limit"));
}

#[test]
fn what_does_not_fit_together_is_named() {
    let mut lost = chart(&[9.0, 10.0]);
    lost.values.signals.push(Signal {
        points: vec![7],
        rule: "beyond".into(),
        ..Signal::default()
    });
    assert!(refusal(&lost).contains("point 8"));
    let mut short = chart(&[9.0, 10.0]);
    short.spread = Some(chart(&[1.0]).values);
    assert!(refusal(&short).contains("1 points") && refusal(&short).contains("2"));
    let negative = Pareto {
        bars: vec![ParetoBar {
            label: "a".into(),
            value: -1.0,
            link: None,
        }],
        ..Pareto::default()
    };
    assert!(refusal(&negative).contains("zero or more"));
    let upside = BoxOf {
        label: "Bench 3".into(),
        q1: 5.0,
        ..BoxOf::default()
    };
    assert!(
        refusal(&BoxPlot {
            boxes: vec![upside],
            ..BoxPlot::default()
        })
        .contains("Bench 3")
    );
    let flow = Flow {
        from: 0,
        to: 3,
        what: "parts".into(),
    };
    let map = ProcessMap {
        processes: vec![Process {
            name: "Sales".into(),
            ..Process::default()
        }],
        flows: vec![flow],
        ..ProcessMap::default()
    };
    assert!(refusal(&map).contains("parts"));
    let bins = vec![Bin {
        from: 2.0,
        to: 1.0,
        count: 3,
    }];
    assert!(
        refusal(&Histogram {
            bins,
            ..Histogram::default()
        })
        .contains("Class 1")
    );
}

#[test]
fn one_point_equal_points_and_gaps_are_drawn() {
    let gap = Point {
        value: None,
        ..Point::default()
    };
    let mut gappy = chart(&[9.0, 10.0, 11.0]);
    gappy.values.points[1] = gap;
    for (what, picture) in [
        ("one", chart(&[10.0])),
        ("equal", chart(&[5.0; 9])),
        ("zero", chart(&[0.0; 3])),
        ("gap", gappy),
    ] {
        let svg = picture.svg(&bare()).unwrap_or_else(|r| panic!("{what}: {r}"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{what}");
        let dots = picture.values.points.iter().filter(|p| p.value.is_some()).count();
        assert_eq!(crate::common::all(&parse(&svg), "circle").len(), dots, "{what}");
    }
    let mut no_limits = chart(&[5.0; 4]);
    no_limits.values.points.iter_mut().for_each(|p| p.limits = None);
    assert!(no_limits.svg(&bare()).is_ok());
    for values in [
        vec![7.0],
        vec![7.0, 7.0],
        vec![-1e300, 1e300],
        vec![1e-300, 2e-300],
    ] {
        let svg = chart(&values)
            .svg(&bare())
            .unwrap_or_else(|r| panic!("{values:?}: {r}"));
        parse(&svg);
        let line = Sparkline {
            values: values.iter().copied().map(Some).collect(),
            ..Sparkline::default()
        };
        parse(&line.svg(&bare()).expect("a sparkline"));
        let dots = values
            .iter()
            .map(|v| Dot {
                x: *v,
                y: *v,
                ..Dot::default()
            })
            .collect();
        parse(
            &Scatter {
                dots,
                ..Scatter::default()
            }
            .svg(&bare())
            .expect("a scatter"),
        );
    }
}
