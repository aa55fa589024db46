//! What else is known about a clause: records that passed, records tagged with it, and when a kind was last touched.

use engine::condition::Condition;
use engine::pack::Packs;
use engine::record::Actor;

use crate::args;
use crate::compile::{self, Asker, Sql};
use crate::db::{Conn, Result};

/// The last entry that touched a record of one of these kinds; 0 when none did.
///
/// # Errors
/// The driver's words.
pub fn last_touched(conn: &mut Conn, kinds: &[String]) -> Result<u64> {
    let mut last = 0;
    for kind in kinds {
        let row = conn.first(
            "SELECT COALESCE(MAX(from_entry), 0) FROM version WHERE kind = $1",
            &args![kind],
        )?;
        last = last.max(row.map_or(0, |row| row.count(0)));
    }
    Ok(last)
}

/// Records that reached a state by a decision made here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// How many.
    pub records: u64,
    /// When the last one did: an instant.
    pub newest: Option<String>,
}

/// Records of the kind that reached the state and for which `when` holds today.
///
/// # Errors
/// The driver's words.
pub fn passed(
    conn: &mut Conn,
    packs: &Packs,
    kind: &str,
    state: &str,
    when: Option<&Condition>,
    today: &str,
) -> Result<Passed> {
    let Some(kind) = packs.kind(kind) else {
        return Ok(Passed::default());
    };
    let actor = Actor::system();
    let asker = Asker {
        packs,
        actor: &actor,
        today,
    };
    let mut sql = Sql::new(conn.dialect());
    let (of, reached) = (sql.arg(&kind.id), sql.arg(state));
    let when = match when {
        Some(when) => compile::condition(&mut sql, &asker, kind, "r", when)?,
        None => "TRUE".to_owned(),
    };
    let text = format!(
        "SELECT COUNT(*), MAX(m.last) FROM record r JOIN state_moment m ON m.record = r.id WHERE r.kind = {of} AND m.state = {reached} AND m.first IS NOT NULL AND {when}"
    );
    let rows = sql.query(conn, &text)?;
    Ok(rows.first().map_or_else(Passed::default, |row| Passed {
        records: row.count(0),
        newest: row.maybe_text(1),
    }))
}

/// All records of a kind, and when the last one was entered.
///
/// # Errors
/// The driver's words.
pub fn of_kind(conn: &mut Conn, kind: &str) -> Result<Passed> {
    let row = conn.first(
        "SELECT COUNT(*), MAX(opened) FROM record WHERE kind = $1",
        &args![kind],
    )?;
    Ok(row.map_or_else(Passed::default, |row| Passed {
        records: row.count(0),
        newest: row.maybe_text(1),
    }))
}

/// (clause, kind, how many records of it name the clause at any link field).
///
/// # Errors
/// The driver's words.
pub fn naming(conn: &mut Conn) -> Result<Vec<(String, String, Passed)>> {
    // What begins with `clause/` lies between it and the next character.
    let rows = conn.query(
        "SELECT l.target, r.kind, COUNT(DISTINCT r.id), MAX(r.opened) FROM link l JOIN record r ON r.id = l.record WHERE l.target >= 'clause/' AND l.target < 'clause0' GROUP BY l.target, r.kind ORDER BY l.target, r.kind",
        &[],
    )?;
    let naming = rows.iter().map(|row| {
        let passed = Passed {
            records: row.count(2),
            newest: row.maybe_text(3),
        };
        (
            row.text(0).trim_start_matches("clause/").to_owned(),
            row.text(1),
            passed,
        )
    });
    Ok(naming.collect())
}

/// A record that names a clause itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    /// Clause, as `iso-9001-2015#10.2`.
    pub clause: String,
    /// Record id.
    pub id: String,
}

/// Records of a kind, in one of these states, that name clauses at a link field; the newest first.
///
/// # Errors
/// The driver's words.
pub fn tagged(conn: &mut Conn, kind: &str, path: &str, states: &[&str]) -> Result<Vec<Tagged>> {
    let mut sql = Sql::new(conn.dialect());
    let (of, at) = (sql.arg(kind), sql.arg(path));
    let states: Vec<String> = states.iter().map(|state| sql.arg(*state)).collect();
    let text = format!(
        "SELECT l.target, r.id FROM record r JOIN link l ON l.record = r.id AND l.path = {at} WHERE r.kind = {of} AND r.state IN ({}) ORDER BY r.opened DESC, r.id DESC, l.target",
        states.join(", ")
    );
    let rows = sql.query(conn, &text)?;
    let tagged = rows.iter().map(|row| Tagged {
        clause: row.text(0).trim_start_matches("clause/").to_owned(),
        id: row.text(1),
    });
    Ok(tagged.collect())
}
