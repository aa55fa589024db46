//! With what people come in: passwords given by those who look after people, sessions, tokens. What opens a door for
//! somebody else is an entry of the journal; secrets are shown once and kept as hashes.

use std::sync::Arc;

use engine::change::Changes;
use engine::record::{Actor, Grant, Record};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, json};
use store::side::{self, Session, Side, Token};

use super::people::TokenScope;
use super::{Desk, Step};
use crate::errors::{Error, Result};
use crate::house::{App, Caller, works_here};
use crate::read::View;
use crate::secrets;

const ADMINISTRATOR: &str = "administrator";
/// Letters and digits that cannot be taken for one another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Failures within an hour that cost nothing.
const FREE: usize = 3;
/// Longest life of a token that is made on a page.
const MOST_DAYS: i64 = 400;

/// What somebody may do about the sign-ins of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// See sessions and tokens, and end them.
    pub look: bool,
    /// Give a new password.
    pub password: bool,
    /// Make tokens.
    pub token: bool,
}

impl Access {
    /// Of that actor, about a person who holds these roles.
    #[must_use]
    pub fn of(actor: &Actor, person: &Record, held: &[Grant]) -> Access {
        let themselves = actor.person == person.id;
        let administers = actor.is_system() || actor.holds_everywhere(&[ADMINISTRATOR]);
        let looks_after = administers || actor.holds_everywhere(&["quality_manager"]);
        // Whoever gives an administrator a password could become one by it.
        let above = held.iter().any(|grant| grant.role == ADMINISTRATOR) && !administers;
        let here = works_here(person);
        Access {
            look: themselves || administers,
            password: here && looks_after && !above && !themselves,
            token: here && (themselves || administers),
        }
    }
}

/// What a person is signed in with.
#[derive(Clone, Debug, Default)]
pub struct SignIns {
    /// Valid sessions, the newest first.
    pub sessions: Vec<Session>,
    /// Tokens that were not ended and have not expired, the newest first.
    pub tokens: Vec<Token>,
    /// Instant at which the password was set; none when there is no password.
    pub password: Option<String>,
}

impl View<'_> {
    /// What a person is signed in with at that instant.
    ///
    /// # Errors
    /// When the asker is neither that person nor the administrator.
    pub fn sign_ins(&mut self, number: &str, now: &str) -> Result<SignIns> {
        let person = self.person_record(number)?;
        let held = store::load::holdings(self.conn, std::slice::from_ref(&person.id))?;
        let held = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        if !Access::of(&self.actor, &person, held).look {
            return Err(Error::Forbidden(not_yours(&person)));
        }
        let instant: Timestamp = now
            .parse()
            .map_err(|_| Error::Invalid(format!("“{now}” is no instant.")))?;
        let mut sessions = side::sessions_of(self.conn, &person.id)?;
        sessions.retain(|session| super::session::is_valid(session, instant));
        let mut tokens = side::tokens_of(self.conn, &person.id)?;
        tokens.retain(|token| is_live(token, now));
        Ok(SignIns {
            sessions,
            tokens,
            password: side::credential(self.conn, &person.id)?.map(|(_, at)| at),
        })
    }

    /// All tokens live at that instant that the asker may know of: their own; the administrator, everybody's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn tokens(&mut self, now: &str) -> Result<Vec<Token>> {
        let all = self.actor.is_system() || self.actor.holds_everywhere(&[ADMINISTRATOR]);
        let mut tokens = if all {
            side::tokens(self.conn)?
        } else {
            side::tokens_of(self.conn, &self.actor.person)?
        };
        tokens.retain(|token| is_live(token, now));
        Ok(tokens)
    }
}

impl App {
    /// Gives somebody a new password, which is shown once; all their sessions end. An entry says who did it.
    ///
    /// # Errors
    /// When the caller may not, or the person no longer works here.
    pub fn give_password(self: &Arc<Self>, caller: &Caller, number: &str) -> Result<String> {
        let password = new_password();
        // The hash is slow on purpose, so it is made before the writer's transaction.
        let hash = secrets::hash_password(&password).map_err(Error::Invalid)?;
        let number = number.to_owned();
        self.write(caller, move |desk| {
            let (person, access) = desk.access_to(&number)?;
            if !works_here(&person) {
                return Err(Error::Conflict(format!("{} no longer works here.", person.title)));
            }
            if !access.password {
                return Err(Error::Forbidden(
                    "A password is given by the administrator, or by the quality manager to whoever is no administrator; everybody sets their own."
                        .to_owned(),
                ));
            }
            let at = desk.txn.now.clone();
            let side = vec![
                Side::Credential {
                    person: person.id.clone(),
                    hash,
                    at: at.clone(),
                },
                Side::EndSessions {
                    person: person.id.clone(),
                    but: String::new(),
                    at,
                },
            ];
            Ok(Step::Seal {
                changes: Box::new(opened(&person, &format!("gave {} a new password", person.title))),
                side,
                value: (),
            })
        })?;
        Ok(password)
    }

    /// Makes a token for somebody, which is shown once. An entry says who made it and what it may do.
    ///
    /// # Errors
    /// When the caller may not, or the name or the days are not good.
    pub fn give_token(
        self: &Arc<Self>,
        caller: &Caller,
        number: &str,
        name: &str,
        scope: TokenScope,
        days: i64,
    ) -> Result<String> {
        let name = engine::text::normalise(name).map_err(Error::Invalid)?;
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 80 || name.contains('\n') {
            return Err(Error::Invalid(
                "Say in a few words what the token is for.".to_owned(),
            ));
        }
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Error::Invalid(format!(
                "A token lives for 1 to {MOST_DAYS} days."
            )));
        }
        let expires = self.now().saturating_add((days * 24).hours());
        let expires = expires.map_err(|_| Error::Invalid("That is too many days.".to_owned()))?;
        let secret = secrets::new_secret("plbt");
        let hash = secrets::digest(&secret);
        let number = number.to_owned();
        self.write(caller, move |desk| {
            let (person, access) = desk.access_to(&number)?;
            if !access.token {
                return Err(Error::Forbidden(not_yours(&person)));
            }
            let (scopes, may) = match scope {
                TokenScope::Read => ("read", "may read"),
                TokenScope::Act => ("act", "may read and act"),
            };
            let token = Token {
                hash,
                person: person.id.clone(),
                name: name.clone(),
                scopes: scopes.to_owned(),
                created: desk.txn.now.clone(),
                expires: Some(engine::calendar::spell(expires)),
                ended: None,
            };
            let said = format!("made a token that {may} as {}, for “{name}”", person.title);
            Ok(Step::Seal {
                changes: Box::new(opened(&person, &said)),
                side: vec![Side::Token(token)],
                value: (),
            })
        })?;
        Ok(secret)
    }

    /// Ends a session or a token of a person, by the beginning of its hash as a page shows it; `all` ends all sessions.
    ///
    /// # Errors
    /// When the caller may not, or there is no such thing any more.
    pub fn end_sign_in(&self, caller: &Caller, number: &str, which: &str) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        let there = self.view(caller, |view| view.sign_ins(number, &at))?;
        let fits = |hash: &str| which.len() >= 12 && hash.starts_with(which);
        let sessions = there
            .sessions
            .iter()
            .filter(|session| which == "all" || fits(&session.hash))
            .map(|session| Side::EndSession {
                hash: session.hash.clone(),
                at: at.clone(),
            });
        let tokens = there
            .tokens
            .iter()
            .filter(|token| fits(&token.hash))
            .map(|token| Side::EndToken {
                hash: token.hash.clone(),
                at: at.clone(),
            });
        let ends: Vec<Side> = sessions.chain(tokens).collect();
        if ends.is_empty() {
            return Err(Error::NotFound(
                "There is no such session or token any more.".to_owned(),
            ));
        }
        self.side(ends)
    }

    /// Whether it is really the caller who sits there: the password again, before something weighty.
    ///
    /// # Errors
    /// When the password is another one, or was wrong too often.
    pub fn prove(&self, caller: &Caller, password: &str) -> Result<()> {
        let subject = format!("prove:{}", caller.person);
        self.slow_down(&subject, FREE)?;
        let hash = self.snapshot(|conn| Ok(side::credential(conn, &caller.person)?))?;
        if secrets::password_fits(password, hash.as_ref().map(|(hash, _)| hash.as_str())) {
            return Ok(());
        }
        self.note_failures(&[subject])?;
        Err(Error::Unknown("Your password is a different one.".to_owned()))
    }
}

impl Desk<'_, '_> {
    fn access_to(&mut self, number: &str) -> Result<(Record, Access)> {
        let person = self.visible_record("person", number)?;
        let held = store::load::holdings(self.txn.conn, std::slice::from_ref(&person.id))?;
        let held = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let access = Access::of(&self.actor, &person, held);
        Ok((person, access))
    }
}

fn opened(person: &Record, said: &str) -> Changes {
    let what = Map::from_iter([
        ("person".to_owned(), json!(person.id)),
        ("verb".to_owned(), json!(said)),
    ]);
    Changes {
        act: "access".to_owned(),
        what,
        ..Changes::default()
    }
}

fn is_live(token: &Token, now: &str) -> bool {
    token.ended.is_none() && token.expires.as_deref().is_none_or(|expires| expires > now)
}

fn not_yours(person: &Record) -> String {
    format!(
        "How {} signs in is for {} and the administrator alone.",
        person.title, person.title
    )
}

/// Four groups of four: 80 bits, readable aloud.
fn new_password() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    let signs: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(SIGNS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
