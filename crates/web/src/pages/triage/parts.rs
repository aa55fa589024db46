//! What the round shows to be read: customers who wait, what is held, who is away.

use app::read::View;
use app::read::frame::Frame;
use app::read::people::Everybody;
use app::read::triage::{HeldThing, Round, Waiting, digits};

use super::age;
use crate::parts::gauge::{group, hang, hang_as};
use crate::parts::html::*;
use crate::parts::shown;
use crate::parts::words;

/// Somebody outside waits for a word.
pub(super) fn waiting(view: &View<'_>, frame: &Frame, round: &Round) -> Option<Element> {
    let row = |waiting: &Waiting| {
        let record = &waiting.record;
        let since = age(&waiting.since, frame);
        let mark = if since.days > 2 { "ring red" } else { "ring amber" };
        let owner = record.owner.as_ref().and_then(|owner| round.names.get(owner));
        let owner = owner.map_or_else(
            || "Nobody has it.".to_owned(),
            |name| format!("{} has it.", name.title),
        );
        hang_as(
            "li",
            "task",
            mark,
            since.short.clone(),
            a(
                shown::address(&record.kind, &record.number),
                (
                    span("", (b("", &waiting.say), ": ", words::set(&record.title))),
                    small(
                        "",
                        (
                            nb(&record.number),
                            format!(", known for {}. {owner}", since.long),
                            state(view, record),
                        ),
                    ),
                ),
            ),
        )
    };
    let rows: Vec<Element> = round.waiting.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        section(
            "",
            (group("Customers wait", Some(rows.len() as u64)), ul("", rows)),
        )
    })
}

/// What is held, with its place and its age.
pub(super) fn held(view: &View<'_>, frame: &Frame, round: &Round) -> Option<Element> {
    let row = |thing: &HeldThing| {
        let record = &thing.record;
        let since = age(&thing.since, frame);
        let number = thing
            .number
            .map(|number| format!("{} {}, ", shown::decimal(&digits(number)), thing.unit));
        let what = if thing.what.is_empty() {
            &record.title
        } else {
            &thing.what
        };
        let place = thing.place.as_ref().and_then(|place| round.names.get(place));
        let place = place.map_or_else(|| Markup::of("a place that is closed to you"), shown::named);
        let site = record
            .site
            .as_ref()
            .and_then(|site| round.names.get(site))
            .map(|site| span("q", &site.title));
        let whose = view.whose(record, &round.names);
        let whose = if whose.is_empty() {
            "nobody yet".to_owned()
        } else {
            whose
        };
        let by = record
            .due
            .as_deref()
            .map(|due| span("q", format!("by {}", words::week_day(due, &frame.zone))));
        let mark = if since.days > 20 { "dev amber" } else { "dev" };
        hang_as(
            "li",
            "tri tri-held",
            mark,
            since.long.clone(),
            (
                p(
                    "",
                    (
                        b("", words::set(what)),
                        span(
                            "q s",
                            (
                                number,
                                a(shown::address(&record.kind, &record.number), nb(&record.number)),
                            ),
                        ),
                    ),
                ),
                p("", (place, site)),
                p("", (whose, by)),
            ),
        )
    };
    let rows: Vec<Element> = round.held.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        let heads = hang(
            "tri tri-held tri-cols",
            "dev",
            "held for",
            (span("", "What"), span("", "Where"), span("", "Whose turn")),
        );
        section(
            "",
            (
                group("Held stock", Some(rows.len() as u64)),
                heads.with("aria-hidden", "true"),
                ul("", rows),
            ),
        )
    })
}

fn state(view: &View<'_>, record: &engine::record::Record) -> Option<String> {
    let kind = view.house.packs.kind(&record.kind)?;
    Some(format!(
        " {}.",
        crate::parts::record::state_title(kind, &record.state)
    ))
}

/// Who is away, and what the page cannot see.
pub(super) fn margin(frame: &Frame, round: &Round, everybody: &Everybody) -> Markup {
    let away: Vec<Element> = everybody
        .here
        .iter()
        .filter_map(|person| {
            let away = person.away.as_ref()?;
            let until = away
                .until
                .as_deref()
                .map(|until| format!(" until {}", words::week_day(until, &frame.zone)));
            let who = away.deputy.as_ref().and_then(|id| everybody.names.get(id));
            let who = who.map_or_else(
                || "; nobody stands in".to_owned(),
                |name| format!("; {} stands in", name.title),
            );
            Some(li("", (b("", &person.record.title), until, who)))
        })
        .collect();
    let away = match away.is_empty() {
        true => Markup::of(p("s q", "Nobody, as far as it was entered.")),
        false => Markup::of(ul("act-checks", away)),
    };
    let more = round.more.then(|| {
        p(
            "s amber",
            "There is more than this page shows; the register has it all.",
        )
    });
    Markup::of((
        h2("", "Away today"),
        away,
        h2("", "What this page cannot see"),
        p(
            "s q",
            "Reports on paper, until they are typed in; things set aside without a record; and what was reported to you in the corridor.",
        ),
        more,
        h2("", "How it is ordered"),
        p(
            "s q",
            "What reached a customer first, then by weight. What nobody has weighed stands after what was, the oldest first: weigh it on its page.",
        ),
    ))
}
