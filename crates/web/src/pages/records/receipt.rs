//! The receipt of an act: what, who, when, which entry, and the checkpoint over it.

use app::Error;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{kind_of, show};
use crate::door::Visitor;
use crate::parts::frame::{Sheet, has};
use crate::parts::gauge::{hang, headline};
use crate::parts::html::*;
use crate::parts::record as parts;
use crate::parts::{shown, words};
use crate::site::Site;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path((kind, number, entry)): Path<(String, String, u64)>,
) -> Response {
    show(&site, &visitor, move |view, frame| {
        let kind = kind_of(view, &kind)?;
        let seen = view.record(&kind.id, &number)?;
        let record = &seen.record;
        let history = view.history(&kind.id, &record.number)?;
        let none = || Error::NotFound(format!("Entry {} says nothing of {}.", words::thousands(entry), record.number));
        let event = history.iter().find(|event| event.entry == entry).ok_or_else(none)?;
        let state = parts::state_title(kind, &record.state);
        let said = match (&event.signed, event.act.as_str()) {
            (Some(_), _) => Markup::of(("Signed. ", nb(&record.number), format!(" is {}.", words::small(state)))),
            (None, "create") => Markup::of(("Recorded as ", nb(&record.number), ".")),
            (None, _) => Markup::of((nb(&record.number), format!(" is {}.", words::small(state)))),
        };
        let next = view.whose(record, &seen.names);
        let next = match (&record.closed, next.is_empty()) {
            (None, false) => {
                let by = record.due.as_deref().map(|due| format!(" by {}", words::due_day(due, &frame.today, &frame.zone)));
                Markup::of(p("", (b("", next), " has it now", by, ".")))
            }
            (None, true) => Markup::of(p("", "Nothing is due for it now.")),
            (Some(_), _) => Markup::of(p("", "Nothing more is asked of anybody.")),
        };
        let entry_words = words::thousands(entry);
        let entry_words = if has("/journal/{entry}") { Markup::of(a(format!("/journal/{entry}"), entry_words)) } else { Markup::of(entry_words) };
        let mine = event.actor == view.actor.person;
        let by = if mine { format!("{}, you", event.name) } else { event.name.clone() };
        let meaning = event.signed.as_ref().map(|(_, meaning)| div("w4", (dt("", "Meaning"), dd("", format!("“{meaning}”")))));
        let receipt = dl("act-receipt", (
            div("w2", (dt("", "Entry"), dd("big", entry_words))),
            div("w2 r", (dt("", if event.signed.is_some() { "Signed" } else { "Recorded" }), dd("big", words::moment(&event.time, &frame.zone)), dd("q xs", "from the server’s clock"))),
            div("w2", (dt("", "By"), dd("", by))),
            div("w2 r", (dt("", "Under"), dd("", (nb(&record.number), format!(", version {}", event.version))))),
            meaning,
            div("w4", (dt("", "What"), dd("", &event.sentence))),
            div("w4", (dt("", "Checkpoint"), dd("", format!(
                "The journal has {} entries; the checkpoint over all of them was signed at {}. Whoever kept an older one can prove that nothing before it was changed.",
                words::thousands(frame.entry), words::moment(&frame.entered, &frame.zone)
            )))),
        ));
        let back = shown::address(&kind.id, &record.number);
        let again = (event.act == "create").then(|| a(format!("/records/{}/new", kind.id), ("Another one: ", words::small(&kind.start.button))).with("class", "quiet"));
        let main = (
            headline((nb(&record.number), br(), &kind.title), said, p("lead", &record.title)),
            hang("act-row", "dot", h2("lab", "The receipt"), (
                receipt,
                p("act-go", (a(&back, span("", ("Go to ", nb(&record.number)))).with("class", "btn"), a("/", "To my work").with("class", "quiet"), again)),
            )),
            hang("act-row", "ring blue", h2("lab", "What follows"), next),
        );
        Ok(Sheet::new("/records", format!("Receipt, {}", record.number), main).called(format!("{}, receipt of entry {}", record.number, words::thousands(entry))))
    })
    .await
}
