//! Places by site, as a tree, with what is held in them.

use app::read::View;
use app::read::frame::Frame;
use app::read::house::{PlaceNode, SitePlaces};
use app::read::triage::{HeldThing, digits};
use axum::extract::State;
use axum::response::Response;

use crate::door::Visitor;
use crate::pages::records::may_begin;
use crate::pages::{show, triage::age};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline, split};
use crate::parts::html::*;
use crate::parts::shown;
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, frame| {
        let sites = view.places()?;
        let all = sites.iter().flat_map(|site| &site.places);
        let number: usize = all.clone().map(PlaceNode::count).sum();
        let holding: usize = all.map(holding).sum();
        let said = match (number as u64, holding as u64) {
            (0, _) => "No place is entered yet.".to_owned(),
            (number, 0) => format!("{}; nothing is held in any of them.", so_many(number)),
            (number, 1) => format!("{}; something is held in one of them.", so_many(number)),
            (number, more) => format!("{}; something is held in {} of them.", so_many(number), words::count(more)),
        };
        let parts: Vec<Element> = sites.iter().map(|site| at(site, frame)).collect();
        let none = (number == 0).then(|| hang("", "miss", "", p("empty", "Here stand halls, lines, benches and shelves, by site: where things are found, made and held.")));
        let work = (headline((a("/house", "The house"), br(), "Places"), said, ()), parts, none);
        Ok(Sheet::new("/house", "Places", split(work, margin(view))))
    })
    .await
}

fn so_many(number: u64) -> String {
    if number == 1 {
        "One place".to_owned()
    } else {
        format!("{} places", words::capital(&words::count(number)))
    }
}

/// In how many places something is held.
fn holding(place: &PlaceNode) -> usize {
    usize::from(!place.held.is_empty()) + place.within.iter().map(holding).sum::<usize>()
}

fn at(site: &SitePlaces, frame: &Frame) -> Element {
    let title = site.site.as_ref().map_or("At no site", |site| &site.title);
    let number: usize = site.places.iter().map(PlaceNode::count).sum();
    let mut rows = Vec::new();
    site.places
        .iter()
        .for_each(|place| add(place, 0, frame, &mut rows));
    section("", (group(title, Some(number as u64)), ol("", rows)))
}

fn add(place: &PlaceNode, depth: usize, frame: &Frame, rows: &mut Vec<Element>) {
    let record = &place.record;
    let code = record
        .fields
        .get("code")
        .and_then(serde_json::Value::as_str)
        .map(nb);
    let kind = place
        .is_for_holding()
        .then(|| small("", "For what is held and may not be taken from."));
    let held: Vec<Element> = place
        .held
        .iter()
        .map(|thing| li("", held(thing, frame)))
        .collect();
    let held = (!held.is_empty()).then(|| ul("held-here", held));
    let mark = if place.held.is_empty() {
        if place.is_for_holding() { "ring" } else { "" }
    } else {
        "dot amber"
    };
    let class = format!("tri place in{}", depth.min(4));
    let name = a(shown::address("place", &record.number), &record.title);
    rows.push(hang_as(
        "li",
        &class,
        mark,
        code,
        div("", (h3("", name), kind, held)),
    ));
    place
        .within
        .iter()
        .for_each(|inner| add(inner, depth + 1, frame, rows));
}

/// How many of what, since when, by which record.
fn held(thing: &HeldThing, frame: &Frame) -> Markup {
    let number = thing
        .number
        .map(|number| format!("{}\u{a0}{} ", shown::decimal(&digits(number)), thing.unit));
    let what = (!thing.what.is_empty()).then(|| format!("of {} ", thing.what));
    let record = &thing.record;
    let link = a(shown::address(&record.kind, &record.number), nb(&record.number));
    let since = format!(", for {}", age(&thing.since, frame).long);
    Markup::of((
        number.unwrap_or_else(|| "Held: ".to_owned()),
        what,
        "by ",
        link,
        since,
    ))
}

fn margin(view: &View<'_>) -> Markup {
    let kind = view
        .house
        .packs
        .kind("place")
        .filter(|kind| may_begin(view, kind));
    let begin = kind.map(|kind| {
        (
            h2("", "A new place"),
            p(
                "acts",
                a("/records/place/new", &kind.start.button).with("class", "btn"),
            ),
        )
    });
    Markup::of((
        begin,
        h2("", "What this page cannot see"),
        p(
            "s q",
            "What lies somewhere without a record that says so. What is held here is what open records say, less what somebody decided upon.",
        ),
        h2("", "Elsewhere"),
        ul(
            "starts",
            (
                li("", a("/records/place", "Places as a register")),
                li("", a("/records/site", "Sites")),
                li("", a("/triage", "What is held, the longest first")),
            ),
        ),
    ))
}
