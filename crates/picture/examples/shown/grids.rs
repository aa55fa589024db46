//! What stands in rows and columns, and the radar.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![
        ("heat", Box::new(heat())),
        ("risk", Box::new(risk())),
        ("radar", Box::new(radar())),
        ("planner", Box::new(planner())),
    ]
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
                "twice a year",
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
