//! First start: a guided road of four doors. The line goes down as far as one has come.
//!
//! The code on the console opens the first door, once; what it gave is a ticket in a cookie, good until the house is
//! founded. From then on one is signed in, and the rest are ordinary acts of an ordinary person.

mod doors;
mod sets;

use app::Error;
use app::act::people::NewPerson;
use app::act::setup::Founding;
use axum::extract::{FromRequestParts, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};

pub(crate) use doors::{processes, processes_page, sites, sites_page};

use super::sign_in::{Origin, sign_in, with_cookie};
use super::{Form, blocking, html, to, trouble};
use crate::door::cookie;
use crate::parts::frame::Sheet;
use crate::parts::gauge::hang_as;
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::problem;
use crate::set_up::Tried;
use crate::site::Site;

const TICKET: &str = "plumbline-set-up";

/// The ticket that the code was exchanged for.
pub(crate) struct Ticket(Option<String>);

impl FromRequestParts<Site> for Ticket {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Self::Rejection> {
        Ok(Ticket(cookie(parts, TICKET)))
    }
}

/// The road as far as one has come.
pub(crate) async fn page(State(site): State<Site>, ticket: Ticket) -> Response {
    match blocking(&site, |app| app.is_founded()).await {
        Ok(true) => to("/"),
        Ok(false) if admitted(&site, &ticket) => html(
            200,
            organisation_sheet(&Given::default(), None).drawn_outside("First start"),
        ),
        Ok(false) => html(200, code_sheet(&site, None).drawn_outside("First start")),
        Err(error) => trouble::page(error, None),
    }
}

/// Tries the code.
pub(crate) async fn code(State(site): State<Site>, Form(given): Form) -> Response {
    if !matches!(blocking(&site, |app| app.is_founded()).await, Ok(false)) {
        return to("/");
    }
    let Some(code) = &site.options.code else {
        return to("/set-up");
    };
    let wrong = match code.try_it(given.get("code"), site.app.now()) {
        Tried::Right(ticket) => {
            let secure = if site.options.behind_tls { "; Secure" } else { "" };
            let text =
                format!("{TICKET}={ticket}; Path=/set-up; HttpOnly; SameSite=Strict; Max-Age=7200{secure}");
            let value = HeaderValue::from_str(&text).expect("a ticket is plain ASCII");
            let mut response = Redirect::to("/set-up").into_response();
            response.headers_mut().append(SET_COOKIE, value);
            return response;
        }
        Tried::Wrong => {
            "This is not the code. Look at the console of the machine on which Plumbline was started."
        }
        Tried::Over => {
            "The code works no longer: it was used, is older than an hour, or was guessed at too often. Start Plumbline again; it prints a new one."
        }
    };
    html(422, code_sheet(&site, Some(wrong)).drawn_outside("First start"))
}

/// Founds the house and signs its first person in.
pub(crate) async fn organisation(
    State(site): State<Site>,
    ticket: Ticket,
    origin: Origin,
    Form(given): Form,
) -> Response {
    if !admitted(&site, &ticket) {
        return to("/set-up");
    }
    let roles = ["administrator", "quality_manager"]
        .map(|role| (role.to_owned(), None, None))
        .to_vec();
    let founding = Founding {
        organisation: given.get("organisation").trim().to_owned(),
        zone: given.get("zone").trim().to_owned(),
        first: NewPerson {
            name: given.get("name").to_owned(),
            email: given.get("email").to_owned(),
            roles,
            password: Some(given.get("_password").to_owned()),
        },
    };
    let again = |said: String| {
        html(
            422,
            organisation_sheet(&given, Some(said)).drawn_outside("First start"),
        )
    };
    if let Some(missing) = missing(&given) {
        return again(missing);
    }
    let packs = site.options.packs.clone();
    if let Err(error) = blocking(&site, move |app| app.found(&packs, founding)).await {
        return match error {
            Error::Broken(_) | Error::Unrecorded(_) | Error::Uncertain(_) => trouble::page(error, None),
            other => again(other.to_string()),
        };
    }
    if let Some(code) = &site.options.code {
        code.finish();
    }
    match sign_in(&site, &given, origin).await {
        Ok(secret) => with_cookie(&site, &secret, "/set-up/sites"),
        Err(_) => to("/sign-in?to=%2Fset-up%2Fsites"),
    }
}

/// What the founding itself cannot tell before it has begun.
fn missing(given: &Given) -> Option<String> {
    let blank = |name: &str| given.get(name).trim().is_empty();
    let short = given.get("_password").chars().count() < app::secrets::SHORTEST;
    let said = match () {
        () if blank("organisation") => "The organisation needs a name.",
        () if blank("name") => "Say who you are: the journal names everybody.",
        () if !given.get("email").contains('@') => "You sign in with a mail address.",
        () if given.get("_password") != given.get("_again") => {
            "The password was typed in two different ways."
        }
        () if short => "The password needs at least ten characters.",
        () if jiff::tz::TimeZone::get(given.get("zone").trim()).is_err() => {
            "This is no time zone; write it as Europe/Lisbon."
        }
        () => return None,
    };
    Some(said.to_owned())
}

fn admitted(site: &Site, ticket: &Ticket) -> bool {
    let code = site.options.code.as_ref();
    ticket
        .0
        .as_deref()
        .is_some_and(|ticket| code.is_some_and(|code| code.admits(ticket)))
}

/// The four doors: name, and what is behind it.
const DOORS: [(&str, &str); 4] = [
    (
        "The one-time code",
        "It stands on the console of the machine; nobody else can enter with it.",
    ),
    (
        "Your organisation",
        "Its name, its time zone, the first person: you.",
    ),
    (
        "Sites and places",
        "Where you work, and where things are found and held.",
    ),
    (
        "Processes to start from",
        "A set to begin with, or an empty sheet.",
    ),
];

/// A page of the road: the doors behind, the open one, and those to come.
pub(super) fn road(at: usize, said: &str, lead: &str, wrong: Option<String>, open: impl Show) -> Sheet {
    let open = Markup::of(open);
    let doors: Vec<Element> = DOORS
        .iter()
        .enumerate()
        .map(|(door, (title, about))| {
            let number = door + 1;
            if number < at {
                hang_as(
                    "li",
                    "dr past",
                    "dot blue",
                    format!("{number}, done"),
                    div("", (h2("", *title), p("s q", *about))),
                )
            } else if number == at {
                hang_as(
                    "li",
                    "dr now",
                    "blue now-m",
                    b("", format!("{number}, now")),
                    (h2("", *title), &open),
                )
            } else {
                hang_as(
                    "li",
                    "dr to",
                    "miss",
                    number.to_string(),
                    div("", (h2("", *title), p("s q", *about))),
                )
            }
        })
        .collect();
    let main = (
        wrong.map(|said| problem(&said, &[])),
        crate::parts::gauge::headline(format!("Step {at} of {}", DOORS.len()), said, p("lead", lead)),
        ol("road", doors),
    );
    let mut sheet =
        Sheet::new("", "First start", main).called(format!("Setting up, {at} of {}", DOORS.len()));
    sheet.class = "setup";
    sheet
}

fn code_sheet(site: &Site, wrong: Option<&str>) -> Sheet {
    let until = site
        .options
        .code
        .as_ref()
        .map(|code| engine::calendar::spell(code.until()));
    let hint = match until {
        Some(until) => format!(
            "Good until {} UTC. Capitals or not, with the gap or without.",
            crate::parts::words::clock(&until, "UTC")
        ),
        None => "This server was started without one. Start it with “plumbline serve”.".to_owned(),
    };
    let form = post(
        "/set-up",
        (
            p(
                "codein",
                (
                    label("vh", "The one-time code").with("for", "code"),
                    input("text", "code")
                        .id("code")
                        .with("autocomplete", "one-time-code")
                        .with("autocapitalize", "characters")
                        .with("spellcheck", "false")
                        .with("maxlength", "12"),
                ),
            ),
            p("s q hint", hint),
            p("acts2", button("btn", "Open").with("type", "submit")),
        ),
    );
    road(
        1,
        "Are you the one who installed this?",
        "Then the console of the machine shows a code of eight signs. It works once, for one hour, and makes you the first person here.",
        wrong.map(str::to_owned),
        form,
    )
}

fn organisation_sheet(given: &Given, wrong: Option<String>) -> Sheet {
    let zones: Vec<Element> = jiff::tz::db()
        .available()
        .map(|zone| option("", ()).with("value", zone.to_string()))
        .collect();
    let field = |id: &str, words: &str, hint: &str, control: Element| {
        let hint = (!hint.is_empty()).then(|| p("hint", hint));
        div("field", (label("", words).with("for", id), hint, control.id(id)))
    };
    let text = |name: &str| input("text", name).with("value", given.get(name));
    let form = post(
        "/set-up/organisation",
        (
            field(
                "organisation",
                "Name of the organisation",
                "",
                text("organisation").with("autocomplete", "organization"),
            ),
            field(
                "zone",
                "Time zone",
                "As Europe/Lisbon: the days of your journal begin and end there.",
                text("zone").with("list", "zones").with("class", "short"),
            ),
            datalist("", zones).id("zones"),
            field(
                "name",
                "Your name",
                "As it is printed under what you sign.",
                text("name").with("autocomplete", "name"),
            ),
            field(
                "email",
                "Your mail address",
                "You sign in with it.",
                input("email", "email")
                    .with("value", given.get("email"))
                    .with("autocomplete", "username")
                    .with("class", "short"),
            ),
            field(
                "password",
                "A password",
                "At least ten characters; three words are good.",
                input("password", "_password")
                    .with("autocomplete", "new-password")
                    .with("class", "short"),
            ),
            field(
                "again",
                "The password again",
                "",
                input("password", "_again")
                    .with("autocomplete", "new-password")
                    .with("class", "short"),
            ),
            p(
                "s q hint",
                "You begin as quality manager and as the one who enters people. Both can be given to others later.",
            ),
            p("acts2", button("btn", "Found the house").with("type", "submit")),
        ),
    );
    road(
        2,
        "Whose house is it?",
        "Its journal begins here. Everything can be changed later, and every change stays visible.",
        wrong,
        form,
    )
}
