//! The front step: what this is, whether it is well, and who I am.

use std::sync::Arc;

use app::App;
use axum::Json;
use axum::extract::State;
use serde_json::json;

use super::Answer;
use crate::door::{Guest, blocking};

/// Whether the database answers.
pub(crate) async fn health(State(app): State<Arc<App>>) -> Answer {
    let size = blocking(&app, |app| Ok(app.store().head()?.size)).await?;
    Ok(Json(json!({ "ok": true, "entries": size })))
}

/// Who the token belongs to, with roles and scopes.
pub(crate) async fn me(State(app): State<Arc<App>>, Guest(caller): Guest) -> Answer {
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let grants: Vec<_> = view.actor.grants.iter().map(|grant| json!({ "role": grant.role, "process": grant.process, "site": grant.site, "until": grant.until })).collect();
            Ok(Json(json!({ "id": view.actor.person, "name": view.actor.name, "roles": grants, "today": view.today, "may_act": caller.may_act, "organisation": view.house.organisation() })))
        })
    })
    .await
}
