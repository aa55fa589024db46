//! Questions, always asked on behalf of somebody: what that person may not see does not exist.

pub mod conformity;
pub mod frame;
pub mod history;
pub mod house;
pub mod journal;
pub mod ledger;
pub mod links;
pub mod list;
pub mod names;
pub mod packs;
pub mod people;
pub mod processes;
pub mod record;
pub mod search;
pub mod triage;
pub mod work;

use std::collections::BTreeMap;

use engine::condition::Scene;
use engine::record::{Actor, Record};
use store::db::Conn;
use store::load;

use crate::errors::{Error, Result};
use crate::house::{App, Caller, House};

/// The record of that kind and number (or alias, or id), if the actor sees it.
pub(crate) fn visible_record(
    conn: &mut Conn,
    house: &House,
    actor: &Actor,
    today: &str,
    kind: &str,
    number: &str,
) -> Result<Record> {
    if house.packs.kind(kind).is_none() {
        return Err(unknown_kind(house, kind));
    }
    let none = || {
        Error::NotFound(format!(
            "There is no {kind} “{}”.",
            engine::value::shorten(number)
        ))
    };
    let kinds = [kind.to_owned()];
    let found = load::find_by(conn, &kinds, &house.unique(&kinds), number)?;
    let [row] = found.as_slice() else {
        return Err(none());
    };
    let record = load::records(conn, std::slice::from_ref(&row.id))?
        .remove(&row.id)
        .ok_or_else(none)?;
    if sees(conn, house, actor, today, &record)? {
        Ok(record)
    } else {
        Err(none())
    }
}

/// Whether the actor sees the record.
pub(crate) fn sees(
    conn: &mut Conn,
    house: &House,
    actor: &Actor,
    today: &str,
    record: &Record,
) -> Result<bool> {
    let loaded = crate::act::around(conn, house, record, today)?;
    let scene = Scene {
        packs: &house.packs,
        records: &loaded.records,
        holdings: &loaded.holdings,
        actor,
        today,
    };
    Ok(engine::access::visible(&house.packs, record, &scene))
}

/// Says which kinds there are.
pub(crate) fn unknown_kind(house: &House, kind: &str) -> Error {
    let known: Vec<&String> = house.packs.kinds.keys().collect();
    Error::NotFound(format!(
        "There is no kind of record “{}”; there are {}.",
        engine::value::shorten(kind),
        engine::text::enumerate(&known, "and")
    ))
}

/// A civil day in words, as "22 November 2026".
#[must_use]
pub fn day_words(day: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<usize> = day.splitn(3, '-').filter_map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [year, month @ 1..=12, date] => format!("{date} {} {year}", MONTHS[month - 1]),
        _ => day.to_owned(),
    }
}

/// Somebody's view: who asks, today, and what is in force.
pub struct View<'a> {
    /// The connection, inside one consistent snapshot.
    pub conn: &'a mut Conn,
    /// Packs and practices.
    pub house: &'a House,
    /// Who asks.
    pub actor: Actor,
    /// Civil day where the organisation is.
    pub today: String,
}

impl View<'_> {
    /// Titles of records by id, for showing links; ids of records that the actor does not see are absent.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn names_of(&mut self, ids: &[String]) -> Result<BTreeMap<String, String>> {
        let called = self.called(ids)?;
        Ok(called.into_iter().map(|(id, name)| (id, name.title)).collect())
    }
}

impl App {
    /// Opens somebody's view for a question.
    ///
    /// # Errors
    /// What the question gives; or that the person is no longer active.
    pub fn view<T>(&self, caller: &Caller, ask: impl FnOnce(&mut View<'_>) -> Result<T>) -> Result<T> {
        self.read(|conn, house| {
            let today = engine::calendar::day_in(&engine::calendar::spell(self.now()), house.zone());
            let actor = self.actor(conn, caller, &today)?;
            ask(&mut View {
                conn,
                house,
                actor,
                today,
            })
        })
    }
}
