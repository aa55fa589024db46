//! The only callers of the writer: what is decided here is loaded, decided and sealed in one transaction.

pub mod access;
mod attach;
mod epoch;
mod gather;
pub(crate) use gather::around;
pub mod hand_over;
pub mod people;
pub mod practice;
pub mod record;
pub mod session;
pub mod setup;
pub mod sign;

use std::sync::Arc;

use engine::change::Changes;
use engine::decide::{Act, Context, decide};
use engine::record::{Actor, Record};
use serde::{Deserialize, Serialize};
use store::db::Conn;
use store::side::Side;
use store::{Txn, WriteError};

use crate::errors::{Error, Result};
use crate::house::{App, Caller, House};

/// Proof that an act was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Entry of the journal.
    pub entry: u64,
    /// Instant of the act.
    pub time: String,
    /// Record id.
    pub id: String,
    /// Kind id.
    pub kind: String,
    /// Shown number.
    pub number: String,
    /// Version after the act.
    pub version: u64,
    /// State after the act.
    pub state: String,
    /// In words, as "Closed by Ana Ruiz, 22 November 2026, entry 5121."
    pub sentence: String,
}

/// A key that makes a repeated request the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Chosen by the caller, at most 200 characters.
    pub key: String,
    /// Digest of what is asked, so that the same key cannot be used for something else.
    pub digest: String,
}

/// Everything an act may look at while it is being decided.
pub(crate) struct Desk<'a, 't> {
    pub(crate) txn: &'a mut Txn<'t>,
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    pub(crate) today: String,
}

impl App {
    /// Runs a decision inside the writer's transaction and seals what it gives.
    pub(crate) fn write<T: Send + 'static>(
        self: &Arc<Self>,
        caller: &Caller,
        decide: impl FnOnce(&mut Desk<'_, '_>) -> Result<Step<T>> + Send + 'static,
    ) -> Result<T> {
        if !caller.may_act {
            return Err(Error::Forbidden("This token may read, not act.".to_owned()));
        }
        let (app, caller) = (Arc::clone(self), caller.clone());
        let done = self.store.submit(move |txn| {
            match app.at_desk(txn, &caller, decide) {
                // The database itself failed: the batch must end, not go on with half an answer.
                Err(Error::Broken(what)) => Err(store::db::DbError::new(what)),
                Err(other) => Ok(Err(Err(other))),
                Ok((_, Step::Answer(value))) => Ok(Err(Ok(value))),
                Ok((actor, Step::Seal { changes, side, value })) => Ok(Ok(store::Act {
                    actor,
                    changes: *changes,
                    side,
                    value,
                })),
            }
        });
        match done {
            Ok(Ok(done)) => Ok(done.value),
            Ok(Err(answer)) => answer,
            Err(WriteError::NotRecorded(what)) => Err(Error::Unrecorded(what)),
            Err(WriteError::Unknown(what)) => Err(Error::Uncertain(what)),
        }
    }

    fn at_desk<T>(
        &self,
        txn: &mut Txn<'_>,
        caller: &Caller,
        decide: impl FnOnce(&mut Desk<'_, '_>) -> Result<Step<T>>,
    ) -> Result<(Actor, Step<T>)> {
        let generation = txn.generation;
        let house = self.house(txn.conn, generation)?;
        let today = engine::calendar::day_in(&txn.now, house.zone());
        let actor = self.actor(txn.conn, caller, &today)?;
        let mut desk = Desk {
            txn,
            house,
            actor,
            today,
        };
        let decision = decide(&mut desk)?;
        Ok((desk.actor, decision))
    }
}

/// Lets the engine decide an act on what lies in the database now. Writes nothing: a dry run asks the same.
pub(crate) fn decide_on(
    conn: &mut Conn,
    house: &House,
    actor: &Actor,
    now: &str,
    today: &str,
    act: &Act,
) -> Result<Changes> {
    let mut loaded = gather::gather(conn, house, today, act)?;
    let new_ids: Vec<String> = (0..gather::most_new(act, house))
        .map(|_| uuid::Uuid::now_v7().to_string())
        .collect();
    if let Act::Import { kind, rows, .. } = act
        && let Some(kind) = house.packs.kind(kind)
    {
        crate::exchange::import::within::join(kind, rows, &new_ids, &mut loaded.found);
    }
    let context = Context {
        packs: &house.packs,
        actor,
        now,
        today,
        zone: house.zone(),
        new_ids: &new_ids,
    };
    Ok(decide(act, loaded, &context)?)
}

/// What a request comes to inside the writer's transaction.
pub(crate) enum Step<T> {
    /// One entry, and what is written beside it.
    Seal {
        changes: Box<Changes>,
        side: Vec<Side>,
        value: T,
    },
    /// Nothing to record: the same request was answered before.
    Answer(T),
}

impl Desk<'_, '_> {
    /// Lets the engine decide an act on what lies in the database now.
    pub(crate) fn decide(&mut self, act: &Act) -> Result<Changes> {
        let now = self.txn.now.clone();
        decide_on(self.txn.conn, &self.house, &self.actor, &now, &self.today, act)
    }

    /// The receipt for what the changes do to one record.
    pub(crate) fn receipt(&self, changes: &Changes, id: &str) -> Receipt {
        let change = changes
            .records
            .iter()
            .find(|change| change.id == id)
            .expect("a decided act changes its record");
        let verb = match changes.act.as_str() {
            "create" => "Entered".to_owned(),
            "edit" => "Changed".to_owned(),
            "transition" => self.state_title(&change.spine.kind, &change.spine.state),
            other => other.to_owned(),
        };
        let date = engine::calendar::day_in(&self.txn.now, self.house.zone());
        Receipt {
            entry: self.txn.entry,
            time: self.txn.now.clone(),
            id: id.to_owned(),
            kind: change.spine.kind.clone(),
            number: change.spine.number.clone(),
            version: change.spine.version,
            state: change.spine.state.clone(),
            sentence: format!(
                "{verb} by {}, {}, entry {}.",
                self.actor.name,
                crate::read::day_words(&date),
                self.txn.entry
            ),
        }
    }

    fn state_title(&self, kind: &str, state: &str) -> String {
        let known = self.house.packs.kind(kind).and_then(|kind| kind.state(state));
        known.map_or_else(|| state.to_owned(), |state| state.title.clone())
    }

    /// The record of that kind and number (or alias, or id), if the actor sees it.
    pub(crate) fn visible_record(&mut self, kind: &str, number: &str) -> Result<Record> {
        crate::read::visible_record(self.txn.conn, &self.house, &self.actor, &self.today, kind, number)
    }
}
