//! Charts of measured values.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![
        ("control", Box::new(control())),
        ("stages", Box::new(stages())),
        ("run", Box::new(run())),
        ("histogram", Box::new(histogram())),
        ("pareto", Box::new(pareto())),
    ]
}

fn month(i: i32) -> Day {
    Day::of(2024 + (10 + i) / 12, ((10 + i) % 12 + 1) as u32, 1)
}

const YIELD: [f64; 24] = [
    96.9, 96.4, 97.2, 96.6, 96.9, 97.3, 96.7, 96.2, 96.8, 97.4, 96.9, 96.5, 97.0, 96.6, 97.1, 96.9, 96.1,
    96.8, 97.3, 96.7, 96.4, 97.0, 94.1, 96.7,
];

fn control() -> ControlChart {
    let limits = Limits {
        centre: 96.8,
        lower: Some(95.4),
        upper: Some(98.2),
        sigma: Some(0.47),
    };
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let points: Vec<Point> = YIELD
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let day = month(i as i32);
            let (year, m, _) = day.date();
            Point {
                label: format!("{} {year}", names[m as usize - 1]),
                limits: Some(limits),
                ..Point::on(*v, day)
            }
        })
        .collect();
    let spread = points
        .iter()
        .enumerate()
        .map(|(i, p)| Point {
            value: (i > 0).then(|| (YIELD[i] - YIELD[i.max(1) - 1]).abs()),
            limits: Some(Limits {
                centre: 0.5,
                lower: None,
                upper: Some(1.7),
                sigma: None,
            }),
            ..p.clone()
        })
        .collect();
    let mut values = Series {
        measure: Measure::new("First-pass yield", "%"),
        points,
        ..Series::default()
    };
    values.points[16].note = Some("noise".into());
    values.goal = Some(Goal {
        value: 97.5,
        word: String::new(),
    });
    values.signals.push(Signal {
        points: vec![22],
        rule: "beyond the lower limit".into(),
        cause: Some("lot 2638".into()),
        link: Some("#nc-2026-014".into()),
    });
    ControlChart {
        about: About::new(
            "First-pass yield, final calibration",
            "One signal in 24 months: September. The rest is noise.",
        ),
        values,
        spread: Some(Series {
            measure: Measure {
                decimals: Some(1),
                ..Measure::new("Change from month to month", "%")
            },
            points: spread,
            signals: vec![Signal {
                points: vec![22, 23],
                rule: "both from September".into(),
                ..Signal::default()
            }],
            ..Series::default()
        }),
        stages: Vec::new(),
        zones: false,
    }
}

fn wave(i: usize) -> f64 {
    // A fixed scatter without a generator: the fractional parts of multiples of the golden ratio, folded twice.
    let a = (i as f64 * 0.618_033_988_75).fract();
    let b = ((i * i) as f64 * 0.414_213_562_37).fract();
    a + b - 1.0
}

fn stages() -> ControlChart {
    let points = (0..60)
        .map(|i| {
            let (centre, sigma) = if i < 24 { (12.06, 0.03) } else { (12.01, 0.018) };
            let drift = if i >= 44 { 0.024 } else { 0.0 };
            let usual = centre + drift + sigma * 1.2 * wave(i);
            let value = if i == 9 { 12.17 } else { usual };
            Point {
                limits: Some(Limits {
                    centre,
                    lower: Some(centre - 3.0 * sigma),
                    upper: Some(centre + 3.0 * sigma),
                    sigma: Some(sigma),
                }),
                excluded: (i == 31).then(|| "measured on the old gauge".to_string()),
                ..Point::new(value, (i + 1).to_string())
            }
        })
        .collect();
    ControlChart {
        about: About::new(
            "Bore of the housing, line 2",
            "The new fixture took the middle. Since part 45 the bore creeps up.",
        ),
        values: Series {
            measure: Measure {
                decimals: Some(2),
                ..Measure::new("Bore", "mm")
            },
            points,
            signals: vec![
                Signal {
                    points: vec![9],
                    rule: "beyond the upper limit".into(),
                    cause: Some("chip under the clamp".into()),
                    link: None,
                },
                Signal {
                    points: (44..60).collect(),
                    rule: "16 in a row on one side of the mean".into(),
                    cause: None,
                    link: None,
                },
            ],
            goal: Some(Goal {
                value: 12.0,
                word: "nominal".into(),
            }),
            ..Series::default()
        },
        spread: None,
        stages: vec![
            Stage {
                from: 0,
                name: "old fixture".into(),
            },
            Stage {
                from: 24,
                name: "new fixture, 14 May".into(),
            },
        ],
        zones: true,
    }
}

fn run() -> RunChart {
    let values = [
        71.0, 74.0, 78.0, 73.0, 79.0, 82.0, 83.0, 84.0, 83.0, 86.0, 85.0, 88.0,
    ];
    let points = values
        .iter()
        .enumerate()
        .map(|(i, v)| Point {
            limits: Some(Limits {
                centre: 82.5,
                lower: None,
                upper: None,
                sigma: None,
            }),
            label: format!("{} 2026", Words::default().months[i]),
            ..Point::on(*v, Day::of(2026, i as u32 + 1, 1))
        })
        .collect();
    RunChart {
        about: About::new(
            "Purchasing: delivered on time",
            "It climbs by more than a point a month and is still seven short of its goal.",
        ),
        values: Series {
            measure: Measure::new("On time", "%"),
            points,
            goal: Some(Goal {
                value: 95.0,
                word: "goal".into(),
            }),
            signals: vec![Signal {
                points: (6..12).collect(),
                rule: "6 above the median".into(),
                cause: Some("call-offs moved to weekly".into()),
                link: None,
            }],
            ..Series::default()
        },
        stages: Vec::new(),
    }
}

fn histogram() -> Histogram {
    let values: Vec<f64> = (0..240)
        .map(|i| 4.02 + 0.11 * (wave(i) + wave(i * 7 + 3) * 0.8 + wave(i * 3 + 11) * 0.6))
        .collect();
    Histogram {
        about: About::new(
            "Leakage at 230 V, type 330",
            "The spread would fit. The middle lies too near to the upper limit.",
        ),
        measure: Measure::new("Leakage", "µA"),
        bins: Histogram::bins_of(&values, Some(18)),
        lower_spec: Some(3.5),
        upper_spec: Some(4.25),
        target: Some(3.9),
        normal: Some(Normal {
            mean: 4.02,
            sigma: 0.063,
        }),
        capability: vec![
            Capability {
                name: "Cp".into(),
                value: 1.98,
                interval: Some((1.80, 2.16)),
            },
            Capability {
                name: "Cpk".into(),
                value: 1.22,
                interval: Some((1.10, 1.33)),
            },
        ],
    }
}

fn pareto() -> Pareto {
    let bar = |label: &str, value: f64| ParetoBar {
        label: label.into(),
        value,
        link: Some("#cause".into()),
    };
    Pareto {
        about: About::new(
            "What failed at final calibration, 2026",
            "Two of seven causes make three quarters of all failures.",
        ),
        measure: Measure::new("Units", ""),
        bars: vec![
            bar("Leakage too high", 61.0),
            bar("Wrong component", 38.0),
            bar("Cold solder joint", 14.0),
            bar("Display scratched", 8.0),
            bar("Label missing", 6.0),
            bar("Firmware not loaded", 4.0),
        ],
        other: Some(ParetoBar {
            label: "Other".into(),
            value: 3.0,
            link: None,
        }),
    }
}
