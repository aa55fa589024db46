//! Houses for runs of faults: the finished binary on a data folder and, with PostgreSQL, a database of their own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use store::db::{Conn, Place};
use tempfile::TempDir;

/// Address of whoever acts in these runs.
const EMAIL: &str = "ada@probe.example";

/// An organisation of its own, gone with the run.
pub(crate) struct House {
    binary: PathBuf,
    folder: TempDir,
    database: Option<Database>,
    /// Lets the only person of the house act.
    pub(crate) token: String,
    /// Entries of the journal when it was founded.
    pub(crate) founded: u64,
}

/// A server that runs, or has been killed.
pub(crate) struct Server {
    child: Child,
    /// As `http://127.0.0.1:40123`.
    pub(crate) address: String,
    complaints: Option<JoinHandle<String>>,
}

impl House {
    /// Founds a house with the binary given, on SQLite or on the PostgreSQL server of that URL.
    pub(crate) fn found(binary: &Path, postgres: Option<&str>) -> House {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = postgres.map(Database::new);
        let mut house = House {
            binary: binary.to_owned(),
            folder,
            database,
            token: String::new(),
            founded: 0,
        };
        if let Some(database) = &house.database {
            fs::write(house.url_file(), &database.url).expect("the folder can be written");
        }
        let init = [
            "init",
            "--organisation",
            "Probe Works",
            "--name",
            "Ada Lane",
            "--email",
            EMAIL,
        ];
        house.run(&init, "a password that nobody guesses\n");
        let token = house.run(&["token", "create", "--person", EMAIL], "");
        token.trim().clone_into(&mut house.token);
        let server = house.serve(|_| ()).expect("a new house can be served");
        house.founded = server.entries();
        server.kill();
        house
    }

    /// Serves the house; `prepare` may change how the server is started. Nothing when it ended before it listened.
    pub(crate) fn serve(&self, prepare: impl FnOnce(&mut Command)) -> Option<Server> {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        prepare(&mut command);
        let mut child = command.spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("it is piped");
        let stderr = child.stderr.take().expect("it is piped");
        let complaints = std::thread::spawn(move || {
            let lines = BufReader::new(stderr).lines().map_while(Result::ok);
            lines.collect::<Vec<_>>().join("\n")
        });
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines
            .into_iter()
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let mut server = Server {
            child,
            address: address.clone().unwrap_or_default(),
            complaints: Some(complaints),
        };
        if address.is_none() {
            server.last_words();
            return None;
        }
        Some(server)
    }

    /// Fails unless journal and tables are sound, also against a checkpoint that was kept outside.
    pub(crate) fn verify(&self, outside: Option<&[u8]>) {
        let kept = self.folder.path().join("kept-outside");
        match outside {
            Some(checkpoint) => {
                fs::write(&kept, checkpoint).expect("the folder can be written");
                self.run(&["verify", "--against", &kept.to_string_lossy()], "");
            }
            None => drop(self.run(&["verify"], "")),
        }
    }

    /// The folder with the key, the files and the database.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs a command on the house to its end and gives what it printed.
    pub(crate) fn run(&self, words: &[&str], input: &str) -> String {
        let mut command = self.command(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        // A command that reads nothing may have ended already.
        drop(stdin.write_all(input.as_bytes()));
        drop(stdin);
        let done = child.wait_with_output().expect("it was started");
        let (out, err) = (
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr),
        );
        assert!(
            done.status.success(),
            "plumbline {}:\n{out}{err}",
            words.join(" ")
        );
        out.into_owned()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).arg("--data").arg(self.data());
        if self.database.is_some() {
            command.arg("--database-url-file").arg(self.url_file());
        }
        command
    }

    fn url_file(&self) -> PathBuf {
        self.folder.path().join("url")
    }
}

impl Server {
    /// Ends it as a power cut would: no signal that could be caught. Gives what it had complained of.
    pub(crate) fn kill(mut self) -> String {
        self.last_words()
    }

    /// Entries of the journal.
    pub(crate) fn entries(&self) -> u64 {
        let text = self.get("/healthz");
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        answer["entries"]
            .as_u64()
            .unwrap_or_else(|| panic!("/healthz answers {text}"))
    }

    fn get(&self, path: &str) -> String {
        let answer = ureq::get(format!("{}{path}", self.address)).call();
        let text = answer.and_then(|mut answer| answer.body_mut().read_to_string());
        text.unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    fn last_words(&mut self) -> String {
        // It may have ended already; then there is nothing to kill.
        drop(self.child.kill());
        self.child.wait().expect("it was started");
        let complaints = self.complaints.take().map(JoinHandle::join);
        complaints.and_then(Result::ok).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.last_words();
    }
}

/// A database on a PostgreSQL server.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn new(server: &str) -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "faults_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let (start, _) = server
            .rsplit_once('/')
            .expect("the server's URL ends with a database");
        let url = format!("{start}/{name}");
        let server = server.to_owned();
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
