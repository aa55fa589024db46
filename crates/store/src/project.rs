//! From an entry to rows: what one act does to the ledger tables.
//!
//! Pure: no pack, clock, guard or database is asked. What an act means stands in the act itself, so the same function
//! serves the writer and every later rebuild.

mod moments;

use std::collections::{BTreeMap, BTreeSet};

use engine::change::{Change, Changes, Signature, SpineRow};
use engine::record::{Grant, Record};
use engine::text::fold;
use serde_json::{Map, Value as Json};

use crate::args;
use crate::db::Value;

/// Most characters of a title's sort key.
const TITLE_KEY: usize = 200;
/// Records of one entry are told apart by this in `seq`.
const SEQ_PER_ENTRY: u64 = 1_000_000;

/// The ledger tables, in the order of [`crate::schema::LEDGER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the table of its name")]
pub enum Table {
    Record,
    Version,
    Value,
    Link,
    StateMoment,
    FieldMoment,
    Counter,
    Held,
    Signature,
    Practice,
    Pack,
    Alias,
}

/// What happens to rows of the ledger. The order of a list of them matters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is explained at its variant")]
pub enum RowChange {
    /// A row with all columns as in [`crate::schema::LEDGER`]; it replaces the one of the same key, if there is one.
    /// A record that is already there keeps its `seq`.
    Put(Table, Vec<Value>),
    /// That version of a record ended with this entry.
    CloseVersion {
        record: String,
        version: u64,
        entry: u64,
    },
    /// All values and links of a record at these paths go.
    ClearPaths { record: String, paths: BTreeSet<String> },
    /// All roles of a person go.
    ClearHeld { person: String },
    /// These fields of a record changed with this entry: standing signatures that cover one of them are broken.
    BreakSignatures {
        record: String,
        fields: BTreeSet<String>,
        entry: u64,
    },
}

/// The rows that change when `changes` is recorded as `entry` at `time`. `prior` holds the records concerned, complete
/// with fields and moments, as they stood before; those that are new are absent.
#[must_use]
pub fn project(
    entry: u64,
    time: &str,
    changes: &Changes,
    prior: &BTreeMap<String, Record>,
) -> Vec<RowChange> {
    let mut rows = Vec::new();
    // By id, as the journal's payload has them: a rebuild must number them alike.
    let mut records: Vec<&Change> = changes.records.iter().collect();
    records.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    for (place, change) in (0..).zip(records) {
        let seq = entry * SEQ_PER_ENTRY + place;
        record_rows(entry, seq, time, change, prior.get(&change.id), &mut rows);
    }
    for (name, last) in &changes.numbers {
        rows.push(RowChange::Put(Table::Counter, args![name, *last].into()));
    }
    for (person, grants) in &changes.grants {
        held_rows(person, grants, &mut rows);
    }
    if let Some(signature) = &changes.signature {
        rows.push(RowChange::Put(Table::Signature, signature_row(entry, signature)));
    }
    for (id, setting) in &changes.practices {
        rows.push(RowChange::Put(Table::Practice, args![id, setting, entry].into()));
    }
    for (id, pack) in &changes.packs {
        rows.push(RowChange::Put(Table::Pack, pack_row(entry, id, pack)));
    }
    for ((kind, alias), record) in &changes.aliases {
        rows.push(RowChange::Put(Table::Alias, args![kind, alias, record].into()));
    }
    rows
}

/// The record as it stands after a change; `prior` is absent when it is new.
#[must_use]
pub fn after(time: &str, change: &Change, prior: Option<&Record>) -> Record {
    let mut record = prior.cloned().unwrap_or_default();
    let states = moments::state(time, change, prior);
    let fields = moments::fields(time, change, prior);
    record.moments.states.extend(states);
    record.moments.fields.extend(fields);
    record.id.clone_from(&change.id);
    record.title.clone_from(&change.title);
    change.spine.put(&mut record);
    record.fields = fields_after(change, prior);
    record
}

/// What a signature's digest is made of: SHA-256 over canonical `{ field: value, … }` of the covered fields, where a
/// field that is empty is absent.
#[must_use]
pub fn signed_digest(covers: &[String], fields: &Map<String, Json>) -> String {
    let covered: Map<String, Json> = covers
        .iter()
        .filter_map(|field| Some((field.clone(), fields.get(field)?.clone())))
        .collect();
    journal::Hash::of(canonical(&Json::Object(covered)).as_bytes()).to_hex()
}

/// Why the changes do not fit the records as they stand, if they don't: a mistake of whoever decided.
pub(crate) fn misfit(changes: &Changes, prior: &BTreeMap<String, Record>) -> Option<String> {
    changes.records.iter().find_map(|change| {
        let (id, given) = (&change.id, change.spine.version);
        let before = prior.get(id).map_or(0, |record| record.version);
        (given != before + 1)
            .then(|| format!("Record {id} stands at version {before}, and the act made it {given}."))
    })
}

/// All fields after a change.
pub(crate) fn fields_after(change: &Change, prior: Option<&Record>) -> Map<String, Json> {
    let mut fields = prior.map(|record| record.fields.clone()).unwrap_or_default();
    for (field, after) in &change.fields {
        match &after.value {
            Some(value) => drop(fields.insert(field.clone(), value.clone())),
            None => drop(fields.remove(field)),
        }
    }
    fields
}

pub(crate) fn canonical(value: &Json) -> String {
    let bytes = journal::canonical::to_bytes(value).expect("what was sealed can be spelled canonically");
    String::from_utf8(bytes).expect("canonical JSON is UTF-8")
}

fn record_rows(
    entry: u64,
    seq: u64,
    time: &str,
    change: &Change,
    prior: Option<&Record>,
    rows: &mut Vec<RowChange>,
) {
    let body = canonical(&Json::Object(fields_after(change, prior)));
    if let Some(prior) = prior {
        let record = &change.id;
        rows.push(RowChange::CloseVersion {
            record: record.clone(),
            version: prior.version,
            entry,
        });
        clear(change, prior, rows);
        let fields = changed_fields(change, prior);
        if !fields.is_empty() {
            rows.push(RowChange::BreakSignatures {
                record: record.clone(),
                fields,
                entry,
            });
        }
    }
    rows.push(RowChange::Put(
        Table::Record,
        record_row(entry, seq, change, &body),
    ));
    rows.push(RowChange::Put(Table::Version, version_row(entry, change, body)));
    for after in change.fields.values() {
        let (id, kind) = (&change.id, &change.spine.kind);
        rows.extend(after.facts.iter().map(|at| {
            let fact = at.fact.clone();
            let row = args![
                id, &at.path, &at.row, at.pos, kind, fact.text, fact.num, fact.date
            ];
            RowChange::Put(Table::Value, row.into())
        }));
        rows.extend(after.links.iter().map(|at| {
            RowChange::Put(
                Table::Link,
                args![id, &at.path, &at.row, at.pos, &at.target].into(),
            )
        }));
    }
    if let Some((state, moment)) = moments::state(time, change, prior) {
        let row = args![&change.id, state, moment.first, moment.last, moment.times];
        rows.push(RowChange::Put(Table::StateMoment, row.into()));
    }
    for (path, moment) in moments::fields(time, change, prior) {
        let row = args![
            &change.id,
            path,
            moment.first,
            moment.last,
            moment.changes,
            moment.first_date
        ];
        rows.push(RowChange::Put(Table::FieldMoment, row.into()));
    }
}

/// Values and links of fields that were filled before and are now set anew.
fn clear(change: &Change, prior: &Record, rows: &mut Vec<RowChange>) {
    let mut paths = BTreeSet::new();
    for field in change.fields.keys() {
        let Some(before) = prior.fields.get(field) else {
            continue;
        };
        paths.insert(field.clone());
        for (_, cells) in moments::table_rows(before) {
            paths.extend(cells.keys().map(|column| format!("{field}.{column}")));
        }
    }
    if !paths.is_empty() {
        rows.push(RowChange::ClearPaths {
            record: change.id.clone(),
            paths,
        });
    }
}

fn changed_fields(change: &Change, prior: &Record) -> BTreeSet<String> {
    let changed = change
        .fields
        .iter()
        .filter(|(field, after)| prior.fields.get(*field) != after.value.as_ref());
    changed.map(|(field, _)| field.clone()).collect()
}

fn record_row(entry: u64, seq: u64, change: &Change, body: &str) -> Vec<Value> {
    let SpineRow {
        kind,
        kind_version,
        number,
        version,
        state,
        state_imported,
        ..
    } = &change.spine;
    let title_key = title_key(&change.title);
    let mut row: Vec<Value> = args![
        &change.id,
        kind,
        *kind_version,
        number,
        *version,
        state,
        *state_imported,
        &change.title,
        title_key
    ]
    .into();
    row.extend(spine_tail(&change.spine));
    row.extend(args![seq, entry, body]);
    row
}

fn version_row(entry: u64, change: &Change, body: String) -> Vec<Value> {
    let SpineRow {
        kind,
        kind_version,
        number,
        version,
        state,
        state_imported,
        ..
    } = &change.spine;
    let mut row: Vec<Value> = args![
        &change.id,
        *version,
        entry,
        Value::Null,
        kind,
        *kind_version,
        number,
        state,
        *state_imported,
        &change.title
    ]
    .into();
    row.extend(spine_tail(&change.spine));
    row.push(body.into());
    row
}

/// From `owner` to `closed`.
fn spine_tail(spine: &SpineRow) -> [Value; 9] {
    let SpineRow {
        owner,
        reporter,
        process,
        site,
        due,
        next,
        happened_on,
        opened,
        closed,
        ..
    } = spine.clone();
    args![
        owner,
        reporter,
        process,
        site,
        due,
        next,
        happened_on,
        opened,
        closed
    ]
}

fn held_rows(person: &str, grants: &[Grant], rows: &mut Vec<RowChange>) {
    rows.push(RowChange::ClearHeld {
        person: person.to_owned(),
    });
    for (pos, grant) in (0_u64..).zip(grants) {
        let Grant {
            role,
            process,
            site,
            from,
            until,
        } = grant.clone();
        rows.push(RowChange::Put(
            Table::Held,
            args![person, pos, role, process, site, from, until].into(),
        ));
    }
}

fn signature_row(entry: u64, signature: &Signature) -> Vec<Value> {
    let covers = Json::from(signature.covers.clone());
    let linked: Map<String, Json> = signature
        .linked
        .iter()
        .map(|(reference, version)| (reference.clone(), Json::from(*version)))
        .collect();
    args![
        entry,
        &signature.record,
        signature.version,
        &signature.transition,
        &signature.person,
        &signature.name,
        &signature.at,
        &signature.zone,
        &signature.meaning,
        canonical(&covers),
        canonical(&Json::Object(linked)),
        &signature.digest,
        Value::Null
    ]
    .into()
}

fn pack_row(entry: u64, id: &str, pack: &Json) -> Vec<Value> {
    let version = pack["version"]
        .as_i64()
        .or_else(|| pack["version"].as_str()?.parse().ok());
    let digest = pack["digest"].as_str().unwrap_or_default();
    let files = pack
        .get("files")
        .cloned()
        .unwrap_or_else(|| Json::Object(Map::new()));
    args![id, version.unwrap_or_default(), digest, entry, canonical(&files)].into()
}

/// By what titles are sorted and found.
pub(crate) fn title_key(title: &str) -> String {
    fold(title).chars().take(TITLE_KEY).collect()
}
