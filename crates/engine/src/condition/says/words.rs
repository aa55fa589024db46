//! The words in which conditions speak of fields, values, states, people and moments.

use crate::condition::holds::{Scene, Subject};
use crate::condition::{Instant, Literal, Operand, Path, Place};
use crate::pack::{Field, Kind, Packs, Type, Who};
use crate::record::{Record, id_of};
use crate::text::{enumerate, one};
use crate::value::{Fact, SCALE};

pub(super) fn operand_words<'a>(
    operand: &'a Operand,
    subject: Subject<'_>,
    scene: &Scene<'_>,
) -> (Option<&'a Path>, String) {
    match operand {
        Operand::Path(path, _) => (Some(path), asked(path, subject, scene)),
        Operand::Entered(state) => (
            None,
            format!("The moment of “{}”", state_title(state, subject.record(), scene)),
        ),
        Operand::SetOn(path) => (
            Some(path),
            format!("The first answer to {}", asked(path, subject, scene)),
        ),
        Operand::LastSetOn(path) => (
            Some(path),
            format!("The last answer to {}", asked(path, subject, scene)),
        ),
        Operand::Changes(path) => (
            Some(path),
            format!("The number of changes of {}", asked(path, subject, scene)),
        ),
    }
}

pub(super) fn instant_words(instant: &Instant, subject: Subject<'_>, scene: &Scene<'_>) -> String {
    match instant {
        Instant::Today(0) => "today".to_owned(),
        Instant::Today(days) => format!("today {days:+} days"),
        Instant::Day(day) => day.clone(),
        Instant::Of(operand, days) => {
            let (_, name) = operand_words(operand, subject, scene);
            if *days == 0 {
                name
            } else {
                format!("{name} {days:+} days")
            }
        }
    }
}

pub(super) fn literal_words(literal: &Literal, field: Option<&Field>, scene: &Scene<'_>) -> String {
    match literal {
        Literal::Text(text) => item_label(text, field, scene.packs),
        Literal::Number(number) => decimal(*number),
        Literal::Band { id, .. } => item_label(id, field, scene.packs),
    }
}

pub(super) fn shown(fact: &Fact, field: Option<&Field>, scene: &Scene<'_>) -> String {
    if let Some(date) = &fact.date {
        return date.clone();
    }
    match (&fact.text, fact.num) {
        (Some(text), _) => match scene.records.get(id_of(text)) {
            Some(record) => record.title.clone(),
            None => item_label(text, field, scene.packs),
        },
        (None, Some(number)) => decimal(number),
        (None, None) => "answered".to_owned(),
    }
}

/// A scaled number in digits.
pub(super) fn decimal(number: impl Into<i128>) -> String {
    let (number, scale) = (number.into(), i128::from(SCALE));
    let (whole, part) = (number / scale, (number % scale).abs());
    if part == 0 {
        return whole.to_string();
    }
    let sign = if number < 0 && whole == 0 { "-" } else { "" };
    format!("{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0'))
}

fn item_label(id: &str, field: Option<&Field>, packs: &Packs) -> String {
    let label = match field.map(|field| &field.ty) {
        Some(Type::Choice(list) | Type::Choices(list)) => packs
            .lists
            .get(list)
            .and_then(|list| list.item(id))
            .map(|item| &item.label),
        Some(Type::Scale(scale)) => packs
            .scales
            .get(scale)
            .and_then(|scale| scale.bands.iter().find(|band| band.id == id))
            .map(|band| &band.label),
        _ => None,
    };
    label.map_or_else(|| id.to_owned(), |label| format!("“{label}”"))
}

pub(super) fn state_title(state: &str, record: &Record, scene: &Scene<'_>) -> String {
    let known = scene.packs.kind(&record.kind).and_then(|kind| kind.state(state));
    known.map_or_else(|| state.to_owned(), |state| state.title.clone())
}

pub(super) fn who_words(who: &[Who], subject: Subject<'_>, scene: &Scene<'_>) -> String {
    let words: Vec<String> = who
        .iter()
        .map(|who| who_word(who, scene.packs.kind(&subject.record().kind), scene.packs))
        .collect();
    enumerate(&words, "or")
}

/// A person in words, as "the owner" or "a quality manager".
#[must_use]
pub fn who_word(who: &Who, kind: Option<&Kind>, packs: &Packs) -> String {
    match who {
        Who::Everyone => "everyone".to_owned(),
        Who::Role(id) => packs
            .roles
            .get(id)
            .map_or_else(|| id.clone(), |role| one(&role.title)),
        Who::Rel(relation) if relation == "owner" => "the owner".to_owned(),
        Who::Rel(relation) if relation == "reporter" => "whoever entered it".to_owned(),
        Who::Rel(relation) if relation == "self" => "the person concerned".to_owned(),
        Who::Rel(relation) => kind.and_then(|kind| kind.field(relation)).map_or_else(
            || relation.clone(),
            |field| format!("whoever answers “{}”", field.ask),
        ),
    }
}

pub(super) fn field_at<'a>(path: &Path, subject: Subject<'_>, scene: &Scene<'a>) -> Option<&'a Field> {
    let kind = scene.packs.kind(&subject.record().kind)?;
    let kind = path.hops.iter().try_fold(kind, |kind, hop| {
        scene.packs.kind(kind.field(hop)?.ty.targets().first()?)
    })?;
    match (&path.place, subject) {
        (Place::Field(column), Subject::Row { table, .. }) if path.hops.is_empty() => {
            kind.field(table)?.column(column)
        }
        (Place::Field(field), _) => kind.field(field),
        (Place::Cell { table, column }, _) => kind.field(table)?.column(column),
        (Place::Spine(_), _) => None,
    }
}

pub(super) fn asked(path: &Path, subject: Subject<'_>, scene: &Scene<'_>) -> String {
    match field_at(path, subject, scene) {
        Some(field) => format!("“{}”", field.ask),
        None => format!("“{path}”"),
    }
}

pub(super) fn ask_of(field: &str, subject: Subject<'_>, scene: &Scene<'_>) -> String {
    let known = scene
        .packs
        .kind(&subject.record().kind)
        .and_then(|kind| kind.field(field));
    known.map_or_else(|| format!("“{field}”"), |field| format!("“{}”", field.ask))
}
