//! A record begins: a few questions, a minute.

use std::collections::BTreeMap;

use app::act::Once;
use app::act::record::Wish;
use app::{Caller, Error};
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use engine::condition::Missing;
use engine::pack::{Field, Kind};

use super::{kind_of, may_begin, show, targets};
use crate::door::Visitor;
use crate::pages::{Form, act, key, once_of, show_as, to};
use crate::parts::form::{self, Draw};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, headline, split};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::{Reason, problem};
use crate::parts::shown::{self, Known};
use crate::site::Site;

/// The form.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    // An address may say some answers beforehand, as a label that was scanned does.
    let given = Given::new(
        query
            .into_iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .collect(),
    );
    draw(&site, &visitor, kind, given, Vec::new(), None).await
}

/// Enters it.
pub(crate) async fn enter(
    State(site): State<Site>,
    visitor: Visitor,
    Path(kind): Path<String>,
    uri: Uri,
    Form(given): Form,
) -> Response {
    let once = once_of(&given, &uri);
    let given = match keep_files(&site, &visitor, given).await {
        Ok(given) => given,
        Err(error) => return crate::pages::trouble::page(error, None),
    };
    if !given.get("_add").is_empty() {
        return draw(&site, &visitor, kind, more_rows(given), Vec::new(), None).await;
    }
    let entered = create(&site, &visitor, kind.clone(), given.clone(), once).await;
    match entered {
        Ok(receipt) => to(&format!(
            "{}/receipt/{}",
            shown::address(&receipt.kind, &receipt.number),
            receipt.entry
        )),
        Err(Error::Refused(refusal)) => {
            draw(
                &site,
                &visitor,
                kind,
                given,
                refusal.reasons,
                Some(refusal.summary),
            )
            .await
        }
        Err(Error::Invalid(what)) => draw(&site, &visitor, kind, given, Vec::new(), Some(what)).await,
        Err(error) => crate::pages::trouble::page(error, None),
    }
}

async fn create(
    site: &Site,
    visitor: &Visitor,
    kind: String,
    given: Given,
    once: Option<Once>,
) -> app::Result<app::act::Receipt> {
    act(site, visitor, move |app, caller: &Caller| {
        let inputs = app.view(caller, |view| {
            let known = kind_of(view, &kind)?;
            let fields = asked(known);
            let mut inputs = given.inputs(&fields, None, view.house.zone());
            let targets = targets::load(view, &fields)?;
            targets::settle(&fields, &targets, &mut inputs);
            Ok(inputs)
        })?;
        app.act(caller, Wish::Create { kind, inputs }, once)
    })
    .await
}

/// The fields that are asked at once.
fn asked(kind: &Kind) -> Vec<&Field> {
    kind.start.asks.iter().filter_map(|id| kind.field(id)).collect()
}

/// Keeps files that came with a form, so that the act can name them.
pub(super) async fn keep_files(site: &Site, visitor: &Visitor, mut given: Given) -> app::Result<Given> {
    if given.files.is_empty() {
        return Ok(given);
    }
    let files = std::mem::take(&mut given.files);
    let kept = act(site, visitor, move |app, caller| {
        let mut kept = Vec::new();
        for (field, name, bytes) in files {
            let (digest, _) = app.keep_file(caller, &bytes)?;
            kept.push((field, format!("{digest} {name}")));
        }
        Ok(kept)
    })
    .await?;
    kept.into_iter().for_each(|(field, file)| given.push(field, file));
    Ok(given)
}

/// One row more in the table whose button was pressed; nothing is written.
pub(super) fn more_rows(mut given: Given) -> Given {
    let table = given.get("_add").to_owned();
    let row = given.next_row(&table);
    given.push(format!("{table}.{row}._"), "");
    given
}

/// What is wrong at which path, for the fields of a form.
pub(super) fn mistakes(reasons: &[Missing]) -> BTreeMap<String, String> {
    let at = reasons
        .iter()
        .filter(|reason| !reason.field.is_empty() && reason.record.is_none());
    at.map(|reason| (reason.field.clone(), reason.sentence.clone()))
        .collect()
}

async fn draw(
    site: &Site,
    visitor: &Visitor,
    kind: String,
    given: Given,
    reasons: Vec<Missing>,
    summary: Option<String>,
) -> Response {
    let status = if summary.is_some() { 422 } else { 200 };
    let drawn = move |view: &mut app::read::View<'_>, frame: &app::read::frame::Frame| {
        let known = kind_of(view, &kind)?;
        if !may_begin(view, known) {
            return Err(Error::Forbidden(format!(
                "“{}” is for others here.",
                known.start.button
            )));
        }
        let fields = asked(known);
        let targets = targets::load(view, &fields)?;
        let names = BTreeMap::new();
        let mistakes = mistakes(&reasons);
        let draw = Draw {
            known: Known {
                packs: &view.house.packs,
                names: &names,
                zone: &frame.zone,
            },
            targets: &targets,
            given: &given,
            mistakes: &mistakes,
        };
        let refused = summary.map(|summary| {
            let said = format!("{summary} Nothing was recorded, and nothing that you entered is lost.");
            problem(&said, &at_fields(&reasons))
        });
        let questions: Vec<Element> = fields
            .iter()
            .enumerate()
            .map(|(at, field)| {
                let mark = if given.get(&field.id).is_empty() {
                    ""
                } else {
                    "dot"
                };
                hang(
                    "act-row",
                    mark,
                    format!("{} of {}", at + 1, fields.len()),
                    draw.field(field),
                )
            })
            .collect();
        let send = hang(
            "act-row",
            "ring blue",
            "Ready",
            (
                p(
                    "acts",
                    (
                        button("btn act-main", &known.start.button).with("type", "submit"),
                        a(format!("/records/{}", known.id), "Not now").with("class", "quiet"),
                    ),
                ),
                p(
                    "s q act-note",
                    format!("As {}. The rest is asked later.", view.actor.name),
                ),
            ),
        );
        let action = format!("/records/{}/new", known.id);
        let form = post(action, (form::once(&key()), questions, send)).with("enctype", "multipart/form-data");
        let work = (refused, headline(&known.title, &known.start.button, ()), form);
        let main = split(work, what_becomes_of_it(known));
        Ok(Sheet::new("/records", &known.start.button, main))
    };
    if status == 200 {
        show(site, visitor, drawn).await
    } else {
        show_as(site, visitor, status, drawn).await
    }
}

/// The way that such a record goes, so that whoever begins one knows what they set going.
fn what_becomes_of_it(kind: &Kind) -> Markup {
    let end = kind
        .states
        .iter()
        .position(|state| state.is_final)
        .unwrap_or(kind.states.len());
    let way = kind.states.iter().take(end + 1).enumerate();
    let rows = way.map(|(at, state)| {
        let class = match at {
            0 => "here",
            at if at == end => "last",
            _ => "ahead",
        };
        li(class, span("", &state.title))
    });
    Markup::of((
        h2("", "What becomes of it"),
        ol("act-steps", rows.collect::<Vec<_>>()),
    ))
}

/// Reasons as links to the fields of this very page.
pub(super) fn at_fields(reasons: &[Missing]) -> Vec<Reason> {
    reasons
        .iter()
        .map(|reason| Reason {
            sentence: reason.sentence.clone(),
            link: (!reason.field.is_empty()).then(|| format!("#{}", form::place(&reason.field))),
            basis: None,
        })
        .collect()
}
