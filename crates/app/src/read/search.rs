//! Search over numbers, titles and texts of all kinds.

use store::search::Hit;

use super::View;
use crate::errors::{Error, Result};

impl View<'_> {
    /// The best hits for some words; all must be found, the last one also as a beginning.
    ///
    /// # Errors
    /// An empty question.
    pub fn search(&mut self, words: &str, kinds: &[String], limit: usize) -> Result<Vec<Hit>> {
        if engine::text::words(words).is_empty() {
            return Err(Error::Invalid("Say at least one word to search for.".to_owned()));
        }
        if let Some(unknown) = kinds.iter().find(|kind| self.house.packs.kind(kind).is_none()) {
            return Err(super::unknown_kind(self.house, unknown));
        }
        Ok(store::search::find(
            self.conn,
            &self.house.packs,
            words,
            kinds,
            &self.actor,
            &self.today,
            limit,
        )?)
    }
}
