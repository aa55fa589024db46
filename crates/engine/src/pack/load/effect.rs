//! Reads defaults and effects, and sees that a value fits the field that takes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Effect, Field, Kind, Source, Type};
use super::house::{Found, House, Leaf, Subject, records};
use super::kind::Draft;
use super::reader::{Node, Plain, Table, Word};
use super::report::unknown;

const EFFECTS: [&str; 6] = ["set", "assign", "add_row", "clear", "create_linked", "supersede"];

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

    /// Where a value comes from: a value itself, or `{ now }`, `{ today }`, `{ actor }`, `{ from }`.
    pub(super) fn source(&self, node: &Node, field: &Field, kind: &str) -> Option<Source> {
        let Plain::Table(entries) = &node.value else {
            return self.fixed(node, field).map(Source::Value);
        };
        if matches!(field.ty, Type::Scale(_))
            && entries
                .iter()
                .all(|entry| entry.node.text().is_some() && entry.key != "from")
        {
            return self.fixed(node, field).map(Source::Value);
        }
        let table = Table::open(
            node,
            "where a value comes from",
            &["now", "today", "actor", "from"],
            self.report,
        )?;
        let [entry] = entries.as_slice() else {
            self.report.add(
                table.at,
                "a value comes from one place: now, today, actor or from.",
            );
            return None;
        };
        let fits = |types: &[&str], source: Source| {
            if types.contains(&field.ty.word()) {
                return Some(source);
            }
            let what = format!(
                "“{}” gives a {}, but “{}” is of type {}.",
                entry.key,
                types[0],
                field.id,
                field.ty.word()
            );
            self.report.add(&entry.at, what);
            None
        };
        if entry.key != "from" && !table.flag(&entry.key) {
            table.wrong(
                &entry.key,
                format!("“{0}” stands as {{ {0} = true }}.", entry.key),
            );
            return None;
        }
        match entry.key.as_str() {
            "now" => fits(&["moment"], Source::Now),
            "today" => fits(&["date"], Source::Today),
            "actor" => fits(&["person"], Source::Actor),
            _ => {
                let word = table.word("from")?;
                let found = self.single_path(&Subject::record(kind), &word)?;
                self.takes(field, &found, &word)
                    .then_some(Source::From(found.path))
            }
        }
    }

    fn takes(&self, field: &Field, found: &Found<'_>, word: &Word) -> bool {
        let (to, from) = (field.ty.word(), found.leaf.word());
        let alike = to == from
            || (to == "text" && from == "line")
            || (!field.ty.targets().is_empty() && !found.leaf.targets().is_empty());
        let within = found
            .leaf
            .targets()
            .iter()
            .all(|target| field.ty.targets().iter().any(|to| to == target));
        let list = |field: &Field| match &field.ty {
            Type::Choice(id) | Type::Choices(id) | Type::Scale(id) => id.clone(),
            _ => String::new(),
        };
        let same_list = match found.leaf {
            Leaf::Field(other) => list(other) == list(field),
            Leaf::Spine(_, _) => true,
        };
        let fits = alike && within && same_list;
        if !fits {
            let what = format!(
                "“{}” of type {to} cannot take what stands at “{}”, of type {from}.",
                field.id, word.text
            );
            self.report.add(&word.at, what);
        }
        fits
    }

    /// A value that the file itself says.
    fn fixed(&self, node: &Node, field: &Field) -> Option<Value> {
        let leaf = Leaf::Field(field);
        match (&field.ty, &node.value) {
            (Type::Choices(_), Plain::List(items)) => {
                let items: Vec<Option<Value>> = items
                    .iter()
                    .map(|item| {
                        self.literal(Some(leaf), item)
                            .and_then(|_| Some(Value::String(item.text()?.to_owned())))
                    })
                    .collect();
                items.into_iter().collect::<Option<_>>().map(Value::Array)
            }
            (Type::Choice(_) | Type::YesNo, _) => self
                .literal(Some(leaf), node)
                .and_then(|_| Some(Value::String(node.text()?.to_owned()))),
            (Type::Line | Type::Text, Plain::Text(text)) => Some(Value::String(text.clone())),
            (Type::Number(_), Plain::Whole(whole)) => Some(Value::String(whole.to_string())),
            (Type::Number(_), Plain::Decimal(text)) => Some(Value::String(text.clone())),
            (Type::Scale(scale), Plain::Table(entries)) => {
                let scale = self.packs.scales.get(scale)?;
                let answers: BTreeMap<String, String> = entries
                    .iter()
                    .filter_map(|entry| Some((entry.key.clone(), entry.node.text()?.to_owned())))
                    .collect();
                if scale.number(&answers).is_none() || answers.len() > scale.axes.len() {
                    let axes: Vec<&str> = scale.axes.iter().map(|axis| axis.id.as_str()).collect();
                    self.report.add(
                        &node.at,
                        format!(
                            "a value of the scale {} has one level for each of {}.",
                            scale.id,
                            axes.join(", ")
                        ),
                    );
                    return None;
                }
                Some(Value::Object(
                    answers
                        .into_iter()
                        .map(|(axis, level)| (axis, Value::String(level)))
                        .collect::<Map<_, _>>(),
                ))
            }
            _ => {
                self.report.add(
                    &node.at,
                    format!(
                        "“{}” is of type {}; {} is no value for it.",
                        field.id,
                        field.ty.word(),
                        node.word()
                    ),
                );
                None
            }
        }
    }

    /// One entry of `does`.
    pub(super) fn effect(&self, node: &Node, kind: &Kind) -> Option<Effect> {
        let keys = [&EFFECTS[..], &["to", "cells", "kind", "transition"]].concat();
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
        // In create_linked, `set` holds the fields of the new record.
        let head = match heads.as_slice() {
            [one] => *one,
            ["set", "create_linked"] => "create_linked",
            [] => {
                let stray = table
                    .entries
                    .iter()
                    .find(|entry| !keys.contains(&entry.key.as_str()));
                let (at, given) = stray.map_or((table.at, ""), |entry| (&entry.at, entry.key.as_str()));
                self.report
                    .add(at, unknown("effect", given, "a transition", &EFFECTS));
                return None;
            }
            _ => {
                self.report.add(
                    table.at,
                    "two effects stand in one table; write one table for each.",
                );
                return None;
            }
        };
        match head {
            "set" | "assign" => {
                table.only(&[head, "to"]);
                let word = table.word(head)?;
                let field = self.field(&kind.id, &word)?;
                if head == "assign" && field.ty.word() != "person" {
                    self.report.add(
                        &word.at,
                        format!(
                            "“assign” wants a person, but “{}” is of type {}.",
                            word.text,
                            field.ty.word()
                        ),
                    );
                    return None;
                }
                Some(Effect::Set {
                    field: word.text,
                    to: self.source(table.need("to")?, field, &kind.id)?,
                })
            }
            "clear" => {
                table.only(&[head]);
                let word = table.word(head)?;
                self.field(&kind.id, &word).map(|_| Effect::Clear(word.text))
            }
            "add_row" => {
                table.only(&[head, "cells"]);
                let word = table.word(head)?;
                let Type::Table(columns) = &self.field(&kind.id, &word)?.ty else {
                    self.report.add(
                        &word.at,
                        format!("“add_row” wants a table, and “{}” is none.", word.text),
                    );
                    return None;
                };
                let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
                let find = |id: &str| columns.iter().find(|column| column.id == id);
                let cells = self.sources(
                    table.need("cells")?,
                    &find,
                    &known,
                    &format!("the table {}", word.text),
                    &kind.id,
                )?;
                Some(Effect::AddRow {
                    table: word.text,
                    cells,
                })
            }
            "create_linked" => {
                table.only(&[head, "kind", "set"]);
                let (link, made) = (table.word(head)?, table.need_word("kind")?);
                self.leads_to(kind, &link, &made)?;
                let other = self.packs.kind(&made.text)?;
                let known: Vec<&str> = other.fields.keys().map(String::as_str).collect();
                let find = |id: &str| other.field(id);
                let set = match table.get("set") {
                    Some(node) => {
                        self.sources(node, &find, &known, &format!("the kind {}", made.text), &kind.id)?
                    }
                    None => BTreeMap::new(),
                };
                Some(Effect::CreateLinked {
                    link: link.text,
                    kind: made.text,
                    set,
                })
            }
            _ => {
                table.only(&[head, "transition"]);
                let (link, passed) = (table.word(head)?, table.need_word("transition")?);
                let targets = records(self.field(&kind.id, &link)?.ty.targets());
                let known: Vec<&str> = targets
                    .iter()
                    .filter_map(|target| self.packs.kind(target))
                    .flat_map(|kind| kind.transitions.iter().map(|transition| transition.id.as_str()))
                    .collect();
                if !known.contains(&passed.text.as_str()) {
                    self.report.add(
                        &passed.at,
                        unknown(
                            "transition",
                            &passed.text,
                            &format!("what “{}” leads to", link.text),
                            &known,
                        ),
                    );
                    return None;
                }
                Some(Effect::Supersede {
                    link: link.text,
                    transition: passed.text,
                })
            }
        }
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
