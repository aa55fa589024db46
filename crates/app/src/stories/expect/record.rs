//! The record as a whole: state, owner, due date, turn, numbers, moments, signatures.

use engine::record::{Record, id_of};

use super::{Heard, so};
use crate::stories::play::{Named, Player, Told, told};
use crate::stories::words::{first, is_name};

/// The name before some words, and what follows them.
fn around<'t>(text: &'t str, words: &str) -> Option<(&'t str, &'t str)> {
    let (name, rest) = text.split_once(words)?;
    is_name(name.trim()).then_some((name.trim(), rest.trim()))
}

fn there(player: &Player<'_>, name: &str) -> Told<(Named, Record)> {
    let named = player.named(name)?;
    let record = player.record(&named.id)?;
    Ok((named, record))
}

fn of(player: &Player<'_>, name: &str, ask: impl FnOnce(&Record) -> Told<()>) -> Heard {
    Some(there(player, name).and_then(|(_, record)| ask(&record)))
}

pub(super) fn state(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, state) = around(text, " is ").filter(|(_, state)| !state.contains([' ', ',']))?;
    of(player, name, |record| {
        match record.state_imported && record.state == state {
            true => Err(format!(
                "{name} is {state}, but that was imported; write “{name} is {state}, imported”."
            )),
            false => so(&record.state, state, name),
        }
    })
}

pub(super) fn imported(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, state) = around(text.strip_suffix(", imported")?, " is ")?;
    of(player, name, |record| match record.state_imported {
        true => so(&record.state, state, name),
        false => Err(format!(
            "{name} is {}, and that was decided here, not imported.",
            record.state
        )),
    })
}

pub(super) fn due(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, day) = around(text, " is due on ")?;
    let day = player.day(day);
    of(player, name, |record| {
        so(
            record.due.as_deref().unwrap_or("no day"),
            &day?,
            &format!("the due day of {name}"),
        )
    })
}

pub(super) fn not_due(player: &mut Player<'_>, text: &str) -> Heard {
    let name = text.strip_suffix(" is not due")?;
    of(player, name, |record| {
        so(
            record.due.as_deref().unwrap_or("no day"),
            "no day",
            &format!("the due day of {name}"),
        )
    })
}

pub(super) fn owner(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, person) = around(text, " belongs to ")?;
    let player = &*player;
    of(player, name, |record| {
        so(
            &player.name_or_nobody(record.owner.as_deref()),
            person,
            &format!("the owner of {name}"),
        )
    })
}

pub(super) fn turn(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, whose) = around(text, " waits for ")?;
    let player = &*player;
    of(player, name, |record| {
        so(
            &player.turn(record),
            whose,
            &format!("the one whose turn it is on {name}"),
        )
    })
}

pub(super) fn process(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, process) = around(text, " lies in ")?;
    let player = &*player;
    of(player, name, |record| {
        so(
            &player.name_or_nobody(record.process.as_deref()),
            process,
            &format!("the process of {name}"),
        )
    })
}

pub(super) fn site(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, site) = around(text, " lies at ")?;
    let player = &*player;
    of(player, name, |record| {
        so(
            &player.name_or_nobody(record.site.as_deref()),
            site,
            &format!("the site of {name}"),
        )
    })
}

pub(super) fn reporter(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, person) = around(text, " was entered by ")?;
    let player = &*player;
    of(player, name, |record| {
        so(
            &player.name_or_nobody(record.reporter.as_deref()),
            person,
            &format!("whoever entered {name}"),
        )
    })
}

pub(super) fn number(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, number) = around(text, " has number ")?;
    of(player, name, |record| {
        so(&record.number, number, &format!("the number of {name}"))
    })
}

/// All numbers ever given for a kind, this year: each once, none left out.
pub(super) fn no_gap(player: &mut Player<'_>, text: &str) -> Heard {
    let kind = text.strip_prefix("numbers of ")?.strip_suffix(" have no gap")?;
    Some(gapless(player, kind))
}

fn gapless(player: &Player<'_>, kind: &str) -> Told<()> {
    let asked = crate::read::list::Asked {
        kind: kind.to_owned(),
        limit: Some(200),
        ..Default::default()
    };
    let page = player
        .app
        .view(&crate::Caller::system(), |view| view.list(&asked))
        .map_err(told)?;
    let last = |number: &str| {
        number
            .rsplit('-')
            .next()
            .and_then(|part| part.parse::<usize>().ok())
    };
    let mut given: Vec<usize> = page
        .items
        .iter()
        .filter_map(|item| last(&item.spine.number))
        .collect();
    given.sort_unstable();
    let expected: Vec<usize> = (1..=page.items.len()).collect();
    if given == expected {
        Ok(())
    } else {
        Err(format!("the numbers of {kind} end in {given:?}."))
    }
}

pub(super) fn entered_times(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, rest) = around(text, " entered ")?;
    let (state, times) = first(rest);
    let times = times
        .strip_suffix(" times")
        .or_else(|| times.strip_suffix(" time"))?;
    of(player, name, |record| {
        let moment = record.moments.states.get(state).map_or(0, |moment| moment.times);
        so(
            &moment.to_string(),
            times,
            &format!("the number of times that {name} entered {state}"),
        )
    })
}

pub(super) fn entered_on(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, rest) = around(text, " entered ")?;
    let (state, day) = rest.split_once(" on ")?;
    let (day, zone) = (
        player.day(day),
        player.house().map(|house| house.zone().to_owned()),
    );
    of(player, name, |record| {
        let first = record
            .moments
            .states
            .get(state)
            .and_then(|moment| moment.first.clone());
        let zone = zone?;
        let on = first.map_or_else(
            || "no day".to_owned(),
            |first| engine::calendar::day_in(&first, &zone),
        );
        so(
            &on,
            &day?,
            &format!("the day on which {name} first entered {state}"),
        )
    })
}

pub(super) fn never_entered(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, state) = around(text, " never entered ")?;
    of(player, name, |record| {
        match record
            .moments
            .states
            .get(state)
            .and_then(|moment| moment.first.as_ref())
        {
            None => Ok(()),
            Some(first) => Err(format!("{name} entered {state} at {first}.")),
        }
    })
}

/// `CA-9 was made in NC-1 actions`: the newest link of that field gets this name from here on.
pub(super) fn made(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, place) = around(text, " was made in ")?;
    let (other, field) = first(place);
    let answer = there(player, other).and_then(|(_, record)| {
        let link = record.links(field).last().map(|link| id_of(link).to_owned());
        let id = link.ok_or_else(|| format!("{other} leads nowhere by {field}."))?;
        if let Some((known, _)) = player.names.iter().find(|(_, named)| named.id == id) {
            return Err(format!(
                "the last in {field} of {other} is {known}, which was there before."
            ));
        }
        let made = player.record(&id)?;
        player.names.insert(
            name.to_owned(),
            Named {
                kind: made.kind,
                id,
                number: made.number,
            },
        );
        Ok(())
    });
    Some(answer)
}

pub(super) fn history_ends(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, sentence) = around(text, " history ends:")?;
    let answer = there(player, name).and_then(|(named, record)| {
        let events = player
            .app
            .view(&crate::Caller::system(), |view| {
                view.history(&named.kind, &record.id)
            })
            .map_err(told)?;
        let last = events
            .last()
            .map(|event| player.in_names(&event.sentence))
            .unwrap_or_default();
        so(&last, sentence, &format!("the end of the history of {name}"))
    });
    Some(answer)
}

fn signatures(player: &Player<'_>, name: &str) -> Told<Vec<store::load::SignatureRow>> {
    let named = player.named(name)?;
    player
        .app
        .read(|conn, _| Ok(store::load::signatures(conn, &named.id)?))
        .map_err(told)
}

pub(super) fn signed(player: &mut Player<'_>, text: &str) -> Heard {
    let (name, rest) = around(text, " is signed by ")?;
    let (person, meaning) = rest.split_once(':')?;
    let answer = signatures(player, name).and_then(|rows| {
        let last = rows
            .last()
            .ok_or_else(|| format!("{name} is signed by nobody."))?;
        so(
            &player.name_of(&last.person),
            person.trim(),
            &format!("whoever signed {name} last"),
        )?;
        so(&last.meaning, meaning.trim(), "what was signed")
    });
    Some(answer)
}

pub(super) fn unsigned(player: &mut Player<'_>, text: &str) -> Heard {
    let name = text.strip_suffix(" is signed by nobody")?;
    let answer = signatures(player, name).and_then(|rows| match rows.last() {
        None => Ok(()),
        Some(last) => Err(format!("{name} is signed by {}.", player.name_of(&last.person))),
    });
    Some(answer)
}

pub(super) fn signature_holds(player: &mut Player<'_>, text: &str) -> Heard {
    Some(broken(player, text.strip_suffix(" signature holds")?, false))
}

pub(super) fn signature_broken(player: &mut Player<'_>, text: &str) -> Heard {
    Some(broken(player, text.strip_suffix(" signature is broken")?, true))
}

fn broken(player: &Player<'_>, name: &str, expected: bool) -> Told<()> {
    let rows = signatures(player, name)?;
    let last = rows
        .last()
        .ok_or_else(|| format!("{name} is signed by nobody."))?;
    match (last.broken_by, expected) {
        (Some(entry), false) => Err(format!("the signature on {name} was broken by entry {entry}.")),
        (None, true) => Err(format!("the signature on {name} holds.")),
        _ => Ok(()),
    }
}
