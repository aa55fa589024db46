//! People: who is here, with which roles, who is away and who stands in, what each has in hand, what names a leaver.

use std::collections::{BTreeMap, BTreeSet};

use engine::pack::{Kind, Type};
use engine::record::{Actor, Grant, Record, id_of};
use serde_json::{Map, Value};
use store::hanging::Asking;
use store::owned::{self, Owned};

use super::View;
use super::list::Asked;
use super::record::Name;
use crate::act::access::Access;
use crate::errors::Result;
use crate::house::{House, works_here};

/// More people than this are not shown on one page.
pub const MOST_PEOPLE: usize = 1_000;
/// Most open records of one person that are shown.
pub const MOST_OPEN: usize = 100;
/// Reports of one person that are shown.
const REPORTS: usize = 20;

/// Somebody, as a list of people shows them.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Their record.
    pub record: Record,
    /// Roles held today.
    pub grants: Vec<Grant>,
    /// Today's absence.
    pub away: Option<Away>,
    /// Open records that they own, as far as the asker sees them.
    pub open: u64,
    /// How many of those are late.
    pub late: u64,
}

/// A stretch of days on which somebody is away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Away {
    /// Row in the person's record.
    pub row: String,
    /// First day.
    pub from: Option<String>,
    /// Last day; open when absent.
    pub until: Option<String>,
    /// Id of whoever stands in: named for this absence, or the usual deputy.
    pub deputy: Option<String>,
}

impl Away {
    /// Whether it takes in that day.
    #[must_use]
    pub fn on(&self, day: &str) -> bool {
        self.from.as_deref().is_some_and(|from| from <= day)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

/// Everybody who is or was here.
#[derive(Clone, Debug, Default)]
pub struct Everybody {
    /// Those who work here, by name.
    pub here: Vec<Person>,
    /// Those who left, by name.
    pub left: Vec<Person>,
    /// Sites, processes and deputies by id.
    pub names: BTreeMap<String, Name>,
}

/// One person with all that belongs to them.
#[derive(Clone, Debug, Default)]
pub struct OnePerson {
    /// Who it is.
    pub person: Person,
    /// Every role, also those not held today.
    pub roles: Vec<Grant>,
    /// Absences, the latest first.
    pub away: Vec<Away>,
    /// Open records that they own or whose turn is theirs, the soonest due first.
    pub open: Vec<Record>,
    /// What they entered of what everybody may enter, the newest first.
    pub reported: Vec<Record>,
    /// Colleagues who have them as deputy.
    pub stands_in_for: Vec<Name>,
    /// Names of whatever is linked, by id.
    pub names: BTreeMap<String, Name>,
    /// What the asker may do about their sign-ins.
    pub access: Access,
}

/// An open record that names somebody, with the questions that the name answers.
#[derive(Clone, Debug, Default)]
pub struct NamedBy {
    /// The record.
    pub record: Record,
    /// Questions, as the kind asks them.
    pub questions: Vec<String>,
}

/// All that would change hands.
#[derive(Clone, Debug, Default)]
pub struct InHand {
    /// What the asker sees, by kind and number.
    pub records: Vec<NamedBy>,
    /// How many more there are that the asker does not see.
    pub hidden: usize,
}

/// A handing over that was recorded.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    /// Entry of the journal.
    pub entry: u64,
    /// Instant.
    pub time: String,
    /// Id of whoever has it now.
    pub to: String,
    /// The reason given.
    pub reason: String,
    /// Records that the asker sees.
    pub records: Vec<Name>,
    /// How many more there are.
    pub hidden: usize,
}

impl View<'_> {
    /// The person of that number, if the asker sees it.
    ///
    /// # Errors
    /// That there is none.
    pub fn person_record(&mut self, number: &str) -> Result<Record> {
        super::visible_record(self.conn, self.house, &self.actor, &self.today, "person", number)
    }

    /// Everybody.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn everybody(&mut self) -> Result<Everybody> {
        let records = self.all_of("person", MOST_PEOPLE)?;
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        let mut held = store::load::holdings(self.conn, &ids)?;
        let owned = owned::open(self.conn, asking(self.house, &self.actor, &self.today))?;
        let mut everybody = Everybody::default();
        for record in records {
            let grants = held.remove(&record.id).unwrap_or_default();
            let person = self.person(record, grants, &owned);
            if works_here(&person.record) {
                everybody.here.push(person);
            } else if person.record.closed.is_none() {
                everybody.left.push(person);
            }
        }
        let all = everybody.here.iter().chain(&everybody.left);
        let named: BTreeSet<String> = all.flat_map(named).collect();
        everybody.names = self.called(named)?;
        Ok(everybody)
    }

    /// One person.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn one_person(&mut self, number: &str) -> Result<OnePerson> {
        let record = self.person_record(number)?;
        let id = record.id.clone();
        let mut held = store::load::holdings(self.conn, std::slice::from_ref(&id))?;
        let roles = held.remove(&id).unwrap_or_default();
        let owned = owned::open(self.conn, asking(self.house, &self.actor, &self.today))?;
        let access = Access::of(&self.actor, &record, &roles);
        let away = absences(&record);
        let person = self.person(record, roles.clone(), &owned);

        let mut ids = owned::ids(
            self.conn,
            asking(self.house, &self.actor, &self.today),
            &id,
            MOST_OPEN,
        )?;
        let turns = store::work::turns(self.conn, &[id.as_str()], &[], MOST_OPEN)?;
        ids.extend(turns);
        let reportable = super::work::reportable(self.house);
        let reported = store::work::reported(self.conn, &reportable, &id, REPORTS)?;
        let seen = self.seen(ids.iter().chain(&reported))?;
        let mut open: Vec<Record> = Vec::new();
        for id in &ids {
            if let Some(record) = seen.get(id).filter(|_| !open.iter().any(|known| known.id == *id)) {
                open.push(record.clone());
            }
        }
        open.sort_by(|a, b| (a.due.is_none(), &a.due, &a.number).cmp(&(b.due.is_none(), &b.due, &b.number)));
        let reported: Vec<Record> = reported.iter().filter_map(|id| seen.get(id).cloned()).collect();
        let stands_in_for = self.with_deputy(&person.record)?;

        let mut ids: BTreeSet<String> = named(&person).collect();
        ids.extend(roles.iter().flat_map(scope));
        ids.extend(away.iter().filter_map(|away| away.deputy.clone()));
        ids.extend(
            open.iter()
                .chain(&reported)
                .flat_map(|record| [record.owner.clone(), record.site.clone()])
                .flatten(),
        );
        Ok(OnePerson {
            names: self.called(ids)?,
            person,
            roles,
            away,
            open,
            reported,
            stands_in_for,
            access,
        })
    }

    /// Everything open that names a person and would change hands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn in_hand(&mut self, person: &Record) -> Result<InHand> {
        let naming = owned::naming(self.conn, &person.reference())?;
        let ids: BTreeSet<&String> = naming.iter().map(|naming| &naming.record).collect();
        let all = store::load::records(self.conn, &ids.into_iter().collect::<Vec<_>>())?;
        let seen = self.seen(all.keys())?;
        let mut in_hand = InHand::default();
        for record in all.values() {
            let Some(kind) = self.house.packs.kind(&record.kind) else {
                continue;
            };
            let questions: Vec<String> = naming
                .iter()
                .filter(|naming| naming.record == record.id && changes_hands(kind, &naming.field))
                .filter_map(|naming| Some(kind.field(&naming.field)?.ask.clone()))
                .collect();
            match (questions.is_empty(), seen.contains_key(&record.id)) {
                (true, _) => {}
                (false, false) => in_hand.hidden += 1,
                (false, true) => in_hand.records.push(NamedBy {
                    record: record.clone(),
                    questions,
                }),
            }
        }
        in_hand
            .records
            .sort_by(|a, b| (&a.record.kind, &a.record.number).cmp(&(&b.record.kind, &b.record.number)));
        Ok(in_hand)
    }

    /// What an entry handed over from that person; none when the entry is something else.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn handed(&mut self, person: &Record, number: u64) -> Result<Option<Handed>> {
        let Some(entry) = store::load::entry(self.conn, number)? else {
            return Ok(None);
        };
        let changes = entry.changes()?;
        let text = |key: &str| {
            let text = changes.what.get(key).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        if changes.act != "hand_over" || text("from") != person.id {
            return Ok(None);
        }
        let names = self.called(changes.records.iter().map(|change| &change.id))?;
        let records: Vec<Name> = changes
            .records
            .iter()
            .filter_map(|change| names.get(&change.id).cloned())
            .collect();
        Ok(Some(Handed {
            entry: number,
            time: entry.time.clone(),
            to: text("to"),
            reason: text("reason"),
            hidden: changes.records.len() - records.len(),
            records,
        }))
    }

    /// All records of a kind that the asker sees, by title.
    pub(crate) fn all_of(&mut self, kind: &str, most: usize) -> Result<Vec<Record>> {
        if self.house.packs.kind(kind).is_none() {
            return Ok(Vec::new());
        }
        let mut ids: Vec<String> = Vec::new();
        let mut after = None;
        while ids.len() < most {
            let page = self.list(&Asked {
                kind: kind.to_owned(),
                sort: Some("title".to_owned()),
                after,
                limit: Some(store::list::LIMIT),
                ..Asked::default()
            })?;
            ids.extend(page.items.into_iter().map(|item| item.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut records = store::load::records(self.conn, &ids)?;
        Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
    }

    fn person(&self, record: Record, mut grants: Vec<Grant>, owned: &[Owned]) -> Person {
        grants.retain(|grant| grant.on(&self.today));
        let in_hand = owned.iter().find(|owned| owned.person == record.id);
        Person {
            away: absences(&record).into_iter().find(|away| away.on(&self.today)),
            open: in_hand.map_or(0, |owned| owned.open),
            late: in_hand.map_or(0, |owned| owned.late),
            grants,
            record,
        }
    }

    fn with_deputy(&mut self, person: &Record) -> Result<Vec<Name>> {
        let linkers = store::load::linkers(self.conn, &person.reference(), Some("deputy"))?;
        let ids = linkers
            .iter()
            .filter(|linker| linker.kind == "person")
            .map(|linker| &linker.id);
        let seen = self.seen(ids)?;
        let here = seen.into_values().filter(works_here);
        Ok(here
            .map(|record| Name {
                kind: record.kind,
                number: record.number,
                title: record.title,
            })
            .collect())
    }
}

fn asking<'a>(house: &'a House, actor: &'a Actor, today: &'a str) -> Asking<'a> {
    Asking {
        packs: &house.packs,
        actor,
        today,
    }
}

/// Absences of a person, the latest first.
#[must_use]
pub fn absences(person: &Record) -> Vec<Away> {
    let usual = person.links("deputy").next().map(|link| id_of(link).to_owned());
    let text = |cells: &Map<String, Value>, column: &str| {
        cells.get(column).and_then(Value::as_str).map(str::to_owned)
    };
    let mut rows: Vec<Away> = person
        .rows("away")
        .map(|(row, cells)| Away {
            row: row.to_owned(),
            from: text(cells, "from"),
            until: text(cells, "until"),
            deputy: text(cells, "deputy")
                .map(|link| id_of(&link).to_owned())
                .or_else(|| usual.clone()),
        })
        .collect();
    rows.sort_by(|a, b| b.from.cmp(&a.from));
    rows
}

/// As [`engine::decide`] hands over: people's fields that somebody may answer, not what an act wrote.
fn changes_hands(kind: &Kind, field: &str) -> bool {
    let is_person = kind.field(field).is_some_and(|field| {
        matches!(field.ty, Type::Link(_) | Type::Links { .. }) && field.ty.targets() == ["person"]
    });
    is_person
        && kind
            .section_of(field)
            .is_some_and(|section| !section.states.is_empty())
}

fn scope(grant: &Grant) -> impl Iterator<Item = String> {
    [grant.process.clone(), grant.site.clone()].into_iter().flatten()
}

/// Ids of whatever the row of a person names.
fn named(person: &Person) -> impl Iterator<Item = String> {
    let record = &person.record;
    let links = ["deputy", "site"]
        .into_iter()
        .flat_map(|field| record.links(field));
    let own = links.map(|link| id_of(link).to_owned());
    let away = person.away.iter().filter_map(|away| away.deputy.clone());
    own.chain(person.grants.iter().flat_map(scope)).chain(away)
}
