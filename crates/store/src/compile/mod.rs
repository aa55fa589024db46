//! Conditions as SQL: the same text for both databases, and never NULL.
//!
//! Each word of [`engine::condition`] becomes a predicate on one row of `record`. It agrees with
//! [`engine::condition::holds`] because both compare the same facts: memory derives them from the record's values,
//! SQL finds them in the table `value`. Every comparison stands inside an `EXISTS` or beside an `IS NOT NULL`, so a
//! predicate is true or false and may be negated.

mod members;
mod operand;
mod who;

use std::collections::BTreeMap;
use std::fmt;

use engine::condition::{Condition, Path, Test};
use engine::pack::{Kind, Packs};
use engine::record::Actor;

use crate::db::{self, Conn, DbError, Dialect, Row, Value};

pub use who::visible;

/// Text of SQL under construction: arguments with their places, and names for tables.
#[derive(Debug)]
pub struct Sql {
    dialect: Dialect,
    args: Vec<Value>,
    aliases: usize,
}

impl Sql {
    /// Nothing yet.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Sql {
            dialect,
            args: Vec::new(),
            aliases: 0,
        }
    }

    /// Which database it is for.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Takes an argument and gives its placeholder, as `$3`.
    pub fn arg(&mut self, value: impl Into<Value>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    /// A name for a table that no other has, as `v7`.
    pub fn alias(&mut self, stem: &str) -> String {
        self.aliases += 1;
        format!("{stem}{}", self.aliases)
    }

    /// A column of a record, closed to indexes: which way the records are reached is for the list to choose, and a
    /// condition among others must not tempt a planner without statistics. PostgreSQL has statistics.
    #[must_use]
    pub fn column(&self, record: &str, column: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("+{record}.{column}"),
            Dialect::Postgres => format!("{record}.{column}"),
        }
    }

    /// The finished text and its arguments. Those that no longer stand in it, because a part of it was decided without
    /// them, are left out: PostgreSQL cannot tell their type.
    #[must_use]
    pub fn finish(self, text: &str) -> (String, Vec<Value>) {
        let mut args = Vec::new();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut parts = text.split('$');
        let mut finished = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            let given: usize = number
                .parse()
                .expect("a dollar begins a placeholder and nothing else");
            let place = *places.entry(given).or_insert_with(|| {
                args.push(self.args[given - 1].clone());
                args.len()
            });
            finished.push_str(&format!("${place}{rest}"));
        }
        (finished, args)
    }

    /// The rows that the text finds.
    ///
    /// # Errors
    /// The driver's words.
    pub fn query(self, conn: &mut Conn, text: &str) -> db::Result<Vec<Row>> {
        let (text, args) = self.finish(text);
        conn.query(&text, &args)
    }
}

/// Who asks, and when: what a condition may look at besides the tables.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Kinds, scales.
    pub packs: &'a Packs,
    /// Whoever asks, with the roles held today.
    pub actor: &'a Actor,
    /// Civil day of asking.
    pub today: &'a str,
}

/// A condition reads a path for which no facts are kept, so SQL could not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotIndexed {
    /// Kind id.
    pub kind: String,
    /// `field` or `table.column`.
    pub path: String,
}

impl fmt::Display for NotIndexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Records of the kind {} cannot be selected by {}; its pack keeps no facts for it. Mark the field with filter = true there.",
            self.kind, self.path
        )
    }
}

impl std::error::Error for NotIndexed {}

impl From<NotIndexed> for DbError {
    fn from(error: NotIndexed) -> Self {
        DbError::new(error.to_string())
    }
}

pub(crate) type Result<T> = std::result::Result<T, NotIndexed>;

/// The condition as a predicate on the row `record` (an alias of the table `record`) of that kind.
///
/// # Errors
/// A path that it reads has no facts.
pub fn condition(
    sql: &mut Sql,
    asker: &Asker<'_>,
    kind: &Kind,
    record: &str,
    condition: &Condition,
) -> Result<String> {
    let subject = Subject::record(record, vec![kind]);
    Compiler { sql, asker: *asker }.condition(condition, &subject)
}

/// What a predicate is about: a record, or a row of one of its tables.
#[derive(Clone)]
struct Subject<'a> {
    /// Alias of the table `record`.
    record: String,
    /// What kinds it may be of.
    kinds: Vec<&'a Kind>,
    /// Table field, and an expression that gives the row's id.
    row: Option<(&'a str, String)>,
}

impl<'a> Subject<'a> {
    fn record(alias: &str, kinds: Vec<&'a Kind>) -> Self {
        Subject {
            record: alias.to_owned(),
            kinds,
            row: None,
        }
    }

    /// Kinds that a link field may lead to, each once.
    fn targets(&self, field: &str) -> Vec<&'a str> {
        let mut targets: Vec<&str> = self
            .kinds
            .iter()
            .filter_map(|kind| kind.at(field))
            .flat_map(|field| field.ty.targets())
            .map(String::as_str)
            .collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

struct Compiler<'a, 's> {
    sql: &'s mut Sql,
    asker: Asker<'a>,
}

impl<'a> Compiler<'a, '_> {
    fn condition(&mut self, condition: &'a Condition, subject: &Subject<'a>) -> Result<String> {
        let test = self.test(&condition.test, subject)?;
        let Some(when) = &condition.when else {
            return Ok(test);
        };
        let when = self.condition(when, subject)?;
        Ok(any([not(&when), test]))
    }

    fn test(&mut self, test: &'a Test, subject: &Subject<'a>) -> Result<String> {
        match test {
            Test::Filled(paths) => Ok(all(self.filled(paths, subject)?)),
            Test::AnyFilled(paths) => Ok(any(self.filled(paths, subject)?)),
            Test::Absent(paths) => Ok(not(&any(self.filled(paths, subject)?))),
            Test::Value(operand, word) => self.word(operand, word, subject),
            Test::InState(states) => {
                let record = &subject.record;
                let column = self.sql.column(record, "state");
                let states = states
                    .iter()
                    .map(|state| format!("{column} = {}", self.sql.arg(state)));
                let states = any(states.collect::<Vec<_>>());
                Ok(format!("({record}.state_imported = 0 AND {states})"))
            }
            Test::Overdue => {
                let (record, today) = (&subject.record, self.sql.arg(self.asker.today));
                let due = self.sql.column(record, "due");
                Ok(format!(
                    "({record}.closed IS NULL AND {due} IS NOT NULL AND {due} < {today})"
                ))
            }
            Test::Sum {
                table,
                column,
                by,
                of,
                equals,
            } => self.sums([table, column, by, of, equals], subject),
            Test::Count {
                over,
                at_least,
                at_most,
            } => self.count(over, *at_least, *at_most, subject),
            Test::Share {
                over,
                test,
                at_least,
                least,
            } => self.share(over, test, *at_least, *least, subject),
            Test::Actor(who) => Ok(self.actor_is(who, subject)),
            Test::ActorIsNot(path) => self.actor_is_not(path, subject),
            Test::AnyOf(conditions) => Ok(any(self.conditions(conditions, subject)?)),
            Test::AllOf(conditions) => Ok(all(self.conditions(conditions, subject)?)),
            Test::Quantified {
                quantifier,
                over,
                least,
                test,
            } => self.quantified(*quantifier, over, *least, test, subject),
        }
    }

    fn conditions(&mut self, conditions: &'a [Condition], subject: &Subject<'a>) -> Result<Vec<String>> {
        conditions
            .iter()
            .map(|condition| self.condition(condition, subject))
            .collect()
    }

    fn filled(&mut self, paths: &'a [Path], subject: &Subject<'a>) -> Result<Vec<String>> {
        paths
            .iter()
            .map(|path| self.some_at(path, subject, &mut |_, _| Ok(TRUE.to_owned())))
            .collect()
    }
}

const TRUE: &str = "TRUE";
const FALSE: &str = "FALSE";

/// All of them hold.
pub(crate) fn all(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| part != TRUE).collect();
    join(parts, " AND ", TRUE, FALSE)
}

/// One of them holds.
pub(crate) fn any(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| part != FALSE).collect();
    join(parts, " OR ", FALSE, TRUE)
}

fn join(parts: Vec<String>, with: &str, none: &str, decided: &str) -> String {
    if parts.iter().any(|part| part == decided) {
        return decided.to_owned();
    }
    match parts.as_slice() {
        [] => none.to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(with)),
    }
}

fn not(part: &str) -> String {
    match part {
        TRUE => FALSE.to_owned(),
        FALSE => TRUE.to_owned(),
        part => format!("NOT ({part})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arguments_that_stand_in_the_text_are_sent() {
        let mut sql = Sql::new(Dialect::Postgres);
        let [a, _, c] = ["a", "b", "c"].map(|text| sql.arg(text));
        let (text, args) = sql.finish(&format!("{c} = {a} AND {c} < 3"));
        assert_eq!(text, "$1 = $2 AND $1 < 3");
        assert_eq!(args, [Value::from("c"), Value::from("a")]);
    }
}
