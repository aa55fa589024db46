//! Keeps what the checks say, day by day, so that conformity over time shows the checks that were in force.

use engine::calendar::plus;
use store::Side;
use store::verdicts::Kept;

use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::read::conformity::Sheet;

impl App {
    /// Keeps today's results as they stand, and yesterday's as they stood at its end, for every standard; gives how many
    /// were new. What was kept after the last entry already is left alone.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn keep_conformity(&self) -> Result<usize> {
        let kept = self.view(&Caller::system(), |view| {
            let (house, today) = (view.house, view.today.clone());
            let at = engine::calendar::spell(self.now());
            let size = store::head::read(view.conn)?.size;
            let yesterday = plus(&today, -1);
            let mut kept = Vec::new();
            for standard in house.packs.standards.values() {
                let id = &standard.id;
                let keep = |day: &str, entry: u64, sheet: &Sheet| {
                    let body =
                        serde_json::to_string(sheet).map_err(|error| Error::Broken(error.to_string()))?;
                    Ok::<Kept, Error>(Kept {
                        day: day.to_owned(),
                        standard: id.clone(),
                        entry,
                        at: at.clone(),
                        body,
                    })
                };
                let known = store::verdicts::kept(view.conn, id, &today)?;
                if known.is_none_or(|known| known.entry != size) {
                    let sheet = self.sheet_today(view.conn, house, standard, &today)?;
                    kept.push(keep(&today, size, &sheet)?);
                }
                let end = view.entry_at_end_of(&yesterday)?;
                let known = store::verdicts::kept(view.conn, id, &yesterday)?;
                if end > 0 && known.is_none_or(|known| known.entry != end) {
                    match self.sheet(view, id, Some(&yesterday)) {
                        Ok((sheet, _)) => kept.push(keep(&yesterday, end, &sheet.0)?),
                        // The standard was not installed yet, or the journal is too long to be replayed.
                        Err(Error::NotFound(_)) => {}
                        Err(other) => return Err(other),
                    }
                }
            }
            Ok(kept)
        })?;
        let count = kept.len();
        if count > 0 {
            let side = kept.into_iter().map(Side::Verdicts).collect();
            self.store
                .side(side)
                .map_err(|error| Error::Unrecorded(error.to_string()))?;
        }
        Ok(count)
    }
}
