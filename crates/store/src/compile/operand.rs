//! Values at paths, moments, and the words that compare them.

use engine::calendar::plus;
use engine::condition::{As, Instant, Literal, Operand, Path, Place, Spine, Word};
use engine::value::SCALE;

use super::{Compiler, FALSE, NotIndexed, Result, Subject, all, any, not};
use crate::db::Dialect;

/// The readings of one fact, as expressions; those that it never has are absent. They may be NULL.
pub(super) struct Fact<'a> {
    pub(super) text: Option<String>,
    num: Option<String>,
    date: Option<String>,
    /// Kinds, when the text is a reference as `kind/id`.
    pub(super) targets: Vec<&'a str>,
}

impl Fact<'_> {
    fn date(date: String) -> Self {
        Fact {
            text: None,
            num: None,
            date: Some(date),
            targets: Vec::new(),
        }
    }
}

/// What one fact must fulfil. Inside, NULL counts as false; it is never negated there.
pub(super) type Must<'m, 'a> = dyn FnMut(&mut Compiler<'a, '_>, &Fact<'a>) -> Result<String> + 'm;

impl<'a> Compiler<'a, '_> {
    /// Some fact at the path fulfils `must`.
    pub(super) fn some_at(
        &mut self,
        path: &'a Path,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        self.some_behind(&path.hops, &path.place, subject, must)
    }

    fn some_behind(
        &mut self,
        hops: &'a [String],
        place: &'a Place,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        let Some((hop, rest)) = hops.split_first() else {
            return self.some_here(place, subject, must);
        };
        let (from, end) = self.linked(hop, subject);
        let found = self.some_behind(rest, place, &end, must)?;
        Ok(exists(&from, &found))
    }

    /// `FROM … WHERE …` over the records behind a link field of the record, and those records as a subject.
    pub(super) fn linked(&mut self, field: &str, subject: &Subject<'a>) -> (String, Subject<'a>) {
        let (link, record) = (self.sql.alias("l"), self.sql.alias("t"));
        let targets = subject.targets(field);
        let id = self.id_in(&format!("{link}.target"), &targets);
        let from = format!(
            "FROM link {link} JOIN record {record} ON {record}.id = {id} WHERE {link}.record = {}.id AND {link}.path = {}",
            subject.record,
            self.sql.arg(field)
        );
        let kinds = targets
            .into_iter()
            .filter_map(|kind| self.asker.packs.kind(kind))
            .collect();
        (from, Subject::record(&record, kinds))
    }

    /// The id in a reference as `kind/id` to one of these kinds. Cut by length, so that the primary key serves.
    pub(super) fn id_in(&mut self, reference: &str, targets: &[&str]) -> String {
        match targets {
            [] => reference.to_owned(),
            [kind] => format!("substr({reference}, {})", kind.len() + 2),
            several => {
                let cases: Vec<String> = several
                    .iter()
                    .map(|kind| {
                        let prefix = self.sql.arg(format!("{kind}/"));
                        let length = kind.len() + 1;
                        format!(
                            "WHEN substr({reference}, 1, {length}) = {prefix} THEN substr({reference}, {})",
                            length + 1
                        )
                    })
                    .collect();
                format!("CASE {} END", cases.join(" "))
            }
        }
    }

    fn some_here(
        &mut self,
        place: &'a Place,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        match (place, &subject.row) {
            (Place::Spine(spine), _) => self.some_spine(*spine, subject, must),
            (Place::Field(column), Some((table, row))) => {
                let row = row.clone();
                self.some_value(format!("{table}.{column}"), Some(row), subject, must)
            }
            (Place::Field(field), None) => self.some_value(field.clone(), None, subject, must),
            (Place::Cell { table, column }, _) => {
                self.some_value(format!("{table}.{column}"), None, subject, must)
            }
        }
    }

    fn some_spine(&mut self, spine: Spine, subject: &Subject<'a>, must: &mut Must<'_, 'a>) -> Result<String> {
        if subject.kinds.is_empty() {
            return Ok(FALSE.to_owned());
        }
        let column = self.sql.column(&subject.record, spine.word());
        let fact = match spine.compared_as() {
            As::Day | As::Moment => Fact::date(column.clone()),
            As::Text | As::Number => Fact {
                text: Some(column.clone()),
                num: None,
                date: None,
                targets: Vec::new(),
            },
        };
        let found = must(self, &fact)?;
        Ok(all([format!("{column} IS NOT NULL"), found]))
    }

    fn some_value(
        &mut self,
        path: String,
        row: Option<String>,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        if !self.has_facts(&path, subject)? {
            return Ok(FALSE.to_owned());
        }
        let value = self.sql.alias("v");
        let mut from = format!(
            "FROM value {value} WHERE {value}.record = {}.id AND {value}.path = {}",
            subject.record,
            self.sql.arg(&path)
        );
        if let Some(row) = row {
            from.push_str(&format!(" AND {value}.place = {row}"));
        }
        let fact = Fact {
            text: Some(format!("{value}.text")),
            num: Some(format!("{value}.num")),
            date: Some(format!("{value}.date")),
            targets: subject.targets(&path),
        };
        let found = must(self, &fact)?;
        Ok(exists(&from, &found))
    }

    /// Whether a kind of the subject has that path. An answer without facts would be a wrong one, so it is refused.
    pub(super) fn has_facts(&self, path: &str, subject: &Subject<'a>) -> Result<bool> {
        let mut known = subject.kinds.iter().filter(|kind| kind.at(path).is_some());
        if let Some(kind) = known.clone().find(|kind| !kind.indexed.contains(path)) {
            return Err(NotIndexed {
                kind: kind.id.clone(),
                path: path.to_owned(),
            });
        }
        Ok(known.next().is_some())
    }

    /// Some fact of the operand fulfils `must`.
    fn some_of(
        &mut self,
        operand: &'a Operand,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        match operand {
            Operand::Path(path, _) => self.some_at(path, subject, must),
            Operand::Entered(state) => {
                let moment = self.sql.alias("m");
                let from = format!(
                    "FROM state_moment {moment} WHERE {moment}.record = {}.id AND {moment}.state = {}",
                    subject.record,
                    self.sql.arg(state)
                );
                let date = format!("{moment}.first");
                let found = must(self, &Fact::date(date.clone()))?;
                Ok(exists(&from, &all([format!("{date} IS NOT NULL"), found])))
            }
            Operand::SetOn(path) => self.some_moment(path, "first", subject, must),
            Operand::LastSetOn(path) => self.some_moment(path, "last", subject, must),
            Operand::Changes(path) => {
                let num = match self.moment(path, subject) {
                    Some((moment, from)) => {
                        format!("(COALESCE((SELECT {moment}.changes {from}), 0) * {SCALE})")
                    }
                    None => "CAST(0 AS BIGINT)".to_owned(),
                };
                must(
                    self,
                    &Fact {
                        text: None,
                        num: Some(num),
                        date: None,
                        targets: Vec::new(),
                    },
                )
            }
        }
    }

    fn some_moment(
        &mut self,
        path: &'a Path,
        column: &str,
        subject: &Subject<'a>,
        must: &mut Must<'_, 'a>,
    ) -> Result<String> {
        let Some((moment, from)) = self.moment(path, subject) else {
            return Ok(FALSE.to_owned());
        };
        let found = must(self, &Fact::date(format!("{moment}.{column}")))?;
        Ok(exists(&from, &found))
    }

    /// Alias and `FROM … WHERE …` of what the record remembers of a field or cell of its own.
    fn moment(&mut self, path: &Path, subject: &Subject<'a>) -> Option<(String, String)> {
        let Place::Field(field) = &path.place else {
            return None;
        };
        let moment = self.sql.alias("m");
        let at = match &subject.row {
            None => self.sql.arg(field),
            Some((table, row)) => {
                let (before, after) = (
                    self.sql.arg(format!("{table}.")),
                    self.sql.arg(format!(".{field}")),
                );
                format!("(CAST({before} AS TEXT) || {row} || CAST({after} AS TEXT))")
            }
        };
        let from = format!(
            "FROM field_moment {moment} WHERE {moment}.record = {}.id AND {moment}.path = {at}",
            subject.record
        );
        Some((moment, from))
    }

    pub(super) fn word(
        &mut self,
        operand: &'a Operand,
        word: &'a Word,
        subject: &Subject<'a>,
    ) -> Result<String> {
        let kind = operand.compared_as();
        match word {
            Word::Is(literal) => self.equals(operand, std::slice::from_ref(literal), subject),
            Word::OneOf(literals) => self.equals(operand, literals, subject),
            Word::NoneOf(literals) => Ok(not(&self.equals(operand, literals, subject)?)),
            Word::AtLeast(literal) => self.some_of(operand, subject, &mut |c, fact| {
                Ok(match literal {
                    Literal::Band { from, .. } | Literal::Number(from) => c.compared(&fact.num, ">=", *from),
                    Literal::Text(text) => c.compared(&fact.date, ">=", text),
                })
            }),
            Word::AtMost(literal) => self.some_of(operand, subject, &mut |c, fact| {
                Ok(match literal {
                    Literal::Band {
                        below: Some(below), ..
                    } => c.compared(&fact.num, "<", *below),
                    Literal::Band { below: None, .. } => there(&fact.num),
                    Literal::Number(most) => c.compared(&fact.num, "<=", *most),
                    Literal::Text(text) => c.compared(&fact.date, "<=", text),
                })
            }),
            Word::Before(instant) => self.ordered(operand, kind, "<", instant, subject),
            Word::After(instant) => self.ordered(operand, kind, ">", instant, subject),
            Word::Reached => self.some_of(operand, subject, &mut |c, fact| {
                Ok(c.compared(&day(&fact.date), "<=", c.asker.today))
            }),
            Word::Fresh(days) => self.some_of(operand, subject, &mut |c, fact| {
                Ok(c.compared(&day(&fact.date), ">=", plus(c.asker.today, -days)))
            }),
            Word::Held { role, on } => self.held(operand, role, on.as_deref(), subject),
        }
    }

    fn compared(&mut self, side: &Option<String>, sign: &str, with: impl Into<crate::db::Value>) -> String {
        match side {
            Some(side) => format!("{side} {sign} {}", self.sql.arg(with)),
            None => FALSE.to_owned(),
        }
    }

    /// Some fact of the operand equals one of the literals.
    fn equals(
        &mut self,
        operand: &'a Operand,
        literals: &[Literal],
        subject: &Subject<'a>,
    ) -> Result<String> {
        let kind = operand.compared_as();
        self.some_of(operand, subject, &mut |c, fact| {
            let found = literals.iter().map(|literal| match (literal, kind) {
                (Literal::Number(number), _) => c.compared(&fact.num, "=", *number),
                (Literal::Band { from, below, .. }, _) => {
                    let from = c.compared(&fact.num, ">=", *from);
                    let below = below.map(|below| c.compared(&fact.num, "<", below));
                    all(std::iter::once(from).chain(below))
                }
                (Literal::Text(text), As::Day | As::Moment) => c.compared(&fact.date, "=", text),
                (Literal::Text(text), _) => c.compared(&fact.text, "=", text),
            });
            Ok(any(found.collect::<Vec<_>>()))
        })
    }

    fn ordered(
        &mut self,
        operand: &'a Operand,
        kind: As,
        sign: &str,
        instant: &'a Instant,
        subject: &Subject<'a>,
    ) -> Result<String> {
        let fixed = match instant {
            Instant::Today(days) => Some(plus(self.asker.today, *days)),
            Instant::Day(day) => Some(day.clone()),
            Instant::Of(..) => None,
        };
        self.some_of(operand, subject, &mut |c, fact| match instant {
            Instant::Of(other, days) => {
                let by_day = *days != 0 || kind == As::Day || other.compared_as() == As::Day;
                let one = if by_day {
                    day(&fact.date)
                } else {
                    fact.date.clone()
                };
                let Some(one) = one else {
                    return Ok(FALSE.to_owned());
                };
                c.some_of(other, subject, &mut |c, fact| {
                    let two = if by_day {
                        day(&fact.date)
                    } else {
                        fact.date.clone()
                    };
                    Ok(two.map_or(FALSE.to_owned(), |two| {
                        format!("{one} {sign} {}", c.shifted(&two, *days))
                    }))
                })
            }
            _ => Ok(c.compared(&day(&fact.date), sign, fixed.as_deref())),
        })
    }

    /// A civil day and so many days more.
    fn shifted(&self, day: &str, days: i64) -> String {
        match (days, self.sql.dialect()) {
            (0, _) => day.to_owned(),
            (_, Dialect::Sqlite) => format!("date({day}, '{days:+} days')"),
            (_, Dialect::Postgres) => format!("to_char(CAST({day} AS date) + ({days}), 'YYYY-MM-DD')"),
        }
    }

    /// Some person of the operand held the role, with a scope that takes in the subject's record, on some day of `on`.
    fn held(
        &mut self,
        operand: &'a Operand,
        role: &str,
        on: Option<&'a Operand>,
        subject: &Subject<'a>,
    ) -> Result<String> {
        self.some_of(operand, subject, &mut |c, fact| {
            let Some(text) = &fact.text else {
                return Ok(FALSE.to_owned());
            };
            let person = c.id_in(text, &fact.targets);
            let held = c.sql.alias("h");
            let record = &subject.record;
            let from = format!(
                "FROM held {held} WHERE {held}.person = {person} AND {held}.role = {} AND ({held}.process IS NULL OR {held}.process = {record}.process) AND ({held}.site IS NULL OR {held}.site = {record}.site)",
                c.sql.arg(role)
            );
            let within = |day: &str| {
                format!(
                    "({held}.from_day IS NULL OR {held}.from_day <= {day}) AND ({held}.until_day IS NULL OR {held}.until_day >= {day})"
                )
            };
            let found = match on {
                None => within(&c.sql.arg(c.asker.today)),
                Some(on) => c.some_of(on, subject, &mut |_, fact| {
                    Ok(day(&fact.date).map_or(FALSE.to_owned(), |day| within(&day)))
                })?,
            };
            Ok(exists(&from, &found))
        })
    }
}

/// `EXISTS` over a `FROM … WHERE …`, with one more condition.
pub(super) fn exists(from: &str, found: &str) -> String {
    match found {
        super::TRUE => format!("EXISTS (SELECT 1 {from})"),
        FALSE => FALSE.to_owned(),
        found => format!("EXISTS (SELECT 1 {from} AND {found})"),
    }
}

/// The day part of a day or an instant.
fn day(date: &Option<String>) -> Option<String> {
    date.as_ref().map(|date| format!("substr({date}, 1, 10)"))
}

fn there(side: &Option<String>) -> String {
    side.as_ref()
        .map_or(FALSE.to_owned(), |side| format!("{side} IS NOT NULL"))
}
