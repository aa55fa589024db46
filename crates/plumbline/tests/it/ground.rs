//! A folder and, with PostgreSQL, a database of its own; the binary is run on it, or a shell that finds the binary.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use store::db::{Conn, Place};
use tempfile::TempDir;

/// Where the data lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

/// Gone with the test, with all that lies in it.
pub(crate) struct Ground {
    pub(crate) folder: TempDir,
    database: Option<Database>,
}

impl Ground {
    pub(crate) fn new(on: On) -> Ground {
        let ground = Ground {
            folder: tempfile::tempdir().expect("a temporary folder"),
            database: (on == On::Postgres).then(Database::new),
        };
        if let Some(database) = &ground.database {
            fs::write(ground.url_file(), &database.url).expect("the folder can be written");
        }
        ground
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder that the commands are given.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("house")
    }

    /// Where the store lies.
    pub(crate) fn place(&self) -> Place {
        match &self.database {
            Some(database) => Place::Postgres(database.url.clone()),
            None => Place::Sqlite(self.data().join("plumbline.db")),
        }
    }

    /// What the commands are told beside the folder; nothing for SQLite.
    pub(crate) fn database_words(&self) -> Vec<String> {
        match &self.database {
            Some(_) => vec![
                "--database-url-file".to_owned(),
                self.url_file().to_string_lossy().into_owned(),
            ],
            None => Vec::new(),
        }
    }

    /// A command on this data, as it would be typed; `--data` and the database are added.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = plumbline(words);
        command
            .current_dir(self.path())
            .arg("--data")
            .arg(self.data())
            .args(self.database_words());
        command
    }

    /// Runs it to its end.
    pub(crate) fn tried(&self, words: &[&str], input: &str) -> Output {
        run(self.command(words), input)
    }

    /// Runs it; it must succeed. Gives what it printed.
    pub(crate) fn ran(&self, words: &[&str], input: &str) -> String {
        let done = self.tried(words, input);
        let (out, err) = texts(&done);
        assert!(
            done.status.success(),
            "plumbline {}:\n{out}{err}",
            words.join(" ")
        );
        out
    }

    /// Runs it; it must fail. Gives its complaint.
    pub(crate) fn refused(&self, words: &[&str], input: &str) -> String {
        let done = self.tried(words, input);
        let (out, err) = texts(&done);
        assert!(
            !done.status.success(),
            "plumbline {} succeeded:\n{out}",
            words.join(" ")
        );
        format!("{out}{err}")
    }

    fn url_file(&self) -> PathBuf {
        self.path().join("database.url")
    }
}

/// The finished binary with these arguments.
pub(crate) fn plumbline(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(words);
    command
}

/// Runs a command to its end.
pub(crate) fn run(mut command: Command, input: &str) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // A command that reads nothing may have ended already.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    child.wait_with_output().expect("it was started")
}

/// What it printed, and what it complained of.
pub(crate) fn texts(done: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&done.stdout), text(&done.stderr))
}

struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn new() -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server =
            std::env::var("PLUMBLINE_TEST_PG").expect("PLUMBLINE_TEST_PG names no PostgreSQL server");
        let name = format!(
            "it_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let (start, _) = server
            .rsplit_once('/')
            .expect("the server's URL ends with a database");
        let url = format!("{start}/{name}");
        let mut conn = Conn::open(&Place::Postgres(server.clone())).expect("the PostgreSQL server answers");
        conn.batch(&format!("CREATE DATABASE {name}"))
            .expect("a superuser makes databases");
        Database { server, name, url }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let gone = Conn::open(&Place::Postgres(self.server.clone()))
            .and_then(|mut conn| conn.batch(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
        if let Err(error) = gone {
            eprintln!("The database {} could not be dropped: {error}", self.name);
        }
    }
}
