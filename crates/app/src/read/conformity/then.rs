//! Which sheet answers a day: today's, one that was kept, or one worked out again from the journal.

use std::sync::Arc;

use engine::pack::Standard;

use super::assess::assess;
use super::sheet::lay;
use super::{Origin, Sheet};
use crate::errors::{Error, Result};
use crate::house::{App, House};
use crate::read::View;

/// A journal longer than this is not replayed while somebody waits.
const REPLAYED: u64 = 300_000;

impl App {
    /// The sheet of a standard for a day (today when not said), how it came about, and the day.
    pub(crate) fn sheet(
        &self,
        view: &mut View<'_>,
        standard: &str,
        as_of: Option<&str>,
    ) -> Result<(Arc<(Sheet, Origin)>, String)> {
        let known = known(view.house, standard)?;
        let today = view.today.clone();
        let day = match as_of {
            Some(day) => {
                engine::calendar::day(day).map_err(|what| Error::Invalid(format!("as_of {what}.")))?
            }
            None => today.clone(),
        };
        if day > today {
            return Err(Error::Invalid(format!(
                "as_of is {day}, which lies in the future; today is {today}."
            )));
        }
        if day == today {
            let sheet = self.sheet_today(view.conn, view.house, known, &today)?;
            return Ok((Arc::new((sheet, Origin::Now)), day));
        }
        Ok((self.sheet_then(view, standard, &day)?, day))
    }

    /// The sheet of today.
    pub(crate) fn sheet_today(
        &self,
        conn: &mut store::db::Conn,
        house: &House,
        standard: &Standard,
        today: &str,
    ) -> Result<Sheet> {
        let known = assess(conn, house, today, Some(&self.conformity))?;
        Ok(lay(&house.packs, standard, &known, &|id| {
            house.practice(id).to_owned()
        }))
    }

    fn sheet_then(&self, view: &mut View<'_>, standard: &str, day: &str) -> Result<Arc<(Sheet, Origin)>> {
        if let Some(sheet) = self.conformity.day(standard, day) {
            return Ok(sheet);
        }
        let entry = view.entry_at_end_of(day)?;
        if entry == 0 {
            return Err(Error::NotFound(format!(
                "The journal begins after {day}, so it is not known what the checks would have said then."
            )));
        }
        let kept = store::verdicts::kept(view.conn, standard, day)?;
        let at_its_end = kept.as_ref().is_some_and(|kept| kept.entry == entry);
        if let Some(kept) = kept.filter(|_| at_its_end || entry > REPLAYED) {
            let sheet: Sheet = serde_json::from_str(&kept.body).map_err(|error| {
                Error::Broken(format!("The results kept of {day} cannot be read: {error}"))
            })?;
            let origin = Origin::Kept {
                entry: kept.entry,
                at: kept.at,
            };
            return Ok(self.remember(standard, day, sheet, origin));
        }
        if entry > REPLAYED {
            return Err(Error::NotFound(format!(
                "What the checks said on {day} was not kept, and the journal is too long to work it out while you wait: it is not known."
            )));
        }
        let mut ledger = store::verdicts::ledger_after(view.conn, entry)?;
        let house = House::load(&mut ledger, 0)?;
        let then = known(&house, standard)?;
        let found = assess(&mut ledger, &house, day, None)?;
        let sheet = lay(&house.packs, then, &found, &|id| house.practice(id).to_owned());
        Ok(self.remember(standard, day, sheet, Origin::Replayed { entry }))
    }

    fn remember(&self, standard: &str, day: &str, sheet: Sheet, origin: Origin) -> Arc<(Sheet, Origin)> {
        let sheet = Arc::new((sheet, origin));
        self.conformity.keep_day(standard, day, Arc::clone(&sheet));
        sheet
    }
}

/// The standard of that id in these packs.
pub(super) fn known<'a>(house: &'a House, standard: &str) -> Result<&'a Standard> {
    house.packs.standards.get(standard).ok_or_else(|| {
        let all: Vec<&String> = house.packs.standards.keys().collect();
        Error::NotFound(format!(
            "There is no standard “{}”; there are {}.",
            engine::value::shorten(standard),
            engine::text::enumerate(&all, "and")
        ))
    })
}
