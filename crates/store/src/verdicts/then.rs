//! The ledger as it stood after an earlier entry, made anew from the journal: so an earlier day is asked the very
//! questions that were asked then, by the very statements that are asked today.

use crate::args;
use crate::db::{Conn, Result, Value};
use crate::head;
use crate::rebuild::{Chunk, Stored, scratch};

/// What statements of lists and checks need to be quick.
const INDEXES: &str = "CREATE UNIQUE INDEX record_number ON record (kind, number);
CREATE UNIQUE INDEX record_seq ON record (kind, seq);
CREATE INDEX record_process ON record (kind, process, seq);
CREATE INDEX record_site ON record (kind, site, seq);
CREATE INDEX version_kind ON version (kind, from_entry);
CREATE INDEX value_text ON value (kind, path, text, record);
CREATE INDEX link_target ON link (target, path, record);";

/// A private ledger as it stood after that entry, with packs and practices then in force. Damaged entries are left
/// out; `verify` names them.
///
/// # Errors
/// The driver's words.
pub fn ledger_after(journal: &mut Conn, entry: u64) -> Result<Conn> {
    let mut then = scratch()?;
    head::begin(&mut then, Vec::new())?;
    let mut done = 0;
    while done < entry {
        let mut chunk = Chunk::read(journal, done)?;
        let Some(last) = chunk.entries.last() else {
            break;
        };
        done = last.number;
        chunk.entries.retain(|stored| stored.number <= entry);
        chunk.replay(&mut then, None)?;
        note(&mut then, &chunk.entries)?;
    }
    then.batch(INDEXES)?;
    then.execute("UPDATE head SET size = $1 WHERE one = 1", &args![entry])?;
    Ok(then)
}

/// Who acted when; what was sealed is not needed again.
fn note(then: &mut Conn, entries: &[Stored]) -> Result<()> {
    let rows: Vec<Vec<Value>> = entries
        .iter()
        .map(|stored| {
            let none: Vec<u8> = Vec::new();
            args![
                stored.number,
                none.clone(),
                none,
                &stored.time,
                &stored.act,
                &stored.actor
            ]
            .to_vec()
        })
        .collect();
    then.insert_many(
        "INSERT INTO entry (number, leaf, payload, time, act, actor) VALUES",
        &rows,
    )
}
