//! Conditions by chance, over every word, and which words have come.

use std::collections::BTreeSet;

use engine::condition::{
    As, Condition, Instant, Literal, Members, Operand, Path, Place, Quantifier, Spine, Test, Word,
};
use engine::pack::{Field, Packs, Type, Who};
use engine::value::SCALE;

use crate::world::{COLOURS, DAYS, Dice, PEOPLE, PROCESSES, ROLES, STATES, WORDS, reference};

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

    fn paths(&mut self, subject: &Subject) -> Vec<Path> {
        (0..=self.dice.roll(2))
            .map(|_| self.path(subject, &|_| true, true).0)
            .collect()
    }

    fn person(&mut self, subject: &Subject) -> Path {
        if self.dice.once_in(3) {
            return Path::spine(self.dice.pick(&[Spine::Owner, Spine::Reporter]));
        }
        self.path(
            subject,
            &|field| field.ty.targets().iter().any(|kind| kind == "person"),
            false,
        )
        .0
    }

    /// A path to a field that fits, and the field; no field for columns that every record has.
    fn path(
        &mut self,
        subject: &Subject,
        fits: &dyn Fn(&Field) -> bool,
        spine: bool,
    ) -> (Path, Option<Field>) {
        let mut hops = Vec::new();
        let mut end = subject.clone();
        for _ in 0..self.dice.roll(4).saturating_sub(1) {
            let links = self.fields(&end, leads);
            let hop = self.dice.lend(&links).id.clone();
            if end.table.is_some() {
                self.said("link of a row's record");
            }
            end = Subject {
                kinds: self.kinds_behind(&end, &hop),
                table: None,
            };
            hops.push(hop);
        }
        self.said(format!("hops {}", hops.len()));
        if spine && self.dice.once_in(4) {
            let spine = self.dice.pick(&Spine::ALL);
            self.said(format!("spine {}", spine.word()));
            if end.table.is_some() {
                self.said("record of a row");
            }
            return (
                Path {
                    hops,
                    place: Place::Spine(spine),
                },
                None,
            );
        }
        if let Some(table) = end.table.clone() {
            let columns = self.columns(&end, &table, fits);
            if !columns.is_empty() && !self.dice.once_in(6) {
                self.said("column of a row");
                let column = self.dice.lend(&columns).clone();
                return (
                    Path {
                        hops,
                        place: Place::Field(column.id.clone()),
                    },
                    Some(column),
                );
            }
        }
        let cells = self.dice.once_in(4);
        let tables = self.fields(
            &end,
            |field| matches!(&field.ty, Type::Table(columns) if columns.iter().any(fits)),
        );
        if (cells || end.table.is_some()) && !tables.is_empty() {
            self.said(if hops.is_empty() {
                "cell"
            } else {
                "cell behind a link"
            });
            let table = self.dice.lend(&tables).clone();
            let columns = self.columns(&end, &table.id, fits);
            let column = self.dice.lend(&columns).clone();
            let place = Place::Cell {
                table: table.id,
                column: column.id.clone(),
            };
            return (Path { hops, place }, Some(column));
        }
        let fields = self.fields(&end, fits);
        if fields.is_empty() || end.table.is_some() {
            self.said("spine owner");
            return (
                Path {
                    hops,
                    place: Place::Spine(Spine::Owner),
                },
                None,
            );
        }
        let field = self.dice.lend(&fields).clone();
        (
            Path {
                hops,
                place: Place::Field(field.id.clone()),
            },
            Some(field),
        )
    }

    fn columns(&self, subject: &Subject, table: &str, fits: &dyn Fn(&Field) -> bool) -> Vec<Field> {
        let tables = subject
            .kinds
            .iter()
            .filter_map(|kind| self.packs.kinds[kind].field(table));
        let columns = tables.filter_map(|field| match &field.ty {
            Type::Table(columns) => Some(columns.iter()),
            _ => None,
        });
        columns.flatten().filter(|column| fits(column)).cloned().collect()
    }

    fn value(&mut self, subject: &Subject) -> Test {
        match self.dice.roll(5) {
            0 => {
                let path = self.person(subject);
                let operand = Operand::Path(path, As::Text);
                let on = self.dice.once_in(2).then(|| Box::new(self.dated(subject)));
                self.said(if on.is_some() { "held on" } else { "held today" });
                Test::Value(
                    operand,
                    Word::Held {
                        role: self.dice.pick(&ROLES).to_owned(),
                        on,
                    },
                )
            }
            1 | 2 => {
                let operand = self.dated(subject);
                let word = match self.dice.roll(7) {
                    0 => {
                        self.said("reached");
                        Word::Reached
                    }
                    1 => {
                        self.said("fresh");
                        Word::Fresh(self.dice.roll(6) as i64)
                    }
                    2 => {
                        self.said("literal day");
                        Word::Is(self.day())
                    }
                    3 => Word::AtLeast(self.day()),
                    4 => Word::AtMost(self.day()),
                    5 => {
                        self.said("before");
                        Word::Before(self.instant(subject))
                    }
                    _ => {
                        self.said("after");
                        Word::After(self.instant(subject))
                    }
                };
                Test::Value(operand, word)
            }
            _ => self.compared(subject),
        }
    }

    fn day(&mut self) -> Literal {
        Literal::Text(self.dice.pick(&DAYS).to_owned())
    }

    /// Something that has a day.
    fn dated(&mut self, subject: &Subject) -> Operand {
        match self.dice.roll(6) {
            0 => {
                self.said("entered");
                Operand::Entered(self.dice.pick(&STATES).to_owned())
            }
            1 => {
                self.said("set_on");
                Operand::SetOn(self.remembered(subject))
            }
            2 => {
                self.said("last_set_on");
                Operand::LastSetOn(self.remembered(subject))
            }
            3 => {
                let spine = self
                    .dice
                    .pick(&[Spine::Due, Spine::HappenedOn, Spine::Opened, Spine::Closed]);
                self.said(format!("spine {}", spine.word()));
                Operand::Path(Path::spine(spine), spine.compared_as())
            }
            _ => {
                let (path, field) = self.path(
                    subject,
                    &|field| matches!(field.ty, Type::Date | Type::Moment),
                    false,
                );
                self.said("field");
                Operand::Path(path, field.map_or(As::Text, |field| compared_as(&field.ty)))
            }
        }
    }

    fn remembered(&mut self, subject: &Subject) -> Path {
        let fields = match &subject.table {
            Some(table) => {
                self.said("moment of a cell");
                self.columns(subject, table, &|_| true)
            }
            None => self.fields(subject, |_| true),
        };
        Path::field(&self.dice.lend(&fields).id)
    }

    fn instant(&mut self, subject: &Subject) -> Instant {
        match self.dice.roll(4) {
            0 => {
                self.said("today");
                Instant::Today(self.dice.roll(5) as i64 - 2)
            }
            1 => {
                self.said("day");
                Instant::Day(self.dice.pick(&DAYS).to_owned())
            }
            2 => {
                self.said("instant of");
                Instant::Of(self.dated(subject), 0)
            }
            _ => {
                self.said("instant of plus");
                Instant::Of(self.dated(subject), self.dice.roll(21) as i64 - 10)
            }
        }
    }

    fn compared(&mut self, subject: &Subject) -> Test {
        if self.dice.once_in(8) {
            self.said("changes");
            let operand = Operand::Changes(self.remembered(subject));
            let number = Literal::Number(self.dice.roll(4) as i64 * SCALE);
            return Test::Value(
                operand,
                if self.dice.once_in(2) {
                    Word::AtMost(number)
                } else {
                    Word::Is(number)
                },
            );
        }
        let (path, field) = self.path(subject, &|_| true, true);
        let kind = match (&path.place, &field) {
            (Place::Spine(spine), _) => spine.compared_as(),
            (_, Some(field)) => compared_as(&field.ty),
            (_, None) => As::Text,
        };
        let ty = field.map(|field| field.ty);
        let operand = Operand::Path(path, kind);
        let literals: Vec<Literal> = (0..=self.dice.roll(2))
            .map(|_| self.literal(ty.as_ref()))
            .collect();
        let first = literals[0].clone();
        let (word, test) = match self.dice.roll(if kind == As::Number { 5 } else { 3 }) {
            0 => ("is", Word::Is(first)),
            1 => ("one_of", Word::OneOf(literals)),
            2 => ("none_of", Word::NoneOf(literals)),
            3 => ("at_least", Word::AtLeast(first)),
            _ => ("at_most", Word::AtMost(first)),
        };
        self.said(word);
        Test::Value(operand, test)
    }

    fn literal(&mut self, ty: Option<&Type>) -> Literal {
        let text = |text: &str| Literal::Text(text.to_owned());
        match ty {
            Some(Type::Number(_) | Type::Money) => {
                self.said("literal number");
                Literal::Number(self.dice.pick(&[0, 1, 2, 3, -3, 7]) * SCALE)
            }
            Some(Type::Scale(_)) => {
                self.said("literal band");
                let (id, from, below) =
                    self
                        .dice
                        .pick(&[("low", 1, Some(3)), ("middle", 3, Some(6)), ("high", 6, None)]);
                Literal::Band {
                    id: id.to_owned(),
                    from: from * SCALE,
                    below: below.map(|below: i64| below * SCALE),
                }
            }
            Some(Type::Date | Type::Moment) => self.day(),
            Some(Type::YesNo) => text(self.dice.pick(&["yes", "no"])),
            Some(Type::Choice(_) | Type::Choices(_)) => text(self.dice.pick(&COLOURS)),
            Some(Type::Link(to) | Type::Links { to, .. }) => Literal::Text(reference(&mut self.dice, to)),
            Some(Type::Row(_) | Type::Table(_)) => text(self.dice.pick(&["r1", "r2", "r3"])),
            Some(_) => {
                self.said("literal text");
                text(self.dice.pick(&WORDS))
            }
            None => match self.dice.roll(5) {
                0 => text(self.dice.pick(&STATES)),
                1 => text(self.dice.pick(&PEOPLE)),
                2 => text(self.dice.pick(&PROCESSES)),
                3 => self.day(),
                _ => Literal::Text(format!("THING-{}", self.dice.roll(40))),
            },
        }
    }

    pub(crate) fn who(&mut self) -> Who {
        match self.dice.roll(8) {
            0 => {
                self.said("everyone");
                Who::Everyone
            }
            1..5 => {
                self.said("role");
                Who::Role(self.dice.pick(&ROLES).to_owned())
            }
            _ => {
                self.said("rel");
                Who::Rel(self.dice.pick(&["owner", "reporter", "who", "team"]).to_owned())
            }
        }
    }
}

/// Leads to records.
fn leads(field: &Field) -> bool {
    field.ty.targets().iter().any(|kind| kind != "clause")
}

fn compared_as(ty: &Type) -> As {
    match ty {
        Type::Number(_) | Type::Money | Type::Scale(_) => As::Number,
        Type::Date => As::Day,
        Type::Moment => As::Moment,
        _ => As::Text,
    }
}
