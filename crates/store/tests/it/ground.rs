//! Empty databases for tests, one of each sort, gone with the test.

use std::sync::atomic::{AtomicU32, Ordering};

use store::db::{Conn, Dialect, Place};
use store::schema;
use tempfile::TempDir;

/// A connection to an empty database with all tables.
pub(crate) struct Ground {
    pub(crate) conn: Conn,
    _folder: Option<TempDir>,
    server: Option<(String, String)>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Ground {
    pub(crate) fn sqlite() -> Ground {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Place::Sqlite(folder.path().join("test.db"));
        Ground::made(place, Some(folder), None)
    }

    pub(crate) fn postgres() -> Ground {
        let url = std::env::var("PLUMBLINE_TEST_PG").expect(
            "PLUMBLINE_TEST_PG must hold the URL of a PostgreSQL superuser; run: cargo xtask pg -- cargo nextest run -p store",
        );
        let name = format!(
            "list_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin =
            Conn::open(&Place::Postgres(url.clone())).expect("the server of PLUMBLINE_TEST_PG answers");
        admin
            .batch(&format!("CREATE DATABASE {name}"))
            .expect("a database can be made");
        let (base, _) = url.rsplit_once('/').expect("the URL names a database");
        let place = Place::Postgres(format!("{base}/{name}"));
        Ground::made(place, None, Some((url, name)))
    }

    pub(crate) fn both() -> [Ground; 2] {
        [Ground::sqlite(), Ground::postgres()]
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.conn.dialect() {
            Dialect::Sqlite => "SQLite",
            Dialect::Postgres => "PostgreSQL",
        }
    }

    fn made(place: Place, folder: Option<TempDir>, server: Option<(String, String)>) -> Ground {
        let mut conn = Conn::open(&place).expect("the database opens");
        schema::create(&mut conn).expect("tables can be made");
        if conn.dialect() == Dialect::Sqlite {
            conn.batch("PRAGMA synchronous = OFF").expect("a pragma");
        }
        Ground {
            conn,
            _folder: folder,
            server,
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((url, name)) = &self.server
            && let Ok(mut admin) = Conn::open(&Place::Postgres(url.clone()))
        {
            let dropped = admin.batch(&format!("DROP DATABASE {name} WITH (FORCE)"));
            if let Err(error) = dropped {
                eprintln!("The database {name} could not be dropped: {error}");
            }
        }
    }
}
