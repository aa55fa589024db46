//! What stands around every page: whose house it is, who asks, and how far the journal has come.

use super::View;
use crate::errors::Result;

/// The title block of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Name of the organisation.
    pub organisation: String,
    /// Its time zone.
    pub zone: String,
    /// Civil day there.
    pub today: String,
    /// Instant at which the page is drawn.
    pub now: String,
    /// Name of whoever asks.
    pub name: String,
    /// Person id of whoever asks.
    pub person: String,
    /// Last entry of the journal that the page can know of.
    pub entry: u64,
    /// Instant of that entry.
    pub entered: String,
}

impl View<'_> {
    /// The title block for a page that is drawn now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn frame(&mut self, now: &str) -> Result<Frame> {
        let head = store::head::read(self.conn)?;
        Ok(Frame {
            organisation: self.house.organisation().to_owned(),
            zone: self.house.zone().to_owned(),
            today: self.today.clone(),
            now: now.to_owned(),
            name: self.actor.name.clone(),
            person: self.actor.person.clone(),
            entry: head.size,
            entered: head.time,
        })
    }
}
