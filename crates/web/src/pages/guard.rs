//! Who sent this form? A browser says from which site a request comes; acts are taken from our own pages alone.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::trouble;

/// Refuses acts that come from elsewhere. The API is not meant: a token does not travel by itself.
pub(crate) async fn origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.uri().path().starts_with("/api/") || is_ours(request.headers()) {
        return next.run(request).await;
    }
    trouble::outside(
        403,
        "This form did not come from our own page.",
        "Nothing was done. Open the page in Plumbline itself and send the form again from there.",
    )
}

/// `Sec-Fetch-Site` is set by the browser and cannot be forged by a page; older ones send `Origin` alone.
fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    match (origin.and_then(|origin| origin.split_once("://")), host) {
        (Some((_, origin)), Some(host)) => origin == host,
        _ => false,
    }
}
