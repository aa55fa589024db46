//! Reads due dates.

use std::collections::BTreeSet;

use super::super::{Due, DueRule, Kind, Span, Type};
use super::house::{House, Subject};
use super::reader::{Node, Plain, Word};
use super::report::unknown;
use super::table::Table;
use crate::calendar;
use crate::condition::{Path, Spine};

impl House<'_> {
    pub(super) fn due(&self, node: &Node, kind: &Kind, subject: &Subject) -> Option<Due> {
        let table = Table::open(
            node,
            "“due”",
            &["in", "within", "on", "whose", "late"],
            self.report,
        )?;
        let state = table.need_word("in")?;
        let known = self.state(&subject.kinds, &state);
        if kind.state(&state.text).is_some_and(|state| state.is_final) {
            self.report.add(
                &state.at,
                format!("“{}” is final: nothing is due any more.", state.text),
            );
        }
        let whose = self.people(&table, "whose", subject);
        let late = table
            .words("late")
            .iter()
            .filter_map(|word| self.who(&kind.id, word))
            .collect();
        let rule = match (table.get("within"), table.get("on")) {
            (Some(within), None) => self.within(within, kind),
            (None, Some(on)) => self.on(on, subject),
            _ => {
                self.report
                    .add(table.at, "“due” says “within” or “on”: exactly one of them.");
                None
            }
        };
        Some(Due {
            state: known?,
            rule: rule?,
            whose,
            late,
        })
    }

    /// `"10 working days"`, `{ scale, column, default }` or `{ practice, working }`.
    pub(super) fn within(&self, node: &Node, kind: &Kind) -> Option<DueRule> {
        if let Plain::Text(_) = &node.value {
            return self
                .span(&node.need_word("“within”", self.report)?)
                .map(DueRule::Within);
        }
        let keys = ["scale", "column", "default", "practice", "working"];
        let table = Table::open(node, "“within”", &keys, self.report)?;
        if let Some(practice) = table.word("practice") {
            let known = self.packs.practices.get(&practice.text);
            if known.is_none() {
                let all: Vec<&String> = self.packs.practices.keys().collect();
                self.report.add(
                    &practice.at,
                    unknown("practice", &practice.text, "the set of packs", &all),
                );
            } else if known.is_some_and(|known| !known.values.is_empty()) {
                self.report.add(
                    &practice.at,
                    format!("the practice “{}” is no number of days.", practice.text),
                );
            }
            return Some(DueRule::ByPractice {
                practice: practice.text,
                working: table.flag("working"),
            });
        }
        let (field, column, default) = (
            table.need_word("scale"),
            table.need_word("column"),
            table.need_word("default"),
        );
        let default = self.span(&default?);
        let (word, column) = (field?, column?);
        let field = self.field(&kind.id, &word)?;
        let Type::Scale(scale) = &field.ty else {
            self.report.add(
                &word.at,
                format!(
                    "“{}” is of type {}, and “scale” wants a field of type scale.",
                    word.text,
                    field.ty.word()
                ),
            );
            return None;
        };
        let scale = self.packs.scales.get(scale)?;
        let columns: BTreeSet<&String> = scale.bands.iter().flat_map(|band| band.columns.keys()).collect();
        if !columns.contains(&column.text) {
            let columns: Vec<&&String> = columns.iter().collect();
            let whole = format!("each band of the scale {}", scale.id);
            self.report
                .add(&column.at, unknown("column", &column.text, &whole, &columns));
        }
        for band in scale.bands.iter().filter(|_| columns.contains(&column.text)) {
            let what = match band.columns.get(&column.text).map(|span| calendar::span(span)) {
                None => format!(
                    "the band “{}” of the scale {} has no column “{}”.",
                    band.id, scale.id, column.text
                ),
                Some(Err(what)) => format!("in the band “{}” of the scale {}: {what}.", band.id, scale.id),
                Some(Ok(_)) => continue,
            };
            self.report.add(&column.at, what);
        }
        Some(DueRule::ByScale {
            field: word.text,
            column: column.text,
            default: default?,
        })
    }

    /// `{ latest = "actions.due", plus = "5 days" }`
    pub(super) fn on(&self, node: &Node, subject: &Subject) -> Option<DueRule> {
        let table = Table::open(node, "“on”", &["latest", "plus"], self.report)?;
        let latest = table.need_word("latest")?;
        let plus = match table.word("plus") {
            Some(word) => self.span(&word)?,
            None => Span::default(),
        };
        let found = self.path(subject, &latest)?;
        if !matches!(found.leaf.word(), "date" | "moment") {
            self.report.add(
                &latest.at,
                format!(
                    "“latest” wants dates, but “{}” is of type {}.",
                    latest.text,
                    found.leaf.word()
                ),
            );
            return None;
        }
        if found.path == Path::spine(Spine::Due) {
            self.report
                .add(&latest.at, "the due date cannot follow from itself.");
        }
        Some(DueRule::Latest {
            path: found.path,
            plus,
        })
    }

    pub(super) fn span(&self, word: &Word) -> Option<Span> {
        calendar::span(&word.text)
            .map_err(|what| self.report.add(&word.at, format!("{what}.")))
            .ok()
    }
}
