//! A house that serves pages, and a browser without script.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use app::act::people::NewPerson;
use app::act::setup::Founding;
use app::{App, Caller, Setting};
use engine::pack::PackSource;
use jiff::{SignedDuration, Timestamp};
use store::db::{Conn, Place};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use web::Options;

pub(super) const PASSWORD: &str = "three plain words";
/// Every house stands at this instant, a Monday, until its clock is moved.
const MONDAY: &str = "2026-11-16T09:00:00.000Z";

/// Where a house lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Sqlite,
    Postgres,
}

impl On {
    pub(super) const BOTH: [On; 2] = [On::Sqlite, On::Postgres];
}

/// A house behind a port of its own.
pub(super) struct House {
    pub(super) app: Arc<App>,
    address: String,
    clock: Arc<AtomicI64>,
    runtime: Option<Runtime>,
    _database: Option<Database>,
    _folder: TempDir,
}

impl House {
    /// An empty house with what it takes to be founded in the browser.
    pub(super) fn empty(on: On) -> (House, String) {
        let mut code = String::new();
        let house = House::serve(on, |app| {
            let made = web::Code::new(app.now());
            code = made.shown();
            Options {
                code: Some(made),
                packs: packs(),
                ..Options::default()
            }
        });
        (house, code)
    }

    /// A house with the bundled packs and Ada, who administers it and looks after quality.
    pub(super) fn founded(on: On) -> House {
        House::serve(on, |app| {
            let founding = Founding {
                organisation: "Probe Works".to_owned(),
                zone: "Europe/Lisbon".to_owned(),
                first: newcomer("Ada", &["administrator", "quality_manager"]),
            };
            app.found(&packs(), founding).unwrap();
            Options::default()
        })
    }

    /// The same, run by a program that carries a newer base pack: in it, a task is begun by the quality manager alone.
    pub(super) fn founded_beside_newer(on: On) -> House {
        let mut newer = bundled("base");
        change(&mut newer, "pack.toml", "version = 1", "version = 2");
        change(
            &mut newer,
            "kinds/task.toml",
            "by = [\"everyone\"]",
            "by = [\"role:quality_manager\"]",
        );
        House::serve(on, |app| {
            let founding = Founding {
                organisation: "Probe Works".to_owned(),
                zone: "Europe/Lisbon".to_owned(),
                first: newcomer("Ada", &["administrator"]),
            };
            app.found(&packs(), founding).unwrap();
            Options {
                carried: vec![newer, bundled("iso-9001")],
                ..Options::default()
            }
        })
    }

    fn serve(on: On, prepare: impl FnOnce(&Arc<App>) -> Options) -> House {
        let database = (on == On::Postgres).then(Database::new);
        let folder = tempfile::tempdir().unwrap();
        let start: Timestamp = MONDAY.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(start.as_millisecond()));
        let now = Arc::clone(&clock);
        let setting = Setting {
            postgres: database.as_ref().map(|database| database.url.clone()),
            clock: Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap()),
            ..Setting::in_folder(folder.path())
        };
        let app = Arc::new(App::open(&setting).unwrap());
        let options = prepare(&app);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(web::serve(Arc::clone(&app), listener, options));
        House {
            app,
            address,
            clock,
            runtime: Some(runtime),
            _database: database,
            _folder: folder,
        }
    }

    /// Moves the clock on.
    pub(super) fn later(&self, by: SignedDuration) {
        self.clock
            .fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Somebody new, who may sign in with [`PASSWORD`].
    pub(super) fn add(&self, name: &str, roles: &[&str]) {
        self.app
            .add_person(&Caller::system(), newcomer(name, roles))
            .unwrap();
    }

    /// A browser in which nobody is signed in.
    pub(super) fn browser(&self) -> Browser<'_> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Browser {
            house: self,
            agent: config.into(),
            cookies: RefCell::default(),
        }
    }

    /// A browser in which that person is signed in.
    pub(super) fn signed_in(&self, name: &str) -> Browser<'_> {
        let browser = self.browser();
        let page = browser.post(
            "/sign-in",
            &[("email", &address(name)), ("_password", PASSWORD), ("to", "/")],
        );
        assert_eq!(page.status, 303, "{name} cannot sign in: {}", page.text());
        browser
    }

    /// Journal, tables and signatures agree.
    pub(super) fn assert_sound(&self) {
        let report = store::check::check_everything(self.app.store()).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Follows links and posts forms; knows cookies and nothing else.
pub(super) struct Browser<'a> {
    house: &'a House,
    agent: ureq::Agent,
    pub(super) cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser<'_> {
    pub(super) fn get(&self, path: &str) -> Page {
        let request = self
            .agent
            .get(format!("{}{path}", self.house.address))
            .header("Cookie", self.cookie());
        self.page(request.call())
    }

    /// Sends a form as our own pages do.
    pub(super) fn post(&self, path: &str, answers: &[(&str, &str)]) -> Page {
        self.post_from(path, answers, &[("Origin", &self.house.address.clone())])
    }

    /// Sends a form with these headers.
    pub(super) fn post_from(&self, path: &str, answers: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.house.address))
            .header("Cookie", self.cookie());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.page(request.send_form(answers.iter().copied()))
    }

    /// Fills the form of a page in and sends it; what the page hides in it travels along.
    pub(super) fn fill(&self, path: &str, answers: &[(&str, &str)]) -> Page {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        let hidden = page.hidden();
        let mut all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.retain(|(name, _)| name.starts_with('_') && !answers.iter().any(|(known, _)| known == name));
        all.extend(answers);
        self.post(path, &all)
    }

    /// The same where it must be taken: gives the page to which it leads.
    pub(super) fn done(&self, path: &str, answers: &[(&str, &str)]) -> Page {
        let page = self.fill(path, answers);
        assert_eq!(page.status, 303, "{path} was refused: {}", page.text());
        let to = page.location.clone().unwrap();
        self.get(to.split('#').next().unwrap())
    }

    fn cookie(&self) -> String {
        let cookies = self.cookies.borrow();
        cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn page(&self, response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Page {
        let mut response = response.unwrap();
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies
                .borrow_mut()
                .insert(name.to_owned(), value.to_owned());
        }
        Page {
            status: response.status().as_u16(),
            location: header("location"),
            policy: header("content-security-policy").unwrap_or_default(),
            set_cookie: header("set-cookie").unwrap_or_default(),
            html: response.body_mut().read_to_string().unwrap_or_default(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) policy: String,
    pub(super) set_cookie: String,
    pub(super) html: String,
}

impl Page {
    /// The words of the page, without tags.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.html.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        let words: Vec<&str> = out.split_whitespace().collect();
        unescape(&words.join(" "))
    }

    /// Whether these words stand on the page.
    #[track_caller]
    pub(super) fn says(&self, words: &str) {
        assert!(
            self.text().contains(words),
            "“{words}” is not on the page ({}): {}",
            self.status,
            self.text()
        );
    }

    /// Names and values that the page hides in its last form.
    fn hidden(&self) -> Vec<(String, String)> {
        let inputs = self
            .html
            .split("<input")
            .skip(1)
            .filter(|input| input.contains("type=\"hidden\""));
        let part = |input: &str, name: &str| {
            let rest = input.split_once(&format!(" {name}=\""))?.1;
            Some(unescape(rest.split('"').next()?))
        };
        inputs
            .filter_map(|input| Some((part(input, "name")?, part(input, "value")?)))
            .collect()
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The number at the end of a receipt's address, as `NC-2026-1`.
pub(super) fn number_in(location: &str) -> String {
    location.split('/').nth(3).unwrap().to_owned()
}

pub(super) fn address(name: &str) -> String {
    format!("{}@probe.example", name.to_lowercase())
}

fn newcomer(name: &str, roles: &[&str]) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        email: address(name),
        roles: roles
            .iter()
            .map(|role| ((*role).to_owned(), None, None))
            .collect(),
        password: Some(PASSWORD.to_owned()),
    }
}

fn packs() -> Vec<PackSource> {
    ["base", "iso-9001"].map(bundled).to_vec()
}

fn change(pack: &mut PackSource, file: &str, from: &str, to: &str) {
    let text = pack.files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} says no longer {from}");
    *text = text.replacen(from, to, 1);
}

fn bundled(name: &str) -> PackSource {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name);
    let mut files = BTreeMap::new();
    gather(&folder, &folder, &mut files);
    PackSource {
        name: name.to_owned(),
        files,
    }
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn new() -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("PLUMBLINE_TEST_PG").expect(
            "PLUMBLINE_TEST_PG names no PostgreSQL server; run `cargo xtask pg -- cargo nextest run -p web`",
        );
        let name = format!(
            "pages_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let (start, _) = server
            .rsplit_once('/')
            .expect("the server's URL ends with a database");
        let url = format!("{start}/{name}");
        let mut conn =
            Conn::open(&Place::Postgres(server.clone())).expect("the server of PLUMBLINE_TEST_PG answers");
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
            eprintln!("The database {} could not be dropped: {}", self.name, error.what);
        }
    }
}
