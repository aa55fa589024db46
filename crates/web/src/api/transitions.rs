//! Records pass from state to state, signed where a signature is asked.

use std::sync::Arc;

use app::act::Receipt;
use app::act::record::Wish;
use app::act::sign::Factor;
use app::{App, Error};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::records::{if_match, once, with_changes};
use crate::door::{Guest, blocking, nothing_left, object, take_object, take_text};
use crate::problem::Problem;

/// What exactly would be signed, and a single-use intent to sign it.
pub(crate) async fn intend(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((kind, number)): Path<(String, String)>,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let mut body = object(request).await?;
    let transition = wanted(take_text(&mut body, "transition")?)?;
    let inputs = take_object(&mut body, "inputs")?;
    nothing_left(&body, &["transition", "inputs"])?;
    let intent = blocking(&app, move |app| {
        app.signing_intent(&caller, &kind, &number, &transition, inputs)
    })
    .await?;
    let covers: Vec<Value> = intent
        .signing
        .covers
        .iter()
        .map(|(ask, field, value)| json!({ "ask": ask, "field": field, "value": value }))
        .collect();
    let body = json!({ "intent": intent.secret, "expires": intent.expires, "meaning": intent.signing.meaning, "version": intent.signing.version, "covers": covers });
    Ok((StatusCode::CREATED, Json(body)))
}

/// The transition itself.
pub(crate) async fn pass(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((kind, number)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<Receipt>, Problem> {
    let mut body = object(request).await?;
    // The password must not become part of what is kept to recognise a repeated request.
    let factor = factor(&mut body)?;
    let once = once(&headers, &["transition", &kind, &number], &body)?;
    let transition = wanted(take_text(&mut body, "transition")?)?;
    let inputs = take_object(&mut body, "inputs")?;
    nothing_left(&body, &["transition", "inputs", "signature"])?;
    let seen = if_match(&headers)?;
    let wish = Wish::Pass {
        kind: kind.clone(),
        number: number.clone(),
        transition,
        inputs,
        seen,
        factor,
    };
    let result = blocking(&app, {
        let caller = caller.clone();
        move |app| Ok(app.act(&caller, wish, once))
    })
    .await?;
    match result {
        Ok(receipt) => Ok(Json(receipt)),
        Err(error) => Err(with_changes(&app, caller, kind, number, seen.unwrap_or_default(), error).await),
    }
}

fn wanted(transition: Option<String>) -> Result<String, Problem> {
    transition.ok_or_else(|| {
        Error::Invalid(
            "Say which “transition” is meant; a record lists those that lead on from its state.".to_owned(),
        )
        .into()
    })
}

fn factor(body: &mut Map<String, Value>) -> Result<Option<Factor>, Problem> {
    if !body.contains_key("signature") {
        return Ok(None);
    }
    let mut signature = take_object(body, "signature")?;
    let intent = take_text(&mut signature, "intent")?;
    let mut factor = take_object(&mut signature, "factor")?;
    let password = take_text(&mut factor, "password")?;
    nothing_left(&signature, &["intent", "factor"])?;
    nothing_left(&factor, &["password"])?;
    match (intent, password) {
        (Some(intent), Some(password)) => Ok(Some(Factor { intent, password })),
        _ => Err(Error::Invalid(
            "A signature is { \"intent\": …, \"factor\": { \"password\": … } }.".to_owned(),
        )
        .into()),
    }
}
