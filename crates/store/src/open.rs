//! Opening a database: tables when it is empty, and a clear sentence when it is not ours to write.

use journal::{Checkpoint, Signer};

use crate::args;
use crate::db::{Conn, DbError, Dialect, Place, Result};
use crate::{head, schema};

/// Makes the tables of an empty database, else checks that this program and this key may write to it.
pub(crate) fn prepare(place: &Place, signer: &Signer) -> Result<()> {
    let mut conn = Conn::open(place)?;
    // Two processes may find the same empty database: the second one waits here and then finds tables.
    conn.batch(match conn.dialect() {
        Dialect::Sqlite => "BEGIN IMMEDIATE",
        Dialect::Postgres => "BEGIN; SELECT pg_advisory_xact_lock(7061756)",
    })?;
    match schema::number(&mut conn)? {
        None => create(&mut conn, signer)?,
        Some(_) => check(&mut conn, signer)?,
    }
    conn.batch("COMMIT")
}

/// Name of the journal that the database holds; nothing when it is empty.
pub(crate) fn origin(place: &Place) -> Result<Option<String>> {
    let mut conn = Conn::open(place)?;
    if schema::number(&mut conn)?.is_none() {
        return Ok(None);
    }
    let row = conn.first("SELECT value FROM meta WHERE key = 'vkey'", &[])?;
    Ok(row.and_then(|row| row.text(0).split_once('+').map(|(name, _)| name.to_owned())))
}

/// Refuses another schema or another key. Asked again whenever the writer connects.
pub(crate) fn check(conn: &mut Conn, signer: &Signer) -> Result<()> {
    let found = schema::number(conn)?.unwrap_or_default();
    if found != schema::NUMBER {
        return Err(DbError::new(format!(
            "The database has the schema number {found}, and this program writes number {}. Use the program that \
             belongs to it, or export there and import here.",
            schema::NUMBER
        )));
    }
    let row = conn.first("SELECT value FROM meta WHERE key = 'vkey'", &[])?;
    let theirs = row.map(|row| row.text(0)).unwrap_or_default();
    let ours = signer.vkey().to_string();
    if theirs != ours {
        return Err(DbError::new(format!(
            "The journal was begun with the key {theirs}, but the key given is {ours}. Nothing is written with another \
             key; give the signing key that belongs to this database."
        )));
    }
    Ok(())
}

fn create(conn: &mut Conn, signer: &Signer) -> Result<()> {
    let tables = match conn.dialect() {
        Dialect::Sqlite => "SELECT count(*) FROM sqlite_master",
        Dialect::Postgres => "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()",
    };
    if conn.first(tables, &[])?.is_some_and(|row| row.int(0) > 0) {
        return Err(DbError::new(
            "The database holds tables of another program. Give Plumbline an empty database of its own.",
        ));
    }
    schema::create(conn)?;
    conn.execute(
        "INSERT INTO meta (key, value) VALUES ('vkey', $1)",
        &args![signer.vkey().to_string()],
    )?;
    let checkpoint = Checkpoint {
        origin: signer.vkey().name().to_owned(),
        size: 0,
        root: journal::tree::empty_root(),
    };
    let signed = checkpoint
        .sign(signer)
        .map_err(|problem| DbError::new(problem.to_string()))?;
    head::begin(conn, signed)
}
