//! My work: what is mine to do, what waits for somebody else, and what became of what I reported.

use std::collections::BTreeMap;

use engine::pack::{Kind, Transition, Who};
use engine::record::Record;

use super::View;
use super::record::Name;
use crate::errors::Result;
use crate::house::House;

/// Most rows of each part.
pub const MOST: usize = 100;
/// Reports of one's own that are shown.
const REPORTS: usize = 6;

/// One row of my work.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The record.
    pub record: Record,
    /// What is to be done with it by whoever's turn it is: the words of the first way on that is open to them.
    pub verb: Option<String>,
    /// Person whose turn it is, or the title of the role.
    pub whose: String,
}

/// The first page of everybody.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// My turn, the soonest due first.
    pub mine: Vec<Turn>,
    /// Mine, but somebody else's turn.
    pub waiting: Vec<Turn>,
    /// What I entered lately and that is in other hands.
    pub reported: Vec<Turn>,
    /// Names of owners, processes and sites: id → name.
    pub names: BTreeMap<String, Name>,
}

impl View<'_> {
    /// The work of whoever asks. Costs a handful of statements, however much there is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn work(&mut self) -> Result<Work> {
        let persons: Vec<&str> = self.actor.persons().collect();
        let grants: Vec<_> = self.actor.all_grants().cloned().collect();
        let me = self.actor.person.clone();
        let turns = store::work::turns(self.conn, &persons, &grants, MOST)?;
        let waiting = store::work::waiting(self.conn, &self.house.packs, &me, MOST)?;
        let reportable = reportable(self.house);
        let reported = store::work::reported(self.conn, &reportable, &me, REPORTS)?;
        let waiting: Vec<String> = waiting.into_iter().filter(|id| !turns.contains(id)).collect();
        let known = |id: &String| turns.contains(id) || waiting.contains(id);
        let reported: Vec<String> = reported.iter().filter(|id| !known(id)).cloned().collect();
        let records = self.seen(turns.iter().chain(&waiting).chain(&reported))?;
        let spine = |record: &Record| {
            let next = record.next.clone().filter(|next| !next.starts_with("role:"));
            [
                record.owner.clone(),
                record.process.clone(),
                record.site.clone(),
                next,
            ]
        };
        let names = self.called(records.values().flat_map(spine).flatten())?;
        let rows = |ids: &[String]| -> Vec<Turn> {
            ids.iter()
                .filter_map(|id| records.get(id))
                .map(|record| self.turn(record, &names))
                .collect()
        };
        let (mine, waiting, reported) = (rows(&turns), rows(&waiting), rows(&reported));
        Ok(Work {
            mine,
            waiting,
            reported,
            names,
        })
    }

    fn turn(&self, record: &Record, names: &BTreeMap<String, Name>) -> Turn {
        let kind = self.house.packs.kind(&record.kind);
        let verb = kind
            .and_then(|kind| self.way(kind, record))
            .map(|way| way.verb.clone());
        Turn {
            record: record.clone(),
            verb,
            whose: self.whose(record, names),
        }
    }

    /// The way on that a person whose turn it is would take: to the next state, or what is due again and again,
    /// whichever the kind names first; else the first way that is open to them.
    fn way<'a>(&self, kind: &'a Kind, record: &Record) -> Option<&'a Transition> {
        let place = |state: &str| kind.states.iter().position(|known| known.id == state);
        let mut ways = kind
            .transitions
            .iter()
            .filter(|way| way.from.contains(&record.state) && self.actor.is_any(&way.by, record));
        let here = place(&record.state);
        let near = |way: &&Transition| place(&way.to) == here || place(&way.to) == here.map(|at| at + 1);
        ways.clone().find(near).or_else(|| ways.next())
    }

    /// Whose turn a record is, as people say it.
    pub fn whose(&self, record: &Record, names: &BTreeMap<String, Name>) -> String {
        let Some(next) = &record.next else {
            return String::new();
        };
        match next.strip_prefix("role:") {
            Some(role) => self
                .house
                .packs
                .roles
                .get(role)
                .map_or(role, |role| &role.title)
                .to_owned(),
            None => names.get(next).map_or("somebody", |name| &name.title).to_owned(),
        }
    }
}

/// Kinds that everybody may begin: what one reports, as against what one administers.
pub(super) fn reportable(house: &House) -> Vec<&str> {
    let everybody = |kind: &&Kind| kind.start.by.contains(&Who::Everyone);
    house
        .packs
        .kinds
        .values()
        .filter(everybody)
        .map(|kind| kind.id.as_str())
        .collect()
}
