//! Signing in and out in a browser.
//!
//! A session is a secret in a cookie; only its hash is kept. It ends when it is ended, when it was not used for
//! [`IDLE_HOURS`], and at the latest after [`DAYS`]. Failed attempts slow down whoever is tried and wherever they come from.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};
use store::side::{self, Session, Side};

use super::Step;
use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::secrets;

/// Hours without use after which a session is over.
pub const IDLE_HOURS: i64 = 12;
/// Days after which a session is over in any case.
pub const DAYS: i64 = 7;
/// A use is noted when the last one was noted so many seconds ago: not every page writes.
const NOTED_EVERY: i64 = 60;
/// Failures of one person within an hour that cost nothing.
const PERSON_FREE: usize = 3;
/// Failures from one address within an hour that cost nothing; many may sit behind one.
const ADDRESS_FREE: usize = 20;
/// Failures of one person within an hour that are written into the journal.
const NOTED: usize = 8;

/// What the browser sent to sign in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// Mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// What the browser says of itself.
    pub device: String,
    /// Where the request comes from.
    pub address: String,
    /// The secret of the session that the browser had until now; it ends.
    pub before: Option<String>,
}

impl App {
    /// Signs somebody in: a new secret for the cookie. What was signed in in this browser before ends.
    ///
    /// # Errors
    /// [`Error::Unknown`] with one sentence for every wrong pair, so that it does not tell who is known here;
    /// [`Error::Slower`] while failures count.
    pub fn sign_in(self: &Arc<Self>, given: &SignIn) -> Result<String> {
        let email = given.email.trim().to_lowercase();
        let subjects = [format!("sign-in:{email}"), format!("address:{}", given.address)];
        self.slow_down(&subjects[0], PERSON_FREE)?;
        self.slow_down(&subjects[1], ADDRESS_FREE)?;
        let (person, hash) = self.snapshot(|conn| {
            let found = store::load::with_value(conn, "person", "email", &email)?;
            let Some(person) = found.into_iter().next().map(|row| row.id) else {
                return Ok((None, None));
            };
            let hash = side::credential(conn, &person)?.map(|(hash, _)| hash);
            Ok((Some(person), hash))
        })?;
        let fits = secrets::password_fits(&given.password, hash.as_deref());
        let active = match &person {
            Some(person) if fits => self.may_enter(person)?,
            _ => false,
        };
        let Some(person) = person.filter(|_| fits && active) else {
            self.note_failed_sign_in(&subjects)?;
            return Err(Error::Unknown(
                "This address and this password do not belong together.".to_owned(),
            ));
        };
        let secret = secrets::new_secret("plbs");
        let at = engine::calendar::spell(self.now());
        let mut writes = vec![
            Side::ClearFailures {
                subject: subjects[0].clone(),
            },
            Side::Session(Session {
                hash: secrets::digest(&secret),
                person,
                created: at.clone(),
                seen: at.clone(),
                expires: engine::calendar::spell(self.now() + SignedDuration::from_hours(24 * DAYS)),
                ended: None,
                device: shortened(&given.device),
                address: shortened(&given.address),
            }),
        ];
        writes.extend(given.before.as_deref().map(|before| Side::EndSession {
            hash: secrets::digest(before),
            at,
        }));
        self.side(writes)?;
        Ok(secret)
    }

    /// Who a session belongs to.
    ///
    /// # Errors
    /// When it is not known, ended or expired; the sentence does not tell which.
    pub fn caller_by_session(&self, secret: &str) -> Result<Caller> {
        let hash = secrets::digest(secret);
        let now = self.now();
        let row = self.snapshot(|conn| Ok(side::session(conn, &hash)?))?;
        let row = row.filter(|row| is_valid(row, now));
        let row = row.ok_or_else(|| Error::Unknown("You are not signed in, or no longer.".to_owned()))?;
        if elapsed(&row.seen, now).is_none_or(|since| since.as_secs() >= NOTED_EVERY) {
            let seen = Side::SeenSession {
                hash: hash.clone(),
                at: engine::calendar::spell(now),
            };
            // A page that can be read is worth more than a note of when it was read.
            drop(self.side(vec![seen]));
        }
        Ok(Caller {
            person: row.person,
            session: hash,
            may_act: true,
        })
    }

    /// The sessions of the caller that are valid, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn my_sessions(&self, caller: &Caller) -> Result<Vec<Session>> {
        let now = self.now();
        let rows = self.snapshot(|conn| Ok(side::sessions_of(conn, &caller.person)?))?;
        Ok(rows.into_iter().filter(|row| is_valid(row, now)).collect())
    }

    /// Ends the caller's own session: signs out.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub fn sign_out(&self, caller: &Caller) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        self.side(vec![Side::EndSession {
            hash: caller.session.clone(),
            at,
        }])
    }

    /// Ends one of the caller's sessions, by the beginning of its hash as a page shows it.
    ///
    /// # Errors
    /// When the caller has no such session.
    pub fn end_session(&self, caller: &Caller, beginning: &str) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        let mine = self.my_sessions(caller)?;
        let one = mine
            .into_iter()
            .find(|session| beginning.len() >= 12 && session.hash.starts_with(beginning));
        let one = one.ok_or_else(|| Error::NotFound("You have no such session, or no longer.".to_owned()))?;
        self.side(vec![Side::EndSession { hash: one.hash, at }])
    }

    /// Ends all sessions of the caller but this one.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub fn end_other_sessions(&self, caller: &Caller) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        self.side(vec![Side::EndSessions {
            person: caller.person.clone(),
            but: caller.session.clone(),
            at,
        }])
    }

    /// Sets the caller's own password; all other sessions end.
    ///
    /// # Errors
    /// When the old one is wrong or the new one too short.
    pub fn change_password(self: &Arc<Self>, caller: &Caller, old: &str, new: &str) -> Result<()> {
        let subject = format!("sign-in:{}", caller.person);
        self.slow_down(&subject, PERSON_FREE)?;
        let hash = self.snapshot(|conn| Ok(side::credential(conn, &caller.person)?))?;
        if !secrets::password_fits(old, hash.as_ref().map(|(hash, _)| hash.as_str())) {
            let at = engine::calendar::spell(self.now());
            self.side(vec![Side::Failure { subject, at }])?;
            return Err(Error::Unknown(
                "The password you have now is a different one.".to_owned(),
            ));
        }
        let hash = secrets::hash_password(new).map_err(Error::Invalid)?;
        let at = engine::calendar::spell(self.now());
        self.side(vec![
            Side::Credential {
                person: caller.person.clone(),
                hash,
                at: at.clone(),
            },
            Side::EndSessions {
                person: caller.person.clone(),
                but: caller.session.clone(),
                at,
            },
        ])
    }

    /// Refuses while failures of that subject count: the wait doubles with each, up to a quarter of an hour.
    ///
    /// # Errors
    /// [`Error::Slower`], with how long.
    pub fn slow_down(&self, subject: &str, free: usize) -> Result<()> {
        let since = self.minutes_ago(60);
        let failures = self.snapshot(|conn| Ok(side::failures(conn, subject, &since)?))?;
        let over = failures.len().saturating_sub(free);
        let Some(last) = failures.last().filter(|_| over > 0) else {
            return Ok(());
        };
        let wait = (5_i64 << over.min(8)).min(15 * 60);
        let left = wait - elapsed(last, self.now()).map_or(0, |since| since.as_secs());
        if left <= 0 {
            return Ok(());
        }
        let left = if left > 90 {
            format!("{} minutes", (left + 59) / 60)
        } else {
            format!("{left} seconds")
        };
        Err(Error::Slower(format!(
            "Too many attempts failed. Try again in {left}."
        )))
    }

    /// Notes a failure of these subjects; they wait longer from now on.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub fn note_failures(&self, subjects: &[String]) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        let failures = subjects.iter().map(|subject| Side::Failure {
            subject: subject.clone(),
            at: at.clone(),
        });
        self.side(failures.collect())
    }

    fn note_failed_sign_in(self: &Arc<Self>, subjects: &[String]) -> Result<()> {
        self.note_failures(subjects)?;
        let since = self.minutes_ago(60);
        let failures = self.snapshot(|conn| Ok(side::failures(conn, &subjects[0], &since)?.len()))?;
        if failures != NOTED {
            return Ok(());
        }
        // Once an hour at most, so that nobody can fill the journal from outside. The address tried is not written:
        // what a stranger typed does not belong there for ever.
        self.write(&Caller::system(), move |_| {
            let what = Map::from_iter([("failures".to_owned(), json!(NOTED.to_string()))]);
            let changes = engine::change::Changes {
                act: "failed_sign_ins".to_owned(),
                what,
                ..Default::default()
            };
            Ok(Step::Seal {
                changes: Box::new(changes),
                side: Vec::new(),
                value: (),
            })
        })
    }

    fn may_enter(&self, person: &str) -> Result<bool> {
        self.snapshot(|conn| {
            let record = store::load::records(conn, &[person])?.remove(person);
            Ok(record.is_some_and(|record| record.closed.is_none() && record.state != "left"))
        })
    }
}

pub(super) fn is_valid(session: &Session, now: Timestamp) -> bool {
    let idle = elapsed(&session.seen, now);
    session.ended.is_none()
        && session.expires > engine::calendar::spell(now)
        && idle.is_some_and(|idle| idle < SignedDuration::from_hours(IDLE_HOURS))
}

fn elapsed(since: &str, now: Timestamp) -> Option<SignedDuration> {
    let since: Timestamp = since.parse().ok()?;
    Some(now.duration_since(since))
}

/// At most 200 characters, without control characters: what strangers send is kept short.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
