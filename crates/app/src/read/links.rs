//! Links seen from their other end: what leads to a record.

use engine::record::Record;

use super::View;
use crate::errors::Result;

/// Most records that are told of one record.
const MOST: usize = 200;

/// A record that leads to another.
#[derive(Clone, Debug, PartialEq)]
pub struct LedFrom {
    /// The record that holds the link.
    pub record: Record,
    /// `field` or `table.column` in which it stands.
    pub path: String,
}

impl View<'_> {
    /// The records that lead to this one and that the asker sees, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn led_from(&mut self, record: &Record) -> Result<Vec<LedFrom>> {
        let mut linkers = store::load::linkers(self.conn, &record.reference(), None)?;
        linkers.retain(|linker| linker.id != record.id);
        // Ids grow with time: the last ones are the newest.
        linkers.sort_by(|a, b| b.id.cmp(&a.id).then_with(|| a.path.cmp(&b.path)));
        linkers.truncate(MOST);
        let records = self.seen(linkers.iter().map(|linker| linker.id.clone()))?;
        let mut led: Vec<LedFrom> = Vec::new();
        for linker in linkers {
            let known = led
                .iter()
                .any(|led| led.record.id == linker.id && led.path == linker.path);
            if let Some(record) = records.get(&linker.id).filter(|_| !known) {
                led.push(LedFrom {
                    record: record.clone(),
                    path: linker.path,
                });
            }
        }
        Ok(led)
    }
}
