//! Batches: several jobs in one transaction, each decided on what those before it left.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::calendar::spell;
use engine::change::Changes;
use engine::record::{Actor, Record};
use journal::tree::leaf_hash;
use journal::{Checkpoint, Hash, Signer};

use super::BATCH;
use super::job::{Outcome, Plan, Stamp, Tell, Txn, Waiting, WriteError};
use super::seal::{Position, actor_id, fill_signature, seal};
use crate::apply::Pending;
use crate::db::{Conn, DbError, Dialect, Place, Result};
use crate::head::{self, Head};
use crate::searched::{self, Fields};
use crate::store::{Clock, Random, Settings};
use crate::{args, load, open, project, side, tile};

/// The thread's own: connection, caches, and the jobs that wait.
pub(super) struct Batches {
    place: Place,
    signer: Signer,
    clock: Clock,
    random: Random,
    conn: Option<Conn>,
    /// Digests of the packs as of a generation.
    packs: Option<(u64, BTreeMap<String, Hash>)>,
    waiting: VecDeque<Waiting>,
}

/// A job that was decided, and waits for COMMIT to be answered.
struct Decided {
    tell: Tell,
    entry: u64,
    time: String,
}

/// What a transaction has written so far.
struct Open {
    head: Head,
    /// The leaf of the last entry of this batch.
    leaf: Option<Vec<u8>>,
    whole: tile::Whole,
    /// Read when the first act is written.
    fields: Option<Fields>,
    decided: Vec<Decided>,
}

/// Why a batch came to nothing.
enum Fault {
    /// Before anything was decided.
    Begin(DbError),
    /// While jobs were decided or written: COMMIT was not sent.
    Work(String),
    /// COMMIT was sent and its answer is not known.
    Commit(DbError),
}

impl Batches {
    pub(super) fn new(settings: &Settings, signer: Signer) -> Self {
        Batches {
            place: settings.place.clone(),
            signer,
            clock: settings.clock.clone(),
            random: settings.random.clone(),
            conn: None,
            packs: None,
            waiting: VecDeque::new(),
        }
    }

    /// Puts a job at the end of the queue.
    pub(super) fn take(&mut self, job: Waiting) -> bool {
        self.waiting.push_back(job);
        true
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Runs one batch of what waits and answers everybody in it. Jobs that a fault kept from beginning wait on.
    pub(super) fn run(&mut self) {
        let mut decided = Vec::new();
        let mut last = None;
        match self.transaction(&mut decided, &mut last) {
            Ok(checkpoint) => answer(decided, &checkpoint),
            Err(fault) => {
                // Whatever state it is in: a new connection has none.
                self.conn = None;
                self.fail(fault, decided, last);
            }
        }
    }

    fn transaction(
        &mut self,
        decided: &mut Vec<Decided>,
        last: &mut Option<(u64, Vec<u8>)>,
    ) -> std::result::Result<String, Fault> {
        let mut conn = match self.conn.take() {
            Some(conn) if conn.is_alive() => conn,
            _ => self.connect().map_err(Fault::Begin)?,
        };
        let head = head::lock(&mut conn).map_err(Fault::Begin)?;
        let mut open = Open {
            head,
            leaf: None,
            whole: Vec::new(),
            fields: None,
            decided: Vec::new(),
        };
        let worked = self.work(&mut conn, &mut open);
        decided.append(&mut open.decided);
        worked.map_err(Fault::Work)?;
        let checkpoint = self
            .finish(&mut conn, &mut open)
            .map_err(|error| Fault::Work(recorded_nothing(&error)))?;
        *last = open.leaf.map(|leaf| (open.head.size, leaf));
        conn.batch("COMMIT").map_err(Fault::Commit)?;
        self.conn = Some(conn);
        Ok(checkpoint)
    }

    fn connect(&self) -> Result<Conn> {
        let mut conn = Conn::open(&self.place)?;
        if conn.dialect() == Dialect::Postgres {
            // Another process that hangs with the lock held must not stop everybody for ever.
            conn.batch("SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'")?;
        }
        open::check(&mut conn, &self.signer)?;
        Ok(conn)
    }

    /// Decides and writes job after job.
    fn work(&mut self, conn: &mut Conn, open: &mut Open) -> std::result::Result<(), String> {
        for _ in 0..BATCH {
            let Some(Waiting { run, fail }) = self.waiting.pop_front() else {
                break;
            };
            let now = spell((self.clock)()).max(open.head.time.clone());
            let random = self.random.clone();
            let mut txn = Txn {
                conn,
                now: now.clone(),
                entry: open.head.size + 1,
                generation: open.head.generation,
                random: &*random,
                known: BTreeMap::new(),
            };
            let ran = catch_unwind(AssertUnwindSafe(|| run(&mut txn)));
            let known = std::mem::take(&mut txn.known);
            let Outcome { plan, tell } = match ran {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) => return Err(failed(fail, recorded_nothing(&error))),
                Err(_) => {
                    return Err(failed(
                        fail,
                        "A mistake in the program stopped the act.".to_owned(),
                    ));
                }
            };
            match self.write(conn, open, plan, &now, known) {
                Ok(None) => open.decided.push(Decided {
                    tell,
                    entry: open.head.size,
                    time: now,
                }),
                // Nothing of it was written, so its neighbours need not suffer.
                Ok(Some(mistake)) => tell(Err(WriteError::NotRecorded(mistake))),
                Err(error) => {
                    let why = recorded_nothing(&error);
                    tell(Err(WriteError::NotRecorded(why.clone())));
                    return Err(why);
                }
            }
        }
        Ok(())
    }

    /// Writes what a job wants written; or says what mistake forbids it, before anything is written.
    fn write(
        &mut self,
        conn: &mut Conn,
        open: &mut Open,
        plan: Option<Plan>,
        now: &str,
        known: BTreeMap<String, Record>,
    ) -> Result<Option<String>> {
        let Some(Plan { act, side }) = plan else {
            return Ok(None);
        };
        if side.iter().any(side::holds_nul) {
            return Ok(Some(NUL.to_owned()));
        }
        if let Some((actor, changes)) = act {
            let mistake = self.record(conn, open, &actor, changes, now, known)?;
            if mistake.is_some() {
                return Ok(mistake);
            }
        }
        for side in &side {
            side::write(conn, side)?;
        }
        Ok(None)
    }

    fn record(
        &mut self,
        conn: &mut Conn,
        open: &mut Open,
        actor: &Actor,
        mut changes: Changes,
        now: &str,
        known: BTreeMap<String, Record>,
    ) -> Result<Option<String>> {
        let prior = prior(conn, &changes, known)?;
        if let Some(mistake) = project::misfit(&changes, &prior) {
            return Ok(Some(mistake));
        }
        fill_signature(&mut changes, &prior);
        let entry = open.head.size + 1;
        let salt = self.random.clone();
        let packs = self.packs(conn, open.head.generation)?;
        let epoch = open.head.epoch + u64::from(changes.act == NEW_EPOCH);
        let at = Position {
            entry,
            epoch,
            time: now,
            packs,
        };
        let sealed = match seal(&at, actor, &changes, &*salt) {
            Ok(sealed) => sealed,
            Err(problem) => return Ok(Some(format!("The act cannot be sealed: {problem}"))),
        };
        let mut pending = Pending::default();
        pending.add(project::project(entry, now, &changes, &prior));
        if pending.holds_nul() || changes.act.contains('\0') {
            return Ok(Some(NUL.to_owned()));
        }
        tile::push(&mut open.head.frontier, leaf_hash(&sealed.leaf), &mut open.whole);
        conn.execute(
            "INSERT INTO entry (number, leaf, payload, time, act, actor) VALUES ($1, $2, $3, $4, $5, $6)",
            &args![
                entry,
                sealed.leaf.clone(),
                sealed.payload,
                now,
                &changes.act,
                actor_id(actor)
            ],
        )?;
        pending.flush(conn)?;
        let fields = match &mut open.fields {
            Some(fields) => fields,
            none => none.insert(Fields::read(conn)?),
        };
        searched::index(conn, fields, &changes, &prior)?;
        open.head.size = entry;
        open.head.epoch = epoch;
        now.clone_into(&mut open.head.time);
        open.leaf = Some(sealed.leaf);
        if !changes.packs.is_empty() || !changes.practices.is_empty() {
            open.head.generation += 1;
        }
        Ok(None)
    }

    fn packs(&mut self, conn: &mut Conn, generation: u64) -> Result<&BTreeMap<String, Hash>> {
        if self.packs.as_ref().is_none_or(|(known, _)| *known != generation) {
            let mut digests = BTreeMap::new();
            for row in conn.query("SELECT id, digest FROM pack", &[])? {
                let digest = Hash::from_hex(&row.text(1))
                    .ok_or_else(|| DbError::new(format!("The digest of pack {} is damaged.", row.text(0))))?;
                digests.insert(row.text(0), digest);
            }
            self.packs = Some((generation, digests));
        }
        Ok(&self.packs.as_ref().expect("it was filled just now").1)
    }

    /// Everything that is written once per batch: tiles, checkpoint, head.
    fn finish(&mut self, conn: &mut Conn, open: &mut Open) -> Result<String> {
        if open.leaf.is_some() {
            tile::store(conn, std::mem::take(&mut open.whole))?;
            let checkpoint = Checkpoint {
                origin: self.signer.vkey().name().to_owned(),
                size: open.head.size,
                root: open.head.frontier.root(),
            };
            let signed = checkpoint
                .sign(&self.signer)
                .map_err(|problem| DbError::new(problem.to_string()))?;
            open.head.checkpoint = String::from_utf8(signed).expect("a signed note is UTF-8");
            head::write(conn, &open.head)?;
        }
        Ok(open.head.checkpoint.clone())
    }

    fn fail(&mut self, fault: Fault, decided: Vec<Decided>, last: Option<(u64, Vec<u8>)>) {
        let error = match fault {
            Fault::Begin(error) => {
                let why = recorded_nothing(&error);
                for Waiting { fail, .. } in self.waiting.drain(..) {
                    fail(WriteError::NotRecorded(why.clone()));
                }
                return;
            }
            Fault::Work(why) => WriteError::NotRecorded(why),
            Fault::Commit(error) => match self.look_again(last) {
                Some(Ok(checkpoint)) => return answer(decided, &checkpoint),
                Some(Err(why)) => WriteError::NotRecorded(why),
                None => WriteError::Unknown(format!("The database did not answer ({error}).")),
            },
        };
        for Decided { tell, .. } in decided {
            tell(Err(error.clone()));
        }
    }

    /// After a COMMIT without an answer: the transaction either still holds the lock, so that we wait for it here, or
    /// has ended; then the journal shows how. Nothing if that cannot be found out either.
    fn look_again(&mut self, last: Option<(u64, Vec<u8>)>) -> Option<std::result::Result<String, String>> {
        let (number, leaf) = last?;
        let mut conn = self.connect().ok()?;
        let head = head::lock(&mut conn).ok()?;
        let row = conn
            .first("SELECT leaf FROM entry WHERE number = $1", &args![number])
            .ok()?;
        conn.batch("ROLLBACK").ok()?;
        self.conn = Some(conn);
        Some(if row.is_some_and(|row| row.bytes(0) == leaf) {
            Ok(head.checkpoint)
        } else {
            Err("The database undid it.".to_owned())
        })
    }
}

/// The act with which a new epoch begins: a backup was restored, or a house moved.
const NEW_EPOCH: &str = "new_epoch";
const NUL: &str = "A text holds the character U+0000, which cannot be stored.";

/// The records that an act concerns, as they stand.
fn prior(
    conn: &mut Conn,
    changes: &Changes,
    mut known: BTreeMap<String, Record>,
) -> Result<BTreeMap<String, Record>> {
    let signed = changes.signature.iter().map(|signature| &signature.record);
    let missing: Vec<&String> = changes
        .records
        .iter()
        .filter(|change| change.spine.version > 1)
        .map(|change| &change.id)
        .chain(signed)
        .filter(|id| !known.contains_key(*id))
        .collect();
    if !missing.is_empty() {
        known.extend(load::records(conn, &missing)?);
    }
    Ok(known)
}

fn answer(decided: Vec<Decided>, checkpoint: &str) {
    for Decided { tell, entry, time } in decided {
        let checkpoint = checkpoint.to_owned();
        tell(Ok(Stamp {
            entry,
            time,
            checkpoint,
        }));
    }
}

fn failed(fail: Box<dyn FnOnce(WriteError) + Send>, why: String) -> String {
    fail(WriteError::NotRecorded(why.clone()));
    why
}

fn recorded_nothing(error: &DbError) -> String {
    if error.is_busy {
        return "The database is busy with other writers.".to_owned();
    }
    format!("The database refused ({error}).")
}
