//! People get roles, and lose them.

use serde_json::{Map, Value, json};

use super::play::{Player, Told, told};
use super::words::{first, joined};
use crate::act::record::Wish;
use crate::house::Caller;

/// `ana is process_owner of Milling and auditor`, `ana is no longer auditor`.
pub(super) fn roles(player: &mut Player<'_>, name: &str, what: &str) -> Told<()> {
    if let Some(role) = what.strip_prefix("no longer ") {
        return take_role(player, name, role);
    }
    for role in joined(what) {
        give_role(player, name, role)?;
    }
    Ok(())
}

fn person_rows(player: &Player<'_>, id: &str) -> Told<Vec<Map<String, Value>>> {
    Ok(player
        .record(id)?
        .rows("roles")
        .map(|(_, row)| row.clone())
        .collect())
}

fn give_role(player: &mut Player<'_>, name: &str, role: &str) -> Told<()> {
    let house = player.house()?;
    let person = player.person(name)?.person;
    let (id, scope) = first(role);
    if !house.packs.roles.contains_key(id) {
        let known: Vec<&String> = house.packs.roles.keys().collect();
        return Err(format!(
            "there is no role “{id}”; there are {}.",
            engine::text::enumerate(&known, "and")
        ));
    }
    let mut row = Map::from_iter([("role".to_owned(), json!(id))]);
    match first(scope) {
        ("", _) => {}
        ("of", place) => drop(row.insert("process".to_owned(), json!(player.named(place)?.number))),
        ("at", place) => drop(row.insert("site".to_owned(), json!(player.named(place)?.number))),
        _ => {
            return Err(format!(
                "“{role}” cannot be read; write it as “{id} of Milling” or “{id} at North”."
            ));
        }
    }
    let mut rows = person_rows(player, &person)?;
    let resolved = resolved(player, &row)?;
    if rows.iter().any(|known| {
        resolved.iter().all(|(key, value)| known.get(key) == Some(value)) && known.len() == resolved.len() + 1
    }) {
        return Ok(());
    }
    rows.push(row);
    put_rows(player, &person, rows)
}

/// The row as it would stand in the record, to see whether the person holds the role already.
fn resolved(player: &Player<'_>, row: &Map<String, Value>) -> Told<Map<String, Value>> {
    let mut found = Map::new();
    for (kind, text) in row {
        let text = text.as_str().unwrap_or_default();
        let hits = player
            .app
            .read(|conn, _| Ok(store::load::find(conn, &[kind.as_str()], text)?))
            .map_err(told)?;
        let hit = hits
            .first()
            .ok_or_else(|| format!("there is no {kind} “{text}”."))?;
        found.insert(
            kind.clone(),
            Value::String(engine::record::reference(&hit.kind, &hit.id)),
        );
    }
    Ok(found)
}

fn take_role(player: &mut Player<'_>, name: &str, role: &str) -> Told<()> {
    let person = player.person(name)?.person;
    let row = resolved(player, &Map::from_iter([("role".to_owned(), json!(role.trim()))]))?;
    let mut rows = person_rows(player, &person)?;
    let yesterday = engine::calendar::plus(&player.today()?, -1);
    let before = rows.len();
    for held in rows.iter_mut().filter(|held| held.get("role") == row.get("role")) {
        held.insert("until".to_owned(), json!(yesterday));
    }
    match before {
        0 => Err(format!("{name} does not hold the role “{role}”.")),
        _ => put_rows(player, &person, rows),
    }
}

fn put_rows(player: &Player<'_>, person: &str, rows: Vec<Map<String, Value>>) -> Told<()> {
    let inputs = Map::from_iter([("roles".to_owned(), json!(rows))]);
    let wish = Wish::Edit {
        kind: "person".to_owned(),
        number: person.to_owned(),
        inputs,
        seen: None,
    };
    player
        .app
        .act(&Caller::system(), wish, None)
        .map(drop)
        .map_err(told)
}
