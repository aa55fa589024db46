//! Practices: the rules of the house.

use std::sync::Arc;

use app::{App, Error};
use axum::Json;
use axum::extract::{Path, Request, State};
use serde_json::{Value, json};

use super::Answer;
use crate::door::{Guest, blocking, nothing_left, object, take_text};

/// All practices with their settings.
pub(crate) async fn all(State(app): State<Arc<App>>, Guest(caller): Guest) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let one = |practice: &engine::pack::Practice| {
                json!({ "id": practice.id, "title": practice.title, "why": practice.why, "default": practice.default, "values": practice.values, "setting": view.house.practice(&practice.id) })
            };
            Ok(Json(json!({ "items": view.house.packs.practices.values().map(one).collect::<Vec<Value>>() })))
        })
    })
    .await
}

/// Sets one, with the reason.
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(practice): Path<String>,
    request: Request,
) -> Answer {
    let mut body = object(request).await?;
    let setting = take_text(&mut body, "setting")?
        .ok_or_else(|| Error::Invalid("Say the new “setting”.".to_owned()))?;
    let reason = take_text(&mut body, "reason")?.unwrap_or_default();
    nothing_left(&body, &["setting", "reason"])?;
    let entry = blocking(&app, move |app| {
        app.set_practice(&caller, &practice, &setting, &reason)
    })
    .await?;
    Ok(Json(json!({ "entry": entry })))
}
