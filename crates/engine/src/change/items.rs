//! Changes as items of the journal's payload, and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Change, Changes, FieldChange, LinkAt};
use crate::record::Grant;
use crate::value::{Fact, Located};

impl Changes {
    /// The payload of the journal: (path, value), sorted by path, each redactable by itself.
    #[must_use]
    pub fn to_items(&self) -> Vec<(String, Value)> {
        let json = |value: Result<Value, serde_json::Error>| value.expect("plain structs always serialise");
        let mut items = vec![(
            "act".to_owned(),
            serde_json::json!({ "act": self.act, "what": self.what }),
        )];
        for change in &self.records {
            let mut spine = json(serde_json::to_value(&change.spine));
            number_as_text(&mut spine, &["kind_version", "version"]);
            if change.entered {
                spine["entered"] = Value::Bool(true);
            }
            items.push((format!("record/{}", change.id), spine));
            items.push((
                format!("record/{}/title", change.id),
                Value::String(change.title.clone()),
            ));
            for (field, after) in &change.fields {
                items.push((format!("record/{}/field/{field}", change.id), after.to_value()));
            }
        }
        for (counter, last) in &self.numbers {
            items.push((format!("number/{counter}"), Value::String(last.to_string())));
        }
        for (person, grants) in &self.grants {
            items.push((
                format!("grants/{person}"),
                Value::Array(grants.iter().map(grant_value).collect()),
            ));
        }
        if let Some(signature) = &self.signature {
            let mut value = json(serde_json::to_value(signature));
            number_as_text(&mut value, &["version"]);
            items.push(("signature".to_owned(), value));
        }
        items.extend(
            self.practices
                .iter()
                .map(|(id, setting)| (format!("practice/{id}"), Value::String(setting.clone()))),
        );
        items.extend(
            self.packs
                .iter()
                .map(|(id, pack)| (format!("pack/{id}"), pack.clone())),
        );
        items.extend(
            self.aliases
                .iter()
                .map(|((kind, alias), id)| (format!("alias/{kind}/{alias}"), Value::String(id.clone()))),
        );
        items.sort_by(|a, b| a.0.cmp(&b.0));
        items
    }

    /// The same back from a payload; redacted items are simply absent.
    ///
    /// # Errors
    /// The path of the first item that is not of this form.
    pub fn from_items(items: &[(String, Value)]) -> Result<Self, String> {
        let mut changes = Changes::default();
        let mut records: BTreeMap<&str, Change> = BTreeMap::new();
        for (path, value) in items {
            changes
                .take(path, value, &mut records)
                .ok_or_else(|| format!("the item “{path}” is not of a known form"))?;
        }
        changes.records = records
            .into_iter()
            .map(|(id, change)| Change {
                id: id.to_owned(),
                ..change
            })
            .collect();
        Ok(changes)
    }

    fn take<'a>(
        &mut self,
        path: &'a str,
        value: &Value,
        records: &mut BTreeMap<&'a str, Change>,
    ) -> Option<()> {
        let (head, rest) = path.split_once('/').unwrap_or((path, ""));
        match head {
            "act" => {
                self.act = value["act"].as_str()?.to_owned();
                self.what = value["what"].as_object()?.clone();
            }
            "record" => take_record(rest, value, records)?,
            "number" => drop(
                self.numbers
                    .insert(rest.to_owned(), value.as_str()?.parse().ok()?),
            ),
            "grants" => {
                let grants = value.as_array()?.iter().map(grant_from).collect::<Option<_>>()?;
                self.grants.insert(rest.to_owned(), grants);
            }
            "signature" => {
                let mut value = value.clone();
                text_as_number(&mut value, &["version"])?;
                if let Some(linked) = value["linked"].as_object_mut() {
                    for version in linked.values_mut() {
                        *version = Value::from(version.as_str()?.parse::<u64>().ok()?);
                    }
                }
                self.signature = Some(serde_json::from_value(value).ok()?);
            }
            "practice" => drop(self.practices.insert(rest.to_owned(), value.as_str()?.to_owned())),
            "pack" => drop(self.packs.insert(rest.to_owned(), value.clone())),
            "alias" => {
                let (kind, alias) = rest.split_once('/')?;
                self.aliases
                    .insert((kind.to_owned(), alias.to_owned()), value.as_str()?.to_owned());
            }
            _ => return None,
        }
        Some(())
    }
}

fn take_record<'a>(rest: &'a str, value: &Value, records: &mut BTreeMap<&'a str, Change>) -> Option<()> {
    let (id, part) = rest.split_once('/').unwrap_or((rest, ""));
    let change = records.entry(id).or_default();
    match part.split_once('/') {
        None if part.is_empty() => {
            let mut value = value.clone();
            text_as_number(&mut value, &["kind_version", "version"])?;
            change.entered = value.as_object_mut()?.remove("entered").is_some();
            change.spine = serde_json::from_value(value).ok()?;
        }
        None if part == "title" => value.as_str()?.clone_into(&mut change.title),
        Some(("field", field)) => drop(
            change
                .fields
                .insert(field.to_owned(), FieldChange::from_value(value)?),
        ),
        _ => return None,
    }
    Some(())
}

/// The journal holds no JSON numbers beside its own; whole numbers become text.
fn number_as_text(value: &mut Value, keys: &[&str]) {
    for key in keys {
        if let Some(number) = value[*key].as_u64() {
            value[*key] = Value::String(number.to_string());
        }
    }
    if let Some(linked) = value.get_mut("linked").and_then(Value::as_object_mut) {
        for version in linked.values_mut() {
            *version = Value::String(version.to_string());
        }
    }
}

fn text_as_number(value: &mut Value, keys: &[&str]) -> Option<()> {
    for key in keys {
        let number: u64 = value[*key].as_str()?.parse().ok()?;
        value[*key] = Value::from(number);
    }
    Some(())
}

impl FieldChange {
    fn to_value(&self) -> Value {
        let mut object = Map::new();
        if let Some(value) = &self.value {
            object.insert("value".to_owned(), value.clone());
        }
        if !self.facts.is_empty() {
            object.insert(
                "facts".to_owned(),
                Value::Array(self.facts.iter().map(located_value).collect()),
            );
        }
        if !self.links.is_empty() {
            let links = self
                .links
                .iter()
                .map(|link| texts([&link.path, &link.row, &link.pos.to_string(), &link.target]));
            object.insert("links".to_owned(), links.collect());
        }
        if self.searched {
            object.insert("searched".to_owned(), Value::Bool(true));
        }
        Value::Object(object)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let list = |key: &str| object.get(key).and_then(Value::as_array).into_iter().flatten();
        Some(FieldChange {
            value: object.get("value").cloned(),
            facts: list("facts").map(located_from).collect::<Option<_>>()?,
            links: list("links").map(link_from).collect::<Option<_>>()?,
            searched: object.contains_key("searched"),
        })
    }
}

fn texts<const N: usize>(parts: [&str; N]) -> Value {
    Value::Array(
        parts
            .iter()
            .map(|part| Value::String((*part).to_owned()))
            .collect(),
    )
}

fn located_value(located: &Located) -> Value {
    let Located { path, row, pos, fact } = located;
    let or_empty = |part: &Option<String>| part.clone().map_or(Value::Null, Value::String);
    let text = |part: &str| Value::String(part.to_owned());
    let num = fact.num.map_or(Value::Null, |num| Value::String(num.to_string()));
    Value::Array(vec![
        text(path),
        text(row),
        text(&pos.to_string()),
        or_empty(&fact.text),
        num,
        or_empty(&fact.date),
    ])
}

fn located_from(value: &Value) -> Option<Located> {
    let part = |at: usize| value.get(at).and_then(Value::as_str);
    let num = part(4).map(str::parse::<i64>).transpose().ok()?;
    let fact = Fact {
        text: part(3).map(str::to_owned),
        num,
        date: part(5).map(str::to_owned),
    };
    Some(Located {
        path: part(0)?.to_owned(),
        row: part(1)?.to_owned(),
        pos: part(2)?.parse().ok()?,
        fact,
    })
}

fn link_from(value: &Value) -> Option<LinkAt> {
    let part = |at: usize| value.get(at).and_then(Value::as_str);
    Some(LinkAt {
        path: part(0)?.to_owned(),
        row: part(1)?.to_owned(),
        pos: part(2)?.parse().ok()?,
        target: part(3)?.to_owned(),
    })
}

fn grant_value(grant: &Grant) -> Value {
    let parts = [
        ("role", Some(&grant.role)),
        ("process", grant.process.as_ref()),
        ("site", grant.site.as_ref()),
        ("from", grant.from.as_ref()),
        ("until", grant.until.as_ref()),
    ];
    parts
        .into_iter()
        .filter_map(|(key, part)| Some((key.to_owned(), Value::String(part?.clone()))))
        .collect::<Map<_, _>>()
        .into()
}

fn grant_from(value: &Value) -> Option<Grant> {
    let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Grant {
        role: part("role")?,
        process: part("process"),
        site: part("site"),
        from: part("from"),
        until: part("until"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Signature, SpineRow};
    use super::*;

    #[test]
    fn a_change_survives_the_journal() {
        let field = FieldChange {
            value: Some(serde_json::json!([{ "id": "r1", "quantity": "3" }])),
            facts: vec![Located {
                path: "lots.quantity".into(),
                row: "r1".into(),
                pos: 0,
                fact: Fact::number(3_000_000),
            }],
            links: vec![LinkAt {
                path: "lots.held_at".into(),
                row: "r1".into(),
                pos: 0,
                target: "place/p".into(),
            }],
            searched: true,
        };
        let spine = SpineRow {
            kind: "nonconformity".into(),
            version: 2,
            kind_version: 1,
            number: "NC-1".into(),
            opened: "x".into(),
            ..SpineRow::default()
        };
        let signature = Signature {
            record: "a".into(),
            version: 1,
            linked: BTreeMap::from([("k/b".to_owned(), 4)]),
            ..Signature::default()
        };
        let changes = Changes {
            act: "transition".into(),
            records: vec![Change {
                id: "a".into(),
                spine,
                title: "T".into(),
                entered: true,
                fields: BTreeMap::from([("lots".into(), field)]),
            }],
            numbers: BTreeMap::from([("NC-2026".into(), 7)]),
            grants: BTreeMap::from([(
                "p".into(),
                vec![Grant {
                    role: "auditor".into(),
                    ..Grant::default()
                }],
            )]),
            signature: Some(signature),
            practices: BTreeMap::from([("x".into(), "off".into())]),
            aliases: BTreeMap::from([(("nonconformity".into(), "OLD/7".into()), "a".into())]),
            ..Changes::default()
        };
        assert_eq!(Changes::from_items(&changes.to_items()), Ok(changes));
    }
}
