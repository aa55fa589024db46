//! A house is founded: its key, its packs, its roles, its first person.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use engine::change::Changes;
use engine::decide::Imported;
use engine::pack::PackSource;
use engine::record::Actor;
use serde_json::{Map, Value, json};

use super::Step;
use super::people::NewPerson;
use crate::errors::{Error, Result};
use crate::house::{App, Caller};

/// File of the signing key in the data folder. It lies outside the database, so that whoever can write there cannot sign.
pub const KEY_FILE: &str = "signing.key";

/// The key that signs checkpoints; made when there is none.
pub(crate) fn signing_key(data: &Path) -> Result<[u8; 32]> {
    let path = data.join(KEY_FILE);
    if !path.exists() {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the system gives random bytes");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.write_all(&seed)?;
        file.sync_all()?;
        fs::File::open(data)?.sync_all()?;
        return Ok(seed);
    }
    let bytes = fs::read(&path)?;
    <[u8; 32]>::try_from(bytes)
        .map_err(|_| Error::Broken(format!("{} is not a signing key of 32 bytes.", path.display())))
}

/// What it takes to found a house.
#[derive(Clone, Debug, Default)]
pub struct Founding {
    /// Name of the organisation.
    pub organisation: String,
    /// Time zone, as `Europe/Lisbon`.
    pub zone: String,
    /// First administrator.
    pub first: NewPerson,
}

impl App {
    /// Installs the packs, makes their roles, adds the first person. Only in an empty house.
    ///
    /// # Errors
    /// When somebody lives here already, a pack has problems, or the person's data are not good.
    pub fn found(self: &Arc<Self>, packs: &[PackSource], founding: Founding) -> Result<()> {
        if self.is_founded()? {
            return Err(Error::Conflict(
                "An organisation lives in this database already.".to_owned(),
            ));
        }
        if jiff::tz::TimeZone::get(&founding.zone).is_err() {
            return Err(Error::Invalid(format!(
                "“{}” is no time zone; write it as Europe/Lisbon.",
                founding.zone
            )));
        }
        self.install(&Caller::system(), packs)?;
        let settings = [
            ("organisation", &founding.organisation),
            ("time_zone", &founding.zone),
        ];
        for (practice, setting) in settings {
            self.set_practice(&Caller::system(), practice, setting, "The house is founded.")?;
        }
        self.add_person(&Caller::system(), founding.first)?;
        Ok(())
    }

    /// Installs packs, or newer versions of installed ones: one act, with their files in the journal. Then makes a
    /// record for every role they name that has none yet.
    ///
    /// # Errors
    /// Every problem in the packs; a version that is not higher than the one in force.
    pub fn install(self: &Arc<Self>, caller: &Caller, packs: &[PackSource]) -> Result<u64> {
        let given = packs.to_vec();
        let entry = self.write(caller, move |desk| {
            may_install(&desk.actor)?;
            let entries = plan(desk, &given)?;
            let what = entries
                .iter()
                .map(|(id, pack)| (id.clone(), pack["version"].clone()))
                .collect::<Map<_, _>>();
            let changes = Changes {
                act: "pack".to_owned(),
                what: Map::from_iter([("installs".to_owned(), Value::Object(what))]),
                packs: entries,
                ..Changes::default()
            };
            Ok(Step::Seal {
                changes: Box::new(changes),
                side: Vec::new(),
                value: desk.txn.entry,
            })
        })?;
        self.make_roles()?;
        Ok(entry)
    }

    /// Installs a pack that somebody looked at: exactly that content, and only after the password once more. Refused
    /// while open records are in a state that would go.
    ///
    /// # Errors
    /// As [`App::install`]; a wrong password; another content than was looked at.
    pub fn install_looked_at(
        self: &Arc<Self>,
        caller: &Caller,
        pack: PackSource,
        looked_at: &str,
        password: &str,
    ) -> Result<u64> {
        if digest(&pack.files) != looked_at {
            return Err(Error::Conflict(
                "The pack is another one than the page showed. Look again.".to_owned(),
            ));
        }
        let offer = self.view(caller, |view| {
            may_install(&view.actor)?;
            view.pack_offer(&pack)
        })?;
        if let Some((kind, state, number)) = offer.stranded.first() {
            return Err(Error::Conflict(format!(
                "{kind}: {number} open in the state “{state}”, which the new version does not know. Move them on first."
            )));
        }
        self.prove(caller, password)?;
        self.install(caller, &[pack])
    }

    fn make_roles(self: &Arc<Self>) -> Result<()> {
        let missing = self.read(|conn, house| {
            let mut missing = Vec::new();
            for role in house.packs.roles.values() {
                if store::load::with_value(conn, "role", "code", &role.id)?.is_empty() {
                    let inputs = json!({ "code": role.id, "title": role.title, "about": role.about });
                    let Value::Object(inputs) = inputs else {
                        unreachable!("an object literal")
                    };
                    missing.push(Imported {
                        inputs,
                        state: None,
                        aliases: vec![role.id.clone()],
                    });
                }
            }
            Ok(missing)
        })?;
        if !missing.is_empty() {
            self.import(
                &Caller::system(),
                "role",
                missing,
                "Roles that the installed packs name",
            )?;
        }
        Ok(())
    }
}

fn may_install(actor: &Actor) -> Result<()> {
    if actor.is_system() || actor.holds_everywhere(&["administrator"]) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "Packs are installed by the administrator.".to_owned(),
    ))
}

/// What installing would seal: pack id → version, digest and files.
fn plan(desk: &mut super::Desk<'_, '_>, given: &[PackSource]) -> Result<BTreeMap<String, Value>> {
    let installed = store::load::packs(desk.txn.conn)?;
    let kept = installed.iter().map(|row| PackSource {
        name: row.id.clone(),
        files: row.files.clone(),
    });
    let replaced = |name: &str| given.iter().any(|source| source.name == name);
    let all: Vec<PackSource> = kept
        .filter(|source| !replaced(&source.name))
        .chain(given.iter().cloned())
        .collect();
    let (packs, problems) = engine::pack::load(&all);
    if !problems.is_empty() {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(Error::Invalid(format!(
            "The packs have {} problems:\n{}",
            lines.len(),
            lines.join("\n")
        )));
    }
    let mut entries = BTreeMap::new();
    for source in given {
        let info = packs.packs.iter().find(|info| info.id == source.name);
        let info = info.ok_or_else(|| {
            Error::Invalid(format!(
                "The folder “{}” holds a pack of another id; name both alike.",
                source.name
            ))
        })?;
        let digest = digest(&source.files);
        match installed.iter().find(|row| row.id == info.id) {
            Some(row) if row.digest == digest => continue,
            Some(row) if row.version >= info.version => {
                let what = format!(
                    "{} {} is installed; changed content needs a higher version than {}.",
                    info.id, row.version, info.version
                );
                return Err(Error::Conflict(what));
            }
            _ => {}
        }
        let pack = json!({ "version": info.version.to_string(), "digest": digest, "files": source.files });
        entries.insert(info.id.clone(), pack);
    }
    if entries.is_empty() {
        return Err(Error::Conflict(
            "These packs are installed already, exactly as they are.".to_owned(),
        ));
    }
    Ok(entries)
}

/// SHA-256 over the sorted (path, text) list of a pack, in canonical form.
#[must_use]
pub fn digest(files: &BTreeMap<String, String>) -> String {
    let bytes = journal::canonical::to_bytes(&json!(files)).expect("text has a canonical form");
    crate::secrets::sha256(&bytes)
}
