//! The doors after the house is founded: sites and places, processes. Ordinary acts of whoever is signed in.

use std::sync::Arc;

use app::act::record::Wish;
use app::{App, Caller, Error};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, json};

use super::road;
use super::sets::{GROUPS, SETS};
use crate::door::Visitor;
use crate::pages::{Form, act, show, show_as, to};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::site::Site;

/// Most lines that are read from one form.
const MOST: usize = 50;

/// The door of sites and places.
pub(crate) async fn sites_page(State(site): State<Site>, visitor: Visitor) -> Response {
    sites_sheet(&site, &visitor, Given::default(), None).await
}

/// Enters sites, then places in the first of them.
pub(crate) async fn sites(State(site): State<Site>, visitor: Visitor, Form(given): Form) -> Response {
    let form = given.clone();
    let entered = act(&site, &visitor, move |app, caller| {
        let mut first = None;
        for name in lines(form.get("sites")) {
            let number = enter(app, caller, "site", &[("name", &name)])?;
            first.get_or_insert(number);
        }
        for name in lines(form.get("places")) {
            let mut answers = vec![("name", name.as_str())];
            answers.extend(first.as_deref().map(|site| ("site", site)));
            enter(app, caller, "place", &answers)?;
        }
        Ok(())
    })
    .await;
    match entered {
        Ok(()) => to("/set-up/processes"),
        Err(error) => sites_sheet(&site, &visitor, given, Some(error)).await,
    }
}

async fn sites_sheet(site: &Site, visitor: &Visitor, given: Given, wrong: Option<Error>) -> Response {
    let status = if wrong.is_some() { 422 } else { 200 };
    show_as(site, visitor, status, move |view, _| {
        administers(view)?;
        let area = |id: &str, words: &str, hint: &str| {
            div(
                "field",
                (
                    label("", words).with("for", id),
                    p("hint", hint),
                    textarea("", given.get(id))
                        .with("name", id)
                        .id(id)
                        .with("rows", "3"),
                ),
            )
        };
        let form = post(
            "/set-up/sites",
            (
                area(
                    "sites",
                    "Sites, one to a line",
                    "A town will do. One site is enough.",
                ),
                area(
                    "places",
                    "Places at the first site, one to a line",
                    "Halls, lines, benches, shelves: where something can be found or held.",
                ),
                p(
                    "acts2",
                    (
                        button("btn", "Go on").with("type", "submit"),
                        a("/set-up/processes", "Later, go on without").with("class", "quiet"),
                    ),
                ),
            ),
        );
        Ok(road(
            3,
            "Where do you work?",
            "Two doors are behind you. What you leave out now is entered later under Records.",
            wrong.map(|error| error.to_string()),
            form,
        ))
    })
    .await
}

/// The door of processes.
pub(crate) async fn processes_page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, _| {
        administers(view)?;
        let sets: Vec<Element> = SETS
            .iter()
            .enumerate()
            .map(|(at, set)| {
                let number: usize = set.processes.iter().map(|(_, names)| names.len()).sum();
                let about = if number == 0 { set.about.to_owned() } else { format!("{number} processes. {}", set.about) };
                label("door2", (
                    input("radio", "set").with("value", set.id).flag("checked", at == 0),
                    span("", (b("", set.title), small("", about))),
                ))
            })
            .collect();
        let form = post("/set-up/processes", (
            fieldset("doors", (legend("vh", "Which set"), sets)),
            h3("", "What they hold"),
            div("pks", SETS.iter().filter(|set| !set.processes.is_empty()).map(holds).collect::<Vec<_>>()),
            p("s q hint", "Each begins as “being described”: its owner says what goes in and what comes out, then puts it into use."),
            p("acts2", (button("btn", "Take this set").with("type", "submit"), a("/", "Later, go on without").with("class", "quiet"))),
        ));
        Ok(road(4, "Which processes do you begin with?", "Three doors are behind you. Everything here can be changed later; nothing is lost when you stop.", None, form))
    })
    .await
}

fn holds(set: &super::sets::Set) -> Element {
    let groups = GROUPS.iter().filter_map(|(group, words)| {
        let (_, names) = set.processes.iter().find(|(known, _)| known == group)?;
        Some(format!("{words}: {}.", engine::text::enumerate(names, "and")))
    });
    p(
        "s",
        (b("", set.title), ". ", groups.collect::<Vec<_>>().join(" ")),
    )
}

/// Enters the processes of the chosen set.
pub(crate) async fn processes(State(site): State<Site>, visitor: Visitor, Form(given): Form) -> Response {
    let chosen = given.get("set").to_owned();
    let entered = act(&site, &visitor, move |app, caller| {
        let set = SETS.iter().find(|set| set.id == chosen);
        let set = set.ok_or_else(|| Error::Invalid("Choose one of the sets.".to_owned()))?;
        for (group, names) in set.processes {
            for name in *names {
                enter(app, caller, "process", &[("name", name), ("group", group)])?;
            }
        }
        Ok(())
    })
    .await;
    match entered {
        Ok(()) => to("/"),
        Err(error) => {
            show_as(&site, &visitor, 422, move |_, _| {
                Ok(road(
                    4,
                    "Which processes do you begin with?",
                    "",
                    Some(error.to_string()),
                    p("", a("/set-up/processes", "Choose again")),
                ))
            })
            .await
        }
    }
}

/// These doors are for whoever sets the house up; others have no business here.
fn administers(view: &app::read::View<'_>) -> app::Result<()> {
    match view.actor.holds_everywhere(&["administrator"]) {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "Setting the house up is for its administrator.".to_owned(),
        )),
    }
}

fn enter(app: &Arc<App>, caller: &Caller, kind: &str, answers: &[(&str, &str)]) -> app::Result<String> {
    let inputs: Map<String, serde_json::Value> = answers
        .iter()
        .map(|(field, answer)| ((*field).to_owned(), json!(answer)))
        .collect();
    Ok(app
        .act(
            caller,
            Wish::Create {
                kind: kind.to_owned(),
                inputs,
            },
            None,
        )?
        .number)
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MOST)
        .map(str::to_owned)
        .collect()
}
