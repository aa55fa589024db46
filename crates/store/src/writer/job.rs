//! What goes to the writer, and what comes back.

use std::collections::BTreeMap;
use std::fmt;

use engine::change::Changes;
use engine::record::{Actor, Record};

use crate::Side;
use crate::db::{Conn, Result};
use crate::load;

/// The transaction, as a job sees it: everything before it in the journal stands, and nothing changes meanwhile.
pub struct Txn<'a> {
    /// For reading. What a job wants written it gives back as an [`Act`].
    pub conn: &'a mut Conn,
    /// Time of the act, an instant in UTC with milliseconds; never before that of the entry before it.
    pub now: String,
    /// The number that the entry will have.
    pub entry: u64,
    /// Changes whenever packs or practices do; compare it with that of a cache.
    pub generation: u64,
    pub(super) random: &'a dyn Fn() -> [u8; 16],
    pub(super) known: BTreeMap<String, Record>,
}

impl Txn<'_> {
    /// Sixteen random bytes.
    #[must_use]
    pub fn random16(&self) -> [u8; 16] {
        (self.random)()
    }

    /// As [`load::records`]. What was loaded here need not be loaded again when the act is written.
    ///
    /// # Errors
    /// The driver's words.
    pub fn records<S: AsRef<str>>(&mut self, ids: &[S]) -> Result<BTreeMap<String, Record>> {
        let missing: Vec<&str> = ids
            .iter()
            .map(AsRef::as_ref)
            .filter(|id| !self.known.contains_key(*id))
            .collect();
        let loaded = load::records(self.conn, &missing)?;
        self.known.extend(loaded);
        let known = ids.iter().filter_map(|id| self.known.get_key_value(id.as_ref()));
        Ok(known.map(|(id, record)| (id.clone(), record.clone())).collect())
    }
}

/// An act that was decided: it becomes one entry of the journal.
#[derive(Debug)]
pub struct Act<T> {
    /// Who acts.
    pub actor: Actor,
    /// What changes. The digest of a signature is filled in when it is sealed.
    pub changes: Changes,
    /// Written in the same transaction, beside the journal.
    pub side: Vec<Side>,
    /// For the caller.
    pub value: T,
}

/// A recorded act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<T> {
    /// Number of its entry.
    pub entry: u64,
    /// Its time.
    pub time: String,
    /// As the job gave it.
    pub value: T,
    /// The signed checkpoint of a journal that holds the entry.
    pub checkpoint: String,
}

/// Why there is no answer. Both are sentences for the person who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Certainly nothing was recorded; the same request may be sent again.
    NotRecorded(String),
    /// It is not known whether it was recorded; send the same request again with the same idempotency key.
    Unknown(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::NotRecorded(why) => write!(f, "Nothing was recorded. {why} You can try it again."),
            WriteError::Unknown(why) => write!(
                f,
                "It is not known whether this was recorded. {why} Send it again with the same idempotency key, or look \
                 at the record first."
            ),
        }
    }
}

impl std::error::Error for WriteError {}

/// Where and when an act was recorded.
pub(super) struct Stamp {
    pub(super) entry: u64,
    pub(super) time: String,
    pub(super) checkpoint: String,
}

impl Stamp {
    pub(super) fn done<T>(self, value: T) -> Done<T> {
        let Stamp {
            entry,
            time,
            checkpoint,
        } = self;
        Done {
            entry,
            time,
            value,
            checkpoint,
        }
    }
}

/// Answers the one who waits. After COMMIT only.
pub(super) type Tell = Box<dyn FnOnce(std::result::Result<Stamp, WriteError>) + Send>;

/// What a job decided. Without a plan it refused.
pub(super) struct Outcome {
    pub(super) plan: Option<Plan>,
    pub(super) tell: Tell,
}

/// What is to be written for a job.
pub(super) struct Plan {
    pub(super) act: Option<(Actor, Changes)>,
    pub(super) side: Vec<Side>,
}

/// Decides, inside the transaction.
pub(super) type Run = Box<dyn FnOnce(&mut Txn<'_>) -> Result<Outcome> + Send>;

/// A job in the queue.
pub(super) struct Waiting {
    pub(super) run: Run,
    /// Answers instead of the job's own outcome, which it did not come to.
    pub(super) fail: Box<dyn FnOnce(WriteError) + Send>,
}
