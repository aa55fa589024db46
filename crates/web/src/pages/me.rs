//! Me: my sessions, my password.

use app::Error;
use axum::extract::State;
use axum::response::Response;

use super::{Form, act, show_as, to};
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::problem::{Reason, problem};
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    draw(&site, &visitor, None).await
}

/// Ends one session, or all others.
pub(crate) async fn end(State(site): State<Site>, visitor: Visitor, Form(given): Form) -> Response {
    let which = given.get("session").to_owned();
    let ended = act(&site, &visitor, move |app, caller| match which.as_str() {
        "others" => app.end_other_sessions(caller),
        one => app.end_session(caller, one),
    })
    .await;
    match ended {
        Ok(()) => to("/me"),
        Err(error) => draw(&site, &visitor, Some(error)).await,
    }
}

/// Sets another password.
pub(crate) async fn password(State(site): State<Site>, visitor: Visitor, Form(given): Form) -> Response {
    let changed = act(&site, &visitor, move |app, caller| {
        if given.get("_new") != given.get("_again") {
            return Err(Error::Invalid(
                "The new password was typed in two different ways.".to_owned(),
            ));
        }
        app.change_password(caller, given.get("_password"), given.get("_new"))
    })
    .await;
    match changed {
        Ok(()) => to("/me?changed=password"),
        Err(error) => draw(&site, &visitor, Some(error)).await,
    }
}

async fn draw(site: &Site, visitor: &Visitor, wrong: Option<Error>) -> Response {
    let mine = act(site, visitor, |app, caller| app.my_sessions(caller))
        .await
        .unwrap_or_default();
    let here = visitor.0.session.clone();
    let status = if wrong.is_some() { 422 } else { 200 };
    show_as(site, visitor, status, move |view, frame| {
        let roles: Vec<String> = view
            .actor
            .roles()
            .iter()
            .map(|role| words::small(view.house.packs.roles.get(role).map_or(role, |role| &role.title)))
            .collect();
        let roles = match roles.as_slice() {
            [] => "You hold no special role: you report, read and sign what is yours.".to_owned(),
            roles => format!("You are {}.", engine::text::enumerate(roles, "and")),
        };
        let zone = frame.zone.as_str();
        let rows: Vec<Element> = mine
            .iter()
            .map(|session| {
                let this = session.hash == here;
                let since = words::moment(&session.created, zone);
                let seen = words::moment(&session.seen, zone);
                let end = post(
                    "/me/sessions",
                    (
                        hidden("session", &session.hash[..16]),
                        button("key", "End it")
                            .with("type", "submit")
                            .with("aria-label", format!("End it: the session of {since}")),
                    ),
                );
                let what = if this { "This browser" } else { "Another browser" };
                let device = device(&session.device);
                hang_as(
                    "li",
                    "tri",
                    if this { "dot blue" } else { "" },
                    since,
                    (
                        div(
                            "",
                            (
                                h3("", what),
                                small(
                                    "",
                                    (
                                        device,
                                        br(),
                                        format!("From {}, last used {seen}", session.address),
                                    ),
                                ),
                            ),
                        ),
                        (!this).then_some(end),
                    ),
                )
            })
            .collect();
        let others = mine.len() > 1;
        let wrong = wrong.map(|error| {
            let reasons: Vec<Reason> = Vec::new();
            problem(&error.to_string(), &reasons)
        });
        let main = (
            wrong,
            headline("You", &frame.name, p("lead", roles)),
            hang(
                "act-row",
                "",
                "Leave",
                post("/sign-out", button("btn", "Sign out").with("type", "submit")),
            ),
            hang(
                "note-row",
                "",
                "",
                p(
                    "",
                    (
                        a("/house", "The house"),
                        ": its people, places, rules and packs. ",
                        a("/tokens", "Your tokens"),
                        " are for scripts.",
                    ),
                ),
            ),
            group("Where you are signed in", Some(mine.len() as u64)),
            ol("", rows),
            others.then(|| {
                hang(
                    "note-row",
                    "none",
                    "",
                    post(
                        "/me/sessions",
                        (
                            hidden("session", "others"),
                            button("as-link", "End all others").with("type", "submit"),
                        ),
                    ),
                )
            }),
            group("Another password", None),
            hang(
                "act-row",
                "",
                "",
                post(
                    "/me/password",
                    (
                        secret("old", "The password you have", "_password", "current-password"),
                        secret(
                            "new",
                            "The new one, at least ten characters",
                            "_new",
                            "new-password",
                        ),
                        secret("again", "The new one again", "_again", "new-password"),
                        p("acts", button("key", "Change it").with("type", "submit")),
                        p("s q", "All other sessions of yours end with it."),
                    ),
                ),
            ),
        );
        Ok(Sheet::new("/me", &frame.name, main).called("You"))
    })
    .await
}

/// What a browser says of itself, in words; the long text holds the names of all its ancestors.
pub(super) fn device(said: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(sign, _)| said.contains(sign))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if said.is_empty() => "It does not say what it is".to_owned(),
        (None, None) => said.chars().take(60).collect(),
    }
}

fn secret(id: &str, words: &str, name: &str, fills: &str) -> Element {
    div(
        "field",
        (
            label("", words).with("for", id),
            input("password", name)
                .id(id)
                .with("autocomplete", fills)
                .flag("required", true),
        ),
    )
}
