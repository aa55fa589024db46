//! Houses for tests: an organisation with the bundled packs, on SQLite and on PostgreSQL, with a clock that stands
//! until it is set.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use app::act::people::NewPerson;
use app::act::setup::Founding;
use app::{App, Caller, Setting};
use engine::pack::PackSource;
use engine::record::Record;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use store::db::{Conn, Place};
use tempfile::TempDir;

/// Every house is founded at this instant, a Monday.
pub(crate) const MONDAY: &str = "2026-11-16T09:00:00.000Z";

/// One organisation on one database; both are gone with the test.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    clock: Arc<AtomicI64>,
    database: Option<Database>,
    folder: TempDir,
}

/// Where a house lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

impl On {
    pub(crate) const BOTH: [On; 2] = [On::Sqlite, On::Postgres];
}

impl House {
    /// A house founded with the bundled packs, and `ada`, who may sign in and is its administrator.
    pub(crate) fn founded(on: On) -> House {
        House::founded_with(
            on,
            &[bundled("base"), bundled("iso-9001"), bundled("electrical-safety")],
        )
    }

    /// The same with other packs.
    pub(crate) fn founded_with(on: On, packs: &[PackSource]) -> House {
        let database = (on == On::Postgres).then(|| Database::new(None));
        let house = House::open(database, tempfile::tempdir().unwrap());
        let founding = Founding {
            organisation: "Probe Works".to_owned(),
            zone: "Europe/Lisbon".to_owned(),
            first: newcomer("ada", &["administrator"]),
        };
        house.app.found(packs, founding).unwrap();
        house
    }

    fn open(database: Option<Database>, folder: TempDir) -> House {
        let start: Timestamp = MONDAY.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(start.as_millisecond()));
        let now = Arc::clone(&clock);
        let setting = Setting {
            data: folder.path().to_owned(),
            postgres: database.as_ref().map(|database| database.url.clone()),
            origin: Some("test/house".to_owned()),
            clock: Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap()),
        };
        let app = Arc::new(App::open(&setting).unwrap());
        House {
            app,
            clock,
            database,
            folder,
        }
    }

    /// The clock's milliseconds, for whoever sets it.
    pub(crate) fn clock(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.clock)
    }

    /// Sets the clock.
    pub(crate) fn at(&self, instant: &str) {
        let instant: Timestamp = instant.parse().unwrap();
        self.clock.store(instant.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub(crate) fn later(&self, by: SignedDuration) {
        self.at(&(self.app.now() + by).to_string());
    }

    /// Somebody new with these roles, as `process_owner` or `process_owner@PR-1`; acts from now on by that name.
    pub(crate) fn add(&self, name: &str, roles: &[&str]) -> Caller {
        self.app
            .add_person(&Caller::system(), newcomer(name, roles))
            .unwrap();
        self.caller(name)
    }

    /// Somebody who is here already.
    pub(crate) fn caller(&self, name: &str) -> Caller {
        let person = self
            .person(name)
            .unwrap_or_else(|| panic!("nobody is called {name}"));
        Caller {
            person,
            session: format!("the session of {name}"),
            may_act: true,
        }
    }

    /// Id of the person of that name.
    pub(crate) fn person(&self, name: &str) -> Option<String> {
        let found = self
            .app
            .store()
            .read(|conn| store::load::find(conn, &["person"], &address(name)));
        found.unwrap().first().map(|found| found.id.clone())
    }

    /// A record as it stands, whoever may see it.
    pub(crate) fn record(&self, number: &str) -> Option<Record> {
        let read = self.app.store().read(|conn| {
            let found = store::load::find::<&str>(conn, &[], number)?;
            let Some(found) = found.first() else {
                return Ok(None);
            };
            Ok(store::load::records(conn, &[&found.id])?.remove(&found.id))
        });
        read.unwrap()
    }

    /// What contradicts the journal; empty when everything is sound.
    pub(crate) fn unsound(&self) -> String {
        let report = store::check::check_everything(self.app.store()).unwrap();
        if report.is_sound() {
            String::new()
        } else {
            report.to_string()
        }
    }

    pub(crate) fn assert_sound(&self) {
        assert_eq!(self.unsound(), "");
    }

    /// The folder of its key and files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Copies of this house, each as it stands now. Nobody lives in the house itself any more.
    pub(crate) fn into_mould(self) -> Mould {
        let House {
            app,
            database,
            folder,
            ..
        } = self;
        drop(Arc::into_inner(app).expect("nobody holds the house while it is cast"));
        Mould { database, folder }
    }
}

/// A house that can be copied: founding takes a second, a copy takes a moment.
pub(crate) struct Mould {
    database: Option<Database>,
    folder: TempDir,
}

impl Mould {
    pub(crate) fn house(&self) -> House {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        let database = self
            .database
            .as_ref()
            .map(|database| Database::new(Some(&database.name)));
        House::open(database, folder)
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A database of one test on the server of `PLUMBLINE_TEST_PG`.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn new(template: Option<&str>) -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("PLUMBLINE_TEST_PG").expect(
            "PLUMBLINE_TEST_PG names no PostgreSQL server; run `cargo xtask pg -- cargo nextest run -p app`",
        );
        let name = format!(
            "app_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let (start, _) = server
            .rsplit_once('/')
            .expect("the server's URL ends with a database");
        let url = format!("{start}/{name}");
        let from = template
            .map(|template| format!(" TEMPLATE {template}"))
            .unwrap_or_default();
        let create = format!("CREATE DATABASE {name}{from}");
        let mut conn =
            Conn::open(&Place::Postgres(server.clone())).expect("the server of PLUMBLINE_TEST_PG answers");
        // A server takes a moment to see that the last connection to the template has gone.
        let mut patience = 100;
        while let Err(error) = conn.batch(&create) {
            patience -= 1;
            assert!(patience > 0, "{create}: {}", error.what);
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        Database { server, name, url }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let gone = Conn::open(&Place::Postgres(self.server.clone()))
            .and_then(|mut conn| conn.batch(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
        if let Err(error) = gone {
            eprintln!("The database {} could not be dropped: {}", self.name, error.what);
        }
    }
}

fn newcomer(name: &str, roles: &[&str]) -> NewPerson {
    let scoped = |role: &&str| {
        let (role, place) = role
            .split_once('@')
            .map_or((*role, None), |(role, place)| (role, Some(place)));
        let place = |prefix: &str| place.filter(|place| place.starts_with(prefix)).map(str::to_owned);
        (role.to_owned(), place("PR-"), place("SITE-"))
    };
    NewPerson {
        name: title(name),
        email: address(name),
        roles: roles.iter().map(scoped).collect(),
        password: None,
    }
}

/// The address of somebody called that.
pub(crate) fn address(name: &str) -> String {
    format!("{name}@probe.example")
}

/// The name as it is printed.
pub(crate) fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// Answers from a JSON object.
pub(crate) fn answers(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

/// A bundled pack, from disk.
pub(crate) fn bundled(name: &str) -> PackSource {
    pack_at(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../packs")
            .join(name),
    )
}

/// The pack in a folder.
pub(crate) fn pack_at(root: &Path) -> PackSource {
    let mut files = BTreeMap::new();
    for path in files_below(root) {
        let inside = path
            .strip_prefix(root)
            .expect("it lies below")
            .to_string_lossy()
            .replace('\\', "/");
        files.insert(inside, fs::read_to_string(&path).unwrap());
    }
    let name = root
        .file_name()
        .expect("a folder has a name")
        .to_string_lossy()
        .into_owned();
    PackSource { name, files }
}

/// TOML files and texts below a folder, sorted.
pub(crate) fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml" || extension == "txt")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
