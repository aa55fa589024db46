//! The landscape of processes: the map, and under it each process with owner, deputy and what is open.

use app::read::View;
use app::read::frame::Frame;
use app::read::processes::{Landscape, Placed, Standing};
use axum::extract::State;
use axum::response::Response;
use engine::record::id_of;
use picture::{About, Flow, Group, Look, Picture, Process, ProcessMap, Tone};
use serde_json::Value;

use super::{address, in_short, passed, person};
use crate::door::Visitor;
use crate::pages::records::may_begin;
use crate::pages::show;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, headline};
use crate::parts::html::*;
use crate::parts::verdict::standing_mark;
use crate::parts::words;
use crate::site::Site;

/// Widths in which the map is drawn; the style sheet shows the one that fits. Its own line lies on the plumb line.
const WIDTHS: [(&str, f64); 3] = [("map-a", 1270.0), ("map-b", 1036.0), ("map-c", 838.0)];

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    let checks = super::checks(&site, &visitor).await;
    show(&site, &visitor, move |view, frame| {
        let landscape = view.landscape(&checks?)?;
        Ok(draw(view, frame, &landscape))
    })
    .await
}

fn draw(view: &View<'_>, frame: &Frame, landscape: &Landscape) -> Sheet {
    let kind = view.house.packs.kind(app::read::processes::PROCESS);
    let begin = kind
        .filter(|kind| may_begin(view, kind))
        .map(|kind| a(format!("/records/{}/new", kind.id), &kind.start.button));
    if landscape.processes.is_empty() {
        return empty(begin);
    }
    let standing = |wanted| move |placed: &&Placed| placed.standing == wanted;
    let all = || landscape.processes.iter();
    let used: Vec<&Placed> = all().filter(|placed| placed.standing.is_some()).collect();
    let drafts: Vec<&Placed> = all()
        .filter(standing(None))
        .filter(|placed| !placed.is_retired())
        .collect();
    let retired: Vec<&Placed> = all().filter(|placed| placed.is_retired()).collect();
    let gauge = words::so_many(used.len() as u64, "process", "processes");
    let gauge = (gauge, br(), "in use");
    let main = (
        headline(gauge, said(&used, &drafts), lead(&used)),
        map(landscape),
        part("In use", &used, landscape, frame),
        part("Being described", &drafts, landscape, frame),
        part("No longer done", &retired, landscape, frame),
        hang(
            "after",
            "none",
            "",
            (
                p(
                    "s q how",
                    "Off its goal: a check is contradicted by the process itself or by something open that hangs on it. \
                     Watched: a check is weakening there, something is late by more than a week, or the owner has not \
                     confirmed it in time. Steady: none of this is known. Checks name their first twenty records, and of \
                     those only what you may see counts here.",
                ),
                begin.map(|begin| p("acts", begin.with("class", "quiet"))),
            ),
        ),
    );
    Sheet::new("/processes", "Processes", main).called("Landscape of processes")
}

fn empty(begin: Option<Element>) -> Sheet {
    let said = "Here stands what the organisation does: each process with what goes in and what comes out, drawn as one map. \
                Nearly everything else hangs on one of them.";
    let main = (
        headline("Processes", "No process is described yet.", ()),
        hang(
            "void",
            "miss",
            "",
            (
                p("lead", said),
                begin.map(|begin| p("acts", begin.with("class", "btn"))),
            ),
        ),
    );
    Sheet::new("/processes", "Processes", main)
}

/// “Twelve run steady. One is off its goal, one is watched.”
fn said(used: &[&Placed], drafts: &[&Placed]) -> String {
    let number = |standing| {
        used.iter()
            .filter(|placed| placed.standing == Some(standing))
            .count() as u64
    };
    let (steady, watched, off) = (
        number(Standing::Steady),
        number(Standing::Watched),
        number(Standing::OffGoal),
    );
    let are = |number: u64, what: &str, one: &str, many: &str| {
        format!(
            "{} {} {what}",
            words::count(number),
            if number == 1 { one } else { many }
        )
    };
    let goal = if off == 1 {
        "off its goal"
    } else {
        "off their goal"
    };
    let bad: Vec<String> = [(off, goal), (watched, "watched")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| are(number, what, "is", "are"))
        .collect();
    let bad = words::capital(&bad.join(", "));
    match (used.len(), steady, bad.as_str()) {
        (0, ..) if drafts.len() == 1 => "One process is being described; none is in use yet.".to_owned(),
        (0, ..) if drafts.is_empty() => "No process is in use.".to_owned(),
        (0, ..) => format!(
            "{} processes are being described; none is in use yet.",
            words::capital(&words::count(drafts.len() as u64))
        ),
        (1, 1, "") => "The one process runs steady.".to_owned(),
        (_, all, "") => format!("All {} run steady.", words::count(all)),
        (_, 0, bad) => format!("{bad}."),
        (_, 1, bad) => format!("One runs steady. {bad}."),
        (_, steady, bad) => format!("{} run steady. {bad}.", words::capital(&words::count(steady))),
    }
}

/// The two that need it most, with their reason.
fn lead(used: &[&Placed]) -> Option<Element> {
    let mut bad: Vec<&&Placed> = used
        .iter()
        .filter(|placed| placed.standing != Some(Standing::Steady))
        .collect();
    bad.sort_by_key(|placed| {
        (
            placed.standing,
            std::cmp::Reverse(placed.why.len()),
            std::cmp::Reverse(placed.late),
        )
    });
    let told: Vec<Markup> = bad
        .iter()
        .take(2)
        .map(|placed| {
            Markup::of((
                a(address(&placed.record.number), &placed.record.title),
                format!(": {}. ", in_short(&placed.why)),
            ))
        })
        .collect();
    (!told.is_empty()).then(|| p("lead", told))
}

/// The map in the widths that the style sheet chooses from; on the phone the list below stands for it.
fn map(landscape: &Landscape) -> Option<Element> {
    let drawn: Vec<&Placed> = landscape
        .processes
        .iter()
        .filter(|placed| !placed.is_retired())
        .collect();
    let at = |id: &str| drawn.iter().position(|placed| placed.record.id == id);
    let flows = landscape.flows.iter().filter_map(|flow| {
        Some(Flow {
            from: at(&flow.from)?,
            to: at(&flow.to)?,
            what: flow.what.join(", "),
        })
    });
    let map = ProcessMap {
        about: About::new("Landscape of processes", ""),
        flows: flows.collect(),
        processes: drawn.iter().map(|placed| boxed(placed)).collect(),
    };
    let drawings: Vec<Element> = WIDTHS
        .iter()
        .filter_map(|(class, width)| Some((class, map.svg(&Look::in_page(*width)).ok()?)))
        .map(|(class, svg)| div(&format!("map {class}"), Markup::drawing(svg)))
        .collect();
    (!drawings.is_empty()).then(|| div("maps", drawings))
}

fn boxed(placed: &Placed) -> Process {
    let record = &placed.record;
    let (state, tone) = match placed.standing {
        Some(Standing::OffGoal) => ("off its goal", Tone::Bad),
        Some(Standing::Watched) => ("watched", Tone::Watch),
        Some(Standing::Steady) => ("steady", Tone::Good),
        None => ("being described", Tone::Quiet),
    };
    let group = match record.fields.get("group").and_then(Value::as_str) {
        Some("management") => Group::Management,
        Some("support") => Group::Support,
        Some("outsourced") => Group::Outsourced,
        _ => Group::Core,
    };
    Process {
        name: record.title.clone(),
        fact: open_words(placed),
        state: state.to_owned(),
        tone,
        group,
        chosen: false,
        link: Some(address(&record.number)),
    }
}

/// `12 open, 3 late`.
fn open_words(placed: &Placed) -> String {
    match (placed.open, placed.late) {
        (0, _) => "nothing open".to_owned(),
        (open, 0) => format!("{} open", words::thousands(open)),
        (open, late) => format!("{} open, {} late", words::thousands(open), words::thousands(late)),
    }
}

fn part(title: &str, placed: &[&Placed], landscape: &Landscape, frame: &Frame) -> Option<Element> {
    if placed.is_empty() {
        return None;
    }
    let column = |class: &str, words: &str| th(class, words).with("scope", "col");
    let head = tr(
        "",
        (
            td("gc", span("g none", "Stands")),
            column("no", "No."),
            column("", "Process"),
            column("ow", "Owner"),
            column("ow de", "Deputy"),
            column("cf", "Confirmed"),
            column("r on", "Open"),
            column("r on", "Late"),
        ),
    );
    let rows: Vec<Element> = placed
        .iter()
        .map(|placed| row(placed, landscape, frame))
        .collect();
    let caption = caption("vh", format!("Processes: {}", words::small(title)));
    let table = table("t reg procs", (caption, thead("", head), tbody("", rows)));
    Some(section("", (group(title, Some(placed.len() as u64)), table)))
}

fn row(placed: &Placed, landscape: &Landscape, frame: &Frame) -> Element {
    let record = &placed.record;
    let link = |field: &str| record.links(field).next().map(id_of);
    let stands = placed.standing.map_or_else(
        || {
            if placed.is_retired() {
                "retired"
            } else {
                "being described"
            }
        },
        Standing::words,
    );
    let mark = if placed.is_retired() {
        ""
    } else {
        standing_mark(placed.standing)
    };
    let confirmed = record.fields.get("confirmed_on").and_then(Value::as_str);
    let confirmed = match confirmed {
        Some(day) => words::short_day(day, &frame.today, &frame.zone),
        None => "never".to_owned(),
    };
    let unconfirmed = record
        .due
        .as_deref()
        .is_some_and(|due| due < frame.today.as_str());
    let why = in_short(&placed.why);
    let why = (!why.is_empty()).then(|| small("", why));
    let late = if placed.late > 0 { "r on red" } else { "r on" };
    tr(
        "",
        (
            td("gc", span(&format!("g {mark}"), stands)),
            td("no num", &record.number),
            th(
                "",
                (a(address(&record.number), (&record.title, why)), flows(placed)),
            )
            .with("scope", "row"),
            td("ow", person(&landscape.names, link("owner"))).with("data-label", "Owner"),
            td("ow de", person(&landscape.names, link("deputy"))).with("data-label", "Deputy"),
            td(if unconfirmed { "cf red" } else { "cf" }, confirmed).with("data-label", "Confirmed"),
            td("r on", words::thousands(placed.open)).with("data-label", "Open"),
            td(late, words::thousands(placed.late)).with("data-label", "Late"),
        ),
    )
}

/// What comes in and what goes out, for the phone, where there is no map.
fn flows(placed: &Placed) -> Option<Element> {
    let list = |label: &str, all: &[app::read::processes::Passed], preposition: &str| {
        let items: Vec<Element> = all.iter().map(|one| li("", passed(one, preposition))).collect();
        (!items.is_empty()).then(|| (p("xs q", label.to_owned()), ul("plain s", items)))
    };
    let (inputs, outputs) = (
        list("What comes in", &placed.inputs, "from"),
        list("What goes out", &placed.outputs, "to"),
    );
    (inputs.is_some() || outputs.is_some()).then(|| {
        details(
            "more flows",
            (summary("", "What comes in and goes out"), inputs, outputs),
        )
    })
}
