//! Counting in memory: what the store's statements must agree with.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Telling, repeats};
use super::{Count, since};
use crate::calendar::first_ten;
use crate::condition::{Scene, Spine, facts_of_operand, holds};
use crate::pack::{By, Check, Form};
use crate::record::{Record, id_of};
use crate::value::facts;

/// Most records that a count names.
pub const FIRST: usize = 20;

/// All records there are, the newest first, and who passed what when.
#[derive(Clone, Copy, Debug)]
pub struct Population<'a> {
    /// Newest first.
    pub records: &'a [&'a Record],
    /// (record id, state reached, person id, instant) of every transition.
    pub passages: &'a [(String, String, String, String)],
}

/// Counts what the check looks at, and what does not hold.
#[must_use]
pub fn count(check: &Check, all: Population<'_>, scene: &Scene<'_>) -> Count {
    let over: Vec<&Record> = all
        .records
        .iter()
        .copied()
        .filter(|record| belongs(check, record, scene))
        .collect();
    match &check.form {
        Form::Must(must) => {
            let found = over.iter().filter(|record| !holds(must, record, scene));
            counted(over.len(), found.map(|record| record.id.clone()).collect())
        }
        Form::ForEach {
            kind,
            filter,
            by,
            at_least,
        } => {
            let groups: Vec<&&Record> = all
                .records
                .iter()
                .filter(|group| group.kind == *kind)
                .filter(|group| filter.as_ref().is_none_or(|filter| holds(filter, group, scene)))
                .collect();
            let silent = groups.iter().filter(|group| {
                let members = over.iter().filter(|record| names(record, by, &group.id)).count();
                members < *at_least as usize
            });
            counted(groups.len(), silent.map(|group| group.id.clone()).collect())
        }
        Form::Burst { into, many, minutes } => burst(check, all, &over, into, *many, *minutes, scene),
        Form::Shared { path, many } => {
            let texts = |record: &Record| texts_at(record, path, scene);
            let mut holders: BTreeMap<String, usize> = BTreeMap::new();
            for record in &over {
                for text in texts(record) {
                    *holders.entry(text).or_default() += 1;
                }
            }
            let filled: Vec<&&Record> = over.iter().filter(|record| !texts(record).is_empty()).collect();
            let copied = filled
                .iter()
                .filter(|record| texts(record).iter().any(|text| holders[text] >= *many as usize));
            counted(filled.len(), copied.map(|record| record.id.clone()).collect())
        }
        Form::Repeats {
            of,
            words,
            alike,
            must,
        } => {
            let tell = |record: &&Record| Telling {
                id: record.id.clone(),
                process: record.process.clone(),
                text: words
                    .iter()
                    .filter_map(|word| record.fields.get(word)?.as_str())
                    .collect::<Vec<_>>()
                    .join(" "),
                opened: record.opened.clone(),
                closed: record.closed.clone(),
                earlier: holds(of, record, scene),
            };
            // Earlier records may lie before the period.
            let everything: Vec<Telling> = all
                .records
                .iter()
                .filter(|record| check.over.kinds.contains(&record.kind))
                .map(tell)
                .collect();
            let likely: BTreeSet<String> = repeats(&everything, *alike)
                .into_iter()
                .map(|repeat| repeat.id)
                .collect();
            let told: Vec<&&Record> = over
                .iter()
                .filter(|record| !tell(record).text.is_empty())
                .collect();
            let found = told
                .iter()
                .filter(|record| likely.contains(&record.id) && !holds(must, record, scene));
            counted(told.len(), found.map(|record| record.id.clone()).collect())
        }
    }
}

fn counted(looked_at: usize, mut found: Vec<String>) -> Count {
    let all = found.len();
    found.truncate(FIRST);
    Count {
        looked_at: looked_at as u64,
        found: all as u64,
        first: found,
    }
}

fn belongs(check: &Check, record: &Record, scene: &Scene<'_>) -> bool {
    let within = || {
        let (Some(period), Some(since)) = (&check.period, since(check, scene.today)) else {
            return true;
        };
        // A burst is dated by its passages.
        if matches!(check.form, Form::Burst { .. }) {
            return true;
        }
        facts_of_operand(&period.on, record, scene)
            .iter()
            .filter_map(|fact| fact.date.as_deref())
            .any(|date| first_ten(date) >= since.as_str())
    };
    check.over.kinds.contains(&record.kind)
        && check
            .over
            .filter
            .as_ref()
            .is_none_or(|filter| holds(filter, record, scene))
        && within()
}

fn names(record: &Record, by: &By, group: &str) -> bool {
    match by {
        By::Spine(Spine::Process) => record.process.as_deref() == Some(group),
        By::Spine(_) => record.site.as_deref() == Some(group),
        By::Link(path) => match path.split_once('.') {
            None => record.links(path).any(|link| id_of(link) == group),
            Some((table, column)) => record
                .rows(table)
                .filter_map(|(_, cells)| cells.get(column)?.as_str())
                .any(|link| id_of(link) == group),
        },
    }
}

fn texts_at(record: &Record, path: &str, scene: &Scene<'_>) -> BTreeSet<String> {
    let field = path.split_once('.').map_or(path, |(table, _)| table);
    let known = scene.packs.kind(&record.kind).and_then(|kind| kind.field(field));
    let Some((field, value)) = known.zip(record.fields.get(field)) else {
        return BTreeSet::new();
    };
    facts(scene.packs, field, value)
        .into_iter()
        .filter(|located| located.path == path)
        .filter_map(|located| located.fact.text)
        .collect()
}

fn burst(
    check: &Check,
    all: Population<'_>,
    over: &[&Record],
    into: &[String],
    many: u32,
    minutes: u32,
    scene: &Scene<'_>,
) -> Count {
    let since = since(check, scene.today).unwrap_or_default();
    let ids: BTreeSet<&str> = over.iter().map(|record| record.id.as_str()).collect();
    let mut by_person: BTreeMap<&str, Vec<(i64, &str)>> = BTreeMap::new();
    let mut passed: BTreeSet<&str> = BTreeSet::new();
    for (record, state, person, at) in all.passages {
        if ids.contains(record.as_str()) && into.contains(state) && first_ten(at) >= since.as_str() {
            by_person.entry(person).or_default().push((seconds(at), record));
            passed.insert(record);
        }
    }
    let window = i64::from(minutes) * 60;
    let mut in_burst: BTreeSet<&str> = BTreeSet::new();
    for passages in by_person.values() {
        for (start, _) in passages {
            let within: Vec<&(i64, &str)> = passages
                .iter()
                .filter(|(at, _)| (*start..=*start + window).contains(at))
                .collect();
            if within.len() >= many as usize {
                in_burst.extend(within.iter().map(|(_, record)| *record));
            }
        }
    }
    let found = over.iter().filter(|record| in_burst.contains(record.id.as_str()));
    counted(passed.len(), found.map(|record| record.id.clone()).collect())
}

/// Whole seconds of an instant, for windows.
fn seconds(at: &str) -> i64 {
    at.parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_second)
}
