//! Who comes in, and how work gets from async to blocking threads.

use std::sync::Arc;

use app::{App, Caller, Error};
use axum::extract::{FromRef, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};

use crate::problem::Problem;
use crate::site::Site;

/// Whoever holds the bearer token of the request.
pub(crate) struct Guest(pub(crate) Caller);

impl<S: Send + Sync> FromRequestParts<S> for Guest
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let app = Arc::<App>::from_ref(state);
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
        blocking(&app, move |app| app.caller_by_token(&token))
            .await
            .map(Guest)
    }
}

/// Whoever is signed in in the browser. Everybody else is sent to sign in, and comes back afterwards.
#[derive(Clone, Debug)]
pub(crate) struct Visitor(pub(crate) Caller);

impl FromRequestParts<Site> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let secret = cookie(parts, site.cookie());
        let known = match secret {
            Some(secret) => blocking(&site.app, move |app| Ok(app.caller_by_session(&secret).ok())).await,
            None => Ok(None),
        };
        match known {
            Ok(Some(caller)) => Ok(Visitor(caller)),
            // An act that comes without a session is not repeated by itself: one comes back to its page.
            Ok(None) => {
                let back = parts.uri.path_and_query().map_or("/", |back| back.as_str());
                let to = if back == "/" {
                    "/sign-in".to_owned()
                } else {
                    format!("/sign-in?to={}", crate::parts::shown::in_path(back))
                };
                Err(Redirect::to(&to).into_response())
            }
            Err(problem) => Err(problem.into_response()),
        }
    }
}

/// The value of a cookie.
pub(crate) fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let headers = parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut cookies = headers.flat_map(|header| header.split(';'));
    cookies.find_map(|cookie| {
        let (known, value) = cookie.trim().split_once('=')?;
        (known == name && !value.is_empty()).then(|| value.to_owned())
    })
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
