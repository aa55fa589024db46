//! Everybody who is here, and who left.

use app::read::View;
use app::read::frame::Frame;
use app::read::people::{Everybody, Person};
use axum::extract::State;
use axum::response::Response;
use engine::record::id_of;

use super::roles_words;
use crate::door::Visitor;
use crate::pages::records::may_begin;
use crate::pages::show;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline, split};
use crate::parts::html::*;
use crate::parts::shown::in_path;
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, frame| {
        let everybody = view.everybody()?;
        let here = everybody.here.len() as u64;
        let away = everybody
            .here
            .iter()
            .filter(|person| person.away.is_some())
            .count() as u64;
        let said = match (here, away) {
            (1, _) => "One person works here.".to_owned(),
            (_, 0) => format!(
                "{} people work here; nobody is away today.",
                words::capital(&words::count(here))
            ),
            (_, 1) => format!(
                "{} people work here; one is away today.",
                words::capital(&words::count(here))
            ),
            _ => format!(
                "{} people work here; {} are away today.",
                words::capital(&words::count(here)),
                words::count(away)
            ),
        };
        let (known, others): (Vec<&Person>, Vec<&Person>) =
            everybody.here.iter().partition(|person| stands_out(person));
        let rows: Vec<Element> = known
            .iter()
            .map(|person| row(view, frame, &everybody, person))
            .collect();
        let number = others.len() as u64;
        let others: Vec<Element> = others.iter().map(|person| brief(&everybody, person)).collect();
        let others = (!others.is_empty()).then(|| {
            let list = hang("answers-row", "none", "", ul("names", others));
            section("", (group("Everybody else", Some(number)), list))
        });
        let left: Vec<Element> = everybody.left.iter().map(|person| gone(frame, person)).collect();
        let left =
            (!left.is_empty()).then(|| section("", (group("Left", Some(left.len() as u64)), ol("", left))));
        let work = (
            headline("People", said, ()),
            group("With a role, or away", Some(rows.len() as u64)),
            ol("", rows),
            others,
            left,
        );
        Ok(Sheet::new("/house", "People", split(work, margin(view))))
    })
    .await
}

/// Whom one looks for: by what they may decide, or because they are not there.
fn stands_out(person: &Person) -> bool {
    !person.grants.is_empty() || person.away.is_some()
}

/// Somebody without a special role: name, place, what is open.
fn brief(everybody: &Everybody, person: &Person) -> Element {
    let record = &person.record;
    let site = record.site.as_ref().and_then(|site| everybody.names.get(site));
    let (_, open) = in_hand(person);
    let parts: Vec<String> = site
        .map(|site| site.title.clone())
        .into_iter()
        .chain((!open.is_empty()).then_some(open))
        .collect();
    li(
        "",
        (
            a(address(&record.number), &record.title),
            small("", parts.join(", ")),
        ),
    )
}

pub(super) fn address(number: &str) -> String {
    format!("/people/{}", in_path(number))
}

/// Open work in the gauge, in words and as a mark.
fn in_hand(person: &Person) -> (&'static str, String) {
    match (person.open, person.late) {
        (0, _) => ("none", String::new()),
        (open, 0) => ("", format!("{} open", words::thousands(open))),
        (open, late) => (
            "",
            format!("{} open, {} late", words::thousands(open), words::thousands(late)),
        ),
    }
}

fn row(view: &View<'_>, frame: &Frame, everybody: &Everybody, person: &Person) -> Element {
    let record = &person.record;
    let (mark, gauge) = in_hand(person);
    let roles = words::capital(&roles_words(&person.grants, &view.house.packs, &everybody.names));
    let named = |id: Option<&String>| {
        id.and_then(|id| everybody.names.get(id))
            .map(|name| name.title.clone())
    };
    let deputy = record.links("deputy").next().map(|link| id_of(link).to_owned());
    let deputy = named(deputy.as_ref()).map(|name| format!(" Deputy: {name}."));
    let away = person.away.as_ref().map(|away| {
        let until = away
            .until
            .as_deref()
            .map(|until| format!(" until {}", words::short_day(until, &frame.today, &frame.zone)));
        let stands_in = named(away.deputy.as_ref());
        let stands_in = stands_in.map_or_else(
            || "; nobody stands in".to_owned(),
            |name| format!("; {name} stands in"),
        );
        span(
            "amber block-line",
            format!("Away{}{stands_in}.", until.unwrap_or_default()),
        )
    });
    let site = named(record.site.as_ref());
    hang_as(
        "li",
        "task",
        mark,
        gauge,
        (
            a(
                address(&record.number),
                (
                    span("", b("", &record.title)),
                    small(
                        "",
                        (
                            format!("{roles}."),
                            away.is_none().then_some(deputy).flatten(),
                            away,
                        ),
                    ),
                ),
            ),
            span("of", site),
        ),
    )
}

fn gone(frame: &Frame, person: &Person) -> Element {
    let record = &person.record;
    let on = record.fields.get("left_on").and_then(serde_json::Value::as_str);
    let on = on.map_or_else(String::new, |day| {
        words::short_day(day, &frame.today, &frame.zone)
    });
    let still = match person.open {
        0 => None,
        open => Some(small(
            "amber",
            format!(
                "{} still in their name.",
                words::capital(&words::so_many(open, "open record is", "open records are"))
            ),
        )),
    };
    hang_as(
        "li",
        "task",
        if still.is_some() { "ring amber" } else { "miss" },
        on,
        a(address(&record.number), (span("", &record.title), still)),
    )
}

fn margin(view: &View<'_>) -> Markup {
    let kind = view.house.packs.kind("person");
    let begin = kind.filter(|kind| may_begin(view, kind)).map(|kind| {
        (
            h2("", "Somebody new"),
            p(
                "s q",
                "First their record, then their roles, then a password that is shown once.",
            ),
            p(
                "acts",
                a("/records/person/new", &kind.start.button).with("class", "btn"),
            ),
        )
    });
    Markup::of((
        begin,
        h2("", "Elsewhere"),
        ul(
            "starts",
            (
                li("", a("/records/role", "Roles and what they are there for")),
                li("", a("/records/person", "People as a register")),
                li("", a("/house", "The house")),
            ),
        ),
    ))
}
