//! The rules of the house: what packs say, when a condition holds, and what an act may change.
//!
//! Pure: the time, the actor, new ids and everything that was read arrive as arguments. Nothing here knows a
//! database, a clock, a file or the web, so every rule can be tested in memory and replayed for ever.
//!
//! Read downwards: [`pack`] (kinds as data) → [`condition`] (the closed language of guards, filters and checks)
//! → [`decide`] (an act becomes changes, or a refusal that says all that is missing) and [`check`] (what is recorded is
//! asked, all the time, whether it contradicts a standard).

pub mod access;
pub mod calendar;
pub mod change;
pub mod check;
pub mod condition;
pub mod decide;
pub mod pack;
pub mod record;
pub mod text;
pub mod value;
