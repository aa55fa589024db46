//! What is missing, in sentences with a place to go to.

mod words;

use super::holds::{
    Scene, Subject, applies, cell_number, condition_holds, facts_at, members, operand_facts, sum_of,
    test_holds,
};
use super::names::row_name;
use super::{Basis, Condition, Literal, Members, Operand, Path, Quantifier, Test, Word};
use crate::record::Record;
use crate::text::enumerate;

pub use words::who_word;
use words::{
    ask_of, asked, decimal, field_at, instant_words, literal_words, operand_words, shown, state_title,
    who_words,
};

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// A whole sentence.
    pub sentence: String,
    /// Field (or `table.row.column`) to go to; empty when it is about who or when.
    pub field: String,
    /// Number of the record to go to, when it is a linked one.
    pub record: Option<String>,
    /// The rule behind it.
    pub basis: Option<Basis>,
}

/// All that is missing for the condition to hold; empty exactly when it holds.
#[must_use]
pub fn missing(condition: &Condition, record: &Record, scene: &Scene<'_>) -> Vec<Missing> {
    let subject = Subject::Record(record);
    if condition_holds(condition, subject, scene) || !applies(condition, subject, scene) {
        return Vec::new();
    }
    let mut found = test_missing(&condition.test, subject, scene);
    if let Some(say) = &condition.say {
        found.truncate(1);
        found
            .iter_mut()
            .for_each(|missing| missing.sentence.clone_from(say));
    }
    found
        .iter_mut()
        .for_each(|missing| missing.basis.clone_from(&condition.basis));
    found
}

fn test_missing(test: &Test, subject: Subject<'_>, scene: &Scene<'_>) -> Vec<Missing> {
    let empty = |path: &&Path| facts_at(path, subject, scene).is_empty();
    match test {
        Test::Filled(paths) => paths
            .iter()
            .filter(empty)
            .map(|path| {
                at(
                    path,
                    subject,
                    format!("{} is not answered.", asked(path, subject, scene)),
                )
            })
            .collect(),
        Test::AnyFilled(paths) => {
            let asked: Vec<String> = paths.iter().map(|path| asked(path, subject, scene)).collect();
            vec![at(
                &paths[0],
                subject,
                format!("At least one of {} must be answered.", enumerate(&asked, "or")),
            )]
        }
        Test::Absent(paths) => paths
            .iter()
            .filter(|path| !empty(path))
            .map(|path| {
                at(
                    path,
                    subject,
                    format!(
                        "{} is answered; here it must be empty.",
                        asked(path, subject, scene)
                    ),
                )
            })
            .collect(),
        Test::Value(operand, word) => vec![value_missing(operand, word, subject, scene)],
        Test::InState(states) => vec![state_missing(states, subject, scene)],
        Test::Overdue => vec![of_record(subject, "It is not overdue.".to_owned())],
        Test::Sum {
            table,
            column,
            by,
            of,
            equals,
        } => sums_missing(subject.record(), [table, column, by, of, equals], scene),
        Test::Count {
            over,
            at_least,
            at_most,
        } => vec![count_missing(over, *at_least, *at_most, subject, scene)],
        Test::Share { over, at_least, .. } => {
            vec![field_missing(
                &over.field,
                subject,
                format!(
                    "At least {at_least} % of {} must pass.",
                    ask_of(&over.field, subject, scene)
                ),
            )]
        }
        Test::Actor(who) => vec![of_record(
            subject,
            format!("This is for {}.", who_words(who, subject, scene)),
        )],
        Test::ActorIsNot(path) => {
            let sentence = format!(
                "{} stands at {}. Somebody else must do this.",
                scene.actor.name,
                asked(path, subject, scene)
            );
            vec![of_record(subject, sentence)]
        }
        Test::AnyOf(conditions) => {
            let ways: Vec<String> = conditions
                .iter()
                .flat_map(|condition| test_missing(&condition.test, subject, scene))
                .map(|missing| missing.sentence.trim_end_matches('.').to_owned())
                .collect();
            let field = conditions
                .iter()
                .flat_map(|condition| test_missing(&condition.test, subject, scene))
                .find(|m| !m.field.is_empty());
            vec![Missing {
                sentence: format!("One of these must change: {}.", ways.join("; or ")),
                ..field.unwrap_or_else(|| of_record(subject, String::new()))
            }]
        }
        Test::AllOf(conditions) => conditions
            .iter()
            .filter(|condition| !condition_holds(condition, subject, scene))
            .flat_map(|condition| test_missing(&condition.test, subject, scene))
            .collect(),
        Test::Quantified {
            quantifier,
            over,
            least,
            test,
        } => quantified_missing(*quantifier, over, *least, test, subject, scene),
    }
}

fn quantified_missing(
    quantifier: Quantifier,
    over: &Members,
    least: u32,
    test: &Test,
    subject: Subject<'_>,
    scene: &Scene<'_>,
) -> Vec<Missing> {
    let all = members(over, subject, scene);
    let ask = ask_of(&over.field, subject, scene);
    if all.len() < least as usize {
        let which = if over.filter.is_some() {
            " that count here"
        } else {
            ""
        };
        let sentence = match all.len() {
            0 if least == 1 => format!("{ask} has no entries{which}."),
            n => format!("{ask} has {n} of at least {least} entries{which}."),
        };
        return vec![field_missing(&over.field, subject, sentence)];
    }
    match quantifier {
        Quantifier::Each => all
            .iter()
            .filter(|member| !test_holds(test, **member, scene))
            .flat_map(|member| {
                test_missing(test, *member, scene)
                    .into_iter()
                    .map(|missing| named(missing, *member, scene))
            })
            .collect(),
        Quantifier::Some => {
            let wanted = all
                .first()
                .map(|member| test_missing(test, *member, scene))
                .unwrap_or_default();
            let wanted = wanted
                .first()
                .map(|missing| missing.sentence.clone())
                .unwrap_or_default();
            vec![field_missing(
                &over.field,
                subject,
                format!("{ask}: not one entry fits. {wanted}"),
            )]
        }
        Quantifier::None => all
            .iter()
            .filter(|member| test_holds(test, **member, scene))
            .map(|member| {
                named(
                    of_record(*member, "This entry must not be here.".to_owned()),
                    *member,
                    scene,
                )
            })
            .collect(),
    }
}

/// Puts the member's name before the sentence.
fn named(missing: Missing, member: Subject<'_>, scene: &Scene<'_>) -> Missing {
    match member {
        Subject::Record(record) => Missing {
            sentence: format!("{}: {}", record.number, missing.sentence),
            record: Some(record.number.clone()),
            ..missing
        },
        Subject::Row {
            record, table, id, ..
        } => {
            let name = row_name(record, table, id, scene.packs);
            let field = if missing.field.is_empty() {
                format!("{table}.{id}")
            } else {
                format!("{table}.{id}.{}", missing.field)
            };
            Missing {
                sentence: format!("{name}: {}", missing.sentence),
                field,
                ..missing
            }
        }
    }
}

fn value_missing(operand: &Operand, word: &Word, subject: Subject<'_>, scene: &Scene<'_>) -> Missing {
    let facts = operand_facts(operand, subject, scene);
    let (path, name) = operand_words(operand, subject, scene);
    let field = path.and_then(|path| field_at(path, subject, scene));
    let shown: Vec<String> = facts.iter().map(|fact| shown(fact, field, scene)).collect();
    let is = if shown.is_empty() {
        "not answered".to_owned()
    } else {
        enumerate(&shown, "and")
    };
    let literal = |literal: &Literal| literal_words(literal, field, scene);
    let any = |literals: &[Literal]| enumerate(&literals.iter().map(literal).collect::<Vec<_>>(), "or");
    let must = match word {
        Word::Is(one) => format!("must be {}", literal(one)),
        Word::OneOf(some) => format!("must be {}", any(some)),
        Word::NoneOf(some) => format!("must not be {}", any(some)),
        Word::AtLeast(one) => format!("must be at least {}", literal(one)),
        Word::AtMost(one) => format!("must be at most {}", literal(one)),
        Word::Before(instant) => format!("must lie before {}", instant_words(instant, subject, scene)),
        Word::After(instant) => format!("must lie after {}", instant_words(instant, subject, scene)),
        Word::Reached => "must have been reached".to_owned(),
        Word::Fresh(days) => format!("must not be older than {days} days"),
        Word::Held { role, .. } => {
            let role = scene
                .packs
                .roles
                .get(role)
                .map_or(role.as_str(), |role| role.title.as_str());
            format!("must be somebody who was {role} on that day")
        }
    };
    let missing = of_record(subject, format!("{name} {must}; it is {is}."));
    Missing {
        field: path.map(|path| path.first().to_owned()).unwrap_or_default(),
        ..missing
    }
}

fn state_missing(states: &[String], subject: Subject<'_>, scene: &Scene<'_>) -> Missing {
    let record = subject.record();
    let wanted: Vec<String> = states
        .iter()
        .map(|state| format!("“{}”", state_title(state, record, scene)))
        .collect();
    let is = state_title(&record.state, record, scene);
    let imported = if record.state_imported {
        ", and that was imported, not decided here"
    } else {
        ""
    };
    of_record(
        subject,
        format!("It must be {}; it is “{is}”{imported}.", enumerate(&wanted, "or")),
    )
}

fn sums_missing(
    record: &Record,
    [table, column, by, of, equals]: [&String; 5],
    scene: &Scene<'_>,
) -> Vec<Missing> {
    let mut found = Vec::new();
    for (id, cells) in record.rows(of) {
        let sum = sum_of(record, table, column, by, id, scene);
        let whole = i128::from(cell_number(record, of, cells, equals, scene).unwrap_or(0));
        if sum == whole {
            continue;
        }
        let name = row_name(record, of, id, scene.packs);
        let ask = ask_of(table, Subject::Record(record), scene);
        let sentence = if sum < whole {
            format!(
                "{name}: {ask} covers {} of {}; {} are still open.",
                decimal(sum),
                decimal(whole),
                decimal(whole - sum)
            )
        } else {
            format!(
                "{name}: {ask} covers {}, but there are only {}.",
                decimal(sum),
                decimal(whole)
            )
        };
        found.push(Missing {
            sentence,
            field: table.clone(),
            record: None,
            basis: None,
        });
    }
    found
}

fn count_missing(
    over: &Members,
    at_least: Option<u32>,
    at_most: Option<u32>,
    subject: Subject<'_>,
    scene: &Scene<'_>,
) -> Missing {
    let count = members(over, subject, scene).len();
    let bounds: Vec<String> = [
        at_least.map(|n| format!("at least {n}")),
        at_most.map(|n| format!("at most {n}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let ask = ask_of(&over.field, subject, scene);
    field_missing(
        &over.field,
        subject,
        format!(
            "{ask} must have {} entries; it has {count}.",
            enumerate(&bounds, "and")
        ),
    )
}

fn at(path: &Path, subject: Subject<'_>, sentence: String) -> Missing {
    field_missing(path.first(), subject, sentence)
}

fn field_missing(field: &str, subject: Subject<'_>, sentence: String) -> Missing {
    Missing {
        field: field.to_owned(),
        ..of_record(subject, sentence)
    }
}

fn of_record(_: Subject<'_>, sentence: String) -> Missing {
    Missing {
        sentence,
        field: String::new(),
        record: None,
        basis: None,
    }
}
