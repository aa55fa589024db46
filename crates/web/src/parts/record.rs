//! Parts of a record's page: the stepper, what is missing, history.

use engine::pack::Kind;
use engine::record::Record;

use super::html::*;
use super::words;

/// The states on the way of a record, with the days on which they were entered. States beside the way (as *void*) show
/// only when the record is there.
pub(crate) fn steps(kind: &Kind, record: &Record, today: &str, zone: &str) -> Markup {
    let way = way(kind, record);
    if way.len() < 2 {
        return Markup::default();
    }
    let here = way.iter().position(|state| *state == record.state).unwrap_or(0);
    let title = |id: &str| {
        kind.state(id)
            .map_or_else(|| id.to_owned(), |state| state.title.clone())
    };
    let items: Vec<Element> = way
        .iter()
        .enumerate()
        .map(|(at, id)| {
            let entered = record.moments.states.get(*id).filter(|_| at <= here);
            let day = entered.map(|moment| small("", words::short_day(&moment.last, today, zone)));
            let item = li(if at > here { "ahead" } else { "" }, span("", (title(id), day)));
            if at == here {
                item.with("aria-current", "step")
            } else {
                item
            }
        })
        .collect();
    let since = record
        .moments
        .states
        .get(&record.state)
        .map(|moment| (" since ", words::long_day(&moment.last, zone)));
    let now = p(
        "steps-now",
        (
            b("", title(&record.state)),
            since,
            format!(", step {} of {}", here + 1, way.len()),
        ),
    );
    let label = format!(
        "State: {}, step {} of {}",
        title(&record.state),
        here + 1,
        way.len()
    );
    Markup::of((ol("steps", items).with("aria-label", label), now))
}

/// The states from the first to the record's and on to an end, by the transitions of the kind.
fn way<'a>(kind: &'a Kind, record: &'a Record) -> Vec<&'a str> {
    let order: Vec<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
    let here = order.iter().position(|id| *id == record.state).unwrap_or(0);
    // States that were passed, and the record's own.
    let been = |id: &str| record.moments.states.contains_key(id) || id == record.state;
    let mut way: Vec<&str> = order[..=here].iter().copied().filter(|id| been(id)).collect();
    let mut last = record.state.as_str();
    while !kind.state(last).is_some_and(|state| state.is_final) {
        let place = |id: &str| order.iter().position(|known| *known == id);
        let ahead = kind
            .transitions
            .iter()
            .filter(|to| to.from.iter().any(|from| from == last));
        let next = ahead
            .filter_map(|to| place(&to.to))
            .filter(|at| place(last).is_some_and(|last| *at > last))
            .min();
        let Some(next) = next else { break };
        last = order[next];
        way.push(last);
    }
    way
}

/// How far a record has come, as bars in a list.
pub(crate) fn bars(kind: &Kind, state: &str) -> Element {
    let on_the_way = kind
        .states
        .iter()
        .position(|known| known.is_final)
        .map_or(kind.states.len(), |at| at + 1);
    let at = kind
        .states
        .iter()
        .position(|known| known.id == state)
        .unwrap_or(0)
        .min(on_the_way - 1);
    let bars: Vec<Element> = (0..on_the_way)
        .map(|bar| element("i", if bar <= at { "on" } else { "" }, ()))
        .collect();
    span("scale", bars).with("aria-hidden", "true")
}

/// The title of a state.
pub(crate) fn state_title<'a>(kind: &'a Kind, state: &'a str) -> &'a str {
    kind.state(state).map_or(state, |state| &state.title)
}
