//! The single sampling plan for a lot.

use super::tables::{AQLS, Cell, Letter, Level, Severity, cell, code_letter, sample_size};
use crate::inference::say;
use crate::{Meaning, Refusal, Verified};
use serde::Serialize;

/// A single sampling plan for one lot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttributePlan {
    /// Items in the lot.
    pub lot: u64,
    /// Inspection level.
    pub level: Level,
    /// Acceptance quality limit: percent, or nonconformities per 100 items.
    pub aql: f64,
    /// Severity.
    pub severity: Severity,
    /// Code letter for the lot and level.
    pub code: Letter,
    /// Code letter of the plan that is used: another one where the table has an arrow.
    pub used: Letter,
    /// Items to inspect: the whole lot where the plan asks for as many or more.
    pub sample: u64,
    /// Sample size of the plan before that cap.
    pub plan_sample: u64,
    /// Whether the whole lot is inspected.
    pub whole_lot: bool,
    /// Accept with this many nonconforming or fewer.
    pub accept: u64,
    /// Reject with this many or more. Under reduced inspection there may be a gap: accept, but return to normal.
    pub reject: u64,
    /// What it means.
    pub meaning: Meaning,
}

/// Looks up the plan, following arrows: the new plan's sample size goes with its acceptance number. When the sample
/// reaches the lot, the whole lot is inspected.
///
/// Source: MIL-STD-105E (1989), tables I and II; the normal figures are those of ANSI/ASQ Z1.4 and ISO 2859-1.
/// Reduced plans are *unverified*; for code letters A to C they are refused.
pub fn attribute_plan(
    lot: u64,
    level: Level,
    aql: f64,
    severity: Severity,
) -> Result<AttributePlan, Refusal> {
    let column = aql_index(aql)?;
    let code = code_letter(lot, level)?;
    let (used, accept, reject) = follow(code, column, severity)?;
    let plan_sample = sample_size(used, severity).expect("a cell with numbers has a sample size");
    let whole_lot = plan_sample >= lot;
    let sample = plan_sample.min(lot);
    let (verified, source) = match severity {
        Severity::Reduced => (
            Verified::Unverified,
            "the reduced table could not be checked against print",
        ),
        _ => (Verified::Published("MIL-STD-105E, tables I, II-A and II-B"), ""),
    };
    let (what, one) = if aql > 10.0 {
        ("nonconformities", "nonconformity")
    } else {
        ("nonconforming items", "nonconforming item")
    };
    let allowed = match accept {
        0 => format!("only if there are no {what}"),
        1 => format!("if there is at most one {one}"),
        most => format!("if there are at most {most} {what}"),
    };
    let mut sentence = if whole_lot {
        format!(
            "Inspect all {lot} items: the plan asks for {plan_sample}, which is the lot or more. Accept the lot {allowed}."
        )
    } else {
        format!("Inspect {sample} of {lot} items. Accept the lot {allowed}; reject it with {reject} or more.")
    };
    if severity == Severity::Reduced && reject > accept + 1 {
        sentence += &format!(
            " With {} accept it, but go back to normal inspection.",
            match (accept + 1, reject - 1) {
                (from, to) if from == to => from.to_string(),
                (from, to) if from + 1 == to => format!("{from} or {to}"),
                (from, to) => format!("{from} to {to}"),
            }
        );
    }
    let mut meaning = Meaning::new(sentence, verified)
        .assuming("The sample is drawn at random from the whole lot, and the lots form a continuing series.")
        .assuming(format!("Code letter {}{}.", code.as_char(), arrow(code, used)))
        .not_telling("That the lot is free of faults, or that it meets the AQL: single lots worse than the AQL are often accepted.");
    if !source.is_empty() {
        meaning = meaning.not_telling(format!(
            "The plan with certainty: {source}; compare it before use."
        ));
    }
    Ok(AttributePlan {
        lot,
        level,
        aql: AQLS[column],
        severity,
        code,
        used,
        sample,
        plan_sample,
        whole_lot,
        accept,
        reject,
        meaning,
    })
}

fn arrow(code: Letter, used: Letter) -> String {
    if code == used {
        return String::new();
    }
    let way = if used > code { "down" } else { "up" };
    format!(
        "; the table's arrow leads {way} to the plan of letter {}",
        used.as_char()
    )
}

fn aql_index(aql: f64) -> Result<usize, Refusal> {
    if let Some(found) = AQLS
        .iter()
        .position(|preferred| (preferred - aql).abs() <= 1e-9 * preferred)
    {
        return Ok(found);
    }
    if aql.is_nan() {
        return Err(Refusal::new(
            "No AQL was given; take one of the tables, from 0.010 to 1000.",
        ));
    }
    let below = AQLS.iter().rev().find(|preferred| **preferred < aql);
    let above = AQLS.iter().find(|preferred| **preferred > aql);
    let near: Vec<String> = below
        .into_iter()
        .chain(above)
        .map(|preferred| say::figure(*preferred))
        .collect();
    Err(Refusal::new(format!(
        "{aql} is not one of the AQLs of the tables; take {}.",
        near.join(" or ")
    )))
}

/// Follows arrows along the column to the first cell with numbers.
fn follow(code: Letter, column: usize, severity: Severity) -> Result<(Letter, u64, u64), Refusal> {
    let mut letter = code;
    // An arrow never turns back, so a column is walked at most once.
    for _ in 0..17 {
        let next = match cell(letter, column, severity) {
            Some(Cell::Plan { ac, re }) => return Ok((letter, ac, re)),
            Some(Cell::Below) => Letter::from_index(letter.index() + 1),
            Some(Cell::Above) => letter.index().checked_sub(1).and_then(Letter::from_index),
            None => None,
        };
        let Some(next) = next else { break };
        letter = next;
    }
    Err(Refusal::new(match severity {
        Severity::Reduced => format!(
            "Reduced plans that lead to code letters A, B or C could not be checked and are not given (letter {}, AQL {}); inspect as under normal inspection.",
            code.as_char(),
            AQLS[column]
        ),
        _ => format!(
            "The table has no plan for letter {} at AQL {}; take the next AQL.",
            code.as_char(),
            AQLS[column]
        ),
    }))
}
