//! The history. Three chapters are told step by step; everything else comes from the stock of stories beside the
//! code. Days are working days before today, and the life of the company puts all steps in the order of their time.

mod beside;
mod causes;
mod concessions;
mod evidence;
mod mended;
mod problems;
mod routine;
mod test_voltage;

use serde_json::{Value, json};

use super::step::{Step, day};
use super::stock::{self, Shelf};
use super::story::Story;

/// Every step after the company was set up.
pub(super) fn steps() -> Vec<Step> {
    let mut steps = mended::steps();
    steps.extend(test_voltage::steps());
    steps.extend(routine::steps());
    for (name, shelf) in stock::shelves() {
        steps.extend(told(name, &shelf).into_iter().flat_map(Story::steps));
    }
    steps
}

/// The stories of one file. Those without a name of their own get that of the file and their place in it.
fn told(name: &str, shelf: &Shelf) -> Vec<Story> {
    let key = |index: usize| format!("{name} {index}");
    let mut stories: Vec<Story> = shelf
        .problem
        .iter()
        .enumerate()
        .map(|(index, problem)| problems::story(problem, key(index)))
        .collect();
    stories.extend(
        shelf
            .concession
            .iter()
            .enumerate()
            .map(|(index, told)| concessions::story(told, &format!("{name} alone {index}"))),
    );
    stories.extend(
        shelf
            .void
            .iter()
            .enumerate()
            .map(|(index, told)| beside::void(told, &key(index))),
    );
    stories.extend(
        shelf
            .idea
            .iter()
            .enumerate()
            .map(|(index, told)| beside::idea(told, &key(index))),
    );
    stories.extend(
        shelf
            .task
            .iter()
            .enumerate()
            .map(|(index, told)| beside::task(told, &key(index))),
    );
    stories.extend(evidence::stories(shelf));
    stories
}

/// A corrective action as it is planned: what, against which problem, who, by when; and how one will see that it worked.
struct Plan {
    what: &'static str,
    against: &'static str,
    owner: &'static str,
    due: i32,
    different: &'static str,
    seen_in: &'static str,
    sample: &'static str,
    from: i32,
}

impl Plan {
    fn answers(&self) -> Value {
        json!({
            "what": self.what, "nonconformity": self.against, "owner": self.owner, "due": day(self.due),
            "effect_criterion": self.different, "effect_source": self.seen_in, "effect_sample": self.sample,
            "effect_due": day(self.from),
        })
    }
}

/// What stands in an action when it is done.
fn done(note: &str, on: i32) -> Value {
    json!({ "done_note": note, "done_on": day(on) })
}
