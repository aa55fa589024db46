//! History as sentences, each with its entry.

use std::collections::BTreeMap;

use engine::change::Changes;
use engine::decide::IN_THE_NAME_OF;
use engine::record::Record;
use serde_json::Value;

use super::View;
use crate::errors::Result;

/// One act on a record.
#[derive(Clone, Debug)]
pub struct Event {
    /// Entry of the journal.
    pub entry: u64,
    /// Instant.
    pub time: String,
    /// Person id; empty for the system.
    pub actor: String,
    /// Printed name then known.
    pub name: String,
    /// Word of the act.
    pub act: String,
    /// Version of the record afterwards.
    pub version: u64,
    /// In words.
    pub sentence: String,
    /// Field → (before, after); values that were redacted are absent.
    pub fields: BTreeMap<String, (Option<Value>, Option<Value>)>,
    /// A signature given with it: (printed name, meaning).
    pub signed: Option<(String, String)>,
}

impl View<'_> {
    /// All acts on a record, oldest first.
    ///
    /// # Errors
    /// When it is not there or not visible.
    pub fn history(&mut self, kind: &str, number: &str) -> Result<Vec<Event>> {
        let record = super::visible_record(self.conn, self.house, &self.actor, &self.today, kind, number)?;
        let rows = store::load::versions(self.conn, &record.id)?;
        let mut acts = Vec::new();
        let mut people: Vec<String> = Vec::new();
        for (version, entry) in rows {
            let changes = entry.changes()?;
            people.extend((entry.actor != "system").then(|| entry.actor.clone()));
            people.extend(named(&changes));
            acts.push((version, entry, changes));
        }
        let people = store::load::records(self.conn, &people)?;
        let mut before: BTreeMap<String, Value> = BTreeMap::new();
        let mut events = Vec::new();
        for (version, entry, changes) in acts {
            let name = acting(&people, &entry.actor, &changes);
            let signed = changes
                .signature
                .as_ref()
                .filter(|signature| signature.record == record.id);
            let mut event = Event {
                entry: entry.number,
                time: entry.time,
                actor: entry.actor,
                name,
                act: entry.act,
                version,
                sentence: String::new(),
                fields: BTreeMap::new(),
                signed: signed.map(|signature| (signature.name.clone(), signature.meaning.clone())),
            };
            if let Some(change) = changes.records.iter().find(|change| change.id == record.id) {
                for (field, after) in &change.fields {
                    let old = match &after.value {
                        Some(value) => before.insert(field.clone(), value.clone()),
                        None => before.remove(field),
                    };
                    event.fields.insert(field.clone(), (old, after.value.clone()));
                }
                let spine = &change.spine;
                event.sentence =
                    self.sentence(&event, &changes, &record.kind, &spine.state, spine.state_imported);
            }
            events.push(event);
        }
        Ok(events)
    }

    fn sentence(&self, event: &Event, changes: &Changes, kind: &str, state: &str, imported: bool) -> String {
        let kind = self.house.packs.kind(kind);
        let ask = |field: &String| {
            kind.and_then(|kind| kind.field(field))
                .map_or(field.as_str(), |field| &field.ask)
                .to_owned()
        };
        let state = kind
            .and_then(|kind| kind.state(state))
            .map_or(state, |state| &state.title);
        match changes.act.as_str() {
            "create" => format!("{} entered it.", event.name),
            "import" if imported => format!(
                "{} imported it as “{state}”: decided elsewhere, not here.",
                event.name
            ),
            "import" => format!("{} imported it.", event.name),
            "hand_over" => format!("{} handed it over: {}", event.name, text(changes, "reason")),
            "transition" => {
                let verb = text(changes, "verb");
                let signed = event
                    .signed
                    .as_ref()
                    .map(|(_, meaning)| format!(", signing “{meaning}”"))
                    .unwrap_or_default();
                format!("{}: {verb}{signed}. It is “{state}” now.", event.name)
            }
            _ => {
                let asks: Vec<String> = event
                    .fields
                    .keys()
                    .map(|field| format!("“{}”", ask(field)))
                    .collect();
                match asks.as_slice() {
                    [] => format!("{} changed what it depends on.", event.name),
                    asks if asks.len() > 4 => format!(
                        "{} answered {} and {} more.",
                        event.name,
                        asks[..3].join(", "),
                        asks.len() - 3
                    ),
                    asks => format!(
                        "{} answered {}.",
                        event.name,
                        engine::text::enumerate(asks, "and")
                    ),
                }
            }
        }
    }
}

/// People whom an act names besides its actor.
fn named(changes: &Changes) -> Option<String> {
    let person = changes.what.get(IN_THE_NAME_OF)?.as_str()?;
    Some(person.to_owned())
}

/// Whoever acted, in words: a deputy says in whose name.
fn acting(people: &BTreeMap<String, Record>, actor: &str, changes: &Changes) -> String {
    let title = |id: &str| people.get(id).map(|person| person.title.as_str());
    let name = title(actor).unwrap_or("Plumbline");
    match named(changes).and_then(|id| title(&id).map(str::to_owned)) {
        Some(other) => format!("{name}, standing in for {other}"),
        None => name.to_owned(),
    }
}

fn text<'a>(changes: &'a Changes, key: &str) -> &'a str {
    changes.what.get(key).and_then(Value::as_str).unwrap_or_default()
}
