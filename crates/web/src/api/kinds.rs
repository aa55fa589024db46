//! Kinds of record, as forms and scripts need them.

use std::sync::Arc;

use app::{App, Error};
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{Answer, json as spell};
use crate::door::{Guest, blocking};

/// All kinds, briefly.
pub(crate) async fn all(State(app): State<Arc<App>>, Guest(caller): Guest) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let brief = |kind: &engine::pack::Kind| json!({ "id": kind.id, "title": kind.title, "plural": kind.plural, "pack": kind.pack, "start": kind.start.button });
            Ok(Json(json!({ "items": view.house.packs.kinds.values().map(brief).collect::<Vec<Value>>() })))
        })
    })
    .await
}

/// One kind, whole.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(kind): Path<String>,
) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let known = view.house.packs.kind(&kind);
            let known = known.ok_or_else(|| {
                Error::NotFound(format!(
                    "There is no kind of record “{}”; see /api/v1/kinds.",
                    engine::value::shorten(&kind)
                ))
            })?;
            Ok(Json(spell::kind(known, &view.house.packs)))
        })
    })
    .await
}
