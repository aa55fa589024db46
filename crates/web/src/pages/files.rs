//! Attachments. They leave as downloads only: what is in them is not ours.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::{blocking, trouble};
use crate::door::Visitor;
use crate::parts::shown::in_path;
use crate::site::Site;

/// A file that a record names which the visitor sees, under the name that stands there.
pub(crate) async fn give(
    State(site): State<Site>,
    visitor: Visitor,
    Path(digest): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let caller = visitor.0.clone();
    let bytes = blocking(&site, move |app| app.give_file(&caller, &digest)).await;
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return trouble::page(error, None),
    };
    let name = query.get("name").map_or("file", String::as_str);
    let disposition = format!("attachment; filename*=UTF-8''{}", in_path(name));
    let mut response = ([(CONTENT_TYPE, "application/octet-stream")], Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).expect("percent-encoded text is ASCII"),
    );
    headers.insert(
        "content-security-policy",
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    response
}
