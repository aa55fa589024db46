//! The morning round: what is new and has no name yet, which customer waits, what is held where and for how long.
//!
//! Nothing here knows a kind: a kind says in `[triage]` what it brings (see [`engine::pack::Triage`]).

mod held;

use std::collections::{BTreeMap, BTreeSet};

use engine::condition::{As, Condition, Literal, Operand, Path, Place, Scene, Spine, Test, Word, holds};
use engine::pack::{Kind, Triage, Type, Who};
use engine::record::{Grant, Record};
use store::list::{ListError, ListQuery, Sort, SpineIs};

pub use held::{HeldThing, digits};

use super::View;
use super::people::Person;
use super::record::Name;
use crate::errors::{Error, Result};

/// Most records of one kind in each part.
pub const MOST: usize = 60;

/// What there is this morning.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// New, and nobody has it: somebody outside waits first, then the heaviest, then what nobody weighed, then the oldest.
    pub nameless: Vec<Report>,
    /// New, and somebody has it: the longest late first.
    pub taken: Vec<Report>,
    /// Somebody outside waits for a word, the longest first.
    pub waiting: Vec<Waiting>,
    /// What is held, the longest first.
    pub held: Vec<HeldThing>,
    /// There is more than is shown.
    pub more: bool,
    /// People, places, sites, processes by id.
    pub names: BTreeMap<String, Name>,
    /// Whether any kind has something to say here.
    pub has_kinds: bool,
}

/// A new record.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The record.
    pub record: Record,
    /// How much it weighs, and the band's label; none while nobody has weighed it.
    pub weight: Option<(u32, String)>,
    /// Whether its kind is weighed at all.
    pub is_weighed: bool,
    /// Somebody outside waits.
    pub waits: bool,
    /// Files that came with it.
    pub files: usize,
    /// The asker may give it to somebody.
    pub may_give: bool,
    /// Who would take it on: (person id, why), the likeliest first.
    pub suggested: Vec<(String, String)>,
}

/// Somebody outside who waits.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// The record.
    pub record: Record,
    /// What is to be done.
    pub say: String,
    /// Instant since which somebody waits: when it was first known.
    pub since: String,
}

impl View<'_> {
    /// The round. `people` are those who work here, as [`View::everybody`] gives them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn round(&mut self, people: &[Person]) -> Result<Round> {
        let house = self.house;
        let mut round = Round::default();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for kind in house.packs.kinds.values() {
            let Some(triage) = &kind.triage else { continue };
            round.has_kinds = true;
            self.new_ones(kind, triage, people, &mut round)?;
            self.waiting_ones(kind, triage, &mut round)?;
            self.held_ones(kind, triage, &mut round)?;
        }
        let heaviest =
            |report: &Report| std::cmp::Reverse(report.weight.as_ref().map_or(0, |(number, _)| *number));
        round.nameless.sort_by(|a, b| {
            let key = |report: &Report| (!report.waits, heaviest(report), report.record.opened.clone());
            key(a).cmp(&key(b))
        });
        round.taken.sort_by(|a, b| {
            let key = |report: &Report| {
                (
                    report.record.due.is_none(),
                    report.record.due.clone(),
                    report.record.opened.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        round.waiting.sort_by(|a, b| a.since.cmp(&b.since));
        round.held.sort_by(|a, b| a.since.cmp(&b.since));

        let records = round
            .nameless
            .iter()
            .chain(&round.taken)
            .map(|report| &report.record);
        let records = records.chain(round.waiting.iter().map(|waiting| &waiting.record));
        let records = records.chain(round.held.iter().map(|held| &held.record));
        for record in records {
            ids.extend(
                [&record.owner, &record.reporter, &record.site, &record.process]
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
            ids.extend(
                record
                    .next
                    .iter()
                    .filter(|next| !next.starts_with("role:"))
                    .cloned(),
            );
            let links = record.fields.values().filter_map(serde_json::Value::as_str);
            ids.extend(
                links
                    .filter_map(|link| link.strip_prefix("place/"))
                    .map(str::to_owned),
            );
        }
        ids.extend(round.held.iter().filter_map(|held| held.place.clone()));
        round.names = self.called(ids)?;
        Ok(round)
    }

    /// What of all kinds is held, the longest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn held(&mut self) -> Result<Vec<HeldThing>> {
        let house = self.house;
        let mut round = Round::default();
        for kind in house.packs.kinds.values() {
            if let Some(triage) = &kind.triage {
                self.held_ones(kind, triage, &mut round)?;
            }
        }
        round.held.sort_by(|a, b| a.since.cmp(&b.since));
        Ok(round.held)
    }

    fn new_ones(&mut self, kind: &Kind, triage: &Triage, people: &[Person], round: &mut Round) -> Result<()> {
        let taken = |test| Condition::of(test);
        let path = || vec![Path::field(&triage.take)];
        let state = || SpineIs {
            state: Some(triage.new.clone()),
            ..SpineIs::default()
        };
        let (nameless, more) = self.picked(kind, vec![taken(Test::Absent(path()))], state(), Sort::Newest)?;
        let (named, more_named) = self.picked(kind, vec![taken(Test::Filled(path()))], state(), Sort::Due)?;
        round.more |= more || more_named;
        for record in nameless {
            let report = self.report(kind, triage, record, people);
            round.nameless.push(report);
        }
        for record in named {
            let report = self.report(kind, triage, record, people);
            round.taken.push(report);
        }
        Ok(())
    }

    fn report(&self, kind: &Kind, triage: &Triage, record: Record, people: &[Person]) -> Report {
        let weighed = triage.weight.as_ref().and_then(|field| {
            let Type::Scale(scale) = &kind.field(field)?.ty else {
                return None;
            };
            let (number, band) = engine::value::placed(&self.house.packs, scale, record.fields.get(field)?)?;
            let bands = &self.house.packs.scales.get(scale)?.bands;
            let label = bands
                .iter()
                .find(|known| known.id == band)
                .map(|band| band.label.clone());
            Some((number, label.unwrap_or(band)))
        });
        let section = kind.section_of(&triage.take);
        let files = kind
            .fields
            .values()
            .filter(|field| matches!(field.ty, Type::Files));
        let files = files
            .filter_map(|field| record.fields.get(&field.id)?.as_array().map(Vec::len))
            .sum();
        Report {
            weight: weighed,
            is_weighed: triage.weight.is_some(),
            waits: triage.waits.as_ref().is_some_and(|waits| {
                record.fields.get(&waits.until).is_none() && self.holds_alone(&waits.when, &record)
            }),
            files,
            may_give: section.is_some_and(|section| {
                section.states.contains(&record.state) && self.actor.is_any(&section.by, &record)
            }),
            suggested: self.suggested(kind, triage, &record, people),
            record,
        }
    }

    /// Those whose turn it would be while nobody has the record, or who would hear of it when it is late: by the rule
    /// of the kind, as far as their role takes in the record. Who is away is not suggested.
    fn suggested(
        &self,
        kind: &Kind,
        triage: &Triage,
        record: &Record,
        people: &[Person],
    ) -> Vec<(String, String)> {
        let rules = kind.due.iter().filter(|due| due.state == triage.new);
        let who: Vec<&Who> = rules.flat_map(|due| due.whose.iter().chain(&due.late)).collect();
        let mut found: Vec<(String, String)> = Vec::new();
        for who in who {
            let Who::Role(role) = who else { continue };
            let title = self
                .house
                .packs
                .roles
                .get(role)
                .map_or(role.as_str(), |role| &role.title);
            let mut holders: Vec<(bool, &Person)> = people
                .iter()
                .filter(|person| person.away.is_none())
                .filter_map(|person| {
                    let mut grants = person
                        .grants
                        .iter()
                        .filter(|grant| grant.role == *role && grant.covers(record));
                    let first = grants.next()?;
                    Some((is_wide(first) && grants.all(is_wide), person))
                })
                .collect();
            // Whoever answers for just this place or process is nearer than whoever answers for everything.
            holders.sort_by_key(|(wide, _)| *wide);
            for (_, person) in holders {
                if !found.iter().any(|(id, _)| *id == person.record.id) {
                    found.push((person.record.id.clone(), title.to_lowercase()));
                }
            }
        }
        found.truncate(4);
        found
    }

    fn waiting_ones(&mut self, kind: &Kind, triage: &Triage, round: &mut Round) -> Result<()> {
        let Some(waits) = &triage.waits else { return Ok(()) };
        let filters = vec![
            still_open(kind),
            waits.when.clone(),
            Condition::of(Test::Absent(vec![Path::field(&waits.until)])),
        ];
        let (records, more) = self.picked(kind, filters, SpineIs::default(), Sort::Oldest)?;
        round.more |= more;
        let first = |record: &Record| match &waits.when.test {
            Test::Value(Operand::Path(path, _), _) => record
                .moments
                .fields
                .get(path.first())
                .map(|moment| moment.first.clone()),
            _ => None,
        };
        round.waiting.extend(records.into_iter().map(|record| Waiting {
            since: first(&record).unwrap_or_else(|| record.opened.clone()),
            say: waits.say.clone(),
            record,
        }));
        Ok(())
    }

    fn held_ones(&mut self, kind: &Kind, triage: &Triage, round: &mut Round) -> Result<()> {
        let Some(held) = &triage.held else { return Ok(()) };
        let at = Path {
            hops: Vec::new(),
            place: Place::Cell {
                table: held.table.clone(),
                column: held.at.clone(),
            },
        };
        let filters = vec![still_open(kind), Condition::of(Test::AnyFilled(vec![at]))];
        let (records, more) = self.picked(kind, filters, SpineIs::default(), Sort::Oldest)?;
        round.more |= more;
        round
            .held
            .extend(records.iter().flat_map(|record| held::things(kind, held, record)));
        Ok(())
    }

    /// A condition of the record alone; one that looks further counts as not held here.
    fn holds_alone(&self, condition: &Condition, record: &Record) -> bool {
        let (records, holdings) = (BTreeMap::new(), BTreeMap::new());
        let scene = Scene {
            packs: &self.house.packs,
            records: &records,
            holdings: &holdings,
            actor: &self.actor,
            today: &self.today,
        };
        holds(condition, record, &scene)
    }

    fn picked(
        &mut self,
        kind: &Kind,
        filters: Vec<Condition>,
        spine: SpineIs,
        sort: Sort,
    ) -> Result<(Vec<Record>, bool)> {
        let query = ListQuery {
            kind: &kind.id,
            filters,
            spine,
            sort,
            after: None,
            limit: MOST,
            as_of: None,
            actor: &self.actor,
            today: &self.today,
        };
        let page = store::list::page(self.conn, &self.house.packs, &query).map_err(|error| match error {
            ListError::Refused(what) => Error::Invalid(what),
            ListError::Db(error) => error.into(),
        })?;
        let ids: Vec<&str> = page.items.iter().map(|item| item.id.as_str()).collect();
        let mut records = store::load::records(self.conn, &ids)?;
        let records = ids.iter().filter_map(|id| records.remove(*id)).collect();
        Ok((records, page.next.is_some()))
    }
}

fn is_wide(grant: &Grant) -> bool {
    grant.process.is_none() && grant.site.is_none()
}

fn still_open(kind: &Kind) -> Condition {
    let open = kind.states.iter().filter(|state| !state.is_final);
    let states = open.map(|state| Literal::Text(state.id.clone())).collect();
    Condition::of(Test::Value(
        Operand::Path(Path::spine(Spine::State), As::Text),
        Word::OneOf(states),
    ))
}
