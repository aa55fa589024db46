//! What an act changes: decided by the engine, sealed by the journal, projected by the store.
//!
//! Everything that needs a rule, a clock or a pack to be known (numbers, due dates, scope, facts) is decided before
//! it is sealed and stands in the change itself. So the tables can be rebuilt for ever from the journal alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::record::{Grant, Record};
use crate::value::{Fact, Located};

/// All that one act changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Word of the act: `create`, `edit`, `transition`, `import`, `practice`, `pack`, …
    pub act: String,
    /// Particulars for a reader: kind, transition, verb, reason.
    pub what: Map<String, Value>,
    /// Records changed, each once.
    pub records: Vec<Change>,
    /// Counter → the last number it gave.
    pub numbers: BTreeMap<String, u64>,
    /// Person id → all the roles of that person after the act.
    pub grants: BTreeMap<String, Vec<Grant>>,
    /// A signature given with the act.
    pub signature: Option<Signature>,
    /// Practice id → its setting.
    pub practices: BTreeMap<String, String>,
    /// Pack id → `{ "version": …, "digest": …, "files": { path: text } }`.
    pub packs: BTreeMap<String, Value>,
    /// Old numbers that lead to records: (kind, alias) → record id.
    pub aliases: BTreeMap<(String, String), String>,
}

/// What happens to one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Record id.
    pub id: String,
    /// The columns that every record has, as they stand afterwards.
    pub spine: SpineRow,
    /// One line; apart from the spine so that it can be redacted.
    pub title: String,
    /// A state was entered (also with the first one).
    pub entered: bool,
    /// Field → what it holds afterwards.
    pub fields: BTreeMap<String, FieldChange>,
}

/// The columns that every record has, except the title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is explained at `Record`")]
pub struct SpineRow {
    pub kind: String,
    pub kind_version: u64,
    pub number: String,
    pub version: u64,
    pub state: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub state_imported: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_on: Option<String>,
    pub opened: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
}

/// What a field holds afterwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldChange {
    /// Canonical value; absent when the field became empty.
    pub value: Option<Value>,
    /// Facts for SQL, when the path is one that conditions or filters read.
    pub facts: Vec<Located>,
    /// Where it leads.
    pub links: Vec<LinkAt>,
    /// The value is text that the search should find.
    pub searched: bool,
}

/// One link out of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkAt {
    /// `field` or `table.column`.
    pub path: String,
    /// Row id, else empty.
    pub row: String,
    /// Counted from 0.
    pub pos: u32,
    /// `kind/id`.
    pub target: String,
}

/// A signature, as it was shown when it was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Record signed.
    pub record: String,
    /// Its version before the act: what was looked at.
    pub version: u64,
    /// Transition signed.
    pub transition: String,
    /// Person id.
    pub person: String,
    /// Printed name.
    pub name: String,
    /// Instant.
    pub at: String,
    /// Time zone in which it was shown.
    pub zone: String,
    /// The sentence, as shown.
    pub meaning: String,
    /// Own fields covered: a later change to one of them breaks the signature.
    pub covers: Vec<String>,
    /// Linked records that were covered: `kind/id` → their version then.
    pub linked: BTreeMap<String, u64>,
    /// SHA-256 (hex) over the canonical covered values; filled when the act is sealed.
    pub digest: String,
}

impl SpineRow {
    /// The columns of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        SpineRow {
            kind: record.kind.clone(),
            kind_version: record.kind_version,
            number: record.number.clone(),
            version: record.version,
            state: record.state.clone(),
            state_imported: record.state_imported,
            owner: record.owner.clone(),
            reporter: record.reporter.clone(),
            process: record.process.clone(),
            site: record.site.clone(),
            due: record.due.clone(),
            next: record.next.clone(),
            happened_on: record.happened_on.clone(),
            opened: record.opened.clone(),
            closed: record.closed.clone(),
        }
    }

    /// Puts them back into a record.
    pub fn put(&self, record: &mut Record) {
        let SpineRow {
            kind,
            kind_version,
            number,
            version,
            state,
            state_imported,
            owner,
            reporter,
            process,
            site,
            due,
            next,
            happened_on,
            opened,
            closed,
        } = self.clone();
        (record.kind, record.kind_version, record.number, record.version) =
            (kind, kind_version, number, version);
        (record.state, record.state_imported, record.owner, record.reporter) =
            (state, state_imported, owner, reporter);
        (record.process, record.site, record.due, record.next) = (process, site, due, next);
        (record.happened_on, record.opened, record.closed) = (happened_on, opened, closed);
    }
}

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
