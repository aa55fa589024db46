//! A record passes to another state: what the way asks, what is missing for it, and the signature where one is wanted.

use app::Error;
use app::act::record::Wish;
use app::act::sign::{Factor, Intent};
use app::read::View;
use app::read::frame::Frame;
use app::read::record::Seen;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use engine::condition::Missing;
use engine::decide::{Offer, Why};
use engine::pack::{Field, Kind};
use serde_json::{Map, Value};

use super::begin::{keep_files, mistakes, more_rows};
use super::{kind_of, one, targets};
use crate::door::Visitor;
use crate::pages::{Form, act, key, once_of, show_as, to, trouble};
use crate::parts::form::{self, Draw};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::{self, Reason, problem};
use crate::parts::record as parts;
use crate::parts::shown::{self, Known, in_path};
use crate::parts::words;
use crate::site::Site;

/// Kind, number, transition.
type Where = (String, String, String);

/// Why the page is drawn, and with what in it.
#[derive(Default)]
struct Again {
    given: Given,
    summary: Option<String>,
    reasons: Vec<Missing>,
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

fn asked<'a>(kind: &'a Kind, transition: &str) -> Vec<&'a Field> {
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

fn head(kind: &Kind, seen: &Seen, offer: &Offer) -> Element {
    let record = &seen.record;
    let back = a(shown::address(&kind.id, &record.number), nb(&record.number));
    headline((back, br(), &kind.title), &offer.verb, p("lead", &record.title))
}

/// Questions and one button; or, when something is missing elsewhere, what and where.
fn asking(
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
            ("Back to ", nb(&record.number)),
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

fn address(record: &engine::record::Record, transition: &str) -> String {
    format!(
        "/records/{}/{}/pass/{transition}",
        record.kind,
        in_path(&record.number)
    )
}

/// What exactly, what it means, and proof of who signs.
fn signing(
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
fn where_it_stands(kind: &Kind, seen: &Seen, frame: &Frame) -> Markup {
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
