//! The stories of the bundled packs, each on a house of its own, on SQLite and on PostgreSQL.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::stories::{Failure, Story, StoryClock, play, read};

use crate::house::{House, Mould, On, bundled};

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

fn come_out_as_told(on: On) {
    let (stories, problems) = read(&PACKS.map(bundled));
    let only = std::env::var("STORY").unwrap_or_default();
    let stories: Vec<Story> = stories
        .into_iter()
        .filter(|story| format!("{} {}", story.file, story.title).contains(&only))
        .collect();
    assert!(!stories.is_empty(), "there are stories to play");
    let mut failures = problems;
    failures.extend(play_all(&stories, &House::founded(on).into_mould()));
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(
        told.is_empty(),
        "{} of {} stories:\n{}",
        told.len(),
        stories.len(),
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
