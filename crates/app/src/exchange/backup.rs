//! Backup and restore: everything of a house but the key that signs for it.
//!
//! ```text
//! plumbline.db   whatever cannot be made anew, of one moment
//! files/…        attached files by their digest
//! backup.json    what it is; written last, so that a backup without it is not whole
//! ```
//! The database comes first and the files after it: files are kept before the entry that names them is sealed, so every
//! file that the database names is there by then.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::Vkey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::verify::Verdict;
use crate::act::setup::KEY_FILE;
use crate::errors::{Error, Result};
use crate::files::Files;
use crate::house::{App, Setting};
use crate::secrets;

const DATABASE: &str = "plumbline.db";
const MANIFEST: &str = "backup.json";

/// What stands in `backup.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// 1.
    pub format: u32,
    /// Instant.
    pub taken: String,
    /// The key that verifies the journal.
    pub vkey: String,
    /// Entries of the journal.
    pub entries: u64,
    /// Its signed checkpoint.
    pub checkpoint: String,
    /// SHA-256 of `plumbline.db`.
    pub database: String,
    /// How many attached files.
    pub files: u64,
}

/// What a drill came to.
#[derive(Clone, Debug)]
pub struct Drill {
    /// Entries that were restored.
    pub entries: u64,
    /// Files that were restored.
    pub files: u64,
    /// From the start of the backup to the end of the verification.
    pub took: Duration,
    /// What contradicts in the restored house.
    pub findings: Vec<String>,
    /// Entry in which this is recorded.
    pub entry: u64,
}

impl App {
    /// Writes a backup into a new folder while the house goes on working.
    ///
    /// # Errors
    /// A folder that is not empty, a full disk, a database that cannot be read.
    pub fn backup(&self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Manifest> {
        must_be_new(to)?;
        fs::create_dir_all(to)?;
        let database = to.join(DATABASE);
        let taken = engine::calendar::spell(self.now());
        let head = store::backup::write(&self.store, &database, progress)?;
        let digest = digest(&database)?;
        File::open(&database)?.sync_all()?;
        let files = copy_files(&self.files, &Files::open(&to.join("files"))?)?;
        let manifest = Manifest {
            format: 1,
            taken,
            vkey: self.store.vkey().to_string(),
            entries: head.size,
            checkpoint: head.checkpoint,
            database: digest,
            files,
        };
        let text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
        fs::write(to.join(MANIFEST), text)?;
        File::open(to.join(MANIFEST))?.sync_all()?;
        File::open(to)?.sync_all()?;
        Ok(manifest)
    }

    /// Backs up into a temporary folder, restores into a house beside it, verifies that, removes both, and records in
    /// this house what came of it.
    ///
    /// # Errors
    /// When one of the steps cannot be done at all.
    pub fn drill(self: &Arc<Self>, setting: &Setting, progress: &mut dyn FnMut(u64, u64)) -> Result<Drill> {
        let begun = Instant::now();
        let scratch = setting.data.join(format!(".drill-{}", std::process::id()));
        fs::create_dir_all(&scratch)?;
        let done = self.drill_in(&scratch, setting, progress);
        fs::remove_dir_all(&scratch)?;
        let (manifest, verdict) = done?;
        let mut drill = Drill {
            entries: manifest.entries,
            files: manifest.files,
            took: begun.elapsed(),
            findings: verdict.findings,
            entry: 0,
        };
        drill.entry = self.note_drill(&drill)?;
        Ok(drill)
    }

    fn drill_in(
        &self,
        scratch: &Path,
        setting: &Setting,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Manifest, Verdict)> {
        let (copy, house) = (scratch.join("backup"), scratch.join("house"));
        let manifest = self.backup(&copy, progress)?;
        fs::create_dir_all(&house)?;
        fs::copy(setting.data.join(KEY_FILE), house.join(KEY_FILE))?;
        let restored = Setting {
            data: house,
            postgres: None,
            ..setting.clone()
        };
        let (_, verdict) = restore(&copy, &restored, "A drill", progress)?;
        Ok((manifest, verdict))
    }

    /// Refuses when this house is a copy, as far as that can be told: then another may be signing with the same key.
    ///
    /// # Errors
    /// What to do about it.
    pub fn check_home(&self, setting: &Setting) -> Result<()> {
        let here = self.home(setting)?;
        match self.snapshot(|conn| Ok(store::backup::home(conn)?))? {
            None => Ok(store::backup::settle(&setting.place(), &here)?),
            Some(home) if home == here => Ok(()),
            Some(_) => Err(Error::Conflict(
                "This house was copied, moved or restored: it does not lie where it last was. Two houses that sign with \
                 one key would make two histories. If the other one is gone for good, run “plumbline settle --reason …” \
                 here: it begins a new epoch of the journal. Reading, verify and export work without."
                    .to_owned(),
            )),
        }
    }

    /// Declares that this house is the only one now: begins a new epoch, and notes where it lives.
    ///
    /// # Errors
    /// A missing reason; or that it cannot be recorded.
    pub fn settle(self: &Arc<Self>, setting: &Setting, reason: &str) -> Result<u64> {
        let entry = self.new_epoch(reason)?;
        store::backup::settle(&setting.place(), &self.home(setting)?)?;
        Ok(entry)
    }

    /// What is another in a copy: the file of the key, or the database on its server. Several processes may serve one
    /// PostgreSQL database from folders of their own, so there the folder does not count.
    fn home(&self, setting: &Setting) -> Result<String> {
        if let Some(identity) = self.snapshot(|conn| Ok(store::backup::identity(conn)?))? {
            return Ok(format!("PostgreSQL {identity}"));
        }
        let file = fs::metadata(setting.data.join(KEY_FILE))?;
        let born = file
            .created()
            .ok()
            .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        let born = born.map_or(0, |since| since.as_nanos());
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&file);
        #[cfg(not(unix))]
        let number = 0;
        Ok(format!("file {number} of {born}"))
    }
}

/// Restores a backup into an empty house whose folder holds the signing key, begins a new epoch there, and verifies
/// it, also against the backup's checkpoint. Gives the entry with which the epoch begins.
///
/// # Errors
/// A backup that is not whole or was changed, another key, a house that is not empty.
pub fn restore(
    from: &Path,
    setting: &Setting,
    reason: &str,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(u64, Verdict)> {
    let manifest = check(from)?;
    let key: Vkey = manifest
        .vkey
        .parse()
        .map_err(|problem: journal::Problem| Error::Invalid(format!("{MANIFEST}: {problem}")))?;
    let path = setting.data.join(KEY_FILE);
    if !path.exists() {
        return Err(Error::NotFound(format!(
            "{} is missing: a backup does not hold the signing key. Put your copy of it there first.",
            path.display()
        )));
    }
    let seed = crate::act::setup::signing_key(&setting.data)?;
    let signer = journal::Signer::from_seed(key.name(), &seed);
    if signer
        .map_err(|problem| Error::Invalid(problem.to_string()))?
        .vkey()
        != &key
    {
        return Err(Error::Conflict(format!(
            "{} is not the key of this backup ({key}).",
            path.display()
        )));
    }
    store::backup::restore(&from.join(DATABASE), &setting.place(), progress)?;
    let setting = Setting {
        origin: Some(key.name().to_owned()),
        ..setting.clone()
    };
    let app = Arc::new(App::open(&setting)?);
    let files = Files::open(&from.join("files"))?;
    copy_files(&files, &app.files)?;
    let because = format!(
        "{reason} (backup of {}, {} entries)",
        manifest.taken, manifest.entries
    );
    let entry = app.settle(&setting, &because)?;
    let mut verdict = app.verify(&[manifest.checkpoint.into_bytes()], progress)?;
    let there = app.files.all()?.len() as u64;
    if there < manifest.files {
        verdict.findings.push(format!(
            "files: {there} are here, and the backup counts {}.",
            manifest.files
        ));
    }
    Ok((entry, verdict))
}

/// Reads what a backup says of itself and compares its database with that.
///
/// # Errors
/// A backup that is not whole, or was changed since.
pub fn check(from: &Path) -> Result<Manifest> {
    let text = fs::read_to_string(from.join(MANIFEST)).map_err(|_| {
        Error::NotFound(format!(
            "{} holds no whole backup: {MANIFEST}, which is written last, is missing.",
            from.display()
        ))
    })?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Error::Invalid(format!("{MANIFEST}: {error}.")))?;
    if manifest.format != 1 {
        let what = format!(
            "{MANIFEST}: format {} needs a newer version of Plumbline.",
            manifest.format
        );
        return Err(Error::Invalid(what));
    }
    if digest(&from.join(DATABASE))? != manifest.database {
        return Err(Error::Conflict(format!(
            "{DATABASE} was changed since the backup was taken; take another one."
        )));
    }
    Ok(manifest)
}

fn must_be_new(folder: &Path) -> Result<()> {
    let is_new = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if is_new {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "{} is not empty; name a new folder.",
        folder.display()
    )))
}

/// Each file is read whole, compared with its digest, and on disk when this ends.
fn copy_files(from: &Files, to: &Files) -> Result<u64> {
    let digests = from.all()?;
    for digest in &digests {
        if !to.has(digest) {
            to.keep(&from.read(digest)?)?;
        }
    }
    Ok(digests.len() as u64)
}

fn digest(path: &Path) -> Result<String> {
    let mut file =
        File::open(path).map_err(|error| Error::NotFound(format!("{}: {error}.", path.display())))?;
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut bytes)?;
        if count == 0 {
            return Ok(secrets::hex(&hash.finalize()));
        }
        hash.update(&bytes[..count]);
    }
}
