//! A house that listens on a port of its own, and a client for it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use app::act::people::{NewPerson, TokenScope};
use app::act::setup::Founding;
use app::{App, Caller, Setting};
use engine::pack::PackSource;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use web::Options;

pub(crate) const PASSWORD: &str = "nobody guesses this one";

/// Listens until it is dropped.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    address: String,
    agent: ureq::Agent,
    runtime: Option<Runtime>,
    _folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) etag: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) content_type: String,
}

impl Server {
    /// A house founded with these packs; `ada` is its administrator.
    pub(crate) fn founded(packs: &[PackSource]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let app = Arc::new(App::open(&Setting::in_folder(folder.path())).unwrap());
        let first = person("ada", &["administrator"]);
        let founding = Founding {
            organisation: "Probe Works".to_owned(),
            zone: "Europe/Lisbon".to_owned(),
            first,
        };
        app.found(packs, founding).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = web::serve(Arc::clone(&app), listener, Options::default());
        runtime.spawn(serving);
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Server {
            app,
            address,
            agent: config.into(),
            runtime: Some(runtime),
            _folder: folder,
        }
    }

    /// Somebody new with these roles, who may sign; gives their token.
    pub(crate) fn add(&self, name: &str, roles: &[&str]) -> String {
        let mut new = person(name, roles);
        new.password = Some(PASSWORD.to_owned());
        self.app.add_person(&Caller::system(), new).unwrap();
        self.token(name)
    }

    pub(crate) fn token(&self, name: &str) -> String {
        self.app
            .create_token(&address(name), "tests", TokenScope::Act, None)
            .unwrap()
    }

    pub(crate) fn get(&self, token: &str, path: &str) -> Reply {
        let request = self.agent.get(format!("{}{path}", self.address));
        read(request.header("Authorization", format!("Bearer {token}")).call())
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Reply {
        let request = self.agent.post(format!("{}{path}", self.address));
        read(
            request
                .header("Authorization", format!("Bearer {token}"))
                .send_json(body),
        )
    }

    pub(crate) fn patch(&self, token: &str, path: &str, seen: &str, body: &Value) -> Reply {
        let request = self.agent.patch(format!("{}{path}", self.address));
        read(
            request
                .header("Authorization", format!("Bearer {token}"))
                .header("If-Match", seen)
                .send_json(body),
        )
    }

    pub(crate) fn assert_sound(&self) {
        let report = store::check::check_everything(self.app.store()).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Reply {
    let mut answer = answer.unwrap();
    let header = |name: &str| {
        answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let (etag, location) = (header("etag"), header("location"));
    let content_type = header("content-type").unwrap_or_default();
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().unwrap();
    Reply {
        status,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        etag,
        location,
        content_type,
    }
}

fn person(name: &str, roles: &[&str]) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        email: address(name),
        roles: roles
            .iter()
            .map(|role| ((*role).to_owned(), None, None))
            .collect(),
        password: None,
    }
}

fn address(name: &str) -> String {
    format!("{name}@probe.example")
}

/// The TOML and text files below a folder, as a pack of that name.
pub(crate) fn pack_at(root: &Path, name: &str) -> PackSource {
    let mut files = BTreeMap::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|end| end == "toml" || end == "txt") {
                let inside = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.insert(inside, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    PackSource {
        name: name.to_owned(),
        files,
    }
}
