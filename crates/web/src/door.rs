//! Who comes in, and how work gets from async to blocking threads.

use std::sync::Arc;

use app::{App, Caller, Error};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use crate::problem::Problem;

/// Whoever holds the bearer token of the request.
pub(crate) struct Guest(pub(crate) Caller);

impl FromRequestParts<Arc<App>> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(|token| token.trim().to_owned());
        let token = token.ok_or_else(|| {
            Error::Unknown(
                "Send a token as “Authorization: Bearer …”. One is made with “plumbline token create”."
                    .to_owned(),
            )
        })?;
        blocking(app, move |app| app.caller_by_token(&token))
            .await
            .map(Guest)
    }
}

/// Runs blocking work; a request that goes away leaves it running to its end.
pub(crate) async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&Arc<App>) -> app::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(done) => done.map_err(Problem::from),
        Err(panic) => Err(Problem::from(Error::Broken(panic.to_string()))),
    }
}

/// A JSON object as the body, with a sentence for everything else.
pub(crate) async fn object(request: Request) -> Result<Map<String, Value>, Problem> {
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await;
    let bytes = bytes.map_err(|_| {
        Problem::of(
            413,
            "Too large",
            "The request has more than 16 MB, or broke off.".to_owned(),
        )
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Problem::of(
            400,
            "Not readable",
            "The body must be a JSON object.".to_owned(),
        )),
        Err(error) => Err(Problem::of(
            400,
            "Not readable",
            format!("The body is no JSON: {error}."),
        )),
    }
}

/// Takes a key out of a body; what is left over afterwards is a mistake.
pub(crate) fn take_object(body: &mut Map<String, Value>, key: &str) -> Result<Map<String, Value>, Problem> {
    match body.remove(key) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(Error::Invalid(format!("“{key}” must be an object.")).into()),
    }
}

/// Takes a text out of a body.
pub(crate) fn take_text(body: &mut Map<String, Value>, key: &str) -> Result<Option<String>, Problem> {
    match body.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::Invalid(format!("“{key}” must be text.")).into()),
    }
}

/// Refuses keys that nobody asked for: a misspelt one would be lost silently.
pub(crate) fn nothing_left(body: &Map<String, Value>, allowed: &[&str]) -> Result<(), Problem> {
    match body.keys().next() {
        None => Ok(()),
        Some(key) => Err(Error::Invalid(format!(
            "“{}” is not taken here; allowed are {}.",
            engine::value::shorten(key),
            engine::text::enumerate(allowed, "and")
        ))
        .into()),
    }
}
