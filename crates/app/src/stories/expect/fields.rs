//! The answers of a record: their values, how often they changed, what they were first.

use engine::pack::{Field, Kind, Type};
use engine::record::Record;
use serde_json::Value;

use super::{Heard, so};
use crate::stories::play::{Player, Told, as_list};
use crate::stories::words::{first, is_name, joined, unquoted};

/// Record, kind and field of `NC-1 owner …`, with what follows.
struct At {
    name: String,
    kind: Kind,
    record: Record,
    field: Field,
    rest: String,
}

/// Nothing when it does not begin with a name and a word that could be a field.
fn at(player: &Player<'_>, text: &str) -> Option<Told<At>> {
    let (name, rest) = first(text);
    let (field, rest) = first(rest);
    if !is_name(name) || rest.is_empty() {
        return None;
    }
    Some((|| {
        let named = player.named(name)?;
        let house = player.house()?;
        let kind = house.packs.kind(&named.kind).ok_or("its kind has gone.")?.clone();
        let known = kind.field(field).cloned().ok_or_else(|| {
            let fields: Vec<&String> = kind.fields.keys().collect();
            format!(
                "{name} has no field “{field}”; it has {}.",
                engine::text::enumerate(&fields, "and")
            )
        })?;
        let record = player.record(&named.id)?;
        Ok(At {
            name: name.to_owned(),
            kind,
            record,
            field: known,
            rest: rest.to_owned(),
        })
    })())
}

pub(super) fn changed(player: &mut Player<'_>, text: &str) -> Heard {
    let head = text
        .strip_suffix(" times")
        .or_else(|| text.strip_suffix(" time"))?;
    let (head, times) = head.split_once(" changed ")?;
    Some(at(player, &format!("{head} -"))?.and_then(|at| {
        let changes = at
            .record
            .moments
            .fields
            .get(&at.field.id)
            .map_or(0, |moment| moment.changes);
        so(
            &changes.to_string(),
            times,
            &format!("the number of changes of {} of {}", at.field.id, at.name),
        )
    }))
}

pub(super) fn first_day(player: &mut Player<'_>, text: &str) -> Heard {
    let (head, day) = text.split_once(" was first ")?;
    let day = player.day(day);
    Some(at(player, &format!("{head} -"))?.and_then(|at| {
        let moment = at.record.moments.fields.get(&at.field.id);
        let was = moment
            .and_then(|moment| moment.first_date.clone())
            .unwrap_or_else(|| "no day".to_owned());
        so(
            &was,
            &day?,
            &format!("the first answer to {} of {}", at.field.id, at.name),
        )
    }))
}

pub(super) fn rows(player: &mut Player<'_>, text: &str) -> Heard {
    let head = text.strip_suffix(" rows").or_else(|| text.strip_suffix(" row"));
    let head = head
        .or_else(|| text.strip_suffix(" entries"))
        .or_else(|| text.strip_suffix(" entry"))?;
    let (head, count) = head.split_once(" has ")?;
    Some(at(player, &format!("{head} -"))?.and_then(|at| {
        let there = at
            .record
            .fields
            .get(&at.field.id)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        so(
            &there.to_string(),
            count,
            &format!("the number of rows in {} of {}", at.field.id, at.name),
        )
    }))
}

pub(super) fn cell(player: &mut Player<'_>, text: &str) -> Heard {
    let found = at(player, text)?;
    let Ok(found) = found else {
        return Some(found.map(drop));
    };
    let (number, rest) = first(&found.rest);
    let number: usize = number.parse().ok()?;
    let (column, rest) = first(rest);
    let expected = rest.strip_prefix("is ")?.trim().to_owned();
    let column = column.to_owned();
    Some((|| {
        let known = found
            .field
            .column(&column)
            .cloned()
            .ok_or_else(|| format!("{} has no column “{column}”.", found.field.id))?;
        let row = found.record.rows(&found.field.id).nth(number.wrapping_sub(1));
        let (_, cells) =
            row.ok_or_else(|| format!("{} of {} has no row {number}.", found.field.id, found.name))?;
        let what = format!("{} {number} {column} of {}", found.field.id, found.name);
        compare(player, &found.kind, &known, cells.get(&column), &expected, &what)
    })())
}

pub(super) fn empty(player: &mut Player<'_>, text: &str) -> Heard {
    let head = text.strip_suffix(" is empty")?;
    Some(
        at(player, &format!("{head} -"))?.and_then(|at| match at.record.fields.get(&at.field.id) {
            None => Ok(()),
            Some(value) => Err(format!(
                "{} of {} is {}, not empty.",
                at.field.id,
                at.name,
                player.in_words(value)
            )),
        }),
    )
}

pub(super) fn value(player: &mut Player<'_>, text: &str) -> Heard {
    let found = at(player, text)?;
    let Ok(found) = found else {
        return Some(found.map(drop));
    };
    let expected = found.rest.strip_prefix("is ")?.trim().to_owned();
    let what = format!("{} of {}", found.field.id, found.name);
    let is = found.record.fields.get(&found.field.id);
    Some(compare(player, &found.kind, &found.field, is, &expected, &what))
}

/// Values compare as the story would write them; lists whatever their order.
fn compare(
    player: &mut Player<'_>,
    kind: &Kind,
    field: &Field,
    is: Option<&Value>,
    expected: &str,
    what: &str,
) -> Told<()> {
    let Some(is) = is else {
        return Err(format!("{what} is empty, not {expected}."));
    };
    let same = match &field.ty {
        Type::Scale(_) | Type::Table(_) => player.answer(kind, field, expected)? == *is,
        Type::Date => Value::String(player.day(expected)?) == *is,
        Type::Row(_) if expected.parse::<u32>().is_ok() => Value::String(format!("r{expected}")) == *is,
        Type::Choices(_) | Type::Links { .. } if is.is_array() => {
            let mut there: Vec<String> = as_list(is)
                .iter()
                .map(|one| player.in_words(&Value::String(one.clone())))
                .collect();
            let mut wanted: Vec<String> = joined(expected).into_iter().map(str::to_owned).collect();
            there.sort();
            wanted.sort();
            there == wanted
        }
        Type::Links { .. } => expected
            .strip_prefix("reason ")
            .is_some_and(|reason| is["reason"] == unquoted(reason)),
        _ => player.in_words(is) == unquoted(expected),
    };
    if same {
        Ok(())
    } else {
        Err(format!("{what} is {}, not {expected}.", player.in_words(is)))
    }
}
