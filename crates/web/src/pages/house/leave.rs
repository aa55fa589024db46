//! A leaver: everything open that names the person on one page, handed over in one act; then “Has left”.

use std::collections::BTreeMap;

use app::read::View;
use app::read::frame::Frame;
use app::read::people::{Handed, InHand, NamedBy};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::record::Record;

use super::people::address;
use super::{NotDone, colleagues, field, people_options};
use crate::door::Visitor;
use crate::pages::{Form, act, show_as, to, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::record as parts;
use crate::parts::shown;
use crate::parts::words;
use crate::site::Site;

/// The page, with what was just handed over.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let done = query.get("done").and_then(|entry| entry.parse().ok());
    draw(&site, &visitor, number, Given::default(), None, done).await
}

/// Hands everything over.
pub(crate) async fn hand_over(
    State(site): State<Site>,
    visitor: Visitor,
    Path(number): Path<String>,
    Form(given): Form,
) -> Response {
    let (from, form) = (number.clone(), given.clone());
    let done = act(&site, &visitor, move |app, caller| {
        if form.get("to").is_empty() {
            return Err(app::Error::Invalid("Choose who takes it on.".to_owned()));
        }
        app.hand_over(caller, &from, form.get("to"), form.get("reason"))
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(handed) => to(&format!("{}/leave?done={}", address(&number), handed.entry)),
        Err(Ok(not_done)) => draw(&site, &visitor, number, given, Some(not_done), None).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

async fn draw(
    site: &Site,
    visitor: &Visitor,
    number: String,
    given: Given,
    not_done: Option<NotDone>,
    done: Option<u64>,
) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    show_as(site, visitor, status, move |view, frame| {
        let seen = view.record("person", &number)?;
        let person = &seen.record;
        let in_hand = view.in_hand(person)?;
        let handed = match done {
            Some(entry) => view.handed(person, entry)?,
            None => None,
        };
        let everybody = view.everybody()?;
        let others = colleagues(&everybody.here, &person.id);
        let took = handed.as_ref().and_then(|handed| others.iter().find(|(id, _)| *id == handed.to));
        let took = took.map(|(_, name)| name.as_str());
        let rows: Vec<Element> = in_hand.records.iter().map(|named| row(view, named)).collect();
        let number = (in_hand.records.len() + in_hand.hidden) as u64;
        let leaves = seen.offers.iter().find(|offer| offer.id == "leave" && offer.allowed);
        let work = (
            not_done.map(|not_done| not_done.drawn()),
            headline(
                (a(address(&person.number), nb(&person.number)), br(), "A leaver"),
                said(person, number),
                p("lead", "Fields of open records change hands. What they once did, decided or signed keeps their name."),
            ),
            handed.as_ref().map(|handed| receipt(frame, handed, took)),
            (!rows.is_empty()).then(|| section("", (group("Open records that name them", Some(number)), ol("", rows)))),
            hidden_ones(&in_hand),
            (number > 0).then(|| form(person, &given, &others)),
            leaves.map(|offer| has_left(person, &offer.verb, number)),
        );
        let title = format!("{} hands over", person.title);
        Ok(Sheet::new("/house", title, split(work, what_then(person))))
    })
    .await
}

fn said(person: &Record, number: u64) -> String {
    match number {
        0 => format!("Nothing open names {}.", person.title),
        1 => format!("One open record names {}.", person.title),
        more => format!(
            "{} open records name {}.",
            words::capital(&words::count(more)),
            person.title
        ),
    }
}

fn row(view: &View<'_>, named: &NamedBy) -> Element {
    let record = &named.record;
    let kind = view.house.packs.kind(&record.kind);
    let state = kind.map(|kind| words::small(parts::state_title(kind, &record.state)));
    let questions: Vec<String> = named.questions.iter().map(|ask| format!("“{ask}”")).collect();
    hang_as(
        "li",
        "task",
        "",
        kind.map(|kind| kind.title.clone()),
        a(
            shown::address(&record.kind, &record.number),
            (
                span("", words::set(&record.title)),
                small(
                    "",
                    (
                        nb(&record.number),
                        state.map(|state| format!(", {state}. ")),
                        engine::text::enumerate(&questions, "and"),
                    ),
                ),
            ),
        ),
    )
}

fn hidden_ones(in_hand: &InHand) -> Option<Element> {
    let said = match in_hand.hidden {
        0 => return None,
        1 => "One more is closed to you; it is handed over with the rest.".to_owned(),
        more => format!(
            "{} more are closed to you; they are handed over with the rest.",
            words::capital(&words::count(more as u64))
        ),
    };
    Some(hang("note-row", "miss", "", p("s q", said)))
}

fn form(person: &Record, given: &Given, others: &[(&str, String)]) -> Element {
    let chosen = given.get("to").strip_prefix("person/").unwrap_or_default();
    let who = select("", people_options(&[("People", others.to_vec())], chosen)).with("name", "to");
    let reason = input("text", "reason")
        .with("maxlength", "500")
        .with("value", given.get("reason"));
    hang(
        "act-row",
        "ring blue",
        "In one act",
        post(
            format!("{}/leave", address(&person.number)),
            (
                field("f-to", "Who takes it on?", "", who),
                field(
                    "f-reason",
                    "Why?",
                    "It stands in the journal beside the act.",
                    reason,
                ),
                p(
                    "acts",
                    button("btn act-main", "Hand all of it over").with("type", "submit"),
                ),
            ),
        ),
    )
}

fn has_left(person: &Record, verb: &str, number: u64) -> Element {
    let class = if number == 0 { "btn" } else { "quiet" };
    let first = (number > 0).then(|| {
        p(
            "s q",
            "It can be done before the handing over too: then the checks show what nobody has.",
        )
    });
    let link = a(
        format!("{}/pass/leave", shown::address("person", &person.number)),
        verb,
    )
    .with("class", class);
    hang("act-row", "ring", "Then", (p("acts", link), first))
}

fn receipt(frame: &Frame, handed: &Handed, took: Option<&str>) -> Element {
    let number = (handed.records.len() + handed.hidden) as u64;
    let records: Vec<Element> = handed
        .records
        .iter()
        .map(|name| {
            li(
                "",
                (
                    a(shown::address(&name.kind, &name.number), nb(&name.number)),
                    " ",
                    &name.title,
                ),
            )
        })
        .collect();
    let more = (handed.hidden > 0).then(|| {
        li(
            "q",
            format!(
                "{} that you do not see",
                words::so_many(handed.hidden as u64, "record", "records")
            ),
        )
    });
    let cell = |class: &str, label: &str, value: Markup| div(class, (dt("", label), dd("", value)));
    let facts = dl(
        "act-receipt",
        (
            cell(
                "w2",
                "Handed over to",
                Markup::of(took.unwrap_or("somebody who is no longer here")),
            ),
            cell(
                "",
                "Entry",
                Markup::of(a(
                    format!("/journal/{}", handed.entry),
                    words::thousands(handed.entry),
                )),
            ),
            cell("r", "When", Markup::of(words::moment(&handed.time, &frame.zone))),
            cell("w4", "Why", Markup::of(&handed.reason)),
            cell(
                "w4",
                "What",
                Markup::of((
                    words::so_many(number, "record", "records"),
                    ul("plain", (records, more)),
                )),
            ),
        ),
    );
    hang(
        "act-row noted",
        "dot blue",
        "Recorded",
        (p("vh", "The work was handed over.").with("role", "status"), facts),
    )
}

fn what_then(person: &Record) -> Markup {
    let name = &person.title;
    Markup::of((
        h2("", "When somebody leaves"),
        ol(
            "act-steps",
            (
                li("", span("", "Their open work gets a name")),
                li("", span("", "They are marked as left, with their last day")),
                li(
                    "last",
                    span("", "They sign in no more; their tokens open nothing"),
                ),
            ),
        ),
        h2("", "What stays"),
        p(
            "s q",
            format!("{name} stays on record for ever: who decided and signed what is part of the proof."),
        ),
    ))
}
