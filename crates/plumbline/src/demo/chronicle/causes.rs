//! Problems whose cause had to go: the cause, the actions, the judgement, the closing.

use serde_json::{Value, json};

use super::super::step::{What, day, judged, why};
use super::super::stock::{Action, number, parts};
use super::super::story::Story;
use super::done;
use super::problems::{Told, day_in, learnt};

/// From the cause on, as far as it came.
pub(super) fn carry_on(told: &Told<'_>, story: &mut Story) {
    let problem = told.problem;
    let (Some(understood), Some(occurred)) = (told.paced(2), &problem.occurred) else {
        return;
    };
    let judge = problem
        .judge
        .as_deref()
        .expect("whoever looks for a cause names a judge");
    let answers = json!({
        "whys": chain(&problem.chain), "cause_occurred": occurred, "cause_escaped": problem.escaped,
        "elsewhere": problem.elsewhere, "need_action": "yes", "need_because": problem.because,
        "verifier": format!("@{judge}"),
    });
    story.event(understood, &told.owner, What::answers(&told.key, answers));
    story.event(understood, &told.owner, What::passes(&told.key, "understand"));
    let agreed = told.paced(3).unwrap_or(understood);
    let keys: Vec<String> = problem
        .action
        .iter()
        .enumerate()
        .map(|(index, action)| plan(told, story, action, index, agreed))
        .collect();
    if keys.is_empty() {
        return;
    }
    let linked: Vec<String> = keys.iter().map(|key| format!("@{key}")).collect();
    story.event(
        agreed,
        &told.owner,
        What::answers(&told.key, json!({ "actions": linked })),
    );
    let ends = told.ends();
    if ends != "understood" {
        let (who, signs) = if told.is_heavy() {
            ("agnieszka", true)
        } else {
            (told.owner.as_str(), false)
        };
        story.event(
            agreed,
            who,
            if signs {
                What::signs(&told.key, "agree")
            } else {
                What::passes(&told.key, "agree")
            },
        );
    }
    for (action, key) in problem.action.iter().zip(&keys) {
        carry_out(told, story, action, key);
    }
    if matches!(ends, "understood" | "agreed") {
        return;
    }
    let finished = problem
        .action
        .iter()
        .filter_map(|action| done_day(told, action))
        .max()
        .unwrap_or(agreed)
        .max(agreed);
    story.event(finished, &told.owner, What::passes(&told.key, "finish"));
    for (action, key) in problem.action.iter().zip(&keys) {
        action
            .verdicts
            .iter()
            .for_each(|verdict| judge_it(told, story, key, verdict));
    }
    end(told, story, judge);
}

/// How it ended, or where it waits.
fn end(told: &Told<'_>, story: &mut Story, judge: &str) {
    let last = told
        .problem
        .action
        .iter()
        .flat_map(|action| &action.verdicts)
        .map(|verdict| day_in(told.day, verdict).0)
        .max();
    let close = told
        .problem
        .close
        .map(|days| told.day + days)
        .or(last)
        .unwrap_or(told.day);
    match told.ends().split_once(' ').unwrap_or((told.ends(), "")) {
        ("looked_again", on) => story.event(number(on), judge, What::passes(&told.key, "look_again")),
        ("judged", _) => story.event(close, judge, What::answers(&told.key, lessons(told))),
        ("closed", _) => {
            story.event(close, judge, What::answers(&told.key, lessons(told)));
            story.event(close, judge, What::signs(&told.key, "close"));
        }
        _ => {}
    }
}

fn lessons(told: &Told<'_>) -> Value {
    learnt(
        told.problem
            .learn
            .as_deref()
            .expect("what was judged says what was learnt"),
    )
}

fn plan(told: &Told<'_>, story: &mut Story, action: &Action, index: usize, on: i32) -> String {
    let key = action
        .key
        .clone()
        .unwrap_or_else(|| format!("{}, action {index}", told.key));
    let mut answers = json!({
        "what": action.what, "nonconformity": format!("@{}", told.key), "owner": format!("@{}", action.by),
        "due": day(told.day + action.due),
    });
    if let Some(shows) = &action.shows {
        let shows = parts(shows);
        answers["effect_criterion"] = json!(shows[0]);
        answers["effect_source"] = json!(shows[1]);
        answers["effect_sample"] = json!(shows[2]);
        answers["effect_due"] = json!(day(told.day + number(shows[3])));
    }
    story.event(on, &told.owner, What::enters(&key, "corrective_action", answers));
    key
}

fn done_day(told: &Told<'_>, action: &Action) -> Option<i32> {
    action.done.as_ref().map(|done| told.day + number(parts(done)[0]))
}

fn carry_out(told: &Told<'_>, story: &mut Story, action: &Action, key: &str) {
    for moved in &action.moved {
        let (on, to) = moved.split_once(':').unwrap_or(("", moved));
        let to = number(to);
        // Without a day of its own it was put off three days before it would have been late.
        let on = if on.is_empty() { action.due - 3 } else { number(on) };
        let answers = json!({ "due": day(told.day + to) });
        story.event(told.day + on, &action.by, What::answers(key, answers));
    }
    if let (Some(on), Some(note)) = (done_day(told, action), &action.done) {
        story.event(on, &action.by, What::answers(key, done(parts(note)[1], on)));
        story.event(on, &action.by, What::passes(key, "finish"));
    }
}

/// As "+92 hannah worked | because | what was looked at"; "later" names the day of the next look at its end.
fn judge_it(told: &Told<'_>, story: &mut Story, key: &str, verdict: &str) {
    let told_parts = parts(verdict);
    let (on, fixed, rest) = day_in(told.day, told_parts[0]);
    let (who, verdict) = rest.split_once(' ').expect("a verdict names who gave it");
    let (because, seen) = (told_parts[1], told_parts[2]);
    let what = match verdict {
        "again" => What::passes_with(
            key,
            "try_again",
            json!({ "judgement_because": because, "judgement_seen": seen }),
        ),
        "later" => {
            let next = day(told.day + number(told_parts[3]));
            let answers = json!({ "judgement_because": because, "judgement_seen": seen, "effect_due": next });
            What::passes_with(key, "look_later", answers)
        }
        verdict => What::passes_with(key, "judge", judged(verdict, because, seen)),
    };
    if fixed {
        // All in the same minute.
        story.event_at(on, "17:04", who, what);
    } else {
        story.event(on, who, what);
    }
}

/// As "o because | proof": o why it happened, e why it got out, x ruled out; an exclamation mark at the root.
fn chain(links: &[String]) -> Vec<Value> {
    let mut last = [String::new(), String::new()];
    let mut rows = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let row = format!("r{}", index + 1);
        let (mark, text) = link.split_once(' ').expect("a why begins with its mark");
        let text = parts(text);
        let escaped = mark.starts_with('e');
        let (chain, question) = if escaped { (1, "escaped") } else { (0, "occurred") };
        let mut value = why(&row, &last[chain], question, text[0], text[1]);
        if mark == "x" {
            value["ruled_out"] = json!("yes");
        } else {
            last[chain] = row;
        }
        if mark.ends_with('!') {
            value["root"] = json!("yes");
        }
        rows.push(value);
    }
    rows
}
