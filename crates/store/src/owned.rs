//! What people have in hand: how much each of them owns, and which open records name somebody.

use engine::pack::{Kind, Packs};

use crate::args;
use crate::compile::{self, Asker, Sql};
use crate::db::{Conn, Result};
use crate::hanging::Asking;

/// Open records that one person owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    /// Person id.
    pub person: String,
    /// How many are open.
    pub open: u64,
    /// How many of those are past their date.
    pub late: u64,
}

/// An open record that names somebody in a field, not in a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Naming {
    /// Record id.
    pub record: String,
    /// Field id.
    pub field: String,
}

/// Counts for everybody who owns something open. One statement.
///
/// # Errors
/// The driver's words.
pub fn open(conn: &mut Conn, asking: Asking<'_>) -> Result<Vec<Owned>> {
    let mut sql = Sql::new(conn.dialect());
    let today = sql.arg(asking.today);
    let mut parts = Vec::new();
    for kind in kinds(asking.packs) {
        let of = sql.arg(&kind.id);
        let open = kind.states.iter().filter(|state| !state.is_final);
        let states: Vec<String> = open.map(|state| sql.arg(&state.id)).collect();
        if states.is_empty() {
            continue;
        }
        let visible = compile::visible(&mut sql, &asker(asking), kind, "r")?;
        let owner = sql.column("r", "owner");
        // Reached through the states in which a record is open, so that closed ones cost nothing.
        parts.push(format!(
            "SELECT r.owner AS owner, CASE WHEN r.due < {today} THEN r.due END AS missed FROM record r \
             WHERE r.kind = {of} AND r.state IN ({}) AND {owner} IS NOT NULL AND {visible}",
            states.join(", ")
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT owner, COUNT(*), COUNT(missed) FROM ({}) every GROUP BY owner ORDER BY owner",
        parts.join(" UNION ALL ")
    );
    let rows = sql.query(conn, &text)?;
    Ok(rows
        .iter()
        .map(|row| Owned {
            person: row.text(0),
            open: row.count(1),
            late: row.count(2),
        })
        .collect())
}

/// Ids of open records that a person owns, the longest late first, those without a date last.
///
/// # Errors
/// The driver's words.
pub fn ids(conn: &mut Conn, asking: Asking<'_>, person: &str, most: usize) -> Result<Vec<String>> {
    let mut sql = Sql::new(conn.dialect());
    let owner = sql.arg(person);
    let mut parts = Vec::new();
    for kind in kinds(asking.packs) {
        let of = sql.arg(&kind.id);
        let visible = compile::visible(&mut sql, &asker(asking), kind, "r")?;
        parts.push(format!(
            "SELECT r.id AS id, r.due AS due FROM record r WHERE r.kind = {of} AND r.owner = {owner} AND r.closed IS NULL AND {visible}"
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT id, due FROM ({}) every ORDER BY due IS NULL, due, id LIMIT {most}",
        parts.join(" UNION ALL ")
    );
    Ok(sql.query(conn, &text)?.iter().map(|row| row.text(0)).collect())
}

/// Open records in which a field (not a cell) leads to `target` (`kind/id`), whoever may see them; by id and field.
///
/// # Errors
/// The driver's words.
pub fn naming(conn: &mut Conn, target: &str) -> Result<Vec<Naming>> {
    let rows = conn.query(
        "SELECT l.record, l.path FROM link l JOIN record r ON r.id = l.record
         WHERE l.target = $1 AND l.place = '' AND r.closed IS NULL",
        &args![target],
    )?;
    let mut found: Vec<Naming> = rows
        .iter()
        .map(|row| Naming {
            record: row.text(0),
            field: row.text(1),
        })
        .collect();
    found.sort();
    found.dedup();
    Ok(found)
}

fn kinds(packs: &Packs) -> impl Iterator<Item = &Kind> {
    packs.kinds.values().filter(|kind| kind.spine.owner.is_some())
}

fn asker<'a>(asking: Asking<'a>) -> Asker<'a> {
    Asker {
        packs: asking.packs,
        actor: asking.actor,
        today: asking.today,
    }
}
