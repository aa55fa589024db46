//! Everything that must be decided before an act is sealed: numbers, the common columns, due dates, facts.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Work;
use crate::calendar;
use crate::change::{Change, FieldChange, LinkAt, SpineRow};
use crate::condition::{Path, Place};
use crate::pack::{DueRule, Field, Kind, Packs, Span, Type, Who};
use crate::record::{Grant, Record, id_of, links_in, reference};
use crate::value::{facts, placed};

/// The version of a pack, stamped on records.
pub(super) fn pack_version(packs: &Packs, pack: &str) -> u64 {
    packs
        .packs
        .iter()
        .find(|info| info.id == pack)
        .map_or(0, |info| info.version)
}

/// Name of the counter that gives a kind its numbers.
#[must_use]
pub fn counter(kind: &Kind, today: &str) -> String {
    if kind.number.contains("{year}") {
        format!("{}/{}", kind.id, &today[..4])
    } else {
        kind.id.clone()
    }
}

/// The next number of a kind, without gaps.
pub(super) fn number(work: &mut Work<'_>, kind: &Kind) -> String {
    let counter = counter(kind, work.context.today);
    let last = work
        .changes
        .numbers
        .get(&counter)
        .or_else(|| work.loaded.counters.get(&counter))
        .copied()
        .unwrap_or(0)
        + 1;
    work.changes.numbers.insert(counter, last);
    kind.number
        .replace("{year}", &work.context.today[..4])
        .replace("{seq}", &last.to_string())
}

/// Fills the columns that every record has, then what is due and whose turn it is.
pub(super) fn spine(work: &Work<'_>, kind: &Kind, record: &mut Record, entered: bool) {
    columns(work, kind, record);
    if record.closed.is_some() {
        (record.due, record.next) = (None, None);
        return;
    }
    let own = kind
        .spine
        .due
        .as_ref()
        .and_then(|path| date_at(work, record, path))
        .map(|date| calendar::first_ten(&date).to_owned());
    let rule = kind.due.iter().find(|due| due.state == record.state);
    record.due = rule
        .and_then(|rule| due_day(work, kind, record, &rule.rule, entered))
        .or(own);
    record.next = match rule {
        Some(rule) => rule
            .whose
            .iter()
            .find_map(|who| turn(work, record, who))
            .or_else(|| record.owner.clone()),
        None => record.owner.clone(),
    };
}

/// Title, owner, process, site and day of happening, from the fields that the kind names.
pub(super) fn columns(work: &Work<'_>, kind: &Kind, record: &mut Record) {
    let map = &kind.spine;
    let title = record.fields.get(&map.title).and_then(Value::as_str);
    record.title = title.map_or_else(|| record.number.clone(), str::to_owned);
    let linked = |path: &Option<Path>| path.as_ref().and_then(|path| link_at(work, record, path));
    let (owner, process, site) = (linked(&map.owner), linked(&map.process), linked(&map.site));
    let happened = map
        .happened_on
        .as_ref()
        .and_then(|path| date_at(work, record, path));
    (record.owner, record.process, record.site, record.happened_on) = (owner, process, site, happened);
}

/// The record id behind the link at a path.
fn link_at(work: &Work<'_>, record: &Record, path: &Path) -> Option<String> {
    if path.hops.is_empty() && matches!(&path.place, Place::Field(word) if word == "self") {
        return Some(record.id.clone());
    }
    let end = path.hops.iter().try_fold(record, |record, hop| {
        work.loaded.records.get(id_of(record.links(hop).next()?))
    })?;
    match &path.place {
        Place::Field(field) => end.links(field).next().map(|link| id_of(link).to_owned()),
        Place::Spine(spine) => end.spine(*spine).map(str::to_owned),
        Place::Cell { .. } => None,
    }
}

fn date_at(work: &Work<'_>, record: &Record, path: &Path) -> Option<String> {
    dates_at(work, record, path).into_iter().max()
}

/// All dates at a path, through links if need be.
fn dates_at(work: &Work<'_>, record: &Record, path: &Path) -> Vec<String> {
    let ends = path.hops.iter().fold(vec![record], |records, hop| {
        records
            .into_iter()
            .flat_map(|record| record.links(hop))
            .filter_map(|link| work.loaded.records.get(id_of(link)))
            .collect()
    });
    let date = |end: &&Record| match &path.place {
        Place::Field(field) => end.fields.get(field).and_then(Value::as_str).map(str::to_owned),
        Place::Spine(spine) => end.spine(*spine).map(str::to_owned),
        Place::Cell { table, column } => end
            .rows(table)
            .filter_map(|(_, cells)| cells.get(column)?.as_str())
            .max()
            .map(str::to_owned),
    };
    ends.iter().filter_map(date).collect()
}

fn due_day(work: &Work<'_>, kind: &Kind, record: &Record, rule: &DueRule, entered: bool) -> Option<String> {
    let since = || {
        let entered_on = record
            .moments
            .states
            .get(&record.state)
            .map(|moment| calendar::day_in(&moment.last, work.context.zone));
        entered_on
            .filter(|_| !entered)
            .unwrap_or_else(|| work.context.today.to_owned())
    };
    let after = |span: Span| calendar::add(&since(), span, &work.holidays());
    match rule {
        DueRule::Within(span) => Some(after(*span)),
        DueRule::ByScale {
            field,
            column,
            default,
        } => Some(after(
            scale_span(work, kind, record, field, column).unwrap_or(*default),
        )),
        DueRule::ByPractice { practice, working } => {
            let days = work.practice(practice).parse().ok()?;
            Some(after(Span {
                days,
                working: *working,
            }))
        }
        DueRule::Latest { path, plus } => {
            let latest = dates_at(work, record, path).into_iter().max()?;
            Some(calendar::add(
                calendar::first_ten(&latest),
                *plus,
                &work.holidays(),
            ))
        }
    }
}

fn scale_span(work: &Work<'_>, kind: &Kind, record: &Record, field: &str, column: &str) -> Option<Span> {
    let Type::Scale(scale) = &kind.field(field)?.ty else {
        return None;
    };
    let (number, _) = placed(work.packs(), scale, record.fields.get(field)?)?;
    let (_, band) = work.packs().scales.get(scale)?.band(number)?;
    calendar::span(band.columns.get(column)?).ok()
}

/// Whose turn it is, when there is such a person or a holder of such a role.
fn turn(work: &Work<'_>, record: &Record, who: &Who) -> Option<String> {
    match who {
        Who::Everyone => None,
        Who::Role(role) => work
            .loaded
            .held_roles
            .contains(role)
            .then(|| format!("role:{role}")),
        Who::Rel(relation) => match relation.as_str() {
            "owner" => record.owner.clone(),
            "reporter" => record.reporter.clone(),
            field => record.links(field).next().map(|link| id_of(link).to_owned()),
        },
    }
}

/// Moments of fields that this act changes, so that guards of the same act see them. The projection keeps the full count.
pub(super) fn touch(work: &Work<'_>, before: &Record, record: &mut Record, changed: &BTreeSet<String>) {
    for field in changed {
        let now = work.context.now.to_owned();
        let had = before.fields.contains_key(field);
        let moment =
            record
                .moments
                .fields
                .entry(field.clone())
                .or_insert_with(|| crate::record::FieldMoment {
                    first: now.clone(),
                    ..Default::default()
                });
        moment.last = now;
        moment.changes += u64::from(had);
    }
}

/// What changed of a record, with facts and links for the tables.
pub(super) fn change(packs: &Packs, record: &Record, before: Option<&Record>, entered: bool) -> Change {
    let none = serde_json::Map::new();
    let old = before.map_or(&none, |before| &before.fields);
    let fields: BTreeSet<&String> = old.keys().chain(record.fields.keys()).collect();
    let changed = fields
        .into_iter()
        .filter(|field| old.get(*field) != record.fields.get(*field));
    let kind = packs.kind(&record.kind);
    let fields = changed
        .map(|id| (id.clone(), field_change(packs, kind, id, record.fields.get(id))))
        .collect();
    Change {
        id: record.id.clone(),
        spine: SpineRow::of(record),
        title: record.title.clone(),
        entered,
        fields,
    }
}

fn field_change(packs: &Packs, kind: Option<&Kind>, id: &str, value: Option<&Value>) -> FieldChange {
    let Some((kind, field, value)) = kind.and_then(|kind| Some((kind, kind.field(id)?, value?))) else {
        return FieldChange {
            value: value.cloned(),
            ..FieldChange::default()
        };
    };
    let indexed = facts(packs, field, value)
        .into_iter()
        .filter(|located| kind.indexed.contains(&located.path))
        .collect();
    let mut links = Vec::new();
    collect_links(field, value, &mut links);
    let searched = matches!(field.ty, Type::Line | Type::Text | Type::Table(_));
    FieldChange {
        value: Some(value.clone()),
        facts: indexed,
        links,
        searched,
    }
}

fn collect_links(field: &Field, value: &Value, links: &mut Vec<LinkAt>) {
    let mut push = |path: &str, row: &str, value: &Value| {
        for (pos, target) in links_in(Some(value)).enumerate() {
            let pos = u32::try_from(pos).expect("a field has at most a thousand links");
            links.push(LinkAt {
                path: path.to_owned(),
                row: row.to_owned(),
                pos,
                target: target.to_owned(),
            });
        }
    };
    match &field.ty {
        Type::Link(_) | Type::Links { .. } => push(&field.id, "", value),
        Type::Files => {
            // Files are links too: so one can ask which records name a file.
            let digests = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|file| file.get("digest")?.as_str());
            let targets: Vec<Value> = digests
                .map(|digest| Value::String(reference("file", digest)))
                .collect();
            push(&field.id, "", &Value::Array(targets));
        }
        Type::Table(columns) => {
            for row in value.as_array().into_iter().flatten() {
                let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
                for column in columns.iter().filter(|column| !column.ty.targets().is_empty()) {
                    if let Some(cell) = row.get(&column.id) {
                        push(&format!("{}.{}", field.id, column.id), id, cell);
                    }
                }
            }
        }
        _ => {}
    }
}

/// All roles of a person, when the act touched them. The base pack keeps them in the table `roles` of kind `person`.
pub(super) fn grants(work: &Work<'_>, record: &Record, change: &Change) -> Option<Vec<Grant>> {
    if record.kind != "person" || !change.fields.contains_key("roles") {
        return None;
    }
    let linked = |cells: &serde_json::Map<String, Value>, column: &str| {
        links_in(cells.get(column))
            .next()
            .map(|link| id_of(link).to_owned())
    };
    let day = |cells: &serde_json::Map<String, Value>, column: &str| {
        cells.get(column).and_then(Value::as_str).map(str::to_owned)
    };
    let grant = |cells: &serde_json::Map<String, Value>| {
        let role = work
            .loaded
            .records
            .get(&linked(cells, "role")?)?
            .fields
            .get("code")?
            .as_str()?
            .to_owned();
        Some(Grant {
            role,
            process: linked(cells, "process"),
            site: linked(cells, "site"),
            from: day(cells, "from"),
            until: day(cells, "until"),
        })
    };
    Some(
        record
            .rows("roles")
            .filter_map(|(_, cells)| grant(cells))
            .collect(),
    )
}

/// Records whose due date depends on one that this act changed get theirs anew.
pub(super) fn dependents(work: &mut Work<'_>) {
    let changed: BTreeSet<String> = work
        .changes
        .records
        .iter()
        .map(|change| change.id.clone())
        .collect();
    let waiting: Vec<String> = work
        .loaded
        .dependents
        .iter()
        .filter(|id| !changed.contains(*id))
        .cloned()
        .collect();
    for id in waiting {
        let Some(before) = work.loaded.records.get(&id).cloned() else {
            continue;
        };
        let Some(kind) = work.packs().kind(&before.kind) else {
            continue;
        };
        let mut record = before.clone();
        spine(work, kind, &mut record, false);
        if record.due != before.due || record.next != before.next {
            record.version += 1;
            work.put(record, Some(&before), false);
        }
    }
}
