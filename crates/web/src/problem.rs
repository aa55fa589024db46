//! Answers that say what was not done: problem details (RFC 9457), the same shape everywhere.

use app::Error;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::condition::Missing;
use engine::decide::Why;
use serde_json::{Value, json};

/// What was not done and why.
#[derive(Debug)]
pub(crate) struct Problem {
    status: u16,
    body: Value,
}

impl Problem {
    pub(crate) fn of(status: u16, title: &str, detail: String) -> Self {
        Problem {
            status,
            body: json!({ "type": "about:blank", "title": title, "status": status, "detail": detail }),
        }
    }

    /// Adds a member, as what changed meanwhile.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.body[key] = value;
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => {
                let (status, title) = match refusal.why {
                    Why::Forbidden => (403, "Not allowed"),
                    Why::Stale => (409, "Changed meanwhile"),
                    Why::NotFound => (404, "Not found"),
                    Why::Unchanged => (422, "Nothing differs"),
                    Why::Unsigned => (422, "Not signed"),
                    Why::Invalid => (422, "Not readable"),
                    Why::Missing => (422, "Something is missing"),
                };
                let reasons: Vec<Value> = refusal.reasons.iter().map(reason).collect();
                Problem::of(status, title, refusal.summary.clone()).with("reasons", Value::Array(reasons))
            }
            Error::NotFound(what) => Problem::of(404, "Not found", what),
            Error::Invalid(what) => Problem::of(422, "Not readable", what),
            Error::Unknown(what) => Problem::of(401, "Not known", what),
            Error::Forbidden(what) => Problem::of(403, "Not allowed", what),
            Error::Conflict(what) => Problem::of(409, "Conflict", what),
            Error::Slower(what) => Problem::of(429, "Too many failures", what),
            Error::Unrecorded(what) => Problem::of(503, "Not recorded", what),
            Error::Uncertain(what) => Problem::of(503, "Not known whether recorded", what),
            Error::Broken(what) => {
                // The details are for whoever runs the server; a caller could not do anything with them.
                eprintln!("fault: {what}");
                Problem::of(
                    500,
                    "A fault of the server",
                    "Nothing was recorded by this request. The fault was noted in the server's log."
                        .to_owned(),
                )
            }
        }
    }
}

/// A reason as callers get it: a sentence, the field to go to, the record to go to, the rule behind it.
pub(crate) fn reason(missing: &Missing) -> Value {
    let mut value = json!({ "sentence": missing.sentence });
    if !missing.field.is_empty() {
        value["field"] = json!(missing.field);
    }
    if let Some(record) = &missing.record {
        value["record"] = json!(record);
    }
    if let Some(basis) = &missing.basis {
        value["basis"] = json!(basis.to_string());
    }
    value
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// An address that is not in the table.
pub(crate) async fn no_such_address(uri: Uri) -> Response {
    if !uri.path().starts_with("/api") {
        return crate::pages::trouble::no_such_address(&uri);
    }
    let problem = Problem::of(
        404,
        "Not found",
        format!(
            "There is nothing at {}. The addresses stand in /api/openapi.json.",
            engine::value::shorten(uri.path())
        ),
    );
    problem.into_response()
}

/// A method that an address does not take.
pub(crate) async fn no_such_method(method: Method, uri: Uri) -> Problem {
    let allowed: Vec<&str> = crate::ROUTES
        .iter()
        .filter(|route| fits(route.path, uri.path()))
        .map(|route| route.method)
        .collect();
    let what = format!(
        "{} does not take {method}; it takes {}.",
        engine::value::shorten(uri.path()),
        engine::text::enumerate(&allowed, "and")
    );
    Problem::of(405, "Method not allowed", what)
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut given = path.split('/');
    for part in pattern.split('/') {
        let Some(here) = given.next() else { return false };
        if part.starts_with("{*") {
            return true;
        }
        if !part.starts_with('{') && part != here {
            return false;
        }
    }
    given.next().is_none()
}

/// Headers that every answer carries.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    headers
        .entry("content-security-policy")
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ));
    response
}
