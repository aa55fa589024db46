//! Several answers in one field: choices, links, files, scales, tables.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::single::{choice, limited, line, one_of};
use super::{MANY_LIMIT, Mistake, Scope, TEXT_LIMIT, canonical, shorten, unwrap_number};
use crate::pack::Field;
use crate::text;

fn strings<'a>(input: &'a Value, path: &str, what: &str) -> Result<Vec<&'a str>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    let items = match input {
        Value::Array(items) => items.iter().collect(),
        one @ Value::String(_) => vec![one],
        _ => return Err(mistake(format!("takes a list of {what}"))),
    };
    if items.len() > MANY_LIMIT {
        return Err(mistake(format!(
            "has {} entries; at most {MANY_LIMIT} are kept",
            items.len()
        )));
    }
    items
        .into_iter()
        .map(|item| {
            item.as_str()
                .ok_or_else(|| mistake(format!("takes a list of {what}, each as text")))
        })
        .collect()
}

pub(super) fn choices(
    list: &str,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let mut chosen = BTreeSet::new();
    for given in strings(input, path, "choices")? {
        chosen.insert(choice(list, given.trim(), scope).map_err(|what| vec![(path.to_owned(), what)])?);
    }
    Ok(Some(Value::Array(
        chosen.into_iter().map(Value::String).collect(),
    )))
}

pub(super) fn links(
    to: &[String],
    or_reason: bool,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    if let Some(object) = input.as_object() {
        let reason = object.get("reason").and_then(Value::as_str).unwrap_or_default();
        if !or_reason || object.len() != 1 {
            return Err(mistake("takes a list of links".to_owned()));
        }
        let reason = text::normalise(reason)
            .and_then(|reason| limited(&reason, TEXT_LIMIT))
            .map_err(mistake)?;
        return Ok((!reason.is_empty()).then(|| serde_json::json!({ "reason": reason })));
    }
    let mut found: Vec<String> = Vec::new();
    for given in strings(input, path, "links")? {
        let reference = (scope.resolve)(to, given.trim()).map_err(mistake)?;
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    Ok(Some(Value::Array(found.into_iter().map(Value::String).collect())))
}

pub(super) fn files(path: &str, input: &Value) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: &str| vec![(path.to_owned(), what.to_owned())];
    let items = input.as_array().ok_or_else(|| mistake("takes a list of files"))?;
    let mut files = Vec::new();
    for item in items {
        let part = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
        let digest = part("digest");
        if digest.len() != 64 || !digest.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            return Err(mistake(
                "takes files as {\"digest\": …, \"name\": …}, the digest as 64 hexadecimal digits",
            ));
        }
        let name = text::normalise(part("name"))
            .and_then(|name| line(&name))
            .map_err(|what| mistake(&what))?;
        files.push(serde_json::json!({ "digest": digest, "name": name }));
    }
    Ok(Some(Value::Array(files)))
}

pub(super) fn scale(
    id: &str,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    let scale = scope
        .packs
        .scales
        .get(id)
        .ok_or_else(|| mistake(format!("refers to the unknown scale {id}")))?;
    let axes: Vec<&str> = scale.axes.iter().map(|axis| axis.id.as_str()).collect();
    let Some(answers) = input.as_object() else {
        return Err(mistake(format!(
            "takes an answer for each of {}",
            text::enumerate(&axes, "and")
        )));
    };
    if let Some(unknown) = answers.keys().find(|axis| !axes.contains(&axis.as_str())) {
        return Err(mistake(format!(
            "has no axis “{}”; it takes {}",
            shorten(unknown),
            text::enumerate(&axes, "and")
        )));
    }
    let mut value = Map::new();
    for axis in &scale.axes {
        let given = answers.get(&axis.id).map(unwrap_number).unwrap_or_default();
        let levels: Vec<&str> = axis.levels.iter().map(|level| level.id.as_str()).collect();
        let level = one_of(given.as_str().unwrap_or_default(), &levels)
            .map_err(|what| vec![(format!("{path}.{}", axis.id), what)])?;
        value.insert(axis.id.clone(), Value::String(level));
    }
    Ok(Some(Value::Object(value)))
}

pub(super) fn table(
    columns: &[Field],
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let Some(items) = input.as_array() else {
        return Err(vec![(path.to_owned(), "takes a list of rows".to_owned())]);
    };
    if items.len() > MANY_LIMIT {
        return Err(vec![(
            path.to_owned(),
            format!("has {} rows; at most {MANY_LIMIT} are kept", items.len()),
        )]);
    }
    let mut rows = Vec::new();
    let mut mistakes = Vec::new();
    for item in items {
        let Some(given) = item.as_object() else {
            return Err(vec![(
                path.to_owned(),
                "takes a list of rows, each an object".to_owned(),
            )]);
        };
        let id = given.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut row = Map::from_iter([("id".to_owned(), Value::String(id.to_owned()))]);
        for (key, value) in given.iter().filter(|(key, _)| *key != "id") {
            let at = format!("{path}.{id}.{key}");
            match columns.iter().find(|column| column.id == *key) {
                None => {
                    let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
                    mistakes.push((
                        at,
                        format!("is not a column; {path} has {}", text::enumerate(&known, "and")),
                    ));
                }
                Some(column) => match canonical(column, &at, value, scope) {
                    Ok(Some(value)) => drop(row.insert(key.clone(), value)),
                    Ok(None) => {}
                    Err(more) => mistakes.extend(more),
                },
            }
        }
        rows.push(Value::Object(row));
    }
    if mistakes.is_empty() {
        Ok(Some(Value::Array(rows)))
    } else {
        Err(mistakes)
    }
}
