//! Asks all checks of a ledger, and gathers what records show. Knows neither asker nor edition.

use std::collections::BTreeMap;

use engine::check::{Count, kinds_read};
use engine::condition::Condition;
use engine::pack::Kind;
use store::db::Conn;
use store::verdicts::{self, Passed, Tagged};

use super::cache::{Cache, Naming, Stamp};
use crate::errors::Result;
use crate::house::House;

/// Kinds by which people say what no check can.
pub(super) const SAMPLE: &str = "sample";
pub(super) const CONCLUSION: &str = "conclusion";
pub(super) const EXCLUSION: &str = "exclusion";
/// Their field that names clauses.
const CLAUSES: &str = "clauses";
const CLAUSE: &str = "clause";

/// What is known on one day, whoever asks.
#[derive(Debug, Default)]
pub(super) struct Assessment {
    pub(super) day: String,
    /// By check.
    pub(super) counts: BTreeMap<String, Count>,
    pub(super) shown: Vec<Shown>,
    /// Samples drawn lately enough to count, and older ones.
    pub(super) samples: Vec<(Tagged, bool)>,
    pub(super) conclusions: Vec<Tagged>,
    pub(super) exclusions: Vec<Tagged>,
}

/// What records show for a clause.
#[derive(Debug)]
pub(super) struct Shown {
    /// As `iso-9001-2015#10.2`.
    pub(super) clause: String,
    pub(super) kind: String,
    /// State that was reached; empty: the kind itself is kept for the clause.
    pub(super) state: String,
    pub(super) how: How,
    pub(super) passed: Passed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// They reached a state.
    Reached,
    /// Their kind is kept for it.
    Kept,
    /// They name it.
    Named,
}

/// Asks everything, or takes what was counted before.
pub(super) fn assess(conn: &mut Conn, house: &House, day: &str, cache: Option<&Cache>) -> Result<Assessment> {
    let mut desk = Desk {
        conn,
        house,
        day,
        cache,
        touched: BTreeMap::new(),
    };
    let mut counts = BTreeMap::new();
    for check in house.packs.checks.values() {
        counts.insert(check.id.clone(), desk.count(check)?);
    }
    Ok(Assessment {
        day: day.to_owned(),
        counts,
        shown: desk.shown()?,
        samples: desk.samples()?,
        conclusions: verdicts::tagged(desk.conn, CONCLUSION, CLAUSE, &["concluded"])?,
        exclusions: verdicts::tagged(desk.conn, EXCLUSION, CLAUSES, &["declared"])?,
    })
}

struct Desk<'a> {
    conn: &'a mut Conn,
    house: &'a House,
    day: &'a str,
    cache: Option<&'a Cache>,
    /// Kind → last entry that touched it.
    touched: BTreeMap<String, u64>,
}

impl Desk<'_> {
    fn stamp(&mut self, kinds: &[String]) -> Result<Stamp> {
        let mut entry = 0;
        for kind in kinds {
            let last = match self.touched.get(kind) {
                Some(last) => *last,
                None => {
                    let last = verdicts::last_touched(self.conn, std::slice::from_ref(kind))?;
                    self.touched.insert(kind.clone(), last);
                    last
                }
            };
            entry = entry.max(last);
        }
        Ok(Stamp {
            generation: self.house.generation,
            entry,
            day: self.day.to_owned(),
        })
    }

    fn count(&mut self, check: &engine::pack::Check) -> Result<Count> {
        let packs = &self.house.packs;
        let stamp = self.stamp(&kinds_read(check, packs))?;
        if let Some(known) = self.cache.and_then(|cache| cache.count(&check.id, &stamp)) {
            return Ok(known);
        }
        let count = verdicts::count(self.conn, packs, check, self.day, self.house.zone(), None)?;
        if let Some(cache) = self.cache {
            cache.keep_count(&check.id, stamp, count.clone());
        }
        Ok(count)
    }

    fn passed(&mut self, kind: &Kind, state: &str, when: Option<&Condition>) -> Result<Passed> {
        let packs = &self.house.packs;
        let mut kinds = vec![kind.id.clone()];
        if when.is_some_and(|when| !engine::condition::reads(when).follows.is_empty()) {
            // What it leads to may change without the record itself.
            kinds.extend(packs.kinds.keys().cloned());
        }
        let stamp = self.stamp(&kinds)?;
        let what = format!("{} {state} {when:?}", kind.id);
        if let Some(known) = self.cache.and_then(|cache| cache.passed(&what, &stamp)) {
            return Ok(known);
        }
        let passed = if state.is_empty() {
            verdicts::of_kind(self.conn, &kind.id)?
        } else {
            verdicts::passed(self.conn, packs, &kind.id, state, when, self.day)?
        };
        if let Some(cache) = self.cache {
            cache.keep_passed(what, stamp, passed.clone());
        }
        Ok(passed)
    }

    fn shown(&mut self) -> Result<Vec<Shown>> {
        let house = self.house;
        let mut shown = Vec::new();
        for kind in house.packs.kinds.values() {
            for (clause, state, when) in ways(kind) {
                let passed = self.passed(kind, state, when)?;
                push(&mut shown, clause, &kind.id, state, How::Reached, passed);
            }
            for clause in &kind.clauses {
                let passed = self.passed(kind, "", None)?;
                push(&mut shown, clause, &kind.id, "", How::Kept, passed);
            }
        }
        for (clause, kind, passed) in self.naming()? {
            if ![SAMPLE, CONCLUSION, EXCLUSION].contains(&kind.as_str()) {
                push(&mut shown, &clause, &kind, "", How::Named, passed);
            }
        }
        Ok(shown)
    }

    fn naming(&mut self) -> Result<Naming> {
        let names_clauses = |kind: &&Kind| {
            kind.fields
                .values()
                .any(|field| field.ty.targets().iter().any(|target| target == "clause"))
        };
        let kinds: Vec<String> = self
            .house
            .packs
            .kinds
            .values()
            .filter(names_clauses)
            .map(|kind| kind.id.clone())
            .collect();
        let stamp = self.stamp(&kinds)?;
        if let Some(known) = self.cache.and_then(|cache| cache.naming(&stamp)) {
            return Ok(known);
        }
        let naming = verdicts::naming(self.conn)?;
        if let Some(cache) = self.cache {
            cache.keep_naming(stamp, naming.clone());
        }
        Ok(naming)
    }

    /// A sample counts for so many days; afterwards it is history.
    fn samples(&mut self) -> Result<Vec<(Tagged, bool)>> {
        let days: i64 = self.house.practice("sample_counts_for").parse().unwrap_or(365);
        let oldest = engine::calendar::plus(self.day, -days);
        let all = verdicts::tagged(self.conn, SAMPLE, CLAUSES, &["drawn"])?;
        let ids: Vec<&str> = all.iter().map(|tagged| tagged.id.as_str()).collect();
        let records = store::load::records(self.conn, &ids)?;
        let fresh = |id: &str| {
            let drawn_on = records
                .get(id)
                .and_then(|record| record.fields.get("drawn_on")?.as_str());
            drawn_on.is_some_and(|day| day >= oldest.as_str())
        };
        Ok(all
            .into_iter()
            .map(|tagged| {
                let fresh = fresh(&tagged.id);
                (tagged, fresh)
            })
            .collect())
    }
}

fn push(shown: &mut Vec<Shown>, clause: &str, kind: &str, state: &str, how: How, passed: Passed) {
    if passed.records > 0 {
        shown.push(Shown {
            clause: clause.to_owned(),
            kind: kind.to_owned(),
            state: state.to_owned(),
            how,
            passed,
        });
    }
}

/// Clause, state and condition of everything that transitions show, each once.
fn ways(kind: &Kind) -> Vec<(&str, &str, Option<&Condition>)> {
    let mut ways: Vec<(&str, &str, Option<&Condition>)> = Vec::new();
    for transition in &kind.transitions {
        for shows in &transition.shows {
            let way = (shows.clause.as_str(), transition.to.as_str(), shows.when.as_ref());
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    ways
}
