//! The journal for auditors and their tools: C2SP tiles, entries with their payload, proofs.

use std::sync::Arc;

use app::{App, Error};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Answer;
use super::records::pairs;
use crate::door::{Guest, blocking};
use crate::problem::Problem;

/// The signed checkpoint.
pub(crate) async fn checkpoint(State(app): State<Arc<App>>, Guest(_): Guest) -> Result<String, Problem> {
    blocking(&app, |app| Ok(app.store().head()?.checkpoint)).await
}

/// The key with which checkpoints are verified.
pub(crate) async fn vkey(State(app): State<Arc<App>>, Guest(_): Guest) -> String {
    format!("{}\n", app.store().vkey())
}

/// A tile of hashes or of entries, in the layout of C2SP tlog-tiles.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(tile): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(&app, move |app| {
        app.journal_tile(&caller, &format!("tile/{tile}"))
    })
    .await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// One entry: its envelope, and those parts of its payload that the reader may see.
pub(crate) async fn entry(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(entry): Path<String>,
) -> Answer {
    let entry = number(&entry)?;
    blocking(&app, move |app| {
        app.view(&caller, |view| view.journal_entry(entry))
    })
    .await
    .map(Json)
}

/// Proof that an entry stands in the journal of a size.
pub(crate) async fn inclusion(
    State(app): State<Arc<App>>,
    Guest(_): Guest,
    Path(entry): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let entry = number(&entry)?;
    let size = asked(query.as_deref().unwrap_or_default(), &["size"])?[0];
    let (size, proof) = blocking(&app, move |app| app.inclusion_proof(entry, size)).await?;
    Ok(Json(json!({ "entry": entry, "size": size, "proof": proof })))
}

/// Proof that a smaller journal is the beginning of a larger one.
pub(crate) async fn consistency(
    State(app): State<Arc<App>>,
    Guest(_): Guest,
    RawQuery(query): RawQuery,
) -> Answer {
    let [from, to] = asked(query.as_deref().unwrap_or_default(), &["from", "to"])?[..] else {
        unreachable!("as many as asked")
    };
    let from =
        from.ok_or_else(|| Error::Invalid("Say “from”: the size of the smaller journal.".to_owned()))?;
    let (to, proof) = blocking(&app, move |app| app.consistency_proof(from, to)).await?;
    Ok(Json(json!({ "from": from, "to": to, "proof": proof })))
}

fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| {
        Error::NotFound(format!(
            "“{}” is no number of an entry.",
            engine::value::shorten(text)
        ))
        .into()
    })
}

fn asked(query: &str, names: &[&str]) -> Result<Vec<Option<u64>>, Problem> {
    let mut found = vec![None; names.len()];
    for (name, value) in pairs(query)? {
        let at = names.iter().position(|known| *known == name);
        let at = at.ok_or_else(|| {
            Error::Invalid(format!(
                "“{}” is not taken here; allowed are {}.",
                engine::value::shorten(&name),
                engine::text::enumerate(names, "and")
            ))
        })?;
        found[at] = Some(number(&value)?);
    }
    Ok(found)
}
