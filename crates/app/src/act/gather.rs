//! Loads, inside the writer's transaction, all that the engine will look at.

use std::collections::{BTreeMap, BTreeSet};

use engine::decide::{Act, Found, Loaded, amendments, counter, dependents, follows, lookups};
use engine::pack::{Effect, Kind, Type};
use engine::record::{Record, id_of, links_in};
use serde_json::{Map, Value};
use store::db::Conn;
use store::load;

use crate::errors::{Error, Result};
use crate::house::{ACTIVE, House};

/// How many records an act may begin.
pub(super) fn most_new(act: &Act, house: &House) -> usize {
    match act {
        Act::Create { .. } => 1,
        Act::Import { rows, .. } => rows.len(),
        Act::Edit { .. } => 0,
        Act::HandOver { .. } => 0,
        // Every transition of any kind begins at most so many; superseding may chain them.
        Act::Pass { .. } => {
            let effects = house
                .packs
                .kinds
                .values()
                .flat_map(|kind| &kind.transitions)
                .flat_map(|way| &way.does);
            effects
                .filter(|effect| matches!(effect, Effect::CreateLinked { .. }))
                .count()
        }
    }
}

/// Loads for an act.
pub(super) fn gather(conn: &mut Conn, house: &House, today: &str, act: &Act) -> Result<Loaded> {
    let mut gather = Gather {
        conn,
        house,
        loaded: Loaded::default(),
    };
    match act {
        Act::Create { kind, inputs } => gather.answers(kind, inputs, today)?,
        Act::Import { kind, rows, .. } => {
            for row in rows {
                gather.answers(kind, &row.inputs, today)?;
            }
        }
        Act::Edit { record, inputs, .. } | Act::Pass { record, inputs, .. } => {
            let found = load::records(gather.conn, std::slice::from_ref(record))?.remove(record);
            let found = found.ok_or_else(|| Error::NotFound("There is no such record.".to_owned()))?;
            gather.dependents(&found)?;
            gather.answers(&found.kind.clone(), inputs, today)?;
            if let Act::Pass { transition, .. } = act {
                gather.amended(&found, transition, today)?;
            }
            gather.around(found)?;
        }
        Act::HandOver {
            from, to, records, ..
        } => {
            gather.load([from.clone(), to.clone()])?;
            for record in load::records(gather.conn, records)?.into_values() {
                gather.dependents(&record)?;
                gather.around(record)?;
            }
        }
    }
    gather.loaded.practices = load::practices(gather.conn)?;
    gather.loaded.held_roles = load::held_roles(gather.conn, today, ACTIVE)?;
    Ok(gather.loaded)
}

/// What a page or an answer needs to judge a record: the same, without an act.
pub(crate) fn around(conn: &mut Conn, house: &House, record: &Record, today: &str) -> Result<Loaded> {
    let mut gather = Gather {
        conn,
        house,
        loaded: Loaded::default(),
    };
    gather.around(record.clone())?;
    gather.loaded.practices = load::practices(gather.conn)?;
    gather.loaded.held_roles = load::held_roles(gather.conn, today, ACTIVE)?;
    Ok(gather.loaded)
}

struct Gather<'a> {
    conn: &'a mut Conn,
    house: &'a House,
    loaded: Loaded,
}

impl Gather<'_> {
    /// What the texts in answers mean, the records behind them, and the counters of whatever may begin.
    fn answers(&mut self, kind: &str, inputs: &Map<String, Value>, today: &str) -> Result<()> {
        let Some(kind) = self.house.packs.kind(kind) else {
            return Ok(());
        };
        for (kinds, text) in lookups(kind, inputs) {
            let key = (kinds, text);
            if !self.loaded.found.contains_key(&key) {
                let found = load::find_by(self.conn, &key.0, &self.house.unique(&key.0), &key.1)?;
                let found: Vec<Found> = found
                    .into_iter()
                    .map(|row| Found {
                        kind: row.kind,
                        id: row.id,
                        title: row.title,
                    })
                    .collect();
                self.loaded.found.insert(key, found);
            }
        }
        self.unique(kind, inputs)?;
        let meant: Vec<String> = self
            .loaded
            .found
            .values()
            .flatten()
            .map(|found| found.id.clone())
            .collect();
        self.load(meant)?;
        self.counters(kind, today)?;
        self.second_hops(kind)
    }

    /// What a transition would correct in other records, and what the corrections mean.
    fn amended(&mut self, record: &Record, transition: &str, today: &str) -> Result<()> {
        let amends = |effect: &Effect| match effect {
            Effect::Amend { link, .. } => Some(link.clone()),
            _ => None,
        };
        let kind = self.house.packs.kind(&record.kind);
        let way = kind.and_then(|kind| kind.transition(transition));
        let links: Vec<String> = way
            .into_iter()
            .flat_map(|way| way.does.iter().filter_map(amends))
            .collect();
        let ids: Vec<String> = links
            .iter()
            .flat_map(|link| record.links(link))
            .map(|link| id_of(link).to_owned())
            .collect();
        for target in load::records(self.conn, &ids)?.into_values() {
            let inputs = amendments(&self.house.packs, record, &target, transition);
            self.answers(&target.kind.clone(), &inputs, today)?;
            self.dependents(&target)?;
            self.around(target)?;
        }
        Ok(())
    }

    /// Who else has a value that must be unique.
    fn unique(&mut self, kind: &Kind, inputs: &Map<String, Value>) -> Result<()> {
        for field in kind
            .fields
            .values()
            .filter(|field| field.unique && matches!(field.ty, Type::Line))
        {
            let Some(value) = inputs.get(&field.id).and_then(Value::as_str) else {
                continue;
            };
            let Ok(value) = engine::text::normalise(value) else {
                continue;
            };
            let others = load::with_value(self.conn, &kind.id, &field.id, &value)?;
            let others = others
                .into_iter()
                .map(|row| Found {
                    kind: row.kind,
                    id: row.id,
                    title: row.title,
                })
                .collect();
            self.loaded.found.insert((vec![kind.id.clone()], value), others);
        }
        Ok(())
    }

    fn counters(&mut self, kind: &Kind, today: &str) -> Result<()> {
        let created = kind
            .transitions
            .iter()
            .flat_map(|way| &way.does)
            .filter_map(|effect| match effect {
                Effect::CreateLinked { kind, .. } => self.house.packs.kind(kind),
                _ => None,
            });
        let kinds: Vec<&Kind> = std::iter::once(kind).chain(created).collect();
        for kind in kinds {
            let name = counter(kind, today);
            if !self.loaded.counters.contains_key(&name) {
                let last = load::counter(self.conn, &name)?;
                self.loaded.counters.insert(name, last);
            }
        }
        Ok(())
    }

    /// The record, everything it links to directly, and what its rules follow from there.
    fn around(&mut self, record: Record) -> Result<()> {
        let kind = self.house.packs.kind(&record.kind);
        let mut linked = BTreeSet::new();
        for value in record.fields.values() {
            collect(value, &mut linked);
        }
        linked.extend([&record.owner, &record.reporter].into_iter().flatten().cloned());
        self.loaded.records.insert(record.id.clone(), record);
        self.load(linked)?;
        let Some(kind) = kind else { return Ok(()) };
        self.second_hops(kind)?;
        self.holders()
    }

    /// Chains of two links and more: what lies behind the direct links.
    fn second_hops(&mut self, kind: &Kind) -> Result<()> {
        let chains = follows(kind).follows;
        for depth in 1..chains.iter().map(Vec::len).max().unwrap_or(0) {
            let hops: BTreeSet<&String> = chains.iter().filter_map(|chain| chain.get(depth)).collect();
            let behind = self
                .loaded
                .records
                .values()
                .flat_map(|record| hops.iter().flat_map(|hop| record.links(hop)));
            let behind: Vec<String> = behind.map(|link| id_of(link).to_owned()).collect();
            self.load(behind)?;
        }
        // Spine columns through a link, and people's names, need what the linked records link to.
        let spines: Vec<String> = self
            .loaded
            .records
            .values()
            .flat_map(|record| [&record.owner, &record.process, &record.site])
            .flatten()
            .cloned()
            .collect();
        self.load(spines)
    }

    /// Roles of everybody in sight, past and present.
    fn holders(&mut self) -> Result<()> {
        let people: Vec<String> = self
            .loaded
            .records
            .values()
            .filter(|record| record.kind == "person")
            .map(|record| record.id.clone())
            .collect();
        self.loaded.holdings = load::holdings(self.conn, &people)?;
        Ok(())
    }

    /// Records whose due date depends on this one, with all that their rule looks at.
    fn dependents(&mut self, record: &Record) -> Result<()> {
        for (kind, field) in dependents(&self.house.packs, &record.kind) {
            let ids: Vec<String> = load::linkers(self.conn, &record.reference(), Some(&field))?
                .into_iter()
                .map(|linker| linker.id)
                .collect();
            let found: BTreeMap<String, Record> = load::records(self.conn, &ids)?;
            for (id, other) in found
                .into_iter()
                .filter(|(_, other)| other.kind == kind && other.closed.is_none())
            {
                self.loaded.dependents.insert(id);
                self.around(other)?;
            }
        }
        Ok(())
    }

    fn load(&mut self, ids: impl IntoIterator<Item = String>) -> Result<()> {
        let wanted: BTreeSet<String> = ids
            .into_iter()
            .filter(|id| !self.loaded.records.contains_key(id))
            .collect();
        if !wanted.is_empty() {
            let wanted: Vec<String> = wanted.into_iter().collect();
            self.loaded.records.extend(load::records(self.conn, &wanted)?);
        }
        Ok(())
    }
}

/// Ids behind references anywhere in a value; clauses are no records.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            rows.iter()
                .filter_map(Value::as_object)
                .flat_map(Map::values)
                .for_each(|cell| collect(cell, found));
        }
        _ => {
            let links = links_in(Some(value))
                .filter(|link| link.len() < 100 && link.contains('/') && !link.starts_with("clause/"));
            // A canonical reference is `kind/uuid`; other text with a slash in it is no reference.
            found.extend(
                links
                    .map(id_of)
                    .filter(|id| uuid::Uuid::try_parse(id).is_ok())
                    .map(str::to_owned),
            );
        }
    }
}
