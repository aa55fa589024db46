//! Practices: the rules of the house, set by the organisation, each setting journaled with its reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::change::Changes;
use engine::text::{enumerate, normalise};
use serde_json::{Map, json};

use super::Step;
use crate::errors::{Error, Result};
use crate::house::{App, Caller};

/// Roles that set practices.
pub const SETTERS: [&str; 2] = ["quality_manager", "top_management"];

/// What every house settles for itself, whatever its packs: its name, its time zone, the days on which nobody works.
pub const OF_THE_HOUSE: [&str; 3] = ["organisation", "time_zone", "holidays"];

impl App {
    /// Sets a practice; gives the number of the entry.
    ///
    /// # Errors
    /// An unknown practice, a value that it does not take, a missing reason, or a person who may not.
    pub fn set_practice(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
        setting: &str,
        reason: &str,
    ) -> Result<u64> {
        let (id, setting, reason) = (
            id.to_owned(),
            normalise(setting).map_err(Error::Invalid)?,
            normalise(reason).map_err(Error::Invalid)?,
        );
        self.write(caller, move |desk| {
            let actor = &desk.actor;
            if !actor.is_system() && !actor.holds_everywhere(&SETTERS) {
                return Err(Error::Forbidden(
                    "Practices are set by the quality manager or top management.".to_owned(),
                ));
            }
            let known = &desk.house.packs.practices;
            match known.get(&id) {
                Some(practice) => check(&practice.values, &practice.default, &setting)?,
                None if OF_THE_HOUSE.contains(&id.as_str()) => check_house(&id, &setting)?,
                None => {
                    let ids: Vec<&str> = known.keys().map(String::as_str).chain(OF_THE_HOUSE).collect();
                    return Err(Error::NotFound(format!(
                        "There is no practice “{}”; there are {}.",
                        engine::value::shorten(&id),
                        enumerate(&ids, "and")
                    )));
                }
            }
            if reason.is_empty() {
                return Err(Error::Invalid(
                    "Say why: the reason stands in the journal beside the setting.".to_owned(),
                ));
            }
            let what = Map::from_iter([
                ("practice".to_owned(), json!(id)),
                ("from".to_owned(), json!(desk.house.practice(&id))),
                ("to".to_owned(), json!(setting)),
                ("reason".to_owned(), json!(reason)),
            ]);
            let changes = Changes {
                act: "practice".to_owned(),
                what,
                practices: BTreeMap::from([(id, setting)]),
                ..Changes::default()
            };
            Ok(Step::Seal {
                changes: Box::new(changes),
                side: Vec::new(),
                value: desk.txn.entry,
            })
        })
    }
}

fn check_house(id: &str, setting: &str) -> Result<()> {
    match id {
        "time_zone" if jiff::tz::TimeZone::get(setting).is_err() => Err(Error::Invalid(format!(
            "“{}” is no time zone; write it as Europe/Lisbon.",
            engine::value::shorten(setting)
        ))),
        "holidays" => {
            let days = setting.split([',', ' ']).filter(|day| !day.is_empty());
            match days.map(engine::calendar::day).find_map(std::result::Result::err) {
                Some(what) => Err(Error::Invalid(format!("One of the holidays {what}."))),
                None => Ok(()),
            }
        }
        "organisation" if setting.is_empty() || setting.contains('\n') => Err(Error::Invalid(
            "The organisation needs a name, in one line.".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// A practice with a list of values takes one of them; one whose default is a number takes a number; others take text.
fn check(values: &[String], default: &str, setting: &str) -> Result<()> {
    if !values.is_empty() {
        return match values.iter().any(|value| value == setting) {
            true => Ok(()),
            false => Err(Error::Invalid(format!(
                "“{setting}” is not a setting of this practice; it takes {}.",
                enumerate(values, "or")
            ))),
        };
    }
    if default.parse::<u32>().is_ok() && !setting.parse::<u32>().is_ok_and(|days| days <= 3650) {
        return Err(Error::Invalid(format!(
            "“{setting}” is not a number of days from 0 to 3650."
        )));
    }
    Ok(())
}
