//! Style sheets, drawings and the typeface, carried by the binary. Addresses change with the content, so browsers keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

include!(concat!(env!("OUT_DIR"), "/fonts.rs"));

/// All style sheets, in the order of their layers. Without the typeface nothing asks for it.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let fonts = if FONTS.is_empty() {
        ""
    } else {
        include_str!("../assets/fonts.css")
    };
    [
        fonts,
        include_str!("../assets/tokens.css"),
        include_str!("../assets/base.css"),
        include_str!("../assets/parts-act.css"),
        include_str!("../assets/parts-read.css"),
        include_str!("../assets/pages.css"),
        include_str!("../assets/processes.css"),
        include_str!("../assets/standards.css"),
        include_str!("../assets/journal.css"),
        include_str!("../assets/house.css"),
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
    let month = (CACHE_CONTROL, "public, max-age=2592000");
    let day = (CACHE_CONTROL, "public, max-age=86400");
    if STYLE_ADDRESS.ends_with(&format!("/{name}")) {
        return (
            [(CONTENT_TYPE, "text/css; charset=utf-8"), forever],
            STYLE.as_str(),
        )
            .into_response();
    }
    if let Some((_, font)) = name
        .strip_prefix("fonts/")
        .and_then(|name| FONTS.iter().find(|(known, _)| *known == name))
    {
        return ([(CONTENT_TYPE, "font/woff2"), month], *font).into_response();
    }
    match name.as_str() {
        "mark.svg" => ([(CONTENT_TYPE, "image/svg+xml"), day], MARK).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
