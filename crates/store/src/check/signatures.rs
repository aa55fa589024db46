//! Whether signatures fit what they cover.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::Report;
use crate::args;
use crate::db::{Conn, Result, Row};
use crate::project::signed_digest;
use engine::record::id_of;

/// Signatures read at once.
const ROWS: i64 = 500;

/// Recomputes the digest of every signature from the record as it stood after its act, and looks up what else it covers.
/// A signature over a value that was redacted since cannot be recomputed.
pub(super) fn check(
    rebuilt: &mut Conn,
    redacted: &BTreeSet<(String, String)>,
    report: &mut Report,
) -> Result<()> {
    let mut last = 0;
    loop {
        let rows = rebuilt.query(
            "SELECT entry, record, covers, linked, digest FROM signature WHERE entry > $1 ORDER BY entry LIMIT $2",
            &args![last, ROWS],
        )?;
        for row in &rows {
            last = row.int(0);
            signature(rebuilt, row, redacted, report)?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

fn signature(
    rebuilt: &mut Conn,
    row: &Row,
    redacted: &BTreeSet<(String, String)>,
    report: &mut Report,
) -> Result<()> {
    let (entry, record, digest) = (row.int(0), row.text(1), row.text(4));
    let covers: Vec<String> = serde_json::from_str(&row.text(2)).unwrap_or_default();
    let linked: BTreeMap<String, u64> = serde_json::from_str(&row.text(3)).unwrap_or_default();
    let mut find = |column: &str, found: String, expected: &str| {
        report.find("signature", entry.to_string(), column, found, expected.to_owned());
    };
    let body = rebuilt.first(
        "SELECT body FROM version WHERE record = $1 AND from_entry <= $2 ORDER BY version DESC LIMIT 1",
        &args![&record, entry],
    )?;
    match body {
        None => find(
            "record",
            record.clone(),
            "a record that existed when it was signed",
        ),
        Some(body) => {
            let fields: Map<String, Json> = serde_json::from_str(&body.text(0)).unwrap_or_default();
            let is_whole = !covers
                .iter()
                .any(|field| redacted.contains(&(record.clone(), field.clone())));
            let made = signed_digest(&covers, &fields);
            if is_whole && made != digest {
                find("digest", digest, &made);
            }
        }
    }
    for (reference, version) in linked {
        let there = rebuilt.first(
            "SELECT from_entry FROM version WHERE record = $1 AND version = $2 AND from_entry <= $3",
            &args![id_of(&reference), version, entry],
        )?;
        if there.is_none() {
            find(
                "linked",
                format!("{reference} at version {version}"),
                "a version that existed when it was signed",
            );
        }
    }
    Ok(())
}
