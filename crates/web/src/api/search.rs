//! Search.

use std::sync::Arc;

use app::{App, Error};
use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use super::Answer;
use super::records::pairs;
use crate::door::{Guest, blocking};

/// The best hits for some words.
pub(crate) async fn find(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    RawQuery(query): RawQuery,
) -> Answer {
    let (mut words, mut kinds, mut limit) = (String::new(), Vec::new(), 20);
    for (name, value) in pairs(query.as_deref().unwrap_or_default())? {
        match name.as_str() {
            "q" => words = value,
            "kind" => kinds.push(value),
            "limit" => {
                limit = value
                    .parse()
                    .ok()
                    .filter(|limit| (1..=100).contains(limit))
                    .ok_or_else(|| Error::Invalid("limit runs from 1 to 100.".to_owned()))?
            }
            _ => {
                return Err(Error::Invalid(format!(
                    "“{}” is not taken here; q, kind and limit are.",
                    engine::value::shorten(&name)
                ))
                .into());
            }
        }
    }
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let hits = view.search(&words, &kinds, limit)?;
            let hits: Vec<Value> = hits.iter().map(|hit| json!({ "kind": hit.kind, "id": hit.id, "number": hit.number, "title": hit.title, "state": hit.state })).collect();
            Ok(Json(json!({ "items": hits })))
        })
    })
    .await
}
