//! The shim that counts the server's steps and strikes at one of them; see `shim.c`.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::house::House;
use super::points::How;

/// The shim, built for this run.
pub(crate) struct Shim {
    _folder: TempDir,
    library: PathBuf,
    /// Port of the database server, where there is one.
    port: Option<String>,
}

impl Shim {
    /// Builds it with the C compiler that SQLite needs as well.
    pub(crate) fn build(postgres: Option<&str>) -> Shim {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = folder.path().join("shim.c");
        let library = folder.path().join("shim.so");
        std::fs::write(&source, include_str!("shim.c")).expect("the folder can be written");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&library)
            .arg(&source)
            .arg("-ldl")
            .status();
        assert!(
            built.is_ok_and(|status| status.success()),
            "cc could not build the shim"
        );
        Shim {
            _folder: folder,
            library,
            port: postgres.map(|url| port(url).to_owned()),
        }
    }

    /// Lets it strike at that step of a server that is about to start; with `syncs` only syncs of files are steps.
    pub(crate) fn arm(&self, server: &mut Command, house: &House, step: u64, how: How, syncs: bool) {
        let (word, lasts) = match how {
            How::Before => ("before", 1),
            How::After => ("after", 1),
            How::Torn => ("torn", 1),
            How::Full => ("ENOSPC", 40),
            How::Failing => ("EIO", 40),
        };
        server.env("LD_PRELOAD", &self.library);
        if syncs && self.port.is_none() {
            server.env("FAULT_ONLY", "sync");
        }
        server
            .env("FAULT_HOW", word)
            .env("FAULT_AT", step.to_string())
            .env("FAULT_FOR", lasts.to_string());
        match &self.port {
            None => server.env("FAULT_FOLDER", house.data()),
            Some(port) => server.env("FAULT_PORT", port),
        };
    }
}

/// The port of a PostgreSQL URL.
fn port(url: &str) -> &str {
    let server = url
        .rsplit('@')
        .next()
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    server.rsplit_once(':').map_or("5432", |(_, port)| port)
}
