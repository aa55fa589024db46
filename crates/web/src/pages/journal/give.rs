//! Files for those who verify without us: the same bytes as the API gives, for whoever is signed in.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::door::Visitor;
use crate::pages::{blocking, trouble};
use crate::site::Site;

/// The signed checkpoint.
pub(crate) async fn checkpoint(State(site): State<Site>, _: Visitor) -> Response {
    match blocking(&site, |app| Ok(app.store().head()?.checkpoint)).await {
        Ok(text) => file("checkpoint", "text/plain; charset=utf-8", text.into_bytes()),
        Err(error) => trouble::page(error, None),
    }
}

/// The key with which checkpoints are verified.
pub(crate) async fn vkey(State(site): State<Site>, _: Visitor) -> Response {
    let key = format!("{}\n", site.app.store().vkey());
    file("vkey", "text/plain; charset=utf-8", key.into_bytes())
}

/// A tile of hashes or of envelopes, in the layout of C2SP tlog-tiles.
pub(crate) async fn tile(State(site): State<Site>, visitor: Visitor, Path(tile): Path<String>) -> Response {
    let path = format!("tile/{tile}");
    match blocking(&site, move |app| app.journal_tile(&visitor.0, &path)).await {
        Ok(bytes) => file(&tile.replace('/', "-"), "application/octet-stream", bytes),
        Err(error) => trouble::page(error, None),
    }
}

/// A file to be kept.
pub(super) fn file(name: &str, content_type: &'static str, bytes: Vec<u8>) -> Response {
    let name = crate::parts::shown::in_path(name);
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    (
        [
            (CONTENT_TYPE, content_type.to_owned()),
            (CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}
