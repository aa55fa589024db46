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
    pub(super) time: String,
    /// Name of the person in [`super::people`].
    pub(super) who: String,
    /// What is done.
    pub(super) what: What,
}

/// What is done in a step.
pub(super) enum What {
    /// A record is entered, and is known by a name from then on.
    Enter {
        name: String,
        kind: String,
        answers: Value,
    },
    /// Answers change.
    Answer { name: String, answers: Value },
    /// A record passes to another state.
    Pass {
        name: String,
        way: String,
        answers: Value,
        signs: bool,
    },
    /// The same is tried, and the rules refuse it with these words.
    Refused {
        name: String,
        way: String,
        answers: Value,
        words: String,
    },
    /// Somebody signs with a wrong password, which is noted.
    WrongPassword { name: String, way: String },
    /// Somebody new comes in.
    Join { person: String },
    /// A practice of the house is set.
    Set {
        practice: String,
        to: String,
        because: String,
    },
}

impl What {
    /// A record is entered.
    pub(super) fn enters(name: &str, kind: &str, answers: Value) -> Self {
        let (name, kind) = (name.to_owned(), kind.to_owned());
        What::Enter { name, kind, answers }
    }

    /// Questions of a record are answered.
    pub(super) fn answers(name: &str, answers: Value) -> Self {
        let name = name.to_owned();
        What::Answer { name, answers }
    }

    /// A record comes to another state.
    pub(super) fn passes(name: &str, way: &str) -> Self {
        What::passes_with(name, way, json!({}))
    }

    /// The same, with what the transition asks.
    pub(super) fn passes_with(name: &str, way: &str, answers: Value) -> Self {
        let (name, way) = (name.to_owned(), way.to_owned());
        let signs = false;
        What::Pass {
            name,
            way,
            answers,
            signs,
        }
    }

    /// A record comes to another state by a signature.
    pub(super) fn signs(name: &str, way: &str) -> Self {
        let (name, way) = (name.to_owned(), way.to_owned());
        let (answers, signs) = (json!({}), true);
        What::Pass {
            name,
            way,
            answers,
            signs,
        }
    }
}

/// When and by whom; what follows says what.
pub(super) struct Begun(i32, String, String);

/// On that working day, at that time, that person …
pub(super) fn on(day: i32, time: &str, who: &str) -> Begun {
    Begun(day, time.to_owned(), who.to_owned())
}

impl Begun {
    /// … enters a record.
    pub(super) fn enters(self, name: &str, kind: &str, answers: Value) -> Step {
        self.does(What::enters(name, kind, answers))
    }

    /// … answers questions of a record.
    pub(super) fn answers(self, name: &str, answers: Value) -> Step {
        self.does(What::answers(name, answers))
    }

    /// … brings a record to another state.
    pub(super) fn passes(self, name: &str, way: &str) -> Step {
        self.does(What::passes(name, way))
    }

    /// … the same, with what the transition asks.
    pub(super) fn passes_with(self, name: &str, way: &str, answers: Value) -> Step {
        self.does(What::passes_with(name, way, answers))
    }

    /// … brings a record to another state and signs for it.
    pub(super) fn signs(self, name: &str, way: &str) -> Step {
        self.does(What::signs(name, way))
    }

    /// … tries to, and is refused with these words.
    pub(super) fn meets_refusal(self, name: &str, way: &str, answers: Value, words: &str) -> Step {
        let (name, way, words) = (name.to_owned(), way.to_owned(), words.to_owned());
        self.does(What::Refused {
            name,
            way,
            answers,
            words,
        })
    }

    /// … wants to sign and mistypes the password.
    pub(super) fn mistypes(self, name: &str, way: &str) -> Step {
        let (name, way) = (name.to_owned(), way.to_owned());
        self.does(What::WrongPassword { name, way })
    }

    /// … enters somebody new.
    pub(super) fn welcomes(self, person: &str) -> Step {
        let person = person.to_owned();
        self.does(What::Join { person })
    }

    /// … sets a practice of the house.
    pub(super) fn sets(self, practice: &str, to: &str, because: &str) -> Step {
        let (practice, to, because) = (practice.to_owned(), to.to_owned(), because.to_owned());
        self.does(What::Set {
            practice,
            to,
            because,
        })
    }

    fn does(self, what: What) -> Step {
        let Begun(day, time, who) = self;
        Step { day, time, who, what }
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
