//! What a way on asks, and what is missing for it elsewhere.

use app::read::View;
use app::read::frame::Frame;
use app::read::record::Seen;
use engine::decide::Offer;
use engine::pack::Kind;

use super::begin::mistakes;
use super::pass::{Again, address, asked, head};
use super::{one, targets};
use crate::pages::key;
use crate::parts::form::{self, Draw};
use crate::parts::gauge::hang;
use crate::parts::html::*;
use crate::parts::problem::{self, Reason, problem};
use crate::parts::record as parts;
use crate::parts::shown::{self, Known};
use crate::parts::words;

/// Questions and one button; or, when something is missing elsewhere, what and where.
pub(super) fn asking(
    view: &mut View<'_>,
    frame: &Frame,
    kind: &Kind,
    seen: &Seen,
    offer: &Offer,
    again: &Again,
) -> app::Result<Markup> {
    let record = &seen.record;
    let fields = asked(kind, &offer.id);
    let targets = targets::load(view, &fields)?;
    let reasons: Vec<Reason> = again
        .reasons
        .iter()
        .map(|missing| {
            let here = offer
                .asks
                .iter()
                .any(|ask| missing.field.split('.').next() == Some(ask))
                && missing.record.is_none();
            let mut reason = one::reasons(view, kind, seen, std::slice::from_ref(missing)).remove(0);
            if here {
                reason.link = Some(format!("#{}", form::place(&missing.field)));
            }
            reason
        })
        .collect();
    let refused = again.summary.as_ref().map(|summary| {
        problem(
            &format!("{summary} Nothing was recorded, and nothing that you entered is lost."),
            &reasons,
        )
    });
    // What is missing elsewhere is shown beforehand; the button stays away until it is there.
    if !offer.missing.is_empty() && again.summary.is_none() {
        let reasons = one::reasons(view, kind, seen, &offer.missing);
        let number = reasons.len() as u64;
        let say = if number == 1 {
            "One thing is missing.".to_owned()
        } else {
            format!("{} things are missing.", words::capital(&words::count(number)))
        };
        let back = a(
            shown::address(&kind.id, &record.number),
            span("", ("Back to ", nb(&record.number))),
        )
        .with("class", "quiet");
        return Ok(Markup::of((
            head(kind, seen, offer),
            crate::parts::gauge::answer(
                "What is missing",
                "ring amber",
                (p("say", say), problem::missing(&reasons), p("acts", back)),
            ),
        )));
    }
    let mistakes = mistakes(&again.reasons);
    let known = Known {
        packs: &view.house.packs,
        names: &seen.names,
        zone: &frame.zone,
    };
    let draw = Draw {
        known,
        targets: &targets,
        given: &again.given,
        mistakes: &mistakes,
    };
    let drawn: Vec<Markup> = fields.iter().map(|field| draw.field(field)).collect();
    let to = words::small(parts::state_title(kind, &offer.to));
    let way = if offer.signs {
        "Then you see what exactly you sign.".to_owned()
    } else {
        format!("It is {to} then.")
    };
    let verb = if offer.signs {
        "Go on to sign".to_owned()
    } else {
        offer.verb.clone()
    };
    let form = post(
        address(record, &offer.id),
        (
            form::once(&key()),
            hidden("_seen", record.version.to_string()),
            drawn,
            p(
                "acts save",
                (
                    button("btn act-main", verb).with("type", "submit"),
                    a(shown::address(&kind.id, &record.number), "Not now").with("class", "quiet"),
                ),
            ),
            p("s q act-note", way),
        ),
    );
    let label = if fields.is_empty() { "Decide" } else { "Say" };
    Ok(Markup::of((
        refused,
        head(kind, seen, offer),
        hang(
            "act-row",
            "ring blue",
            h2("lab", label),
            form.with("enctype", "multipart/form-data"),
        ),
    )))
}
