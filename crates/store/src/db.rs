//! Two databases behind one small face: text of SQL in, rows of plain values out.

mod read_only;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// Where the data lies.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL connection URL.
    Postgres(String),
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sqlite(path) => write!(f, "SQLite {}", path.display()),
            // The URL holds a password.
            Place::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// What the two databases spell differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A value that goes in or comes out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text without U+0000.
    Text(String),
    /// Exact bytes.
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Value::Int(i64::try_from(number).expect("counters stay far below 2^63"))
    }
}
impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Int(number.into())
    }
}
impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Value::Int(yes.into())
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// Builds `&[Value]` from anything that becomes one: `args![id, 3_i64, None::<String>]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}

/// What went wrong in the database. Never shown to a person as it is.
#[derive(Debug)]
pub struct DbError {
    /// The driver's words.
    pub what: String,
    /// A row already existed (unique index).
    pub is_constraint: bool,
    /// Two transactions met; the same work may succeed when tried again.
    pub is_busy: bool,
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// An error in our own words.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        DbError {
            what: what.into(),
            is_constraint: false,
            is_busy: false,
        }
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let code = error.sqlite_error_code();
        DbError {
            is_constraint: code == Some(ErrorCode::ConstraintViolation),
            is_busy: matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)),
            what: error.to_string(),
        }
    }
}

impl From<postgres::Error> for DbError {
    fn from(error: postgres::Error) -> Self {
        let code = error
            .code()
            .map(|code| code.code().to_owned())
            .unwrap_or_default();
        let what = error
            .as_db_error()
            .map_or_else(|| error.to_string(), |db| db.message().to_owned());
        DbError {
            is_constraint: code.starts_with("23"),
            is_busy: matches!(code.as_str(), "40001" | "40P01"),
            what,
        }
    }
}

/// The answer to a question, or what went wrong.
pub type Result<T> = std::result::Result<T, DbError>;

/// One row of an answer. Asking for a column as the wrong type is a mistake in our own SQL and panics with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// Text that is never null.
    #[must_use]
    pub fn text(&self, at: usize) -> String {
        self.maybe_text(at).unwrap_or_default()
    }

    /// Text, or nothing.
    #[must_use]
    pub fn maybe_text(&self, at: usize) -> Option<String> {
        match &self.0[at] {
            Value::Text(text) => Some(text.clone()),
            Value::Null => None,
            other => panic!("column {at} is not text: {other:?}"),
        }
    }

    /// A whole number; null counts as 0.
    #[must_use]
    pub fn int(&self, at: usize) -> i64 {
        self.maybe_int(at).unwrap_or_default()
    }

    /// A whole number, or nothing.
    #[must_use]
    pub fn maybe_int(&self, at: usize) -> Option<i64> {
        match &self.0[at] {
            Value::Int(number) => Some(*number),
            Value::Null => None,
            other => panic!("column {at} is not a number: {other:?}"),
        }
    }

    /// A counter.
    #[must_use]
    pub fn count(&self, at: usize) -> u64 {
        u64::try_from(self.int(at)).unwrap_or_default()
    }

    /// Bytes; null is empty.
    #[must_use]
    pub fn bytes(&self, at: usize) -> Vec<u8> {
        match &self.0[at] {
            Value::Bytes(bytes) => bytes.clone(),
            Value::Null => Vec::new(),
            other => panic!("column {at} holds no bytes: {other:?}"),
        }
    }
}

/// A connection. Used by one thread at a time.
pub struct Conn {
    driver: Driver,
    /// Statements since the connection was opened; tests count what a page costs.
    pub statements: u64,
}

enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres {
        client: Box<postgres::Client>,
        prepared: HashMap<String, postgres::Statement>,
    },
}

/// Prepared statements kept per connection; list filters make new texts, so the store of them is bounded.
const PREPARED: usize = 400;

impl Conn {
    /// Opens a connection; for SQLite the file is made when it is missing.
    ///
    /// # Errors
    /// The driver's words.
    pub fn open(place: &Place) -> Result<Self> {
        let driver = match place {
            Place::Sqlite(path) => {
                let conn = rusqlite::Connection::open(path)?;
                conn.busy_timeout(Duration::from_secs(10))?;
                conn.set_prepared_statement_cache_capacity(PREPARED);
                conn.execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;
                     PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 2000;",
                )?;
                Driver::Sqlite(conn)
            }
            Place::Postgres(url) => {
                let mut config: postgres::Config = url.parse()?;
                config
                    .connect_timeout(Duration::from_secs(10))
                    .application_name("plumbline");
                let mut client = Box::new(config.connect(postgres::NoTls)?);
                client
                    .batch_execute("SET client_min_messages = warning; SET TIME ZONE 'UTC'; SET jit = off")?;
                Driver::Postgres {
                    client,
                    prepared: HashMap::new(),
                }
            }
        };
        Ok(Conn {
            driver,
            statements: 0,
        })
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.driver {
            Driver::Sqlite(_) => Dialect::Sqlite,
            Driver::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// The driver's words.
    pub fn query(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        self.statements += 1;
        match &mut self.driver {
            Driver::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&sql.replace('$', "?"))?;
                let columns = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(args))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(Row((0..columns)
                        .map(|at| row.get(at))
                        .collect::<std::result::Result<_, _>>()?));
                }
                Ok(found)
            }
            Driver::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let rows = client.query(&statement, &params(args))?;
                rows.iter().map(from_postgres).collect()
            }
        }
    }

    /// The first row of an answer.
    ///
    /// # Errors
    /// The driver's words.
    pub fn first(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, args)?.into_iter().next())
    }

    /// Changes rows; says how many.
    ///
    /// # Errors
    /// The driver's words.
    pub fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        self.statements += 1;
        match &mut self.driver {
            Driver::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&sql.replace('$', "?"))?;
                Ok(statement.execute(rusqlite::params_from_iter(args))? as u64)
            }
            Driver::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                Ok(client.execute(&statement, &params(args))?)
            }
        }
    }

    /// Several statements without arguments.
    ///
    /// # Errors
    /// The driver's words.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.statements += 1;
        match &mut self.driver {
            Driver::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Driver::Postgres { client, .. } => Ok(client.batch_execute(sql)?),
        }
    }

    /// Inserts many rows with few statements. `sql` ends with `VALUES`; every row has as many values as the first.
    ///
    /// # Errors
    /// The driver's words.
    pub fn insert_many(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<()> {
        self.put_many(sql, rows, "")
    }

    /// As [`Conn::insert_many`], with words after the rows, such as ` ON CONFLICT …`.
    ///
    /// # Errors
    /// The driver's words.
    pub fn put_many(&mut self, sql: &str, rows: &[Vec<Value>], after: &str) -> Result<()> {
        let Some(width) = rows.first().map(Vec::len) else {
            return Ok(());
        };
        // Powers of two keep the number of different texts small, so that prepared statements are found again.
        let mut rest = rows;
        while !rest.is_empty() {
            let most = (2_000 / width).clamp(1, 64);
            let take = 1_usize << rest.len().min(most).ilog2();
            let (now, later) = rest.split_at(take);
            let mut text = String::with_capacity(sql.len() + take * width * 5);
            text.push_str(sql);
            for row in 0..take {
                text.push_str(if row == 0 { " (" } else { ", (" });
                for column in 0..width {
                    let at = row * width + column + 1;
                    text.push_str(&if column == 0 {
                        format!("${at}")
                    } else {
                        format!(",${at}")
                    });
                }
                text.push(')');
            }
            text.push_str(after);
            let args: Vec<Value> = now.iter().flatten().cloned().collect();
            self.execute(&text, &args)?;
            rest = later;
        }
        Ok(())
    }

    /// Whether the connection can still be used.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        match &self.driver {
            Driver::Sqlite(_) => true,
            Driver::Postgres { client, .. } => !client.is_closed(),
        }
    }
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    if prepared.len() >= PREPARED {
        prepared.clear();
    }
    let statement = client.prepare(sql)?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

fn params(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn from_postgres(row: &postgres::Row) -> Result<Row> {
    let value = |at: usize| -> Result<Value> {
        Ok(match *row.columns()[at].type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
            Type::BOOL => row.try_get::<_, Option<bool>>(at)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
            Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(at)?.into(),
            ref other => return Err(DbError::new(format!("a column of the type {other} came back"))),
        })
    };
    Ok(Row((0..row.len()).map(value).collect::<Result<_>>()?))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Value::Int(number) => number.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8 | Type::INT4 | Type::TEXT | Type::VARCHAR | Type::BYTEA
        )
    }

    to_sql_checked!();
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::{FromSqlError, ValueRef};
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(text) => {
                Value::Text(String::from_utf8(text.to_vec()).map_err(FromSqlError::other)?)
            }
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => return Err(FromSqlError::InvalidType),
        })
    }
}
