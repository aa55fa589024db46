//! The stories of the bundled packs, each on a house of its own, on SQLite and on PostgreSQL.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::stories::{Failure, Story, StoryClock, play, read};

use engine::pack::PackSource;

use crate::house::{House, Mould, On, bundled};

/// Each builds on those before it.
const PACKS: [&str; 3] = ["base", "iso-9001", "electrical-safety"];

/// Plays stories on copies of one house, a few at a time.
fn play_all(stories: &[Story], mould: &Mould) -> Vec<Failure> {
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(story) = stories.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let house = mould.house();
                    let clock = StoryClock::over(house.clock());
                    if let Err(failure) = play(story, &house.app, &clock) {
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    failures
}

/// Each pack's stories in a house with that pack and those that it builds on, and no others.
fn come_out_as_told(on: On) {
    let only = std::env::var("STORY").unwrap_or_default();
    let mut told: Vec<String> = Vec::new();
    let mut played = 0;
    for last in 1..=PACKS.len() {
        let packs: Vec<PackSource> = PACKS[..last].iter().map(|pack| bundled(pack)).collect();
        let (stories, problems) = read(&packs[last - 1..]);
        let stories: Vec<Story> = stories
            .into_iter()
            .filter(|story| format!("{} {}", story.file, story.title).contains(&only))
            .collect();
        told.extend(problems.iter().map(ToString::to_string));
        if stories.is_empty() {
            continue;
        }
        played += stories.len();
        let mould = House::founded_with(on, &packs).into_mould();
        told.extend(play_all(&stories, &mould).iter().map(ToString::to_string));
    }
    assert!(played > 0, "there are stories to play");
    assert!(
        told.is_empty(),
        "{} of {played} stories:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn the_stories_of_the_bundled_packs_come_out_as_told_on_sqlite() {
    come_out_as_told(On::Sqlite);
}

#[test]
fn the_stories_of_the_bundled_packs_come_out_as_told_on_postgres() {
    come_out_as_told(On::Postgres);
}
