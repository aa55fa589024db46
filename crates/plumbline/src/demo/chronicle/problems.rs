//! Problems of the stock, told as what people did: reported, contained, put right, and closed or carried on.

use serde_json::{Value, json};

use super::super::company::{lead_of, owner_on, site_of};
use super::super::step::{What, becomes, day, held, time, weighs};
use super::super::stock::{Concession, Problem, day_and_rest, number, parts};
use super::super::story::Story;
use super::causes;
use super::concessions;

/// A problem of the stock with what its first lines mean.
pub(super) struct Told<'a> {
    pub(super) problem: &'a Problem,
    pub(super) key: String,
    pub(super) day: i32,
    pub(super) place: String,
    pub(super) process: String,
    pub(super) reporter: String,
    /// Who takes it on.
    pub(super) owner: String,
    concerns: &'a str,
    source: &'a str,
    consequence: &'a str,
    repeat: &'a str,
    pub(super) pace: Vec<i32>,
}

/// Tells it.
pub(super) fn story(problem: &Problem, key: String) -> Story {
    let on: Vec<&str> = problem.on.split(' ').collect();
    let is: Vec<&str> = problem.is.split(' ').collect();
    let (&[begun, at, reporter, place, process], &[concerns, source, consequence, repeat]) =
        (on.as_slice(), is.as_slice())
    else {
        panic!("“{}” says when, who, where and what", problem.title)
    };
    let begun = number(begun);
    let owner = problem
        .owner
        .clone()
        .unwrap_or_else(|| owner_on(process, begun).to_owned());
    let pace = problem
        .pace
        .iter()
        .flat_map(|pace| pace.split(' '))
        .map(number)
        .collect();
    let told = Told {
        key: problem.key.clone().unwrap_or(key),
        day: begun,
        place: place.to_owned(),
        process: process.to_owned(),
        reporter: reporter.to_owned(),
        owner,
        problem,
        concerns,
        source,
        consequence,
        repeat,
        pace,
    };
    let mut story = Story::begins(begun, at, &problem.title);
    told.report(&mut story, at);
    if told.ends() != "reported" {
        told.contain(&mut story);
        told.put_right(&mut story);
        causes::carry_on(&told, &mut story);
    }
    story
}

impl Told<'_> {
    /// State in which it stands today.
    pub(super) fn ends(&self) -> &str {
        self.problem.ends.as_deref().unwrap_or("closed")
    }

    /// Weighty enough that the agreement is signed, and that nobody but the quality manager lets the cause stay.
    pub(super) fn is_heavy(&self) -> bool {
        self.consequence == "danger"
            || matches!(
                (self.consequence, self.repeat),
                ("serious", "again" | "often") | ("limited", "often")
            )
    }

    /// That many days of its pace after the report; the day of the report when it did not come so far.
    pub(super) fn paced(&self, step: usize) -> Option<i32> {
        self.pace.get(step).map(|days| self.day + days)
    }

    /// Who decides what becomes of faulty things here.
    fn decider(&self) -> &'static str {
        if site_of(&self.place) == "gdansk" {
            "@joanna"
        } else {
            "@hannah"
        }
    }

    fn report(&self, story: &mut Story, at: &str) {
        let problem = self.problem;
        // What came in since yesterday says what a minute at the machine asks; nobody has given it a name yet.
        if self.ends() == "reported" && self.day >= -1 {
            let answers = json!({
                "title": problem.title, "found_at": format!("@{}", self.place), "found_on": time(self.day, at),
            });
            let what = What::enters(&self.key, "nonconformity", answers);
            story.event_at(self.day, at, &self.reporter, what);
            return;
        }
        let mut answers = json!({
            "title": problem.title, "found_at": format!("@{}", self.place), "found_on": time(self.day, at),
            "concerns": self.concerns, "source": self.source, "requirement_text": problem.should,
            "caused_in": format!("@{}", self.process),
        });
        let more = [
            (
                "external_ref",
                problem
                    .their_number
                    .clone()
                    .filter(|_| matches!(self.source, "customer" | "external_audit")),
            ),
            ("grade", problem.grade.clone()),
            ("owner", problem.owner.as_ref().map(|owner| format!("@{owner}"))),
            ("confidential", problem.confidential.then(|| "yes".to_owned())),
        ];
        fill(&mut answers, more);
        let what = What::enters(&self.key, "nonconformity", answers);
        story.event_at(self.day, at, &self.reporter, what);
    }

    fn contain(&self, story: &mut Story) {
        let problem = self.problem;
        let Some(contained) = self.paced(0) else { return };
        let on_the_spot = || {
            if self.concerns == "output" {
                lead_of(&self.place)
            } else {
                &self.owner
            }
        };
        let who = problem.lead.as_deref().unwrap_or_else(on_the_spot);
        let lots: Vec<Value> = problem
            .lots
            .iter()
            .enumerate()
            .map(|(row, lot)| lot_row(row, lot))
            .collect();
        let reached = if problem.customer.is_some() { "yes" } else { "no" };
        let mut answers = json!({
            "containment": problem.held, "reached_customer": reached,
            "significance": weighs(self.consequence, self.repeat), "firmware": problem.firmware,
        });
        if let Some(earlier) = &problem.repeat_of {
            answers["repeat_of"] = json!(format!("@{earlier}"));
        }
        if !lots.is_empty() {
            answers["lots"] = json!(lots);
        }
        if self.concerns == "output" {
            let safe = problem.safe.as_deref().unwrap_or("no");
            let (safe, functions) = safe.split_once(' ').unwrap_or((safe, ""));
            answers["could_say_safe"] = json!(safe);
            if !functions.is_empty() {
                answers["safety_functions"] = json!(functions.split(' ').collect::<Vec<_>>());
            }
        }
        story.event(contained, who, What::answers(&self.key, answers));
        story.event(contained, who, What::passes(&self.key, "contain"));
        if let Some(told) = problem.customer.as_deref().filter(|told| *told != "?") {
            let told = self.day + number(told);
            let answers = json!({ "customer_told_on": time(told, "15:10") });
            story.event_at(told, "17:15", &self.reporter, What::answers(&self.key, answers));
        }
    }

    /// What became of it; and whether the cause may stay.
    fn put_right(&self, story: &mut Story) {
        let problem = self.problem;
        let Some(corrected) = self.paced(1) else { return };
        let concession = problem
            .concession
            .as_ref()
            .map(|concession| self.ask(story, concession));
        let rows: Vec<(Value, i32)> = problem
            .becomes
            .iter()
            .flat_map(|told| told.split(", "))
            .map(|told| self.disposition(told, concession.as_deref()))
            .collect();
        let last = rows.iter().map(|(_, day)| *day).max().unwrap_or(corrected);
        let put_right = corrected.max(last);
        let mut answers = json!({ "correction": problem.right, "consequences": problem.led });
        if problem.right.is_some() {
            answers["correction_done_on"] = json!(day(put_right));
        }
        if !rows.is_empty() {
            answers["dispositions"] = json!(rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>());
        }
        if let Some(stays) = &problem.stays {
            answers["need_action"] = json!("no");
            answers["need_because"] = json!(stays);
        }
        story.event(put_right, &self.owner, What::answers(&self.key, answers));
        if problem.stays.is_some() && self.ends() == "closed" {
            let closed = self
                .paced(2)
                .expect("what was closed has a day on which it was")
                .max(put_right);
            let who = if self.is_heavy() { "agnieszka" } else { &self.owner };
            story.event(closed, who, What::passes(&self.key, "close_without_action"));
        }
    }

    fn ask(&self, story: &mut Story, concession: &Concession) -> String {
        let key = format!("{}, concession", self.key);
        let who = concession.by.as_deref().unwrap_or(&self.owner);
        concessions::tell(story, concession, &key, &self.key, self.day, who);
        key
    }

    /// As "r2: rework 14 +1 +2": of the second lot, fourteen, decided after one day, checked again after two.
    fn disposition(&self, told: &str, concession: Option<&str>) -> (Value, i32) {
        let (row, told) = told.trim().split_once(": ").unwrap_or(("r1", told.trim()));
        let words: Vec<&str> = told.split(' ').collect();
        let count: u32 = words[1]
            .parse()
            .expect("the stock counts pieces in whole numbers");
        let decided = self.day + number(words[2]);
        let checked = words.get(3).map(|days| self.day + number(days));
        let mut value = becomes(row, words[0], count, self.decider(), decided, checked);
        if words[0] == "use_as_is" {
            value["concession"] = json!(concession.map(|key| format!("@{key}")));
        }
        (value, checked.unwrap_or(decided).max(decided))
    }
}

/// As "Lot 2612; 50; rack-q1".
fn lot_row(row: usize, told: &str) -> Value {
    let told: Vec<&str> = told.split(';').map(str::trim).collect();
    let count: u32 = told[1].parse().expect("the stock counts pieces in whole numbers");
    held(&format!("r{}", row + 1), told[0], count, &format!("@{}", told[2]))
}

/// Adds the answers that were given.
pub(super) fn fill<const N: usize>(answers: &mut Value, more: [(&str, Option<String>); N]) {
    for (field, answer) in more {
        if let Some(answer) = answer {
            answers[field] = json!(answer);
        }
    }
}

/// What was learnt, as "assembly, equipment | assembly" or "assembly | because: …".
pub(super) fn learnt(told: &str) -> Value {
    let processes = |told: &str| match told.strip_prefix("because: ") {
        Some(reason) => json!({ "reason": reason }),
        None => json!(
            told.split(", ")
                .map(|process| format!("@{process}"))
                .collect::<Vec<_>>()
        ),
    };
    let told = parts(told);
    json!({ "risks_updated": processes(told[0]), "system_changed": processes(told[1]) })
}

/// A day of the stock: counted from today when it is written "=-113", else from that day.
pub(super) fn day_in(from: i32, told: &str) -> (i32, bool, &str) {
    match told.strip_prefix('=') {
        Some(fixed) => {
            let (day, rest) = day_and_rest(fixed);
            (day, true, rest)
        }
        None => {
            let (days, rest) = day_and_rest(told);
            (from + days, false, rest)
        }
    }
}
