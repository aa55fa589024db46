//! Databases of one test, a clock that stands until it is set, and changes made by hand.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use engine::change::{Change, Changes, FieldChange, LinkAt, SpineRow};
use engine::record::{Actor, Record};
use engine::value::{Fact, Located};
use serde_json::Value as Json;
use store::check::check_everything;
use store::db::{Conn, Place, Row, Value};
use store::{Act, Done, Settings, Store, WriteError};

pub(crate) const MORNING: &str = "2026-11-22T09:00:00.000Z";
const SEED: [u8; 32] = [7; 32];

/// One database and a store on it.
pub(crate) struct Bench {
    pub(crate) place: Place,
    pub(crate) store: Store,
    now: Arc<AtomicI64>,
}

/// Runs a test on both databases, and checks everything after it.
pub(crate) fn for_both(test: impl Fn(&Bench)) {
    for_each_place(|place| {
        let bench = Bench::on(place.clone());
        test(&bench);
        bench.assert_sound();
    });
}

/// The same for tests that leave a database damaged, or none at all.
pub(crate) fn for_each_place(test: impl Fn(&Place)) {
    let folder = tempfile::tempdir().unwrap();
    test(&Place::Sqlite(folder.path().join("plumbline.db")));
    let database = Database::new();
    test(&Place::Postgres(database.url.clone()));
}

/// A fresh database on the test server, dropped in the end.
pub(crate) struct Database {
    server: String,
    name: String,
    pub(crate) url: String,
}

impl Database {
    pub(crate) fn new() -> Database {
        let server = std::env::var("PLUMBLINE_TEST_PG").expect(
            "PLUMBLINE_TEST_PG names no PostgreSQL server; run `cargo xtask pg -- cargo nextest run -p store`",
        );
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = jiff::Timestamp::now().as_nanosecond();
        let name = format!("store_{}_{count}_{now}", std::process::id());
        let (start, _) = server
            .rsplit_once('/')
            .expect("the server's URL ends with a database");
        let url = format!("{start}/{name}");
        let mut conn = Conn::open(&Place::Postgres(server.clone())).unwrap();
        conn.batch(&format!("CREATE DATABASE {name}")).unwrap();
        Database { server, name, url }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let mut conn = Conn::open(&Place::Postgres(self.server.clone())).unwrap();
        conn.batch(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .unwrap();
    }
}

impl Bench {
    pub(crate) fn on(place: Place) -> Bench {
        let start: jiff::Timestamp = MORNING.parse().unwrap();
        let now = Arc::new(AtomicI64::new(start.as_millisecond()));
        let store = Store::open(settings(place.clone(), &now)).unwrap();
        Bench { place, store, now }
    }

    /// Another process on the same database.
    pub(crate) fn again(&self) -> Store {
        Store::open(settings(self.place.clone(), &self.now)).unwrap()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }

    /// Sets the clock.
    pub(crate) fn at(&self, instant: &str) {
        let instant: jiff::Timestamp = instant.parse().unwrap();
        self.now.store(instant.as_millisecond(), Ordering::SeqCst);
    }

    pub(crate) fn assert_sound(&self) {
        let report = check_everything(&self.store).unwrap();
        assert!(report.is_sound(), "{:?}\n{report}", self.place);
    }

    /// Records changes as the person `ana`.
    pub(crate) fn act(&self, changes: Changes) -> Done<()> {
        act(&self.store, changes).unwrap()
    }

    /// Records one change.
    pub(crate) fn change(&self, change: Change) -> Done<()> {
        self.act(changes("edit", vec![change]))
    }

    pub(crate) fn record(&self, id: &str) -> Record {
        let mut found = self.store.read(|conn| store::load::records(conn, &[id])).unwrap();
        found.remove(id).unwrap()
    }

    /// An edit of a record as it stands.
    pub(crate) fn edit(&self, id: &str, fields: &[(&str, Json)]) -> Change {
        edit(&self.record(id), fields)
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<Value>> {
        let rows = self.store.read(|conn| conn.query(sql, &[])).unwrap();
        rows.into_iter().map(|Row(values)| values).collect()
    }

    /// Changes a table behind the store's back.
    pub(crate) fn tamper(&self, sql: &str) {
        let changed = Conn::open(&self.place).unwrap().execute(sql, &[]).unwrap();
        assert!(changed > 0, "{sql} changed nothing");
    }
}

pub(crate) fn settings(place: Place, now: &Arc<AtomicI64>) -> Settings {
    let now = Arc::clone(now);
    let drawn = Mutex::new(0_u128);
    Settings {
        place,
        origin: "test/journal".to_owned(),
        seed: SEED,
        readers: 3,
        clock: Arc::new(move || jiff::Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap()),
        random: Arc::new(move || {
            let mut drawn = drawn.lock().unwrap();
            *drawn += 1;
            drawn.to_be_bytes()
        }),
    }
}

pub(crate) fn act(store: &Store, changes: Changes) -> Result<Done<()>, WriteError> {
    let done = store.submit(move |_| Ok(Ok::<_, String>(by_ana(changes, ()))))?;
    Ok(done.unwrap())
}

pub(crate) fn by_ana<T>(changes: Changes, value: T) -> Act<T> {
    let actor = Actor {
        person: "ana".to_owned(),
        name: "Ana Ruiz".to_owned(),
        ..Actor::default()
    };
    Act {
        actor,
        changes,
        side: Vec::new(),
        value,
    }
}

pub(crate) fn changes(act: &str, records: Vec<Change>) -> Changes {
    Changes {
        act: act.to_owned(),
        records,
        ..Changes::default()
    }
}

/// A new record of the kind `thing`.
pub(crate) fn thing(id: &str, fields: &[(&str, Json)]) -> Change {
    let spine = SpineRow {
        kind: "thing".to_owned(),
        kind_version: 1,
        number: format!("T-{id}"),
        version: 1,
        state: "open".to_owned(),
        reporter: Some("ana".to_owned()),
        opened: MORNING.to_owned(),
        ..SpineRow::default()
    };
    Change {
        id: id.to_owned(),
        spine,
        title: format!("Thing {id}"),
        entered: true,
        fields: set(fields),
    }
}

/// An edit of a record.
pub(crate) fn edit(record: &Record, fields: &[(&str, Json)]) -> Change {
    let mut spine = SpineRow::of(record);
    spine.version += 1;
    Change {
        id: record.id.clone(),
        spine,
        title: record.title.clone(),
        entered: false,
        fields: set(fields),
    }
}

/// What the engine would make of these values; null empties.
fn set(fields: &[(&str, Json)]) -> BTreeMap<String, FieldChange> {
    let change = |(field, value): &(&str, Json)| ((*field).to_owned(), field_change(field, value));
    fields.iter().map(change).collect()
}

fn field_change(field: &str, value: &Json) -> FieldChange {
    let mut change = FieldChange {
        value: (!value.is_null()).then(|| value.clone()),
        searched: value.is_string(),
        ..FieldChange::default()
    };
    let rows = value
        .as_array()
        .into_iter()
        .flatten()
        .filter(|row| row.is_object());
    for row in rows {
        let id = row["id"].as_str().unwrap();
        change.facts.push(located(field, id, 0, id));
        for (column, cell) in row
            .as_object()
            .unwrap()
            .iter()
            .filter(|(column, _)| *column != "id")
        {
            change.facts.push(located(
                &format!("{field}.{column}"),
                id,
                0,
                cell.as_str().unwrap(),
            ));
        }
    }
    let many = value.as_array().into_iter().flatten().chain([value]);
    for (pos, text) in (0..).zip(many.filter_map(Json::as_str)) {
        change.facts.push(located(field, "", pos, text));
        if text.contains('/') {
            let (path, target) = (field.to_owned(), text.to_owned());
            change.links.push(LinkAt {
                path,
                row: String::new(),
                pos,
                target,
            });
        }
    }
    change
}

fn located(path: &str, row: &str, pos: u32, text: &str) -> Located {
    let is_day = engine::calendar::day(text).is_ok();
    let fact = match text.parse::<i64>() {
        Ok(number) => Fact::number(number * engine::value::SCALE),
        Err(_) if is_day => Fact::date(text),
        Err(_) => Fact::text(text),
    };
    Located {
        path: path.to_owned(),
        row: row.to_owned(),
        pos,
        fact,
    }
}

/// Spells an expected row: texts, numbers, `null`.
pub(crate) fn row(values: &Json) -> Vec<Value> {
    let value = |value: &Json| match value {
        Json::Null => Value::Null,
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    };
    values.as_array().unwrap().iter().map(value).collect()
}

/// Spells expected rows.
pub(crate) fn rows(values: &Json) -> Vec<Vec<Value>> {
    values.as_array().unwrap().iter().map(row).collect()
}
