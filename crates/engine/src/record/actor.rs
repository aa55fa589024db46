//! Whoever acts or asks: what they are themselves, and for whom they stand in today.

use super::{Grant, Record, id_of};
use crate::pack::Who;

/// Whoever acts or asks, resolved once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Person id; empty for the system.
    pub person: String,
    /// Name as it is printed.
    pub name: String,
    /// Roles held today.
    pub grants: Vec<Grant>,
    /// Colleagues who are away today and whose deputy this is: what they may, the actor may in their name.
    pub stands_in_for: Vec<StandIn>,
}

/// Somebody who is away, with all that a deputy takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIn {
    /// Person id.
    pub person: String,
    /// Name as it is printed.
    pub name: String,
    /// Roles held today.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The system itself: timers, set-up, imports of packs.
    #[must_use]
    pub fn system() -> Self {
        Actor {
            name: "Plumbline".to_owned(),
            ..Actor::default()
        }
    }

    /// Whether nobody in particular acts.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.person.is_empty()
    }

    /// Role ids of the actor's own, without scope, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        let mut roles: Vec<String> = self.grants.iter().map(|grant| grant.role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    /// The actor and everybody for whom it stands in today: whose work it sees as its own.
    pub fn persons(&self) -> impl Iterator<Item = &str> {
        let others = self.stands_in_for.iter().map(|other| other.person.as_str());
        std::iter::once(self.person.as_str()).chain(others)
    }

    /// The roles of the actor and of everybody for whom it stands in today.
    pub fn all_grants(&self) -> impl Iterator<Item = &Grant> {
        let others = self.stands_in_for.iter().flat_map(|other| &other.grants);
        self.grants.iter().chain(others)
    }

    /// Whether the actor holds one of these roles without limit to a process or site, by itself or in somebody's name.
    #[must_use]
    pub fn holds_everywhere(&self, roles: &[&str]) -> bool {
        self.all_grants().any(|grant| {
            roles.contains(&grant.role.as_str()) && grant.process.is_none() && grant.site.is_none()
        })
    }

    /// Whether the actor is `who` with regard to that record, by itself or in somebody's name.
    #[must_use]
    pub fn is(&self, who: &Who, record: &Record) -> bool {
        self.is_any(std::slice::from_ref(who), record)
    }

    /// Whether the actor is one of them, by itself or in somebody's name.
    #[must_use]
    pub fn is_any(&self, who: &[Who], record: &Record) -> bool {
        self.is_itself(who, record) || self.in_whose_name(who, record).is_some()
    }

    /// In whose name the actor is one of them; nobody's when it is by itself, or not at all.
    #[must_use]
    pub fn in_whose_name(&self, who: &[Who], record: &Record) -> Option<&StandIn> {
        if self.is_itself(who, record) {
            return None;
        }
        let stands = |other: &&StandIn| one_is(who, record, &other.person, &other.grants);
        self.stands_in_for.iter().find(stands)
    }

    fn is_itself(&self, who: &[Who], record: &Record) -> bool {
        self.is_system() || one_is(who, record, &self.person, &self.grants)
    }
}

fn one_is(who: &[Who], record: &Record, person: &str, grants: &[Grant]) -> bool {
    who.iter().any(|who| match who {
        Who::Everyone => true,
        Who::Role(role) => grants
            .iter()
            .any(|grant| grant.role == *role && grant.covers(record)),
        Who::Rel(relation) => relates(relation, record, person),
    })
}

fn relates(relation: &str, record: &Record, person: &str) -> bool {
    match relation {
        "owner" => record.owner.as_deref() == Some(person),
        "reporter" => record.reporter.as_deref() == Some(person),
        "self" => record.kind == "person" && record.id == person,
        field => record.links(field).any(|link| id_of(link) == person),
    }
}
