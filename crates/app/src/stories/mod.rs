//! Stories: what a pack promises, in sentences that a quality manager can read, played by real acts.
//!
//! A story lies in a pack as `stories/NAME.txt`. It is played on a throwaway house under a clock of its own, and after
//! its last line the whole house is checked: the journal verifies, the tables are as the journal makes them, signatures
//! resolve. The language is told in `docs/stories.md`; it is read here, downwards:
//!
//! [`read()`] (files to stories) → `play` (line by line) → `line` (who does what) → `reach` (a record is brought into a
//! state by acts) and `expect` (the table of what may stand behind `=>`).

mod answers;
mod expect;
mod given;
mod line;
mod play;
mod reach;
mod read;
mod roles;
mod shown;
mod solve;
mod stage;
mod words;

pub use play::play;
pub use read::{Line, Story, read};
pub use stage::{Stage, StoryClock, check};

/// A story that did not come out as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Path of the file, as `iso-9001/stories/closing.txt`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Title of the story.
    pub story: String,
    /// A sentence: what came out instead, or what cannot be read.
    pub what: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: “{}”: {}", self.file, self.line, self.story, self.what)
    }
}
