//! What pictures must bear: one point, equal points, long words, other alphabets, numbers below zero and beyond counting.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![
        ("one point", Box::new(points("One point only", &[96.8], "%"))),
        ("equal", Box::new(points("All values equal", &[4.2; 12], "mm"))),
        ("negative", Box::new(negative())),
        ("huge", Box::new(huge())),
        ("many signals", Box::new(many_signals())),
        ("polish", Box::new(polish())),
        ("arabic", Box::new(arabic())),
        ("long heat", Box::new(long_heat())),
        ("one class", Box::new(one_class())),
        ("hard radar", Box::new(radar())),
        ("hard planner", Box::new(planner())),
        ("hard map", Box::new(map())),
        ("hard turtle", Box::new(turtle())),
    ]
}

const LONG: &str =
    "Leakage current between the protective conductor and the accessible surface after humidity treatment";

fn points(title: &str, values: &[f64], unit: &str) -> ControlChart {
    let limits = Limits {
        centre: values[0],
        lower: Some(values[0] - 1.0),
        upper: Some(values[0] + 1.0),
        sigma: Some(1.0 / 3.0),
    };
    let point = |(i, v): (usize, &f64)| Point {
        limits: Some(limits),
        ..Point::new(*v, (i + 1).to_string())
    };
    ControlChart {
        about: About::new(title, "Nothing can be said about its spread yet."),
        values: Series {
            measure: Measure::new("Value", unit),
            points: values.iter().enumerate().map(point).collect(),
            ..Series::default()
        },
        zones: true,
        ..ControlChart::default()
    }
}

fn negative() -> RunChart {
    let values = [-12.5, -3.1, 4.0, -7.7, 0.0, -1.2, -15.9, 2.2];
    let point = |(i, v): (usize, &f64)| Point {
        limits: Some(Limits {
            centre: -2.15,
            lower: None,
            upper: None,
            sigma: None,
        }),
        ..Point::new(*v, format!("Zażółć {}", i + 1))
    };
    RunChart {
        about: About::new(
            "Odchylenie od wartości nominalnej, stanowisko przygotowania źródeł, Gdańsk",
            "Żadnego sygnału; pięć z ośmiu leży poniżej zera.",
        ),
        values: Series {
            measure: Measure::new("Odchylenie", "mikrometrów na metr"),
            points: values.iter().enumerate().map(point).collect(),
            goal: Some(Goal {
                value: 0.0,
                word: "wartość nominalna".into(),
            }),
            ..Series::default()
        },
        stages: Vec::new(),
    }
}

fn huge() -> ControlChart {
    let counts = [1.2e12, 1.5e12, 1.1e12, 9.0e11, 4.0e12, 1.3e12];
    let mut chart = points("Particles counted in a cubic metre", &counts, "");
    for point in &mut chart.values.points {
        point.limits = Some(Limits {
            centre: 1.3e12,
            lower: Some(0.0),
            upper: Some(3.0e12),
            sigma: Some(5.6e11),
        });
    }
    chart.about.says = "One signal in six, and a scale that holds its numbers.".into();
    chart.values.signals.push(Signal {
        points: vec![4],
        rule: "beyond the upper limit".into(),
        cause: Some(LONG.into()),
        link: Some("#nc".into()),
    });
    chart
}

fn many_signals() -> ControlChart {
    let value = |i: i32| {
        if i % 4 == 3 {
            11.6
        } else {
            10.0 + f64::from(i % 5) * 0.2
        }
    };
    let values: Vec<f64> = (0..40).map(value).collect();
    let mut chart = points("Ten signals in forty points", &values, "mm");
    chart.about.says = "It is out of control, and the picture may not hide how often.".into();
    chart.values.signals = (3..40)
        .step_by(4)
        .map(|at| Signal {
            points: vec![at],
            rule: "beyond the upper limit".into(),
            ..Signal::default()
        })
        .collect();
    chart
}

fn polish() -> Pareto {
    let bar = |label: &str, value: f64| ParetoBar {
        label: label.into(),
        value,
        link: None,
    };
    Pareto {
        about: About::new(
            "Przyczyny reklamacji",
            "Źle oznaczone szpule: więcej niż wszystko inne razem.",
        ),
        measure: Measure::new("Sztuk", ""),
        bars: vec![
            bar("Szpula źle oznaczona przez dostawcę", 1_204_331.0),
            bar("Nieprawidłowo przeprowadzone wzorcowanie stanowiska", 88_120.0),
            bar("Konstantynopolitańczykowianeczka", 4_100.0),
            bar("Inne", 0.0),
        ],
        other: None,
    }
}

fn arabic() -> BoxPlot {
    let of = |label: &str, shift: f64| BoxOf {
        label: label.into(),
        low: -4.0 + shift,
        q1: -1.5 + shift,
        median: shift,
        q3: 1.0 + shift,
        high: 3.5 + shift,
        outliers: vec![9.0 + shift],
        count: 40,
        link: None,
    };
    BoxPlot {
        about: About::new(
            "مدة المعايرة حسب المنضدة",
            "المنضدة الثالثة أبطأ من غيرها كل يوم.",
        ),
        measure: Measure::new("المدة", "دقيقة"),
        boxes: vec![
            of("المنضدة الأولى", 0.0),
            of("المنضدة الثانية", 0.4),
            of("المنضدة الثالثة", 4.0),
        ],
        goal: Some(Goal {
            value: 0.0,
            word: "الهدف".into(),
        }),
    }
}

fn long_heat() -> HeatMap {
    let row = |name: &str, values: [Option<f64>; 3]| (name.to_string(), values.to_vec());
    HeatMap {
        about: About::new(
            "Rejected lots by provider and site",
            "Three columns of long names, and figures of six digits.",
        ),
        measure: Measure::new("Rejected", ""),
        columns: ["Leeds goods in", "Gdańsk, ul. Portowa 8, goods in", "Returns"]
            .map(String::from)
            .to_vec(),
        rows: vec![
            row(
                "Rivelin Board Assembly, Sheffield",
                [Some(120_345.0), Some(-3.0), None],
            ),
            row(
                "Kessler Präzisionsbeschichtungen",
                [Some(4.0), Some(88_000.0), Some(0.0)],
            ),
        ],
    }
}

fn one_class() -> Histogram {
    Histogram {
        about: About::new(
            "Width of the lid",
            "Every value is the same: the gauge cannot see the spread.",
        ),
        measure: Measure::new("Width", "mm"),
        bins: Histogram::bins_of(&[12.0; 30], None),
        lower_spec: Some(11.9),
        target: Some(12.0),
        upper_spec: Some(12.02),
        ..Histogram::default()
    }
}

fn radar() -> Radar {
    let names = [
        "Strategie und Führung",
        "People",
        LONG,
        "Purchasing",
        "المعدات",
        "Doskonalenie",
        "Records",
        "Premises",
    ];
    let axis = |(i, name): (usize, &&str)| RadarAxis {
        label: (*name).into(),
        most: if i == 3 { 100.0 } else { 5.0 },
    };
    Radar {
        about: About::new("Eight qualities, one line", "One long name, and three alphabets."),
        axes: names.iter().enumerate().map(axis).collect(),
        series: vec![RadarSeries {
            label: "2026".into(),
            values: vec![3.0, 4.0, 5.0, 80.0, 0.0, 2.0, 4.0, 3.0],
        }],
    }
}

fn planner() -> YearPlanner {
    let entry = |month, day, mark: &str, doing| PlanEntry {
        from: Day::of(2026, month, day),
        to: None,
        mark: mark.into(),
        label: "Audit".into(),
        doing,
        link: None,
    };
    YearPlanner {
        about: About::new("Audits, crowded", "Six in a month, and names that are long."),
        year: 2026,
        lanes: vec![
            Lane {
                label: "Przygotowanie i utrzymanie wyposażenia pomiarowego".into(),
                note: "co dwa lata, w obu zakładach".into(),
                entries: (1..7).map(|i| entry(5, i * 4, "AN", Doing::Done)).collect(),
                ..Lane::default()
            },
            Lane {
                label: "التدقيق الداخلي".into(),
                entries: vec![
                    entry(1, 1, "Agnieszka Nowak", Doing::Late),
                    entry(12, 31, "Agnieszka Nowak", Doing::Open),
                ],
                ..Lane::default()
            },
        ],
        today: Some(Day::of(2026, 2, 3)),
    }
}

fn map() -> ProcessMap {
    let process = |group, name: &str| Process {
        name: name.into(),
        fact: LONG.into(),
        state: "not yet judged by anybody".into(),
        tone: Tone::Watch,
        group,
        ..Process::default()
    };
    let flow = |from, to, what: &str| Flow {
        from,
        to,
        what: what.into(),
    };
    ProcessMap {
        about: About::new(
            "Two bands, long words",
            "Everything gives something to everything.",
        ),
        processes: vec![
            process(Group::Core, "Qualitätsvorausplanungsgespräche führen"),
            process(Group::Core, "Sprzedaż i uzgadnianie wymagań"),
            process(Group::Core, "خدمة العملاء"),
            process(Group::Support, "People"),
        ],
        flows: vec![
            flow(0, 1, "requirements"),
            flow(1, 2, LONG),
            flow(2, 0, "complaints"),
            flow(3, 0, "people"),
            flow(3, 1, "people"),
            flow(3, 2, "people"),
            flow(1, 3, "needs"),
        ],
    }
}

fn turtle() -> Turtle {
    Turtle {
        about: About::new("A process nobody has described", ""),
        name: "Qualitätsvorausplanungsgespräche führen".into(),
        how: vec![Item::new(LONG)],
        goes_out: vec![Item::new("شهادات المعايرة")],
        ..Turtle::default()
    }
}
