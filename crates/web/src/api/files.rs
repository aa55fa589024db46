//! Attached files: sent before the act that names them, given back as downloads only.

use std::sync::Arc;

use app::App;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::door::{Guest, blocking};
use crate::problem::Problem;

/// Most bytes of a file.
pub(crate) const LIMIT: usize = 200 * 1024 * 1024;

/// Keeps the bytes of the body; answers with the digest by which an act names them.
pub(crate) async fn keep(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let bytes = axum::body::to_bytes(request.into_body(), LIMIT).await;
    let bytes = bytes.map_err(|_| {
        Problem::of(
            413,
            "Too large",
            format!("The file has more than {LIMIT} bytes, or broke off."),
        )
    })?;
    let (digest, size) = blocking(&app, move |app| app.keep_file(&caller, &bytes)).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "digest": digest, "size": size })),
    ))
}

/// A file that a visible record names. Always a download, never shown: what is in it is not ours.
pub(crate) async fn give(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(digest): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(&app, move |app| app.give_file(&caller, &digest)).await?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CONTENT_DISPOSITION, "attachment"),
    ];
    let mut response = (headers, Body::from(bytes)).into_response();
    response.headers_mut().insert(
        "content-security-policy",
        axum::http::HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    Ok(response)
}
