//! Who sees a record, everywhere alike, and who may pass it on.

use engine::record::reference;

use super::Heard;
use crate::house::Caller;
use crate::read::list::Asked;
use crate::stories::play::{Named, Player, Told, told};
use crate::stories::words::{first, is_name, is_person};

/// Person and record around some words.
fn between<'t>(text: &'t str, words: &str) -> Option<(&'t str, &'t str)> {
    let (person, record) = text.split_once(words)?;
    (is_person(person.trim()) && is_name(record.trim())).then_some((person.trim(), record.trim()))
}

pub(super) fn sees(player: &mut Player<'_>, text: &str) -> Heard {
    let (person, record) = between(text, " sees ")?;
    Some(seen(player, person, record, true))
}

pub(super) fn does_not_see(player: &mut Player<'_>, text: &str) -> Heard {
    let (person, record) = between(text, " does not see ")?;
    Some(seen(player, person, record, false))
}

/// Asked in every way there is: all must answer alike.
fn seen(player: &mut Player<'_>, person: &str, name: &str, expected: bool) -> Told<()> {
    let caller = player.person(person)?;
    let named = player.named(name)?;
    let record = player.record(&named.id)?;
    let opened = player
        .app
        .view(&caller, |view| view.record(&named.kind, &named.number))
        .is_ok();
    let told_of = player
        .app
        .view(&caller, |view| view.history(&named.kind, &named.number))
        .is_ok();
    let (listed, counted) = listed(player, &caller, &named)?;
    let found = |words: &str| -> Told<bool> {
        let hits = player
            .app
            .view(&caller, |view| view.search(words, &[], 50))
            .map_err(told)?;
        Ok(hits.iter().any(|hit| hit.id == named.id))
    };
    let mut ways = vec![
        ("its own page", opened),
        ("its history", told_of),
        ("the list", listed),
        ("the count of the list", counted),
        ("the search for its number", found(&named.number)?),
        ("the search for its title", found(&record.title)?),
    ];
    ways.extend(linked(player, &caller, &named)?);
    let wrong: Vec<&str> = ways
        .iter()
        .filter(|(_, sees)| *sees != expected)
        .map(|(way, _)| *way)
        .collect();
    let wrong = engine::text::enumerate(&wrong, "and");
    match (wrong.is_empty(), expected) {
        (true, _) => Ok(()),
        (false, true) => Err(format!("{person} does not see {name} by {wrong}.")),
        (false, false) => Err(format!("{person} sees {name} by {wrong}.")),
    }
}

/// Whether it stands in the list of its kind, and whether the total counts it.
fn listed(player: &Player<'_>, caller: &Caller, named: &Named) -> Told<(bool, bool)> {
    let filters = vec![("number".to_owned(), named.number.clone())];
    let asked = Asked {
        kind: named.kind.clone(),
        filters,
        ..Asked::default()
    };
    let page = player.app.view(caller, |view| view.list(&asked)).map_err(told)?;
    Ok((page.items.iter().any(|item| item.id == named.id), page.total == 1))
}

/// Whether its name shows on records that lead to it and that the person sees.
fn linked(player: &Player<'_>, caller: &Caller, named: &Named) -> Told<Vec<(&'static str, bool)>> {
    let target = reference(&named.kind, &named.id);
    let linkers = player
        .app
        .read(|conn, _| Ok(store::load::linkers(conn, &target, None)?))
        .map_err(told)?;
    let mut found = Vec::new();
    for linker in linkers {
        let other = player.record(&linker.id)?;
        if let Ok(seen) = player
            .app
            .view(caller, |view| view.record(&other.kind, &other.id))
        {
            found.push(("a record that leads to it", seen.names.contains_key(&named.id)));
        }
    }
    Ok(found)
}

pub(super) fn may(player: &mut Player<'_>, text: &str) -> Heard {
    let (person, rest) = text.split_once(" may ")?;
    let (transition, record) = first(rest);
    if transition == "not" || !is_person(person) || !is_name(record) {
        return None;
    }
    Some(allowed(player, person, transition, record, true))
}

pub(super) fn may_not(player: &mut Player<'_>, text: &str) -> Heard {
    let (person, rest) = text.split_once(" may not ")?;
    let (transition, record) = first(rest);
    (is_person(person) && is_name(record)).then(|| allowed(player, person, transition, record, false))
}

/// As far as roles and relations go; what else is missing is for `refused`.
fn allowed(player: &mut Player<'_>, person: &str, transition: &str, name: &str, expected: bool) -> Told<()> {
    let caller = player.person(person)?;
    let named = player.named(name)?;
    let house = player.house()?;
    let known = house
        .packs
        .kind(&named.kind)
        .is_some_and(|kind| kind.transition(transition).is_some());
    if !known {
        return Err(format!("{name} has no transition “{transition}”."));
    }
    let seen = player
        .app
        .view(&caller, |view| view.record(&named.kind, &named.number));
    let offer = seen
        .ok()
        .and_then(|seen| seen.offers.into_iter().find(|offer| offer.id == transition));
    match (offer.is_some_and(|offer| offer.allowed), expected) {
        (false, true) => Err(format!("{person} may not {transition} {name}.")),
        (true, false) => Err(format!("{person} may {transition} {name}.")),
        _ => Ok(()),
    }
}
