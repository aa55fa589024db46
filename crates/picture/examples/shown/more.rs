//! Comparisons, plans and processes.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![
        ("scatter", Box::new(scatter())),
        ("funnel", Box::new(funnel())),
        ("boxes", Box::new(boxes())),
        ("heat", Box::new(heat())),
        ("risk", Box::new(risk())),
        ("radar", Box::new(radar())),
        ("planner", Box::new(planner())),
        ("map", Box::new(map())),
        ("turtle", Box::new(turtle())),
    ]
}

/// A line for the sparkline's own row.
pub(crate) fn spark() -> Sparkline {
    let values = [
        96.9, 96.4, 97.2, 96.6, 96.9, 97.3, 96.7, 96.2, 96.8, 97.4, 96.9, 96.5, 97.0, 96.6, 97.1, 96.9, 94.1,
        96.7,
    ];
    Sparkline {
        about: About::new("First-pass yield", ""),
        measure: Measure::new("Yield", "%"),
        values: values.map(Some).to_vec(),
        goal: Some(97.5),
        limits: Some((95.4, 98.2)),
        signals: vec![16],
    }
}

fn scatter() -> Scatter {
    let noise =
        |i: usize| ((i as f64 * 0.618_034).fract() + ((i * i) as f64 * 0.414_214).fract() - 1.0) * 0.16;
    let mut dots: Vec<Dot> = (0..46)
        .map(|i| {
            let x = 18.0 + 10.0 * (i as f64 * 0.754_877).fract();
            Dot {
                x,
                y: 3.1 + 0.042 * x + noise(i),
                label: format!("Unit {}", 4401 + i),
                ..Dot::default()
            }
        })
        .collect();
    dots.push(Dot {
        x: 24.6,
        y: 4.52,
        label: "Unit 4460".into(),
        signal: Some("reel of 108 \u{3a9}".into()),
        link: Some("#nc".into()),
    });
    let mid = 23.0;
    Scatter {
        about: About::new(
            "Leakage against the temperature of the chamber",
            "Each degree costs 0.04 µA. The chamber, not the boards, makes half of the spread.",
        ),
        x: Measure::new("Chamber", "°C"),
        y: Measure::new("Leakage", "µA"),
        dots,
        fit: Some(Fit {
            intercept: 3.1,
            slope: 0.042,
            words: "0.042 µA per °C, r² 0.52, 46 units".into(),
        }),
        band: (0..=20)
            .map(|i| {
                let x = 18.0 + f64::from(i) * 0.5;
                let half = 0.022 + 0.0045 * (x - mid).abs();
                Between {
                    x,
                    lower: 3.1 + 0.042 * x - half,
                    upper: 3.1 + 0.042 * x + half,
                }
            })
            .collect(),
    }
}

fn funnel() -> Funnel {
    let centre = 3.2;
    let at = |n: f64, k: f64| {
        let half = k * (centre * (100.0 - centre) / n).sqrt();
        ((centre - half).max(0.0), centre + half)
    };
    let named = [
        "Brandt", "Kessler", "Okoye", "Lind", "Ferro", "Novák", "Sato", "Petit", "Moss", "Dahl", "Ruiz",
        "Weiss",
    ];
    let data = [
        (80.0, 6.2),
        (140.0, 1.4),
        (210.0, 4.3),
        (260.0, 2.3),
        (330.0, 3.9),
        (420.0, 6.6),
        (510.0, 2.9),
        (640.0, 3.6),
        (820.0, 2.6),
        (960.0, 3.4),
        (1180.0, 1.5),
        (1400.0, 3.1),
    ];
    let dots = named
        .iter()
        .zip(data)
        .map(|(name, (x, y))| Dot {
            x,
            y,
            label: (*name).to_string(),
            signal: match *name {
                "Novák" => Some("above three sigma".into()),
                "Ruiz" => Some("below three sigma: learn from it".into()),
                _ => None,
            },
            link: Some("#provider".into()),
        })
        .collect();
    Funnel {
        about: About::new(
            "Rejected at goods in, by provider",
            "One provider is worse than chance, one is better. The other ten cannot be ranked.",
        ),
        size: Measure::new("Lots inspected", ""),
        rate: Measure::new("Rejected", "%"),
        dots,
        centre,
        limits: (1..=60)
            .map(|i| f64::from(i) * 25.0)
            .map(|n| FunnelLimit {
                size: n,
                inner: at(n, 2.0),
                outer: at(n, 3.0),
            })
            .collect(),
        limit_words: ("2 sigma".into(), "3 sigma".into()),
    }
}

fn boxes() -> BoxPlot {
    let of = |label: &str, f: [f64; 5], outliers: &[f64], count| BoxOf {
        label: label.into(),
        low: f[0],
        q1: f[1],
        median: f[2],
        q3: f[3],
        high: f[4],
        outliers: outliers.to_vec(),
        count,
        link: None,
    };
    BoxPlot {
        about: About::new(
            "Minutes for a calibration, by bench",
            "Bench 3 takes four minutes longer, and takes them every day.",
        ),
        measure: Measure::new("Time", "min"),
        boxes: vec![
            of(
                "Bench 1, Leeds",
                [24.0, 28.5, 30.0, 32.0, 36.0],
                &[41.0, 44.5],
                212,
            ),
            of("Bench 2, Leeds", [25.0, 28.0, 29.5, 31.5, 35.5], &[21.0], 198),
            of("Bench 3, Gdańsk", [29.0, 32.5, 34.0, 35.5, 39.0], &[], 176),
            of("Bench 4, Gdańsk", [22.0, 27.0, 30.5, 34.5, 43.0], &[47.0], 164),
        ],
        goal: Some(Goal {
            value: 30.0,
            word: "goal".into(),
        }),
    }
}

fn heat() -> HeatMap {
    let rows = [
        ("Sales", [2, 1, 0, 3, 1, 2, 0, 1, 2, 1]),
        ("Design", [4, 3, 5, 2, 4, 3, 2, 5, 3, 2]),
        ("Purchasing", [6, 8, 7, 9, 11, 12, 14, 12, 13, 15]),
        ("Assembly", [9, 7, 8, 6, 7, 5, 6, 4, 5, 4]),
        ("Final calibration", [5, 4, 6, 5, 4, 5, 3, 4, 18, 5]),
        ("Dispatch and service", [3, 2, 3, 2, 4, 3, 2, 2, 3, 2]),
    ];
    HeatMap {
        about: About::new(
            "Nonconformities by process and month, 2026",
            "Purchasing has more than doubled since January. September was one lot.",
        ),
        measure: Measure::new("Nonconformities", ""),
        columns: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
        ]
        .map(String::from)
        .to_vec(),
        rows: rows
            .iter()
            .map(|(name, values)| {
                let tell = |(c, v): (usize, &i32)| (!(c == 7 && *name == "Sales")).then(|| f64::from(*v));
                ((*name).to_string(), values.iter().enumerate().map(tell).collect())
            })
            .collect(),
    }
}

fn risk() -> RiskMatrix {
    let band = |word: &str, gravity| Band {
        word: word.into(),
        gravity,
    };
    let risk = |likelihood, consequence, key: &str, label: &str| Risk {
        likelihood,
        consequence,
        key: key.into(),
        label: label.into(),
        link: Some("#risk".into()),
    };
    RiskMatrix {
        about: About::new(
            "Risks of the calibration laboratory",
            "Two of eleven risks are to be treated; both hang on a single provider.",
        ),
        likelihood: (
            "How likely".into(),
            ["rare", "unlikely", "possible", "likely", "expected"]
                .map(String::from)
                .to_vec(),
        ),
        consequence: (
            "How grave".into(),
            ["slight", "small", "serious", "severe"]
                .map(String::from)
                .to_vec(),
        ),
        bands: vec![
            band("accept", Gravity::Low),
            band("watch", Gravity::Middle),
            band("treat", Gravity::High),
        ],
        cells: vec![
            vec![0, 0, 0, 0, 1],
            vec![0, 0, 0, 1, 1],
            vec![0, 1, 1, 2, 2],
            vec![1, 1, 2, 2, 2],
        ],
        risks: vec![
            risk(0, 0, "R-3", "Label printer fails"),
            risk(1, 0, "R-8", "Chair breaks"),
            risk(2, 0, "R-14", "Late delivery of forms"),
            risk(2, 1, "R-2", "Calibrator is ill"),
            risk(2, 1, "R-5", "Chamber drifts unnoticed over a weekend"),
            risk(2, 1, "R-6", "Log is not read"),
            risk(2, 1, "R-17", "Wrong revision printed"),
            risk(1, 2, "R-4", "Reference tester damaged"),
            risk(0, 3, "R-1", "Fire"),
            risk(3, 2, "R-12", "Only provider of reels fails"),
            risk(2, 3, "R-9", "Reel wrongly labelled"),
        ],
    }
}

fn radar() -> Radar {
    let names = [
        "Leadership",
        "People",
        "Documents and records",
        "Purchasing",
        "Measuring equipment",
        "Improvement",
    ];
    Radar {
        about: About::new(
            "Self-assessment, all departments",
            "Purchasing fell by two steps in a year. Everything else grew or held.",
        ),
        axes: names
            .iter()
            .map(|n| RadarAxis {
                label: (*n).into(),
                most: 5.0,
            })
            .collect(),
        series: vec![
            RadarSeries {
                label: "2026".into(),
                values: vec![3.8, 4.2, 4.5, 2.1, 4.0, 3.5],
            },
            RadarSeries {
                label: "wanted".into(),
                values: vec![4.5, 4.5, 4.5, 4.0, 4.5, 4.0],
            },
            RadarSeries {
                label: "2025".into(),
                values: vec![3.2, 3.4, 3.6, 4.1, 3.6, 2.8],
            },
        ],
    }
}

fn planner() -> YearPlanner {
    let entry = |month: u32, day: u32, mark: &str, doing| PlanEntry {
        from: Day::of(2026, month, day),
        to: None,
        mark: mark.into(),
        label: "Audit".into(),
        doing,
        link: Some("#audit".into()),
    };
    let lane = |group: &str, label: &str, note: &str, entries: Vec<PlanEntry>| Lane {
        label: label.into(),
        group: group.into(),
        note: note.into(),
        entries,
    };
    use Doing::{Done, Late, Open, Planned};
    YearPlanner {
        about: About::new(
            "Audit programme 2026",
            "Nine audits are held. One is late, and one has nobody to hold it.",
        ),
        year: 2026,
        lanes: vec![
            lane(
                "Management",
                "Leadership and review",
                "every 2 years",
                vec![entry(10, 12, "MW", Done)],
            ),
            lane(
                "Management",
                "Planning and risk",
                "yearly",
                vec![entry(3, 9, "MW", Done)],
            ),
            lane("Core", "Sales", "yearly", vec![entry(2, 16, "MW", Done)]),
            lane(
                "Core",
                "Design",
                "twice a year",
                vec![entry(2, 23, "TZ", Done), entry(9, 7, "AN", Done)],
            ),
            lane(
                "Core",
                "Purchasing",
                "nobody is free of it",
                vec![
                    entry(4, 13, "JF", Done),
                    entry(9, 21, "", Late),
                    entry(12, 8, "nobody", Open),
                ],
            ),
            lane(
                "Core",
                "Assembly",
                "yearly",
                vec![PlanEntry {
                    to: Some(Day::of(2026, 6, 5)),
                    ..entry(5, 18, "EM", Done)
                }],
            ),
            lane(
                "Core",
                "Final calibration",
                "twice a year",
                vec![entry(5, 4, "MW", Done), entry(12, 1, "EM", Planned)],
            ),
            lane("Support", "People", "every 2 years", vec![]),
            lane(
                "Support",
                "Equipment",
                "every 2 years",
                vec![entry(11, 30, "TZ", Planned)],
            ),
        ],
        today: Some(Day::of(2026, 11, 23)),
    }
}

fn map() -> ProcessMap {
    let process = |group, name: &str, fact: &str, state: &str, tone| Process {
        name: name.into(),
        fact: fact.into(),
        state: state.into(),
        tone,
        group,
        chosen: name == "Final calibration",
        link: Some("#turtle".into()),
    };
    use Group::{Core, Management, Outsourced, Support};
    use Tone::{Bad, Good, Watch};
    let flow = |from, to, what: &str| Flow {
        from,
        to,
        what: what.into(),
    };
    ProcessMap {
        about: About::new(
            "Landscape of processes",
            "Twelve run steadily. One is off its goal, one is watched.",
        ),
        processes: vec![
            process(
                Management,
                "Leadership and review",
                "9 of 9 decisions done",
                "steady",
                Good,
            ),
            process(
                Management,
                "Planning and risk",
                "31 risks, 2 high",
                "steady",
                Good,
            ),
            process(
                Management,
                "Improvement and audits",
                "13 of 14 audits held",
                "steady",
                Good,
            ),
            process(Core, "Sales", "1.2 days to an offer", "steady", Good),
            process(Core, "Design", "3 of 3 reviews on time", "steady", Good),
            process(Core, "Purchasing", "88 % on time", "off its goal", Bad),
            process(Core, "Assembly", "99.1 % right first time", "steady", Good),
            process(Core, "Final calibration", "96.8 % first pass", "watched", Watch),
            process(Support, "People", "58 of 60 trained", "steady", Good),
            process(Support, "Goods in", "19 hours to stock", "steady", Good),
            process(Support, "Equipment", "142 of 143 in date", "steady", Good),
            process(Support, "Documents", "6 days to release", "steady", Good),
            process(
                Outsourced,
                "Coating, Kessler",
                "2 of 2 audits held",
                "steady",
                Good,
            ),
            process(
                Outsourced,
                "Reference calibration",
                "accredited to 2028",
                "steady",
                Good,
            ),
        ],
        flows: vec![
            flow(3, 4, "order"),
            flow(4, 5, "drawing"),
            flow(5, 6, "parts"),
            flow(6, 7, "units"),
            flow(0, 3, "goals, means, priorities"),
            flow(1, 5, "risks to be treated"),
            flow(7, 2, "figures, findings"),
            flow(8, 4, "skilled people"),
            flow(9, 6, "goods released"),
            flow(10, 7, "true instruments"),
            flow(7, 4, "readings, every Monday"),
            flow(6, 12, "housings"),
            flow(13, 10, "certificates"),
        ],
    }
}

fn turtle() -> Turtle {
    let link = |text: &str| Item {
        link: Some("#there".into()),
        ..Item::new(text)
    };
    let late = |text: &str, tone| Item {
        tone,
        link: Some("#there".into()),
        ..Item::new(text)
    };
    Turtle {
        about: About::new(
            "Final calibration in one view",
            "One reference is due this week, one instruction is late.",
        ),
        number: "Process 9".into(),
        name: "Final calibration".into(),
        purpose: "Every unit is compared with a reference before it may leave.".into(),
        with_what: vec![
            Item::new("Reference testers RT-01, RT-03, RT-04"),
            late("RT-04 is due this week: sign its calibration", Tone::Watch),
            Item::new("Chamber at 23 ± 1 °C, log of 12 months"),
        ],
        with_whom: vec![
            Item::new("Ben Okafor owns it"),
            Item::new("7 calibrators, 4 in Leeds, 3 in Gdańsk"),
            Item::new("6 of 7 are signed off for T-330; Ewa Mazur learns it until 11 December"),
        ],
        comes_in: vec![
            link("Assembled units, about 240 a week, from Assembly"),
            Item::new("Limits from the customer’s order"),
        ],
        goes_out: vec![
            link("Units with a certificate, to Dispatch"),
            link("Readings, to Design, every Monday"),
        ],
        how: vec![
            link("P-14 “Calibration”, revision 3"),
            late("WI-031, revision 7, is 12 days late: approve it", Tone::Bad),
            link("WI-033 “Leakage, all types”, revision 5"),
        ],
        measured: vec![
            link("First-pass yield 96.8 %, goal 97.5 %"),
            Item::new("31 minutes a unit, goal 30"),
            Item::new("2 certificates corrected this year, goal 0"),
        ],
    }
}
