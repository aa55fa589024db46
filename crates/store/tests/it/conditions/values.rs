//! Comparisons by chance: days, instants, numbers, bands, choices, and people.

use engine::condition::{As, Instant, Literal, Operand, Path, Place, Spine, Test, Word};
use engine::pack::{Type, Who};
use engine::value::SCALE;

use super::{Maker, Subject};
use crate::world::{COLOURS, DAYS, PEOPLE, PROCESSES, ROLES, STATES, WORDS, reference};

impl Maker<'_, '_> {
    pub(super) fn value(&mut self, subject: &Subject) -> Test {
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
                    self.dice
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

fn compared_as(ty: &Type) -> As {
    match ty {
        Type::Number(_) | Type::Money | Type::Scale(_) => As::Number,
        Type::Date => As::Day,
        Type::Moment => As::Moment,
        _ => As::Text,
    }
}
