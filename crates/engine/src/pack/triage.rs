//! What a kind says for the morning round: which records are new, what is held where, and who outside waits.

use crate::condition::Condition;

/// `[triage]` of a kind.
#[derive(Clone, Debug)]
pub struct Triage {
    /// State in which a record waits for a first look.
    pub new: String,
    /// Scale field that says how much it weighs; not yet weighed while it is empty.
    pub weight: Option<String>,
    /// Person field that says who takes it on.
    pub take: String,
    /// What is held until somebody decides what becomes of it.
    pub held: Option<Held>,
    /// Somebody outside who waits for a word.
    pub waits: Option<Waits>,
}

/// Rows of a table that stand for things which are held somewhere.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Table field.
    pub table: String,
    /// Its column that leads to a place.
    pub at: String,
    /// Its column that names the thing.
    pub what: Option<String>,
    /// Its number column: how many.
    pub number: Option<String>,
    /// Where it is decided what becomes of them.
    pub until: Option<Until>,
}

/// Rows that decide over rows of another table.
#[derive(Clone, Debug, Default)]
pub struct Until {
    /// Table field.
    pub table: String,
    /// Its column that names the row decided upon.
    pub row: String,
    /// Its number column: for how many.
    pub number: Option<String>,
}

/// Somebody outside waits while `when` holds and `until` is empty.
#[derive(Clone, Debug)]
pub struct Waits {
    /// On which records.
    pub when: Condition,
    /// Date or moment field that ends it.
    pub until: String,
    /// What is to be done, as a verb: “Tell the customer”.
    pub say: String,
}
