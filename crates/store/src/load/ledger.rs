//! The journal as a ledger: its entries backwards, some at a time.

use super::history::Entry;
use crate::compile::Sql;
use crate::db::{Conn, Result};

/// So many entries are looked through for one page, however few of them fit.
pub const LOOKED_THROUGH: u64 = 20_000;

/// Which entries are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Only entries before this one; all when 0.
    pub before: u64,
    /// Only acts of this person, or `system`.
    pub actor: Option<&'a str>,
    /// Only acts that concern a record of this kind.
    pub kind: Option<&'a str>,
}

/// Entries backwards, and the number from which the next page goes on (0 when the beginning was reached).
///
/// # Errors
/// The driver's words, or that an entry is damaged.
pub fn ledger(conn: &mut Conn, wanted: Wanted<'_>, most: usize) -> Result<(Vec<Entry>, u64)> {
    let size = crate::head::read(conn)?.size;
    let before = match wanted.before {
        0 => size + 1,
        before => before.min(size + 1),
    };
    let floor = before.saturating_sub(LOOKED_THROUGH).max(1);
    let mut sql = Sql::new(conn.dialect());
    let mut wheres = vec![
        format!("e.number < {}", sql.arg(before)),
        format!("e.number >= {}", sql.arg(floor)),
    ];
    if let Some(actor) = wanted.actor {
        wheres.push(format!("e.actor = {}", sql.arg(actor)));
    }
    if let Some(kind) = wanted.kind {
        wheres.push(format!(
            "EXISTS (SELECT 1 FROM version v WHERE v.kind = {} AND v.from_entry = e.number)",
            sql.arg(kind)
        ));
    }
    let text = format!(
        "SELECT e.number, e.time, e.actor, e.act, e.leaf, e.payload FROM entry e WHERE {} ORDER BY e.number DESC LIMIT {most}",
        wheres.join(" AND ")
    );
    let rows = sql.query(conn, &text)?;
    let entries: Vec<Entry> = rows.iter().map(Entry::from_row).collect::<Result<_>>()?;
    let last = match entries.last() {
        Some(entry) if entries.len() == most => entry.number,
        _ => floor,
    };
    Ok((entries, if last <= 1 { 0 } else { last }))
}
