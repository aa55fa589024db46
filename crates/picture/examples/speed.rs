//! How long pictures take and how large they are: `cargo run --release -p picture --example speed`.

mod shown;

use picture::{ControlChart, Limits, Look, Measure, Picture, Point, Series, Signal, Theme};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let look = Look::alone(Theme::Light);
    println!("{:<22}{:>12}{:>12}", "picture", "median", "bytes");
    for count in [24, 500, 10_000, 100_000] {
        report(&format!("control, {count}"), &chart(count), &look);
    }
    for (name, picture) in shown::all().into_iter().chain(shown::hard()) {
        report(name, picture.as_ref(), &look);
    }
    report(
        "spark",
        &shown::spark(),
        &Look {
            width: 160.0,
            ..look.clone()
        },
    );
}

fn report(name: &str, picture: &dyn Picture, look: &Look) {
    let mut times: Vec<Duration> = Vec::new();
    let mut bytes = 0;
    let begun = Instant::now();
    while times.len() < 101 && (times.len() < 11 || begun.elapsed() < Duration::from_secs(2)) {
        let start = Instant::now();
        bytes = black_box(picture.svg(black_box(look))).map_or(0, |svg| svg.len());
        times.push(start.elapsed());
    }
    times.sort();
    println!(
        "{name:<22}{:>9.3} ms{bytes:>12}",
        times[times.len() / 2].as_secs_f64() * 1e3
    );
}

/// A chart with a signal in every hundredth point.
fn chart(count: usize) -> ControlChart {
    let limits = Limits {
        centre: 10.0,
        lower: Some(7.0),
        upper: Some(13.0),
        sigma: Some(1.0),
    };
    let value =
        |i: usize| 10.0 + 3.0 * ((i as f64 * 0.618_034).fract() + ((i * i) as f64 * 0.414_214).fract() - 1.0);
    let points = (0..count).map(|i| Point {
        limits: Some(limits),
        ..Point::new(if i % 100 == 50 { 13.8 } else { value(i) }, (i + 1).to_string())
    });
    let signal = |i| Signal {
        points: vec![i],
        rule: "beyond the upper limit".into(),
        ..Signal::default()
    };
    ControlChart {
        values: Series {
            measure: Measure::new("Width", "mm"),
            points: points.collect(),
            signals: (50..count).step_by(100).map(signal).collect(),
            ..Series::default()
        },
        zones: true,
        ..ControlChart::default()
    }
}
