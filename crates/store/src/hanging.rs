//! What hangs on processes: how many open records of each kind, how many of them late, and which ones.

use engine::pack::{Kind, Packs};
use engine::record::Actor;

use crate::compile::{self, Asker, Sql};
use crate::db::{Conn, Result};
use crate::list::EXACT;

/// Open records of one kind that hang on one process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hanging {
    /// Record id of the process.
    pub process: String,
    /// Kind id.
    pub kind: String,
    /// How many are open.
    pub open: u64,
    /// How many of those are past their date.
    pub late: u64,
    /// The first date that was missed.
    pub since: Option<String>,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Kinds and who sees them.
    pub packs: &'a Packs,
    /// Whoever asks: only what that person sees is counted.
    pub actor: &'a Actor,
    /// Civil day of asking.
    pub today: &'a str,
}

/// Counts for all processes, or for one of them; kinds of which nothing is open are absent. One statement.
///
/// # Errors
/// The driver's words.
pub fn open(conn: &mut Conn, asking: Asking<'_>, process: Option<&str>) -> Result<Vec<Hanging>> {
    let mut sql = Sql::new(conn.dialect());
    let today = sql.arg(asking.today);
    let mut parts = Vec::new();
    for kind in kinds(asking.packs) {
        let wheres = still_open(&mut sql, asking, kind, process)?;
        parts.push(format!(
            "SELECT r.process AS process, r.kind AS kind, CASE WHEN r.due < {today} THEN r.due END AS missed FROM record r WHERE {wheres}"
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT process, kind, COUNT(*), COUNT(missed), MIN(missed) FROM ({}) every GROUP BY process, kind ORDER BY process, kind",
        parts.join(" UNION ALL ")
    );
    let rows = sql.query(conn, &text)?;
    Ok(rows
        .iter()
        .map(|row| Hanging {
            process: row.text(0),
            kind: row.text(1),
            open: row.count(2),
            late: row.count(3),
            since: row.maybe_text(4),
        })
        .collect())
}

/// Ids of open records on a process, the longest late first, those without a date last.
///
/// # Errors
/// The driver's words.
pub fn ids(conn: &mut Conn, asking: Asking<'_>, process: &str, most: usize) -> Result<Vec<String>> {
    let mut sql = Sql::new(conn.dialect());
    let mut parts = Vec::new();
    for kind in kinds(asking.packs) {
        let wheres = still_open(&mut sql, asking, kind, Some(process))?;
        parts.push(format!(
            "SELECT r.id AS id, r.due AS due FROM record r WHERE {wheres}"
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

/// How many records of each kind hang on a process, whatever their state, exact to [`EXACT`] (then the flag is false);
/// kinds of which there is none are absent.
///
/// # Errors
/// The driver's words.
pub fn all(conn: &mut Conn, asking: Asking<'_>, process: &str) -> Result<Vec<(String, u64, bool)>> {
    let mut sql = Sql::new(conn.dialect());
    let mut parts = Vec::new();
    for kind in kinds(asking.packs) {
        let asker = asker(asking);
        let (of, on) = (sql.arg(&kind.id), sql.arg(process));
        let visible = compile::visible(&mut sql, &asker, kind, "r")?;
        parts.push(format!(
            "SELECT CAST({} AS TEXT) AS kind, (SELECT COUNT(*) FROM (SELECT 1 FROM record r WHERE r.kind = {of} AND r.process = {on} AND {visible} LIMIT {}) c) AS n",
            sql.arg(&kind.id),
            EXACT + 1
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql.query(conn, &parts.join(" UNION ALL "))?;
    let counted = rows.iter().map(|row| (row.text(0), row.count(1)));
    Ok(counted
        .filter(|(_, number)| *number > 0)
        .map(|(kind, number)| (kind, number.min(EXACT), number <= EXACT))
        .collect())
}

/// Kinds whose records hang on a process; a process is no part of itself.
fn kinds(packs: &Packs) -> impl Iterator<Item = &Kind> {
    packs
        .kinds
        .values()
        .filter(|kind| kind.spine.process.is_some() && kind.id != "process")
}

fn asker<'a>(asking: Asking<'a>) -> Asker<'a> {
    Asker {
        packs: asking.packs,
        actor: asking.actor,
        today: asking.today,
    }
}

/// Reached through the states in which a record is open, so that closed ones cost nothing, however many there are.
fn still_open(sql: &mut Sql, asking: Asking<'_>, kind: &Kind, process: Option<&str>) -> Result<String> {
    let of = sql.arg(&kind.id);
    let open = kind.states.iter().filter(|state| !state.is_final);
    let states: Vec<String> = open.map(|state| sql.arg(&state.id)).collect();
    if states.is_empty() {
        return Ok("1 = 0".to_owned());
    }
    let column = sql.column("r", "process");
    let on = match process {
        Some(process) => format!("{column} = {}", sql.arg(process)),
        None => format!("{column} IS NOT NULL"),
    };
    let visible = compile::visible(sql, &asker(asking), kind, "r")?;
    Ok(format!(
        "r.kind = {of} AND r.state IN ({}) AND {on} AND {visible}",
        states.join(", ")
    ))
}
