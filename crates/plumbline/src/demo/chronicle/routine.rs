//! Routine tests: what was measured before an instrument left, and who let it go.

use serde_json::{Value, json};

use super::super::step::{Step, What, time};
use super::super::story::Story;

/// Model, first serial of its row, and what is measured: function, usual reading, limit, decimals.
type Model = (&'static str, &'static [(&'static str, f64, &'static str, usize)]);

const MODELS: [Model; 3] = [
    (
        "T-110",
        &[
            ("protective_conductor", 0.101, "0.11", 3),
            ("display", 1.0, "1", 0),
        ],
    ),
    (
        "T-220",
        &[
            ("protective_conductor", 0.099, "0.11", 3),
            ("leakage", 3.48, "3.60", 2),
            ("withstand", 1502.0, "1500", 0),
            ("rcd", 28.4, "30", 1),
        ],
    ),
    (
        "T-330",
        &[
            ("insulation", 1.031, "0.95", 3),
            ("leakage", 0.74, "0.80", 2),
            ("display", 1.0, "1", 0),
        ],
    ),
];
const TESTERS: [(&str, &str); 4] = [
    ("stephen", "bench-1"),
    ("aisha", "bench-2"),
    ("liam", "bench-4"),
    ("stephen", "bench-5"),
];
/// Working days between two tests of the sample that the company keeps here.
const EVERY: i32 = 7;

/// An instrument that failed its test.
struct Failed {
    day: i32,
    at: &'static str,
    serial: &'static str,
    model: &'static str,
    tester: &'static str,
    bench: &'static str,
    /// What failed: function, reading, limit.
    row: (&'static str, &'static str, &'static str),
    /// The report that it led to.
    report: &'static str,
}

const FAILED: [Failed; 3] = [
    Failed {
        day: -457,
        at: "08:32",
        serial: "2503-44",
        model: "T-220",
        tester: "liam",
        bench: "bench-4",
        row: ("leakage", "3.91", "3.60"),
        report: "leak-jumps",
    },
    Failed {
        day: -290,
        at: "08:51",
        serial: "2533-06",
        model: "T-220",
        tester: "liam",
        bench: "bench-4",
        row: ("withstand", "1210", "1500"),
        report: "withstand",
    },
    Failed {
        day: -139,
        at: "12:31",
        serial: "2610-07",
        model: "T-220",
        tester: "noor",
        bench: "bench-1",
        row: ("rcd", "31.4", "30"),
        report: "rcd-short",
    },
];

/// All of them.
pub(super) fn steps() -> Vec<Step> {
    let passed = (0..)
        .map(|index| (index, -509 + index * EVERY))
        .take_while(|(_, day)| *day < 0);
    let mut stories: Vec<Story> = passed.map(|(index, day)| good(index, day)).collect();
    stories.extend((0..4).map(|index| good(200 + index, -1 - index / 3)));
    stories.extend(FAILED.iter().map(bad));
    stories.into_iter().flat_map(Story::steps).collect()
}

/// Tested by one, released by another; those of the last two days still wait.
fn good(index: i32, day: i32) -> Story {
    let pick = usize::try_from(index).expect("tests are counted from nought");
    let (model, functions) = MODELS[pick * 5 % 3];
    let (tester, bench) = TESTERS[pick * 3 % 4];
    let serial = format!(
        "{:02}{:02}-{:02}",
        24 + (day + 560) / 261,
        1 + (pick * 7) % 48,
        1 + (pick * 11) % 60
    );
    let key = format!("routine test {index}");
    let readings: Vec<Value> = functions
        .iter()
        .enumerate()
        .map(|(row, told)| reading(pick + row, *told))
        .collect();
    let mut story = Story::begins(day, "09:05", &key);
    let minute = 2 + (pick * 13) % 50;
    let at = format!("{:02}:{minute:02}", 9 + pick % 6);
    let answers = json!({
        "serial": format!("{model} {serial}"), "model": model, "firmware": firmware(model, day), "tested_on": time(day, &at),
        "tested_at": format!("@{bench}"), "process": "@calibration", "readings": readings,
    });
    story.event_at(day, &at, tester, What::enters(&key, "routine_test", answers));
    if day < -2 {
        let releases = if pick.is_multiple_of(3) {
            "rosalind"
        } else {
            "yusuf"
        };
        story.event_at(
            day,
            &format!("{:02}:{minute:02}", 15 + pick % 2),
            releases,
            What::signs(&key, "release"),
        );
    }
    story
}

fn reading(pick: usize, (function, usual, limit, decimals): (&str, f64, &str, usize)) -> Value {
    let away = [0.0, 0.006, -0.004, 0.011, -0.009, 0.002, 0.007][pick % 7];
    let value = if usual < 2.0 && decimals == 0 {
        usual
    } else {
        usual * (1.0 + away / 2.0)
    };
    json!({ "function": function, "reading": format!("{value:.decimals$}"), "limit": limit, "passed": "yes" })
}

fn firmware(model: &str, day: i32) -> &'static str {
    match (model, day) {
        ("T-110", ..-260) => "2.4.1",
        ("T-110", _) => "2.4.3",
        ("T-220", ..-150) => "4.0.6",
        ("T-220", _) => "4.1.0",
        (_, ..-300) => "3.1.4",
        (_, ..-80) => "3.2.0",
        _ => "3.3.1",
    }
}

fn bad(failed: &Failed) -> Story {
    let Failed {
        day,
        at,
        serial,
        model,
        tester,
        bench,
        row: (function, reading, limit),
        report,
    } = *failed;
    let key = format!("failed test of {report}");
    let mut story = Story::begins(day, at, &key);
    let row = json!({ "function": function, "reading": reading, "limit": limit, "passed": "no" });
    let answers = json!({
        "serial": format!("{model} {serial}"), "model": model, "firmware": firmware(model, day), "tested_on": time(day, at),
        "tested_at": format!("@{bench}"), "process": "@calibration", "readings": [row],
    });
    story.event_at(day, at, tester, What::enters(&key, "routine_test", answers));
    story.event_at(
        day,
        "16:40",
        tester,
        What::answers(&key, json!({ "nonconformity": format!("@{report}") })),
    );
    story.event_at(day, "16:45", tester, What::passes(&key, "reject"));
    story
}
