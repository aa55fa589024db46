//! One process with all that hangs on it.

use std::collections::BTreeMap;

use engine::record::Record;
use store::hanging;

use super::{PROCESS, Placed, asking, flow, named, standing};
use crate::errors::Result;
use crate::read::View;
use crate::read::conformity::CheckResult;
use crate::read::record::{Name, Seen};

/// Open records that are shown one by one.
const MOST: usize = 40;

/// Records of one kind that hang on the process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HangingKind {
    /// Kind id.
    pub kind: String,
    /// How many are open.
    pub open: u64,
    /// How many of those are late.
    pub late: u64,
    /// How many there are in any state; exact or *more than*.
    pub all: u64,
    /// Whether `all` is exact.
    pub all_is_exact: bool,
}

/// One process.
#[derive(Clone, Debug)]
pub struct OneProcess {
    /// As in the landscape.
    pub placed: Placed,
    /// The record with what can be done next.
    pub seen: Seen,
    /// What hangs on it, by kind; what is late first, then what is open.
    pub kinds: Vec<HangingKind>,
    /// Open records, the longest late first.
    pub open: Vec<Record>,
    /// People, sites and processes by id.
    pub names: BTreeMap<String, Name>,
}

impl View<'_> {
    /// One process, with what the checks say of it.
    ///
    /// # Errors
    /// When it is not there or not visible.
    pub fn one_process(&mut self, number: &str, checks: &[CheckResult]) -> Result<OneProcess> {
        let seen = self.record(PROCESS, number)?;
        let id = seen.record.id.clone();
        let said = self.said_of(checks)?;
        let counted = hanging::open(self.conn, asking(self.house, &self.actor, &self.today), Some(&id))?;
        let every = hanging::all(self.conn, asking(self.house, &self.actor, &self.today), &id)?;
        let open = hanging::ids(self.conn, asking(self.house, &self.actor, &self.today), &id, MOST)?;
        let mut records = self.seen(&open)?;
        let open: Vec<Record> = open.iter().filter_map(|id| records.remove(id)).collect();
        let owners = open.iter().filter_map(|record| record.owner.clone());
        let names = self.called(named(&seen.record).into_iter().chain(owners))?;
        let late = counted.iter().map(|hanging| hanging.late).sum();
        let since = counted.iter().filter_map(|hanging| hanging.since.clone()).min();
        let why = self.why(&seen.record, said.get(&id), late, since);
        let placed = Placed {
            standing: (seen.record.state == super::IN_USE).then(|| standing(&why)),
            why,
            open: counted.iter().map(|hanging| hanging.open).sum(),
            late,
            inputs: flow::passed(&seen.record, "inputs", "from", &names),
            outputs: flow::passed(&seen.record, "outputs", "to", &names),
            record: seen.record.clone(),
        };
        let mut kinds: Vec<HangingKind> = every
            .into_iter()
            .map(|(kind, all, all_is_exact)| {
                let open = counted.iter().find(|hanging| hanging.kind == kind);
                HangingKind {
                    open: open.map_or(0, |hanging| hanging.open),
                    late: open.map_or(0, |hanging| hanging.late),
                    all,
                    all_is_exact,
                    kind,
                }
            })
            .collect();
        kinds.sort_by(|a, b| (b.late, b.open, &a.kind).cmp(&(a.late, a.open, &b.kind)));
        Ok(OneProcess {
            placed,
            seen,
            kinds,
            open,
            names,
        })
    }
}
