//! Standards as trees of clauses.

use std::sync::Arc;

use app::{App, Error};
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::Answer;
use crate::door::{Guest, blocking};

/// All editions.
pub(crate) async fn all(State(app): State<Arc<App>>, Guest(caller): Guest) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let brief = |one: &engine::pack::Standard| json!({ "id": one.id, "title": one.title, "edition": one.edition, "compared": one.compared, "clauses": one.order.len() });
            Ok(Json(json!({ "items": view.house.packs.standards.values().map(brief).collect::<Vec<Value>>() })))
        })
    })
    .await
}

/// One edition with its clauses in order.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(standard): Path<String>,
) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let known = view.house.packs.standards.get(&standard);
            let known = known.ok_or_else(|| Error::NotFound(format!("There is no standard “{}”; see /api/v1/standards.", engine::value::shorten(&standard))))?;
            let clause = |id: &String| {
                let clause = known.clauses.get(id)?;
                Some(json!({
                    "id": clause.id, "title": clause.title, "intent": clause.intent, "phase": clause.phase, "documented": clause.documented,
                    "evidenced": clause.evidenced, "certainty": clause.certainty, "heading": clause.heading, "own_id": clause.own_id, "questions": clause.questions,
                }))
            };
            let clauses: Vec<Value> = known.order.iter().filter_map(clause).collect();
            Ok(Json(json!({ "id": known.id, "title": known.title, "edition": known.edition, "compared": known.compared, "clauses": clauses })))
        })
    })
    .await
}
