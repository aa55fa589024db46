//! Where a house lies: arguments that nearly every command takes.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use app::{App, Error, Result, Setting};
use clap::Args;

/// Where the data lie.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Folder with the signing key, the attached files and (for SQLite) the database
    #[arg(long, value_name = "DIR", default_value = "plumbline-data")]
    pub(crate) data: PathBuf,
    /// File that holds a PostgreSQL connection URL; without it the database is SQLite in the folder
    #[arg(long, value_name = "FILE")]
    pub(crate) database_url_file: Option<PathBuf>,
}

impl PlaceArgs {
    /// The setting that these arguments mean.
    pub(crate) fn setting(&self) -> Result<Setting> {
        let mut setting = Setting::in_folder(&self.data);
        setting.postgres = self.postgres()?;
        Ok(setting)
    }

    /// The PostgreSQL URL, when one is given. It comes in a file, since arguments can be seen by others on the machine.
    pub(crate) fn postgres(&self) -> Result<Option<String>> {
        let Some(file) = &self.database_url_file else {
            return Ok(None);
        };
        let url = fs::read_to_string(file)
            .map_err(|error| Error::Invalid(format!("{}: {error}.", file.display())))?;
        Ok(Some(url.trim().to_owned()))
    }

    /// Opens a house that was founded before, to act in it: not in a copy of one that may still be acted in.
    pub(crate) fn open(&self) -> Result<Arc<App>> {
        let app = self.open_to_read()?;
        app.check_home(&self.setting()?)?;
        Ok(app)
    }

    /// Opens a house that was founded before, wherever it lies.
    pub(crate) fn open_to_read(&self) -> Result<Arc<App>> {
        let there = self.database_url_file.is_some() || self.data.join("plumbline.db").exists();
        if !there {
            return Err(Error::NotFound(format!(
                "There is no house in {}; found one with “plumbline init”.",
                self.data.display()
            )));
        }
        let app = Arc::new(App::open(&self.setting()?)?);
        if app.is_founded()? {
            Ok(app)
        } else {
            Err(Error::NotFound(
                "The database is empty; found a house with “plumbline init”.".to_owned(),
            ))
        }
    }
}

/// A line that shows how far long work has come; only for people, never into a pipe.
pub(crate) fn progress(what: &'static str) -> impl FnMut(u64, u64) {
    use std::io::{IsTerminal, Write};
    let shown = std::io::stderr().is_terminal();
    let mut last = 101;
    move |done, all| {
        let percent = (done * 100).checked_div(all).unwrap_or(100);
        if shown && percent != last {
            last = percent;
            let end = if percent >= 100 { "\n" } else { "" };
            eprint!("\r{what}: {done} of {all} ({percent} %){end}");
            drop(std::io::stderr().flush());
        }
    }
}

/// A secret from standard input (piped or typed), so that it never stands in the arguments.
pub(crate) fn read_secret(prompt: &str) -> Result<String> {
    use std::io::IsTerminal;
    if std::io::stdin().is_terminal() {
        eprint!("{prompt}: ");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let secret = line.trim_end_matches(['\r', '\n']).to_owned();
    if secret.is_empty() {
        Err(Error::Invalid(format!(
            "{prompt}: nothing was given on standard input."
        )))
    } else {
        Ok(secret)
    }
}
