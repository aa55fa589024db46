//! One section of a record is edited. When somebody else was faster, both versions stand side by side.

use app::Error;
use app::act::record::Wish;
use app::read::View;
use app::read::frame::Frame;
use app::read::history::Event;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use engine::condition::Missing;
use engine::decide::Why;
use engine::pack::{Field, Kind, Section};

use super::begin::{at_fields, keep_files, mistakes, more_rows};
use super::{kind_of, may_edit, sections, targets};
use crate::door::Visitor;
use crate::pages::{Form, act, key, once_of, show_as, to, trouble};
use crate::parts::form::{self, Draw};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::problem;
use crate::parts::shown::{self, Known};
use crate::parts::words;
use crate::site::Site;

/// Kind, number, section counted from 1.
type Where = (String, String, usize);

/// Why the page is drawn again.
#[derive(Default)]
struct Again {
    given: Option<Given>,
    summary: Option<String>,
    reasons: Vec<Missing>,
    /// Version that had been looked at when somebody else was faster.
    stale: Option<u64>,
}

/// The form.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(place): Path<Where>) -> Response {
    draw(&site, &visitor, place, Again::default()).await
}

/// Records the answers.
pub(crate) async fn save(
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
                given: Some(more_rows(given)),
                ..Again::default()
            },
        )
        .await;
    }
    let seen: Option<u64> = given.get("_seen").parse().ok();
    let (kind, number, section) = place.clone();
    let form = given.clone();
    let saved = act(&site, &visitor, move |app, caller| {
        let inputs = app.view(caller, |view| {
            let known = kind_of(view, &kind)?;
            let record = view.record(&kind, &number)?.record;
            let fields = section_fields(known, section)?.1;
            let mut inputs = form.inputs(&fields, Some(&record), view.house.zone());
            let targets = targets::load(view, &fields)?;
            targets::settle(&fields, &targets, &mut inputs);
            Ok(inputs)
        })?;
        app.act(
            caller,
            Wish::Edit {
                kind,
                number,
                inputs,
                seen,
            },
            once,
        )
    })
    .await;
    let again = |summary: String, reasons: Vec<Missing>, stale: Option<u64>| Again {
        given: Some(given),
        summary: Some(summary),
        reasons,
        stale,
    };
    match saved {
        Ok(receipt) => to(&format!(
            "{}?done={}#s{}",
            shown::address(&receipt.kind, &receipt.number),
            receipt.entry,
            place.2
        )),
        Err(Error::Refused(refusal)) if refusal.why == Why::Unchanged => {
            to(&shown::address(&place.0, &place.1))
        }
        Err(Error::Refused(refusal)) => {
            let stale = seen.filter(|_| refusal.why == Why::Stale);
            draw(
                &site,
                &visitor,
                place,
                again(refusal.summary, refusal.reasons, stale),
            )
            .await
        }
        Err(Error::Invalid(what)) => draw(&site, &visitor, place, again(what, Vec::new(), None)).await,
        Err(error) => trouble::page(error, None),
    }
}

fn section_fields(kind: &Kind, section: usize) -> app::Result<(&Section, Vec<&Field>)> {
    let none = || Error::NotFound(format!("{} has no section {section}.", kind.title));
    let part = section
        .checked_sub(1)
        .and_then(|at| kind.sections.get(at))
        .ok_or_else(none)?;
    Ok((part, sections::fields(kind, part)))
}

async fn draw(site: &Site, visitor: &Visitor, (kind, number, section): Where, again: Again) -> Response {
    let status = match (&again.stale, &again.summary) {
        (Some(_), _) => 409,
        (None, Some(_)) => 422,
        (None, None) => 200,
    };
    show_as(site, visitor, status, move |view, frame| {
        let kind = kind_of(view, &kind)?;
        let seen = view.record(&kind.id, &number)?;
        let changed = match again.stale {
            Some(version) => view
                .history(&kind.id, &number)?
                .into_iter()
                .filter(|event| event.version > version)
                .collect(),
            None => Vec::new(),
        };
        let (part, fields) = section_fields(kind, section)?;
        if !may_edit(view, part, &seen.record) {
            return Err(Error::Forbidden(format!(
                "“{}” of {} is not yours to edit now.",
                part.title, seen.record.number
            )));
        }
        sheet(
            view,
            frame,
            kind,
            &seen,
            (section, part, &fields),
            again,
            &changed,
        )
    })
    .await
}

fn sheet(
    view: &mut View<'_>,
    frame: &Frame,
    kind: &Kind,
    seen: &app::read::record::Seen,
    (section, part, fields): (usize, &Section, &[&Field]),
    again: Again,
    changed: &[Event],
) -> app::Result<Sheet> {
    let record = &seen.record;
    let targets = targets::load(view, fields)?;
    let known = Known {
        packs: &view.house.packs,
        names: &seen.names,
        zone: &frame.zone,
    };
    let given = again
        .given
        .unwrap_or_else(|| Given::of_record(fields, record, &known));
    let mistakes = mistakes(&again.reasons);
    let refused = again.summary.map(|summary| {
        let more = if again.stale.is_some() {
            "Beside each answer that differs you see what is recorded now. Put both together and save again."
        } else {
            "Nothing was recorded, and nothing that you entered is lost."
        };
        problem(&format!("{summary} {more}"), &at_fields(&again.reasons))
    });
    let draw = Draw {
        known,
        targets: &targets,
        given: &given,
        mistakes: &mistakes,
    };
    // What is asked may depend on an answer of this very form; without script all questions stand in it.
    let drawn: Vec<Markup> = fields
        .iter()
        .map(|field| Markup::of((theirs(field, record, changed, &known), draw.field(field))))
        .collect();
    let back = shown::address(&kind.id, &record.number);
    let form = post(
        sections::edit_address(record, section - 1),
        (
            form::once(&key()),
            hidden("_seen", record.version.to_string()),
            drawn,
            p(
                "acts save",
                (
                    button("btn act-main", "Save").with("type", "submit"),
                    a(&back, "Leave it as it was").with("class", "quiet"),
                ),
            ),
        ),
    );
    let work = (
        refused,
        headline(
            (a(&back, nb(&record.number)), br(), &kind.title),
            &part.title,
            p("lead", &record.title),
        ),
        hang(
            "act-row",
            "ring blue",
            format!("Section {section} of {}", kind.sections.len()),
            form.with("enctype", "multipart/form-data"),
        ),
    );
    let main = split(work, super::signing::where_it_stands(kind, seen, frame));
    Ok(
        Sheet::new("/records", format!("{}, {}", part.title, record.number), main).called(format!(
            "{}, {}",
            record.number,
            words::small(&part.title)
        )),
    )
}

/// What somebody else recorded meanwhile in that field.
fn theirs(
    field: &Field,
    record: &engine::record::Record,
    changed: &[Event],
    known: &Known<'_>,
) -> Option<Element> {
    let event = changed
        .iter()
        .rev()
        .find(|event| event.fields.contains_key(&field.id))?;
    let at = words::moment(&event.time, known.zone);
    let said = format!(
        "Recorded since you opened the page · {}, {at} · entry {}",
        event.name,
        words::thousands(event.entry)
    );
    let value = record
        .fields
        .get(&field.id)
        .map(|value| shown::value(field, value, &record.fields, known));
    let value = value.map_or_else(
        || Markup::of("(emptied)"),
        |value| Markup::of(element("ins", "", value)),
    );
    Some(div("act-change", (p("xs q", said), div("", value))))
}
