//! Style sheets and drawings, carried by the binary. Addresses change with the content, so browsers keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// All style sheets, in the order of their layers.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    [
        include_str!("../assets/tokens.css"),
        include_str!("../assets/base.css"),
        include_str!("../assets/parts-act.css"),
        include_str!("../assets/parts-read.css"),
        include_str!("../assets/pages.css"),
    ]
    .join("\n")
});

static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/assets/{}.css", &app::secrets::sha256(STYLE.as_bytes())[..16]));

const MARK: &str = include_str!("../assets/mark.svg");

/// Address of the style sheet.
pub(crate) fn stylesheet() -> &'static str {
    &STYLE_ADDRESS
}

/// One of them.
pub(crate) async fn give(Path(name): Path<String>) -> Response {
    let forever = (CACHE_CONTROL, "public, max-age=31536000, immutable");
    let day = (CACHE_CONTROL, "public, max-age=86400");
    if STYLE_ADDRESS.ends_with(&format!("/{name}")) {
        return (
            [(CONTENT_TYPE, "text/css; charset=utf-8"), forever],
            STYLE.as_str(),
        )
            .into_response();
    }
    match name.as_str() {
        "mark.svg" => ([(CONTENT_TYPE, "image/svg+xml"), day], MARK).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
