//! A new report in the round: what it is, who would take it on, and giving it away in one gesture.

use app::read::View;
use app::read::frame::Frame;
use app::read::people::{Everybody, Person};
use app::read::triage::{Report, Round};
use engine::record::Record;

use super::age;
use crate::pages::house::people_options;
use crate::pages::key;
use crate::parts::form::once;
use crate::parts::gauge::{hang_as, when};
use crate::parts::html::*;
use crate::parts::shown;
use crate::parts::words;

/// A row with its small form: a letter chooses in the list, a button writes.
pub(super) fn nameless(
    view: &View<'_>,
    frame: &Frame,
    round: &Round,
    report: &Report,
    everybody: &Everybody,
) -> Element {
    let record = &report.record;
    let mark = if report.waits {
        "ring red"
    } else if report.weight.is_none() && report.is_weighed {
        "miss"
    } else {
        "ring"
    };
    let kind = view
        .house
        .packs
        .kind(&record.kind)
        .map_or(record.kind.as_str(), |kind| &kind.title);
    let told = div(
        "",
        (
            h3(
                "",
                a(
                    shown::address(&record.kind, &record.number),
                    words::set(&record.title),
                ),
            ),
            small(
                "",
                (
                    nb(&record.number),
                    format!(", {}. ", words::small(kind)),
                    from(round, record),
                    files(report),
                ),
            ),
            small(
                "",
                (
                    weight(report),
                    report
                        .waits
                        .then(|| span("red", " It reached a customer, who has not been told.")),
                ),
            ),
        ),
    );
    let form = match report.may_give {
        true => Markup::of(form(report, everybody)),
        false => Markup::of(small("", "Whoever may edit it gives it to somebody.")),
    };
    hang_as(
        "li",
        "tri tri-new",
        mark,
        age(&record.opened, frame).short,
        (told, form),
    )
}

/// Who reported it and where it was found.
fn from(round: &Round, record: &Record) -> String {
    let name = |id: &str| round.names.get(id).map(|name| name.title.clone());
    let who = record
        .reporter
        .as_deref()
        .and_then(name)
        .map(|who| format!("Reported by {who}"));
    let place = record.fields.values().filter_map(serde_json::Value::as_str);
    let place = place
        .filter_map(|link| link.strip_prefix("place/"))
        .find_map(name);
    let place = place.or_else(|| record.site.as_deref().and_then(name));
    let parts: Vec<String> = who.into_iter().chain(place).collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}. ", parts.join(", "))
    }
}

fn files(report: &Report) -> Option<String> {
    (report.files > 0).then(|| {
        format!(
            "{} came with it.",
            words::capital(&words::so_many(report.files as u64, "file", "files"))
        )
    })
}

fn weight(report: &Report) -> Option<String> {
    if !report.is_weighed {
        return None;
    }
    Some(match &report.weight {
        Some((number, band)) => format!("{band}, {number}."),
        None => "Not yet weighed.".to_owned(),
    })
}

fn form(report: &Report, everybody: &Everybody) -> Element {
    let record = &report.record;
    let id = format!("to-{}", record.number.to_lowercase());
    let person = |id: &str| everybody.here.iter().find(|person| person.record.id == id);
    let suggested: Vec<(&str, String)> = report
        .suggested
        .iter()
        .filter_map(|(id, why)| Some((id.as_str(), format!("{}, {why}", person(id)?.record.title))))
        .collect();
    let near = everybody
        .here
        .iter()
        .filter(|person| record.site.is_some() && person.record.site == record.site);
    let groups = [
        ("Would take it on", suggested),
        ("At this site", near.map(listed).collect()),
        ("Everybody else", everybody.here.iter().map(listed).collect()),
    ];
    let chosen = report.suggested.first().map_or("", |(id, _)| id);
    let who = select("", people_options(&groups, chosen))
        .with("name", "to")
        .id(&id);
    post(
        "/triage",
        (
            once(&key()),
            hidden("kind", &record.kind),
            hidden("number", &record.number),
            hidden("_seen", record.version.to_string()),
            div(
                "field",
                (
                    label("vh", format!("Give {} to", record.number)).with("for", &id),
                    who,
                ),
            ),
            div(
                "tri-ks",
                (
                    button("key first", ("Assign", heard(format!(" {}", record.number))))
                        .with("type", "submit"),
                    button("key", ("Assign and open", heard(format!(" {}", record.number))))
                        .with("type", "submit")
                        .with("name", "then")
                        .with("value", "open"),
                ),
            ),
        ),
    )
    .with("class", "give")
}

fn with_absence(person: &Person) -> String {
    match &person.away {
        Some(_) => format!("{} (away today)", person.record.title),
        None => person.record.title.clone(),
    }
}

fn listed(person: &Person) -> (&str, String) {
    (person.record.id.as_str(), with_absence(person))
}

/// A report that somebody has: its date on the line.
pub(super) fn taken(view: &View<'_>, frame: &Frame, round: &Round, report: &Report) -> Element {
    let record = &report.record;
    let date = when(record.due.as_deref(), &frame.today, &frame.zone);
    let owner = record.owner.as_ref().and_then(|owner| round.names.get(owner));
    let kind = view.house.packs.kind(&record.kind).map(|kind| kind.title.clone());
    let site = record
        .site
        .as_ref()
        .and_then(|site| round.names.get(site))
        .map(|site| (", ", &site.title));
    hang_as(
        "li",
        "task",
        &date.mark,
        &date.words,
        (
            a(
                shown::address(&record.kind, &record.number),
                (
                    span(
                        "",
                        (
                            owner.map(|name| (b("", &name.title), ": ")),
                            words::set(&record.title),
                        ),
                    ),
                    small(
                        "",
                        (nb(&record.number), ". ", from(round, record), weight(report)),
                    ),
                ),
            ),
            span("of", (kind, site)),
        ),
    )
}
