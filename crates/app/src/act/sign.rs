//! Signing: first an intent that says what exactly would be signed, then the act with the intent and a second proof.
//!
//! An intent is single-use, lives for five minutes, and is bound to person, session, record, version, transition,
//! meaning and answers. Only its hash is kept.

use std::sync::Arc;

use engine::decide::{Act, Signing, Why};
use engine::record::Record;
use jiff::ToSpan;
use serde_json::{Map, Value};
use store::side::{self, Side};

use super::{Desk, Step, decide_on};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::secrets;

/// How long an intent can be used.
const MINUTES: i64 = 5;
/// Failures of a person or an address within the last quarter of an hour after which it waits.
const PATIENCE: usize = 5;

/// What a person sends to sign.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The intent, as it was handed out.
    pub intent: String,
    /// The person's password.
    pub password: String,
}

/// A factor that was found to be right; what is left to check is the intent.
pub(crate) struct Proof {
    intent: String,
}

/// What exactly would be signed, with the intent to do it.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Shown once.
    pub secret: String,
    /// Instant after which it is worth nothing.
    pub expires: String,
    /// Meaning, covered answers, version.
    pub signing: Signing,
}

impl App {
    /// Says what exactly a transition would sign, and gives an intent for it.
    ///
    /// # Errors
    /// The refusal that the transition itself would meet; or that it wants no signature.
    pub fn signing_intent(
        self: &Arc<Self>,
        caller: &Caller,
        kind: &str,
        number: &str,
        transition: &str,
        inputs: Map<String, Value>,
    ) -> Result<Intent> {
        if !caller.may_act {
            return Err(Error::Forbidden("This token may read, not act.".to_owned()));
        }
        let now = engine::calendar::spell(self.now());
        let (intent, side) = self.view(caller, |view| {
            let record =
                crate::read::visible_record(view.conn, view.house, &view.actor, &view.today, kind, number)?;
            let act = Act::Pass {
                record: record.id.clone(),
                transition: transition.to_owned(),
                inputs: inputs.clone(),
                seen: None,
                signed: false,
            };
            let signing = match decide_on(view.conn, view.house, &view.actor, &now, &view.today, &act) {
                Err(Error::Refused(refusal)) if refusal.why == Why::Unsigned => {
                    refusal.signing.expect("an unsigned refusal says what to sign")
                }
                Err(other) => return Err(other),
                Ok(_) => {
                    return Err(Error::Invalid(
                        "This transition wants no signature; send it without one.".to_owned(),
                    ));
                }
            };
            let secret = secrets::new_secret("plbi");
            let expires = self
                .now()
                .saturating_add(MINUTES.minutes())
                .expect("minutes are a fixed span");
            let expires = engine::calendar::spell(expires);
            let side = Side::NewIntent(side::Intent {
                hash: secrets::digest(&secret),
                person: view.actor.person.clone(),
                session: caller.session.clone(),
                record: record.id,
                version: record.version,
                transition: transition.to_owned(),
                meaning: signing.meaning.clone(),
                inputs: canonical(&inputs),
                expires: expires.clone(),
                used: None,
            });
            Ok((
                Intent {
                    secret,
                    expires,
                    signing,
                },
                side,
            ))
        })?;
        self.side(vec![side])?;
        Ok(intent)
    }

    /// Checks the second proof. A wrong one is noted in the journal and slows the person down.
    pub(crate) fn check_factor(self: &Arc<Self>, caller: &Caller, factor: &Factor) -> Result<Proof> {
        let since = self.minutes_ago(15);
        let subject = format!("sign:{}", caller.person);
        let (failures, hash) = self.snapshot(|conn| {
            Ok((
                side::failures(conn, &subject, &since)?.len(),
                side::credential(conn, &caller.person)?,
            ))
        })?;
        if failures >= PATIENCE {
            return Err(Error::Slower(format!(
                "{failures} failed signings in a quarter of an hour; wait until it is over."
            )));
        }
        // The hash is slow on purpose, so it is checked before the writer's transaction, never in it.
        if secrets::password_fits(&factor.password, hash.as_ref().map(|(hash, _)| hash.as_str())) {
            return Ok(Proof {
                intent: factor.intent.clone(),
            });
        }
        self.note_failure(caller, &subject)?;
        Err(Error::Unknown(
            "The password is wrong. Nothing was signed; the attempt was noted.".to_owned(),
        ))
    }

    /// A failed signing is an entry of the journal, though it changes nothing else.
    fn note_failure(self: &Arc<Self>, caller: &Caller, subject: &str) -> Result<()> {
        let subject = subject.to_owned();
        self.write(caller, move |desk| {
            let side = vec![Side::Failure {
                subject,
                at: desk.txn.now.clone(),
            }];
            let changes = engine::change::Changes {
                act: "failed_signing".to_owned(),
                ..Default::default()
            };
            Ok(Step::Seal {
                changes: Box::new(changes),
                side,
                value: (),
            })
        })
    }

    pub(crate) fn minutes_ago(&self, minutes: i64) -> String {
        engine::calendar::spell(
            self.now()
                .saturating_sub(minutes.minutes())
                .expect("minutes are a fixed span"),
        )
    }
}

impl Desk<'_, '_> {
    /// Uses an intent up, if it was made for exactly this.
    pub(crate) fn use_intent(
        &mut self,
        proof: &Proof,
        session: &str,
        record: &Record,
        transition: &str,
        inputs: &Map<String, Value>,
    ) -> Result<Side> {
        let hash = secrets::digest(&proof.intent);
        let none = || Error::Unknown("This signing intent is not known. Ask for a new one.".to_owned());
        let intent = side::intent(self.txn.conn, &hash)?.ok_or_else(none)?;
        let bound = intent.person == self.actor.person && intent.session == session;
        if !bound {
            return Err(none());
        }
        if intent.used.is_some() {
            return Err(Error::Conflict(
                "This signing intent was used already. Ask for a new one.".to_owned(),
            ));
        }
        if intent.expires < self.txn.now {
            return Err(Error::Unknown(format!(
                "This signing intent expired after {MINUTES} minutes. Ask for a new one."
            )));
        }
        if intent.record != record.id || intent.transition != transition || intent.inputs != canonical(inputs)
        {
            return Err(Error::Conflict(
                "This signing intent was made for something else. Ask for one for this act.".to_owned(),
            ));
        }
        if intent.version != record.version {
            let what = format!(
                "The record changed since you looked: version {} then, {} now. Look again and ask for a new intent.",
                intent.version, record.version
            );
            return Err(Error::Conflict(what));
        }
        Ok(Side::UseIntent {
            hash,
            at: self.txn.now.clone(),
        })
    }
}

fn canonical(inputs: &Map<String, Value>) -> String {
    let bytes = journal::canonical::to_bytes(&Value::Object(inputs.clone()))
        .unwrap_or_else(|_| serde_json::to_vec(inputs).expect("a map of JSON serialises"));
    secrets::sha256(&bytes)
}
