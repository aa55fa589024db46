//! Work changes hands.

use std::sync::Arc;

use app::App;
use axum::Json;
use axum::extract::{Path, Request, State};
use serde_json::{Value, json};

use super::Answer;
use crate::door::{Guest, blocking, nothing_left, object, take_text};

/// Everything open that names one person is to name another: `{ "to", "reason" }`.
pub(crate) async fn hand_over(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(number): Path<String>,
    request: Request,
) -> Answer {
    let mut body = object(request).await?;
    let to = take_text(&mut body, "to")?.unwrap_or_default();
    let reason = take_text(&mut body, "reason")?.unwrap_or_default();
    nothing_left(&body, &["to", "reason"])?;
    blocking(&app, move |app| {
        let done = app.hand_over(&caller, &number, &to, &reason)?;
        let records: Vec<Value> = done
            .records
            .iter()
            .map(|(kind, number)| json!({ "kind": kind, "number": number }))
            .collect();
        Ok(Json(
            json!({ "entry": done.entry, "from": done.from, "to": done.to, "records": records }),
        ))
    })
    .await
}
