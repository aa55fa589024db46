//! Records begin, are edited, and pass from state to state.

use std::sync::Arc;

use engine::decide::{Act, Imported};
use serde_json::{Map, Value};
use store::side::{self, Side};

use super::sign::Factor;
use super::{Desk, Once, Receipt, Step};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};

/// What somebody wants to do to one record, in their own words: kinds and numbers, not ids.
#[derive(Clone, Debug)]
pub enum Wish {
    /// A new record of that kind.
    Create {
        /// Kind id.
        kind: String,
        /// Answers.
        inputs: Map<String, Value>,
    },
    /// Other answers.
    Edit {
        /// Kind id.
        kind: String,
        /// Number, alias or id.
        number: String,
        /// Answers.
        inputs: Map<String, Value>,
        /// Version that was looked at.
        seen: Option<u64>,
    },
    /// A way to another state.
    Pass {
        /// Kind id.
        kind: String,
        /// Number, alias or id.
        number: String,
        /// Transition id.
        transition: String,
        /// Answers.
        inputs: Map<String, Value>,
        /// Version that was looked at.
        seen: Option<u64>,
        /// What proves who signs, where a signature is asked.
        factor: Option<Factor>,
    },
}

impl App {
    /// Does it, or says why not.
    ///
    /// # Errors
    /// A refusal with every reason; or that it is not there, not readable, not recorded.
    pub fn act(self: &Arc<Self>, caller: &Caller, wish: Wish, once: Option<Once>) -> Result<Receipt> {
        self.known_attachments(&wish)?;
        let factor = match &wish {
            Wish::Pass {
                factor: Some(factor), ..
            } => Some(self.check_factor(caller, factor)?),
            _ => None,
        };
        let person = caller.person.clone();
        let session = caller.session.clone();
        self.write(caller, move |desk| {
            if let Some(receipt) = desk.earlier(&person, once.as_ref())? {
                return Ok(Step::Answer(receipt));
            }
            let mut side = Vec::new();
            let act = match wish {
                Wish::Create { kind, inputs } => Act::Create { kind, inputs },
                Wish::Edit {
                    kind,
                    number,
                    inputs,
                    seen,
                } => Act::Edit {
                    record: desk.visible_record(&kind, &number)?.id,
                    inputs,
                    seen,
                },
                Wish::Pass {
                    kind,
                    number,
                    transition,
                    inputs,
                    seen,
                    ..
                } => {
                    let record = desk.visible_record(&kind, &number)?;
                    let signed = match &factor {
                        Some(proof) => {
                            side.push(desk.use_intent(proof, &session, &record, &transition, &inputs)?);
                            true
                        }
                        None => false,
                    };
                    Act::Pass {
                        record: record.id,
                        transition,
                        inputs,
                        seen,
                        signed,
                    }
                }
            };
            let changes = desk.decide(&act)?;
            let id = match &act {
                Act::Edit { record, .. } | Act::Pass { record, .. } => record.clone(),
                _ => changes.records[0].id.clone(),
            };
            let receipt = desk.receipt(&changes, &id);
            if let Some(once) = once {
                let reply = serde_json::to_string(&receipt).expect("a receipt is plain data");
                side.push(Side::Idempotency {
                    person,
                    key: once.key,
                    digest: once.digest,
                    reply,
                    at: desk.txn.now.clone(),
                });
            }
            Ok(Step::Seal {
                changes: Box::new(changes),
                side,
                value: receipt,
            })
        })
    }

    /// Brings in records that were decided elsewhere, as one entry. Says their numbers in the order of the rows.
    ///
    /// # Errors
    /// The first row that cannot be taken refuses all; the reason's `record` is the row's position, from 0.
    pub fn import(
        self: &Arc<Self>,
        caller: &Caller,
        kind: &str,
        rows: Vec<Imported>,
        source: &str,
    ) -> Result<Vec<String>> {
        let act = Act::Import {
            kind: kind.to_owned(),
            rows,
            source: source.to_owned(),
        };
        self.write(caller, move |desk| {
            let changes = desk.decide(&act)?;
            let numbers = changes
                .records
                .iter()
                .map(|change| change.spine.number.clone())
                .collect();
            Ok(Step::Seal {
                changes: Box::new(changes),
                side: Vec::new(),
                value: numbers,
            })
        })
    }

    /// Files named in answers must have been kept before the entry that names them.
    fn known_attachments(&self, wish: &Wish) -> Result<()> {
        let (Wish::Create { inputs, .. } | Wish::Edit { inputs, .. } | Wish::Pass { inputs, .. }) = wish;
        let files = inputs
            .values()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(|item| item.get("digest")?.as_str());
        for digest in files {
            if !self.files.has(digest) {
                return Err(Error::Invalid(format!(
                    "There is no file {}; send it before naming it.",
                    engine::value::shorten(digest)
                )));
            }
        }
        Ok(())
    }
}

impl Desk<'_, '_> {
    /// The receipt of the same request, if it was answered before.
    fn earlier(&mut self, person: &str, once: Option<&Once>) -> Result<Option<Receipt>> {
        let Some(once) = once else { return Ok(None) };
        if once.key.is_empty() || once.key.len() > 200 {
            return Err(Error::Invalid(
                "An idempotency key has 1 to 200 characters.".to_owned(),
            ));
        }
        let Some(reply) = side::idempotent(self.txn.conn, person, &once.key)? else {
            return Ok(None);
        };
        if reply.digest != once.digest {
            return Err(Error::Conflict(
                "This idempotency key was used for another request; take a new one.".to_owned(),
            ));
        }
        Ok(serde_json::from_str(&reply.reply).ok())
    }
}
