//! The history, a chapter for each kind of story. Days are working days before today; within a chapter one problem
//! follows the other, and the life of the company puts all of them in the order of their time.

mod mended;
mod test_voltage;

use serde_json::{Value, json};

use super::step::{Step, day};

/// Every step after the company was set up.
pub(super) fn steps() -> Vec<Step> {
    [
        mended::steps(),
        test_voltage::steps(),
    ]
    .into_iter()
    .flatten()
    .collect()
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
