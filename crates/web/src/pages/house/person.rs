//! One person: roles, deputy, absences, what is in their hands, what they reported.

use app::Error;
use app::act::record::Wish;
use app::read::View;
use app::read::frame::Frame;
use app::read::people::{Away, MOST_OPEN, OnePerson};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use engine::record::{Grant, Record, id_of};
use serde_json::{Map, Value, json};

use super::people::address;
use super::{NotDone, colleagues, field, people_options, role_words, roles_words};
use crate::door::Visitor;
use crate::pages::records::may_edit;
use crate::pages::{Form, act, key, once_of, show_as, to, trouble};
use crate::parts::form::once;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline, split, when};
use crate::parts::html::*;
use crate::parts::problem::section_of;
use crate::parts::record as parts;
use crate::parts::shown;
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(number): Path<String>) -> Response {
    draw(&site, &visitor, number, None).await
}

/// Enters an absence, or takes one out: an ordinary edit of the person's record.
pub(crate) async fn away(
    State(site): State<Site>,
    visitor: Visitor,
    Path(number): Path<String>,
    uri: Uri,
    Form(given): Form,
) -> Response {
    let key = once_of(&given, &uri);
    let of = number.clone();
    let done = act(&site, &visitor, move |app, caller| {
        let record = app.view(caller, |view| view.person_record(&of))?;
        let mut rows: Vec<Value> = record
            .fields
            .get("away")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        match given.get("out") {
            "" => {
                if given.get("from").is_empty() {
                    return Err(Error::Invalid(
                        "Say from which day on this person is away.".to_owned(),
                    ));
                }
                let mut row = Map::from_iter([("id".to_owned(), json!(next_row(&rows)))]);
                for column in ["from", "until", "deputy"] {
                    if !given.get(column).is_empty() {
                        row.insert(column.to_owned(), json!(given.get(column)));
                    }
                }
                rows.push(Value::Object(row));
            }
            out => rows.retain(|row| row.get("id").and_then(Value::as_str) != Some(out)),
        }
        let wish = Wish::Edit {
            kind: "person".to_owned(),
            number: of,
            inputs: Map::from_iter([("away".to_owned(), Value::Array(rows))]),
            seen: given.get("_seen").parse().ok(),
        };
        app.act(caller, wish, key)
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(_) => to(&format!("{}#away", address(&number))),
        Err(Ok(not_done)) => draw(&site, &visitor, number, Some(not_done)).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

fn next_row(rows: &[Value]) -> String {
    let taken = rows
        .iter()
        .filter_map(|row| row.get("id")?.as_str()?.strip_prefix('r')?.parse::<u64>().ok());
    format!("r{}", taken.max().unwrap_or(0) + 1)
}

async fn draw(site: &Site, visitor: &Visitor, number: String, not_done: Option<NotDone>) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    show_as(site, visitor, status, move |view, frame| {
        let one = view.one_person(&number)?;
        let everybody = view.everybody()?;
        let options = colleagues(&everybody.here, &one.person.record.id);
        let page = Page {
            view,
            frame,
            one: &one,
        };
        let work = (
            not_done.map(|not_done| not_done.drawn()),
            page.head(),
            page.away(&options),
            page.open(),
            page.reported(),
        );
        let title = one.person.record.title.clone();
        Ok(Sheet::new("/house", title, split(work, page.margin())))
    })
    .await
}

struct Page<'a, 'v> {
    view: &'a View<'v>,
    frame: &'a Frame,
    one: &'a OnePerson,
}

impl Page<'_, '_> {
    fn record(&self) -> &Record {
        &self.one.person.record
    }

    fn name_of(&self, id: Option<&String>) -> Option<&str> {
        id.and_then(|id| self.one.names.get(id))
            .map(|name| name.title.as_str())
    }

    fn day(&self, day: &str) -> String {
        words::short_day(day, &self.frame.today, &self.frame.zone)
    }

    fn head(&self) -> Element {
        let record = self.record();
        let state = self
            .view
            .house
            .packs
            .kind("person")
            .map_or("", |kind| parts::state_title(kind, &record.state));
        let roles = roles_words(&self.one.person.grants, &self.view.house.packs, &self.one.names);
        let gone = record.state != "active";
        let said = if gone {
            let on = record.fields.get("left_on").and_then(Value::as_str);
            let on = on
                .map(|day| format!(" on {}", words::day(day, &self.frame.zone)))
                .unwrap_or_default();
            format!("{state}{on}. What they did keeps their name.")
        } else {
            let at = self
                .name_of(record.site.as_ref())
                .map(|site| format!(", at {site}"))
                .unwrap_or_default();
            format!("{}{at}.", words::capital(&roles))
        };
        let away = self
            .one
            .person
            .away
            .as_ref()
            .map(|away| p("lead amber", self.away_words(away)));
        headline(
            (a("/people", "People"), br(), nb(&record.number)),
            &record.title,
            (p("lead", said), away),
        )
    }

    fn away_words(&self, away: &Away) -> String {
        let until = away
            .until
            .as_deref()
            .map(|until| format!(" until {}", words::long_day(until, &self.frame.zone)));
        let who = self.name_of(away.deputy.as_ref());
        let who = who.map_or_else(
            || "nobody stands in".to_owned(),
            |name| format!("{name} stands in"),
        );
        format!("Away today{}; {who}.", until.unwrap_or_default())
    }

    fn away(&self, colleagues: &[(&str, String)]) -> Element {
        let record = self.record();
        let section_of_away = self
            .view
            .house
            .packs
            .kind("person")
            .and_then(|kind| kind.section_of("away"));
        let may = section_of_away.is_some_and(|section| may_edit(self.view, section, record));
        let action = format!("{}/away", address(&record.number));
        let rows: Vec<Element> = self
            .one
            .away
            .iter()
            .map(|away| {
                let from = away.from.as_deref().map(|day| self.day(day)).unwrap_or_default();
                let until = away
                    .until
                    .as_deref()
                    .map_or("open end".to_owned(), |day| self.day(day));
                let past = away
                    .until
                    .as_deref()
                    .is_some_and(|until| until < self.frame.today.as_str());
                let mark = if away.on(&self.frame.today) {
                    "ring amber"
                } else if past {
                    "miss"
                } else {
                    "ring"
                };
                let who = self.name_of(away.deputy.as_ref()).map_or_else(
                    || "Nobody stands in.".to_owned(),
                    |name| format!("{name} stands in."),
                );
                let out = (may && !past).then(|| {
                    post(
                        &action,
                        (
                            once(&key()),
                            hidden("_seen", record.version.to_string()),
                            hidden("out", &away.row),
                            button(
                                "key",
                                ("Take it out", heard(format!(": the absence from {from}"))),
                            )
                            .with("type", "submit"),
                        ),
                    )
                });
                hang_as(
                    "li",
                    "tri",
                    mark,
                    format!("{from} – {until}"),
                    (div("", who), out),
                )
            })
            .collect();
        let none = rows
            .is_empty()
            .then(|| hang("note-row", "miss", "", p("s q", "No absence is entered.")));
        let form = may.then(|| {
            let usual = record.links("deputy").next().map(|link| id_of(link).to_owned());
            let usual = self.name_of(usual.as_ref());
            let hint = usual.map_or("No usual deputy is named.".to_owned(), |name| {
                format!("Left empty: {name}, the usual deputy.")
            });
            let deputy =
                select("", people_options(&[("People", colleagues.to_vec())], "")).with("name", "deputy");
            hang(
                "act-row",
                "",
                "Enter one",
                post(
                    &action,
                    (
                        once(&key()),
                        hidden("_seen", record.version.to_string()),
                        div(
                            "cells",
                            (
                                field(
                                    "away-from",
                                    "First day away",
                                    "",
                                    input("date", "from").flag("required", true),
                                ),
                                field("away-until", "Last day away", "", input("date", "until")),
                                field("away-deputy", "Who stands in?", &hint, deputy),
                            ),
                        ),
                        p("acts", button("key", "Enter the absence").with("type", "submit")),
                    ),
                ),
            )
        });
        section("", (group("Away", None), ol("", rows), none, form)).id("away")
    }

    fn open(&self) -> Element {
        let open = &self.one.open;
        let rows: Vec<Element> = open.iter().map(|record| self.row(record)).collect();
        let none = rows.is_empty().then(|| {
            hang(
                "note-row",
                "miss",
                "",
                p("s q", "Nothing open is in their hands, as far as you see."),
            )
        });
        let number = open.len() as u64;
        let more = (open.len() >= MOST_OPEN).then(|| {
            hang(
                "note-row",
                "none",
                "",
                p("s q", "There is more; the registers show it, filtered by owner."),
            )
        });
        section(
            "",
            (group("In their hands", Some(number)), ol("", rows), none, more),
        )
        .id("open")
    }

    fn row(&self, record: &Record) -> Element {
        let kind = self.view.house.packs.kind(&record.kind);
        let state = kind.map(|kind| words::small(parts::state_title(kind, &record.state)));
        let date = when(record.due.as_deref(), &self.frame.today, &self.frame.zone);
        let theirs = record.next.as_deref() == Some(self.record().id.as_str());
        let turn = if theirs { " Their turn." } else { "" };
        hang_as(
            "li",
            "task",
            &date.mark,
            &date.words,
            (
                a(
                    shown::address(&record.kind, &record.number),
                    (
                        span("", words::set(&record.title)),
                        small(
                            "",
                            (nb(&record.number), state.map(|state| format!(", {state}.")), turn),
                        ),
                    ),
                ),
                span("of", kind.map(|kind| kind.title.clone())),
            ),
        )
    }

    fn reported(&self) -> Option<Element> {
        let rows: Vec<Element> = self
            .one
            .reported
            .iter()
            .map(|record| {
                let kind = self.view.house.packs.kind(&record.kind);
                let state = kind.map(|kind| words::small(parts::state_title(kind, &record.state)));
                let mark = if record.closed.is_some() { "dot" } else { "" };
                hang_as(
                    "li",
                    "task",
                    mark,
                    self.day(&record.opened),
                    a(
                        shown::address(&record.kind, &record.number),
                        (
                            span("", words::set(&record.title)),
                            small("", (nb(&record.number), state.map(|state| format!(", {state}.")))),
                        ),
                    ),
                )
            })
            .collect();
        (!rows.is_empty()).then(|| section("", (group("What they reported lately", None), ol("", rows))))
    }

    fn margin(&self) -> Markup {
        let record = self.record();
        let mut facts: Vec<(&str, Markup)> = Vec::new();
        let name = |id: &String| self.one.names.get(id).map(shown::named);
        if let Some(site) = record.site.as_ref().and_then(name) {
            facts.push(("Site", site));
        }
        if let Some(mail) = record.fields.get("email").and_then(Value::as_str) {
            facts.push(("Mail", Markup::of(mail)));
        }
        let deputy = record.links("deputy").next().map(|link| id_of(link).to_owned());
        let deputy = deputy
            .and_then(|id| self.one.names.get(&id))
            .map(|name| Markup::of(a(address(&name.number), &name.title)));
        facts.push((
            "Deputy",
            deputy.unwrap_or_else(|| Markup::of(span("q", "nobody"))),
        ));
        facts.push((
            "Entered",
            Markup::of(words::day(&record.opened, &self.frame.zone)),
        ));
        let roles: Vec<Element> = self.one.roles.iter().map(|grant| self.role(grant)).collect();
        let roles = match roles.is_empty() {
            true => Markup::of(p(
                "s q",
                "No special role: reports, reads and signs what is theirs.",
            )),
            false => Markup::of(ul("hist", roles)),
        };
        let stands_in: Vec<Element> = self
            .one
            .stands_in_for
            .iter()
            .map(|name| li("", a(address(&name.number), &name.title)))
            .collect();
        let stands_in = (!stands_in.is_empty()).then(|| (h2("", "Stands in for"), ul("starts", stands_in)));
        Markup::of((
            div("facts", (h2("vh", "Facts"), block(facts))),
            h2("", "Roles"),
            roles,
            stands_in,
            h2("", "What one can do here"),
            ul("starts", self.doors()),
        ))
    }

    fn role(&self, grant: &Grant) -> Element {
        let title = words::capital(&role_words(grant, &self.view.house.packs, &self.one.names));
        let from = grant.from.as_deref().map(|day| format!("from {}", self.day(day)));
        let until = grant
            .until
            .as_deref()
            .map(|day| format!("until {}", self.day(day)));
        let time: Vec<String> = from.into_iter().chain(until).collect();
        let time = if time.is_empty() {
            "without end".to_owned()
        } else {
            time.join(" ")
        };
        let now = if grant.on(&self.frame.today) {
            ""
        } else {
            "Not today: "
        };
        li("", (title, span("at", words::capital(&format!("{now}{time}")))))
    }

    fn doors(&self) -> Vec<Element> {
        let record = self.record();
        let here = address(&record.number);
        let own = shown::address("person", &record.number);
        let mut doors = vec![li("", a(&own, "Their record and its history"))];
        let kind = self.view.house.packs.kind("person");
        let roles = kind.and_then(|kind| Some((section_of(kind, "roles")?, kind.section_of("roles")?)));
        if let Some((at, section)) = roles.filter(|(_, section)| may_edit(self.view, section, record)) {
            doors.push(li("", a(format!("{own}/edit/{}", at + 1), &section.title)));
        }
        if self.one.access.look || self.one.access.password {
            doors.push(li(
                "",
                a(format!("{here}/access"), "Password, sessions and tokens"),
            ));
        }
        doors.push(li(
            "",
            a(format!("{here}/leave"), "What names them, and handing it over"),
        ));
        doors
    }
}
