//! Entries as a ledger, day by day, the newest first.

use std::collections::BTreeMap;

use app::read::View;
use app::read::frame::Frame;
use app::read::ledger::{Ledger, LedgerAsked, Told};
use axum::extract::{Query, State};
use axum::response::Response;

use super::{number, sentence};
use crate::door::Visitor;
use crate::pages::show;
use crate::parts::form::Target;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::shown::in_path;
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let last = site.last_verified();
    show(&site, &visitor, move |view, frame| {
        let said = |name: &str| query.get(name).filter(|value| !value.is_empty()).cloned();
        let asked = LedgerAsked {
            before: said("before").map(|text| number(&text)).transpose()?,
            until: said("until"),
            who: said("who"),
            kind: said("kind"),
        };
        let ledger = view.ledger(&asked)?;
        let verified = last.map(|last| (last.at, last.entries, last.findings.is_empty()));
        let (people, _) = crate::pages::records::targets::of_kind(view, "person")?;
        Ok(draw(view, &people, frame, &ledger, &asked, verified))
    })
    .await
}

fn draw(
    view: &View<'_>,
    people: &[Target],
    frame: &Frame,
    ledger: &Ledger,
    asked: &LedgerAsked,
    verified: Option<(String, u64, bool)>,
) -> Sheet {
    let gauge = ("Journal", br(), words::so_many(frame.entry, "entry", "entries"));
    let head = div(
        "journal-head",
        (
            headline(
                gauge,
                "Everything that was recorded, and nothing taken away.",
                filter(view, people, ledger, asked, frame),
            ),
            facts(frame, verified),
        ),
    );
    let narrowed = asked.who.is_some() || asked.kind.is_some();
    let mut days: Vec<(String, Vec<&Told>)> = Vec::new();
    for told in &ledger.entries {
        let day = words::full_day(&told.time, &frame.zone);
        match days.last_mut() {
            Some((known, entries)) if *known == day => entries.push(told),
            _ => days.push((day, vec![told])),
        }
    }
    let rows: Vec<Element> = days
        .iter()
        .map(|(day, entries)| {
            let rows: Vec<Element> = entries.iter().map(|told| row(told, frame)).collect();
            section("", (group(day.clone(), None), ol("", rows)))
        })
        .collect();
    let none = rows.is_empty().then(|| {
        let said = if narrowed {
            "No entry here fits. Those about records that are closed to you are left out when you ask for a kind."
        } else {
            "No entry here yet."
        };
        hang("", "miss", "", p("empty", said))
    });
    let next = ledger.next.map(|next| {
        let words = format!("Entries before {}", words::thousands(next));
        a(address(asked, &[("before", Some(&next.to_string()))]), words)
            .with("class", "quiet")
            .with("rel", "next")
    });
    let first = asked
        .before
        .is_some()
        .then(|| a(address(asked, &[("before", None)]), "Back to the newest").with("class", "quiet"));
    let main = (
        head,
        div("ledger", rows),
        none,
        hang("after more2", "none", "", p("acts", (next, first))),
    );
    let sheet = match (ledger.entries.last(), ledger.entries.first()) {
        (Some(from), Some(to)) => format!(
            "Journal, entries {} to {}",
            words::thousands(from.number),
            words::thousands(to.number)
        ),
        _ => "Journal".to_owned(),
    };
    Sheet::new("", "Journal", main).called(sheet)
}

fn row(told: &Told, frame: &Frame) -> Element {
    let to = format!("/journal/{}", told.number);
    let gauge = a(to, span("num", words::thousands(told.number))).with("title", "This entry with its proof");
    hang_as(
        "li",
        "led",
        "",
        gauge,
        (
            span("", sentence(told)),
            span("tm q num", words::clock(&told.time, &frame.zone)),
        ),
    )
}

/// The filter: who, what kind, up to which day; sent by a button, without script.
fn filter(
    view: &View<'_>,
    people: &[Target],
    ledger: &Ledger,
    asked: &LedgerAsked,
    frame: &Frame,
) -> Element {
    let mut kinds: Vec<_> = view.house.packs.kinds.values().collect();
    kinds.sort_by(|a, b| a.plural.cmp(&b.plural));
    let mut options = vec![option("", "anything").with("value", "")];
    options.extend(kinds.into_iter().map(|kind| {
        option("", words::small(&kind.plural))
            .with("value", &kind.id)
            .flag("selected", asked.kind.as_deref() == Some(&kind.id))
    }));
    let who = asked.who.as_deref().unwrap_or_default();
    let name = |target: &Target| option("", &target.title).with("value", &target.number);
    let names: Vec<Element> = people.iter().map(name).collect();
    let named = ledger.who.as_ref().map(|name| {
        p(
            "s q",
            (
                format!("Only what {} did. ", name.title),
                a(address(asked, &[("who", None), ("before", None)]), "Everybody"),
            ),
        )
    });
    div(
        "",
        (
            ask(
                "/journal",
                (
                    label("", "Entries by").with("for", "who"),
                    input("text", "who")
                        .id("who")
                        .with("value", who)
                        .with("placeholder", "anyone")
                        .with("list", "people")
                        .with("autocomplete", "off"),
                    label("", "about").with("for", "kind"),
                    select("", options).id("kind").with("name", "kind"),
                    label("", "up to").with("for", "until"),
                    input("date", "until")
                        .id("until")
                        .with("value", asked.until.as_deref().unwrap_or_default())
                        .with("max", &frame.today),
                    button("as-link", "Show"),
                ),
            )
            .with("class", "as-of asking"),
            datalist("", names).id("people"),
            named,
        ),
    )
}

fn facts(frame: &Frame, verified: Option<(String, u64, bool)>) -> Element {
    let checked = match verified {
        None => Markup::of(a("/journal/verify", "not since the start: verify it")),
        Some((at, entries, sound)) => Markup::of((
            words::moment(&at, &frame.zone),
            format!(", {}: ", words::so_many(entries, "entry", "entries")),
            a(
                "/journal/verify",
                if sound {
                    "nothing contradicts"
                } else {
                    "something contradicts"
                },
            ),
        )),
    };
    div(
        "journal-facts",
        block([
            (
                "Last entry",
                Markup::of(words::moment(&frame.entered, &frame.zone)),
            ),
            ("Last verified", checked),
            (
                "To keep",
                Markup::of((
                    a("/journal/checkpoint", "checkpoint"),
                    ", ",
                    a("/journal/vkey", "key"),
                )),
            ),
        ]),
    )
}

/// The address of the ledger with some parts changed.
fn address(asked: &LedgerAsked, change: &[(&str, Option<&str>)]) -> String {
    let before = asked.before.map(|before| before.to_string());
    let mut parts = [
        ("who", asked.who.as_deref()),
        ("kind", asked.kind.as_deref()),
        ("until", asked.until.as_deref()),
        ("before", before.as_deref()),
    ];
    for (name, value) in change {
        for part in parts.iter_mut().filter(|(known, _)| known == name) {
            part.1 = *value;
        }
    }
    let pairs: Vec<String> = parts
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", in_path((*value)?))))
        .collect();
    if pairs.is_empty() {
        "/journal".to_owned()
    } else {
        format!("/journal?{}", pairs.join("&"))
    }
}
