//! The second reading: what is not here yet comes in.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::judge::{Given, Judge, Judged};
use super::within::Names;
use super::{Order, Outcome, Progress, Watch, Watched, next_batch};
use crate::act::record::Wish;
use crate::errors::{Error, Result};
use crate::exchange::map::Bound;
use crate::exchange::table::Table;
use crate::house::{App, Caller};

/// The second reading.
pub(super) struct Import<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) caller: &'a Caller,
    pub(super) bound: &'a Bound,
    pub(super) names: &'a Names,
    pub(super) imported: u64,
    pub(super) filled: u64,
}

impl Import<'_> {
    /// Reads as often as rows wait for others: a place comes in after the place in which it lies.
    pub(super) fn all(
        &mut self,
        order: &Order<'_>,
        wrong: &HashSet<u64>,
        watch: &mut Watch<'_>,
    ) -> Result<()> {
        let mut later = self.pass(order, &|row| !wrong.contains(&row), watch)?;
        while !later.is_empty() {
            let before = later;
            later = self.pass(order, &|row| before.contains(&row), watch)?;
            if later.len() == before.len() {
                let rows: Vec<String> = later.iter().take(20).map(u64::to_string).collect();
                let what = format!(
                    "Rows {} name each other in a circle that is too large to come in at once.",
                    engine::text::enumerate(&rows, "and")
                );
                return Err(Error::Conflict(what));
            }
        }
        Ok(())
    }

    /// One reading; gives the rows that wait for others.
    fn pass(
        &mut self,
        order: &Order<'_>,
        wanted: &dyn Fn(u64) -> bool,
        watch: &mut Watch<'_>,
    ) -> Result<BTreeSet<u64>> {
        let mut table = Table::open(order.source)?;
        if table.header() != self.bound.header {
            return Err(Error::Conflict(
                "The file was changed while it was read.".to_owned(),
            ));
        }
        let size = order.source.size()?;
        let (mut rows, mut later) = (0, BTreeSet::new());
        while let Some(batch) = next_batch(&mut table, self.bound, wanted)? {
            rows += batch.len() as u64;
            later.extend(self.batch(batch, watch)?);
            watch(Watched::Progress(Progress {
                importing: true,
                rows,
                read: table.read(),
                size,
            }));
        }
        Ok(later)
    }

    /// Brings a batch in, but for the rows that wait for others, which it gives.
    fn batch(&mut self, batch: Vec<Given>, watch: &mut Watch<'_>) -> Result<Vec<u64>> {
        let judge = Judge {
            bound: self.bound,
            now: engine::calendar::spell(self.app.now()),
            names: self.names,
        };
        let judged = self
            .app
            .view(self.caller, |view| judge.batch(view, batch, None))?;
        let changed = judged.iter().find_map(|row| match &row.report.outcome {
            Outcome::Wrong { mistakes } => mistakes.first(),
            _ => None,
        });
        if let Some(mistake) = changed {
            // It was right when the file was checked: the file or something here was changed meanwhile.
            return Err(Error::Conflict(mistake.to_string()));
        }
        let (mut judged, later) = judge.apart(judged);
        let rows: Vec<_> = judged.iter_mut().filter_map(|row| row.import.take()).collect();
        if !rows.is_empty() {
            let numbers = self
                .app
                .import(self.caller, &self.bound.kind, rows, &self.bound.source)?;
            self.imported += numbers.len() as u64;
            let begun = judged.iter_mut().filter_map(number_of);
            for (place, number) in begun.zip(numbers) {
                *place = Some(number);
            }
        }
        for fill in judged.iter_mut().filter_map(|row| row.fill.take()) {
            let (kind, seen) = (self.bound.kind.clone(), Some(fill.seen));
            let wish = Wish::Edit {
                kind,
                number: fill.number,
                inputs: fill.inputs,
                seen,
            };
            self.app.act(self.caller, wish, None)?;
            self.filled += 1;
        }
        judged.iter().for_each(|row| watch(Watched::Row(&row.report)));
        Ok(later)
    }
}

fn number_of(judged: &mut Judged) -> Option<&mut Option<String>> {
    match &mut judged.report.outcome {
        Outcome::Begins { number, .. } => Some(number),
        _ => None,
    }
}
