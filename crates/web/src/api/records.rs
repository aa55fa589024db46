//! Registers, records, new ones, other answers, history.

use std::sync::Arc;

use app::act::record::Wish;
use app::act::{Once, Receipt};
use app::read::list::Asked;
use app::{App, Caller, Error};
use axum::Json;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{ETAG, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{Answer, json as spell};
use crate::door::{Guest, blocking, object};
use crate::problem::Problem;

/// One page of a register.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = asked(kind, query.as_deref().unwrap_or_default())?;
    blocking(&app, move |app| {
        app.view(&caller, |view| {
            let page = view.list(&asked)?;
            let people = page.items.iter().flat_map(|item| [&item.spine.owner, &item.spine.process, &item.spine.site]).flatten().cloned().collect::<Vec<_>>();
            let names = view.names_of(&people)?;
            let items: Vec<Value> = page.items.iter().map(|item| list_item(item, &names)).collect();
            Ok(Json(json!({ "items": items, "total": page.total, "total_is_exact": page.total_is_exact, "next": page.next })))
        })
    })
    .await
}

fn list_item(item: &store_list::ListItem, names: &std::collections::BTreeMap<String, String>) -> Value {
    let spine = &item.spine;
    let named = |id: &Option<String>| id.as_ref().map(|id| json!({ "id": id, "title": names.get(id) }));
    json!({
        "id": item.id, "kind": spine.kind, "number": spine.number, "version": spine.version, "title": item.title, "state": spine.state,
        "state_imported": spine.state_imported, "owner": named(&spine.owner), "process": named(&spine.process), "site": named(&spine.site),
        "due": spine.due, "next": spine.next, "happened_on": spine.happened_on, "opened": spine.opened, "closed": spine.closed,
    })
}

use app::read::list as store_list;

/// Reads the query of a register; everything that is no word of its own is a filter.
fn asked(kind: String, query: &str) -> Result<Asked, Problem> {
    let mut asked = Asked {
        kind,
        ..Asked::default()
    };
    for (name, value) in pairs(query)? {
        match name.as_str() {
            "sort" => asked.sort = Some(value),
            "after" => asked.after = Some(value),
            "as_of" => asked.as_of = Some(value),
            "q" => asked.q = Some(value),
            "limit" => {
                let limit = value.parse().map_err(|_| {
                    Error::Invalid(format!(
                        "limit is “{}”, not a number.",
                        engine::value::shorten(&value)
                    ))
                })?;
                asked.limit = Some(limit);
            }
            _ => asked.filters.push((name, value)),
        }
    }
    Ok(asked)
}

/// Decodes `a=b&c=d`.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let wrong = || {
        Problem::of(
            400,
            "Not readable",
            "The query is not readable: it must be UTF-8, percent-encoded.".to_owned(),
        )
    };
    let part = |text: &str| {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => {
                    let digits = [rest.next().ok_or_else(wrong)?, rest.next().ok_or_else(wrong)?];
                    let digits = std::str::from_utf8(&digits).map_err(|_| wrong())?.to_owned();
                    bytes.push(u8::from_str_radix(&digits, 16).map_err(|_| wrong())?);
                }
                other => bytes.push(other),
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| wrong())?;
        if text.contains('\0') {
            Err(wrong())
        } else {
            Ok(text)
        }
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((part(name)?, part(value)?))
        })
        .collect()
}

/// A new record.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(kind): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let inputs = object(request).await?;
    let once = once(&headers, &["create", &kind], &inputs)?;
    let wish = Wish::Create { kind, inputs };
    let receipt = blocking(&app, move |app| app.act(&caller, wish, once)).await?;
    let location = format!("/api/v1/records/{}/{}", receipt.kind, receipt.number);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(json!(receipt))).into_response())
}

/// One record, as it is or as it was on a day.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((kind, number)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let mut as_of = None;
    for (name, value) in pairs(query.as_deref().unwrap_or_default())? {
        match name.as_str() {
            "as_of" => as_of = Some(value),
            _ => {
                return Err(Error::Invalid(format!(
                    "“{}” is not taken here; as_of is.",
                    engine::value::shorten(&name)
                ))
                .into());
            }
        }
    }
    let (version, body) = blocking(&app, move |app| {
        app.view(&caller, |view| match as_of {
            None => {
                let seen = view.record(&kind, &number)?;
                Ok((seen.record.version, spell::seen(&seen)))
            }
            Some(day) => {
                let entry = view.entry_at_end_of(&day)?;
                let record = view.record_as_of(&kind, &number, entry)?;
                Ok((record.version, spell::record(&record)))
            }
        })
    })
    .await?;
    Ok(([(ETAG, format!("\"{version}\""))], Json(body)).into_response())
}

/// Other answers to fields of a record.
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((kind, number)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<Receipt>, Problem> {
    let inputs = object(request).await?;
    let seen = if_match(&headers)?;
    let Some(version) = seen else {
        let what = "Say with If-Match which version you looked at, so that nobody's work is overwritten; a record's version is its ETag.";
        return Err(Problem::of(428, "Version wanted", what.to_owned()));
    };
    let once = once(&headers, &["edit", &kind, &number], &inputs)?;
    let wish = Wish::Edit {
        kind: kind.clone(),
        number: number.clone(),
        inputs,
        seen,
    };
    let result = blocking(&app, {
        let caller = caller.clone();
        move |app| Ok(app.act(&caller, wish, once))
    })
    .await?;
    match result {
        Ok(receipt) => Ok(Json(receipt)),
        Err(error) => Err(with_changes(&app, caller, kind, number, version, error).await),
    }
}

/// A stale request is told what changed meanwhile.
pub(crate) async fn with_changes(
    app: &Arc<App>,
    caller: Caller,
    kind: String,
    number: String,
    seen: u64,
    error: Error,
) -> Problem {
    let stale = matches!(&error, Error::Refused(refusal) if refusal.why == engine::decide::Why::Stale);
    let problem = Problem::from(error);
    if !stale {
        return problem;
    }
    let changed = blocking(app, move |app| {
        app.view(&caller, |view| view.history(&kind, &number))
    })
    .await;
    let changed = changed.map(|events| {
        events
            .iter()
            .filter(|event| event.version > seen)
            .map(spell::event)
            .collect::<Vec<_>>()
    });
    problem.with("changed", json!(changed.unwrap_or_default()))
}

/// History as sentences.
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((kind, number)): Path<(String, String)>,
) -> Answer {
    let events = blocking(&app, move |app| {
        app.view(&caller, |view| view.history(&kind, &number))
    })
    .await?;
    Ok(Json(
        json!({ "items": events.iter().map(spell::event).collect::<Vec<_>>() }),
    ))
}

/// The version that the request looked at.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let version = value.to_str().ok().and_then(|text| {
        text.trim()
            .trim_start_matches("W/")
            .trim_matches('"')
            .parse()
            .ok()
    });
    version
        .map(Some)
        .ok_or_else(|| Error::Invalid("If-Match must be a record's version, as \"3\".".to_owned()).into())
}

/// The idempotency key of the request, tied to what it asks.
pub(crate) fn once(
    headers: &HeaderMap,
    place: &[&str],
    body: &Map<String, Value>,
) -> Result<Option<Once>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .map_err(|_| Error::Invalid("An idempotency key is plain ASCII.".to_owned()))?;
    let asked = json!([place, body]).to_string();
    Ok(Some(Once {
        key: key.to_owned(),
        digest: app::secrets::sha256(asked.as_bytes()),
    }))
}
