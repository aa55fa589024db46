//! A company to look at: Aire Test Instruments, a fictional maker of electrical safety testers in Leeds and Gdańsk.
//!
//! Its history is lived, not written into tables: every step in [`chronicle`] is an act of a named person, decided by
//! the same rules as everybody's, at a time that the demo's own clock shows. The history ends today, so that things
//! are late today. Read [`company`] and the [`stock`] of stories first, then how the [`chronicle`] tells them.

mod chronicle;
mod clock;
mod company;
mod life;
mod scratch;
mod step;
mod stock;
mod story;

use std::path::Path;
use std::sync::Arc;

use app::{App, Setting};
use engine::pack::PackSource;
use jiff::Timestamp;

use clock::{DemoClock, WorkingDays};
use life::Life;
use scratch::Scratch;

/// Everybody's password in the demo; it is printed beside the names.
pub(crate) const PASSWORD: &str = "plumbline-demo";
/// Name of the demo's journal. Journals of demos are told from real ones by it.
pub(crate) const ORIGIN: &str = "demo/aire-test-instruments";
/// Where the company has its head office, and therefore its days.
const ZONE: &str = "Europe/London";

/// Somebody as whom one can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// Name as it is printed.
    pub(crate) name: String,
    /// Address by which to sign in.
    pub(crate) email: String,
    /// What this person does here.
    pub(crate) role_words: String,
    /// What this person would do today, in one line.
    pub(crate) today: String,
    /// One of the few who are shown first: each stands for a way of working here.
    pub(crate) shown: bool,
}

/// Founds the company in an empty house and lives its history up to today; then closes the house again.
///
/// # Errors
/// When somebody lives there already, or the rules refuse a step of the history: then which one, and why.
pub(crate) fn settle(
    data: &Path,
    postgres: Option<String>,
    packs: &[PackSource],
) -> app::Result<Vec<SignIn>> {
    let now = Timestamp::now();
    let clock = DemoClock::until(now);
    let scratch = Scratch::new(data)?;
    let setting = Setting {
        postgres: postgres.map(|url| without_waiting(&url)),
        origin: Some(ORIGIN.to_owned()),
        clock: clock.shown(),
        ..Setting::in_folder(scratch.folder())
    };
    let house = Arc::new(App::open(&setting)?);
    let mut life = Life::found(house, clock, WorkingDays::until(now, ZONE), packs)?;
    life.live(company::steps().into_iter().chain(chronicle::steps()).collect())?;
    life.let_in()?;
    drop(life);
    scratch.lay_down(data)?;
    Ok(sign_ins())
}

/// The same database, which answers before its disk has everything: see [`scratch`].
fn without_waiting(url: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}options=-c%20synchronous_commit%3Doff")
}

/// Everybody as whom one can sign in, the quality manager first.
#[must_use]
pub(crate) fn sign_ins() -> Vec<SignIn> {
    let still_here = stock::people().into_iter().filter(|member| member.left.is_none());
    let sign_in = |member: stock::Member| SignIn {
        email: member.email(),
        name: member.name,
        role_words: member.does,
        today: member.today,
        shown: member.shown,
    };
    still_here.map(sign_in).collect()
}
