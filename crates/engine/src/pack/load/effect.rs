//! Reads defaults and effects, and sees that a value fits the field that takes it.

use std::collections::BTreeMap;

use super::super::{Effect, Field, Kind, Source, Type};
use super::house::{House, Subject};
use super::kind::Draft;
use super::leaf::records;
use super::reader::{Node, Word};
use super::report::unknown;
use super::table::Table;

const EFFECTS: [&str; 7] = [
    "set",
    "assign",
    "add_row",
    "clear",
    "create_linked",
    "supersede",
    "amend",
];

impl House<'_> {
    /// Checks what fields refer to, and reads their defaults and conditions.
    pub(super) fn complete_fields(&self, draft: &Draft, kind: &mut Kind) {
        let subject = Subject::record(&kind.id);
        for (id, node) in &draft.fields {
            let Some(table) = Table::again(node, "a field", self.report) else {
                continue;
            };
            let Some(field) = self.kind(&kind.id).field(id) else {
                continue;
            };
            self.refers(field, &table, kind);
            if let Type::Table(columns) = &field.ty {
                for node in table.list("columns") {
                    let Some(table) = Table::again(node, "a column", self.report) else {
                        continue;
                    };
                    let column = columns
                        .iter()
                        .find(|column| table.get("id").and_then(Node::text) == Some(&column.id));
                    if let Some(column) = column {
                        self.refers(column, &table, kind);
                    }
                }
            }
            let default = match table.get("default") {
                Some(node) if !self.unsure(&kind.id, id) => self.source(node, field, &kind.id),
                _ => None,
            };
            let when = self
                .optional(&table, "when", &subject)
                .ok()
                .flatten()
                .map(Box::new);
            if let Some(field) = kind.fields.get_mut(id) {
                (field.default, field.when) = (default, when);
            }
        }
    }

    /// Lists, scales, kinds and tables that a field names.
    fn refers(&self, field: &Field, table: &Table<'_>, kind: &Kind) {
        match &field.ty {
            Type::Choice(list) | Type::Choices(list) if !self.packs.lists.contains_key(list) => {
                let known: Vec<&String> = self.packs.lists.keys().collect();
                table.wrong("list", unknown("list", list, "the set of packs", &known));
            }
            Type::Scale(scale) if !self.packs.scales.contains_key(scale) => {
                let known: Vec<&String> = self.packs.scales.keys().collect();
                table.wrong("scale", unknown("scale", scale, "the set of packs", &known));
            }
            Type::Link(to) | Type::Links { to, .. } => {
                let mut known: Vec<&str> = self.packs.kinds.keys().map(String::as_str).collect();
                known.push("clause");
                for target in to.iter().filter(|target| !known.contains(&target.as_str())) {
                    let key = if table.get("to").is_some() { "to" } else { "type" };
                    table.wrong(key, unknown("kind", target, "the set of packs", &known));
                }
            }
            Type::Row(of) if !matches!(kind.field(of).map(|field| &field.ty), Some(Type::Table(_))) => {
                let tables: Vec<&str> = kind
                    .fields
                    .values()
                    .filter(|field| matches!(field.ty, Type::Table(_)))
                    .map(|field| field.id.as_str())
                    .collect();
                table.wrong(
                    "of",
                    unknown("table", of, &format!("the kind {}", kind.id), &tables),
                );
            }
            _ => {}
        }
    }

    /// One entry of `does`.
    pub(super) fn effect(&self, node: &Node, kind: &Kind) -> Option<Effect> {
        let Some(table) = Table::again(node, "an effect", self.report) else {
            self.report.add(
                &node.at,
                format!("an effect is a table, but here stands {}.", node.word()),
            );
            return None;
        };
        let heads: Vec<&str> = EFFECTS
            .iter()
            .copied()
            .filter(|key| table.get(key).is_some())
            .collect();
        match heads.as_slice() {
            ["set"] => self.set(&table, "set", kind),
            ["assign"] => self.set(&table, "assign", kind),
            ["clear"] => {
                table.only(&["clear"]);
                let word = table.word("clear")?;
                self.field(&kind.id, &word).map(|_| Effect::Clear(word.text))
            }
            ["add_row"] => self.add_row(&table, kind),
            // In create_linked, `set` holds the fields of the new record.
            ["create_linked"] | ["set", "create_linked"] => self.create_linked(&table, kind),
            ["supersede"] => self.supersede(&table, kind),
            ["amend"] => self.amend(&table, kind),
            [] => {
                let (at, given) = table
                    .entries
                    .first()
                    .map_or((table.at, ""), |entry| (&entry.at, entry.key.as_str()));
                self.report
                    .add(at, unknown("effect", given, "a transition", &EFFECTS));
                None
            }
            _ => {
                self.report.add(
                    table.at,
                    "two effects stand in one table; write one table for each.",
                );
                None
            }
        }
    }

    fn set(&self, table: &Table<'_>, head: &str, kind: &Kind) -> Option<Effect> {
        table.only(&[head, "to"]);
        let word = table.word(head)?;
        let field = self.field(&kind.id, &word)?;
        if head == "assign" && field.ty.word() != "person" {
            let what = format!(
                "“assign” wants a person, but “{}” is of type {}.",
                word.text,
                field.ty.word()
            );
            self.report.add(&word.at, what);
            return None;
        }
        Some(Effect::Set {
            field: word.text,
            to: self.source(table.need("to")?, field, &kind.id)?,
        })
    }

    fn add_row(&self, table: &Table<'_>, kind: &Kind) -> Option<Effect> {
        table.only(&["add_row", "cells"]);
        let word = table.word("add_row")?;
        let Type::Table(columns) = &self.field(&kind.id, &word)?.ty else {
            self.report.add(
                &word.at,
                format!("“add_row” wants a table, and “{}” is none.", word.text),
            );
            return None;
        };
        let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
        let find = |id: &str| columns.iter().find(|column| column.id == id);
        let whole = format!("the table {}", word.text);
        let cells = self.sources(table.need("cells")?, &find, &known, &whole, &kind.id)?;
        Some(Effect::AddRow {
            table: word.text,
            cells,
        })
    }

    fn create_linked(&self, table: &Table<'_>, kind: &Kind) -> Option<Effect> {
        table.only(&["create_linked", "kind", "set"]);
        let (link, made) = (table.word("create_linked")?, table.need_word("kind")?);
        self.leads_to(kind, &link, &made)?;
        let other = self.packs.kind(&made.text)?;
        let known: Vec<&str> = other.fields.keys().map(String::as_str).collect();
        let find = |id: &str| other.field(id);
        let set = match table.get("set") {
            Some(node) => self.sources(node, &find, &known, &format!("the kind {}", made.text), &kind.id)?,
            None => BTreeMap::new(),
        };
        Some(Effect::CreateLinked {
            link: link.text,
            kind: made.text,
            set,
        })
    }

    fn supersede(&self, table: &Table<'_>, kind: &Kind) -> Option<Effect> {
        table.only(&["supersede", "transition"]);
        let (link, passed) = (table.word("supersede")?, table.need_word("transition")?);
        let targets = records(self.field(&kind.id, &link)?.ty.targets());
        let kinds = targets.iter().filter_map(|target| self.packs.kind(target));
        let known: Vec<&str> = kinds
            .flat_map(|kind| &kind.transitions)
            .map(|passed| passed.id.as_str())
            .collect();
        if !known.contains(&passed.text.as_str()) {
            let whole = format!("what “{}” leads to", link.text);
            self.report
                .add(&passed.at, unknown("transition", &passed.text, &whole, &known));
            return None;
        }
        Some(Effect::Supersede {
            link: link.text,
            transition: passed.text,
        })
    }

    fn amend(&self, table: &Table<'_>, kind: &Kind) -> Option<Effect> {
        table.only(&["amend", "from"]);
        let (link, from) = (table.word("amend")?, table.need_word("from")?);
        let (target, rows) = (self.field(&kind.id, &link)?, self.field(&kind.id, &from)?);
        if !matches!(target.ty, Type::Link(_)) {
            let what = format!(
                "“amend” wants a link to one record, and “{}” is of type {}.",
                link.text,
                target.ty.word()
            );
            self.report.add(&link.at, what);
            return None;
        }
        let is_text = |id: &str| {
            let column = rows.column(id).map(|column| &column.ty);
            matches!(column, Some(Type::Line | Type::Text))
        };
        if !is_text("field") || !is_text("value") {
            let what = format!(
                "“from” wants a table with the columns “field” and “value”, both of text; “{}” is none.",
                from.text
            );
            self.report.add(&from.at, what);
            return None;
        }
        Some(Effect::Amend {
            link: link.text,
            table: from.text,
        })
    }

    fn leads_to(&self, kind: &Kind, link: &Word, made: &Word) -> Option<()> {
        let field = self.field(&kind.id, link)?;
        let Type::Links { to, .. } = &field.ty else {
            self.report.add(
                &link.at,
                format!(
                    "“create_linked” wants a field of type links, and “{}” is of type {}.",
                    link.text,
                    field.ty.word()
                ),
            );
            return None;
        };
        if !to.contains(&made.text) {
            self.report.add(
                &made.at,
                unknown("kind", &made.text, &format!("the field {}", link.text), to),
            );
            return None;
        }
        Some(())
    }

    fn sources<'f>(
        &self,
        node: &Node,
        find: &dyn Fn(&str) -> Option<&'f Field>,
        known: &[&str],
        whole: &str,
        kind: &str,
    ) -> Option<BTreeMap<String, Source>> {
        let Some(table) = Table::again(node, "values", self.report) else {
            self.report.add(
                &node.at,
                format!(
                    "here stands a table of fields with their values, but this is {}.",
                    node.word()
                ),
            );
            return None;
        };
        let mut sources = BTreeMap::new();
        for entry in table.entries {
            match find(&entry.key) {
                None => self
                    .report
                    .add(&entry.at, unknown("field", &entry.key, whole, known)),
                Some(field) => {
                    if let Some(source) = self.source(&entry.node, field, kind) {
                        sources.insert(entry.key.clone(), source);
                    }
                }
            }
        }
        Some(sources)
    }
}
