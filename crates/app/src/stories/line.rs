//! One line that happens: time passes, somebody gets a role, a record is there, somebody acts.

use engine::decide::Imported;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::answers::parts;
use super::play::{Named, Player, Told, told};
use super::read::Line;
use super::roles::roles;
use super::words::{first, is_name, is_person, split, unquoted};
use crate::act::record::Wish;
use crate::act::sign::Factor;
use crate::house::Caller;
use crate::secrets;

/// The password of everybody in stories.
const PASSWORD: &str = "a story has no secrets";

const FORMS: &str = "a line is one of: “on 2026-11-20”, “3 days later”, “practice ID is off”, “ana is quality_manager”, \
                     “NC-1 is nonconformity contained, owner ana”, “NC-1 is imported nonconformity done”, \
                     “ana: close NC-1 signing”, “ana: change NC-1, owner ben”, “ana: enter NC-1 as nonconformity”";

pub(super) fn happen(player: &mut Player<'_>, line: &Line) -> Told<()> {
    let text = line.text.as_str();
    let (word, rest) = first(text);
    if word == "on" {
        return on(player, rest);
    }
    if let Some(span) = text.strip_suffix(" later") {
        return later(player, span);
    }
    if word == "practice" {
        let (id, setting) = rest
            .split_once(" is ")
            .ok_or("write it as “practice wait_for_effect is off”.")?;
        let set = player.app.set_practice(
            &Caller::system(),
            id.trim(),
            unquoted(setting),
            "The story wants it so.",
        );
        return set.map(drop).map_err(told);
    }
    if let Some((who, act)) = actor_and_act(text) {
        return somebody(player, line.number, who, act);
    }
    match text.split_once(" is ") {
        Some((name, what)) if is_name(name) => there_is(player, name, what),
        Some((name, what)) if is_person(name) => roles(player, name, what),
        _ => Err(format!("“{text}” cannot be read; {FORMS}.")),
    }
}

/// `ana as quality_manager: close NC-1`: what stands before the colon, and after it.
fn actor_and_act(text: &str) -> Option<(&str, &str)> {
    let (who, act) = text.split_once(':')?;
    (is_person(first(who).0) && !who.contains(['"', ',', '['])).then_some((who.trim(), act.trim()))
}

fn on(player: &Player<'_>, text: &str) -> Told<()> {
    let (day, time) = text.split_once(" at ").unwrap_or((text, "09:00"));
    let wrong = || format!("“{text}” is no time; write it as “on 2026-11-20 at 14:30”.");
    let instant = format!("{}T{}:00", day.trim(), time.trim());
    let there: jiff::civil::DateTime = instant.parse().map_err(|_| wrong())?;
    let zone = jiff::tz::TimeZone::get(player.house()?.zone()).map_err(|_| wrong())?;
    let at: Timestamp = there.to_zoned(zone).map_err(|_| wrong())?.timestamp();
    if at < player.clock.now() {
        return Err(format!("“{text}” lies before what has happened already."));
    }
    player.clock.set(at);
    Ok(())
}

fn later(player: &Player<'_>, span: &str) -> Told<()> {
    let wrong =
        || format!("“{span} later” is no span; write it as “3 days later” or “2 working days later”.");
    let span = engine::calendar::span(&span.replace("hours", "days").replace("hour", "day"))
        .map(|found| (found, span.contains("hour")))
        .map_err(|_| wrong())?;
    if let (found, true) = span {
        player.clock.pass(SignedDuration::from_hours(found.days));
        return Ok(());
    }
    let today = player.today()?;
    let to = engine::calendar::add(&today, span.0, &std::collections::BTreeSet::new());
    let days = |day: &str| day.parse::<Date>().map_err(|_| wrong());
    let passed = days(&today)?.until(days(&to)?).map_err(|_| wrong())?.get_days();
    player
        .clock
        .pass(SignedDuration::from_hours(24 * i64::from(passed)));
    Ok(())
}

/// `NC-1 is nonconformity contained, owner ana`: a record is brought there by acts.
fn there_is(player: &mut Player<'_>, name: &str, what: &str) -> Told<()> {
    let mut told_parts = split(what, ',');
    let head = told_parts.remove(0);
    if let Some(head) = head.strip_prefix("imported ") {
        return imported(player, name, head, &told_parts);
    }
    let house = player.house()?;
    let (kind, rest) = first(head);
    let kind = house
        .packs
        .kind(kind)
        .ok_or_else(|| crate::read::unknown_kind(&house, kind).to_string())?;
    if player.names.contains_key(name) {
        return Err(format!(
            "{name} is there already; say what somebody does with it, as “ana: change {name}, …”."
        ));
    }
    let mut by = None;
    told_parts.retain(|part| match part.strip_prefix("entered by ") {
        Some(person) => {
            by = Some(person.trim().to_owned());
            false
        }
        None => true,
    });
    let by = by.unwrap_or_else(|| super::reach::WHO_ENTERS.to_owned());
    let mut wants = parts(player, kind, &told_parts)?;
    let route = super::reach::Route::read(kind, rest, &mut wants)?;
    player.set_up(name, kind, &by, &route, wants)
}

fn imported(player: &mut Player<'_>, name: &str, head: &str, told_parts: &[&str]) -> Told<()> {
    let house = player.house()?;
    let (kind, state) = first(head);
    let kind = house
        .packs
        .kind(kind)
        .ok_or_else(|| crate::read::unknown_kind(&house, kind).to_string())?;
    let wants = parts(player, kind, told_parts)?;
    let mut inputs = player.begun_with(kind, name, &wants)?;
    inputs.extend(wants.given());
    let row = Imported {
        inputs,
        state: (!state.is_empty()).then(|| state.to_owned()),
        aliases: Vec::new(),
    };
    let numbers = player
        .app
        .import(&Caller::system(), &kind.id, vec![row], "The story")
        .map_err(told)?;
    let number = numbers.into_iter().next().ok_or("nothing was imported.")?;
    let found = player
        .app
        .read(|conn, _| Ok(store::load::find(conn, &[kind.id.as_str()], &number)?))
        .map_err(told)?;
    let id = found
        .first()
        .map(|found| found.id.clone())
        .ok_or("what was imported cannot be found.")?;
    player.names.insert(
        name.to_owned(),
        Named {
            kind: kind.id.clone(),
            id,
            number,
        },
    );
    Ok(())
}

/// `ana as quality_manager: close NC-1 signing, FIELD VALUE`.
fn somebody(player: &mut Player<'_>, line: usize, who: &str, act: &str) -> Told<()> {
    let (name, r#as) = first(who);
    let caller = player.person(name)?;
    if let Some(held) = r#as.strip_prefix("as ") {
        roles(player, name, held)?;
    } else if !r#as.is_empty() {
        return Err(format!(
            "“{who}” cannot be read; write it as “{name} as quality_manager: …”."
        ));
    }
    let mut told_parts = split(act, ',');
    if told_parts.is_empty() {
        return Err(format!("say what {name} does, as “{name}: close NC-1 signing”."));
    }
    let head = told_parts.remove(0);
    let (verb, rest) = first(head);
    let result = match verb {
        "enter" => return enter(player, line, &caller, rest, &told_parts),
        "change" => {
            let named = player.named(rest)?;
            let house = player.house()?;
            let kind = house.packs.kind(&named.kind).ok_or("its kind has gone.")?;
            let inputs = parts(player, kind, &told_parts)?.with_empty();
            player.app.act(
                &caller,
                Wish::Edit {
                    kind: named.kind,
                    number: named.number,
                    inputs,
                    seen: None,
                },
                None,
            )
        }
        transition => {
            let (record, signing) = match rest.strip_suffix(" signing") {
                Some(record) => (record, true),
                None => (rest, false),
            };
            let named = player.named(record)?;
            let house = player.house()?;
            let kind = house.packs.kind(&named.kind).ok_or("its kind has gone.")?;
            if kind.transition(transition).is_none() {
                let known: Vec<&str> = kind.transitions.iter().map(|way| way.id.as_str()).collect();
                let known = engine::text::enumerate(&known, "and");
                return Err(format!(
                    "{} has no transition “{transition}”; it has {known}.",
                    engine::text::one(&kind.title)
                ));
            }
            let wants = parts(player, kind, &told_parts)?;
            let inputs = wants.with_empty();
            player.pass(&caller, &named.kind, &named.number, transition, inputs, signing)
        }
    };
    player.acted(line, result);
    Ok(())
}

fn enter(player: &mut Player<'_>, line: usize, caller: &Caller, rest: &str, told_parts: &[&str]) -> Told<()> {
    let (name, kind) = rest
        .split_once(" as ")
        .ok_or("write it as “ana: enter NC-1 as nonconformity, title …”.")?;
    let house = player.house()?;
    let kind = house
        .packs
        .kind(kind.trim())
        .ok_or_else(|| crate::read::unknown_kind(&house, kind).to_string())?;
    let inputs = parts(player, kind, told_parts)?.given();
    let result = player.app.act(
        caller,
        Wish::Create {
            kind: kind.id.clone(),
            inputs,
        },
        None,
    );
    if let Ok(receipt) = &result {
        let named = Named {
            kind: kind.id.clone(),
            id: receipt.id.clone(),
            number: receipt.number.clone(),
        };
        player.names.insert(name.trim().to_owned(), named);
    }
    player.acted(line, result);
    Ok(())
}

impl Player<'_> {
    /// A transition, with a signature where it is said or asked.
    pub(super) fn pass(
        &mut self,
        caller: &Caller,
        kind: &str,
        id: &str,
        transition: &str,
        inputs: Map<String, Value>,
        signing: bool,
    ) -> crate::Result<crate::act::Receipt> {
        let factor = if signing {
            self.with_password(caller)?;
            let intent = self
                .app
                .signing_intent(caller, kind, id, transition, inputs.clone())?;
            Some(Factor {
                intent: intent.secret,
                password: PASSWORD.to_owned(),
            })
        } else {
            None
        };
        let (kind, number, transition) = (kind.to_owned(), id.to_owned(), transition.to_owned());
        self.app.act(
            caller,
            Wish::Pass {
                kind,
                number,
                transition,
                inputs,
                seen: None,
                factor,
            },
            None,
        )
    }

    /// Everybody's password is the same, and hashed once: hashing is slow on purpose.
    fn with_password(&self, caller: &Caller) -> crate::Result<()> {
        static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let known = self
            .app
            .read(|conn, _| Ok(store::side::credential(conn, &caller.person)?.is_some()))?;
        if known {
            return Ok(());
        }
        let hash = HASH.get_or_init(|| secrets::hash_password(PASSWORD).expect("it is long enough"));
        let at = engine::calendar::spell(self.app.now());
        self.app.side(vec![store::side::Side::Credential {
            person: caller.person.clone(),
            hash: hash.clone(),
            at,
        }])
    }
}
