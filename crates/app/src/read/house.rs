//! The house itself: its rules with what depends on them, its places as a tree, and how much there is of everything.

use std::collections::{BTreeMap, BTreeSet};

use engine::condition::{Basis, Condition, Test};
use engine::pack::DueRule;
use engine::record::{Actor, Record, id_of};
use serde_json::Value;

use super::View;
use super::list::Asked;
use super::record::Name;
use super::triage::HeldThing;
use crate::act::practice::{OF_THE_HOUSE, SETTERS};
use crate::errors::{Error, Result};

/// More places than this are not drawn.
const MOST_PLACES: usize = 1_000;

/// A rule of the house, as it is set.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// Id of the practice.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Why one would want it; empty for what every house settles for itself.
    pub why: String,
    /// Pack that brought it; empty for what every house settles for itself.
    pub pack: String,
    /// The pack's own setting.
    pub default: String,
    /// The setting in force.
    pub setting: String,
    /// Settings that it takes; empty: a number of days, or words.
    pub values: Vec<String>,
    /// It takes a number of days.
    pub is_days: bool,
    /// Entry that set it; none while the default is in force.
    pub entry: Option<u64>,
    /// What asks it, in words.
    pub asked_by: Vec<String>,
}

/// How many there are of a kind, as far as the asker sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many are open.
    pub open: u64,
    /// Whether that is exact; else there are more.
    pub exact: bool,
}

/// A place with what lies within it.
#[derive(Clone, Debug, Default)]
pub struct PlaceNode {
    /// The place.
    pub record: Record,
    /// Smaller places within it, by name.
    pub within: Vec<PlaceNode>,
    /// What is held there.
    pub held: Vec<HeldThing>,
}

impl PlaceNode {
    /// Whether it is a place where things are held.
    #[must_use]
    pub fn is_for_holding(&self) -> bool {
        self.record.fields.get("holding").and_then(Value::as_str) == Some("yes")
    }

    /// How many places it is, itself included.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.within.iter().map(PlaceNode::count).sum::<usize>()
    }
}

/// Places of one site.
#[derive(Clone, Debug, Default)]
pub struct SitePlaces {
    /// The site; none for places at no site.
    pub site: Option<Name>,
    /// The largest places, by name.
    pub places: Vec<PlaceNode>,
}

/// Whether somebody sets the rules of the house.
#[must_use]
pub fn sets_rules(actor: &Actor) -> bool {
    actor.is_system() || actor.holds_everywhere(&SETTERS)
}

impl View<'_> {
    /// All rules: what every house settles for itself, then those of the packs in their order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn rules(&mut self) -> Result<Vec<Rule>> {
        let entries = store::load::practice_entries(self.conn)?;
        let asked = self.asked_by();
        let of_the_house = OF_THE_HOUSE.map(|id| Rule {
            id: id.to_owned(),
            title: title_of_the_house(id).to_owned(),
            setting: self.house.practice(id).to_owned(),
            entry: entries.get(id).copied(),
            ..Rule::default()
        });
        let mut rules = of_the_house.to_vec();
        for pack in &self.house.packs.packs {
            let practices = self.house.packs.practices.values();
            rules.extend(
                practices
                    .filter(|practice| practice.pack == pack.id)
                    .map(|practice| Rule {
                        id: practice.id.clone(),
                        title: practice.title.clone(),
                        why: practice.why.clone(),
                        pack: pack.title.clone(),
                        default: practice.default.clone(),
                        setting: self.house.practice(&practice.id).to_owned(),
                        values: practice.values.clone(),
                        is_days: practice.values.is_empty(),
                        entry: entries.get(&practice.id).copied(),
                        asked_by: asked.get(&practice.id).cloned().unwrap_or_default(),
                    }),
            );
        }
        Ok(rules)
    }

    /// One rule.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn rule(&mut self, id: &str) -> Result<Rule> {
        let found = self.rules()?.into_iter().find(|rule| rule.id == id);
        found
            .ok_or_else(|| Error::NotFound(format!("There is no practice “{}”.", engine::value::shorten(id))))
    }

    /// What asks each practice: ways on, due dates, checks.
    fn asked_by(&self) -> BTreeMap<String, Vec<String>> {
        let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |practice: &str, said: String| {
            let known = asked.entry(practice.to_owned()).or_default();
            if !known.contains(&said) {
                known.push(said);
            }
        };
        for kind in self.house.packs.kinds.values() {
            for way in &kind.transitions {
                let mut named = BTreeSet::new();
                way.needs.iter().for_each(|guard| practices_of(guard, &mut named));
                for practice in named {
                    add(&practice, format!("{}: “{}”", kind.title, way.verb));
                }
            }
            for due in &kind.due {
                if let DueRule::ByPractice { practice, .. } = &due.rule {
                    let state = kind
                        .state(&due.state)
                        .map_or(due.state.as_str(), |state| &state.title);
                    add(
                        practice,
                        format!("{}: when it is due while {}", kind.title, state.to_lowercase()),
                    );
                }
            }
        }
        for check in self.house.packs.checks.values() {
            for practice in &check.practices {
                add(practice, format!("The check “{}”", check.title));
            }
        }
        asked
    }

    /// How many open records there are of a kind; none when there is no such kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count_open(&mut self, kind: &str) -> Result<Option<Count>> {
        let Some(known) = self.house.packs.kind(kind) else {
            return Ok(None);
        };
        let filters = vec![(
            "state".to_owned(),
            known
                .states
                .first()
                .map(|state| state.id.clone())
                .unwrap_or_default(),
        )];
        let page = self.list(&Asked {
            kind: kind.to_owned(),
            filters,
            limit: Some(1),
            ..Asked::default()
        })?;
        Ok(Some(Count {
            open: page.total,
            exact: page.total_is_exact,
        }))
    }

    /// Places in use, by site and as a tree, with what is held in them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn places(&mut self) -> Result<Vec<SitePlaces>> {
        let mut records = self.all_of("place", MOST_PLACES)?;
        records.retain(|record| record.closed.is_none());
        let mut held: BTreeMap<String, Vec<HeldThing>> = BTreeMap::new();
        for thing in self.held()? {
            if let Some(place) = thing.place.clone() {
                held.entry(place).or_default().push(thing);
            }
        }
        let sites = self.called(records.iter().filter_map(|record| record.site.as_ref()))?;
        let known: BTreeSet<String> = records.iter().map(|record| record.id.clone()).collect();
        let parent = |record: &Record| {
            let parent = record.links("parent").next().map(|link| id_of(link).to_owned());
            parent.filter(|parent| known.contains(parent) && *parent != record.id)
        };
        let mut below: BTreeMap<Option<String>, Vec<Record>> = BTreeMap::new();
        for record in records {
            below.entry(parent(&record)).or_default().push(record);
        }
        let mut by_site: BTreeMap<(bool, String, Option<String>), Vec<PlaceNode>> = BTreeMap::new();
        while let Some(record) = next_root(&mut below) {
            let site = record.site.clone();
            let title = site
                .as_ref()
                .and_then(|site| sites.get(site))
                .map(|name| name.title.clone());
            let key = (title.is_none(), title.unwrap_or_default(), site);
            let node = node(record, &mut below, &mut held);
            by_site.entry(key).or_default().push(node);
        }
        Ok(by_site
            .into_iter()
            .map(|((_, _, site), places)| SitePlaces {
                site: site.and_then(|site| sites.get(&site).cloned()),
                places,
            })
            .collect())
    }
}

/// The next place within none; at last those that lie within each other in a ring.
fn next_root(below: &mut BTreeMap<Option<String>, Vec<Record>>) -> Option<Record> {
    if !below.contains_key(&None) {
        let ring = below.keys().next().cloned()?;
        let rest = below.remove(&ring)?;
        below.insert(None, rest);
    }
    let roots = below.get_mut(&None)?;
    let first = roots.remove(0);
    if roots.is_empty() {
        below.remove(&None);
    }
    Some(first)
}

fn node(
    record: Record,
    below: &mut BTreeMap<Option<String>, Vec<Record>>,
    held: &mut BTreeMap<String, Vec<HeldThing>>,
) -> PlaceNode {
    let children = below.remove(&Some(record.id.clone())).unwrap_or_default();
    let within = children
        .into_iter()
        .map(|child| node(child, below, held))
        .collect();
    PlaceNode {
        held: held.remove(&record.id).unwrap_or_default(),
        within,
        record,
    }
}

/// Practices that a guard names, in whatever stands inside it.
fn practices_of(condition: &Condition, found: &mut BTreeSet<String>) {
    if let Some(Basis::Practice(id)) = &condition.basis {
        found.insert(id.clone());
    }
    match &condition.test {
        Test::AnyOf(inner) | Test::AllOf(inner) => inner.iter().for_each(|inner| practices_of(inner, found)),
        _ => {}
    }
}

fn title_of_the_house(id: &str) -> &'static str {
    match id {
        "organisation" => "Name of the organisation",
        "time_zone" => "Time zone",
        _ => "Days on which nobody works",
    }
}
