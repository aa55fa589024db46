//! One small example of each picture.

use crate::common::limits;
use picture::*;

/// One of each picture, every text in it being `t` and every link `link`.
pub(crate) fn each(t: &str, link: &str) -> Vec<(&'static str, Box<dyn Picture>)> {
    let s = || t.to_string();
    let l = || Some(link.to_string());
    let about = || About::new(t, t);
    let measure = || Measure::new(t, t);
    let goal = || {
        Some(Goal {
            value: 11.0,
            word: s(),
        })
    };
    let point = |v: f64| Point {
        label: s(),
        limits: Some(limits()),
        note: Some(s()),
        link: l(),
        ..Point::new(v, t)
    };
    let signal = || Signal {
        points: vec![0, 1],
        rule: s(),
        cause: Some(s()),
        link: l(),
    };
    let series = || Series {
        measure: measure(),
        points: vec![
            point(9.0),
            point(14.0),
            Point {
                excluded: Some(s()),
                ..point(10.0)
            },
            point(11.0),
        ],
        signals: vec![signal()],
        goal: goal(),
        centre_word: s(),
    };
    let stages = || vec![Stage { from: 0, name: s() }, Stage { from: 2, name: s() }];
    let dot = |x: f64, y: f64, why: Option<String>| Dot {
        x,
        y,
        label: s(),
        signal: why,
        link: l(),
    };
    let process = |group| Process {
        name: s(),
        fact: s(),
        state: s(),
        tone: Tone::Watch,
        group,
        chosen: true,
        link: l(),
    };
    let item = || {
        vec![
            Item {
                text: s(),
                tone: Tone::Bad,
                link: l(),
            },
            Item {
                link: l(),
                ..Item::new(t)
            },
        ]
    };
    let entry = |m: u32, doing| PlanEntry {
        from: Day::of(2026, m, 3),
        to: None,
        mark: s(),
        label: s(),
        doing,
        link: l(),
    };
    vec![
        (
            "control",
            Box::new(ControlChart {
                about: about(),
                values: series(),
                spread: Some(series()),
                stages: stages(),
                zones: true,
            }),
        ),
        (
            "run",
            Box::new(RunChart {
                about: about(),
                values: series(),
                stages: stages(),
            }),
        ),
        (
            "histogram",
            Box::new(Histogram {
                about: about(),
                measure: measure(),
                bins: vec![
                    Bin {
                        from: 0.0,
                        to: 1.0,
                        count: 3,
                    },
                    Bin {
                        from: 1.0,
                        to: 2.0,
                        count: 5,
                    },
                ],
                lower_spec: Some(0.5),
                upper_spec: Some(2.5),
                target: Some(1.0),
                normal: Some(Normal {
                    mean: 1.1,
                    sigma: 0.5,
                }),
                capability: vec![Capability {
                    name: s(),
                    value: 1.33,
                    interval: Some((1.0, 1.6)),
                }],
            }),
        ),
        (
            "pareto",
            Box::new(Pareto {
                about: about(),
                measure: measure(),
                bars: [3.0, 9.0]
                    .iter()
                    .map(|v| ParetoBar {
                        label: s(),
                        value: *v,
                        link: l(),
                    })
                    .collect(),
                other: Some(ParetoBar {
                    label: s(),
                    value: 1.0,
                    link: l(),
                }),
            }),
        ),
        (
            "scatter",
            Box::new(Scatter {
                about: about(),
                x: measure(),
                y: measure(),
                dots: vec![dot(1.0, 2.0, None), dot(2.0, 3.0, Some(s()))],
                fit: Some(Fit {
                    intercept: 1.0,
                    slope: 1.0,
                    words: s(),
                }),
                band: vec![
                    Between {
                        x: 1.0,
                        lower: 1.5,
                        upper: 2.5,
                    },
                    Between {
                        x: 2.0,
                        lower: 2.5,
                        upper: 3.5,
                    },
                ],
            }),
        ),
        (
            "funnel",
            Box::new(Funnel {
                about: about(),
                size: measure(),
                rate: measure(),
                dots: vec![dot(100.0, 2.0, None), dot(200.0, 9.0, Some(s()))],
                centre: 3.0,
                limits: [50.0, 250.0]
                    .iter()
                    .map(|n| FunnelLimit {
                        size: *n,
                        inner: (2.0, 4.0),
                        outer: (1.0, 5.0),
                    })
                    .collect(),
                limit_words: (s(), s()),
            }),
        ),
        (
            "boxes",
            Box::new(BoxPlot {
                about: about(),
                measure: measure(),
                boxes: vec![BoxOf {
                    label: s(),
                    low: 1.0,
                    q1: 2.0,
                    median: 3.0,
                    q3: 4.0,
                    high: 5.0,
                    outliers: vec![9.0],
                    count: 8,
                    link: l(),
                }],
                goal: goal(),
            }),
        ),
        (
            "heat",
            Box::new(HeatMap {
                about: about(),
                measure: measure(),
                columns: vec![s(), s()],
                rows: vec![(s(), vec![Some(1.0), None])],
            }),
        ),
        (
            "risk",
            Box::new(RiskMatrix {
                about: about(),
                likelihood: (s(), vec![s(), s()]),
                consequence: (s(), vec![s()]),
                bands: vec![
                    Band {
                        word: s(),
                        gravity: Gravity::Low,
                    },
                    Band {
                        word: s(),
                        gravity: Gravity::High,
                    },
                ],
                cells: vec![vec![0, 1]],
                risks: vec![Risk {
                    likelihood: 1,
                    consequence: 0,
                    key: s(),
                    label: s(),
                    link: l(),
                }],
            }),
        ),
        (
            "radar",
            Box::new(Radar {
                about: about(),
                axes: (0..4)
                    .map(|_| RadarAxis {
                        label: s(),
                        most: 5.0,
                    })
                    .collect(),
                series: vec![
                    RadarSeries {
                        label: s(),
                        values: vec![1.0, 2.0, 3.0, 4.0],
                    },
                    RadarSeries {
                        label: s(),
                        values: vec![2.0; 4],
                    },
                ],
            }),
        ),
        (
            "spark",
            Box::new(Sparkline {
                about: about(),
                measure: measure(),
                values: vec![Some(1.0), None, Some(2.0)],
                goal: Some(1.5),
                limits: Some((0.5, 2.5)),
                signals: vec![0],
            }),
        ),
        (
            "planner",
            Box::new(YearPlanner {
                about: about(),
                year: 2026,
                lanes: vec![Lane {
                    label: s(),
                    group: s(),
                    note: s(),
                    entries: vec![
                        entry(2, Doing::Done),
                        entry(5, Doing::Late),
                        entry(9, Doing::Open),
                    ],
                }],
                today: Some(Day::of(2026, 8, 1)),
            }),
        ),
        (
            "map",
            Box::new(ProcessMap {
                about: about(),
                processes: [
                    Group::Management,
                    Group::Core,
                    Group::Core,
                    Group::Support,
                    Group::Outsourced,
                ]
                .map(process)
                .to_vec(),
                flows: [(1, 2), (2, 1), (0, 1), (3, 2), (4, 0), (2, 4)]
                    .map(|(from, to)| Flow { from, to, what: s() })
                    .to_vec(),
            }),
        ),
        (
            "turtle",
            Box::new(Turtle {
                about: about(),
                number: s(),
                name: if t.trim().is_empty() { "x".into() } else { s() },
                purpose: s(),
                with_what: item(),
                with_whom: item(),
                comes_in: item(),
                goes_out: item(),
                how: item(),
                measured: item(),
            }),
        ),
    ]
}
