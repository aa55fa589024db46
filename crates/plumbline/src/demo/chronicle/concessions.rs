//! Concessions: asked for, granted or refused by somebody else, used up or run out.

use serde_json::json;

use super::super::step::{What, day};
use super::super::stock::{Concession, day_and_rest, number, parts};
use super::super::story::Story;

/// A concession that stands alone in the stock.
pub(super) fn story(concession: &Concession, key: &str) -> Story {
    let on = concession
        .on
        .as_deref()
        .expect("a concession says when it was asked for");
    let on: Vec<&str> = on.split(' ').collect();
    let (begun, because) = (
        number(on[0]),
        concession.because.as_deref().expect("a concession says why"),
    );
    let mut story = Story::begins(begun, on[1], &concession.title);
    tell(&mut story, concession, key, because, begun, on[2]);
    story
}

/// What happened to it.
pub(super) fn tell(
    story: &mut Story,
    concession: &Concession,
    key: &str,
    because: &str,
    begun: i32,
    who: &str,
) {
    let mut answers = json!({
        "title": concession.title, "nonconformity": format!("@{because}"), "deviation": concession.deviation,
        "harmless": concession.harmless, "quantity": concession.quantity, "until": day(begun + concession.until),
    });
    match concession.customer.as_deref() {
        Some("?") => {}
        Some(says) => {
            answers["customer_asked"] = json!("yes");
            answers["customer_agreed"] = json!("yes");
            answers["customer_says"] = json!(says);
        }
        None => answers["customer_asked"] = json!("no"),
    }
    story.event(begun, who, What::enters(key, "concession", answers));
    if let Some(granted) = &concession.granted {
        let (days, by) = day_and_rest(granted);
        story.event(begun + days, by, What::signs(key, "grant"));
    }
    if let Some(refused) = &concession.refused {
        let refused = parts(refused);
        let (days, by) = day_and_rest(refused[0]);
        story.event(
            begun + days,
            by,
            What::passes_with(key, "refuse", json!({ "reason": refused[1] })),
        );
    }
    if let Some(ends) = &concession.ends {
        let (days, how) = day_and_rest(ends);
        let answers = if how == "used" {
            json!({ "used_up_on": day(begun + days) })
        } else {
            json!({})
        };
        story.event(begun + days, who, What::passes_with(key, "expire", answers));
    }
}
