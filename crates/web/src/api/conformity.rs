//! What the checks say to the clauses of a standard.

use std::sync::Arc;

use app::read::conformity::{
    CheckResult, ClauseBrief, ClausePage, Conclusion, Conformity, Evidence, Exclusion, Origin, RecordRef,
};
use app::{App, Error};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use engine::check::Verdict;
use serde_json::{Map, Value, json};

use super::Answer;
use super::records::pairs;
use crate::door::{Guest, blocking};

/// The tree of an edition with a verdict for each clause, as of a day.
pub(crate) async fn standard(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path(standard): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let as_of = as_of(query.as_deref())?;
    blocking(&app, move |app| {
        let conformity = app.conformity(&caller, &standard, as_of.as_deref())?;
        Ok(Json(tree(&conformity)))
    })
    .await
}

/// One clause with everything behind its verdict.
pub(crate) async fn clause(
    State(app): State<Arc<App>>,
    Guest(caller): Guest,
    Path((standard, clause)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let as_of = as_of(query.as_deref())?;
    blocking(&app, move |app| {
        let page = app.conformity_clause(&caller, &standard, &clause, as_of.as_deref())?;
        Ok(Json(whole(&page)))
    })
    .await
}

/// All checks with what they say today.
pub(crate) async fn checks(State(app): State<Arc<App>>, Guest(caller): Guest) -> Answer {
    blocking(&app, move |app| {
        let checks = app.checks(&caller)?;
        Ok(Json(
            json!({ "items": checks.iter().map(check).collect::<Vec<_>>() }),
        ))
    })
    .await
}

fn as_of(query: Option<&str>) -> Result<Option<String>, crate::problem::Problem> {
    let mut day = None;
    for (name, value) in pairs(query.unwrap_or_default())? {
        if name != "as_of" {
            let name = engine::value::shorten(&name);
            return Err(Error::Invalid(format!("“{name}” is not taken here; as_of is.")).into());
        }
        day = Some(value);
    }
    Ok(day)
}

fn tree(of: &Conformity) -> Value {
    let days = of
        .days
        .iter()
        .map(|day| json!({ "day": day.day, "leaves": leaves(&day.leaves) }));
    json!({
        "standard": of.standard, "title": of.title, "edition": of.edition, "compared": of.compared,
        "day": of.day, "origin": origin(&of.origin),
        "verdicts": Verdict::ALL.map(Verdict::word),
        "leaves": leaves(&of.leaves),
        "days": days.collect::<Vec<_>>(),
        "clauses": of.clauses.iter().map(brief).collect::<Vec<_>>(),
    })
}

fn leaves(of: &std::collections::BTreeMap<Verdict, usize>) -> Map<String, Value> {
    of.iter()
        .map(|(verdict, count)| (verdict.word().to_owned(), json!(count)))
        .collect()
}

fn origin(of: &Origin) -> Value {
    match of {
        Origin::Now => json!({ "how": "now", "sentence": of.sentence() }),
        Origin::Kept { entry, at } => {
            json!({ "how": "kept", "entry": entry, "at": at, "sentence": of.sentence() })
        }
        Origin::Replayed { entry } => json!({ "how": "replayed", "entry": entry, "sentence": of.sentence() }),
    }
}

fn word(verdict: Option<Verdict>) -> Option<&'static str> {
    verdict.map(Verdict::word)
}

fn brief(of: &ClauseBrief) -> Value {
    json!({
        "id": of.id, "parent": of.parent, "depth": of.depth, "title": of.title, "phase": of.phase, "heading": of.heading,
        "leaf": of.leaf, "own_id": of.own_id, "certainty": of.certainty, "verdict": word(of.verdict), "own": word(of.own),
        "reason": of.reason, "from": of.from, "checks": of.checks, "concluded": of.concluded, "sampled": of.sampled,
    })
}

fn whole(of: &ClausePage) -> Value {
    let beside = of.beside.iter().map(|one| {
        json!({ "standard": one.standard, "clause": one.clause, "title": one.title, "relation": one.relation, "certainty": one.certainty, "why": one.why })
    });
    let history = of
        .history
        .iter()
        .map(|(day, verdict)| json!({ "day": day, "verdict": verdict.word() }));
    let mut value = brief(&of.clause);
    let more = json!({
        "standard": of.standard, "day": of.day, "origin": origin(&of.origin),
        "intent": of.intent, "documented": of.documented, "evidenced": of.evidenced, "questions": of.questions,
        "above": of.above.iter().map(brief).collect::<Vec<_>>(),
        "below": of.below.iter().map(brief).collect::<Vec<_>>(),
        "checks": of.checks.iter().map(check).collect::<Vec<_>>(),
        "evidence": of.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "samples": of.samples.iter().map(record).collect::<Vec<_>>(),
        "conclusions": of.conclusions.iter().map(conclusion).collect::<Vec<_>>(),
        "exclusion": of.exclusion.as_ref().map(exclusion),
        "beside": beside.collect::<Vec<_>>(),
        "history": history.collect::<Vec<_>>(),
        "notes": of.notes,
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

fn check(of: &CheckResult) -> Value {
    let practices: Map<String, Value> = of
        .practices
        .iter()
        .map(|(id, set)| (id.clone(), json!(set)))
        .collect();
    json!({
        "id": of.id, "title": of.title, "pack": of.pack, "verdict": word(of.verdict), "sentence": of.sentence,
        "looked_at": of.looked_at, "found": of.found, "since": of.since, "least": of.least, "fix": of.fix, "blind": of.blind,
        "practices": practices, "clauses": of.clauses, "records": of.records.iter().map(record).collect::<Vec<_>>(),
    })
}

fn evidence(of: &Evidence) -> Value {
    json!({ "what": of.what, "kind": of.kind, "state": of.state, "records": of.records, "newest": of.newest, "age_days": of.age_days })
}

fn record(of: &RecordRef) -> Value {
    json!({ "id": of.id, "kind": of.kind, "number": of.number, "title": of.title, "state": of.state, "opened": of.opened })
}

fn conclusion(of: &Conclusion) -> Value {
    json!({
        "record": record(&of.record), "judgement": of.judgement, "title": of.judgement_title, "by": of.by, "on": of.on,
        "because": of.because, "samples": of.samples.iter().map(record).collect::<Vec<_>>(),
    })
}

fn exclusion(of: &Exclusion) -> Value {
    json!({ "clause": of.clause, "record": of.record.as_ref().map(record), "because": of.because })
}
