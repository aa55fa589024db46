//! The stage: throwaway houses, founded once and copied for every story.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use engine::pack::PackSource;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::{Failure, play, read};
use crate::act::people::NewPerson;
use crate::act::setup::Founding;
use crate::errors::{Error, Result};
use crate::house::{App, Clock, Setting};

/// Every story begins at this instant, a Monday.
const MONDAY: &str = "2026-11-16T09:00:00.000Z";

/// A clock that stands until it is moved.
#[derive(Clone, Debug)]
pub struct StoryClock(Arc<AtomicI64>);

impl StoryClock {
    /// A clock over milliseconds that somebody else may set as well.
    #[must_use]
    pub fn over(millis: Arc<AtomicI64>) -> Self {
        StoryClock(millis)
    }

    /// What the house reads.
    #[must_use]
    pub fn shown(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).expect("stories happen in our time")
    }

    /// Sets it. It never goes back.
    pub fn set(&self, to: Timestamp) {
        self.0.fetch_max(to.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn pass(&self, by: SignedDuration) {
        self.set(self.now().saturating_add(by).expect("a duration can be added"));
    }
}

impl Default for StoryClock {
    fn default() -> Self {
        let monday: Timestamp = MONDAY.parse().expect("it is an instant");
        StoryClock(Arc::new(AtomicI64::new(monday.as_millisecond())))
    }
}

/// A house on SQLite in a folder of its own, founded with some packs, of which stories get copies.
pub struct Stage {
    mould: TempDir,
}

impl Stage {
    /// Founds the house.
    ///
    /// # Errors
    /// What is wrong with the packs, or with the disk.
    pub fn build(packs: &[PackSource]) -> Result<Stage> {
        let mould = tempfile::tempdir()?;
        let app = open(mould.path(), &StoryClock::default())?;
        let first = NewPerson {
            name: "Ada".to_owned(),
            email: "ada@story.example".to_owned(),
            roles: vec![("administrator".to_owned(), None, None)],
            password: None,
        };
        let founding = Founding {
            organisation: "Story Works".to_owned(),
            zone: "Europe/Lisbon".to_owned(),
            first,
        };
        app.found(packs, founding)?;
        drop(app);
        Ok(Stage { mould })
    }

    /// Plays one story on a copy of the house.
    ///
    /// # Errors
    /// When the disk gives no room for it.
    pub fn play(&self, story: &super::Story) -> Result<Option<Failure>> {
        let folder = tempfile::tempdir()?;
        copy(self.mould.path(), folder.path())?;
        let clock = StoryClock::default();
        let app = open(folder.path(), &clock)?;
        Ok(play::play(story, &app, &clock).err())
    }
}

fn open(folder: &Path, clock: &StoryClock) -> Result<Arc<App>> {
    let setting = Setting {
        origin: Some("story/house".to_owned()),
        clock: clock.shown(),
        ..Setting::in_folder(folder)
    };
    Ok(Arc::new(App::open(&setting)?))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Plays all stories of the packs named `of`, in a house with all the packs: how many there were, and what went wrong.
///
/// # Errors
/// Packs with problems, or no room on the disk.
pub fn check(packs: &[PackSource], of: &[&str]) -> Result<(usize, Vec<Failure>)> {
    let told: Vec<PackSource> = packs
        .iter()
        .filter(|pack| of.contains(&pack.name.as_str()))
        .cloned()
        .collect();
    let (stories, mut failures) = read(&told);
    if stories.is_empty() {
        return Ok((0, failures));
    }
    if packs.iter().all(|pack| pack.name != "base") {
        return Err(Error::Invalid(
            "Stories need people and roles: the packs must build on “base”.".to_owned(),
        ));
    }
    let stage = Stage::build(packs)?;
    for story in &stories {
        failures.extend(stage.play(story)?);
    }
    Ok((stories.len(), failures))
}
