//! `plumbline statistics` as a person or a script calls it.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output};

#[path = "statistics/how_we_compute.rs"]
mod how_we_compute;
#[path = "statistics/refusals.rs"]
mod refusals;

/// Runs `plumbline statistics ARGS` with FILE replaced by a file that holds `csv`.
fn statistics(csv: impl AsRef<[u8]>, args: &str) -> Output {
    let mut file = tempfile::Builder::new()
        .suffix(".csv")
        .tempfile()
        .expect("a temporary file");
    file.write_all(csv.as_ref()).expect("the file is written");
    let path = file.path().to_str().expect("a plain path").to_owned();
    // Words are divided at blanks; an underscore stands for a blank within a word.
    let words = args.split_whitespace().map(|w| {
        if w == "FILE" {
            path.clone()
        } else {
            w.replace('_', " ")
        }
    });
    Command::new(env!("CARGO_BIN_EXE_plumbline"))
        .arg("statistics")
        .args(words)
        .output()
        .expect("the command runs")
}

fn json(csv: &str, args: &str) -> Value {
    let output = statistics(csv, &format!("{args} --json"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text(csv: &str, args: &str) -> String {
    let output = statistics(csv, args);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn refused(csv: &str, args: &str, beginning: &str) {
    let output = statistics(csv, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    println!("{said}");
    assert_eq!(
        output.status.code(),
        Some(1),
        "must be refused: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(said.starts_with(beginning), "{said}");
    assert!(output.stdout.is_empty(), "nothing on the standard output");
}

#[track_caller]
fn near(theirs: f64, ours: &Value) {
    let ours = ours.as_f64().expect("a number");
    println!("theirs {theirs}   ours {ours}");
    assert!((ours - theirs).abs() < 6e-5, "theirs {theirs}, ours {ours}");
}

/// NIST Handbook 6.3.2.2, with semicolons, decimal commas, a unit and a mark of UTF-8.
const INDIVIDUALS: &str = "\u{feff}Nr;Length [mm]\n1;49,6\n2;47,6\n3;49,9\n4;51,3\n5;47,8\n6;51,2\n7;52,6\n8;52,4\n9;53,6\n10;52,1\n";

#[test]
fn individuals_with_decimal_commas() {
    let answer = json(INDIVIDUALS, "chart FILE --type imr --value length");
    let point = &answer["panels"][0]["points"][0];
    near(50.81, &point["centre"]);
    near(55.8024, &point["upper"]);
    near(45.8176, &point["lower"]);
    assert_eq!(point["row"], 2);
    assert_eq!(answer["columns"][0]["unit"], "mm");
    assert_eq!(answer["panels"][0]["points"].as_array().map(Vec::len), Some(10));
    assert_eq!(answer["panels"][0]["signals"], Value::Array(Vec::new()));
    assert!(
        answer["meaning"]["sentence"]
            .as_str()
            .is_some_and(|s| s.starts_with("No signal in 10 points"))
    );
    assert_eq!(answer["meaning"]["verified"]["by"], "published");
}

/// NIST Handbook 6.3.3.1.
fn wafers() -> String {
    let counts = [
        16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13,
    ];
    let rows: Vec<String> = counts
        .iter()
        .enumerate()
        .map(|(i, c)| format!("W{},{c}", i + 1))
        .collect();
    format!("Wafer,Defects\n{}\n", rows.join("\n"))
}

#[test]
fn counts_name_the_point_and_the_rule() {
    let answer = json(
        &wafers(),
        "chart FILE --type c --value Defects --label Wafer --noun wafer --rules limits",
    );
    assert_eq!(
        answer["meaning"]["sentence"],
        "One signal in 25 wafers: W24. The rest is noise."
    );
    let signal = &answer["panels"][0]["signals"][0];
    assert_eq!(
        (signal["at"].as_u64(), &signal["side"]),
        (Some(24), &Value::from("above"))
    );
    assert_eq!(signal["points"], serde_json::json!([24]));
    let words = text(
        &wafers(),
        "chart FILE --type c --value Defects --label Wafer --noun wafer --rules limits",
    );
    assert!(words.contains("lower 4   centre 16   upper 28"), "{words}");
}

#[test]
fn a_point_set_aside_says_why_and_no_longer_counts() {
    let answer = json(
        &wafers(),
        "chart FILE --type c --value Defects --label Wafer --noun wafer --rules limits --exclude W24:_spilt_resist",
    );
    assert_eq!(answer["excluded"][0]["reason"], "spilt resist");
    near(369.0 / 24.0, &answer["panels"][0]["points"][0]["centre"]);
    let assumed = answer["meaning"]["assumed"].to_string();
    assert!(assumed.contains("W24 is set aside: spilt resist."), "{assumed}");
}

#[test]
fn subgroups_stand_in_a_column_or_side_by_side() {
    let long = "Hour,Bore\n8,10.1\n8,10.3\n9,10.2\n9,10.6\n10,10.0\n10,10.1\n";
    let wide = "Left,Right\n10.1,10.3\n10.2,10.6\n10.0,10.1\n";
    let below = json(long, "chart FILE --type xbar-r --value Bore --subgroup Hour");
    let beside = json(wide, "chart FILE --type xbar-r --value Left,Right");
    let every = json(long, "chart FILE --type xbar-r --value Bore --every 2");
    let limits = |answer: &Value| answer["panels"][0]["points"][0]["upper"].clone();
    assert_eq!(limits(&below), limits(&beside));
    assert_eq!(limits(&below), limits(&every));
    assert_eq!(below["panels"][0]["points"][1]["label"], "9");
    assert_eq!(below["panels"][0]["points"][1]["row"], 4);
}

#[test]
fn stages_have_their_own_limits() {
    let csv = "Nozzle,x\nold,1\nold,2\nold,1\nnew,11\nnew,12\nnew,13\n";
    let answer = json(csv, "chart FILE --type imr --value x --stage Nozzle");
    assert_eq!(answer["stages"][1]["name"], "new");
    assert_eq!(answer["stages"][1]["first_point"], 4);
    near(4.0 / 3.0, &answer["panels"][0]["points"][2]["centre"]);
    near(12.0, &answer["panels"][0]["points"][3]["centre"]);
}

#[test]
fn every_type_answers_in_words_numbers_and_pictures() {
    let mut csv = String::from("Day,Part,Nominal,x,y,n,k\n");
    for i in 0..30 {
        let x = 10.0 + f64::from((i * 7) % 11) / 10.0;
        let y = 5.0 + f64::from((i * 5) % 13) / 10.0;
        csv.push_str(&format!(
            "d{i},{},{},{x},{y},{},{}\n",
            ["A", "B"][i as usize % 2],
            10 + i % 2,
            100 + i,
            (i * 3) % 7
        ));
    }
    let kinds = [
        "run --value x --target 10.5",
        "imr --value x --label Day",
        "xbar-r --value x,y",
        "xbar-s --value x,y --rules nelson",
        "p --value k --size n",
        "np --value k --size 100",
        "c --value k",
        "u --value k --size n",
        "p-laney --value k --size n",
        "u-laney --value k --size n",
        "ewma --value x",
        "cusum --value x",
        "moving-average --value x --span 3",
        "nominal --value x --nominal Nominal",
        "standardised --value x --part Part",
        "g --value k",
        "t --value y",
        "t2 --value x,y",
        "pareto --label Part --value k",
        "histogram --value x",
    ];
    for kind in kinds {
        let call = format!("chart FILE --type {kind}");
        assert!(text(&csv, &call).contains("\nMethod "), "{kind}");
        assert!(json(&csv, &call)["meaning"]["sentence"].is_string(), "{kind}");
        let picture = text(&csv, &format!("{call} --svg --theme dark"));
        assert!(
            picture.starts_with("<svg") && picture.trim_end().ends_with("</svg>"),
            "{kind}"
        );
    }
}

#[test]
fn capability_answers_with_intervals() {
    let answer = json(
        INDIVIDUALS,
        "capability FILE --value Length --lower 40 --upper 60 --target 50",
    );
    near(20.0 / (6.0 * 1.664_136), &answer["within"]["spread"]);
    assert!(answer["overall_intervals"]["worst"][0].as_f64() < answer["overall"]["worst"].as_f64());
    assert!(
        text(
            INDIVIDUALS,
            "capability FILE --value Length --lower 40 --upper 60"
        )
        .contains("Cpk")
    );
    assert!(
        text(
            INDIVIDUALS,
            "capability FILE --value Length --upper 60 --method box-cox"
        )
        .contains("Box-Cox")
    );
    assert!(text(INDIVIDUALS, "capability FILE --value Length --upper 60 --svg").starts_with("<svg"));
}

#[test]
fn gauges_and_samples_answer() {
    let mut study = String::from("Part,Person,Reading\n");
    for (part, size) in [10.0, 12.0, 14.0, 16.0].into_iter().enumerate() {
        for (person, off) in [("Ana", 0.0), ("Ben", 0.1)] {
            for trial in [0.0, 0.05] {
                study.push_str(&format!("P{part},{person},{}\n", size + off + trial));
            }
        }
    }
    let answer = json(
        &study,
        "gauge FILE --value Reading --part Part --appraiser Person --tolerance 2",
    );
    assert!(
        answer["result"]["gauge"]["percent_study"]
            .as_f64()
            .is_some_and(|p| p > 0.0 && p < 10.0),
        "{answer}"
    );
    let plan = json("", "sampling --lot 3000 --aql 4.0");
    assert_eq!(
        (plan["sample"].as_u64(), plan["accept"].as_u64()),
        (Some(125), Some(10)),
        "NIST Handbook 6.2.3.1"
    );
    assert!(text("", "sampling --plan 125/3 --lot 3000").contains("accepted 10 times in 100"));
    refused("", "sampling", "Say what you want");
    refused(
        &study,
        "gauge FILE --value Reading --part Part --appraiser Person --svg",
        "There is no picture",
    );
}

#[test]
fn a_file_of_an_older_spreadsheet_is_read() {
    let latin = b"L\xe4nge [\xb5m];n\n1,5;1\n2,5;2\n4,5;3\n";
    let output = statistics(latin, "chart FILE --type imr --value L\u{e4}nge --json");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["columns"][0]["unit"], "µm");
}

#[test]
fn help_shows_examples() {
    for part in ["", "chart", "capability", "gauge", "sampling", "describe"] {
        let help = text("", &format!("{part} --help"));
        assert!(help.contains("plumbline statistics"), "{part}: {help}");
        assert!(help.contains("Example") || help.contains("questions"), "{part}");
    }
}

#[test]
fn studies_call_people_by_their_names() {
    let mut study = String::from("Part,Person,Judgement,Truth\n");
    for part in 1..=10 {
        for person in ["Ana", "Ben"] {
            let truth = if part > 5 { "bad" } else { "good" };
            let said = if person == "Ben" && part > 7 {
                "good"
            } else {
                truth
            };
            study.push_str(&format!("P{part},{person},{said},{truth}\n"));
        }
    }
    let words = text(
        &study,
        "gauge FILE --study agreement --value Judgement --part Part --appraiser Person --reference Truth",
    );
    assert!(words.contains("Ben is right on 70 % of them only"), "{words}");
    assert!(!words.contains("ppraiser 2"), "{words}");
}

#[test]
fn points_are_called_by_their_labels() {
    let mut csv = String::from("Hour,x,y\n");
    for hour in 0..20 {
        let x = if hour == 13 {
            25.0
        } else {
            10.0 + f64::from(hour % 3)
        };
        csv.push_str(&format!("{hour},{x},{}\n", x + 1.0));
    }
    let call = "chart FILE --type imr --value x --label Hour --noun hour --rules limits";
    let words = text(&csv, call);
    assert!(
        words.contains("in 20 hours: hour 13"),
        "a label that is a number says of what: {words}"
    );
    let long = "h,x\n6,1\n6,2\n7,2\n7,3\n8,1\n8,1\n9,9\n9,8\n";
    let words = text(
        long,
        "chart FILE --type xbar-r --value x --subgroup h --rules limits",
    );
    assert!(words.contains("subgroup 9"), "{words}");
}
