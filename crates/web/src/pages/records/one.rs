//! One record. Its first screen answers: what is this, what is missing, who is next.

use std::collections::BTreeMap;

use app::read::View;
use app::read::frame::Frame;
use app::read::history::Event;
use app::read::links::LedFrom;
use app::read::record::Seen;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::condition::Missing;
use engine::decide::Offer;
use engine::pack::{Kind, Type};
use engine::record::Record;

use super::{kind_of, sections, show};
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{answer, hang, headline, split, when};
use crate::parts::html::*;
use crate::parts::problem::{self, Reason};
use crate::parts::record as parts;
use crate::parts::shown::{self, Known, in_path};
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path((kind, number)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    show(&site, &visitor, move |view, frame| {
        let kind = kind_of(view, &kind)?;
        let seen = view.record(&kind.id, &number)?;
        let history = view.history(&kind.id, &seen.record.number)?;
        let led = view.led_from(&seen.record)?;
        let done = query.get("done").and_then(|entry| entry.parse().ok());
        Ok(draw(view, frame, kind, &seen, &history, &led, done))
    })
    .await
}

/// What a page about one record is drawn from.
pub(super) struct Page<'a, 'v> {
    pub(super) view: &'a View<'v>,
    pub(super) frame: &'a Frame,
    pub(super) kind: &'a Kind,
    pub(super) seen: &'a Seen,
    pub(super) known: Known<'a>,
}

fn draw(
    view: &View<'_>,
    frame: &Frame,
    kind: &Kind,
    seen: &Seen,
    history: &[Event],
    led: &[LedFrom],
    done: Option<u64>,
) -> Sheet {
    let record = &seen.record;
    let known = Known {
        packs: &view.house.packs,
        names: &seen.names,
        zone: &frame.zone,
    };
    let page = Page {
        view,
        frame,
        kind,
        seen,
        known,
    };
    let steps = parts::steps(kind, record, &frame.today, &frame.zone);
    let title = if record.title.is_empty() {
        &record.number
    } else {
        &record.title
    };
    let work = (
        done.and_then(|entry| noted(history, entry)),
        headline((nb(&record.number), br(), &kind.title), words::set(title), steps),
        page.what_it_is(),
        page.what_is_missing(),
        page.who_is_next(),
        sections::all(view, kind, record, &page.known),
        page.linked_from(led),
    );
    let margin = (
        page.facts(),
        page.signatures(),
        super::around::history(history, frame),
    );
    let place = if kind.id == "process" {
        "/processes"
    } else {
        "/records"
    };
    let state = parts::state_title(kind, &record.state);
    Sheet::new(place, format!("{} {title}", record.number), split(work, margin)).called(format!(
        "{}, {}",
        record.number,
        words::small(state)
    ))
}

/// What was just done, in the words of the journal.
fn noted(history: &[Event], entry: u64) -> Option<Element> {
    let event = history.iter().find(|event| event.entry == entry)?;
    let said = format!("{} Entry {}.", event.sentence, words::thousands(entry));
    Some(hang(
        "noted",
        "dot blue",
        "Recorded",
        p("", said).with("role", "status"),
    ))
}

impl Page<'_, '_> {
    pub(super) fn record(&self) -> &Record {
        &self.seen.record
    }

    fn what_it_is(&self) -> Element {
        let record = self.record();
        let who = self
            .seen
            .names
            .get(record.reporter.as_deref().unwrap_or_default());
        let who = who.map(|name| format!(" by {}", name.title)).unwrap_or_default();
        let on = words::day(&record.opened, &self.frame.zone);
        let happened = record
            .happened_on
            .as_deref()
            .map(|at| words::day(at, &self.frame.zone));
        let happened = happened
            .filter(|happened| *happened != on)
            .map(|happened| format!(" It happened on {happened}."))
            .unwrap_or_default();
        let said = format!("{} entered{who} on {on}.{happened}", self.kind.title);
        let imported = record
            .state_imported
            .then(|| p("s amber", "Imported: its state was decided elsewhere, not here."));
        answer("What it is", "", (self.told(), p("s q", said), imported))
    }

    /// The first longer answer of the record: it tells more than a title can.
    fn told(&self) -> Option<Element> {
        let fields = self
            .kind
            .sections
            .iter()
            .flat_map(|section| sections::fields(self.kind, section));
        let mut texts = fields.filter(|field| matches!(field.ty, Type::Text));
        let text = texts.find_map(|field| self.record().fields.get(&field.id)?.as_str())?;
        let short: String = text.chars().take(420).collect();
        let more = if short.len() < text.len() { "…" } else { "" };
        Some(p("prose", (short, more)))
    }

    /// The way on that leads further: the nearest one that is ready, else the nearest that is open to whoever asks,
    /// else the nearest at all.
    fn main_offer(&self) -> Option<&Offer> {
        let place = |state: &str| self.kind.states.iter().position(|known| known.id == state);
        let here = place(&self.record().state);
        self.seen
            .offers
            .iter()
            .filter(|offer| !self.is_aside(offer))
            .min_by_key(|offer| {
                // What is due again and again leads back to its own state, and presses as much as what leads further.
                let ahead =
                    place(&offer.to) > here || (place(&offer.to) == here && self.record().due.is_some());
                let (mine, ready) = (offer.allowed && ahead, offer.missing.is_empty());
                // Back to its own state is as near as the next one; then the order of the kind decides.
                let far = place(&offer.to).max(here.map(|at| at + 1));
                (!(mine && ready), !mine, !offer.allowed, !ahead, far)
            })
    }

    /// Ways that are never the main one: to an end beside the regular one (as *void*), out of a state in which a
    /// record rests (as a place that is no longer there), or to where one can only come back from (as a leaver).
    fn is_aside(&self, offer: &Offer) -> bool {
        let states = &self.kind.states;
        let place = |state: &str| states.iter().position(|known| known.id == state);
        let is_final = states.iter().any(|state| state.id == offer.to && state.is_final);
        if is_final {
            let first = states.iter().position(|state| state.is_final);
            let record = self.record();
            let rests = record.due.is_none() && record.next.is_none();
            return rests || place(&offer.to) != first;
        }
        let mut on = self
            .kind
            .transitions
            .iter()
            .filter(|way| way.from.contains(&offer.to));
        !on.any(|way| place(&way.to) > place(&offer.to)) && place(&offer.to) != place(&self.record().state)
    }

    fn what_is_missing(&self) -> Element {
        let record = self.record();
        if let Some(closed) = &record.closed {
            let state = words::small(parts::state_title(self.kind, &record.state));
            return answer(
                "What is missing",
                "",
                (
                    p(
                        "",
                        format!(
                            "Nothing. It is {state} since {}.",
                            words::day(closed, &self.frame.zone)
                        ),
                    ),
                    self.correction(),
                ),
            );
        }
        let Some(offer) = self.main_offer() else {
            return answer("What is missing", "", p("", "Nothing is asked of it now."));
        };
        let verb = words::small(&offer.verb);
        if offer.missing.is_empty() {
            return answer(
                "What is missing",
                "",
                p("say", format!("Nothing is missing for “{verb}”.")),
            );
        }
        let number = offer.missing.len() as u64;
        let things = if number == 1 {
            "One thing is missing".to_owned()
        } else {
            format!("{} things are missing", words::capital(&words::count(number)))
        };
        answer(
            "What is missing",
            "ring amber",
            (
                p("say", format!("{things} for “{verb}”.")),
                problem::missing(&self.reasons(&offer.missing)),
            ),
        )
    }

    /// A closed record is not edited; where its kind can be amended, a correction is proposed.
    fn correction(&self) -> Option<Element> {
        let amendment = self.view.house.packs.kind("amendment")?;
        let takes = amendment.field("of")?.ty.targets().contains(&self.kind.id);
        (takes && super::may_begin(self.view, amendment)).then(|| {
            let of = in_path(&self.record().number);
            let link = a(format!("/records/amendment/new?of={of}"), &amendment.start.button);
            p("acts", link.with("class", "quiet"))
        })
    }

    fn reasons(&self, missing: &[Missing]) -> Vec<Reason> {
        reasons(self.view, self.kind, self.seen, missing)
    }

    fn who_is_next(&self) -> Element {
        let record = self.record();
        let whose = self.view.whose(record, &self.seen.names);
        let me = record.next.as_deref() == Some(self.view.actor.person.as_str());
        let by = record.due.as_deref().filter(|_| record.closed.is_none());
        let date = by.map(|due| when(Some(due), &self.frame.today, &self.frame.zone));
        let by = by.map(|due| words::due_day(due, &self.frame.today, &self.frame.zone));
        let said = match (whose.is_empty(), by) {
            (true, Some(by)) => Markup::of(format!("Nobody has it yet; it is due by {by}.")),
            (true, None) => Markup::of("Nobody: nothing is due."),
            (false, by) => {
                let who = if me { format!("You, {whose},") } else { whose };
                let by = by.map_or_else(|| " next.".to_owned(), |by| format!(" by {by}."));
                Markup::of((b("", who), by))
            }
        };
        let late = date
            .filter(|date| date.late > 0)
            .map(|date| p("s red", format!("{}.", words::capital(&date.words))));
        answer("Who is next", "dot blue", (p("", said), late, self.acts()))
    }

    /// One button; everything else is a link. A way on with missing parts leads to the page that names them.
    fn acts(&self) -> Option<Element> {
        let main = self.main_offer().filter(|offer| offer.allowed);
        let mut links: Vec<Element> = Vec::new();
        if let Some(offer) = main {
            match offer
                .missing
                .iter()
                .find_map(|missing| self.reasons(std::slice::from_ref(missing))[0].link.clone())
            {
                Some(link) if !offer.missing.is_empty() => {
                    links.push(a(link, "Answer what is missing").with("class", "btn"))
                }
                _ if offer.missing.is_empty() => {
                    links.push(a(self.way(offer), &offer.verb).with("class", "btn"))
                }
                _ => links.push(a(self.way(offer), &offer.verb).with("class", "quiet")),
            }
        }
        let others = self
            .seen
            .offers
            .iter()
            .filter(|offer| offer.allowed && main.is_none_or(|main| main.id != offer.id));
        links.extend(others.map(|offer| a(self.way(offer), &offer.verb).with("class", "quiet")));
        (!links.is_empty()).then(|| p("acts", links))
    }

    fn way(&self, offer: &Offer) -> String {
        let record = self.record();
        format!(
            "/records/{}/{}/pass/{}",
            record.kind,
            in_path(&record.number),
            offer.id
        )
    }
}

/// Reasons with the place where each can be mended.
pub(crate) fn reasons(view: &View<'_>, kind: &Kind, seen: &Seen, missing: &[Missing]) -> Vec<Reason> {
    problem::reasons(missing, &view.house.packs, |missing| match &missing.record {
        Some(number) => {
            let named = seen.names.values().find(|name| name.number == *number)?;
            Some(shown::address(&named.kind, &named.number))
        }
        None => sections::address_of(view, kind, &seen.record, &missing.field),
    })
}
