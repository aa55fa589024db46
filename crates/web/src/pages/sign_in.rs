//! Signing in and out.

use std::net::SocketAddr;

use app::Error;
use app::act::session::{DAYS, SignIn};
use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Form, blocking, html, to, trouble};
use crate::door::{Visitor, cookie};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, headline};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::{Reason, problem};
use crate::site::Site;

/// Where to go afterwards.
pub(crate) type Back = Query<std::collections::BTreeMap<String, String>>;

/// Where a request comes from, on which browser, and the session it had.
pub(crate) struct Origin {
    address: String,
    device: String,
    session: Option<String>,
}

impl FromRequestParts<Site> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip().to_string());
        let text = |headers: &HeaderMap, name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        // Only the proxy in front may say who asks: it writes the last address, everything before is hearsay.
        let forwarded = text(&parts.headers, "x-forwarded-for");
        let last = forwarded
            .rsplit(',')
            .next()
            .map(str::trim)
            .filter(|last| !last.is_empty() && site.options.behind_tls);
        Ok(Origin {
            address: last
                .map(str::to_owned)
                .or(peer)
                .unwrap_or_else(|| "unknown".to_owned()),
            device: text(&parts.headers, USER_AGENT.as_str()),
            session: cookie(parts, site.cookie()),
        })
    }
}

/// The page on which one signs in.
pub(crate) async fn page(State(site): State<Site>, Query(query): Back) -> Response {
    match blocking(&site, |app| app.is_founded()).await {
        Ok(true) => html(
            200,
            sheet(&site, &back(query.get("to")), "", None).drawn_outside("Sign in"),
        ),
        Ok(false) => to("/set-up"),
        Err(error) => trouble::page(error, None),
    }
}

/// Signs in.
pub(crate) async fn enter(State(site): State<Site>, origin: Origin, Form(given): Form) -> Response {
    let wanted = back(Some(&given.get("to").to_owned()));
    let email = given.get("email").to_owned();
    match sign_in(&site, &given, origin).await {
        Ok(secret) => with_cookie(&site, &secret, &wanted),
        Err(error @ (Error::Unknown(_) | Error::Slower(_))) => {
            let status = if matches!(error, Error::Slower(_)) {
                429
            } else {
                401
            };
            html(
                status,
                sheet(&site, &wanted, &email, Some(error.to_string())).drawn_outside("Sign in"),
            )
        }
        Err(error) => trouble::page(error, None),
    }
}

/// Ends the session and forgets the cookie.
pub(crate) async fn leave(State(site): State<Site>, visitor: Visitor) -> Response {
    let ended = super::act(&site, &visitor, |app, caller| app.sign_out(caller)).await;
    match ended {
        Ok(()) => forget(&site, Redirect::to("/sign-in").into_response()),
        Err(error) => trouble::page(error, None),
    }
}

/// Signs somebody in with what a form says.
pub(crate) async fn sign_in(site: &Site, given: &Given, origin: Origin) -> app::Result<String> {
    let sign_in = SignIn {
        email: given.get("email").to_owned(),
        password: given.get("_password").to_owned(),
        device: origin.device,
        address: origin.address,
        before: origin.session,
    };
    blocking(site, move |app| app.sign_in(&sign_in)).await
}

/// Goes on to a page with the session's cookie set.
pub(crate) fn with_cookie(site: &Site, secret: &str, wanted: &str) -> Response {
    set_cookie(
        site,
        Redirect::to(wanted).into_response(),
        secret,
        DAYS * 24 * 60 * 60,
    )
}

fn forget(site: &Site, response: Response) -> Response {
    set_cookie(site, response, "", 0)
}

fn set_cookie(site: &Site, mut response: Response, secret: &str, seconds: i64) -> Response {
    let secure = if site.options.behind_tls { "; Secure" } else { "" };
    let text = format!(
        "{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        site.cookie()
    );
    let value = HeaderValue::from_str(&text).expect("a secret is plain ASCII");
    response.headers_mut().append(SET_COOKIE, value);
    response
}

/// Where one comes back to: a page of ours and nothing else.
fn back(wanted: Option<&String>) -> String {
    let ours =
        |to: &&String| to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\n', '\r']);
    wanted.filter(ours).map_or_else(|| "/".to_owned(), Clone::clone)
}

fn sheet(site: &Site, wanted: &str, email: &str, wrong: Option<String>) -> Sheet {
    let refused = wrong.map(|said| {
        let reason = Reason {
            sentence: "Type address and password again".to_owned(),
            link: Some("#email".to_owned()),
            basis: None,
        };
        problem(&said, &[reason])
    });
    let form = post(
        "/sign-in",
        (
            hidden("to", wanted),
            field(
                "email",
                "Mail address",
                input("email", "email")
                    .with("value", email)
                    .with("autocomplete", "username"),
            ),
            field(
                "password",
                "Password",
                input("password", "_password").with("autocomplete", "current-password"),
            ),
            p("acts", button("btn", "Sign in").with("type", "submit")),
        ),
    );
    let main = (
        refused,
        headline("Plumbline", "Sign in", ()),
        hang("act-row", "ring blue", "Show it is you", form),
        site.is_demo().then(|| demo(site, wanted)),
    );
    Sheet::new("", "Sign in", main)
}

/// The people of the demo, each with what they would do today: one press signs in.
fn demo(site: &Site, wanted: &str) -> Markup {
    let people: Vec<Element> = site
        .options
        .demo
        .iter()
        .map(|person| {
            let enter = post(
                "/sign-in",
                (
                    hidden("to", wanted),
                    hidden("email", &person.email),
                    hidden("_password", &site.options.demo_password),
                    button("as-link", ("Sign in as ", element("b", "", &person.name))).with("type", "submit"),
                ),
            );
            hang_person(person, enter)
        })
        .collect();
    let password = element("b", "num", &site.options.demo_password);
    Markup::of((
        crate::parts::gauge::group("Or be somebody at the demo company", None),
        hang(
            "note-row",
            "none",
            "",
            p(
                "s q",
                ("Everybody’s password is ", password, ". Nothing here is real."),
            ),
        ),
        ul("people", people),
    ))
}

fn hang_person(person: &crate::site::DemoPerson, enter: Element) -> Element {
    crate::parts::gauge::hang_as(
        "li",
        "task person",
        "",
        "",
        div(
            "",
            (
                enter,
                small("", (&person.does, br(), span("", ("Today: ", &person.today)))),
            ),
        ),
    )
}

fn field(id: &str, words: &str, control: Element) -> Element {
    div(
        "field",
        (
            label("", words).with("for", id),
            control.id(id).flag("required", true),
        ),
    )
}
