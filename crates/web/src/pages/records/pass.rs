//! A record passes to another state: what the way asks, what is missing for it, and the signature where one is wanted.

use app::Error;
use app::act::record::Wish;
use app::act::sign::{Factor, Intent};
use app::read::View;
use app::read::record::Seen;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use engine::condition::Missing;
use engine::decide::{Offer, Why};
use engine::pack::{Field, Kind};
use serde_json::{Map, Value};

use super::asking::asking;
use super::begin::{keep_files, more_rows};
use super::signing::{signing, where_it_stands};
use super::{kind_of, targets};
use crate::door::Visitor;
use crate::pages::{Form, act, once_of, show_as, to, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::record as parts;
use crate::parts::shown::{self, in_path};
use crate::parts::words;
use crate::site::Site;

/// Kind, number, transition.
type Where = (String, String, String);

/// Why the page is drawn, and with what in it.
#[derive(Default)]
pub(super) struct Again {
    pub(super) given: Given,
    pub(super) summary: Option<String>,
    pub(super) reasons: Vec<Missing>,
    status: Option<u16>,
    intent: Option<Intent>,
}

/// The page: questions, missing parts, or what exactly would be signed.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(place): Path<Where>) -> Response {
    let again = match asks_nothing(&site, &visitor, &place).await {
        Ok(true) => ask_to_sign(&site, &visitor, &place, Given::default(), None).await,
        _ => Again::default(),
    };
    draw(&site, &visitor, place, again).await
}

/// Whether the way wants a signature and nothing else: then it is shown at once.
async fn asks_nothing(site: &Site, visitor: &Visitor, place: &Where) -> app::Result<bool> {
    let (kind, number, way) = place.clone();
    act(site, visitor, move |app, caller| {
        app.view(caller, |view| {
            let seen = view.record(&kind, &number)?;
            let offer = seen.offers.iter().find(|offer| offer.id == way);
            Ok(offer.is_some_and(|offer| {
                offer.signs && offer.asks.is_empty() && offer.allowed && offer.missing.is_empty()
            }))
        })
    })
    .await
}

/// Passes it, or asks for the signature first.
pub(crate) async fn pass(
    State(site): State<Site>,
    visitor: Visitor,
    Path(place): Path<Where>,
    uri: Uri,
    Form(given): Form,
) -> Response {
    let once = once_of(&given, &uri);
    let given = match keep_files(&site, &visitor, given).await {
        Ok(given) => given,
        Err(error) => return trouble::page(error, None),
    };
    if !given.get("_add").is_empty() {
        return draw(
            &site,
            &visitor,
            place,
            Again {
                given: more_rows(given),
                ..Again::default()
            },
        )
        .await;
    }
    let seen: Option<u64> = given.get("_seen").parse().ok();
    let signs = !given.get("_intent").is_empty();
    let factor = signs.then(|| Factor {
        intent: given.get("_intent").to_owned(),
        password: given.get("_password").to_owned(),
    });
    let (kind, number, transition) = place.clone();
    let form = given.clone();
    let passed = act(&site, &visitor, move |app, caller| {
        let inputs = app.view(caller, |view| inputs(view, &kind, &transition, &form))?;
        app.act(
            caller,
            Wish::Pass {
                kind,
                number,
                transition,
                inputs,
                seen,
                factor,
            },
            once,
        )
    })
    .await;
    let again = match passed {
        Ok(receipt) => {
            return to(&format!(
                "{}/receipt/{}",
                shown::address(&receipt.kind, &receipt.number),
                receipt.entry
            ));
        }
        Err(Error::Refused(refusal)) if refusal.why == Why::Unsigned => {
            ask_to_sign(&site, &visitor, &place, given, None).await
        }
        Err(Error::Refused(refusal)) => {
            let status = match refusal.why {
                Why::Stale => 409,
                Why::Forbidden => 403,
                _ => 422,
            };
            Again {
                given,
                summary: Some(refusal.summary),
                reasons: refusal.reasons,
                status: Some(status),
                intent: None,
            }
        }
        // A wrong password, an intent that is too old or was made for an earlier version: look again, sign anew.
        Err(error @ (Error::Unknown(_) | Error::Conflict(_) | Error::Slower(_))) if signs => {
            ask_to_sign(&site, &visitor, &place, given, Some(error.to_string())).await
        }
        Err(Error::Invalid(what)) => Again {
            given,
            summary: Some(what),
            status: Some(422),
            ..Again::default()
        },
        Err(error) => return trouble::page(error, None),
    };
    draw(&site, &visitor, place, again).await
}

fn inputs(
    view: &mut View<'_>,
    kind: &str,
    transition: &str,
    given: &Given,
) -> app::Result<Map<String, Value>> {
    let known = kind_of(view, kind)?;
    let fields = asked(known, transition);
    let mut inputs = given.inputs(&fields, None, view.house.zone());
    let targets = targets::load(view, &fields)?;
    targets::settle(&fields, &targets, &mut inputs);
    Ok(inputs)
}

/// A fresh intent that says what exactly would be signed; or why there is none.
async fn ask_to_sign(
    site: &Site,
    visitor: &Visitor,
    place: &Where,
    given: Given,
    wrong: Option<String>,
) -> Again {
    let (kind, number, transition) = place.clone();
    let form = given.clone();
    let intent = act(site, visitor, move |app, caller| {
        let inputs = app.view(caller, |view| inputs(view, &kind, &transition, &form))?;
        app.signing_intent(caller, &kind, &number, &transition, inputs)
    })
    .await;
    let status = wrong.as_ref().map(|_| 422);
    match intent {
        Ok(intent) => Again {
            given,
            summary: wrong,
            reasons: Vec::new(),
            status,
            intent: Some(intent),
        },
        Err(Error::Refused(refusal)) => Again {
            given,
            summary: Some(refusal.summary),
            reasons: refusal.reasons,
            status: Some(422),
            intent: None,
        },
        Err(error) => Again {
            given,
            summary: Some(error.to_string()),
            status: Some(422),
            ..Again::default()
        },
    }
}

/// The fields that a way on asks.
pub(super) fn asked<'a>(kind: &'a Kind, transition: &str) -> Vec<&'a Field> {
    let asks = kind
        .transition(transition)
        .map(|way| way.asks.as_slice())
        .unwrap_or_default();
    asks.iter().filter_map(|id| kind.field(id)).collect()
}

async fn draw(site: &Site, visitor: &Visitor, (kind, number, transition): Where, again: Again) -> Response {
    show_as(site, visitor, again.status.unwrap_or(200), move |view, frame| {
        let kind = kind_of(view, &kind)?;
        let seen = view.record(&kind.id, &number)?;
        let none = || {
            Error::NotFound(format!(
                "From here {} does not go that way: it is {} now.",
                seen.record.number,
                words::small(parts::state_title(kind, &seen.record.state))
            ))
        };
        let offer = seen
            .offers
            .iter()
            .find(|offer| offer.id == transition)
            .ok_or_else(none)?;
        if !offer.allowed {
            return Err(Error::Forbidden(format!("“{}” is for others here.", offer.verb)));
        }
        let margin = where_it_stands(kind, &seen, frame);
        let work = match &again.intent {
            Some(intent) => signing(view, frame, kind, &seen, offer, &again, intent),
            None => asking(view, frame, kind, &seen, offer, &again)?,
        };
        let title = format!("{}, {}", offer.verb, seen.record.number);
        Ok(Sheet::new("/records", title, split(work, margin)).called(format!(
            "{}, {}",
            seen.record.number,
            words::small(&offer.verb)
        )))
    })
    .await
}

pub(super) fn head(kind: &Kind, seen: &Seen, offer: &Offer) -> Element {
    let record = &seen.record;
    let back = a(shown::address(&kind.id, &record.number), nb(&record.number));
    headline((back, br(), &kind.title), &offer.verb, p("lead", &record.title))
}

pub(super) fn address(record: &engine::record::Record, transition: &str) -> String {
    format!(
        "/records/{}/{}/pass/{transition}",
        record.kind,
        in_path(&record.number)
    )
}
