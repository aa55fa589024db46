//! `docs/walkthrough.md` does what it says: its own commands are run, and its answers are compared.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;

use crate::ground::{Ground, On, run, texts};

const DOCUMENT: &str = include_str!("../../../../docs/walkthrough.md");
/// Address that the document names; the test takes a free port.
const ADDRESS: &str = "127.0.0.1:7600";
/// Printed by the shell before each block.
const MARK: &str = "@@@ block";

#[test]
fn the_walkthrough_gives_the_answers_that_it_shows_on_sqlite() {
    walk(On::Sqlite);
}

#[test]
fn the_walkthrough_gives_the_answers_that_it_shows_on_postgresql() {
    walk(On::Postgres);
}

/// Commands of the document with the answer that is shown below them.
struct Block {
    commands: String,
    shown: Option<String>,
}

fn walk(on: On) {
    let blocks = blocks();
    assert!(
        blocks.len() > 40,
        "the document has hardly any commands left: {}",
        blocks.len()
    );
    let ground = Ground::new(on);
    let answers = answers(&ground, &blocks);
    for (block, answer) in blocks.iter().zip(&answers) {
        let Some(shown) = &block.shown else { continue };
        let fits = match (
            serde_json::from_str::<Value>(shown),
            serde_json::from_str::<Value>(answer),
        ) {
            (Ok(shown), Ok(answer)) => holds(&shown, &answer),
            _ => fits(shown, answer),
        };
        assert!(
            fits,
            "{on:?}: after\n{}\nthe document shows\n{shown}\nand this comes:\n{answer}",
            block.commands
        );
    }
}

/// Runs all commands in one shell, and tells their outputs apart.
fn answers(ground: &Ground, blocks: &[Block]) -> Vec<String> {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port();
    let data = format!("--data house {}", ground.database_words().join(" "));
    // Whatever happens, the server ends with the shell.
    let mut script = "set -u\ntrap 'kill $SERVER 2>/dev/null' EXIT\n".to_owned();
    for block in blocks {
        let commands = block
            .commands
            .replace(ADDRESS, &format!("127.0.0.1:{port}"))
            .replace("--data house", &data);
        script.push_str(&format!("echo; echo '{MARK}'\n{commands}\n"));
    }
    let file = ground.path().join("walkthrough.sh");
    fs::write(&file, script).expect("the folder can be written");
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_plumbline"))
        .parent()
        .expect("it lies in a folder");
    let path = format!(
        "{}:{}",
        binary.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let mut shell = Command::new("bash");
    shell.arg(&file).current_dir(ground.path()).env("PATH", path);
    let (out, err) = texts(&run(shell, ""));
    let answers: Vec<String> = out
        .split(MARK)
        .skip(1)
        .map(|answer| answer.trim().to_owned())
        .collect();
    assert_eq!(answers.len(), blocks.len(), "the shell stopped: {err}");
    answers
}

fn blocks() -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut rest = DOCUMENT;
    while let Some((_, after)) = rest.split_once("```") {
        let (language, after) = after.split_once('\n').expect("a fence ends its line");
        let (text, after) = after.split_once("\n```").expect("each fence is closed");
        rest = after;
        match language {
            "sh" => blocks.push(Block {
                commands: text.to_owned(),
                shown: None,
            }),
            _ => {
                blocks.last_mut().expect("an answer follows its commands").shown = Some(text.to_owned());
            }
        }
    }
    blocks
}

/// Whether the answer has everything that is shown; it may have more members. A list that ends with “…” may go on.
fn holds(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::Object(shown), Value::Object(answer)) => shown
            .iter()
            .all(|(key, value)| answer.get(key).is_some_and(|answer| holds(value, answer))),
        (Value::Array(shown), Value::Array(answer)) => {
            let (shown, goes_on) = match shown.split_last() {
                Some((Value::String(last), start)) if last == "…" => (start, true),
                _ => (shown.as_slice(), false),
            };
            let length = if goes_on {
                answer.len() >= shown.len()
            } else {
                answer.len() == shown.len()
            };
            length
                && shown
                    .iter()
                    .zip(answer)
                    .all(|(shown, answer)| holds(shown, answer))
        }
        (Value::String(shown), Value::String(answer)) => fits(shown, answer),
        (shown, answer) => shown == answer,
    }
}

/// Whether the text is the one shown, where “…” stands for anything within a line.
fn fits(shown: &str, answer: &str) -> bool {
    let (shown, answer): (Vec<&str>, Vec<&str>) = (shown.lines().collect(), answer.lines().collect());
    shown.len() == answer.len()
        && shown
            .iter()
            .zip(&answer)
            .all(|(shown, answer)| fits_line(shown, answer))
}

fn fits_line(shown: &str, answer: &str) -> bool {
    let mut parts = shown.split('…');
    let start = parts.next().unwrap_or_default();
    let Some(mut rest) = answer.strip_prefix(start) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((end, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(end)
}

#[test]
fn an_answer_that_differs_from_what_is_shown_is_noticed() {
    let shown: Value =
        serde_json::json!({ "sentence": "Closed by …, entry ….", "reasons": [{ "field": "a" }, "…"] });
    let good = serde_json::json!({ "sentence": "Closed by Ana, entry 12.", "version": 3, "reasons": [{ "field": "a" }, { "field": "b" }] });
    assert!(holds(&shown, &good));
    for bad in [
        serde_json::json!({ "sentence": "Opened by Ana, entry 12.", "reasons": [{ "field": "a" }] }),
        serde_json::json!({ "sentence": "Closed by Ana, entry 12.", "reasons": [{ "field": "b" }] }),
        serde_json::json!({ "sentence": "Closed by Ana, entry 12." }),
    ] {
        assert!(!holds(&shown, &bad), "{bad}");
    }
    assert!(!fits("P-2: …\nP-3: …", "P-2: Entered."));
}
