//! What stands around a record: its facts, its signatures, what leads to it, its history.

use app::read::frame::Frame;
use app::read::history::Event;
use app::read::links::LedFrom;
use engine::pack::Type;
use engine::record::Record;

use super::one::Page;
use crate::parts::gauge::{block, group, hang_as};
use crate::parts::html::*;
use crate::parts::record as parts;
use crate::parts::shown;
use crate::parts::words;

impl Page<'_, '_> {
    pub(super) fn facts(&self) -> Element {
        let record = self.record();
        let mut rows: Vec<(String, Markup)> = Vec::new();
        rows.push((
            "State".to_owned(),
            Markup::of(parts::state_title(self.kind, &record.state)),
        ));
        let scales = self
            .kind
            .fields
            .values()
            .filter(|field| matches!(field.ty, Type::Scale(_)));
        for field in scales {
            if let Some(value) = record.fields.get(&field.id) {
                let Type::Scale(scale) = &field.ty else { continue };
                let title = self
                    .view
                    .house
                    .packs
                    .scales
                    .get(scale)
                    .map_or(scale.as_str(), |scale| &scale.title);
                rows.push((
                    title.to_owned(),
                    shown::value(field, value, &record.fields, &self.known),
                ));
            }
        }
        let named = |id: &Option<String>| {
            id.as_ref()
                .and_then(|id| self.seen.names.get(id))
                .map(shown::named)
        };
        for (label, id) in [
            ("Owner", &record.owner),
            ("Process", &record.process),
            ("Site", &record.site),
            ("Entered by", &record.reporter),
        ] {
            // A process is its own process, a site its own site: no news.
            if let Some(name) = named(id).filter(|_| id.as_ref() != Some(&record.id)) {
                rows.push((label.to_owned(), name));
            }
        }
        if let Some(happened) = &record.happened_on {
            rows.push((
                "Happened".to_owned(),
                Markup::of(words::moment(happened, &self.frame.zone)),
            ));
        }
        rows.push((
            "Entered".to_owned(),
            Markup::of(words::moment(&record.opened, &self.frame.zone)),
        ));
        let clauses: Vec<(Markup, &str)> = self
            .kind
            .clauses
            .iter()
            .enumerate()
            .map(|(at, clause)| {
                (
                    self.clause(clause),
                    if at + 1 < self.kind.clauses.len() {
                        ", "
                    } else {
                        ""
                    },
                )
            })
            .collect();
        if !clauses.is_empty() {
            rows.push(("Clauses".to_owned(), Markup::of(clauses)));
        }
        div("facts", (h2("vh", "Facts"), block(rows)))
    }

    fn clause(&self, reference: &str) -> Markup {
        let (standard, id) = reference.split_once('#').unwrap_or(("", reference));
        let shown = nb(id);
        match crate::parts::frame::has("/standards/{standard}/{clause}") {
            true => Markup::of(a(format!("/standards/{standard}/{id}"), shown)),
            false => Markup::of(shown),
        }
    }

    pub(super) fn signatures(&self) -> Option<Markup> {
        let rows: Vec<Element> = self
            .seen
            .signatures
            .iter()
            .map(|signature| {
                let at = words::moment(&signature.at, &signature.zone);
                let broken = signature.broken_by.map(|entry| {
                    span(
                        "amber block-line",
                        format!(
                            "What was signed was changed later, entry {}.",
                            words::thousands(entry)
                        ),
                    )
                });
                li(
                    "",
                    (
                        element("b", "", &signature.name),
                        format!(": “{}”", signature.meaning),
                        broken,
                        span("at", format!("{at}. Entry {}", words::thousands(signature.entry))),
                    ),
                )
            })
            .collect();
        (!rows.is_empty()).then(|| Markup::of((h2("", "Signatures"), ol("hist", rows))))
    }

    /// Links seen from their other end, each kind and question together.
    pub(super) fn linked_from(&self, led: &[LedFrom]) -> Option<Element> {
        let rows: Vec<Element> = led
            .iter()
            .filter(|led| !is_named_already(self.record(), &led.record))
            .map(|led| {
                let kind = self.view.house.packs.kind(&led.record.kind);
                let why = kind
                    .and_then(|kind| kind.at(&led.path))
                    .map_or(led.path.as_str(), |field| &field.ask);
                let state = kind.map(|kind| words::small(parts::state_title(kind, &led.record.state)));
                let title = kind.map_or(led.record.kind.as_str(), |kind| &kind.title);
                hang_as(
                    "li",
                    "task",
                    "",
                    title,
                    a(
                        shown::address(&led.record.kind, &led.record.number),
                        (
                            span("", &led.record.title),
                            small(
                                "",
                                (
                                    nb(&led.record.number),
                                    state.map(|state| format!(", {state}")),
                                    format!(". {why}"),
                                ),
                            ),
                        ),
                    ),
                )
            })
            .collect();
        (!rows.is_empty()).then(|| {
            section(
                "",
                (group("What leads here", Some(rows.len() as u64)), ol("", rows)),
            )
        })
    }
}

/// A record that this one names itself stands in its answers; it need not be told twice.
fn is_named_already(record: &Record, other: &Record) -> bool {
    let reference = other.reference();
    record
        .fields
        .keys()
        .any(|field| record.links(field).any(|link| link == reference))
}

/// The ledger of one record, newest first.
pub(crate) fn history(events: &[Event], frame: &Frame) -> Markup {
    let rows: Vec<Element> = events
        .iter()
        .rev()
        .map(|event| {
            let at = words::moment(&event.time, &frame.zone);
            li(
                "",
                (
                    &event.sentence,
                    span("at", format!("{at}. Entry {}", words::thousands(event.entry))),
                ),
            )
            .id(format!("e{}", event.entry))
        })
        .collect();
    Markup::of((h2("", "History").id("history"), ol("hist", rows)))
}
