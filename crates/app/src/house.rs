//! One organisation's house: its database, its packs as they are in force, its files, its clock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use engine::pack::{PackSource, Packs};
use engine::record::{Actor, Record, StandIn, reference};
use jiff::Timestamp;
use store::db::{Conn, Place};
use store::{Store, load};

use crate::errors::{Error, Result};
use crate::files::Files;

/// Where the house lies and how it is run.
#[derive(Clone)]
pub struct Setting {
    /// Folder for the signing key, the files and (for SQLite) the database.
    pub data: PathBuf,
    /// A PostgreSQL URL; without it the database is `plumbline.db` in the folder.
    pub postgres: Option<String>,
    /// Name of the journal, as `demo/probe-works`; fixed when the house is founded.
    pub origin: Option<String>,
    /// What time it is.
    pub clock: Clock,
}

/// Gives the time; the demo company and tests bring their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the machine.
#[must_use]
pub fn machine_clock() -> Clock {
    Arc::new(Timestamp::now)
}

impl Setting {
    /// A house in a folder, with SQLite and the machine's clock.
    #[must_use]
    pub fn in_folder(data: &Path) -> Self {
        Setting {
            data: data.to_owned(),
            postgres: None,
            origin: None,
            clock: machine_clock(),
        }
    }

    /// Where the database lies.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.postgres {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Sqlite(self.data.join("plumbline.db")),
        }
    }
}

/// The running house.
pub struct App {
    pub(crate) store: Store,
    pub(crate) files: Files,
    pub(crate) clock: Clock,
    pub(crate) conformity: crate::read::conformity::Cache,
    house: RwLock<Arc<House>>,
}

/// What the packs and practices say, as of one generation of the journal.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// Counts changes of packs and practices.
    pub generation: u64,
    /// What the packs say.
    pub packs: Packs,
    /// Practices that the organisation has set.
    pub practices: std::collections::BTreeMap<String, String>,
}

impl House {
    /// The organisation's setting of a practice, or the pack's default.
    #[must_use]
    pub fn practice(&self, id: &str) -> &str {
        let default = || {
            self.packs
                .practices
                .get(id)
                .map_or("", |practice| practice.default.as_str())
        };
        self.practices.get(id).map_or_else(default, String::as_str)
    }

    /// Ids of the fields by which records of these kinds are known, each value once: codes, mail addresses.
    #[must_use]
    pub fn unique(&self, kinds: &[String]) -> Vec<String> {
        let fields = kinds
            .iter()
            .filter_map(|kind| self.packs.kind(kind))
            .flat_map(|kind| kind.fields.values());
        let mut unique: Vec<String> = fields
            .filter(|field| field.unique)
            .map(|field| field.id.clone())
            .collect();
        unique.sort();
        unique.dedup();
        unique
    }

    /// Time zone of the organisation.
    #[must_use]
    pub fn zone(&self) -> &str {
        match self.practice("time_zone") {
            "" => "UTC",
            zone => zone,
        }
    }

    /// Name of the organisation.
    #[must_use]
    pub fn organisation(&self) -> &str {
        self.practice("organisation")
    }

    /// Reads what is in force from the database.
    pub(crate) fn load(conn: &mut Conn, generation: u64) -> Result<Self> {
        let rows = load::packs(conn)?;
        let sources: Vec<PackSource> = rows
            .iter()
            .map(|row| PackSource {
                name: row.id.clone(),
                files: row.files.clone(),
            })
            .collect();
        let practices = load::practices(conn)?;
        let (mut packs, problems) = engine::pack::load_with(&sources, &practices);
        if let Some(problem) = problems.first() {
            let what =
                format!("A pack in the journal cannot be read by this version of Plumbline: {problem}");
            return Err(Error::Broken(what));
        }
        for info in &mut packs.packs {
            if let Some(row) = rows.iter().find(|row| row.id == info.id) {
                info.digest.clone_from(&row.digest);
            }
        }
        Ok(House {
            generation,
            packs,
            practices,
        })
    }
}

/// Who asks, as far as the door could tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Person id; empty for the system itself (command line on the server, timers).
    pub person: String,
    /// What ties the request to one sign-in: the hash of its token or session.
    pub session: String,
    /// May act, not only read.
    pub may_act: bool,
}

impl Caller {
    /// Whoever sits at the server's own command line, or a timer.
    #[must_use]
    pub fn system() -> Self {
        Caller {
            person: String::new(),
            session: "system".to_owned(),
            may_act: true,
        }
    }
}

impl App {
    /// Opens the house; an empty database gets its tables.
    ///
    /// # Errors
    /// A sentence: another program's schema, a key that does not fit the journal, a folder that cannot be written.
    pub fn open(setting: &Setting) -> Result<Self> {
        std::fs::create_dir_all(&setting.data)?;
        let seed = crate::act::setup::signing_key(&setting.data)?;
        let place = setting.place();
        let broken = |error: store::db::DbError| Error::Broken(error.to_string());
        let origin = match &setting.origin {
            Some(origin) => Some(origin.clone()),
            None => Store::origin_of(&place).map_err(broken)?,
        };
        let settings = store::Settings {
            place,
            origin: origin.unwrap_or_else(|| "plumbline".to_owned()),
            seed,
            readers: 8,
            clock: setting.clock.clone(),
            random: Arc::new(|| {
                let mut bytes = [0; 16];
                getrandom::fill(&mut bytes).expect("the system gives random bytes");
                bytes
            }),
        };
        let store = Store::open(settings).map_err(broken)?;
        let files = Files::open(&setting.data.join("files"))?;
        let house = RwLock::new(Arc::new(House {
            generation: u64::MAX,
            ..House::default()
        }));
        Ok(App {
            store,
            files,
            clock: setting.clock.clone(),
            conformity: crate::read::conformity::Cache::default(),
            house,
        })
    }

    /// Whether an organisation lives here already.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_founded(&self) -> Result<bool> {
        self.read(|conn, _| Ok(!load::packs(conn)?.is_empty()))
    }

    /// The attached files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The store below; for verification, benchmarks and tests.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What time it is here.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Asks questions of one consistent state of the database, with the packs in force in it.
    ///
    /// # Errors
    /// What the question gives.
    pub fn read<T>(&self, ask: impl FnOnce(&mut Conn, &Arc<House>) -> Result<T>) -> Result<T> {
        self.snapshot(|conn| {
            let generation = store::head::read(conn)?.generation;
            let house = self.house(conn, generation)?;
            ask(conn, &house)
        })
    }

    /// The same without the packs.
    pub(crate) fn snapshot<T>(&self, ask: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.store.read(|conn| Ok(ask(conn)))?
    }

    /// The packs and practices of that generation; read anew only when it changed.
    pub(crate) fn house(&self, conn: &mut Conn, generation: u64) -> Result<Arc<House>> {
        let known = self
            .house
            .read()
            .expect("no thread panics while it holds this lock")
            .clone();
        if known.generation == generation {
            return Ok(known);
        }
        let fresh = Arc::new(House::load(conn, generation)?);
        // A batch that has not committed yet may be ahead of what readers see; the newest wins, the rest reload.
        *self
            .house
            .write()
            .expect("no thread panics while it holds this lock") = fresh.clone();
        Ok(fresh)
    }

    /// The caller with name and roles as of today, and everybody who is away and left their work to the caller.
    pub(crate) fn actor(&self, conn: &mut Conn, caller: &Caller, today: &str) -> Result<Actor> {
        if caller.person.is_empty() {
            return Ok(Actor::system());
        }
        let records = load::records(conn, std::slice::from_ref(&caller.person))?;
        let person = records.get(&caller.person).filter(|person| works_here(person));
        let person =
            person.ok_or_else(|| Error::Unknown("This person is no longer active here.".to_owned()))?;
        let away = away_for(conn, &person.id, today)?;
        let ids: Vec<String> = away
            .iter()
            .map(|other| other.id.clone())
            .chain([person.id.clone()])
            .collect();
        let mut held = load::holdings(conn, &ids)?;
        let mut grants = |id: &str| {
            let grants = held.remove(id).unwrap_or_default();
            grants.into_iter().filter(|grant| grant.on(today)).collect()
        };
        let stands_in_for = away.iter().map(|other| StandIn {
            grants: grants(&other.id),
            person: other.id.clone(),
            name: other.title.clone(),
        });
        Ok(Actor {
            stands_in_for: stands_in_for.collect(),
            grants: grants(&person.id),
            person: person.id.clone(),
            name: person.title.clone(),
        })
    }
}

/// The base pack's state of people who work here; in any other nobody signs in or acts.
pub(crate) const ACTIVE: &str = "active";

/// Whether a person may sign in and act.
pub(crate) fn works_here(person: &Record) -> bool {
    person.kind == "person" && person.state == ACTIVE
}

/// Who is away today and has that person as deputy: for this absence, or where it names nobody, always.
fn away_for(conn: &mut Conn, person: &str, today: &str) -> Result<Vec<Record>> {
    let target = reference("person", person);
    let mut ids: Vec<String> = Vec::new();
    for path in ["deputy", "away.deputy"] {
        let linkers = load::linkers(conn, &target, Some(path))?;
        ids.extend(
            linkers
                .into_iter()
                .filter(|linker| linker.kind == "person")
                .map(|linker| linker.id),
        );
    }
    ids.sort();
    ids.dedup();
    let others = load::records(conn, &ids)?;
    let is_away = |other: &Record| {
        works_here(other)
            && other.rows("away").any(|(_, cells)| {
                let text = |column: &str| cells.get(column).and_then(serde_json::Value::as_str);
                let within = text("from").is_some_and(|from| from <= today)
                    && text("until").is_none_or(|until| today <= until);
                let deputy = text("deputy").or_else(|| other.links("deputy").next());
                within && deputy == Some(&target)
            })
    };
    Ok(others.into_values().filter(|other| is_away(other)).collect())
}
