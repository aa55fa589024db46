//! Connections for reading, each used by one question at a time.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::db::{Conn, Dialect, Place, Result};

/// A bounded number of connections, opened when first needed.
pub(crate) struct Pool {
    place: Place,
    most: usize,
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Conn>,
    /// How many there are, idle or not.
    open: usize,
}

impl Pool {
    pub(crate) fn new(place: Place, most: usize) -> Pool {
        Pool {
            place,
            most: most.max(1),
            state: Mutex::default(),
            given_back: Condvar::new(),
        }
    }

    /// Asks within a read-only snapshot; waits while all connections are in use.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut lent = self.lend()?;
        let conn = lent.conn.as_mut().expect("it was lent just now");
        begin(conn)?;
        let answer = ask(conn);
        // A snapshot has nothing to commit; a connection that cannot even end it is not kept.
        lent.is_clean = conn.batch("ROLLBACK").is_ok();
        answer
    }

    fn lend(&self) -> Result<Lent<'_>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            while let Some(conn) = state.idle.pop() {
                if conn.is_alive() {
                    return Ok(Lent::new(self, Some(conn)));
                }
                state.open -= 1;
            }
            if state.open < self.most {
                state.open += 1;
                drop(state);
                let mut lent = Lent::new(self, None);
                lent.conn = Some(open(&self.place)?);
                return Ok(lent);
            }
            state = self
                .given_back
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn open(place: &Place) -> Result<Conn> {
    let mut conn = Conn::open(place)?;
    if conn.dialect() == Dialect::Sqlite {
        conn.batch("PRAGMA query_only = ON")?;
    }
    Ok(conn)
}

fn begin(conn: &mut Conn) -> Result<()> {
    conn.batch(match conn.dialect() {
        Dialect::Sqlite => "BEGIN DEFERRED",
        Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    })
}

/// A place in the pool. It is given back when this is dropped, also by an error or a panic; the connection only if its
/// snapshot was ended.
struct Lent<'p> {
    pool: &'p Pool,
    conn: Option<Conn>,
    is_clean: bool,
}

impl<'p> Lent<'p> {
    fn new(pool: &'p Pool, conn: Option<Conn>) -> Self {
        Lent {
            pool,
            conn,
            is_clean: false,
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let kept = self.conn.take().filter(|conn| self.is_clean && conn.is_alive());
        let mut state = self.pool.state.lock().unwrap_or_else(PoisonError::into_inner);
        match kept {
            Some(conn) => state.idle.push(conn),
            None => state.open -= 1,
        }
        drop(state);
        self.pool.given_back.notify_one();
    }
}
