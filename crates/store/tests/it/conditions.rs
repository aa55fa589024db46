//! Conditions by chance, over every word, and which words have come.

mod paths;
mod values;

use std::collections::BTreeSet;

use engine::condition::{Condition, Members, Quantifier, Test};
use engine::pack::{Field, Packs, Type};

use crate::world::{Dice, STATES};

/// What a condition is asked of.
#[derive(Clone)]
pub(crate) struct Subject {
    kinds: Vec<String>,
    table: Option<String>,
}

impl Subject {
    pub(crate) fn of(kind: &str) -> Self {
        Subject {
            kinds: vec![kind.to_owned()],
            table: None,
        }
    }
}

pub(crate) struct Maker<'a, 'd> {
    pub(crate) packs: &'a Packs,
    pub(crate) dice: Dice<'d>,
    /// Every word that came.
    pub(crate) words: &'a mut BTreeSet<String>,
}

/// What must come in the course of a run.
pub(crate) const EVERY_WORD: [&str; 72] = [
    "filled",
    "any_filled",
    "absent",
    "value",
    "in_state",
    "overdue",
    "sum",
    "count",
    "share",
    "actor",
    "actor_is_not",
    "any_of",
    "all_of",
    "each",
    "some",
    "none",
    "when",
    "rows",
    "links",
    "where",
    "least 0",
    "least 1",
    "least 2",
    "is",
    "one_of",
    "none_of",
    "at_least",
    "at_most",
    "before",
    "after",
    "reached",
    "fresh",
    "held today",
    "held on",
    "field",
    "entered",
    "set_on",
    "last_set_on",
    "changes",
    "literal text",
    "literal number",
    "literal band",
    "literal day",
    "today",
    "day",
    "instant of",
    "instant of plus",
    "everyone",
    "role",
    "rel",
    "hops 0",
    "hops 1",
    "hops 2",
    "cell",
    "column of a row",
    "cell behind a link",
    "several kinds",
    "spine number",
    "spine title",
    "spine state",
    "spine owner",
    "spine reporter",
    "spine process",
    "spine site",
    "spine due",
    "spine happened_on",
    "spine opened",
    "spine closed",
    "record of a row",
    "moment of a cell",
    "link of a row's record",
    "members of members",
];

impl Maker<'_, '_> {
    fn said(&mut self, word: impl Into<String>) {
        self.words.insert(word.into());
    }

    pub(crate) fn condition(&mut self, subject: &Subject, depth: usize) -> Condition {
        let test = self.test(subject, depth);
        let mut condition = Condition::of(test);
        if depth > 0 && self.dice.once_in(6) {
            self.said("when");
            condition.when = Some(Box::new(self.condition(subject, depth - 1)));
        }
        condition
    }

    fn test(&mut self, subject: &Subject, depth: usize) -> Test {
        // Members of members are rare enough to be asked for by name.
        let sides = if depth > 0 { 18 } else { 11 };
        match self.dice.roll(sides) {
            0..4 => {
                self.said("value");
                self.value(subject)
            }
            4 => {
                self.said("filled");
                Test::Filled(self.paths(subject))
            }
            5 => {
                self.said("any_filled");
                Test::AnyFilled(self.paths(subject))
            }
            6 => {
                self.said("absent");
                Test::Absent(self.paths(subject))
            }
            7 => {
                self.said("in_state");
                Test::InState(
                    (0..=self.dice.roll(2))
                        .map(|_| self.dice.pick(&STATES).to_owned())
                        .collect(),
                )
            }
            8 => {
                self.said("overdue");
                Test::Overdue
            }
            9 => {
                self.said("actor");
                Test::Actor((0..=self.dice.roll(2)).map(|_| self.who()).collect())
            }
            10 => {
                self.said("actor_is_not");
                let path = self.person(subject);
                Test::ActorIsNot(path)
            }
            11 => {
                self.said("sum");
                Test::Sum {
                    table: "uses".to_owned(),
                    column: "amount".to_owned(),
                    by: "from".to_owned(),
                    of: "lots".to_owned(),
                    equals: "amount".to_owned(),
                }
            }
            12 => {
                self.said("any_of");
                Test::AnyOf(self.conditions(subject, depth))
            }
            13 => {
                self.said("all_of");
                Test::AllOf(self.conditions(subject, depth))
            }
            14 => {
                self.said("count");
                let (over, _) = self.members(subject, depth);
                let limit = |dice: &mut Dice<'_>| (!dice.once_in(3)).then(|| dice.roll(4) as u32);
                Test::Count {
                    over,
                    at_least: limit(&mut self.dice),
                    at_most: limit(&mut self.dice),
                }
            }
            15 => {
                self.said("share");
                let (over, member) = self.members(subject, depth);
                let test = Box::new(self.test(&member, depth - 1));
                Test::Share {
                    over,
                    test,
                    at_least: self.dice.pick(&[0, 33, 50, 67, 100]),
                    least: self.least(),
                }
            }
            _ => {
                let (word, quantifier) = self.dice.pick(&[
                    ("each", Quantifier::Each),
                    ("some", Quantifier::Some),
                    ("none", Quantifier::None),
                ]);
                self.said(word);
                let (over, member) = self.members(subject, depth);
                let test = Box::new(self.test(&member, depth - 1));
                Test::Quantified {
                    quantifier,
                    over,
                    least: self.least(),
                    test,
                }
            }
        }
    }

    fn conditions(&mut self, subject: &Subject, depth: usize) -> Vec<Condition> {
        (0..=self.dice.roll(2))
            .map(|_| self.condition(subject, depth - 1))
            .collect()
    }

    fn least(&mut self) -> u32 {
        let least = self.dice.roll(3);
        self.said(format!("least {least}"));
        least as u32
    }

    fn members(&mut self, subject: &Subject, depth: usize) -> (Members, Subject) {
        if subject.table.is_some() || subject.kinds.len() > 1 {
            self.said("members of members");
        }
        let fields = self.fields(subject, |field| {
            matches!(field.ty, Type::Table(_)) || leads(field)
        });
        let field = self.dice.lend(&fields).clone();
        let rows = matches!(field.ty, Type::Table(_));
        let member = if rows {
            self.said("rows");
            Subject {
                table: Some(field.id.clone()),
                ..subject.clone()
            }
        } else {
            self.said("links");
            let kinds = self.kinds_behind(subject, &field.id);
            Subject { kinds, table: None }
        };
        let filter = self.dice.once_in(2).then(|| {
            self.words.insert("where".to_owned());
            Box::new(self.condition(&member, depth - 1))
        });
        (
            Members {
                field: field.id,
                rows,
                filter,
            },
            member,
        )
    }

    /// Fields of the subject's record, of any of its kinds.
    fn fields(&self, subject: &Subject, which: impl Fn(&Field) -> bool) -> Vec<Field> {
        let fields = subject
            .kinds
            .iter()
            .flat_map(|kind| self.packs.kinds[kind].fields.values());
        fields.filter(|field| which(field)).cloned().collect()
    }

    fn kinds_behind(&mut self, subject: &Subject, field: &str) -> Vec<String> {
        let known = subject
            .kinds
            .iter()
            .filter_map(|kind| self.packs.kinds[kind].field(field));
        let mut kinds: Vec<String> = known.flat_map(|field| field.ty.targets().to_vec()).collect();
        kinds.sort();
        kinds.dedup();
        if kinds.len() > 1 {
            self.said("several kinds");
        }
        kinds
    }
}

/// Leads to records.
fn leads(field: &Field) -> bool {
    field.ty.targets().iter().any(|kind| kind != "clause")
}
