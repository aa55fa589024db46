//! OpenAPI 3.1, made from the kinds that are installed: what stands here is what the engine takes.

use std::sync::Arc;

use app::App;
use axum::Json;
use axum::extract::State;
use engine::pack::{Field, Kind, Packs, Type};
use serde_json::{Map, Value, json};

use super::Answer;
use crate::ROUTES;
use crate::door::blocking;

/// The document.
pub(crate) async fn document(State(app): State<Arc<App>>) -> Answer {
    blocking(&app, |app| app.read(|_, house| Ok(Json(describe(&house.packs))))).await
}

fn describe(packs: &Packs) -> Value {
    let mut paths = Map::new();
    // Pages are for people; what they show stands in the API as well.
    for route in ROUTES
        .iter()
        .filter(|route| !route.page && !route.path.starts_with("/assets"))
    {
        let entry = paths
            .entry(route.path.replace("{*tile}", "{tile}"))
            .or_insert_with(|| json!({}));
        entry[route.method.to_lowercase()] = operation(route.method, route.path, route.open);
    }
    let mut schemas = Map::from_iter([
        ("Problem".to_owned(), problem_schema()),
        ("Receipt".to_owned(), receipt_schema()),
    ]);
    for kind in packs.kinds.values() {
        schemas.insert(
            format!("{}_answers", kind.id),
            answers_schema(
                kind,
                packs,
                kind.sections.iter().flat_map(|section| &section.fields),
            ),
        );
        for way in kind.transitions.iter().filter(|way| !way.asks.is_empty()) {
            schemas.insert(
                format!("{}_{}_inputs", kind.id, way.id),
                answers_schema(kind, packs, way.asks.iter()),
            );
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Plumbline", "version": env!("CARGO_PKG_VERSION"), "description": "Numbers are text (\"12.5\"), days are 2026-11-22, instants are UTC. A link takes a number (\"CA-7\"), a person's e-mail, a clause (\"iso-9001-2015#10.2\") or \"kind/id\"." },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

fn operation(method: &str, path: &str, open: bool) -> Value {
    let mut parameters: Vec<Value> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(
        query_words(path, method)
            .iter()
            .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } })),
    );
    if method == "PATCH" || path.ends_with("/transitions") {
        parameters.push(json!({ "name": "If-Match", "in": "header", "required": method == "PATCH", "schema": { "type": "string" }, "description": "The version that was looked at, as \"3\"." }));
    }
    if method != "GET" {
        parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 200 }, "description": "A repeated request with the same key is the same request." }));
    }
    let problem = json!({ "description": "What was not done and why", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let statuses: &[&str] = match method {
        "GET" => &["400", "401", "404", "422", "429", "500", "503"],
        _ => &[
            "400", "401", "403", "404", "409", "413", "422", "428", "429", "500", "503",
        ],
    };
    let mut responses: Map<String, Value> = statuses
        .iter()
        .map(|status| ((*status).to_owned(), problem.clone()))
        .collect();
    let begins_nothing = path.ends_with("/transitions") || path.ends_with("/hand-over");
    let done = if method == "POST" && !begins_nothing {
        "201"
    } else {
        "200"
    };
    responses.insert(
        done.to_owned(),
        json!({ "description": "Done", "content": content(path) }),
    );
    let mut operation = json!({ "operationId": operation_id(method, path), "parameters": parameters, "responses": responses });
    if let Some(body) = body(method, path) {
        operation["requestBody"] = body;
    }
    if open {
        operation["security"] = json!([]);
    }
    operation
}

fn content(path: &str) -> Value {
    let text = ["/", "/api/v1/journal/checkpoint", "/api/v1/journal/vkey"];
    if text.contains(&path) {
        return json!({ "text/plain": { "schema": { "type": "string" } } });
    }
    if path.contains("/tile/") || path.ends_with("{digest}") {
        return json!({ "application/octet-stream": {} });
    }
    json!({ "application/json": { "schema": { "type": "object" } } })
}

fn query_words(path: &str, method: &str) -> &'static [&'static str] {
    match (method, path) {
        ("GET", "/api/v1/records/{kind}") => &[
            "state", "owner", "process", "site", "number", "q", "sort", "after", "limit", "as_of",
        ],
        ("GET", "/api/v1/records/{kind}/{number}") => &["as_of"],
        ("GET", path) if path.starts_with("/api/v1/standards/{standard}/conformity") => &["as_of"],
        ("GET", "/api/v1/search") => &["q", "kind", "limit"],
        ("GET", "/api/v1/journal/entries/{entry}/proof") => &["size"],
        ("GET", "/api/v1/journal/consistency") => &["from", "to"],
        _ => &[],
    }
}

fn body(method: &str, path: &str) -> Option<Value> {
    let schema = match (method, path) {
        ("POST", "/api/v1/files") => {
            return Some(json!({ "required": true, "content": { "application/octet-stream": {} } }));
        }
        ("POST" | "PATCH", path)
            if path.starts_with("/api/v1/records/{kind}")
                && !path.contains("ing-intents")
                && !path.contains("/transitions") =>
        {
            json!({ "type": "object", "description": "Field → answer; see the schema …_answers of the kind." })
        }
        ("POST", path) if path.ends_with("/signing-intents") => {
            json!({ "type": "object", "required": ["transition"], "additionalProperties": false, "properties": { "transition": { "type": "string" }, "inputs": { "type": "object" } } })
        }
        ("POST", path) if path.ends_with("/transitions") => json!({
            "type": "object", "required": ["transition"], "additionalProperties": false,
            "properties": {
                "transition": { "type": "string" },
                "inputs": { "type": "object", "description": "See the schema …_inputs of the kind and transition." },
                "signature": { "type": "object", "required": ["intent", "factor"], "properties": {
                    "intent": { "type": "string" },
                    "factor": { "type": "object", "required": ["password"], "properties": { "password": { "type": "string" } } },
                } },
            },
        }),
        ("POST", path) if path.ends_with("/hand-over") => {
            json!({ "type": "object", "required": ["to", "reason"], "additionalProperties": false, "properties": { "to": { "type": "string", "description": "Number, mail address or name of whoever takes it on." }, "reason": { "type": "string" } } })
        }
        ("PUT", "/api/v1/practices/{practice}") => {
            json!({ "type": "object", "required": ["setting", "reason"], "additionalProperties": false, "properties": { "setting": { "type": "string" }, "reason": { "type": "string" } } })
        }
        _ => return None,
    };
    Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
}

fn operation_id(method: &str, path: &str) -> String {
    let words: Vec<&str> = path
        .split(['/', '{', '}', '*', '-', '.'])
        .filter(|part| !part.is_empty() && !["api", "v1"].contains(part))
        .collect();
    format!("{}_{}", method.to_lowercase(), words.join("_"))
}

fn answers_schema<'a>(kind: &Kind, packs: &Packs, fields: impl Iterator<Item = &'a String>) -> Value {
    let known = fields.filter_map(|id| kind.field(id));
    let properties: Map<String, Value> = known
        .map(|field| (field.id.clone(), field_schema(field, packs)))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn field_schema(field: &Field, packs: &Packs) -> Value {
    let items = |list: &String| {
        packs
            .lists
            .get(list)
            .map(|list| {
                list.items
                    .iter()
                    .filter(|item| !item.retired)
                    .map(|item| json!(item.id))
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    };
    let mut schema = match &field.ty {
        Type::Line => json!({ "type": "string", "maxLength": engine::value::LINE_LIMIT }),
        Type::Text => json!({ "type": "string", "maxLength": engine::value::TEXT_LIMIT }),
        Type::YesNo => json!({ "enum": ["yes", "no"] }),
        Type::Number(_) => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" }),
        Type::Money => json!({ "type": "string", "pattern": "^-?[0-9.]+ [A-Z]{3}$" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Moment => json!({ "type": "string", "format": "date-time" }),
        Type::Choice(list) => json!({ "enum": items(list) }),
        Type::Choices(list) => json!({ "type": "array", "items": { "enum": items(list) } }),
        Type::Scale(scale) => {
            let axes = packs
                .scales
                .get(scale)
                .map(|scale| scale.axes.as_slice())
                .unwrap_or_default();
            let properties: Map<String, Value> = axes
                .iter()
                .map(|axis| {
                    (
                        axis.id.clone(),
                        json!({ "enum": axis.levels.iter().map(|level| &level.id).collect::<Vec<_>>() }),
                    )
                })
                .collect();
            json!({ "type": "object", "properties": properties })
        }
        Type::Link(to) => json!({ "type": "string", "x-links-to": to }),
        Type::Links { to, or_reason } => {
            let links = json!({ "type": "array", "items": { "type": "string" }, "x-links-to": to });
            let reason = json!({ "type": "object", "required": ["reason"], "additionalProperties": false, "properties": { "reason": { "type": "string" } } });
            if *or_reason {
                json!({ "anyOf": [links, reason] })
            } else {
                links
            }
        }
        Type::Row(table) => json!({ "type": "string", "x-row-of": table }),
        Type::Files => {
            json!({ "type": "array", "items": { "type": "object", "properties": { "digest": { "type": "string" }, "name": { "type": "string" } } } })
        }
        Type::Table(columns) => {
            let mut properties: Map<String, Value> = columns
                .iter()
                .map(|column| (column.id.clone(), field_schema(column, packs)))
                .collect();
            properties.insert("id".to_owned(), json!({ "type": "string" }));
            json!({ "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": properties } })
        }
    };
    schema["description"] = json!(field.ask);
    schema
}

fn problem_schema() -> Value {
    let reason = json!({ "type": "object", "required": ["sentence"], "properties": {
        "sentence": { "type": "string" },
        "field": { "type": "string", "description": "Where to go to mend it." },
        "record": { "type": "string", "description": "Number of the linked record it is about." },
        "basis": { "type": "string", "description": "The clause, or practice:…, behind it." },
    } });
    json!({ "type": "object", "required": ["title", "status", "detail"], "properties": {
        "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" },
        "reasons": { "type": "array", "items": reason },
        "changed": { "type": "array", "items": { "type": "object" }, "description": "What others did since the version that was looked at." },
    } })
}

fn receipt_schema() -> Value {
    json!({ "type": "object", "properties": {
        "entry": { "type": "integer" }, "time": { "type": "string" }, "id": { "type": "string" }, "kind": { "type": "string" },
        "number": { "type": "string" }, "version": { "type": "integer" }, "state": { "type": "string" }, "sentence": { "type": "string" },
    } })
}
