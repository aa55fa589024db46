//! People come in, get passwords and tokens.

use std::sync::Arc;

use engine::decide::Act;
use serde_json::{Map, Value, json};
use store::load;
use store::side::{self, Side};

use super::{Receipt, Step};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::secrets;

/// Somebody new.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// Name as it is printed.
    pub name: String,
    /// Address by which they sign in; unique.
    pub email: String,
    /// Roles: (role id, process number, site number).
    pub roles: Vec<(String, Option<String>, Option<String>)>,
    /// Password, if they are to sign in with one.
    pub password: Option<String>,
}

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Ask only.
    Read,
    /// Ask and act, as far as the person may.
    Act,
}

impl App {
    /// Adds a person, with roles and password.
    ///
    /// # Errors
    /// A refusal, as for any record; or a password that is too short.
    pub fn add_person(self: &Arc<Self>, caller: &Caller, new: NewPerson) -> Result<Receipt> {
        let hash = new
            .password
            .as_deref()
            .map(secrets::hash_password)
            .transpose()
            .map_err(Error::Invalid)?;
        let roles: Vec<Value> = new
            .roles
            .iter()
            .map(|(role, process, site)| json!({ "role": role, "process": process, "site": site }))
            .collect();
        let mut inputs = Map::from_iter([
            ("name".to_owned(), json!(new.name)),
            ("email".to_owned(), json!(new.email.trim().to_lowercase())),
        ]);
        if !roles.is_empty() {
            inputs.insert("roles".to_owned(), json!(roles));
        }
        self.write(caller, move |desk| {
            let changes = desk.decide(&Act::Create {
                kind: "person".to_owned(),
                inputs,
            })?;
            let id = changes.records[0].id.clone();
            let receipt = desk.receipt(&changes, &id);
            let side = hash
                .map(|hash| Side::Credential {
                    person: id,
                    hash,
                    at: desk.txn.now.clone(),
                })
                .into_iter()
                .collect();
            Ok(Step::Seal {
                changes: Box::new(changes),
                side,
                value: receipt,
            })
        })
    }

    /// Sets a person's password.
    ///
    /// # Errors
    /// When there is no such person, or the password is too short.
    pub fn set_password(self: &Arc<Self>, email: &str, password: &str) -> Result<()> {
        let hash = secrets::hash_password(password).map_err(Error::Invalid)?;
        let person = self.person_by_email(email)?;
        let at = engine::calendar::spell(self.now());
        self.side(vec![Side::Credential { person, hash, at }])
    }

    /// Lets a person sign in with a password of which only the argon2 hash is known: from another system, or a demo's.
    ///
    /// # Errors
    /// When there is no such person, or it is no such hash.
    pub fn set_password_hash(self: &Arc<Self>, email: &str, hash: &str) -> Result<()> {
        if !secrets::is_password_hash(hash) {
            return Err(Error::Invalid("This is no argon2 hash of a password.".to_owned()));
        }
        let person = self.person_by_email(email)?;
        let at = engine::calendar::spell(self.now());
        let hash = hash.to_owned();
        self.side(vec![Side::Credential { person, hash, at }])
    }

    /// A new token for a person, shown once.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn create_token(
        self: &Arc<Self>,
        email: &str,
        name: &str,
        scope: TokenScope,
        days: Option<i64>,
    ) -> Result<String> {
        use jiff::ToSpan as _;
        let person = self.person_by_email(email)?;
        let secret = secrets::new_secret("plbt");
        let scopes = match scope {
            TokenScope::Read => "read",
            TokenScope::Act => "act",
        };
        let hours = days.map(|days| (days * 24).hours());
        let expires = hours.map(|hours| self.now().saturating_add(hours).map(engine::calendar::spell));
        let expires = expires
            .transpose()
            .map_err(|_| Error::Invalid("A token lives for a number of days.".to_owned()))?;
        let side = Side::Token(side::Token {
            hash: secrets::digest(&secret),
            person,
            name: name.to_owned(),
            scopes: scopes.to_owned(),
            created: engine::calendar::spell(self.now()),
            expires,
            ended: None,
        });
        self.side(vec![side])?;
        Ok(secret)
    }

    /// Who a token belongs to.
    ///
    /// # Errors
    /// When it is not known, ended or expired; the sentence does not tell which.
    pub fn caller_by_token(&self, token: &str) -> Result<Caller> {
        let hash = secrets::digest(token);
        let now = engine::calendar::spell(self.now());
        let row = self.snapshot(|conn| Ok(side::token(conn, &hash)?))?;
        let row = row
            .filter(|row| row.ended.is_none() && row.expires.as_ref().is_none_or(|expires| *expires > now));
        let row = row
            .ok_or_else(|| Error::Unknown("This token is not known, has ended or has expired.".to_owned()))?;
        Ok(Caller {
            person: row.person,
            session: hash,
            may_act: row.scopes.split_whitespace().any(|scope| scope == "act"),
        })
    }

    fn person_by_email(&self, email: &str) -> Result<String> {
        let email = email.trim().to_lowercase();
        let found = self.snapshot(|conn| Ok(load::with_value(conn, "person", "email", &email)?))?;
        found
            .into_iter()
            .next()
            .map(|row| row.id)
            .ok_or_else(|| Error::NotFound(format!("Nobody here has the address {email}.")))
    }

    /// Side writes that belong to no act.
    pub(crate) fn side(&self, writes: Vec<Side>) -> Result<()> {
        self.store
            .side(writes)
            .map_err(|error| Error::Unrecorded(error.to_string()))
    }

    /// Ends all that a person is signed in with.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub fn end_token(self: &Arc<Self>, caller: &Caller) -> Result<()> {
        let at = engine::calendar::spell(self.now());
        self.side(vec![Side::EndToken {
            hash: caller.session.clone(),
            at,
        }])
    }
}
