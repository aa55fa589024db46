//! Every ledger table from the journal alone, by the same projection that the writer uses.
//!
//! Works in chunks: a chunk's entries, its rows and the records it concerns are in memory, never more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use engine::change::Changes;
use journal::{Envelope, Payload};

use crate::apply::Pending;
use crate::args;
use crate::db::{Conn, DbError, Place, Result};
use crate::load::{self, changes_of};
use crate::schema::LEDGER;
use crate::searched::{self, Fields};
use crate::{head, project, schema};

/// Most entries in a chunk.
const ENTRIES: u64 = 512;
/// Bytes of payload after which a chunk ends.
const BYTES: i64 = 8 << 20;

/// Empties all ledger tables and fills them again from the journal, in one transaction. Writers wait meanwhile.
/// `progress` hears how many entries of how many are done.
///
/// # Errors
/// The driver's words, or that an entry is damaged; then nothing is changed.
pub fn rebuild(place: &Place, progress: &mut dyn FnMut(u64, u64)) -> Result<u64> {
    let mut conn = Conn::open(place)?;
    let head = head::lock(&mut conn)?;
    for (table, _) in LEDGER {
        conn.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    let done = fill(&mut conn, head.size, progress)?;
    conn.batch("COMMIT")?;
    Ok(done)
}

/// Fills empty ledger tables from the entries that are there, within the caller's transaction.
pub(crate) fn fill(conn: &mut Conn, size: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<u64> {
    let mut done = 0;
    let mut fields = Fields::read(conn)?;
    loop {
        let chunk = Chunk::read(conn, done)?;
        let Some(last) = chunk.entries.last() else {
            break;
        };
        done = last.number;
        if let Some((entry, problem)) = chunk.replay(conn, Some(&mut fields))?.into_iter().next() {
            return Err(DbError::new(format!(
                "Entry {entry} of the journal is damaged: {problem}"
            )));
        }
        progress(done, size);
    }
    searched::index_all(conn, &fields)?;
    Ok(done)
}

/// An empty ledger in a file of its own, which goes with the connection.
pub(crate) fn scratch() -> Result<Conn> {
    // SQLite makes a private file for the empty name and removes it in the end.
    let mut conn = Conn::open(&Place::Sqlite(PathBuf::new()))?;
    conn.batch("PRAGMA journal_mode = OFF; PRAGMA cache_size = -32768")?;
    schema::create(&mut conn)?;
    // Nobody searches here except by key, and for the signatures of a record.
    let indexes = conn.query(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name <> 'signature_record'",
        &[],
    )?;
    for index in indexes {
        conn.batch(&format!("DROP INDEX {}", index.text(0)))?;
    }
    Ok(conn)
}

/// Entries that follow each other, as the tables hold them.
pub(crate) struct Chunk {
    pub(crate) entries: Vec<Stored>,
}

/// A row of the table `entry`.
pub(crate) struct Stored {
    pub(crate) number: u64,
    pub(crate) leaf: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) time: String,
    pub(crate) act: String,
    pub(crate) actor: String,
}

/// What is wrong with which entry.
pub(crate) type Damage = Vec<(u64, String)>;

impl Chunk {
    /// The entries after `done`; none at the end.
    pub(crate) fn read(conn: &mut Conn, done: u64) -> Result<Chunk> {
        let sizes = conn.query(
            "SELECT number, length(payload) FROM entry WHERE number > $1 ORDER BY number LIMIT $2",
            &args![done, ENTRIES],
        )?;
        let mut bytes = 0;
        let fitting = sizes.iter().take_while(|row| {
            let fits = bytes < BYTES;
            bytes += row.int(1);
            fits
        });
        let Some(last) = fitting.last() else {
            return Ok(Chunk { entries: Vec::new() });
        };
        let rows = conn.query(
            "SELECT number, leaf, payload, time, act, actor FROM entry WHERE number > $1 AND number <= $2 ORDER BY number",
            &args![done, last.int(0)],
        )?;
        let entries = rows.iter().map(|row| Stored {
            number: row.count(0),
            leaf: row.bytes(1),
            payload: row.bytes(2),
            time: row.text(3),
            act: row.text(4),
            actor: row.text(5),
        });
        Ok(Chunk {
            entries: entries.collect(),
        })
    }

    /// Writes what these entries did to the ledger in `target`, which stands as the entries before left it. Damaged
    /// entries are left out and named. `fields` learns which fields the search finds.
    pub(crate) fn replay(&self, target: &mut Conn, mut fields: Option<&mut Fields>) -> Result<Damage> {
        let mut damage = Damage::new();
        let mut acts = Vec::new();
        for stored in &self.entries {
            match stored.act() {
                Ok(act) => acts.push((stored.number, act)),
                Err(what) => damage.push((stored.number, what)),
            }
        }
        let mut records = load::records(target, &older(acts.iter().map(|(_, (_, changes))| changes)))?;
        let mut pending = Pending::default();
        for (number, (time, changes)) in &acts {
            if let Some(what) = project::misfit(changes, &records) {
                damage.push((*number, what));
                continue;
            }
            if let Some(fields) = &mut fields {
                fields.learn(target, changes)?;
            }
            pending.add(project::project(*number, time, changes, &records));
            for change in &changes.records {
                let after = project::after(time, change, records.get(&change.id));
                records.insert(change.id.clone(), after);
            }
        }
        pending.flush(target)?;
        Ok(damage)
    }
}

impl Stored {
    /// Time and changes, as the journal has them.
    fn act(&self) -> std::result::Result<(String, Changes), String> {
        let envelope = Envelope::from_bytes(&self.leaf).map_err(|problem| problem.to_string())?;
        let payload = Payload::from_bytes(&self.payload).map_err(|problem| problem.to_string())?;
        Ok((envelope.time, changes_of(&payload)?))
    }
}

/// The records that were there before the first of these acts.
fn older<'c>(acts: impl Iterator<Item = &'c Changes>) -> Vec<String> {
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    for change in acts.flat_map(|changes| &changes.records) {
        seen.entry(&change.id).or_insert(change.spine.version > 1);
    }
    let older: BTreeSet<String> = seen
        .into_iter()
        .filter(|(_, is_older)| *is_older)
        .map(|(id, _)| id.to_owned())
        .collect();
    older.into_iter().collect()
}
