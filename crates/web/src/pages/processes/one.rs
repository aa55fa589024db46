//! One process: how it stands and why, its turtle, and all that hangs on it.

use app::read::View;
use app::read::frame::Frame;
use app::read::processes::{HangingKind, OneProcess, Standing, Why};
use axum::extract::{Path, State};
use axum::response::Response;
use engine::record::{Record, id_of};
use serde_json::Value;

use super::{person, turtle, why};
use crate::door::Visitor;
use crate::pages::show;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline, split, when};
use crate::parts::html::*;
use crate::parts::shown::{self, in_path, named};
use crate::parts::verdict::standing_mark;
use crate::parts::{record as parts, words};
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(number): Path<String>) -> Response {
    let checks = super::checks(&site, &visitor).await;
    show(&site, &visitor, move |view, frame| {
        let process = view.one_process(&number, &checks?)?;
        Ok(draw(view, frame, &process))
    })
    .await
}

fn draw(view: &View<'_>, frame: &Frame, process: &OneProcess) -> Sheet {
    let record = &process.placed.record;
    let label = group_label(view, record);
    let main = (
        headline(
            (nb(&record.number), br(), "Process"),
            said(process),
            (purpose(record), acts(process)),
        ),
        reasons(process, frame),
        group((&record.title, " ", span("n", "in one view")), None),
        div("turtles", turtle::turtle(view, process, &label)),
        split(
            (open(view, frame, process), kinds(view, process)),
            facts(process, &label, frame),
        ),
    );
    Sheet::new("/processes", format!("{} {}", record.number, record.title), main).called(format!(
        "{}, {}",
        record.number,
        words::small(&state(view, record))
    ))
}

/// “Purchasing is off its goal: two checks are contradicted.”
fn said(process: &OneProcess) -> String {
    let placed = &process.placed;
    let title = &placed.record.title;
    match placed.standing {
        Some(Standing::Steady) => format!("{title} runs steady."),
        Some(standing) => format!("{title} is {}.", standing.words()),
        None if placed.is_retired() => format!("{title} is no longer done."),
        None => format!("{title} is being described."),
    }
}

fn purpose(record: &Record) -> Option<Element> {
    let purpose = record.fields.get("purpose").and_then(Value::as_str)?;
    Some(p("lead", purpose))
}

/// The ways on of its record: to confirm it, to put it into use; and the record itself, where everything is edited.
fn acts(process: &OneProcess) -> Element {
    let record = &process.placed.record;
    let own = shown::address(&record.kind, &record.number);
    // To confirm it is the main thing only when it is due; what is wrong is not mended by confirming.
    let asked = match process.placed.standing {
        Some(_) => process
            .placed
            .why
            .iter()
            .any(|why| matches!(why, Why::NotConfirmed { .. })),
        None => record.closed.is_none(),
    };
    let offers = process.seen.offers.iter().filter(|offer| offer.allowed);
    let ready = offers.filter(|offer| offer.missing.is_empty());
    let main = ready.clone().next().map(|offer| offer.id.as_str());
    let mut links: Vec<Element> = ready
        .map(|offer| {
            let is_main = main == Some(offer.id.as_str()) && offer.id != "retire" && asked;
            let class = if is_main { "btn" } else { "quiet" };
            a(format!("{own}/pass/{}", offer.id), &offer.verb).with("class", class)
        })
        .collect();
    links.push(a(own, "Its record, with history and signatures").with("class", "quiet"));
    p("acts", links)
}

fn reasons(process: &OneProcess, frame: &Frame) -> Option<Element> {
    let placed = &process.placed;
    let rows: Vec<Element> = placed
        .why
        .iter()
        .map(|reason| {
            let mark = standing_mark(Some(reason.standing()));
            hang_as(
                "li",
                "why-row",
                mark,
                (),
                why(reason, &placed.record.id, &frame.zone),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| section("", (group("Why", Some(rows.len() as u64)), ol("", rows))))
}

/// What is open, the longest late first.
fn open(view: &View<'_>, frame: &Frame, process: &OneProcess) -> Element {
    let rows: Vec<Element> = process
        .open
        .iter()
        .map(|record| {
            let date = when(record.due.as_deref(), &frame.today, &frame.zone);
            let owner = record.owner.as_ref().and_then(|owner| process.names.get(owner));
            let owner = owner.map(|owner| format!(", {}", owner.title));
            let kind = view.house.packs.kind(&record.kind);
            let kind = kind.map_or(record.kind.as_str(), |kind| &kind.title);
            hang_as(
                "li",
                "task",
                &date.mark,
                &date.words,
                (
                    a(
                        shown::address(&record.kind, &record.number),
                        (
                            span("", title(record)),
                            small(
                                "",
                                (
                                    nb(&record.number),
                                    ", ",
                                    words::small(&state(view, record)),
                                    owner,
                                    ".",
                                ),
                            ),
                        ),
                    ),
                    span("of", kind.to_owned()),
                ),
            )
        })
        .collect();
    let all = process.placed.open;
    let left = all.saturating_sub(rows.len() as u64);
    let left = (left > 0).then(|| {
        let said = format!(
            "{} more; the registers below have them all.",
            words::capital(&words::count(left))
        );
        hang("after", "none", "", p("s q", said))
    });
    let none = rows
        .is_empty()
        .then(|| hang("", "miss", "", p("empty", "Nothing that hangs on it is open.")));
    section(
        "tasks",
        (
            group("Open on this process", (all > 0).then_some(all)),
            ol("", rows),
            none,
            left,
        ),
    )
}

/// What hangs on it, by kind, each a link into its register.
fn kinds(view: &View<'_>, process: &OneProcess) -> Option<Element> {
    let number = in_path(&process.placed.record.number);
    let rows: Vec<Element> = process
        .kinds
        .iter()
        .filter_map(|of| Some((view.house.packs.kind(&of.kind)?, of)))
        .map(|(kind, of)| {
            let register = format!("/records/{}?process={number}", kind.id);
            hang_as(
                "li",
                "loose",
                if of.late > 0 { "dot small red" } else { "" },
                gauge(of),
                (
                    a(register.clone(), (b("", &kind.plural), small("", all(of)))),
                    // Closed ones stand in the same register, under another word.
                    (of.open < of.all).then(|| {
                        a(format!("{register}&state=any"), "closed ones as well").with("class", "vh")
                    }),
                ),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| section("", (group("All that hangs on it, by kind", None), ol("", rows))))
}

fn gauge(of: &HangingKind) -> String {
    match (of.open, of.late) {
        (0, _) => "none open".to_owned(),
        (open, 0) => format!("{} open", words::thousands(open)),
        (open, late) => format!("{} open, {late} late", words::thousands(open)),
    }
}

fn all(of: &HangingKind) -> String {
    let more = if of.all_is_exact { "" } else { "more than " };
    format!("{more}{} in all", words::thousands(of.all))
}

fn facts(process: &OneProcess, label: &str, frame: &Frame) -> Element {
    let record = &process.placed.record;
    let link = |field: &str| record.links(field).next().map(id_of);
    let mut rows: Vec<(&str, Markup)> = vec![
        ("Group", Markup::of(label)),
        ("Owner", person(&process.names, link("owner"))),
        ("Deputy", person(&process.names, link("deputy"))),
    ];
    if let Some(site) = link("site").and_then(|id| process.names.get(id)) {
        rows.push(("Site", named(site)));
    }
    if let Some(provider) = record.fields.get("done_by").and_then(Value::as_str) {
        rows.push(("Done by", Markup::of(provider)));
    }
    let confirmed = record.fields.get("confirmed_on").and_then(Value::as_str);
    rows.push((
        "Confirmed",
        Markup::of(confirmed.map_or_else(|| "never".to_owned(), |day| words::day(day, &frame.zone))),
    ));
    if let Some(due) = record.due.as_deref().filter(|_| record.closed.is_none()) {
        let late = due < frame.today.as_str();
        rows.push((
            "Again by",
            Markup::of(span(if late { "red" } else { "" }, words::day(due, &frame.zone))),
        ));
    }
    div("facts", (h2("vh", "Facts"), block(rows)))
}

fn group_label(view: &View<'_>, record: &Record) -> String {
    let group = record
        .fields
        .get("group")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let list = view.house.packs.lists.get("process_group");
    let item = list.and_then(|list| list.item(group));
    item.map_or_else(|| "In no group".to_owned(), |item| item.label.clone())
}

fn state(view: &View<'_>, record: &Record) -> String {
    let kind = view.house.packs.kind(&record.kind);
    kind.map_or(record.state.as_str(), |kind| {
        parts::state_title(kind, &record.state)
    })
    .to_owned()
}

fn title(record: &Record) -> &str {
    if record.title.is_empty() {
        &record.number
    } else {
        &record.title
    }
}
