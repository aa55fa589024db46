//! Sessions: who is signed in, since when, on what, and when it ends.

use crate::args;
use crate::db::{Conn, Result, Row};

/// Somebody who is signed in in a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Of the secret in the cookie.
    pub hash: String,
    /// Whose.
    pub person: String,
    /// Instant of signing in.
    pub created: String,
    /// Instant of the last use, to the minute or so.
    pub seen: String,
    /// Instant from which it is no longer valid, used or not.
    pub expires: String,
    /// Instant at which it was ended.
    pub ended: Option<String>,
    /// What the browser says of itself.
    pub device: String,
    /// Address from which the sign-in came.
    pub address: String,
}

impl Session {
    pub(super) fn texts(&self) -> Vec<&String> {
        vec![
            &self.hash,
            &self.person,
            &self.created,
            &self.seen,
            &self.expires,
            &self.device,
            &self.address,
        ]
    }
}

pub(super) fn add(conn: &mut Conn, session: &Session) -> Result<u64> {
    conn.execute(
        "INSERT INTO session (hash, person, created, seen, expires, ended, device, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &args![
            &session.hash,
            &session.person,
            &session.created,
            &session.seen,
            &session.expires,
            session.ended.clone(),
            &session.device,
            &session.address,
        ],
    )
}

pub(super) fn seen(conn: &mut Conn, hash: &str, at: &str) -> Result<u64> {
    conn.execute(
        "UPDATE session SET seen = $2 WHERE hash = $1 AND ended IS NULL AND seen < $2",
        &args![hash, at],
    )
}

pub(super) fn end(conn: &mut Conn, hash: &str, at: &str) -> Result<u64> {
    conn.execute(
        "UPDATE session SET ended = $2 WHERE hash = $1 AND ended IS NULL",
        &args![hash, at],
    )
}

pub(super) fn end_others(conn: &mut Conn, person: &str, but: &str, at: &str) -> Result<u64> {
    conn.execute(
        "UPDATE session SET ended = $3 WHERE person = $1 AND hash <> $2 AND ended IS NULL",
        &args![person, but, at],
    )
}

const SESSION: &str = "SELECT hash, person, created, seen, expires, ended, device, address FROM session";

/// The session of that hash, whether it is still valid or not.
///
/// # Errors
/// The driver's words.
pub fn session(conn: &mut Conn, hash: &str) -> Result<Option<Session>> {
    let row = conn.first(&format!("{SESSION} WHERE hash = $1"), &args![hash])?;
    Ok(row.map(|row| from(&row)))
}

/// The sessions of a person that were not ended, the newest first; some may have expired.
///
/// # Errors
/// The driver's words.
pub fn sessions_of(conn: &mut Conn, person: &str) -> Result<Vec<Session>> {
    let rows = conn.query(
        &format!("{SESSION} WHERE person = $1 AND ended IS NULL ORDER BY created DESC, hash"),
        &args![person],
    )?;
    Ok(rows.iter().map(from).collect())
}

fn from(row: &Row) -> Session {
    Session {
        hash: row.text(0),
        person: row.text(1),
        created: row.text(2),
        seen: row.text(3),
        expires: row.text(4),
        ended: row.maybe_text(5),
        device: row.text(6),
        address: row.text(7),
    }
}
