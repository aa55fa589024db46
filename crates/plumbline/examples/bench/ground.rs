//! A house of many records, made by imports in large acts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use app::act::people::{NewPerson, TokenScope};
use app::act::setup::Founding;
use app::{App, Caller, Setting};
use engine::decide::Imported;
use engine::pack::PackSource;
use serde_json::{Map, Value, json};
use store::db::{Conn, Place};
use tempfile::TempDir;

use crate::measure::thousands;

/// Records in one act.
const BATCH: usize = 1_000;
const PROCESSES: usize = 20;
const SITES: usize = 5;
const PLACES: usize = 40;
const OWNERS: usize = 24;

/// An organisation, open in this process.
pub(crate) struct Ground {
    pub(crate) app: Option<Arc<App>>,
    pub(crate) setting: Setting,
    /// Holds the PostgreSQL URL for the binary.
    pub(crate) url_file: Option<std::path::PathBuf>,
    /// Sees and does everything.
    pub(crate) manager: String,
    /// Owner of one process, who sees what is his.
    pub(crate) worker: String,
    database: Option<(String, String)>,
    _folder: TempDir,
}

impl Ground {
    /// Founds a house with people, places and processes.
    pub(crate) fn found(postgres: Option<&str>) -> Ground {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = postgres.map(new_database);
        let url = database
            .as_ref()
            .map(|(server, name)| format!("{}/{name}", start(server)));
        let url_file = url.as_ref().map(|url| {
            let file = folder.path().join("url");
            fs::write(&file, url).expect("the folder can be written");
            file
        });
        let setting = Setting {
            postgres: url,
            ..Setting::in_folder(&folder.path().join("data"))
        };
        let app = Arc::new(App::open(&setting).expect("an empty house opens"));
        let first = person("Ada Lane", "ada", &["administrator", "quality_manager"]);
        let founding = Founding {
            organisation: "Probe Works".to_owned(),
            zone: "UTC".to_owned(),
            first,
        };
        let packs = [pack("base"), pack("iso-9001")];
        app.found(&packs, founding)
            .expect("the bundled packs found a house");
        furnish(&app);
        let token = |name: &str| {
            let made = app.create_token(&address(name), "bench", TokenScope::Act, None);
            made.expect("the person is there")
        };
        let (manager, worker) = (token("ada"), token("owner3"));
        Ground {
            app: Some(app),
            setting,
            url_file,
            manager,
            worker,
            database,
            _folder: folder,
        }
    }

    /// The same, with so many nonconformities.
    pub(crate) fn build(postgres: Option<&str>, size: usize) -> Ground {
        let ground = Ground::found(postgres);
        let begun = Instant::now();
        for first in (0..size).step_by(BATCH) {
            let rows = (first..size.min(first + BATCH)).map(row).collect();
            let app = ground.app();
            app.import(&Caller::system(), "nonconformity", rows, "a register of long ago")
                .expect("the rows are good");
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "Imported in acts of {}: {seconds:.1} s, {} records/s.\n",
            thousands(BATCH as u64),
            thousands((size as f64 / seconds) as u64)
        );
        ground
    }

    /// The house, open here.
    pub(crate) fn app(&self) -> &Arc<App> {
        self.app.as_ref().expect("it is open until the end")
    }

    /// Somebody here.
    pub(crate) fn caller(&self, token: &str) -> Caller {
        self.app()
            .caller_by_token(token)
            .expect("the token was made just now")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.app = None;
        if let Some((server, name)) = &self.database {
            let gone = Conn::open(&Place::Postgres(server.clone()))
                .and_then(|mut conn| conn.batch(&format!("DROP DATABASE {name} WITH (FORCE)")));
            if let Err(error) = gone {
                eprintln!("The database {name} could not be dropped: {error}");
            }
        }
    }
}

fn new_database(server: &str) -> (String, String) {
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let name = format!(
        "bench_{}_{}",
        std::process::id(),
        nanos.map_or(0, |since| since.as_nanos())
    );
    let mut conn = Conn::open(&Place::Postgres(server.to_owned())).expect("the PostgreSQL server answers");
    conn.batch(&format!("CREATE DATABASE {name}"))
        .expect("a superuser makes databases");
    (server.to_owned(), name)
}

fn start(server: &str) -> &str {
    server
        .rsplit_once('/')
        .expect("the server's URL ends with a database")
        .0
}

fn furnish(app: &Arc<App>) {
    let import = |kind: &str, rows: Vec<(String, Value)>| {
        let named = |(alias, inputs)| Imported {
            aliases: vec![alias],
            ..imported(inputs, None)
        };
        let rows = rows.into_iter().map(named).collect();
        app.import(&Caller::system(), kind, rows, "the works' own lists")
            .expect("the rows are good");
    };
    import(
        "site",
        (0..SITES)
            .map(|n| (format!("W{n}"), json!({ "name": format!("Works {n}") })))
            .collect(),
    );
    for n in 0..OWNERS {
        let new = person(&format!("Owner {n}"), &format!("owner{n}"), &["process_owner"]);
        app.add_person(&Caller::system(), new)
            .expect("a person can be added");
    }
    let process = |n: usize| {
        let owner = address(&format!("owner{}", n % OWNERS));
        (
            format!("P{n}"),
            json!({ "name": format!("Process {n}"), "owner": owner }),
        )
    };
    import("process", (0..PROCESSES).map(process).collect());
    let place = |n: usize| {
        let inputs = json!({ "name": format!("Machine {n}"), "code": format!("M-{n}"), "site": format!("W{}", n % SITES) });
        (format!("PLACE{n}"), inputs)
    };
    import("place", (0..PLACES).map(place).collect());
}

/// A nonconformity as a register of long ago has it: words of a small language, one rare word in a thousand.
fn row(n: usize) -> Imported {
    const WHAT: [&str; 8] = [
        "Scratch",
        "Crack",
        "Burr",
        "Wrong label",
        "Porosity",
        "Missing screw",
        "Dent",
        "Colour",
    ];
    const WHERE: [&str; 6] = ["housing", "cover", "shaft", "bracket", "cable", "front panel"];
    let state = [
        "reported",
        "contained",
        "understood",
        "agreed",
        "done",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
    ][n % 10];
    let rare = if n % 1_000 == 7 {
        format!(" zirconium{}", n / 1_000)
    } else {
        String::new()
    };
    let concerns = ["output", "system", "provider"][n % 3];
    let inputs = json!({
        "title": format!("{} on {} of order {}{rare}", WHAT[n % 8], WHERE[n / 8 % 6], 40_000 + n / 3),
        "found_at": format!("M-{}", n % PLACES),
        "caused_in": format!("P{}", n * 7 % PROCESSES),
        "owner": address(&format!("owner{}", n % OWNERS)),
        "concerns": concerns,
        "reached_customer": if n.is_multiple_of(9) { "yes" } else { "no" },
        "containment": format!("The lot was held at place {} and sorted by the shift.", n % 17),
        "correction": "Reworked by the tool shop, checked again with the gauge and released.",
    });
    imported(inputs, Some(state))
}

fn imported(inputs: Value, state: Option<&str>) -> Imported {
    let Value::Object(inputs) = inputs else {
        unreachable!("an object literal")
    };
    let inputs: Map<String, Value> = inputs;
    Imported {
        inputs,
        state: state.map(str::to_owned),
        aliases: Vec::new(),
    }
}

fn person(name: &str, email: &str, roles: &[&str]) -> NewPerson {
    let roles = roles
        .iter()
        .map(|role| ((*role).to_owned(), None, None))
        .collect();
    NewPerson {
        name: name.to_owned(),
        email: address(email),
        roles,
        password: None,
    }
}

fn address(name: &str) -> String {
    format!("{name}@probe.example")
}

/// A bundled pack, from the checkout.
fn pack(name: &str) -> PackSource {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the checkout has packs") {
            let path = entry.expect("a listed entry can be read").path();
            let inside = path
                .strip_prefix(&root)
                .expect("it lies below")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml" || extension == "txt")
            {
                files.insert(inside, fs::read_to_string(&path).expect("packs are text"));
            }
        }
    }
    PackSource {
        name: name.to_owned(),
        files,
    }
}
