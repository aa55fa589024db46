//! Beside the problems: reports that were none, ideas, tasks.

use serde_json::json;

use super::super::company::owner_on;
use super::super::step::{What, day, time};
use super::super::stock::{Idea, NoProblem, Task, day_and_rest, number, parts};
use super::super::story::Story;
use super::problems::fill;

/// A report that was none.
pub(super) fn void(void: &NoProblem, key: &str) -> Story {
    let on: Vec<&str> = void.on.split(' ').collect();
    let begun = number(on[0]);
    let mut story = Story::begins(begun, on[1], &void.title);
    let answers = json!({
        "title": void.title, "found_at": format!("@{}", on[3]), "found_on": time(begun, on[1]),
        "caused_in": format!("@{}", on[4]),
    });
    story.event(begun, on[2], What::enters(key, "nonconformity", answers));
    let (voided, at) = day_and_rest(&void.voided);
    let mut answers = json!({ "void_as": void.void_as, "reason": void.reason });
    fill(
        &mut answers,
        [(
            "duplicate_of",
            void.first.as_ref().map(|first| format!("@{first}")),
        )],
    );
    story.event_at(voided, at, "agnieszka", What::passes_with(key, "void", answers));
    story
}

/// An idea.
pub(super) fn idea(idea: &Idea, key: &str) -> Story {
    let on: Vec<&str> = idea.on.split(' ').collect();
    let (begun, process) = (number(on[0]), on[3]);
    let mut story = Story::begins(begun, on[1], &idea.title);
    let answers = json!({
        "title": idea.title, "idea": idea.idea, "benefit": idea.good, "process": format!("@{process}"),
    });
    story.event(begun, on[2], What::enters(key, "improvement_idea", answers));
    let mut looks_after = owner_on(process, begun).to_owned();
    if let Some(accepted) = &idea.accepted {
        let (days, who) = day_and_rest(accepted);
        who.clone_into(&mut looks_after);
        story.event(begun + days, who, What::passes(key, "accept"));
        let answers = json!({ "trial": idea.trial, "measured_by": idea.measured });
        if idea.trial.is_some() {
            story.event(begun + days + 1, who, What::answers(key, answers));
        }
    }
    if let Some(tried) = idea.tried {
        let answers = json!({ "result": idea.result });
        story.event(begun + tried, &looks_after, What::answers(key, answers));
        story.event(begun + tried, &looks_after, What::passes(key, "try"));
    }
    if let Some(adopted) = &idea.adopted {
        let (days, rest) = day_and_rest(adopted);
        let (who, changed) = rest.split_once(' ').expect("an adopted idea says what changed");
        story.event(
            begun + days,
            who,
            What::answers(key, json!({ "changed": [format!("@{changed}")] })),
        );
        story.event(begun + days, who, What::passes(key, "adopt"));
    }
    if let Some(declined) = &idea.declined {
        let declined = parts(declined);
        let (days, who) = day_and_rest(declined[0]);
        story.event(
            begun + days,
            who,
            What::passes_with(key, "decline", json!({ "reason": declined[1] })),
        );
    }
    story
}

/// A task.
pub(super) fn task(task: &Task, key: &str) -> Story {
    let on: Vec<&str> = task.on.split(' ').collect();
    let begun = number(on[0]);
    let mut story = Story::begins(begun, on[1], &task.what);
    let mut answers = json!({
        "what": task.what, "owner": format!("@{}", task.owner), "due": day(begun + task.due),
        "process": format!("@{}", on[3]),
    });
    if let Some(about) = &task.about {
        answers["about"] = json!([format!("@{about}")]);
    }
    story.event(begun, on[2], What::enters(key, "task", answers));
    let mut ends = |told: &Option<String>, way: &str, field: &str| {
        if let Some(told) = told {
            let told = parts(told);
            let mut answers = json!({});
            answers[field] = json!(told[1]);
            story.event(
                begun + number(told[0]),
                &task.owner,
                What::passes_with(key, way, answers),
            );
        }
    };
    ends(&task.done, "finish", "done_note");
    ends(&task.cancelled, "cancel", "reason");
    story
}
