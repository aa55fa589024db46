//! Processes: the landscape with how each one stands and why, and one of them with all that hangs on it.
//!
//! How a process in use stands is worked out from records alone, for whoever asks:
//!
//! - **off its goal**: a check is *contradicted* by the process itself or by an open record that hangs on it;
//! - **watched**: a check is *weakening* there, or something that hangs on it is late by more than a week, or its owner has
//!   not confirmed it in time;
//! - **steady**: none of that is known.
//!
//! What is closed counts no more: nobody could make it better, and the page of the clause tells it for as long as it matters.
//! Checks on how people decide (many in a minute, one file on many records) say nothing of a process. A check names its
//! first twenty records, so a process may stand worse than is told here, never better.

mod flow;
mod one;

use std::collections::{BTreeMap, BTreeSet};

use engine::check::Verdict;
use engine::pack::Form;
use engine::record::{Actor, Record};
use store::hanging::{self, Asking};

pub use flow::{Flow, Passed};
pub use one::{HangingKind, OneProcess};

use super::View;
use super::conformity::{CheckResult, RecordRef};
use super::list::Asked;
use super::record::Name;
use crate::errors::Result;
use crate::house::House;

/// The kind that processes are.
pub const PROCESS: &str = "process";
/// The state in which a process is in use.
const IN_USE: &str = "active";
/// Something late by so many days is normal work, not a sign.
const A_WEEK: i64 = 7;
/// More processes than this are not drawn.
const MOST: usize = 1_000;

/// How a process stands, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Records contradict a check.
    OffGoal,
    /// Something is weakening or late.
    Watched,
    /// Nothing of the kind is known.
    Steady,
}

impl Standing {
    /// Its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Standing::OffGoal => "off its goal",
            Standing::Watched => "watched",
            Standing::Steady => "steady",
        }
    }
}

/// Why a process does not stand steady.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// What a check says of it.
    Check {
        /// Contradicted or weakening.
        verdict: Verdict,
        /// Check id.
        id: String,
        /// What would hold if nothing spoke against it.
        title: String,
        /// Clauses to which it speaks, as `iso-9001-2015#10.2`.
        clauses: Vec<String>,
        /// What to do about it.
        fix: String,
        /// The records that speak against it; the process itself may be among them.
        records: Vec<RecordRef>,
    },
    /// So many of what hangs on it are late.
    Late {
        /// How many.
        number: u64,
        /// The first date that was missed.
        since: String,
    },
    /// Its owner should have confirmed it by that day.
    NotConfirmed {
        /// Civil day.
        due: String,
    },
}

impl Why {
    /// How bad it is.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self {
            Why::Check {
                verdict: Verdict::Contradicted,
                ..
            } => Standing::OffGoal,
            _ => Standing::Watched,
        }
    }
}

/// How a process stands for these reasons.
#[must_use]
pub fn standing(why: &[Why]) -> Standing {
    why.iter().map(Why::standing).min().unwrap_or(Standing::Steady)
}

/// One process in the landscape.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The process.
    pub record: Record,
    /// How it stands; none while it is described only, or when it is no longer done.
    pub standing: Option<Standing>,
    /// Why, the worst first.
    pub why: Vec<Why>,
    /// Open records that hang on it.
    pub open: u64,
    /// How many of them are late.
    pub late: u64,
    /// What comes in.
    pub inputs: Vec<Passed>,
    /// What goes out.
    pub outputs: Vec<Passed>,
}

impl Placed {
    /// Whether it is no longer done.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.record.closed.is_some()
    }
}

/// All processes that the asker sees, with what flows between them.
#[derive(Clone, Debug, Default)]
pub struct Landscape {
    /// In the order of their groups, then of their numbers.
    pub processes: Vec<Placed>,
    /// Gifts from one process to another, each pair once.
    pub flows: Vec<Flow>,
    /// People, sites and processes by id.
    pub names: BTreeMap<String, Name>,
}

impl View<'_> {
    /// The landscape, with what the checks say of each process.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn landscape(&mut self, checks: &[CheckResult]) -> Result<Landscape> {
        let records = self.all_processes()?;
        let said = self.said_of(checks)?;
        let counted = hanging::open(self.conn, asking(self.house, &self.actor, &self.today), None)?;
        let names = self.called(records.iter().flat_map(named))?;
        let mut processes: Vec<Placed> = Vec::new();
        for record in records {
            let of = counted.iter().filter(|hanging| hanging.process == record.id);
            let (open, late) = of.clone().fold((0, 0), |(open, late), hanging| {
                (open + hanging.open, late + hanging.late)
            });
            let since = of.filter_map(|hanging| hanging.since.clone()).min();
            let why = self.why(&record, said.get(&record.id), late, since);
            processes.push(Placed {
                standing: (record.state == IN_USE).then(|| standing(&why)),
                why,
                open,
                late,
                inputs: flow::passed(&record, "inputs", "from", &names),
                outputs: flow::passed(&record, "outputs", "to", &names),
                record,
            });
        }
        processes.sort_by_key(|placed| group_order(&placed.record));
        let flows = flow::flows(&processes);
        Ok(Landscape {
            processes,
            flows,
            names,
        })
    }

    fn all_processes(&mut self) -> Result<Vec<Record>> {
        if self.house.packs.kind(PROCESS).is_none() {
            return Ok(Vec::new());
        }
        let mut ids: Vec<String> = Vec::new();
        let mut after = None;
        while ids.len() < MOST {
            let page = self.list(&Asked {
                kind: PROCESS.to_owned(),
                sort: Some("number".to_owned()),
                after,
                limit: Some(store::list::LIMIT),
                ..Asked::default()
            })?;
            ids.extend(page.items.into_iter().map(|item| item.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut records = store::load::records(self.conn, &ids)?;
        Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
    }

    /// What bad checks say, by process: each with those of its records that hang on the process, or are it.
    fn said_of(&mut self, checks: &[CheckResult]) -> Result<BTreeMap<String, Vec<Why>>> {
        let bad =
            |check: &&CheckResult| matches!(check.verdict, Some(Verdict::Contradicted | Verdict::Weakening));
        let of_work = |check: &&CheckResult| {
            let known = self.house.packs.checks.get(&check.id);
            !known.is_some_and(|check| matches!(check.form, Form::Burst { .. } | Form::Shared { .. }))
        };
        let bad: Vec<&CheckResult> = checks.iter().filter(bad).filter(of_work).collect();
        let named: BTreeSet<&str> = bad
            .iter()
            .flat_map(|check| &check.records)
            .filter(|record| record.kind != PROCESS)
            .map(|record| record.id.as_str())
            .collect();
        let records = self.seen(named)?;
        let process_of = |named: &RecordRef| match named.kind.as_str() {
            PROCESS => Some(named.id.clone()),
            _ => {
                let record = records.get(&named.id)?;
                record.process.clone().filter(|_| record.closed.is_none())
            }
        };
        let mut said: BTreeMap<String, Vec<Why>> = BTreeMap::new();
        for check in bad {
            let mut by_process: BTreeMap<String, Vec<RecordRef>> = BTreeMap::new();
            for named in &check.records {
                if let Some(process) = process_of(named) {
                    by_process.entry(process).or_default().push(named.clone());
                }
            }
            for (process, records) in by_process {
                said.entry(process).or_default().push(Why::Check {
                    verdict: check.verdict.unwrap_or(Verdict::Weakening),
                    id: check.id.clone(),
                    title: check.title.clone(),
                    clauses: check.clauses.clone(),
                    fix: check.fix.clone(),
                    records,
                });
            }
        }
        Ok(said)
    }

    fn why(&self, record: &Record, said: Option<&Vec<Why>>, late: u64, since: Option<String>) -> Vec<Why> {
        if record.state != IN_USE {
            return Vec::new();
        }
        let mut why = said.cloned().unwrap_or_default();
        let a_week_ago = engine::calendar::plus(&self.today, -A_WEEK);
        let since = since.filter(|since| *since < a_week_ago);
        why.extend(since.map(|since| Why::Late { number: late, since }));
        let missed = record.due.clone().filter(|due| *due < self.today);
        why.extend(missed.map(|due| Why::NotConfirmed { due }));
        why.sort_by_key(Why::standing);
        why
    }
}

fn asking<'a>(house: &'a House, actor: &'a Actor, today: &'a str) -> Asking<'a> {
    Asking {
        packs: &house.packs,
        actor,
        today,
    }
}

/// People, site and processes that a process names.
fn named(record: &Record) -> Vec<String> {
    let people = ["owner", "deputy", "site"];
    let own = people.iter().flat_map(|field| record.links(field));
    let own = own.map(|link| engine::record::id_of(link).to_owned());
    own.chain(flow::ends(record, "inputs", "from"))
        .chain(flow::ends(record, "outputs", "to"))
        .collect()
}

/// Management first, then core, support and outsourced; what is in no group stands with the core.
fn group_order(record: &Record) -> (bool, u8) {
    let group = record.fields.get("group").and_then(serde_json::Value::as_str);
    let order = match group {
        Some("management") => 0,
        Some("support") => 2,
        Some("outsourced") => 3,
        _ => 1,
    };
    (record.closed.is_some(), order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(verdict: Verdict) -> Why {
        Why::Check {
            verdict,
            id: String::new(),
            title: String::new(),
            clauses: Vec::new(),
            fix: String::new(),
            records: Vec::new(),
        }
    }

    #[test]
    fn the_worst_reason_says_how_a_process_stands() {
        let late = Why::Late {
            number: 1,
            since: "2026-11-01".to_owned(),
        };
        let unconfirmed = Why::NotConfirmed {
            due: "2026-11-01".to_owned(),
        };
        assert_eq!(standing(&[]), Standing::Steady);
        assert_eq!(standing(&[unconfirmed]), Standing::Watched);
        assert_eq!(standing(&[check(Verdict::Weakening)]), Standing::Watched);
        assert_eq!(standing(&[late, check(Verdict::Contradicted)]), Standing::OffGoal);
    }
}
