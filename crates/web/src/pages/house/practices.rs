//! The rules of the house: why, as the pack proposes it, as it is set, what asks it; and setting one, with a reason.

use app::read::frame::Frame;
use app::read::house::{Rule, sets_rules};
use axum::extract::{Path, State};
use axum::response::Response;

use super::{NotDone, field};
use crate::door::Visitor;
use crate::pages::{Form, act, show, show_as, to, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// All rules.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, _| {
        let rules = view.rules()?;
        let otherwise = rules.iter().filter(|rule| is_otherwise(rule)).count() as u64;
        let of_packs = rules.iter().filter(|rule| !rule.pack.is_empty()).count() as u64;
        let said = match otherwise {
            0 => format!("{} rules, all as the packs propose them.", words::capital(&words::count(of_packs))),
            1 => format!("{} rules; one is set otherwise than proposed.", words::capital(&words::count(of_packs))),
            more => format!("{} rules; {} are set otherwise than proposed.", words::capital(&words::count(of_packs)), words::count(more)),
        };
        let mut parts: Vec<Element> = Vec::new();
        let mut packs: Vec<&str> = Vec::new();
        for rule in &rules {
            if !packs.contains(&rule.pack.as_str()) {
                packs.push(&rule.pack);
            }
        }
        for pack in packs {
            let of: Vec<&Rule> = rules.iter().filter(|rule| rule.pack == pack).collect();
            let title = if pack.is_empty() { "What every house settles for itself" } else { pack };
            let rows: Vec<Element> = of.iter().map(|rule| row(rule)).collect();
            parts.push(section("", (group(title, Some(of.len() as u64)), ol("", rows))));
        }
        let lead = "A practice is useful and asked by no standard. The house sets it as it likes; the setting and its reason stand in the journal.";
        let main = (headline((a("/house", "The house"), br(), "Practices"), said, p("lead", lead)), parts);
        Ok(Sheet::new("/house", "Practices", main))
    })
    .await
}

fn is_otherwise(rule: &Rule) -> bool {
    !rule.pack.is_empty() && rule.setting != rule.default
}

/// A setting as people say it.
fn says(setting: &str, is_days: bool) -> String {
    match (setting, is_days) {
        ("", _) => "not set".to_owned(),
        ("on" | "off", _) => setting.to_owned(),
        ("1", true) => "1 day".to_owned(),
        (days, true) => format!("{days} days"),
        (other, false) => other.to_owned(),
    }
}

fn row(rule: &Rule) -> Element {
    let mark = match (is_otherwise(rule), rule.setting.as_str()) {
        (true, _) => "dot blue",
        (false, "off" | "") => "miss",
        _ => "",
    };
    let proposed = is_otherwise(rule).then(|| format!(" Proposed: {}.", says(&rule.default, rule.is_days)));
    let setting = says(&rule.setting, rule.is_days);
    // What is long, as a name or a list of holidays, stands in the row itself.
    let (gauge, long) = if setting.chars().count() > 14 {
        ("set".to_owned(), Some(format!("{setting}. ")))
    } else {
        (setting, None)
    };
    hang_as(
        "li",
        "task",
        mark,
        gauge,
        a(
            format!("/practices/{}", rule.id),
            (span("", &rule.title), small("", (long, &rule.why, proposed))),
        ),
    )
}

/// One rule with its form.
pub(crate) async fn one(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>) -> Response {
    draw(&site, &visitor, id, Given::default(), None).await
}

/// Sets it.
pub(crate) async fn set(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(given): Form,
) -> Response {
    let (practice, form) = (id.clone(), given.clone());
    let done = act(&site, &visitor, move |app, caller| {
        app.set_practice(caller, &practice, form.get("setting").trim(), form.get("reason"))
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(_) => to(&format!("/practices/{id}")),
        Err(Ok(not_done)) => draw(&site, &visitor, id, given, Some(not_done)).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

async fn draw(
    site: &Site,
    visitor: &Visitor,
    id: String,
    given: Given,
    not_done: Option<NotDone>,
) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    show_as(site, visitor, status, move |view, frame| {
        let rule = view.rule(&id)?;
        let may = sets_rules(&view.actor);
        let pack = if rule.pack.is_empty() {
            "Of the house"
        } else {
            &rule.pack
        };
        let form = if may {
            form(&rule, &given)
        } else {
            hang(
                "act-row",
                "miss",
                "Set it",
                p(
                    "s q",
                    "Practices are set by the quality manager or top management.",
                ),
            )
        };
        let asked: Vec<Element> = rule
            .asked_by
            .iter()
            .map(|asked| hang_as("li", "log", "", "", asked))
            .collect();
        let asked = (!asked.is_empty()).then(|| {
            section(
                "",
                (group("What asks it", Some(asked.len() as u64)), ol("", asked)),
            )
        });
        let work = (
            not_done.map(|not_done| not_done.drawn()),
            headline(
                (a("/practices", "Practices"), br(), pack),
                &rule.title,
                (!rule.why.is_empty()).then(|| p("lead", &rule.why)),
            ),
            form,
            asked,
        );
        Ok(Sheet::new(
            "/house",
            &rule.title,
            split(work, facts(&rule, frame)),
        ))
    })
    .await
}

fn form(rule: &Rule, given: &Given) -> Element {
    let setting = if given.get("setting").is_empty() {
        &rule.setting
    } else {
        given.get("setting")
    };
    let control = if rule.values.is_empty() {
        let (ask, hint, class) = match (rule.is_days, rule.id.as_str()) {
            (true, _) => ("How many days?", "A number from 0 to 3650", "short"),
            (false, "holidays") => ("Which days?", "As 2026-12-25, with commas between them", ""),
            (false, "time_zone") => ("Which time zone?", "As Europe/Lisbon", "short"),
            _ => ("What should it be?", "", ""),
        };
        let input = input("text", "setting").with("value", setting);
        field(
            "f-setting",
            ask,
            hint,
            if class.is_empty() {
                input
            } else {
                input.with("class", class)
            },
        )
    } else {
        let radio = |value: &String| {
            label(
                "rd",
                (
                    input("radio", "setting")
                        .with("value", value)
                        .flag("checked", value == setting),
                    span("", words::capital(value)),
                ),
            )
        };
        let radios: Vec<Element> = rule.values.iter().map(radio).collect();
        fieldset(
            "field",
            (legend("", "What should it be?"), div("rds across", radios)),
        )
    };
    let reason = textarea("", given.get("reason"))
        .with("name", "reason")
        .with("rows", "3");
    hang(
        "act-row",
        "ring blue",
        "Set it",
        post(
            format!("/practices/{}", rule.id),
            (
                control,
                field(
                    "f-reason",
                    "Why?",
                    "It stands in the journal beside the setting.",
                    reason,
                ),
                p("acts", button("btn act-main", "Set it so").with("type", "submit")),
            ),
        ),
    )
}

fn facts(rule: &Rule, frame: &Frame) -> Markup {
    let setting = says(&rule.setting, rule.is_days);
    let mut rows: Vec<(&str, Markup)> = vec![("In force", Markup::of(b("", setting)))];
    if !rule.pack.is_empty() {
        rows.push(("Proposed", Markup::of(says(&rule.default, rule.is_days))));
        rows.push(("Basis", Markup::of("practice: of this house, of no standard")));
        rows.push(("Pack", Markup::of(&rule.pack)));
    }
    rows.push(match rule.entry {
        Some(entry) => (
            "Since",
            Markup::of(("entry ", a(format!("/journal/{entry}"), words::thousands(entry)))),
        ),
        None => ("Since", Markup::of("never set; as proposed")),
    });
    let zone = (rule.id == "time_zone").then(|| {
        p(
            "s q",
            format!("Now it is {} there.", words::clock(&frame.now, &frame.zone)),
        )
    });
    Markup::of((div("facts", (h2("vh", "Facts"), block(rows))), zone))
}
