//! Side tables: credentials, tokens, sessions, signing intents, idempotency. They are not in the journal and can be
//! erased.
//!
//! Secrets arrive here as hashes only.

mod session;

pub use session::{Session, session, sessions_of};

use crate::args;
use crate::db::{Conn, DbError, Result, Row};

/// One write to a side table. Times are instants in UTC with milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is explained at its variant")]
pub enum Side {
    /// The reply to a request that carried an idempotency key: `digest` is that of the request.
    Idempotency {
        person: String,
        key: String,
        digest: String,
        reply: String,
        at: String,
    },
    /// A signing intent was made; `hash` is that of its secret, `inputs` canonical JSON.
    NewIntent(Intent),
    /// A signing intent is used up. It must exist and be unused.
    UseIntent { hash: String, at: String },
    /// A person's password hash, new or changed.
    Credential {
        person: String,
        hash: String,
        at: String,
    },
    /// A token was made; `hash` is that of its secret, `scopes` are separated by blanks.
    Token(Token),
    /// A token ends.
    EndToken { hash: String, at: String },
    /// Somebody signed in; `hash` is that of the cookie's secret.
    Session(Session),
    /// A session was used.
    SeenSession { hash: String, at: String },
    /// A session ends.
    EndSession { hash: String, at: String },
    /// All sessions of a person end, but the one of that hash.
    EndSessions { person: String, but: String, at: String },
    /// Somebody failed: `subject` is a person or an address.
    Failure { subject: String, at: String },
    /// The failures of a subject are forgotten.
    ClearFailures { subject: String },
    /// A file lies in its place, fsynced.
    File { digest: String, size: u64, at: String },
    /// What the checks said on a day; later results of the same day replace it.
    Verdicts(crate::verdicts::Kept),
    /// Failures, replies, sessions and intents from before that instant are no longer needed.
    Sweep { before: String },
}

/// A bearer token, or a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Of its secret.
    pub hash: String,
    /// Whose.
    pub person: String,
    /// Given by its owner.
    pub name: String,
    /// Separated by blanks.
    pub scopes: String,
    /// Instant.
    pub created: String,
    /// Instant from which it is no longer valid.
    pub expires: Option<String>,
    /// Instant at which it was ended.
    pub ended: Option<String>,
}

/// What somebody is about to sign, once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    /// Of its secret.
    pub hash: String,
    /// Whose.
    pub person: String,
    /// Session or token in which it was made.
    pub session: String,
    /// Record id.
    pub record: String,
    /// Version that was shown.
    pub version: u64,
    /// Transition id.
    pub transition: String,
    /// The sentence as shown.
    pub meaning: String,
    /// Canonical JSON of what was entered.
    pub inputs: String,
    /// Instant.
    pub expires: String,
    /// Instant of use.
    pub used: Option<String>,
}

/// A reply given before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Of the request.
    pub digest: String,
    /// As it was given.
    pub reply: String,
    /// When.
    pub at: String,
}

/// Writes; every text without U+0000.
pub(crate) fn write(conn: &mut Conn, side: &Side) -> Result<()> {
    match side {
        Side::Idempotency { person, key, digest, reply, at } => conn.execute(
            "INSERT INTO idempotency (person, key, digest, reply, at) VALUES ($1, $2, $3, $4, $5)",
            &args![person, key, digest, reply, at],
        ),
        Side::NewIntent(intent) => new_intent(conn, intent),
        Side::UseIntent { hash, at } => use_intent(conn, hash, at),
        Side::Credential { person, hash, at } => conn.execute(
            "INSERT INTO credential (person, hash, changed) VALUES ($1, $2, $3)
             ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed = excluded.changed",
            &args![person, hash, at],
        ),
        Side::Token(token) => conn.execute(
            "INSERT INTO token (hash, person, name, scopes, created, expires, ended) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &args![
                &token.hash,
                &token.person,
                &token.name,
                &token.scopes,
                &token.created,
                token.expires.clone(),
                token.ended.clone(),
            ],
        ),
        Side::EndToken { hash, at } => conn.execute(
            "UPDATE token SET ended = $2 WHERE hash = $1 AND ended IS NULL",
            &args![hash, at],
        ),
        Side::Session(session) => session::add(conn, session),
        Side::SeenSession { hash, at } => session::seen(conn, hash, at),
        Side::EndSession { hash, at } => session::end(conn, hash, at),
        Side::EndSessions { person, but, at } => session::end_others(conn, person, but, at),
        // Several failures of one millisecond all count.
        Side::Failure { subject, at } => conn.execute(
            "INSERT INTO failure (subject, at, place)
             SELECT $1, $2, COALESCE(MAX(place) + 1, 0) FROM failure WHERE subject = $1 AND at = $2",
            &args![subject, at],
        ),
        Side::ClearFailures { subject } => conn.execute("DELETE FROM failure WHERE subject = $1", &args![subject]),
        Side::File { digest, size, at } => conn.execute(
            "INSERT INTO file (digest, size, at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
            &args![digest, *size, at],
        ),
        Side::Verdicts(kept) => crate::verdicts::keep(conn, kept),
        Side::Sweep { before } => {
            conn.execute("DELETE FROM failure WHERE at < $1", &args![before])?;
            conn.execute("DELETE FROM idempotency WHERE at < $1", &args![before])?;
            conn.execute("DELETE FROM session WHERE expires < $1", &args![before])?;
            conn.execute("DELETE FROM intent WHERE expires < $1", &args![before])
        }
    }?;
    Ok(())
}

fn new_intent(conn: &mut Conn, intent: &Intent) -> Result<u64> {
    conn.execute(
        "INSERT INTO intent (hash, person, session, record, version, transition, meaning, inputs, expires, used)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &args![
            &intent.hash,
            &intent.person,
            &intent.session,
            &intent.record,
            intent.version,
            &intent.transition,
            &intent.meaning,
            &intent.inputs,
            &intent.expires,
            intent.used.clone(),
        ],
    )
}

fn use_intent(conn: &mut Conn, hash: &str, at: &str) -> Result<u64> {
    let used = conn.execute(
        "UPDATE intent SET used = $2 WHERE hash = $1 AND used IS NULL",
        &args![hash, at],
    )?;
    if used == 1 {
        return Ok(used);
    }
    Err(DbError::new(
        "A signing intent was used that does not exist or was used before; whoever decides must look first.",
    ))
}

/// Whether a text holds U+0000, which PostgreSQL cannot keep; such a write is refused before it reaches a database.
pub(crate) fn holds_nul(side: &Side) -> bool {
    let texts: Vec<&String> = match side {
        Side::Idempotency {
            person,
            key,
            digest,
            reply,
            at,
        } => vec![person, key, digest, reply, at],
        Side::NewIntent(intent) => vec![
            &intent.hash,
            &intent.person,
            &intent.session,
            &intent.record,
            &intent.transition,
            &intent.meaning,
            &intent.inputs,
            &intent.expires,
        ],
        Side::UseIntent { hash, at }
        | Side::EndToken { hash, at }
        | Side::SeenSession { hash, at }
        | Side::EndSession { hash, at } => vec![hash, at],
        Side::Session(session) => session.texts(),
        Side::EndSessions { person, but, at } => vec![person, but, at],
        Side::Credential { person, hash, at } => vec![person, hash, at],
        Side::Token(token) => vec![
            &token.hash,
            &token.person,
            &token.name,
            &token.scopes,
            &token.created,
        ],
        Side::Failure { subject, at } => vec![subject, at],
        Side::ClearFailures { subject } => vec![subject],
        Side::File { digest, at, .. } => vec![digest, at],
        Side::Verdicts(kept) => vec![&kept.day, &kept.standard, &kept.at, &kept.body],
        Side::Sweep { before } => vec![before],
    };
    texts.iter().any(|text| text.contains('\0'))
}

const TOKEN: &str = "SELECT hash, person, name, scopes, created, expires, ended FROM token";

/// The token of that hash, whether it is still valid or not.
///
/// # Errors
/// The driver's words.
pub fn token(conn: &mut Conn, hash: &str) -> Result<Option<Token>> {
    let row = conn.first(&format!("{TOKEN} WHERE hash = $1"), &args![hash])?;
    Ok(row.map(|row| token_from(&row)))
}

/// All tokens of a person, the newest first.
///
/// # Errors
/// The driver's words.
pub fn tokens_of(conn: &mut Conn, person: &str) -> Result<Vec<Token>> {
    let rows = conn.query(
        &format!("{TOKEN} WHERE person = $1 ORDER BY created DESC, hash"),
        &args![person],
    )?;
    Ok(rows.iter().map(token_from).collect())
}

/// All tokens that were not ended, the newest first; some may have expired.
///
/// # Errors
/// The driver's words.
pub fn tokens(conn: &mut Conn) -> Result<Vec<Token>> {
    let rows = conn.query(
        &format!("{TOKEN} WHERE ended IS NULL ORDER BY created DESC, hash"),
        &[],
    )?;
    Ok(rows.iter().map(token_from).collect())
}

fn token_from(row: &Row) -> Token {
    Token {
        hash: row.text(0),
        person: row.text(1),
        name: row.text(2),
        scopes: row.text(3),
        created: row.text(4),
        expires: row.maybe_text(5),
        ended: row.maybe_text(6),
    }
}

/// A person's password hash, and when it was last changed.
///
/// # Errors
/// The driver's words.
pub fn credential(conn: &mut Conn, person: &str) -> Result<Option<(String, String)>> {
    let row = conn.first(
        "SELECT hash, changed FROM credential WHERE person = $1",
        &args![person],
    )?;
    Ok(row.map(|row| (row.text(0), row.text(1))))
}

/// Whether anybody has a password yet.
///
/// # Errors
/// The driver's words.
pub fn any_credential(conn: &mut Conn) -> Result<bool> {
    Ok(conn
        .first("SELECT person FROM credential LIMIT 1", &[])?
        .is_some())
}

/// The signing intent of that hash, whether it is still valid or not.
///
/// # Errors
/// The driver's words.
pub fn intent(conn: &mut Conn, hash: &str) -> Result<Option<Intent>> {
    let row = conn.first(
        "SELECT hash, person, session, record, version, transition, meaning, inputs, expires, used FROM intent WHERE hash = $1",
        &args![hash],
    )?;
    Ok(row.map(|row| Intent {
        hash: row.text(0),
        person: row.text(1),
        session: row.text(2),
        record: row.text(3),
        version: row.count(4),
        transition: row.text(5),
        meaning: row.text(6),
        inputs: row.text(7),
        expires: row.text(8),
        used: row.maybe_text(9),
    }))
}

/// The reply that was given to this person under that idempotency key.
///
/// # Errors
/// The driver's words.
pub fn idempotent(conn: &mut Conn, person: &str, key: &str) -> Result<Option<Reply>> {
    let row = conn.first(
        "SELECT digest, reply, at FROM idempotency WHERE person = $1 AND key = $2",
        &args![person, key],
    )?;
    Ok(row.map(|row| Reply {
        digest: row.text(0),
        reply: row.text(1),
        at: row.text(2),
    }))
}

/// When that subject failed, from `since` on, the oldest first.
///
/// # Errors
/// The driver's words.
pub fn failures(conn: &mut Conn, subject: &str, since: &str) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT at FROM failure WHERE subject = $1 AND at >= $2 ORDER BY at, place",
        &args![subject, since],
    )?;
    Ok(rows.iter().map(|row| row.text(0)).collect())
}

/// Size of a file and when it came.
///
/// # Errors
/// The driver's words.
pub fn file(conn: &mut Conn, digest: &str) -> Result<Option<(u64, String)>> {
    let row = conn.first("SELECT size, at FROM file WHERE digest = $1", &args![digest])?;
    Ok(row.map(|row| (row.count(0), row.text(1))))
}
