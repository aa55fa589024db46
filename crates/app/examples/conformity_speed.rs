//! How long the conformity of a standard takes over so many problems and actions, cold and warm, on SQLite.
//!
//! `cargo run --release -p app --example conformity_speed -- 100000`

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use app::act::people::NewPerson;
use app::act::setup::Founding;
use app::{App, Caller, Setting};
use engine::decide::Imported;
use engine::pack::PackSource;
use serde_json::{Map, Value, json};
use store::db::Conn;

fn pack(name: &str) -> PackSource {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name);
    let (mut files, mut left) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).expect("the packs are there") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let inside = path
                    .strip_prefix(&root)
                    .expect("it lies below")
                    .to_string_lossy()
                    .into_owned();
                files.insert(inside, std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    PackSource {
        name: name.to_owned(),
        files,
    }
}

fn problem(number: usize) -> Map<String, Value> {
    let causes = [
        "Tip temperature set too low",
        "Screw missing in the kit",
        "Drawing was the old one",
        "Gauge out of its interval",
    ];
    let value = json!({
        "title": format!("Problem {number} at bench {}", number % 97), "concerns": "output", "reached_customer": if number.is_multiple_of(9) { "yes" } else { "no" },
        "significance": { "consequence": "limited", "repeat": "once" }, "caused_in": format!("PR-{}", 1 + number % 12),
        "requirement": ["iso-9001-2015#8.5.1"], "cause_occurred": format!("{} on line {}", causes[number % 4], number % 31),
        "lots": [{ "id": "r1", "lot": format!("L{number}"), "quantity": "10" }],
        "dispositions": [{ "id": "r1", "lot": "r1", "disposition": if number.is_multiple_of(3) { "rework" } else { "scrap" }, "quantity": "10", "decided_on": "2026-11-10" }],
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn main() {
    let many: usize = std::env::args()
        .nth(1)
        .and_then(|many| many.parse().ok())
        .unwrap_or(100_000);
    let begun = Instant::now();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let setting = Setting::in_folder(folder.path());
    let app = Arc::new(App::open(&setting).expect("a house"));
    let first = NewPerson {
        name: "Ada".to_owned(),
        email: "ada@speed.example".to_owned(),
        ..NewPerson::default()
    };
    let founding = Founding {
        organisation: "Speed Works".to_owned(),
        zone: "UTC".to_owned(),
        first,
    };
    app.found(&[pack("base"), pack("iso-9001")], founding)
        .expect("it is founded");
    let system = Caller::system();
    let processes = (1..=12).map(|number| Imported {
        inputs: Map::from_iter([("name".to_owned(), json!(format!("Process {number}")))]),
        state: Some("active".to_owned()),
        aliases: Vec::new(),
    });
    app.import(&system, "process", processes.collect(), "speed")
        .expect("processes come");
    for start in (0..many).step_by(500) {
        let rows = (start..(start + 500).min(many)).map(|number| Imported {
            inputs: problem(number),
            state: Some(["closed", "closed", "closed", "contained", "void"][number % 5].to_owned()),
            aliases: Vec::new(),
        });
        app.import(&system, "nonconformity", rows.collect(), "speed")
            .expect("problems come");
    }
    // As if it had all been decided here.
    println!("written: {:?}", begun.elapsed());
    let mut conn = Conn::open(&setting.place()).expect("the database opens");
    conn.batch("UPDATE record SET state_imported = 0; UPDATE state_moment SET first = last;
        INSERT INTO state_moment SELECT id, 'contained', opened, opened, 1 FROM record WHERE kind = 'nonconformity' AND state <> 'contained';
        INSERT INTO state_moment SELECT id, 'done', opened, opened, 1 FROM record WHERE kind = 'nonconformity' AND state = 'closed' AND substr(number, -1) < '5'")
        .expect("the database takes it");
    println!("{many} problems.");
    app.read(|conn, house| {
        for check in house.packs.checks.values() {
            let start = Instant::now();
            let count = store::verdicts::count(
                conn,
                &house.packs,
                check,
                &app.now().to_string()[..10],
                "UTC",
                None,
            )?;
            println!(
                "{:>10.1?} {:>8} of {:>8}  {}",
                start.elapsed(),
                count.found,
                count.looked_at,
                check.id
            );
        }
        Ok(())
    })
    .expect("checks");
    let app = Arc::new(App::open(&setting).expect("a house"));
    let timed = |what: &str| {
        let start = Instant::now();
        let of = app
            .conformity(&system, "iso-9001-2015", None)
            .expect("conformity");
        println!("{what}: {:?} ({} clauses)", start.elapsed(), of.clauses.len());
    };
    timed("cold");
    timed("warm");
    timed("warm");
    app.import(
        &system,
        "nonconformity",
        vec![Imported {
            inputs: problem(7),
            state: None,
            aliases: Vec::new(),
        }],
        "speed",
    )
    .expect("one more");
    timed("after one more problem");
    let start = Instant::now();
    app.conformity_clause(&system, "iso-9001-2015", "10.2.1.d", None)
        .expect("a clause");
    println!("one clause, warm: {:?}", start.elapsed());
}
