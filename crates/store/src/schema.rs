//! The tables. Ledger tables are rebuilt from the journal; side tables are not in it.
//!
//! Whole numbers are `BIGINT` and text compares by bytes on both databases (`COLLATE "C"` on PostgreSQL), so that they
//! order alike. There is no DDL after [`create`].

use crate::db::{Conn, Dialect, Result};

/// Number of the schema; a program of another number refuses to write.
pub const NUMBER: i64 = 1;

/// Ledger tables with their columns in the order in which they are compared with a rebuild. The first columns are the key.
pub const LEDGER: [(&str, &str); 12] = [
    ("record", RECORD_COLUMNS),
    (
        "version",
        "record, version, from_entry, to_entry, kind, kind_version, number, state, state_imported, title, owner, reporter, process, site, due, next, happened_on, opened, closed, body",
    ),
    ("value", "record, path, place, pos, kind, text, num, date"),
    ("link", "record, path, place, pos, target"),
    ("state_moment", "record, state, first, last, times"),
    ("field_moment", "record, path, first, last, changes, first_date"),
    ("counter", "name, last"),
    ("held", "person, pos, role, process, site, from_day, until_day"),
    (
        "signature",
        "entry, record, version, transition, person, name, at, zone, meaning, covers, linked, digest, broken_by",
    ),
    ("practice", "id, setting, entry"),
    ("pack", "id, version, digest, entry, files"),
    ("alias", "kind, alias, record"),
];

/// Columns of `record`.
pub const RECORD_COLUMNS: &str = "id, kind, kind_version, number, version, state, state_imported, title, title_key, owner, reporter, process, site, due, next, happened_on, opened, closed, seq, entry, body";

const TABLES: &str = r#"
CREATE TABLE meta (key {TEXT} PRIMARY KEY, value {TEXT} NOT NULL);
-- One row. generation counts changes of packs and practices, so that caches know when they are stale.
CREATE TABLE head (one BIGINT PRIMARY KEY, size BIGINT NOT NULL, frontier {BYTES} NOT NULL, time {TEXT} NOT NULL, epoch BIGINT NOT NULL, checkpoint {BYTES} NOT NULL, generation BIGINT NOT NULL);
-- The journal: exact bytes.
CREATE TABLE entry (number BIGINT PRIMARY KEY, leaf {BYTES} NOT NULL, payload {BYTES} NOT NULL, time {TEXT} NOT NULL, act {TEXT} NOT NULL, actor {TEXT} NOT NULL);
CREATE TABLE tile (level BIGINT NOT NULL, number BIGINT NOT NULL, hashes {BYTES} NOT NULL, PRIMARY KEY (level, number));
-- The ledger.
CREATE TABLE record (id {TEXT} PRIMARY KEY, kind {TEXT} NOT NULL, kind_version BIGINT NOT NULL, number {TEXT} NOT NULL, version BIGINT NOT NULL, state {TEXT} NOT NULL, state_imported BIGINT NOT NULL, title {TEXT} NOT NULL, title_key {TEXT} NOT NULL, owner {TEXT}, reporter {TEXT}, process {TEXT}, site {TEXT}, due {TEXT}, next {TEXT}, happened_on {TEXT}, opened {TEXT} NOT NULL, closed {TEXT}, seq BIGINT NOT NULL, entry BIGINT NOT NULL, body {TEXT} NOT NULL);
CREATE UNIQUE INDEX record_number ON record (kind, number);
CREATE UNIQUE INDEX record_seq ON record (kind, seq);
CREATE INDEX record_state ON record (kind, state, seq);
CREATE INDEX record_owner ON record (kind, owner, seq);
CREATE INDEX record_process ON record (kind, process, seq);
CREATE INDEX record_site ON record (kind, site, seq);
CREATE INDEX record_due ON record (kind, due, seq);
CREATE INDEX record_title ON record (kind, title_key, seq);
CREATE INDEX record_next ON record (next, due);
CREATE INDEX record_reporter ON record (kind, reporter, seq);
CREATE TABLE version (record {TEXT} NOT NULL, version BIGINT NOT NULL, from_entry BIGINT NOT NULL, to_entry BIGINT, kind {TEXT} NOT NULL, kind_version BIGINT NOT NULL, number {TEXT} NOT NULL, state {TEXT} NOT NULL, state_imported BIGINT NOT NULL, title {TEXT} NOT NULL, owner {TEXT}, reporter {TEXT}, process {TEXT}, site {TEXT}, due {TEXT}, next {TEXT}, happened_on {TEXT}, opened {TEXT} NOT NULL, closed {TEXT}, body {TEXT} NOT NULL, PRIMARY KEY (record, version)) {WITHOUT_ROWID};
CREATE INDEX version_kind ON version (kind, from_entry);
CREATE TABLE value (record {TEXT} NOT NULL, path {TEXT} NOT NULL, place {TEXT} NOT NULL, pos BIGINT NOT NULL, kind {TEXT} NOT NULL, text {TEXT}, num BIGINT, date {TEXT}, PRIMARY KEY (record, path, place, pos)) {WITHOUT_ROWID};
CREATE INDEX value_text ON value (kind, path, text, record);
CREATE TABLE link (record {TEXT} NOT NULL, path {TEXT} NOT NULL, place {TEXT} NOT NULL, pos BIGINT NOT NULL, target {TEXT} NOT NULL, PRIMARY KEY (record, path, place, pos)) {WITHOUT_ROWID};
CREATE INDEX link_target ON link (target, path, record);
CREATE TABLE state_moment (record {TEXT} NOT NULL, state {TEXT} NOT NULL, first {TEXT}, last {TEXT} NOT NULL, times BIGINT NOT NULL, PRIMARY KEY (record, state)) {WITHOUT_ROWID};
-- path is `field`, or `table.row.column` for a cell.
CREATE TABLE field_moment (record {TEXT} NOT NULL, path {TEXT} NOT NULL, first {TEXT} NOT NULL, last {TEXT} NOT NULL, changes BIGINT NOT NULL, first_date {TEXT}, PRIMARY KEY (record, path)) {WITHOUT_ROWID};
CREATE TABLE counter (name {TEXT} PRIMARY KEY, last BIGINT NOT NULL);
CREATE TABLE held (person {TEXT} NOT NULL, pos BIGINT NOT NULL, role {TEXT} NOT NULL, process {TEXT}, site {TEXT}, from_day {TEXT}, until_day {TEXT}, PRIMARY KEY (person, pos)) {WITHOUT_ROWID};
CREATE TABLE signature (entry BIGINT PRIMARY KEY, record {TEXT} NOT NULL, version BIGINT NOT NULL, transition {TEXT} NOT NULL, person {TEXT} NOT NULL, name {TEXT} NOT NULL, at {TEXT} NOT NULL, zone {TEXT} NOT NULL, meaning {TEXT} NOT NULL, covers {TEXT} NOT NULL, linked {TEXT} NOT NULL, digest {TEXT} NOT NULL, broken_by BIGINT);
CREATE INDEX signature_record ON signature (record);
CREATE TABLE practice (id {TEXT} PRIMARY KEY, setting {TEXT} NOT NULL, entry BIGINT NOT NULL);
CREATE TABLE pack (id {TEXT} PRIMARY KEY, version BIGINT NOT NULL, digest {TEXT} NOT NULL, entry BIGINT NOT NULL, files {TEXT} NOT NULL);
CREATE TABLE alias (kind {TEXT} NOT NULL, alias {TEXT} NOT NULL, record {TEXT} NOT NULL, PRIMARY KEY (kind, alias)) {WITHOUT_ROWID};
-- Side tables: not in the journal.
CREATE TABLE idempotency (key {TEXT} NOT NULL, person {TEXT} NOT NULL, digest {TEXT} NOT NULL, reply {TEXT} NOT NULL, at {TEXT} NOT NULL, PRIMARY KEY (person, key)) {WITHOUT_ROWID};
CREATE TABLE credential (person {TEXT} PRIMARY KEY, hash {TEXT} NOT NULL, changed {TEXT} NOT NULL);
CREATE TABLE token (hash {TEXT} PRIMARY KEY, person {TEXT} NOT NULL, name {TEXT} NOT NULL, scopes {TEXT} NOT NULL, created {TEXT} NOT NULL, expires {TEXT}, ended {TEXT});
CREATE TABLE session (hash {TEXT} PRIMARY KEY, person {TEXT} NOT NULL, created {TEXT} NOT NULL, seen {TEXT} NOT NULL, expires {TEXT} NOT NULL, ended {TEXT}, device {TEXT} NOT NULL, address {TEXT} NOT NULL);
CREATE INDEX session_person ON session (person, created);
CREATE TABLE intent (hash {TEXT} PRIMARY KEY, person {TEXT} NOT NULL, session {TEXT} NOT NULL, record {TEXT} NOT NULL, version BIGINT NOT NULL, transition {TEXT} NOT NULL, meaning {TEXT} NOT NULL, inputs {TEXT} NOT NULL, expires {TEXT} NOT NULL, used {TEXT});
CREATE TABLE failure (subject {TEXT} NOT NULL, at {TEXT} NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (subject, at, place)) {WITHOUT_ROWID};
-- Which fields the search finds, as acts have said so far.
CREATE TABLE searched_field (kind {TEXT} NOT NULL, field {TEXT} NOT NULL, PRIMARY KEY (kind, field)) {WITHOUT_ROWID};
CREATE TABLE file (digest {TEXT} PRIMARY KEY, size BIGINT NOT NULL, at {TEXT} NOT NULL);
-- What the checks said on earlier days.
CREATE TABLE conformity_day (day {TEXT} NOT NULL, standard {TEXT} NOT NULL, entry BIGINT NOT NULL, at {TEXT} NOT NULL, body {TEXT} NOT NULL, PRIMARY KEY (day, standard)) {WITHOUT_ROWID};
"#;

// Words arrive folded and apart, so the tokeniser only cuts at blanks: `ascii` takes every other letter as it is.
// rowid is the record's `seq`, so that the newest come first without sorting.
const SEARCH_SQLITE: &str = "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, tokenize='ascii', detail='none');
CREATE TABLE searched (rowid INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE);";
const SEARCH_POSTGRES: &str = r#"CREATE TABLE searched (rowid BIGINT PRIMARY KEY, record TEXT COLLATE "C" NOT NULL UNIQUE, words TSVECTOR NOT NULL);
CREATE INDEX searched_words ON searched USING gin (words);"#;

/// Makes all tables. The database must be empty.
///
/// # Errors
/// The driver's words.
pub fn create(conn: &mut Conn) -> Result<()> {
    let sqlite = conn.dialect() == Dialect::Sqlite;
    let (text, bytes, rowid) = if sqlite {
        ("TEXT", "BLOB", "WITHOUT ROWID")
    } else {
        ("TEXT COLLATE \"C\"", "BYTEA", "")
    };
    let tables = TABLES
        .replace("{TEXT}", text)
        .replace("{BYTES}", bytes)
        .replace("{WITHOUT_ROWID}", rowid);
    conn.batch(&tables)?;
    conn.batch(if sqlite { SEARCH_SQLITE } else { SEARCH_POSTGRES })?;
    conn.execute(
        "INSERT INTO meta (key, value) VALUES ('schema', $1)",
        &crate::args![NUMBER.to_string()],
    )?;
    Ok(())
}

/// The number of the schema that is there; nothing in an empty database.
///
/// # Errors
/// The driver's words.
pub fn number(conn: &mut Conn) -> Result<Option<i64>> {
    let there = match conn.dialect() {
        Dialect::Sqlite => conn.first("SELECT name FROM sqlite_master WHERE name = 'meta'", &[])?,
        Dialect::Postgres => conn.first(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'",
            &[],
        )?,
    };
    if there.is_none() {
        return Ok(None);
    }
    let row = conn.first("SELECT value FROM meta WHERE key = 'schema'", &[])?;
    Ok(row.and_then(|row| row.text(0).parse().ok()))
}
