//! The demo company is there, whole and sound, and does not silently empty.

use app::{App, Setting};
use serde_json::Value;

use crate::ground::{Ground, On};
use crate::served::Served;

#[test]
fn the_demo_company_is_whole_and_its_journal_sound_on_sqlite() {
    visit(On::Sqlite);
}

#[test]
fn the_demo_company_is_whole_and_its_journal_sound_on_postgresql() {
    visit(On::Postgres);
}

/// Kind, least records, and states that must have some.
const LEAST: &[(&str, u64, &[&str])] = &[
    ("person", 60, &["active", "left"]),
    ("process", 14, &["active", "draft"]),
    ("place", 25, &["active"]),
    ("site", 2, &["active"]),
    (
        "nonconformity",
        180,
        &[
            "reported",
            "contained",
            "understood",
            "agreed",
            "done",
            "closed",
            "void",
        ],
    ),
    ("corrective_action", 35, &["planned", "done", "judged"]),
    ("concession", 10, &["requested", "granted", "refused", "expired"]),
    (
        "improvement_idea",
        30,
        &["suggested", "accepted", "tried", "adopted", "declined"],
    ),
    ("task", 50, &["open", "done", "cancelled"]),
    ("routine_test", 75, &["measured", "released", "rejected"]),
    ("evidence_source", 6, &["active"]),
    ("sample", 6, &["open", "drawn"]),
    ("conclusion", 4, &["open", "concluded"]),
];

fn visit(on: On) {
    let ground = Ground::new(on);
    let demo = || Served::start(ground.command(&["demo", "--listen", "127.0.0.1:0"]));
    let served = demo();
    let token = token(&served.said, "agnieszka.nowak@aire.example");
    counts(&served, &token);
    faults(&served, &token);
    whispers(&served);
    let entries = served.get("", "//healthz").is(200)["entries"].clone();
    drop(served);
    // It is opened, not lived again; what was printed the first time still lets in.
    let served = demo();
    assert_eq!(served.get("", "//healthz").is(200)["entries"], entries);
    assert_eq!(served.get(&token, "/me").status, 200);
    drop(served);
    let mut setting = Setting::in_folder(&ground.data());
    if let store::db::Place::Postgres(url) = ground.place() {
        setting.postgres = Some(url);
    }
    let app = App::open(&setting).expect("the demo's house opens");
    let report = store::check::check_everything(app.store()).expect("it can be read");
    assert!(report.is_sound(), "{on:?}: {report:#?}");
}

fn counts(served: &Served, token: &str) {
    for (kind, least, states) in LEAST {
        let total = total(served, token, &format!("/records/{kind}?limit=1"));
        assert!(total >= *least, "{kind}: {total} of at least {least}");
        for state in *states {
            assert!(
                total_in(served, token, kind, state) > 0,
                "no {kind} is {state} any more"
            );
        }
    }
}

/// What lived badly, and must be there for the checks to find.
fn faults(served: &Served, token: &str) {
    let find = |kind: &str, words: &str| -> Value {
        let page = served
            .get(token, &format!("/records/{kind}?limit=5&q={words}"))
            .is(200);
        let number = page["items"][0]["number"]
            .as_str()
            .unwrap_or_else(|| panic!("{kind} {words}: {page:#}"))
            .to_owned();
        served.get(token, &format!("/records/{kind}/{number}")).is(200)
    };
    let again = find("nonconformity", "terminal+screws+T-220");
    assert!(
        again["fields"]["repeat_of"].is_null(),
        "nobody noticed that it had happened before: {again:#}"
    );
    let moved = find("corrective_action", "softer+strain+relief");
    let path = format!(
        "/records/corrective_action/{}/history",
        moved["number"].as_str().unwrap_or_default()
    );
    let history = served.get(token, &path).is(200);
    let moves = history["items"].as_array().map_or(0, |events| {
        events
            .iter()
            .filter(|event| event["act"] == "edit" && !event["fields"]["due"].is_null())
            .count()
    });
    assert_eq!(moves, 5, "its day was moved five times: {history:#}");
    let failed = find("nonconformity", "battery+door");
    assert_eq!(
        failed["state"], "contained",
        "it was judged to have failed, and is looked at again"
    );
    let behind = find("nonconformity", "screw+holes+lids");
    let owner = behind["owner"].as_str().unwrap_or_default();
    assert_eq!(
        behind["names"][owner]["title"], "Grzegorz Sikora",
        "somebody who has left still owns it: {behind:#}"
    );
}

/// The confidential report is there for the quality manager, and for nobody beside whom it concerns.
fn whispers(served: &Served) {
    let asked = "/records/nonconformity?limit=5&q=signed+before+the+last+range";
    let seen = |email: &str| total(served, &token(&served.said, email), asked);
    assert_eq!(seen("agnieszka.nowak@aire.example"), 1);
    assert_eq!(seen("yusuf.demir@aire.example"), 0);
    assert_eq!(seen("ingrid.sorensen@aire.example"), 0);
}

fn total_in(served: &Served, token: &str, kind: &str, state: &str) -> u64 {
    total(served, token, &format!("/records/{kind}?limit=1&state={state}"))
}

fn total(served: &Served, token: &str, path: &str) -> u64 {
    let page = served.get(token, path).is(200);
    page["total"]
        .as_u64()
        .unwrap_or_else(|| panic!("{path}: {page:#}"))
}

/// The token that was printed below an address.
fn token(said: &str, email: &str) -> String {
    let (_, after) = said
        .split_once(email)
        .unwrap_or_else(|| panic!("the demo does not name {email}:\n{said}"));
    let word = after.split_whitespace().find(|word| word.starts_with("plbt_"));
    word.unwrap_or_else(|| panic!("the demo gives {email} no token:\n{said}"))
        .to_owned()
}
