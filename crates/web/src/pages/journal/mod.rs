//! The journal: entries as a ledger, one entry with its proof, and the whole verified in plain words.

mod entry;
mod give;
mod ledger;
mod verify;

pub(crate) use entry::{page as entry, proof};
pub(crate) use give::{checkpoint, tile, vkey};
pub(crate) use ledger::page as ledger;
pub(crate) use verify::{page as verify, run as verify_now};

use app::Error;
use app::read::ledger::Told;

use crate::parts::html::*;
use crate::parts::shown::named;
use crate::parts::words;

/// The number of an entry as it stands in an address.
fn number(text: &str) -> app::Result<u64> {
    let none = || Error::NotFound(format!("There is no entry “{}”.", engine::value::shorten(text)));
    text.parse().map_err(|_| none())
}

/// Who did what to which records, as a sentence.
fn sentence(told: &Told) -> Markup {
    let who = match (&told.who, told.by_system) {
        (Some(name), _) => Markup::of(b("", &name.title)),
        (None, true) => Markup::of(b("", "Plumbline")),
        (None, false) => Markup::of(b("", "Somebody")),
    };
    let other = told
        .in_the_name_of
        .as_ref()
        .map(|other| format!(", standing in for {},", other.title));
    Markup::of((who, other, " ", did(told)))
}

fn did(told: &Told) -> Markup {
    let (records, end) = records(told);
    let verb = &told.verb;
    let signed = told
        .signed
        .as_ref()
        .map(|meaning| format!(", signing “{}”", meaning.trim_end_matches('.')));
    let end = if signed.is_some() { "." } else { end };
    let reason = told.reason.as_ref().map(|reason| format!(" Reason: {reason}"));
    match told.act.as_str() {
        "create" => Markup::of(("entered ", records, end)),
        "edit" => Markup::of(("answered questions of ", records, end)),
        "import" => Markup::of(("brought in ", records, end)),
        "transition" if verb.is_empty() => Markup::of(("moved on ", records, signed, end)),
        "transition" => Markup::of((format!("decided “{verb}” on "), records, signed, end, reason)),
        "hand_over" => Markup::of(("handed over ", records, end, reason)),
        "practice" => Markup::of((format!("set the practice “{verb}”."), reason)),
        "found" => Markup::of("founded the house."),
        "pack" if !verb.is_empty() => Markup::of(format!("installed the pack “{verb}”.")),
        "access" if !verb.is_empty() => Markup::of(format!("{verb}.")),
        "failed_signing" => Markup::of(("gave a wrong password when signing ", records, end)),
        "failed_sign_ins" => Markup::of("noted that signing in failed again and again."),
        other if told.records.is_empty() && told.closed == 0 => {
            Markup::of(format!("recorded: {}.", other.replace('_', " ")))
        }
        other => Markup::of((
            format!("recorded “{}” on ", other.replace('_', " ")),
            records,
            end,
            reason,
        )),
    }
}

/// The records that may be named, and how many more there are; and what ends the sentence, unless a title does.
fn records(told: &Told) -> (Markup, &'static str) {
    let mut parts: Vec<Markup> = told.records.iter().map(named).collect();
    if told.more > 0 {
        parts.push(Markup::of(words::so_many(
            told.more as u64,
            "record more",
            "records more",
        )));
    }
    match told.closed {
        0 => {}
        1 => parts.push(Markup::of(span("q", "a record that is closed to you"))),
        more => parts.push(Markup::of(span(
            "q",
            format!("{more} records that are closed to you"),
        ))),
    }
    let mut said: Vec<Markup> = Vec::new();
    let last = parts.len().saturating_sub(1);
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            said.push(Markup::of(if at == last { " and " } else { ", " }));
        }
        said.push(part);
    }
    if said.is_empty() {
        return (Markup::of("nothing that is a record"), ".");
    }
    let last = told.records.last().filter(|_| told.more == 0 && told.closed == 0);
    let ends = last.is_some_and(|name| name.title.ends_with(['.', '?', '!']));
    (Markup::of(said), if ends { "" } else { "." })
}
