//! Pairs and groups of values, and the small line.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![
        ("scatter", Box::new(scatter())),
        ("funnel", Box::new(funnel())),
        ("boxes", Box::new(boxes())),
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
