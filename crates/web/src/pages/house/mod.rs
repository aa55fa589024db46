//! The house: its people, places, rules and packs. Everybody may look as far as they see; who may act is decided in `app`.

pub(crate) mod access;
pub(crate) mod leave;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod places;
pub(crate) mod practices;
pub(crate) mod tokens;

use std::collections::BTreeMap;

use app::Error;
use app::read::View;
use app::read::house::{Count, Rule};
use app::read::people::Person;
use app::read::record::Name;
use axum::extract::State;
use axum::response::Response;
use engine::decide::Why;
use engine::pack::Packs;
use engine::record::Grant;

use super::show;
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang_as, headline};
use crate::parts::html::*;
use crate::parts::problem::{Reason, problem};
use crate::parts::words;
use crate::site::Site;

/// The entrance.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, frame| {
        let tokens = view.tokens(&frame.now)?.len();
        let rules = view.rules()?;
        let set = rules
            .iter()
            .filter(|rule| rule.entry.is_some() && !rule.pack.is_empty());
        let set: Vec<&Rule> = set.filter(|rule| rule.setting != rule.default).collect();
        let packs: Vec<String> = view
            .house
            .packs
            .packs
            .iter()
            .map(|pack| format!("{} {}", pack.title, pack.version))
            .collect();
        let count = |view: &mut View<'_>, kind: &str| -> app::Result<String> {
            Ok(view.count_open(kind)?.as_ref().map_or_else(String::new, number))
        };
        let people = count(view, "person")?;
        let (roles, sites, places) = (count(view, "role")?, count(view, "site")?, count(view, "place")?);
        let amendments = count(view, "amendment")?;
        let who = [
            door(
                "/people",
                &people,
                "People",
                "Who is here, with which roles, who is away and who stands in.",
            ),
            door(
                "/records/role",
                &roles,
                "Roles",
                "What the organisation calls its roles, and what they are there for.",
            ),
            door(
                "/records/site",
                &sites,
                "Sites",
                "Places of business with an address of their own.",
            ),
            door(
                "/places",
                &places,
                "Places",
                "Halls, lines, benches, shelves; and what is held where.",
            ),
        ];
        let otherwise = match set.len() as u64 {
            0 => "All as the packs propose them.".to_owned(),
            1 => "One is set otherwise than the packs propose.".to_owned(),
            more => format!(
                "{} are set otherwise than the packs propose.",
                words::capital(&words::count(more))
            ),
        };
        let how = [
            door(
                "/practices",
                &(rules.len()).to_string(),
                "Practices",
                &format!("The rules that this house gives itself. {otherwise}"),
            ),
            door(
                "/packs",
                &packs.len().to_string(),
                "Packs",
                &format!(
                    "Kinds of record, standards and checks: {}.",
                    engine::text::enumerate(&packs, "and")
                ),
            ),
            door(
                "/tokens",
                &tokens.to_string(),
                "Tokens",
                "With what scripts and other programs come in.",
            ),
            door(
                "/records/amendment",
                &amendments,
                "Amendments",
                "Corrections of closed records that wait for a second person.",
            ),
            door(
                "/journal",
                &words::thousands(frame.entry),
                "Journal",
                "Every act, sealed; and how anybody can verify that.",
            ),
        ];
        let main = (
            headline(
                "The house",
                &frame.organisation,
                p("lead", "Who works here, where, and by which rules."),
            ),
            group("Who and where", None),
            ol("", who.to_vec()),
            group("How", None),
            ol("", how.to_vec()),
        );
        Ok(Sheet::new("/house", "The house", main))
    })
    .await
}

fn door(address: &str, number: &str, title: &str, about: &str) -> Element {
    let mark = if number.is_empty() || number == "0" {
        "miss"
    } else {
        ""
    };
    let number = if number.is_empty() { "none" } else { number };
    let said = (span("", b("", title)), small("", about));
    hang_as("li", "task", mark, number, a(address, said))
}

fn number(count: &Count) -> String {
    let open = words::thousands(count.open);
    if count.exact {
        open
    } else {
        format!("more than {open}")
    }
}

/// A role with its scope, as “process owner of Assembly” or “shift lead at Leeds”.
pub(super) fn role_words(grant: &Grant, packs: &Packs, names: &BTreeMap<String, Name>) -> String {
    let title = packs
        .roles
        .get(&grant.role)
        .map_or(grant.role.as_str(), |role| &role.title);
    let called = |id: &Option<String>, word: &str| {
        let name = id.as_ref().map(|id| {
            names
                .get(id)
                .map_or("a place that is closed to you", |name| &name.title)
        });
        name.map(|name| format!(" {word} {name}")).unwrap_or_default()
    };
    format!(
        "{}{}{}",
        words::small(title),
        called(&grant.process, "of"),
        called(&grant.site, "at")
    )
}

/// All roles of somebody, in a sentence's part; says so when there is none.
pub(super) fn roles_words(grants: &[Grant], packs: &Packs, names: &BTreeMap<String, Name>) -> String {
    let mut roles: Vec<String> = grants
        .iter()
        .map(|grant| role_words(grant, packs, names))
        .collect();
    roles.dedup();
    match roles.is_empty() {
        true => "no special role".to_owned(),
        false => engine::text::enumerate(&roles, "and"),
    }
}

/// Options for choosing somebody; the groups are titled, each person stands once.
pub(crate) fn people_options(groups: &[(&str, Vec<(&str, String)>)], chosen: &str) -> Vec<Element> {
    let mut shown: Vec<&str> = Vec::new();
    let mut out = vec![option("", "").with("value", "")];
    for (title, people) in groups {
        let mut options = Vec::new();
        for (id, name) in people {
            if !shown.contains(id) {
                shown.push(id);
                options.push(
                    option("", name)
                        .with("value", format!("person/{id}"))
                        .flag("selected", *id == chosen),
                );
            }
        }
        if !options.is_empty() {
            out.push(element("optgroup", "", options).with("label", *title));
        }
    }
    out
}

/// Everybody who works here but one, as options.
pub(super) fn colleagues<'a>(people: &'a [Person], but: &str) -> Vec<(&'a str, String)> {
    let others = people.iter().filter(|person| person.record.id != but);
    others
        .map(|person| (person.record.id.as_str(), person.record.title.clone()))
        .collect()
}

/// Why an act was not done, to be said on its own page.
pub(crate) struct NotDone {
    /// HTTP status.
    pub(crate) status: u16,
    said: String,
    reasons: Vec<Reason>,
}

impl NotDone {
    /// What a page can say of an error; the rest is handed back.
    pub(crate) fn of(error: Error) -> Result<Self, Error> {
        let told = |status, said| NotDone {
            status,
            said,
            reasons: Vec::new(),
        };
        match error {
            Error::Refused(refusal) => {
                let status = match refusal.why {
                    Why::Forbidden => 403,
                    Why::Stale => 409,
                    _ => 422,
                };
                let reasons = refusal.reasons.iter().map(|reason| Reason {
                    sentence: reason.sentence.clone(),
                    link: (!reason.field.is_empty())
                        .then(|| format!("#{}", crate::parts::form::place(&reason.field))),
                    basis: None,
                });
                Ok(NotDone {
                    status,
                    said: refusal.summary.clone(),
                    reasons: reasons.collect(),
                })
            }
            Error::Invalid(said) => Ok(told(422, said)),
            Error::Conflict(said) => Ok(told(409, said)),
            Error::Slower(said) => Ok(told(429, said)),
            Error::Unknown(said) => Ok(told(422, said)),
            other => Err(other),
        }
    }

    /// The box at the head of the page.
    pub(crate) fn drawn(&self) -> Element {
        problem(&format!("{} Nothing was recorded.", self.said), &self.reasons)
    }
}

/// A field of a plain form: label, hint, box.
pub(super) fn field(id: &str, ask: &str, hint: &str, control: Element) -> Element {
    let said = (!hint.is_empty()).then(|| p("hint", hint).id(format!("{id}-hint")));
    let control = control.id(id).maybe(
        "aria-describedby",
        (!hint.is_empty()).then(|| format!("{id}-hint")),
    );
    div("field", (label("", ask).with("for", id), said, control))
}
