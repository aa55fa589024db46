//! Quantifiers, counts, shares and sums over rows of a table or records behind a link.

use engine::condition::{Members, Quantifier, Test};

use super::operand::exists;
use super::{Compiler, FALSE, Result, Subject, TRUE, all, not};

/// Sums are taken in two halves of nine digits, since a thousand rows could exceed 64 bits.
const HALF: i64 = 1_000_000_000;

impl<'a> Compiler<'a, '_> {
    /// `FROM … WHERE …` over the members, and a member as a subject. Nothing when there can be none.
    fn members(&mut self, over: &'a Members, subject: &Subject<'a>) -> Result<Option<(String, Subject<'a>)>> {
        let (mut from, member) = if over.rows {
            if !self.has_facts(&over.field, subject)? {
                return Ok(None);
            }
            let row = self.sql.alias("w");
            let from = format!(
                "FROM value {row} WHERE {row}.record = {}.id AND {row}.path = {}",
                subject.record,
                self.sql.arg(&over.field)
            );
            let member = Subject {
                row: Some((&over.field, format!("{row}.place"))),
                ..subject.clone()
            };
            (from, member)
        } else {
            self.linked(&over.field, subject)
        };
        if let Some(filter) = &over.filter {
            let filter = self.condition(filter, &member)?;
            from.push_str(" AND ");
            from.push_str(&filter);
        }
        Ok(Some((from, member)))
    }

    /// How many members there are, as an expression.
    fn counted(&mut self, over: &'a Members, subject: &Subject<'a>) -> Result<String> {
        let members = self.members(over, subject)?;
        Ok(members.map_or("CAST(0 AS BIGINT)".to_owned(), |(from, _)| {
            format!("(SELECT COUNT(*) {from})")
        }))
    }

    /// There are at least so many members.
    fn enough(&mut self, over: &'a Members, least: u32, subject: &Subject<'a>) -> Result<String> {
        match least {
            0 => Ok(TRUE.to_owned()),
            1 => {
                let members = self.members(over, subject)?;
                Ok(members.map_or(FALSE.to_owned(), |(from, _)| exists(&from, TRUE)))
            }
            least => {
                let counted = self.counted(over, subject)?;
                Ok(format!("{counted} >= {}", self.sql.arg(least)))
            }
        }
    }

    pub(super) fn count(
        &mut self,
        over: &'a Members,
        at_least: Option<u32>,
        at_most: Option<u32>,
        subject: &Subject<'a>,
    ) -> Result<String> {
        let mut parts = Vec::new();
        if let Some(least) = at_least {
            parts.push(self.enough(over, least, subject)?);
        }
        if let Some(most) = at_most {
            let more = self.enough(over, most.saturating_add(1), subject)?;
            parts.push(not(&more));
        }
        Ok(all(parts))
    }

    pub(super) fn share(
        &mut self,
        over: &'a Members,
        test: &'a Test,
        at_least: u32,
        least: u32,
        subject: &Subject<'a>,
    ) -> Result<String> {
        let enough = self.enough(over, least, subject)?;
        let Some((from, member)) = self.members(over, subject)? else {
            return Ok(enough);
        };
        let passes = self.test(test, &member)?;
        // Counts of rows, not a sum over a CASE: where the test reads the outer record alone, SQL would take such a sum
        // for the outer statement's.
        let share = match passes.as_str() {
            TRUE => return Ok(enough),
            FALSE => format!("0 >= (SELECT COUNT(*) {from}) * {at_least}"),
            passes => {
                format!(
                    "(SELECT COUNT(*) {from} AND {passes}) * 100 >= (SELECT COUNT(*) {from}) * {at_least}"
                )
            }
        };
        Ok(all([enough, share]))
    }

    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        over: &'a Members,
        least: u32,
        test: &'a Test,
        subject: &Subject<'a>,
    ) -> Result<String> {
        let enough = self.enough(over, least, subject)?;
        let Some((from, member)) = self.members(over, subject)? else {
            let vacuous = matches!(quantifier, Quantifier::Each | Quantifier::None);
            return Ok(if vacuous { enough } else { FALSE.to_owned() });
        };
        let passes = self.test(test, &member)?;
        let found = match quantifier {
            Quantifier::Each => not(&exists(&from, &not(&passes))),
            Quantifier::Some => exists(&from, &passes),
            Quantifier::None => not(&exists(&from, &passes)),
        };
        Ok(all([enough, found]))
    }

    /// For each row of `of`: the numbers of `column` in the rows of `table` that point at it add up to its `equals`.
    pub(super) fn sums(
        &mut self,
        [table, column, by, of, equals]: [&'a str; 5],
        subject: &Subject<'a>,
    ) -> Result<String> {
        if !self.has_facts(of, subject)? {
            return Ok(TRUE.to_owned());
        }
        let paths = [
            format!("{table}.{column}"),
            format!("{table}.{by}"),
            format!("{of}.{equals}"),
        ];
        for path in &paths {
            self.has_facts(path, subject)?;
        }
        let [part, key, whole] = paths.map(|path| self.sql.arg(path));
        let [row, added, points, met, sum] = ["w", "v", "v", "v", "s"].map(|stem| self.sql.alias(stem));
        let record = &subject.record;
        let addends = format!(
            "SELECT {added}.num AS n FROM value {added} JOIN value {points} ON {points}.record = {added}.record AND {points}.path = {key} AND {points}.place = {added}.place AND {points}.text = {row}.place WHERE {added}.record = {record}.id AND {added}.path = {part} UNION ALL SELECT -{met}.num AS n FROM value {met} WHERE {met}.record = {record}.id AND {met}.path = {whole} AND {met}.place = {row}.place"
        );
        let low = format!("CAST(COALESCE(SUM({sum}.n % {HALF}), 0) AS BIGINT)");
        let high = format!("CAST(COALESCE(SUM({sum}.n / {HALF}), 0) AS BIGINT)");
        let of = self.sql.arg(of);
        Ok(format!(
            "NOT EXISTS (SELECT 1 FROM value {row} WHERE {row}.record = {record}.id AND {row}.path = {of} AND (SELECT {low} % {HALF} <> 0 OR {low} / {HALF} + {high} <> 0 FROM ({addends}) {sum}))"
        ))
    }
}
