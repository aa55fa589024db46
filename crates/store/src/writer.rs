//! The one writer of a process: a thread that takes jobs, decides them one after another in a transaction, and answers
//! after COMMIT.

mod batch;
mod job;
mod seal;

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

pub use job::{Act, Done, Txn, WriteError};

use crate::Side;
use crate::db::{self, DbError};
use crate::store::Settings;
use batch::Batches;
use job::{Outcome, Plan, Waiting};
use journal::Signer;

/// Most jobs in one transaction.
const BATCH: usize = 32;

/// The thread, as the store holds it. Dropping it lets the thread finish what waits, and waits for it.
pub(crate) struct Writer {
    jobs: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(settings: &Settings, signer: Signer) -> db::Result<Writer> {
        let (jobs, incoming) = mpsc::channel();
        let batches = Batches::new(settings, signer);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || run(batches, &incoming))
            .map_err(|error| DbError::new(format!("The writer's thread could not be started: {error}.")))?;
        Ok(Writer {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    pub(crate) fn submit<T: Send + 'static, E: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Txn<'_>) -> db::Result<Result<Act<T>, E>> + Send + 'static,
    ) -> Result<Result<Done<T>, E>, WriteError> {
        let (sender, answer) = mpsc::sync_channel(1);
        let failing = sender.clone();
        let run = move |txn: &mut Txn<'_>| {
            Ok(match job(txn)? {
                Err(refusal) => Outcome {
                    plan: None,
                    tell: Box::new(move |result| drop(sender.send(result.map(|_| Err(refusal))))),
                },
                Ok(Act {
                    actor,
                    changes,
                    side,
                    value,
                }) => Outcome {
                    plan: Some(Plan {
                        act: Some((actor, changes)),
                        side,
                    }),
                    tell: Box::new(move |result| {
                        drop(sender.send(result.map(|stamp| Ok(stamp.done(value)))));
                    }),
                },
            })
        };
        self.wait(run, move |error| drop(failing.send(Err(error))), &answer)
    }

    pub(crate) fn side(&self, side: Vec<Side>) -> Result<(), WriteError> {
        let (sender, answer) = mpsc::sync_channel(1);
        let failing = sender.clone();
        let run = move |_: &mut Txn<'_>| {
            Ok(Outcome {
                plan: Some(Plan { act: None, side }),
                tell: Box::new(move |result| drop(sender.send(result.map(drop)))),
            })
        };
        self.wait(run, move |error| drop(failing.send(Err(error))), &answer)
    }

    fn wait<A>(
        &self,
        run: impl FnOnce(&mut Txn<'_>) -> db::Result<Outcome> + Send + 'static,
        fail: impl FnOnce(WriteError) + Send + 'static,
        answer: &Receiver<Result<A, WriteError>>,
    ) -> Result<A, WriteError> {
        let waiting = Waiting {
            run: Box::new(run),
            fail: Box::new(fail),
        };
        let jobs = self
            .jobs
            .as_ref()
            .expect("the channel is open until the writer is dropped");
        if jobs.send(waiting).is_err() {
            return Err(WriteError::NotRecorded("The writer has stopped.".to_owned()));
        }
        answer.recv().unwrap_or_else(|_| {
            Err(WriteError::Unknown(
                "The writer stopped while it was at work.".to_owned(),
            ))
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(mut batches: Batches, incoming: &Receiver<Waiting>) {
    while batches.waits() || incoming.recv().is_ok_and(|first| batches.take(first)) {
        while batches.waiting() < BATCH
            && let Ok(next) = incoming.try_recv()
        {
            batches.take(next);
        }
        batches.run();
    }
}
