//! With what a person comes in: password, sessions, tokens. Secrets are shown once, on the page that answers the form.

use app::act::access::{Access, SignIns};
use app::act::people::TokenScope;
use app::read::frame::Frame;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::Response;
use engine::record::Record;

use super::people::address;
use super::{NotDone, field};
use crate::door::Visitor;
use crate::pages::me::device;
use crate::pages::{Form, act, show_as, to, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// A secret to be shown once: what it is, and the secret.
type Once = Option<(&'static str, String)>;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(number): Path<String>) -> Response {
    draw(&site, &visitor, number, None, None).await
}

/// Gives a password, makes a token, or ends what somebody is signed in with.
pub(crate) async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    Path(number): Path<String>,
    Form(given): Form,
) -> Response {
    let of = number.clone();
    let done = act(&site, &visitor, move |app, caller| match given.get("do") {
        "password" => Ok(Some(("The new password", app.give_password(caller, &of)?))),
        "token" => {
            let scope = match given.get("scope") {
                "act" => TokenScope::Act,
                _ => TokenScope::Read,
            };
            let days = given.get("days").trim().parse().unwrap_or(0);
            let token = app.give_token(caller, &of, given.get("name"), scope, days)?;
            Ok(Some(("The new token", token)))
        }
        _ => app.end_sign_in(caller, &of, given.get("which")).map(|()| None),
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(None) => to(&format!("{}/access", address(&number))),
        Ok(secret) => draw(&site, &visitor, number, secret, None).await,
        Err(Ok(not_done)) => draw(&site, &visitor, number, None, Some(not_done)).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

async fn draw(
    site: &Site,
    visitor: &Visitor,
    number: String,
    secret: Once,
    not_done: Option<NotDone>,
) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    let mut response = show_as(site, visitor, status, move |view, frame| {
        let one = view.one_person(&number)?;
        let person = one.person.record;
        // Whoever may give a password, but not look, sees just that.
        let there = match view.sign_ins(&number, &frame.now) {
            Err(app::Error::Forbidden(_)) if one.access.password => None,
            other => Some(other?),
        };
        let main = (
            not_done.map(|not_done| not_done.drawn()),
            headline(
                (a(address(&person.number), nb(&person.number)), br(), "Sign-ins"),
                format!("How {} signs in", person.title),
                p("lead", "A new password and every token are entries of the journal: nobody opens a door for somebody else unseen."),
            ),
            secret.map(shown_once),
            password(&person, one.access, there.as_ref(), frame),
            there.as_ref().map(|there| sessions(&person, there, frame)),
            there.as_ref().map(|there| tokens(&person, one.access, there, frame)),
        );
        Ok(Sheet::new("/house", format!("Sign-ins of {}", person.title), main))
    })
    .await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn shown_once((what, secret): (&'static str, String)) -> Element {
    hang(
        "act-row",
        "dot blue",
        "Shown once",
        div("secret", (
            h2("", what),
            p("num", element("code", "", secret)),
            p("s", "It is kept as a hash only and cannot be shown again. Hand it over by a way that others do not read along."),
        ))
        .with("role", "status"),
    )
}

fn action(person: &Record) -> String {
    format!("{}/access", address(&person.number))
}

fn password(person: &Record, access: Access, there: Option<&SignIns>, frame: &Frame) -> Element {
    let set = there.map(|there| match &there.password {
        Some(at) => format!("Set on {}.", words::moment(at, &frame.zone)),
        None => "There is none yet: this person cannot sign in.".to_owned(),
    });
    let way = if access.password {
        Markup::of((
            post(
                action(person),
                (
                    hidden("do", "password"),
                    p(
                        "acts",
                        button("key", "Give a new password").with("type", "submit"),
                    ),
                ),
            ),
            p(
                "s q",
                "It is made by chance and shown once. All their sessions end; they set their own afterwards, on the page that bears their name.",
            ),
        ))
    } else {
        Markup::of(p(
            "s q",
            (
                "Everybody sets their own, on ",
                a("/me", "the page that bears their name"),
                ".",
            ),
        ))
    };
    section(
        "",
        (
            group("Password", None),
            hang("act-row", "", "", (set.map(|set| p("", set)), way)),
        ),
    )
}

fn sessions(person: &Record, there: &SignIns, frame: &Frame) -> Element {
    let rows: Vec<Element> = there
        .sessions
        .iter()
        .map(|session| {
            let since = words::moment(&session.created, &frame.zone);
            let said = format!(
                "From {}, last used {}",
                session.address,
                words::moment(&session.seen, &frame.zone)
            );
            let end = post(
                action(person),
                (
                    hidden("which", &session.hash[..16]),
                    button("key", ("End it", heard(format!(": the session of {since}"))))
                        .with("type", "submit"),
                ),
            );
            hang_as(
                "li",
                "tri",
                "",
                since,
                (div("", (h3("", device(&session.device)), small("", said))), end),
            )
        })
        .collect();
    let all = (rows.len() > 1).then(|| {
        hang(
            "note-row",
            "none",
            "",
            post(
                action(person),
                (
                    hidden("which", "all"),
                    button("as-link", "End all of them").with("type", "submit"),
                ),
            ),
        )
    });
    let none = rows
        .is_empty()
        .then(|| hang("note-row", "miss", "", p("s q", "Signed in nowhere.")));
    section(
        "",
        (
            group("Sessions", Some(rows.len() as u64)),
            ol("", rows),
            none,
            all,
        ),
    )
}

fn tokens(person: &Record, access: Access, there: &SignIns, frame: &Frame) -> Element {
    let rows: Vec<Element> = there
        .tokens
        .iter()
        .map(|token| {
            let end = post(
                action(person),
                (
                    hidden("which", &token.hash[..16]),
                    button("key", ("End it", heard(format!(": the token {}", token.name))))
                        .with("type", "submit"),
                ),
            );
            let since = words::short_day(&token.created, &frame.today, &frame.zone);
            let said = token_says(&token.scopes, token.expires.as_deref(), frame);
            hang_as(
                "li",
                "tri",
                "",
                since,
                (div("", (h3("", &token.name), small("", said))), end),
            )
        })
        .collect();
    let none = rows.is_empty().then(|| {
        hang(
            "note-row",
            "miss",
            "",
            p(
                "s q",
                "There is none. Scripts and other programs come in with a token.",
            ),
        )
    });
    let may = |value: &str, said: &str, chosen: bool| {
        label(
            "rd",
            (
                input("radio", "scope")
                    .with("value", value)
                    .flag("checked", chosen),
                span("", said),
            ),
        )
    };
    let form = access.token.then(|| {
        hang(
            "act-row",
            "",
            "Make one",
            post(
                action(person),
                (
                    hidden("do", "token"),
                    field(
                        "f-name",
                        "What is it for?",
                        "",
                        input("text", "name").with("maxlength", "80"),
                    ),
                    fieldset(
                        "field",
                        (
                            legend("", "What may it do?"),
                            div(
                                "rds",
                                (
                                    may("read", "Read what this person sees", true),
                                    may("act", "Read, and act as far as this person may", false),
                                ),
                            ),
                        ),
                    ),
                    field(
                        "f-days",
                        "For how many days?",
                        "",
                        input("text", "days")
                            .with("inputmode", "numeric")
                            .with("class", "short")
                            .with("value", "90"),
                    ),
                    p("acts", button("key", "Make a token").with("type", "submit")),
                ),
            ),
        )
    });
    section(
        "",
        (group("Tokens", Some(rows.len() as u64)), ol("", rows), none, form),
    )
}

/// What a token may do, and until when.
pub(super) fn token_says(scopes: &str, expires: Option<&str>, frame: &Frame) -> String {
    let acts = scopes.split_whitespace().any(|scope| scope == "act");
    let may = if acts { "Reads and acts" } else { "Reads" };
    let until = expires.map_or("without end".to_owned(), |at| {
        format!("until {}", words::day(at, &frame.zone))
    });
    format!("{may}, {until}.")
}
