//! The morning round: new reports and whose they become, customers who wait, what is held.

mod parts;
mod report;

use std::collections::BTreeMap;

use app::Error;
use app::act::record::Wish;
use app::read::View;
use app::read::frame::Frame;
use app::read::people::Everybody;
use app::read::triage::{HeldThing, Report, Round, digits};
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use engine::value::SCALE;
use serde_json::{Map, Value, json};

use super::house::NotDone;
use super::{Form, act, key, once_of, show_as, to, trouble};
use crate::door::Visitor;
use crate::parts::form::once;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{beside, group, hang, headline};
use crate::parts::html::*;
use crate::parts::shown;
use crate::parts::words;
use crate::site::Site;

/// The page, with what was just given to somebody.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    draw(&site, &visitor, query, None).await
}

/// Gives a report to somebody, or back: an ordinary edit of the record.
pub(crate) async fn give(
    State(site): State<Site>,
    visitor: Visitor,
    uri: Uri,
    Form(given): Form,
) -> Response {
    let key = once_of(&given, &uri);
    let opens = given.get("then") == "open";
    let done = act(&site, &visitor, move |app, caller| {
        let (kind, number) = (given.get("kind").to_owned(), given.get("number").to_owned());
        let take = app.view(caller, |view| {
            let known = super::records::kind_of(view, &kind)?;
            let triage = known.triage.as_ref();
            triage
                .map(|triage| triage.take.clone())
                .ok_or_else(|| Error::Invalid(format!("{} are not part of the morning round.", known.plural)))
        })?;
        if given.get("to").is_empty() && given.get("back").is_empty() {
            return Err(Error::Invalid(format!("Choose who takes {number} on.")));
        }
        let wish = Wish::Edit {
            kind,
            number,
            inputs: Map::from_iter([(take, json!(given.get("to")))]),
            seen: given.get("_seen").parse().ok(),
        };
        app.act(caller, wish, key)
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(receipt) if opens => to(&format!(
            "{}?done={}",
            shown::address(&receipt.kind, &receipt.number),
            receipt.entry
        )),
        Ok(receipt) => to(&format!(
            "/triage?done={}&kind={}&number={}",
            receipt.entry,
            receipt.kind,
            shown::in_path(&receipt.number)
        )),
        Err(Ok(not_done)) => draw(&site, &visitor, BTreeMap::new(), Some(not_done)).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

async fn draw(
    site: &Site,
    visitor: &Visitor,
    query: BTreeMap<String, String>,
    not_done: Option<NotDone>,
) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    show_as(site, visitor, status, move |view, frame| {
        let everybody = view.everybody()?;
        let round = view.round(&everybody.here)?;
        let done = done(view, frame, &query, &everybody)?;
        let gauge = (
            words::week_day(&frame.today, &frame.zone),
            br(),
            words::clock(&frame.now, &frame.zone),
        );
        let work = div(
            "tasks round",
            (
                nameless(view, frame, &round, &everybody),
                taken(view, frame, &round),
                parts::waiting(view, frame, &round),
                parts::held(view, frame, &round),
                nothing(&round),
            ),
        );
        let main = (
            not_done.map(|not_done| not_done.drawn()),
            done,
            headline(gauge, said(&round), lead(&round)),
            beside(work, parts::margin(frame, &round, &everybody)),
        );
        Ok(Sheet::new("/triage", "Triage", main).called("Morning round"))
    })
    .await
}

/// What was just given, and the way back.
fn done(
    view: &mut View<'_>,
    frame: &Frame,
    query: &BTreeMap<String, String>,
    everybody: &Everybody,
) -> app::Result<Option<Element>> {
    let asked = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let Ok(entry) = asked("done").parse::<u64>() else {
        return Ok(None);
    };
    let kind = super::records::kind_of(view, asked("kind"))?;
    let Some(triage) = &kind.triage else {
        return Ok(None);
    };
    let record = view.record(&kind.id, asked("number"))?.record;
    let history = view.history(&kind.id, &record.number)?;
    let Some(event) = history.into_iter().find(|event| event.entry == entry) else {
        return Ok(None);
    };
    let Some((before, after)) = event.fields.get(&triage.take) else {
        return Ok(None);
    };
    let id = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    let name = |value: &Option<Value>| {
        let id = id(value)?;
        let person = everybody
            .here
            .iter()
            .find(|person| person.record.reference() == id);
        Some(person.map_or_else(|| "somebody".to_owned(), |person| person.record.title.clone()))
    };
    let said = match (name(after), record.version == event.version) {
        (Some(to), _) => format!(
            "{} is {to}’s now. Entry {}, {}.",
            record.number,
            words::thousands(entry),
            words::clock(&event.time, &frame.zone)
        ),
        (None, _) => format!(
            "{} is nobody’s again. Entry {}.",
            record.number,
            words::thousands(entry)
        ),
    };
    // Once something else was recorded, undoing would undo more than this.
    let back = (record.version == event.version).then(|| {
        let word = name(before).map_or_else(
            || "Undo: nobody has it".to_owned(),
            |name| format!("Undo: back to {name}"),
        );
        post(
            "/triage",
            (
                once(&key()),
                hidden("kind", &kind.id),
                hidden("number", &record.number),
                hidden("_seen", record.version.to_string()),
                hidden("to", id(before).unwrap_or_default()),
                hidden("back", "yes"),
                button("as-link", word).with("type", "submit"),
            ),
        )
    });
    Ok(Some(hang(
        "noted",
        "dot blue",
        "Recorded",
        (p("", said).with("role", "status"), back),
    )))
}

fn said(round: &Round) -> String {
    let new = (round.nameless.len() + round.taken.len()) as u64;
    let all = || round.nameless.iter().chain(&round.taken);
    let unweighed = all()
        .filter(|report| report.is_weighed && report.weight.is_none())
        .count() as u64;
    let mut said = match new {
        0 => "Nothing new".to_owned(),
        1 => "One new report".to_owned(),
        more => format!("{} new reports", words::capital(&words::count(more))),
    };
    if unweighed > 0 {
        let none = if unweighed == new {
            "not yet weighed".to_owned()
        } else {
            format!("{} not yet weighed", words::count(unweighed))
        };
        said.push_str(&format!(", {none}"));
    }
    match held_words(&round.held) {
        Some(held) => format!("{said}; {held}."),
        None => format!("{said}."),
    }
}

/// “40 pieces held in three places”.
fn held_words(held: &[HeldThing]) -> Option<String> {
    let first = held.first()?;
    let mut places: Vec<&String> = held.iter().filter_map(|thing| thing.place.as_ref()).collect();
    places.sort();
    places.dedup();
    let places = match places.len() as u64 {
        1 => "one place".to_owned(),
        more => format!("{} places", words::count(more)),
    };
    let one_unit = held
        .iter()
        .all(|thing| thing.unit == first.unit && thing.number.is_some());
    let sum: i64 = held.iter().filter_map(|thing| thing.number).sum();
    let what = match one_unit && !first.unit.is_empty() {
        true if sum == SCALE => format!("1 {}", first.unit.trim_end_matches('s')),
        true => format!("{} {}", shown::decimal(&digits(sum)), first.unit),
        false => words::so_many(held.len() as u64, "lot", "lots"),
    };
    Some(format!("{what} held in {places}"))
}

fn lead(round: &Round) -> Option<Element> {
    let mut parts = Vec::new();
    match round.nameless.len() as u64 {
        0 => {}
        1 => parts.push("One report waits for a name.".to_owned()),
        more => parts.push(format!(
            "{} reports wait for a name.",
            words::capital(&words::count(more))
        )),
    }
    match round.waiting.len() as u64 {
        0 => {}
        1 => parts.push("One customer has not been told.".to_owned()),
        more => parts.push(format!(
            "{} customers have not been told.",
            words::capital(&words::count(more))
        )),
    }
    (!parts.is_empty()).then(|| p("lead", parts.join(" ")))
}

fn nameless(view: &View<'_>, frame: &Frame, round: &Round, everybody: &Everybody) -> Option<Element> {
    let rows: Vec<Element> = round
        .nameless
        .iter()
        .map(|report| report::nameless(view, frame, round, report, everybody))
        .collect();
    (!rows.is_empty()).then(|| {
        let how = span(
            "tri-how",
            "a waiting customer first, then the heaviest, then by age",
        );
        section(
            "",
            (
                hang(
                    "group tri-h",
                    "",
                    "",
                    h2(
                        "",
                        (
                            "Nobody has them yet ",
                            span("n", words::thousands(rows.len() as u64)),
                            how,
                        ),
                    ),
                ),
                ol("", rows),
            ),
        )
    })
}

fn taken(view: &View<'_>, frame: &Frame, round: &Round) -> Option<Element> {
    let rows: Vec<Element> = round
        .taken
        .iter()
        .map(|report: &Report| report::taken(view, frame, round, report))
        .collect();
    (!rows.is_empty()).then(|| {
        section(
            "",
            (
                group(
                    "Somebody has them, nobody has contained them",
                    Some(rows.len() as u64),
                ),
                ol("", rows),
            ),
        )
    })
}

fn nothing(round: &Round) -> Option<Element> {
    let empty = round.nameless.is_empty()
        && round.taken.is_empty()
        && round.waiting.is_empty()
        && round.held.is_empty();
    empty.then(|| {
        let said = match round.has_kinds {
            true => "Here stands what came in and has no name yet, which customer waits for a word, and what is held where. Nothing does.",
            false => "No kind of record of this house says that it belongs here. A pack does so with [triage] in the kind’s file.",
        };
        hang("", "miss", "", p("empty", said))
    })
}

/// How long ago something was.
pub(crate) struct Age {
    /// Whole days, where the organisation is.
    pub(crate) days: i64,
    /// In the gauge: a clock time today, a weekday this week, days after that.
    pub(crate) short: String,
    /// In a sentence: “26 days”, “less than a day”.
    pub(crate) long: String,
}

/// How long ago an instant was.
pub(crate) fn age(since: &str, frame: &Frame) -> Age {
    let local = words::local_of(since, &frame.zone);
    let days = words::days_between(&local, &frame.today).unwrap_or(0).max(0);
    let clock = words::clock(since, &frame.zone);
    let short = match days {
        0 => clock,
        1..=6 => format!(
            "{} {clock}",
            words::week_day(since, &frame.zone).get(..3).unwrap_or_default()
        ),
        days => format!("{days} days"),
    };
    let long = match days {
        0 => "less than a day".to_owned(),
        days => words::so_many(days.unsigned_abs(), "day", "days"),
    };
    Age { days, short, long }
}
