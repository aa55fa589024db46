//! The store as everybody else holds it: one writer, a few readers.

use std::fmt;
use std::sync::Arc;

use journal::Vkey;

use crate::db::{self, Conn, DbError, Place};
use crate::head::Head;
use crate::open;
use crate::pool::Pool;
use crate::side::Side;
use crate::writer::{Act, Done, Txn, WriteError, Writer};

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;
/// Draws sixteen random bytes.
pub type Random = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// What a store needs to begin.
#[derive(Clone)]
pub struct Settings {
    /// Where the data lies.
    pub place: Place,
    /// Name of the journal, as in `plumbline.example/journal`.
    pub origin: String,
    /// Secret seed of the key that signs checkpoints; kept outside the database.
    pub seed: [u8; 32],
    /// Most connections for reading, at least one.
    pub readers: usize,
    /// The only clock.
    pub clock: Clock,
    /// The only source of randomness: salts of the journal.
    pub random: Random,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("place", &self.place)
            .field("origin", &self.origin)
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}

/// One database with its journal. Shared by all threads; several processes may hold the same one.
pub struct Store {
    place: Place,
    vkey: Vkey,
    writer: Writer,
    readers: Pool,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.place)
    }
}

impl Store {
    /// Opens a database, and makes the tables when it is empty (and nothing else).
    ///
    /// # Errors
    /// A sentence: the database cannot be reached, is of another schema number or another program, or its journal
    /// was begun with another key.
    pub fn open(settings: Settings) -> db::Result<Store> {
        let signer = journal::Signer::from_seed(&settings.origin, &settings.seed)
            .map_err(|problem| DbError::new(problem.to_string()))?;
        let vkey = signer.vkey().clone();
        open::prepare(&settings.place, &signer)?;
        let readers = Pool::new(settings.place.clone(), settings.readers);
        let place = settings.place.clone();
        Ok(Store {
            place,
            vkey,
            writer: Writer::start(&settings, signer)?,
            readers,
        })
    }

    /// Name of the journal that a database holds, so that it need not be told again; nothing when it is empty.
    ///
    /// # Errors
    /// The driver's words.
    pub fn origin_of(place: &Place) -> db::Result<Option<String>> {
        open::origin(place)
    }

    /// Decides and records one act. Returns when it stands in the database for good, or was refused, or failed.
    ///
    /// The job runs inside the writer's transaction, after the jobs before it: everything it decides on must be read
    /// through its [`Txn`]. It must not write; what it gives back is written for it. An `E` refuses: then nothing of
    /// the act is recorded.
    ///
    /// # Errors
    /// The outer error is the database's: see [`WriteError`] for what is known then. The inner one is the job's.
    pub fn submit<T, E>(
        &self,
        job: impl FnOnce(&mut Txn<'_>) -> db::Result<Result<Act<T>, E>> + Send + 'static,
    ) -> Result<Result<Done<T>, E>, WriteError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        self.writer.submit(job)
    }

    /// Writes side tables, which are not in the journal, through the same thread.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub fn side(&self, side: Vec<Side>) -> Result<(), WriteError> {
        self.writer.side(side)
    }

    /// Asks within a snapshot: all answers are of the same moment. Nothing can be written in it.
    ///
    /// # Errors
    /// The driver's words, or those of `ask`.
    pub fn read<T>(&self, ask: impl FnOnce(&mut Conn) -> db::Result<T>) -> db::Result<T> {
        self.readers.read(ask)
    }

    /// The head of the journal as it stands.
    ///
    /// # Errors
    /// The driver's words.
    pub fn head(&self) -> db::Result<Head> {
        self.read(crate::head::read)
    }

    /// The key with which others verify the journal.
    #[must_use]
    pub fn vkey(&self) -> &Vkey {
        &self.vkey
    }

    /// Where the data lies.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }
}
