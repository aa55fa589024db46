//! Whether a condition holds on a record in memory.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{As, Condition, Instant, Literal, Members, Operand, Path, Place, Quantifier, Test, Word};
use crate::calendar::{first_ten, plus};
use crate::pack::Packs;
use crate::record::{Actor, Grant, Record, id_of};
use crate::value::{Fact, SCALE, facts_of};

/// All that a condition may look at besides its record.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Kinds, scales.
    pub packs: &'a Packs,
    /// Linked records that were loaded, by id.
    pub records: &'a BTreeMap<String, Record>,
    /// Roles of people, by person id, past and present.
    pub holdings: &'a BTreeMap<String, Vec<Grant>>,
    /// Whoever acts or asks.
    pub actor: &'a Actor,
    /// Civil day of asking.
    pub today: &'a str,
}

/// What a condition is asked of.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Record(&'a Record),
    Row {
        record: &'a Record,
        table: &'a str,
        id: &'a str,
        cells: &'a Map<String, Value>,
    },
}

impl<'a> Subject<'a> {
    pub(super) fn record(self) -> &'a Record {
        match self {
            Subject::Record(record) | Subject::Row { record, .. } => record,
        }
    }
}

/// Whether the condition holds on the record.
#[must_use]
pub fn holds(condition: &Condition, record: &Record, scene: &Scene<'_>) -> bool {
    condition_holds(condition, Subject::Record(record), scene)
}

/// The facts that an operand has on the record itself.
#[must_use]
pub fn facts_of_operand(operand: &Operand, record: &Record, scene: &Scene<'_>) -> Vec<Fact> {
    operand_facts(operand, Subject::Record(record), scene)
}

pub(super) fn applies(condition: &Condition, subject: Subject<'_>, scene: &Scene<'_>) -> bool {
    condition
        .when
        .as_ref()
        .is_none_or(|when| condition_holds(when, subject, scene))
}

pub(super) fn condition_holds(condition: &Condition, subject: Subject<'_>, scene: &Scene<'_>) -> bool {
    !applies(condition, subject, scene) || test_holds(&condition.test, subject, scene)
}

pub(super) fn test_holds(test: &Test, subject: Subject<'_>, scene: &Scene<'_>) -> bool {
    let filled = |path: &Path| !facts_at(path, subject, scene).is_empty();
    match test {
        Test::Filled(paths) => paths.iter().all(filled),
        Test::AnyFilled(paths) => paths.iter().any(filled),
        Test::Absent(paths) => !paths.iter().any(filled),
        Test::Value(operand, word) => word_holds(operand, word, subject, scene),
        Test::InState(states) => {
            let record = subject.record();
            !record.state_imported && states.contains(&record.state)
        }
        Test::Overdue => overdue(subject.record(), scene.today),
        Test::Sum {
            table,
            column,
            by,
            of,
            equals,
        } => {
            let record = subject.record();
            record.rows(of).all(|(id, cells)| {
                i128::from(cell_number(record, of, cells, equals, scene).unwrap_or(0))
                    == sum_of(record, table, column, by, id, scene)
            })
        }
        Test::Count {
            over,
            at_least,
            at_most,
        } => {
            let count = members(over, subject, scene).len();
            at_least.is_none_or(|least| count >= least as usize)
                && at_most.is_none_or(|most| count <= most as usize)
        }
        Test::Share {
            over,
            test,
            at_least,
            least,
        } => {
            let members = members(over, subject, scene);
            let passing = members
                .iter()
                .filter(|member| test_holds(test, **member, scene))
                .count();
            members.len() >= *least as usize && passing * 100 >= members.len() * *at_least as usize
        }
        Test::Actor(who) => scene.actor.is_any(who, subject.record()),
        Test::ActorIsNot(path) => !facts_at(path, subject, scene)
            .iter()
            .any(|fact| fact.text.as_deref().map(id_of) == Some(&scene.actor.person)),
        Test::AnyOf(conditions) => conditions
            .iter()
            .any(|condition| condition_holds(condition, subject, scene)),
        Test::AllOf(conditions) => conditions
            .iter()
            .all(|condition| condition_holds(condition, subject, scene)),
        Test::Quantified {
            quantifier,
            over,
            least,
            test,
        } => {
            let members = members(over, subject, scene);
            let mut passing = members.iter().map(|member| test_holds(test, *member, scene));
            members.len() >= *least as usize
                && match quantifier {
                    Quantifier::Each => passing.all(|passes| passes),
                    Quantifier::Some => passing.any(|passes| passes),
                    Quantifier::None => !passing.any(|passes| passes),
                }
        }
    }
}

/// Overdue: the due day lies before today and no final state has been reached.
fn overdue(record: &Record, today: &str) -> bool {
    record.closed.is_none() && record.due.as_deref().is_some_and(|due| due < today)
}

/// The members of a quantifier: rows of a table, or the loaded records behind a link.
pub(super) fn members<'a>(over: &Members, subject: Subject<'a>, scene: &Scene<'a>) -> Vec<Subject<'a>> {
    let record = subject.record();
    let all: Vec<Subject<'a>> = if over.rows {
        let table = record
            .fields
            .get_key_value(&over.field)
            .map(|(table, _)| table.as_str());
        table
            .into_iter()
            .flat_map(|table| {
                record.rows(table).map(move |(id, cells)| Subject::Row {
                    record,
                    table,
                    id,
                    cells,
                })
            })
            .collect()
    } else {
        record
            .links(&over.field)
            .filter_map(|link| scene.records.get(id_of(link)))
            .map(Subject::Record)
            .collect()
    };
    match &over.filter {
        None => all,
        Some(filter) => all
            .into_iter()
            .filter(|member| condition_holds(filter, *member, scene))
            .collect(),
    }
}

/// What the rows of `table` that point at row `id` add up to, scaled. A thousand rows can exceed 64 bits.
pub(super) fn sum_of(
    record: &Record,
    table: &str,
    column: &str,
    by: &str,
    id: &str,
    scene: &Scene<'_>,
) -> i128 {
    record
        .rows(table)
        .filter(|(_, cells)| cells.get(by).and_then(Value::as_str) == Some(id))
        .filter_map(|(_, cells)| cell_number(record, table, cells, column, scene))
        .map(i128::from)
        .sum()
}

pub(super) fn cell_number(
    record: &Record,
    table: &str,
    cells: &Map<String, Value>,
    column: &str,
    scene: &Scene<'_>,
) -> Option<i64> {
    let field = scene.packs.kind(&record.kind)?.field(table)?.column(column)?;
    facts_of(scene.packs, &field.ty, cells.get(column)?).first()?.num
}

/// The facts at a path. Links whose records were not loaded lead nowhere.
pub(super) fn facts_at(path: &Path, subject: Subject<'_>, scene: &Scene<'_>) -> Vec<Fact> {
    if path.hops.is_empty() {
        return facts_here(&path.place, subject, scene);
    }
    followed(path, subject, scene)
        .into_iter()
        .flat_map(|record| facts_here(&path.place, Subject::Record(record), scene))
        .collect()
}

fn followed<'a>(path: &Path, subject: Subject<'a>, scene: &Scene<'a>) -> Vec<&'a Record> {
    path.hops.iter().fold(vec![subject.record()], |records, hop| {
        records
            .into_iter()
            .flat_map(|record| record.links(hop))
            .filter_map(|link| scene.records.get(id_of(link)))
            .collect()
    })
}

fn facts_here(place: &Place, subject: Subject<'_>, scene: &Scene<'_>) -> Vec<Fact> {
    let record = subject.record();
    let Some(kind) = scene.packs.kind(&record.kind) else {
        return Vec::new();
    };
    match (place, subject) {
        (Place::Spine(spine), _) => record.spine_fact(*spine).into_iter().collect(),
        (Place::Field(column), Subject::Row { table, cells, .. }) => kind
            .field(table)
            .and_then(|field| field.column(column))
            .zip(cells.get(column))
            .map_or_else(Vec::new, |(field, value)| facts_of(scene.packs, &field.ty, value)),
        (Place::Field(field), Subject::Record(_)) => kind
            .field(field)
            .zip(record.fields.get(field))
            .map_or_else(Vec::new, |(field, value)| {
                match field.ty {
                    // A table is filled when it has rows.
                    crate::pack::Type::Table(_) => {
                        record.rows(&field.id).map(|(id, _)| Fact::text(id)).collect()
                    }
                    _ => facts_of(scene.packs, &field.ty, value),
                }
            }),
        (Place::Cell { table, column }, _) => {
            let Some(field) = kind.field(table).and_then(|field| field.column(column)) else {
                return Vec::new();
            };
            record
                .rows(table)
                .filter_map(|(_, cells)| cells.get(column))
                .flat_map(|value| facts_of(scene.packs, &field.ty, value))
                .collect()
        }
    }
}

/// The facts of an operand.
pub(super) fn operand_facts(operand: &Operand, subject: Subject<'_>, scene: &Scene<'_>) -> Vec<Fact> {
    let moments = &subject.record().moments;
    match operand {
        Operand::Path(path, _) => facts_at(path, subject, scene),
        Operand::Entered(state) => moments
            .states
            .get(state)
            .and_then(|moment| moment.first.clone())
            .map(Fact::date)
            .into_iter()
            .collect(),
        Operand::SetOn(path) => field_moment(path, subject)
            .map(|moment| Fact::date(&moment.first))
            .into_iter()
            .collect(),
        Operand::LastSetOn(path) => field_moment(path, subject)
            .map(|moment| Fact::date(&moment.last))
            .into_iter()
            .collect(),
        Operand::Changes(path) => {
            let changes = field_moment(path, subject).map_or(0, |moment| moment.changes);
            vec![Fact::number(
                i64::try_from(changes)
                    .unwrap_or(i64::MAX / SCALE)
                    .saturating_mul(SCALE),
            )]
        }
    }
}

fn field_moment<'a>(path: &Path, subject: Subject<'a>) -> Option<&'a crate::record::FieldMoment> {
    let Place::Field(field) = &path.place else {
        return None;
    };
    match subject {
        Subject::Record(record) => record.moments.fields.get(field),
        Subject::Row {
            record, table, id, ..
        } => record.moments.fields.get(&format!("{table}.{id}.{field}")),
    }
}

fn word_holds(operand: &Operand, word: &Word, subject: Subject<'_>, scene: &Scene<'_>) -> bool {
    let facts = operand_facts(operand, subject, scene);
    let kind = operand.compared_as();
    let any = |test: &dyn Fn(&Fact) -> bool| facts.iter().any(test);
    match word {
        Word::Is(literal) => any(&|fact| equals(fact, literal, kind)),
        Word::OneOf(literals) => any(&|fact| literals.iter().any(|literal| equals(fact, literal, kind))),
        Word::NoneOf(literals) => !any(&|fact| literals.iter().any(|literal| equals(fact, literal, kind))),
        Word::AtLeast(literal) => any(&|fact| match literal {
            Literal::Band { from, .. } | Literal::Number(from) => fact.num.is_some_and(|num| num >= *from),
            Literal::Text(text) => dated(fact).is_some_and(|date| date >= text.as_str()),
        }),
        Word::AtMost(literal) => any(&|fact| match literal {
            Literal::Band { below, .. } => fact.num.is_some_and(|num| below.is_none_or(|below| num < below)),
            Literal::Number(most) => fact.num.is_some_and(|num| num <= *most),
            Literal::Text(text) => dated(fact).is_some_and(|date| date <= text.as_str()),
        }),
        Word::Before(instant) => ordered(&facts, kind, instant, subject, scene, |a, b| a < b),
        Word::After(instant) => ordered(&facts, kind, instant, subject, scene, |a, b| a > b),
        Word::Reached => any(&|fact| dated(fact).is_some_and(|day| first_ten(day) <= scene.today)),
        Word::Fresh(days) => {
            let oldest = plus(scene.today, -days);
            any(&|fact| dated(fact).is_some_and(|day| first_ten(day) >= oldest.as_str()))
        }
        Word::Held { role, on } => {
            let days: Vec<String> = match on {
                None => vec![scene.today.to_owned()],
                Some(on) => operand_facts(on, subject, scene)
                    .iter()
                    .filter_map(dated)
                    .map(|day| first_ten(day).to_owned())
                    .collect(),
            };
            any(&|fact| {
                fact.text.as_deref().is_some_and(|person| {
                    days.iter()
                        .any(|day| held(person, role, day, subject.record(), scene))
                })
            })
        }
    }
}

fn dated(fact: &Fact) -> Option<&str> {
    fact.date.as_deref()
}

fn equals(fact: &Fact, literal: &Literal, kind: As) -> bool {
    match (literal, kind) {
        (Literal::Number(number), _) => fact.num == Some(*number),
        (Literal::Band { from, below, .. }, _) => fact
            .num
            .is_some_and(|num| num >= *from && below.is_none_or(|below| num < below)),
        (Literal::Text(text), As::Day | As::Moment) => fact.date.as_ref() == Some(text),
        (Literal::Text(text), _) => fact.text.as_ref() == Some(text),
    }
}

fn ordered(
    facts: &[Fact],
    kind: As,
    instant: &Instant,
    subject: Subject<'_>,
    scene: &Scene<'_>,
    order: fn(&str, &str) -> bool,
) -> bool {
    let (others, by_day) = match instant {
        Instant::Today(days) => (vec![plus(scene.today, *days)], true),
        Instant::Day(day) => (vec![day.clone()], true),
        Instant::Of(other, days) => {
            let by_day = *days != 0 || kind == As::Day || other.compared_as() == As::Day;
            let dates = operand_facts(other, subject, scene)
                .into_iter()
                .filter_map(|fact| fact.date);
            (
                dates
                    .map(|date| if *days == 0 { date } else { plus(&date, *days) })
                    .collect(),
                by_day,
            )
        }
    };
    let cut = |text: &str| {
        if by_day {
            first_ten(text).to_owned()
        } else {
            text.to_owned()
        }
    };
    facts
        .iter()
        .filter_map(dated)
        .any(|date| others.iter().any(|other| order(&cut(date), &cut(other))))
}

fn held(person: &str, role: &str, day: &str, record: &Record, scene: &Scene<'_>) -> bool {
    scene
        .holdings
        .get(id_of(person))
        .into_iter()
        .flatten()
        .any(|grant| grant.role == role && grant.on(day) && grant.covers(record))
}
