//! Reads tests over many: quantifiers, shares, counts and sums.

use super::super::Type;
use super::condition::{Stands, leftover, unless_broken};
use super::house::{House, Subject};
use super::leaf::{Leaf, records};
use super::table::Table;
use crate::condition::{Members, Place, Quantifier, Test};
use crate::value::shorten;

impl House<'_> {
    pub(super) fn quantified(
        &self,
        table: &Table<'_>,
        key: &str,
        subject: &Subject,
        extra: &[&str],
    ) -> Option<Test> {
        let (over, inner) = self.members(table, key, subject)?;
        let least = table
            .whole("least", 0, 1_000)
            .and_then(|least| u32::try_from(least).ok());
        let least = least.unwrap_or(u32::from(over.filter.is_none()));
        let own = |keys: &[&'static str]| [extra, &[key, "where"], keys].concat();
        let quantifier = match key {
            "each" => Quantifier::Each,
            "some" => Quantifier::Some,
            "none" => Quantifier::None,
            "count" => return self.count(table, over, &own(&["at_least", "at_most"])),
            _ => {
                table.need("at_least");
                let at_least = table
                    .whole("at_least", 0, 100)
                    .and_then(|percent| u32::try_from(percent).ok());
                let test = self.plain(table, &inner, &own(&["least", "at_least"]))?;
                return Some(Test::Share {
                    over,
                    test: Box::new(test),
                    at_least: at_least?,
                    least,
                });
            }
        };
        let test = self.plain(table, &inner, &own(&["least"]))?;
        Some(Test::Quantified {
            quantifier,
            over,
            least,
            test: Box::new(test),
        })
    }

    pub(super) fn count(&self, table: &Table<'_>, over: Members, own: &[&str]) -> Option<Test> {
        leftover(table, own, "count");
        let limit = |key: &str| {
            table
                .whole(key, 0, 1_000)
                .and_then(|limit| u32::try_from(limit).ok())
        };
        let (at_least, at_most) = (limit("at_least"), limit("at_most"));
        if table.get("at_least").is_none() && table.get("at_most").is_none() {
            table.wrong("count", "“count” wants “at_least”, “at_most” or both.");
            return None;
        }
        Some(Test::Count {
            over,
            at_least,
            at_most,
        })
    }

    pub(super) fn members(
        &self,
        table: &Table<'_>,
        key: &str,
        subject: &Subject,
    ) -> Option<(Members, Subject)> {
        let word = table.word(key)?;
        if subject.table.is_some() {
            self.report.add(
                &word.at,
                format!("“{key}” stands in a condition on rows, which have no rows or links of their own."),
            );
            return None;
        }
        if word.text.contains('.') {
            self.report.add(
                &word.at,
                format!(
                    "“{key}” names a field of the record itself, not a path such as “{}”.",
                    shorten(&word.text)
                ),
            );
            return None;
        }
        let Leaf::Field(field) = self.path(subject, &word)?.leaf else {
            self.report.add(
                &word.at,
                format!("“{key}” wants a table or a link, and “{}” is neither.", word.text),
            );
            return None;
        };
        let inner = match &field.ty {
            Type::Table(_) => Subject {
                kinds: subject.kinds.clone(),
                table: Some(field.id.clone()),
            },
            Type::Link(to) | Type::Links { to, .. } => Subject {
                kinds: records(to),
                table: None,
            },
            other => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{key}” wants a table or a link, and “{}” is of type {}.",
                        word.text,
                        other.word()
                    ),
                );
                return None;
            }
        };
        let filter = table
            .get("where")
            .map(|node| self.condition(node, &inner, Stands::Inside, &[]));
        let filter = unless_broken(filter)?.map(Box::new);
        Some((
            Members {
                field: field.id.clone(),
                rows: inner.table.is_some(),
                filter,
            },
            inner,
        ))
    }

    pub(super) fn sum(&self, table: &Table<'_>, subject: &Subject) -> Option<Test> {
        for key in ["by", "equals"] {
            table.need(key);
        }
        let added = self.cell(table, "sum", subject);
        let whole = self.cell(table, "equals", subject);
        let ((table_id, column), (of, equals)) = (added?, whole?);
        let by = table.word("by")?;
        let found = self
            .kind(&subject.kinds[0])
            .field(&table_id)
            .and_then(|field| field.column(&by.text));
        if !matches!(found.map(|field| &field.ty), Some(Type::Row(to)) if *to == of) {
            let what = format!(
                "“by” names a column of {table_id} of type row that points at {of}; “{}” is none.",
                shorten(&by.text)
            );
            self.report.add(&by.at, what);
            return None;
        }
        Some(Test::Sum {
            table: table_id,
            column,
            by: by.text,
            of,
            equals,
        })
    }

    /// A number column, as `table.column`.
    pub(super) fn cell(&self, table: &Table<'_>, key: &str, subject: &Subject) -> Option<(String, String)> {
        let word = table.word(key)?;
        let found = self.path(subject, &word)?;
        match (found.path.place, found.leaf) {
            (Place::Cell { table, column }, Leaf::Field(field))
                if found.path.hops.is_empty() && matches!(field.ty, Type::Number(_)) =>
            {
                Some((table, column))
            }
            _ => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{key}” wants a number column of a table, as table.column; “{}” is none.",
                        word.text
                    ),
                );
                None
            }
        }
    }
}
