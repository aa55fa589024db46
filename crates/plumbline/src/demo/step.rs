//! How the chronicle is written: who did what to which record, and when.
//!
//! Records have names here ("leak", "ben"), since they get their numbers only when they are entered. In answers,
//! `@leak` stands for that record; [`day`] and [`time`] count working days from today; [`file`] is a file to keep.

use serde_json::{Value, json};

/// One act of somebody.
pub(super) struct Step {
    /// Working days from today; before today they are negative.
    pub(super) day: i32,
    /// Time of day at the head office.
    pub(super) time: &'static str,
    /// Name of the person in [`super::people`].
    pub(super) who: &'static str,
    /// What is done.
    pub(super) what: What,
}

/// What is done in a step.
pub(super) enum What {
    /// A record is entered, and is known by a name from then on.
    Enter {
        name: &'static str,
        kind: &'static str,
        answers: Value,
    },
    /// Answers change.
    Answer { name: &'static str, answers: Value },
    /// A record passes to another state.
    Pass {
        name: &'static str,
        way: &'static str,
        answers: Value,
        signs: bool,
    },
    /// A practice of the house is set.
    Set {
        practice: &'static str,
        to: &'static str,
        because: &'static str,
    },
}

/// When and by whom; what follows says what.
pub(super) struct Begun(i32, &'static str, &'static str);

/// On that working day, at that time, that person …
pub(super) fn on(day: i32, time: &'static str, who: &'static str) -> Begun {
    Begun(day, time, who)
}

impl Begun {
    /// … enters a record.
    pub(super) fn enters(self, name: &'static str, kind: &'static str, answers: Value) -> Step {
        self.does(What::Enter { name, kind, answers })
    }

    /// … answers questions of a record.
    pub(super) fn answers(self, name: &'static str, answers: Value) -> Step {
        self.does(What::Answer { name, answers })
    }

    /// … brings a record to another state.
    pub(super) fn passes(self, name: &'static str, way: &'static str) -> Step {
        self.passes_with(name, way, json!({}))
    }

    /// … the same, with what the transition asks.
    pub(super) fn passes_with(self, name: &'static str, way: &'static str, answers: Value) -> Step {
        let signs = false;
        self.does(What::Pass {
            name,
            way,
            answers,
            signs,
        })
    }

    /// … brings a record to another state and signs for it.
    pub(super) fn signs(self, name: &'static str, way: &'static str) -> Step {
        self.does(What::Pass {
            name,
            way,
            answers: json!({}),
            signs: true,
        })
    }

    /// … sets a practice of the house.
    pub(super) fn sets(self, practice: &'static str, to: &'static str, because: &'static str) -> Step {
        self.does(What::Set {
            practice,
            to,
            because,
        })
    }

    fn does(self, what: What) -> Step {
        let Begun(day, time, who) = self;
        Step {
            day,
            time,
            who,
            what,
        }
    }
}

/// That working day, as an answer.
pub(super) fn day(from_today: i32) -> String {
    format!("day:{from_today}")
}

/// That moment, as an answer.
pub(super) fn time(from_today: i32, time: &str) -> String {
    format!("time:{from_today} {time}")
}

/// A small file that is kept and named in the answer.
pub(super) fn file(name: &str, text: &str) -> Value {
    json!({ "name": name, "keep": text })
}

/// How much a problem weighs: what it could lead to, and how often it has been seen.
pub(super) fn weighs(consequence: &str, repeat: &str) -> Value {
    json!({ "consequence": consequence, "repeat": repeat })
}

/// A row of affected things that are held somewhere.
pub(super) fn held(row: &str, lot: &str, quantity: u32, at: &str) -> Value {
    json!({ "id": row, "lot": lot, "quantity": quantity, "held_at": at })
}

/// What becomes of some of them, decided by somebody on a working day; checked again where something was done to them.
pub(super) fn becomes(
    row: &str,
    disposition: &str,
    quantity: u32,
    by: &str,
    decided: i32,
    checked: Option<i32>,
) -> Value {
    json!({
        "lot": row, "disposition": disposition, "quantity": quantity,
        "decided_by": by, "decided_on": day(decided), "reverified_on": checked.map(day),
    })
}

/// A link in a chain of whys.
pub(super) fn why(row: &str, after: &str, question: &str, because: &str, proof: &str) -> Value {
    json!({ "id": row, "parent": after, "question": question, "because": because, "proof": proof })
}

/// The last link of a chain: the cause that has to go.
pub(super) fn root(row: &str, after: &str, question: &str, because: &str, proof: &str) -> Value {
    let mut link = why(row, after, question, because, proof);
    link["root"] = json!("yes");
    link
}

/// A link that was looked at and is not the reason.
pub(super) fn ruled_out(row: &str, after: &str, question: &str, because: &str, proof: &str) -> Value {
    let mut link = why(row, after, question, because, proof);
    link["ruled_out"] = json!("yes");
    link
}

/// What is answered when an action is judged.
pub(super) fn judged(judgement: &str, because: &str, seen: &str) -> Value {
    json!({ "judgement": judgement, "judgement_because": because, "judgement_seen": seen })
}
