//! A throwaway PostgreSQL: its own folder, its own port on the loopback, gone when we are gone.
//!
//! It keeps the server's defaults for durability (fsync, synchronous commit): tests that kill and restart should
//! meet the database that people run.

use std::fmt;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{self, Outcome};
use crate::tools::{self, Postgres};

/// The superuser of the throwaway server.
const SUPERUSER: &str = "plumbline";

/// How long a server may take to answer its first question.
const PATIENCE: Duration = Duration::from_secs(60);

/// Outlives us in every case (end, panic, Ctrl-C, kill): its input is a pipe that only we hold open. When the pipe
/// closes it stops the server, whose process id it was told over the pipe, and removes the folder.
const WATCH: &str = r#"
while read -r id; do server=$id; done
if [ -n "$server" ]; then
  kill -QUIT "$server" 2>/dev/null
  tries=0
  while [ -e "$1/data/postmaster.pid" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  [ -e "$1/data/postmaster.pid" ] && kill -KILL "$server" 2>/dev/null
fi
rm -rf -- "$1"
"#;

/// A running server. Dropping it stops it and removes its folder.
pub(crate) struct Server {
    url: String,
    folder: PathBuf,
    watcher: Child,
    process: Option<Child>,
}

/// `cargo xtask pg -- COMMAND …`: runs a command with such a server around it.
pub(crate) fn around(words: &[String]) -> Outcome {
    let Some((program, arguments)) = words.split_first() else {
        return Err("say which command to run: cargo xtask pg -- cargo test -p store".into());
    };
    tools::present()?;
    let server = Server::start()?;
    eprintln!("{server}; its address is in PLUMBLINE_TEST_PG");
    run::show(
        Command::new(program)
            .args(arguments)
            .env("PLUMBLINE_TEST_PG", server.url()),
    )
}

impl Server {
    /// Makes a new cluster and starts its server.
    pub(crate) fn start() -> Result<Server, String> {
        let programs =
            tools::postgres().ok_or("PostgreSQL is missing; install it: apt-get install postgresql")?;
        let account = account()?;
        let password = random_name()?;
        let folder = std::env::temp_dir().join(format!("plumbline-pg-{}", random_name()?));
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
        let mut server = Server {
            url: String::new(),
            watcher: watch(&folder)?,
            folder,
            process: None,
        };
        server.make_cluster(&programs, account.as_ref(), &password)?;
        server.listen(&programs, account.as_ref(), &password)?;
        Ok(server)
    }

    /// The address of the superuser's connection; every test makes its own database there.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn make_cluster(&self, programs: &Postgres, account: Option<&Account>, password: &str) -> Outcome {
        let secret = self.folder.join("password");
        let mut options = File::options();
        let file = options.write(true).create_new(true).mode(0o600).open(&secret);
        file.and_then(|mut file| file.write_all(password.as_bytes()))
            .map_err(|e| format!("{} cannot be written: {e}", secret.display()))?;
        if let Some(Account { user, group }) = account {
            run::read(
                Command::new("chown")
                    .args(["-R", &format!("{user}:{group}")])
                    .arg(&self.folder),
            )?;
        }
        let mut initdb = as_account(account, &programs.folder.join("initdb"));
        initdb
            .arg("--pgdata")
            .arg(self.folder.join("data"))
            .arg("--pwfile")
            .arg(&secret);
        initdb.args([
            "--username",
            SUPERUSER,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
        ]);
        if programs.major >= 15 {
            // A language's order, not that of the bytes: who relies on the server's collation is found out here.
            initdb.args(["--locale-provider", "icu", "--icu-locale", "en"]);
        }
        run::read(initdb.current_dir(&self.folder)).map(drop)
    }

    fn listen(&mut self, programs: &Postgres, account: Option<&Account>, password: &str) -> Outcome {
        let port = free_port()?;
        let log = self.folder.join("log");
        let sink = File::create(&log).map_err(|e| format!("{} cannot be made: {e}", log.display()))?;
        let mut postgres = as_account(account, &programs.folder.join("postgres"));
        postgres
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-k")
            .arg(&self.folder);
        postgres.args([
            "-p",
            &port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=200",
        ]);
        postgres.args(["-c", "timezone=UTC", "-c", "log_timezone=UTC"]);
        postgres
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(sink);
        // Its own process group: Ctrl-C ends the tests first, then the watcher ends the server.
        let process = postgres
            .process_group(0)
            .spawn()
            .map_err(|e| format!("postgres could not be started: {e}"))?;
        let pipe = self
            .watcher
            .stdin
            .as_mut()
            .expect("the watcher was started with a pipe");
        writeln!(pipe, "{}", process.id()).map_err(|e| format!("the server's watcher is gone: {e}"))?;
        self.process = Some(process);
        self.url = format!("postgres://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres");

        let start = Instant::now();
        while !self.ready() {
            let process = self.process.as_mut().expect("it was started above");
            let ended = process.try_wait().is_ok_and(|status| status.is_some());
            if ended || start.elapsed() > PATIENCE {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(format!(
                    "PostgreSQL did not start; its log says:\n{}",
                    said.trim_end()
                ));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The server writes "ready" into the last line of its pid file when it takes connections.
    fn ready(&self) -> bool {
        fs::read_to_string(self.folder.join("data/postmaster.pid")).is_ok_and(|lines| {
            lines
                .lines()
                .nth(7)
                .is_some_and(|status| status.trim() == "ready")
        })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.rsplit('@').next().unwrap_or_default();
        write!(f, "PostgreSQL listens at {host}, in {}", self.folder.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        if let Some(process) = &mut self.process {
            let _ = process.wait();
        }
        let _ = self.watcher.wait();
    }
}

fn watch(folder: &Path) -> Result<Child, String> {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", WATCH, "watch"])
        .arg(folder)
        .stdin(Stdio::piped())
        .process_group(0);
    shell.spawn().map_err(|e| format!("sh could not be started: {e}"))
}

/// A user and his group, as numbers.
struct Account {
    user: String,
    group: String,
}

/// The user to run the server as: ourselves, unless we are root, whom PostgreSQL refuses.
fn account() -> Result<Option<Account>, String> {
    if !tools::is_root() {
        return Ok(None);
    }
    let id = |which: &str, name: &str| run::read(Command::new("id").args([which, name])).ok();
    let known = ["postgres", "nobody"].into_iter().find_map(|name| {
        Some(Account {
            user: id("-u", name)?.trim().into(),
            group: id("-g", name)?.trim().into(),
        })
    });
    let nobody = "PostgreSQL does not run as root, and there is neither a user postgres nor nobody";
    known.map(Some).ok_or(nobody.into())
}

fn as_account(account: Option<&Account>, program: &Path) -> Command {
    let Some(Account { user, group }) = account else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .args([
            &format!("--reuid={user}"),
            &format!("--regid={group}"),
            "--clear-groups",
            "--",
        ])
        .arg(program);
    command.env("HOME", "/");
    command
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address
        .map(|address| address.port())
        .map_err(|e| format!("no free port on the loopback: {e}"))
}

fn random_name() -> Result<String, String> {
    let mut bytes = [0; 12];
    let read = File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|e| format!("/dev/urandom cannot be read: {e}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, programs: &Postgres, question: &str) -> String {
        let mut psql = Command::new(programs.folder.join("psql"));
        run::read(psql.args([server.url(), "-XAtc", question]))
            .unwrap()
            .trim()
            .to_string()
    }

    #[test]
    fn a_server_answers_durably_and_leaves_nothing_behind() {
        let programs = tools::postgres().expect("PostgreSQL is installed: apt-get install postgresql");
        let server = Server::start().unwrap();
        assert_eq!(ask(&server, &programs, "show fsync"), "on");
        assert_eq!(ask(&server, &programs, "show synchronous_commit"), "on");
        assert_eq!(
            ask(
                &server,
                &programs,
                "select rolsuper from pg_roles where rolname = current_user"
            ),
            "t"
        );
        // A language's order, where the server knows one: the bytes alone would say "B" first.
        let by_language = if programs.major >= 15 { "t" } else { "f" };
        assert_eq!(
            ask(&server, &programs, "select 'a' < 'B' and 'B' < 'c'"),
            by_language
        );
        let (folder, id) = (server.folder.clone(), server.process.as_ref().unwrap().id());
        assert!(Path::new(&format!("/proc/{id}")).exists());
        drop(server);
        assert!(!folder.exists());
        assert!(!Path::new(&format!("/proc/{id}")).exists());
    }

    #[test]
    fn a_panic_ends_the_server_too() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let worker = std::thread::spawn(move || {
            let server = Server::start().unwrap();
            sender.send(server.folder.clone()).unwrap();
            panic!("as a test might");
        });
        assert!(worker.join().is_err());
        assert!(!receiver.recv().unwrap().exists());
    }

    #[test]
    fn without_a_command_it_says_what_to_write() {
        assert!(around(&[]).unwrap_err().contains("cargo xtask pg -- "));
    }
}
