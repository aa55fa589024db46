//! Signing is a page: what exactly, its meaning in one sentence, proof of who signs, one button.

use app::act::sign::Intent;
use app::read::View;
use app::read::frame::Frame;
use app::read::record::Seen;
use engine::decide::Offer;
use engine::pack::Kind;

use super::pass::{Again, address, head};
use crate::pages::key;
use crate::parts::form;
use crate::parts::gauge::hang;
use crate::parts::html::*;
use crate::parts::problem::{Reason, problem};
use crate::parts::shown::{self, Known};
use crate::parts::words;

/// What exactly, what it means, and proof of who signs.
pub(super) fn signing(
    view: &View<'_>,
    frame: &Frame,
    kind: &Kind,
    seen: &Seen,
    offer: &Offer,
    again: &Again,
    intent: &Intent,
) -> Markup {
    let record = &seen.record;
    let known = Known {
        packs: &view.house.packs,
        names: &seen.names,
        zone: &frame.zone,
    };
    let wrong = again.summary.as_ref().map(|summary| {
        let reason = Reason {
            sentence: "Type your password again".to_owned(),
            link: Some("#pw".to_owned()),
            basis: None,
        };
        problem(&format!("{summary} Nothing was signed."), &[reason])
    });
    let of = words::thousands(frame.entry);
    let what = (
        dt("", "Record"),
        dd(
            "",
            (
                b(
                    "",
                    (
                        nb(&record.number),
                        format!(", version {}", intent.signing.version),
                    ),
                ),
                format!(", as it stands at entry {of} "),
                a(shown::address(&kind.id, &record.number), "Read all of it"),
            ),
        ),
    );
    let covered: Vec<Element> = intent
        .signing
        .covers
        .iter()
        .filter(|(_, _, value)| !value.is_null())
        .map(|(ask, id, value)| {
            let shown = kind
                .field(id)
                .map(|field| shown::value(field, value, &record.fields, &known));
            div("", (dt("", ask), dd("", shown)))
        })
        .collect();
    let empty: Vec<&str> = intent
        .signing
        .covers
        .iter()
        .filter(|(_, _, value)| value.is_null())
        .map(|(ask, _, _)| ask.as_str())
        .collect();
    let empty = (!empty.is_empty()).then(|| {
        div(
            "",
            (
                dt("", "Not answered"),
                dd("q", engine::text::enumerate(&empty, "and")),
            ),
        )
    });
    let own: Vec<&(String, String)> = again
        .given
        .pairs()
        .iter()
        .filter(|(name, _)| !name.starts_with('_'))
        .collect();
    let kept: Vec<Element> = own.iter().map(|(name, value)| hidden(name, value)).collect();
    let roles: Vec<String> = view
        .actor
        .roles()
        .iter()
        .map(|role| {
            view.house
                .packs
                .roles
                .get(role)
                .map_or(role.clone(), |role| words::small(&role.title))
        })
        .collect();
    let roles = if roles.is_empty() {
        String::new()
    } else {
        format!(", {}", engine::text::enumerate(&roles, "and"))
    };
    let wrong_password = wrong.is_some();
    let password = input("password", "_password")
        .id("pw")
        .with("autocomplete", "current-password")
        .flag("required", true);
    let password = password.maybe("aria-invalid", wrong_password.then_some("true"));
    let form = post(
        address(record, &offer.id),
        (
            form::once(&key()),
            hidden("_seen", record.version.to_string()),
            hidden("_intent", &intent.secret),
            kept,
            div("field", (label("", "Password").with("for", "pw"), password)),
            p(
                "act-go",
                (
                    button("btn act-main", format!("Sign: {}", words::small(&offer.verb)))
                        .with("type", "submit"),
                    a(
                        shown::address(&kind.id, &record.number),
                        "Not now, back to the record",
                    )
                    .with("class", "quiet"),
                ),
            ),
            p(
                "s q act-note",
                format!(
                    "A signature is not taken back. It is asked for until {}; then look again.",
                    words::clock(&intent.expires, &frame.zone)
                ),
            ),
        ),
    );
    Markup::of((
        wrong,
        head(kind, seen, offer),
        hang(
            "act-row",
            "dot",
            h2("lab", "What exactly"),
            dl("act-what answers", (div("", what), covered, empty)),
        ),
        hang(
            "act-row",
            "dot",
            h2("lab", "What it means"),
            (
                p("act-meaning", format!("“{}”", intent.signing.meaning)),
                p("s q", format!("You sign as {}{roles}.", view.actor.name)),
            ),
        ),
        hang("act-row", "ring blue", h2("lab", "Show it is you"), form),
    ))
}

/// The margin: the way of the record, with this step ahead.
pub(super) fn where_it_stands(kind: &Kind, seen: &Seen, frame: &Frame) -> Markup {
    let record = &seen.record;
    let mut rows: Vec<Element> = Vec::new();
    let finals = kind
        .states
        .iter()
        .position(|state| state.is_final)
        .unwrap_or(kind.states.len());
    let way = kind.states.iter().take(finals + 1);
    let here = kind
        .states
        .iter()
        .position(|state| state.id == record.state)
        .unwrap_or(0);
    for (at, state) in way.enumerate() {
        let moment = record.moments.states.get(&state.id).filter(|_| at <= here);
        let day = moment.map(|moment| words::short_day(&moment.last, &frame.today, &frame.zone));
        let class = match (state.id == record.state, at == finals) {
            (true, true) => "last here",
            (true, false) => "here",
            (false, true) => "last",
            (false, false) if moment.is_none() => "ahead",
            _ => "",
        };
        rows.push(li(class, (span("", &state.title), span("q", day))));
    }
    Markup::of((h2("", "Where it stands"), ol("act-steps", rows)))
}
