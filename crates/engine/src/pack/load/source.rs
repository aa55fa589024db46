//! Reads where a default or an effect takes its value from, and sees that it fits the field that takes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Field, Source, Type};
use super::house::{House, Subject};
use super::leaf::{Found, Leaf};
use super::reader::{Node, Plain, Word};
use super::table::Table;

impl House<'_> {
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

    pub(super) fn takes(&self, field: &Field, found: &Found<'_>, word: &Word) -> bool {
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
    pub(super) fn fixed(&self, node: &Node, field: &Field) -> Option<Value> {
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
}
